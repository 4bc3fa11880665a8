"""The book: all content, compiled and frozen, ready to be walked.

Building a book needs content whose names all exist; `checks.names` proves that first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType

from bot.core import model
from bot.core.classes import classes_of
from bot.core.compile import Path, compile_flow
from bot.core.conditions import Known, Test, compile_condition, compile_facts
from bot.core.deadlines import start_by
from bot.core.duties import Due, Rung, compile_duties, compile_ladders, height, reached_by
from bot.core.duties import Rule as DutyRule
from bot.core.emergency import Danger, Stems, alarms_of
from bot.core.identifying import Familiar
from bot.core.links import NOWHERE, Links
from bot.core.marks import Clause, Condition
from bot.core.pages import Pages
from bot.core.place import CARD, CARDS, FRONT, Size, size_of
from bot.core.shelf import Shelf
from bot.core.tongue import SOURCE_LANGUAGE, Tongue

DONT_KNOW = "en-tieda"


class Book:
    """Everything a turn needs, shared by all turns.

    Immutable once built, but for `links`: the Telegram channel sets them anew when it has learnt the bot's name.
    """

    def __init__(self, pages: Pages, tongues: Mapping[str, Tongue] | None = None, links: Links = NOWHERE) -> None:
        self.pages = pages
        self.links = links
        self.cover = pages.cover
        self.words = pages.cover.words
        self.tongues: Mapping[str, Tongue] = MappingProxyType(
            dict(tongues or {SOURCE_LANGUAGE: Tongue(SOURCE_LANGUAGE, "fi_FI", "Suomi")})
        )
        self.shared = {name: _with_options(pages, asked) for name, asked in pages.shared.questions.items()}
        self.facts: Mapping[str, Test] = compile_facts(pages.policy.facts)
        self.duties: tuple[DutyRule, ...] = compile_duties(pages.policy)
        self.ladders: Mapping[str, tuple[Rung, ...]] = compile_ladders(pages.rules)
        self.paths: Mapping[str, Path] = {
            name: compile_flow(flow, self._questions(flow), self.facts) for name, flow in pages.flows.items()
        }
        self._shared_sizes = {
            question.key: size_of(question.ask, question.capacity) for question in self.shared.values() if question.key
        }
        self._sizes = {name: self._sizes_of(flow) for name, flow in pages.flows.items()}
        self._classes: dict[tuple[str, bool], Mapping[str, Mapping[str, int]]] = {}
        self._tests: dict[int, tuple[object, Test]] = {}

    @property
    def edition(self) -> str:
        """Twelve characters that name this content."""
        return self.pages.edition

    @cached_property
    def familiar(self) -> Familiar:
        """What this book knows of names, towns and numbers, for finding what identifies."""
        return Familiar(self.pages.names, self.pages.regions)

    @cached_property
    def alarms(self) -> Mapping[Danger, Stems]:
        """Words of danger, ready to be looked for."""
        return alarms_of(self.cover)

    @cached_property
    def shelves(self) -> Mapping[str, Shelf]:
        """The sections by language, ready to be searched. Learned at first use, which takes seconds, or given.

        A program that serves many gives an empty one until it has learned beside: nobody waits for it.
        """
        return self.learn()

    def learn(self) -> Mapping[str, Shelf]:
        """Learn from the phrasings how to search, in each language."""
        return {lang: Shelf(self.pages, tongue) for lang, tongue in self.tongues.items()}

    @cached_property
    def case_keys(self) -> Mapping[str, str]:
        """Practice cases by their two characters."""
        return {case.key: name for name, case in self.pages.cases.cases.items()}

    @cached_property
    def used_in(self) -> Mapping[str, tuple[str, ...]]:
        """For each card, the flows where it matters: those that link to it, in the order of topics."""
        duties = {duty.card for duty in self.pages.policy.duties.values() if duty.card}
        found: dict[str, list[str]] = {name: [] for name in self.pages.cards}
        for flow in (name for name in self.cover.topics if name in self.pages.flows):
            steps = self.pages.flows[flow].steps.values()
            linked = {card for step in steps for card in (*step.cards, *(actor.card for actor in step.actors))}
            linked |= duties if any(step.outcome == "duties" for step in steps) else set[str]()
            for card in linked & found.keys():
                found[card].append(flow)
        return {name: tuple(flows) for name, flows in found.items()}

    def sizes(self, flow: str) -> Mapping[str, Size]:
        """How long each answer of a flow (or card) is in a token."""
        return self._sizes.get(flow, self._shared_sizes)

    def knows(self, flow: str) -> bool:
        """Whether this is a flow, a card, the front page or the list of cards."""
        return (
            flow in self.pages.flows
            or flow in (FRONT, CARDS)
            or (flow.removeprefix(CARD) in self.pages.cards and flow.startswith(CARD))
        )

    def test(self, condition: Condition | None) -> Test:
        """The compiled form of a condition of this book, made once."""
        return self._compiled(condition, condition)

    def test_clause(self, clause: Clause) -> Test:
        """The compiled form of one clause, made once."""
        return self._compiled(clause, (clause,))

    def _compiled(self, part: object, condition: Condition | None) -> Test:
        """Compile once per part of the content, which is kept so that its id stays its own."""
        found = self._tests.get(id(part))
        if found is None:
            found = self._tests[id(part)] = (part, compile_condition(condition))
        return found[1]

    def heights(self, due: tuple[Due, ...], known: Known) -> dict[str, int]:
        """How high an outcome stands on each ladder, in the order of the file."""
        ladders = self.pages.rules.ladders.items()
        return {name: height(self.ladders[name], reached_by(due, ladder, known, self.test)) for name, ladder in ladders}

    def classes(self, flow: str, *, texts: bool = True) -> Mapping[str, Mapping[str, int]]:
        """For each question of a flow, its options with the class that no condition tells further apart.

        Without `texts`, conditions that only change words do not count.
        """
        found = self._classes.get((flow, texts))
        if found is None:
            found = self._classes[flow, texts] = classes_of(self.pages, self.paths[flow], texts=texts)
        return found

    def warm(self, today: date) -> None:
        """Do at start what would slow the first turns: calendars of each language, classes of each question."""
        for tongue in self.tongues.values():
            tongue.day(today)
            tongue.short_day(today)
        start_by(today)
        for flow in self.paths:
            self.classes(flow)
            self.classes(flow, texts=False)

    def _questions(self, flow: model.Flow) -> dict[str, model.Question]:
        return {
            name: self.shared[step.shared] if step.shared else _with_options(self.pages, step)
            for name, step in flow.steps.items()
        }

    def _sizes_of(self, flow: model.Flow) -> dict[str, Size]:
        own = {step.key: size_of(step.ask, step.capacity) for step in flow.steps.values() if step.key}
        retired = {key: size_of(gone.ask, gone.capacity) for key, gone in flow.retired.items()}
        return {**self._shared_sizes, **own, **retired}


def _with_options(pages: Pages, question: model.Question) -> model.Question:
    """The question; one whose options are the counties or the roles gets them after those that it has itself.

    In a flow's own question “I don't know” is none of them: there they are chosen for others, and it would say nothing.
    """
    if question.options_from is None:
        return question
    own = isinstance(question, model.Step)
    found = {name: option for name, option in _options(pages, question.options_from) if not own or name != DONT_KNOW}
    return question.model_copy(update={"options": MappingProxyType({**(question.options or {}), **found})})


def _options(pages: Pages, origin: str) -> Iterator[tuple[str, model.Option]]:
    if origin == "roles":
        yield from (pages.shared.questions["rooli"].options or {}).items()
        return
    for name, region in pages.regions.regions.items():
        yield name, model.Option(key=region.key, label=region.label)
