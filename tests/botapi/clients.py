"""Two client libraries behind the same few verbs, so that a test can hold for both."""

from __future__ import annotations

from typing import Any, Protocol

import aiogram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BotCommand as AiogramCommand
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup
from telegram import Bot, BotCommand
from telegram import InlineKeyboardMarkup as PtbMarkup
from telegram.request import HTTPXRequest

from tests.botapi.server import BotApi

Rows = list[list[dict[str, Any]]]


class Client(Protocol):
    """What the tests do with a bot; results come as plain data."""

    async def me(self) -> str: ...
    async def updates(self, offset: int | None = None, *, seconds: int = 0, limit: int = 100) -> list[Any]: ...
    async def send(self, chat: int, text: str, rows: Rows | None = None, **more: Any) -> int: ...
    async def edit(self, chat: int, message: int, text: str, rows: Rows | None = None) -> None: ...
    async def answer(self, query: str, text: str = "") -> None: ...
    async def delete(self, chat: int, *messages: int) -> None: ...
    async def document(self, chat: int, name: str, data: bytes, caption: str = "") -> str: ...
    async def set_commands(self, commands: dict[str, str], language: str = "") -> None: ...
    async def commands(self, language: str = "") -> dict[str, str]: ...
    async def set_webhook(self, url: str, **more: Any) -> None: ...
    async def webhook_url(self) -> str: ...
    async def close(self) -> None: ...


class Ptb:
    """python-telegram-bot with its stock httpx client."""

    def __init__(self, api: BotApi, patience: float, token: str = "") -> None:
        plain = {"verify": False}  # no TLS here, and reading the certificates takes a while
        self.requests = [HTTPXRequest(read_timeout=patience, pool_timeout=5, httpx_kwargs=plain) for _ in range(2)]
        calling, polling = self.requests
        self.bot = Bot(token or api.token, api.base_url, request=calling, get_updates_request=polling)

    async def me(self) -> str:
        return (await self.bot.get_me()).username or ""

    async def updates(self, offset: int | None = None, *, seconds: int = 0, limit: int = 100) -> list[Any]:
        return list(await self.bot.get_updates(offset, timeout=seconds, limit=limit))

    async def send(self, chat: int, text: str, rows: Rows | None = None, **more: Any) -> int:
        sent = await self.bot.send_message(chat, text, "HTML", reply_markup=ptb_markup(rows), **more)
        return sent.message_id

    async def edit(self, chat: int, message: int, text: str, rows: Rows | None = None) -> None:
        await self.bot.edit_message_text(text, chat, message, parse_mode="HTML", reply_markup=ptb_markup(rows))

    async def answer(self, query: str, text: str = "") -> None:
        await self.bot.answer_callback_query(query, text or None)

    async def delete(self, chat: int, *messages: int) -> None:
        if len(messages) == 1:
            await self.bot.delete_message(chat, messages[0])
        else:
            await self.bot.delete_messages(chat, messages)

    async def document(self, chat: int, name: str, data: bytes, caption: str = "") -> str:
        sent = await self.bot.send_document(chat, data, caption, filename=name)
        assert sent.document
        return sent.document.file_id

    async def set_commands(self, commands: dict[str, str], language: str = "") -> None:
        await self.bot.set_my_commands([BotCommand(*one) for one in commands.items()], language_code=language or None)

    async def commands(self, language: str = "") -> dict[str, str]:
        return {one.command: one.description for one in await self.bot.get_my_commands(language_code=language or None)}

    async def set_webhook(self, url: str, **more: Any) -> None:
        await self.bot.set_webhook(url, **more)

    async def webhook_url(self) -> str:
        return (await self.bot.get_webhook_info()).url

    async def close(self) -> None:
        for request in self.requests:
            await request.shutdown()


class Aiogram:
    """aiogram with a server of its own choice."""

    def __init__(self, api: BotApi, patience: float, token: str = "") -> None:
        self.session = AiohttpSession(api=TelegramAPIServer.from_base(api.url), timeout=patience)
        self.session._connector_init["ssl"] = False  # as above
        self.bot = aiogram.Bot(token or api.token, session=self.session)

    async def me(self) -> str:
        return (await self.bot.get_me()).username or ""

    async def updates(self, offset: int | None = None, *, seconds: int = 0, limit: int = 100) -> list[Any]:
        return list(await self.bot.get_updates(offset, limit, seconds))

    async def send(self, chat: int, text: str, rows: Rows | None = None, **more: Any) -> int:
        sent = await self.bot.send_message(chat, text, parse_mode="HTML", reply_markup=aiogram_markup(rows), **more)
        return sent.message_id

    async def edit(self, chat: int, message: int, text: str, rows: Rows | None = None) -> None:
        await self.bot.edit_message_text(
            text, chat_id=chat, message_id=message, parse_mode="HTML", reply_markup=aiogram_markup(rows)
        )

    async def answer(self, query: str, text: str = "") -> None:
        await self.bot.answer_callback_query(query, text or None)

    async def delete(self, chat: int, *messages: int) -> None:
        if len(messages) == 1:
            await self.bot.delete_message(chat, messages[0])
        else:
            await self.bot.delete_messages(chat, list(messages))

    async def document(self, chat: int, name: str, data: bytes, caption: str = "") -> str:
        sent = await self.bot.send_document(chat, BufferedInputFile(data, name), caption=caption)
        assert sent.document
        return sent.document.file_id

    async def set_commands(self, commands: dict[str, str], language: str = "") -> None:
        listed = [AiogramCommand(command=name, description=text) for name, text in commands.items()]
        await self.bot.set_my_commands(listed, language_code=language or None)

    async def commands(self, language: str = "") -> dict[str, str]:
        return {one.command: one.description for one in await self.bot.get_my_commands(language_code=language or None)}

    async def set_webhook(self, url: str, **more: Any) -> None:
        await self.bot.set_webhook(url, **more)

    async def webhook_url(self) -> str:
        return (await self.bot.get_webhook_info()).url

    async def close(self) -> None:
        if self.session._session:  # its own close() sleeps for a quarter of a second
            await self.session._session.close()


CLIENTS: dict[str, type[Ptb | Aiogram]] = {"python-telegram-bot": Ptb, "aiogram": Aiogram}


def ptb_markup(rows: Rows | None) -> PtbMarkup | None:
    return PtbMarkup.de_json({"inline_keyboard": rows}, None) if rows else None


def aiogram_markup(rows: Rows | None) -> InlineKeyboardMarkup | None:
    return InlineKeyboardMarkup.model_validate({"inline_keyboard": rows}) if rows else None


def told(error: Exception) -> str:
    """What a client was told, in the words that both clients keep: without prefix, in small letters."""
    text = str(getattr(error, "message", "") or error)
    return text.removeprefix("Telegram server says - ").removeprefix("Bad Request: ").lower()


def wait_of(error: Exception) -> float:
    """The seconds that a client is told to wait."""
    hidden = getattr(error, "_retry_after", None)  # the open attribute warns of its coming type
    return float(hidden.total_seconds() if hidden is not None else getattr(error, "retry_after", -1))
