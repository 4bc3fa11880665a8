"""Which ways of a flow can be walked at all, and with which answers: what a picture of the flow shows.

A way between two steps is often impossible though no guard of its own forbids it: nobody is asked both a
parent's questions and a pupil's. So the flow is walked, with answers merged that no guard tells apart and
all forgotten that no guard asks about: hundreds of states, about 20 ms for `huoli`, measured 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from bot.core.book import Book
from bot.core.compile import Path
from bot.core.conditions import Known, Value, mentions
from bot.core.marks import Condition
from bot.core.model import Question

ANY_DAY = date(2026, 1, 1)
Road = tuple[str, str]
Asked = Mapping[str, tuple[frozenset[str], ...]]
"""Each question that guards ask about, with the groups of answers that they ask for."""


def roads(book: Book, path: Path) -> dict[Road, frozenset[str]]:
    """Every (step, next step) that can be walked, with the options that lead there, in the order of the file.

    The options are those of a question with one answer; empty for the other kinds.
    """
    asked = _asked(book, path)
    found: dict[Road, set[str]] = {}
    waiting, seen = [(path.start, Known(book.facts))], set()
    while waiting:
        step, known = waiting.pop()
        question = path.questions[step]
        for value, alike in (
            () if question.ask == "end" else _answers(book, question, known, asked.get(path.name(step), ()))
        ):
            further = Known(book.facts, known.values)
            further.learn(path.name(step), value)
            for way in path.open_ways(step, further):
                found.setdefault((step, way.to), set()).update(alike)
                kept = {name: one for name, one in further.values.items() if name in asked}
                state = (way.to, frozenset(kept.items()))
                if state not in seen:
                    seen.add(state)
                    waiting.append((way.to, Known(book.facts, kept)))
    order = {step: number for number, step in enumerate(path.flow.steps)}
    return {road: frozenset(found[road]) for road in sorted(found, key=lambda road: (order[road[0]], order[road[1]]))}


def _answers(
    book: Book, question: Question, known: Known, groups: tuple[frozenset[str], ...]
) -> Iterator[tuple[Value, list[str]]]:
    """One answer of each class, with the options of the class."""
    if question.ask == "date":
        yield ANY_DAY, []
        return
    if question.ask == "case":
        yield next(iter(book.pages.cases.cases)), []
        return
    classes: dict[object, list[str]] = {}
    for name, option in (question.options or {}).items():
        if book.test(option.offered_when)(known):
            classes.setdefault((option.to, *(name in group for group in groups)), []).append(name)
    if question.ask == "one":
        yield from ((names[0], names) for names in classes.values())
        return
    firsts = [names[0] for names in classes.values()]
    yield from ((frozenset(value), []) for value in ([], *([name] for name in firsts), firsts))


def _asked(book: Book, path: Path) -> dict[str, tuple[frozenset[str], ...]]:
    found: dict[str, dict[frozenset[str], None]] = {}
    waiting = list(_guards(path))
    seen: set[str] = set()
    while waiting:
        for name, values in mentions(waiting.pop()):
            fact = book.pages.policy.facts.get(name)
            if fact is None:
                found.setdefault(name, {})[frozenset(values)] = None
            elif name not in seen:
                seen.add(name)
                waiting.append(fact.when)
    return {name: tuple(groups) for name, groups in found.items()}


def _guards(path: Path) -> Iterator[Condition]:
    """Every condition that decides the way or what is offered."""
    for step, this in path.flow.steps.items():
        options = (path.questions[step].options or {}).values()
        found = [
            this.asked_when,
            *(route.when for route in this.to),
            *(option.offered_when for option in options),
        ]
        yield from (condition for condition in found if condition is not None)
