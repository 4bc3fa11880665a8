"""What the tests of counts share: a server that can be killed, a writer that waits for the test, and a look inside."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from pathlib import Path
from queue import Queue
from typing import Any

import psycopg
from sqlalchemy import Engine, event, text
from sqlalchemy.engine import make_url

from storage import Seen
from storage.sums import COUNTERS
from storage.tables import engine_at, totals
from storage.writer import WrittenCounts
from tests.waiting import PATIENCE, until

DAY = date(2026, 11, 21)
ARRIVAL = Seen("huoli", "vaara", "fi", "web")
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
GO_ON, STOP = False, True


class Postgres:
    """The server of the tests: it can be killed and started again."""

    def __init__(self, server: Any) -> None:
        self.server = server

    def address(self, database: str = "postgres") -> str:
        """The address of one of its databases, over its socket."""
        return str(self.server.get_uri(database=database))

    def kill(self) -> None:
        """Stop it as a power cut would."""
        commands = import_module("pgserver._commands")
        commands.pg_ctl(["-w", "-m", "immediate", "stop"], pgdata=self.server.pgdata, user=self.server.system_user)

    def start(self) -> None:
        """Start it again on the same data, however long it takes to recover."""
        try:
            self.server.ensure_postgres_running()
        except subprocess.TimeoutExpired:
            until(self.answers, 60)
            self.server.ensure_postgres_running()

    def answers(self) -> bool:
        """Whether it takes a connection."""
        try:
            psycopg.connect(self.address()).close()
        except psycopg.OperationalError:
            return False
        return True


class Steps:
    """The waiting of a writer, in the hands of a test."""

    def __init__(self) -> None:
        self.asked: Queue[float] = Queue()
        self._answers: Queue[bool] = Queue()

    def __call__(self, seconds: float) -> bool:
        """Called by the writer: wait until the test says go on (False) or stop (True)."""
        self.asked.put(seconds)
        return self._answers.get(timeout=170)

    def commit(self) -> float:
        """Let the writer commit once. Returns how many seconds it wants to wait then."""
        self._answers.put(GO_ON)
        return self.asked.get(timeout=PATIENCE)

    def stop(self) -> None:
        """Let the writer come to its end."""
        self._answers.put(STOP)


class Counting:
    """Starts counts that commit only when the test says so."""

    def __init__(self, started: list[tuple[Steps, object]]) -> None:
        self._started = started

    def __call__(self, address: str, clock: Callable[[], date] = lambda: DAY) -> tuple[WrittenCounts, Steps]:
        """The counts, and the hand on their commits."""
        steps = Steps()
        counts = WrittenCounts(address, clock, steps)
        self._started.append((steps, counts))
        assert steps.asked.get(timeout=PATIENCE) < 1
        return counts, steps


def counted(address: str, first: date = EARLIEST, last: date = LATEST) -> dict[str, dict[tuple[str, ...], int]]:
    """Every number in the database, also the small ones."""
    engine = engine_at(address)
    return {name: totals(engine, name, first, last) for name in COUNTERS}


def arrivals(address: str) -> int:
    """How many arrivals the database holds; 0 while it has no tables or cannot be read."""
    file = Path(str(make_url(address).database))
    if address.startswith("sqlite") and not file.exists():
        return 0
    return sum(counted(address)["step"].values())


@contextmanager
def holding_lock(address: str) -> Iterator[None]:
    """Keep everybody else from writing."""
    engine = engine_at(address)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN EXCLUSIVE")
        else:
            connection.execute(text("LOCK TABLE step_counts IN ACCESS EXCLUSIVE MODE"))
        yield
        connection.rollback()


@contextmanager
def on_connecting(pragma: str) -> Iterator[None]:
    """Say something to every SQLite connection that is opened meanwhile."""

    def say(connection: Any, _: object) -> None:
        connection.execute(pragma)

    event.listen(Engine, "connect", say)
    try:
        yield
    finally:
        event.remove(Engine, "connect", say)
