"""How tests wait: until something is so, and very long when it never is, for a busy machine stands still at times."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds after which something will not happen any more."""


def until(holds: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until something holds. Fails when it does not in time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def leap(seconds: float) -> None:
    """Let this much time pass at once for everything that waits in the running loop, time-outs too."""
    loop = asyncio.get_running_loop()
    now = loop.time
    loop.time = lambda: now() + seconds  # type: ignore[method-assign]
