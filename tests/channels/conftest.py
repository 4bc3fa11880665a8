"""The web channel over the toy book, asked in process, without a socket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.web import make_app
from bot.core.book import Book
from bot.core.tongue import Tongue
from bot.load import load_pages
from bot.settings import Settings

HOST = "http://polku.test"


@pytest.fixture(scope="session")
def polyglot(toys: Path) -> Book:
    """The toy book in three languages; what is not Finnish is marked as untranslated."""
    names = (("fi", "fi_FI", "Suomi"), ("sv", "sv_FI", "Svenska"), ("en", "en_GB", "English"))
    return Book(load_pages(toys), {lang: Tongue(lang, locale, name) for lang, locale, name in names})


@pytest.fixture
def app(polyglot: Book, today: date) -> Starlette:
    """The application, as a person without settings starts it."""
    return make_app(polyglot, Settings(), lambda: today)


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """A client that speaks straight to the application."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST) as found:
        yield found
