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
from bot.core.duties import Due, duties_of, height, reached_by
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
    """The changes worth showing, graver outcomes first, at most four."""
    acts = _acts(book, due)
    found = sorted(_all(book, walk, acts), key=lambda one: one.gravity, reverse=True)
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


def acts_at(book: Book, known: Known) -> frozenset[str]:
    """The acts that follow from what is known, without their order and strength: the cheap question first."""
    return frozenset(rule.id for rule in book.duties if rule.duty.group in ACTS and rule.applies(known))


def _all(book: Book, walk: Walk, acts: tuple[str, ...]) -> Iterator[WhatIf]:
    given = {walk.path.name(step): value for step, value in walk.taken}
    before: dict[str, Value] = {}
    for number, (step, value) in enumerate(walk.taken):
        question = walk.path.questions[step]
        name = walk.path.name(step)
        if question.what_if != () and isinstance(value, str):
            for option in _others(book, walk, step, value, before):
                found = _try(book, walk, (step, option), before, given, acts, number)
                if found is not None:
                    yield found
        before[name] = value


def _others(book: Book, walk: Walk, step: str, value: str, before: dict[str, Value]) -> Iterator[str]:
    """One option of each class but the answer's own, those worth asking about only."""
    question = walk.path.questions[step]
    classes = book.classes(walk.place.flow, texts=False)[walk.path.name(step)]
    seen = {classes.get(value)}
    for option in offered(book, question, Known(book.facts, before)):
        if question.what_if is not None and option not in question.what_if:
            continue
        if classes[option] not in seen:
            seen.add(classes[option])
            yield option


def _try(
    book: Book, walk: Walk, change: tuple[str, str], before: dict[str, Value], given: dict[str, Value], acts: tuple[str, ...], number: int
) -> WhatIf | None:  # fmt: skip
    step, option = change
    walker = Walker(step, Known(book.facts, before))
    walk.path.look_ahead(walker, option)
    assumed: list[tuple[str, str]] = []
    for _ in range(MOST_STEPS):
        if walk.path.flow.steps[walker.state].ask == "end":
            break
        value = _next_answer(book, walk, walker, given, assumed)
        if value is None or not walk.path.look_ahead(walker, value):
            return None
    if acts_at(book, walker.known) == frozenset(acts):
        return None
    due = duties_of(book.duties, walker.known)
    now = _acts(book, due)
    brings = tuple(act for act in now if act not in acts)
    takes = tuple(act for act in acts if act not in now)
    return WhatIf(step, option, tuple(assumed), brings, takes, (*gravity_of(book, due, walker.known), number), walker.known.given(frozenset(one.id for one in due)))


def _next_answer(book: Book, walk: Walk, walker: Walker, given: dict[str, Value], assumed: list[tuple[str, str]]) -> Value | None:
    question = walk.path.questions[walker.state]
    options = offered(book, question, walker.known)
    value = given.get(walk.path.name(walker.state))
    chosen = {value} if isinstance(value, str) else value if isinstance(value, frozenset) else ()
    if value is not None and all(option in options for option in chosen):
        return value
    typical = question.typical if question.typical in options else next(iter(options), None)
    if typical is not None and len(options) > 1:
        assumed.append((walker.state, typical))
    return typical


def gravity_of(book: Book, due: tuple[Due, ...], known: Known) -> tuple[int, ...]:
    """How high an outcome stands on each ladder of the book, in the order of the file."""
    return tuple(
        height(book.ladders[name], reached_by(due, ladder, known)) for name, ladder in book.pages.rules.ladders.items() if not ladder.only_for
    )
