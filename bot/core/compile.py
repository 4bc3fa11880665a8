"""Turns a flow into one shared `transitions` machine; the only module that knows that library.

The machine is built once and keeps nothing about anybody: a slotted walker that knows its state and its
answers is sent through it and thrown away (about 10 µs a step).

A step without `to` leads to the next step in the file that is asked (`asked_when`); that is how a lawyer's
table reads. A step or an option with `to` says itself where it leads. The machine takes the first of
overlapping guards and stays put when none holds, both in silence; the rule `one-way-on` therefore proves that
exactly one holds for every reachable state and answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from transitions import Machine

from bot.core.conditions import Known, Test, Value, always, compile_condition
from bot.core.model import Flow, Question, Step

if TYPE_CHECKING:
    from transitions import EventData

GO = "go"


class Walker:
    """Somebody on the way: where they stand and what is known. Made for one replay, then forgotten."""

    __slots__ = ("known", "state")

    def __init__(self, state: str, known: Known) -> None:
        self.state = state
        self.known = known


@dataclass(frozen=True, slots=True)
class Way:
    """One way out of a step: where it leads and when it is open."""

    source: str
    to: str
    is_open: Test


@dataclass(frozen=True, slots=True)
class Path:
    """A compiled flow. `questions` has each step's question, its own or the shared one it names."""

    flow: Flow
    questions: Mapping[str, Question]
    ways: Mapping[str, tuple[Way, ...]]
    machine: Machine
    facts: Mapping[str, Test]

    @property
    def start(self) -> str:
        """The first step."""
        return next(iter(self.flow.steps))

    def name(self, step: str) -> str:
        """The id under which a step's answer is known: the shared question's when it names one."""
        return self.flow.steps[step].shared or step

    def begin(self) -> Walker:
        """Somebody at the first step who has answered nothing."""
        return Walker(self.start, Known(self.facts))

    def go(self, walker: Walker, value: Value) -> bool:
        """Answer the step where the walker stands and move on. False when no way is open."""
        before = walker.state
        walker.known.learn(self.name(before), value)
        self.machine.events[GO].trigger(walker)
        return walker.state != before

    def look_ahead(self, walker: Walker, value: Value) -> bool:
        """Answer and move on by the first open way, without the machine: for what-ifs, which try dozens of walks.

        That this is where the machine goes is proved for every state (rule `one-way-on`).
        """
        before = walker.state
        walker.known.learn(self.name(before), value)
        walker.state = next((way.to for way in self.ways[before] if way.is_open(walker.known)), before)
        return walker.state != before

    def open_ways(self, step: str, known: Known) -> list[Way]:
        """Every way out of a step that is open; exactly one, or the flow is broken."""
        return [way for way in self.ways[step] if way.is_open(known)]


def compile_flow(flow: Flow, questions: Mapping[str, Question], facts: Mapping[str, Test]) -> Path:
    """Build the machine of a flow whose steps and targets are known to exist."""
    ways = {step: tuple(_ways(flow, step)) for step in flow.steps}
    machine = Machine(
        model=None, states=list(flow.steps), initial=next(iter(flow.steps)), auto_transitions=False, send_event=True
    )
    for way in (way for group in ways.values() for way in group):
        machine.add_transition(GO, way.source, way.to, conditions=_guard(way.is_open))
    if GO not in machine.events:  # a flow of one step still answers a trigger
        only = next(iter(flow.steps))
        machine.add_transition(GO, only, only, conditions=_guard(lambda _: False))
    return Path(flow, questions, ways, machine, facts)


def _guard(is_open: Test) -> Callable[[EventData], bool]:
    def guard(event: EventData) -> bool:
        walker: Any = event.model
        return is_open(walker.known)

    return guard


def _ways(flow: Flow, step: str) -> Iterator[Way]:
    """The ways out of one step: options that lead elsewhere first, then the step's own routes."""
    this = flow.steps[step]
    if this.ask == "end":
        return
    name = this.shared or step
    leading = {option: found.to for option, found in (this.options or {}).items() if found.to is not None}
    for option, target in leading.items():
        yield Way(step, target, _answered(name, option))
    stays = _not_answered(name, frozenset(leading)) if leading else always
    routes = list(_own_routes(this)) if this.to else list(_next_asked(flow, step))
    for target, is_open in routes:
        yield Way(step, target, _both(stays, is_open) if leading else is_open)


def _own_routes(step: Step) -> Iterator[tuple[str, Test]]:
    conditions = [compile_condition(route.when) for route in step.to if route.when is not None]
    for route in step.to:
        if route.when is None:
            yield route.to, lambda known: not any(holds(known) for holds in conditions)
        else:
            yield route.to, compile_condition(route.when)


def _next_asked(flow: Flow, step: str) -> Iterator[tuple[str, Test]]:
    """The later steps, each open when it is asked and no step between is."""
    names = list(flow.steps)
    between: tuple[Test, ...] = ()
    for name in names[names.index(step) + 1 :]:
        asked = compile_condition(flow.steps[name].asked_when)
        yield name, _first_of(asked, between)
        if flow.steps[name].asked_when is None:
            return
        between = (*between, asked)


def _first_of(asked: Test, between: tuple[Test, ...]) -> Test:
    return lambda known: asked(known) and not any(earlier(known) for earlier in between)


def _both(one: Test, other: Test) -> Test:
    return lambda known: one(known) and other(known)


def _answered(name: str, option: str) -> Test:
    return lambda known: known.value(name) == option


def _not_answered(name: str, options: frozenset[str]) -> Test:
    return lambda known: known.value(name) not in options
