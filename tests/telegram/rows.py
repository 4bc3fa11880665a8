"""The rows of the fault matrix: what a person does, which call meets the fault, and which cells cannot be."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from tests.botapi import Phone
from tests.botapi.faults import KINDS
from tests.botapi.refusals import BAD

DUPLICATE, DISORDER, OLDER = "duplicate update", "out of order", "older edition"
UPDATE_FAULTS = (DUPLICATE, DISORDER, OLDER)
DOWN, FLOOD = "500 throughout", "429 for an hour"
"""The server fails until the bot gives up; it asks to wait for longer than is worth it."""
FAULTS = (*sorted(KINDS), DOWN, FLOOD, *UPDATE_FAULTS)
STEP, NEXT, END = "keittio_fi", "keittio_fi_n1", "keittio_fi_AmRkn3m00t0"
IDENTIFYING = "131052-308T"
INLINE = "answerInlineQuery"
Act = Callable[[Phone], Awaitable[None]]


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


async def looks_elsewhere(phone: Phone) -> None:
    """Write the bot's name in another chat."""
    await phone.writes_inline("")


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
    yield Row(INLINE, looks_elsewhere, webhook=webhook, shared=False)


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
    "button-copy": {SEND, EDIT}, "markup-too-long": {SEND, EDIT}, "expired-callback": {"answerCallbackQuery", INLINE},
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


def cannot(row: Row, fault: str) -> str:
    """Why a cell cannot occur; nothing when it can."""
    start = row in STARTING
    if fault in UPDATE_FAULTS:
        return _cannot_update(row, fault)
    if fault in (DOWN, FLOOD):
        return AT_START if start else ""
    if fault in BAD and not (start and fault == PLAIN_400):
        return "" if row.method in SAID_TO[fault] else NEVER_SAID
    if fault == "403" and (start or row.method in ("answerCallbackQuery", INLINE)):
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
