"""One cell of the fault matrix: a person acts, the fault strikes, and what they see is judged."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from bot.channels.telegram import NotABot
from bot.channels.telegram.heard import Heard
from bot.channels.telegram.messages import messages as messages_of
from bot.core.book import Book
from bot.core.turn import turn
from tests.botapi import Bubble, NoSuchButton, Phone, Silence
from tests.botapi.faults import Fault
from tests.botapi.limits import formatted
from tests.botapi.server import Call
from tests.botapi.updates import Update
from tests.conftest import TODAY
from tests.telegram.room import SLOW, WITHIN, Room, hurried, plan, room_of, until
from tests.telegram.rows import (
    DISORDER,
    DUPLICATE,
    EDIT,
    END,
    FAULTS,
    INLINE,
    NEXT,
    OLDER,
    STEP,
    UPDATE_FAULTS,
    Row,
    cannot,
)

Content = tuple[str, tuple[str, ...]]
"""What a message shows: its text and its buttons' labels."""


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
    held: list[Update] = []
    updates.held = held
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
    """Tap the first button that leads on; in an empty chat, start again; in inline mode, write on."""
    room.api.faults.planned = [fault for fault in room.api.faults.planned if fault.chat not in (phone.id, None)]
    try:
        if cell.row.method == INLINE and not await phone.asks("k"):
            cell.wrong.append("inline mode shows nothing at the next letter")
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
        said |= {content_in({"text": one.html, "reply_markup": one.keyboard}) for one in shown_there}
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
    if cell.row.method == INLINE and chat == plain.end:
        return "ok" if any(asked.results for asked in phone.asked) else "no list"
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
