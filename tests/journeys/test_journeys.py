"""Journeys in the words of the trade: what is tapped, what is due, what is said and what is never said.

The place is written out as text and read again between every two turns.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.core.book import Book
from bot.core.reply import Reply
from bot.core.turn import Typed, turn

TODAY = date(2026, 11, 21)
Journey = dict[str, Any]


def read_journeys() -> list[tuple[str, Journey]]:
    """Every journey with its name: a file holds one, or a list of them."""
    found: list[tuple[str, Journey]] = []
    for file in sorted(Path(__file__).parent.glob("*.yaml")):
        held = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
        several = held if isinstance(held, list) else [held]
        found += [(f"{file.stem}-{number}", journey) for number, journey in enumerate(several, 1)]
    return found


JOURNEYS = dict(read_journeys())


def tap(book: Book, reply: Reply, label: str) -> Reply:
    """Tap the only button whose label is, or begins with, these words."""
    same = [choice for choice in reply.choices if choice.label == label] or [
        choice for choice in reply.choices if choice.label.startswith(label)
    ]
    assert len(same) == 1, f"“{label}” fits {len(same)} of {[choice.label for choice in reply.choices]}"
    return turn(book, str(same[0].place), None, TODAY)


def check(reply: Reply, expected: dict[str, Any]) -> None:
    """The duties come in this order, and the page says and does not say what the journey tells."""
    text = "\n".join(block.markdown for block in reply.blocks)
    titles = [block.title for block in reply.blocks if block.kind in ("urgent", "duty", "warning")]
    whole = "\n".join((*titles, text))
    for duty in expected.get("duties", ()):
        assert duty in whole, f"{duty} is not on the page: {titles}"
    acts = [block.title for block in reply.blocks if block.kind in ("urgent", "duty")]
    assert [duty for duty in expected.get("duties", ()) if duty in acts] == [
        act for act in acts if act in expected.get("duties", ())
    ]
    for words in expected.get("shows", ()):
        assert re.search(words, text), f"the page does not say “{words}”"
    said = "\n".join(block.markdown for block in reply.blocks if block.kind != "changes")
    for words in expected.get("never_shows", ()):
        assert words not in said, f"the page says “{words}”"


@pytest.mark.parametrize("journey", JOURNEYS.values(), ids=JOURNEYS)
def test_a_journey_ends_as_it_tells(book: Book, journey: Journey) -> None:
    reply = turn(book, f"{journey['start']}_{journey['lang']}", None, TODAY)
    for label in journey["taps"]:
        reply = tap(book, reply, label)
    assert reply.step == journey.get("ends_at", reply.step)
    check(reply, journey)
    for more in journey.get("then", ()):
        change = next(given.change for given in reply.answers if given.question == more["change"])
        reply = turn(book, str(change), None, TODAY)
        for label in more["taps"]:
            reply = tap(book, reply, label)
        check(reply, more)


@pytest.mark.parametrize("journey", JOURNEYS.values(), ids=JOURNEYS)
def test_typing_the_labels_walks_the_same_way(book: Book, journey: Journey) -> None:
    tapped = typed = turn(book, f"{journey['start']}_{journey['lang']}", None, TODAY)
    for label in journey["taps"]:
        full = next(choice.label for choice in typed.choices if choice.label.startswith(label))
        tapped = tap(book, tapped, label)
        typed = turn(book, str(typed.place), Typed(full.lower()), TODAY)
    assert typed.place == tapped.place


def test_there_are_journeys() -> None:
    assert len(JOURNEYS) >= 40


def touched(book: Book, flow: str) -> set[tuple[str, str]]:
    """The steps and choices of a flow that some journey or practice case walks through."""
    found: set[tuple[str, str]] = set()
    for journey in JOURNEYS.values():
        reply = turn(book, f"{journey['start']}_{journey['lang']}", None, TODAY)
        for label in journey["taps"] if journey["start"] == flow else ():
            chosen = next(choice for choice in reply.choices if choice.label.startswith(label))
            found.add((reply.step, chosen.id))
            reply = tap(book, reply, label)
        if journey["start"] == flow:
            found.add((reply.step, "end"))
    cases = book.pages.cases.cases.values() if book.paths[flow].flow.practice_cases and flow == "huoli" else ()
    return (
        found
        | {(step, answer) for case in cases for step, answer in case.answers.items()}
        | {("neuvo", "end") for _ in cases}
    )


def untouched(book: Book, flow: str) -> list[tuple[str, str]]:
    """The steps and choices of a flow that no journey and no practice case walks through; counties stand for one."""
    path = book.paths[flow]
    wanted = {
        (step, option)
        for step, question in path.questions.items()
        for option in (("end",) if path.flow.steps[step].ask == "end" else question.options or ())
        if path.name(step) not in ("alue", "harjoitus")
    }
    assert wanted
    return sorted(wanted - touched(book, flow))


@pytest.mark.parametrize("flow", ["huoli", "vireilletulo", "arviointi"])
def test_every_step_and_choice_is_touched_by_a_case_or_a_journey(book: Book, flow: str) -> None:
    assert untouched(book, flow) == []


def test_the_report_names_what_nothing_touches(book: Book) -> None:
    assert ("vaara", "nyt") in untouched(book, "konsultointi")
