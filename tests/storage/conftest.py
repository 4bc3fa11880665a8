"""Counts in SQLite and in a real PostgreSQL, which the tests start themselves; each test has a database of its own."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg
import pytest

from tests.storage.databases import Counting, Postgres, Steps


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server on a socket of the file system, one for each worker.

    Its folder is not among those of pytest, which closes them to the other user that the server runs as under root.
    """
    if sys.version_info >= (3, 13):
        pytest.skip("pgserver, which brings PostgreSQL, has no wheel for Python 3.13 and newer")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*XDG_RUNTIME_DIR", category=UserWarning)
        from pgserver.postgres_server import get_server
    with TemporaryDirectory(prefix="huolipolku-") as folder:
        server = Postgres(get_server(folder))
        with psycopg.connect(server.address(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # nothing here outlives the tests
            connection.execute("SELECT pg_reload_conf()")
        yield server
        server.server.cleanup()


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    """Where a database may be made; its folder is not there yet."""
    return tmp_path / "data" / "counts.sqlite3"


@pytest.fixture
def database(postgres: Postgres) -> str:
    """The address of an empty PostgreSQL database."""
    name = f"d{uuid4().hex}"
    with psycopg.connect(postgres.address(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return postgres.address(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> str:
    """The address of a database that holds nothing yet, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{request.getfixturevalue('sqlite_file')}"
    return str(request.getfixturevalue("database"))


@pytest.fixture
def counting() -> Iterator[Counting]:
    """Starts counts whose every commit the test allows by hand, and stops them at the end."""
    started: list[tuple[Steps, object]] = []
    yield Counting(started)
    for steps, _ in started:
        steps.stop()
