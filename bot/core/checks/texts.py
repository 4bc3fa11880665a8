"""What may be said, and how long: sources under legal words, markup, lengths, review dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.core.checks.dates import IN_FLOWS
from bot.core.checks.names import parts, problem, walk_parts
from bot.core.marks import COPY_LIMIT, SECTION_LIMIT, translated_texts
from bot.core.markup import faults
from bot.core.model import Card, Flow, Line, Placed
from bot.core.pages import Pages
from bot.core.problems import Problem

LEGAL = re.compile(
    r"\b(täytyy|on pakko|on velvollinen|velvollisuu\w*|velvoittaa|velvollinen|velvollisia|ei saa|eivät saa|on oikeus"
    r"|oikeus saada|kielletty|laki \w+aa|rangaistava\w*)\b",
    re.IGNORECASE,
)
"""Finnish words that state what the law asks. A text with one of them carries its source."""
SOON = timedelta(days=60)
PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
IN_OUTCOMES = frozenset({"{start_by}", "{ready_by}", "{today}"})
"""What the program fills in on an outcome of duties; in the lines of a flow's steps it is `IN_FLOWS`."""
LONGEST_DAY = "keskiviikko 30. marraskuuta 2026"
WORDED = frozenset({"text", "practice"})


def texts(pages: Pages, today: date) -> Iterator[Problem]:
    """Every fault of the texts themselves. An overdue review is a warning here; a release makes it a fault."""
    for file, part in parts(pages):
        for path, text, mark in translated_texts(part):
            if len(text) > mark.limit:
                yield problem(
                    pages,
                    file,
                    path,
                    f"expected at most {mark.limit} characters, got {len(text)}.",
                    "Split or shorten it.",
                )
            if text != text.strip():
                yield problem(
                    pages,
                    file,
                    path,
                    "the text begins or ends with a space or an empty line.",
                    "Use `|-` for longer texts.",
                )
            if '"' in text:
                yield problem(pages, file, path, 'expected “ ” around words, got ".')
            if isinstance(part, Flow) and path[-1] not in WORDED and PLACEHOLDER.search(text):
                says = f"{PLACEHOLDER.findall(text)[0]} is not filled in by the program."
                yield problem(pages, file, path, says, "Only lines (`text`, `practice`) have dates.")
            for fault in faults(text):
                yield problem(
                    pages,
                    file,
                    path,
                    f"{fault} is not part of the light markup.",
                    "Paragraphs, - bullets, **bold** and *emphasis* are.",
                )
        yield from _lines(pages, file, part)
    yield from _sections(pages)
    yield from _reviews(pages, today)


def _lines(pages: Pages, file: str, part: object) -> Iterator[Problem]:
    for path, line in walk_parts(part):
        if not isinstance(line, Line):
            continue
        must = isinstance(line, Placed) or isinstance(part, Card)
        if must and not line.sources:
            yield problem(
                pages, file, path, "expected `sources`, got none.", "What an outcome or a card says carries its source."
            )
        elif line.text is not None and not line.sources and (found := LEGAL.search(line.text)):
            yield problem(
                pages,
                file,
                path,
                f"“{found[0]}” states the law, but the line has no source.",
                "Add `sources`, or say it as practice.",
            )
        length = len(PLACEHOLDER.sub(LONGEST_DAY, line.words))
        if line.copy_text and length > COPY_LIMIT:
            yield problem(
                pages,
                file,
                path,
                f"expected at most {COPY_LIMIT} characters to copy, got {length}.",
                "It must fit a copy button.",
            )
        filled = IN_OUTCOMES if isinstance(line, Placed) else IN_FLOWS if isinstance(part, Flow) else frozenset[str]()
        strange = set(PLACEHOLDER.findall(line.words)) - filled
        if strange:
            yield problem(
                pages,
                file,
                path,
                f"{', '.join(sorted(strange))} is not filled in by the program.",
                ", ".join(sorted(filled)) or "Only the lines of steps and of outcomes have dates.",
            )


def _sections(pages: Pages) -> Iterator[Problem]:
    for name, card in pages.cards.items():
        for section, found in card.sections.items():
            length = sum(len(line.words) for line in found.says)
            if length > SECTION_LIMIT:
                yield problem(
                    pages,
                    f"cards/{name}.yaml",
                    ("sections", section),
                    f"expected at most {SECTION_LIMIT} characters in a section, got {length}.",
                    "Keep what helps on a phone.",
                )


def _reviews(pages: Pages, today: date) -> Iterator[Problem]:
    for group in ("acts", "guides"):
        for name, source in getattr(pages.sources, group).items():
            if source.review_by <= today:
                yield problem(
                    pages,
                    "_sources.yaml",
                    (group, name, "review_by"),
                    f"{name} was to be reviewed by {source.review_by}.",
                    "Read it again and set `checked` and `review_by`.",
                    warning=True,
                )
            elif source.review_by <= today + SOON:
                yield problem(
                    pages,
                    "_sources.yaml",
                    (group, name, "review_by"),
                    f"{name} is to be reviewed by {source.review_by}.",
                    warning=True,
                )
