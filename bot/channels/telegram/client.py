"""The HTTP client under python-telegram-bot: aiohttp behind its own `BaseRequest`.

The client that comes with the library takes three quarters of the time of every update. aiohttp keeps connections,
follows the proxy of the environment (`HTTPS_PROXY`, `NO_PROXY`), and sends files as multipart. No error here ever
holds the address, because the bot's token is in it, nor what the server sent, because people's words are in that.

Decided 2026-11-22: bare connections of our own would take a third off a press, and are not used. Their TLS, their
proxies and their stale ends would be ours to keep; the library's are kept by others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT, READ, WRITE, POOL = 5.0, 15.0, 15.0, 5.0
"""Seconds to wait unless a call says otherwise."""
CONNECTIONS = 256
_HEADERS = {"User-Agent": BaseRequest.USER_AGENT}
_JSON = {"Content-Type": "application/json"}
_OK, _DONE = 200, b'{"ok":true'


@final
class Client(BaseRequest):
    """One pool of connections to the Bot API server."""

    __slots__ = ("_connections", "_proxy", "_read_timeout", "_session", "_usual")

    def __init__(self, address: str, connections: int = CONNECTIONS, read_timeout: float = READ) -> None:
        self._proxy = proxy_for(address)
        self._connections = connections
        self._read_timeout = read_timeout
        self._session: aiohttp.ClientSession | None = None
        self._usual = _timeout(read_timeout, WRITE, CONNECT, POOL, with_files=False)

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer, when a call does not say otherwise."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the pool. Connections are made when they are needed."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=_HEADERS,
                proxy=self._proxy,
                auto_decompress=False,
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as JSON. What cannot be read is not logged: it may hold what a person typed."""
        try:
            found = json.loads(payload)
        except ValueError:
            raise NetworkError("Invalid server response") from None
        if not isinstance(found, dict):
            raise NetworkError("Invalid server response")
        return found

    async def do_request(  # noqa: PLR0913, PLR0917 - the interface is the library's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request. Raises `TimedOut` or `NetworkError`, each without the address."""
        timeout = _timeout(
            _or(read_timeout, self._read_timeout), _or(write_timeout, WRITE), _or(connect_timeout, CONNECT),
            _or(pool_timeout, POOL), with_files=request_data is not None and request_data.contains_files,
        )  # fmt: skip
        return await self._exchange(url, method, *_body(request_data), timeout)

    async def tell(self, url: str, values: Mapping[str, Any]) -> None:
        """Make a call of which only its success matters. Raises what the library would.

        Nothing is made of the answer, so it is not read either.
        """
        body = json.dumps(values, ensure_ascii=False).encode()
        status, payload = await self._exchange(url, "POST", body, _JSON, self._usual)
        if status != _OK or not payload.startswith(_DONE):
            await _Answered(status, payload).post(url)

    async def _exchange(
        self, url: str, method: str, body: Any, headers: dict[str, str] | None, limits: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NetworkError("The client is not open.")
        try:
            async with self._session.request(method, url, data=body, headers=headers, timeout=limits) as answer:
                return _readable(answer.status, await answer.read())
        except aiohttp.ConnectionTimeoutError:
            raise TimedOut("No connection in time.") from None
        except TimeoutError:
            raise TimedOut("No answer in time.") from None
        except aiohttp.ClientConnectorError as error:
            raise NetworkError(f"No connection ({type(error).__name__}).") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise NetworkError(f"The connection failed ({type(error).__name__}).") from None


@final
class _Answered(BaseRequest):
    """An answer that is there already, so that the library says what it means."""

    __slots__ = ("_answer",)

    def __init__(self, status: int, payload: bytes) -> None:
        self._answer = status, payload

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    parse_json_payload = staticmethod(Client.parse_json_payload)

    async def do_request(self, *_: object, **__: object) -> tuple[int, bytes]:
        return self._answer


def proxy_for(address: str) -> str | None:
    """The proxy that the environment names for an address. Looked up once: aiohttp would do so at every call."""
    parts = urlsplit(address)
    return None if proxy_bypass(parts.netloc) else getproxies().get(parts.scheme)


def _or(given: Any, otherwise: float) -> float | None:
    """The seconds that a call asks for, or the usual ones; None waits for ever."""
    if given is BaseRequest.DEFAULT_NONE:
        return otherwise
    return None if given is None else float(given)


def _timeout(
    read: float | None, write: float | None, connect: float | None, pool: float | None, *, with_files: bool
) -> aiohttp.ClientTimeout:
    """Sending and waiting share one limit in aiohttp, so writing a file adds to the time for reading."""
    waiting = read if read is None or write is None or not with_files else read + write
    waiting_for_one = None if connect is None or pool is None else connect + pool
    return aiohttp.ClientTimeout(total=None, connect=waiting_for_one, sock_connect=connect, sock_read=waiting)


def _body(request_data: RequestData | None) -> tuple[Any, dict[str, str] | None]:
    """Parameters as one JSON object; with files as multipart."""
    if request_data is None:
        return None, None
    if not request_data.contains_files:
        return json.dumps(request_data.parameters, ensure_ascii=False).encode(), _JSON
    form = aiohttp.FormData(quote_fields=False)
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, None


def _readable(status: int, payload: bytes) -> tuple[int, bytes]:
    """The answer, if it is one that the library can read without repeating it in an error."""
    if not 200 <= status < 300:  # noqa: PLR2004 - the range of success
        try:
            Client.parse_json_payload(payload)
        except TelegramError:
            raise NetworkError(f"The server answered {status}.") from None
    return status, payload
