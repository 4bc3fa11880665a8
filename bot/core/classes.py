"""Which answers of a question some condition tells apart; the rest may stand for one another.

Two options that every condition of the book treats alike lead to the same place and the same words (their own
labels excepted), so one of them is enough when all states are proved or all what-ifs are tried.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from bot.core.compile import Path
from bot.core.conditions import mentions
from bot.core.marks import Condition
from bot.core.pages import Pages

CONDITIONS = ("when", "asked_when", "offered_when", "cards_when")
Classes = Mapping[str, Mapping[str, int]]


def conditions_in(part: object) -> Iterator[Condition]:
    """Every condition below a part of the content."""
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            value = getattr(part, name)
            if name in CONDITIONS:
                if value is not None:
                    yield value
            else:
                yield from conditions_in(value)
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from conditions_in(value)
    elif isinstance(part, tuple):
        for value in part:
            yield from conditions_in(value)


def classes_of(pages: Pages, path: Path, *, texts: bool = True) -> Classes:
    """For each question of a flow, its options with the number of the class they belong to.

    Without `texts` only ways, facts, duties and rules tell answers apart: enough where words do not matter.
    """
    told_apart: dict[str, list[frozenset[str]]] = {}
    parts = [path.flow, pages.shared, pages.policy, pages.rules] if texts else list(_without_words(pages, path))
    for part in parts:
        for condition in conditions_in(part):
            for name, values in mentions(condition):
                told_apart.setdefault(name, []).append(frozenset(values))
    for name, need in _needs_of_actors(path):
        told_apart.setdefault(name, []).append(frozenset({need}))
    for name, step in path.flow.steps.items() if texts else ():
        if step.right is not None:  # what is said after the answer
            told_apart.setdefault(name, []).append(frozenset({step.right}))
    return {
        path.name(step): _numbered(pages, path, step, told_apart.get(path.name(step), [])) for step in path.flow.steps
    }


def _needs_of_actors(path: Path) -> Iterator[tuple[str, str]]:
    """Every need that some actor answers, with its question: each has reasons of its own, so no two are alike."""
    for step in path.flow.steps.values():
        if step.needs is not None:
            yield from ((step.needs, need) for need in sorted({need for one in step.actors for need in one.answers}))


def _without_words(pages: Pages, path: Path) -> Iterator[object]:
    """The parts of the content whose conditions decide something, not only how it is said."""
    for step in path.flow.steps.values():
        yield step.model_copy(update={"says": (), "then": (), "variants": ()})
    yield pages.policy.facts
    for duty in pages.policy.duties.values():
        yield duty.model_copy(update={"lines": (), "title_variants": ()})
    yield pages.rules


def _numbered(pages: Pages, path: Path, step: str, told_apart: list[frozenset[str]]) -> dict[str, int]:
    question = path.questions[step]
    names = list(question.options or {}) if question.ask != "case" else list(pages.cases.cases)
    rank = {option: place for place, rung in enumerate(question.gravity) for option in rung}
    seen: dict[object, int] = {}
    numbers: dict[str, int] = {}
    for name in names:
        option = (question.options or {}).get(name)
        signature = (tuple(name in values for values in told_apart), rank.get(name), option.to if option else None)
        numbers[name] = seen.setdefault(signature, len(seen))
    return numbers


def representatives(classes: Mapping[str, int]) -> list[str]:
    """The first option of each class, in the order of the file."""
    first: dict[int, str] = {}
    for name, number in classes.items():
        first.setdefault(number, name)
    return list(first.values())
