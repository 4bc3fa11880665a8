"""Walks every state of a flow: each step with each class of answers that some condition tells apart.

Two answers of one class cannot be told apart by any guard, duty or text, so one of them stands for all; a property
test walks full answers to show that nothing is lost by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from bot.core.book import Book
from bot.core.classes import representatives
from bot.core.compile import Path, Walker
from bot.core.conditions import Known, Value
from bot.core.model import Question
from bot.core.walk import offered

ANY_DAY = date(2026, 11, 23)


@dataclass(frozen=True, slots=True)
class State:
    """A step reached with some answers. `taken` are they, in the order asked; `ends` tells an end of the flow."""

    step: str
    taken: tuple[tuple[str, Value], ...]
    known: Known
    ends: bool

    def __str__(self) -> str:
        walked = " · ".join(_shown(value) for _, value in self.taken)
        return f"{self.step} after {walked or 'nothing'}"


@dataclass(frozen=True, slots=True)
class Edge:
    """One answer at one state: how many ways were open, and where the machine went."""

    state: State
    value: Value
    open_to: tuple[str, ...]
    went_to: str


def _shown(value: Value) -> str:
    return "+".join(sorted(value)) or "none" if isinstance(value, frozenset) else str(value)


def walk_states(book: Book, path: Path, *, texts: bool = True) -> Iterator[State | Edge]:
    """Every state and every edge of a flow, depth first. A state is yielded before its edges.

    Without `texts`, answers that only change words stand for one another.
    """
    classes = book.classes(path.flow.flow, texts=texts)
    start = path.begin()
    waiting: list[tuple[str, tuple[tuple[str, Value], ...], Known]] = [(start.state, (), start.known)]
    while waiting:
        step, taken, known = waiting.pop()
        ends = path.flow.steps[step].ask == "end"
        state = State(step, taken, known, ends)
        yield state
        if ends or len(taken) > len(path.flow.steps):
            continue
        for value in reversed(list(answers_to(book, path.questions[step], known, classes[path.name(step)]))):
            walker = Walker(step, known.copy())
            path.go(walker, value)
            ways = tuple(way.to for way in path.open_ways(step, walker.known))
            yield Edge(state, value, ways, walker.state)
            if len(ways) == 1 and walker.state == ways[0]:
                waiting.append((walker.state, (*taken, (step, value)), walker.known))


def answers_to(book: Book, question: Question, known: Known, classes: Mapping[str, int]) -> Iterator[Value]:
    """One answer of every class that is offered here; for several answers: none, each, each pair, all."""
    options = [*offered(book, question, known)]
    kept = representatives({name: classes[name] for name in options}) if options else []
    match question.ask:
        case "date":
            yield ANY_DAY
        case "case":
            yield from book.pages.cases.cases
        case "several" | "checklist":
            yield from _subsets(kept)
        case _:
            yield from kept


def _subsets(options: list[str]) -> Iterator[frozenset[str]]:
    yield frozenset()
    yield from (frozenset(one) for one in combinations(options, 1))
    yield from (frozenset(pair) for pair in combinations(options, 2))
    if len(options) > 2:  # noqa: PLR2004 - pairs are there already
        yield frozenset(options)
