"""What an outcome page can hold beside its duties: warnings, words to the family, variants, ladders; on a copy."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from bot.core.book import Book
from bot.core.checks import prove_all
from bot.core.checks.states import State, walk_states
from bot.core.conditions import Known
from bot.core.duties import Due, reached_by
from bot.core.reply import Block, Reply
from bot.core.sheets import Ladder
from bot.core.telling import cite
from bot.core.turn import turn
from bot.core.walk import read_place, walk
from bot.core.whatif import what_ifs
from bot.load import load_pages
from tests.conftest import TODAY
from tests.core.copies import Copy

COOK = "keittio_fi_AsRkn1m00t0r1"
MORE_DUTIES = """\
    varo:
      group: protect
      order: "20"
      urgency: none
      strength: v
      when: {nalka: [kova]}
      title: Varo liettä
      title_variants: [{when: {rooli: [kokki]}, title: Varo kuumaa liettä}]
      because: Se on kuuma.
      lines: [{at: do, text: Käytä patalappua., sources: [opas]}]
      sources: [opas]
    kerro-perheelle:
      group: protect
      order: "30"
      urgency: soon
      strength: o
      when: {nalka: [kova]}
      title: Kerro perheelle
      because: Hekin syövät.
      lines: [{at: do, text: Huuda pöytään., sources: [opas]}, {at: family, text: Sano kiitos., sources: [opas]}]
      sources: [opas]
"""
MORE_LINES = """\
outcome:
- {at: lead, text: "Tänään on {today}.", sources: [opas]}
- {at: do, text: Sammuta liesi., sources: [opas]}
- {at: call, text: Soita keittiöön., sources: [opas]}
- {at: after, text: Pese astiat., sources: [opas]}
"""


@pytest.fixture
def rich(copy: Copy) -> Book:
    """The kitchen with every slot of the page filled."""
    copy.change("_duties.yaml", "duties:\n", "duties:\n" + indent(dedent(MORE_DUTIES), "  "))
    copy.change("_duties.yaml", "outcome:\n", MORE_LINES)
    assert copy.faults() == []
    return Book(load_pages(copy.folder))


@pytest.fixture
def page(rich: Book) -> Reply:
    """Its outcome for a very hungry cook."""
    return turn(rich, COOK, None, TODAY)


def texts(page: Reply, kind: str) -> list[tuple[str, str]]:
    return [(block.title, block.text) for block in page.blocks if block.kind == kind]


def test_duties_stand_in_the_order_of_their_numbers_and_not_of_the_file(page: Reply) -> None:
    assert page.duties == ("syo-heti", "varo", "kerro-perheelle", "keita", "siivoa")


def test_the_warnings_stand_right_after_the_urgent_calls(page: Reply) -> None:
    assert [block.kind for block in page.blocks][:5] == ["lead", "urgent", "warning", "warning", "duty"]
    assert texts(page, "warning") == [
        ("Varo kuumaa liettä", "Käytä patalappua."),
        ("Muista myös", "Sammuta liesi."),
    ]


def test_telling_the_family_stands_with_the_words_to_the_family_and_not_in_the_box(page: Reply) -> None:
    assert texts(page, "family") == [
        (
            "Mitä kerrot perheelle",
            "**Kerro perheelle** *(näin kuuluu toimia)*\n\nHuuda pöytään.\n\nSano kiitos.",
        )
    ]


def test_the_lead_knows_the_day_and_the_calls_and_what_comes_afterwards_have_their_slots(page: Reply) -> None:
    assert texts(page, "lead")[0][1].endswith("Tänään on lauantai 21. marraskuuta 2026.")
    assert ("Kun soitat", "Soita keittiöön.") in texts(page, "contacts")
    assert texts(page, "after") == [("Mitä sinä teet jatkossa", "**Siivoa jäljet** *(voit)*\n\nPese astiat.")]


def test_a_duty_is_named_by_its_variant_wherever_it_is_named(page: Reply) -> None:
    reason = next(reason for reason in page.why if "Se on kuuma." in reason)
    assert reason.startswith("**Varo kuumaa liettä.**")


def test_what_follows_is_no_change_only_acts_are(rich: Book) -> None:
    found = walk(rich, read_place(rich, COOK)[0])
    named = {name for one in what_ifs(rich, found, ()) for name in (*one.brings, *one.takes)}
    assert named
    assert not named & {"varo", "kerro-perheelle", "siivoa"}


def test_a_what_if_tries_only_the_options_worth_asking_about(copy: Copy) -> None:
    copy.change("keittio.yaml", "typical: pieni", "typical: pieni\n    what_if: [kova]")
    book = Book(load_pages(copy.folder))
    found = walk(book, read_place(book, "keittio_fi_AmRvn2r1")[0])
    assert {one.option for one in what_ifs(book, found, ()) if one.step == "nalka"} == {"kova"}


def test_on_a_ladder_a_duty_may_count_as_another_when_its_condition_holds() -> None:
    ladder = Ladder.model_validate(
        {"rungs": [["a"]], "counts_as": [{"duty": "b", "as": "a", "when": {"role": ["cook"]}}]}
    )
    due = (Due(1, "b", "l", "now"),)
    assert "a" in reached_by(due, ladder, Known({}, {"role": "cook"}))
    assert "a" not in reached_by(due, ladder, Known({}, {"role": "guest"}))


def test_sections_of_an_act_are_cited_as_a_reader_expects_them(kitchen: Book) -> None:
    tags = ["opas", "KL 25.1 §", "KL 6 §", "KL 25 a §", "KL 6 §"]
    first, second = cite(kitchen, kitchen.tongues["fi"], tags).splitlines()
    assert ": 6 §, 25 a §, 25.1 § (tarkistettu" in first
    assert second == "- Keittiön opas (tarkistettu 1.11.2026)"


def test_a_block_as_markup_begins_with_its_title_and_tag() -> None:
    assert Block("duty", "Keitä.", "Keitto", "voit").markdown == "### Keitto (voit)\n\nKeitä."
    assert Block("text", "Keitä.").markdown == "Keitä."


def test_warming_a_book_changes_no_reply(kitchen: Book) -> None:
    warm = Book(kitchen.pages)
    warm.warm(TODAY)
    assert turn(warm, COOK, None, TODAY) == turn(kitchen, COOK, None, TODAY)


def test_a_flow_with_a_practice_case_and_told_apart_spices_is_walked_in_all_its_states(copy: Copy) -> None:
    copy.change("retki.yaml", "steps:\n", "practice_cases: true\nsteps:\n  tapaus: {shared: harjoitus}\n")
    copy.change("keittio.yaml", "when: {nalka: [kova]}\n      title", "when: {mauste: [suola]}\n      title")
    copy.change("_duties.yaml", "when: {ruoka: [keitto]}", "when: {ruoka: [keitto], mauste: {not: [tilli]}}")
    book = Book(load_pages(copy.folder))
    assert {report.flow: bool(report.broken) for report in prove_all(book)} == {
        "apurit": False,
        "keittio": False,
        "retki": False,
    }
    states = [one for one in walk_states(book, book.paths["retki"]) if isinstance(one, State)]
    assert ("tapaus", "aamu") in {pair for state in states for pair in state.taken}
    spices = {
        value
        for one in walk_states(book, book.paths["keittio"])
        if isinstance(one, State)
        for step, value in one.taken
        if step == "mauste"
    }
    assert frozenset() in spices
    assert max(len(value) for value in spices if isinstance(value, frozenset)) > 2
