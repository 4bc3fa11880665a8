"""The quick exit, and what a browser is left with."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bot.core.book import Book
from tests.browser.conftest import Open, place_of


def walk(page: Page, address: str) -> None:
    page.goto("about:blank")
    page.goto(address)
    page.locator(".option.flow").first.click()
    expect(page.locator(".progress")).to_be_visible()
    for _ in range(2):
        before = page.title()
        page.locator(".options .option").nth(1).click()
        expect(page).not_to_have_title(before)


def test_the_quick_exit_replaces_the_entry_and_leaves_no_answer_behind(person: Open, address: str, book: Book) -> None:
    """One tap: elsewhere at once. Back leads before this service, Forward at most to its front page."""
    page = person()
    walk(page, address)
    page.locator("[data-exit]").click()
    page.wait_for_url(book.cover.quick_exit)
    page.go_back()
    assert page.url == "about:blank"
    page.go_forward()
    assert page.url == book.cover.quick_exit
    page.go_forward()
    if page.url != book.cover.quick_exit:
        expect(page.locator("h1")).to_have_text(book.cover.title)
        assert place_of(page) == "alku_fi"
        assert page.evaluate("history.state.place") == "alku_fi"


def test_after_going_back_in_the_path_the_quick_exit_forgets_what_lay_ahead(
    person: Open, address: str, book: Book
) -> None:
    """Entries ahead are forgotten as well as those behind."""
    page = person()
    walk(page, address)
    page.go_back()
    page.go_back()
    expect(page.locator(".progress")).to_be_visible()
    page.locator("[data-exit]").click()
    page.wait_for_url(book.cover.quick_exit)
    assert page.evaluate("history.length") <= 3


def test_the_quick_exit_is_always_in_view(person: Open, address: str) -> None:
    """It stands at the top however far one has read."""
    page = person()
    walk(page, address)
    page.mouse.wheel(0, 4000)
    expect(page.locator("[data-exit]")).to_be_in_viewport()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_quick_exit_works_with_and_without_javascript(
    person: Open, address: str, book: Book, *, javascript: bool
) -> None:
    """Without JavaScript it is a plain link to the same exit."""
    page = person(javascript=javascript)
    walk(page, address)
    with page.expect_response("**/poistu") as answer:
        page.locator("[data-exit]").click()
    assert answer.value.status == 303
    page.wait_for_url(book.cover.quick_exit)


def test_no_place_is_ever_in_an_address(person: Open, address: str) -> None:
    """Every address asked for on the way is the same few: nothing of the answers is in any of them."""
    page = person()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    walk(page, address)
    page.reload()
    expect(page.locator(".progress")).to_be_visible()
    assert asked
    assert {url.partition("?")[0] for url in asked} <= {
        "/",
        "about:blank",
        "/static/chat.css",
        "/static/print.css",
        "/static/chat.js",
        "/static/icon.svg",
    }


def test_the_browser_keeps_no_cookie_no_storage_and_no_database(person: Open, address: str) -> None:
    """After a whole visit the origin's stores are empty."""
    page = person()
    walk(page, address)
    kept = page.evaluate(
        """async () => ({
            cookies: document.cookie, local: localStorage.length, session: sessionStorage.length,
            databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
            workers: (await navigator.serviceWorker.getRegistrations()).length,
        })"""
    )
    assert kept == {"cookies": "", "local": 0, "session": 0, "databases": 0, "caches": 0, "workers": 0}
