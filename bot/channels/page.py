"""A reply as a chat page: what stands where, and the templates that show it.

Every button is a form's submit button that carries a place, so the page works without JavaScript.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from bot.channels.html import web_html
from bot.core.book import Book
from bot.core.marks import translated_texts
from bot.core.place import HELPED, Place
from bot.core.reply import Block, Choice, Reply
from bot.core.telling import fill
from bot.core.typed import numbered

DUTIES = frozenset({"urgent", "duty", "warning"})
NUMBERED = frozenset({"urgent", "duty"})
FOLDED = frozenset({"why", "sources"})
"""Blocks that wait behind their heading, so that what to do is not buried."""
LANGUAGE = "kieli-"
SETTINGS, NONE_OF_THESE, ALL_DONE = "asetukset", "ei-mikaan", "valmis"
MANY, SHORT = 8, 26
"""More options than this stand in two columns, when no label has more characters than that."""
FOLDER = Path(__file__).with_name("pages")


@dataclass(frozen=True, slots=True)
class Language:
    """One button of the language row."""

    lang: str
    name: str
    place: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Choices that stand together under a heading, which may be empty."""

    title: str
    choices: tuple[Choice, ...]

    @property
    def in_columns(self) -> bool:
        """Whether the labels are many and short enough for two columns."""
        short = all(len(choice.label) <= SHORT and not choice.hint for choice in self.choices)
        return short and len(self.choices) > MANY

    @property
    def ticked(self) -> str:
        """The label of the choice that holds now, empty when none does."""
        return next((choice.label for choice in self.choices if choice.ticked), "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where everything of one chat page stands."""

    reply: Reply
    place: Place
    way_back: str
    shows_way_back: bool
    notices: tuple[Block, ...]
    lead: tuple[Block, ...]
    duties: tuple[tuple[int, Block], ...]
    rest: tuple[Block, ...]
    ticks: tuple[Choice, ...]
    groups: tuple[Group, ...]
    days: tuple[Choice, ...]
    documents: tuple[Choice, ...]
    helped: tuple[Choice, ...]
    help: tuple[Choice, ...]
    settings: Choice | None
    around: tuple[Choice, ...]
    languages: tuple[Language, ...]
    copies: tuple[Choice, ...]
    numbers: Mapping[str, int]
    words: SimpleNamespace
    progress: str

    def copies_in(self, block: Block) -> list[Choice]:
        """The buttons that copy a phrase of this block."""
        return [choice for choice in self.copies if choice.text.split("\n")[0] in block.text]


def sheet(book: Book, reply: Reply, today: date, way_back: str = "") -> Sheet:
    """Lay out a reply."""
    words = wording(book, reply.lang)
    blocks = [block for block in reply.blocks if _is_shown(block, reply, words)]
    notices = _leading(blocks, lambda block: _is_notice(block, reply))
    blocks = blocks[len(notices) :]
    lead = _leading(blocks, lambda block: not reply.duties or block.kind not in DUTIES)
    blocks = blocks[len(lead) :]
    duties = _leading(blocks, lambda block: block.kind in DUTIES)
    kinds = _sorted_out(reply)
    return Sheet(
        reply=reply,
        place=staying(reply),
        way_back=way_back,
        shows_way_back=bool(way_back) and reply.flow not in book.paths,
        notices=notices,
        lead=lead,
        duties=tuple(_with_numbers(duties)),
        rest=tuple(blocks[len(duties) :]),
        ticks=kinds["tick"],
        groups=_grouped(kinds["main"], words.related_title if reply.duties else ""),
        copies=kinds["copy"],
        days=tuple(choice for choice in kinds["day"] if choice.id == today.isoformat()),
        documents=kinds["document"],
        helped=kinds["helped"],
        help=_two_calls(kinds["help"]),
        settings=next(iter(kinds["settings"]), None),
        around=kinds["around"],
        languages=_languages(book, reply),
        numbers={choice.id: number for number, choice in enumerate(numbered(reply), 1)},
        words=words,
        progress=_progress(reply, words),
    )


def staying(reply: Reply) -> Place:
    """Where a page comes back to: here, but what was said of whether it helped is not said again."""
    said = reply.place.base in HELPED and not reply.place.card
    return reply.place.showing() if said else reply.place


def _is_shown(block: Block, reply: Reply, words: SimpleNamespace) -> bool:
    """Hints stand in the buttons, answers in the transcript, and what a date field asks in its label."""
    hidden = block.kind == "options" or (block.kind == "answers" and bool(reply.answers))
    return not hidden and not (reply.asks and reply.asks.kind == "date" and block.text == words.date_hint)


def _is_notice(block: Block, reply: Reply) -> bool:
    return block.kind == "notice" or (block.kind == "urgent" and not block.title and "emergency" in reply.notices)


def _leading(blocks: Iterable[Block], fits: Callable[[Block], bool]) -> tuple[Block, ...]:
    found = []
    for block in blocks:
        if not fits(block):
            break
        found.append(block)
    return tuple(found)


def _with_numbers(blocks: Iterable[Block]) -> Iterable[tuple[int, Block]]:
    number = 0
    for block in blocks:
        number += block.kind in NUMBERED
        yield (number if block.kind in NUMBERED else 0), block


def _sorted_out(reply: Reply) -> dict[str, tuple[Choice, ...]]:
    names = ("tick", "day", "document", "helped", "copy", "help", "settings", "around", "main", "none")
    sorts = [(_sort_of(choice, reply), choice) for choice in reply.choices]
    return {name: tuple(choice for sort, choice in sorts if sort == name) for name in names}


def _sort_of(choice: Choice, reply: Reply) -> str:
    """Which part of the page a choice belongs to; `none` when the page has another way to say it."""
    several = reply.asks is not None and reply.asks.kind == "several"
    if choice.id.startswith(LANGUAGE) and reply.place.over != "s":
        return "none"
    if (several and choice.id == ALL_DONE) or (reply.place.over == "v" and choice.kind == "change"):
        return "none"
    if choice.kind == "date" or choice.group == "months":
        return "day"
    if choice.id == SETTINGS:
        return "settings"
    if choice.group in ("back", "more") or choice.kind in ("back", "change"):
        return "around"
    by_kind = {"document": "document", "several": "tick", "copy": "copy"}
    return choice.group if choice.group in ("help", "helped") else by_kind.get(choice.kind, "main")


def _grouped(choices: Iterable[Choice], otherwise: str) -> tuple[Group, ...]:
    titles = groupby(choices, key=lambda choice: choice.group or otherwise)
    return tuple(Group(title, tuple(found)) for title, found in titles)


def _two_calls(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """112 and the social emergency service: its number when the county is known, or how to find it."""
    calls = tuple(choice for choice in choices if choice.kind == "call")
    return calls if len(calls) > 1 else choices


def _languages(book: Book, reply: Reply) -> tuple[Language, ...]:
    place = staying(reply)
    return tuple(
        Language(tongue.lang, tongue.name, str(replace(place, lang=tongue.lang)), tongue.lang == reply.lang)
        for tongue in book.tongues.values()
    )


def _progress(reply: Reply, words: SimpleNamespace) -> str:
    if reply.progress is None:
        return ""
    return fill(words.progress, {"step": str(reply.progress.step), "of": str(reply.progress.of)})


@lru_cache(maxsize=32)
def wording(book: Book, lang: str) -> SimpleNamespace:
    """Every word of the program in one language, by its name."""
    tongue = book.tongues[lang]
    texts = {str(path[-1]): tongue.say(mark.kind, text) for path, text, mark in translated_texts(book.words)}
    return SimpleNamespace(**texts, name=tongue.title(book.cover.title))


def environment(asset: Callable[[str], str]) -> Environment:
    """The templates; `asset` gives the address of a static file."""
    found = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals.update(asset=asset, NUMBERED=NUMBERED, FOLDED=FOLDED)
    found.filters["marked"] = lambda text: Markup(web_html(text))  # noqa: S704 - the renderer escapes
    found.filters["filled"] = lambda text, **values: fill(text, {name: str(value) for name, value in values.items()})
    return found
