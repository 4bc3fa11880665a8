"""Whether what is there to learn by can work: quizzes, pages to leaf through, and the ticks of the practice cases."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.checks.names import problem
from bot.core.model import Flow, Step
from bot.core.pages import Pages
from bot.core.practice import tick_of
from bot.core.problems import Problem
from bot.core.walk import DONE


def learning(pages: Pages) -> Iterator[Problem]:
    """Quiz questions without a right answer or a reason, pages that no question leads to, cases without a tick."""
    for flow in pages.flows.values():
        for name, step in flow.steps.items():
            yield from _quiz(pages, flow, name, step)
            yield from _page(pages, flow, name, step)
    room = (done.capacity or 0) if (done := pages.shared.questions.get(DONE)) else 0
    for name, case in pages.cases.cases.items() if room else ():
        if not name.startswith("x-") and not 0 <= (-1 if (tick := tick_of(case)) is None else tick) < room:
            says = f"expected a key from 01 to {room}, got `{case.key}`."
            yield problem(pages, "_cases.yaml", ("cases", name, "key"), says, "It is the tick of a case that is done.")


def _quiz(pages: Pages, flow: Flow, name: str, step: Step) -> Iterator[Problem]:
    file, here = f"{flow.flow}.yaml", ("steps", name)
    options = step.options or {}
    if step.right is not None and (step.ask != "one" or step.right not in options):
        says = f"expected an option of this question as the right one, got `{step.right}`."
        yield problem(pages, file, (*here, "right"), says, ", ".join(options))
    if (step.right is None) != (not step.because):
        says = "expected both `right` and `because`, got one of them."
        yield problem(pages, file, here, says, "A quiz question says which answer is right, and why.")
    for index, line in enumerate(step.because):
        if not line.sources:
            yield problem(pages, file, (*here, "because", index), "expected `sources`, got none.")


def _page(pages: Pages, flow: Flow, name: str, step: Step) -> Iterator[Problem]:
    if step.page_of is None:
        return
    asked = flow.steps.get(step.page_of)
    leads = {option.to for option in (asked.options or {}).values()} if asked else set()
    if step.ask != "end" or name not in leads:
        says = f"expected an end to which an option of `{step.page_of}` leads, got `{name}`."
        yield problem(pages, f"{flow.flow}.yaml", ("steps", name, "page_of"), says, "Give the option `to`.")
