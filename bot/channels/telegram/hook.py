"""The address to which Telegram posts updates, in front of the web channel and as light as it can be."""

from __future__ import annotations

import json
from hmac import compare_digest

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.channels.telegram.running import PATH, Telegram

MOST = 1024 * 1024
"""Bytes of an update; Telegram's are far smaller."""
SECRET = b"x-telegram-bot-api-secret-token"
_EMPTY = [(b"content-length", b"0")]
_JSON = (b"content-type", b"application/json")


class Hook:
    """Answers `POST /telegram` with the right secret; everything else is the web channel's."""

    def __init__(self, app: ASGIApp, telegram: Telegram, secret: str) -> None:
        self.app, self.telegram, self.secret = app, telegram, secret.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await self.app(scope, receive, send)
        elif scope["method"] != "POST":
            await Response(status_code=405, headers={"Allow": "POST"})(scope, receive, send)
        elif not compare_digest(dict(scope["headers"]).get(SECRET, b""), self.secret):
            await Response(status_code=403)(scope, receive, send)
        else:
            await self._update(receive, send)

    async def _update(self, receive: Receive, send: Send) -> None:
        body = await _read(receive)
        if body is None:
            await _answer(send, 413)
            return
        said = await self.telegram.hear_webhook(body)
        await _answer(send, 200, json.dumps(said, ensure_ascii=False).encode() if said else b"")


async def _read(receive: Receive) -> bytes | None:
    """The whole body; None when it is too long or the sender went away."""
    body: bytes = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > MOST:
            return None
        if not message.get("more_body"):
            return body


async def _answer(send: Send, status: int, body: bytes = b"") -> None:
    headers = [_JSON, (b"content-length", str(len(body)).encode())] if body else _EMPTY
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
