"""Practice with an invented case: which cases are done, where the walk parted from the good one, and what came of it.

Progress lives in the place only: the case that is walked and those that are done are two shared answers, dropped on
leaving practice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.book import Book
from bot.core.conditions import Value
from bot.core.model import Flow, Question
from bot.core.outcome import Outcome
from bot.core.place import FRONT, Place, read_mask, write_mask
from bot.core.reply import Block, Choice
from bot.core.scene import Scene, is_own
from bot.core.sheets import Case
from bot.core.telling import answer_words, duty_title, fill, question_name
from bot.core.walk import (
    DONE,
    PRACTICE,
    Walk,
    asking_again,
    mask_length,
    practice_case,
    practice_id,
    shared_key,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parting:
    """A step that was answered otherwise than on the case's good walk; `good` is None where that walk never comes."""

    step: str
    given: Value
    good: Value | None


def is_practised(flow: Flow) -> bool:
    """Whether cases are walked in this flow: it ends with duties."""
    return any(step.outcome == "duties" and step.ask == "end" for step in flow.steps.values())


def good_answer(question: Question, written: str) -> Value | None:
    """A case's answer to a question, as its author wrote it; None when the question has no such option."""
    options = (question.options or {}).keys()
    if question.ask in ("several", "checklist"):
        chosen = frozenset(written.replace(",", " ").split())
        return chosen if chosen <= options else None
    return written if written in options else None


def partings(walk: Walk, case: Case) -> Iterator[Parting]:
    """Where a walk left the case's good walk, in the order asked. Role and county are the case's own."""
    for step, value in walk.taken:
        if not is_own(walk, step):
            continue
        good = good_answer(walk.path.questions[step], case.answers[step]) if step in case.answers else None
        if value != good:
            yield Parting(step, value, good)


def done_cases(book: Book, place: Place) -> frozenset[str]:
    """The cases that were walked to their end."""
    ticked = read_mask(place.answer(shared_key(book, DONE)) or "")
    return frozenset(name for name, case in book.pages.cases.cases.items() if tick_of(case) in ticked)


def tick_of(case: Case) -> int | None:
    """Which tick of the done cases is this one's: its key counted from 01; None for a key that is no number."""
    return int(case.key) - 1 if case.key.isdecimal() and case.key != "00" else None


def _with_done(book: Book, place: Place, name: str | None) -> Place:
    """The place with one more case done, when there is a tick for it."""
    question = book.shared.get(DONE)
    tick = tick_of(book.pages.cases.cases[name]) if name else None
    if question is None or question.key is None or tick is None or tick >= (question.capacity or 0):
        return place
    ticked = read_mask(place.answer(question.key) or "") | {tick}
    return place.having(question.key, write_mask(ticked, mask_length(question)))


def case_list(book: Book, place: Place) -> Place | None:
    """Where a case is chosen, with the cases done; None when no flow of the book asks that."""
    left = place.without([shared_key(book, PRACTICE)])
    for name, path in book.paths.items():
        for target in (step for step, found in path.flow.steps.items() if found.shared == PRACTICE):
            first = path.questions[path.start]
            key = next((option.key for option in (first.options or {}).values() if option.to == target), None)
            there = left.at(name)
            return there.having(first.key, key) if first.key and key else there
    return None


def list_blocks(scene: Scene, walk: Walk) -> list[Block]:
    """Over the list of cases: how many are done."""
    if walk.question.ask != "case":
        return []
    cases = scene.book.pages.cases.cases
    count = {"count": str(len(done_cases(scene.book, walk.place))), "of": str(len(cases))}
    return [Block("text", fill(scene.tongue.body(scene.book.words.cases_done), count))]


def story(scene: Scene) -> list[Block]:
    """The story of the case that is practised."""
    case = practice_case(scene.book, scene.place)
    return [Block("case", scene.tongue.body(case.story), scene.tongue.title(case.title))] if case else []


def start_choice(scene: Scene, walk: Walk) -> list[Choice]:
    """At an end that only chose a case: the button into the flow where it is walked."""
    flow = next((name for name, path in scene.book.paths.items() if is_practised(path.flow)), None)
    if walk.case is None or flow is None:
        return []
    return [Choice("aloita-harjoitus", scene.tongue.button(scene.book.words.start_case), scene.at(flow), "flow")]


def feedback(scene: Scene, walk: Walk) -> tuple[list[Block], list[Choice]]:
    """What is said of the last own answer: a short yes, or where it parted and the way back to that question."""
    own = [step for step, _ in walk.taken if is_own(walk, step)]
    case = practice_case(scene.book, walk.place)
    if case is None or not own or not is_practised(walk.path.flow):
        return [], []
    parted = list(partings(walk, case))
    if not parted or parted[-1].step != own[-1]:
        return [Block("case", scene.tongue.body(scene.book.words.case_good))], []
    here = parted[-1] if parted[-1].good is not None else parted[0]
    text = (
        _say_parting(scene, walk, case, here)
        if parted[-1].good is not None
        else fill(scene.tongue.body(scene.book.words.case_elsewhere), _named(scene, walk, here))
    )
    return [Block("case", text, scene.tongue.title(scene.book.words.parted_title))], [_go_back(scene, walk, here)]


def _named(scene: Scene, walk: Walk, parting: Parting) -> dict[str, str]:
    question = walk.path.questions[parting.step]
    good = parting.good if parting.good is not None else parting.given
    words = {"given": parting.given, "good": good}
    said = {name: answer_words(scene.book, scene.tongue, question, value, walk.known) for name, value in words.items()}
    return {"question": question_name(scene.tongue, question), **said}


def _say_parting(scene: Scene, walk: Walk, case: Case, parting: Parting) -> str:
    """What the good answer would have been, and why."""
    because = case.because.get(parting.step)
    text = fill(scene.tongue.body(scene.book.words.case_parted), _named(scene, walk, parting))
    return f"{text}\n\n{scene.tongue.body(because)}" if because else text


def _go_back(scene: Scene, walk: Walk, parting: Parting) -> Choice:
    """The choice that asks again where the walk parted."""
    label = fill(scene.tongue.button(scene.book.words.change_this), _named(scene, walk, parting))
    return Choice("palaa-kohtaan", label, asking_again(walk, parting.step), "change")


def comparison(scene: Scene, outcome: Outcome) -> tuple[list[Block], list[Choice]]:
    """At the end of a case: how the walk and its duties compare with the good ones, and what to do next."""
    walk, tongue, words = outcome.walk, scene.tongue, scene.book.words
    case = practice_case(scene.book, walk.place)
    if case is None:
        return [], []
    parted = next(partings(walk, case), None)
    path = _say_parting(scene, walk, case, parted) if parted else tongue.body(words.case_same_path)
    why = f"**{tongue.button(words.case_why)}:** {tongue.body(case.why)}"
    parts = [path, *_duties_compared(scene, outcome, case), why]
    title = words.parted_title if parted else words.practice_title
    back = [_go_back(scene, walk, parted)] if parted else []
    return [Block("case", "\n\n".join(parts), tongue.title(title))], [*_ways_on(scene, walk), *back]


def _duties_compared(scene: Scene, outcome: Outcome, case: Case) -> Iterator[str]:
    """The duties that the case expects, those that are missing, and those that came beside."""
    tongue, words, duties = scene.tongue, scene.book.words, scene.book.pages.policy.duties
    if outcome.ids == case.duties:
        yield tongue.body(words.case_same_duties)
        return
    groups = (
        (words.case_expected, case.duties),
        (words.case_missing, tuple(name for name in case.duties if name not in outcome.ids)),
        (words.case_beside, tuple(name for name in outcome.ids if name not in case.duties)),
    )
    for label, named in groups:
        titles = [f"- {duty_title(scene.book, tongue, duties[name], outcome.known)}" for name in named]
        if titles:
            yield "\n\n".join((f"**{tongue.button(label)}:**", "\n".join(titles)))


def _ways_on(scene: Scene, walk: Walk) -> list[Choice]:
    """The next case, the list of cases, the same case again, and out. Going on ticks this case as done."""
    book, tongue, words = scene.book, scene.tongue, scene.book.words
    done = _with_done(book, walk.place, walk.case)
    after, flow = next_case(book, done), walk.place.flow
    places = (
        ("seuraava-tapaus", words.next_case, after and done.at(flow).having(shared_key(book, PRACTICE), after)),
        ("valitse-tapaus", words.choose_case, case_list(book, done)),
        ("sama-uudelleen", words.same_case, walk.place.at(flow)),
        ("lopeta-harjoitus", words.leave_practice, scene.at(FRONT)),
    )
    return [Choice(name, tongue.button(label), place) for name, label, place in places if place]


def next_case(book: Book, place: Place) -> str | None:
    """The key of the first case after this one that is not done, from the beginning again after the last."""
    names = list(book.pages.cases.cases)
    here = names.index(practice_id(book, place) or names[0])
    done = done_cases(book, place) | {names[here]}
    left = [name for name in (*names[here:], *names[:here]) if name not in done]
    return book.pages.cases.cases[left[0]].key if left else None
