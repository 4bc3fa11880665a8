"""The chat in a terminal: numbers and labels choose, words are answered, and nothing is kept.

With `repro` the walk is printed at the end as a journey test, in the words of the trade (see tests/journeys).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from textwrap import fill, indent

import yaml

from bot.core.book import Book
from bot.core.index import plain_words
from bot.core.markup import plain
from bot.core.place import FRONT
from bot.core.reply import Choice, Reply
from bot.core.turn import NotAnAnswer, OnDay, Said, Typed, turn
from bot.core.typed import numbered

WIDTH = 88
LEAVE = frozenset({"q", "quit", "exit", "lopeta", "sluta"})
DAYS = ("%d.%m.%Y", "%Y-%m-%d")

Ask = Callable[[], str]
Say = Callable[[str], None]


def chat(book: Book, lang: str, today: Callable[[], date], ask: Ask, say: Say, *, repro: bool = False) -> None:
    """Talk until the input ends or a word of `LEAVE` is typed."""
    reply = turn(book, f"{FRONT}_{lang}", None, today(), lang)
    while True:
        say(shown(reply))
        try:
            line = ask().strip()
        except (EOFError, KeyboardInterrupt):
            break
        if line.casefold() in LEAVE:
            break
        if not line:
            continue
        choice = tapped(reply, line)
        try:
            reply = turn(
                book, str(choice.place if choice else reply.place), None if choice else said(line), today(), lang
            )
        except NotAnAnswer as wrong:
            say(str(wrong))
            continue
    if repro:
        say(journey(reply))


def tapped(reply: Reply, line: str) -> Choice | None:
    """The choice whose number or whole label was typed."""
    choices = everything(reply)
    if line.isdecimal():
        return choices[int(line) - 1] if 1 <= int(line) <= len(choices) else None
    same = [choice for choice in choices if plain_words(choice.label) == plain_words(line)]
    return same[0] if len(same) == 1 else None


def everything(reply: Reply) -> list[Choice]:
    """The choices that a terminal can follow, those that answer first."""
    first = numbered(reply)
    rest = [choice for choice in reply.choices if choice not in first and choice.kind in ("option", "back", "change")]
    return [*first, *rest]


def said(line: str) -> Said:
    """A day when the line is one, otherwise typed words."""
    for written in DAYS:
        try:
            return OnDay(datetime.strptime(line, written).date())  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return Typed(line)


def shown(reply: Reply) -> str:
    """A reply as a terminal shows it."""
    parts = ["", "=" * WIDTH, reply.title, ""]
    for block in reply.blocks:
        if block.kind == "options":
            continue
        if block.title:
            parts += [f"## {block.title}" + (f" ({block.tag})" if block.tag else "")]
        parts += [*(fill(line, WIDTH, subsequent_indent="  ") for line in plain(block.text).split("\n")), ""]
    for number, choice in enumerate(everything(reply), 1):
        mark = "[x] " if choice.ticked else ""
        parts.append(f"{number:>3}  {mark}{choice.label}")
        if choice.hint:
            parts.append(indent(fill(choice.hint, WIDTH - 5), "     "))
    return "\n".join((*parts, "", " · ".join(choice.label for choice in reply.choices if choice.kind == "call")))


def journey(reply: Reply) -> str:
    """The walk that led to a reply, as a journey test: the labels tapped and the duties at the end."""
    titles = [block.title for block in reply.blocks if block.kind in ("urgent", "duty", "warning")]
    taps = [given.label for given in reply.answers]
    walk = {"says": "", "lang": reply.lang, "start": reply.flow, "taps": taps, "duties": titles}
    return yaml.safe_dump(walk, allow_unicode=True, sort_keys=False, width=WIDTH)
