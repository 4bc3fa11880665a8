"""The pages of one book, set from the templates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from bot.channels.page import FOLDER, Language, environment, sheet, wording
from bot.core.book import Book
from bot.core.place import FRONT
from bot.core.reply import Choice, Reply
from bot.core.scene import Scene, closing_row
from bot.core.turn import front

STATIC = {
    "chat.css": "text/css; charset=utf-8",
    "print.css": "text/css; charset=utf-8",
    "chat.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


class Asset(NamedTuple):
    """A static file, read at start; its address changes with its content."""

    content: bytes
    kind: str
    mark: str


class Plain(NamedTuple):
    """A page that belongs to no conversation."""

    title: str
    path: str
    texts: tuple[tuple[str, str], ...]
    picture: str = ""
    mermaid: str = ""


class Typesetter:
    """Sets replies and plain texts as pages."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.assets = {name: _read(name, kind) for name, kind in STATIC.items()}
        self._templates = environment(lambda name: f"/static/{name}?v={self.assets[name].mark}")

    def chat(self, reply: Reply, today: date, way_back: str = "") -> str:
        """A reply as a chat page."""
        laid_out = sheet(self.book, reply, today, way_back)
        template = self._templates.get_template("chat.html")
        return template.render(
            sheet=laid_out, w=laid_out.words, lang=reply.lang, help=laid_out.help, way_back=way_back,
            front=str(reply.place.at(FRONT)),
        )  # fmt: skip

    def plain(self, page: Plain, lang: str, today: date) -> str:
        """A page of text, perhaps with a picture."""
        template = self._templates.get_template("plain.html")
        return template.render(page._asdict() | self._around(lang, today))

    def mishap(self, text: str, lang: str, today: date) -> str:
        """What is shown when something went wrong: a sentence, 112, and the way to the front page."""
        return self._templates.get_template("mishap.html").render({"text": text} | self._around(lang, today))

    def _around(self, lang: str, today: date) -> dict[str, object]:
        names = self.book.tongues.items()
        return {
            "w": wording(self.book, lang),
            "lang": lang,
            "help": _calls(self.book, lang, today),
            "way_back": "",
            "languages": tuple(Language(name, tongue.name, "", name == lang) for name, tongue in names),
        }


def _calls(book: Book, lang: str, today: date) -> Iterable[Choice]:
    """112 and the social emergency service as every screen has them."""
    row = closing_row(Scene(book, book.tongues[lang], front(lang), today))
    return tuple(choice for choice in row if choice.group == "help")


def _read(name: str, kind: str) -> Asset:
    content = (FOLDER / name).read_bytes()
    return Asset(content, kind, sha256(content).hexdigest()[:12])
