"""Which duties follow from the answers, how strongly, and how grave the whole is.

The policy itself is in `flows/_duties.yaml`; here it is only applied. An outcome is never one label: the law can
ask for several acts at once, so it is an ordered list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.core.conditions import Known, Test, compile_condition
from bot.core.marks import Condition
from bot.core.model import Choose, Duty, Policy
from bot.core.sheets import Ladder, Rules

Choices = tuple[tuple[Test, str], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A duty of the policy, its conditions compiled."""

    id: str
    duty: Duty
    applies: Test
    order: Choices
    urgency: Choices
    strength: Choices


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """A duty that an outcome has. `strength`: l the law obliges, o guidance, v one may, - not said."""

    order: int
    id: str
    strength: str
    urgency: str


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of a ladder: the duties, alone or as `duty/strength` or `duty/urgency`, that reach it."""

    reached_by: frozenset[str]


def compile_duties(policy: Policy) -> tuple[Rule, ...]:
    """Compile the conditions of every duty."""
    return tuple(
        Rule(
            name,
            duty,
            compile_condition(duty.when),
            _choices(duty.order),
            _choices(duty.urgency),
            _choices(duty.strength),
        )
        for name, duty in policy.duties.items()
    )


def _choices(chosen: tuple[Choose, ...]) -> Choices:
    return tuple((compile_condition(choice.when), choice.value) for choice in chosen)


def _chosen(choices: Choices, known: Known) -> str:
    return next(value for test, value in choices if test(known))


def duties_of(rules: tuple[Rule, ...], known: Known) -> tuple[Due, ...]:
    """The duties that follow from what is known, in the order they stand on the page."""
    due = [
        Due(int(_chosen(rule.order, known)), rule.id, _chosen(rule.strength, known), _chosen(rule.urgency, known))
        for rule in rules
        if rule.applies(known)
    ]
    return tuple(sorted(due))


def compile_ladders(rules: Rules) -> dict[str, tuple[Rung, ...]]:
    """The ladders of `_rules.yaml`, from low to high."""
    return {name: tuple(Rung(frozenset(rung)) for rung in ladder.rungs) for name, ladder in rules.ladders.items()}


def height(rungs: tuple[Rung, ...], reached: frozenset[str]) -> int:
    """The highest rung that something in `reached` stands on, counted from 1; 0 is the ground."""
    return max((number for number, rung in enumerate(rungs, 1) if rung.reached_by & reached), default=0)


def reached_by(
    due: tuple[Due, ...], ladder: Ladder | None, known: Known, test: Callable[[Condition], Test] = compile_condition
) -> frozenset[str]:
    """The names under which an outcome's duties may stand on a ladder. `test` makes a function of a condition."""
    names = {name for one in due for name in (one.id, f"{one.id}/{one.strength}", f"{one.id}/{one.urgency}")}
    for exception in ladder.counts_as if ladder else ():
        if exception.duty in names and test(exception.when)(known):
            names.remove(exception.duty)
            names.add(exception.value)
    return frozenset(names)
