"""Texts and files that need the day the matter began: every way to them must have asked for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.core.book import Book
from bot.core.checks.names import problem
from bot.core.checks.states import State, walk_states
from bot.core.compile import Path
from bot.core.conditions import Known
from bot.core.deadlines import ARRIVED
from bot.core.model import Step
from bot.core.problems import PathInFile, Problem

IN_FLOWS = frozenset({"{arrived}", "{start_by}", "{ready_by}"})
CALENDAR = "kalenteri"
_filled = re.compile("|".join(map(re.escape, sorted(IN_FLOWS))))


def dates(book: Book) -> Iterator[Problem]:
    """Each line with a date, and each end with the calendar, that some answers reach without that day."""
    for path in book.paths.values():
        if any(_needing(step) for step in path.flow.steps.values()):
            yield from _undated(book, path)


def _needing(step: Step) -> dict[int, PathInFile]:
    """Where in a step the day is needed: the lines by their number, the calendar as -1."""
    found: dict[int, PathInFile] = {
        number: ("says", number) if number < len(step.says) else ("then", number - len(step.says))
        for number, line in enumerate((*step.says, *step.then))
        if _filled.search(line.words)
    }
    return found | ({-1: ("documents",)} if CALENDAR in step.documents else {})


def _undated(book: Book, path: Path) -> Iterator[Problem]:
    told: set[tuple[str, int]] = set()
    for state in walk_states(book, path):
        if not isinstance(state, State) or isinstance(state.known.values.get(ARRIVED), date):
            continue
        step = path.flow.steps[state.step]
        for number, where in _needing(step).items():
            if (state.step, number) not in told and _is_said(book, step, number, state.known):
                told.add((state.step, number))
                says = f"this needs a date, but no step `{ARRIVED}` with `ask: date` was answered: {state}."
                hint = "Ask for it on every way to here, or give the line a condition."
                yield problem(book.pages, f"{path.flow.flow}.yaml", ("steps", state.step, *where), says, hint)


def _is_said(book: Book, step: Step, number: int, known: Known) -> bool:
    return number < 0 or book.test((*step.says, *step.then)[number].when)(known)
