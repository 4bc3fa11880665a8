"""How a fault of the program is told to whoever runs it: its type and its place in the code, never what it holds."""

from __future__ import annotations

import logging
from pathlib import Path
from traceback import walk_tb
from types import TracebackType

SOURCE = Path(__file__).resolve().parent
log = logging.getLogger("huolipolku")


def tell(mishap: BaseException) -> None:
    """Log a fault. Its text is left out, because it may hold what a person sent."""
    log.error("%s at %s", type(mishap).__name__, place_of(mishap.__traceback__))


def place_of(trace: TracebackType | None) -> str:
    """Where it happened: the last line of our own code, and the line below it where it was raised."""
    frames = [(Path(frame.f_code.co_filename), line) for frame, line in walk_tb(trace)]
    own = [(path, line) for path, line in frames if path.is_relative_to(SOURCE)]
    return " < ".join(f"{path.name}:{line}" for path, line in dict.fromkeys((*own[-1:], *frames[-1:])))
