"""Whether typed words speak of immediate danger. The words themselves are content (`_book.yaml`).

Each entry is a few stems: `ei hengit` fits "se ei enää hengitä". A stem fits the beginning of a word; the stems of an
entry must come in this order, with at most two other words between. All languages are looked at, because people in
danger do not keep to one. A false alarm costs a line of text, a miss can cost a life, so the list leans to alarm.

Beside the list stands what was learned from whole phrasings of danger and of calm: people say it in words that no list
has ("she sent me a goodbye text and won't pick up"), and say words of the list where nobody is in danger ("to whom do
I report an assault"). Decided 2026-11-22: either alarms; what was learned overrules the list only when very sure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Literal

from bot.core.index import Bayes, Pieces, Text, plain_words
from bot.core.model import Cover
from bot.core.phrasings import CALM, DANGER, ELSEWHERE, Phrasings

Danger = Literal["danger", "crisis"]
"""Danger to somebody now; harm to oneself."""
MOST_BETWEEN = 2
SURE, PLAIN, CALM_FOR_SURE = 1.4, 3.0, -6.0
"""From what score on learned danger alarms by itself, and is so plain that who comes at once is offered first; under
what score words of the list are no alarm.

The scores of known emergencies are -1 to 17, and of those that have no word of the list 1.5 to 17.
"""
FEWEST = 2
"""Words of a text that can sound like something: for one alone there is the list."""
EVERY_THIRD = 3
"""Of the phrasings of cards a third is enough to learn calm from."""


class Stems:
    """Entries of stems, ready to be looked for: of thousands only those whose first stem begins some word matter."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._begin: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for number, entry in enumerate(entries):
            self._begin[entry.partition(" ")[0].removesuffix(".")].append((number, entry))
        self._longest = max(map(len, self._begin), default=0)

    def within(self, words: Sequence[str]) -> Iterator[str]:
        """The entries that fit some words, in their own order."""
        begun = {
            numbered
            for word in words
            for end in range(1, min(len(word), self._longest) + 1)
            for numbered in self._begin.get(word[:end], ())
        }
        return (entry for _, entry in sorted(begun) if fits(words, entry))


def alarms_of(cover: Cover) -> Mapping[Danger, Stems]:
    """The words of danger of all languages; those of harm to oneself go before the others."""
    listed: dict[Danger, Mapping[str, Iterable[str]]] = {
        "crisis": cover.talk.crisis_words, "danger": cover.emergency_words,
    }  # fmt: skip
    return {danger: Stems(chain.from_iterable(words.values())) for danger, words in listed.items()}


def danger_in(alarms: Mapping[Danger, Stems], *texts: str) -> Danger | None:
    """What the words of some texts speak of.

    The same words are given with and without what identifies: a name taken out must not hide danger.
    """
    said = [plain_words(text).split() for text in texts]
    return next((danger for danger, stems in alarms.items() if any(any(stems.within(words)) for words in said)), None)


def fits(words: Sequence[str], entry: str) -> bool:
    """Whether the stems of one entry stand in these words."""
    stems = entry.split()
    return any(_follows(words, start, stems) for start in range(len(words)))


def _follows(words: Sequence[str], start: int, stems: Sequence[str]) -> bool:
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

    def __init__(self, phrasings: Phrasings, lang: str, sayings: Iterable[str] = ()) -> None:
        """Calm are also `sayings`: greetings, thanks and the like."""
        danger = phrasings.beside(DANGER, lang)
        calm = [*phrasings.beside(CALM, lang), *phrasings.beside(ELSEWHERE, lang), *sayings]
        calm += phrasings.of_cards(lang)[::EVERY_THIRD]
        texts = [Text(0, plain_words(said).split()) for said in danger]
        texts += [Text(1, plain_words(said).split()) for said in calm]
        self._learned = bool(danger)
        self._pieces = Pieces(texts)
        self._classes = Bayes(self._pieces.masses(texts, 2))
        self._pieces.settle()

    def score(self, text: str) -> float:
        """How much more a text sounds like danger than like calm; 0 where nothing was learned, and of a single word."""
        words = plain_words(text).split()
        weighed = self._pieces.weighed(words)
        if not self._learned or not weighed or len(words) < FEWEST:
            return 0.0
        danger, calm = self._classes.scores(weighed)
        return danger - calm
