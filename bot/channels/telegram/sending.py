"""Calls to the Bot API that end well or are given up calmly: each fault of Telegram has an answer here.

A call whose answer never came is made again. At worst a person sees the same message twice; the other way round
they would wait for one that never comes.

Nothing that is logged holds a chat, a text or the token: a call that fails for good is logged by method and kind.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Literal

from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.telegram.client import Client

Ended = Literal["done", "gone", "refused", "lost"]
"""Done; the message or press is no more; Telegram does not take the content; nobody to reach, or no longer wanted."""
PAUSES = (0.5, 1.0, 2.0)
"""Seconds between tries when the network fails."""
LONGEST_WAIT = 60.0
"""Seconds that Telegram may ask to wait; a longer wait is not worth it: the buttons still live."""
UNCHANGED = ("message is not modified",)
GONE = (
    "message to edit not found", "message can't be edited", "message to delete not found", "message can't be deleted",
    "message_id_invalid", "query is too old", "query id is invalid", "query_id_invalid",
)  # fmt: skip
NOBODY = (
    "chat not found", "user is deactivated", "peer_id_invalid", "not enough rights", "have no rights",
    "need administrator rights", "chat_write_forbidden", "bot is not a member", "group chat was deactivated",
)  # fmt: skip
log = logging.getLogger("huolipolku")


def always() -> bool:
    """Whether the call is still wanted: always."""
    return True


class Sending:
    """Sends what is said to Telegram."""

    def __init__(self, bot: Bot, client: Client, pauses: tuple[float, ...] = PAUSES) -> None:
        self._bot, self._client = bot, client
        self._pauses = pauses

    async def call(self, method: str, values: Mapping[str, Any], wanted: Callable[[], bool] = always) -> Ended:
        """Call a method until it is done or cannot be. `wanted` is asked before each repetition."""
        method, values = method.lower(), dict(values)
        for pause in (*self._pauses, 0.0):
            try:
                await self._make(method, values)
            except ChatMigrated as error:
                values["chat_id"] = error.new_chat_id
                continue
            except BadRequest as error:
                return _meaning(method, error)
            except TelegramError as error:
                wait = _worth_waiting(error, pause)
            else:
                return "done"
            if wait is None or not wanted():
                break
            await asyncio.sleep(wait)
            if not wanted():
                break
        log.warning("%s given up", method)
        return "lost"

    async def _make(self, method: str, values: dict[str, Any]) -> None:
        """Make a call once. One with a file goes through the library, which knows how to send it."""
        if method == "senddocument":
            await self._bot.do_api_request(method, api_kwargs=values)
        else:
            await self._client.tell(f"{self._bot.base_url}/{method}", values)


def _worth_waiting(error: TelegramError, pause: float) -> float | None:
    """Seconds until the call is made again; None when that would not help."""
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
        return seconds if seconds <= LONGEST_WAIT else None
    return pause if isinstance(error, NetworkError) else None


def _meaning(method: str, error: BadRequest) -> Ended:
    """What Telegram's refusal means, by its words."""
    said = error.message.lower()
    if any(words in said for words in UNCHANGED):
        return "done"
    if any(words in said for words in GONE):
        return "gone"
    if any(words in said for words in NOBODY):
        return "lost"
    log.error("%s refused by Telegram", method)
    return "refused"
