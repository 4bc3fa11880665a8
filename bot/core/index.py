"""Finds the texts that a question is about: BM25F over words that need only be alike.

Finnish bends every word and glues words together, and people mistype. So a word of the question counts for every word
of the texts that shares enough pieces of three and four letters with it, by how much they share. A piece that stands
in many words (an ending) says little, a rare one much. The words are few enough that an index of pieces is small.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from bot.core.typed import plain_words

ALIKE = 0.38
"""How alike two words must be, from 0 to 1, to count at all."""
KEPT = 48
"""Words of the texts that one word of a question may stand for, the most alike first."""
COMMON = 0.06
"""A piece that stands in more than this share of all words tells nothing and is not looked up."""
SATURATION, FLATTENING, USUAL = 1.2, 0.55, 60
"""How soon more of the same word stops counting, how far long fields are scaled down (BM25's k1 and b), and how many
words are usual."""

Field = tuple[float, str]
"""A field of a text with its weight."""


def pieces(word: str) -> set[str]:
    """The pieces of three and four letters of a word, its two ends marked."""
    marked = f"^{word}$"
    return {marked[at : at + size] for size in (3, 4) for at in range(len(marked) - size + 1)}


class Words:
    """Words that can be found by others that are like them."""

    def __init__(self, words: Sequence[str]) -> None:
        self.numbers = {word: number for number, word in enumerate(words)}
        cut = [pieces(word) for word in words]
        holders: dict[str, list[int]] = defaultdict(list)
        for number, parts in enumerate(cut):
            for part in parts:
                holders[part].append(number)
        many = max(40, int(len(words) * COMMON))
        self._rarest = math.log(1 + len(words))
        self._telling = telling = {part: math.log(1 + len(words) / len(found)) for part, found in holders.items()}
        self._holders = {part: array("H", found) for part, found in holders.items() if len(found) <= many}
        self._sizes = array("f", (sum([telling[part] for part in parts]) for parts in cut))

    def like(self, word: str) -> dict[int, float]:
        """The numbers of the words like this one, with how alike they are: 1 for itself."""
        shared: dict[int, float] = {}
        size = 0.0
        for part in sorted(pieces(word)):
            telling = self._telling.get(part, self._rarest)
            size += telling
            for number in self._holders.get(part, ()):
                shared[number] = shared.get(number, 0.0) + telling
        sizes = self._sizes
        found = {
            number: alike for number, weight in shared.items() if (alike := _alike(weight, size, sizes[number])) >= ALIKE
        }
        own = self.numbers.get(word)
        if own is not None:
            found[own] = 1.0
        best = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:KEPT]
        return dict(best)

    def weight(self, word: str) -> float:
        return sum(self._telling.get(part, self._rarest) for part in pieces(word))


def _alike(shared: float, one: float, other: float) -> float:
    """How alike two words are by the weight of the pieces they share; a part is fairly like the compound it is in."""
    small, large = (one, other) if one < other else (other, one)
    return shared / (0.65 * small + 0.35 * large)


class Postings:
    """In which texts each word stands, and how strongly."""

    def __init__(self, texts: Sequence[Mapping[int, float]], words: int) -> None:
        self.size = len(texts)
        holders: list[list[int]] = [[] for _ in range(words)]
        weights: list[list[float]] = [[] for _ in range(words)]
        for number, text in enumerate(texts):
            for word, weight in text.items():
                holders[word].append(number)
                weights[word].append(weight)
        self.at = [(array("H", one), array("f", other)) for one, other in zip(holders, weights, strict=True)]

    def spread(self, like: Mapping[int, float], power: float) -> dict[int, float]:
        """The texts with words like those given, with how strongly."""
        found: dict[int, float] = {}
        for word, alike in like.items():
            strength = alike**power
            for number, weight in zip(*self.at[word], strict=True):
                found[number] = found.get(number, 0.0) + strength * weight
        return found

    def best(self, like: Mapping[int, float]) -> dict[int, float]:
        """The texts with words like those given, with how alike the most alike one is."""
        found: dict[int, float] = {}
        for word, alike in like.items():
            for number in self.at[word][0]:
                if alike > found.get(number, 0.0):
                    found[number] = alike
        return found
