"""What may be shown of the counts: numbers of five and more, and nothing from which a smaller one could be told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from storage.sums import COUNTERS

LEAST = 5
"""Smaller numbers are never shown."""
ARRIVALS = ("step", "language", "channel")
"""Counters that count the same arrivals, each by something else: their sums are the same."""

Numbers = dict[tuple[str, ...], int]


class CannotRead(Exception):
    """The database cannot be read. Holds the type of the fault, never an address."""


def read(address: str, first: date, last: date) -> dict[str, Numbers]:
    """The numbers of each counter from a day to a day, both included, that may be shown. Raises `CannotRead`."""
    from storage.tables import engine_at, file_of, totals  # noqa: PLC0415 - SQLAlchemy takes a while

    try:
        engine = engine_at(address)
        file = file_of(engine.url)
        if file is not None and not file.exists():
            return {name: {} for name in COUNTERS}
        return shown({name: totals(engine, name, first, last) for name in COUNTERS})
    except Exception as fault:  # noqa: BLE001 - whatever a database does, one line is said
        raise CannotRead(type(getattr(fault, "orig", None) or fault).__name__) from None


def shown(numbers: Mapping[str, Numbers]) -> dict[str, Numbers]:
    """The numbers that may be shown.

    Two counters have the same sum. If one hid nothing, it would tell what another hides, so when another hides too
    little to be spread over several cells, the smallest number of each whole counter is hidden as well.
    """
    hidden = {name: sum(n for n in numbers[name].values() if n < LEAST) for name in ARRIVALS}
    found = {name: {cell: n for cell, n in cells.items() if n >= LEAST} for name, cells in numbers.items()}
    if any(0 < n < LEAST for n in hidden.values()):
        for name in (name for name, n in hidden.items() if not n and found[name]):
            del found[name][min(found[name], key=lambda cell: (found[name][cell], cell))]
    return found
