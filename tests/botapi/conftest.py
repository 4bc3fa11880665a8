"""The server, and each test that asks for a client once with python-telegram-bot and once with aiogram."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager

import pytest
from aiogram.exceptions import AiogramError
from telegram.error import TelegramError

from tests.botapi.clients import CLIENTS, Client
from tests.botapi.server import BotApi
from tests.waiting import PATIENCE

Make = Callable[..., Client]
ERRORS = (TelegramError, AiogramError)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A server for one test. It takes webhooks without TLS."""
    async with BotApi(allow_http=True) as server:
        yield server


@pytest.fixture(params=CLIENTS)
async def make(request: pytest.FixtureRequest, api: BotApi, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Make]:
    """Makes bots of one library: `make(patience=9, token=...)`."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # or else python-telegram-bot warns whenever it is told to wait
    made: list[Client] = []

    def one(patience: float = PATIENCE, token: str = "") -> Client:
        made.append(CLIENTS[request.param](api, patience, token))
        return made[-1]

    yield one
    for client in made:
        await client.close()


@pytest.fixture
def client(make: Make) -> Client:
    """A bot of one library."""
    return make()


@contextmanager
def refused() -> Iterator[list[Exception]]:
    """Expects that a client raises its library's error; the list holds it afterwards."""
    caught: list[Exception] = []
    with pytest.raises(ERRORS) as seen:
        yield caught
    assert isinstance(seen.value, Exception)
    caught.append(seen.value)


async def refusal_of(doing: Awaitable[object]) -> Exception:
    """The error that a call ends with."""
    with refused() as caught:
        await doing
    return caught[0]
