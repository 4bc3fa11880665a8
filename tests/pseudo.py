"""A language that nobody speaks: every text in brackets, and longer. What is outside was never extracted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.core.book import Book
from bot.core.marks import translated_texts
from bot.core.reply import Reply
from bot.core.tongue import Tongue

PSEUDO = "zz"
INTERNAL_GROUPS = frozenset({"", "help", "more", "back", "months", "copy", "helped"})
_word = re.compile(r"[^\W\d_]{2,}")
_address = re.compile(r"\]\(<[^>]*>\)")


class PseudoTongue(Tongue):
    """Dates come from Babel, so they count as translated."""

    def day(self, day: date) -> str:
        return f"⟦{day.isoformat()}⟧"

    def short_day(self, day: date) -> str:
        return f"⟦{day.isoformat()}⟧"

    def month(self, day: date) -> str:
        return f"⟦{day:%Y-%m}⟧"


def pseudo_tongue(book: Book) -> Tongue:
    """A language whose catalogue has every translated text of the book, and nothing else."""
    pages = book.pages
    parts = (
        pages.cover, pages.shared, pages.policy, pages.rules, pages.sources, pages.regions, pages.cases, pages.names,
        *pages.flows.values(), *pages.cards.values(),
    )  # fmt: skip
    texts = [(mark.kind, text) for part in parts for _, text, mark in translated_texts(part)]
    return PseudoTongue(PSEUDO, "en_GB", "⟦Zz⟧", {(kind, text): pseudo(text) for kind, text in texts})


def pseudo(text: str) -> str:
    """Each line in brackets and a third longer; its bullet and indentation stay outside."""
    return "\n".join(_pseudo_line(line) for line in text.split("\n"))


def _pseudo_line(line: str) -> str:
    mark = re.match(r"\s*(?:[-*+] )?", line)
    start = mark.group() if mark else ""
    said = line[len(start) :]
    return f"{start}⟦{said} {'ö' * (len(said) // 3 + 1)}⟧" if said else line


def in_pseudo(book: Book) -> Book:
    """The same book, in Finnish and in the language that nobody speaks."""
    return Book(book.pages, {**book.tongues, PSEUDO: pseudo_tongue(book)})


def texts_of(reply: Reply) -> Iterator[str]:
    """Everything in a reply that a person reads; a link that is only copied says nothing."""
    yield reply.title
    links = {block.text for block in reply.blocks if block.kind == "copy"}
    for block in reply.blocks:
        yield from (block.title, "" if block.text in links else block.text, block.tag)
    for choice in (*reply.choices, *reply.documents):
        yield from (choice.label, choice.hint, "" if choice.text in links else choice.text)
        if choice.group not in INTERNAL_GROUPS:
            yield choice.group
    for given in reply.answers:
        yield from (given.question, given.label, given.title)
    yield from reply.why
    yield from (source.title for source in reply.sources)


def outside(text: str) -> list[str]:
    """The words that stand outside all brackets, addresses of links left out."""
    kept, depth = [], 0
    for letter in _address.sub("", text):
        depth += (letter == "⟦") - (letter == "⟧")
        kept.append(" " if depth or letter == "⟧" else letter)
    return _word.findall("".join(kept))


def same_in_every_language(book: Book) -> frozenset[str]:
    """Words that are not translated: short names of sources, sections, addresses, names of languages."""
    sources, regions = book.pages.sources, book.pages.regions
    contacts = [contact for region in regions.regions.values() for contact in region.contacts]
    contacts += regions.helplines.values()
    texts = [*sources.acts, *sources.guides, *(tongue.name for tongue in book.tongues.values())]
    texts += [section for act in sources.acts.values() for section in act.sections]
    texts += [text for one in contacts for text in (one.source, one.dated, one.address or "")]
    return frozenset(word for text in texts for word in _word.findall(text))
