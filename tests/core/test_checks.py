"""Every check of the content catches its fault on a copy of the toys, at its place."""

from __future__ import annotations

from datetime import date

import pytest

from bot.core.book import Book
from bot.core.checks import check_book, check_pages, prove_all
from bot.core.checks.budget import longest_place
from bot.core.checks.findings import Finding, Report
from bot.core.checks.rules import prove
from bot.core.checks.states import Edge, State, walk_states
from bot.core.problems import Problem
from bot.load import load_pages
from tests.conftest import TODAY
from tests.core.copies import Broken, Copy, each_fault


def test_the_toys_have_no_fault(kitchen: Book) -> None:
    assert check_pages(kitchen.pages, TODAY, release=True) == []
    assert list(check_book(kitchen)) == []
    assert [report.flow for report in prove_all(kitchen)] == ["apurit", "keittio", "retki"]
    assert all(not report.broken for report in prove_all(kitchen))


KEITTIO, RETKI, DUTIES, RULES = "keittio.yaml", "retki.yaml", "_duties.yaml", "_rules.yaml"
LONG = "a" * 61


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


@each_fault("names")
def test_a_name_that_does_not_exist_or_may_not_be_used_is_a_fault(copy: Copy, fault: Broken) -> None:
    copy.have(fault)
    if "kept for the program" in fault.says:
        (copy.folder / RETKI).rename(copy.folder / "alku.yaml")
    found = [problem for problem in copy.faults() if fault.says in problem.says]
    assert found, [str(problem) for problem in copy.faults()]
    assert found[0].line > 0
    assert not found[0].warning


@each_fault("texts")
def test_a_text_that_may_not_be_said_so_is_a_fault_at_its_place(copy: Copy, fault: Broken) -> None:
    copy.have(fault)
    problem = only([problem for problem in copy.faults() if fault.says in problem.says])
    assert problem.file == f"flows/{fault.file}"
    assert problem.line > 1


def test_a_fault_of_a_text_stands_where_the_text_does(copy: Copy) -> None:
    copy.change(RETKI, "Ei, poutaa", LONG)
    problem = only(copy.faults())
    line, column = copy.spot(RETKI, LONG)
    assert (problem.line, problem.column) == (line, column - 1)


@pytest.mark.parametrize("text", ["Laki ei sano mitään.", "Saat syödä.", "Ei saavuta mitään.", "Velvet."])
def test_ordinary_words_need_no_source(copy: Copy, text: str) -> None:
    copy.change(KEITTIO, "Leipä riittää tänään.", text)
    assert copy.faults() == []


def test_a_legal_verb_with_its_source_or_as_practice_is_fine(copy: Copy) -> None:
    copy.change(
        KEITTIO,
        "- text: Leipä riittää tänään.",
        "- text: Sinun täytyy syödä.\n      sources: [KL 1 §]\n    - practice: Usein täytyy syödä.",
    )
    assert copy.faults() == []


def test_an_overdue_review_warns_and_fails_only_a_release(copy: Copy) -> None:
    due = date(2030, 1, 1)
    warned, released = copy.faults(due), copy.faults(due, release=True)
    assert [problem.says for problem in warned] == [
        f"{name} was to be reviewed by 2030-01-01." for name in ("KL", "opas")
    ]
    assert [problem.warning for problem in warned] == [True, True]
    assert [problem.warning for problem in released] == [False, False]
    assert warned[0].line == copy.spot("_sources.yaml", "2030-01-01\n    sections")[0]


def test_a_review_that_comes_soon_is_announced_and_fails_nothing(copy: Copy) -> None:
    soon = copy.faults(date(2029, 11, 10), release=True)
    assert [problem.says for problem in soon] == [f"{name} is to be reviewed by 2030-01-01." for name in ("KL", "opas")]
    assert all(problem.warning for problem in soon)
    assert copy.faults(date(2029, 10, 31)) == []


def test_a_flow_whose_places_do_not_fit_is_a_fault(copy: Copy) -> None:
    steps = "".join(
        f"  q{n}: {{key: {key}, title: Q, options: {{on: {{key: '1', label: On}}}}}}\n"
        for n, key in enumerate("abcdefghijklmnopquvwx")
    )
    copy.change(RETKI, "  loppu:\n", steps + "  loppu:\n")
    problem = only(copy.book_faults())
    assert problem.file == "flows/retki.yaml"
    assert problem.says.startswith("expected places of at most 64 characters, the longest has 70: retki_fi_A0")


def test_a_card_whose_places_do_not_fit_is_a_fault(copy: Copy) -> None:
    name = "x" * 33
    copy.change("_book.yaml", "cards: [ohje, opaskortti]", f"cards: [ohje, opaskortti, {name}]")
    text = (copy.folder / "cards/opaskortti.yaml").read_text(encoding="utf-8")
    copy.add(f"cards/{name}.yaml", text.replace("card: opaskortti", f"card: {name}"))
    problem = only(copy.book_faults())
    assert problem.file == f"flows/cards/{name}.yaml"
    assert "the longest has 70" in problem.says


def test_the_longest_place_has_every_answer_and_the_longest_view(kitchen: Book) -> None:
    assert str(longest_place(kitchen, "keittio")) == "keittio_fi_A0R0P00D0000000n0m00t0p000r0_h-d-2611"
    assert str(longest_place(kitchen, "kortti-ohje")) == "kortti-ohje_fi_A0R0P00D0000000_c-12345678"


@each_fault("cases")
def test_a_case_that_does_not_walk_as_it_promises_is_a_fault(copy: Copy, fault: Broken) -> None:
    copy.have(fault)
    problem = copy.book_faults()[0]
    assert problem.says == fault.says
    assert (problem.file, problem.line > 0) == ("flows/_cases.yaml", True)


def test_a_case_may_answer_several(copy: Copy) -> None:
    copy.change("_cases.yaml", 'mauste: "", tehty: ""', "mauste: 'suola, tilli', tehty: tiski, paiva: ''")
    assert [problem.says for problem in copy.book_faults()] == ["the walk stops at the question paiva."]


def proof(copy: Copy, rules: str = "", flow: str = "keittio") -> Report:
    """The proof of a copy's flow, with more rules."""
    if rules:
        copy.change(RULES, "rules:\n", f"rules:\n{rules}")
    book = Book(load_pages(copy.folder))
    return prove(book, book.paths[flow])


def finding(report: Report, name: str = "probe") -> Finding:
    return report.findings[name]


def rule(check: str, more: str = "") -> str:
    return f"  probe: {{says: A probe., check: {check}{more}}}\n"


def test_every_state_and_edge_is_walked_once(kitchen: Book) -> None:
    found = list(walk_states(kitchen, kitchen.paths["keittio"]))
    states = [one for one in found if isinstance(one, State)]
    edges = [one for one in found if isinstance(one, Edge)]
    assert len({(one.step, one.taken) for one in states}) == len(states) == len(edges) + 1
    assert {one.step for one in states} == set(kitchen.paths["keittio"].flow.steps)
    report = prove(kitchen, kitchen.paths["keittio"])
    assert (report.states, report.edges, report.outcomes) == (
        len(states),
        len(edges),
        sum(one.ends for one in states),
    )


CHECKS = ["one-way", "progress", "reachable", "help-visible", "monotonic", "equal-rank", "dont-know"]


@pytest.mark.parametrize("check", CHECKS)
def test_every_rule_of_the_shape_holds_on_the_toys_and_met_some_state(copy: Copy, check: str) -> None:
    if check == "equal-rank":
        copy.change(
            KEITTIO,
            "gravity: [[kova], [en-tieda], [pieni], [ei]]",
            "gravity: [[kova, en-tieda], [pieni], [ei]]",
        )
    found = finding(proof(copy, rule(check)))
    assert (found.count, found.broken) == (0, [])
    assert found.met > 0


@each_fault("rules")
def test_a_rule_that_does_not_hold_is_found_and_a_state_is_named(copy: Copy, fault: Broken) -> None:
    copy.have(fault)
    report = proof(copy, f"  probe: {{says: A probe., check: {fault.rule}}}\n")
    assert finding(report) in report.broken
    assert finding(report).count > 0
    assert any(fault.says in one for one in finding(report).broken), finding(report).broken


def test_a_proof_may_stop_at_the_first_fault(copy: Copy) -> None:
    copy.change(KEITTIO, "    - to: leipaloppu\n", "")
    copy.change(RULES, "rules:\n", "rules:\n" + rule("one-way"))
    book = Book(load_pages(copy.folder))
    assert prove(book, book.paths["keittio"], stop_early=True).states < prove(book, book.paths["keittio"]).states


def test_a_rule_whose_premise_no_state_meets_says_so(copy: Copy) -> None:
    found = finding(proof(copy, rule("duties", ", when: {nalka: [ei], rooli: [kokki]}, all_of: [keita]")))
    assert (found.met, found.count) == (0, 0)


def test_a_flow_without_duties_is_proved_for_its_shape_only(copy: Copy) -> None:
    copy.change(RULES, "rules:\n", "rules:\n" + rule("one-way"))
    reports = {report.flow: report for report in prove_all(Book(load_pages(copy.folder)))}
    assert list(reports["retki"].findings) == ["probe"]
    assert set(reports["keittio"].findings) == {"probe", "cook-before-eating"}
    assert reports["retki"].findings["probe"].met == 2


def test_only_the_first_broken_states_are_named_and_all_are_counted(copy: Copy) -> None:
    found = finding(proof(copy, rule("duties", ", all_of: [keita]")))
    assert len(found.broken) == 5
    assert found.count > 5
