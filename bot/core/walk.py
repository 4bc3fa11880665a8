"""Replays a place: reads its answers, sends a walker through the flow's machine, and tells where one stands.

Answers are the truth; the step is found anew each time. What cannot be used any more is dropped alone and said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.core.book import Book
from bot.core.compile import Path
from bot.core.conditions import Known, Value
from bot.core.model import Option, Question
from bot.core.place import (
    CARD,
    CODE,
    FRONT,
    HELPED,
    MASK,
    MONTH,
    Fields,
    Place,
    read_answers,
    read_date,
    read_mask,
    split,
    write_date,
    write_mask,
)
from bot.core.sheets import Case

REGION, ROLE, PRACTICE, DONE = "alue", "rooli", "harjoitus", "tehdyt"
"""The shared questions that the program itself knows: where the child lives, the reader's role, the practice case, the
cases done."""


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a place of a flow leads. `taken` are the answers that were used, in the order asked."""

    place: Place
    path: Path
    step: str
    taken: tuple[tuple[str, Value], ...]
    known: Known
    changed: bool
    case: str | None = None

    @property
    def ends(self) -> bool:
        """Whether the walk is at an end of the flow."""
        return self.path.flow.steps[self.step].ask == "end"

    @property
    def question(self) -> Question:
        """What is asked here."""
        return self.path.questions[self.step]


def read_place(book: Book, token: str, lang: str = "") -> tuple[Place, bool]:
    """Read a token against the book. Returns the place and whether something had to be dropped.

    An unknown flow becomes the front page, an unknown language the given one (or Finnish).
    Raises `NotAPlace` when the token could not be a place of any book.
    """
    fields = split(token)
    known = book.knows(fields.flow)
    flow = fields.flow if known else FRONT
    found, whole = read_answers(fields.answers, book.sizes(flow))
    kept = {key: value for key, value in found.items() if _is_option(book, flow, key, value)}
    kept = {key: _without_unknown_bits(book, flow, key, value) for key, value in kept.items()}
    language = next(option for option in (fields.lang, lang, "fi") if option in book.tongues)
    base = fields.base if _can_open(book, flow, fields) else ""
    shared = sorted(pair for pair in kept.items() if pair[0].isupper())
    own = [pair for pair in kept.items() if not pair[0].isupper()]
    place = Place(flow, language, (*shared, *own), fields.over, "" if base.startswith(CODE) and own else base)
    changed = (
        not whole
        or kept != found
        or not fields.view_is_known
        or base != fields.base
        or (not known and bool(fields.flow or token))
    )
    return (without_practice(book, place), changed)


def _can_open(book: Book, flow: str, fields: Fields) -> bool:
    """Whether a view can belong to this flow or card at all; so a place never outgrows the longest one measured."""
    base = fields.base
    if not base or base.startswith(CODE):
        return True
    if flow.startswith(CARD):
        return base in book.pages.cards[flow.removeprefix(CARD)].sections
    if base in HELPED:
        return flow in book.paths and not fields.over
    asked = book.paths[flow].questions.values() if flow in book.paths else ()
    if base.startswith(MONTH):
        return any(question.ask == "date" for question in asked)
    masks = [mask_length(question) for question in asked if question.ask in ("several", "checklist")]
    return base.startswith(MASK) and len(base) - len(MASK) <= max(masks, default=0)


def _is_option(book: Book, flow: str, key: str, value: str) -> bool:
    question = question_of(book, flow, key)
    if question is None:
        return False
    if question.ask == "case":
        return value in book.case_keys
    if question.ask in ("several", "checklist"):
        ticked = read_mask(value)
        return not ticked or any(index < _count(question) for index in ticked)
    return question.ask == "date" or any(option.key == value for option in (question.options or {}).values())


def _count(question: Question) -> int:
    return len(question.options) if question.options is not None else question.capacity or 0


def _without_unknown_bits(book: Book, flow: str, key: str, value: str) -> str:
    question = question_of(book, flow, key)
    if question is None or question.ask not in ("several", "checklist"):
        return value
    return write_mask((index for index in read_mask(value) if index < _count(question)), len(value))


def question_of(book: Book, flow: str, key: str) -> Question | None:
    """The question with this key, shared or of the flow; None when it is retired or was never asked."""
    if key.isupper():
        return next((question for question in book.shared.values() if question.key == key), None)
    path = book.paths.get(flow)
    return next((question for question in path.questions.values() if question.key == key), None) if path else None


def without_practice(book: Book, place: Place) -> Place:
    """Practice is valid in the flows that allow it and in the cards opened from them; leaving drops it.

    The cases done stay with it, and where a case is chosen; in a walk of one's own they have no place.
    """
    practice, done = shared_key(book, PRACTICE), shared_key(book, DONE)
    flow = book.pages.flows.get(place.flow)
    gone = set[str]()
    if not place.card and not (flow and flow.practice_cases):
        gone = {practice, done}
    elif not place.card and place.answer(practice) is None and not _asks_for_a_case(book, place.flow):
        gone = {done}
    kept = tuple(pair for pair in place.answers if pair[0] not in gone)
    return place if kept == place.answers else replace(place, answers=kept)


def _asks_for_a_case(book: Book, flow: str) -> bool:
    return any(step.shared == PRACTICE for step in book.pages.flows[flow].steps.values())


def shared_key(book: Book, question: str) -> str:
    """The capital letter of a shared question; empty when the book does not have it."""
    found = book.shared.get(question)
    return found.key or "" if found else ""


def shared_value(book: Book, place: Place, question: str) -> str | None:
    """The option id of a shared answer; in practice the case's own county and role stand in for it."""
    case = practice_case(book, place)
    if case is not None and question in (REGION, ROLE):
        return case.region if question == REGION else case.role
    found = book.shared.get(question)
    value = place.answer(found.key or "") if found else None
    if found is None or value is None:
        return None
    return next((name for name, option in (found.options or {}).items() if option.key == value), None)


def practice_id(book: Book, place: Place) -> str | None:
    """The id of the practice case that is being walked, or None."""
    return book.case_keys.get(place.answer(shared_key(book, PRACTICE)) or "")


def practice_case(book: Book, place: Place) -> Case | None:
    """The practice case that is being walked, or None."""
    name = practice_id(book, place)
    return book.pages.cases.cases[name] if name else None


def walk(book: Book, place: Place, *, changed: bool = False) -> Walk:
    """Replay a place of a flow. The place that comes back is in canonical order.

    A known answer that is not offered here is taken out and asked again, without a notice: the content is as it was.
    """
    path = book.paths[place.flow]
    walker = path.begin()
    walker.known.values.update(_preset(book, place))
    taken: list[tuple[str, Value]] = []
    unfit: set[str] = set()
    for _ in path.flow.steps:  # not `while`: content that leads in a circle must not hang a server
        step = path.flow.steps[walker.state]
        value = None if step.ask == "end" else _value(book, place, path, walker.state)
        if value is None:
            break
        if not _is_offered(book, path.questions[walker.state], value, walker.known):
            unfit.add(path.questions[walker.state].key or "")
            break
        taken.append((walker.state, value))
        if not path.go(walker, value):
            break
    canonical = _canonical(place, path, [name for name, _ in taken], unfit)
    return Walk(canonical, path, walker.state, tuple(taken), walker.known, changed, practice_id(book, place))


def answer_at(book: Book, place: Place, path: Path, step: str, known: Known) -> Value | None:
    """The answer that a place has for a step: one that is offered there; None when it has to be asked."""
    value = _value(book, place, path, step)
    return value if value is not None and _is_offered(book, path.questions[step], value, known) else None


def _preset(book: Book, place: Place) -> dict[str, Value]:
    """The county and role that are known from the start: texts may speak of them before their step comes."""
    return {name: value for name in (REGION, ROLE) if (value := shared_value(book, place, name)) is not None}


def _value(book: Book, place: Place, path: Path, step: str) -> Value | None:
    question = path.questions[step]
    shared = path.flow.steps[step].shared
    if shared in (REGION, ROLE):
        return shared_value(book, place, shared)
    written = place.answer(question.key or "")
    return None if written is None else read_value(book, question, written)


def read_value(book: Book, question: Question, written: str) -> Value | None:
    """The answer that some characters of a token stand for."""
    match question.ask:
        case "several" | "checklist":
            names = list(question.options or {})
            return frozenset(names[index] for index in read_mask(written) if index < len(names))
        case "date":
            return read_date(written)
        case "case":
            return book.case_keys.get(written)
        case _:
            return next((name for name, option in (question.options or {}).items() if option.key == written), None)


def write_value(book: Book, question: Question, value: Value) -> str:
    """The characters that stand for an answer in a token."""
    if isinstance(value, str) and question.ask == "case":
        return book.pages.cases.cases[value].key
    if isinstance(value, str):
        return (question.options or {})[value].key
    if isinstance(value, frozenset):
        names = list(question.options or {})
        return write_mask((names.index(name) for name in value), mask_length(question))
    return write_date(value)


def mask_length(question: Question) -> int:
    """How many characters a mask of this question takes."""
    return -(-(question.capacity or 5) // 5)


def _is_offered(book: Book, question: Question, value: Value, known: Known) -> bool:
    names: Iterable[str] = value if isinstance(value, frozenset) else (value,) if isinstance(value, str) else ()
    options = question.options or {}
    return all(name not in options or book.test(options[name].offered_when)(known) for name in names)


def offered(book: Book, question: Question, known: Known) -> Mapping[str, Option]:
    """The options of a question that are offered here, in order."""
    return {name: option for name, option in (question.options or {}).items() if book.test(option.offered_when)(known)}


def _canonical(place: Place, path: Path, taken: list[str], unfit: set[str]) -> Place:
    """Shared answers, then those used in the order asked, then those that wait."""
    order = {path.questions[step].key: number for number, step in enumerate(taken)}
    answers = [pair for pair in place.answers if pair[0] not in unfit]
    answers.sort(
        key=lambda pair: (0, 0, pair[0]) if pair[0].isupper() else (1, order.get(pair[0], len(order)), pair[0])
    )
    return replace(place, answers=tuple(answers))


def asking_again(found: Walk, step: str) -> Place:
    """The place that asks one step again: without its answer, and without those that depend on it.

    The other later answers wait in the place and are used when their question comes again.
    """
    dependent = (path_step for path_step, other in found.path.flow.steps.items() if step in other.asks_again)
    keys = {found.path.questions[name].key or "" for name in (step, *dependent)}
    return found.place.without(keys)
