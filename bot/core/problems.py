"""What is wrong in the content, said to the person who wrote it: where, what, and what to do.

ContentError
└─ BrokenContent   the book cannot be built; carries every problem found, not only the first
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

PathInFile = tuple[str | int, ...]
Spot = tuple[str, int, int]
"""A file, a line and a column, counted from 1."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault. `line` and `column` count from 1; 0 means that the fault has no single place."""

    file: str
    line: int
    column: int
    says: str
    hint: str = ""
    warning: bool = False

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        kind = "warning: " if self.warning else ""
        return f"{where} {kind}{self.says}" + (f" Hint: {self.hint}" if self.hint else "")


@dataclass(slots=True)
class Positions:
    """Where each value of one file stands, and each key of a mapping, by its path in the file."""

    file: str
    at: dict[PathInFile, Spot] = field(default_factory=dict)
    keys: dict[PathInFile, Spot] = field(default_factory=dict)

    def replace(self, path: PathInFile, other: Positions, there: PathInFile | None = None) -> None:
        """Take the places of `path` and all below it from another file, where they are those of `there`."""
        there = path if there is None else there
        for mine, theirs in ((self.at, other.at), (self.keys, other.keys)):
            for gone in [place for place in mine if place[: len(path)] == path]:
                del mine[gone]
            below = {place: at for place, at in theirs.items() if place[: len(there)] == there}
            mine.update({(*path, *place[len(there) :]): at for place, at in below.items()})

    def of_key(self, path: PathInFile) -> Spot:
        """The place of the key itself, where the value of `path` follows it."""
        return self.keys.get(path) or self.of(path)

    def of(self, path: PathInFile) -> Spot:
        """The place of `path`, or of the nearest thing around it that stands in the file."""
        while path and path not in self.at:
            path = path[:-1]
        return self.at.get(path, (self.file, 1, 1))

    def problem(self, path: PathInFile, says: str, hint: str = "", *, warning: bool = False) -> Problem:
        """A problem at `path`."""
        return Problem(*self.of(path), says, hint, warning)


class ContentError(Exception):
    """Something is wrong in the content."""


class BrokenContent(ContentError):
    """The book cannot be built."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
