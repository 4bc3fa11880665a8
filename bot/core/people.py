"""Finds the names of people in typed words, inflected and in small letters too. The names are content (`_names.yaml`).

A name of the lists is one wherever it stands, unless its form is an everyday word or a place: then it needs a capital
inside a sentence, another name beside it, or a word that tells (“annan äiti”). An unknown word needs its capital and
such a word. A sentence's first capital says nothing, nor do capitals that every word has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.core.inflections import ENDINGS, LONGEST, PLAIN, repeats, stems
from bot.core.sheets import Names
from bot.core.tongue import SOURCE_LANGUAGE

GIVEN, FAMILY, PLACE, WHOLE, STEM = 1, 2, 4, 8, 16
"""What a word may be, and whether it is a word as it stands, a stem that endings are put on, or both."""
NAME = GIVEN | FAMILY
NO, PERHAPS, SURE = 0, 1, 2
SHORTEST = 3
"""Letters from which a word alone can be a name: Li and Ho need another beside them."""
LONG = 5
"""Letters that a surname known by its end has more than."""
AWAY = ("ssa", "ssä", "sta", "stä", "lla", "llä", "lta", "ltä", "lle", "een", "iin", "oon", "aan")
"""Endings that a name has after a telling word only when that word has them too: “isä Kuopiosta” tells no name."""
HELPING = frozenset(
    {"ei", "on", "oli", "har", "hade", "är", "inte", "kommer", "vågar", "vill", "has", "had", "is", "was"}
)
"""Words that may stand between a name and what it does."""
SURNAME = re.compile(
    r"(?:[aeiouyäö]nen|[aeiouyäö]se(?:n|lle|llä|lla|lta|ltä)|[kq]vist|ström|sson|gren|lund|holm|berg|enko|ova|ski)s?$"
)
"""How many surnames end that stand in no list; told only with a capital inside a sentence."""
Span = tuple[int, int]
_word = re.compile(r"[^\W\d_]+(?:[-'´’`:][^\W\d_]+)*'?")
_starts = re.compile(r"(?:^|(?<!Mr)(?<!Mrs)(?<!Ms)(?<!Dr)[.!?:;\]\n“”\"(\[–•*])[\s“”\"'(\[–*-]*$")
_added = re.compile(r"(?:ko|kö|kin|kaan|kään|han|hän|pa|pä)$")
_tail = re.compile(r"['´’`:](?:[a-zåäö]{1,6})?$", re.IGNORECASE)


@dataclass(slots=True)
class Word:
    """A word of the text, where it stands and what it may be."""

    low: str
    span: Span
    first: bool
    capital: bool
    shouted: bool
    kinds: int = 0
    sure: int = NO

    @property
    def telling_capital(self) -> bool:
        """Whether the capital says that this is a name of something."""
        return self.capital and not self.first and not self.shouted

    @property
    def owning(self) -> bool:
        """Whether it may be a genitive in one of the languages."""
        return self.low.endswith(("n", "s", "'"))


class People:
    """The names of a book, ready for looking up. Building it takes some milliseconds."""

    def __init__(self, names: Names) -> None:
        self._table: dict[str, int] = {}
        self._add(names.given.split(), GIVEN)
        self._add(names.family.split(), FAMILY)
        never = names.never.split()
        phrases = [re.escape(word.replace("_", " ")) for word in never if "_" in word]
        self._phrases = re.compile("|".join(phrases) or "(?!)", re.IGNORECASE)
        self._shouted = frozenset(word for word in never if word.isupper())
        self._add(names.places.split(), PLACE)
        self._add(
            (word for word in never if "_" not in word and not (word.isupper() and self._kinds(word.lower()))), PLACE
        )
        self._ordinary = frozenset(names.ordinary.split())
        before = {lang: frozenset(words.split()) for lang, words in names.before.items()}
        self._before = frozenset().union(*before.values())
        self._finnish = before.get(SOURCE_LANGUAGE, frozenset())
        self._after = frozenset(names.after.split())
        self._called, self._does = frozenset(names.called.split()), frozenset(names.does.split())

    def _add(self, names: Iterable[str], kind: int) -> None:
        table = self._table
        for name in names:
            low = name.lower()
            table[low] = table.get(low, 0) | kind | WHOLE
            for stem in stems(low):
                table[stem] = table.get(stem, 0) | kind | STEM

    # -- one word ------------------------------------------------------------------------------------------------

    def kinds(self, low: str) -> int:
        """What a word in small letters may be: kinds of name, PLACE, and WHOLE when it has no ending."""
        found = self._kinds(low)
        if not found and (tail := _tail.search(low)):
            found = self._kinds(low[: tail.start()]) & ~WHOLE
        if not found and "-" in low:
            found = self._of_parts(low.split("-"))
        return found

    def _of_parts(self, parts: list[str]) -> int:
        """A double name, or a name before another word, is what its first part is; nothing when a part is a place."""
        found = [self.kinds(part) if part else 0 for part in parts]
        if any(kinds & PLACE for kinds in found):
            return PLACE
        return found[0] if found[0] & NAME and found[0] & WHOLE else 0

    def _kinds(self, low: str) -> int:
        whole = self._table.get(low, 0)
        if whole & WHOLE:
            return whole & (NAME | PLACE | WHOLE)
        if low.endswith("s"):
            owner = self._table.get(low[:-1], 0)
            if owner & WHOLE:
                return owner & (NAME | PLACE)
        return self._inflected(low)

    def _inflected(self, low: str) -> int:
        found = 0
        for cut in range(len(low) - 1, max(1, len(low) - LONGEST - 1), -1):
            ending = low[cut:]
            if ending in ENDINGS:
                stem = self._table.get(low[:cut], 0)
                if stem & STEM and repeats(low[:cut], ending) and (cut > SHORTEST or ending in PLAIN):
                    found |= stem & (NAME | PLACE)
        return found

    def _is_ordinary(self, low: str) -> bool:
        plain = _tail.sub("", low)
        return len(low) < SHORTEST or any(form in self._ordinary for form in (low, plain, _added.sub("", plain)))

    def _is_half_ordinary(self, low: str) -> bool:
        """Whether an everyday word stands before another word that is no name: Toivo-hanke, but not Anna-Maija."""
        first, dash, rest = low.partition("-")
        return bool(dash) and self._is_ordinary(first) and not self._kinds(rest) & NAME

    def _sureness(self, word: Word) -> int:
        if not word.kinds & NAME or word.kinds & PLACE:
            return PERHAPS if word.kinds else NO
        if self._is_ordinary(word.low) or self._is_half_ordinary(word.low):
            return SURE if word.telling_capital and len(word.low) >= SHORTEST else PERHAPS
        return SURE

    # -- a text --------------------------------------------------------------------------------------------------

    def names_in(self, text: str) -> list[Span]:
        """Where the names in a text stand, in order."""
        words = self._words(text)
        if not words:
            return []
        for index, word in enumerate(words):
            self._tell(text, words, index, word)
        for index, word in enumerate(words):
            self._beside(text, words, index, word)
        return [word.span for word in words if word.sure == SURE]

    def _words(self, text: str) -> list[Word]:
        shouting = text.isupper()
        text = self._phrases.sub(lambda found: " " * len(found.group()), text)
        words = [self._word(text, match, shouting=shouting) for match in _word.finditer(text)]
        inside = [word for word in words if not word.first]
        if len(inside) > SHORTEST and sum(word.capital for word in inside) * 5 > len(inside) * 3:
            for word in words:
                word.capital = False
        for word in words:
            if not word.shouted or not any(map(text[slice(*word.span)].startswith, self._shouted)):
                word.kinds = self.kinds(word.low) or self._shaped(word)
                word.sure = self._sureness(word)
        return words

    @staticmethod
    def _shaped(word: Word) -> int:
        return FAMILY if word.telling_capital and len(word.low) > LONG and SURNAME.search(word.low) else 0

    def _word(self, text: str, match: re.Match[str], *, shouting: bool) -> Word:
        written = match.group()
        capital = written[0].isupper() and not shouting
        shouted = capital and len(written) > 1 and written[1].isupper()
        low = written.lower().translate(_apostrophes)
        return Word(low, match.span(), _starts.search(text, 0, match.start()) is not None, capital, shouted)

    def _tell(self, text: str, words: list[Word], index: int, word: Word) -> None:
        """Decide a word in doubt by the words around it that tell."""
        if word.sure == SURE or len(word.low) < SHORTEST:
            return
        before = words[index - 1] if index and _touch(text, words[index - 1], word) else None
        after = words[index + 1] if index + 1 < len(words) and _touch(text, word, words[index + 1]) else None
        told = self._told_before(before, word) or self._told_after(word, after) or self._owns(word)
        if told or self._told_by_doing(text, words, index):
            word.sure = SURE

    def _told_before(self, before: Word | None, word: Word) -> bool:
        if before is None or before.low not in self._before or not word.telling_capital:
            return False
        if (word.sure == PERHAPS and not word.kinds & NAME) or (before.capital and not before.first):
            return False
        if word.kinds & PLACE and not word.kinds & WHOLE:
            return False
        if before.low not in self._finnish or word.kinds & WHOLE:
            return True
        return not word.low.endswith(AWAY) or word.low[-3:] == before.low[-3:]

    def _told_after(self, word: Word, after: Word | None) -> bool:
        if word.capital and word.low.rpartition("-")[2] in self._called:
            return True
        if after is None or word.kinds & PLACE or (after.capital and not after.first):
            return False
        if after.low in self._called and (word.capital or word.kinds):
            return True
        if after.low in self._after and word.owning:
            return word.telling_capital or self._owner_in_doubt(word, after)
        return False

    def _told_by_doing(self, text: str, words: list[Word], index: int) -> bool:
        """Whether an everyday word that is a first name does what only a person does: “Toivo ei uskalla”."""
        word = words[index]
        if word.kinds & (GIVEN | WHOLE | PLACE) != GIVEN | WHOLE or (index and _touch(text, words[index - 1], word)):
            return False
        for doing in words[index + 1 : index + 3]:
            if not _touch(text, word, doing):
                return False
            if doing.low in self._does or doing.low not in HELPING:
                return doing.low in self._does
            word = doing
        return False

    def _owner_in_doubt(self, word: Word, after: Word) -> bool:
        """Whether an everyday word owns what only a person has: “annan äiti”, but “annan äidille” is I give her."""
        if word.kinds & FAMILY and not word.kinds & WHOLE and after.low.startswith("perhe"):
            return True
        if word.kinds & FAMILY and word.capital and word.low.endswith("'s"):
            return True
        return bool(word.kinds & GIVEN and not word.kinds & WHOLE) and not after.low.endswith(AWAY)

    def _owns(self, word: Word) -> bool:
        """An English genitive of a first name that is also an everyday word: Will's."""
        return word.capital and word.low.endswith("'s") and word.kinds & (GIVEN | PLACE) == GIVEN

    def _beside(self, text: str, words: list[Word], index: int, word: Word) -> None:
        """Decide a word in doubt by a name next to it."""
        if word.sure == SURE:
            return
        for other in (index - 1, index + 1):
            if 0 <= other < len(words):
                near = words[other]
                one, two = (near, word) if other < index else (word, near)
                if _touch(text, one, two) and self._joins(word, near):
                    word.sure = SURE
                    near.sure = SURE
                    return

    def _joins(self, word: Word, near: Word) -> bool:
        fits = bool((word.kinds & GIVEN and near.kinds & FAMILY) or (word.kinds & FAMILY and near.kinds & GIVEN))
        if near.sure == SURE:
            if word.kinds:
                return fits and word.capital == near.capital
            initial = len(word.low) == 1 and word.capital
            return initial or (word.telling_capital and near.capital and word.sure == NO)
        return fits and word.capital and near.capital and near.sure == PERHAPS and not word.kinds & near.kinds & PLACE


def _touch(text: str, one: Word, two: Word) -> bool:
    """Whether nothing but a space parts two words."""
    return text[one.span[1] : two.span[0]].strip(" .") == "" and not two.first


_apostrophes = str.maketrans("´’`", "'''")


def without_names(people: People, text: str) -> tuple[str, bool]:
    """The text without the names in it, and whether there were any."""
    spans = people.names_in(text)
    return _cut(text, spans), bool(spans)


def _cut(text: str, spans: Iterable[Span]) -> str:
    return " ".join(_kept(text, spans))


def _kept(text: str, spans: Iterable[Span]) -> Iterator[str]:
    end = 0
    for start, stop in spans:
        yield text[end:start]
        end = stop
    yield text[end:]
