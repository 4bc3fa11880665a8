"""Whether the lists of names leave the book's own words alone: what is typed from it must never be taken for a name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.checks.names import parts, problem
from bot.core.marks import translated_texts
from bot.core.pages import Pages
from bot.core.people import People
from bot.core.problems import Problem

TYPED = frozenset({"label", "title"})
"""The kinds of text that people type as they read them."""
_word = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")


def people(pages: Pages) -> Iterator[Problem]:
    """Words that are no names, and labels and titles in which a name is found, in small letters too."""
    for field in ("given", "family"):
        for name in getattr(pages.names, field).split():
            if not _word.fullmatch(name) or name[0].islower():
                says = f"expected a name with a capital, got `{name}`."
                yield problem(pages, "_names.yaml", (field,), says, "Names are parted by spaces alone.")
    known = People(pages.names)
    for file, part in parts(pages):
        for path, text, mark in translated_texts(part):
            for found in _names(known, text) if mark.kind in TYPED else ():
                says = f"`{found}` would be taken for somebody's name when it is typed."
                yield problem(pages, file, path, says, "Add the word to `never` or `ordinary` in _names.yaml.")


def _names(known: People, text: str) -> list[str]:
    return [written[start:end] for written in (text, text.lower()) for start, end in known.names_in(written)]
