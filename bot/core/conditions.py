"""Conditions over answers: ORs of ANDs, with named facts. Compiled once, asked often.

`Known` is what is known at one point of a walk: answers by question id, and the facts that follow from them,
worked out when first asked and then kept. Nothing here knows what a question means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from bot.core.marks import Condition, Not
from bot.core.model import Fact

Value = str | frozenset[str] | date
Test = Callable[["Known"], bool]
NOT_ASKED = "-"
HAS = "has"


class Known:
    """Answers and what follows from them. Add an answer with `learn`; facts are then worked out anew."""

    __slots__ = ("_facts", "_worked_out", "has", "values")

    def __init__(self, facts: Mapping[str, Test], values: Mapping[str, Value] | None = None) -> None:
        self._facts = facts
        self._worked_out: dict[str, str] = {}
        self.values: dict[str, Value] = dict(values or {})
        self.has: frozenset[str] = frozenset()

    def learn(self, question: str, value: Value) -> None:
        """Take one more answer into account."""
        self.values[question] = value
        self._worked_out.clear()

    def given(self, duties: frozenset[str]) -> Known:
        """The same knowledge once it is known which duties the outcome has."""
        found = Known(self._facts, self.values)
        found._worked_out = self._worked_out
        found.has = duties
        return found

    def copy(self) -> Known:
        """A copy that can learn on its own."""
        return Known(self._facts, self.values)

    def value(self, name: str) -> Value:
        """The answer to a question, `yes` or `no` of a fact, or `-` when it was not asked."""
        found = self.values.get(name)
        if found is not None:
            return found
        worked_out = self._worked_out.get(name)
        if worked_out is not None:
            return worked_out
        test = self._facts.get(name)
        if test is None:
            return NOT_ASKED
        answer = "yes" if test(self) else "no"
        self._worked_out[name] = answer
        return answer

    def is_fact(self, name: str) -> bool:
        """Whether a named fact holds."""
        return self.value(name) == "yes"


def always(known: Known) -> bool:  # noqa: ARG001 - one shape for all tests
    """The condition of what has no condition."""
    return True


def compile_condition(condition: Condition | None) -> Test:
    """Make a function of a condition; None always holds."""
    if condition is None:
        return always
    return _any_of(
        [_all_of([_compile_values(name, values) for name, values in clause.items()]) for clause in condition]
    )


def _all_of(tests: list[Test]) -> Test:
    """AND; the short ones are unrolled, because they are asked a million times when all states are proved."""
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:  # noqa: PLR2004 - a pair
        one, other = tests
        return lambda known: one(known) and other(known)
    first, rest = tests[0], _all_of(tests[1:])
    return lambda known: first(known) and rest(known)


def _any_of(tests: list[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]
    first, rest = tests[0], _any_of(tests[1:])
    return lambda known: first(known) or rest(known)


def _compile_values(name: str, values: tuple[str, ...] | Not) -> Test:
    wanted = frozenset(values.values if isinstance(values, Not) else values)
    if name == HAS:
        among: Test = lambda known: bool(known.has & wanted)  # noqa: E731 - one of two shapes
    else:

        def among(known: Known) -> bool:
            value = known.value(name)
            return value in wanted if value.__class__ is str else _shares(value, wanted)

    return (lambda known: not among(known)) if isinstance(values, Not) else among


def _shares(value: Value, wanted: frozenset[str]) -> bool:
    return isinstance(value, frozenset) and bool(value & wanted)


def compile_facts(facts: Mapping[str, Fact]) -> dict[str, Test]:
    """Make functions of all facts."""
    return {name: compile_condition(fact.when) for name, fact in facts.items()}


def mentions(condition: Condition | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every (question or fact, values) that a condition tells apart."""
    for clause in condition or ():
        for name, values in clause.items():
            yield name, values.values if isinstance(values, Not) else values
