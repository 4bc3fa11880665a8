"""The description of the HTTP interface, as OpenAPI 3.1. A test reads it beside real answers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, get_args

from bot.core.place import TOKEN_LIMIT
from bot.core.reply import BlockKind, ChoiceKind, NoticeKind
from bot.core.turn import TEXT_LIMIT

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
TOKEN: Schema = {
    "type": "string",
    "pattern": "^[A-Za-z0-9_-]*$",
    "maxLength": TOKEN_LIMIT,
    "examples": ["huoli_fi"],
}
DAY: Schema = {"type": "string", "format": "date", "examples": ["2026-11-21"]}


def _object(fields: Mapping[str, Schema], optional: tuple[str, ...] = ()) -> Schema:
    required = [name for name in fields if name not in optional]
    return {
        "type": "object",
        "properties": dict(fields),
        "required": required,
        "additionalProperties": False,
    }


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _one_of(kinds: object) -> Schema:
    return {"type": "string", "enum": list(get_args(kinds))}


BLOCK = _object({"kind": _one_of(BlockKind), "markdown": TEXT, "html": TEXT})
CHOICE = _object(
    {"id": TEXT, "label": TEXT, "place": TOKEN, "kind": _one_of(ChoiceKind), "hint": TEXT}
    | {"tel": TEXT, "text": TEXT, "href": TEXT},
    optional=("hint", "tel", "text", "href"),
)
ASKS = _object(
    {"kind": {"type": "string", "enum": ["date", "several"]}} | {end: {"anyOf": [DAY, COUNT]} for end in ("min", "max")}
)
REPLY = _object(
    {
        "place": TOKEN,
        "flow": TEXT,
        "step": TEXT,
        "lang": TEXT,
        "title": TEXT,
        "blocks": _list(BLOCK),
        "choices": _list(CHOICE),
        "asks": _or_null(ASKS),
        "answers": _list(_object({"question": TEXT, "label": TEXT, "change": TOKEN})),
        "settings": _object({name: _or_null(TEXT) for name in ("region", "role", "practice")}),
        "progress": _or_null(_object({"step": COUNT, "of": COUNT})),
        "duties": _list(TEXT),
        "why": _list(TEXT),
        "sources": _list(_object({"card": TEXT, "section": TEXT, "title": TEXT, "place": TOKEN})),
        "documents": _list(_object({"id": TEXT, "label": TEXT, "place": TOKEN})),
        "notices": _list(_one_of(NoticeKind)),
    }
)
ASKED: Schema = {
    **_object(
        {
            "place": TOKEN,
            "text": {"type": "string", "maxLength": TEXT_LIMIT},
            "lang": TEXT,
            "date": DAY,
            "several": _list(TEXT),
        },
        optional=("place", "text", "lang", "date", "several"),
    ),
    "anyOf": [{"required": ["place"]}, {"required": ["text"]}],
    "description": "At most one of text, date and several; the last two need the place that asks.",
    "examples": [{"place": "alku"}, {"text": "milloin teen ilmoituksen", "lang": "fi"}],
}
ERROR = _object({"error": _object({"code": TEXT, "message": TEXT, "hint": TEXT})})
HEALTH = _object(
    {"status": {"type": "string", "enum": ["ok", "counting-off"]}, "book": {**TEXT, "description": "edition"}}
)
WANTED = _object({"place": TOKEN, "id": TEXT})
SCHEMAS: Schema = {
    "Asked": ASKED,
    "Reply": REPLY,
    "Error": ERROR,
    "Health": HEALTH,
    "DocumentWanted": WANTED,
}


def _json(name: str) -> Schema:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


def _refused(*codes: int) -> Schema:
    return {
        str(code): {"description": "Refused; nothing sent is repeated.", "content": _json("Error")} for code in codes
    }


@lru_cache(maxsize=1)
def describe() -> Schema:
    """The whole description."""
    wanted = _json("DocumentWanted")
    form = {"application/x-www-form-urlencoded": wanted["application/json"]}
    turn = {
        "operationId": "turn",
        "summary": "One exchange: a place, perhaps something said, gives a reply.",
        "requestBody": {"required": True, "content": _json("Asked")},
        "responses": {"200": {"description": "The reply.", "content": _json("Reply")}, **_refused(400, 413)},
    }
    document = {
        "operationId": "document",
        "summary": "A file made from a place: keskustelu (text), yhteenveto (HTML to print), kalenteri (iCalendar).",
        "requestBody": {"required": True, "content": wanted | form},
        "responses": {"200": {"description": "The file.", "content": {"*/*": {}}}, **_refused(400, 413)},
    }
    health = {
        "operationId": "health",
        "summary": "Whether it runs, and which edition of the content.",
        "responses": {"200": {"description": "Always.", "content": _json("Health")}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Huolipolku", "version": "1", "license": {"name": "MIT", "identifier": "MIT"}},
        "paths": {
            "/api/turn": {"post": turn},
            "/document": {"post": document},
            "/health": {"get": health},
        },
        "components": {"schemas": SCHEMAS},
    }
