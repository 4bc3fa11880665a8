"""Makes `flows/_schema.json` of the models, so that editors complete the keys and underline the faults.

Our loader reads every YAML scalar as text; an editor sees YAML's types. So where a text is expected, the
schema takes a number or a truth value too (`key: 1`, `[no]`), and where the loader takes one clause for a
list of them, so does the schema. Whether names exist is not its matter: `check` tells that.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from bot.core import model
from bot.core.marks import Part, Translated, mark_of
from bot.extract import limit_comment
from bot.load import PLAIN_FILES

NAME = "_schema.json"
HOW = (
    "Made by `python -m bot schema`; do not edit. The first line of a file in flows/ makes an editor use it: "
    "# yaml-language-server: $schema=_schema.json (in flows/cards/: $schema=../_schema.json)."
)
KINDS: tuple[type[BaseModel], ...] = (model.Flow, model.Card, *PLAIN_FILES.values())
ANY_SCALAR = ["string", "number", "boolean"]
Node = dict[str, Any]


class _Generate(GenerateJsonSchema):
    """Says also what the models take before they validate: one thing where a list of them is meant."""

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        found = super().function_before_schema(schema)
        if found.get("type") != "array":
            return found
        function = getattr(schema["function"]["function"], "__name__", "")
        one = {"type": "string"} if function == "_as_choices" else found["items"]
        return {"anyOf": [one, found]}


def schema() -> str:
    """The schema as the text of its file."""
    _, whole = models_json_schema([(kind, "validation") for kind in KINDS], schema_generator=_Generate)
    definitions = whole["$defs"]
    _add_limits(definitions)
    return json.dumps(_whole(definitions), ensure_ascii=False, indent=1) + "\n"


def write(root: Path) -> None:
    """Write the schema into `root/flows`."""
    (root / "flows" / NAME).write_text(schema(), encoding="utf-8")


def is_fresh(root: Path) -> bool:
    """Whether the file in `root/flows` is what `write` would write now."""
    path = root / "flows" / NAME
    return path.is_file() and path.read_text(encoding="utf-8") == schema()


def _whole(definitions: Node) -> Node:
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$comment": HOW,
        "title": "A content file of Huolipolku",
        "anyOf": [{"$ref": f"#/$defs/{kind.__name__}"} for kind in KINDS],
        "$defs": {name: _tidy(node) for name, node in sorted(definitions.items())},
    }


def _tidy(node: Node) -> Node:
    """One part of the schema as editors need it: scalars of any type, no null, no key that says nothing."""
    options = [one for one in node.get("anyOf", ()) if one != {"type": "null"}]
    if len(options) == 1:
        node = {**{key: value for key, value in node.items() if key != "anyOf"}, **options[0]}
    found: Node = {}
    for key, value in ((key, value) for key, value in node.items() if key not in ("title", "default")):
        if key in ("properties", "patternProperties"):
            found[key] = {name: _tidy(one) for name, one in value.items()}
        elif key == "anyOf":
            found[key] = [_tidy(one) for one in options]
        else:  # of the others, items and additionalProperties hold a schema
            found[key] = _tidy(value) if isinstance(value, dict) else value
    return _typed(found)


def _typed(node: Node) -> Node:
    """A text may be any scalar, another scalar may stand in quotes; keys that miss the pattern are faults."""
    match node.get("type"):
        case "string" if not {"enum", "const"} & node.keys():
            node["type"] = ANY_SCALAR
        case "boolean":
            node["enum"] = [True, False, "true", "false"]
            del node["type"]
        case "integer":
            node |= {"type": ["integer", "string"], "pattern": "^-?[0-9]+$"}
    if "patternProperties" in node:
        node["additionalProperties"] = False
    if node.get("type") == "array" or "anyOf" in node:
        node.pop("minLength", None)
    return node


def _add_limits(definitions: Node) -> None:
    """Tell the kind and the length of every text that is shown and translated."""
    for part in _parts(Part):
        for name, field in part.model_fields.items():
            mark = mark_of(field)
            if mark is not None and part.__name__ in definitions:
                _limit(definitions[part.__name__]["properties"][field.alias or name], mark)


def _parts(base: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for part in base.__subclasses__():
        if part.__module__.startswith("bot.core."):
            yield part
        yield from _parts(part)


def _limit(node: Node, mark: Translated) -> None:
    if "patternProperties" in node:
        for one in node["patternProperties"].values():
            _limit(one, mark)
        return
    node["description"] = f"{mark.kind}, {limit_comment(mark.limit)}"
    text = next((one for one in node.get("anyOf", ()) if one.get("type") == "string"), node)
    text["maxLength"] = mark.limit
