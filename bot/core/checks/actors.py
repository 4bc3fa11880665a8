"""Ends that list actors: every need has somebody who answers it, and nobody answers what is not asked."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.actors import actors_for, ticked
from bot.core.book import Book
from bot.core.checks.names import problem
from bot.core.checks.states import State, walk_states
from bot.core.model import Actor, Flow, Step
from bot.core.pages import Pages
from bot.core.problems import PathInFile, Problem

LISTED = ("needs", "actors")


def actors(pages: Pages) -> Iterator[Problem]:
    """What is wrong with the lists of actors themselves, before a book is built of them."""
    for flow in pages.flows.values():
        for name, step in flow.steps.items():
            yield from _misplaced(pages, flow, name, step)
            if step.ask == "end" and step.outcome == "actors":
                yield from _listed(pages, flow, name, step)


def _misplaced(pages: Pages, flow: Flow, name: str, step: Step) -> Iterator[Problem]:
    """What would never be shown: a question lists no actors, and an outcome of duties has lines of its own."""
    lists = step.ask == "end" and step.outcome == "actors"
    unused = [] if lists else [field for field in LISTED if getattr(step, field)]
    if step.outcome == "actors" and step.ask != "end":
        unused.append("outcome")
    if step.then and (step.ask != "end" or step.outcome == "duties"):
        unused.append("then")
    for field in unused:
        says = f"`{field}` stands at the step `{name}`, where it is never shown."
        hint = "Actors and what is said after them belong to an end with `outcome: actors`."
        yield problem(pages, f"{flow.flow}.yaml", ("steps", name, field), says, hint)


def _listed(pages: Pages, flow: Flow, name: str, step: Step) -> Iterator[Problem]:
    """The faults of one end of actors."""
    file, here = f"{flow.flow}.yaml", ("steps", name)
    names = list(flow.steps)
    earlier = {other: flow.steps[other] for other in names[: names.index(name)]}
    asked = earlier.get(step.needs or "")
    if asked is None or asked.ask != "several":
        several = ", ".join(other for other, found in earlier.items() if found.ask == "several")
        says = f"expected `needs` to name an earlier step with `ask: several`, got `{step.needs}`."
        yield problem(pages, file, (*here, "needs"), says, several or "This flow has none before this end.")
        return
    needs = tuple(asked.options or {})
    cards: set[str] = set()
    for index, actor in enumerate(step.actors):
        yield from _actor(pages, file, (*here, "actors", index), actor, needs)
        if actor.card in cards:
            says = f"the card `{actor.card}` stands here twice."
            yield problem(pages, file, (*here, "actors", index, "card"), says, "Put the reasons of both together.")
        cards.add(actor.card)
    answered = frozenset[str]().union(*(actor.answers for actor in step.actors))
    for need in needs:
        if need not in answered:
            says = f"no actor of the end `{name}` answers the need `{need}`."
            hint = "Give an actor a reason for it, or take the option out."
            yield problem(pages, file, ("steps", step.needs or "", "options", need), says, hint)


def _actor(pages: Pages, file: str, here: PathInFile, actor: Actor, needs: tuple[str, ...]) -> Iterator[Problem]:
    if actor.card not in pages.cards:
        says = f"expected a card, got `{actor.card}`."
        yield problem(pages, file, (*here, "card"), says, "Write its file, or leave the actor out.")
    if not actor.answers:
        says = f"the actor `{actor.card}` has no reason, so it is never listed."
        yield problem(pages, file, here, says, "One sentence for each need under `reasons` or `practice`.")
    for field in ("reasons", "practice"):
        for need in getattr(actor, field):
            if need not in needs:
                says = f"expected an option of the step that `needs` names, got `{need}`."
                yield problem(pages, file, (*here, field, need), says, ", ".join(needs))
            if "{" in getattr(actor, field)[need]:
                yield problem(
                    pages, file, (*here, field, need), "a reason has nothing to be filled in.", "Write it out."
                )
    for need in sorted(actor.reasons.keys() & actor.practice.keys()):
        says = f"the need `{need}` has a reason and a practice."
        yield problem(pages, file, (*here, "practice", need), says, "A need has one of the two.")


def answered(book: Book) -> Iterator[Problem]:
    """Ends of actors that somebody can reach with a need that nobody answers there, or with no need at all.

    An actor looks at one need at a time, so the walk of all states, where single needs and pairs stand for the rest,
    misses none.
    """
    for name, path in book.paths.items():
        ends = {step for step, found in path.flow.steps.items() if found.outcome == "actors"}
        faults: dict[tuple[str, str], Problem] = {}
        for state in walk_states(book, path, texts=False) if ends else ():
            if isinstance(state, State) and state.step in ends:
                for need in _unanswered(book, name, state):
                    faults.setdefault((state.step, need), _nobody(book, name, state, need))
        yield from faults.values()


def _unanswered(book: Book, flow: str, state: State) -> list[str]:
    """The ticked needs that no actor answers here; an empty name when none was ticked."""
    step = book.paths[flow].flow.steps[state.step]
    needs = ticked(book, flow, step, state.known)
    return [need for need in needs if not actors_for(book, step, (need,), state.known)] if needs else [""]


def _nobody(book: Book, flow: str, state: State, need: str) -> Problem:
    if not need:
        says, hint = f"{state}: no need is ticked, so no actor is listed.", "Give this end a condition, or another end."
    else:
        says, hint = f"{state}: nobody answers the need `{need}`.", "Look at the conditions of the actors."
    return problem(book.pages, f"{flow}.yaml", ("steps", state.step), says, hint)
