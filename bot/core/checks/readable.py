"""Whether the flows and cards that say `plain: true` can be read by a twelve-year-old, in every language.

The measure is LIX: words a sentence, and how many of a hundred words are long (more than six letters). It counts
letters, not sense, so it keeps officialese out; whether a child understands is for children to tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.core.checks.names import parts
from bot.core.marks import translated_texts
from bot.core.markup import plain
from bot.core.model import Card, Flow
from bot.core.pages import Pages
from bot.core.problems import Problem, Spot
from bot.core.tongue import SOURCE_LANGUAGE

MOST_WORDS = 15
"""Words of one sentence, in any language. The longest of the sentences measured below has 11."""
LONG = 6
"""A word with more letters than this is long. LIX was made so, for Swedish."""
ENOUGH_WORDS = 12
"""A shorter text is not measured alone: in “Ring socialjouren” half of the words are long, and it is plain."""
LEEWAY = 15
"""How much harder than the whole one text may be, so that one long name in a short text is no fault."""
LIMITS = {"fi": 45, "sv": 28, "en": 25}
"""The hardest LIX of a whole flow or card.

LIX cannot be compared across languages: Finnish says with endings and compounds what others say with small words.
Measured on the same 12 sentences, written in each language for a reader of twelve (tests/core/test_readable.py):
fi 37, sv 20, en 16; on the same kind of matter as an authority writes it: fi 76, sv 64, en 56. A limit is the child's
figure and 8 or 9 more, the room for names that a child meets anyway: sosiaalityöntekijä, barnskyddet, notification.
"""
EASIEST = 20
"""The limit of a language that nobody has measured: low, so that somebody does."""

_filled_in = re.compile(r"\{[a-z_]+\}")
_sentence_end = re.compile(r"(?<=[.!?:])\s+|(?<=[.!?:][”’)])\s+")
_word = re.compile(r"[^\W\d_]+(?:[-’':][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Told:
    """One text as its readers see it. `finnish` is what it was translated from; `kind` as translators see it."""

    kind: str
    finnish: str
    text: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class Reading:
    """All texts of one flow or card in one language; `file` is as in `flows/`, without the ending."""

    file: str
    lang: str
    told: tuple[Told, ...]

    @property
    def index(self) -> int:
        """The LIX of its running text. Buttons and titles are left out; being short, they would flatter it."""
        return lix(sentence for one in self.running for sentence in sentences(one.text))

    @property
    def limit(self) -> int:
        """The hardest LIX it may have."""
        return LIMITS.get(self.lang, EASIEST)

    @property
    def running(self) -> tuple[Told, ...]:
        """The texts that are read as a whole, neither buttons nor titles."""
        return tuple(one for one in self.told if one.kind == "body")


def finnish_readings(pages: Pages) -> Iterator[Reading]:
    """Each plain flow and card as it was written. A text that stands in many places is taken once, at the first."""
    for file, part in parts(pages):
        if isinstance(part, Flow | Card) and part.plain:
            told = {
                (mark.kind, text): Told(mark.kind, text, text, pages.positions[file].of(path))
                for path, text, mark in reversed([*translated_texts(part)])
            }
            yield Reading(file.removesuffix(".yaml"), SOURCE_LANGUAGE, tuple(reversed(told.values())))


def unreadable(reading: Reading) -> Iterator[Problem]:
    """Every sentence that is too long, every text that is too hard, and the whole when it is too hard."""
    for one in reading.told:
        for sentence in sentences(one.text):
            if (length := len(words(sentence))) > MOST_WORDS:
                yield Problem(
                    *one.spot,
                    f"expected at most {MOST_WORDS} words in a sentence of a plain text, got {length}: “{sentence}”",
                    "Make two sentences of it.",
                )
    for one in _hard(reading, reading.limit + LEEWAY):
        yield _too_hard(one, "the text", _index(one), reading.limit + LEEWAY)
    if reading.index > reading.limit:
        hardest = max(reading.running, key=_index)
        yield _too_hard(hardest, f"{reading.file} in {reading.lang}", reading.index, reading.limit)


def _hard(reading: Reading, limit: int) -> Iterator[Told]:
    for one in reading.running:
        if len(words(one.text)) >= ENOUGH_WORDS and _index(one) > limit:
            yield one


def _too_hard(one: Told, what: str, got: int, limit: int) -> Problem:
    """The fault, with the hardest sentence and the long words that a writer can begin with."""
    sentence = max(sentences(one.text), key=lambda sentence: lix([sentence]))
    long = ", ".join(dict.fromkeys(word for word in words(sentence) if _is_long(word)))
    return Problem(
        *one.spot,
        f"expected a LIX of at most {limit} for {what}, got {got}; the hardest sentence here: “{sentence}”",
        f"Say it in shorter sentences and everyday words. Long words: {long}." if long else "Shorten the sentences.",
    )


def _index(one: Told) -> int:
    return lix(sentences(one.text))


def lix(found: Iterable[str]) -> int:
    """The LIX of sentences, rounded; 0 of none."""
    counted = [words(sentence) for sentence in found]
    everything = [word for sentence in counted for word in sentence]
    if not everything:
        return 0
    long = sum(_is_long(word) for word in everything)
    return round(len(everything) / len(counted) + 100 * long / len(everything))


def sentences(text: str) -> list[str]:
    """The sentences of a text in light markup. A bullet and a paragraph end one, a full stop missing or not."""
    lines = plain(_filled_in.sub("0", text)).split("\n")
    found = (part for line in lines for part in _sentence_end.split(line.removeprefix("- ")))
    return [sentence for sentence in found if words(sentence)]


def words(text: str) -> list[str]:
    """The words of a text. Figures are none: a telephone number is not hard to read."""
    return _word.findall(text)


def _is_long(word: str) -> bool:
    return sum(letter.isalpha() for letter in word) > LONG
