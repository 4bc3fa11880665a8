"""What a page's form sends, answered: the reply to show, and the way back to an open path."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.channels.asked import Asked, Refusal, answer, day_of, typed
from bot.channels.page import NONE_OF_THESE
from bot.core.book import Book
from bot.core.place import NotAPlace, Place
from bot.core.reply import Block, Reply
from bot.core.telling import fill
from bot.core.turn import TEXT_LIMIT, OnDay, Said, Several
from bot.core.walk import read_place


@dataclass(frozen=True, slots=True)
class Sent:
    """The fields of the form. `several` is None when no boxes were on the page."""

    place: str = ""
    way_back: str = ""
    text: str = ""
    day: str | None = None
    several: Sequence[str] | None = None


def sent_of(fields: Iterable[tuple[str, object]]) -> Sent:
    """Read the fields; files and unknown fields are not looked at."""
    pairs = [(name, value) for name, value in fields if isinstance(value, str)]
    one = dict(pairs)
    boxes = [value for name, value in pairs if name == "several"]
    several = tuple(box for box in boxes if box) if boxes else None
    return Sent(one.get("place", ""), one.get("from", ""), one.get("text", "").strip(), one.get("date"), several)


def reply_to(book: Book, sent: Sent, today: date, guess: str) -> Reply:
    """The reply; what cannot be used leaves one where one was, and says so."""
    try:
        here = answer(book, Asked(sent.place), today, guess)
    except Refusal:
        start = answer(book, Asked(), today, guess)
        return _noting(start, book.tongues[start.lang].body(book.words.content_changed), "content-changed")
    try:
        said = _said(sent, here)
        return here if said is None else answer(book, Asked(str(here.place), said), today, guess)
    except Refusal as refusal:
        return _noting(here, _why_not(book, here, refusal))


def _said(sent: Sent, here: Reply) -> Said:
    """What was said with the place. Raises `Refusal`."""
    if sent.text:
        return typed(sent.text)
    if sent.day is not None:
        return OnDay(day_of(sent.day))
    if sent.several is None:
        return None
    if not sent.several and any(choice.id == NONE_OF_THESE for choice in here.choices):
        raise Refusal("nothing-ticked", "Expected at least one option.", "Or the choice that says: none of these.")
    return Several(tuple(sent.several))


def _why_not(book: Book, here: Reply, refusal: Refusal) -> str:
    """The refusal in the reader's words."""
    tongue = book.tongues[here.lang]
    if refusal.code == "text-too-long":
        return fill(tongue.body(book.words.text_too_long), {"limit": str(TEXT_LIMIT)})
    if refusal.code == "nothing-ticked":
        return tongue.body(book.words.nothing_ticked)
    ends = (here.asks.min, here.asks.max) if here.asks else ()
    if all(isinstance(end, date) for end in ends) and ends:
        first, last = (tongue.short_day(end) for end in ends if isinstance(end, date))
        return fill(tongue.body(book.words.date_wrong), {"first": first, "last": last})
    return tongue.body(book.words.content_changed)


def _noting(reply: Reply, text: str, notice: str = "") -> Reply:
    """The reply with a notice in front, once."""
    kept = tuple(block for block in reply.blocks if block.text != text)
    notices = reply.notices if not notice else tuple(dict.fromkeys((*reply.notices, "content-changed")))
    return replace(reply, blocks=(Block("notice", text), *kept), notices=notices)


def way_back(book: Book, reply: Reply, sent: str) -> str:
    """The open path that a page keeps: its own place in a path, elsewhere the one that was sent.

    It speaks the page's language, and a role or county chosen meanwhile holds there too.
    """
    if reply.flow in book.paths:
        return str(reply.place.showing())
    try:
        place, _ = read_place(book, sent, reply.lang)
    except NotAPlace:
        return ""
    if place.flow not in book.paths:
        return ""
    shared = [pair for pair in reply.place.answers if pair[0].isupper()]
    newer = {key for key, _ in shared}
    kept = (pair for pair in place.answers if pair[0] not in newer)
    return str(Place(place.flow, reply.lang, (*shared, *kept)))
