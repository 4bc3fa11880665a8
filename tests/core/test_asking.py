"""Each kind of question: what it shows, what its buttons lead to, what it takes as an answer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.core.book import Book
from bot.core.place import read_date
from bot.core.reply import Asks, Choice, Reply
from bot.core.turn import NotAnAnswer, OnDay, Several, turn
from bot.load import load_pages
from tests.conftest import TODAY, choice_of, tap, walk_by_labels
from tests.core.copies import Copy

SPICES, DONE, DATE = "keittio_fi_Rkn1", "keittio_fi_Rkn1m00", "keittio_fi_Rkn1m10t0"


def at(book: Book, token: str, today: date = TODAY) -> Reply:
    return turn(book, token, None, today)


def of_kind(reply: Reply, kind: str) -> list[Choice]:
    found = [choice for choice in reply.choices if choice.kind == kind]
    assert found, f"expected choices of kind {kind}"
    return found


# -- one -------------------------------------------------------------------------------------------


def test_one_option_is_one_button_that_adds_its_key(kitchen: Book) -> None:
    reply = at(kitchen, "keittio")
    options = of_kind(reply, "option")[:4]
    assert [(one.id, str(one.place)) for one in options] == [
        ("kova", "keittio_fi_n1"),
        ("pieni", "keittio_fi_n2"),
        ("ei", "keittio_fi_n3"),
        ("en-tieda", "keittio_fi_n4"),
    ]
    assert reply.asks is None


def test_a_hint_stands_with_its_button_and_in_the_text(kitchen: Book) -> None:
    reply = at(kitchen, "keittio")
    assert choice_of(reply, "pieni").hint == "Ehdit keittää."
    assert "- **Pieni** – Ehdit keittää." in [block.text for block in reply.blocks if block.kind == "options"]


def test_a_question_says_its_own_words_and_the_first_one_that_this_is_a_machine(kitchen: Book) -> None:
    texts = [block.text for block in at(kitchen, "keittio").blocks]
    assert texts[:2] == [kitchen.words.automatic, "Vastaa *rauhassa*. **Syö ensin**, jos huimaa."]
    assert kitchen.words.automatic not in [block.text for block in at(kitchen, "keittio_fi_n1").blocks]


def test_a_variant_changes_the_title_and_the_label_but_not_the_place(kitchen: Book) -> None:
    starving, peckish = at(kitchen, "keittio_fi_Rvn1"), at(kitchen, "keittio_fi_Rvn2")
    assert (starving.title, peckish.title) == ("Mitä syödään heti?", "Mitä syödään?")
    assert [choice_of(one, "keitto").label for one in (starving, peckish)] == ["Iso keitto", "Keitto"]
    assert [choice_of(one, "keitto").place.answer("r") for one in (starving, peckish)] == ["1", "1"]


def test_the_languages_stand_on_the_first_question_only(kitchen: Book) -> None:
    assert choice_of(at(kitchen, "keittio"), "kieli-fi").ticked
    assert "kieli-fi" not in [choice.id for choice in at(kitchen, "keittio_fi_n1").choices]


# -- several and checklists ------------------------------------------------------------------------


def test_several_are_ticked_in_the_view_and_stay_out_of_the_answers_until_done(kitchen: Book) -> None:
    reply = walk_by_labels(kitchen, SPICES, "Suola", "Tilli")
    assert str(reply.place) == f"{SPICES}_m-11"
    assert [choice.id for choice in of_kind(reply, "several") if choice.ticked] == ["suola", "tilli"]
    assert str(choice_of(reply, "valmis").place) == f"{SPICES}m11"
    assert str(choice_of(tap(kitchen, reply, "suola"), "valmis").place) == f"{SPICES}m01"


def test_done_needs_a_tick_and_none_of_these_is_an_answer_of_its_own(kitchen: Book) -> None:
    reply = at(kitchen, SPICES)
    assert "valmis" not in [choice.id for choice in reply.choices]
    assert tap(kitchen, reply, "Ei mikään näistä").answers[-1].label == "Ei mikään näistä"
    assert str(choice_of(reply, "ei-mikaan").place) == f"{SPICES}m00"
    unticked = walk_by_labels(kitchen, SPICES, "Suola", "Suola")
    assert "valmis" not in [choice.id for choice in unticked.choices]


def test_a_checklist_can_be_done_with_nothing_ticked_and_has_no_none_of_these(kitchen: Book) -> None:
    reply = at(kitchen, DONE)
    assert str(choice_of(reply, "valmis").place) == f"{DONE}t0"
    assert "ei-mikaan" not in [choice.id for choice in reply.choices]
    assert kitchen.words.checklist_hint in [block.text for block in reply.blocks]


def test_an_option_is_offered_only_when_its_condition_holds(kitchen: Book) -> None:
    starving, peckish = at(kitchen, SPICES), at(kitchen, "keittio_fi_Rkn2")
    assert "chili" in [choice.id for choice in of_kind(starving, "several")]
    assert "chili" not in [choice.id for choice in of_kind(peckish, "several")]
    assert starving.asks == Asks("several", 0, 6)
    assert peckish.asks == Asks("several", 0, 5)


def test_a_tick_of_what_is_not_offered_is_not_kept(kitchen: Book) -> None:
    reply = at(kitchen, "keittio_fi_Rkn2_m-90")
    assert [choice.id for choice in of_kind(reply, "several") if choice.ticked] == ["suola"]
    assert str(choice_of(reply, "valmis").place) == "keittio_fi_Rkn2m10"


def test_several_can_be_sent_at_once_by_their_ids(kitchen: Book) -> None:
    reply = turn(kitchen, SPICES, Several(("tilli", "suola")), TODAY)
    assert (reply.step, str(reply.place)) == ("tehty", f"{SPICES}m11")
    assert str(turn(kitchen, SPICES, Several(()), TODAY).place) == f"{SPICES}m00"
    assert str(turn(kitchen, f"{SPICES}_s-m-10", Several(("tilli",)), TODAY).place) == f"{SPICES}m01"


# -- a date ----------------------------------------------------------------------------------------


def test_a_date_shows_the_days_of_one_month_that_may_be_chosen(kitchen: Book) -> None:
    reply = at(kitchen, DATE)
    days = [read_date(choice.place.answer("p") or "") for choice in of_kind(reply, "date")]
    assert days == [TODAY + timedelta(days=number) for number in range(-10, 10)]
    assert choice_of(reply, "Tänään").place.answer("p") == "7kt"
    assert {choice.group for choice in of_kind(reply, "date")} == {"marraskuu 2026"}
    assert reply.asks == Asks("date", TODAY - timedelta(days=10), TODAY + timedelta(days=45))


def test_the_months_beside_are_one_tap_away_as_far_as_days_may_be_chosen(kitchen: Book) -> None:
    december = walk_by_labels(kitchen, DATE, "Seuraava kuukausi")
    january = tap(kitchen, december, "Seuraava kuukausi")
    assert [str(one.place) for one in (december, january)] == [f"{DATE}_d-2612", f"{DATE}_d-2701"]
    assert len(of_kind(december, "date")) == 31
    assert [choice.id for choice in of_kind(january, "date")] == [f"2027-01-0{day}" for day in range(1, 6)]
    assert "seuraava" not in [choice.id for choice in january.choices]
    assert "edellinen" not in [choice.id for choice in at(kitchen, DATE).choices]
    assert tap(kitchen, december, "Edellinen kuukausi").choices[0].id == "2026-11-11"


def test_every_day_that_may_be_chosen_is_shown_once(kitchen: Book) -> None:
    shown: list[str] = []
    for month in ("2611", "2612", "2701"):
        shown += [choice.id for choice in of_kind(at(kitchen, f"{DATE}_d-{month}"), "date")]
    assert shown == [(TODAY + timedelta(days=number)).isoformat() for number in range(-10, 46)]


@pytest.mark.parametrize("month", ["d-2001", "d-2610", "d-2702", "d-9912"])
def test_a_month_without_a_day_to_choose_shows_the_usual_one(kitchen: Book, month: str) -> None:
    assert of_kind(at(kitchen, f"{DATE}_{month}"), "date")[0].id == "2026-11-11"


def test_a_day_can_be_sent_and_is_taken_within_its_bounds(kitchen: Book) -> None:
    for day in (TODAY - timedelta(days=10), TODAY + timedelta(days=45)):
        reply = turn(kitchen, DATE, OnDay(day), TODAY)
        assert (reply.step, read_date(reply.place.answer("p") or "")) == ("ruoka", day)


WRONG = {
    "a day too early": (
        DATE,
        OnDay(TODAY - timedelta(days=11)),
        "Expected a date from 2026-11-11 to 2027-01-05.",
    ),
    "a day too late": (
        DATE,
        OnDay(TODAY + timedelta(days=46)),
        "Expected a date from 2026-11-11 to 2027-01-05.",
    ),
    "a day where one option is asked": (
        "keittio",
        OnDay(TODAY),
        "Expected one of the choices of step nalka, got a date.",
    ),
    "several where one is asked": (
        "keittio",
        Several(("kova",)),
        "Expected one of the choices of step nalka",
    ),
    "several where a day is asked": (DATE, Several(()), "Expected one of the choices of step paiva"),
    "an unknown option": (
        SPICES,
        Several(("suola", "lima")),
        "Expected options of step mauste: suola, pippuri",
    ),
    "an option that is not offered": (
        "keittio_fi_Rkn2",
        Several(("chili",)),
        "Expected options of step mauste: suola",
    ),
    "a day at an end": ("keittio_fi_n3", OnDay(TODAY), "Nothing is asked here"),
    "several on a card": ("kortti-ohje", Several(()), "Nothing is asked here"),
    "a day on the front page": ("alku", OnDay(TODAY), "Nothing is asked here"),
}


@pytest.mark.parametrize(("token", "said", "expected"), WRONG.values(), ids=WRONG)
def test_what_does_not_fit_the_question_is_refused_with_what_was_expected(
    kitchen: Book, token: str, said: OnDay | Several, expected: str
) -> None:
    with pytest.raises(NotAnAnswer) as refused:
        turn(kitchen, token, said, TODAY)
    assert str(refused.value).startswith(expected)


# -- a practice case -------------------------------------------------------------------------------


def test_a_practice_case_is_chosen_like_any_answer_and_then_stands_in_for_role_and_county(copy: Copy) -> None:
    copy.change(
        "retki.yaml",
        "steps:\n",
        "practice_cases: true\nsteps:\n  tapaus: {shared: harjoitus}\n  kuka: {shared: rooli}\n",
    )
    trip = Book(load_pages(copy.folder))
    reply = turn(trip, "retki", None, TODAY)
    assert (reply.step, reply.title) == ("tapaus", "Harjoitus")
    chosen = tap(trip, reply, "Aamun nälkä")
    assert (str(chosen.place), chosen.step, chosen.settings.role) == ("retki_fi_P01", "saa", "kokki")
    assert [(one.question, one.label) for one in chosen.answers] == [("Harjoitus", "Aamun nälkä")]
    assert tap(trip, chosen, "takaisin").step == "tapaus"
    assert reply.progress is not None
    assert reply.progress.of == 3


def test_an_end_shows_whom_to_call_and_copies_its_words_one_by_one_and_all_together(copy: Copy) -> None:
    old = "    - practice: Eväät kannattaa ottaa mukaan.\n      sources: [opas]\n"
    words = """    - {practice: Hei., copy: "true", sources: [opas]}
    - {practice: Lähdetkö retkelle?, copy: "true", sources: [opas]}
    contacts: "true"
"""
    copy.change("retki.yaml", old, words)
    reply = at(Book(load_pages(copy.folder)), "retki_fi_Ams1")
    assert [choice.text for choice in of_kind(reply, "copy")] == [
        "Hei.\nLähdetkö retkelle?",
        "Hei.",
        "Lähdetkö retkelle?",
    ]
    assert "012 345 678" in next(block.text for block in reply.blocks if block.kind == "contacts")


def test_the_cards_of_an_end_may_have_a_condition(copy: Copy) -> None:
    old = "    title: Lähde retkelle\n"
    copy.change("retki.yaml", old, old + "    cards: [ohje]\n    cards_when: {saa: [poutaa]}\n")
    book = Book(load_pages(copy.folder))
    assert [choice.id for choice in of_kind(at(book, "retki_fi_s2"), "card")] == ["kortti-ohje"]
    assert not [choice for choice in at(book, "retki_fi_s1").choices if choice.id == "kortti-ohje"]
