"""Where a person is, as one short token that fits a button, a link and a QR code.

    flow_lang_answers_view        huoli · huoli_sv · huoli_fi_AsRka1c2f9 · kortti-koulukuraattori_sv__arviointi

A token is parsed as hostile input. What is wrong with its letters or its length is refused here (`NotAPlace`);
what is merely unknown is dropped later, against the book, and the person is told.

Decided 2026-11-21: answers are keyed, not positional. One removed question must not change what an old link says.
The grammar is frozen since the longest place of every planned flow and card fits (tests/core/test_budget.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, NamedTuple

TOKEN_LIMIT, MOST_FIELDS = 64, 4
"""Telegram's `callback_data` carries 64 bytes, its `?start=` 64 characters of the same alphabet."""

ALPHABET = re.compile(r"[A-Za-z0-9_-]*\Z")
FLOW = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
LANG = re.compile(r"[a-z]{2}\Z")
VIEW = re.compile(r"(?:(?P<over>[vsh])(?:-(?P<under>.+))?|(?P<base>.+))\Z")
BASE = re.compile(r"(?:[a-z]{2,}|m-[0-9a-v]{1,12}|d-[0-9]{2}(?:0[1-9]|1[0-2])|c-[a-z0-9]{1,8})\Z")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
EPOCH = date(2000, 1, 1)
FRONT, CARDS, CARD = "alku", "kortti", "kortti-"
MASK, MONTH, CODE = "m-", "d-", "c-"
HELPED: Mapping[str, Literal["yes", "no"]] = {"joo": "yes", "ei": "no"}
"""What is open at an end of a flow after somebody said whether it helped."""
REFUSED_IDS = frozenset(
    {
        "api",
        "document",
        "health",
        "map",
        "static",
        "telegram",
        "coordinator",
        "openapi",
        "tietoa",
        "saavutettavuus",
        "poistu",
    }
)

Over = Literal["", "v", "s", "h"]


class NotAPlace(ValueError):
    """The token cannot be a place: a letter outside the alphabet, too long, or too many fields."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        self.code, self.message, self.hint = code, message, hint
        super().__init__(f"{message} {hint}")


class Size(NamedTuple):
    """How many characters an answer takes in a token, and how they are read."""

    kind: Literal["one", "several", "date", "case"]
    length: int


def size_of(kind: str, capacity: int | None = None) -> Size:
    """The size of an answer of one kind. `capacity` counts the options a several-answer may ever have."""
    match kind:
        case "several" | "checklist":
            return Size("several", -(-(capacity or 5) // 5))
        case "date":
            return Size("date", 3)
        case "case":
            return Size("case", 2)
        case _:
            return Size("one", 1)


@dataclass(frozen=True, slots=True)
class Place:
    """A flow (or card), a language, keyed answers in canonical order, and what is open there."""

    flow: str
    lang: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    over: Over = ""
    base: str = ""

    def __str__(self) -> str:
        view = "-".join(part for part in (self.over, self.base) if part)
        written = "".join(key + value for key, value in self.answers)
        return f"{self.flow}_{self.lang}_{written}_{view}".rstrip("_")

    @property
    def card(self) -> str:
        """The card's id when this place is a card, otherwise empty."""
        return self.flow.removeprefix(CARD) if self.flow.startswith(CARD) else ""

    def answer(self, key: str) -> str | None:
        """The characters that answer the question with this key."""
        return next((value for known, value in self.answers if known == key), None)

    def having(self, key: str, value: str) -> Place:
        """The same place with one more answer (or another one to the same question), nothing open."""
        pairs = [*(pair for pair in self.answers if pair[0] != key), (key, value)]
        shared = sorted(pair for pair in pairs if pair[0].isupper())
        return replace(self, answers=(*shared, *(pair for pair in pairs if not pair[0].isupper())), over="", base="")

    def without(self, keys: Iterable[str]) -> Place:
        """The same place without some answers, nothing open."""
        gone = frozenset(keys)
        return replace(self, answers=tuple(pair for pair in self.answers if pair[0] not in gone), over="", base="")

    def showing(self, base: str = "", over: Over = "") -> Place:
        """The same place with something else open."""
        return replace(self, over=over, base=base)

    def at(self, flow: str, base: str = "") -> Place:
        """Another flow or card in the same language, carrying the shared answers only."""
        shared = tuple(pair for pair in self.answers if pair[0].isupper())
        return Place(flow, self.lang, shared, "", base)

    @property
    def is_open_link(self) -> bool:
        """Whether a link may carry this place: shared answers, a section or a code, no answer of a flow."""
        return all(key.isupper() for key, _ in self.answers) and not self.over


class Fields(NamedTuple):
    """A token cut at its underscores, each field still to be read."""

    flow: str
    lang: str
    answers: str
    over: Over
    base: str
    view_is_known: bool


def split(token: str) -> Fields:
    """Cut a token into its fields. Raises `NotAPlace` when no book could ever know it."""
    if len(token) > TOKEN_LIMIT:
        raise NotAPlace(
            "place-too-long",
            f"A place has at most {TOKEN_LIMIT} characters, this one has {len(token)}.",
            "Send a place as it was given to you.",
        )
    if not ALPHABET.match(token):
        raise NotAPlace(
            "place-alphabet",
            "A place has only the characters A-Z, a-z, 0-9, _ and -.",
            "Send a place as it was given to you.",
        )
    fields = token.split("_")
    if len(fields) > MOST_FIELDS:
        raise NotAPlace(
            "place-fields", f"A place has at most four fields, this one has {len(fields)}.", "flow_lang_answers_view"
        )
    flow, lang, answers, view = (*fields, "", "", "")[:4]
    over, base, known = _read_view(view)
    return Fields(flow if FLOW.match(flow) else "", lang if LANG.match(lang) else "", answers, over, base, known)


def _read_view(view: str) -> tuple[Over, str, bool]:
    """What is open: an overlay letter, what lies under it, and whether both could be read."""
    if not view:
        return "", "", True
    parts = VIEW.match(view)
    over: Over = parts["over"] or "" if parts else ""  # type: ignore[assignment]
    base = (parts["under"] if over else parts["base"]) or "" if parts else ""
    if base and not BASE.match(base):
        return over, "", False
    return over, base, True


def read_answers(text: str, sizes: Mapping[str, Size]) -> tuple[dict[str, str], bool]:
    """Read keyed answers. Returns them with whether everything could be read.

    A key that was never declared, or a value of a wrong shape, ends the reading: what follows has no known length.
    """
    found: dict[str, str] = {}
    position, whole = 0, True
    while position < len(text):
        key = text[position]
        size = sizes.get(key)
        if size is None:
            return found, False
        value = text[position + 1 : position + 1 + size.length]
        if len(value) < size.length or not _fits(value, size):
            return found, False
        position += 1 + size.length
        if key in found:
            whole = False
            continue
        found[key] = value
    return found, whole


def _fits(value: str, size: Size) -> bool:
    digits = DIGITS[:32] if size.kind == "several" else DIGITS
    return all(character in digits for character in value)


def write_mask(ticked: Iterable[int], length: int) -> str:
    """Ticked option numbers as base-32 characters; the first option is the lowest bit of the first one."""
    numbers = [0] * length
    for index in ticked:
        numbers[index // 5] |= 1 << index % 5
    return "".join(DIGITS[number] for number in numbers)


def read_mask(value: str) -> frozenset[int]:
    """The ticked option numbers of a mask."""
    return frozenset(
        place * 5 + bit
        for place, character in enumerate(value)
        for bit in range(5)
        if DIGITS.index(character) >> bit & 1
    )


def write_date(day: date) -> str:
    """A day as three base-36 characters, counted from 2000-01-01. Raises `ValueError` outside 2000–2127."""
    number = (day - EPOCH).days
    if not 0 <= number < 36**3:
        raise ValueError(f"expected a day from {EPOCH} on that fits three characters, got {day}")
    high, rest = divmod(number, 36 * 36)
    return DIGITS[high] + DIGITS[rest // 36] + DIGITS[rest % 36]


def read_date(value: str) -> date:
    """The day of three base-36 characters."""
    return EPOCH + timedelta(days=int(value, 36))
