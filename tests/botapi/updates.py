"""Updates on their way to the bot: kept until confirmed, handed out to a long poll.

Left out of the real server's ways: the three seconds that a poll with an unchanged offset waits at least, and the
three seconds before a second conflict in a row is told. Both would only slow tests down.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from tests.botapi.asked import Asked
from tests.botapi.refusals import WEBHOOK_ACTIVE, WEBHOOK_CAME, Refused, refusal
from tests.botapi.world import as_json

NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
AT_ONCE, LONGEST_POLL = 100, 50
FIRST = 700_000_001


@dataclass(slots=True, eq=False)
class Update:
    """One update. `lane` is what a webhook keeps in order: a chat's messages, a person's taps."""

    number: int
    kind: str
    content: dict[str, Any]
    lane: tuple[str, int]
    repeated: bool = False
    tries: int = 0
    serial: int = 0

    @property
    def body(self) -> str:
        """The update as JSON."""
        return as_json({"update_id": self.number, self.kind: self.content})


@dataclass(slots=True)
class Updates:
    """The queue of one bot."""

    handed: Callable[[list[Update]], None] | None = None
    """Called with updates at the moment they leave."""
    delivered: Callable[[Update], None] | None = None
    """Called with a new update while a webhook is set; None when the bot polls."""
    polled: Callable[[], None] | None = None
    """Called when the bot polls."""
    pending: OrderedDict[int, Update] = field(default_factory=OrderedDict)
    allowed: frozenset[str] = frozenset()
    next_number: int = FIRST
    held: list[Update] | None = None
    poll: asyncio.Future[None] | None = None
    serial: int = 0
    polls: int = 0

    def allows(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def allow(self, asked: Asked) -> None:
        """Take over `allowed_updates`, when a call brings it. An empty list means the default."""
        if isinstance(kinds := asked.json("allowed_updates"), list):
            self.allowed = frozenset(map(str, kinds))

    def push(self, kind: str, content: dict[str, Any], about: int) -> Update | None:
        """Send an update to the bot; None when the bot does not want its kind."""
        if not self.allows(kind):
            return None
        update = Update(0, kind, content, (kind, about))
        if self.held is not None:
            self.held.append(update)
        else:
            self.enter(update)
        return update

    def enter(self, update: Update) -> None:
        if not update.number:
            update.number, self.next_number = self.next_number, self.next_number + 1
        self.serial += 1
        update.serial = self.serial
        self.pending[self.serial] = update
        if self.delivered:
            self.delivered(update)
        self.wake()

    def again(self, update: Update) -> None:
        """Hand out an update a second time, with the same number, even when it was confirmed."""
        self.enter(Update(update.number, update.kind, update.content, update.lane, repeated=True))

    @contextmanager
    def reversed(self) -> Iterator[None]:
        """Hold back what is sent meanwhile, then send the newest first."""
        self.held = []
        yield
        held, self.held = self.held, None
        for update in reversed(held):
            self.enter(update)

    def wake(self) -> None:
        if self.poll and not self.poll.done():
            self.poll.set_result(None)

    def end_poll(self, why: Refused) -> None:
        if self.poll and not self.poll.done():
            self.poll.set_exception(why)

    def confirm(self, offset: int) -> None:
        """Forget what comes before an offset; a negative one keeps that many of the newest."""
        if offset < 0:
            while len(self.pending) > -offset:
                self.pending.popitem(last=False)
        while self.pending:
            serial, first = next(iter(self.pending.items()))
            if offset <= 0 or first.repeated or first.number >= offset:
                return
            del self.pending[serial]

    def ready(self, limit: int) -> list[Update]:
        """The next updates; those sent again leave the queue at once."""
        taken = list(islice(self.pending.values(), limit))
        for update in taken:
            if update.repeated:
                self.forget(update)
        if taken and self.handed:
            self.handed(taken)
        return taken

    def forget(self, update: Update) -> None:
        """Take a delivered update out of the queue."""
        self.pending.pop(update.serial, None)

    async def get(self, asked: Asked) -> list[Update]:
        """`getUpdates`: at once when there is something, else when something comes or the time is over."""
        if self.delivered:
            raise Refused(409, WEBHOOK_ACTIVE)
        self.polls += 1
        if self.polled:
            self.polled()
        self.allow(asked)
        self.confirm(asked.number("offset"))
        limit = min(max(asked.number("limit", AT_ONCE), 1), AT_ONCE)
        timeout = min(max(asked.number("timeout"), 0), LONGEST_POLL)
        if not self.pending and timeout:
            await self.wait(timeout)
        return self.ready(limit)

    async def wait(self, seconds: float) -> None:
        self.end_poll(refusal("409"))  # it is the older poll that is told of the conflict
        mine = self.poll = asyncio.get_running_loop().create_future()
        timer = asyncio.get_running_loop().call_later(seconds, self.wake)
        try:
            await mine
        finally:
            timer.cancel()
            if self.poll is mine:
                self.poll = None

    def webhook_came(self) -> None:
        self.end_poll(Refused(409, WEBHOOK_CAME))
