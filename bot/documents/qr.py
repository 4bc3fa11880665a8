"""A link as a QR code, to be printed: a picture and a drawing. The same link gives the same bytes.

The code opens the web chat when its address is known, for that works on every phone; otherwise Telegram.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from io import BytesIO

import segno

from bot.core.book import Book
from bot.core.reply import Reply
from bot.core.telling import fill
from bot.documents.document import Document, NoSuchDocument, Render

PNG, SVG = "qr-png", "qr-svg"
OPENING = ("avaa-selain", "avaa-telegram")
"""The choices that open the link, the one for everybody first."""
QUIET = 4
"""White modules around the code, as its standard asks."""
WIDTH, DENSITY = 1200, 300
"""Pixels that a picture has at least on each side, and how many of them go on an inch: ten centimetres on paper."""
UNIT = 10
"""How large a module of the drawing is; it may be printed in any size."""


def qr_png(book: Book, reply: Reply, today: date, render: Render) -> Document:  # noqa: ARG001 - it depends on the link alone
    """The code as a picture, black on white. Raises `NoSuchDocument` where the reply does not offer it."""
    code, content = _code(_address(reply, PNG)), BytesIO()
    modules, _ = code.symbol_size(border=QUIET)
    code.save(content, kind="png", scale=-(-WIDTH // modules), border=QUIET, dpi=DENSITY)
    return Document("huolipolku.png", "image/png", content.getvalue(), to_share=True)


def qr_svg(book: Book, reply: Reply, today: date, render: Render) -> Document:  # noqa: ARG001 - it depends on the link alone
    """The code as a drawing with a title, black on white. Raises `NoSuchDocument` where the reply does not offer it."""
    address, content = _address(reply, SVG), BytesIO()
    title = fill(book.tongues[reply.lang].body(book.cover.sharing.qr_title), {"address": address})
    _code(address).save(content, kind="svg", scale=UNIT, border=QUIET, light="#fff", title=title)
    return Document("huolipolku.svg", "image/svg+xml", content.getvalue(), to_share=True)


def _address(reply: Reply, name: str) -> str:
    """The link of this reply that the code opens."""
    found = {choice.id: choice.href for choice in reply.choices if choice.kind == "url"}
    offered: Iterable[str] = (choice.id for choice in reply.documents)
    address = next((found[opening] for opening in OPENING if opening in found), "")
    if name not in offered or not address:
        raise NoSuchDocument("Expected a place at the end of a path that makes a link.")
    return address


def _code(address: str) -> segno.QRCode:
    return segno.make(address, error="m", micro=False, boost_error=False)
