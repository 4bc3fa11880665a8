"""What the content claims to be law, sentence by sentence with its source, and how complete and fresh each part is.

For the expert: `check --claims` prints the ledger by statute and section, so that a lawyer reads it in one sitting;
`check` prints one line about each flow, the cards and the rest.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel

from bot.core.book import Book
from bot.core.checks.names import parts, walk_parts
from bot.core.marks import translated_texts
from bot.core.model import Actor, Duty, Line
from bot.core.pages import Pages
from bot.core.sheets import Act, Guide
from bot.core.telling import source_of
from bot.core.tongue import Tongue

_sentence = re.compile(r"[^.!?]*[^.!?\s][.!?]+(?=\s|$)|[^.!?]*[^.!?\s]$", re.MULTILINE)
_number = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Claim:
    """Text said as law, the tags of its sources, and every place (file:line) where it stands."""

    text: str
    sources: tuple[str, ...]
    places: tuple[str, ...]

    @property
    def sentences(self) -> int:
        """How many sentences it has; a bullet counts as one."""
        return len(_sentence.findall(self.text))


def claims(pages: Pages) -> list[Claim]:
    """Every text that states what is so, with its sources; practice is not among them."""
    found: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for file, whole in parts(pages):
        for path, part in walk_parts(whole):
            for text, sources in _said(part):
                line = pages.positions[file].of(path)[1] if file in pages.positions else 0
                found[text, sources].append(f"flows/{file}:{line}")
    return [Claim(text, sources, tuple(places)) for (text, sources), places in found.items()]


def _said(part: BaseModel) -> Iterator[tuple[str, tuple[str, ...]]]:
    match part:
        case Line(text=str(text), sources=sources) if sources:
            yield text, sources
        case Duty(because=because, sources=sources):
            yield because, sources
        case Actor(reasons=reasons, sources=sources):
            for text in dict.fromkeys(reasons.values()):
                yield text, sources


def ledger(book: Book, tongue: Tongue) -> Iterator[str]:
    """The claims by source and section, as Markdown; each stands once, under the first of its sources."""
    found = claims(book.pages)
    by_tag: dict[str, list[Claim]] = defaultdict(list)
    for claim in found:
        by_tag[claim.sources[0]].append(claim)
    yield f"# Claims: {sum(one.sentences for one in found)} sentences in {len(found)} texts, {len(by_tag)} sources"
    act = ""
    for tag in sorted(by_tag, key=lambda tag: _order(book, tag)):
        name, _ = source_of(book, tag)
        if name != act:
            act = name
            yield from ("", f"## {name}: {_described(book, tongue, name)}")
        yield from ("", f"### {tag}")
        for claim in by_tag[tag]:
            yield from _shown(claim, tongue)


def _shown(claim: Claim, tongue: Tongue) -> Iterator[str]:
    words = tongue.body(claim.text).replace("\n\n", "\n").replace("\n", "\n      ")
    yield f"- [ ] {words}"
    also = f" · also {', '.join(claim.sources[1:])}" if claim.sources[1:] else ""
    yield f"      ({', '.join(claim.places)}{also})"


def _order(book: Book, tag: str) -> tuple[bool, str, list[tuple[int, str]]]:
    name, section = source_of(book, tag)
    pieces = [(int(piece), "") if piece.isdigit() else (0, piece) for piece in _number.split(section) if piece]
    return name not in book.pages.sources.acts, name, pieces


def _described(book: Book, tongue: Tongue, name: str) -> str:
    source = _source(book, name)
    if source is None:
        return name
    return f"{tongue.title(source.title)}, checked {source.checked}, review by {source.review_by}"


def _source(book: Book, name: str) -> Act | Guide | None:
    return book.pages.sources.acts.get(name) or book.pages.sources.guides.get(name)


def conditions_of(book: Book, today: date) -> Iterator[str]:
    """One line for each flow, all cards together, and the rest: texts, words, how much is translated, how fresh."""
    groups: dict[str, list[tuple[str, BaseModel]]] = defaultdict(list)
    for file, part in parts(book.pages):
        groups[_group(file)].append((file, part))
    for group, members in groups.items():
        texts = {(mark.kind, text) for _, part in members for _, text, mark in translated_texts(part)}
        done = ", ".join(_translated(tongue, texts) for tongue in book.tongues.values())
        yield f"{group}: {len(texts)} texts; words {done}; {_fresh(book, members, today)}"


def _group(file: str) -> str:
    name = Path(file)
    return "cards" if name.parent.name == "cards" else "the book" if name.name.startswith("_") else name.stem


def _translated(tongue: Tongue, texts: Iterable[tuple[str, str]]) -> str:
    """Words in one language, and the share that is translated when it is not all."""
    wanted = list(texts)
    said: Mapping[tuple[str, str], str] = tongue.catalogue or {key: key[1] for key in wanted}
    found = [said[key] for key in wanted if said.get(key)]
    words = sum(len(text.split()) for text in found)
    return f"{tongue.lang} {words}" + ("" if len(found) == len(wanted) else f" ({len(found) * 100 // len(wanted)} %)")


def _fresh(book: Book, members: Iterable[tuple[str, BaseModel]], today: date) -> str:
    """When the sources behind a part were checked, and which is to be reviewed next."""
    tags = {tag for _, part in members for _, inner in walk_parts(part) for tag in getattr(inner, "sources", ())}
    sources = {name: _source(book, name) for name in {source_of(book, tag)[0] for tag in tags}}
    known = {name: source for name, source in sources.items() if source is not None}
    if not known:
        return "no sources"
    oldest = min(source.checked for source in known.values())
    name = min(known, key=lambda one: known[one].review_by)
    overdue = sum(source.review_by < today for source in known.values())
    late = f", {overdue} overdue" if overdue else ""
    return f"{len(known)} sources, checked since {oldest}, next review {known[name].review_by} ({name}){late}"
