"""What must hold on every state of `vireilletulo`, and its calendar file in every language."""

from __future__ import annotations

from datetime import date

import pytest
from icalendar import Calendar

from bot.channels.html import web_html
from bot.core.book import Book
from bot.core.checks.rules import place_of
from bot.core.checks.states import ANY_DAY, State, walk_states
from bot.core.turn import reply_at
from bot.documents import document_of

FLOW = "vireilletulo"
UNSAFE = ("vakivalta", "kotivakivalta", "en-tieda")
CLOSED = ("muu-palvelu", "neuvonta", "ei-toimia", "muu-arviointi")


@pytest.fixture(scope="module")
def ends(book: Book) -> list[State]:
    """Every end of the flow, with the answers that lead there."""
    found = [state for state in walk_states(book, book.paths[FLOW]) if isinstance(state, State) and state.ends]
    assert len(found) > 1000
    return found


def test_danger_ends_in_112_before_any_other_question(ends: list[State]) -> None:
    danger = [state for state in ends if state.known.value("vaara") == "nyt"]
    assert [(state.step, len(state.taken)) for state in danger] == [("hata", 1)]


def test_where_violence_is_possible_nobody_is_told_to_tell_the_guardian_first(book: Book, ends: list[State]) -> None:
    unsafe = [state for state in ends if state.known.value("erityista") in UNSAFE]
    assert {state.step for state in unsafe} == {"turvaten", "kesken"}
    for state in unsafe:
        said = " ".join(
            line.words for line in book.paths[FLOW].flow.steps[state.step].says if book.test(line.when)(state.known)
        )
        assert "Sano näin huoltajalle" not in said, state
        assert "Viimeinen päivä: {start_by}" not in said, state
        assert "Älä kerro huoltajalle ensin" in said or "Älä ota ensin yhteyttä väkivaltaiseen" in said, state


def test_while_urgency_or_safety_is_open_the_matter_is_not_closed(ends: list[State]) -> None:
    is_open = [
        state for state in ends
        if state.known.value("vaara") != "ei" or state.known.value("erityista") in UNSAFE
    ]  # fmt: skip
    assert is_open
    assert not [state for state in is_open if state.known.value("ratkaisu") in CLOSED]


def test_on_aland_no_date_and_no_mainland_section_is_shown(ends: list[State]) -> None:
    aland = [state for state in ends if state.known.value("alue") == "ahvenanmaa"]
    assert {state.step for state in aland} == {"maakunnan-laki"}


def test_the_fixed_limits_go_into_the_calendar_only_where_they_bind(book: Book) -> None:
    steps = book.paths[FLOW].flow.steps
    assert [name for name, step in steps.items() if "kalenteri" in step.documents] == [
        "turvaten", "aloita-ero", "aloita",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("fi", "Arvioinnin aloittaminen viimeistään"),
        ("sv", "Bedömningen inleds senast"),
        ("en", "Start the assessment at the latest"),
    ],
)
def test_the_calendar_of_each_end_speaks_the_reader_s_language(
    book: Book, ends: list[State], lang: str, title: str
) -> None:
    for step in ("turvaten", "aloita-ero", "aloita"):
        state = next(state for state in ends if state.step == step)
        reply = reply_at(book, place_of(book, book.paths[FLOW], state.taken, lang), ANY_DAY)
        made = document_of(book, reply, "kalenteri", ANY_DAY, web_html)
        first, second = Calendar.from_ical(made.content).walk("VEVENT")
        assert str(first["summary"]) == title
        assert (first.decoded("dtstart"), second.decoded("dtstart")) == (date(2026, 12, 2), date(2027, 2, 23))
        assert "SHL 36.3 §" in str(first["description"])
        assert "[fi]" not in made.content.decode()
