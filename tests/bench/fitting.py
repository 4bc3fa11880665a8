"""Fits what counts for a card, and from when on the cards are meant at all: `python -m tests.bench.fitting`.

The questions are the phrasings themselves, some with mistakes of typing: a third of them at a time is left out while
the rest is learned from. Beside them stand the questions of `known.yaml` and `spent.yaml`. What is printed goes into
`bot/core/shelf.py` (`OF_…`) and `bot/core/questions.py` (`likelihood`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.catalogues import tongues
from bot.core.book import Book
from bot.core.phrasings import ELSEWHERE, Phrasings
from bot.core.shelf import Shelf
from bot.load import load_pages
from tests.bench.questions import items_of

PARTS = 3
MISTYPED = 0.3
"""Of the phrasings, how many are asked a second time with mistakes."""
LETTERS_A_MISTAKE = 18
STEPS, PACE = 4000, 0.05
REAL = 30.0
"""What a question of the sets counts beside a phrasing."""
Array = NDArray[np.float64]


class Seen(NamedTuple):
    """One question: what a shelf tells of it, which cards are right (none: something else is meant), its weight."""

    table: Array
    leads: Array
    leads_of_pairs: Array
    length: float
    right: frozenset[int]
    counts: float


def seen(shelf: Shelf, text: str, cards: tuple[str, ...], counts: float) -> Seen | None:
    """What a shelf makes of a question; None when it knows no word of it."""
    told = shelf.told(text)
    if told is None:
        return None
    right = frozenset(shelf.cards.index(card) for card in cards)
    table = np.array([told.pieces, told.pairs, told.called, [near**2 for near in told.near]]).T
    return Seen(table, np.array(told.leads), np.array(told.leads_of_pairs), told.length, right, counts)


def mistaken(text: str, chance: Random) -> str:
    """A text as thumbs type it: letters swapped, left out, doubled; now and then without dots or a space."""
    words = text.split()
    for _ in range(max(1, len(text) // LETTERS_A_MISTAKE)):
        at = chance.randrange(len(words))
        word = words[at]
        if len(word) > 3:
            spot = chance.randrange(1, len(word) - 1)
            begin, here, after, end = word[:spot], word[spot], word[spot + 1], word[spot + 2 :]
            words[at] = begin + chance.choice((after + here, after, here + here + after)) + end
    written = " ".join(words)
    if chance.random() < MISTYPED:
        written = written.translate(str.maketrans("äöå", "aoa"))
    return written.replace(" ", "", 1) if chance.random() < MISTYPED / 2 else written


def left_out(book: Book) -> Iterator[Seen]:
    """Every phrasing, asked of a shelf that never saw it."""
    texts, chance = book.pages.phrasings.texts, Random(5)
    for part in range(PARTS):
        kept = {key: [said for at, said in enumerate(found) if at % PARTS != part] for key, found in texts.items()}
        pages = replace(book.pages, phrasings=Phrasings(kept))
        for lang, tongue in book.tongues.items():
            shelf = Shelf(pages, tongue)
            for (name, section, of), found in texts.items():
                if of == lang and (section or name == ELSEWHERE):
                    left = found[part::PARTS]
                    mistyped = [mistaken(said, chance) for said in left if chance.random() < MISTYPED]
                    asked = (seen(shelf, said, (name,) if section else (), 1.0) for said in (*left, *mistyped))
                    yield from (one for one in asked if one)


def of_names(book: Book) -> Iterator[Seen]:
    """What each card is called, typed alone."""
    for lang, tongue in book.tongues.items():
        for name, card in book.pages.cards.items():
            one = seen(book.shelves[lang], tongue.button(card.label), (name,), 2 * REAL)
            if one:
                yield one


def of_sets(book: Book) -> Iterator[Seen]:
    """The questions that may be tuned on."""
    for name in ("known", "spent"):
        for item in items_of(name):
            if item.kind != "emergency":
                one = seen(book.shelves[item.lang], item.q, item.cards, REAL)
                if one:
                    yield one


def weights(inside: list[Seen]) -> Array:
    """What counts for a card: the most likely weights of a choice among the cards (softmax)."""
    tables = np.stack([one.table for one in inside])
    right = np.array([[card in one.right for card in range(tables.shape[1])] for one in inside], float)
    counts = np.array([one.counts for one in inside])
    found, moved = np.ones(tables.shape[2]), np.zeros(tables.shape[2])
    for _ in range(STEPS // 10):
        scores = tables @ found
        share = np.exp(scores - scores.max(1, keepdims=True))
        share /= share.sum(1, keepdims=True)
        good = share * right
        good /= good.sum(1, keepdims=True) + 1e-9
        slope = np.einsum("q,qc,qcf->f", counts, good - share, tables) / counts.sum()
        moved = 0.9 * moved + slope
        found = found + PACE * moved
    return found


def logistic(rows: Array, meant: Array, counts: Array) -> Array:
    """The most likely weights by which the cards are meant at all; both answers count alike as a whole."""
    balanced = counts * np.where(meant > 0, (counts * (1 - meant)).sum() / (counts * meant).sum(), 1.0)
    balanced /= balanced.sum()
    found, moved = np.zeros(rows.shape[1]), np.zeros(rows.shape[1])
    for _ in range(STEPS):
        wrong = meant - 1 / (1 + np.exp(-rows @ found))
        moved = 0.9 * moved + (balanced * wrong) @ rows
        found = found + PACE * moved
    return found


def rows_of(found: list[Seen], weight: Array) -> Array:
    """What tells whether the cards are meant.

    How much better than anything else the best card fits, by pieces and by pairs, and cards usually do; how near a
    phrasing is; how surely the card is called by its name; the length. The share of the question that is known, and how
    near something else is, told nothing more when they were tried.
    """
    rows = []
    for one in found:
        best = int((one.table @ weight).argmax())
        _, _, called, near = one.table[best]
        lead, of_pairs, usual = one.leads[best], one.leads_of_pairs[best], one.leads.mean()
        rows.append([1, lead, of_pairs, usual, near, called, np.log(one.length)])
    return np.array(rows)


def main() -> None:
    """Print the constants, and how well they part the questions of the sets."""
    book = Book(load_pages(), tongues())
    print("learning three times from two thirds of the phrasings …", flush=True)
    found = [*left_out(book), *of_names(book), *of_sets(book)]
    weight = weights([one for one in found if one.right])
    print(f"{len(found)} questions; OF_PIECES, OF_PAIRS, OF_NAME, OF_NEAR = {weight.round(2)}")
    rows, meant = rows_of(found, weight), np.array([float(bool(one.right)) for one in found])
    counts = np.array([one.counts for one in found])
    line = logistic(rows, meant, counts)
    print(f"likelihood: {line.round(2)} of 1, lead, lead of pairs, usual, near squared, called, log length")
    likely = 1 / (1 + np.exp(-rows @ line))
    real = counts > 1
    for least in (0.36, 0.4, 0.42, 0.44, 0.48, 0.52):
        kept, refused = likely[real & (meant > 0)] >= least, likely[real & (meant == 0)] < least
        every, none = likely[~real & (meant > 0)] >= least, likely[~real & (meant == 0)] < least
        print(f"  from {least}: sets {kept.mean():.3f} kept, {refused.mean():.3f} refused;"
              f" phrasings {every.mean():.3f} kept, {none.mean():.3f} refused")  # fmt: skip


if __name__ == "__main__":
    main()
