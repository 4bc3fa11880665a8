"""The flow `huoli` does what the lawyer's table says, on every state."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.book import Book
from bot.core.checks import check_book, check_pages, prove_all
from bot.core.checks.findings import Report
from bot.core.checks.rules import place_of
from bot.core.checks.states import State, walk_states
from bot.core.classes import classes_of, representatives
from bot.core.duties import duties_of
from bot.core.outcome import outcome_of
from bot.core.place import Place
from bot.core.turn import reply_at
from bot.core.walk import Walk, offered, walk, write_value
from bot.core.whatif import ACTS, what_ifs

FLOW = "huoli"
TABLE = yaml.load((Path(__file__).parent / "decision_table.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)["rows"]


def walk_with(book: Book, answers: dict[str, str]) -> Walk:
    """The walk of some answers by name; the page with only 112 is passed by."""
    path = book.paths[FLOW]
    place = Place(FLOW, "fi")
    for step, option in {"jatka": "jatka", **answers}.items():
        question = path.questions[step]
        place = place.having(question.key or "", write_value(book, question, option))
    return walk(book, place)


@pytest.fixture(scope="module")
def proof(book: Book) -> Report:
    """Every rule, proved on every state of the flow."""
    return next(report for report in prove_all(book) if report.flow == FLOW)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"row-{row['nr']}")
def test_a_row_of_the_table_is_a_walk_that_ends_with_its_duties(book: Book, row: dict[str, Any]) -> None:
    found = walk_with(book, {**row["taps"], "alue": row["region"]})
    assert found.ends
    assert {name for name, _ in found.taken} - {"alue", "jatka"} == set(row["taps"]), (
        "asks other questions than the row"
    )
    due = duties_of(book.duties, found.known)
    shown = {one.id + ("!" if one.id == "konsultointi" and one.urgency == "today" else ""): one.strength for one in due}
    expected = dict(duty.split("/") if "/" in duty else (duty, "") for duty in row["duties"])
    assert set(shown) == set(expected)
    for duty, strength in expected.items():
        assert not strength or shown[duty] == strength, f"{duty} is {shown[duty]}, the row says {strength}"
    on_page = [one.id for one in due]
    in_row = [duty.split("/")[0].rstrip("!") for duty in row["duties"]]
    if "konsultointi" in in_row and "konsultointi!" not in expected:  # the rows write it first, the page after 62
        in_row.remove("konsultointi")
        on_page.remove("konsultointi")
    assert on_page == in_row


def test_the_table_has_all_its_rows() -> None:
    assert [int(row["nr"]) for row in TABLE] == list(range(1, 82))


def test_every_rule_holds_on_every_state_and_meets_some(proof: Report) -> None:
    assert proof.states > 50_000
    assert proof.outcomes > 30_000
    assert not [f"{finding.rule}: {finding.broken}" for finding in proof.broken]
    assert not [finding.rule for finding in proof.findings.values() if not finding.met]


def test_nobody_taps_more_than_ten_times(proof: Report) -> None:
    assert min(proof.taps) >= 3
    assert max(proof.taps) <= 10


def test_the_content_has_no_fault(book: Book) -> None:
    assert [str(problem) for problem in check_pages(book.pages, date(2026, 11, 21)) if not problem.warning] == []
    assert [str(problem) for problem in check_book(book)] == []


@pytest.mark.parametrize("region", ["varha", "ahvenanmaa"])
@pytest.mark.parametrize("danger", ["nyt", "pian", "en-tieda", "ei"])
def test_every_what_if_of_every_outcome_is_true(book: Book, danger: str, region: str) -> None:
    path = book.paths[FLOW]
    walked: dict[frozenset[tuple[str, str]], set[str]] = {}
    tried = 0
    for state in walk_states(book, path, texts=False):
        if not isinstance(state, State) or not state.ends or state.taken[0][1] != danger:
            continue
        given = {path.name(step): str(value) for step, value in state.taken}
        if given["alue"] != region:
            continue
        found = walk(book, place_of(book, path, state.taken, "fi"))
        due = duties_of(book.duties, found.known)
        now = acts(book, tuple(one.id for one in due))
        shown = what_ifs(book, found, due)
        assert len(shown) <= 4
        for one in shown:
            other = {**given, **dict(one.assumed), one.step: one.option}
            key = frozenset(other.items())
            if key not in walked:
                walked[key] = acts_after(book, other)
            there = walked[key]
            assert set(one.brings) == there - now
            assert set(one.takes) == now - there
            assert one.brings or one.takes
            tried += 1
    assert tried > 100


def acts_after(book: Book, answers: dict[str, str]) -> set[str]:
    """The acts at the end of a walk of its own."""
    found = walk_with(book, answers)
    assert found.ends
    return acts(book, tuple(one.id for one in duties_of(book.duties, found.known)))


def acts(book: Book, duties: tuple[str, ...]) -> set[str]:
    """The duties that are acts."""
    return {name for name in duties if book.pages.policy.duties[name].group in ACTS}


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_answers_of_one_class_bring_the_same_duties(book: Book, data: st.DataObject) -> None:
    path = book.paths[FLOW]
    classes = classes_of(book.pages, path)
    one, other = path.begin(), path.begin()
    while path.flow.steps[one.state].ask != "end":
        assert one.state == other.state
        options = list(offered(book, path.questions[one.state], one.known))
        option = data.draw(st.sampled_from(options))
        same = classes[path.name(one.state)]
        stands_for = next(name for name in representatives(same) if same[name] == same[option])
        path.go(one, option)
        path.go(other, stands_for)
    assert duties_of(book.duties, one.known) == duties_of(book.duties, other.known)


def test_every_outcome_says_why_for_each_duty(book: Book) -> None:
    path = book.paths[FLOW]
    seen = 0
    for row in TABLE:
        found = walk_with(book, {**row["taps"], "alue": row["region"]})
        outcome = outcome_of(book, found)
        for duty in outcome.ids:
            assert book.pages.policy.duties[duty].because
        seen += len(outcome.ids)
    assert seen > 300
    assert path.flow.steps["neuvo"].outcome == "duties"


def test_no_mainland_act_is_cited_on_aland(book: Book, today: date) -> None:
    path = book.paths[FLOW]
    mainland = {act.title for act in book.pages.sources.acts.values()}
    shown = 0
    for number, state in enumerate(walk_states(book, path, texts=False)):
        if not isinstance(state, State) or not state.ends or state.known.value("alue") != "ahvenanmaa" or number % 5:
            continue
        reply = reply_at(book, place_of(book, path, state.taken, "fi"), today)
        text = "\n".join(block.markdown for block in reply.blocks)
        assert not [act for act in mainland if act in text], state
        assert not re.search(r"\b(LSL|SHL|OHL|POL|RL|VAKA) \d", text), state
        shown += 1
    assert shown > 500


def test_a_preset_aland_hides_mainland_sections_in_the_questions_too(book: Book, today: date) -> None:
    reply = reply_at(book, Place(FLOW, "fi", (("A", "a"), ("R", "v"), ("v", "4"), ("k", "1"), ("h", "7"))), today)
    assert reply.step == "tarve"
    assert "hoitoa ja huolenpitoa" not in "\n".join(block.text for block in reply.blocks)
