"""Conditions: ORs of ANDs over answers and named facts."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from bot.core.book import Book
from bot.core.conditions import Known, Test, Value, compile_condition, compile_facts, mentions
from bot.core.marks import Condition
from bot.core.model import Fact

read: TypeAdapter[Condition] = TypeAdapter(Condition)
ANSWERS: dict[str, Value] = {
    "a": "x",
    "b": "y",
    "many": frozenset({"p", "q"}),
    "none": frozenset(),
    "day": date(2026, 1, 1),
}


def holds(condition: Any, values: dict[str, Value] | None = None, facts: dict[str, Test] | None = None) -> bool:
    known = Known(facts or {}, ANSWERS if values is None else values)
    return compile_condition(read.validate_python(condition))(known)


TRUE = [
    {"a": ["x"]},
    {"a": ["z", "x"]},
    {"a": ["x"], "b": ["y"]},
    {"a": ["x"], "b": ["y"], "many": ["p"]},
    [{"a": ["z"]}, {"b": ["y"]}],
    [{"a": ["z"]}, {"b": ["z"]}, {"many": ["q", "z"]}],
    {"a": {"not": ["y"]}},
    {"c": {"not": ["y"]}},
    {"c": ["-"]},
    {"c": ["-", "x"]},
    {"none": {"not": ["p"]}},
    {"day": {"not": ["x"]}},
]
FALSE = [
    {"a": ["y"]},
    {"a": ["x"], "b": ["x"]},
    {"a": ["x"], "b": ["y"], "many": ["z"]},
    [{"a": ["z"]}, {"b": ["z"]}],
    {"a": {"not": ["x", "y"]}},
    {"a": ["-"]},
    {"c": ["x"]},
    {"c": {"not": ["-"]}},
    {"none": ["p"]},
    {"none": ["-"]},
    {"many": {"not": ["q"]}},
    {"day": ["2026-01-01"]},
]


@pytest.mark.parametrize("condition", TRUE, ids=str)
def test_a_condition_holds_when_some_clause_has_all_its_values(condition: Any) -> None:
    assert holds(condition)


@pytest.mark.parametrize("condition", FALSE, ids=str)
def test_a_condition_fails_when_every_clause_misses_a_value(condition: Any) -> None:
    assert not holds(condition)


def test_no_condition_always_holds() -> None:
    assert compile_condition(None)(Known({}))


@pytest.mark.parametrize("given", [*product("xyz", repeat=2)])
def test_clauses_are_or_and_questions_within_one_are_and(given: tuple[str, str]) -> None:
    one, other = given
    condition = [{"a": ["x"], "b": ["y"]}, {"a": {"not": ["x"]}, "b": ["z"]}]
    expected = (one == "x" and other == "y") or (one != "x" and other == "z")
    assert holds(condition, {"a": one, "b": other}) is expected


@pytest.mark.parametrize(
    "wrong", [[], {}, {"a": []}, {"a": "x"}, {"a": {"not": []}}, {"a": {"nor": ["x"]}}, "a = x", [{}]]
)
def test_what_is_no_condition_is_refused(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        read.validate_python(wrong)


def test_a_fact_is_yes_or_no_and_may_lean_on_another() -> None:
    facts = compile_facts(
        {
            "first": Fact(when=read.validate_python({"a": ["x"]})),
            "second": Fact(when=read.validate_python({"first": ["yes"], "b": ["y"]})),
        }
    )
    assert holds({"second": ["yes"]}, ANSWERS, facts)
    assert holds({"second": ["no"]}, {"a": "x"}, facts)
    assert not holds({"second": ["-"]}, {}, facts)


def test_facts_are_worked_out_anew_after_one_more_answer() -> None:
    facts = compile_facts({"sure": Fact(when=read.validate_python({"a": ["x"]}))})
    known = Known(facts)
    assert not known.is_fact("sure")
    known.learn("a", "x")
    assert known.is_fact("sure")


def test_a_copy_learns_on_its_own() -> None:
    known = Known({}, {"a": "x"})
    other = known.copy()
    other.learn("a", "y")
    assert (known.value("a"), other.value("a")) == ("x", "y")


def test_duties_can_be_asked_for_once_they_are_known() -> None:
    condition = compile_condition(read.validate_python({"has": ["notify"]}))
    known = Known({}, {"a": "x"})
    assert not condition(known)
    given = known.given(frozenset({"notify", "call"}))
    assert condition(given)
    assert given.value("a") == "x"


def test_a_condition_tells_which_values_it_tells_apart() -> None:
    condition = read.validate_python([{"a": ["x", "y"]}, {"b": {"not": ["z"]}}])
    assert list(mentions(condition)) == [("a", ("x", "y")), ("b", ("z",))]
    assert list(mentions(None)) == []


def test_a_condition_of_the_book_is_compiled_once(kitchen: Book) -> None:
    condition = kitchen.pages.flows["keittio"].steps["mauste"].asked_when
    assert kitchen.test(condition) is kitchen.test(condition)
    assert condition is not None
    assert kitchen.test_clause(condition[0]) is kitchen.test_clause(condition[0])


def test_two_options_that_no_condition_tells_apart_are_one_class(kitchen: Book) -> None:
    classes = kitchen.classes("keittio")
    spices = classes["mauste"]
    assert len(spices) == 6
    assert len(set(spices.values())) == 1
    assert len(set(classes["nalka"].values())) == 4
    assert classes["alue"]["manner"] == classes["alue"]["saari"] != classes["alue"]["en-tieda"]
    assert classes["rooli"]["vieras"] == classes["rooli"]["en-tieda"] != classes["rooli"]["kokki"]
