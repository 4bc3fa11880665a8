"""`GET /openapi.json` describes what is really answered."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx
import pytest

from bot.channels.api import reply_json
from bot.channels.openapi import describe
from bot.core.book import Book
from bot.core.turn import turn

SCHEMAS: dict[str, Any] = describe()["components"]["schemas"]
PLACES = (
    "alku",
    "keittio",
    "keittio_fi_AmRkn1",
    "keittio_fi_AmRkn1m10t0",
    "keittio_fi_AmRvn1r1",
    "kortti",
    "kortti-ohje_fi__mika",
    "keittio_fi_n1_v",
)


def faults(value: Any, schema: dict[str, Any], where: str = "") -> list[str]:
    """What in a value the schema does not allow: types, keys, words of a list, patterns by length."""
    if "anyOf" in schema and "type" not in schema:
        tried = [faults(value, one, where) for one in schema["anyOf"]]
        return [] if any(not found for found in tried) else tried[0]
    kind = schema["type"]
    types: dict[str, type | tuple[type, ...]] = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "null": type(None),
    }
    if not isinstance(value, types[kind]):
        return [f"{where}: {kind}"]
    if isinstance(value, list):
        return [fault for one in value for fault in faults(one, schema["items"], f"{where}[]")]
    if isinstance(value, dict):
        missing = [f"{where}.{name} is missing" for name in schema["required"] if name not in value]
        extra = [f"{where}.{name} is extra" for name in value if name not in schema["properties"]]
        inner = [
            fault
            for name, one in value.items()
            if name in schema["properties"]
            for fault in faults(one, schema["properties"][name], f"{where}.{name}")
        ]
        return missing + extra + inner
    if value not in schema.get("enum", [value]) or len(str(value)) > schema.get("maxLength", len(str(value))):
        return [f"{where}: {value}"]
    return []


@pytest.mark.parametrize("place", PLACES)
def test_every_reply_fits_its_description(polyglot: Book, today: date, place: str) -> None:
    """Each key of a reply is described, and each described key is there."""
    assert faults(reply_json(turn(polyglot, place, None, today)), SCHEMAS["Reply"]) == []


def test_the_real_outcomes_fit_their_description(book: Book, today: date) -> None:
    """The real content too, in every language."""
    for lang in book.tongues:
        assert faults(reply_json(turn(book, f"huoli_{lang}_AsRkv2", None, today)), SCHEMAS["Reply"]) == []


async def test_errors_and_health_fit_their_description(client: httpx.AsyncClient) -> None:
    """What goes wrong is described as well."""
    assert faults((await client.post("/api/turn", content=b"{")).json(), SCHEMAS["Error"]) == []
    assert faults((await client.get("/health")).json(), SCHEMAS["Health"]) == []


async def test_the_description_names_every_address_of_the_contract(client: httpx.AsyncClient) -> None:
    """It is served as JSON, and every reference in it exists."""
    answer = await client.get("/openapi.json")
    found = answer.json()
    assert found["openapi"].startswith("3.1")
    assert {path: list(item) for path, item in found["paths"].items()} == {
        "/api/turn": ["post"],
        "/document": ["post"],
        "/health": ["get"],
    }
    names = {part.partition('"')[0] for part in answer.text.split("#/components/schemas/")[1:]}
    assert names == set(found["components"]["schemas"])


def test_the_checker_of_this_test_can_fail() -> None:
    """A missing key, an extra key and a wrong word are found."""
    assert len(faults({"status": "fine", "more": 1}, SCHEMAS["Health"])) == 3
