"""Counts in a database, written by a thread of its own in group commits, so that no reply ever waits.

At most a second of counts is lost when the process is killed, none when it is told to stop. While the database is
away the sums stay in memory and are written once it is back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from threading import Event, Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING

from storage import Countable, Status
from storage.sums import Sums

if TYPE_CHECKING:
    from sqlalchemy import Engine

OPENING, PAUSE, LONGEST_PAUSE = 0.4, 1.0, 60.0
"""Seconds before the first commit, between two, and between two tries at most while the database is away."""
LAST_COMMIT = 6.0
"""Seconds that closing may take."""
LAST_TRIES = 2.0
"""Seconds after which closing begins no further try."""

Clock = Callable[[], date]
Wait = Callable[[float], bool]
log = logging.getLogger("huolipolku.counts")


class WrittenCounts:
    """Counts that a thread writes once a second. `clock` tells today's date in Helsinki.

    `wait` waits some seconds and says whether it is time to stop; tests give their own.
    """

    def __init__(self, address: str, clock: Clock, wait: Wait | None = None) -> None:
        self.status: Status = "ok"
        self._address, self._clock = address, clock
        self._sums = Sums()
        self._stopping = Event()
        self._wait = wait or self._stopping.wait
        self._engine: Engine | None = None
        self._thread = Thread(target=self._run, name="counts", daemon=True)
        self._thread.start()

    def count(self, seen: Countable) -> None:
        """Count one in memory."""
        self._sums.add(seen, self._clock())

    def close(self) -> None:
        """Write the rest, within a few seconds. May be called twice."""
        self._stopping.set()
        self._thread.join(LAST_COMMIT)

    def _run(self) -> None:
        pause = OPENING
        while not self._wait(pause):
            pause = PAUSE if self._commit() else min(max(2 * pause, PAUSE), LONGEST_PAUSE)
        self._write_the_rest()

    def _write_the_rest(self) -> None:
        """Write what is left; more than one try, for other processes may be stopping in the same moment."""
        end = monotonic() + LAST_TRIES
        while self._sums and not self._commit() and monotonic() < end:
            sleep(OPENING)

    def _commit(self) -> bool:
        """Write what there is. Returns whether the database took it, or would have."""
        sums = self._sums.take()
        if self._engine is not None and not sums:
            return True
        try:
            from storage.tables import add  # noqa: PLC0415 - SQLAlchemy takes a while; nobody waits for it here

            add(self._ready(), sums)
        except Exception as fault:  # noqa: BLE001 - whatever a database does, guidance goes on
            self._sums.put_back(sums)
            self._engine = None
            self._tell("counting-off", fault)
            return False
        self._tell("ok")
        return True

    def _ready(self) -> Engine:
        """The engine of a database that has its tables; made anew after every fault."""
        from storage.tables import engine_at, make_ready  # noqa: PLC0415 - as above

        if self._engine is None:
            engine = engine_at(self._address)
            make_ready(engine)
            self._engine = engine
        return self._engine

    def _tell(self, status: Status, fault: Exception | None = None) -> None:
        """Set the status; log once when it changes: the type of the fault alone, for the rest may hold a secret."""
        if status == self.status:
            return
        self.status = status
        if fault is None:
            log.warning("Counting works again.")
        else:
            log.warning("Counting is off, guidance goes on: %s", type(getattr(fault, "orig", None) or fault).__name__)
