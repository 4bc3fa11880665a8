"""Whether typed words choose one of the choices shown: by its label, its number, or yes and no.

Anything else is not a choice; a question about roles is another module's matter.
"""

from __future__ import annotations

import re
from datetime import date

from bot.core.book import Book
from bot.core.index import plain_words
from bot.core.place import Place
from bot.core.reply import Choice, Reply

CHOOSABLE = frozenset({"option", "several", "date", "flow", "card", "back"})
NUMBERED = frozenset({"option", "several", "date", "flow", "card"})
UNNUMBERED = frozenset({"help", "more", "back", "helped"})
_day = re.compile(
    r"(?P<d>\d{1,2})[./] ?(?P<m>\d{1,2})(?:[./] ?(?P<y>\d{4})?)?|(?P<y2>\d{4})-(?P<m2>\d{1,2})-(?P<d2>\d{1,2})",
    re.ASCII,
)


def day_in(text: str, today: date) -> date | None:
    """The day that the words are, as people write one: 3.11.2026, 3.11., 2026-11-03. None when they are no day.

    Without a year it is the latest such day that is not to come.
    """
    found = _day.fullmatch(text.strip())
    if found is None:
        return None
    year, month, number = (int(part) if part else 0 for part in (found["y"] or found["y2"], found["m"] or found["m2"],
                                                                  found["d"] or found["d2"]))  # fmt: skip
    try:
        day = date(year or today.year, month, number)
        return day.replace(year=day.year - 1) if not year and day > today else day
    except ValueError:
        return None


def numbered(reply: Reply) -> list[Choice]:
    """The choices that have a number, in order: those that answer, not the closing rows, nor whether it helped."""
    return [choice for choice in reply.choices if choice.kind in NUMBERED and choice.group not in UNNUMBERED]


def chosen_by(book: Book, reply: Reply, text: str) -> Place | None:
    """The place of the choice that the words name, or None when they name none or several."""
    said = plain_words(text)
    if not said:
        return None
    ordered = numbered(reply)
    if said.isdecimal():
        return ordered[int(said) - 1].place if 1 <= int(said) <= len(ordered) else None
    choices = [choice for choice in reply.choices if choice.kind in CHOOSABLE]
    same = {choice.place for choice in choices if plain_words(choice.label) == said}
    if len(same) == 1:
        return same.pop()
    return _by_yes_or_no(book, reply.lang, ordered, said)


def _by_yes_or_no(book: Book, lang: str, choices: list[Choice], said: str) -> Place | None:
    """The only choice whose label begins with yes (or no), when a yes (or no) was typed."""
    for words in (book.cover.yes_words.get(lang, ()), book.cover.no_words.get(lang, ())):
        if said in words:
            found = [choice.place for choice in choices if plain_words(choice.label).split(" ")[0] in words]
            return found[0] if len(found) == 1 else None
    return None
