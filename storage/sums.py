"""What is counted but not written yet: sums in memory, by day and counter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from threading import Lock
from typing import NamedTuple

from storage import Countable, Unanswered

COUNTERS: Mapping[str, tuple[str, ...]] = {
    "step": ("flow", "step"),
    "language": ("lang",),
    "channel": ("channel",),
    "helped": ("flow", "helped"),
    "unanswered": ("word",),
}
"""The counters, each with what it counts by beside the day."""
MOST_CELLS = 50_000
"""Sums that are kept: the book has some thousands of steps, and a database may be away for days."""


class Cell(NamedTuple):
    """One number of one counter."""

    counter: str
    day: date
    parts: tuple[str, ...]


def cells_of(seen: Countable, day: date) -> Iterator[Cell]:
    """The cells that one arrival, one answer at an end, or one question without an answer adds one to."""
    if isinstance(seen, Unanswered):
        yield from (Cell("unanswered", day, (word,)) for word in seen.words)
        return
    if seen.helped:
        yield Cell("helped", day, (seen.flow, seen.helped))
        return
    yield Cell("step", day, (seen.flow, seen.step))
    yield Cell("language", day, (seen.lang,))
    yield Cell("channel", day, (seen.channel,))


class Sums:
    """Sums that any thread adds to and one takes away. Cells beyond the limit are forgotten."""

    def __init__(self, most: int = MOST_CELLS) -> None:
        self._most = most
        self._lock = Lock()
        self._cells: dict[Cell, int] = {}

    def __len__(self) -> int:
        return len(self._cells)

    def add(self, seen: Countable, day: date) -> None:
        """Add one to its cells."""
        self.put_back(dict.fromkeys(cells_of(seen, day), 1))

    def put_back(self, sums: Mapping[Cell, int]) -> None:
        """Add sums, such as those that could not be written."""
        with self._lock:
            for cell, n in sums.items():
                if cell in self._cells or len(self._cells) < self._most:
                    self._cells[cell] = self._cells.get(cell, 0) + n

    def take(self) -> dict[Cell, int]:
        """All sums; none are left."""
        with self._lock:
            taken, self._cells = self._cells, {}
        return taken
