"""The checks of the content: everything that can be wrong with it, found before anybody meets it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.core.book import Book
from bot.core.checks.actors import actors, answered
from bot.core.checks.budget import budget
from bot.core.checks.cases import cases
from bot.core.checks.dates import dates
from bot.core.checks.findings import Report
from bot.core.checks.learning import learning
from bot.core.checks.names import names
from bot.core.checks.people import people
from bot.core.checks.readable import finnish_readings, unreadable
from bot.core.checks.rules import prove
from bot.core.checks.sharing import languages, sharing
from bot.core.checks.texts import texts
from bot.core.pages import Pages
from bot.core.problems import Problem


def check_pages(pages: Pages, today: date, *, release: bool = False) -> list[Problem]:
    """Faults that show before a book is built. With `release` an overdue review is a fault, not a warning."""
    found = [*names(pages), *actors(pages), *learning(pages), *sharing(pages), *texts(pages, today), *people(pages)]
    found += [problem for reading in finnish_readings(pages) for problem in unreadable(reading)]
    return [
        replace(problem, warning=False) if release and "was to be reviewed" in problem.says else problem
        for problem in found
    ]


def check_book(book: Book) -> Iterator[Problem]:
    """Faults of a built book: places that do not fit, dates nobody asked for, needs nobody answers, cases that fail."""
    yield from budget(book)
    yield from answered(book)
    yield from dates(book)
    yield from languages(book)
    yield from cases(book)


def prove_all(book: Book) -> Iterator[Report]:
    """The proof of every flow whose end is an outcome of duties, rule by rule, and the shape of the others."""
    shape = frozenset(
        name
        for name, rule in book.pages.rules.rules.items()
        if rule.check in ("one-way", "progress", "reachable", "help-visible")
    )
    for path in book.paths.values():
        duties = any(step.outcome == "duties" and step.ask == "end" for step in path.flow.steps.values())
        yield prove(book, path, None if duties else shape)
