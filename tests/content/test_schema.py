"""The schema for editors takes what the loader takes, and underlines what the loader refuses."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.load import PLAIN_FILES
from bot.schema import KINDS, NAME, is_fresh, schema, write

ROOT = Path(__file__).parents[2]
TOYS = ROOT / "tests" / "toys"
WHOLE = json.loads(schema())
TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
    "array": list,
    "object": dict,
}


class EditorsLoader(yaml.CSafeLoader):
    """YAML 1.2 as editors read it: `no` is a word, 1 is a number, a date is text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own


for tag, pattern, first in (
    ("bool", r"true|false", "tf"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?[0-9]*\.[0-9]+", "-+.0123456789"),
):
    EditorsLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"(?:{pattern})\Z"), list(first))


def faults(node: dict[str, Any], value: Any, where: str = "") -> list[str]:
    """What a JSON Schema validator would underline, for the words of the language that our schema uses."""
    if "$ref" in node:
        return faults(WHOLE["$defs"][node["$ref"].rpartition("/")[2]], value, where)
    if "anyOf" in node:
        return min((faults(one, value, where) for one in node["anyOf"]), key=len)
    if "type" in node:
        types: list[str] = node["type"] if isinstance(node["type"], list) else [node["type"]]
        if not any(isinstance(value, TYPES[one]) for one in types):
            return [f"{where}: expected {types}, got {value!r}"]
    found: list[str] = []
    if "enum" in node and value not in node["enum"]:
        found.append(f"{where}: not one of the words")
    if isinstance(value, str) and (
        not re.search(node.get("pattern", ""), value)
        or not node.get("minLength", 0) <= len(value) <= node.get("maxLength", 10**6)
    ):
        found.append(f"{where}: pattern or length")
    if isinstance(value, list):
        found += [fault for one in value for fault in faults(node.get("items", {}), one, f"{where}[]")]
        found += [f"{where}: too few"] * (len(value) < node.get("minItems", 0))
    if isinstance(value, dict):
        found += [f"{where}: no {key}" for key in node.get("required", ()) if key not in value]
        for key, one in value.items():
            found += faults(_node_of(node, str(key)), one, f"{where}.{key}")
    return found


def _node_of(node: dict[str, Any], key: str) -> dict[str, Any]:
    patterns = node.get("patternProperties", {})
    matching = (one for pattern, one in patterns.items() if re.search(pattern, key))
    found = node.get("properties", {}).get(key) or next(matching, None) or node.get("additionalProperties", {})
    return {"enum": []} if found is False else found


def content(folder: Path) -> dict[str, Any]:
    """Every content file as an editor reads it."""
    files = sorted(folder.rglob("*.yaml"))
    return {file.name: EditorsLoader(file.read_text(encoding="utf-8")).get_single_data() for file in files}


def kind_of(name: str, value: dict[str, Any]) -> str:
    return PLAIN_FILES[name].__name__ if name in PLAIN_FILES else "Card" if "card" in value else "Flow"


def as_one_of(kind: str, value: Any) -> list[str]:
    return faults({"$ref": f"#/$defs/{kind}"}, value)


@pytest.mark.parametrize("folder", [TOYS, ROOT / "flows"])
def test_content_that_the_loader_takes_is_not_underlined(folder: Path) -> None:
    files = content(folder)
    assert len(files) >= 11
    for name, value in files.items():
        assert (name, as_one_of(kind_of(name, value), value)) == (name, [])
        assert faults(WHOLE, value) == []


def test_every_kind_of_content_file_is_described() -> None:
    assert [one["$ref"].rpartition("/")[2] for one in WHOLE["anyOf"]] == [kind.__name__ for kind in KINDS]
    assert all(kind.__name__ in WHOLE["$defs"] for kind in KINDS)


def test_a_misspelt_key_is_underlined() -> None:
    flow = content(TOYS)["retki.yaml"]
    flow["steps"]["saa"]["titel"] = flow["steps"]["saa"].pop("title")
    assert as_one_of("Flow", flow) == [".steps.saa.titel: not one of the words"]


def test_a_missing_key_a_wrong_word_and_a_bad_id_are_underlined() -> None:
    flow = content(TOYS)["retki.yaml"]
    del flow["about"]
    flow["steps"]["saa"]["ask"] = "maybe"
    flow["steps"]["Ä"] = flow["steps"].pop("loppu")
    assert as_one_of("Flow", flow) == [
        ": no about",
        ".steps.saa.ask: not one of the words",
        ".steps.Ä: not one of the words",
    ]


def test_a_label_over_its_limit_is_underlined_and_the_limit_is_told() -> None:
    label = WHOLE["$defs"]["Option"]["properties"]["label"]
    assert (label["maxLength"], label["description"]) == (60, "button, max 60 characters")
    assert as_one_of("Option", {"key": 1, "label": "x" * 60}) == []
    assert as_one_of("Option", {"key": 1, "label": "x" * 61}) == [".label: pattern or length"]


@pytest.mark.parametrize(
    "when", [{"rooli": ["kokki"]}, [{"rooli": ["kokki"]}, {"alue": {"not": ["saari", 1]}}], {"fact": [False]}]
)
def test_a_condition_is_one_clause_or_a_list_of_them(when: object) -> None:
    assert as_one_of("Route", {"to": "loppu", "when": when}) == []
    assert as_one_of("Route", {"to": "loppu", "when": "kokki"}) != []


def test_scalars_that_yaml_reads_as_numbers_are_taken_where_the_loader_reads_text() -> None:
    assert as_one_of("Choose", {"is": 10}) == []
    assert as_one_of("Line", {"text": "x", "copy": "true"}) == as_one_of("Line", {"text": 112, "copy": True}) == []
    assert as_one_of("Retired", {"ask": "several", "capacity": "ten"}) != []
    assert as_one_of("Duty", {**content(TOYS)["_duties.yaml"]["duties"]["syo-heti"], "order": 10}) == []


def test_the_schema_tells_how_an_editor_finds_it() -> None:
    assert "yaml-language-server: $schema=_schema.json" in WHOLE["$comment"]


def test_a_schema_that_lags_behind_the_models_is_noticed(tmp_path: Path) -> None:
    shutil.copytree(TOYS, tmp_path / "flows")
    assert not is_fresh(tmp_path)
    write(tmp_path)
    assert is_fresh(tmp_path)
    path = tmp_path / "flows" / NAME
    path.write_text(path.read_text(encoding="utf-8").replace('"minItems": 1', '"minItems": 2', 1), encoding="utf-8")
    assert not is_fresh(tmp_path)


def test_the_schema_beside_the_real_content_is_fresh() -> None:
    assert is_fresh(ROOT), "run `python -m bot schema`"
