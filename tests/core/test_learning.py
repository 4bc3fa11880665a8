"""Pages to leaf through, and a quiz: each answer is judged on the next screen, and the end counts the right ones."""

from __future__ import annotations

import pytest

from bot.core.book import Book
from bot.core.reply import Reply
from bot.core.turn import turn
from bot.load import load_pages
from tests.conftest import TODAY, choice_of, tap
from tests.core.copies import Copy

QUIZ = """flow: retki
title: Retki metsään
label: Retki
about: Lyhyt leikkipolku.
steps:
  sivu:
    key: s
    title: Mitä luet?
    options:
      sade: {key: "1", label: Sade, to: sade}
      evaat: {key: "2", label: Eväät, to: evaat}
      visa: {key: "3", label: Visa, to: eka}
  sade: {ask: end, page_of: sivu, cites: "true", title: Sade, says: [{text: Ota takki., sources: [KL 1 §]}]}
  evaat: {ask: end, page_of: sivu, title: Eväät, says: [{text: Ota eväät., sources: [KL 1 §]}]}
  eka:
    key: a
    title: Sataako aina?
    short: Kysymys 1
    options: {kylla: {key: "1", label: Kyllä}, ei: {key: "2", label: Ei}}
    right: ei
    because: [{text: Joskus paistaa., sources: [KL 1 §]}]
  toka:
    key: b
    title: Tarvitaanko takki?
    short: Kysymys 2
    options: {kylla: {key: "1", label: Kyllä}, ei: {key: "2", label: Ei}}
    right: kylla
    because: [{practice: Metsässä on viileää., sources: [opas]}]
  tulos: {ask: end, title: Tulos, says: [{text: Hyvää retkeä.}]}
"""


@pytest.fixture
def trip(copy: Copy) -> Book:
    """The toys with pages and a quiz."""
    copy.add("retki.yaml", QUIZ)
    assert not [problem for problem in copy.faults() if not problem.warning]
    return Book(load_pages(copy.folder))


def words_of(reply: Reply) -> str:
    return "\n".join(block.markdown for block in reply.blocks)


def test_a_page_leads_on_to_the_next_one_and_back_to_the_list(trip: Book) -> None:
    first = turn(trip, "retki_fi_s1", None, TODAY)
    assert choice_of(first, "seuraava-sivu").label == "Seuraava: Eväät"
    assert tap(trip, first, "seuraava-sivu").step == "evaat"
    assert tap(trip, first, "takaisin").step == "sivu"


def test_a_step_that_cites_lists_the_sources_of_its_lines(trip: Book) -> None:
    assert [block.kind for block in turn(trip, "retki_fi_s1", None, TODAY).blocks][-1] == "sources"
    assert "sources" not in [block.kind for block in turn(trip, "retki_fi_s2", None, TODAY).blocks]


def test_the_next_screen_says_what_was_right_and_why_with_the_source(trip: Book) -> None:
    wrong = turn(trip, "retki_fi_s3a1", None, TODAY)
    assert wrong.step == "toka"
    for part in ("### Kysymys 1", "**Ei aivan.** Oikea vastaus on: Ei.", "Joskus paistaa.", "1 §"):
        assert part in words_of(wrong)
    assert "**Oikein.**" in words_of(turn(trip, "retki_fi_s3a2", None, TODAY))
    assert "Kysymys" not in words_of(turn(trip, "retki_fi_s3", None, TODAY))


def test_the_end_counts_the_right_answers_and_asks_the_missed_ones_again(trip: Book) -> None:
    end = turn(trip, "retki_fi_s3a1b1", None, TODAY)
    assert "Sait oikein **1 / 2**." in words_of(end)
    assert "- Sataako aina? – **Ei**" in words_of(end)
    assert tap(trip, end, "uudelleen-eka").step == "eka"
    assert str(choice_of(end, "visa-alusta").place) == "retki_fi_s3"
    whole = turn(trip, "retki_fi_s3a2b1", None, TODAY)
    assert "Sait oikein **2 / 2**." in words_of(whole)
    assert not [choice for choice in whole.choices if choice.id.startswith("uudelleen-")]


def test_an_end_without_a_quiz_counts_nothing(trip: Book) -> None:
    assert "Sait oikein" not in words_of(turn(trip, "retki_fi_s1", None, TODAY))


FAULTS = {
    "a right answer that is no option": (
        "right: ei",
        "right: ehka",
        "expected an option of this question as the right",
    ),
    "a right answer without a reason": (
        "    because: [{text: Joskus paistaa., sources: [KL 1 §]}]\n",
        "",
        "expected both `right` and `because`",
    ),
    "a reason without a source": (", sources: [opas]}]", "}]", "expected `sources`, got none."),
    "a page that no option leads to": ("to: evaat}", "to: sade}", "an option of `sivu` leads, got `evaat`"),
}


@pytest.mark.parametrize(("old", "new", "says"), FAULTS.values(), ids=FAULTS)
def test_a_quiz_or_a_page_that_cannot_work_is_a_fault(copy: Copy, old: str, new: str, says: str) -> None:
    copy.add("retki.yaml", QUIZ)
    copy.change("retki.yaml", old, new)
    assert [problem for problem in copy.faults() if says in problem.says]
