"""One kept connection to a webhook. Bare, because a general HTTP client would cost more than all else here."""

from __future__ import annotations

import asyncio
import json
import ssl
from dataclasses import dataclass
from email import message_from_bytes
from typing import Any, cast
from urllib.parse import SplitResult, parse_qsl

from tests.botapi.asked import Asked, File


@dataclass(frozen=True, slots=True)
class Reply:
    """What a webhook answered."""

    status: int
    reason: str
    headers: dict[str, str]
    body: bytes

    @property
    def asked(self) -> Asked:
        """The parameters in the body: JSON, a form or multipart; none when it is something else."""
        kind = self.headers.get("content-type", "")
        if kind.startswith("multipart/form-data"):
            return parts_of(kind, self.body)
        if kind.startswith("application/json"):
            return Asked(object_of(self.body))
        return Asked(dict(parse_qsl(self.body.decode())) if kind.startswith("application/x-www-form") else {})


def object_of(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def parts_of(kind: str, body: bytes) -> Asked:
    values: dict[str, Any] = {}
    files: dict[str, File] = {}
    for part in message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body).walk():
        name = str(part.get_param("name", "", "content-disposition"))
        data = part.get_payload(decode=True)
        if not name or not isinstance(data, bytes):
            continue
        if filename := part.get_filename():
            files[name] = File(filename, part.get_content_type(), data)
        else:
            values[name] = data.decode()
    return Asked(values, files)


class Wire(asyncio.Protocol):
    """A connection that carries one request after another."""

    def __init__(self) -> None:
        self.buffer = b""
        self.open = True
        self.waiting: asyncio.Future[Reply] | None = None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's is none by birth

    def connection_lost(self, exc: Exception | None) -> None:
        self.open = False
        if self.waiting and not self.waiting.done():
            reply = reply_of(self.buffer, ended=True)
            if reply:
                self.waiting.set_result(reply)
            else:
                self.waiting.set_exception(ConnectionError("Webhook connection closed"))

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.waiting and not self.waiting.done() and (reply := reply_of(self.buffer)):
            self.buffer = b""
            self.waiting.set_result(reply)

    async def post(self, request: bytes) -> Reply:
        """Send a request; gives the answer. Raises ConnectionError when there comes none."""
        assert self.transport
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        reply = await self.waiting
        if reply.headers.get("connection", "").lower() == "close":
            self.close()
        return reply

    def close(self) -> None:
        """Hang up."""
        self.open = False
        if self.transport:
            self.transport.close()


def reply_of(data: bytes, *, ended: bool = False) -> Reply | None:
    """A whole answer; None while some of it is missing."""
    head, separator, rest = data.partition(b"\r\n\r\n")
    if not separator:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    _, status, *reason = first.split(" ", 2)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if "chunked" in headers.get("transfer-encoding", ""):
        body = joined(rest)
    elif "content-length" in headers:
        body = rest if len(rest) >= int(headers["content-length"]) else None
    else:
        body = rest if ended or status in ("204", "304") else None
    return None if body is None else Reply(int(status), "".join(reason), headers, body)


def joined(data: bytes) -> bytes | None:
    """The chunks of a body put together; None while the last is missing."""
    body = b""
    while True:
        size, separator, data = data.partition(b"\r\n")
        if not separator:
            return None
        length = int(size.partition(b";")[0], 16)
        if not length:
            return body
        if len(data) < length + 2:
            return None
        body, data = body + data[:length], data[length + 2 :]


async def connect(url: SplitResult) -> Wire:
    """A new connection. Certificates are not checked: these are a test's own."""
    secure = None
    if url.scheme == "https":
        secure = ssl.create_default_context()
        secure.check_hostname, secure.verify_mode = False, ssl.CERT_NONE
    port = url.port or (443 if secure else 80)
    _, wire = await asyncio.get_running_loop().create_connection(Wire, url.hostname or "", port, ssl=secure)
    return wire
