"""Delivery to a webhook: in order within a lane, lanes beside each other, again when it fails."""

from __future__ import annotations

import asyncio
import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from tests.botapi.asked import Asked
from tests.botapi.refusals import Refused, bad
from tests.botapi.updates import Update, Updates
from tests.botapi.wire import Wire, connect

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
    ring: Callable[[], None]
    """Called after every delivery, whether it went well or not."""
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
    wires: list[Wire] = field(default_factory=list)
    head: bytes = b""

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
        self.head = self.first_lines()
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
        self.hang_up()
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
        except (TimeoutError, OSError) as mishap:
            pause = self.fail(update, str(mishap) or type(mishap).__name__)
        finally:
            self.in_flight -= 1
        self.settle(update, pause)
        self.ring()
        self.pump()

    def settle(self, update: Update, pause: float | None) -> None:
        """What comes after a delivery: the next update of the lane, or the same again after some seconds."""
        lane = self.lanes.get(update.lane)
        if not lane or lane[0] is not update:
            return  # the webhook was set anew meanwhile
        if pause is None:
            self.done(update, lane)
        else:
            asyncio.get_running_loop().call_later(pause, self.resume, update.lane)

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
        if self.updates.handed:
            self.updates.handed([update])
        body = update.body.encode()
        async with asyncio.timeout(self.patience):
            wire = await self.wire()
            try:
                reply = await wire.post(self.head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
            except BaseException:
                wire.close()
                raise
        if wire.open:
            self.wires.append(wire)
        if not HTTPStatus.OK <= reply.status < HTTPStatus.MULTIPLE_CHOICES:
            wait = reply.headers.get("retry-after", "")
            why = f"Wrong response from the webhook: {reply.status} {reply.reason}"
            return self.fail(update, why, float(wait) if wait.isdecimal() else 0.0)
        if reply.body:
            self.follow(reply.asked)
        return None

    async def wire(self) -> Wire:
        """A connection that nothing is sent over now."""
        while self.wires:
            wire = self.wires.pop()
            if wire.open:
                return wire
        return await connect(urlsplit(self.url))

    def first_lines(self) -> bytes:
        url = urlsplit(self.url)
        target = (url.path or "/") + (f"?{url.query}" if url.query else "")
        lines = [f"POST {target} HTTP/1.1", f"Host: {url.netloc}", "Content-Type: application/json"]
        lines += [f"{SECRET_HEADER}: {self.secret}"] if self.secret else []
        return "".join(f"{line}\r\n" for line in lines).encode()

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
        self.hang_up()

    def hang_up(self) -> None:
        while self.wires:
            self.wires.pop().close()
