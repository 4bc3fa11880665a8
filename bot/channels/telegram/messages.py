"""A reply as Telegram messages: duties first, cut at sensible places, the buttons under the last one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape, unescape
from itertools import count

from bot.channels.html import telegram_html
from bot.channels.telegram.keyboard import COPY_MOST, closing, keyboard, written
from bot.core.book import Book
from bot.core.place import FRONT
from bot.core.reply import Block, Reply

TEXT_MOST = 4096
"""UTF-16 units of a message after its marks are taken out."""
ENTITIES_MOST = 90
"""Marks in one message; Telegram drops those beyond a hundred in silence."""
READABLE = 3600
"""A message longer than this is cut before its next block: what a phone scrolls through in one go."""
LABEL_MOST = {"option": 38, "several": 34}
"""Letters of an answer's label that a phone shows across a message."""
NUMBERED = frozenset({"urgent", "duty"})
FOLDED = frozenset({"next", "after", "why", "changes", "sources"})
"""Blocks that open at a tap."""
MARKED = {"urgent": "❗ ", "warning": "⚠️ ", "notice": "ℹ️ ", "contacts": "📞 "}
_tag = re.compile(r"<[^>]+>")
_leading = re.compile(r"(:(?:</[bi]>)?|^(?:<[bi]>[^<\n]+</[bi]>)+)\n\n", re.MULTILINE)
"""A line that leads to what follows: it ends in a colon, or is a small heading. No blank line after it."""
NO_PREVIEW = {"is_disabled": True}
"""No picture of a page that is linked to."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message: text in Telegram's HTML, and its buttons as ready JSON."""

    html: str
    keyboard: str


def messages(book: Book, reply: Reply) -> tuple[Message, ...]:
    """The messages that show a reply. Only the last has all buttons; the ones before have 112."""
    texts = list(_cut(_parts(book, reply)))
    help_row = written(closing(reply)[:1])
    return (*(Message(text, help_row) for text in texts[:-1]), Message(texts[-1], keyboard(_sendable(reply))))


def _sendable(reply: Reply) -> Reply:
    """The reply without copy buttons that carry too much; those words stand in the text as a block."""
    fits = tuple(choice for choice in reply.choices if choice.kind != "copy" or _units(choice.text) <= COPY_MOST)
    return reply if len(fits) == len(reply.choices) else replace(reply, choices=fits)


def _parts(book: Book, reply: Reply) -> Iterator[str]:
    """The text of a reply in pieces that should stay whole."""
    yield _head(book, reply)
    numbers = count(1)
    for block in reply.blocks:
        yield _block(block, next(numbers) if reply.duties and block.kind in NUMBERED else 0)
    yield _cut_off(reply)
    for choice in reply.choices:
        if choice.kind == "copy" and _units(choice.text) > COPY_MOST:
            yield f"<pre>{escape(choice.text)}</pre>"
    if reply.flow == FRONT or (reply.progress and reply.progress.step == 1):
        yield telegram_html(book.tongues[reply.lang].body(book.cover.telegram.sees))


def _cut_off(reply: Reply) -> str:
    """The answers that a phone cuts off on their buttons, in full, unless the text has them already."""
    said = "\n".join(block.text for block in reply.blocks)
    asked = reply.choices if reply.progress else ()
    cut = (choice.label for choice in asked if len(choice.label) > LABEL_MOST.get(choice.kind, len(choice.label)))
    return "\n".join(f"• {escape(label)}" for label in cut if label not in said)


def _head(book: Book, reply: Reply) -> str:
    """The title, how far one is, and at an outcome the duties in their order."""
    tongue, words = book.tongues[reply.lang], book.words
    lines = [f"<b>{escape(reply.title)}</b>"]
    if reply.progress:
        text = tongue.body(words.progress).format(step=reply.progress.step, of=reply.progress.of)
        lines.append(f"<i>{escape(text)}</i>")
    if reply.duties:
        lines += ["", f"<b>{escape(tongue.title(words.duties_title))}</b>", *_glance(reply)]
    return "\n".join(lines)


def _glance(reply: Reply) -> Iterator[str]:
    """The duties in a line each, numbered as they stand below; warnings without a number."""
    number = 0
    for block in reply.blocks:
        if block.kind in NUMBERED:
            number += 1
            yield f"{number}. {escape(block.title)}"
        elif block.kind == "warning" and block.tag:
            yield f"{MARKED['warning']}{escape(block.title)}"


def _block(block: Block, number: int = 0) -> str:
    """One block; a duty with its number in the list at the top."""
    tag = f" <i>({escape(block.tag)})</i>" if block.tag else ""
    mark = MARKED.get(block.kind, "")
    title = f"{number}. {escape(block.title)}" if number else escape(block.title)
    heading = f"{mark}<b>{title}</b>{tag}\n" if title else mark
    text = _leading.sub(r"\1\n", telegram_html(block.text))
    if block.kind in FOLDED and text:
        return f"{heading}<blockquote expandable>{text}</blockquote>"
    return heading + text


def _cut(parts: Iterable[str]) -> Iterator[str]:
    """Pack pieces into messages: a new one begins before a piece that would make it too long to read or to send."""
    current = ""
    for part in (small for whole in parts if whole for small in _small_enough(whole)):
        joined = f"{current}\n\n{part}" if current else part
        if current and (_units(joined) > READABLE or _entities(joined) > ENTITIES_MOST):
            yield current
            current = part
        else:
            current = joined
    yield current


def _small_enough(part: str) -> Iterator[str]:
    """A piece that is too long for one message, cut at its lines. A folded one is cut into several folded ones."""
    if _units(part) <= TEXT_MOST and _entities(part) <= ENTITIES_MOST:
        yield part
        return
    before, opened, rest = part.partition("<blockquote expandable>")
    if opened:
        inside = rest.removesuffix("</blockquote>")
        for number, piece in enumerate(_lines(inside, TEXT_MOST - _units(before))):
            yield f"{before if number == 0 else ''}<blockquote expandable>{piece}</blockquote>"
        return
    yield from _lines(part, TEXT_MOST)


def _lines(text: str, most: int) -> Iterator[str]:
    current = ""
    for line in text.split("\n"):
        joined = f"{current}\n{line}" if current else line
        if current and (_units(joined) > most or _entities(joined) > ENTITIES_MOST):
            yield current.strip("\n")
            current = line
        else:
            current = joined
    if current.strip():
        yield current.strip("\n")


def _units(html: str) -> int:
    """How long Telegram takes a text to be: UTF-16 units without the marks."""
    return len(unescape(_tag.sub("", html)).encode("utf-16-le")) // 2


def _entities(html: str) -> int:
    return html.count("</")
