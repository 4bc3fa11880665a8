"""Reads `flows/phrasings/<language>/<card>.txt`: one phrasing a line, under a line `# <section>`.

The cards themselves have the phrasings that a reader of the card should see; here are the thousands from which the
search learns. Plain lines, because there is nothing in them but words, and because YAML would take a second to read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from bot.core.index import plain_words
from bot.core.model import Card
from bot.core.phrasings import OTHERS
from bot.core.problems import Problem, Spot

FOLDER = "phrasings"
LONGEST = 140
"""Characters of a phrasing: more is a story, and tells the search about other things too."""
HEADING = "# "
Key = tuple[str, str, str]


class Line(NamedTuple):
    """One phrasing where it stands. Those of no card have no section."""

    card: str
    section: str
    lang: str
    text: str
    spot: Spot


class Files:
    """The files of phrasings of some folders. Their lines are read when somebody wants them: to check or to learn."""

    def __init__(self, *folders: tuple[Path, str]) -> None:
        """Each folder comes with the name that it is shown by."""
        self._raw = [
            (path, f"{shown}/{path.relative_to(folder).as_posix()}", path.read_bytes())
            for folder, shown in folders
            for path in sorted((folder / FOLDER).glob("*/*.txt"))
        ]

    def whole(self) -> bytes:
        """All that was read, for the edition: wherever the folders stand."""
        return b"".join("/".join(path.parts[-3:]).encode() + raw for path, _, raw in self._raw)

    def lines(self, cards: Mapping[str, Card]) -> list[Line]:
        """Every phrasing, those in the cards themselves first."""
        return [*_in_cards(cards), *chain.from_iterable(
            _lines(raw.decode("utf-8", "replace"), path.stem, path.parent.name, name) for path, name, raw in self._raw
        )]  # fmt: skip


class Later(Mapping[Key, Sequence[str]]):
    """Phrasings by card, section and language, which are read at first use."""

    def __init__(self, files: Files, cards: Mapping[str, Card]) -> None:
        self._files, self._cards = files, cards

    @cached_property
    def _texts(self) -> Mapping[Key, Sequence[str]]:
        texts: dict[Key, list[str]] = {}
        for line in self._files.lines(self._cards):
            texts.setdefault((line.card, line.section, line.lang), []).append(line.text)
        return {key: tuple(found) for key, found in texts.items()}

    def __getitem__(self, key: Key) -> Sequence[str]:
        return self._texts[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def _lines(text: str, card: str, lang: str, name: str) -> Iterator[Line]:
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        said = line.strip()
        if said.startswith(HEADING):
            section = said.removeprefix(HEADING).strip()
        elif said:
            yield Line(card, section, lang, said, (name, number, 1))


def _in_cards(cards: Mapping[str, Card]) -> Iterator[Line]:
    """The phrasings that stand in the cards themselves."""
    for name, card in cards.items():
        for section, says in card.sections.items():
            for lang, asks in says.asks.items():
                yield from (Line(name, section, lang, text, (f"flows/cards/{name}.yaml", 0, 0)) for text in asks)


def faults(lines: list[Line], cards: Mapping[str, Card]) -> Iterator[Problem]:
    """Phrasings that belong nowhere, are said twice, or are too long."""
    seen: dict[tuple[str, str], Line] = {}
    for line in lines:
        if line.card not in cards and line.card not in OTHERS:
            yield Problem(*line.spot, f"expected a file named as a card, got {line.card}.", "Or " + ", ".join(OTHERS))
        elif line.card in cards and line.section not in cards[line.card].sections:
            sections = ", ".join(cards[line.card].sections)
            yield Problem(*line.spot, f"the card {line.card} has no section `{line.section}`.", f"It has {sections}.")
        elif line.card in OTHERS and line.section:
            yield Problem(*line.spot, f"expected no heading here, got `# {line.section}`.", "Only cards have sections.")
        if len(line.text) > LONGEST:
            yield Problem(*line.spot, f"expected at most {LONGEST} characters, got {len(line.text)}.", "Say less.")
        first = seen.setdefault((line.lang, plain_words(line.text)), line)
        if first is not line:
            where = ":".join(str(part) for part in first.spot[: 2 if first.spot[1] else 1])
            yield Problem(*line.spot, f"this phrasing stands in {where} too.", "Keep it where it is answered best.")
