"""How well identifying data is noticed, in totals: on the set that the program was tuned on, and on one it never saw.

Only totals are printed. Whoever tunes the program must not read the blind set, and this must not read it out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import sqrt
from pathlib import Path
from typing import NamedTuple

import yaml

from bot.core.book import Book
from bot.core.identifying import without_identifying

QUESTIONS = Path(__file__).resolve().parent.parent / "questions"
SETS = {"known set": "identifying_known.yaml", "blind set": "identifying.yaml"}
Z = 1.96


class Message(NamedTuple):
    """A typed message: its language, what it should be noticed for, and what it is."""

    lang: str
    wanted: frozenset[str]
    noticed: frozenset[str]


def wilson(good: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not total:
        return 0.0, 1.0
    share, n = good / total, total
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def share(good: int, total: int) -> str:
    """A share as people read it, with its interval."""
    low, high = wilson(good, total)
    return f"{good}/{total} = {good / max(total, 1):.1%} ({low:.1%}–{high:.1%})"


def read(book: Book, name: str) -> list[Message]:
    """Every message of a set with what the program notices in it."""
    found = yaml.safe_load((QUESTIONS / name).read_text(encoding="utf-8"))
    rows = [*found["identifying"], *found["ordinary"]]
    return [
        Message(
            row["lang"],
            frozenset(row.get("kinds", ())),
            frozenset(without_identifying(row["text"], book.familiar)[1]),
        )
        for row in rows
    ]


def rows(messages: Sequence[Message]) -> Iterator[tuple[str, str]]:
    """The totals of a set: recall of messages and by kind and language, false alarms by language."""
    identifying = [one for one in messages if one.wanted]
    ordinary = [one for one in messages if not one.wanted]
    yield "identifying messages noticed", share(sum(bool(one.noticed) for one in identifying), len(identifying))
    wanted = Counter((kind, lang) for one in identifying for kind in one.wanted for lang in ("", one.lang))
    got = Counter((kind, lang) for one in identifying for kind in one.wanted & one.noticed for lang in ("", one.lang))
    for kind, lang in sorted(wanted):
        yield f"  {kind} {lang}".rstrip(), share(got[kind, lang], wanted[kind, lang])
    more = sum(bool(one.noticed - one.wanted) for one in identifying)
    yield "a further kind noticed beside", share(more, len(identifying))
    yield "false alarms on ordinary messages", share(sum(bool(one.noticed) for one in ordinary), len(ordinary))
    for lang in sorted({one.lang for one in ordinary}):
        here = [one for one in ordinary if one.lang == lang]
        yield f"  {lang}", share(sum(bool(one.noticed) for one in here), len(here))
    for kind, count in sorted(Counter(kind for one in ordinary for kind in one.noticed).items()):
        yield f"  taken for {kind}", str(count)


def report(book: Book, sets: Sequence[str] = tuple(SETS)) -> None:
    """Print the totals of the sets."""
    for name in sets:
        print(f"\nidentifying data, {name}: recall and false alarms (95 % interval)")
        for what, figure in rows(read(book, SETS[name])):
            print(f"  {what:<40} {figure}")
