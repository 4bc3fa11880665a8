"""The fault matrix: every method of the Bot API that the channel calls, and every fault that it can meet.

`python -m tests.telegram.matrix` runs it over real HTTP and prints what a person sees in the end, in a word. Nothing in
the table is written by hand but the reasons why a cell is excused.

The words: `ok` as without the fault; `twice` the same message came twice; `anew` it came below the old one; `sorry` an
apology with a way on; `same` the chat is as it was before, and its buttons live; `part` the first part of a long
answer; `kept` the answer came, but a message that was to go is still there; `spins` the answer came, but the pressed
button goes on turning; `no list` inline mode offers nothing until the next letter; `nothing` the chat is empty, and the
next /start works; `unset` the menu is not set; `stops` the program says one line and ends.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Iterable, Iterator

from tests.botapi.refusals import BAD
from tests.conftest import toy_book
from tests.telegram.cells import Cell, run_row
from tests.telegram.rows import DISORDER, DOWN, DUPLICATE, FAULTS, FLOOD, OLDER, ROWS, SEND, Row, cannot

NOTHING = {"401", "403", "404", "chat-not-found", DOWN, FLOOD}
"""Faults of sendMessage after which the chat is empty: nobody can be reached, or not now. The next /start works."""
SPINS = {"401", "404", "expired-callback", DOWN, FLOOD}
"""Faults of answerCallbackQuery after which a button goes on turning for a while. What it asks for is there."""


def permitted(cell: Cell) -> bool:
    """Whether a word is one that may be: never an unknown end, and an empty chat only when nobody can be reached."""
    method, fault = cell.row.method, cell.fault
    allowed = {
        "nothing": method == SEND and fault in NOTHING,
        "stops": method == "getMe" and fault in ("401", "404"),
        "spins": method == "answerCallbackQuery" and fault in SPINS,
        "kept": method in ("deleteMessage", "deleteMessages"),
        "no list": fault in SPINS or cell.row.webhook,  # nobody tells how an answer in a response fared
        "other": False, "unset": False, "": False,
    }  # fmt: skip
    return allowed.get(cell.word, True)


COLUMNS = {
    "429": ("429",), FLOOD: (FLOOD,), "400": tuple(sorted(BAD)), "401": ("401",), "403": ("403",), "404": ("404",),
    "409": ("409",), "500, 502": ("500", "502"), DOWN: (DOWN,), "time-out before": ("timeout-before",),
    "time-out after": ("timeout-after",), "reset before": ("reset",), "reset after": ("reset-after",),
    "half a body": ("half-body",), "not JSON": ("not-json",), "slow": ("slow",), DUPLICATE: (DUPLICATE,),
    DISORDER: (DISORDER,), OLDER: (OLDER,),
}  # fmt: skip


def table(cells: Iterable[Cell]) -> Iterator[str]:
    """The matrix in Markdown: a method in each row, a fault in each column."""
    found: dict[tuple[str, str], Cell] = {(cell.row.name, cell.fault): cell for cell in cells}
    yield "| | " + " | ".join(COLUMNS) + " |"
    yield "|---" * (len(COLUMNS) + 1) + "|"
    for row in ROWS:
        words = [", ".join(_words(found, row, faults)) or "–" for faults in COLUMNS.values()]
        yield f"| {row.name} | " + " | ".join(words) + " |"


def _words(found: dict[tuple[str, str], Cell], row: Row, faults: Iterable[str]) -> Iterator[str]:
    """The words of one cell, each with how many faults end so, when there are several."""
    here = [found[row.name, fault] for fault in faults if (row.name, fault) in found]
    counted = Counter(cell.word + ("" if permitted(cell) and not cell.wrong else " WRONG") for cell in here)
    return (f"{word} ×{count}" if count > 1 else word for word, count in counted.items())


def reasons() -> Iterator[str]:
    """Why cells are empty: each reason with its cells by number."""
    counted = Counter(why for row in ROWS for fault in FAULTS if (why := cannot(row, fault)))
    return (f"– {why} ({count})" for why, count in counted.items())


async def main() -> None:
    cells = [cell for row in ROWS for cell in await run_row(row, toy_book())]
    wrong = [f"{cell.row.name}, {cell.fault}: {why}" for cell in cells for why in cell.wrong]
    sys.stdout.write("\n".join((*table(cells), "", *reasons(), *wrong, f"{len(cells)} cells", "")))


if __name__ == "__main__":
    asyncio.run(main())
