"""Monotonicity: when one answer gets graver and all else stays, no ladder of the outcome goes down.

Outcomes are compared within one role, position and kind of child, in pairs that differ in exactly one ordered answer;
an implied answer counts as given, and a question not asked on one side matches anything. The pairs are found by
walking two copies of a tree of answers side by side, so that only comparable pairs are ever looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from bot.core.book import Book
from bot.core.checks.findings import Finding
from bot.core.compile import Path
from bot.core.conditions import Known, Value
from bot.core.duties import Due

Answer = tuple[int | None, str] | None
"""The rank of an answer (0 is the gravest; None outside the order) and its option; None when not asked."""


class Complete(NamedTuple):
    """One complete walk: its group, its ordered answers, its height on each ladder, its duties.

    `acts` leaves out what comes afterwards: a helpline more for one of two equally grave worries is no other duty.
    """

    group: tuple[Value, ...]
    ordered: tuple[Answer, ...]
    heights: tuple[int, ...]
    listed: tuple[tuple[str, str], ...]
    acts: frozenset[str]

    @classmethod
    def of(cls, book: Book, path: Path, known: Known, due: tuple[Due, ...]) -> Complete:
        """Sum up an outcome for comparison."""
        rules = book.pages.rules
        implied = {one.question: one.value for one in rules.implied if book.test(one.when)(known)}
        group = tuple(known.value(name) for name in rules.same_for)
        ordered = tuple(_ranked(path, step, known, implied) for step in ordered_steps(path))
        heights = tuple(book.heights(due, known).values())
        acts = frozenset(one.id for one in due if book.pages.policy.duties[one.id].group != "after")
        return cls(group, ordered, heights, tuple((one.id, one.strength) for one in due), acts)


def ordered_steps(path: Path) -> list[str]:
    """The steps whose answers have an order of gravity."""
    return [step for step, question in path.questions.items() if question.gravity]


def _ranked(path: Path, step: str, known: Known, implied: dict[str, str]) -> Answer:
    value = known.values.get(path.name(step), implied.get(path.name(step)))
    if not isinstance(value, str):
        return None
    rank = next((place for place, rung in enumerate(path.questions[step].gravity) if value in rung), None)
    return rank, value


@dataclass(slots=True)
class _Pair:
    """Two walks that differ in one ordered answer; `graver` has the graver or an equal one."""

    graver: Complete
    milder: Complete
    question: int
    equal: bool


@dataclass(slots=True)
class Pairs:
    """Compares every comparable pair of outcomes, and breaks the findings where a ladder or a rank is not kept."""

    book: Book
    path: Path
    monotonic: list[Finding]
    equal: list[Finding]

    def compare(self, complete: list[Complete], *, stop_early: bool = False) -> None:
        """Compare all pairs; `stop_early` ends at the first that breaks a finding."""
        groups: defaultdict[tuple[Value, ...], list[Complete]] = defaultdict(list)
        for one in complete:
            groups[one.group].append(one)
        for pair in (pair for members in groups.values() for pair in pairs_of(members)):
            self._same_duties(pair)
            self._no_lower(pair)
            if stop_early and any(finding.count for finding in (*self.monotonic, *self.equal)):
                return

    def _same_duties(self, pair: _Pair) -> None:
        for finding in self.equal if pair.equal else ():
            finding.met += 1
            if pair.graver.acts != pair.milder.acts:
                finding.break_at(_shown(pair, ordered_steps(self.path), "different duties"))

    def _no_lower(self, pair: _Pair) -> None:
        for finding in self.monotonic:
            finding.met += 1
        if not self.monotonic or pair.graver.heights == pair.milder.heights:
            return
        steps, ladders = ordered_steps(self.path), self.book.pages.rules.ladders
        for (name, ladder), up, down in zip(ladders.items(), pair.graver.heights, pair.milder.heights, strict=True):
            lower = up < down or (pair.equal and up != down and not ladder.only_for)
            if lower and (not ladder.only_for or steps[pair.question] in ladder.only_for):
                for finding in self.monotonic:
                    finding.break_at(_shown(pair, steps, f"ladder {name}: {up} below {down}"))


def _shown(pair: _Pair, steps: list[str], what: str) -> str:
    graver, milder = (
        answer[1] if answer else "-"
        for answer in (pair.graver.ordered[pair.question], pair.milder.ordered[pair.question])
    )
    rest = ", ".join(answer[1] for answer in pair.graver.ordered if answer)
    return f"{steps[pair.question]} {graver} against {milder} ({pair.graver.group}; {rest}): {what}"


def pairs_of(members: list[Complete]) -> Iterator[_Pair]:
    """Every pair that differs in exactly one ordered answer, each once."""
    tree: dict[Any, Any] = {}
    for one in members:
        node = tree
        for answer in one.ordered[:-1]:
            node = node.setdefault(answer, {})
        node.setdefault(one.ordered[-1], []).append(one)
    depth = len(members[0].ordered)
    yield from _side_by_side(tree, tree, 0, depth, None)


def _side_by_side(one: Any, other: Any, at: int, depth: int, differs: tuple[int, bool] | None) -> Iterator[_Pair]:
    if at == depth:
        if differs is not None:
            for graver in one:
                for milder in other:
                    yield _Pair(graver, milder, *differs)
        return
    for mine, below in one.items():
        for theirs, beside in other.items():
            if mine == theirs or mine is None or theirs is None:
                yield from _side_by_side(below, beside, at + 1, depth, differs)
            elif differs is None and _is_graver(mine, theirs):
                yield from _side_by_side(below, beside, at + 1, depth, (at, mine[0] == theirs[0]))


def _is_graver(mine: Answer, theirs: Answer) -> bool:
    """Graver, or equal and first by name, so that each pair comes once; answers outside the order never compare."""
    if mine is None or theirs is None or mine[0] is None or theirs[0] is None:
        return False
    return (mine[0], mine[1]) < (theirs[0], theirs[1])
