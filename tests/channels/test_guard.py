"""What stands around every answer: headers, the limit, and how faults are met."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import date

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.guard import BODY_LIMIT
from bot.channels.web import make_app
from bot.core.book import Book
from bot.settings import Settings
from tests.channels.person import Page

SECRET = "salaisuus-9f3"
EVERYTHING = [
    ("GET", "/"), ("POST", "/"), ("GET", "/keittio"), ("GET", "/tietoa"), ("GET", "/saavutettavuus"),
    ("GET", "/poistu"), ("GET", "/map/keittio"), ("GET", "/static/chat.css"), ("GET", "/static/chat.js"),
    ("GET", "/static/icon.svg"), ("GET", "/static/olematon"), ("GET", "/health"), ("GET", "/openapi.json"),
    ("POST", "/api/turn"), ("GET", "/api/turn"), ("GET", "/api/x"), ("POST", "/document"), ("PUT", "/"),
]  # fmt: skip
CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize(("method", "path"), EVERYTHING)
async def test_every_answer_carries_the_protective_headers(client: httpx.AsyncClient, method: str, path: str) -> None:
    """Nothing inline, nothing foreign, no referrer, no guessing of types, no frame, no sensor, no cookie."""
    headers = (await client.request(method, path)).headers
    assert headers["content-security-policy"] == CONTENT_SECURITY
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "set-cookie" not in headers
    assert "server" not in headers


async def test_a_page_may_be_kept_for_the_back_button_and_json_may_not_be_kept(
    client: httpx.AsyncClient,
) -> None:
    """Pages are `private, no-cache`, so that Back works without JavaScript; what programs get is `no-store`."""
    for path in ("/", "/keittio", "/tietoa", "/map/keittio"):
        assert (await client.get(path)).headers["cache-control"] == "private, no-cache"
    assert (await client.post("/", data={"place": "keittio_fi"})).headers["cache-control"] == "private, no-cache"
    for answer in (
        await client.post("/api/turn", json={"place": "alku"}),
        await client.get("/health"),
        await client.get("/poistu"),
    ):
        assert answer.headers["cache-control"] == "no-store"


async def test_a_static_file_is_kept_for_long_under_its_own_mark_only(client: httpx.AsyncClient) -> None:
    """The page names files by their content; under any other name they are asked for again."""
    page = Page(await client.get("/"))
    address = page.response.text.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    assert "immutable" in (await client.get(address)).headers["cache-control"]
    for other in ("/static/chat.css", "/static/chat.css?v=0"):
        assert (await client.get(other)).headers["cache-control"] == "no-cache"


async def test_the_pages_hold_nothing_inline(client: httpx.AsyncClient) -> None:
    """No inline script, style or handler, and no address of another origin among what a page loads."""
    for place in ("alku", "keittio_fi", "keittio_fi_AmRkn1", "keittio_fi_AmRvn1r1", "kortti-ohje_fi__mika"):
        text = (await client.post("/", data={"place": place})).text
        for inline in ("<style", " style=", "javascript:", " onclick", " onload", "<script>", "http://"):
            assert inline not in text, (place, inline)
        assert text.count('<script src="/static/') == text.count("<script") == 1


async def test_the_quick_exit_goes_elsewhere_and_asks_the_browser_to_forget(
    client: httpx.AsyncClient, polyglot: Book
) -> None:
    """303 to the book's harmless page, with cache, cookies and storage of this site cleared."""
    answer = await client.get("/poistu")
    assert (answer.status_code, answer.headers["location"]) == (303, polyglot.cover.quick_exit)
    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'


async def test_health_is_always_well_and_names_the_edition(client: httpx.AsyncClient, polyglot: Book) -> None:
    """Until counting is built it says so; the status code is 200 all the same."""
    answer = await client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "counting-off", "book": polyglot.edition})


async def pieces(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 512):
        yield b"x" * 512


@pytest.mark.parametrize("path", ["/", "/api/turn", "/document"])
@pytest.mark.parametrize("announced", [True, False])
async def test_more_than_16_kilobytes_are_not_read(client: httpx.AsyncClient, path: str, *, announced: bool) -> None:
    """Announced or not, a body over the limit ends with 413: JSON for programs, a page for people."""
    size = BODY_LIMIT + 512
    answer = await client.post(
        path,
        content=b"x" * size if announced else pieces(size),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 413
    if path == "/":
        assert "tel:112" in answer.text
    else:
        assert answer.json()["error"]["code"] == "too-much-sent"
    assert "xxx" not in answer.text


async def test_a_thousand_of_the_widest_letters_fit_the_limit(client: httpx.AsyncClient) -> None:
    """What may be typed may also be sent, however it is written on the wire."""
    assert (await client.post("/", data={"text": "€" * 1000, "place": "keittio_fi"})).status_code == 200
    assert (await client.post("/api/turn", json={"text": "🙂" * 1000})).status_code == 200


class Broken(Exception):
    """A fault that holds what a person typed."""


@pytest.fixture
def broken(polyglot: Book, monkeypatch: pytest.MonkeyPatch, today: date) -> Starlette:
    """An application whose core breaks on every turn but the first screen's clock still works."""

    def breaks(*_: object, **__: object) -> None:
        raise Broken(SECRET)

    monkeypatch.setattr("bot.channels.asked.turn", breaks)
    monkeypatch.setattr("bot.channels.web.opened", breaks)
    return make_app(polyglot, Settings(), lambda: today)


async def test_a_fault_is_a_clear_answer_and_one_line_without_words(
    broken: Starlette, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """The answer helps; the log tells type and place in the code; what was sent is in neither."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(broken), base_url="http://x") as client:
        answers = [
            await client.post("/", data={"place": SECRET, "text": SECRET}),
            await client.get(f"/{SECRET}"),
            await client.post("/api/turn", json={"text": SECRET}),
            await client.post("/document", json={"place": SECRET, "id": SECRET}),
        ]
    assert [answer.status_code for answer in answers] == [500] * 4
    assert all("tel:112" in answer.text for answer in answers[:2])
    assert all(answer.json()["error"]["code"] == "went-wrong" for answer in answers[2:])
    assert all(answer.headers["content-security-policy"] == CONTENT_SECURITY for answer in answers)
    assert len(caplog.records) == 4
    assert all(record.getMessage().startswith("Broken at ") and record.exc_info is None for record in caplog.records)
    written = caplog.text + "".join(capsys.readouterr()) + "".join(answer.text for answer in answers)
    assert SECRET not in written


async def test_even_a_broken_clock_ends_in_an_answer(polyglot: Book, caplog: pytest.LogCaptureFixture) -> None:
    """When not even the page of apology can be made, 112 is said in plain text."""

    def clock() -> date:
        raise Broken(SECRET)

    app = make_app(polyglot, Settings(), clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
        answer = await client.get("/")
    assert (answer.status_code, answer.text) == (500, "112")
    assert SECRET not in caplog.text


async def test_nothing_that_a_person_sends_is_logged(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Pages, refusals and documents write no line at all."""
    caplog.set_level(logging.DEBUG, "huolipolku")
    await client.post("/", data={"place": "keittio_fi", "text": SECRET})
    await client.post("/api/turn", json={"text": SECRET, SECRET: 1})
    await client.get(f"/{SECRET}?q={SECRET}")
    assert SECRET not in "".join(record.getMessage() for record in caplog.records if record.name != "httpx")
    assert not "".join(capsys.readouterr())
