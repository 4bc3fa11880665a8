"""A real browser over a real server. Each person's visit is watched: where it goes, what it keeps, what it says."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Route,
    ViewportSize,
    expect,
    sync_playwright,
)

from bot.channels.serving import Server, address_of, configured, listen
from bot.channels.web import make_app
from bot.core.book import Book
from bot.settings import Settings

QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 30_000
"""Milliseconds: a busy machine is no fault."""
NAMES = ("chromium", "chromium-browser", "google-chrome")
PHONE: ViewportSize = {"width": 390, "height": 844}
expect.set_options(timeout=PATIENCE)
ELSEWHERE = "<!doctype html><html lang=fi><title>Sää</title><h1>Sää</h1>"


def serving(book: Book, today: date) -> Iterator[str]:
    """A server of this book in a thread of its own; gives its address."""
    server = Server(configured(make_app(book, Settings(), lambda: today)))
    with listen(Settings(port=0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        until = time.monotonic() + 10
        while not server.started and time.monotonic() < until:
            time.sleep(0.01)
        yield address_of(listening)
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="package")
def address(book: Book, today: date) -> Iterator[str]:
    """Where the real book is served."""
    yield from serving(book, today)


@pytest.fixture(scope="package")
def toy_address(kitchen: Book, today: date) -> Iterator[str]:
    """Where the toy book is served, with every kind of step."""
    yield from serving(kitchen, today)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all of these tests."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    assert path, f"expected one of {', '.join(NAMES)} on PATH; `make browser` installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@dataclass
class Visit:
    """What one person's browser did."""

    context: BrowserContext
    expected: str = ""
    said: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> Page:
        """Remember what the page says and asks for."""
        page.on("console", self._spoken)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", self._asked)
        return page

    def _spoken(self, message: ConsoleMessage) -> None:
        if message.text.startswith("Clear-Site-Data header"):  # Chromium tells that it did as asked
            return
        if not self.expected or self.expected not in message.text:
            self.said.append(message.text)

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)


Open = Callable[..., Page]


@pytest.fixture
def person(chromium: Browser, book: Book, address: str, toy_address: str) -> Iterator[Open]:
    """Opens a page for a person: `person(javascript=False, color_scheme="dark", …)`.

    Afterwards: no error in the console, no request to another origin (but the quick exit's), nothing kept.
    """
    visits: list[Visit] = []

    def go(*, javascript: bool = True, lang: str = "fi-FI", expected: str = "", **options: object) -> Page:
        given = {"viewport": PHONE, "reduced_motion": "reduce", **options}
        context = chromium.new_context(java_script_enabled=javascript, locale=lang, **given)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        context.route(book.cover.quick_exit + "**", weather)
        visit = Visit(context, expected)
        visits.append(visit)
        return visit.watch(context.new_page())

    yield go
    for visit in visits:
        ours = (address, toy_address, book.cover.quick_exit)
        assert [url for url in visit.requests if not url.startswith(ours)] == []
        assert visit.said == []
        assert visit.context.cookies() == []
        assert visit.context.storage_state().get("origins") == []
        visit.context.close()


def weather(route: Route) -> None:
    """The page that the quick exit leads to, without a network."""
    route.fulfill(body=ELSEWHERE, content_type="text/html; charset=utf-8")


def open_place(page: Page, address: str, place: str, **fields: str) -> None:
    """Open any place the way a button does, from whatever page of this server is open."""
    if not page.url.startswith(address):
        page.goto(address)
    with page.expect_navigation():
        page.evaluate(
            """(fields) => {
                const form = Object.assign(document.createElement("form"), { method: "post", action: "/#nyt" });
                for (const [name, value] of Object.entries(fields))
                    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
                document.body.append(form);
                form.submit();
            }""",
            {"place": place, **fields},
        )


def place_of(page: Page) -> str:
    """The place that the page shows."""
    return page.locator("main").get_attribute("data-place") or ""


def heading(page: Page) -> str:
    """The page's first heading."""
    return page.locator("h1").inner_text()
