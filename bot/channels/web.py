"""The web channel: a chat page for phones that works without JavaScript, and the same exchange as JSON.

The server keeps nothing: every answer is made from what the request carries, the content and today's date.
Places with answers travel in POST bodies only; a link may carry what `bot.core.turn.opened` takes from it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from bot.channels.api import api_turn, api_unknown, document, health, openapi, refused
from bot.channels.asked import Refusal, language_of
from bot.channels.forms import reply_to, sent_of, way_back
from bot.channels.guard import Headers, Limit, Mishaps
from bot.channels.maps import Pictures, map_page, map_picture
from bot.channels.serving import serve
from bot.channels.typesetter import Plain, Typesetter
from bot.core.book import Book
from bot.core.model import Page
from bot.core.place import FRONT
from bot.core.reply import Reply
from bot.core.telling import fill
from bot.core.turn import opened
from bot.counting import count
from bot.settings import Settings
from storage import Counts, NoCounts

__all__ = ["make_app", "serve"]

Clock = Callable[[], date]
PAGE = {"Cache-Control": "private, no-cache", "Vary": "Accept-Language"}
"""A browser may keep a page for its Back button, and asks again before it shows it otherwise."""
FOR_PROGRAMS = ("/api/", "/document")
ANY_METHOD = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
MOST_FIELDS = 80
NOT_FOUND = 404


def make_app(book: Book, settings: Settings, clock: Clock, counts: Counts | None = None) -> Starlette:
    """The whole web channel over one book. `clock` tells today's date in Helsinki."""
    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)  # it tells which letter of a form it did not like
    app = Starlette(
        routes=_routes(),
        middleware=[
            Middleware(Headers),
            Middleware(Mishaps, too_much=_answering(413, "too-much-sent"), broken=_answering(500, "went-wrong")),
            Middleware(Limit),
        ],
        exception_handlers={HTTPException: _not_so},
    )
    app.state.book, app.state.settings, app.state.clock = book, settings, clock
    app.state.counts = counts or NoCounts()
    app.state.pages, app.state.pictures = Typesetter(book), Pictures(book)
    return app


def _routes() -> list[Route]:
    return [
        Route("/", front_page, methods=["GET"]),
        Route("/", chat_page, methods=["POST"]),
        Route("/tietoa", about_page),
        Route("/saavutettavuus", accessibility_page),
        Route("/map/{flow}.svg", map_picture),
        Route("/map/{flow}", map_page),
        Route("/poistu", leave),
        Route("/static/{name}", static),
        Route("/health", health),
        Route("/openapi.json", openapi),
        Route("/document", document, methods=ANY_METHOD),
        Route("/api/turn", api_turn, methods=ANY_METHOD),
        Route("/api/{rest:path}", api_unknown, methods=ANY_METHOD),
        Route("/{token:path}", open_link),
    ]


async def front_page(request: Request) -> Response:
    """`GET /`: the first screen."""
    return _open(request, "")


async def open_link(request: Request) -> Response:
    """`GET /<token>`: what an open link may carry; anything else becomes a page that is of use."""
    return _open(request, request.path_params["token"])


def _open(request: Request, token: str) -> Response:
    book, today = request.app.state.book, request.app.state.clock()
    reply = opened(book, token, today, wished_language(request))
    lost = reply.flow == FRONT and "content-changed" in reply.notices
    return _chat(request, reply, "", arrived=not lost)


async def chat_page(request: Request) -> Response:
    """`POST /`: a button, a date, ticked boxes or typed words."""
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
        sent = sent_of(form.multi_items())
    reply = reply_to(request.app.state.book, sent, request.app.state.clock(), wished_language(request))
    return _chat(request, reply, sent.way_back)


def _chat(request: Request, reply: Reply, sent_back: str, *, arrived: bool = True) -> Response:
    """The page of a reply, counted, but for a look from afar and a link that led nowhere."""
    state = request.app.state
    text = state.pages.chat(reply, state.clock(), way_back(state.book, reply, sent_back))
    if arrived and request.method != "HEAD":
        count(state.counts, reply, "web")
    return HTMLResponse(text, headers=PAGE)


def wished_language(request: Request) -> str:
    """The language asked for in the address, or in the browser's settings."""
    accepted = request.headers.get("accept-language", "")
    return language_of(request.app.state.book, accepted, request.query_params.get("lang", ""))


async def about_page(request: Request) -> Response:
    """`GET /tietoa`: what this is, privacy, and who answers for it."""
    book: Book = request.app.state.book
    return _plain(request, book.words.about, "/tietoa", book.cover.about)


async def accessibility_page(request: Request) -> Response:
    """`GET /saavutettavuus`: the accessibility statement."""
    book: Book = request.app.state.book
    return _plain(request, book.words.accessibility, "/saavutettavuus", book.cover.accessibility)


def _plain(request: Request, title: str, path: str, parts: tuple[Page, ...]) -> Response:
    state, lang = request.app.state, wished_language(request)
    tongue = state.book.tongues[lang]
    said = [(tongue.title(part.title), "\n\n".join(tongue.body(line.words) for line in part.says)) for part in parts]
    page = Plain(tongue.button(title), path, (*said, ("", _operator(state.book, state.settings, lang))))
    return HTMLResponse(state.pages.plain(page, lang, state.clock()), headers=PAGE)


def _operator(book: Book, settings: Settings, lang: str) -> str:
    tongue = book.tongues[lang]
    if not settings.operator:
        return tongue.body(book.words.unattended)
    return fill(tongue.body(book.words.operator), {"operator": settings.operator})


async def leave(request: Request) -> Response:
    """`GET /poistu`: away from here at once; the browser is asked to forget what it holds of this site."""
    headers = {"Clear-Site-Data": '"cache", "cookies", "storage"'}
    return RedirectResponse(request.app.state.book.cover.quick_exit, 303, headers)


async def static(request: Request) -> Response:
    """`GET /static/…`: a style, a script, an icon; a changed file has a new address."""
    asset = request.app.state.pages.assets.get(request.path_params["name"])
    if asset is None:
        raise HTTPException(404)
    marked = request.query_params.get("v") == asset.mark
    kept = "public, max-age=31536000, immutable" if marked else "no-cache"
    return Response(asset.content, media_type=asset.kind, headers={"Cache-Control": kept})


async def _not_so(request: Request, error: Exception) -> Response:
    """What the router or a form refuses. A page that is not there is the front page, with a notice."""
    status = error.status_code if isinstance(error, HTTPException) else 400
    path: str = request.scope["path"]  # `request.url` would stay in a cache of the standard library
    if status == NOT_FOUND and (path.startswith("/static/") or path.endswith(".svg")):
        return Response(status_code=status)
    if status == NOT_FOUND:
        return _open(request, "?")
    allow = (getattr(error, "headers", None) or {}).get("Allow", "")
    said = Refusal("not-so", "This address does not take that.", "See /openapi.json.", status, allow)
    return _apology(request.scope, said)


def _answering(status: int, code: str) -> Callable[[Scope], Response]:
    messages = {
        "too-much-sent": "Expected a smaller request.",
        "went-wrong": "Something went wrong here, not with you.",
    }
    return lambda scope: _apology(scope, Refusal(code, messages[code], "Try again, or see /openapi.json.", status))


def _apology(scope: Scope, refusal: Refusal) -> Response:
    """A refusal for whoever asked: JSON for programs, a page with 112 and the way on for people."""
    if scope["path"].startswith(FOR_PROGRAMS):
        return refused(refusal)
    request = Request(scope)
    state, lang = request.app.state, wished_language(request)
    text = state.book.tongues[lang].body(state.book.words.something_wrong)
    headers = PAGE | ({"Allow": refusal.allow} if refusal.allow else {})
    return HTMLResponse(state.pages.mishap(text, lang, state.clock()), refusal.status, headers)
