"""Settings from the environment and from `.env`."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings, WrongSetting, read

NOWHERE = Path("no-such-file.env")
SECRET = "salaisuus9f3"


def test_with_nothing_set_the_web_chat_is_served_on_this_machine_only() -> None:
    """The defaults of the contract."""
    found = read({"XDG_DATA_HOME": "/data"}, NOWHERE)
    assert (found.host, found.port, found.public_url) == ("127.0.0.1", 8080, "")
    assert found.telegram_api_url == "https://api.telegram.org/bot"
    assert found.database_url == "sqlite:////data/huolipolku/counts.sqlite3"
    assert (found.content, found.operator, found.telegram_token, found.coordinator_key) == (None, "", "", "")


def test_each_setting_has_its_name(tmp_path: Path) -> None:
    """Every name of the contract is read."""
    given = {
        "TELEGRAM_BOT_TOKEN": "12345:abc_DEF-1",
        "TELEGRAM_API_URL": "http://127.0.0.1:9/bot",
        "TELEGRAM_WEBHOOK_URL": "https://polku.example.org/telegram/",
        "TELEGRAM_WEBHOOK_SECRET": "S3cret_-",
        "HUOLIPOLKU_HOST": "0.0.0.0",  # noqa: S104 - only read here
        "HUOLIPOLKU_PORT": " 9000 ",
        "HUOLIPOLKU_PUBLIC_URL": "https://polku.example.org/",
        "HUOLIPOLKU_DATABASE_URL": "postgresql+psycopg://u:p@h/d",
        "HUOLIPOLKU_CONTENT": str(tmp_path),
        "HUOLIPOLKU_OPERATOR": "Esimerkkialue, apu@example.org",
        "HUOLIPOLKU_COORDINATOR_KEY": "avain",
    }
    assert read(given, NOWHERE) == Settings(
        "0.0.0.0", 9000, "https://polku.example.org", given["HUOLIPOLKU_DATABASE_URL"], tmp_path,  # noqa: S104
        given["HUOLIPOLKU_OPERATOR"], "avain", "12345:abc_DEF-1", "http://127.0.0.1:9/bot",
        "https://polku.example.org/telegram", "S3cret_-",
    )  # fmt: skip


def test_a_file_is_read_and_the_environment_goes_before_it(tmp_path: Path) -> None:
    """`.env` fills in what the environment does not say; an empty value says nothing."""
    file = tmp_path / ".env"
    file.write_text("HUOLIPOLKU_PORT=9001\nHUOLIPOLKU_HOST='::1'\n# comment\nHUOLIPOLKU_OPERATOR=\n", encoding="utf-8")
    assert read({}, file).port == 9001
    assert read({"HUOLIPOLKU_PORT": "9002"}, file).port == 9002
    assert (read({}, file).host, read({}, file).operator) == ("::1", "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HUOLIPOLKU_PORT", "http"), ("HUOLIPOLKU_PORT", "65536"), ("HUOLIPOLKU_PORT", "-1"),
        ("HUOLIPOLKU_PORT", "８０８０"),
        ("HUOLIPOLKU_HOST", "http://x"), ("HUOLIPOLKU_HOST", "a b"),
        ("HUOLIPOLKU_PUBLIC_URL", "polku.example.org"), ("HUOLIPOLKU_PUBLIC_URL", "https://"),
        ("HUOLIPOLKU_PUBLIC_URL", "https://x:99999"),
        ("HUOLIPOLKU_DATABASE_URL", "counts.db"), ("HUOLIPOLKU_DATABASE_URL", f"mysql://u:{SECRET}@h/d"),
        ("HUOLIPOLKU_CONTENT", "/no/such/folder"), ("HUOLIPOLKU_OPERATOR", "a\nb"),
        ("TELEGRAM_BOT_TOKEN", SECRET), ("TELEGRAM_API_URL", "ftp://x"),
        ("TELEGRAM_WEBHOOK_URL", "http://x.fi"), ("TELEGRAM_WEBHOOK_SECRET", f"{SECRET}!"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_one_clear_line_that_names_the_setting_and_no_secret(name: str, value: str) -> None:
    """Whoever starts it learns what was expected; a token, a password or a secret is not shown."""
    with pytest.raises(WrongSetting) as wrong:
        read({name: value}, NOWHERE)
    said = str(wrong.value)
    assert said.startswith(f"{name}: expected ")
    assert "\n" not in said
    assert SECRET not in said


def test_a_webhook_needs_its_secret() -> None:
    """Address and secret come together, or not at all."""
    for given in ({"TELEGRAM_WEBHOOK_URL": "https://x.fi"}, {"TELEGRAM_WEBHOOK_SECRET": "x"}):
        with pytest.raises(WrongSetting, match="both or neither"):
            read(given, NOWHERE)


def test_a_file_that_is_no_text_is_a_wrong_setting(tmp_path: Path) -> None:
    """Not a traceback."""
    file = tmp_path / ".env"
    file.write_bytes(b"HUOLIPOLKU_OPERATOR=\xff\xfe\n")
    with pytest.raises(WrongSetting, match="UTF-8"):
        read({}, file)


def test_secrets_are_not_in_what_is_printed_of_the_settings() -> None:
    """A log line or a traceback with the settings in it gives nothing away."""
    given = {
        "TELEGRAM_BOT_TOKEN": f"1:{SECRET}", "HUOLIPOLKU_COORDINATOR_KEY": SECRET,
        "HUOLIPOLKU_DATABASE_URL": f"postgresql://u:{SECRET}@h/d",
        "TELEGRAM_WEBHOOK_URL": "https://x.fi", "TELEGRAM_WEBHOOK_SECRET": SECRET,
    }  # fmt: skip
    assert SECRET not in repr(read(given, NOWHERE))
