"""Whether typed words speak of immediate danger. The words themselves are content (`_book.yaml`).

Each entry is a few stems: `ei hengit` fits "se ei enää hengitä". A stem fits the beginning of a word; the stems of an
entry must come in this order, with at most two other words between. All languages are looked at, because people in
danger do not keep to one. A false alarm costs a line of text, a miss can cost a life, so the list leans to alarm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bot.core.index import plain_words

MOST_BETWEEN = 2


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
