"""Every card section in one language, and the search for those that a question is about.

A section is a text with fields: its card's names, what the card is about, the section's name, its approved words, and
the everyday phrasings that authors gave it. First the card is found: by its words (BM25F), by its share of all places
where the words of the question stand (as a naive Bayes classifier would), by its name, and by a phrasing that is nearly
the question. Then the section in it: by its own share, by a near phrasing, and by the kind of section that such words
mean in other cards too. Beside them stand phrasings of what no card is about; they tell how far away a question is.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.core.index import Lexicon, Postings, plain_words
from bot.core.model import Card
from bot.core.pages import Pages
from bot.core.tongue import SOURCE_LANGUAGE, Tongue

READ = 300
"""Characters of a question that are read."""
MOST_WORDS = 40
"""Different words of a question that are looked up."""
NEAREST = 3
"""Cards that are found at most."""
NAME, ABOUT, HEADING, SAYS, ASKS = (5.0, 6), (2.5, 15), (0.8, 2), (1.0, 80), (1.6, 80)
"""What a word counts in each field, and how many words are usual there."""
SATURATION, FLATTENING = 16.0, 0.6
"""How soon more of the same word stops counting, and how far long fields are scaled down (k1 and b of BM25)."""
OF_WORDS, OF_SHARE, OF_NAME, OF_PHRASING = 3.5, 6.0, 3.0, 12.0
"""What counts for a card: its words (BM25F), its share of all places where they stand, its name, a near phrasing."""
SHARP = 10
"""How much more than a fairly near phrasing the very same one counts."""
OF_OWN, OF_KIND = 0.5, 1.0
"""What counts for a section within its card: its own share of the places, and the kind of section."""
SAME, SURELY = 0.4, 0.7
"""What a word of the same meaning counts, and how alike a word must be to one of a group to mean the same."""
USUAL = 1.7
"""Under this rarity a word is usual in the cards, such as child or notify."""
HERE = 0.25
"""How much less a word tells of something else when it stands in the cards too."""
ENOUGH = 0.7
"""How strongly a word must stand in a card to be covered by it."""
AWAY = -1

Weights = dict[int, float]


class Hit(NamedTuple):
    """A section that may answer: of all sections of its card the one that fits best. The score is the card's."""

    card: str
    section: str
    score: float


class Search(NamedTuple):
    """What a search found: the best cards, best first, and how well they fit."""

    hits: tuple[Hit, ...] = ()
    fit: float = 0.0
    """The score of the best card for each weight of the question; about 15 is usual for a right one."""
    cover: float = 0.0
    """How much of the question stands in the best card, from 0 to 1 by weight."""
    near: float = 0.0
    """How near the nearest phrasing of the best card is, from 0 to 1."""
    away: float = 0.0
    """How much of the question stands in phrasings of something else, from 0 to 1 by weight."""
    usual: int = 0
    """How many of its words are usual in the cards."""


class Shelf:
    """The sections of all cards in one language, ready to be searched. Immutable once built."""

    def __init__(self, pages: Pages, tongue: Tongue) -> None:
        talk, lang = pages.cover.talk, tongue.lang
        self._stops = frozenset(plain_words(word) for word in talk.stop_words.get(lang, ()))
        self.places = [(name, section) for name, card in pages.cards.items() for section in card.sections]
        names, kinds = list(pages.cards), sorted({section for _, section in self.places})
        self._card = [names.index(card) for card, _ in self.places]
        self._kind = [kinds.index(section) for _, section in self.places]
        asks = [
            [
                words
                for ask in pages.cards[card].sections[name].asks.get(lang, ())
                if (words := plain_words(ask).split())
            ]
            for card, name in self.places
        ]
        texts = [
            _weighed(_fields(pages, tongue, pages.cards[card], name, found))
            for (card, name), found in zip(self.places, asks, strict=True)
        ]
        phrasings = [(number, words) for number, found in enumerate(asks) for words in found]
        phrasings += [(AWAY, plain_words(ask).split()) for ask in talk.elsewhere.get(lang, ())]
        groups = [plain_words(" ".join(group)).split() for group in talk.same_words.get(lang, ())]
        self._lexicon = Lexicon(
            word for part in (*texts, *(words for _, words in phrasings), *groups, self._stops) for word in part
        )
        self._sections = self._postings(texts)
        self._names = self._postings([dict.fromkeys(_name(tongue, card), 1.0) for card in pages.cards.values()])
        self._phrasings = self._postings([dict.fromkeys(words, 1.0) for _, words in phrasings])
        self._owner = [owner for owner, _ in phrasings]
        self._kinds = self._postings(
            [Counter(word for at, words in phrasings if at != AWAY and self._kind[at] == kind for word in set(words))
             for kind in range(len(kinds))]
        )  # fmt: skip
        self._lengths = [len(set(words) - self._stops) for _, words in phrasings]
        self._groups = [self._meaning(group) for group in groups]
        self._groups_of: dict[int, list[int]] = {}
        for number, group in enumerate(self._groups):
            for word, alike in group.items():
                if alike >= SURELY:
                    self._groups_of.setdefault(word, []).append(number)

    def search(self, text: str) -> Search:
        """The sections that a question is about."""
        tally = _Tally()
        words = dict.fromkeys(word for word in plain_words(text[:READ]).split() if word not in self._stops)
        for word in list(words)[:MOST_WORDS]:
            self._count(tally, word)
        return self._judged(tally) if tally.sections else Search()

    def usual(self, text: str) -> float:
        """How much a text looks as if it were in this language, from 0 to 1."""
        words = plain_words(text[:READ]).split()[:MOST_WORDS]
        sizes = sum(len(word) for word in words)
        return sum(self._usual(word) * len(word) for word in words) / sizes if sizes else 0.0

    def _usual(self, word: str) -> float:
        return 1.0 if word in self._stops else 0.9 * self._lexicon.usual(word)

    def _count(self, tally: _Tally, word: str) -> None:
        """Add what one word of the question tells."""
        like = self._like(word)
        spread = self._sections.spread(like)
        rarity = self._count_texts(tally, spread)
        for card, alike in self._names.nearest(like).items():
            tally.names[card] = tally.names.get(card, 0.0) + rarity * alike**4
        nearest = self._phrasings.nearest(like)
        away = max([alike for number, alike in nearest.items() if self._owner[number] == AWAY], default=0.0)
        here = min(1.0, max(spread.values(), default=0.0) / ENOUGH)
        tally.away += rarity * max(0.0, away * away - HERE * here)
        rarity = _rarity(self._phrasings.size, sum(nearest.values()))
        tally.said += rarity
        phrasings = tally.phrasings
        for number, alike in nearest.items():
            phrasings[number] = phrasings.get(number, 0.0) + rarity * alike * alike
            tally.matched[number] = tally.matched.get(number, 0.0) + alike
        of_kind = self._kinds.spread(like)
        usual = sum(of_kind.values()) / max(1, self._kinds.size)
        for kind, found in of_kind.items():
            tally.kinds[kind] = tally.kinds.get(kind, 0.0) + math.log((found + 1) / (usual + 1))

    def _count_texts(self, tally: _Tally, spread: Weights) -> float:
        """Add the sections and cards where one word stands; gives back how rare the word is."""
        rarity = _rarity(self._sections.size, sum([found if found < 1 else 1.0 for found in spread.values()]))
        tally.whole += rarity
        tally.usual += rarity < USUAL
        strengths: Weights = {}
        share, sections = sum(spread.values()) / self._sections.size, tally.sections
        for number, found in spread.items():
            sections[number] = sections.get(number, 0.0) + math.log(1 + found / share)
            card = self._card[number]
            strengths[card] = strengths.get(card, 0.0) + found / 3
        share = sum(strengths.values()) / self._names.size
        words, shares, cover = tally.words, tally.shares, tally.cover
        for card, found in strengths.items():
            words[card] = words.get(card, 0.0) + rarity * found * (1 + SATURATION) / (found + SATURATION)
            shares[card] = shares.get(card, 0.0) + math.log(1 + found / share)
            cover[card] = cover.get(card, 0.0) + rarity * min(1.0, found / ENOUGH)
        return rarity

    def _like(self, word: str) -> Weights:
        """The words of the texts that a word stands for: those like it, and those that mean the same."""
        found = self._lexicon.like(word)
        means: Weights = {}
        for number, alike in found.items():
            for group in self._groups_of.get(number, ()) if alike >= SURELY else ():
                means[group] = max(alike, means.get(group, 0.0))
        for group, surely in means.items():
            for number, alike in self._groups[group].items():
                found[number] = max(SAME * surely * alike, found.get(number, 0.0))
        return found

    def _near(self, tally: _Tally) -> Weights:
        """For each section how near its nearest phrasing is, from 0 to 1."""
        found: Weights = {}
        for number, common in tally.phrasings.items():
            of_asked, of_phrasing = common / tally.said, min(1.0, tally.matched[number] / self._lengths[number])
            near = 2 * of_asked * of_phrasing / (of_asked + of_phrasing)
            if near > found.get(self._owner[number], 0.0):
                found[self._owner[number]] = near
        found.pop(AWAY, None)
        return found

    def _judged(self, tally: _Tally) -> Search:
        near, whole = self._near(tally), tally.whole
        nearest: Weights = {}
        for number, alike in near.items():
            nearest[self._card[number]] = max(alike, nearest.get(self._card[number], 0.0))
        scored = {
            card: OF_WORDS * words
            + OF_SHARE * tally.shares[card]
            + OF_NAME * tally.names.get(card, 0.0)
            + OF_PHRASING * whole * nearest.get(card, 0.0) ** SHARP
            for card, words in tally.words.items()
        }
        best = sorted(scored, key=lambda card: (-scored[card], card))[:NEAREST]
        sections = {
            number: OF_OWN * own
            + OF_KIND * tally.kinds.get(self._kind[number], 0.0)
            + OF_PHRASING * whole * near.get(number, 0.0) ** SHARP
            for number, own in tally.sections.items()
            if self._card[number] in best
        }
        order = sorted(sections, key=lambda number: (-sections[number], number))
        firsts = [next(number for number in order if self._card[number] == card) for card in best]
        return Search(
            tuple(Hit(*self.places[number], scored[self._card[number]]) for number in firsts),
            scored[best[0]] / whole,
            tally.cover[best[0]] / whole,
            nearest.get(best[0], 0.0),
            tally.away / whole,
            tally.usual,
        )

    def _postings(self, texts: Sequence[Mapping[str, float]]) -> Postings:
        numbers = self._lexicon.numbers
        return Postings([{numbers[word]: weight for word, weight in text.items()} for text in texts], len(numbers))

    def _meaning(self, group: Iterable[str]) -> Weights:
        """The words of the texts that a group of words of one meaning stands for."""
        found: Weights = {}
        for word in group:
            for number, alike in self._lexicon.like(word).items():
                if alike >= SURELY:
                    found[number] = max(alike, found.get(number, 0.0))
        return found


class _Tally:
    """What the words of one question have added up to so far; thrown away with the question.

    By section: `sections`. By card: `words`, `shares`, `names`, `cover`. By phrasing: `phrasings`, `matched`.
    By kind of section: `kinds`.
    """

    __slots__ = (
        "away", "cover", "kinds", "matched", "names", "phrasings", "said", "sections", "shares", "usual", "whole",
        "words",
    )  # fmt: skip

    def __init__(self) -> None:
        self.usual = 0
        self.whole = self.said = self.away = 0.0
        self.sections: Weights = {}
        self.words: Weights = {}
        self.shares: Weights = {}
        self.names: Weights = {}
        self.cover: Weights = {}
        self.phrasings: Weights = {}
        self.matched: Weights = {}
        self.kinds: Weights = {}


def _fields(
    pages: Pages, tongue: Tongue, card: Card, name: str, asks: list[list[str]]
) -> Iterator[tuple[tuple[float, int], list[str]]]:
    """The words of each field of a section. What is not translated is left out."""
    heading = pages.cover.sections.get(name, name)
    yield NAME, _name(tongue, card)
    yield ABOUT, _words(tongue, ("body", card.about))
    yield HEADING, _words(tongue, ("button", heading))
    yield SAYS, _words(tongue, *(("body", line.words) for line in card.sections[name].says))
    yield ASKS, [word for ask in asks for word in ask]


def _name(tongue: Tongue, card: Card) -> list[str]:
    return _words(tongue, ("title", card.title), ("button", card.label))


def _words(tongue: Tongue, *texts: tuple[str, str]) -> list[str]:
    own = tongue.lang == SOURCE_LANGUAGE
    return [
        word
        for kind, text in texts
        for word in plain_words(text if own else tongue.catalogue.get((kind, text), "")).split()
    ]


def _weighed(fields: Iterable[tuple[tuple[float, int], list[str]]]) -> dict[str, float]:
    """How strongly each word stands in a text: words of weighty and of short fields more."""
    found: dict[str, float] = {}
    for (weight, usual), words in fields:
        each = weight / (1 - FLATTENING + FLATTENING * len(words) / usual)
        for word in words:
            found[word] = found.get(word, 0.0) + each
    return found


def _rarity(texts: int, standing: float) -> float:
    """How much a word tells that stands in some of the texts (BM25's inverse document frequency)."""
    return math.log(1 + (texts - standing + 0.5) / (standing + 0.5)) if standing < texts else 0.05
