"""Every check of the content catches its fault on a copy of the toys, at its place, and the toys have none."""

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
from tests.core.copies import Copy


def test_the_toys_have_no_fault(kitchen: Book) -> None:
    assert check_pages(kitchen.pages, TODAY, release=True) == []
    assert list(check_book(kitchen)) == []
    assert [report.flow for report in prove_all(kitchen)] == ["keittio", "retki"]
    assert all(not report.broken for report in prove_all(kitchen))


KEITTIO, RETKI, DUTIES, RULES = "keittio.yaml", "retki.yaml", "_duties.yaml", "_rules.yaml"
NAMES = {
    "an id kept for the program": ((RETKI, "flow: retki", "flow: alku"), "the id `alku` is kept for the program"),
    "a shared question that is not": ((KEITTIO, "shared: rooli", "shared: roolit"), "expected a question of _shared.yaml, got `roolit`"),
    "a shared question said twice": ((KEITTIO, "shared: rooli", "shared: rooli\n    what_if: []"), "`what_if` of a shared question"),
    "a condition on the first step": ((RETKI, "    key: s\n", "    key: s\n    asked_when: {rooli: [kokki]}\n"), "the first step `saa` is always asked"),
    "a key that is taken": ((KEITTIO, "key: r\n", "key: n\n"), "the key `n` is taken, retired or a capital"),
    "a key that is retired": ((KEITTIO, "key: r\n", "key: z\n"), "the key `z` is taken, retired or a capital"),
    "a capital key in a flow": ((KEITTIO, "key: r\n", "key: B\n"), "the key `B` is taken, retired or a capital"),
    "a way to no step": ((KEITTIO, "    - to: neuvo\n", "    - to: neuvot\n"), "expected a step of this flow, got `neuvot`"),
    "an end that leads on": ((RETKI, "    ask: end\n", "    ask: end\n    to: [{to: saa}]\n"), "the end `loppu` has options or a way on"),
    "a flow without an end": ((RETKI, "    ask: end\n", "    key: l\n    options: {on: {key: '1', label: On}}\n"), "expected at least one step with `ask: end`"),
    "an option's key twice": ((RETKI, 'poutaa: {key: "2"', 'poutaa: {key: "1"'), "the option key `1` stands twice"),
    "an option to no step": ((KEITTIO, "to: leipaloppu}", "to: leipa-loppu}"), "expected a step of this flow, got `leipa-loppu`"),
    "an option of several that leads": ((KEITTIO, "{key: a, label: Suola}", "{key: a, label: Suola, to: neuvo}"), "only the option of a question with one answer"),
    "gravity of no option": ((KEITTIO, "gravity: [[kova]", "gravity: [[kovin]"), "expected an option of this question, got `kovin`"),
    "don't know as no option": ((KEITTIO, "dont_know_counts_as: kova", "dont_know_counts_as: kovin"), "expected an option of this question, got `kovin`"),
    "typical of no option": ((KEITTIO, "typical: pieni", "typical: pikku"), "expected an option of this question, got `pikku`"),
    "a what-if of no option": ((KEITTIO, "typical: pieni", "what_if: [pikku]"), "expected an option of this question, got `pikku`"),
    "more options than room": ((KEITTIO, "capacity: 6", "capacity: 5"), "expected at most 5 options (the capacity), got 6"),
    "no options": ((RETKI, '    options:\n      sataa: {key: "1", label: "Kyllä, sataa"}\n      poutaa: {key: "2", label: "Ei, poutaa"}\n', ""), "expected `options`, got none"),
    "asked again after no step": ((KEITTIO, "asks_again: [nalka]", "asks_again: [nalkaa]"), "expected steps of this flow"),
    "a small key for a shared question": (("_shared.yaml", "key: A,", "key: a,"), "expected a capital key for the shared question `alue`"),
    "a key kept for overlays": (("_shared.yaml", "key: A,", "key: X,"), "the key `X` of `alue` is not its own"),
    "a fact with a question's name": ((DUTIES, "  hungry:\n", "  nalka:\n    when: {nalka: [kova]}\n  hungry:\n"), "the fact `nalka` has the name of a question"),
    "a condition on nothing": ((KEITTIO, "asked_when: {has-spice:", "asked_when: {has-salt:"), "expected a question or a fact, got `has-salt`"),
    "a condition on no value": ((KEITTIO, "when: {nalka: [kova]}\n      title", "when: {nalka: [kovin]}\n      title"), "`nalka` is never `kovin`"),
    "a condition on no region": ((KEITTIO, "when: {alue: [saari, manner]}", "when: {alue: [saari, mantere]}"), "`alue` is never `mantere`"),
    "a condition on no duty": ((DUTIES, "when: {has: [keita]}", "when: {has: [keitto]}"), "`has` is never `keitto`"),
    "a condition on a fact that is neither": ((KEITTIO, '{has-spice: ["yes"]}', "{has-spice: [kyllä]}"), "`has-spice` is never `kyllä`"),
    "a fact that leans on a later one": ((DUTIES, "  hungry:\n    when: {nalka: [kova, en-tieda]}", '  hungry:\n    when: {has-spice: ["yes"]}'), "the fact `hungry` uses has-spice, which stands after it"),
    "a source of a duty that is none": ((DUTIES, "because: Kova nälkä ei odota.\n    sources: [KL 1 §]", "because: Kova nälkä ei odota.\n    sources: [KL 9 §]"), "expected a source of _sources.yaml, got `KL 9 §`"),
    "a source of a line that is none": ((RETKI, "sources: [opas]", "sources: [oppaat]"), "expected a source of _sources.yaml, got `oppaat`"),
    "a rule on no duty": ((RULES, "all_of: [syo-heti]", "all_of: [syo-pian]"), "expected a duty, got `syo-pian`"),
    "a ladder of no duty": ((RULES, "rungs: [[syo-heti]]", "rungs: [[syo-pian]]"), "expected a duty, got `syo-pian`"),
    "a strength that is none": ((DUTIES, "strength: o\n", "strength: m\n"), "expected one of -, l, o, v, got `m`"),
    "an urgency that is none": ((DUTIES, "urgency: now\n", "urgency: asap\n"), "got `asap`"),
    "no strength otherwise": ((DUTIES, "    - {is: v}\n", ""), "the last of the choices has a condition"),
    "an order that is no number": ((DUTIES, 'order: "10"', "order: ensin"), "expected a whole number, got `ensin`"),
    "a card nobody finds": (("_book.yaml", "cards: [ohje, opaskortti]", "cards: [ohje]"), "the card `opaskortti` is in no group"),
    "a section without a name": (("_book.yaml", ", miten: Miten toimit", ""), "expected a section named in _book.yaml, got `miten`"),
    "a case's key twice": (("_cases.yaml", "cases:\n", "cases:\n  ilta: {key: '01', title: I, role: kokki, region: manner, story: I., answers: {nalka: ei}, duties: [siivoa], why: I.}\n"), "the key `01` stands twice"),
    "a case of no role": (("_cases.yaml", "role: kokki", "role: kokkaaja"), "expected a role and a county of the book"),
    "a case of no county": (("_cases.yaml", "region: manner", "region: mantere"), "expected a role and a county of the book"),
    "a case with no duty": (("_cases.yaml", "duties: [syo-heti,", "duties: [syo-pian,"), "expected a duty, got `syo-pian`"),
    "a county's key twice": (("_regions.yaml", "saari: {key: s", "saari: {key: m"), "the key `m` stands twice"),
}  # fmt: skip


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


@pytest.mark.parametrize(("change", "says"), NAMES.values(), ids=NAMES)
def test_a_name_that_does_not_exist_or_may_not_be_used_is_a_fault(
    copy: Copy, change: tuple[str, str, str], says: str
) -> None:
    copy.change(*change)
    if "kept for the program" in says:
        (copy.folder / RETKI).rename(copy.folder / "alku.yaml")
    found = [problem for problem in copy.faults() if says in problem.says]
    assert found, [str(problem) for problem in copy.faults()]
    assert found[0].line > 0
    assert not found[0].warning


LONG, SECTION = "a" * 61, "a" * 761
TEXTS = {
    "a label that is too long": ((RETKI, "Ei, poutaa", LONG), "expected at most 60 characters, got 61"),
    "a title that is too long": ((RETKI, "title: Sataako?", "title: " + "a" * 161), "expected at most 160 characters, got 161"),
    "a text that is too long": ((KEITTIO, "Leipä riittää tänään.", "a" * 901), "expected at most 900 characters, got 901"),
    "a hint that is too long": ((RETKI, "about: Lyhyt leikkipolku.", "about: " + "a" * 241), "expected at most 240 characters, got 241"),
    "a text that ends with a line end": ((KEITTIO, "- text: Leipä riittää tänään.", "- text: |\n        Leipä riittää."), "begins or ends with a space"),
    "a text that begins with a space": ((RETKI, "title: Sataako?", "title: ' Sataako?'"), "begins or ends with a space"),
    "straight quotes": ((RETKI, "title: Sataako?", "title: 'Onko \"sade\"?'"), "expected “ ” around words"),
    "a link in a text": ((KEITTIO, "Leipä riittää tänään.", "Lue [tämä](https://example.org)."), "“link” is not part of the light markup"),
    "html in a text": ((KEITTIO, "Leipä riittää tänään.", "Leipä <b>riittää</b>."), "“html_inline” is not part of the light markup"),
    "a line of an outcome without sources": ((DUTIES, "text: Kerro muille., when: {has: [keita]}, sources: [opas]", "text: Kerro muille., when: {has: [keita]}"), "expected `sources`, got none"),
    "a line of a duty without sources": ((DUTIES, "text: Keitä vettä., sources: [KL 2.1 §]", "text: Keitä vettä."), "expected `sources`, got none"),
    "practice of a card without sources": (("cards/ohje.yaml", "      sources: [opas]\n", ""), "expected `sources`, got none"),
    "a legal verb without a source": ((KEITTIO, "Leipä riittää tänään.", "Sinun täytyy syödä."), "“täytyy” states the law, but the line has no source"),
    "a ban without a source": ((KEITTIO, "Leipä riittää tänään.", "Toisen leipää ei saa ottaa."), "“ei saa” states the law"),
    "more than a copy button holds": ((KEITTIO, "- text: Leipä riittää tänään.", "- text: " + "a" * 257 + "\n      copy: 'true'"), "expected at most 256 characters to copy, got 257"),
    "a word in braces that nobody fills in": ((KEITTIO, "Leipä riittää tänään.", "Leipä riittää {nimi}."), "{nimi} is not filled in by the program"),
    "a section that is too long": (("cards/opaskortti.yaml", "Tämä on toinen kortti.", SECTION), "expected at most 760 characters in a section, got 761"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "says"), TEXTS.values(), ids=TEXTS)
def test_a_text_that_may_not_be_said_so_is_a_fault_at_its_place(
    copy: Copy, change: tuple[str, str, str], says: str
) -> None:
    copy.change(*change)
    problem = only([problem for problem in copy.faults() if says in problem.says])
    assert problem.file == f"flows/{change[0]}"
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
    copy.change(KEITTIO, "- text: Leipä riittää tänään.", "- text: Sinun täytyy syödä.\n      sources: [KL 1 §]\n    - practice: Usein täytyy syödä.")
    assert copy.faults() == []


def test_an_overdue_review_warns_and_fails_only_a_release(copy: Copy) -> None:
    due = date(2030, 1, 1)
    warned, released = copy.faults(due), copy.faults(due, release=True)
    assert [problem.says for problem in warned] == [f"{name} was to be reviewed by 2030-01-01." for name in ("KL", "opas")]
    assert [problem.warning for problem in warned] == [True, True]
    assert [problem.warning for problem in released] == [False, False]
    assert warned[0].line == copy.spot("_sources.yaml", "2030-01-01\n    sections")[0]


def test_a_review_that_comes_soon_is_announced_and_fails_nothing(copy: Copy) -> None:
    soon = copy.faults(date(2029, 11, 10), release=True)
    assert [problem.says for problem in soon] == [f"{name} is to be reviewed by 2030-01-01." for name in ("KL", "opas")]
    assert all(problem.warning for problem in soon)
    assert copy.faults(date(2029, 10, 31)) == []


def test_a_flow_whose_places_do_not_fit_is_a_fault(copy: Copy) -> None:
    steps = "".join(f"  q{n}: {{key: {key}, title: Q, options: {{on: {{key: '1', label: On}}}}}}\n" for n, key in enumerate("abcdefghijklmnopquvwx"))
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


CASES = {
    "an answer to no step": ("{nalka: kova, ", "{nalkä: kova, ", None),
    "a question without an answer": ('tehty: "", ', "", "the walk stops at the question tehty."),
    "an answer nobody asks for": ("answers: {nalka: kova, ", "answers: {paiva: '', nalka: kova, ", "paiva is never asked on this walk."),
    "an answer that is no option": ("ruoka: keitto", "ruoka: puuro", "the walk stops at the question ruoka."),
    "other duties than promised": ("[syo-heti, keita, siivoa]", "[keita, siivoa]", "expected syo-heti, keita, siivoa, got keita, siivoa."),
    "the duties in another order": ("[syo-heti, keita, siivoa]", "[keita, syo-heti, siivoa]", "expected syo-heti, keita, siivoa, got keita, syo-heti, siivoa."),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "says"), CASES.values(), ids=CASES)
def test_a_case_that_does_not_walk_as_it_promises_is_a_fault(copy: Copy, old: str, new: str, says: str | None) -> None:
    copy.change("_cases.yaml", old, new.replace("nalkä", "nalk"))
    problem = next(iter(copy.book_faults()))
    assert problem.says == (says or "expected steps of keittio, got nalk.")
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
    assert (report.states, report.edges, report.outcomes) == (len(states), len(edges), sum(one.ends for one in states))


CHECKS = ["one-way", "progress", "reachable", "help-visible", "monotonic", "equal-rank", "dont-know"]


@pytest.mark.parametrize("check", CHECKS)
def test_every_rule_of_the_shape_holds_on_the_toys_and_met_some_state(copy: Copy, check: str) -> None:
    if check == "equal-rank":
        copy.change(KEITTIO, "gravity: [[kova], [en-tieda], [pieni], [ei]]", "gravity: [[kova, en-tieda], [pieni], [ei]]")
    found = finding(proof(copy, rule(check)))
    assert (found.count, found.broken) == (0, [])
    assert found.met > 0


BREAKS = {
    "two ways open": (rule("one-way"), (KEITTIO, "    - to: leipaloppu\n", "    - to: leipaloppu\n      when: {alue: {not: [saari]}}\n"), "opens ['neuvo', 'leipaloppu']"),
    "no way open": (rule("one-way"), (KEITTIO, "    - to: leipaloppu\n", ""), "opens no way, the machine went to alue"),
    "a way back": (rule("progress"), (KEITTIO, "to: leipaloppu}", "to: mauste}"), "leads back to mauste"),
    "a step nobody reaches": (rule("reachable"), (KEITTIO, "tehty?\n    asked_when: {rooli: [kokki]}", "tehty?\n    asked_when: {ruoka: [keitto]}"), "no answers lead to the step tehty"),
    "a duty nobody has": (rule("reachable"), (DUTIES, "when: {ruoka: [keitto]}", "when: {ruoka: [keitto], nalka: [ei]}"), "no answers bring the duty keita"),
    "danger asked later": (rule("danger-first", ", any_of: [ruoka]"), None, "the first question is nalka"),
    "don't know as the mildest": (rule("dont-know"), (KEITTIO, "dont_know_counts_as: kova", "dont_know_counts_as: ei"), "counts as ei, the mildest"),
    "don't know among the mildest": (rule("dont-know"), (KEITTIO, "[[kova], [en-tieda], [pieni], [ei]]", "[[kova], [pieni], [ei, en-tieda]]"), "counts as kova, the mildest"),
    "don't know as nothing": (rule("dont-know"), (KEITTIO, "    dont_know_counts_as: kova\n", ""), "does not say what it counts as"),
    "a call without its number": (rule("help-visible"), ("_book.yaml", "call_112: Soita 112", "call_112: Soita apua"), "112 is not shown"),
    "help without its number": (rule("help-visible"), ("_book.yaml", "**Soita 112**, jos", "Soita, jos"), "the help screen does not begin with 112"),
    "a duty missing": (rule("duties", ", all_of: [keita]"), None, "without keita"),
    "a duty too many": (rule("duties", ", when: {rooli: [kokki]}, none_of: [keita/l]"), None, "with keita/l"),
    "none of the duties": (rule("duties", ", any_of: [syo-heti, keita]"), None, "none of syo-heti, keita"),
    "not exactly one duty": (rule("duties", ", when: {nalka: [kova]}, exactly_one_of: [syo-heti, siivoa]"), None, "not exactly one of syo-heti, siivoa"),
    "a ladder that goes down": (rule("monotonic"), (DUTIES, "when: {hungry: [\"yes\"]}", "when: {nalka: [en-tieda]}"), "ladder kiire: 0 below 1"),
    "a ladder that only a graver answer goes down": (rule("monotonic"), (DUTIES, "when: {ruoka: [keitto]}", "when: {ruoka: [keitto], nalka: [pieni]}"), "ladder ruoka: 0 below"),
    "other duties for equal answers": (rule("equal-rank"), (KEITTIO, "[[kova], [en-tieda], [pieni], [ei]]", "[[kova], [en-tieda, pieni], [ei]]"), "different duties"),
}  # fmt: skip


@pytest.mark.parametrize(("rules", "change", "where"), BREAKS.values(), ids=BREAKS)
def test_a_rule_that_does_not_hold_is_found_and_a_state_is_named(
    copy: Copy, rules: str, change: tuple[str, str, str] | None, where: str
) -> None:
    if change is not None:
        copy.change(*change)
    report = proof(copy, rules)
    assert finding(report) in report.broken
    assert finding(report).count > 0
    assert any(where in one for one in finding(report).broken), finding(report).broken


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
