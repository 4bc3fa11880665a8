"""Counts that work: what is counted where, when it is written, and what stays in memory."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from stat import S_IMODE
from threading import Barrier, Thread

import pytest

from storage import NoCounts, Seen, Unanswered, writer
from storage.sums import COUNTERS, MOST_CELLS, Sums
from storage.tables import engine_at, make_ready, metadata
from storage.writer import OPENING, PAUSE, WrittenCounts
from tests.storage.databases import ARRIVAL, DAY, Counting, arrivals, counted, holding_lock
from tests.waiting import PATIENCE, until

ROOT = Path(__file__).resolve().parents[2]
COUNTING = """
import sys
from datetime import date
from storage import Seen
from storage.writer import WrittenCounts
counts = WrittenCounts(sys.argv[1], lambda: date(2026, 11, 21))
for number in range(300):
    counts.count(Seen("huoli", f"askel-{number % 7}", "fi", "web"))
counts.close()
"""


def test_an_arrival_is_added_up_in_three_counters_that_know_nothing_of_each_other(
    address: str, counting: Counting
) -> None:
    counts, steps = counting(address)
    for seen in (ARRIVAL, ARRIVAL, replace(ARRIVAL, step="rooli", lang="sv", channel="api")):
        counts.count(seen)
    steps.commit()
    assert counted(address) == {
        "step": {("huoli", "vaara"): 2, ("huoli", "rooli"): 1},
        "language": {("fi",): 2, ("sv",): 1},
        "channel": {("web",): 2, ("api",): 1},
        "helped": {},
        "unanswered": {},
    }
    assert counts.status == "ok"


def test_an_answer_to_did_this_help_is_counted_by_flow_and_is_no_arrival(address: str, counting: Counting) -> None:
    counts, steps = counting(address)
    counts.count(replace(ARRIVAL, helped="yes"))
    counts.count(replace(ARRIVAL, helped="no"))
    counts.count(replace(ARRIVAL, helped="yes"))
    steps.commit()
    found = counted(address)
    assert found.pop("helped") == {("huoli", "yes"): 2, ("huoli", "no"): 1}
    assert found == {"step": {}, "language": {}, "channel": {}, "unanswered": {}}


def test_words_without_an_answer_are_counted_each_by_itself_and_are_no_arrival(
    address: str, counting: Counting
) -> None:
    counts, steps = counting(address)
    for words in (("kuraattori", "poliisi"), ("kuraattori",), ()):
        counts.count(Unanswered(words))
    steps.commit()
    found = counted(address)
    assert found["unanswered"] == {("kuraattori",): 2, ("poliisi",): 1}
    assert found["step"] == found["language"] == found["channel"] == {}


def test_a_later_commit_adds_to_the_number_that_is_there(address: str, counting: Counting) -> None:
    counts, steps = counting(address)
    for expected in (1, 2, 3):
        counts.count(ARRIVAL)
        steps.commit()
        assert counted(address)["channel"] == {("web",): expected}


def test_a_count_belongs_to_the_day_that_the_clock_told_when_it_was_counted(address: str, counting: Counting) -> None:
    days = [DAY, DAY, DAY + timedelta(days=1)]
    counts, steps = counting(address, lambda: days.pop(0))
    for _ in range(3):
        counts.count(ARRIVAL)
    steps.commit()
    assert counted(address, DAY, DAY)["language"] == {("fi",): 2}
    assert counted(address, DAY + timedelta(days=1), DAY + timedelta(days=1))["language"] == {("fi",): 1}


def test_nothing_is_written_more_often_than_once_a_second(address: str, counting: Counting) -> None:
    counts, steps = counting(address)
    asked = []
    for _ in range(3):
        counts.count(ARRIVAL)
        asked.append(steps.commit())
    assert asked == [PAUSE] * 3
    assert OPENING < PAUSE == 1


def test_closing_writes_what_is_left_without_waiting_for_the_next_second(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "PAUSE", 10 * PATIENCE)
    counts = WrittenCounts(address, lambda: DAY)
    until(lambda: counts.status == "ok" and counts._engine is not None)
    begun = time.monotonic()
    for _ in range(50):
        counts.count(ARRIVAL)
    counts.close()
    assert arrivals(address) == 50
    assert time.monotonic() - begun < PATIENCE
    counts.close()


def test_closing_counts_that_nobody_used_touches_no_database(sqlite_file: Path) -> None:
    WrittenCounts(f"sqlite:///{sqlite_file}", lambda: DAY).close()
    assert not sqlite_file.parent.exists()


def test_several_processes_count_into_one_database_and_nothing_is_lost(address: str) -> None:
    command = [sys.executable, "-c", COUNTING, address]
    with (
        subprocess.Popen(command, cwd=ROOT) as one,
        subprocess.Popen(command, cwd=ROOT) as two,
        subprocess.Popen(command, cwd=ROOT) as three,
    ):
        assert [process.wait(60) for process in (one, two, three)] == [0, 0, 0]
    found = counted(address)
    assert found["language"] == {("fi",): 900}
    assert len(found["step"]) == 7
    assert sum(found["step"].values()) == 900


def test_replicas_that_start_in_the_same_moment_make_the_tables_together(address: str) -> None:
    together = Barrier(8)

    def start(folder: int) -> None:
        engine = engine_at(address.replace("counts.sqlite3", f"{folder}.sqlite3"))
        together.wait(30)
        make_ready(engine)

    for folder in range(6):
        with ThreadPoolExecutor(8) as starting:
            list(starting.map(start, [folder] * 8))


def test_many_threads_count_at_once_and_nothing_is_lost(address: str, counting: Counting) -> None:
    counts, steps = counting(address)

    def arrive() -> None:
        for _ in range(500):
            counts.count(ARRIVAL)

    threads = [Thread(target=arrive) for _ in range(4)]
    for thread in threads:
        thread.start()
    steps.commit()
    for thread in threads:
        thread.join()
    steps.commit()
    assert arrivals(address) == 2000


def test_counting_never_waits_for_a_database_that_is_locked(address: str, counting: Counting) -> None:
    counts, steps = counting(address)
    steps.commit()
    slowest = 0.0
    with holding_lock(address):
        waiting = Thread(target=steps.commit)
        waiting.start()
        for _ in range(2000):
            begun = time.perf_counter()
            counts.count(ARRIVAL)
            slowest = max(slowest, time.perf_counter() - begun)
        counts.count(ARRIVAL)
        waiting.join()
    assert slowest < 2.5, "a locked database makes others wait for three seconds"
    steps.commit()
    assert arrivals(address) == 2001


def test_the_folder_of_a_file_is_made_for_its_owner_alone(sqlite_file: Path, counting: Counting) -> None:
    counts, steps = counting(f"sqlite:///{sqlite_file}")
    steps.commit()
    assert S_IMODE(sqlite_file.parent.stat().st_mode) == 0o700
    assert counts.status == "ok"


def test_no_table_has_anything_in_common_with_another_but_the_day() -> None:
    parts = {name: set(table.columns.keys()) for name, table in metadata.tables.items()}
    assert parts == {
        "step_counts": {"day", "flow", "step", "n"},
        "language_counts": {"day", "lang", "n"},
        "channel_counts": {"day", "channel", "n"},
        "helped_counts": {"day", "flow", "helped", "n"},
        "unanswered_counts": {"day", "word", "n"},
    }
    assert all(not table.foreign_keys for table in metadata.tables.values())
    assert len(COUNTERS) == len(parts)


def test_memory_is_bounded_by_the_steps_and_not_by_the_people() -> None:
    sums = Sums()
    for number in range(20_000):
        sums.add(replace(ARRIVAL, step=f"askel-{number % 30}"), DAY)
    assert len(sums) == 30 + 1 + 1


def test_a_database_that_is_away_for_years_does_not_fill_the_memory() -> None:
    sums = Sums(most=100)
    for number in range(1000):
        sums.add(ARRIVAL, date(2026, 1, 1) + timedelta(days=number))
    assert len(sums) == 100
    sums.put_back(dict.fromkeys(sums.take(), 2))
    sums.put_back({cell._replace(day=DAY - timedelta(days=9000)): 1 for cell in sums.take()})
    assert len(sums) == 3
    assert MOST_CELLS >= 50_000


def test_counting_nothing_takes_everything_and_says_that_it_is_off() -> None:
    counts = NoCounts()
    counts.count(Seen("huoli", "vaara", "fi", "web"))
    counts.close()
    assert counts.status == "counting-off"


@pytest.mark.parametrize("module", ["bot.__main__", "bot.channels.web", "bot.counting", "storage.writer"])
def test_the_way_to_the_first_page_does_not_import_sqlalchemy(module: str) -> None:
    script = f"import sys, {module}; sys.exit('sqlalchemy' in sys.modules or 'psycopg' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False, timeout=PATIENCE).returncode == 0
