"""Reads `flows/` into models, keeping line and column of every value, and reports all faults at once.

YAML 1.1 reads `no` as False, `0800` as 512 and lets a duplicate key win in silence. Here the text is only
composed (nodes with positions); every scalar stays text and a duplicate key is a fault.

An overlay folder is laid over the content: mappings are merged key by key, actors by their card, everything else
is replaced, and what the overlay adds has ids that begin with `x-`. Its problems name its own files.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.core import model, sheets
from bot.core.classes import CONDITIONS
from bot.core.pages import Pages
from bot.core.phrasings import Phrasings
from bot.core.problems import BrokenContent, PathInFile, Positions, Problem, Spot
from bot.phrasings import Files, Later, faults

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # a PyYAML built without libyaml: slower, the same answers
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

CONTENT = Path(__file__).resolve().parent.parent / "flows"
MAX_BYTES = 2_000_000
PLAIN_FILES: Mapping[str, type[BaseModel]] = {
    "_book.yaml": model.Cover,
    "_shared.yaml": model.Shared,
    "_duties.yaml": model.Policy,
    "_rules.yaml": sheets.Rules,
    "_sources.yaml": sheets.Sources,
    "_regions.yaml": sheets.Regions,
    "_cases.yaml": sheets.Cases,
    "_names.yaml": sheets.Names,
}
OWN = "x-"
NAMED = frozenset(
    {
        "questions",
        "steps",
        "options",
        "facts",
        "duties",
        "rules",
        "ladders",
        "acts",
        "guides",
        "regions",
        "helplines",
        "cases",
    }
)
"""The mappings whose keys are ids: what an overlay adds to them is its own."""
NAMED_BY = {"actors": "card"}
"""The lists whose parts are merged by one of their keys: an overlay adds to them, or replaces the part of that name."""
ADDED = f"What an overlay adds begins with {OWN}, so that it never meets a later id of the book."
SHOWN = 60
"""Characters of a wrong value that a problem repeats."""
Model = TypeVar("Model", bound=BaseModel)
_strange = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_says_should = re.compile(r"^(?:Input|String|Value|Tuple|Dictionary|Keys) should ")


@dataclass(slots=True)
class _Text:
    """One file as plain data: strings, lists and mappings, and where each of them stands."""

    data: Any
    positions: Positions
    problems: list[Problem] = field(default_factory=list)


def load_pages(
    folder: Path = CONTENT, overlay: Path | None = None, known: Callable[[str], bool] = lambda _: False
) -> Pages:
    """Read every file of `folder` (and of `overlay` over it). The phrasings of an edition `known` are not looked at.

    Raises `BrokenContent` with every fault of every file when something cannot be read or does not fit.
    """
    texts, folders = _read_folder(folder, "flows"), [(folder, "flows")]
    if overlay is not None:
        _lay_over(texts, _read_folder(overlay, overlay.as_posix()))
        folders.append((overlay, overlay.as_posix()))
    said = Files(*folders)
    edition = _edition(texts, said.whole())
    problems = [
        Problem(f"flows/{name}", 0, 0, f"expected the file {name}, found none.", "Every book has it.")
        for name in PLAIN_FILES if name not in texts
    ]  # fmt: skip
    problems += [problem for text in texts.values() for problem in text.problems]
    models: dict[str, BaseModel] = {}
    for name, text in texts.items():
        kind = _kind_of(name)
        found = _validate(kind, text, problems) if kind is not None and text.data is not None else None
        if found is not None:
            models[name] = found
    positions = {name: text.positions for name, text in texts.items()}
    problems += _misnamed(models, positions)
    cards = {found.card: found for found in models.values() if isinstance(found, model.Card)}
    if not problems and not known(edition):
        problems += faults(said.lines(cards), cards)
    if problems:
        raise BrokenContent(problems)
    return _pages(models, cards, positions, Phrasings(Later(said, cards)), edition)


# -- one file ---------------------------------------------------------------------------------------------------------


def read_text(raw: str, name: str) -> _Text:
    """Compose one YAML text. Faults of the YAML itself end up in `problems`."""
    text = _Text(None, Positions(name))
    try:
        node = Loader(raw).get_single_node()
        text.data = _plain(node, (), text, set()) if node is not None else {}
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        tab = "\t" in "".join(raw.split("\n")[line : line + 1])[: column + 1]
        hint = "Indent with spaces, not with a tab." if tab else "Look at the indentation and the quotes."
        text.problems.append(Problem(name, line + 1, column + 1, f"this is not YAML: {error.problem}.", hint))
    except yaml.YAMLError:
        strange = _strange.search(raw)
        line, column = _line_and_column(raw[: strange.start()] if strange else "")
        text.problems.append(
            Problem(
                name, line, column, "expected letters, got a control character.", "Delete it and type the place again."
            )
        )
    except RecursionError:
        text.problems.append(Problem(name, 1, 1, "this is nested too deep.", "A book needs about ten levels."))
    return text


def _line_and_column(before: str) -> tuple[int, int]:
    """Where a text goes on after `before`, counted from 1."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _read_folder(folder: Path, shown: str) -> dict[str, _Text]:
    """Every YAML file of a folder by its path in it. `shown` is the folder's name in problems."""
    found: dict[str, _Text] = {}
    for path in sorted(folder.rglob("*.y*ml")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(("locales/", ".")):
            found[name] = _read_file(path, f"{shown}/{name}")
            if _kind_of(name) is None:
                found[name].problems.append(
                    Problem(
                        f"{shown}/{name}",
                        0,
                        0,
                        "expected <flow>.yaml, cards/<card>.yaml or a file that every book has.",
                        ", ".join(PLAIN_FILES),
                    )
                )
    return found


def _read_file(path: Path, shown: str) -> _Text:
    raw = path.read_bytes()
    if len(raw) > MAX_BYTES:
        return _Text(
            None,
            Positions(shown),
            [
                Problem(
                    shown,
                    0,
                    0,
                    f"expected at most {MAX_BYTES} bytes, got {len(raw)}.",
                    "Is this the right file? If so, split it.",
                )
            ],
        )
    try:
        return read_text(raw.decode("utf-8-sig"), shown)
    except UnicodeDecodeError as error:
        line, column = _line_and_column(raw[: error.start].decode("utf-8", "replace"))
        return _Text(
            None,
            Positions(shown),
            [
                Problem(
                    shown,
                    line,
                    column,
                    f"expected UTF-8 text, got the byte {raw[error.start]:#x}.",
                    "Save the file as UTF-8.",
                )
            ],
        )


def _plain(node: yaml.Node, path: PathInFile, text: _Text, seen: set[int]) -> Any:
    """The node as strings, lists and dicts; remembers where each stands."""
    text.positions.at[path] = spot = _spot(node, text)
    if id(node) in seen:
        text.problems.append(Problem(*spot, "this part is used twice (& and *).", "Write it out in both places."))
        return None
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, index), text, seen) for index, item in enumerate(node.value)]
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key, here = str(key_node.value), _spot(key_node, text)
        if not isinstance(key_node, yaml.ScalarNode):
            text.problems.append(
                Problem(*here, "expected a word as the key, got a list or a mapping.", "Is a quote missing?")
            )
            continue
        if key in found:
            text.problems.append(
                Problem(
                    *here,
                    f"the key `{key}` stands here twice.",
                    "Keep one of them; in YAML the last would win in silence.",
                )
            )
        text.positions.keys[*path, key] = here
        found[key] = _plain(value_node, (*path, key), text, seen)
    return found


def _spot(node: yaml.Node, text: _Text) -> Spot:
    return text.positions.file, node.start_mark.line + 1, node.start_mark.column + 1


# -- an overlay -------------------------------------------------------------------------------------------------------


def _lay_over(base: dict[str, _Text], over: dict[str, _Text]) -> None:
    """Lay the files of an overlay over those of the book; what is wrong in them is added to their problems."""
    for name, text in over.items():
        below = base.get(name)
        if below is None:
            if not Path(name).name.startswith(OWN):
                text.problems.append(
                    Problem(
                        text.positions.file,
                        0,
                        0,
                        f"expected a file of the book or one that begins with {OWN}, got {name}.",
                        ADDED,
                    )
                )
            base[name] = text
            continue
        below.problems += text.problems
        if isinstance(below.data, dict) and isinstance(text.data, dict):
            _merge(below, text, (), below.data, text.data)
        elif not text.problems:
            below.problems.append(text.positions.problem((), "expected a mapping, as in the file it is laid over."))


def _merge(base: _Text, over: _Text, path: PathInFile, target: dict[str, Any], source: dict[str, Any]) -> None:
    """Merge one mapping key by key. All else is replaced whole, a condition too: half of one says what nobody wrote."""
    for key, value in source.items():
        here = (*path, key)
        if key not in target and path and path[-1] in NAMED and not key.startswith(OWN):
            base.problems.append(
                Problem(
                    *over.positions.of_key(here),
                    f"expected an id of the book or one that begins with {OWN}, got `{key}`.",
                    ADDED,
                )
            )
        if key not in target and key in NAMED and isinstance(value, dict):
            target[key] = {}
            base.positions.replace(here, over.positions)
        if isinstance(value, dict) and isinstance(target.get(key), dict) and key not in CONDITIONS:
            _merge(base, over, here, target[key], value)
        elif key in NAMED_BY and isinstance(value, list) and isinstance(target.get(key), list):
            _merge_list(base, over, here, target[key], value)
        else:
            target[key] = value
            base.positions.replace(here, over.positions)


def _merge_list(base: _Text, over: _Text, path: PathInFile, target: list[Any], source: list[Any]) -> None:
    """Add the parts of a list, each after the book's own or in the place of the one that is named like it."""
    name = NAMED_BY[str(path[-1])]
    places = {part.get(name): index for index, part in enumerate(target) if isinstance(part, dict)}
    for index, part in enumerate(source):
        at = places.get(part.get(name), len(target)) if isinstance(part, dict) else len(target)
        target[at : at + 1] = [part]
        base.positions.replace((*path, at), over.positions, (*path, index))


# -- models -----------------------------------------------------------------------------------------------------------


def _kind_of(name: str) -> type[BaseModel] | None:
    """The model of a file, by its path in the folder; None when no file of a book is called so."""
    path = PurePosixPath(name)
    if path.suffix != ".yaml" or path.parent.as_posix() not in (".", "cards"):
        return None
    if path.parent.name == "cards":
        return model.Card
    return PLAIN_FILES.get(name) if name.startswith("_") else model.Flow


def _validate(kind: type[Model], text: _Text, problems: list[Problem]) -> Model | None:
    try:
        return kind.model_validate(text.data)
    except ValidationError as error:
        problems += dict(_explain(text, fault) for fault in reversed(error.errors(include_url=False))).values()
        return None


def _explain(text: _Text, fault: Any) -> tuple[PathInFile, Problem]:
    """Turn one of pydantic's faults into a sentence: expected, got, hint; with the path that it is about."""
    kind, loc = fault["type"], fault["loc"]
    path = _path_in_file(loc, text.data)
    where = ".".join(str(part) for part in path) or "the file"
    if kind == "missing":
        return (*path, loc[-1]), text.positions.problem(
            path, f"expected `{loc[-1]}` in {where}, got nothing.", "Add the key."
        )
    if kind == "extra_forbidden":
        return path, Problem(
            *text.positions.of_key(path),
            f"expected no key `{path[-1]}` here.",
            "Is it misspelt, or one level too deep?",
        )
    expected = _says_should.sub("expected it to ", fault["msg"].removeprefix("Value error, "))
    got = fault.get("input")
    shown = f"“{got}”" if isinstance(got, str) and len(got) <= SHOWN else type(got).__name__
    spot = text.positions.of_key(path) if loc[-1:] == ("[key]",) else text.positions.of(path)
    return path, Problem(*spot, f"{where}: {expected}, got {shown}.", _hint(kind))


def _path_in_file(loc: PathInFile, data: Any) -> PathInFile:
    """The steps of a fault's path that stand in the file; pydantic adds those of unions and wrapped lists."""
    found: PathInFile = ()
    for step in loc:
        here = range(len(data)) if isinstance(data, list) else data if isinstance(data, dict) else ()
        if step in here:
            found, data = (*found, step), data[step]
    return found


def _hint(kind: str) -> str:
    hints = {
        "string_pattern_mismatch": "Ids are small letters a-z, digits and hyphens.",
        "literal_error": "One of the words listed.",
        "string_too_long": "Shorten it.",
        "string_type": "Write one text, not a list or a mapping.",
        "tuple_type": "Write a list: [a, b].",
        "dict_type": "Write a mapping: key: value.",
        "model_type": "Write a mapping: key: value.",
    }
    return hints.get(kind, "See flows/_schema.json for what may stand here.")


def _pages(
    models: Mapping[str, BaseModel], cards: Mapping[str, model.Card], positions: dict[str, Positions],
    phrasings: Phrasings, edition: str,
) -> Pages:  # fmt: skip
    plain: dict[str, Any] = {name.strip("_").removesuffix(".yaml"): models[name] for name in PLAIN_FILES}
    flows = {found.flow: found for found in models.values() if isinstance(found, model.Flow)}
    return Pages(
        cover=plain["book"], shared=plain["shared"], policy=plain["duties"], rules=plain["rules"],
        sources=plain["sources"], regions=plain["regions"], cases=plain["cases"], names=plain["names"],
        flows=flows, cards=cards, positions=positions, edition=edition, phrasings=phrasings,
    )  # fmt: skip


def _misnamed(models: Mapping[str, BaseModel], positions: Mapping[str, Positions]) -> Iterator[Problem]:
    """The file's name and the id inside must agree: links are made of the id, people look for the file."""
    for name, found in models.items():
        inside = found.flow if isinstance(found, model.Flow) else found.card if isinstance(found, model.Card) else None
        if inside is not None and inside != Path(name).stem:
            key = "flow" if isinstance(found, model.Flow) else "card"
            yield positions[name].problem(
                (key,),
                f"expected `{key}: {Path(name).stem}` as the file is named, got `{inside}`.",
                "Rename the file or the id.",
            )


def _edition(texts: Mapping[str, _Text], phrasings: bytes) -> str:
    """Twelve characters that change whenever the content changes."""
    whole = hashlib.sha256(phrasings)
    for name in sorted(texts):
        whole.update(name.encode() + repr(texts[name].data).encode())
    return whole.hexdigest()[:12]
