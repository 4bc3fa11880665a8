"""What would change an outcome: the nearest different answers, and the acts they bring or take.

Every answer on the path is tried with every other option; one walks on with the answers already given, and where a
further question opens, with its best-known case (`typical`), which is then said. Nothing is estimated: each what-if
is a real walk to a real outcome, and a test walks them all again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.book import Book
from bot.core.compile import Walker
from bot.core.conditions import Known, Value
from bot.core.duties import Due, duties_of
from bot.core.walk import Walk, offered

ACTS = frozenset({"rescue", "police", "notify", "support"})
"""The groups of duties that are acts; warnings and what comes afterwards do not count as a change."""
SHOWN = 4
MOST_STEPS = 40


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One different answer, what had to be assumed with it, and the acts it brings and takes (duty ids)."""

    step: str
    option: str
    assumed: tuple[tuple[str, str], ...]
    brings: tuple[str, ...]
    takes: tuple[str, ...]
    gravity: tuple[int, ...]
    known: Known
    """What would be known there: duties take their names from it."""


def what_ifs(book: Book, walk: Walk, due: tuple[Due, ...]) -> list[WhatIf]:
    """The changes worth showing, graver outcomes first, at most four: one per question before a second."""
    found = sorted(_Around(book, walk, _acts(book, due)).all(), key=lambda one: one.gravity, reverse=True)
    shown: list[WhatIf] = []
    for only_new_questions in (True, False):
        for one in found:
            known = any((one.brings, one.takes) == (other.brings, other.takes) for other in shown)
            asked = only_new_questions and any(one.step == other.step for other in shown)
            if len(shown) < SHOWN and not known and not asked:
                shown.append(one)
    return sorted(shown, key=lambda one: one.gravity, reverse=True)


def _acts(book: Book, due: tuple[Due, ...]) -> tuple[str, ...]:
    duties = book.pages.policy.duties
    return tuple(one.id for one in due if duties[one.id].group in ACTS)


def _acts_at(book: Book, known: Known) -> frozenset[str]:
    """The acts that follow from what is known, without their order and strength: the cheap question first."""
    return frozenset(rule.id for rule in book.duties if rule.duty.group in ACTS and rule.applies(known))


@dataclass(frozen=True, slots=True)
class _Around:
    """A walk and the acts of its outcome, around which other answers are tried."""

    book: Book
    walk: Walk
    acts: tuple[str, ...]

    def all(self) -> Iterator[WhatIf]:
        """Every other answer that changes an act."""
        before: dict[str, Value] = {}
        for step, value in self.walk.taken:
            if self.walk.path.questions[step].what_if != () and isinstance(value, str):
                tried = (self._try(before, step, option) for option in self._others(before, step, value))
                yield from (found for found in tried if found is not None)
            before[self.walk.path.name(step)] = value

    def _others(self, before: dict[str, Value], step: str, value: str) -> Iterator[str]:
        """One option of each class but the answer's own, those worth asking about only."""
        question = self.walk.path.questions[step]
        classes = self.book.classes(self.walk.place.flow, texts=False)[self.walk.path.name(step)]
        seen = {classes.get(value)}
        for option in offered(self.book, question, Known(self.book.facts, before)):
            if question.what_if is not None and option not in question.what_if:
                continue
            if classes[option] not in seen:
                seen.add(classes[option])
                yield option

    def _try(self, before: dict[str, Value], step: str, option: str) -> WhatIf | None:
        """Walk on from one changed answer. None when it leads nowhere or changes no act."""
        book, walker = self.book, Walker(step, Known(self.book.facts, before))
        assumed = self._walk_on(walker, option)
        if assumed is None or _acts_at(book, walker.known) == frozenset(self.acts):
            return None
        due = duties_of(book.duties, walker.known)
        now = _acts(book, due)
        brings = tuple(act for act in now if act not in self.acts)
        takes = tuple(act for act in self.acts if act not in now)
        gravity = (*gravity_of(book, due, walker.known), len(before))
        known = walker.known.given(frozenset(one.id for one in due))
        return WhatIf(step, option, assumed, brings, takes, gravity, known)

    def _walk_on(self, walker: Walker, option: str) -> tuple[tuple[str, str], ...] | None:
        """Walk to the end with the answers already given. Returns what had to be assumed, None for a dead end."""
        path = self.walk.path
        given = {path.name(step): value for step, value in self.walk.taken}
        assumed: list[tuple[str, str]] = []
        value: Value | None = option
        for _ in range(MOST_STEPS):
            if value is None or not path.look_ahead(walker, value):
                return None
            if path.flow.steps[walker.state].ask == "end":
                return tuple(assumed)
            value, is_new = self._next_answer(walker, given)
            if is_new:
                assumed.append((walker.state, str(value)))
        return None

    def _next_answer(self, walker: Walker, given: dict[str, Value]) -> tuple[Value | None, bool]:
        """The answer already given when it still fits; otherwise the best-known case, and that it is assumed."""
        question = self.walk.path.questions[walker.state]
        options = offered(self.book, question, walker.known)
        value = given.get(self.walk.path.name(walker.state))
        chosen = {value} if isinstance(value, str) else value if isinstance(value, frozenset) else ()
        if value is not None and all(option in options for option in chosen):
            return value, False
        typical = question.typical if question.typical in options else next(iter(options), None)
        return typical, typical is not None and len(options) > 1


def gravity_of(book: Book, due: tuple[Due, ...], known: Known) -> tuple[int, ...]:
    """How high an outcome stands on each ladder that holds for every question, in the order of the file."""
    ladders = book.pages.rules.ladders
    return tuple(height for name, height in book.heights(due, known).items() if not ladders[name].only_for)
