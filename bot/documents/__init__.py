"""Documents by their ids."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.core.book import Book
from bot.core.reply import Reply
from bot.documents.calendar import calendar
from bot.documents.conversation import conversation
from bot.documents.document import Document, Maker, NoSuchDocument, Render
from bot.documents.qr import qr_png, qr_svg
from bot.documents.summary import summary

DOCUMENTS: Mapping[str, Maker] = {
    "keskustelu": conversation, "yhteenveto": summary, "kalenteri": calendar, "qr-png": qr_png, "qr-svg": qr_svg,
}  # fmt: skip


def document_of(book: Book, reply: Reply, name: str, today: date, render: Render) -> Document:
    """Make the document with this id. Raises `NoSuchDocument`, which never repeats the id."""
    maker = DOCUMENTS.get(name)
    if maker is None:
        raise NoSuchDocument(f"Expected one of the documents: {', '.join(DOCUMENTS)}.")
    return maker(book, reply, today, render)
