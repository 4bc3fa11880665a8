"""The JSON side of the web channel: one turn, a document, health, and the description of it all.

The keys are a contract with other programs (`openapi.py` writes it down); a test reads both, key by key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.asked import Asked, Refusal, answer, asked_in_json, fields_of, language_of
from bot.channels.html import block_html, web_html
from bot.channels.openapi import describe
from bot.channels.page import staying
from bot.core.book import Book
from bot.core.reply import Asks, Block, Choice, Reply
from bot.counting import count
from bot.documents import document_of
from bot.documents.document import Document, NoSuchDocument

EXTRAS: Mapping[str, str] = {"call": "tel", "copy": "text", "url": "href"}
"""What a choice of some kinds carries beside its place."""


def reply_json(reply: Reply) -> dict[str, Any]:
    """A reply as the contract writes it."""
    return {
        "place": str(reply.place),
        "flow": reply.flow,
        "step": reply.step,
        "lang": reply.lang,
        "title": reply.title,
        "blocks": [block_json(block) for block in reply.blocks],
        "choices": [choice_json(choice) for choice in reply.choices],
        "asks": reply.asks and asks_json(reply.asks),
        "answers": [{"question": one.question, "label": one.label, "change": str(one.change)} for one in reply.answers],
        "settings": {
            "region": reply.settings.region,
            "role": reply.settings.role,
            "practice": reply.settings.practice,
        },
        "progress": reply.progress and {"step": reply.progress.step, "of": reply.progress.of},
        "duties": list(reply.duties),
        "why": list(reply.why),
        "sources": [
            {"card": one.card, "section": one.section, "title": one.title, "place": str(one.place)}
            for one in reply.sources
        ],
        "documents": [{"id": one.id, "label": one.label, "place": str(one.place)} for one in reply.documents],
        "notices": list(reply.notices),
    }


def block_json(block: Block) -> dict[str, str]:
    """A block: its kind, and its words twice."""
    return {"kind": block.kind, "markdown": block.markdown, "html": block_html(block)}


def choice_json(choice: Choice) -> dict[str, str]:
    """A choice: what its kind carries is there, nothing else."""
    found = {"id": choice.id, "label": choice.label, "place": str(choice.place), "kind": choice.kind}
    extra = EXTRAS.get(choice.kind)
    if extra:
        found[extra] = getattr(choice, extra)
    if choice.hint:
        found["hint"] = choice.hint
    return found


def asks_json(asks: Asks) -> dict[str, object]:
    """What is asked for: days as year-month-day, counts as numbers."""
    least, most = (end if isinstance(end, int) else end.isoformat() for end in (asks.min, asks.max))
    return {"kind": asks.kind, "min": least, "max": most}


def refused(refusal: Refusal) -> JSONResponse:
    """A refusal as JSON."""
    error = {"code": refusal.code, "message": refusal.message, "hint": refusal.hint}
    headers = {"Allow": refusal.allow} if refusal.allow else None
    return JSONResponse({"error": error}, refusal.status, headers)


async def api_turn(request: Request) -> Response:
    """`POST /api/turn`."""
    book: Book = request.app.state.book
    try:
        _must_be(request, "POST")
        asked = asked_in_json(await request.body())
        guess = language_of(book, request.headers.get("accept-language", ""))
        reply = answer(book, asked, request.app.state.clock(), guess)
        count(request.app.state.counts, reply, "api")
        return JSONResponse(reply_json(reply))
    except Refusal as refusal:
        return refused(refusal)


async def api_unknown(_: Request) -> Response:
    """Any other address under `/api`."""
    return refused(Refusal("no-such-address", "There is nothing here.", "See /openapi.json.", 404))


async def document(request: Request) -> Response:
    """`POST /document`: a file made from a place."""
    book: Book = request.app.state.book
    guess = language_of(book, request.headers.get("accept-language", ""))
    today: date = request.app.state.clock()
    try:
        _must_be(request, "POST")
        place, name = await _wanted(request)
        reply = answer(book, Asked(place), today, guess)
        under = replace(staying(reply), over="")
        if under != reply.place:
            reply = answer(book, Asked(str(under)), today, guess)
        return _as_file(document_of(book, reply, name, today, web_html))
    except NoSuchDocument as wrong:
        return refused(Refusal("no-such-document", str(wrong), "See “documents” of the place."))
    except Refusal as refusal:
        return refused(refusal)


async def _wanted(request: Request) -> tuple[str, str]:
    if request.headers.get("content-type", "").startswith(("application/x-www-form-urlencoded", "multipart/")):
        async with request.form(max_files=0, max_fields=10) as form:
            found: Mapping[str, object] = dict(form)
    else:
        found = fields_of(await request.body(), ("place", "id"))
    place, name = found.get("place"), found.get("id")
    if not isinstance(place, str) or not isinstance(name, str):
        raise Refusal("wrong-type", "Expected “place” and “id”, both text.", "See “documents” of the place.")
    return place, name


def _as_file(made: Document) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return Response(made.content, media_type=made.kind, headers=headers)


def _must_be(request: Request, *methods: str) -> None:
    if request.method not in methods:
        allowed = ", ".join(methods)
        raise Refusal("wrong-method", f"Expected {allowed}.", "See /openapi.json.", 405, allowed)


async def health(request: Request) -> Response:
    """`GET /health`: always 200, for guidance goes on without counts."""
    state = request.app.state
    return JSONResponse({"status": state.counts.status, "book": state.book.edition})


async def openapi(_: Request) -> Response:
    """`GET /openapi.json`."""
    return JSONResponse(describe(), headers={"Cache-Control": "no-cache"})
