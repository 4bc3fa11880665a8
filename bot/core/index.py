"""Texts told apart by the pieces of their words, and words found by others like them. What a search is made of.

Finnish bends every word and glues words together, and people mistype. So what is compared are pieces of four and five
letters, the ends of a word marked. A piece is kept as a number made of its letters (CRC-32, cut to 17 bits): a table
of numbers takes a tenth of the memory of a table of texts, and two pieces with one number are too rare to matter.
"""

from __future__ import annotations

import math
import re
import unicodedata
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain
from typing import NamedTuple
from zlib import crc32

SHORT, LONG = 4, 5
"""Letters of a piece, the marks at the ends of a word among them."""
NUMBERS = 1 << 17
"""How many numbers there are for pieces, and for pairs."""
UNSEEN = 0.05
"""How much of a piece each class is thought to have beside what was seen of it (Lidstone's smoothing)."""
STRANGE = -14.0
"""The logarithm of how often three letters stand together that never did; less where much was read."""
ALIKE = 0.45
"""How alike two words must be, from 0 to 1, to count at all."""
SURELY = 0.7
"""How alike a word must be to one of a name to be surely that one."""
ONE_SIDE = 0.35
"""How much it matters that the longer of two words has more than the shorter one; half would be even."""
LONGEST = 40
"""Letters of one word that are looked at."""
STEM = 6
"""Letters by which whole phrasings are compared, and words of a pair."""
BESIDE = 4
"""How many words make a neighbourhood: two words of a pair have at most two others between."""
_not_letters = re.compile(r"[^\w ]+")

Weights = dict[int, float]


def plain_words(text: str) -> str:
    """Small letters and single spaces, without punctuation, so that what is meant alike reads alike."""
    return " ".join(_not_letters.sub(" ", unicodedata.normalize("NFKC", text).casefold()).split())


def trigrams(word: str) -> set[str]:
    """The pieces of three letters of a word, its two ends marked."""
    marked = f"^{word[:LONGEST]}$"
    return {marked[at : at + 3] for at in range(len(marked) - 2)}


def pieces(word: str) -> tuple[int, ...]:
    """The numbers of the pieces of a word; a word too short for one is a piece itself."""
    marked = f"^{word[:LONGEST]}$"
    cut = {marked[at : at + size] for size in (SHORT, LONG) for at in range(len(marked) - size + 1)} or {marked}
    return tuple(sorted({crc32(piece.encode()) & (NUMBERS - 1) for piece in cut}))


def pairs(words: Sequence[str]) -> set[int]:
    """The numbers of words and of two words that stand near each other in this order, each by its beginning."""
    numbers = [crc32(word[:STEM].encode()) for word in words]
    found = {number % NUMBERS for number in numbers}
    for at, first in enumerate(numbers):
        found.update([(31 * first + later) % NUMBERS for later in numbers[at + 1 : at + BESIDE]])
    return found


class Text(NamedTuple):
    """A text to learn from: which class it belongs to, its words, and how much it counts."""

    owner: int
    words: Sequence[str]
    weight: float = 1.0


class Pieces:
    """How much each piece tells: what stands in many texts (an ending) little, what stands in few much."""

    def __init__(self, texts: Sequence[Text]) -> None:
        standing = Counter(word for text in texts for word in set(text.words))
        self._cut = {word: pieces(word) for word in standing}
        found = [0] * NUMBERS
        for word, times in standing.items():
            for piece in self._cut[word]:
                found[piece] += times
        self._telling = _telling(found, len(texts))

    def settle(self) -> None:
        """Let go of the words of the texts: they are needed while learning, and take more memory than all else."""
        self._cut = {}

    def weighed(self, words: Iterable[str]) -> Weights:
        """The known pieces of a question, weighed so that long and short questions count alike."""
        return _weighed(self._telling, {piece for word in words for piece in pieces(word)})

    def masses(self, texts: Iterable[Text], classes: int) -> list[Weights]:
        """How much of each piece each class has. Every text counts alike, however long it is, but for its weight."""
        found: list[dict[str, float]] = [{} for _ in range(classes)]
        telling = self._telling
        power = {word: sum([telling[piece] ** 2 for piece in cut]) for word, cut in self._cut.items()}
        for owner, words, weight in texts:
            each = weight / math.sqrt(sum([power[word] for word in words]))
            own = found[owner]
            for word in words:
                own[word] = own.get(word, 0.0) + each
        return [self._mass(words) for words in found]

    def _mass(self, words: Mapping[str, float]) -> Weights:
        found: Weights = {}
        for word, much in words.items():
            for piece in self._cut[word]:
                found[piece] = found.get(piece, 0.0) + much
        return {piece: much * self._telling[piece] for piece, much in found.items()}


class Pairs:
    """How much each word, and each two words near each other, tell: "who calls" is not "whom to call"."""

    def __init__(self, texts: Sequence[Text]) -> None:
        found = [0] * NUMBERS
        for text in texts:
            for number in pairs(text.words):
                found[number] += 1
        self._telling = _telling(found, len(texts))

    def settle(self) -> None:
        """Nothing of the texts was kept."""

    def weighed(self, words: Sequence[str]) -> Weights:
        """The known words and pairs of a question, weighed so that long and short questions count alike."""
        return _weighed(self._telling, pairs(words))

    def masses(self, texts: Iterable[Text], classes: int) -> list[Weights]:
        """How much of each word and pair each class has, as for pieces."""
        found: list[Weights] = [{} for _ in range(classes)]
        for owner, words, weight in texts:
            own = found[owner]
            for number, much in self.weighed(words).items():
                own[number] = own.get(number, 0.0) + weight * much
        return found


def _telling(found: Sequence[int], texts: int) -> array[float]:
    """How much each number tells, by how often it was found; nothing when no text has it."""
    rarest = math.log(1 + texts) + 1
    return array("f", [rarest - math.log(1 + times) if times else 0.0 for times in found])


def _weighed(telling: Sequence[float], numbers: Iterable[int]) -> Weights:
    found = {number: tells for number in numbers if (tells := telling[number])}
    length = math.sqrt(sum([tells * tells for tells in found.values()]))
    return {number: tells / length for number, tells in found.items()}


def together(parts: Iterable[Weights]) -> Weights:
    """What some masses have in all."""
    found: Weights = {}
    for part in parts:
        for piece, much in part.items():
            found[piece] = found.get(piece, 0.0) + much
    return found


class Bayes:
    """How likely a question belongs to each of some classes (multinomial naive Bayes over weighed pieces)."""

    def __init__(self, classes: Sequence[Weights]) -> None:
        holders = Counter(chain.from_iterable(classes))
        every = UNSEEN * max(1, len(holders))
        self._base = [math.log(UNSEEN) - math.log(sum(mass.values()) + every) for mass in classes]
        self._ends = array("I", accumulate([0, *(holders[piece] for piece in range(NUMBERS))]))
        self._owners, self._logs = array("H", bytes(2 * holders.total())), array("f", bytes(4 * holders.total()))
        owners, logs, free = self._owners, self._logs, self._ends.tolist()
        for owner, mass in enumerate(classes):
            for piece, much in mass.items():
                at = free[piece]
                owners[at], logs[at] = owner, math.log1p(much / UNSEEN)
                free[piece] = at + 1

    def scores(self, weighed: Mapping[int, float]) -> list[float]:
        """The logarithm of each class's likelihood, up to a constant."""
        whole = sum(weighed.values())
        found = [whole * base for base in self._base]
        ends, owners, logs = self._ends, self._owners, self._logs
        for piece, weight in weighed.items():
            begin, end = ends[piece], ends[piece + 1]
            for owner, log in zip(owners[begin:end], logs[begin:end], strict=True):
                found[owner] += weight * log
        return found

    def scores_of(self, some: range, weighed: Mapping[int, float]) -> list[float]:
        """The same of some classes beside each other: of many thousand numbers only few are looked at."""
        whole = sum(weighed.values())
        found = [whole * self._base[owner] for owner in some]
        ends, owners, logs, first, last = self._ends, self._owners, self._logs, some.start, some.stop
        for piece, weight in weighed.items():
            end = ends[piece + 1]
            at = bisect_left(owners, first, ends[piece], end)
            while at < end and owners[at] < last:
                found[owners[at] - first] += weight * logs[at]
                at += 1
        return found


class Letters:
    """How usual letters are beside each other in some language."""

    def __init__(self, words: Iterable[str]) -> None:
        parts = Counter(part for word in words for part in trigrams(word))
        whole = math.log(1 + parts.total())
        self._usual = {part: math.log(times) - whole for part, times in parts.items()}
        self._unseen = min(STRANGE, -whole)

    def usual(self, words: Sequence[str]) -> float:
        """The mean logarithm of how often three letters stand together, over all letters.

        About -7 for a text of this language, under -9 for another one.
        """
        letters = sum(len(word) for word in words)
        return sum(self._usual_word(word) * len(word) for word in words) / letters if letters else self._unseen

    def _usual_word(self, word: str) -> float:
        parts = trigrams(word)
        return sum([self._usual.get(part, self._unseen) for part in parts]) / len(parts)


class Near:
    """Phrasings, and which of them is nearest to a question by the beginnings of its words."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self._owners = array("h", [text.owner for text in texts])
        stems = [{word[:STEM] for word in text.words} for text in texts]
        holders: dict[str, list[int]] = defaultdict(list)
        for number, found in enumerate(stems):
            for stem in found:
                holders[stem].append(number)
        self._rarest = math.log(1 + len(texts))
        self._telling = {stem: math.log(1 + len(texts) / len(found)) for stem, found in holders.items()}
        self._holders = {stem: array("H", found) for stem, found in holders.items()}
        self._lengths = array("f", (math.sqrt(sum([self._telling[stem] ** 2 for stem in found])) for found in stems))

    def nearest(self, words: Iterable[str]) -> Weights:
        """For each owner how near its nearest phrasing is, from 0 to 1."""
        asked = {word[:STEM] for word in words}
        shared: Weights = {}
        length = 0.0
        for stem in sorted(asked):
            much = self._telling.get(stem, self._rarest) ** 2
            length += much
            for number in self._holders.get(stem, ()):
                shared[number] = shared.get(number, 0.0) + much
        length, lengths, owners = math.sqrt(length), self._lengths, self._owners
        found: Weights = {}
        for number, much in shared.items():
            near = much / (length * lengths[number])
            if near > found.get(owners[number], 0.0):
                found[owners[number]] = near
        return found


class Names:
    """The words by which things are called, found by words like them, bent, glued or mistyped."""

    def __init__(self, names: Sequence[Iterable[str]]) -> None:
        self._words = sorted({word for name in names for word in name})
        self._owners = {word: [owner for owner, name in enumerate(names) if word in set(name)] for word in self._words}
        self._holders: dict[str, list[str]] = defaultdict(list)
        for word in self._words:
            for part in trigrams(word):
                self._holders[part].append(word)
        self._rarest = math.log(1 + len(self._words))
        self._telling = {part: math.log(1 + len(self._words) / len(held)) for part, held in self._holders.items()}
        self._weights = {word: self._weight(trigrams(word)) for word in self._words}
        self._size = len(names)

    def called(self, words: Iterable[str]) -> Weights:
        """How surely each thing is called by its name; a name that many things share tells little."""
        found: Weights = {}
        for word in words:
            best: Weights = {}
            for name, alike in self._alike(word).items():
                tells = alike**4 * math.log(1 + self._size / len(self._owners[name]))
                for owner in self._owners[name] if alike >= ALIKE else ():
                    best[owner] = max(tells, best.get(owner, 0.0))
            for owner, tells in best.items():
                found[owner] = found.get(owner, 0.0) + tells
        return found

    def among(self, words: Iterable[str]) -> tuple[str, ...]:
        """The words of names that some words surely mean, each once, in their own spelling."""
        found = set()
        for word in words:
            alike = self._alike(word)
            best = max(alike, key=lambda name: (alike[name], name), default="")
            if alike.get(best, 0.0) >= SURELY:
                found.add(best)
        return tuple(sorted(found))

    def _weight(self, parts: Iterable[str]) -> float:
        return sum([self._telling.get(part, self._rarest) for part in parts])

    def _alike(self, word: str) -> dict[str, float]:
        """How alike words of names are by the weight of what they share; a part is fairly like its compound."""
        parts, shared = trigrams(word), dict[str, float]()
        for part in parts:
            for name in self._holders.get(part, ()):
                shared[name] = shared.get(name, 0.0) + self._telling[part]
        weight, found = self._weight(parts), dict[str, float]()
        for name, much in shared.items():
            less, more = sorted((weight, self._weights[name]))
            found[name] = much / ((1 - ONE_SIDE) * less + ONE_SIDE * more)
        return found
