"""Every case of `_cases.yaml` is a walk of the real flow that ends with the duties it promises."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.book import Book
from bot.core.checks.names import problem
from bot.core.duties import duties_of
from bot.core.place import Place
from bot.core.practice import good_answer, is_practised
from bot.core.problems import Problem
from bot.core.sheets import Case
from bot.core.walk import PRACTICE, Walk, shared_key, walk, write_value


def cases(book: Book) -> Iterator[Problem]:
    """Cases that ask something else than they answer, or end with other duties than they promise."""
    for path in book.paths.values():
        if not is_practised(path.flow):
            continue
        for name, case in book.pages.cases.cases.items():
            yield from _case(book, path.flow.flow, name, case)


def _case(book: Book, flow: str, name: str, case: Case) -> Iterator[Problem]:
    unknown = [step for step in (*case.answers, *case.because) if step not in book.paths[flow].questions]
    if unknown:
        yield problem(
            book.pages,
            "_cases.yaml",
            ("cases", name, "answers" if unknown[0] in case.answers else "because"),
            f"expected steps of {flow}, got {', '.join(unknown)}.",
        )
        return
    found = walk_case(book, flow, case)
    used = {step for step, _ in found.taken}
    if not found.ends:
        yield problem(
            book.pages,
            "_cases.yaml",
            ("cases", name, "answers"),
            f"the walk stops at the question {found.step}.",
            "Add its answer.",
        )
        return
    if set(case.answers) - used:
        unasked = ", ".join(sorted(set(case.answers) - used))
        yield problem(
            book.pages,
            "_cases.yaml",
            ("cases", name, "answers"),
            f"{unasked} is never asked on this walk.",
            "Take it out.",
        )
    if explained := sorted(set(case.because) - set(case.answers)):
        says = f"`because` explains {', '.join(explained)}, which the case does not answer."
        yield problem(book.pages, "_cases.yaml", ("cases", name, "because"), says, "Take it out, or give the answer.")
    duties = tuple(one.id for one in duties_of(book.duties, found.known))
    if duties != case.duties:
        yield problem(
            book.pages,
            "_cases.yaml",
            ("cases", name, "duties"),
            f"expected {', '.join(duties)}, got {', '.join(case.duties)}.",
        )


def walk_case(book: Book, flow: str, case: Case) -> Walk:
    """The walk of a case's good answers, in practice."""
    path = book.paths[flow]
    place = Place(flow, "fi").having(shared_key(book, PRACTICE), case.key)
    for step, value in case.answers.items():
        question = path.questions[step]
        good = good_answer(question, value)
        if good is not None:
            place = place.having(question.key or "", write_value(book, question, good))
    return walk(book, place)
