"""Kept connections to the Bot API server, for the calls that every press makes.

A general HTTP client takes longer over such a call than everything else here takes over the press. Here is what they
need and no more: a POST of JSON without redirects, cookies or proxies. Everything else goes through aiohttp.
"""

from __future__ import annotations

import ssl
from asyncio import BaseTransport, Future, Protocol, Semaphore, Transport, get_running_loop, timeout
from collections import deque
from collections.abc import Mapping
from typing import final
from urllib.parse import urlsplit

from httptools import HttpParserError, HttpResponseParser
from telegram.error import NetworkError, TimedOut

Answer = tuple[int, bytes]
"""The status and the body."""
KEPT_OPEN = 60.0
"""Seconds after which an unused connection is closed: what stands between may have forgotten it."""


@final
class _Wire(Protocol):
    """One connection. It carries one call after another, never two at once."""

    __slots__ = ("_answer", "_body", "_parser", "_transport", "is_open", "since")

    def __init__(self) -> None:
        self._parser = HttpResponseParser(self)
        self._body: list[bytes] = []
        self._answer: Future[Answer] | None = None
        self._transport: Transport | None = None
        self.is_open, self.since = True, 0.0

    def connection_made(self, transport: BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(exc or ConnectionError())

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except HttpParserError as error:
            self._fail(error)

    def on_body(self, body: bytes) -> None:
        """Take a part of the answer, from the parser."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """Hand out the whole answer, from the parser."""
        answer = self._parser.get_status_code(), b"".join(self._body)
        self._body.clear()
        if not self._parser.should_keep_alive():
            self.close()
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(answer)
        else:
            self.close()  # nobody asked

    def _fail(self, error: Exception) -> None:
        self.close()
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)

    async def post(self, request: bytes) -> Answer:
        """Send a request and wait for the whole answer. Raises what ends the connection."""
        if self._transport is None or not self.is_open:
            raise ConnectionError
        self._answer = get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    @property
    def is_idle(self) -> bool:
        """Whether the next call can be made: the last one, if any, has its whole answer."""
        if self._answer is None or not self._answer.done() or self._answer.cancelled():
            self.close()
        return self.is_open

    def close(self) -> None:
        """Hang up."""
        self.is_open = False
        if self._transport is not None:
            self._transport.close()


@final
class Wires:
    """The connections to one server. Raises `TimedOut` and `NetworkError`, each without the address."""

    def __init__(self, address: str, most: int, connect: float, read: float, headers: Mapping[str, str]) -> None:
        parts = urlsplit(address)
        self._host, self._secure = parts.hostname or "", parts.scheme == "https"
        self._port = parts.port or (443 if self._secure else 80)
        self._connect, self._read = connect, read
        self._origin = len(f"{parts.scheme}://{parts.netloc}")
        lines = {"Host": parts.netloc, "Content-Type": "application/json", **headers}
        self._head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        self._beside = Semaphore(most)
        self._idle: deque[_Wire] = deque()
        self._ssl = ssl.create_default_context() if self._secure else None

    async def post(self, url: str, body: bytes) -> Answer:
        """Post JSON to an address of this server."""
        head = f"POST {url[self._origin :]} HTTP/1.1\r\n{self._head}Content-Length: {len(body)}\r\n\r\n"
        async with self._beside:
            wire = await self._free()
            try:
                async with timeout(self._read):
                    return await wire.post(head.encode() + body)
            except TimeoutError:
                raise TimedOut("No answer in time.") from None
            except (OSError, HttpParserError) as error:
                raise NetworkError(f"The connection failed ({type(error).__name__}).") from None
            finally:
                self._take_back(wire)

    async def _free(self) -> _Wire:
        """A connection that carries nothing now, the one used last first."""
        while self._idle:
            wire = self._idle.pop()
            if wire.is_open:
                return wire
        try:
            async with timeout(self._connect):
                loop = get_running_loop()
                return (await loop.create_connection(_Wire, self._host, self._port, ssl=self._ssl))[1]
        except TimeoutError:
            raise TimedOut("No connection in time.") from None
        except OSError as error:
            raise NetworkError(f"No connection ({type(error).__name__}).") from None

    def _take_back(self, wire: _Wire) -> None:
        """Keep a connection for the next call, and close those that have not been used for long."""
        now = get_running_loop().time()
        if wire.is_idle:
            wire.since = now
            self._idle.append(wire)
        while self._idle and self._idle[0].since < now - KEPT_OPEN:
            self._idle.popleft().close()

    def close(self) -> None:
        """Hang up everywhere."""
        while self._idle:
            self._idle.pop().close()
