"""The four counters as tables, on SQLite and on PostgreSQL. They have no key in common but the day.

Nothing links a row of one table to a row of another, and there is no row of a person or of a conversation.
Importing this module imports SQLAlchemy, which takes a while: only a thread of its own and the command do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from time import sleep

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Date,
    Engine,
    MetaData,
    Table,
    Text,
    create_engine,
    func,
    inspect,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateTable

from storage.sums import COUNTERS, Cell

PATIENCE = 3
"""Seconds to wait for a connection, a lock or an answer."""
MOMENTS = (0.02, 0.05, 0.1, 0.2)
"""Seconds between tries to make the tables, when several processes start at once."""

metadata = MetaData()
tables: Mapping[str, Table] = {
    name: Table(
        f"{name}_counts",
        metadata,
        Column("day", Date, primary_key=True),
        *(Column(part, Text, primary_key=True) for part in parts),
        Column("n", BigInteger, nullable=False),
    )
    for name, parts in COUNTERS.items()
}


def engine_at(address: str) -> Engine:
    """An engine that opens a connection for each use, so that a server that comes back is simply there again.

    Connects to nothing yet. Raises `sqlalchemy.exc.ArgumentError` for an address that is none.
    """
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        return create_engine(url, poolclass=NullPool, connect_args={"timeout": PATIENCE})
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    limits = {"connect_timeout": PATIENCE, "tcp_user_timeout": PATIENCE * 1000}
    return create_engine(url, poolclass=NullPool, connect_args=limits)


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """A transaction that waits for nothing longer than `PATIENCE`."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":  # not in the address: a pooler between may refuse that
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{PATIENCE}s'")
        yield connection


def file_of(url: URL) -> Path | None:
    """The file of an SQLite address, or None: another database, or one in memory."""
    named = url.get_backend_name() == "sqlite" and url.database and not url.database.startswith((":", "file:"))
    return Path(str(url.database)) if named else None


def make_ready(engine: Engine) -> None:
    """Make what is missing: the folder of an SQLite file, and the tables."""
    file = file_of(engine.url)
    if file is not None:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with engine.connect():  # a database that is away is not there in a moment
        pass
    for pause in MOMENTS:
        try:
            return _make_tables(engine)
        except DBAPIError:  # another process is making them in this very moment, and SQLite does not always wait
            sleep(pause)
    return _make_tables(engine)


def _make_tables(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    with transaction(engine) as connection:
        for table in tables.values():
            connection.execute(CreateTable(table, if_not_exists=True))


def add(engine: Engine, sums: Mapping[Cell, int]) -> None:
    """Add sums to the counters in one transaction: all of them, or none."""
    insert = sqlite.insert if engine.dialect.name == "sqlite" else postgresql.insert
    with transaction(engine) as connection:
        for name, table in tables.items():
            # sorted, so that two processes that write at once lock the rows in the same order
            rows = [_row(cell, n) for cell, n in sorted(sums.items()) if cell.counter == name]
            if rows:
                adding = insert(table)
                added = {"n": table.c.n + adding.excluded.n}
                connection.execute(adding.on_conflict_do_update(index_elements=table.primary_key, set_=added), rows)


def _row(cell: Cell, n: int) -> dict[str, object]:
    return {"day": cell.day, **dict(zip(COUNTERS[cell.counter], cell.parts, strict=True)), "n": n}


def totals(engine: Engine, name: str, first: date, last: date) -> dict[tuple[str, ...], int]:
    """The sums of one counter from a day to a day, both included, by its parts. Empty when it was never written."""
    table, parts = tables[name], COUNTERS[name]
    with transaction(engine) as connection:
        if not inspect(connection).has_table(table.name):
            return {}
        columns = [table.c[part] for part in parts]
        asked = select(*columns, func.sum(table.c.n)).where(table.c.day.between(first, last)).group_by(*columns)
        return {tuple(row[:-1]): int(row[-1]) for row in connection.execute(asked)}
