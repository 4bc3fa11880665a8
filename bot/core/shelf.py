"""Every card section in one language, and the search for those that a question is about.

First the card is found: by a classifier that learned from the everyday phrasings and the cards' own words, by its
name, and by a phrasing that is nearly the question. Then the section in it, likewise. What no card is about is a class
of its own, learned from phrasings too; it tells how far away a question is.

Decided 2026-11-22: a classifier, not a ranking by rare words (BM25). On questions that do not name their card it finds
the right one for 7 in 10 instead of 5, and it grows with every phrasing that is added.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.core.emergency import Alarm
from bot.core.index import STEM, Bayes, Names, Near, Pieces, Text, masses, plain_words, together, trigrams
from bot.core.model import Card
from bot.core.pages import Pages
from bot.core.phrasings import ELSEWHERE
from bot.core.tongue import SOURCE_LANGUAGE, Tongue

READ = 300
"""Characters of a question that are read."""
MOST_WORDS = 40
"""Words of a question that are looked up."""
NEAREST = 3
"""Cards that are found at most."""
STRANGE = -14.0
"""The logarithm of how often three letters stand together that never did; less where much was read."""
USUAL = 6
"""Letters of a usual word."""
OTHERS = 2
"""Sections of the best card that are offered beside the one that is shown."""
NAME, ABOUT, SAYS = 15.0, 5.0, 2.0
"""What a card's name, what it is about, and a section's own words count to learn from; a phrasing counts one."""
AWAY = -1
"""Whose phrasings those of something else are."""
OF_MODEL, OF_NAME, OF_NEAR = 2.5, 1.0, 8.0
"""What counts for a card: the classifier's score (in standard deviations), its name, a near phrasing."""


class Hit(NamedTuple):
    """A section that may answer: of all sections of its card the one that fits best. The score is the card's."""

    card: str
    section: str
    score: float
    others: tuple[str, ...] = ()
    """The sections of the card that fit next best."""


class Search(NamedTuple):
    """What a search found: the best cards, best first, and how well they fit."""

    hits: tuple[Hit, ...] = ()
    lead: float = 0.0
    """How much better the best card fits than anything else in the world does; under 0 something else fits better."""
    apart: float = 0.0
    """How much better the best card fits than cards usually do; words that every card has tell little."""
    near: float = 0.0
    """How near the nearest phrasing of the best card is, from 0 to 1."""
    closer: float = 0.0
    """How much nearer that is than the nearest phrasing of something else."""
    length: float = 0.0
    """How many words of usual length tell something; a compound counts for several."""


class Told(NamedTuple):
    """What the words of a question tell: of each card by classifier, name and phrasing, and of each section."""

    model: list[float]
    """In standard deviations from the mean of all cards: short questions and long ones count alike."""
    called: list[float]
    near: list[float]
    sections: list[float]
    fit: list[float]
    """How well each card fits before it is standardized; `nothing` likewise, anything else."""
    nothing: float
    strange: float
    """How near the nearest phrasing of something else is."""
    length: float
    """As in `Search`."""


class Shelf:
    """The sections of all cards in one language, ready to be searched. Immutable once built."""

    def __init__(self, pages: Pages, tongue: Tongue) -> None:
        talk, lang = pages.cover.talk, tongue.lang
        self._stops = frozenset(plain_words(word) for word in talk.stop_words.get(lang, ()))
        self.places = [(name, section) for name, card in pages.cards.items() for section in card.sections]
        self.cards = list(pages.cards)
        self._card = [self.cards.index(card) for card, _ in self.places]
        self._own = [[number for number, owner in enumerate(self._card) if owner == card]
                     for card in range(len(self.cards))]  # fmt: skip
        asks = [
            Text(number, words)
            for number, (card, section) in enumerate(self.places)
            for words in self._read(pages.phrasings.of(card, section, lang))
        ]
        says = [
            Text(number, words, SAYS)
            for number, (card, section) in enumerate(self.places)
            for words in self._read([_says(pages, tongue, card, section)])
        ]
        elsewhere = [Text(len(self.cards), words) for words in self._read(pages.phrasings.beside(ELSEWHERE, lang))]
        titles = list(self._titles(pages, tongue))
        self._pieces = Pieces([*asks, *says, *titles, *elsewhere])
        sections = masses(self._pieces, [*asks, *says], len(self.places))
        cards = masses(self._pieces, [*titles, *elsewhere], len(self.cards) + 1)
        self._sections = Bayes(sections)
        self._bayes = Bayes(
            [together([mass, *(sections[at] for at in own)]) for mass, own in zip(cards, [*self._own, []], strict=True)]
        )
        self._near = Near([*asks, *(Text(AWAY, words) for _, words, _ in elsewhere)])
        groups = [
            {word for part in group for word in plain_words(part).split()} for group in talk.same_words.get(lang, ())
        ]
        self._called = Names([self._also(_name(tongue, card), groups) for card in pages.cards.values()])
        self.alarm = Alarm(pages.phrasings, lang)
        parts = Counter(part for text in (*asks, *says, *elsewhere) for word in text.words for part in trigrams(word))
        parts.update(part for word in self._stops for part in trigrams(word))
        whole = math.log(1 + parts.total())
        self._usual = {part: math.log(times) - whole for part, times in parts.items()}
        self._unseen = min(STRANGE, -whole)
        self._pieces.settle()

    def search(self, text: str) -> Search:
        """The sections that a question is about."""
        told = self.told(text)
        if told is None:
            return Search()
        scored = [
            OF_MODEL * model + OF_NAME * called + OF_NEAR * near**2
            for model, called, near in zip(told.model, told.called, told.near, strict=True)
        ]
        best = sorted(range(len(scored)), key=lambda card: (-scored[card], card))[:NEAREST]
        hits, first = tuple(self._hit(card, scored[card], told) for card in best), best[0]
        lead, apart = told.fit[first] - told.nothing, told.fit[first] - sum(told.fit) / len(told.fit)
        closer = told.near[first] - told.strange
        return Search(hits, lead, apart, told.near[first], closer, told.length)

    def _hit(self, card: int, score: float, told: Told) -> Hit:
        """A card with its sections, the best first."""
        order = sorted(self._own[card], key=lambda at: (-told.sections[at], at))
        section, *others = (self.places[at][1] for at in order[: 1 + OTHERS])
        return Hit(self.cards[card], section, score, tuple(others))

    def told(self, text: str) -> Told | None:
        """What the words of a question tell of each card and section; None when no word is known."""
        words = self._asked(text)
        weighed, called = self._pieces.weighed(words), self._called.called(words)
        if not weighed and not called:
            return None
        *fit, nothing = self._bayes.scores(weighed)
        near = self._near.nearest(words)
        sections = [score + OF_NEAR * near.get(at, 0.0) ** 2 for at, score in enumerate(self._sections.scores(weighed))]
        return Told(
            _standard(fit), [called.get(card, 0.0) / len(words) for card in range(len(fit))],
            [max([near.get(at, 0.0) for at in own]) for own in self._own], sections, fit, nothing, near.get(AWAY, 0.0),
            sum(max(1.0, len(word) / USUAL) for word in words),
        )  # fmt: skip

    def known_words(self, text: str) -> tuple[str, ...]:
        """The words by which cards are called that stand in a text, as the book spells them: a closed list."""
        return self._called.among(self._asked(text))

    def usual(self, text: str) -> float:
        """How usual the letters of a text are in this language: the mean logarithm of how often three stand together.

        About -7 for a text of this language, under -9 for another one.
        """
        words = plain_words(text[:READ]).split()[:MOST_WORDS]
        letters = sum(len(word) for word in words)
        return sum(self._usual_word(word) * len(word) for word in words) / letters if letters else self._unseen

    def _usual_word(self, word: str) -> float:
        parts = trigrams(word)
        return sum([self._usual.get(part, self._unseen) for part in parts]) / len(parts)

    def _asked(self, text: str) -> list[str]:
        """The words of a question that are looked up."""
        return next(self._read([text[:READ]]), [])[:MOST_WORDS]

    def _read(self, texts: Iterable[str]) -> Iterator[list[str]]:
        """The words of each text that tell something; all of them when none does."""
        for text in texts:
            words = plain_words(text).split()
            telling = [word for word in words if word not in self._stops]
            if words:
                yield telling or words

    def _titles(self, pages: Pages, tongue: Tongue) -> Iterator[Text]:
        """What a card is called and what it is about."""
        for number, card in enumerate(pages.cards.values()):
            for words, weight in ((_name(tongue, card), NAME), (_words(tongue, ("body", card.about)), ABOUT)):
                telling = [word for word in words if word not in self._stops]
                if telling:
                    yield Text(number, telling, weight)

    def _also(self, name: Sequence[str], groups: Iterable[set[str]]) -> set[str]:
        """The telling words of a name, and the other words that mean the same."""
        words = {word for word in name if word not in self._stops}
        stems = {word[:STEM] for word in words}
        return words.union(*(group for group in groups if any(word[:STEM] in stems for word in group)))


def _standard(scores: Sequence[float]) -> list[float]:
    """Scores in standard deviations from their mean."""
    mean = sum(scores) / len(scores)
    spread = (sum([(score - mean) ** 2 for score in scores]) / len(scores)) ** 0.5
    return [(score - mean) / (spread or 1.0) for score in scores]


def _says(pages: Pages, tongue: Tongue, card: str, section: str) -> str:
    """The approved words of a section. What is not translated is left out."""
    lines = pages.cards[card].sections[section].says
    return " ".join(_words(tongue, *(("body", line.words) for line in lines)))


def _name(tongue: Tongue, card: Card) -> list[str]:
    return _words(tongue, ("title", card.title), ("button", card.label))


def _words(tongue: Tongue, *texts: tuple[str, str]) -> list[str]:
    own = tongue.lang == SOURCE_LANGUAGE
    return [
        word
        for kind, text in texts
        for word in plain_words(text if own else tongue.catalogue.get((kind, text), "")).split()
    ]
