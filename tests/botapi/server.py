"""The Bot API over HTTP on loopback: what stands between a bot and its people in tests."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import struct
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, unquote

from aiohttp import web

from tests.botapi import profile, talking
from tests.botapi.asked import Asked, File
from tests.botapi.faults import AFTER, BEFORE, REFUSALS, Fault, Faults
from tests.botapi.limits import UPLOAD
from tests.botapi.people import WITHIN, Group, People, Phone
from tests.botapi.refusals import Refused, bad
from tests.botapi.updates import Update, Updates
from tests.botapi.webhook import Webhook
from tests.botapi.world import Json, World, as_json

Method = Callable[[World, Asked], Any]
TOKEN = "123456:test-token"
LARGEST_BODY = 64 * 1024 * 1024
NOT_JSON = b"<html><body><h1>502 Bad Gateway</h1></body></html>"


def name_of(function: Method) -> str:
    """`send_message` is `sendMessage` in the Bot API."""
    first, *rest = function.__name__.split("_")
    return first + "".join(word.title() for word in rest)


METHODS: dict[str, tuple[str, Method]] = {
    name_of(function).lower(): (name_of(function), function)
    for function in (
        profile.get_me, profile.log_out, profile.close,
        profile.set_my_commands, profile.get_my_commands, profile.delete_my_commands,
        profile.set_my_name, profile.get_my_name, profile.set_my_description, profile.get_my_description,
        profile.set_my_short_description, profile.get_my_short_description,
        profile.set_chat_menu_button, profile.get_chat_menu_button,
        talking.send_message, talking.send_document, talking.send_chat_action,
        talking.edit_message_text, talking.edit_message_reply_markup,
        talking.delete_message, talking.delete_messages,
        talking.answer_callback_query, talking.answer_inline_query,
    )
}  # fmt: skip
OTHERS = {name.lower(): name for name in ("getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo")}


@dataclass(slots=True, eq=False)
class Call:
    """One call that came in: what was asked, when, and what was answered."""

    method: str
    params: dict[str, Any]
    files: dict[str, File]
    at: float
    """Seconds on the monotonic clock."""
    by_webhook: bool = False
    """Whether it came in the answer to an update."""
    code: int = 0
    """The status; 0 while there is no answer yet."""
    result: Any = None
    """The result, or the words of the refusal."""
    fault: str = ""

    @property
    def ok(self) -> bool:
        return self.code == 200


class BotApi:
    """A Bot API server for one bot. `async with BotApi() as api` listens on a free port of 127.0.0.1."""

    def __init__(
        self,
        token: str = TOKEN,
        *,
        port: int = 0,
        username: str = "polku_bot",
        allow_http: bool = False,
        delay: float = 0,
        upload_limit: int = UPLOAD,
        remember: bool = True,
    ) -> None:
        self.token, self.port, self.delay, self.remember = token, port, delay, remember
        self.world = World(username, int(token.partition(":")[0]), upload_limit)
        self.updates = Updates()
        self.people = People(self.world, self.updates)
        self.webhook = Webhook(self.updates, self.answered_by_webhook, self.people.ring, allow_http)
        self.faults = Faults()
        self.calls: list[Call] = []
        self.done: Callable[[Call, Any], None] | None = None
        """Called after a method was done; the load driver listens here."""
        self.refused: Callable[[Call, Refused], None] | None = None
        """Called when a method was refused."""
        self.performed = 0
        """How many methods were asked for, but for updates."""
        self.updates.polled = self.people.ring
        self.stopped = asyncio.Event()
        self.silent = 0
        """Calls that never got an answer."""
        self.server: web.Server | None = None
        self.listening: asyncio.Server | None = None

    # -- for tests ---------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """The address of the server, as `https://api.telegram.org` is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        """What python-telegram-bot takes as `base_url`."""
        return f"{self.url}/bot"

    def phone(self, language: str = "fi", **who: str) -> Phone:
        """A new person with a phone, whose private chat with the bot is empty."""
        return self.people.phone(language, **who)

    def group(self, title: str) -> Group:
        """A new group with the bot in it; anybody may write into it."""
        return self.people.group(title)

    def hastily(self) -> AbstractContextManager[None]:
        """`with api.hastily():` whatever people send meanwhile reaches the bot at the end, the newest first."""
        return self.updates.reversed()

    def fault(self, method: str, kind: str, times: int = 1, *, value: float = 1, chat: int | None = None) -> Fault:
        """Plan a fault for the next calls of a method (`*`: of any).

        `value` is the retry-after of a "429", and the seconds of "slow". With `chat` only calls about that chat count.
        """
        return self.faults.plan(Fault(canonical(method), kind, times, value, chat))

    def called(self, *methods: str) -> list[Call]:
        """The calls of some methods so far, in order."""
        return [call for call in self.calls if call.method in methods]

    async def until(self, condition: Callable[[], object], within: float = WITHIN) -> None:
        """Wait until something is so; looks again whenever anything happens here."""
        await self.people.until(condition, within)

    # -- life --------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen; afterwards `port` is known."""
        self.server = web.Server(
            self.handle, request_factory=request_of, handler_cancellation=True, access_log=None, keepalive_timeout=600
        )
        loop = asyncio.get_running_loop()
        self.listening = await loop.create_server(self.server, "127.0.0.1", self.port, backlog=1024)
        self.port = self.listening.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening, deliver nothing more, drop every connection."""
        self.stopped.set()
        self.updates.wake()
        await self.webhook.end()
        if self.listening:
            self.listening.close()
        if self.server:
            await self.server.shutdown(0.01)

    # -- HTTP --------------------------------------------------------------------------------------

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        path, _, query = request.raw_path.partition("?")
        token, slash, method = unquote(path).removeprefix("/bot").partition("/")
        if not path.startswith("/bot") or not slash or ":" not in token:
            return answer_of(Refused(404, "Not Found"))
        if token != self.token:
            return answer_of(Refused(401, "Unauthorized"))
        asked = await read(request, query)
        name = canonical(method)
        call = Call(name, asked.values, asked.files, time.monotonic())
        if self.remember:
            self.calls.append(call)
        if self.delay:
            await asyncio.sleep(self.delay)
        chat = asked.values.get("chat_id")
        fault = self.faults.strike(name, chat) if self.faults.planned else None
        if fault:
            return await self.troubled(request, call, asked, fault)
        return await self.answer(call, asked)

    async def answer(self, call: Call, asked: Asked) -> web.Response:
        """Do what is asked; gives the answer, a refusal too."""
        try:
            if self.world.logged_out:
                raise bad("Logged out")
            if call.method == "getUpdates":
                updates = await self.updates.get(asked)
                return self.note(call, 200, updates, updates_answer(updates))
            result = self.perform(call, asked)
        except Refused as refused:
            self.tell(call, refused)
            return self.note(call, refused.code, refused.description, answer_of(refused))
        return self.note(call, 200, result, json_answer({"ok": True, "result": result}))

    def tell(self, call: Call, refused: Refused) -> None:
        if self.refused:
            self.refused(call, refused)

    def note(self, call: Call, code: int, result: Any, answer: web.Response) -> web.Response:
        call.code, call.result = code, result
        self.people.ring()
        return answer

    def perform(self, call: Call, asked: Asked) -> Any:
        """Do what is asked, all at once."""
        name = call.method.lower()
        self.performed += 1
        if name in METHODS:
            result = METHODS[name][1](self.world, asked)
        elif name == "getwebhookinfo":
            result = self.webhook.info()
        elif name in ("setwebhook", "deletewebhook"):
            result = self.webhook.set(asked if name == "setwebhook" else Asked({**asked.values, "url": ""}))
        else:
            raise Refused(404, "Not Found: method not found")
        if self.done:
            self.done(call, result)
        return result

    def answered_by_webhook(self, method: str, asked: Asked) -> None:
        """A call in the answer to an update."""
        call = Call(canonical(method), asked.values, asked.files, time.monotonic(), by_webhook=True)
        if self.remember:
            self.calls.append(call)
        fault = self.faults.strike(call.method, asked.values.get("chat_id"))
        try:
            if fault:
                call.fault = fault.kind
                if fault.kind in BEFORE:
                    return
                if fault.kind in REFUSALS:
                    raise fault.refusal
            call.code, call.result = 200, self.perform(call, asked)
        except Refused as refused:
            self.tell(call, refused)
            call.code, call.result = refused.code, refused.description
        finally:
            self.people.ring()

    # -- faults ------------------------------------------------------------------------------------

    async def troubled(self, request: web.BaseRequest, call: Call, asked: Asked, fault: Fault) -> web.StreamResponse:
        """The answer to a call that meets a fault."""
        call.fault = fault.kind
        if fault.kind in REFUSALS:
            refused = fault.refusal
            return self.note(call, refused.code, refused.description, answer_of(refused))
        if fault.kind == "not-json":
            return web.Response(body=NOT_JSON, content_type="text/html")
        answer = await self.answer(call, asked) if fault.kind in AFTER else web.Response()
        if fault.kind == "half-body":
            return await half(request, answer)
        if fault.kind == "slow":
            await asyncio.sleep(fault.value)
            return answer
        return cut(request) if fault.kind.startswith("reset") else await self.silence()

    async def silence(self) -> web.Response:
        """Say nothing until the other side hangs up, or the server stops."""
        self.silent += 1
        self.people.ring()
        await self.stopped.wait()
        return web.Response(status=500)


def canonical(method: str) -> str:
    """A method's name as Telegram writes it; an unknown one as it came."""
    name = method.lower()
    return METHODS[name][0] if name in METHODS else OTHERS.get(name, method)


def request_of(message: Any, payload: Any, protocol: Any, writer: Any, task: asyncio.Task[None]) -> web.BaseRequest:
    return web.BaseRequest(
        message, payload, protocol, writer, task, asyncio.get_running_loop(), client_max_size=LARGEST_BODY
    )


async def read(request: web.BaseRequest, query: str) -> Asked:
    """The parameters of a request: in its address, as JSON, as a form or as multipart."""
    kind = request.headers.get("Content-Type", "")
    values: dict[str, Any] = dict(parse_qsl(query)) if query else {}
    if kind.startswith("multipart/"):
        parts = await read_parts(await request.multipart())
        return Asked({**values, **parts.values}, parts.files)
    body = await request.read()
    if not body:
        return Asked(values)
    if kind.startswith("application/json"):
        try:
            return Asked({**values, **json.loads(body)})
        except (ValueError, TypeError):
            return Asked(values)
    return Asked({**values, **dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))})


async def read_parts(reader: Any) -> Asked:
    """Values and files of a multipart body."""
    values: dict[str, Any] = {}
    files: dict[str, File] = {}
    while (part := await reader.next()) is not None:
        name, data = part.name or "", bytes(await part.read(decode=True))
        if part.filename is None:
            values[name] = data.decode()
        else:
            files[name] = File(part.filename, part.headers.get("Content-Type", "application/octet-stream"), data)
    return Asked(values, files)


def json_answer(body: Json, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(body=as_json(body).encode(), status=status, headers=headers, content_type="application/json")


def answer_of(refused: Refused) -> web.Response:
    wait = refused.parameters.get("retry_after")
    return json_answer(refused.body, refused.code, {"Retry-After": str(wait)} if wait else None)


def updates_answer(updates: list[Update]) -> web.Response:
    body = '{"ok":true,"result":[' + ",".join([update.body for update in updates]) + "]}"
    return web.Response(body=body.encode(), content_type="application/json")


def cut(request: web.BaseRequest) -> web.Response:
    """Reset the connection: the other side gets no end of file but an error."""
    if transport := request.transport:
        with socket.socket(fileno=os.dup(transport.get_extra_info("socket").fileno())) as twin:
            twin.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response(status=500)


async def half(request: web.BaseRequest, answer: web.Response) -> web.StreamResponse:
    """Announce a whole body, send half of it, and hang up."""
    body = answer.body
    assert isinstance(body, bytes)
    partly = web.StreamResponse(
        status=answer.status, headers={"Content-Type": "application/json", "Content-Length": str(len(body))}
    )
    await partly.prepare(request)
    await partly.write(body[: len(body) // 2])
    if request.transport:
        request.transport.close()
    return partly
