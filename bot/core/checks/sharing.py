"""Ends that give a link: every page of the book can be shared, in every language, and nothing else is offered."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.book import Book
from bot.core.checks.names import problem
from bot.core.model import Flow, LinkFrom, Step
from bot.core.pages import Pages
from bot.core.place import CARDS, FRONT
from bot.core.problems import Problem
from bot.core.sharing import ONE_CARD

OWN = "x-"
"""Begins what an overlay adds; what it adds it may leave unshared."""
NEW_KEY = "Give it a key that the question never had before."


def sharing(pages: Pages) -> Iterator[Problem]:
    """What is wrong with the links of a book, before it is built."""
    for flow in pages.flows.values():
        for name, step in flow.steps.items():
            ends = step.ask == "end" and step.outcome == "link"
            if ends != (step.link is not None) or (step.outcome == "link" and not ends):
                says = f"the step `{name}` has one of `outcome: link` and `link`."
                yield problem(pages, f"{flow.flow}.yaml", ("steps", name), says, "An end that gives a link has both.")
            elif step.link is not None:
                yield from _link(pages, flow, name, step.link)


def _link(pages: Pages, flow: Flow, end: str, link: LinkFrom) -> Iterator[Problem]:
    """The faults of one end: its steps, then what they offer."""
    names = list(flow.steps)
    earlier = {name: flow.steps[name] for name in names[: names.index(end)]}
    asked = [link.page, *link.cards, link.language, link.region, link.role]
    strange = [name for name in asked if name not in earlier or earlier[name].ask != "one" or earlier[name].shared]
    for name in strange:
        says = f"expected `link` to name earlier questions of this flow with one answer, got `{name}`."
        hint = "A shared question would set it for the one who shares."
        yield problem(pages, f"{flow.flow}.yaml", ("steps", end, "link"), says, hint)
    if strange:
        return
    yield from _pages_offered(pages, flow, link.page, earlier[link.page])
    yield from _cards_offered(pages, flow, link.cards, earlier)
    for name, origin in ((link.region, "regions"), (link.role, "roles")):
        yield from _preset(pages, flow, name, origin)


def _pages_offered(pages: Pages, flow: Flow, name: str, step: Step) -> Iterator[Problem]:
    file, options = f"{flow.flow}.yaml", step.options or {}
    flows = [other for other in pages.flows if other != flow.flow]
    for option in options:
        if option not in (*flows, FRONT, CARDS, ONE_CARD):
            says = f"expected a flow, `{FRONT}`, `{CARDS}` or `{ONE_CARD}`, got `{option}`."
            yield problem(pages, file, ("steps", name, "options", option), says, ", ".join(flows))
    for other in flows:
        if other not in options:
            says = f"the flow `{other}` is no option of `{name}`, so nobody can share it."
            yield problem(pages, file, ("steps", name, "options"), says, NEW_KEY, warning=other.startswith(OWN))


def _cards_offered(pages: Pages, flow: Flow, names: tuple[str, ...], earlier: dict[str, Step]) -> Iterator[Problem]:
    file, found = f"{flow.flow}.yaml", set[str]()
    for name in names:
        for option in earlier[name].options or {}:
            if option not in pages.cards or option in found:
                says = f"expected a card that is offered once, got `{option}`."
                yield problem(pages, file, ("steps", name, "options", option), says)
            found.add(option)
    for card in pages.cards:
        if card not in found:
            says = f"the card `{card}` is no option of {', '.join(names) or 'any step'}, so nobody can share it."
            yield problem(pages, file, ("steps",), says, NEW_KEY, warning=card.startswith(OWN))


def _preset(pages: Pages, flow: Flow, name: str, origin: str) -> Iterator[Problem]:
    """The county and the role come from the book, and beside them stands that the reader is asked."""
    step, file = flow.steps[name], f"{flow.flow}.yaml"
    if step.options_from != origin:
        says = f"expected `options_from: {origin}`, got {step.options_from or 'nothing'}."
        yield problem(pages, file, ("steps", name), says)
    if not step.options:
        says = "expected an option of its own that leaves the choice to the reader, got none."
        yield problem(pages, file, ("steps", name), says)


def languages(book: Book) -> Iterator[Problem]:
    """Languages of the book that no link can be made in, and keys that mean two things."""
    for name, path in book.paths.items():
        for end in path.flow.steps.values():
            if end.link is None:
                continue
            options = path.questions[end.link.language].options or {}
            for lang in book.tongues:
                if lang not in options:
                    says = f"the language `{lang}` is no option of `{end.link.language}`."
                    yield problem(book.pages, f"{name}.yaml", ("steps", end.link.language, "options"), says, NEW_KEY)
            for step in (end.link.region, end.link.role):
                keys = [option.key for option in (path.questions[step].options or {}).values()]
                if len(keys) != len(set(keys)):
                    says = "an option of its own has the key of a county or a role."
                    yield problem(book.pages, f"{name}.yaml", ("steps", step, "options"), says, "Choose another key.")
