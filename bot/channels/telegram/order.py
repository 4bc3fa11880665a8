"""Keeps the updates of one chat in order, with chats beside each other. Nothing is kept about a chat at rest."""

from __future__ import annotations

from asyncio import CancelledError, Future, get_running_loop
from collections import deque
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any, final

from telegram.ext import BaseUpdateProcessor

from bot.channels.telegram.heard import Heard

BESIDE = 256
"""Updates that are worked on at once."""
WAITING = 16
"""Updates of one chat that may wait; nobody types or presses faster than that and means it."""

REPLACED = frozenset({"tap", "inline"})
"""What a newer one of the same message, or of the same writer, makes needless."""


class TooMany(Exception):
    """The chat has more updates waiting than a person makes."""


class _Line:
    """The updates of one chat that are under way: one is worked on, the others wait in the order they came."""

    __slots__ = ("newest", "waiting")

    def __init__(self) -> None:
        self.waiting: deque[Future[None]] = deque()
        self.newest: dict[int, int] = {}


@final
class PerChat(BaseUpdateProcessor):
    """The order of updates, while they are in flight."""

    __slots__ = ("_lines",)

    def __init__(self, beside: int = BESIDE) -> None:
        super().__init__(beside)
        self._lines: dict[int, _Line] = {}

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:  # noqa: ARG002 - the interface
        """Work on an update. `Telegram.hear` takes its turn in the chat, so that the webhook does the same."""
        await coroutine

    @asynccontextmanager
    async def turn_of(self, heard: Heard) -> AsyncIterator[None]:
        """Wait until every earlier update of the chat is done. Raises `TooMany` when a crowd waits already."""
        line = self._lines.get(heard.chat)
        first = line is None
        if line is None:
            line = self._lines[heard.chat] = _Line()
        if len(line.waiting) >= WAITING:
            raise TooMany
        if heard.kind in REPLACED:
            line.newest[heard.message] = max(heard.update_id, line.newest.get(heard.message, 0))
        if not first:
            await self._wait(heard.chat, line)
        try:
            yield
        finally:
            self._next(heard.chat, line)

    def is_old(self, heard: Heard) -> bool:
        """Whether a newer press of the same message is under way, so that this one's edit would undo it.

        Letters written for another chat have no message, and so are overtaken by the writer's next ones.
        """
        line = self._lines.get(heard.chat)
        return line is not None and line.newest.get(heard.message, 0) > heard.update_id

    async def _wait(self, chat: int, line: _Line) -> None:
        mine = get_running_loop().create_future()
        line.waiting.append(mine)
        try:
            await mine
        except CancelledError:
            if mine in line.waiting:
                line.waiting.remove(mine)
            else:
                self._next(chat, line)
            raise

    def _next(self, chat: int, line: _Line) -> None:
        while line.waiting:
            mine = line.waiting.popleft()
            if not mine.done():
                mine.set_result(None)
                return
        del self._lines[chat]
