"""Every “what would change this” is true: walked again as the places it speaks of, it ends where it says."""

from __future__ import annotations

import pytest

from bot.core.book import Book
from bot.core.checks.rules import place_of
from bot.core.checks.states import State, walk_states
from bot.core.conditions import Value
from bot.core.duties import duties_of
from bot.core.model import Question
from bot.core.place import Place
from bot.core.reply import Reply
from bot.core.turn import turn
from bot.core.walk import Walk, walk, write_value
from bot.core.whatif import ACTS, SHOWN, WhatIf, what_ifs
from tests.conftest import TODAY


def outcomes(book: Book, flow: str) -> list[Walk]:
    """Every outcome of a flow, as the walk of its place."""
    path = book.paths[flow]
    ends = [one for one in walk_states(book, path) if isinstance(one, State) and one.ends]
    found = [walk(book, place_of(book, path, one.taken, "fi")) for one in ends]
    return [one for one in found if path.flow.steps[one.step].outcome == "duties"]


def acts(book: Book, found: Walk) -> set[str]:
    return {one.id for one in duties_of(book.duties, found.known) if book.pages.policy.duties[one.id].group in ACTS}


def as_answer(question: Question, value: str) -> Value:
    """An assumed option as an answer: of several, just this one."""
    return frozenset({value}) if question.ask in ("several", "checklist") else value


def place_after(book: Book, found: Walk, one: WhatIf) -> Place:
    """The place one gets by changing this answer and giving what is assumed where a new question comes."""
    place = found.place
    for step, option in ((one.step, one.option), *one.assumed):
        question = found.path.questions[step]
        place = place.having(question.key or "", write_value(book, question, as_answer(question, option)))
    return place


def assert_true(book: Book, found: Walk, one: WhatIf) -> None:
    """Change the answer, give what is assumed, and see the acts come and go as promised."""
    before, after = acts(book, found), walk(book, place_after(book, found, one))
    said = f"{found.place}: {one.step} {one.option}"
    assert after.ends, f"{said} stops at {after.step}"
    assert set(one.brings) == acts(book, after) - before, said
    assert set(one.takes) == before - acts(book, after), said
    assert one.brings or one.takes, said


def what_ifs_of(book: Book, found: Walk) -> list[WhatIf]:
    return what_ifs(book, found, duties_of(book.duties, found.known))


def test_every_what_if_of_every_toy_outcome_is_true_when_it_is_walked(kitchen: Book) -> None:
    tried = 0
    for found in outcomes(kitchen, "keittio"):
        for one in what_ifs_of(kitchen, found):
            assert_true(kitchen, found, one)
            tried += 1
    assert tried > 50


def what_ifs_at(book: Book, token: str) -> list[WhatIf]:
    return what_ifs_of(book, walk(book, turn(book, token, None, TODAY).place))


def test_a_what_if_changes_something_and_the_gravest_stands_first(kitchen: Book) -> None:
    found = what_ifs_at(kitchen, "keittio_fi_AmRvn2r3")
    assert [(one.step, one.option, one.brings, one.takes) for one in found] == [
        ("nalka", "kova", ("syo-heti",), ()),
        ("ruoka", "keitto", ("keita",), ()),
    ]


def test_a_question_that_is_not_to_be_asked_so_is_left_out(kitchen: Book) -> None:
    steps = {one.step for found in outcomes(kitchen, "keittio") for one in what_ifs(kitchen, found, ())}
    assert steps
    assert not steps & {"rooli", "alue"}


def test_at_most_four_are_shown_and_no_two_say_the_same(kitchen: Book) -> None:
    shown = [what_ifs_of(kitchen, found) for found in outcomes(kitchen, "keittio")]
    assert any(shown)
    assert max(map(len, shown)) <= SHOWN
    assert all(len({(one.brings, one.takes) for one in found}) == len(found) for found in shown)


def test_an_answer_that_would_not_be_offered_then_is_not_taken_along(kitchen: Book) -> None:
    """Chili is for the very hungry: somebody less hungry is asked for spices anew, and that is said."""
    token = "keittio_fi_AmRkn1m80t0p7ktr1"
    found = [one for one in what_ifs_at(kitchen, token) if one.option == "pieni"]
    assert [step for one in found for step, _ in one.assumed] == ["mauste"]
    for one in found:
        assert_true(kitchen, walk(kitchen, turn(kitchen, token, None, TODAY).place), one)


@pytest.fixture(scope="module")
def reply(kitchen: Book) -> Reply:
    return turn(kitchen, "keittio_fi_AmRvn2r3", None, TODAY)


def test_a_what_if_is_said_as_a_sentence(reply: Reply) -> None:
    text = next(block.text for block in reply.blocks if block.kind == "changes")
    assert text.splitlines() == [
        "- **Nälkä: Kyllä, kova** → mukaan tulee: Syö heti.",
        "- **Mitä syödään?: Keitto** → mukaan tulee: Keitä keitto.",
    ]
