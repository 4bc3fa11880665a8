"""The calendar file: both time limits as events, the same bytes for the same day, nothing about anyone."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from icalendar import Calendar
from starlette.applications import Starlette

from bot.channels.html import web_html
from bot.channels.web import make_app
from bot.core.book import Book
from bot.core.place import write_date
from bot.core.tongue import Tongue
from bot.core.turn import turn
from bot.documents import document_of
from bot.documents.document import Document, NoSuchDocument
from bot.load import load_pages
from bot.settings import Settings
from tests.core.oracle import ONE_DAY, is_free, last_day_to_finish, last_day_to_start

POSTI = Path(__file__).parents[1] / "core" / "posti.yaml"
TUESDAY = date(2026, 11, 17)
EVERY_DAY = [date(2026, 1, 1) + ONE_DAY * number for number in range((date(2031, 1, 1) - date(2026, 1, 1)).days)]


@pytest.fixture(scope="module")
def letters(toys: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The toys in three languages, with a flow that asks for a day."""
    folder = Path(shutil.copytree(toys, tmp_path_factory.mktemp("posti") / "toys"))
    shutil.copy(POSTI, folder)
    names = (("fi", "fi_FI", "Suomi"), ("sv", "sv_FI", "Svenska"), ("en", "en_GB", "English"))
    return Book(load_pages(folder), {lang: Tongue(lang, locale, name) for lang, locale, name in names})


def end_of(begun: date, lang: str = "fi") -> str:
    return f"posti_{lang}_v{write_date(begun)}k2"


def made(book: Book, begun: date, lang: str = "fi", today: date = TUESDAY) -> Document:
    """The file of one day, as it would be fetched on another."""
    return document_of(book, turn(book, end_of(begun, lang), None, today), "kalenteri", today, web_html)


def test_from_every_day_of_five_years_the_file_has_the_two_days_of_the_law(letters: Book) -> None:
    assert len(EVERY_DAY) == 1826
    for begun in EVERY_DAY:
        first, second = Calendar.from_ical(made(letters, begun).content).walk("VEVENT")
        assert (first.decoded("dtstart"), second.decoded("dtstart")) == (
            last_day_to_start(begun), last_day_to_finish(begun),
        ), begun  # fmt: skip
        morning = first.decoded("dtstart") + first.walk("VALARM")[0].decoded("trigger")
        between = [morning + ONE_DAY * number for number in range(1, 20)]
        assert not is_free(morning)
        assert sum(not is_free(day) for day in between if day < first.decoded("dtstart")) == 1


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_file_parses_back_as_two_days_with_a_reminder_each(letters: Book, lang: str) -> None:
    found = Calendar.from_ical(made(letters, TUESDAY, lang).content)
    assert (found["version"], found["uid"]) == ("2.0", "20261117-arviointi@huolipolku")
    first, second = found.walk("VEVENT")
    words, tongue = letters.words, letters.tongues[lang]
    assert first["summary"] == tongue.body(words.calendar_start)
    assert second["summary"] == tongue.body(words.calendar_ready)
    assert str(first["description"]).startswith(tongue.body(words.calendar_start_law))
    assert str(second["description"]).startswith(tongue.body(words.calendar_ready_law))
    for event, days in ((first, 2), (second, 14)):
        assert type(event.decoded("dtstart")) is date
        assert event.decoded("dtend") - event.decoded("dtstart") == ONE_DAY
        assert event.decoded("dtstamp") == datetime(2026, 11, 17, tzinfo=UTC)
        alarms = event.walk("VALARM")
        assert [alarm["action"] for alarm in alarms] == ["DISPLAY"]
        assert alarms[0].decoded("trigger") == timedelta(days=-days, hours=9)


def test_the_same_day_gives_the_same_bytes_and_another_day_other_events(letters: Book) -> None:
    one, again = made(letters, TUESDAY), made(letters, TUESDAY, today=date(2027, 1, 2))
    assert one == again
    uids = [uids_of(made(letters, day)) for day in EVERY_DAY[:60]]
    assert all(len(found) == 3 for found in uids)
    assert len(set().union(*uids)) == 3 * len(uids)
    assert uids_of(made(letters, TUESDAY, "sv")) == uids_of(one)


def uids_of(document: Document) -> set[str]:
    found = Calendar.from_ical(document.content)
    return {str(found["uid"]), *(str(event["uid"]) for event in found.walk("VEVENT"))}


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_lines_are_folded_and_end_as_the_standard_says(letters: Book, lang: str) -> None:
    content = made(letters, TUESDAY, lang).content
    lines = content.split(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n") == len(lines) - 1 > 20
    assert max(len(line) for line in lines) <= 75
    assert [line for line in lines if line.startswith(b" ")]


def test_the_file_tells_only_the_days_and_the_law(letters: Book) -> None:
    text = made(letters, TUESDAY).content.decode().replace("\r\n ", "")
    assert {line.split(":")[0].split(";")[0] for line in text.splitlines()} == {
        "BEGIN", "END", "VERSION", "PRODID", "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "CLASS",
        "TRANSP", "ACTION", "TRIGGER",
    }  # fmt: skip
    for said in ("SHL 36.3 §", "LSL 26.5 §", "Viimeinen päivä", "CLASS:PRIVATE"):
        assert said in text
    assert not [word for word in ("posti", "lapsi", "lastensuojelu", "ilmoitus") if word in text.casefold()]


@pytest.fixture
def app(letters: Book, today: date) -> Starlette:
    """The application over that book."""
    return make_app(letters, Settings(), lambda: today)


async def test_the_end_offers_the_file_and_the_web_hands_it_out_unkept(client: httpx.AsyncClient) -> None:
    place = end_of(TUESDAY)
    reply = (await client.post("/api/turn", json={"place": place})).json()
    assert {"id": "kalenteri", "label": "Määräpäivät kalenteriin", "place": place} in reply["documents"]
    answer = await client.post("/document", data={"place": place, "id": "kalenteri"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="muistutukset.ics"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"BEGIN:VCALENDAR\r\n")


async def test_a_place_without_the_dates_has_no_calendar(client: httpx.AsyncClient) -> None:
    for place in ("alku", "posti_fi", f"posti_fi_v{write_date(TUESDAY)}", "keittio_fi_AmRvn1r1", "kortti-ohje_fi"):
        answer = await client.post("/document", json={"place": place, "id": "kalenteri"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "no-such-document"), place


def test_an_unknown_document_of_that_end_is_refused(letters: Book) -> None:
    reply = turn(letters, end_of(TUESDAY), None, TUESDAY)
    with pytest.raises(NoSuchDocument):
        document_of(letters, reply, "kalenteri2", TUESDAY, web_html)
