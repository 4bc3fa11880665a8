"""Whether typed words speak of immediate danger. The words themselves are content (`_book.yaml`).

Each entry is a few stems: `ei hengit` fits "se ei enää hengitä". A stem fits the beginning of a word; the stems of an
entry must come in this order, with at most two other words between. All languages are looked at, because people in
danger do not keep to one. A false alarm costs a line of text, a miss can cost a life, so the list leans to alarm.

Beside the list stands what was learned from whole phrasings of danger and of calm: people say it in words that no list
has ("she sent me a goodbye text and won't pick up"), and say words of the list where nobody is in danger ("to whom do
I report an assault"). Decided 2026-11-22: either alarms; what was learned overrules the list only when very sure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from bot.core.index import Bayes, Pieces, Text, masses, plain_words
from bot.core.model import Cover
from bot.core.phrasings import CALM, DANGER, ELSEWHERE, Phrasings

Danger = Literal["danger", "crisis"]
"""Danger to somebody now; harm to oneself."""
MOST_BETWEEN = 2
SURE, CALM_FOR_SURE = 2.0, -6.0
"""From what score on learned danger alarms by itself, and under what score words of the list are no alarm.

The scores of known emergencies are 0.1 to 13, of other questions with a word of the list -10 to 7.
"""
EVERY_THIRD = 3
"""Of the phrasings of cards a third is enough to learn calm from."""


def danger_in(cover: Cover, *texts: str) -> Danger | None:
    """What the words of some texts speak of.

    The same words are given with and without what identifies: a name taken out must not hide danger.
    """
    if any(is_emergency(text, cover.talk.crisis_words) for text in texts):
        return "crisis"
    return "danger" if any(is_emergency(text, cover.emergency_words) for text in texts) else None


def is_emergency(text: str, stems: Mapping[str, Iterable[str]]) -> bool:
    """Whether some entry of any language fits the text."""
    words = plain_words(text).split()
    return any(fits(words, entry) for entry in begun(words, (one for entries in stems.values() for one in entries)))


def begun(words: list[str], entries: Iterable[str]) -> Iterator[str]:
    """The entries whose first stem begins some word: few of many, so that the others cost little."""
    text = f" {' '.join(words)}"
    return (entry for entry in entries if f" {entry.partition(' ')[0].removesuffix('.')}" in text)


def fits(words: list[str], entry: str) -> bool:
    """Whether the stems of one entry stand in these words."""
    stems = entry.split()
    return any(_follows(words, start, stems) for start in range(len(words)))


def _follows(words: list[str], start: int, stems: list[str]) -> bool:
    """Whether the stems begin exactly at `start` and follow one another closely enough."""
    if not stems:
        return True
    if start >= len(words) or not _begins(words[start], stems[0]):
        return False
    rest = stems[1:]
    return not rest or any(
        _follows(words, later, rest) for later in range(start + 1, min(start + 2 + MOST_BETWEEN, len(words)))
    )


def _begins(word: str, stem: str) -> bool:
    """A stem ending in `.` is a whole word."""
    return word == stem[:-1] if stem.endswith(".") else word.startswith(stem)


class Alarm:
    """What danger and calm sound like in one language."""

    def __init__(self, phrasings: Phrasings, lang: str) -> None:
        danger = phrasings.beside(DANGER, lang)
        calm = [*phrasings.beside(CALM, lang), *phrasings.beside(ELSEWHERE, lang)]
        calm += phrasings.of_cards(lang)[::EVERY_THIRD]
        texts = [Text(0, plain_words(said).split()) for said in danger]
        texts += [Text(1, plain_words(said).split()) for said in calm]
        self._learned = bool(danger)
        self._pieces = Pieces(texts)
        self._classes = Bayes(masses(self._pieces, texts, 2))
        self._pieces.settle()

    def score(self, text: str) -> float:
        """How much more a text sounds like danger than like calm; 0 where nothing was learned."""
        weighed = self._pieces.weighed(plain_words(text).split())
        if not self._learned or not weighed:
            return 0.0
        danger, calm = self._classes.scores(weighed)
        return danger - calm
