"""A flow as a picture: for coordinators and for those who write the content."""

from __future__ import annotations

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.channels.asked import language_of
from bot.channels.typesetter import Plain
from bot.core.book import Book
from bot.core.telling import fill


class Pictures:
    """The pictures drawn so far. One is drawn at a time: a crowd must not start a crowd of processes."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._drawn: dict[tuple[str, str], bytes] = {}
        self._drawing = asyncio.Lock()

    async def of(self, flow: str, lang: str) -> bytes:
        """The picture of a flow in one language."""
        from bot.draw import mermaid, picture  # noqa: PLC0415 - drawing is seldom needed

        async with self._drawing:
            if (flow, lang) not in self._drawn:
                self._drawn[flow, lang] = await picture(mermaid(self._book, flow, lang))
        return self._drawn[flow, lang]


async def map_page(request: Request) -> Response:
    """`GET /map/<flow>`: the picture and its Mermaid text."""
    from bot.draw import mermaid  # noqa: PLC0415 - drawing is seldom needed

    state, lang = request.app.state, _language(request)
    flow = _flow(request)
    tongue = state.book.tongues[lang]
    title = fill(tongue.title(state.book.words.map_title), {"flow": tongue.title(state.book.paths[flow].flow.title)})
    page = Plain(
        title,
        f"/map/{flow}",
        (("", tongue.body(state.book.words.map_note)),),
        f"/map/{flow}.svg?lang={lang}",
        mermaid(state.book, flow, lang),
    )
    headers = {"Cache-Control": "private, no-cache", "Vary": "Accept-Language"}
    return HTMLResponse(state.pages.plain(page, lang, state.clock()), headers=headers)


async def map_picture(request: Request) -> Response:
    """`GET /map/<flow>.svg`: drawn once for each flow and language, then kept."""
    drawn = await request.app.state.pictures.of(_flow(request), _language(request))
    return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": "no-cache"})


def _flow(request: Request) -> str:
    flow = str(request.path_params["flow"])
    if flow not in request.app.state.book.paths:
        raise HTTPException(404)
    return flow


def _language(request: Request) -> str:
    book: Book = request.app.state.book
    return language_of(book, request.headers.get("accept-language", ""), request.query_params.get("lang", ""))
