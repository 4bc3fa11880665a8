"""The server itself: real sockets on this machine."""

from __future__ import annotations

import errno
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from bot.channels.serving import listen, serve
from bot.settings import Settings
from tests.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
from datetime import date
from pathlib import Path
from bot.channels.web import make_app, serve
from bot.core.book import Book
from bot.load import load_pages
from bot.settings import read
settings = read(env_file=Path("no-such-file"))
raise SystemExit(serve(make_app(Book(load_pages(Path("tests/toys"))), settings, lambda: date(2026, 11, 21)), settings))
"""


async def make_nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that is never asked."""


def start(port: int) -> subprocess.Popen[str]:
    """The program in a process of its own, as a person starts it."""
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, env={"HUOLIPOLKU_PORT": str(port), "PATH": ""}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.fixture
def running() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server and the address that it printed."""
    with start(0) as process:
        assert process.stdout
        line = process.stdout.readline()
        try:
            yield process, line.split()[-1]
        finally:
            process.kill()


def test_it_prints_its_address_once_it_can_be_reached(running: tuple[subprocess.Popen[str], str]) -> None:
    """The printed line is an address that answers at once."""
    _, address = running
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address)
    assert httpx.get(address + "/health").status_code == 200


def test_it_writes_no_line_about_anybodys_request_and_stops_quietly(
    running: tuple[subprocess.Popen[str], str],
) -> None:
    """No access log, no server name; nonsense on the wire is not repeated; SIGTERM ends it without a trace."""
    process, address = running
    answer = httpx.post(address, data={"text": "salaisuus-9f3", "place": "keittio_fi"})
    assert "server" not in answer.headers
    assert httpx.get(address + "/salaisuus-9f3?salaisuus-9f3").status_code == 200
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=PATIENCE)
    assert (out, err) == ("", "")


def test_after_a_kill_and_a_new_start_the_old_button_still_works(
    running: tuple[subprocess.Popen[str], str],
) -> None:
    """Nothing is kept between requests, so a restart loses nothing."""
    process, address = running
    port = int(address.rpartition(":")[2])
    page = httpx.post(address, data={"place": "keittio_fi_n1"}).text
    button = re.search(r'value="(keittio_fi_R\w+)"', page)
    assert button
    process.kill()
    process.wait()
    with start(port) as again:
        assert again.stdout
        again.stdout.readline()
        try:
            assert "Mitä" in httpx.post(address, data={"place": button[1]}).text
        finally:
            again.kill()


def test_a_port_that_is_taken_is_one_clear_line_and_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    """No traceback: the port, and what can be done."""
    with listen(Settings(port=0)) as taken:
        port = taken.getsockname()[1]
        assert serve(make_nothing, Settings(port=port)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"Port {port} is taken")
    assert err.count("\n") == 1


def test_an_address_that_is_not_ours_is_one_clear_line_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host of another machine cannot be listened on."""

    def not_ours(*_: object, **__: object) -> None:
        raise OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")

    monkeypatch.setattr(socket, "create_server", not_ours)
    assert serve(make_nothing, Settings()) == 2
    assert capsys.readouterr().err == (
        "Cannot listen on 127.0.0.1:8080: Cannot assign requested address. Check HUOLIPOLKU_HOST and HUOLIPOLKU_PORT.\n"
    )
