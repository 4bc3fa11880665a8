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
from bot.core.emergency import CALM_FOR_SURE, PLAIN, SURE, Danger, Stems
from bot.core.index import plain_words
from bot.core.model import Answer
from bot.core.shelf import NEAREST, READ, Hit, Search

LIKELY, IN_DANGER = 0.46, 0.1
"""From what likelihood on that the cards are meant at all something is offered; less is asked of words of danger."""
LEAD, NEAR = 1.2, 0.7
"""Sure is a card with such a lead over the next one, or as near to a phrasing: 9 of 10 of them are right."""
OTHER_TONGUE, FEW_LETTERS = 0.5, 6.0
"""By how much more usual a text must look in another language to be taken for that one, and a short one the more."""
FOREIGN = -9.3
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
    danger: Danger | None = None
    words: tuple[str, ...] = ()
    """Of a question that no card answers, the words by which cards are called."""


def find(book: Book, lang: str, text: str, *, keeps_lang: bool = False, danger: Danger | None = None) -> Finding:
    """What answers a text typed in some language, most likely `lang`; with `keeps_lang` surely in that one.

    `danger` is what its words alone speak of. Words of danger are never taken for something else.
    """
    text = text[:READ]
    if not book.shelves:  # not learned yet
        zone, hits = _urgent(book, danger, "none", ()) if danger == "crisis" else ("none", ())
        return Finding(lang, zone, hits, danger=danger)
    own, foreign = _language(book, lang, text)
    asked = lang if keeps_lang or foreign else own
    shelf, words = book.shelves[asked], plain_words(text).split()
    sounds, listed = shelf.alarm.score(text), danger
    danger = _heard(listed, sounds)
    search = shelf.search(text)
    away = not danger and any(_elsewhere(book, asked).within(words))
    zone = "elsewhere" if away else _zone(search, IN_DANGER if danger else LIKELY)
    said = _only_said(book, words, zone)
    if said is not None and (said.whole or not danger):
        return Finding(asked, "none", (), said.answer, listed if danger else None)
    if zone == "none" and foreign and book.cover.talk.foreign:
        return Finding(lang, "none", (), book.cover.talk.answers[book.cover.talk.foreign], danger)
    hits = search.hits if zone in ("answer", "offer") else ()
    if danger == "crisis" and (sounds > SURE or not hits):
        zone, hits = _urgent(book, danger, "offer", hits)  # people who help, not an article
    elif danger and sounds > (0.0 if listed else PLAIN):
        zone, hits = _urgent(book, danger, zone, hits)
    return Finding(asked, zone, hits, danger=danger, words=() if hits else shelf.known_words(text))


def _language(book: Book, lang: str, text: str) -> tuple[str, bool]:
    """The language that a text is in, most likely `lang`; and whether it looks like none of them."""
    usual = {one: shelf.usual(text) for one, shelf in book.shelves.items()}
    stays = OTHER_TONGUE + FEW_LETTERS / max(1, len(text))
    own = max(usual, key=lambda one: (usual[one] + stays * (one == lang), one == lang))
    return own, usual[own] < FOREIGN


def _urgent(book: Book, danger: Danger, zone: Zone, hits: tuple[Hit, ...]) -> tuple[Zone, tuple[Hit, ...]]:
    """The cards of those who come at once: before what else may answer, and beside what surely does."""
    talk, cards = book.cover.talk, book.pages.cards
    first = [card for card in (talk.crisis_cards if danger == "crisis" else talk.danger_cards) if card in cards]
    urgent = [Hit(card, next(iter(cards[card].sections)), 0.0) for card in first]
    others = [hit for hit in hits if hit.card not in first]
    if zone == "answer":
        urgent = [one for one in urgent if one.card != hits[0].card]
        return zone, (hits[0], *urgent, *others[hits[0] in others :])[:NEAREST]
    return ("offer" if urgent else zone), (*urgent, *others)[:NEAREST]


def _heard(danger: Danger | None, score: float) -> Danger | None:
    """What a text speaks of, by its words and by what the whole sounds like. Harm to oneself is never overruled."""
    if danger is None and score > SURE:
        return "danger"
    return None if danger == "danger" and score < CALM_FOR_SURE else danger


def likelihood(search: Search) -> float:
    """How likely the cards are meant at all, from 0 to 1 (logistic, fitted by `python -m tests.bench.fitting`)."""
    if not search.hits:
        return 0.0
    fits = 0.28 * search.lead + 0.75 * search.lead_of_pairs + 0.38 * search.usual
    fits += 1.59 * search.near**2 + 0.26 * search.called + 2.21 * math.log(search.length)
    return 1 / (1 + math.exp(5.9 - fits))


def _zone(search: Search, least: float) -> Zone:
    if likelihood(search) < least:
        return "elsewhere" if search.lead < 0 and search.lead_of_pairs < 0 else "none"
    scores = [hit.score for hit in search.hits]
    sure = len(scores) == 1 or scores[0] - scores[1] >= LEAD or search.near >= NEAR
    return "answer" if sure else "offer"


class Saying(NamedTuple):
    """The answer to what is only said, and whether that is the whole message."""

    answer: Answer
    whole: bool


def _only_said(book: Book, words: list[str], zone: Zone) -> Saying | None:
    """The answer to a greeting, thanks, a curse or an order; a question that comes with it goes before."""
    sayings = _sayings(book)
    for entry in sayings.stems.within(words):
        answer = sayings.answers[entry]
        more = len(words) - entry.count(" ") - 1
        if (more <= CHATTY and zone != "answer") or answer.anywhere:
            return Saying(answer, more == 0)
    return None


@lru_cache(maxsize=8)
def _elsewhere(book: Book, lang: str) -> Stems:
    """Words that only ever mean something else."""
    return Stems(book.cover.talk.elsewhere_words.get(lang, ()))


class Sayings(NamedTuple):
    """Every phrasing of what is only said, of all languages: to look for, and its answers."""

    stems: Stems
    answers: Mapping[str, Answer]


@lru_cache(maxsize=2)
def _sayings(book: Book) -> Sayings:
    """What answers anywhere goes first, then the longest phrasings."""
    found = {
        _whole(plain_words(ask)): answer
        for answer in book.cover.talk.answers.values()
        for asks in answer.asks.values()
        for ask in asks
    }
    order = sorted(found, key=lambda entry: (not found[entry].anywhere, -len(entry), entry))
    return Sayings(Stems(order), MappingProxyType(found))


def _whole(ask: str) -> str:
    """A phrasing as stems: short words only whole, longer ones in every inflection."""
    return " ".join(word if len(word) > SHORT else f"{word}." for word in ask.split())
