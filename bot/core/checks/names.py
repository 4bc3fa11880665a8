"""Every name in the content must exist: steps, questions, facts, duties, cards, sources, keys.

A book can only be built from content that passes here, so these faults are found before anything is compiled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from bot.core.classes import CONDITIONS
from bot.core.conditions import HAS, NOT_ASKED
from bot.core.marks import Condition, Not
from bot.core.model import Duty, Flow, Question, Step
from bot.core.pages import Pages
from bot.core.place import REFUSED_IDS
from bot.core.problems import PathInFile, Problem

YES_NO = frozenset({"yes", "no"})
STRENGTHS = frozenset({"l", "o", "v", "-"})
URGENCIES = frozenset({"now", "today", "without-delay", "soon", "none"})
PREMISED = ("all_of", "none_of", "any_of", "exactly_one_of")
RESERVED = REFUSED_IDS | {"alku", "kortti"}
FOR_OVERLAYS = frozenset("XYZ")


def names(pages: Pages) -> Iterator[Problem]:
    """Everything that is named and does not exist, and every name that may not be used."""
    for flow in pages.flows.values():
        yield from _flow(pages, flow)
    yield from _shared(pages)
    yield from _conditions(pages)
    yield from _sources(pages)
    yield from _policy(pages)
    yield from _cards(pages)
    yield from _cases(pages)
    yield from _regions(pages)


def parts(pages: Pages) -> Iterator[tuple[str, BaseModel]]:
    """Every file of the content with its model."""
    yield "_book.yaml", pages.cover
    yield "_shared.yaml", pages.shared
    yield "_duties.yaml", pages.policy
    yield "_rules.yaml", pages.rules
    yield "_sources.yaml", pages.sources
    yield "_regions.yaml", pages.regions
    yield "_cases.yaml", pages.cases
    yield "_names.yaml", pages.names
    for name, flow in pages.flows.items():
        yield f"{name}.yaml", flow
    for name, card in pages.cards.items():
        yield f"cards/{name}.yaml", card


def problem(pages: Pages, file: str, path: PathInFile, says: str, hint: str = "", *, warning: bool = False) -> Problem:
    """A problem at a path of a file."""
    positions = pages.positions.get(file)
    if positions is None:
        return Problem(f"flows/{file}", 0, 0, says, hint, warning)
    return positions.problem(path, says, hint, warning=warning)


def walk_parts(part: object, path: PathInFile = ()) -> Iterator[tuple[PathInFile, BaseModel]]:
    """Every model below a part, with its path in the file."""
    if isinstance(part, BaseModel):
        yield path, part
        for name, field in type(part).model_fields.items():
            if name not in CONDITIONS:
                yield from walk_parts(getattr(part, name), (*path, field.alias or name))
    elif isinstance(part, Mapping):
        for name, value in part.items():
            yield from walk_parts(value, (*path, name))
    elif isinstance(part, tuple):
        for index, value in enumerate(part):
            yield from walk_parts(value, (*path, index))


def _flow(pages: Pages, flow: Flow) -> Iterator[Problem]:
    file = f"{flow.flow}.yaml"
    if flow.flow in RESERVED or flow.flow.startswith("kortti-"):
        yield problem(
            pages, file, ("flow",), f"the id `{flow.flow}` is kept for the program.", "Choose another id and file name."
        )
    first = next(iter(flow.steps))
    if flow.steps[first].asked_when is not None:
        yield problem(
            pages,
            file,
            ("steps", first, "asked_when"),
            f"the first step `{first}` is always asked.",
            "Take the condition out, or put another step first.",
        )
    keys: dict[str, str] = {}
    for name, step in flow.steps.items():
        yield from _step(pages, flow, name, step, keys)
    if not any(step.ask == "end" for step in flow.steps.values()):
        yield problem(pages, file, ("steps",), "expected at least one step with `ask: end`, got none.")


def _step(pages: Pages, flow: Flow, name: str, step: Step, keys: dict[str, str]) -> Iterator[Problem]:
    """The faults of one step. `keys` are those of the steps before it."""
    file = f"{flow.flow}.yaml"
    here: PathInFile = ("steps", name)
    if step.shared is not None and step.shared not in pages.shared.questions:
        yield problem(pages, file, (*here, "shared"), f"expected a question of _shared.yaml, got `{step.shared}`.")
    said_twice = sorted(step.model_fields_set & set(Question.model_fields) - {"asks_again"}) if step.shared else []
    if said_twice:
        yield problem(
            pages,
            file,
            here,
            f"`{said_twice[0]}` of a shared question is said in _shared.yaml.",
            "Take it out here; it would have no effect.",
        )
    if step.key is not None and (not step.key.islower() or step.key in keys or step.key in flow.retired):
        yield problem(
            pages,
            file,
            (*here, "key"),
            f"the key `{step.key}` is taken, retired or a capital.",
            "A flow's key is a small letter that was never used in it before.",
        )
    keys[step.key or name] = name
    yield from _question(pages, file, here, step, set(flow.steps))
    for index, route in enumerate(step.to):
        if route.to not in flow.steps:
            yield problem(pages, file, (*here, "to", index, "to"), f"expected a step of this flow, got `{route.to}`.")
    if step.ask == "end" and (step.options or step.to):
        yield problem(pages, file, here, f"the end `{name}` has options or a way on.", "An end leads nowhere.")


def _question(pages: Pages, file: str, here: PathInFile, question: Question, steps: set[str]) -> Iterator[Problem]:
    options = question.options or {}
    seen: set[str] = set()
    for name, option in options.items():
        if option.key in seen:
            yield problem(
                pages,
                file,
                (*here, "options", name, "key"),
                f"the option key `{option.key}` stands twice in this question.",
                "Each option keeps a character of its own for ever.",
            )
        seen.add(option.key)
        if option.to is not None and option.to not in steps:
            yield problem(
                pages, file, (*here, "options", name, "to"), f"expected a step of this flow, got `{option.to}`."
            )
        if option.to is not None and question.ask != "one":
            yield problem(
                pages,
                file,
                (*here, "options", name, "to"),
                "only the option of a question with one answer leads somewhere.",
                "Use the step's own `to` with a condition.",
            )
    ranked = [name for rung in question.gravity for name in rung]
    for wanted in (*ranked, question.dont_know_counts_as, question.typical, *(question.what_if or ())):
        if wanted is not None and options and wanted not in options:
            yield problem(
                pages, file, here, f"expected an option of this question, got `{wanted}`.", ", ".join(options)
            )
    if question.ask in ("several", "checklist") and len(options) > (question.capacity or 5):
        yield problem(
            pages,
            file,
            here,
            f"expected at most {question.capacity or 5} options (the capacity), got {len(options)}.",
            "Links need the length for ever: plan it.",
        )
    needs_options = question.ask in ("one", "several", "checklist") and not options and not question.options_from
    if needs_options and not (question.key or "x").isupper() and getattr(question, "shared", None) is None:
        yield problem(pages, file, here, "expected `options`, got none.")
    if question.asks_again and any(name not in steps for name in question.asks_again):
        yield problem(pages, file, (*here, "asks_again"), "expected steps of this flow.")


def _shared(pages: Pages) -> Iterator[Problem]:
    for name, question in pages.shared.questions.items():
        if question.key is None or not question.key.isupper():
            yield problem(
                pages,
                "_shared.yaml",
                ("questions", name),
                f"expected a capital key for the shared question `{name}`, got {question.key!r}.",
            )
        elif (question.key in FOR_OVERLAYS) != name.startswith("x-"):
            yield problem(
                pages,
                "_shared.yaml",
                ("questions", name, "key"),
                f"the key `{question.key}` of `{name}` is not its own: X, Y and Z are kept for overlays (ids with x-).",
                "Choose another capital.",
            )
        yield from _question(pages, "_shared.yaml", ("questions", name), question, set())


def _values(pages: Pages) -> dict[str, set[str]]:
    """What each question or fact may be."""
    found: dict[str, set[str]] = {name: set(YES_NO) for name in pages.policy.facts}
    questions: list[tuple[str, Question]] = [*pages.shared.questions.items()]
    questions += [
        (name, step) for flow in pages.flows.values() for name, step in flow.steps.items() if step.shared is None
    ]
    for name, question in questions:
        options = set(question.options or {})
        if question.options_from == "regions":
            options |= set(pages.regions.regions)
        if question.options_from == "roles":
            options |= set(pages.shared.questions["rooli"].options or {})
        found.setdefault(name, {NOT_ASKED}).update(options)
        found[name].add(NOT_ASKED)
    return found


def _conditions(pages: Pages) -> Iterator[Problem]:
    values = _values(pages)
    clash = set(pages.policy.facts) & {name for flow in pages.flows.values() for name in flow.steps}
    for name in sorted(clash):
        yield problem(
            pages,
            "_duties.yaml",
            ("facts", name),
            f"the fact `{name}` has the name of a question.",
            "Give the fact another name.",
        )
    for file, part in parts(pages):
        for path, model in walk_parts(part):
            for field in CONDITIONS:
                condition = getattr(model, field, None)
                if condition is not None:
                    yield from _condition(pages, file, (*path, field), condition, values)
    yield from _circular(pages)


def _condition(
    pages: Pages, file: str, path: PathInFile, condition: Condition, values: Mapping[str, set[str]]
) -> Iterator[Problem]:
    for clause in condition:
        for name, given in clause.items():
            wanted = given.values if isinstance(given, Not) else given
            known = set(pages.policy.duties) if name == HAS else values.get(name)
            if known is None:
                yield problem(
                    pages, file, path, f"expected a question or a fact, got `{name}`.", "Facts are in _duties.yaml."
                )
                continue
            for value in wanted:
                if value not in known:
                    yield problem(
                        pages, file, path, f"`{name}` is never `{value}`.", "It can be: " + ", ".join(sorted(known))
                    )


def _circular(pages: Pages) -> Iterator[Problem]:
    """A fact may only use facts that stand before it, so none can lean on itself."""
    before: set[str] = set()
    for name, fact in pages.policy.facts.items():
        used = {other for clause in fact.when for other in clause if other in pages.policy.facts}
        if used - before:
            yield problem(
                pages,
                "_duties.yaml",
                ("facts", name),
                f"the fact `{name}` uses {', '.join(sorted(used - before))}, which stands after it.",
                "Put it below what it uses.",
            )
        before.add(name)


def _sources(pages: Pages) -> Iterator[Problem]:
    known = (
        {f"{act} {section}" for act, found in pages.sources.acts.items() for section in found.sections}
        | set(pages.sources.guides)
        | set(pages.sources.acts)
    )
    for file, part in parts(pages):
        for path, model in walk_parts(part):
            tags = getattr(model, "sources", ())
            for tag in tags if isinstance(tags, tuple) else ():
                if tag not in known:
                    yield problem(
                        pages,
                        file,
                        (*path, "sources"),
                        f"expected a source of _sources.yaml, got `{tag}`.",
                        "A section is written as `LSL 25.1 §`; add it to its act's list.",
                    )


def _policy(pages: Pages) -> Iterator[Problem]:
    duties = set(pages.policy.duties)
    for path, model in walk_parts(pages.rules):
        named = [(field, name) for field in PREMISED for name in getattr(model, field, ())]
        for field, name in named if getattr(model, "check", "") == "duties" else ():
            if name.split("/")[0] not in duties:
                yield problem(pages, "_rules.yaml", (*path, field), f"expected a duty, got `{name}`.")
    for name, ladder in pages.rules.ladders.items():
        for reached in (reached for rung in ladder.rungs for reached in rung):
            if reached.split("/")[0] not in duties:
                yield problem(pages, "_rules.yaml", ("ladders", name), f"expected a duty, got `{reached}`.")
    for name, duty in pages.policy.duties.items():
        yield from _choices(pages, name, duty)


def _choices(pages: Pages, name: str, duty: Duty) -> Iterator[Problem]:
    """The faults of a duty's strength, urgency and order."""
    for field, chosen, allowed in (("strength", duty.strength, STRENGTHS), ("urgency", duty.urgency, URGENCIES)):
        here: PathInFile = ("duties", name, field)
        for choice in chosen:
            if choice.value not in allowed:
                yield problem(
                    pages, "_duties.yaml", here, f"expected one of {', '.join(sorted(allowed))}, got `{choice.value}`."
                )
        if chosen[-1].when is not None:
            hint = "The last one says what holds otherwise."
            yield problem(pages, "_duties.yaml", here, "the last of the choices has a condition.", hint)
    for choice in duty.order:
        if not choice.value.isdigit():
            says = f"expected a whole number, got `{choice.value}`."
            yield problem(pages, "_duties.yaml", ("duties", name, "order"), says)


def _cards(pages: Pages) -> Iterator[Problem]:
    grouped = [card for group in pages.cover.card_groups for card in group.cards]
    for name in grouped:
        if name not in pages.cards:
            yield problem(
                pages,
                "_book.yaml",
                ("card_groups",),
                f"expected a card, got `{name}`.",
                "Write its file, or leave it out.",
            )
    for name, card in pages.cards.items():
        for other in card.related:
            if other not in pages.cards:
                yield problem(pages, f"cards/{name}.yaml", ("related",), f"expected a card, got `{other}`.")
    for name, card in pages.cards.items():
        if name not in grouped:
            yield problem(
                pages,
                f"cards/{name}.yaml",
                ("card",),
                f"the card `{name}` is in no group of _book.yaml, so nobody finds it.",
            )
        for section in card.sections:
            if section not in pages.cover.sections:
                yield problem(
                    pages,
                    f"cards/{name}.yaml",
                    ("sections", section),
                    f"expected a section named in _book.yaml, got `{section}`.",
                    ", ".join(pages.cover.sections),
                )


def _cases(pages: Pages) -> Iterator[Problem]:
    keys: set[str] = set()
    roles = set((pages.shared.questions.get("rooli") or Question(title="-")).options or {})
    for name, case in pages.cases.cases.items():
        here: PathInFile = ("cases", name)
        if case.key in keys:
            yield problem(pages, "_cases.yaml", (*here, "key"), f"the key `{case.key}` stands twice.")
        keys.add(case.key)
        if case.role not in roles or case.region not in pages.regions.regions:
            yield problem(
                pages,
                "_cases.yaml",
                here,
                f"expected a role and a county of the book, got `{case.role}`, `{case.region}`.",
            )
        for duty in case.duties:
            if duty not in pages.policy.duties:
                yield problem(pages, "_cases.yaml", (*here, "duties"), f"expected a duty, got `{duty}`.")


def _regions(pages: Pages) -> Iterator[Problem]:
    keys: set[str] = set()
    for name, region in pages.regions.regions.items():
        if region.key in keys:
            yield problem(pages, "_regions.yaml", ("regions", name, "key"), f"the key `{region.key}` stands twice.")
        keys.add(region.key)
