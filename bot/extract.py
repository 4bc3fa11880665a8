"""Takes the texts that go to translators out of `flows/`; also the Babel extractor for those files.

msgid is the Finnish text and msgctxt its kind, not its address: "Kyllä" on two buttons is translated once,
and a step may move without costing a translation. Address and length go to the translator as comments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO, TypeVar

from pydantic import BaseModel, ValidationError

from bot.core import model
from bot.core.marks import translated_texts
from bot.core.problems import BrokenContent, PathInFile, Positions, Problem
from bot.load import PLAIN_FILES, read_text

Model = TypeVar("Model", bound=BaseModel)
Extracted = tuple[int, str, tuple[str, str], list[str]]


@dataclass(frozen=True, slots=True)
class Text:
    """One Finnish text for translators: what it is, how long it may be, where it stands."""

    kind: str
    text: str
    limit: int
    file: str
    line: int
    column: int
    where: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A text once for all places where it stands. The shortest limit of them holds."""

    limit: int
    files: tuple[str, ...]
    places: tuple[str, ...]


def extract(fileobj: BinaryIO, keywords: object, comment_tags: object, options: object) -> Iterator[Extracted]:
    """Yield Babel's (line, function, (context, text), comments) for one content file.

    Raises `BrokenContent` when the file is not what its model expects.
    """
    del keywords, comment_tags, options  # Babel's signature; our marks say what is translated
    name = getattr(fileobj, "name", "content.yaml")
    for found in texts_in(fileobj.read().decode("utf-8"), name):
        yield found.line, "pgettext", (found.kind, found.text), [limit_comment(found.limit), found.where]


def limit_comment(limit: int) -> str:
    """What a translator is told about the length."""
    return f"max {limit} characters"


def all_texts(root: Path) -> list[Text]:
    """Every translated text of `root/flows`, by file and then by line.

    Raises `BrokenContent` with the faults of all files when some do not fit their models.
    """
    found: list[Text] = []
    problems: list[Problem] = []
    for path in sorted((root / "flows").rglob("*.yaml")):
        name = path.relative_to(root).as_posix()
        try:
            found += texts_in(path.read_text(encoding="utf-8"), name)
        except BrokenContent as broken:
            problems += broken.problems
        except UnicodeDecodeError:
            problems.append(Problem(name, 0, 0, "expected UTF-8 text.", "Save the file as UTF-8."))
    if problems:
        raise BrokenContent(problems)
    return found


def entries_of(texts: Iterable[Text]) -> dict[tuple[str, str], Entry]:
    """The texts by (kind, text), each once, in the order of their first place."""
    found: dict[tuple[str, str], Entry] = {}
    for text in texts:
        key = (text.kind, text.text)
        before = found.get(key, Entry(text.limit, (), ()))
        files, places = dict.fromkeys((*before.files, text.file)), dict.fromkeys((*before.places, text.where))
        found[key] = Entry(min(before.limit, text.limit), tuple(files), tuple(places))
    return found


def texts_in(raw: str, name: str) -> list[Text]:
    """The translated texts of one file, by line. `name` tells which model it has. Raises `BrokenContent`."""
    kind = _kind_of(PurePath(name))
    if kind is None:
        return []
    content, positions = read_model(kind, raw, name)
    found = [
        Text(mark.kind, text, mark.limit, name, *positions.of(path)[1:], _in_words(path))
        for path, text, mark in translated_texts(content)
    ]
    return sorted(found, key=lambda text: (text.line, text.column))


def read_model(kind: type[Model], raw: str, name: str) -> tuple[Model, Positions]:
    """One YAML text as a model, with positions. Raises `BrokenContent` with every fault in it."""
    text = read_text(raw, name)
    if text.problems:
        raise BrokenContent(text.problems)
    try:
        return kind.model_validate(text.data), text.positions
    except ValidationError as error:
        raise BrokenContent(_faults(error, text.positions)) from None


def _faults(error: ValidationError, positions: Positions) -> Iterable[Problem]:
    for fault in error.errors(include_url=False):
        where = ".".join(str(step) for step in fault["loc"])
        yield positions.problem(tuple(fault["loc"]), f"{where}: {fault['msg']}.")


def _kind_of(name: PurePath) -> type[BaseModel] | None:
    if name.parent.name == "cards":
        return model.Card
    return PLAIN_FILES.get(name.name) if name.name.startswith("_") else model.Flow


def _in_words(path: PathInFile) -> str:
    """Where a text stands, without numbers: an inserted line must not change all comments after it."""
    return " › ".join(step for step in path if isinstance(step, str))
