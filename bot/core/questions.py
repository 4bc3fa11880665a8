"""What a typed question gets: the card section that answers it, a few that may, or plainly none.

Three zones, set on questions that `make bench` shows: sure enough to answer, unsure (two or three cards are offered),
and too far away. Asked in another language than the page's, it is answered in that one. Nothing typed is kept.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from bot.core.book import Book
from bot.core.emergency import fits
from bot.core.index import plain_words
from bot.core.model import Answer
from bot.core.shelf import READ, Hit, Search, Shelf

LIKELY = 0.4
"""From what likelihood on that the cards are meant at all something is offered."""
LEAD, NEAR = 0.1, 0.5
"""Sure is what leads the next card by this share of its score, or is this near to a phrasing."""
AWAY = 0.3
"""From what share of a question on that something else is meant, this is said."""
OTHER_TONGUE = 0.12
"""By how much more usual a text must look in another language to be taken for that one."""
FOREIGN = 0.45
"""Under this a text is in none of the languages."""
CHATTY = 3
"""How many words more than the phrasing of a greeting a message may have and still be one."""

Zone = Literal["answer", "offer", "elsewhere", "none"]


class Finding(NamedTuple):
    """What was found for a question: in which language, how surely, where, or the words for what is only said."""

    lang: str
    zone: Zone
    hits: tuple[Hit, ...] = ()
    says: Answer | None = None


@lru_cache(maxsize=2)
def shelves(book: Book) -> Mapping[str, Shelf]:
    """The sections of a book, ready to be searched, by language. Made once, in about a third of a second."""
    return MappingProxyType({lang: Shelf(book.pages, tongue) for lang, tongue in book.tongues.items()})


def find(book: Book, lang: str, text: str, *, keeps_lang: bool = False) -> Finding:
    """What answers a text typed in some language, most likely `lang`; with `keeps_lang` surely in that one."""
    text = text[:READ]
    stock = shelves(book)
    usual = {one: shelf.usual(text) for one, shelf in stock.items()}
    own = max(usual, key=lambda one: (usual[one] + OTHER_TONGUE * (one == lang), one == lang))
    asked = lang if keeps_lang or usual[own] < FOREIGN else own
    search = stock[asked].search(text)
    zone = _zone(book, asked, text, search)
    said = _only_said(book, asked, text, zone)
    if said is not None:
        return Finding(asked, "none", (), said)
    if zone == "none" and usual[own] < FOREIGN and book.cover.talk.foreign:
        return Finding(lang, "none", (), book.cover.talk.answers[book.cover.talk.foreign])
    return Finding(asked, zone, search.hits if zone in ("answer", "offer") else ())


def likelihood(search: Search) -> float:
    """How likely the cards are meant at all, from 0 to 1 (logistic, fitted to tests/questions/known.yaml)."""
    if not search.hits:
        return 0.0
    usual = min(3, search.usual)
    weight = -1.2 + 0.12 * search.fit + 2.6 * search.cover + 2.0 * search.near - 7.7 * search.away + 0.94 * usual
    return 1 / (1 + math.exp(-weight))


def _zone(book: Book, lang: str, text: str, search: Search) -> Zone:
    words = plain_words(text).split()
    if any(fits(words, stems) for stems in book.cover.talk.elsewhere_words.get(lang, ())):
        return "elsewhere"
    if likelihood(search) < LIKELY:
        return "elsewhere" if search.away > AWAY else "none"
    scores = [hit.score for hit in search.hits]
    sure = len(scores) == 1 or scores[0] - scores[1] >= LEAD * scores[0] or search.near >= NEAR
    return "answer" if sure else "offer"


def _only_said(book: Book, lang: str, text: str, zone: Zone) -> Answer | None:
    """The answer to a greeting, thanks, a curse or an order; a question that comes with it goes before."""
    words = plain_words(text).split()
    for answer in book.cover.talk.answers.values():
        for asks in (answer.asks.get(lang, ()), *answer.asks.values()):
            for ask in map(plain_words, asks):
                short = len(words) <= len(ask.split()) + CHATTY and zone != "answer"
                if (short or answer.anywhere) and fits(words, _whole(ask)):
                    return answer
    return None


def _whole(ask: str) -> str:
    """A phrasing as stems: short words only whole, longer ones in every inflection."""
    return " ".join(word if len(word) > 4 else f"{word}." for word in ask.split())
