"""The outcome as one HTML file to print or to keep: it carries its own style and needs no network."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from bot.core.book import Book
from bot.core.reply import Block, Reply
from bot.core.telling import fill
from bot.core.tongue import Tongue
from bot.documents.document import Document, NoSuchDocument, Render

NUMBERED = frozenset({"urgent", "duty"})
LEFT_OUT = frozenset({"changes", "options"})
"""What would change the outcome helps while deciding; on paper it would only blur what was decided."""


def summary(book: Book, reply: Reply, today: date, render: Render) -> Document:
    """The outcome page for printing. Raises `NoSuchDocument` anywhere else."""
    if not reply.duties:
        raise NoSuchDocument("Expected a place at the end of a path that has duties.")
    tongue = book.tongues[reply.lang]
    text = (
        _environment()
        .get_template("summary.html")
        .render(
            reply=reply,
            blocks=_numbered(reply),
            show=lambda words: Markup(render(words)),  # noqa: S704 - the renderer escapes
            words=_words(book, tongue, today),
        )
    )
    return Document("huolipolku.html", "text/html; charset=utf-8", text.encode())


def _numbered(reply: Reply) -> list[tuple[int, Block]]:
    """The blocks to print, in order, each with its number; 0 for those that are no duties."""
    number, found = 0, []
    for block in reply.blocks:
        if block.kind not in LEFT_OUT:
            number += block.kind in NUMBERED
            found.append((number if block.kind in NUMBERED else 0, block))
    return found


def _words(book: Book, tongue: Tongue, today: date) -> Mapping[str, str]:
    return {
        "book": tongue.title(book.cover.title),
        "title": tongue.title(book.words.summary_title),
        "answers": tongue.title(book.words.answers_title),
        "day": fill(tongue.body(book.words.saved_on), {"day": tongue.day(today)}),
        "general": tongue.body(book.words.general),
        "note": tongue.body(book.words.saved_note),
    }


@lru_cache(maxsize=1)
def _environment() -> Environment:
    folder = Path(__file__).with_name("pages")
    return Environment(
        loader=FileSystemLoader(folder), autoescape=select_autoescape(("html",)), undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
