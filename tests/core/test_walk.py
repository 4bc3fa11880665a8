"""Replaying a place: which step it leads to, which answers were used, which wait."""

from __future__ import annotations

from datetime import date

import pytest

from bot.core.book import Book
from bot.core.place import Place
from bot.core.turn import turn
from bot.core.walk import Walk, asking_again, read_place, walk
from bot.load import load_pages
from tests.conftest import TODAY, choice_of, tap, walk_by_labels
from tests.core.copies import Copy


def walked(book: Book, token: str) -> Walk:
    return walk(book, read_place(book, token)[0])


STEPS = {
    "keittio": "nalka",
    "keittio_fi_n1": "rooli",
    "keittio_fi_n3": "neuvo",
    "keittio_fi_Rkn1": "mauste",
    "keittio_fi_Rvn1": "ruoka",
    "keittio_fi_Rkn1m00": "tehty",
    "keittio_fi_Rkn1m00t0": "ruoka",
    "keittio_fi_Rkn1m10t0": "paiva",
    "keittio_fi_Rkn1m10t0p7kt": "ruoka",
    "keittio_fi_Rvn1r1": "alue",
    "keittio_fi_Rvn1r2": "leipaloppu",
    "keittio_fi_AmRvn1r1": "neuvo",
    "keittio_fi_AsRvn1r3": "neuvo",
    "keittio_fi_AxRvn1r1": "leipaloppu",
    "retki_fi_s1": "loppu",
}


@pytest.mark.parametrize(("token", "step"), STEPS.items(), ids=STEPS)
def test_the_answers_alone_tell_the_step(kitchen: Book, token: str, step: str) -> None:
    found = walked(kitchen, token)
    assert (found.step, found.ends) == (step, kitchen.paths[found.place.flow].flow.steps[step].ask == "end")


def test_a_step_is_asked_only_when_its_condition_holds(kitchen: Book) -> None:
    assert [step for step, _ in walked(kitchen, "keittio_fi_AmRvn1r1").taken] == [
        "nalka",
        "rooli",
        "ruoka",
        "alue",
    ]
    cook = [step for step, _ in walked(kitchen, "keittio_fi_AmRkn1m10t1p7ktr1").taken]
    assert cook == ["nalka", "rooli", "mauste", "tehty", "paiva", "ruoka", "alue"]


def test_an_option_with_a_way_of_its_own_is_not_overtaken_by_the_next_step(kitchen: Book) -> None:
    assert walked(kitchen, "keittio_fi_AmRvn1r2").step == "leipaloppu"


def test_the_route_without_a_condition_is_taken_when_no_other_holds(kitchen: Book) -> None:
    routes = {walked(kitchen, f"keittio_fi_A{key}Rvn1r1").step for key in "ms"}
    assert routes == {"neuvo"}
    assert walked(kitchen, "keittio_fi_AxRvn1r1").step == "leipaloppu"


def test_every_kind_of_answer_becomes_its_value(kitchen: Book) -> None:
    values = dict(walked(kitchen, "keittio_fi_AmRkn1m11t3p7ktr1").taken)
    assert values == {
        "nalka": "kova",
        "rooli": "kokki",
        "mauste": frozenset({"suola", "tilli"}),
        "tehty": frozenset({"tiski", "kattaus"}),
        "paiva": date(2026, 11, 21),
        "ruoka": "keitto",
        "alue": "manner",
    }


CANONICAL = {
    "the shared ones come first": ("keittio_fi_n1RvAm", "keittio_fi_AmRvn1"),
    "then those used, in the order asked": ("keittio_fi_r1n1Rv", "keittio_fi_Rvn1r1"),
    "then those that wait": ("keittio_fi_Rkr1p7ktn1", "keittio_fi_Rkn1p7ktr1"),
    "nothing used yet: all wait": ("keittio_fi_r1p7ktm00", "keittio_fi_m00p7ktr1"),
}


@pytest.mark.parametrize(("token", "canonical"), CANONICAL.values(), ids=CANONICAL)
def test_the_place_of_a_reply_is_in_canonical_order(kitchen: Book, token: str, canonical: str) -> None:
    assert str(turn(kitchen, token, None, TODAY).place) == canonical
    assert str(turn(kitchen, canonical, None, TODAY).place) == canonical


def test_a_changed_answer_keeps_the_later_ones_waiting_and_they_are_used_again(kitchen: Book) -> None:
    reply = turn(kitchen, "keittio_fi_AmRkn1m10t1p7ktr1", None, TODAY)
    change = {one.question: one.change for one in reply.answers}
    without_spice = turn(kitchen, str(change["Mausteet"]), None, TODAY)
    assert without_spice.step == "mauste"
    assert str(without_spice.place) == "keittio_fi_AmRkn1p7ktr1t1"
    none = tap(kitchen, without_spice, "ei-mikaan")
    assert (none.step, str(none.place)) == ("neuvo", "keittio_fi_AmRkn1m00t1r1p7kt")
    again = tap(kitchen, tap(kitchen, turn(kitchen, str(change["Mausteet"]), None, TODAY), "tilli"), "valmis")
    assert (again.step, str(again.place)) == ("neuvo", "keittio_fi_AmRkn1m01t1p7ktr1")
    assert not again.notices


def test_a_question_that_lists_the_changed_one_is_asked_again(kitchen: Book) -> None:
    found = walked(kitchen, "keittio_fi_AmRvn1r1")
    assert str(asking_again(found, "nalka")) == "keittio_fi_AmRv"
    assert str(asking_again(found, "rooli")) == "keittio_fi_Amn1r1"
    assert tap(kitchen, turn(kitchen, "keittio_fi_AmRv", None, TODAY), "pieni").step == "ruoka"


def test_waiting_answers_that_are_known_raise_no_notice(kitchen: Book) -> None:
    reply = turn(kitchen, "keittio_fi_Rkp7ktr1", None, TODAY)
    assert (reply.step, reply.notices) == ("nalka", ())


def test_a_waiting_answer_that_is_no_longer_offered_is_asked_again_without_a_notice(kitchen: Book) -> None:
    """Chili is offered to the very hungry only: after changing that answer, the spices are asked anew."""
    with_chili = turn(kitchen, "keittio_fi_Rkn1m80t1", None, TODAY)
    changed = tap(kitchen, turn(kitchen, str(with_chili.answers[0].change), None, TODAY), "pieni")
    assert (changed.step, str(changed.place), changed.notices) == ("mauste", "keittio_fi_Rkn2t1", ())


def test_what_was_dropped_is_said_once_and_not_again(kitchen: Book) -> None:
    first = turn(kitchen, "keittio_fi_Rkn1q1", None, TODAY)
    assert first.notices == ("content-changed",)
    assert first.blocks[0].text == kitchen.words.content_changed
    assert turn(kitchen, str(first.place), None, TODAY).notices == ()


def test_back_asks_the_last_question_again_until_the_front_page(kitchen: Book) -> None:
    reply = turn(kitchen, "keittio_fi_AmRkn1m10t1p7ktr1", None, TODAY)
    steps = []
    while reply.step != "alku":
        steps.append(reply.step)
        reply = tap(kitchen, reply, "takaisin")
        assert len(steps) < 20
    assert steps == ["neuvo", "alue", "ruoka", "paiva", "tehty", "mauste", "rooli", "nalka"]


def test_back_moves_in_practice_although_the_case_answers_for_role_and_county(kitchen: Book) -> None:
    reply = walk_by_labels(kitchen, "keittio_fi_P01", "kova")
    assert reply.step == "mauste"
    assert tap(kitchen, reply, "takaisin").step == "nalka"


def test_in_practice_the_cases_role_and_county_stand_in_and_every_reply_says_so(kitchen: Book) -> None:
    reply = turn(kitchen, "keittio_fi_AsP01Rvn1", None, TODAY)
    assert (reply.step, reply.settings.role, reply.settings.region) == ("mauste", "kokki", "manner")
    assert reply.settings.practice == "aamu"
    assert kitchen.words.is_practice in [block.text for block in reply.blocks]
    assert [one.question for one in reply.answers] == ["Nälkä"]
    stands_in = turn(kitchen, "keittio_fi_P01n1", None, TODAY)
    assert [one.question for one in stands_in.answers] == ["Nälkä"]


def test_leaving_practice_drops_it_from_every_way_out(kitchen: Book) -> None:
    settings = walk_by_labels(kitchen, "keittio_fi_P01n1", "asetukset")
    assert choice_of(settings, "lopeta-harjoitus").place == Place("alku", "fi")
    assert choice_of(settings, "alku").place.answer("P") is None
    end = turn(kitchen, "keittio_fi_P01n1m00t0r2", None, TODAY)
    assert choice_of(end, "polku-retki").place.answer("P") is None
    assert choice_of(end, "kortti-ohje").place.answer("P") == "01"
    assert turn(kitchen, str(choice_of(end, "kortti-ohje").place), None, TODAY).settings.practice == "aamu"


def test_progress_counts_from_one_and_never_passes_its_end(kitchen: Book) -> None:
    reply = turn(kitchen, "keittio_fi_Rk", None, TODAY)
    seen = []
    for name in ("kova", "ei-mikaan", "valmis", "keitto", "manner"):
        assert reply.progress is not None
        seen.append((reply.progress.step, reply.progress.of))
        reply = tap(kitchen, reply, name)
    assert reply.progress is None
    assert seen == [(1, 6), (3, 6), (4, 6), (5, 6), (6, 6)]


def test_progress_goes_by_what_is_known_already(kitchen: Book) -> None:
    """A guest is asked neither for spices nor what is done: two questions less than the usual way."""
    guest, anybody = (turn(kitchen, token, None, TODAY).progress for token in ("keittio_fi_Rv", "keittio"))
    assert guest is not None
    assert anybody is not None
    assert (guest.of, anybody.of) == (4, 6)


def test_progress_looks_beyond_a_date(kitchen: Book) -> None:
    reply = turn(kitchen, "keittio_fi_Rkn1m10t0", None, TODAY)
    assert reply.step == "paiva"
    assert reply.progress is not None
    assert (reply.progress.step, reply.progress.of) == (5, 7)


def test_content_that_leads_in_a_circle_or_nowhere_does_not_hang_a_turn(copy: Copy) -> None:
    copy.change(
        "keittio.yaml",
        'leipa: {key: "2", label: Leipä, to: leipaloppu}',
        'leipa: {key: "2", label: Leipä, to: nalka}',
    )
    copy.change("keittio.yaml", "    - to: leipaloppu\n", "")
    broken = Book(load_pages(copy.folder))
    assert turn(broken, "keittio_fi_Rvn1r2", None, TODAY).place.answer("r") == "2"
    stuck = turn(broken, "keittio_fi_AxRvn1r1", None, TODAY)
    assert (stuck.step, [one.question for one in stuck.answers][-1]) == ("alue", "Alue")
    assert len({one.question for one in stuck.answers}) == len(stuck.answers) == 4
