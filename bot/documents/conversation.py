"""The conversation as a plain text file, made anew from the place: questions, answers and the reply.

The service keeps nothing, so this file is the only record; it lies on the person's own device.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from textwrap import fill as wrapped

from markdown_it.token import Token

from bot.core.book import Book
from bot.core.markup import parse
from bot.core.reply import Block, Choice, Reply
from bot.core.telling import fill
from bot.core.tongue import Tongue
from bot.documents.document import Document, Render

WIDTH = 78
ANSWERING = frozenset({"option", "several"})


def conversation(book: Book, reply: Reply, today: date, render: Render) -> Document:  # noqa: ARG001 - no HTML in it
    """The conversation so far, in the reply's language."""
    text = "\n".join(_lines(book, book.tongues[reply.lang], reply, today))
    whole = re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
    return Document("huolipolku.txt", "text/plain; charset=utf-8", whole.encode())


def _lines(book: Book, tongue: Tongue, reply: Reply, today: date) -> Iterator[str]:
    words = book.words
    yield from _heading(f"{tongue.title(book.cover.title)}: {tongue.title(words.saved_title)}", "=")
    yield fill(tongue.body(words.saved_on), {"day": tongue.day(today)})
    for note in (words.saved_note, words.general):
        yield from ("", wrapped(plain_text(tongue.body(note)), WIDTH))
    yield ""
    for number, one in enumerate(reply.answers, 1):
        yield from (f"{number}. {one.title or one.question}", f"   > {one.label}")
    yield ""
    yield from _heading(reply.title, "=")
    for block in reply.blocks:
        yield from _block(block)
    yield from _open_question(reply)


def _block(block: Block) -> Iterator[str]:
    if block.kind == "options":
        return
    if block.title:
        yield from _heading(block.title + (f" ({block.tag})" if block.tag else ""), "-")
    yield plain_text(block.text)
    yield ""


def _open_question(reply: Reply) -> Iterator[str]:
    """What may be answered, when the conversation is still at a question."""
    if reply.progress:
        yield from (f"[ ] {_said(choice)}" for choice in reply.choices if _answers(choice))


def _answers(choice: Choice) -> bool:
    return choice.kind in ANSWERING and not choice.group


def _said(choice: Choice) -> str:
    return choice.label + (f" – {choice.hint}" if choice.hint else "")


def _heading(text: str, line: str) -> Iterator[str]:
    yield from ("", text, line * min(len(text), WIDTH), "")


def plain_text(text: str) -> str:
    """Light markup as plain text: bullets as "- ", an address in brackets after its words."""
    lines: list[str] = []
    depth, marked = 0, False
    for token in parse(text):
        if token.type in ("bullet_list_open", "bullet_list_close"):
            depth += token.nesting
            lines += [""] if not depth else []
        elif token.type == "list_item_open":
            marked = True
        elif token.type == "inline":
            start = "  " * (depth - 1) + ("- " if marked else "  ") if depth else ""
            lines.append(wrapped(_words(token), WIDTH, initial_indent=start, subsequent_indent=" " * len(start)))
            marked = False
        elif token.type == "paragraph_close" and not depth:
            lines.append("")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _words(token: Token) -> str:
    parts, address = [], ""
    for part in token.children or ():
        if part.type == "link_open":
            address = str(part.attrs["href"])
        elif part.type == "link_close":
            parts.append(f" ({address})" if address.startswith("https:") else "")
        else:
            parts.append(part.content)
    return "".join(parts)
