"""The bot over a Bot API server on loopback: real HTTP, real polling, people with phones."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.channels.telegram import Telegram
from bot.core.book import Book
from bot.core.tongue import Tongue
from bot.load import load_pages
from bot.settings import Settings
from storage import NoCounts
from tests.botapi import BotApi, Bubble, Phone
from tests.botapi.server import TOKEN
from tests.waiting import PATIENCE

WEB = "https://huolipolku.example"
"""Seconds that the bot waits for the server: a busy machine is no fault."""
Start = Callable[..., AbstractAsyncContextManager[Telegram]]


@pytest.fixture(scope="session")
def toy_talk(toys: Path) -> Book:
    """The toy book in three languages; what is not Finnish is marked as untranslated."""
    names = (("fi", "fi_FI", "Suomi"), ("sv", "sv_FI", "Svenska"), ("en", "en_GB", "English"))
    return Book(load_pages(toys), {lang: Tongue(lang, locale, name) for lang, locale, name in names})


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A Bot API server for one test. It takes webhooks without TLS."""
    async with BotApi(allow_http=True) as server:
        yield server


def settings_for(api: BotApi) -> Settings:
    """The settings of a bot at this server."""
    return Settings(telegram_token=TOKEN, telegram_api_url=api.base_url, public_url=WEB)


@pytest.fixture
def start(api: BotApi, today: date) -> Start:
    """Makes what starts a bot over a book and stops it; keywords are settings."""

    @asynccontextmanager
    async def started(book: Book, *, read_timeout: float = PATIENCE, **changes: object) -> AsyncIterator[Telegram]:
        settings = replace(settings_for(api), **changes)  # type: ignore[arg-type]
        telegram = Telegram(
            book, settings, lambda: today, NoCounts(), pauses=(0.01, 0.01, 0.01), read_timeout=read_timeout
        )
        async with telegram.open():
            yield telegram

    return started


@pytest.fixture
async def toy_bot(start: Start, toy_talk: Book) -> AsyncIterator[Telegram]:
    """A bot over the toy book, polling."""
    async with start(toy_talk) as telegram:
        yield telegram


@pytest.fixture
async def real_bot(start: Start, book: Book) -> AsyncIterator[Telegram]:
    """A bot over the real book, polling."""
    async with start(book) as telegram:
        yield telegram


async def begun(phone: Phone, token: str = "") -> Bubble:
    """What the bot says to `/start`, with a token or alone."""
    await phone.types(f"/start {token}")
    return await phone.sees()


def placed(bubble: Bubble) -> str:
    """The place that a message shows: that of its 112 button, without 112."""
    button = next(button for button in bubble.buttons if button.label.startswith("🆘"))
    fields = [*(button.data or "").split("_"), "", "", ""][:4]
    return "_".join([*fields[:3], fields[3].removeprefix("h").removeprefix("-")]).rstrip("_")


async def stands_at(phone: Phone, place: str) -> Bubble:
    """What a person sees last who has just answered the last question before a place."""
    first = await begun(phone)
    phone.press(phone.inside, first.id, place)
    await phone.people.until(lambda: phone.answered and phone.last.labels[-1] in "←⋯" and phone.last != first, 5)
    return phone.last
