"""Every rule of the book is able to fail: each kills at least twenty deliberate faults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, combinations
from types import MappingProxyType

import pytest

from bot.core.book import Book
from bot.core.checks.findings import Finding
from bot.core.checks.rules import judge, prove
from bot.core.checks.states import State, walk_states
from bot.core.duties import duties_of
from bot.core.pages import Pages
from bot.core.sheets import Rule
from bot.load import load_pages
from tests.content.faults import (
    ENOUGH,
    answers_met,
    forgetting,
    forgetting_both,
    letting_through,
    moved,
    rebuilt,
    routes,
    with_duty,
    with_step,
    with_steps,
)  # fmt: skip

FLOW = "huoli"
RULES = load_pages().rules.rules
ABOUT_DUTIES = sorted(name for name, rule in RULES.items() if rule.check == "duties")


@pytest.fixture(scope="module")
def outcomes(book: Book) -> list[State]:
    """Every outcome of the flow, one of each class of answers that decides something."""
    found = [
        state for state in walk_states(book, book.paths[FLOW], texts=False) if isinstance(state, State) and state.ends
    ]
    assert len(found) > 1000
    return found


def met(book: Book, rule: Rule, outcomes: list[State]) -> list[State]:
    """The outcomes that meet a rule's premise."""
    found = []
    for state in outcomes:
        known = state.known.given(frozenset(one.id for one in duties_of(book.duties, state.known)))
        if book.test(rule.when)(known):
            found.append(state)
    return found


def kills(book: Book, pages: Pages, name: str, outcomes: list[State]) -> bool:
    """Whether a rule about duties notices that something is wrong with the content."""
    wrong = rebuilt(book, pages)
    rule, finding = pages.rules.rules[name], Finding(name, "")
    for state in outcomes:
        judge(wrong, rule, finding, state, duties_of(wrong.duties, state.known))
        if finding.count:
            return True
    return False


def faults_of(book: Book, rule: Rule, states: list[State]) -> Iterator[tuple[str, Pages]]:
    """Faults that this rule must notice: a promised duty forgotten for an answer, a forbidden one let through."""
    pages = book.pages
    for question, option in answers_met(states):
        here = [state for state in states if state.known.values.get(question) == option]
        for duty in rule.all_of:
            yield (
                f"{duty} forgotten at {question}={option}",
                with_duty(pages, duty, forgetting(pages.policy.duties[duty], question, option)),
            )
        for duty in rule.none_of[:2]:
            yield (
                f"{duty} let through at {question}={option}",
                with_duty(pages, duty, letting_through(pages.policy.duties[duty], question, option)),
            )
        either = rule.any_of or rule.exactly_one_of
        if either:
            wrong = pages
            for duty in {one.split("/")[0] for one in either}:
                wrong = with_duty(wrong, duty, forgetting(wrong.policy.duties[duty], question, option))
            held = _still_premised(rule, here)
            if held:
                yield f"{', '.join(either)} forgotten at {question}={option}", wrong


def faults_at_pairs(book: Book, rule: Rule, states: list[State]) -> Iterator[tuple[str, Pages]]:
    """A promised duty forgotten where two answers meet."""
    for state in states:
        given = [(name, value) for name, value in state.known.values.items() if isinstance(value, str)]
        for one, other in combinations(given, 2):
            for duty in rule.all_of:
                wrong = forgetting_both(book.pages.policy.duties[duty], one, other)
                yield f"{duty} forgotten at {one} with {other}", with_duty(book.pages, duty, wrong)


def _still_premised(rule: Rule, states: list[State]) -> bool:
    """A premise about what the outcome has stays met when only other duties are forgotten."""
    return bool(states) and all(
        "has" not in clause or not set(rule.any_of) & set(clause["has"]) for clause in rule.when or ()
    )


@pytest.mark.parametrize("name", ABOUT_DUTIES)
def test_a_rule_about_duties_kills_every_fault_seeded_where_its_premise_holds(
    book: Book, outcomes: list[State], name: str
) -> None:
    rule = RULES[name]
    states = met(book, rule, outcomes)
    assert states, "the premise is never met"
    tried = []
    for fault, pages in chain(faults_of(book, rule, states), faults_at_pairs(book, rule, states)):
        assert kills(book, pages, name, outcomes), f"{name} lets this pass: {fault}"
        tried.append(fault)
        if len(tried) >= ENOUGH + 4:
            break
    assert len(tried) >= ENOUGH, tried


def is_caught(book: Book, pages: Pages, name: str, *, texts: bool = False) -> bool:
    """Whether a rule about the shape of the flow notices that something is wrong with the content."""
    wrong = rebuilt(book, pages)
    return bool(prove(wrong, wrong.paths[FLOW], frozenset({name}), texts=texts, stop_early=True).broken)


def check_all_caught(book: Book, name: str, faults: list[tuple[str, Pages]]) -> None:
    """All of at least twenty faults are noticed by one rule, and the content as it is by none."""
    assert not is_caught(book, book.pages, name)
    assert len(faults) >= ENOUGH
    passed = [fault for fault, pages in faults if not is_caught(book, pages, name)]
    assert not passed, f"{name} lets these pass: {passed}"


def test_danger_not_asked_first_is_noticed(book: Book) -> None:
    flow = book.pages.flows[FLOW]
    others = [step for step in flow.steps if step != "vaara" and flow.steps[step].ask != "end"]
    faults = [(f"{step} first", with_steps(book.pages, FLOW, moved(flow, step, 0))) for step in others]
    faults += [
        (f"danger asked as number {place + 1}", with_steps(book.pages, FLOW, moved(flow, "vaara", place)))
        for place in range(1, len(others))
    ]
    check_all_caught(book, "danger-first", faults)


def test_help_that_does_not_name_112_is_noticed(book: Book) -> None:
    cover = book.cover
    texts = [
        ("button", cover.words.call_112),
        ("button", cover.words.help_now),
        ("body", cover.emergency[0].words),
    ]
    noticed = 0
    for lang in ("sv", "en"):
        for kind, text in texts:
            for instead in ("911", "110", "", "den nationella numret"):
                tongue = book.tongues[lang]
                catalogue = {**tongue.catalogue, (kind, text): tongue.say(kind, text).replace("112", instead)}
                wrong = Book(book.pages, {**book.tongues, lang: replace(tongue, catalogue=catalogue)})
                assert prove(
                    wrong, wrong.paths[FLOW], frozenset({"help-visible"}), texts=False, stop_early=True
                ).broken, (lang, text, instead)
                noticed += 1
    assert noticed >= ENOUGH


def test_two_ways_or_none_are_noticed(book: Book) -> None:
    steps = [name for name, step in book.pages.flows[FLOW].steps.items() if step.ask != "end"]
    overlapping = routes(
        ("neuvo", {"vaara": ("nyt", "pian", "en-tieda", "ei")}),
        ("alue", {"vaara": ("nyt", "pian", "en-tieda", "ei")}),
    )
    none = routes(("neuvo", {"vaara": ("-",)}))
    faults = [
        (f"two ways after {step}", with_step(book.pages, FLOW, step, to=overlapping))
        for step in steps
        if step != "vaara"
    ]
    faults += [(f"no way after {step}", with_step(book.pages, FLOW, step, to=none)) for step in steps]
    check_all_caught(book, "one-way-on", faults)


def test_a_way_back_into_the_same_questions_is_noticed(book: Book) -> None:
    flow = book.pages.flows[FLOW]
    names = [name for name, step in flow.steps.items() if step.options and step.shared is None]
    faults = []
    for number, name in enumerate(names[1:], 1):
        for earlier in names[:number]:
            back = routes((earlier, None))
            faults.append((f"{name} leads back to {earlier}", with_step(book.pages, FLOW, name, to=back)))
    always_before = [fault for fault in faults if fault[0].endswith("back to vaara")]
    itself = [(f"{name} leads to itself", with_step(book.pages, FLOW, name, to=routes((name, None)))) for name in names]
    check_all_caught(book, "no-loop", [*always_before, *itself])


def test_a_step_or_a_duty_that_nothing_leads_to_is_noticed(book: Book) -> None:
    never = (MappingProxyType({"vaara": ("-",)}),)
    steps = [name for name in book.pages.flows[FLOW].steps if name not in ("vaara", "neuvo", "alue")]
    faults = [(f"{step} is never asked", with_step(book.pages, FLOW, step, asked_when=never)) for step in steps]
    faults += [
        (f"{name} is never due", with_duty(book.pages, name, duty.model_copy(update={"when": never})))
        for name, duty in list(book.pages.policy.duties.items())[::2]
    ]
    check_all_caught(book, "all-reached", faults)


def test_not_knowing_that_counts_as_the_mildest_is_noticed(book: Book) -> None:
    faults = []
    for name, question in book.paths[FLOW].questions.items():
        if not question.gravity or name == "huoli":
            continue
        unsure = "en-tieda" if "en-tieda" in (question.options or {}) else question.dont_know_counts_as or ""
        rest = tuple(tuple(option for option in rung if option != unsure) for rung in question.gravity)
        rungs = tuple(rung for rung in rest if rung)
        faults += [
            (f"{name} does not say", with_step(book.pages, FLOW, name, dont_know_counts_as=None)),
            (
                f"{name} counts as the mildest",
                with_step(book.pages, FLOW, name, dont_know_counts_as=question.gravity[-1][0]),
            ),
            (f"{name} ranks it below all", with_step(book.pages, FLOW, name, gravity=(*rungs, (unsure,)))),
            (
                f"{name} ranks it with the mildest",
                with_step(book.pages, FLOW, name, gravity=(*rungs[:-1], (*rungs[-1], unsure))),
            ),
        ]
    check_all_caught(book, "dont-know", faults)


def test_a_graver_answer_with_less_to_do_is_noticed(book: Book) -> None:
    duties = book.pages.policy.duties
    forgotten = [("hatakeskus", "vaara", "nyt"), ("sosiaalipaivystys", "vaara", "pian")]
    forgotten += [("poliisi", "peruste", one) for one in ("lapsi-kertoi", "merkki", "nain", "en-tieda")]
    forgotten += [("poliisi", "epailty", one) for one in ("huoltaja", "laheinen", "en-tieda")]
    forgotten += [("poliisi", "huoli", one) for one in ("seksuaali", "vakivalta")]
    forgotten += [("ilmoitus", "huoli", one) for one in ("seksuaali", "vakivalta", "kunnia", "kotivakivalta")]
    forgotten += [("ilmoitus", "vaara", one) for one in ("nyt", "pian")]
    forgotten += [("ilmoitus", "perhe", one) for one in ("ei-turvallista", "en-tieda", "lapsi-kieltaa")]
    forgotten += [
        ("ala-kerro-epaillylle", "perhe", "ei-turvallista"),
        ("ala-kerro-epaillylle", "epailty", "huoltaja"),
    ]
    forgotten += [("ilmoitus", "peruste", "lapsi-kertoi"), ("ilmoitus", "tarve", "mahdollinen")]
    faults = [
        (
            f"{duty} forgotten at {question}={option}",
            with_duty(book.pages, duty, forgetting(duties[duty], question, option)),
        )
        for duty, question, option in forgotten
    ]
    check_all_caught(book, "ladders", faults)


def test_equal_answers_with_different_duties_are_noticed(book: Book) -> None:
    duties = book.pages.policy.duties
    forgotten = [
        (duty, "peruste", one)
        for duty in ("poliisi", "ilmoitus")
        for one in ("lapsi-kertoi", "merkki", "nain", "en-tieda")
    ]
    forgotten += [
        (duty, "epailty", one)
        for duty in ("poliisi", "ala-kerro-epaillylle")
        for one in ("huoltaja", "laheinen", "en-tieda")
    ]
    forgotten += [("ilmoitus", "huoli", one) for one in ("itsetuho", "laiminlyonti", "seksuaali", "vakivalta")]
    forgotten += [("ala-kerro-epaillylle", "perhe", one) for one in ("ei-turvallista", "en-tieda")]
    faults = [
        (
            f"{duty} forgotten at {question}={option}",
            with_duty(book.pages, duty, forgetting(duties[duty], question, option)),
        )
        for duty, question, option in forgotten
    ]
    check_all_caught(book, "equal-rank", faults)


def test_every_rule_of_the_book_has_its_faults_here() -> None:
    elsewhere = {
        "danger-first",
        "help-visible",
        "one-way-on",
        "no-loop",
        "all-reached",
        "dont-know",
        "ladders",
        "equal-rank",
    }
    assert set(RULES) == elsewhere | set(ABOUT_DUTIES)
