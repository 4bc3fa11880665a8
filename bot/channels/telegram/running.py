"""Runs the bot: polling or webhook, one turn at a time in each chat, chats beside each other."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import date, timedelta
from itertools import chain, repeat
from typing import Any, TypeVar

from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder, ExtBot, TypeHandler

from bot.channels.telegram.client import READ, Client
from bot.channels.telegram.heard import UPDATES, Heard, read
from bot.channels.telegram.order import PerChat, TooMany
from bot.channels.telegram.profile import introduce
from bot.channels.telegram.sending import PAUSES, Sending
from bot.channels.telegram.silence import silence
from bot.channels.telegram.talk import Call, Said, Talk
from bot.core.book import Book
from bot.core.links import Links
from bot.counting import seen_in
from bot.mishaps import tell
from bot.settings import Settings
from storage import Counts

LONG_POLL = timedelta(seconds=30)
SHOWS = frozenset({"editMessageText", "sendMessage", "sendDocument", "answerInlineQuery"})
"""Calls without which the person would see nothing."""
IN_RESPONSE = frozenset({"editMessageText", "answerInlineQuery"})
"""Calls that the webhook's own response may carry."""
FIRST_LOOK = 2.0
"""Seconds that the start waits for Telegram; a wrong token shows at once."""
SLOWEST_TRY = 60.0
"""Seconds between tries to reach Telegram at start, at most."""
PATH = "/telegram"
Given = TypeVar("Given")
log = logging.getLogger("huolipolku")


class NotABot(Exception):
    """Telegram does not know this bot: the token is wrong."""


class Ears(ExtBot[None]):
    """The library's bot, but what it hears is read into `Heard` and nothing else."""

    async def get_updates(  # type: ignore[override]
        self,
        offset: int | None = None,
        timeout: timedelta | int | None = None,  # noqa: ASYNC109 - the library's own name
        allowed_updates: Sequence[str] | None = None,
        **_: object,
    ) -> tuple[Heard, ...]:
        """Wait for updates. Raises what the library raises."""
        seconds = timeout.total_seconds() if isinstance(timeout, timedelta) else float(timeout or 0)
        asked = {"offset": offset, "timeout": int(seconds), "allowed_updates": list(allowed_updates or UPDATES)}
        found: Any = await self.do_api_request("getupdates", api_kwargs=asked, read_timeout=seconds + READ)
        if not isinstance(found, list):
            raise TelegramError("Invalid server response")
        return tuple(read(update) for update in found if isinstance(update, Mapping))

    async def delete_webhook(self, *given: Any, **named: Any) -> bool:
        """Take the webhook away. A refused token is no end here: the library would stop for good, and say nothing."""
        try:
            return await super().delete_webhook(*given, **named)
        except InvalidToken:
            raise TelegramError("Telegram refuses the token.") from None


class Telegram:
    """The bot over one book, from start to stop."""

    def __init__(
        self,
        book: Book,
        settings: Settings,
        clock: Callable[[], date],
        counts: Counts,
        *,
        pauses: tuple[float, ...] = PAUSES,
        read_timeout: float = READ,
    ) -> None:
        silence()
        self.book, self.settings, self.counts = book, settings, counts
        self.clock = clock
        address = settings.telegram_api_url
        self._clients = (Client(address, read_timeout=read_timeout), Client(address, connections=1))
        bot = Ears(
            settings.telegram_token, base_url=address, request=self._clients[0],
            get_updates_request=self._clients[1],
        )  # fmt: skip
        self.order = PerChat()
        self.application: Application[Any, Any, Any, Any, Any, Any] = (
            ApplicationBuilder().bot(bot).concurrent_updates(self.order).job_queue(None).build()
        )
        self.application.add_handler(TypeHandler(Heard, lambda heard, _: self.hear(heard)))
        self.sending, self._pauses = Sending(bot, self._clients[0], pauses), pauses
        self.talk = Talk(book, clock, Links(web=settings.public_url), settings.operator)
        self._running: set[asyncio.Task[None]] = set()
        self._known = asyncio.Event()
        """Set once Telegram has told the bot's own name."""

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Run beside something else. Raises `NotABot` for a wrong token; goes on trying while Telegram is away."""
        starting = asyncio.create_task(self._start())
        starting.add_done_callback(lambda _: self._known.set())
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._known.wait(), FIRST_LOOK)
            if starting.done():
                starting.result()
            starting.add_done_callback(_say_why)
            yield
        finally:
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
            await self._stop()

    async def ready(self) -> None:
        """Reach Telegram and learn the bot's own name. Raises `NotABot`."""
        pause = 1.0
        while True:
            try:
                await self.application.initialize()
            except InvalidToken:
                raise NotABot("TELEGRAM_BOT_TOKEN: Telegram does not know this bot. Check the token.") from None
            except TelegramError as error:
                log.warning("Telegram cannot be reached (%s), trying again", type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, SLOWEST_TRY)
            else:
                break
        self.talk.links = Links(f"https://t.me/{self.application.bot.username}", self.settings.public_url)
        self.book.links = self.talk.links
        self._known.set()

    async def _start(self) -> None:
        await self.ready()
        await self.application.start()
        if self.settings.telegram_webhook_url:
            await self._set_webhook()
        elif self.application.updater is not None:
            await self.application.updater.start_polling(
                timeout=LONG_POLL, bootstrap_retries=-1, allowed_updates=UPDATES, error_callback=_poll_failed
            )
        for pause in (*self._pauses, 0.0):
            try:
                await introduce(self.application.bot, self.book)
            except TelegramError as error:
                log.warning("not all names and commands were set (%s)", type(error).__name__)
                await asyncio.sleep(pause)
            else:
                return

    async def _set_webhook(self) -> None:
        address = self.settings.telegram_webhook_url
        values = {
            "url": address if address.endswith(PATH) else address + PATH,
            "secret_token": self.settings.telegram_webhook_secret,
            "allowed_updates": UPDATES,
        }
        for pause in chain((1, 5, 15), repeat(SLOWEST_TRY)):
            if await self.sending.call("setWebhook", values) == "done":
                return
            await asyncio.sleep(pause)

    async def _stop(self) -> None:
        updater = self.application.updater
        if updater is not None and updater.running:
            await updater.stop()
        if self._running:
            await asyncio.wait(self._running, timeout=READ)
        if self.application.running:
            await self.application.stop()
        await self.application.shutdown()
        for client in self._clients:  # the library leaves them open when it never reached Telegram
            await client.shutdown()

    async def hear(self, heard: Heard) -> None:
        """Answer one thing heard. Never raises."""
        await self._in_turn(heard, self._respond)

    async def hear_webhook(self, body: bytes) -> Mapping[str, Any] | None:
        """Answer one update; gives the call to be made by the response itself, if there is one. Never raises."""
        return await self._in_turn(read(_object(body)), self._respond_in_place)

    async def _in_turn(self, heard: Heard, respond: Callable[[Heard], Awaitable[Given]]) -> Given | None:
        """Answer when every earlier update of the chat is done. A press that a newer one overtook is only taken."""
        try:
            async with self.order.turn_of(heard):
                if not self.order.is_old(heard):
                    return await respond(heard)
                await self._acknowledge(heard)
        except TooMany:
            await self._acknowledge(heard)
        except Exception as mishap:  # noqa: BLE001 - the last resort: the person still gets a word
            tell(mishap)
            await self._perform(heard, self.talk.apology(heard))
        return None

    async def _respond(self, heard: Heard) -> None:
        await self._with_answer(heard, self._said(heard))

    async def _respond_in_place(self, heard: Heard) -> Mapping[str, Any] | None:
        """One edit, or the pages found, go back in the webhook's response, which saves a call."""
        said = self._said(heard)
        if len(said.calls) == 1 and said.calls[0][0] in IN_RESPONSE:
            method, values = said.calls[0]
            self._beside(self._acknowledge(heard))
            return {"method": method, **values}
        await self._with_answer(heard, said)
        return None

    def _said(self, heard: Heard) -> Said:
        said = self.talk.answer(heard)
        seen = seen_in(said.reply, "telegram") if said.reply else None
        if seen is not None:
            self.counts.count(seen)
        return said

    async def _with_answer(self, heard: Heard, said: Said) -> None:
        """Answer the press and show what is said at once: neither waits for the other, and the next press for neither.

        An answer that Telegram is slow to take would otherwise hold up the chat.
        """
        if heard.query and not any(method == "answerCallbackQuery" for method, _ in said.calls):
            self._beside(self._acknowledge(heard))
        await self._perform(heard, said)

    async def _acknowledge(self, heard: Heard) -> None:
        if heard.query:
            await self.sending.call("answerCallbackQuery", {"callback_query_id": heard.query})

    async def _perform(self, heard: Heard, said: Said) -> None:
        """Make the calls in order. What cannot be edited is sent anew; what is refused is said in fewer words."""
        for call in said.calls:
            ended = await self._one(heard, call)
            if ended == "refused" and call[0] in SHOWS:
                for plain in self.talk.apology(heard).calls:
                    await self._one(heard, plain)
            if ended != "done" and call[0] in SHOWS:
                return

    async def _one(self, heard: Heard, call: Call) -> str:
        method, values = call
        ended = await self.sending.call(method, values, lambda: not self.order.is_old(heard))
        if ended == "gone" and method == "editMessageText" and not self.order.is_old(heard):
            anew = {name: value for name, value in values.items() if name != "message_id"}
            ended = await self.sending.call("sendMessage", anew)
        return ended

    def _beside(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _say_why(starting: asyncio.Task[None]) -> None:
    """A start that fails later than the first look would leave the bot deaf without a word."""
    error = None if starting.cancelled() else starting.exception()
    if isinstance(error, NotABot):
        log.error("%s", error)
    elif error is not None:
        tell(error)


def _poll_failed(error: TelegramError) -> None:
    """Polling goes on by itself; only say why it paused."""
    if isinstance(error, Conflict):
        log.error("another program polls with the same token, or a webhook is set: stop one of them")
    else:
        log.warning("Telegram cannot be reached (%s), trying again", type(error).__name__)
