"""What a typed question gets: the card section that answers it, a few that may, or plainly none.

Three zones, set on questions that `make bench` shows: sure enough to answer, unsure (two or three cards are offered),
and too far away. Asked in another language than the page's, it is answered in that one. Nothing typed is kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from bot.core.book import Book
from bot.core.emergency import begun, fits
from bot.core.index import plain_words
from bot.core.model import Answer
from bot.core.shelf import READ, Hit, Search, Shelf

LIKELY, IN_DANGER = 0.45, 0.1
"""From what likelihood on that the cards are meant at all something is offered; less is asked of words of danger."""
LEAD, NEAR = 0.1, 0.5
"""Sure is what leads the next card by this share of its score, or is this near to a phrasing."""
AWAY = 0.3
"""From what share of a question on that something else is meant, this is said."""
OTHER_TONGUE = 0.12
"""By how much more usual a text must look in another language to be taken for that one."""
FOREIGN = 0.45
"""Under this a text is in none of the languages."""
SHORT = 4
"""Words of a greeting of at most so many letters must stand whole."""
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


def find(book: Book, lang: str, text: str, *, keeps_lang: bool = False, danger: bool = False) -> Finding:
    """What answers a text typed in some language, most likely `lang`; with `keeps_lang` surely in that one.

    Words of `danger` are never taken for something else.
    """
    text = text[:READ]
    stock = shelves(book)
    usual = {one: shelf.usual(text) for one, shelf in stock.items()}
    own = max(usual, key=lambda one: (usual[one] + OTHER_TONGUE * (one == lang), one == lang))
    asked = lang if keeps_lang or usual[own] < FOREIGN else own
    search = stock[asked].search(text)
    words = plain_words(text).split()
    away = () if danger else book.cover.talk.elsewhere_words.get(asked, ())
    zone = _zone(search, words, away, IN_DANGER if danger else LIKELY)
    said = _only_said(book, words, zone)
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
    weight = -3.0 + 0.23 * search.fit + 2.5 * search.cover + 1.2 * search.near - 6.5 * search.away + 0.65 * usual
    return 1 / (1 + math.exp(-weight))


def _zone(search: Search, words: list[str], elsewhere: Iterable[str], least: float) -> Zone:
    if any(fits(words, stems) for stems in begun(words, elsewhere)):
        return "elsewhere"
    if likelihood(search) < least:
        return "elsewhere" if search.away > AWAY else "none"
    scores = [hit.score for hit in search.hits]
    sure = len(scores) == 1 or scores[0] - scores[1] >= LEAD * scores[0] or search.near >= NEAR
    return "answer" if sure else "offer"


def _only_said(book: Book, words: list[str], zone: Zone) -> Answer | None:
    """The answer to a greeting, thanks, a curse or an order; a question that comes with it goes before."""
    entries = _sayings(book)
    for stems in begun(words, entries):
        answer = entries[stems]
        short = len(words) <= stems.count(" ") + 1 + CHATTY and zone != "answer"
        if (short or answer.anywhere) and fits(words, stems):
            return answer
    return None


@lru_cache(maxsize=2)
def _sayings(book: Book) -> Mapping[str, Answer]:
    """Every phrasing of what is only said, of all languages, as stems; those of the longest texts first."""
    found = {
        _whole(plain_words(ask)): answer
        for answer in book.cover.talk.answers.values()
        for asks in answer.asks.values()
        for ask in asks
    }
    return MappingProxyType(
        dict(sorted(found.items(), key=lambda pair: (not pair[1].anywhere, -len(pair[0]), pair[0])))
    )


def _whole(ask: str) -> str:
    """A phrasing as stems: short words only whole, longer ones in every inflection."""
    return " ".join(word if len(word) > SHORT else f"{word}." for word in ask.split())
