"""What may ever be stored: anonymous counts, and nothing else.

Channels know only what is here, so that guidance never waits for a database and never stops with one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

Status = Literal["ok", "counting-off"]
Helped = Literal["", "yes", "no"]


@dataclass(frozen=True, slots=True)
class Seen:
    """One step that somebody came to. With `helped` it is their answer at an end instead, and no arrival."""

    flow: str
    step: str
    lang: str
    channel: str
    helped: Helped = ""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The words of a closed list, those by which the cards are called, in a question that no card answered."""

    words: tuple[str, ...]


Countable = Seen | Unanswered


class Counts(Protocol):
    """Somewhere that counts, or does not."""

    @property
    def status(self) -> Status:
        """Whether counting works; the health page tells it."""
        ...

    def count(self, seen: Countable) -> None:
        """Count one. Returns at once and never raises."""
        ...

    def close(self) -> None:
        """Write what is not written yet, within a few seconds, and count no more."""
        ...


class NoCounts:
    """Counts nothing, and says so."""

    status: Status = "counting-off"

    def count(self, seen: Countable) -> None:
        """Forget it."""

    def close(self) -> None:
        """Nothing is open."""
