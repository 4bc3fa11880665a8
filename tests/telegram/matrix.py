"""The fault matrix: every method of the Bot API that the channel calls, and every fault that it can meet.

`python -m tests.telegram.matrix` runs it over real HTTP and prints what a person sees in the end, in a word. Nothing in
the table is written by hand but the reasons why a cell is excused.

The words: `ok` as without the fault; `twice` the same message came twice; `anew` it came below the old one; `sorry` an
apology with a way on; `same` the chat is as it was before, and its buttons live; `part` the first part of a long
answer; `kept` the answer came, but a message that was to go is still there; `spins` the answer came, but the pressed
button goes on turning; `nothing` the chat is empty, and the next /start works; `unset` the menu is not set; `stops` the
program says one line and ends.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Self
from unittest.mock import patch

import uvicorn
from starlette.responses import PlainTextResponse

from bot.channels.serving import configured
from bot.channels.telegram import Hook, NotABot, Telegram, client, messages, running
from bot.channels.telegram.heard import Heard
from bot.channels.telegram.messages import messages as messages_of
from bot.channels.telegram.profile import introduce
from bot.core.book import Book
from bot.core.place import NotAPlace
from bot.core.turn import turn
from bot.settings import Settings
from storage import NoCounts
from tests.botapi import BotApi, Bubble, NoSuchButton, Phone, Silence
from tests.botapi.faults import KINDS, Fault
from tests.botapi.limits import formatted
from tests.botapi.refusals import BAD
from tests.botapi.server import TOKEN, Call
from tests.conftest import TODAY, toy_book

PAUSES = (0.01, 0.02, 0.03)
READ, SLOW, WITHIN = 0.4, 0.1, 12.0
"""Seconds: the bot's patience, a slow answer, and how long a cell may take."""
SECRET = "hook-secret"
DUPLICATE, DISORDER, OLDER = "duplicate update", "out of order", "older edition"
UPDATE_FAULTS = (DUPLICATE, DISORDER, OLDER)
DOWN, FLOOD = "500 throughout", "429 for an hour"
"""The server fails until the bot gives up; it asks to wait for longer than is worth it."""
FAULTS = (*sorted(KINDS), DOWN, FLOOD, *UPDATE_FAULTS)
STEP, NEXT, END = "keittio_fi", "keittio_fi_n1", "keittio_fi_AmRkn3m00t0"
IDENTIFYING = "131052-308T"
Act = Callable[[Phone], Awaitable[None]]
Content = tuple[str, tuple[str, ...]]
"""What a message shows: its text and its buttons' labels."""


# -- the rows --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One method in one situation. `act` is what the person does when the fault strikes."""

    method: str
    act: Act
    place: str = STEP
    """Where the person stands before; empty: in an empty chat."""
    note: str = ""
    webhook: bool = False
    at_start: bool = False
    """Whether the fault strikes while the bot starts, not while a person waits."""
    parts: bool = False
    """Whether answers are cut into several messages."""
    shared: bool = True
    """Whether a fault can be told by its chat, so that all cells may share one bot."""
    taps: bool = False

    @property
    def name(self) -> str:
        mode = ", webhook" if self.webhook else ""
        return f"{self.method}{f' ({self.note})' if self.note else ''}{mode}"


async def starts(phone: Phone) -> None:
    await phone.types(f"/start {STEP}")


async def presses(phone: Phone) -> None:
    await phone.taps("Kyllä, kova", wait=False)


async def presses_twice(phone: Phone) -> None:
    """Another button of the same message before the answer to the first."""
    before = phone.keyboard()
    await phone.taps("Ei lainkaan", on=before, wait=False)
    await phone.taps("Kyllä, kova", on=before, wait=False)


async def goes_back(phone: Phone) -> None:
    await phone.taps("←", wait=False)


async def types_a_code(phone: Phone) -> None:
    await phone.types(f"Hän on {IDENTIFYING}", to=phone.keyboard())


async def forgets(phone: Phone) -> None:
    await phone.types("/unohda")


async def saves(phone: Phone) -> None:
    await phone.taps("Tallenna keskustelu", wait=False)


def rows_of(*, webhook: bool) -> Iterator[Row]:
    """What a person does, and which call of the answer meets the fault."""
    yield Row("sendMessage", starts, "", webhook=webhook)
    yield Row("sendMessage", goes_back, NEXT, "a later part", webhook=webhook, parts=True, taps=True)
    yield Row("editMessageText", presses, webhook=webhook, taps=True)
    yield Row("editMessageText", goes_back, NEXT, "of several parts", webhook=webhook, parts=True, taps=True)
    yield Row("editMessageText", presses_twice, note="pressed twice", webhook=webhook, taps=True)
    yield Row("answerCallbackQuery", presses, webhook=webhook, shared=False, taps=True)
    yield Row("deleteMessage", types_a_code, webhook=webhook)
    yield Row("deleteMessages", forgets, webhook=webhook)
    yield Row("sendDocument", saves, END, webhook=webhook, taps=True)


PROFILE = ("Name", "Description", "ShortDescription", "Commands")
STARTING = (
    Row("getMe", starts, "", shared=False, at_start=True),
    Row("deleteWebhook", starts, "", shared=False, at_start=True),
    Row("getUpdates", starts, "", shared=False),
    Row("setWebhook", starts, "", webhook=True, shared=False, at_start=True),
    *(Row(f"{verb}My{what}", starts, "", shared=False, at_start=True) for what in PROFILE for verb in ("get", "set")),
)
ROWS = (*STARTING, *rows_of(webhook=False), *rows_of(webhook=True))

EDIT, SEND, FILE = "editMessageText", "sendMessage", "sendDocument"
SAID_TO = {
    "not-modified": {EDIT}, "edit-not-found": {EDIT}, "cannot-edit": {EDIT}, "edit-too-long": {EDIT},
    "no-text": {EDIT}, "reply-not-found": set(), "caption-too-long": {FILE}, "empty": {SEND, EDIT},
    "blank": {SEND, EDIT}, "too-long": {SEND, EDIT}, "entities": {SEND, EDIT, FILE}, "button-data": {SEND, EDIT},
    "button-copy": {SEND, EDIT}, "markup-too-long": {SEND, EDIT}, "expired-callback": {"answerCallbackQuery"},
    "delete-not-found": {"deleteMessage"}, "cannot-delete": {"deleteMessage", "deleteMessages"},
    "chat-not-found": {SEND, EDIT, FILE, "deleteMessage", "deleteMessages"},
}  # fmt: skip
"""To which methods Telegram says which 400."""
PLAIN_400 = "chat-not-found"
"""The one 400 that the methods meet that have none of their own: its words mean nothing to them."""
ABOUT_UPDATES = "it is about an update, and shown where a person acts"
NEVER_SAID = "Telegram says this 400 to other methods only, or about what the bot never asks for"
NO_CHAT = "the call is about no chat that could be blocked"
NO_RIVAL = "only a poll has a rival"
SORTED = "getUpdates gives updates in their order, and only presses of one message can undo each other"
LANES = "Telegram posts the next press of a person when the last is answered; shown where an answer takes several calls"
NOT_EDITED = "only an edit can meet an older edition"
AT_START = "at start the bot tries until it succeeds, so this never ends"
NO_BODY = "the call is the answer to a delivered update: nothing comes back that could be broken"


def cannot(row: Row, fault: str) -> str:
    """Why a cell cannot occur; nothing when it can."""
    start = row in STARTING
    if fault in UPDATE_FAULTS:
        return _cannot_update(row, fault)
    if fault in (DOWN, FLOOD):
        return AT_START if start else ""
    if fault in BAD and not (start and fault == PLAIN_400):
        return "" if row.method in SAID_TO[fault] else NEVER_SAID
    if fault == "403" and (start or row.method == "answerCallbackQuery"):
        return NO_CHAT
    if fault == "409" and row.method not in ("getUpdates", "deleteWebhook", "setWebhook"):
        return NO_RIVAL
    return ""


def _cannot_update(row: Row, fault: str) -> str:
    if fault == DISORDER and row.webhook and row.note == "of several parts":
        return ""
    if row in STARTING or row.note:
        return ABOUT_UPDATES
    if fault == OLDER and row.method != EDIT:
        return NOT_EDITED
    if fault == DISORDER:
        return LANES if row.webhook else SORTED
    return ""


NOTHING = {"401", "403", "404", "chat-not-found", DOWN, FLOOD}
"""Faults of sendMessage after which the chat is empty: nobody can be reached, or not now. The next /start works."""
SPINS = {"401", "404", "expired-callback", DOWN, FLOOD}
"""Faults of answerCallbackQuery after which a button goes on turning for a while. What it asks for is there."""


def permitted(cell: Cell) -> bool:
    """Whether a word is one that may be: never an unknown end, and an empty chat only when nobody can be reached."""
    method, fault = cell.row.method, cell.fault
    match cell.word:
        case "nothing":
            return method == SEND and fault in NOTHING
        case "stops":
            return method == "getMe" and fault in ("401", "404")
        case "spins":
            return method == "answerCallbackQuery" and fault in SPINS
        case "kept":
            return method in ("deleteMessage", "deleteMessages")
        case "other" | "unset" | "":
            return False
    return True


# -- the bot ---------------------------------------------------------------------------------------


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

    short = patch.multiple(running, READ=READ, LONG_POLL=running.timedelta(seconds=1), FIRST_LOOK=0.5)
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


# -- a cell ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Cell:
    """One fault in one situation, and what came of it."""

    row: Row
    fault: str
    phone: Phone | None = None
    planned: Fault | None = None
    before: list[Content] = field(default_factory=list)
    word: str = ""
    wrong: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Plain:
    """The same act without a fault: how the chat ends, and everything that may be said on the way."""

    end: list[Content]
    mine: int
    said: set[Content]
    skipped: str = ""
    """The text of the first of two presses, which may never stand in the end."""
    sorry: frozenset[Content] = frozenset()
    """What an apology shows."""


def content_of(bubble: Bubble) -> Content:
    return bubble.text, tuple(bubble.labels)


def shown(phone: Phone) -> list[Content]:
    return [content_of(bubble) for bubble in phone.chat if not bubble.mine]


async def until(condition: Callable[[], object], within: float = WITHIN) -> bool:
    """Wait until something is so; gives whether it came to be."""
    end = asyncio.get_running_loop().time() + within
    while not condition():
        if asyncio.get_running_loop().time() > end:
            return False
        await asyncio.sleep(0.01)
    return True


async def prepare(room: Room, cell: Cell) -> None:
    """Bring a new person to where the fault will strike."""
    phone = cell.phone = room.api.phone()
    if cell.row.place:
        await phone.types(f"/start {STEP}")
        await phone.sees(within=WITHIN)
        await until(lambda: quiet(room, phone))
        if cell.row.place != STEP:
            phone.press(phone.inside, phone.keyboard().id, cell.row.place)
            await phone.sees(within=WITHIN)
            await until(lambda: quiet(room, phone))
    cell.before = shown(phone)


def quiet(room: Room, phone: Phone) -> bool:
    """Whether everything that this person did has been heard to its end."""
    sent = phone.sent
    if sent is None or any(update.lane[1] == phone.id for update in room.api.updates.pending.values()):
        return sent is None
    return (room.api.webhook.url != "" or room.heard[sent.number] > 0) and phone.id not in room.telegram.order._lines


def plan(api: BotApi, method: str, fault: str, chat: int | None = None) -> Fault:
    value = {"slow": SLOW, FLOOD: 3600}.get(fault, 1)
    return api.fault(method, fault.partition(" ")[0], 50 if fault == DOWN else 1, value=value, chat=chat)


async def strike(room: Room, cell: Cell) -> None:
    """Let the person act and the fault strike, and wait for the end of it."""
    phone = cell.phone
    assert phone
    if cell.fault not in ("", *UPDATE_FAULTS) and not cell.row.at_start:
        chat = phone.id if cell.row.shared else None
        cell.planned = plan(room.api, cell.row.method, cell.fault, chat)
    if cell.fault == DISORDER:
        await disorder(room, phone)
    else:
        await cell.row.act(phone)
    if cell.fault == DUPLICATE:
        await until(lambda: quiet(room, phone))
        await phone.sends_again()
        again = phone.sent
        assert again
        await until(lambda: room.api.webhook.url or room.heard[again.number] > 1)
    if cell.fault == OLDER:
        await until(lambda: quiet(room, phone))
        phone.press(phone.inside, phone.keyboard().id, "keittio_fi_n2")
    met = await until(lambda: quiet(room, phone) and not (cell.planned and not cell.planned.hits))
    if not met:
        cell.wrong.append("the fault did not strike" if quiet(room, phone) else "the bot was not done in time")


async def disorder(room: Room, phone: Phone) -> None:
    """Two presses whose numbers are in order. The older comes on another connection while the newer is worked on."""
    message, updates = phone.keyboard().id, room.api.updates
    updates.held = held = []
    phone.press(phone.inside, message, "keittio_fi_n2")
    phone.press(phone.inside, message, STEP)
    updates.held = None
    for update in held:
        update.number, updates.next_number = updates.next_number, updates.next_number + 1
    older, newer = held
    newer.lane = ("a lane of its own", phone.id)
    slow = room.api.fault(EDIT, "slow", value=SLOW, chat=phone.id)
    updates.enter(newer)
    await until(lambda: slow.hits)
    updates.enter(older)


async def judge(room: Room, cell: Cell, plain: Plain) -> None:
    """Compare the chat with the one without the fault, and go on from it."""
    phone = cell.phone
    assert phone
    chat = shown(phone)
    cell.word = word_of(cell, phone, plain)
    strange = [text for text, labels in chat if (text, labels) not in plain.said]
    if strange:
        cell.wrong.append(f"said otherwise: {strange[0][:60]!r}")
    if cell.row.taps and cell.fault not in (OLDER, "403") and cell.row.method == "editMessageText":
        texts = [text for text, _ in chat]
        if cell.row.note == "pressed twice" and plain.skipped in texts:
            cell.wrong.append("an older edit stands")
    if cell.fault == OLDER and chat[-1][0] not in room.truth("keittio_fi_n2"):
        cell.wrong.append("the press of the older edition does not show its place")
    await go_on(room, cell, phone)


async def go_on(room: Room, cell: Cell, phone: Phone) -> None:
    """Tap the first button that leads on; in an empty chat, start again."""
    room.api.faults.planned = [fault for fault in room.api.faults.planned if fault.chat not in (phone.id, None)]
    try:
        button = next_button(room, phone)
        if button is None:
            await phone.types(f"/start {STEP}")
            bubble = await phone.sees(within=WITHIN)
            expected = room.truth(STEP)
        else:
            phone.press(phone.inside, *button)
            bubble = await phone.sees(within=WITHIN)
            expected = room.truth(button[1])
            await until(lambda: phone.seen().text in expected[-1:], 2)
            bubble = phone.seen()
    except (Silence, NoSuchButton) as error:
        cell.wrong.append(f"the next press is not answered ({error})")
        return
    if bubble.text not in expected:
        cell.wrong.append(f"the next press shows something else: {bubble.text[:60]!r}")


def next_button(room: Room, phone: Phone) -> tuple[int, str] | None:
    """The newest message with buttons, and the first of them that leads elsewhere."""
    with suppress(NoSuchButton):
        bubble = phone.keyboard()
        for button in bubble.buttons:
            if button.data and (truth := room.truth(button.data)) and bubble.text not in truth:
                return bubble.id, button.data
    return None


def plain_of(room: Room, cell: Cell) -> Plain:
    phone = cell.phone
    assert phone
    said = set(shown(phone)) | {content for call in room.api.calls if (content := said_in(call, phone.id))}
    book, talk = room.book, room.telegram.talk
    skipped = room.truth("keittio_fi_n3")[0]
    sorry: set[Content] = set()
    for kind, data in (("tap", ""), ("words", "")):
        for under in ("", STEP, NEXT, END):
            heard = Heard(1, kind, phone.id, message=1, editable=kind == "tap", under=under, lang="fi", data=data)  # type: ignore[arg-type]
            sorry |= {content_in(call[1]) for call in talk.apology(heard).calls}
    for place in (STEP, "keittio_fi_n2", "keittio_fi_n3", NEXT, END):
        shown_there = messages_of(book, turn(book, place, None, TODAY))
        said |= {
            content for one in shown_there if (content := content_in({"text": one.html, "reply_markup": one.keyboard}))
        }
    return Plain(shown(phone), sum(bubble.mine for bubble in phone.chat), said | sorry, skipped, frozenset(sorry))


def said_in(call: Call, chat: int) -> Content | None:
    if call.params.get("chat_id") != chat or call.method not in ("sendMessage", "editMessageText", "sendDocument"):
        return None
    return content_in(call.params)


def content_in(values: dict[str, Any]) -> Content:
    """What the values of a call show."""
    text = formatted(values.get("text") or values.get("caption") or "", "HTML")[0]
    markup = values.get("reply_markup") or "{}"
    rows = (json.loads(markup) if isinstance(markup, str) else markup).get("inline_keyboard", [])
    return text, tuple(button["text"] for row in rows for button in row)


def word_of(cell: Cell, phone: Phone, plain: Plain) -> str:
    """What the person sees, in a word."""
    chat, mine = shown(phone), sum(bubble.mine for bubble in phone.chat)
    words = {
        "kept": mine != plain.mine,
        "ok": chat == plain.end and phone.answered,
        "spins": chat == plain.end,
        "nothing": not chat,
        "sorry": not plain.sorry.isdisjoint(chat),
        "same": chat == cell.before,
        "twice": set(chat) == set(plain.end),
        "part": set(chat) < set(plain.end),
        "anew": chat[: len(cell.before)] == cell.before,
    }
    return next((word for word, fits in words.items() if fits), "other")


# -- running ---------------------------------------------------------------------------------------


async def run_row(row: Row, book: Book, faults: Iterable[str] = FAULTS) -> list[Cell]:
    """All cells of a row, those that can occur."""
    cells = [Cell(row, fault) for fault in faults if not cannot(row, fault)]
    if row.shared:
        await run_together(row, book, cells)
        return cells
    plain: list[Plain] = []
    async with room_of(row, book) as room:
        cell = Cell(row, "")
        await prepare(room, cell)
        await strike(room, cell)
        plain.append(plain_of(room, cell))
    gate = asyncio.Semaphore(10)

    async def alone(cell: Cell) -> None:
        async with gate:
            await run_alone(row, book, cell, plain[0])

    with held(row):
        await asyncio.gather(*map(alone, cells))
    return cells


@contextmanager
def held(row: Row) -> Iterator[None]:
    """Keep the short waits while rooms come and go beside each other: each would take them away from the others."""
    with hurried(parts=row.parts, introducing=row.method.startswith(("getMy", "setMy"))):
        yield


async def run_together(row: Row, book: Book, cells: list[Cell]) -> None:
    async with room_of(row, book) as room:
        faultless = Cell(row, "")
        everybody = [faultless, *cells]
        await asyncio.gather(*(prepare(room, cell) for cell in everybody))
        await asyncio.gather(*(strike(room, cell) for cell in everybody))
        await until(lambda: not room.telegram._running)
        plain = plain_of(room, faultless)
        await asyncio.gather(*(judge(room, cell, plain) for cell in cells))
        blame(room, cells)


async def run_alone(row: Row, book: Book, cell: Cell, plain: Plain) -> None:
    try:
        async with room_of(row, book, cell.fault if row.at_start else "") as room:
            await prepare(room, cell)
            await strike(room, cell)
            await until(lambda: not room.telegram._running)
            await judge(room, cell, plain)
            if row.method.startswith(("getMy", "setMy")):
                await judge_menu(room, cell)
            blame(room, [cell])
    except NotABot:
        cell.word = "stops"
    except Silence as error:
        cell.wrong.append(f"the bot did not start ({error})")


async def judge_menu(room: Room, cell: Cell) -> None:
    phone = room.api.phone()
    if not await until(lambda: phone.commands and phone.about("name") and phone.about("description"), 2):
        cell.word = "unset"


def blame(room: Room, cells: list[Cell]) -> None:
    for cell in cells[:1]:
        cell.wrong += room.mishaps


# -- the table -------------------------------------------------------------------------------------

COLUMNS = {
    "429": ("429",), FLOOD: (FLOOD,), "400": tuple(sorted(BAD)), "401": ("401",), "403": ("403",), "404": ("404",),
    "409": ("409",), "500, 502": ("500", "502"), DOWN: (DOWN,), "time-out before": ("timeout-before",),
    "time-out after": ("timeout-after",), "reset before": ("reset",), "reset after": ("reset-after",),
    "half a body": ("half-body",), "not JSON": ("not-json",), "slow": ("slow",), DUPLICATE: (DUPLICATE,),
    DISORDER: (DISORDER,), OLDER: (OLDER,),
}  # fmt: skip


def table(cells: Iterable[Cell]) -> Iterator[str]:
    """The matrix in Markdown: a method in each row, a fault in each column."""
    found: dict[tuple[str, str], Cell] = {(cell.row.name, cell.fault): cell for cell in cells}
    yield "| | " + " | ".join(COLUMNS) + " |"
    yield "|---" * (len(COLUMNS) + 1) + "|"
    for row in ROWS:
        words = [", ".join(_words(found, row, faults)) or "–" for faults in COLUMNS.values()]
        yield f"| {row.name} | " + " | ".join(words) + " |"


def _words(found: dict[tuple[str, str], Cell], row: Row, faults: Iterable[str]) -> Iterator[str]:
    """The words of one cell, each with how many faults end so, when there are several."""
    here = [found[row.name, fault] for fault in faults if (row.name, fault) in found]
    counted = Counter(cell.word + ("" if permitted(cell) and not cell.wrong else " WRONG") for cell in here)
    return (f"{word} ×{count}" if count > 1 else word for word, count in counted.items())


def reasons() -> Iterator[str]:
    """Why cells are empty: each reason with its cells by number."""
    counted = Counter(why for row in ROWS for fault in FAULTS if (why := cannot(row, fault)))
    return (f"– {why} ({count})" for why, count in counted.items())


async def main() -> None:
    cells = [cell for row in ROWS for cell in await run_row(row, toy_book())]
    wrong = [f"{cell.row.name}, {cell.fault}: {why}" for cell in cells for why in cell.wrong]
    sys.stdout.write("\n".join((*table(cells), "", *reasons(), *wrong, f"{len(cells)} cells", "")))


if __name__ == "__main__":
    asyncio.run(main())
