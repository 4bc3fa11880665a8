"""What may ever be stored: anonymous counts, and nothing else. Nothing is counted yet.

Channels know only the Protocol below, so that guidance never waits for a database and never stops with one.
"""

from __future__ import annotations

from typing import Literal, Protocol

Status = Literal["ok", "counting-off"]


class Counts(Protocol):
    """Somewhere that counts, or does not."""

    @property
    def status(self) -> Status:
        """Whether counting works; the health page tells it."""
        ...


class NoCounts:
    """Counts nothing, and says so."""

    status: Status = "counting-off"
