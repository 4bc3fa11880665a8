"""Reads `flows/` into models, keeping line and column of every value, and reports all faults at once.

YAML 1.1 reads `no` as False, `0800` as 512 and lets a duplicate key win in silence. Here the text is only
composed (nodes with positions); every scalar stays text and a duplicate key is a fault.

An overlay folder is laid over the content: mappings are merged key by key, everything else is replaced,
and what the overlay adds has ids that begin with `x-`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.core import model
from bot.core.pages import Pages
from bot.core.problems import BrokenContent, PathInFile, Positions, Problem

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
    "_rules.yaml": model.Rules,
    "_sources.yaml": model.Sources,
    "_regions.yaml": model.Regions,
    "_cases.yaml": model.Cases,
}
Model = TypeVar("Model", bound=BaseModel)


@dataclass(slots=True)
class _Text:
    """One file as plain data: strings, lists and mappings, and where each of them stands."""

    data: Any
    positions: Positions
    problems: list[Problem] = field(default_factory=list)


def load_pages(folder: Path = CONTENT, overlay: Path | None = None) -> Pages:
    """Read every file of `folder` (and of `overlay` over it).

    Raises `BrokenContent` with every fault of every file when something cannot be read or does not fit.
    """
    texts = _read_folder(folder)
    if overlay is not None:
        _lay_over(texts, _read_folder(overlay))
    problems = [problem for text in texts.values() for problem in text.problems]
    models: dict[str, BaseModel] = {}
    for name, text in texts.items():
        kind = _kind_of(name)
        if kind is not None and not text.problems:
            found = _validate(kind, text, problems)
            if found is not None:
                models[name] = found
    for name in PLAIN_FILES:
        if name not in texts:
            problems.append(Problem(name, 0, 0, f"expected the file {name}, found none.", "Every book has it."))
    if problems:
        raise BrokenContent(problems)
    return _pages(models, {name: text.positions for name, text in texts.items()}, _edition(texts))


def read_text(raw: str, name: str) -> _Text:
    """Compose one YAML text. Faults of the YAML itself end up in `problems`."""
    text = _Text(None, Positions(name))
    try:
        loader = Loader(raw)
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        text.problems.append(Problem(name, line, column, f"this is not YAML: {error.problem}.", "Look at the indentation and the quotes."))
        return text
    except yaml.YAMLError as error:
        text.problems.append(Problem(name, 1, 1, f"this is not YAML: {error}."))
        return text
    text.data = _plain(node, (), text) if node is not None else {}
    return text


def _read_folder(folder: Path) -> dict[str, _Text]:
    files = sorted(path for path in folder.rglob("*.yaml") if path.is_file())
    return {str(path.relative_to(folder)): _read_file(path, path.relative_to(folder)) for path in files}


def _read_file(path: Path, name: Path) -> _Text:
    raw = path.read_bytes()
    shown = f"flows/{name}"
    if len(raw) > MAX_BYTES:
        return _Text(None, Positions(shown), [Problem(shown, 0, 0, f"expected at most {MAX_BYTES} bytes, got {len(raw)}.")])
    try:
        return read_text(raw.decode("utf-8"), shown)
    except UnicodeDecodeError as error:
        return _Text(None, Positions(shown), [Problem(shown, 0, 0, f"expected UTF-8 text, got byte {error.start} of another encoding.", "Save the file as UTF-8.")])


def _plain(node: yaml.Node, path: PathInFile, text: _Text) -> Any:
    """The node as strings, lists and dicts; remembers where each stands."""
    text.positions.at[path] = (text.positions.file, node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, index), text) for index, item in enumerate(node.value)]
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in found:
            text.problems.append(
                Problem(text.positions.file, key_node.start_mark.line + 1, key_node.start_mark.column + 1,
                        f"the key `{key}` stands here twice.", "Keep one of them; in YAML the last would win in silence.")
            )
        found[key] = _plain(value_node, (*path, key), text)
    return found


def _lay_over(base: dict[str, _Text], over: dict[str, _Text]) -> None:
    for name, text in over.items():
        if name not in base:
            if not Path(name).name.startswith("x-"):
                text.problems.append(Problem(f"overlay {name}", 0, 0, f"expected a file of the book or a name that begins with x-, got {name}.", "What an overlay adds begins with x-."))
            base[name] = text
            continue
        if isinstance(base[name].data, dict) and isinstance(text.data, dict):
            _merge(base[name], text, ())
        elif not text.problems:
            text.problems.append(text.positions.problem((), "expected a mapping, as in the file it is laid over."))
        base[name].problems.extend(text.problems)


def _merge(base: _Text, over: _Text, path: PathInFile) -> None:
    target, source = _at(base.data, path), _at(over.data, path)
    for key, value in source.items():
        here = (*path, key)
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            _merge(base, over, here)
            continue
        target[key] = value
        for place in [place for place in base.positions.at if place[: len(here)] == here]:
            del base.positions.at[place]
        base.positions.at.update({place: at for place, at in over.positions.at.items() if place[: len(here)] == here})


def _at(data: Any, path: PathInFile) -> Any:
    for step in path:
        data = data[step]
    return data


def _kind_of(name: str) -> type[BaseModel] | None:
    if name.startswith("cards/"):
        return model.Card
    if name.startswith("_"):
        return PLAIN_FILES.get(name)
    return model.Flow


def _validate(kind: type[Model], text: _Text, problems: list[Problem]) -> Model | None:
    try:
        return kind.model_validate(text.data)
    except ValidationError as error:
        problems.extend(_explain(text, fault) for fault in error.errors(include_url=False))
        return None


def _explain(text: _Text, fault: Any) -> Problem:
    """Turn one of pydantic's faults into a sentence: expected, got, hint."""
    path = tuple(part for part in fault["loc"] if not (isinstance(part, str) and part in {"Not", "function-after", "dict"}))
    where = ".".join(str(part) for part in path)
    if fault["type"] == "missing":
        return text.positions.problem(path, f"expected `{path[-1]}` in {where.rpartition('.')[0] or 'the file'}, got nothing.", "Add the key.")
    if fault["type"] == "extra_forbidden":
        return text.positions.problem(path, f"expected no key `{path[-1]}` here.", "Is it misspelt, or one level too deep?")
    got = fault.get("input")
    shown = f"“{got}”" if isinstance(got, str) and len(got) <= 60 else type(got).__name__
    return text.positions.problem(path, f"{where}: {fault['msg']}, got {shown}.", _hint(fault["type"]))


def _hint(kind: str) -> str:
    hints = {
        "string_pattern_mismatch": "Ids are small letters a-z, digits and hyphens.",
        "literal_error": "One of the words listed.",
        "string_too_long": "Shorten it.",
        "tuple_type": "Write a list: [a, b].",
        "dict_type": "Write a mapping: key: value.",
    }
    return hints.get(kind, "")


def _pages(models: Mapping[str, BaseModel], positions: dict[str, Positions], edition: str) -> Pages:
    plain: dict[str, Any] = {name.strip("_").removesuffix(".yaml"): models[name] for name in PLAIN_FILES}
    flows = {found.flow: found for found in models.values() if isinstance(found, model.Flow)}
    cards = {found.card: found for found in models.values() if isinstance(found, model.Card)}
    problems = list(_misnamed(models, positions))
    if problems:
        raise BrokenContent(problems)
    return Pages(
        cover=plain["book"], shared=plain["shared"], policy=plain["duties"], rules=plain["rules"],
        sources=plain["sources"], regions=plain["regions"], cases=plain["cases"],
        flows=flows, cards=cards, positions=positions, edition=edition,
    )  # fmt: skip


def _misnamed(models: Mapping[str, BaseModel], positions: Mapping[str, Positions]) -> Iterator[Problem]:
    """The file's name and the id inside must agree: links are made of the id, people look for the file."""
    for name, found in models.items():
        inside = found.flow if isinstance(found, model.Flow) else found.card if isinstance(found, model.Card) else None
        if inside is not None and inside != Path(name).stem:
            key = "flow" if isinstance(found, model.Flow) else "card"
            yield positions[name].problem((key,), f"expected `{key}: {Path(name).stem}` as the file is named, got `{inside}`.", "Rename the file or the id.")


def _edition(texts: Mapping[str, _Text]) -> str:
    """Twelve characters that change whenever the content changes."""
    whole = hashlib.sha256()
    for name in sorted(texts):
        whole.update(name.encode())
        whole.update(repr(texts[name].data).encode())
    return whole.hexdigest()[:12]
