"""A bot with short waits at a server of its own, polling or behind a webhook, that tells when it is done."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Self
from unittest.mock import patch

import uvicorn
from starlette.responses import PlainTextResponse

from bot.channels.serving import configured
from bot.channels.telegram import Hook, Telegram, client, messages, running
from bot.channels.telegram.heard import Heard
from bot.channels.telegram.messages import messages as messages_of
from bot.channels.telegram.profile import introduce
from bot.core.book import Book
from bot.core.place import NotAPlace
from bot.core.turn import turn
from bot.settings import Settings
from storage import NoCounts
from tests.botapi import BotApi
from tests.botapi.faults import Fault
from tests.botapi.limits import formatted
from tests.botapi.server import TOKEN
from tests.conftest import TODAY
from tests.telegram.rows import DOWN, FLOOD, Row

PAUSES = (0.01, 0.02, 0.03)
READ, SLOW, WITHIN = 0.4, 0.1, 60.0
"""Seconds: the bot's patience, a slow answer, and how long a cell may take."""
SECRET = "hook-secret"


@dataclass(slots=True)
class Room:
    """A server and a bot, and what has been heard to its end."""

    api: BotApi
    telegram: Telegram
    book: Book
    heard: Counter[int] = field(default_factory=Counter)
    mishaps: list[str] = field(default_factory=list)
    """Faults of our own program, as they are told to whoever runs it."""

    def truth(self, place: str) -> list[str]:
        """The texts that show a place."""
        try:
            shown = messages_of(self.book, turn(self.book, place, None, TODAY))
        except NotAPlace:
            return []
        return [formatted(message.html, "HTML")[0] for message in shown]

    def watch(self) -> None:
        """Note the end of each update."""
        hear, log = self.telegram.hear, logging.getLogger("huolipolku")

        async def noted(heard: Heard) -> None:
            await hear(heard)
            self.heard[heard.update_id] += 1

        self.telegram.hear = noted  # type: ignore[method-assign]
        log.addFilter(self.told)

    def told(self, record: logging.LogRecord) -> bool:
        if " at " in (said := record.getMessage()):
            self.mishaps.append(said)
        return False


@contextmanager
def hurried(*, parts: bool, introducing: bool) -> Iterator[None]:
    """Short waits, and short messages when answers shall have several parts."""

    async def nothing(*_: object) -> int:
        return 0

    short = patch.multiple(running, READ=READ, LONG_POLL=timedelta(seconds=1), FIRST_LOOK=0.5)
    with (
        short,
        patch.object(client, "WRITE", 0.1),
        patch.object(messages, "READABLE", 40 if parts else messages.READABLE),
        patch.object(running, "introduce", introduce if introducing else nothing),
    ):
        yield


@asynccontextmanager
async def room_of(row: Row, book: Book, planned: str = "") -> AsyncIterator[Room]:
    """A bot that runs; with a plan the fault strikes while it starts."""
    with hurried(parts=row.parts, introducing=row.method.startswith(("getMy", "setMy"))):
        async with BotApi(allow_http=True) as api, WebServer() as stack:
            if planned:
                plan(api, row.method, planned)
            address, secret = (await stack.address(), SECRET) if row.webhook else ("", "")
            settings = Settings(
                telegram_token=TOKEN, telegram_api_url=api.base_url, public_url="https://huolipolku.example",
                telegram_webhook_url=address, telegram_webhook_secret=secret,
            )  # fmt: skip
            telegram = Telegram(book, settings, lambda: TODAY, NoCounts(), pauses=PAUSES, read_timeout=READ)
            room = Room(api, telegram, book)
            room.watch()
            if row.webhook:
                stack.serve(telegram)
            try:
                async with telegram.open():
                    await api.until(lambda: api.webhook.url if row.webhook else api.updates.polls, WITHIN)
                    yield room
            finally:
                logging.getLogger("huolipolku").removeFilter(room.told)


class WebServer:
    """The web server that takes the webhook, when there is one."""

    def __init__(self) -> None:
        self.server: uvicorn.Server | None = None
        self.serving: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.server and self.serving:
            self.server.should_exit = True
            await self.serving
            self.listening.close()

    async def address(self) -> str:
        import socket

        self.listening = socket.create_server(("127.0.0.1", 0))
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}"

    def serve(self, telegram: Telegram) -> None:
        self.server = uvicorn.Server(configured(Hook(PlainTextResponse("web"), telegram, SECRET)))
        self.serving = asyncio.create_task(self.server.serve(sockets=[self.listening]))


async def until(condition: Callable[[], object], within: float = WITHIN) -> bool:
    """Wait until something is so; gives whether it came to be."""
    end = asyncio.get_running_loop().time() + within
    while not condition():
        if asyncio.get_running_loop().time() > end:
            return False
        await asyncio.sleep(0.01)
    return True


def plan(api: BotApi, method: str, fault: str, chat: int | None = None) -> Fault:
    value = {"slow": SLOW, FLOOD: 3600}.get(fault, 1)
    return api.fault(method, fault.partition(" ")[0], 50 if fault == DOWN else 1, value=value, chat=chat)
