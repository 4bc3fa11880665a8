"""What is counted of a reply, and how the counts are printed. A reply goes in, a step comes out: no word, no answer."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from io import StringIO

from bot.core.place import HELPED, MASK, MONTH
from bot.core.reply import Reply
from storage import Countable, Counts, Seen, Unanswered
from storage.shown import Numbers

TITLES = {
    "step": "Arrivals by flow and step",
    "language": "Arrivals by language",
    "channel": "Arrivals by channel",
    "helped": "Did this help?",
    "unanswered": "Words of questions that no card answered",
}
NOT_ARRIVED = "not-understood"
"""A notice of a reply that leaves one where one was."""


def seen_in(reply: Reply, channel: str) -> Countable | None:
    """What to count of a reply, or None: arrivals at a step, questions without an answer, and never practice.

    Something open over a place, a list half ticked and another month are no arrivals. Of a question without an answer
    only words of the book are counted, those by which cards are called; never what was typed.
    """
    place = reply.place
    if reply.settings.practice:
        return None
    if NOT_ARRIVED in reply.notices:
        return Unanswered(reply.unanswered) if reply.unanswered else None
    if place.over or place.base.startswith((MASK, MONTH)):
        return None
    helped = None if place.card else HELPED.get(place.base)
    return Seen(reply.flow, reply.step, reply.lang, channel, helped or "")


def count(counts: Counts, reply: Reply, channel: str) -> None:
    """Count a reply of a channel, if it counts. Returns at once and never raises."""
    seen = seen_in(reply, channel)
    if seen is not None:
        counts.count(seen)


def as_text(counted: Mapping[str, Numbers]) -> Iterator[str]:
    """The tables as lines for a terminal, the greatest number first. No lines when there is nothing to show."""
    for name, title in TITLES.items():
        rows = _rows(counted[name])
        if rows:
            yield from ("", title, *(f"{n:>9}  {' / '.join(parts)}" for parts, n in rows))


def as_csv(counted: Mapping[str, Numbers]) -> str:
    """The tables as one CSV text: the counter, what it counts by in two columns, and the number."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("counter", "of", "value", "n"))
    for name in TITLES:
        writer.writerows((name, *(("",) * (2 - len(parts))), *parts, n) for parts, n in _rows(counted[name]))
    return text.getvalue()


def _rows(numbers: Numbers) -> list[tuple[tuple[str, ...], int]]:
    return sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0]))
