"""How well typed questions are answered, beside three search engines on the same questions and the same texts.

`known.yaml` is what the ranking was tuned on; `spent.yaml` was blind once, before the ranking of 22 November 2026 was
tuned on it; `blind.yaml` was written by others from the list of cards alone, and only its totals are ever shown.
Shares come with their 95 % interval (Wilson). Run alone: `python -m tests.bench.questions known`.
"""

from __future__ import annotations

import gc
import math
import sqlite3
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import bm25s  # type: ignore[import-untyped]
import Stemmer  # type: ignore[import-not-found]
import tantivy
import yaml

from bot.catalogues import tongues
from bot.core.book import Book
from bot.core.index import plain_words
from bot.core.questions import find
from bot.core.reply import Reply
from bot.core.shelf import Shelf
from bot.core.turn import Typed, turn
from bot.load import CONTENT, load_pages

TODAY = date(2026, 11, 21)
FOLDER = Path(__file__).parent.parent / "questions"
STEMMERS = {"fi": "finnish", "sv": "swedish", "en": "english"}
TANTIVY = {"fi": "fi_stem", "sv": "sv_stem", "en": "en_stem"}
WEIGHTS = {"name": 5.0, "about": 2.5, "heading": 0.8, "says": 1.0, "asks": 1.6}
"""The fields of a section and their weights, the same for every engine that knows fields."""


class Item(NamedTuple):
    """One question with the cards that answer it, best first; none when it is no business of the cards."""

    q: str
    lang: str
    kind: str
    cards: tuple[str, ...]
    section: str


class Section(NamedTuple):
    """One section as every engine gets it."""

    card: str
    name: str
    fields: Mapping[str, str]


Engine = Callable[[str, str], list[str]]
"""A question and its language give the cards found, best first."""


def items_of(name: str) -> list[Item]:
    """A set of questions."""
    found = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return [
        Item(one["q"], one["lang"], one["kind"], tuple(one["cards"] or ()), one.get("section") or "") for one in found
    ]


def sections_of(book: Book, lang: str) -> list[Section]:
    """Every section of every card in one language."""
    tongue = book.tongues[lang]
    found = []
    for card in book.pages.cards.values():
        for name, section in card.sections.items():
            fields = {
                "name": f"{tongue.title(card.title)} {tongue.button(card.label)}",
                "about": tongue.body(card.about),
                "heading": tongue.button(book.cover.sections.get(name, name)),
                "says": " ".join(tongue.body(line.words) for line in section.says),
                "asks": " ".join(section.asks.get(lang, ())),
            }
            found.append(Section(card.card, name, {field: plain_words(text) for field, text in fields.items()}))
    return found


def distinct(cards: Iterable[str]) -> list[str]:
    """The cards in their order, each once, at most three."""
    return list(dict.fromkeys(cards))[:3]


# -- the engines ------------------------------------------------------------------------------------------------------


def fts5(texts: Mapping[str, Sequence[Section]]) -> Engine:
    """SQLite's own full-text search with trigrams, its fields weighted."""
    bases = {lang: _filled(found) for lang, found in texts.items()}
    weights = ", ".join(str(weight) for weight in (0.0, *WEIGHTS.values()))

    def search(question: str, lang: str) -> list[str]:
        parts = {word[at : at + 3] for word in plain_words(question).split() for at in range(len(word) - 2)}
        if not parts:
            return []
        wanted = " OR ".join(f'"{part}"' for part in sorted(parts))
        rows = bases[lang].execute(
            f"SELECT card FROM texts WHERE texts MATCH ? ORDER BY bm25(texts, {weights}) LIMIT 30",  # noqa: S608 - numbers
            (wanted,),
        )
        return distinct(card for (card,) in rows)

    return search


def _filled(sections: Sequence[Section]) -> sqlite3.Connection:
    base = sqlite3.connect(":memory:")
    base.execute(f"CREATE VIRTUAL TABLE texts USING fts5(card UNINDEXED, {', '.join(WEIGHTS)}, tokenize='trigram')")
    rows = [(one.card, *one.fields.values()) for one in sections]
    base.executemany(f"INSERT INTO texts VALUES ({', '.join('?' * (len(WEIGHTS) + 1))})", rows)  # noqa: S608 - marks
    return base


def bm25(texts: Mapping[str, Sequence[Section]]) -> Engine:
    """bm25s over stemmed words; it knows no fields, so a field stands as often as it weighs."""
    stems = {lang: Stemmer.Stemmer(name) for lang, name in STEMMERS.items()}

    def cut(lang: str, text: str) -> list[str]:
        return stems[lang].stemWords(plain_words(text).split())  # type: ignore[no-any-return]

    found = {}
    for lang, sections in texts.items():
        corpus = [
            cut(lang, " ".join(" ".join([one.fields[field]] * max(1, round(WEIGHTS[field]))) for field in WEIGHTS))
            for one in sections
        ]
        found[lang] = bm25s.BM25()
        found[lang].index(corpus, show_progress=False)

    def search(question: str, lang: str) -> list[str]:
        rows, scores = found[lang].retrieve([cut(lang, question)], k=30, show_progress=False)
        hits = zip(rows[0], scores[0], strict=True)
        return distinct(texts[lang][int(row)].card for row, score in hits if score > 0)

    return search


def tantivys(texts: Mapping[str, Sequence[Section]]) -> Engine:
    """Engine tantivy with the stemmer of each language, its fields weighted."""
    found = {}
    for lang, sections in texts.items():
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("card", stored=True, tokenizer_name="raw")
        for field in WEIGHTS:
            builder.add_text_field(field, tokenizer_name=_tantivy_name(lang))
        index = tantivy.Index(builder.build())
        _register(index, lang)
        writer = index.writer()
        for one in sections:
            writer.add_document(
                tantivy.Document(card=[one.card], **{field: [text] for field, text in one.fields.items()})
            )
        writer.commit()
        index.reload()
        found[lang] = index

    def search(question: str, lang: str) -> list[str]:
        words = plain_words(question)
        if not words:
            return []
        query = found[lang].parse_query(words, list(WEIGHTS), field_boosts=WEIGHTS)
        searcher = found[lang].searcher()
        return distinct(searcher.doc(address)["card"][0] for _, address in searcher.search(query, 30).hits)

    return search


def _tantivy_name(lang: str) -> str:
    return f"stems_{lang}"


def _register(index: Any, lang: str) -> None:
    analyzer = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stemmer(STEMMERS[lang]))
        .build()
    )
    index.register_tokenizer(_tantivy_name(lang), analyzer)


# -- the figures ------------------------------------------------------------------------------------------------------


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, hits / of
    middle, spread = share + z * z / (2 * of), z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - spread) / (1 + z * z / of), (middle + spread) / (1 + z * z / of)


def shown(found: Sequence[bool]) -> str:
    """A share with its interval, as people read it."""
    low, high = wilson(sum(found), len(found))
    return (
        f"{sum(found):>3}/{len(found):<3} {100 * sum(found) / len(found):5.1f} % ({100 * low:.0f}–{100 * high:.0f})"
        if found
        else "–"
    )


class Measured(NamedTuple):
    """One question, its reply's cards, and what else is counted."""

    item: Item
    cards: tuple[str, ...]
    sections: tuple[str, ...]
    emergency: bool
    lang: str
    ms: float


def measured(book: Book, item: Item) -> Measured:
    """Ask one question on the front page of its language, as a channel would."""
    begun = time.process_time()
    reply: Reply = turn(book, f"alku_{item.lang}", Typed(item.q), TODAY)
    ms = 1000 * (time.process_time() - begun)
    cards, sections = tuple(one.card for one in reply.sources), tuple(one.section for one in reply.sources)
    return Measured(item, cards, sections, "emergency" in reply.notices, reply.lang, ms)


def first(one: Measured) -> bool:
    """Whether the first card is a right one."""
    return bool(one.cards) and one.cards[0] in one.item.cards


def among(one: Measured) -> bool:
    """Whether a right card is among the first three."""
    return any(card in one.item.cards for card in one.cards[:3])


def report(book: Book, name: str, peers: Mapping[str, Engine]) -> None:
    """Print every total of one set."""
    items = items_of(name)
    for item in items[:20]:
        measured(book, item)
    found = [measured(book, item) for item in items]
    inside = [one for one in found if one.item.cards]
    outside = [one for one in found if one.item.kind == "out-of-scope"]
    urgent = [one for one in found if one.item.kind == "emergency"]
    calm = [one for one in found if one.item.kind != "emergency"]
    times = sorted(one.ms for one in found)
    print(f"\n{name}: {len(items)} questions, {len(inside)} of them for a card")
    rows: list[tuple[str, Sequence[bool]]] = [
        ("right card first", [first(one) for one in inside]),
        ("right card among three", [among(one) for one in inside]),
        ("right card and section first", [first(one) and one.sections[0] == one.item.section for one in inside]),
        ("in scope, answered or offered", [bool(one.cards) for one in inside]),
        ("out of scope, refused", [not one.cards for one in outside]),
        ("emergencies met", [one.emergency for one in urgent]),
        ("false alarms on all other questions", [one.emergency for one in calm]),
        ("answered in its own language", [one.lang == one.item.lang for one in found]),
        (
            "its language found from a Finnish page",
            [find(book, "fi", one.item.q).lang == one.item.lang for one in found],
        ),
    ]
    for what, share in rows:
        print(f"  {what:<42}{shown(share)}")
    for by in ("lang", "kind"):
        for value in dict.fromkeys(getattr(one.item, by) for one in inside):
            part = [one for one in inside if getattr(one.item, by) == value]
            one_of_three = shown([among(one) for one in part])
            print(f"  {value:<14}first {shown([first(one) for one in part]):<26} three {one_of_three}")
    print(
        f"  a turn: p50 {statistics.median(times):.2f} ms, p95 {times[int(len(times) * 0.95)]:.2f} ms of process time"
    )
    for engine, search in peers.items():
        print(f"  {engine:<28}{_peer(search, [one.item for one in inside])}")


def _peer(search: Engine, items: Sequence[Item]) -> str:
    hits, times = [], []
    for item in items:
        begun = time.process_time()
        cards = search(item.q, item.lang)
        times.append(1000 * (time.process_time() - begun))
        hits.append((bool(cards) and cards[0] in item.cards, any(card in item.cards for card in cards)))
    times.sort()
    one, three = ([hit[at] for hit in hits] for at in (0, 1))
    late = times[int(len(times) * 0.95)]
    return f"first {shown(one)}, three {shown(three)}, p50 {statistics.median(times):.2f}, p95 {late:.2f} ms"


def ours(book: Book) -> Engine:
    """Our ranking alone, without its zones."""
    stock = book.shelves
    return lambda question, lang: [hit.card for hit in stock[lang].search(question).hits]


def building(book: Book) -> str:
    """What making the index costs."""
    gc.collect()
    begun = time.process_time()
    kept = [Shelf(book.pages, tongue) for tongue in book.tongues.values()]
    seconds = time.process_time() - begun
    del kept
    tracemalloc.start()
    kept = [Shelf(book.pages, tongue) for tongue in book.tongues.values()]
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return f"index of {len(kept)} languages: {seconds:.2f} s of process time, {size / 2**20:.1f} MiB"


def main(names: Sequence[str] = ("known", "spent", "blind")) -> None:
    """Print the report of each set."""
    book = Book(load_pages(CONTENT), tongues(CONTENT.parent / "locales"))
    asked = sum(bool(section.asks) for card in book.pages.cards.values() for section in card.sections.values())
    print(f"\ntyped questions: {asked} sections have everyday phrasings; {building(book)}")
    texts = {lang: sections_of(book, lang) for lang in book.tongues}
    peers = {
        "our ranking": ours(book),
        "SQLite FTS5, trigrams": fts5(texts),
        "bm25s, stemmed": bm25(texts),
        "tantivy, stemmed": tantivys(texts),
    }
    for name in names:
        report(book, name, peers)


if __name__ == "__main__":
    main(sys.argv[1:] or ("known", "spent", "blind"))
