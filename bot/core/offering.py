"""Cards and flows for a few letters, to be posted where others read them. Nothing of whoever looks for them is in them.

Names come first: a person who writes a few letters in the middle of another chat knows what they look for, and only
then does a whole question go through the cards. The writer's own language comes first, but a name of another language
is met as well, and found in that one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from bot.core.book import Book
from bot.core.emergency import danger_in
from bot.core.identifying import without_identifying
from bot.core.index import plain_words
from bot.core.place import CARD, FRONT, Place
from bot.core.questions import Finding, find

MOST = 20
"""Pages offered at once; more are a list that nobody reads on a phone."""
KEPT = 256
"""Names kept: every page in three languages."""
A_PART = 3
"""Letters from which on a word may stand anywhere in a name: Finnish glues words together."""
A_QUESTION = 4
"""Letters from which on a text is looked for in the cards, not only in the names."""


def offered(book: Book, lang: str, text: str) -> list[Place]:
    """The pages for what was written so far, the likeliest first. Nothing written: the flows, then the cards."""
    return list(islice(_once(_found(book, lang, text)), MOST))


def _found(book: Book, lang: str, said: str) -> Iterator[Place]:
    text, _ = without_identifying(said, book.familiar)
    words = plain_words(text).split()
    if not words:
        yield from (Place(page, lang) for page in _pages(book))
        return
    found = Finding(lang, "none", danger=danger_in(book.alarms, said, text))
    if sum(len(word) for word in words) >= A_QUESTION:
        found = find(book, lang, text, danger=found.danger)
    if found.danger:
        yield Place(FRONT, lang, over="h")
    for tongue in (lang, *(other for other in book.tongues if other != lang)):
        yield from _named(book, tongue, words)
    yield from (Place(CARD + hit.card, found.lang) for hit in found.hits)


def _named(book: Book, lang: str, words: list[str]) -> Iterator[Place]:
    """Pages in whose name all the words stand; first those whose name begins with them, last the parts of compounds."""
    names = {page: _name(book, lang, page) for page in _pages(book)}
    ranks = {page: rank for page, name in names.items() if (rank := _rank(name, words)) is not None}
    yield from (Place(page, lang) for page in sorted(ranks, key=lambda page: ranks[page]))


def _rank(name: str, words: list[str]) -> int | None:
    """How well a name fits, 0 is best; None when it does not."""
    if name.startswith(" " + " ".join(words)):
        return 0
    if all(f" {word}" in name for word in words):
        return 1
    return 2 if all(len(word) >= A_PART and word in name for word in words) else None


@lru_cache(maxsize=KEPT)
def _name(book: Book, lang: str, page: str) -> str:
    """The words of a page's name, each after a space."""
    tongue, pages = book.tongues[lang], book.pages
    named = pages.cards[page.removeprefix(CARD)] if page.startswith(CARD) else pages.flows[page]
    return " " + plain_words(f"{tongue.button(named.label)} {tongue.title(named.title)}")


def _pages(book: Book) -> Iterator[str]:
    """The flows in the book's order, then the cards as they are listed."""
    yield from (flow for flow in book.cover.topics if flow in book.pages.flows)
    listed = dict.fromkeys(card for group in book.cover.card_groups for card in group.cards)
    yield from (CARD + card for card in listed if card in book.pages.cards)


def _once(places: Iterator[Place]) -> Iterator[Place]:
    """Each page once, where it came first."""
    seen: set[tuple[str, str]] = set()
    for place in places:
        if (place.flow, place.over) not in seen:
            seen.add((place.flow, place.over))
            yield place
