"""A database that is gone, locked, read-only, full or does not know us: guidance goes on, and counts do later."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from sqlalchemy.engine import make_url

from storage.writer import LONGEST_PAUSE, PAUSE, WrittenCounts
from tests.storage.databases import (
    ARRIVAL,
    DAY,
    Counting,
    Postgres,
    Steps,
    arrivals,
    counted,
    holding_lock,
    on_connecting,
)
from tests.waiting import PATIENCE, until

SECRET = "salaisuus9f3"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What the writer logs."""
    with caplog.at_level(logging.DEBUG):
        yield caplog


def count(counts: WrittenCounts, times: int = 1) -> None:
    for _ in range(times):
        counts.count(ARRIVAL)


def is_refused(address: str) -> bool:
    """Whether a server does not let us in."""
    try:
        psycopg.connect(address).close()
    except psycopg.OperationalError:
        return True
    return False


def test_a_folder_that_cannot_be_made_turns_counting_off_and_it_resumes_by_itself(
    tmp_path: Path, counting: Counting
) -> None:
    blocked = tmp_path / "data"
    blocked.write_text("this is no folder", encoding="utf-8")
    address = f"sqlite:///{blocked / 'counts.sqlite3'}"
    counts, steps = counting(address)
    count(counts, 3)
    steps.commit()
    assert counts.status == "counting-off"
    blocked.unlink()
    count(counts, 2)
    steps.commit()
    assert (counts.status, arrivals(address)) == ("ok", 5)


def test_an_sqlite_file_that_is_taken_away_is_made_anew(sqlite_file: Path, counting: Counting) -> None:
    counts, steps = counting(f"sqlite:///{sqlite_file}")
    count(counts, 3)
    steps.commit()
    for file in sqlite_file.parent.iterdir():
        file.unlink()
    count(counts, 4)
    steps.commit()
    assert counts.status == "counting-off"
    steps.commit()
    assert (counts.status, arrivals(f"sqlite:///{sqlite_file}")) == ("ok", 4)


def test_a_file_that_is_no_database_turns_counting_off_and_is_left_as_it_is(tmp_path: Path, counting: Counting) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear database," * 100, encoding="utf-8")
    counts, steps = counting(f"sqlite:///{file}")
    count(counts)
    steps.commit()
    assert counts.status == "counting-off"
    assert file.read_text(encoding="utf-8") == "Dear database," * 100


def test_a_locked_database_keeps_the_sums_in_memory_until_it_is_free(address: str, counting: Counting) -> None:
    counts, steps = counting(address)
    steps.commit()
    with holding_lock(address):
        count(counts, 3)
        steps.commit()
        assert counts.status == "counting-off"
        count(counts, 4)
    steps.commit()
    assert (counts.status, arrivals(address)) == ("ok", 7)


def test_a_read_only_sqlite_database_keeps_the_sums_in_memory(sqlite_file: Path, counting: Counting) -> None:
    counts, steps = counting(f"sqlite:///{sqlite_file}")
    steps.commit()
    with on_connecting("PRAGMA query_only = ON"):
        count(counts, 3)
        steps.commit()
    assert counts.status == "counting-off"
    steps.commit()
    assert (counts.status, arrivals(f"sqlite:///{sqlite_file}")) == ("ok", 3)


def test_a_read_only_postgresql_database_keeps_the_sums_in_memory(
    postgres: Postgres, database: str, counting: Counting
) -> None:
    counts, steps = counting(database)
    steps.commit()
    name = make_url(database).database
    with psycopg.connect(postgres.address(), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on".encode())
        count(counts, 3)
        steps.commit()
        assert counts.status == "counting-off"
        connection.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only".encode())
    steps.commit()
    assert (counts.status, arrivals(database)) == ("ok", 3)


def test_a_full_disk_never_stops_counting_for_good(sqlite_file: Path, counting: Counting) -> None:
    address = f"sqlite:///{sqlite_file}"
    counts, steps = counting(address)
    count(counts)
    steps.commit()
    with on_connecting("PRAGMA max_page_count = 12"):
        for number in range(3000):
            counts.count(replace(ARRIVAL, step=f"askel-{number}"))
        steps.commit()
        assert counts.status == "counting-off"
        assert arrivals(address) == 1, "a commit that does not fit writes nothing of it"
    steps.commit()
    assert (counts.status, arrivals(address)) == ("ok", 3001)


def test_a_server_that_is_killed_and_comes_back_gets_every_count(
    postgres: Postgres, database: str, counting: Counting
) -> None:
    counts, steps = counting(database)
    count(counts, 2)
    steps.commit()
    postgres.kill()
    try:
        count(counts, 3)
        steps.commit()
        assert counts.status == "counting-off"
        count(counts, 4)
        steps.commit()
        assert counts.status == "counting-off"
    finally:
        postgres.start()
    steps.commit()
    assert (counts.status, arrivals(database)) == ("ok", 9)
    assert counted(database)["channel"] == {("web",): 9}


def test_a_wrong_password_turns_counting_off_and_is_never_logged(
    postgres: Postgres, database: str, counting: Counting, log: pytest.LogCaptureFixture
) -> None:
    rules = postgres.server.pgdata / "pg_hba.conf"
    rules.write_text("local all locked scram-sha-256\n" + rules.read_text(encoding="utf-8"), encoding="utf-8")
    with psycopg.connect(postgres.address(), autocommit=True) as connection:
        connection.execute("CREATE ROLE locked LOGIN PASSWORD 'right'")
        connection.execute("SELECT pg_reload_conf()")
    wrong = database.replace("postgres:@", f"locked:{SECRET}@")
    until(lambda: is_refused(wrong))
    counts, steps = counting(wrong)
    count(counts)
    steps.commit()
    assert counts.status == "counting-off"
    assert [record.getMessage() for record in log.records if record.name == "huolipolku.counts"] == [
        "Counting is off, guidance goes on: OperationalError"
    ]
    assert SECRET not in log.text
    assert "locked" not in log.text


@pytest.mark.parametrize(
    "wrong",
    [f"postgresql://{SECRET}:{SECRET}@[::1", f"sqlite+{SECRET}://x", f"postgresql+{SECRET}://127.0.0.1/x", SECRET],
)
def test_an_address_that_is_none_turns_counting_off_and_is_never_logged(
    wrong: str, counting: Counting, log: pytest.LogCaptureFixture
) -> None:
    counts, steps = counting(wrong)
    count(counts)
    steps.commit()
    assert counts.status == "counting-off"
    assert "Counting is off" in log.text
    assert SECRET not in log.text


def test_a_change_of_status_is_logged_once_and_not_at_every_try(
    sqlite_file: Path, counting: Counting, log: pytest.LogCaptureFixture
) -> None:
    counts, steps = counting(f"sqlite:///{sqlite_file}")
    steps.commit()
    with on_connecting("PRAGMA query_only = ON"):
        for _ in range(5):
            count(counts)
            steps.commit()
    steps.commit()
    steps.commit()
    assert [record.getMessage().split(":")[0] for record in log.records] == [
        "Counting is off, guidance goes on",
        "Counting works again.",
    ]


def test_tries_grow_rarer_up_to_one_a_minute_and_are_quick_again_afterwards(tmp_path: Path, counting: Counting) -> None:
    blocked = tmp_path / "data"
    blocked.write_text("", encoding="utf-8")
    _, steps = counting(f"sqlite:///{blocked / 'counts.sqlite3'}")
    assert [steps.commit() for _ in range(9)] == [1, 2, 4, 8, 16, 32, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]
    assert LONGEST_PAUSE == 60
    blocked.unlink()
    assert [steps.commit(), steps.commit()] == [PAUSE, PAUSE]


def test_the_status_tells_the_truth_soon_after_the_start_with_nobody_there(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("", encoding="utf-8")
    counts = WrittenCounts(f"sqlite:///{tmp_path / 'data' / 'counts.sqlite3'}", lambda: DAY)
    until(lambda: counts.status == "counting-off", 10)
    counts.close()


def test_closing_takes_a_few_seconds_at_most_when_the_database_is_stuck(address: str) -> None:
    steps = Steps()
    counts = WrittenCounts(address, lambda: DAY, steps)
    steps.asked.get(timeout=PATIENCE)
    steps.commit()
    count(counts)
    with holding_lock(address):
        begun = time.monotonic()
        steps.stop()
        closing = Thread(target=counts.close)
        closing.start()
        closing.join(PATIENCE)
        assert time.monotonic() - begun < PATIENCE / 2
    assert not closing.is_alive()
