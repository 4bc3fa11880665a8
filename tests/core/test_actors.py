"""Ends that list actors: who answers which need, in which order, and what is a fault in such a list."""

from __future__ import annotations

from itertools import chain, combinations
from pathlib import Path
from textwrap import dedent

import pytest

from bot.core.actors import actors_for, ticked
from bot.core.book import Book
from bot.core.checks.actors import actors, answered
from bot.core.checks.states import State, walk_states
from bot.core.conditions import Known
from bot.core.marks import translated_texts
from bot.core.problems import Problem
from bot.core.reply import Reply
from bot.core.tongue import Tongue
from bot.core.turn import turn
from bot.load import load_pages
from tests.conftest import TODAY, TOYS
from tests.core.copies import Copy

FLOW = "apurit.yaml"
NEEDS = ("ruoka", "siivous", "seura")
OLD, NEW = "- card: opaskortti\n      reasons:", "- card: opaskortti\n      when: {alue: [saari]}\n      reasons:"


def listed(book: Book, *needs: str) -> Reply:
    """The end of the toy flow when these needs were ticked on the mainland."""
    bits = sum(1 << NEEDS.index(need) for need in needs)
    reply = turn(book, f"apurit_fi_Amt{bits}", None, TODAY)
    assert reply.step == "auttajat"
    return reply


def titles(reply: Reply) -> list[str]:
    return [block.title for block in reply.blocks if block.kind == "text" and block.title]


def cards(reply: Reply) -> list[str]:
    return [choice.id for choice in reply.choices if choice.kind == "card"]


def found(problems: list[Problem], says: str) -> Problem:
    (problem,) = [one for one in problems if says in one.says]
    assert problem.file == "flows/apurit.yaml"
    assert problem.hint
    return problem


def test_the_actor_that_answers_most_needs_comes_first(kitchen: Book) -> None:
    assert titles(listed(kitchen, "ruoka", "seura")) == ["Ohjekortti", "Opas"]
    assert titles(listed(kitchen, "siivous", "seura")) == ["Opas", "Ohjekortti"]


def test_actors_that_answer_as_many_needs_keep_the_order_of_the_file(kitchen: Book) -> None:
    assert titles(listed(kitchen, "seura")) == ["Ohjekortti", "Opas"]


def test_an_actor_that_answers_no_ticked_need_is_not_listed(kitchen: Book) -> None:
    assert titles(listed(kitchen, "siivous")) == ["Opas"]


def test_only_the_reasons_of_the_ticked_needs_are_said_and_practice_is_marked_as_practice(kitchen: Book) -> None:
    first, second = (block.text for block in listed(kitchen, "ruoka", "seura").blocks[1:3])
    assert first == "- Ohje kertoo, miten keitetään.\n\n*Käytännössä:*\n\n- Ohjetta luetaan usein yhdessä."
    assert second == "- Opas juttelee."


def test_a_reason_that_two_needs_share_is_said_once(copy: Copy) -> None:
    copy.change(FLOW, "Opas neuvoo siivouksessa.", "Opas juttelee.")
    block = listed(Book(load_pages(copy.folder)), "siivous", "seura").blocks[1]
    assert block.text == "- Opas juttelee."


def test_lines_come_before_the_actors_and_what_comes_then_after_them_and_last_the_sources(kitchen: Book) -> None:
    blocks = listed(kitchen, "siivous").blocks
    assert [block.kind for block in blocks] == ["text", "text", "after", "sources"]
    assert "Kutsu heidät." in blocks[0].text
    assert "Sovi heti" in blocks[2].text
    assert "2.1 §" in blocks[3].text
    assert "1 §" not in blocks[3].text.replace("2.1 §", "")


def test_each_actor_has_a_button_to_its_card_once_and_in_the_same_order(kitchen: Book) -> None:
    assert cards(listed(kitchen, "siivous", "seura")) == ["kortti-opaskortti", "kortti-ohje"]
    assert cards(listed(kitchen, "siivous")) == ["kortti-opaskortti", "kortti-ohje"]


def test_the_reply_cites_the_cards_of_the_actors(kitchen: Book) -> None:
    cited = listed(kitchen, "siivous", "seura").sources
    assert [(one.card, one.section) for one in cited] == [("opaskortti", "mika"), ("ohje", "mika")]
    assert [one.card for one in listed(kitchen, "siivous").sources] == ["opaskortti"]


def test_words_to_say_that_stand_after_the_actors_have_their_copy_button(kitchen: Book) -> None:
    assert [one.text for one in listed(kitchen, "ruoka").choices if one.kind == "copy"] == ["Hei, tuletko auttamaan?"]


def test_an_actor_whose_condition_does_not_hold_is_not_listed(copy: Copy) -> None:
    copy.change(FLOW, OLD, NEW)
    book = Book(load_pages(copy.folder))
    assert titles(listed(book, "ruoka", "seura")) == ["Ohjekortti"]
    island = turn(book, "apurit_fi_Ast5", None, TODAY)
    assert titles(island) == ["Ohjekortti", "Opas"]


def test_the_reasons_go_to_translators_and_are_shown_in_the_reader_s_language(kitchen: Book) -> None:
    marked = {text: mark.kind for _, text, mark in translated_texts(kitchen.pages.flows["apurit"])}
    assert marked["Opas juttelee."] == marked["Ohjetta luetaan usein yhdessä."] == "body"
    catalogue = {("body", "Opas juttelee."): "The guide has a chat."}
    book = Book(kitchen.pages, {"en": Tongue("en", "en_GB", "English", catalogue)})
    reply = turn(book, "apurit_en_Amt4", None, TODAY)
    assert [block.text for block in reply.blocks if "The guide" in block.text] == ["- The guide has a chat."]


def test_several_needs_show_what_each_of_them_shows_put_together(kitchen: Book) -> None:
    step = kitchen.pages.flows["apurit"].steps["auttajat"]
    subsets = list(chain.from_iterable(combinations(NEEDS, size) for size in range(1, 4)))
    assert len(subsets) == 7
    for needs in subsets:
        known = Known(kitchen.facts, {"tarve": frozenset(needs), "alue": "manner"})
        assert ticked(kitchen, "apurit", step, known) == needs
        whole = {(one.actor.card, need) for one in actors_for(kitchen, step, needs, known) for need in one.needs}
        single = {(one.actor.card, need) for need in needs for one in actors_for(kitchen, step, (need,), known)}
        assert whole == single


@pytest.mark.parametrize("texts", [True, False])
def test_needs_that_actors_answer_are_told_apart(kitchen: Book, *, texts: bool) -> None:
    classes = kitchen.classes("apurit", texts=texts)["tarve"]
    assert sorted(classes) == sorted(NEEDS)
    assert len(set(classes.values())) == len(NEEDS)


def test_single_needs_pairs_and_all_of_them_are_walked(kitchen: Book) -> None:
    walked = [one for one in walk_states(kitchen, kitchen.paths["apurit"]) if isinstance(one, State) and one.ends]
    sizes = [len(value) for one in walked for _, value in one.taken if isinstance(value, frozenset)]
    assert sorted(sizes) == [0, 1, 1, 1, 2, 2, 2, 3]


def test_a_list_of_actors_without_a_fault_has_none(kitchen: Book) -> None:
    assert list(actors(kitchen.pages)) == []
    assert list(answered(kitchen)) == []


FAULTS = {
    "a card that is not there": ("card: opaskortti", "card: kadonnut", "expected a card, got `kadonnut`"),
    "a card twice": ("card: opaskortti", "card: ohje", "the card `ohje` stands here twice"),
    "a reason for no need": ("siivous: Opas", "pesu: Opas", "`needs` names, got `pesu`"),
    "a need nobody answers": ("siivous: Opas", "ruoka: Opas", "answers the need `siivous`"),
    "a practice for no need": ("seura: Ohjetta", "pesu: Ohjetta", "`needs` names, got `pesu`"),
    "a reason and a practice": ("seura: Ohjetta", "ruoka: Ohjetta", "`ruoka` has a reason and a practice"),
    "a reason with a gap to fill": ("Opas juttelee.", "Opas tulee {arrived}.", "nothing to be filled in"),
    "needs that no step asks": ("needs: tarve", "needs: puute", "an earlier step with `ask: several`, got `puute`"),
    "needs of one answer": ("needs: tarve", "needs: alue", "an earlier step with `ask: several`, got `alue`"),
    "actors where none are listed": ("outcome: actors", "outcome: text", "`actors` stands at the step `auttajat`"),
    "lines after an outcome of duties": ("outcome: actors", "outcome: duties", "`then` stands at the step `auttajat`"),
    "an actor without a reason": (
        "      reasons:\n        siivous: Opas neuvoo siivouksessa.\n        seura: Opas juttelee.\n",
        "",
        "the actor `opaskortti` has no reason",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "says"), FAULTS.values(), ids=FAULTS)
def test_a_fault_in_a_list_of_actors_is_told_with_its_line_and_a_hint(
    copy: Copy, old: str, new: str, says: str
) -> None:
    copy.change(FLOW, old, new)
    assert found(copy.faults(), says).line > 5


def test_a_fault_of_a_reason_stands_where_the_reason_does(copy: Copy) -> None:
    copy.change(FLOW, "siivous: Opas", "pesu: Opas")
    problem = found(copy.faults(), "got `pesu`")
    line, column = copy.spot(FLOW, "Opas neuvoo")
    assert (problem.line, problem.column) == (line, column)


def test_a_question_that_lists_actors_is_a_fault(copy: Copy) -> None:
    copy.change(FLOW, "    capacity: 5\n", "    capacity: 5\n    outcome: actors\n")
    assert "never shown" in found(copy.faults(), "`outcome` stands at the step `tarve`").says


def test_a_need_that_nobody_answers_under_some_answers_is_found_with_them(copy: Copy) -> None:
    copy.change(FLOW, OLD, NEW)
    problem = found(copy.book_faults(), "nobody answers the need `siivous`")
    assert "auttajat after siivous · manner" in problem.says


def test_a_list_that_is_reached_without_any_need_is_a_fault(copy: Copy) -> None:
    copy.change(FLOW, "    asked_when: {tarve: {not: [ruoka, siivous, seura]}}\n", "    asked_when: {alue: [saari]}\n")
    assert "auttajat after none" in found(copy.book_faults(), "no need is ticked").says


# -- an overlay -------------------------------------------------------------------------------------------------------

OURS = """\
    steps:
      auttajat:
        actors:
        - card: x-naapuri
          reasons: {ruoka: Naapuri tuo keittoa.}
          sources: [opas]
    """
NEIGHBOUR = """\
    card: x-naapuri
    title: Naapuri
    label: Naapuri
    about: Naapurista.
    sections:
      mika:
        says:
        - {text: Asuu vieressä., sources: [opas]}
    """


def county(tmp_path: Path, flow: str) -> Path:
    """An overlay with a card of its own and this text laid over the toy flow."""
    folder = tmp_path / "county"
    for name, text in ((FLOW, flow), ("cards/x-naapuri.yaml", NEIGHBOUR)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text), encoding="utf-8")
    return folder


def test_a_county_adds_its_own_actors_after_those_of_the_book(tmp_path: Path) -> None:
    book = Book(load_pages(TOYS, county(tmp_path, OURS)))
    assert titles(listed(book, "ruoka")) == ["Ohjekortti", "Naapuri"]
    assert cards(listed(book, "ruoka")) == ["kortti-ohje", "kortti-x-naapuri"]
    assert titles(listed(book, "siivous")) == ["Opas"]


def test_a_county_replaces_an_actor_of_the_book_in_its_place(tmp_path: Path) -> None:
    book = Book(load_pages(TOYS, county(tmp_path, OURS.replace("x-naapuri", "ohje"))))
    assert [block.text for block in listed(book, "ruoka").blocks[1:2]] == ["- Naapuri tuo keittoa."]
    assert titles(listed(book, "seura")) == ["Opas"]


def test_a_fault_of_an_actor_that_a_county_added_stands_in_its_own_file(tmp_path: Path) -> None:
    folder = county(tmp_path, OURS.replace("ruoka:", "pesu:"))
    (problem,) = actors(load_pages(TOYS, folder))
    assert problem.file == f"{folder.as_posix()}/{FLOW}"
    assert problem.line == 5
