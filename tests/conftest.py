"""What every test may ask for, and a guard: no test reaches the network outside this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import date
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from bot.catalogues import tongues
from bot.core.book import Book
from bot.core.reply import Choice, Reply
from bot.core.turn import turn
from bot.learned import learn
from bot.load import load_pages

TOYS = Path(__file__).parent / "toys"
TODAY = date(2026, 11, 21)

# The same examples on every run, so that a red build is a change of ours.
# `--hypothesis-profile=wide` looks further.
settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.register_profile(
    "wide", deadline=None, database=None, max_examples=5000, suppress_health_check=list(HealthCheck)
)
settings.load_profile("steady")


class TouchesTheNetwork(AssertionError):
    """A test tried to reach another machine."""


def is_here(host: object) -> bool:
    """Whether an address is this machine: loopback, or no address at all (a socket of the file system)."""
    if not isinstance(host, str | bytes) or not host:
        return not host
    name = host.decode() if isinstance(host, bytes) else host
    try:
        return ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return name == "localhost"


def refuse(host: object) -> None:
    if not is_here(host):
        raise TouchesTheNetwork(f"expected only this machine in a test, got {host!r}")


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """Make every connection, datagram and look-up of a name outside this machine fail the test."""
    real: dict[str, Any] = {name: getattr(socket.socket, name) for name in ("connect", "connect_ex", "sendto")}
    look_up = socket.getaddrinfo

    def guarded(name: str) -> Any:
        def call(self: socket.socket, *given: Any) -> Any:
            address = given[-1]
            refuse(address[0] if isinstance(address, tuple) else "")
            return real[name](self, *given)

        return call

    def guarded_look_up(host: Any, *given: Any, **named: Any) -> Any:
        refuse(host)
        return look_up(host, *given, **named)

    with pytest.MonkeyPatch.context() as patch:
        for name in real:
            patch.setattr(socket.socket, name, guarded(name))
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


@pytest.fixture(scope="session")
def toys() -> Path:
    """The folder of the toy content. Copy it before changing anything in it."""
    return TOYS


@cache
def toy_book() -> Book:
    """The toy book, for Hypothesis, whose properties take no fixtures."""
    return Book(load_pages(TOYS))


@pytest.fixture(scope="session")
def kitchen() -> Book:
    """The toy book: every kind of step, nothing of the law, so that content edits never break these tests."""
    return toy_book()


@pytest.fixture(scope="session")
def book() -> Book:
    """The real book in all its languages."""
    found = Book(load_pages(), tongues())
    learn(found)
    return found


@pytest.fixture(scope="session")
def today() -> date:
    """A Saturday."""
    return TODAY


def choice_of(reply: Reply, name: str) -> Choice:
    """The one choice of a reply with this id, or else with this label."""
    found = [choice for choice in reply.choices if choice.id == name] or [
        choice for choice in reply.choices if choice.label == name
    ]
    assert len(found) == 1, f"expected one choice {name!r}, got {[c.label for c in reply.choices]}"
    return found[0]


def tap(book: Book, reply: Reply, name: str, today: date = TODAY) -> Reply:
    """Tap one choice, by its id or label. Only the written place crosses over, as between two messages."""
    return turn(book, str(choice_of(reply, name).place), None, today)


def walk_by_labels(book: Book, token: str, *labels: str, today: date = TODAY) -> Reply:
    """Open a place and tap one choice after another, by label (or id); gives back the last reply."""
    reply = turn(book, token, None, today)
    for label in labels:
        reply = tap(book, reply, label, today)
    return reply
