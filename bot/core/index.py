"""Words that are found by others like them, and the texts in which they stand. The parts of which a search is made.

Finnish bends every word and glues words together, and people mistype. So a word of a question counts for every word of
the texts that shares enough pieces of three letters with it, by how much they share. A piece that stands in
many words (an ending) says little, a rare one much. There are few enough words that an index of their pieces is small.
"""

from __future__ import annotations

import math
import re
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain

ALIKE = 0.45
"""How alike two words must be, from 0 to 1, to count at all."""
MOST_ALIKE = 48
"""How many words of the texts one word of a question may stand for, the most alike first."""
COMMON, FEW = 0.06, 40
"""A piece that stands in more than this share of all words, and in more than a few, is not looked up."""
ONE_SIDE = 0.35
"""How much it matters that the longer of two words has more than the shorter one; half would be even."""
LONGEST = 40
"""Letters of one word that are looked at."""
_not_letters = re.compile(r"[^\w ]+")


def plain_words(text: str) -> str:
    """Small letters and single spaces, without punctuation, so that what is meant alike reads alike."""
    return " ".join(_not_letters.sub(" ", unicodedata.normalize("NFKC", text).casefold()).split())


def pieces(word: str) -> set[str]:
    """The pieces of three letters of a word, its two ends marked."""
    marked = f"^{word[:LONGEST]}$"
    return {marked[at : at + 3] for at in range(len(marked) - 2)}


class Lexicon:
    """All words of some texts, by number, found by words that are alike."""

    def __init__(self, words: Iterable[str]) -> None:
        self.numbers = {word: number for number, word in enumerate(sorted(set(words)))}
        cut = [pieces(word) for word in self.numbers]
        holders: dict[str, list[int]] = defaultdict(list)
        for number, parts in enumerate(cut):
            for part in parts:
                holders[part].append(number)
        size = len(cut)
        many = max(FEW, int(size * COMMON))
        self._rarest = math.log(1 + size)
        self._telling = telling = {part: math.log(1 + size / len(found)) for part, found in holders.items()}
        self._holders = {part: array("H", found) for part, found in holders.items() if len(found) <= many}
        self._weights = array("f", (sum([telling[part] for part in parts]) for parts in cut))

    def like(self, word: str) -> dict[int, float]:
        """The numbers of the words like this one, the most alike first, each with how alike it is: 1 for itself."""
        shared: dict[int, float] = {}
        weight = 0.0
        for part in sorted(pieces(word)):
            tells = self._telling.get(part, self._rarest)
            weight += tells
            for number in self._holders.get(part, ()):
                shared[number] = shared.get(number, 0.0) + tells
        least, weights = ALIKE * ONE_SIDE * weight, self._weights
        found = {
            number: alike
            for number, common in shared.items()
            if common > least and (alike := _alike(common, weight, weights[number])) >= ALIKE
        }
        own = self.numbers.get(word)
        if own is not None:
            found[own] = 1.0
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_ALIKE])

    def usual(self, word: str) -> float:
        """How usual the pieces of a word are here, from 0: the words of another language have few of them."""
        parts = pieces(word)
        return sum([1 for part in parts if part in self._telling]) / len(parts)


def _alike(shared: float, one: float, other: float) -> float:
    """How alike two words are by the weight of what they share; a part is fairly like the compound it stands in."""
    less, more = (one, other) if one < other else (other, one)
    return shared / ((1 - ONE_SIDE) * less + ONE_SIDE * more)


class Postings:
    """In which texts each word stands, and how strongly. In three arrays: lists of lists would take far more."""

    def __init__(self, texts: Sequence[Mapping[int, float]], words: int) -> None:
        self.size = len(texts)
        holders: list[list[int]] = [[] for _ in range(words)]
        for number, text in enumerate(texts):
            for word in text:
                holders[word].append(number)
        self._ends = array("I", accumulate((len(found) for found in holders), initial=0))
        self._texts = array("H", chain.from_iterable(holders))
        self._weights = array("f", [texts[number][word] for word, found in enumerate(holders) for number in found])

    def spread(self, like: Mapping[int, float]) -> dict[int, float]:
        """The texts with words like those given, each with how strongly; what is less alike counts much less."""
        found: dict[int, float] = {}
        ends, texts, weights = self._ends, self._texts, self._weights
        for word, alike in like.items():
            strength = alike * alike * alike
            begin, end = ends[word], ends[word + 1]
            for number, weight in zip(texts[begin:end], weights[begin:end], strict=True):
                found[number] = found.get(number, 0.0) + strength * weight
        return found

    def nearest(self, like: Mapping[int, float]) -> dict[int, float]:
        """The texts with words like those given, each with how alike the most alike of its words is."""
        found: dict[int, float] = {}
        for word, alike in like.items():
            for number in self._texts[self._ends[word] : self._ends[word + 1]]:
                if alike > found.get(number, 0.0):
                    found[number] = alike
        return found
