"""Every card section in one language, and the search for those that a question is about.

First the card is found: by two classifiers that learned from the everyday phrasings and the cards' own words, one from
pieces of words and one from words near each other; by its name, and by a phrasing that is nearly the question. Then the
section in it, likewise. What no card is about is a class of its own, learned from phrasings too; it tells how far away
a question is.

Decided 2026-11-22: classifiers, not a ranking by rare words (BM25). On questions that do not name their card they find
the right one for 8 in 10 instead of 5, and they grow with every phrasing that is added. Pieces alone know mistyped and
bent words but not "who calls" from "whom to call"; pairs added a point or two on questions never seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise, starmap
from typing import NamedTuple

from bot.core.emergency import Alarm
from bot.core.index import STEM, Bayes, Letters, Names, Near, Pairs, Pieces, Text, Weights, plain_words, together
from bot.core.pages import Pages
from bot.core.phrasings import ELSEWHERE
from bot.core.tongue import SOURCE_LANGUAGE, Tongue

READ = 300
"""Characters of a question that are read."""
MOST_WORDS = 40
"""Words of a question that are looked up."""
NEAREST = 3
"""Cards that are found at most."""
USUAL = 6
"""Letters of a usual word."""
OTHERS = 2
"""Sections of the best card that are offered beside the one that is shown."""
NAME, ABOUT, SAYS = 15.0, 5.0, 2.0
"""What a card's name, what it is about, and a section's own words count to learn from; a phrasing counts one."""
OF_PIECES, OF_PAIRS, OF_NAME, OF_NEAR = 2.5, 1.1, 1.3, 3.3
"""What counts for a card: the classifiers' scores (in standard deviations), its name, a near phrasing."""


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
    lead_of_pairs: float = 0.0
    """The same by words near each other."""
    usual: float = 0.0
    """How much better cards usually fit than anything else: a question in the words of this field."""
    near: float = 0.0
    """How near the nearest phrasing of the best card is, from 0 to 1."""
    called: float = 0.0
    """How surely the best card is called by its name."""
    length: float = 0.0
    """How many words of usual length tell something; a compound counts for several."""


class Asked(NamedTuple):
    """What a question has that was learned from: its telling words, their pieces, pairs, names, near phrasings."""

    words: Sequence[str]
    pieces: Weights
    pairs: Weights
    called: Weights
    near: Weights


class Told(NamedTuple):
    """What a question tells of each card."""

    pieces: list[float]
    """What the pieces of the words tell, in standard deviations from the mean of all cards: short questions and long
    ones count alike."""
    pairs: list[float]
    """What words near each other tell, likewise."""
    called: list[float]
    near: list[float]
    leads: list[float]
    """How much better each card fits than anything else, by pieces; then by pairs."""
    leads_of_pairs: list[float]
    length: float
    """As in `Search`."""


class Judge:
    """What learned from one kind of features of all texts which section, and which card, a question belongs to."""

    def __init__(
        self, kind: type[Pieces | Pairs], sections: Sequence[Text], cards: Sequence[Text], own: Sequence[range]
    ) -> None:
        self._features = kind([*sections, *cards])
        of_sections = self._features.masses(sections, sum(map(len, own)))
        of_cards = self._features.masses(cards, len(own) + 1)
        self._features.settle()
        whole = [
            together([mass, *(of_sections[at] for at in parts)])
            for mass, parts in zip(of_cards, [*own, []], strict=True)
        ]
        self._sections, self._cards = Bayes(of_sections), Bayes(whole)

    def weighed(self, words: Sequence[str]) -> Weights:
        """What of these words was learned."""
        return self._features.weighed(words)

    def cards(self, weighed: Weights) -> list[float]:
        """How well each card fits, and last how well anything else does."""
        return self._cards.scores(weighed)

    def sections(self, some: range, weighed: Weights) -> list[float]:
        """How well some sections fit."""
        return self._sections.scores_of(some, weighed)


class Shelf:
    """The sections of all cards in one language, ready to be searched. Immutable once built."""

    def __init__(self, pages: Pages, tongue: Tongue) -> None:
        talk, lang = pages.cover.talk, tongue.lang
        self._stops = frozenset(plain_words(word) for word in talk.stop_words.get(lang, ()))
        self.places = [(name, section) for name, card in pages.cards.items() for section in card.sections]
        self.cards = list(pages.cards)
        ends = list(accumulate((len(card.sections) for card in pages.cards.values()), initial=0))
        self._own = list(starmap(range, pairwise(ends)))
        asks = [
            Text(number, plain_words(said).split())
            for number, (card, section) in enumerate(self.places)
            for said in pages.phrasings.of(card, section, lang)
        ]
        says = [Text(number, _says(pages, tongue, card, section), SAYS)
                for number, (card, section) in enumerate(self.places)]  # fmt: skip
        away = [Text(len(self.cards), plain_words(said).split()) for said in pages.phrasings.beside(ELSEWHERE, lang)]
        names = [_words(tongue, ("title", card.title), ("button", card.label)) for card in pages.cards.values()]
        about = [_words(tongue, ("body", card.about)) for card in pages.cards.values()]
        titles = [Text(number, words, NAME) for number, words in enumerate(names)]
        titles += [Text(number, words, ABOUT) for number, words in enumerate(about)]
        sections, cards = [[text for text in found if text.words] for found in ((*asks, *says), (*titles, *away))]
        self._pairs = Judge(Pairs, sections, cards, self._own)
        sections, cards, asks = ([self._telling(text) for text in found] for found in (sections, cards, asks))
        self._pieces = Judge(Pieces, sections, cards, self._own)
        self._near = Near(asks)
        self._letters = Letters([*self._stops, *(word for text in (*sections, *cards) for word in text.words)])
        groups = [
            {word for part in group for word in plain_words(part).split()} for group in talk.same_words.get(lang, ())
        ]
        self._called = Names([self._also(name, groups) for name in names])
        sayings = (ask for answer in talk.answers.values() for ask in answer.asks.get(lang, ()))
        self.alarm = Alarm(pages.phrasings, lang, sayings)

    def search(self, text: str) -> Search:
        """The sections that a question is about."""
        asked = self._asked(text)
        if asked is None:
            return Search()
        told = self._told(asked)
        scored = [
            OF_PIECES * pieces + OF_PAIRS * pairs + OF_NAME * called + OF_NEAR * near**2
            for pieces, pairs, called, near in zip(told.pieces, told.pairs, told.called, told.near, strict=True)
        ]
        best = sorted(range(len(scored)), key=lambda card: (-scored[card], card))[:NEAREST]
        hits, first = tuple(self._hit(card, scored[card], asked) for card in best), best[0]
        usual = sum(told.leads) / len(told.leads)
        return Search(
            hits, told.leads[first], told.leads_of_pairs[first], usual, told.near[first], told.called[first],
            told.length,
        )  # fmt: skip

    def _hit(self, card: int, score: float, asked: Asked) -> Hit:
        """A card with its sections, the best first."""
        own = self._own[card]
        by_pieces, by_pairs = self._pieces.sections(own, asked.pieces), self._pairs.sections(own, asked.pairs)
        fits = {
            at: pieces + OF_PAIRS * pairs + OF_NEAR * asked.near.get(at, 0.0) ** 2
            for at, pieces, pairs in zip(own, by_pieces, by_pairs, strict=True)
        }
        section, *others = (self.places[at][1] for at in sorted(own, key=lambda at: (-fits[at], at))[: 1 + OTHERS])
        return Hit(self.cards[card], section, score, tuple(others))

    def told(self, text: str) -> Told | None:
        """What the words of a question tell of each card; None when no word is known."""
        asked = self._asked(text)
        return None if asked is None else self._told(asked)

    def _told(self, asked: Asked) -> Told:
        *pieces, other_pieces = self._pieces.cards(asked.pieces)
        *pairs, other_pairs = self._pairs.cards(asked.pairs)
        return Told(
            _standard(pieces), _standard(pairs),
            [asked.called.get(card, 0.0) / len(asked.words) for card in range(len(self.cards))],
            [max([asked.near.get(at, 0.0) for at in own]) for own in self._own],
            [fit - other_pieces for fit in pieces], [fit - other_pairs for fit in pairs],
            sum(max(1.0, len(word) / USUAL) for word in asked.words),
        )  # fmt: skip

    def _asked(self, text: str) -> Asked | None:
        """What a question has that was learned from."""
        whole = _read(text)
        words = self._tell(whole)
        pieces, called = self._pieces.weighed(words), self._called.called(words)
        if not pieces and not called:
            return None
        return Asked(words, pieces, self._pairs.weighed(whole), called, self._near.nearest(words))

    def known_words(self, text: str) -> tuple[str, ...]:
        """The words by which cards are called that stand in a text, as the book spells them: a closed list."""
        return self._called.among(self._tell(_read(text)))

    def usual(self, text: str) -> float:
        """How usual the letters of a text are in this language: about -7 when it is in it, under -9 in another one."""
        return self._letters.usual(_read(text))

    def _tell(self, words: Sequence[str]) -> Sequence[str]:
        """The words that tell something; all of them when none does."""
        return [word for word in words if word not in self._stops] or words

    def _telling(self, text: Text) -> Text:
        return text._replace(words=self._tell(text.words))

    def _also(self, name: Sequence[str], groups: Iterable[set[str]]) -> set[str]:
        """The telling words of a name, and the other words that mean the same."""
        words = {word for word in name if word not in self._stops}
        stems = {word[:STEM] for word in words}
        return words.union(*(group for group in groups if any(word[:STEM] in stems for word in group)))


def _read(text: str) -> list[str]:
    """The words of a question that are looked up."""
    return plain_words(text[:READ]).split()[:MOST_WORDS]


def _standard(scores: Sequence[float]) -> list[float]:
    """Scores in standard deviations from their mean."""
    mean = sum(scores) / len(scores)
    spread = (sum([(score - mean) ** 2 for score in scores]) / len(scores)) ** 0.5
    return [(score - mean) / (spread or 1.0) for score in scores]


def _says(pages: Pages, tongue: Tongue, card: str, section: str) -> list[str]:
    """The approved words of a section. What is not translated is left out."""
    return _words(tongue, *(("body", line.words) for line in pages.cards[card].sections[section].says))


def _words(tongue: Tongue, *texts: tuple[str, str]) -> list[str]:
    own = tongue.lang == SOURCE_LANGUAGE
    return [
        word
        for kind, text in texts
        for word in plain_words(text if own else tongue.catalogue.get((kind, text), "")).split()
    ]
