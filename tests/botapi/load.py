"""Many phones in a closed loop: each presses again as soon as its last press is answered.

What a press is answered by: an edit or a new message in its chat, and for a press of a button also its callback
answer. A reply may be several messages: one with fewer than two buttons that ask the bot for something is followed by
more. “Message is not modified” answers too: some buttons lead to where one is. The latency runs from the moment an
update is handed out until its reply has come whole.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter, process_time
from typing import Any

from tests.botapi.people import Phone
from tests.botapi.refusals import Refused
from tests.botapi.server import BotApi, Call
from tests.botapi.updates import Update
from tests.botapi.world import Message

LOST_AFTER, LOOK_EVERY = 10.0, 1.0
REPLIES = frozenset({"editMessageText", "editMessageReplyMarkup", "sendMessage", "sendDocument"})


@dataclass(slots=True, eq=False)
class Caller:
    """One phone: what it waits for, and how many presses are still to come."""

    phone: Phone
    left: int
    turn: int = 0
    """Which walk comes next."""
    step: int = 0
    labels: list[str] = field(default_factory=list)
    """The buttons still to press on this walk."""
    pressed: int | None = None
    """The message whose button was pressed; None for /start."""
    data: str = ""
    sent: float = 0.0
    handed: float = 0.0
    waits: bool = False
    """Whether a reply is still to come, or to become whole."""
    parts: int = 0


@dataclass(slots=True)
class Counts:
    """What was measured."""

    updates: int = 0
    lost: int = 0
    wrong: int = 0
    """Replies that nobody waits for in their chat: of another chat, or a late edition over a newer one."""
    missing: int = 0
    """Buttons of a walk that were not there."""
    differing: int = 0
    """Presses that led elsewhere than the same button before. A fault only when buttons are links."""
    began: float = 0.0
    ended: float = 0.0
    cpu: float = 0.0
    """Seconds of processor time that this server took; near to `seconds` it is the server that is measured."""
    latencies: list[float] = field(default_factory=list)
    """Until the reply was whole."""
    firsts: list[float] = field(default_factory=list)
    """Until its first message came."""

    def line(self) -> dict[str, Any]:
        """The result of a run, for one line of JSON."""
        seconds = self.ended - self.began
        return {
            "updates": self.updates,
            "seconds": round(seconds, 4),
            "server_cpu": round(self.cpu, 4),
            "per_second": round(self.updates / seconds, 1) if seconds else 0,
            **{f"p{share}_ms": self.at(share / 100) for share in (50, 95, 99)},
            "max_ms": self.at(1),
            "first_p99_ms": share_of(self.firsts, 0.99),
            "lost": self.lost,
            "wrong": self.wrong,
            "missing": self.missing,
            "differing": self.differing,
        }

    def at(self, share: float) -> float:
        """A latency in milliseconds that this share of the presses does not exceed."""
        return share_of(self.latencies, share)


def share_of(times: list[float], share: float) -> float:
    """The time in milliseconds that this share of the times does not exceed."""
    ordered = sorted(times)
    return round(1000 * ordered[min(int(len(ordered) * share), len(ordered) - 1)], 3) if ordered else 0.0


class Load:
    """The phones of one run. With `walks`, lists of labels, each phone walks one after the other; else by chance."""

    def __init__(
        self, api: BotApi, chats: int, presses: int, *, start: str = "", seed: int = 1,
        walks: Sequence[Sequence[str]] = (),
    ) -> None:  # fmt: skip
        self.api, self.seed, self.start, self.walks = api, seed, f"/start {start}".strip(), walks
        self.callers: dict[int, Caller] = {}
        for turn in range(chats):
            phone = api.phone()
            self.callers[phone.id] = Caller(phone, presses + 1, turn)
        self.waiting = set(self.callers)
        self.counts = Counts()
        self.finished = asyncio.Event()
        self.screens: dict[str, str] = {}
        """The text that the same button led to before."""
        api.done, api.refused, api.updates.handed = self.done, self.refused, self.handed

    async def run(self) -> Counts:
        """Press until every phone is through."""
        self.counts.began, before = perf_counter(), process_time()
        for caller in list(self.callers.values()):
            self.press(caller)
        watch = asyncio.create_task(self.watch())
        await self.finished.wait()
        self.counts.cpu = process_time() - before
        watch.cancel()
        return self.counts

    def forget(self) -> None:
        """Take the chats of this run out of the server, so that a crowd does not make it grow."""
        for number in self.callers:
            del self.api.world.chats[number]
        self.api.world.files.clear()
        self.api.world.taps.clear()

    def press(self, caller: Caller) -> None:
        """Send /start, or press a button of the last keyboard: the next of a walk, or one by repeatable chance."""
        caller.left -= 1
        if caller.left < 0:
            self.waiting.discard(caller.phone.id)
            if not self.waiting:
                self.counts.ended = perf_counter()
                self.finished.set()
            return
        caller.sent, caller.handed, caller.waits, caller.parts = perf_counter(), 0.0, True, 0
        caller.step += 1
        self.counts.updates += 1
        message = last_keyboard(caller.phone)
        data = self.chosen(caller, pressable(message)) if message else ""
        if message is None or not data:
            self.begin(caller)
            return
        caller.pressed, caller.data = message.number, data
        caller.phone.press(message.chat, message.number, data)

    def begin(self, caller: Caller) -> None:
        """Send /start; the next walk begins."""
        if self.walks:
            caller.labels = list(self.walks[caller.turn % len(self.walks)])
            caller.turn += 1
        caller.pressed, caller.data, caller.phone.tapped = None, "", None
        caller.phone.put({"text": self.start}, None, None)

    def chosen(self, caller: Caller, buttons: dict[str, str]) -> str:
        """What the button to press carries; empty when there is none."""
        if self.walks and not caller.labels:
            return ""
        if self.walks:
            found = buttons.get(caller.labels.pop(0), "")
            self.counts.missing += not found
            return found
        chance = zlib.crc32(f"{self.seed} {caller.phone.id} {caller.step}".encode())
        return list(buttons.values())[chance % len(buttons)] if buttons else ""

    def handed(self, updates: list[Update]) -> None:
        now = perf_counter()
        for update in updates:
            caller = self.callers.get(update.content["from"]["id"])
            if caller and not caller.handed:
                caller.handed = now

    def done(self, call: Call, result: Any) -> None:
        """A method was done: perhaps it answers a press."""
        if call.method == "answerCallbackQuery":
            tap = self.api.world.taps.pop(str(call.params["callback_query_id"]))
            if caller := self.callers.get(tap.person):
                self.settle(caller)
        elif call.method in REPLIES and (caller := self.callers.get(result["chat"]["id"])):
            self.reply(caller, result, edit=call.method.startswith("edit"))

    def refused(self, call: Call, why: Refused) -> None:
        """A method was refused: a button that leads to where one is changes nothing."""
        caller = self.callers.get(int(call.params.get("chat_id") or 0))
        if caller and call.method == "editMessageText" and "not modified" in why.description:
            message = caller.phone.inside.messages[int(call.params["message_id"])]
            self.reply(caller, message.body, edit=True)

    def reply(self, caller: Caller, body: dict[str, Any], *, edit: bool) -> None:
        if not caller.waits or not caller.handed or (edit and (caller.parts or body["message_id"] != caller.pressed)):
            self.counts.wrong += 1  # nobody here waits for it: another chat's reply, or a late edition
            return
        caller.parts += 1
        if caller.parts == 1:
            self.counts.firsts.append(perf_counter() - caller.handed)
        if "document" not in body and len(pressable_in(body)) < 2:
            return  # the rest is still to come
        caller.waits = False
        self.counts.latencies.append(perf_counter() - caller.handed)
        if caller.data:
            text = body.get("text", "")
            self.counts.differing += self.screens.setdefault(caller.data, text) != text
        self.settle(caller)

    def settle(self, caller: Caller) -> None:
        if caller.parts and not caller.waits and caller.phone.answered and caller.left >= 0:
            self.press(caller)

    async def watch(self) -> None:
        """Give up on presses that nobody answers."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            late = perf_counter() - LOST_AFTER
            for caller in list(self.callers.values()):
                if caller.left >= 0 and caller.sent < late:
                    self.counts.lost += 1
                    self.press(caller)


def last_keyboard(phone: Phone) -> Message | None:
    """The newest message of the bot that has buttons."""
    messages = reversed(phone.inside.messages.values())
    return next((message for message in messages if message.mine and "reply_markup" in message.body), None)


def pressable(message: Message) -> dict[str, str]:
    """What the buttons of a message carry, by their labels."""
    return {button["text"]: button["callback_data"] for button in pressable_in(message.body)}


def pressable_in(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The buttons of a message that ask the bot for something."""
    rows = body.get("reply_markup", {}).get("inline_keyboard", ())
    return [button for row in rows for button in row if "callback_data" in button]
