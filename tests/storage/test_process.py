"""The real program: what a kill loses, what a stop loses, and what never reaches the database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from tests.storage.databases import arrivals, counted
from tests.waiting import PATIENCE, until

ROOT = Path(__file__).resolve().parents[2]
CANARY = "Kanarialintu"


@contextmanager
def serving(address: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The program, as a person starts it, counting in a database; and where it answers."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HUOLIPOLKU_", "TELEGRAM_"))}
    own = {"HUOLIPOLKU_PORT": "0", "HUOLIPOLKU_DATABASE_URL": address, "TELEGRAM_BOT_TOKEN": ""}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"],
        cwd=ROOT, env=kept | own, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            assert process.stdout
            line = process.stdout.readline()
            assert line, process.stderr and process.stderr.read()
            yield process, line.split()[-1]
        finally:
            process.kill()


def arrive(url: str, times: int = 1) -> None:
    for _ in range(times):
        answer = httpx.post(f"{url}/api/turn", json={"place": "huoli_fi"}, timeout=PATIENCE)
        assert answer.json()["step"] == "vaara"


def bytes_in(folder: Path) -> bytes:
    """All that stands in the files of a folder, whatever a database does with them meanwhile."""
    found = b""
    for file in folder.iterdir():
        with suppress(FileNotFoundError):
            found += file.read_bytes()
    return found


def status(url: str) -> str:
    return str(httpx.get(f"{url}/health", timeout=PATIENCE).json()["status"])


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_nothing_is_lost_when_the_program_is_told_to_stop(address: str, stop: signal.Signals) -> None:
    with serving(address) as (process, url):
        arrive(url, 7)
        process.send_signal(stop)
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, err) == (0, "", "")
    assert arrivals(address) == 7


def test_a_kill_loses_a_second_at_most_and_the_next_start_counts_on(address: str) -> None:
    with serving(address) as (process, url):
        arrive(url)
        until(lambda: arrivals(address) == 1)
        begun = time.monotonic()
        arrive(url, 6)
        until(lambda: arrivals(address) == 7)
        assert time.monotonic() - begun < PATIENCE / 2, "a second, and room for a busy machine"
        arrive(url, 3)
        process.kill()
        process.wait()
    before = arrivals(address)
    assert 7 <= before <= 10
    with serving(address) as (process, url):
        arrive(url, 2)
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
    assert arrivals(address) == before + 2


def test_a_program_whose_database_cannot_be_had_starts_answers_and_says_so(tmp_path: Path) -> None:
    blocked = tmp_path / "salaisuus9f3"
    blocked.write_text("", encoding="utf-8")
    with serving(f"sqlite:///{blocked / 'x' / 'counts.sqlite3'}") as (process, url):
        arrive(url, 3)
        until(lambda: status(url) == "counting-off")
        arrive(url)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert err == "Counting is off, guidance goes on: NotADirectoryError\n"
    assert "salaisuus9f3" not in out + err


def test_what_a_person_types_or_answers_is_nowhere_in_the_database(sqlite_file: Path) -> None:
    typed = f"{CANARY} 131052-308T asuu Kuusikujalla"
    with serving(f"sqlite:///{sqlite_file}") as (process, url):
        for place in ("alku", "huoli_fi", "huoli_fi_AsRkv4"):
            httpx.post(f"{url}/api/turn", json={"place": place, "text": typed}, timeout=PATIENCE)
            httpx.post(f"{url}/", data={"place": place, "text": typed}, timeout=PATIENCE)
            httpx.post(f"{url}/", data={"place": place, "text": "112"}, timeout=PATIENCE)
        httpx.post(f"{url}/api/turn", json={"place": "huoli_fi_AsRkv4"}, timeout=PATIENCE)
        httpx.get(f"{url}/{CANARY}", timeout=PATIENCE)
        httpx.get(f"{url}/alku_fi_As_c-{CANARY[:8].lower()}", timeout=PATIENCE)
        until(lambda: arrivals(f"sqlite:///{sqlite_file}") > 0)
        written = bytes_in(sqlite_file.parent)
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
    written += bytes_in(sqlite_file.parent)
    assert b"huoli" in written
    for secret in (CANARY, CANARY[:8].lower(), "131052", "Kuusikuj", "AsRkv4"):
        assert secret.encode() not in written
    assert set(counted(f"sqlite:///{sqlite_file}")["language"]) == {("fi",)}
