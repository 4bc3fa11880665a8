"""Delivery to a webhook: in order within a lane, lanes beside each other, again when it fails."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import aiohttp

from tests.botapi.asked import Asked, File
from tests.botapi.refusals import Refused, bad
from tests.botapi.updates import Update, Updates

CONNECTIONS, MOST_CONNECTIONS = 40, 100
SECRET_LENGTH = 256
LONGEST_PAUSE = 60.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
NEVER_IN_AN_ANSWER = ("deletewebhook", "setwebhook", "close", "logout")
Perform = Callable[[str, Asked], Any]


@dataclass(slots=True)
class Webhook:
    """Where updates are posted to, and how that goes."""

    updates: Updates
    perform: Perform
    """Does what the answer to an update asks for; nobody sees what comes of it."""
    allow_http: bool = False
    pause: float = 0.02
    """Seconds before the second new try; doubled for each further one, up to a minute."""
    patience: float = 60.0
    """Seconds after which an unanswered update counts as failed."""
    url: str = ""
    secret: str = ""
    connections: int = CONNECTIONS
    failed_at: int = 0
    failure: str = ""
    in_flight: int = 0
    busiest: int = 0
    """The most updates that were ever on their way at once."""
    lanes: dict[tuple[str, int], deque[Update]] = field(default_factory=dict)
    ready: deque[tuple[str, int]] = field(default_factory=deque)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    session: aiohttp.ClientSession | None = None

    def set(self, asked: Asked) -> bool:
        """`setWebhook`; without an address it deletes the webhook."""
        url = asked.text("url")
        if url:
            self.check(url, asked.text("secret_token"))
        self.updates.allow(asked)
        self.delete(asked)
        if not url:
            return True
        self.url, self.secret = url, asked.text("secret_token")
        self.connections = min(max(asked.number("max_connections", CONNECTIONS), 1), MOST_CONNECTIONS)
        self.failed_at, self.failure = 0, ""
        self.updates.webhook_came()
        self.updates.delivered = self.add
        for update in self.updates.pending.values():
            self.add(update)
        return True

    def check(self, url: str, secret: str) -> None:
        parts = urlsplit(url)
        if not parts.hostname or parts.scheme not in ("http", "https"):
            raise bad("invalid webhook URL specified")
        if parts.scheme == "http" and not self.allow_http:
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if len(secret) > SECRET_LENGTH:
            raise bad("secret token is too long")
        if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
            raise bad("secret token contains unallowed characters")

    def delete(self, asked: Asked) -> bool:
        """`deleteWebhook`: what was not delivered stays for getUpdates, unless it is to be dropped."""
        if asked.truth("drop_pending_updates"):
            self.updates.pending.clear()
        self.url = self.secret = ""
        self.updates.delivered = None
        self.lanes.clear()
        self.ready.clear()
        return True

    def info(self) -> dict[str, Any]:
        """`getWebhookInfo`."""
        info: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.pending),
        }
        if self.failed_at:
            info |= {"last_error_date": self.failed_at, "last_error_message": self.failure}
        if self.url:
            info |= {"max_connections": self.connections, "ip_address": "127.0.0.1"}
        if self.updates.allowed:
            info["allowed_updates"] = sorted(self.updates.allowed)
        return info

    def add(self, update: Update) -> None:
        lane = self.lanes.setdefault(update.lane, deque())
        lane.append(update)
        if len(lane) == 1:
            self.ready.append(update.lane)
            self.pump()

    def pump(self) -> None:
        """Start as many deliveries as are allowed at once."""
        while self.ready and self.in_flight < self.connections:
            lane = self.lanes.get(self.ready.popleft())
            if not lane:
                continue
            self.in_flight += 1
            self.busiest = max(self.busiest, self.in_flight)
            task = asyncio.get_running_loop().create_task(self.deliver(lane[0]))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def deliver(self, update: Update) -> None:
        pause = None
        try:
            pause = await self.post(update)
        except (aiohttp.ClientError, TimeoutError, OSError) as mishap:
            pause = self.fail(update, str(mishap) or type(mishap).__name__)
        finally:
            self.in_flight -= 1
        lane = self.lanes.get(update.lane)
        if not lane or lane[0] is not update:
            return  # the webhook was set anew meanwhile
        if pause is None:
            self.done(update, lane)
        else:
            asyncio.get_running_loop().call_later(pause, self.resume, update.lane)
        self.pump()

    def done(self, update: Update, lane: deque[Update]) -> None:
        self.updates.forget(update)
        lane.popleft()
        if lane:
            self.ready.append(update.lane)
        else:
            del self.lanes[update.lane]

    def resume(self, lane: tuple[str, int]) -> None:
        self.ready.append(lane)
        self.pump()

    def fail(self, update: Update, why: str, pause: float = 0.0) -> float:
        """Remember a failure; gives the seconds until the next try: none, then ever more."""
        self.failed_at, self.failure = int(time.time()), why
        update.tries += 1
        return pause or (min(self.pause * 2 ** (update.tries - 2), LONGEST_PAUSE) if update.tries > 1 else 0.0)

    async def post(self, update: Update) -> float | None:
        """Post one update; gives None, or after how many seconds to try again."""
        if self.session is None:
            connector = aiohttp.TCPConnector(limit=0, ssl=False)
            self.session = aiohttp.ClientSession(connector=connector, auto_decompress=True)
        headers = {"Content-Type": "application/json", **({SECRET_HEADER: self.secret} if self.secret else {})}
        if self.updates.handed:
            self.updates.handed([update])
        limit = aiohttp.ClientTimeout(total=self.patience)
        async with self.session.post(self.url, data=update.body.encode(), headers=headers, timeout=limit) as answer:
            if not 200 <= answer.status <= 299:
                wait = answer.headers.get("Retry-After", "")
                why = f"Wrong response from the webhook: {answer.status} {answer.reason}"
                return self.fail(update, why, float(wait) if wait.isdecimal() else 0.0)
            if answer.content_length != 0:
                self.follow(await read_answer(answer))
        return None

    def follow(self, asked: Asked) -> None:
        """Do what the answer asks for. What comes of it is seen by nobody but `api.calls`."""
        method = asked.text("method")
        if not method or method.lower() in NEVER_IN_AN_ANSWER or method.lower().startswith("get"):
            return
        try:
            self.perform(method, Asked({k: v for k, v in asked.values.items() if k != "method"}, asked.files))
        except Refused:
            return

    async def end(self) -> None:
        """Stop delivering."""
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        if self.session:
            await self.session.close()


async def read_answer(answer: aiohttp.ClientResponse) -> Asked:
    """The parameters in the answer of a webhook, as JSON, a form or multipart."""
    kind = answer.content_type
    if kind == "multipart/form-data":
        return await read_parts(aiohttp.MultipartReader.from_response(answer))
    body = await answer.text()
    if kind == "application/json":
        try:
            values = json.loads(body or "{}")
        except ValueError:
            values = {}
        return Asked(values if isinstance(values, dict) else {})
    return Asked(dict(parse_qsl(body)) if kind == "application/x-www-form-urlencoded" else {})


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
