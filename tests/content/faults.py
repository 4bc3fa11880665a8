"""Deliberate faults, seeded into a copy of the content: what an author could really get wrong.

A fault in a duty is made from a state that meets a rule's premise: the author forgets one answer there, or lets a duty
through for it. Faults of the shape of the flow move, cut or misdirect its steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from bot.core.book import Book
from bot.core.checks.states import State
from bot.core.marks import Not
from bot.core.model import Duty, Flow, Route, Step
from bot.core.pages import Pages

ENOUGH = 20


def with_duty(pages: Pages, name: str, duty: Duty) -> Pages:
    """The content with one duty changed."""
    duties = MappingProxyType({**pages.policy.duties, name: duty})
    return replace(pages, policy=pages.policy.model_copy(update={"duties": duties}))


def with_steps(pages: Pages, flow: str, steps: Mapping[str, Step]) -> Pages:
    """The content with other steps in one flow."""
    changed = pages.flows[flow].model_copy(update={"steps": MappingProxyType(dict(steps))})
    return replace(pages, flows={**pages.flows, flow: changed})


def with_step(pages: Pages, flow: str, name: str, **changes: Any) -> Pages:
    """The content with one step changed."""
    steps = dict(pages.flows[flow].steps)
    steps[name] = steps[name].model_copy(update=changes)
    return with_steps(pages, flow, steps)


def forgetting(duty: Duty, question: str, option: str) -> Duty:
    """The duty as if the author had left one answer out of its condition."""
    clauses = tuple(
        MappingProxyType({**clause, question: _also_not(clause.get(question), option)}) for clause in duty.when
    )
    return duty.model_copy(update={"when": clauses})


def forgetting_both(duty: Duty, one: tuple[str, str], other: tuple[str, str]) -> Duty:
    """The duty as if the author had left out where two answers meet."""
    return duty.model_copy(update={"when": (*forgetting(duty, *one).when, *forgetting(duty, *other).when)})


def _also_not(values: Any, option: str) -> Any:
    if values is None:
        return Not(values=(option,))
    if isinstance(values, Not):
        return Not(values=(*values.values, option))
    left = tuple(value for value in values if value != option)
    return left or ("nobody-answers-this",)


def letting_through(duty: Duty, question: str, option: str) -> Duty:
    """The duty as if the author had let it through for one answer."""
    return duty.model_copy(update={"when": (*duty.when, MappingProxyType({question: (option,)}))})


def answers_met(states: list[State]) -> list[tuple[str, str]]:
    """The (question, option) pairs that some of these states have, the rarest questions spread evenly."""
    seen: dict[tuple[str, str], None] = {}
    for state in states:
        for question, value in state.known.values.items():
            if isinstance(value, str):
                seen.setdefault((question, value))
    by_question: dict[str, list[tuple[str, str]]] = {}
    for pair in seen:
        by_question.setdefault(pair[0], []).append(pair)
    return [pair for row in _in_turns(list(by_question.values())) for pair in row]


def _in_turns(lists: list[list[tuple[str, str]]]) -> Iterator[list[tuple[str, str]]]:
    for number in range(max((len(one) for one in lists), default=0)):
        yield [one[number] for one in lists if number < len(one)]


def moved(flow: Flow, step: str, to: int) -> dict[str, Step]:
    """The steps with one of them moved to another place in the order."""
    names = [name for name in flow.steps if name != step]
    names.insert(to, step)
    return {name: flow.steps[name] for name in names}


def routes(*targets: tuple[str, dict[str, tuple[str, ...]] | None]) -> tuple[Route, ...]:
    """Routes of a step, as an author would write them."""
    return tuple(Route.model_validate({"to": to, "when": when} if when else {"to": to}) for to, when in targets)


def rebuilt(book: Book, pages: Pages) -> Book:
    """A book of changed content, in the same languages."""
    return Book(pages, book.tongues)
