"""What the web channel counts, and that nothing depends on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import httpx
import pytest

from bot.channels.web import make_app
from bot.core.book import Book
from bot.core.turn import Typed, turn
from bot.counting import seen_in
from bot.settings import Settings
from storage import Countable, NoCounts, Seen, Status, Unanswered
from storage.writer import WrittenCounts
from tests.channels.conftest import HOST
from tests.channels.person import Button, Page
from tests.conftest import TODAY

END, DUTIES = "retki_fi_s1", "keittio_fi_AmRkn1m10t0p7ktr1"


class Remembered:
    """Counts that a test can read."""

    def __init__(self) -> None:
        self.seen: list[Countable] = []
        self.status: Status = "ok"

    def count(self, seen: Countable) -> None:
        self.seen.append(seen)

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def counts() -> Remembered:
    """What was counted."""
    return Remembered()


@pytest.fixture
async def client(polyglot: Book, today: date, counts: Remembered) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application that counts."""
    app = make_app(polyglot, Settings(), lambda: today, counts)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST) as found:
        yield found


async def test_a_page_counts_one_arrival_on_the_web(client: httpx.AsyncClient, counts: Remembered) -> None:
    await client.get("/")
    await client.get("/keittio_sv")
    await client.post("/", data={"place": "keittio_en_n1"})
    await client.post("/", data={"place": "keittio_fi", "text": "pieni"})
    assert counts.seen == [
        Seen("alku", "alku", "fi", "web"),
        Seen("keittio", "nalka", "sv", "web"),
        Seen("keittio", "rooli", "en", "web"),
        Seen("keittio", "rooli", "fi", "web"),
    ]


async def test_a_turn_of_the_api_counts_one_arrival_there(client: httpx.AsyncClient, counts: Remembered) -> None:
    await client.post("/api/turn", json={"place": "kortti-ohje_fi__mika"})
    await client.post("/api/turn", json={"place": END})
    assert counts.seen == [Seen("kortti", "ohje-mika", "fi", "api"), Seen("retki", "loppu", "fi", "api")]


@pytest.mark.parametrize(
    "place",
    ["keittio_fi_P01", "kortti-ohje_fi_P01", "keittio_fi__h", "keittio_fi__s", "keittio_fi_n1_v", "kortti-ohje_fi__h",
     "keittio_fi_Rkn1_m-01", "keittio_fi_Rkn1m10t0_d-2612"],
)  # fmt: skip
async def test_practice_and_what_is_opened_at_a_step_are_no_arrival(
    place: str, client: httpx.AsyncClient, counts: Remembered, polyglot: Book, today: date
) -> None:
    reply = turn(polyglot, place, None, today)
    assert str(reply.place) == place, "the place is read as it is meant"
    assert seen_in(reply, "telegram") is None
    await client.post("/", data={"place": place})
    await client.post("/api/turn", json={"place": place})
    assert counts.seen == []


async def test_looks_refusals_files_and_links_that_lead_nowhere_are_no_arrival(
    client: httpx.AsyncClient, counts: Remembered
) -> None:
    for path in ("/favicon.ico", "/wp-admin/setup.php", "/static/olematon", "/tietoa", "/health", "/map/keittio"):
        await client.get(path)
    await client.head("/")
    await client.post("/api/turn", json={"place": "keittio_fi", "more": 1})
    await client.post("/api/turn", json={"place": "keittio_fi", "text": "xyzzy"})
    await client.post("/", data={"place": "keittio_fi", "text": "xyzzy"})
    await client.post("/document", json={"place": "keittio_fi_n3Amr2", "id": "keskustelu"})
    assert counts.seen == []
    await client.get("/keittio_fi_n9")
    assert counts.seen == [Seen("keittio", "nalka", "fi", "web")], "an old link still leads to a step"


async def test_two_buttons_at_an_end_count_whether_it_helped_once_and_thank(
    client: httpx.AsyncClient, counts: Remembered, polyglot: Book
) -> None:
    page = Page(await client.post("/", data={"place": END}))
    form = next(form for form in page.forms if any(button.label == "Auttoi" for button in form.buttons))
    assert [button.label for button in form.buttons] == ["Auttoi", "Ei auttanut"]
    assert polyglot.words.helped_title in page.words
    thanked = Page(await client.post("/", data={form.buttons[1].name: form.buttons[1].value}))
    assert polyglot.words.helped_thanks in thanked.words
    assert polyglot.words.helped_title not in thanked.words
    assert counts.seen == [Seen("retki", "loppu", "fi", "web"), Seen("retki", "loppu", "fi", "web", "no")]
    tokens = [value for form in thanked.forms for name, value in (*form.fields, *_sent(form.buttons)) if name]
    assert len(tokens) > 8
    assert not [token for token in tokens if token.endswith(("_joo", "_ei"))], "nothing there answers again"


def _sent(buttons: list[Button]) -> list[tuple[str, str]]:
    return [(button.name, button.value) for button in buttons]


async def test_a_file_made_from_the_thanks_is_that_of_the_end(client: httpx.AsyncClient) -> None:
    files = [
        (await client.post("/document", json={"place": place, "id": "keskustelu"})).text
        for place in (DUTIES, f"{DUTIES}_joo")
    ]
    assert "Näin syöt" in files[0]
    assert files[0] == files[1]


async def test_a_section_of_a_card_is_no_answer_whatever_its_name(polyglot: Book, today: date) -> None:
    reply = turn(polyglot, "kortti-ohje_fi__mika", None, today)
    assert seen_in(replace(reply, place=reply.place.showing("ei")), "web") == Seen("kortti", "ohje-mika", "fi", "web")


@pytest.mark.parametrize("status", ["ok", "counting-off"])
async def test_health_says_how_counting_goes(status: Status, client: httpx.AsyncClient, counts: Remembered) -> None:
    counts.status = status
    answer = await client.get("/health")
    assert (answer.status_code, answer.json()["status"]) == (200, status)


async def test_replies_are_the_same_with_a_database_that_cannot_be_had(
    tmp_path: Path, polyglot: Book, today: date
) -> None:
    (tmp_path / "data").write_text("", encoding="utf-8")
    broken = WrittenCounts(f"sqlite:///{tmp_path / 'data' / 'counts.sqlite3'}", lambda: today)
    said = []
    for counts in (broken, NoCounts()):
        app = make_app(polyglot, Settings(), lambda: today, counts)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST) as client:
            pages = [(await client.post("/", data={"place": place})).text for place in ("alku", "keittio_fi_n1", END)]
            turns = [(await client.post("/api/turn", json={"place": place})).text for place in ("alku", END)]
            said.append((pages, turns))
    broken.close()
    assert said[0] == said[1]
    assert broken.status == "counting-off"


def test_a_question_without_an_answer_counts_the_words_of_the_book_in_it_and_nothing_else(book: Book) -> None:
    asked = turn(book, "huoli_fi", Typed("paljonko kuraattori tienaa zyzzyva"), TODAY)
    assert seen_in(asked, "web") == Unanswered(("kuraattori",))
    assert seen_in(turn(book, "huoli_fi", Typed("zyzzyva"), TODAY), "web") is None
    practice = turn(book, "huoli_fi_P01", Typed("paljonko kuraattori tienaa"), TODAY)
    assert seen_in(practice, "web") is None
