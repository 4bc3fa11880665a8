"""Settings from the environment and from a `.env` file; the environment wins. See README, “Settings”."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from dotenv import dotenv_values

HOST, PORT, LAST_PORT = "127.0.0.1", 8080, 65535
TELEGRAM = "https://api.telegram.org/bot"
Value = TypeVar("Value")


class WrongSetting(ValueError):
    """A setting cannot be used. The message is one line and never shows a secret."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that may be set from outside. Secrets stay out of `repr`."""

    host: str = HOST
    port: int = PORT
    public_url: str = ""
    database_url: str = field(default="", repr=False)
    content: Path | None = None
    operator: str = ""
    coordinator_key: str = field(default="", repr=False)
    telegram_token: str = field(default="", repr=False)
    telegram_api_url: str = TELEGRAM
    telegram_webhook_url: str = ""
    telegram_webhook_secret: str = field(default="", repr=False)


def read(environ: Mapping[str, str] | None = None, env_file: Path = Path(".env")) -> Settings:
    """Read the settings. Raises `WrongSetting` with one clear line when a value cannot be used."""
    given = {**_of_file(env_file), **(os.environ if environ is None else environ)}

    def take(name: str, check: Callable[[str, str], Value], otherwise: Value) -> Value:
        value = given.get(name, "").strip()
        return check(name, value) if value else otherwise

    settings = Settings(
        host=take("HUOLIPOLKU_HOST", _host, HOST),
        port=take("HUOLIPOLKU_PORT", _port, PORT),
        public_url=take("HUOLIPOLKU_PUBLIC_URL", _web_address, ""),
        database_url=take("HUOLIPOLKU_DATABASE_URL", _database, "") or _own_database(given),
        content=take("HUOLIPOLKU_CONTENT", _folder, None),
        operator=take("HUOLIPOLKU_OPERATOR", _line, ""),
        coordinator_key=take("HUOLIPOLKU_COORDINATOR_KEY", _line, ""),
        telegram_token=take("TELEGRAM_BOT_TOKEN", _token, ""),
        telegram_api_url=take("TELEGRAM_API_URL", _web_address, TELEGRAM),
        telegram_webhook_url=take("TELEGRAM_WEBHOOK_URL", _webhook, ""),
        telegram_webhook_secret=take("TELEGRAM_WEBHOOK_SECRET", _secret, ""),
    )
    if bool(settings.telegram_webhook_url) != bool(settings.telegram_webhook_secret):
        raise WrongSetting("TELEGRAM_WEBHOOK_URL and TELEGRAM_WEBHOOK_SECRET: expected both or neither.")
    return settings


def _of_file(file: Path) -> dict[str, str]:
    try:
        return {name: value for name, value in dotenv_values(file).items() if value is not None}
    except (OSError, UnicodeDecodeError) as error:
        raise WrongSetting(f"{file}: expected a text file in UTF-8 ({type(error).__name__}).") from None


def _host(name: str, value: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9._:-]+", value):
        return value
    raise WrongSetting(f"{name}: expected a host name or an address such as 127.0.0.1, got “{value}”.")


def _port(name: str, value: str) -> int:
    if re.fullmatch(r"[0-9]{1,5}", value) and int(value) <= LAST_PORT:
        return int(value)
    raise WrongSetting(f"{name}: expected a port from 0 (any free one) to {LAST_PORT}, got “{value}”.")


def _web_address(name: str, value: str) -> str:
    if _is_web_address(value, ("http", "https")):
        return value.rstrip("/")
    raise WrongSetting(f"{name}: expected an address that begins with https:// or http://, got “{value}”.")


def _webhook(name: str, value: str) -> str:
    if _is_web_address(value, ("https",)):
        return value.rstrip("/")
    raise WrongSetting(f"{name}: expected an address that begins with https://, got “{value}”.")


def _is_web_address(value: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(value)
        valid_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.hostname) and valid_port and not re.search(r"\s", value)


def _database(name: str, value: str) -> str:
    if re.match(r"(sqlite|postgresql)(\+[a-z0-9]+)?://", value):
        return value
    raise WrongSetting(f"{name}: expected an address that begins with sqlite:// or postgresql://.")


def _folder(name: str, value: str) -> Path:
    folder = Path(value).expanduser()
    if folder.is_dir():
        return folder
    raise WrongSetting(f"{name}: expected a folder, “{value}” is none.")


def _line(name: str, value: str) -> str:
    if value.isprintable():
        return value
    raise WrongSetting(f"{name}: expected one line of text.")


def _token(name: str, value: str) -> str:
    if re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", value):
        return value
    raise WrongSetting(f"{name}: expected a bot token as BotFather gives it, digits:letters.")


def _secret(name: str, value: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value):
        return value
    raise WrongSetting(f"{name}: expected 1 to 256 characters A-Z, a-z, 0-9, _ and -.")


def _own_database(environ: Mapping[str, str]) -> str:
    """An SQLite file in the user's data folder."""
    home = environ.get("XDG_DATA_HOME") or "~/.local/share"
    return f"sqlite:///{Path(home).expanduser() / 'huolipolku' / 'counts.sqlite3'}"
