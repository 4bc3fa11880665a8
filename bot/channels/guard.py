"""What stands around every answer of the web channel: protective headers, a limit, calm faults.

Plain ASGI, because Starlette's own base class for middleware buffers bodies and loses context. Nothing logged
here ever holds what a person sent: a fault is logged as its type and its place in the code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.mishaps import tell

BODY_LIMIT = 16 * 1024
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            *(f"{kind} 'self'" for kind in ("script-src", "style-src", "img-src", "font-src", "connect-src")),
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": ", ".join(
        f"{name}=()" for name in ("camera", "geolocation", "gyroscope", "microphone", "payment", "usb")
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
Answer = Callable[[Scope], Response]


class TooMuchSent(Exception):
    """The body of a request is longer than anything this service reads."""


class Headers:
    """Adds the protective headers to every answer, and forbids keeping it unless it says otherwise."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, sending if scope["type"] == "http" else send)


class Limit:
    """Refuses a body over the limit, announced or not, before anything reads it."""

    def __init__(self, app: ASGIApp, limit: int = BODY_LIMIT) -> None:
        self.app, self.limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        read = 0

        async def receiving() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.limit:
                raise TooMuchSent
            return message

        if scope["type"] == "http" and _announced(scope) > self.limit:
            raise TooMuchSent
        await self.app(scope, receiving, send)


class Mishaps:
    """Turns whatever goes wrong into a clear answer, and logs its type and place in the code only."""

    def __init__(self, app: ASGIApp, *, too_much: Answer, broken: Answer) -> None:
        self.app, self.too_much, self.broken = app, too_much, broken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except ClientDisconnect:
            return
        except TooMuchSent:
            answer = self.too_much
        except Exception as mishap:  # noqa: BLE001 - the last resort: nobody above may see what it holds
            tell(mishap)
            answer = self.broken
        else:
            return
        if not begun:
            await _calmly(answer, scope)(scope, receive, send)


def _calmly(answer: Answer, scope: Scope) -> Response:
    """The answer to a fault; when even that cannot be made, the fewest words."""
    try:
        return answer(scope)
    except Exception as mishap:  # noqa: BLE001 - there is nobody left to tell
        tell(mishap)
        return PlainTextResponse("112", 500)


def _announced(scope: Scope) -> int:
    value = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(value[:12]) if value.isdigit() else 0
