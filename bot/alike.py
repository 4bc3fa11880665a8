"""Which text is another one, corrected: alike, and with all that carries the meaning unchanged. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from bot.catalogues import Key
from bot.wording import PLACEHOLDER

ALIKE = 0.9
Files = Mapping[Key, frozenset[str]]
_weighty = re.compile(
    r"\d+|\b(?:ei|eikä|en|et|emme|ette|eivät|älä|älkää|äläkä|ilman|vain|pitää|täytyy|saa\w*|voi\w*|aina|heti|nyt)\b"
)
"""Numbers, negations and verbs of law: where they differ, the meaning does too."""


def weight(text: str) -> list[str]:
    """What in a text carries its meaning even when everything else stays."""
    return sorted(_weighty.findall(text.casefold()) + PLACEHOLDER.findall(text))


def pairs(vanished: Files, came: Files) -> Iterator[tuple[Key, Key]]:
    """(vanished, came): of one kind, in one file, nine tenths alike; the most alike first, each used once."""
    alike = sorted(
        (-ratio, old, new)
        for old, files in vanished.items()
        for new, others in came.items()
        if old[0] == new[0] and files & others and (ratio := _ratio(old[1], new[1])) >= ALIKE
    )
    used: set[tuple[str, Key]] = set()
    for _, old, new in alike:
        if used.isdisjoint({("old", old), ("new", new)}):
            used |= {("old", old), ("new", new)}
            yield old, new


def _ratio(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1; 0 at once for texts that cannot be alike enough."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0
    return matcher.ratio()
