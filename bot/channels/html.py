"""The light markup as HTML: as the web shows it, and as Telegram accepts it.

Both walk the same tokens of `bot.core.markup`. A kind of token that a renderer does not know is a fault of
the program, so it is raised (`UnknownMark`) and never passed on or left out. All text is escaped here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from markdown_it.token import Token

from bot.core.markup import parse
from bot.core.reply import Block

SCHEMES = ("https:", "tel:")
"""The addresses that the program itself makes; anything else in a link is a fault."""


class UnknownMark(ValueError):
    """The text holds a mark that is not rendered."""


@dataclass(frozen=True, slots=True)
class _Marks:
    """How one channel writes what stands inside a line. Addresses not in `linked` stay plain words."""

    strong: str
    emphasis: str
    line_end: str
    linked: tuple[str, ...]


WEB = _Marks("strong", "em", "\n", SCHEMES)
TELEGRAM = _Marks("b", "i", " ", ("https:",))
"""Telegram finds telephone numbers by itself and drops links to them."""
_WEB_BLOCKS = {
    "paragraph_open": "<p>", "paragraph_close": "</p>", "bullet_list_open": "<ul>",
    "bullet_list_close": "</ul>", "list_item_open": "<li>", "list_item_close": "</li>",
}  # fmt: skip


@lru_cache(maxsize=8192)
def web_html(text: str) -> str:
    """The text for a web page: paragraphs, bullets, bold, emphasis and links."""
    return "".join(_web(token) for token in parse(text))


def block_html(block: Block) -> str:
    """A whole block for a web page, its heading included."""
    tag = f" <small>({escape(block.tag)})</small>" if block.tag else ""
    return (f"<h3>{escape(block.title)}{tag}</h3>" if block.title else "") + web_html(block.text)


def telegram_html(text: str) -> str:
    """The text for a Telegram message: `<b>`, `<i>`, `<a>`, bullets as words, paragraphs by blank lines."""
    if "\n\n " in text:  # a bullet with a second paragraph can only be read whole
        return _telegram(text)
    return "\n\n".join(_piece(piece) for piece in text.split("\n\n") if piece.strip())


def _piece(text: str) -> str:
    """One paragraph or list. Lists are read item by item: outcomes share their items, seldom whole lists."""
    items = text.split("\n")
    alone = all(item.startswith("- ") for item in items)
    return "\n".join(_telegram(item) for item in items) if alone else _telegram(text)


@lru_cache(maxsize=8192)
def _telegram(text: str) -> str:
    lines: list[str] = []
    depth, marked = 0, False
    for token in parse(text):
        match token.type:
            case "bullet_list_open" | "bullet_list_close":
                depth += token.nesting
            case "list_item_open":
                marked = True
            case "inline":
                bullet = "  " * (depth - 1) + ("• " if marked else "  ") if depth else ""
                lines.append(bullet + "".join(_inline(token, TELEGRAM)))
                marked = False
            case "paragraph_close" | "list_item_close":
                if not depth:
                    lines.append("")
            case "paragraph_open":
                pass
            case other:
                raise UnknownMark(other)
        if token.type == "bullet_list_close" and not depth:
            lines.append("")
    return "\n".join(lines).rstrip("\n")


def _web(token: Token) -> str:
    if token.type == "inline":
        return "".join(_inline(token, WEB))
    if token.type not in _WEB_BLOCKS:
        raise UnknownMark(token.type)
    return "" if token.hidden else _WEB_BLOCKS[token.type]


def _inline(token: Token, marks: _Marks) -> Iterator[str]:
    linked = False
    for part in token.children or ():
        match part.type:
            case "text":
                yield escape(part.content.replace("\n", marks.line_end))
            case "softbreak":
                yield marks.line_end
            case "strong_open" | "strong_close" | "em_open" | "em_close":
                name = marks.strong if part.type.startswith("strong") else marks.emphasis
                yield f"<{name}>" if part.nesting > 0 else f"</{name}>"
            case "link_open":
                linked = _address(part).startswith(marks.linked)
                yield f'<a href="{escape(_address(part))}">' if linked else ""
            case "link_close":
                yield "</a>" if linked else ""
            case other:
                raise UnknownMark(other)


def _address(link: Token) -> str:
    address = str(link.attrs["href"])
    if not address.startswith(SCHEMES):
        raise UnknownMark(f"link_open {address.partition(':')[0]}:")
    return address
