"""What every document is: a file made on request from a place, kept by nobody but the person who asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.core.book import Book
from bot.core.reply import Reply

Render = Callable[[str], str]
"""Light markup as HTML; a channel gives it, because documents know no channel."""


class NoSuchDocument(ValueError):
    """The place has no document with this id."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file. Its name says nothing about what it holds. `to_share`: it is made for others to see."""

    name: str
    kind: str
    content: bytes
    to_share: bool = False


class Maker(Protocol):
    """Makes one document from the reply at a place."""

    def __call__(self, book: Book, reply: Reply, today: date, render: Render) -> Document:
        """Make it. Raises `NoSuchDocument` when this place has none."""
        ...
