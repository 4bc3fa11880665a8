"""A person who sends everything that Telegram can carry, each with a word of its own that is then looked for."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable

from tests.botapi import BotApi, Group, Phone
from tests.botapi.updates import Update
from tests.telegram.room import until

FIRST_PERSON, FIRST_GROUP = 7_318_042_961, -1_009_482_716_355
"""Ids that turn up nowhere by chance."""
WORD = "kanarialintuq"
LONG = 5000
WITHIN = 20.0
Trouble = Callable[[int], None]


def peace(number: int) -> None:
    """No trouble."""


def word(kind: str) -> str:
    """What is looked for when something was sent in this way."""
    return f"{WORD}{kind}x"


KINDS = (
    "message", "edited", "caption", "file", "name", "surname", "username", "contact", "title", "group", "groupreply",
    "reply", "identifying", "long", "command", "start", "data", "shape", "inline",
)  # fmt: skip
COORDINATE = "61.7318429"
PHONE_NUMBER = "+358457318429"


class Canary:
    """One person and one group at a server, and all that must not be found afterwards."""

    def __init__(self, api: BotApi) -> None:
        self.api = api
        api.people.persons, api.people.groups = itertools.count(FIRST_PERSON), itertools.count(FIRST_GROUP, -1)
        self.phone: Phone = api.phone(
            "fi", first_name=word("name"), last_name=word("surname"), username=word("username")
        )
        self.group: Group = api.group(word("title"))
        self.tells = ""  # "toys" when the bot tells the toy book
        api.people.persons = itertools.count(1_000_001)

    @property
    def words(self) -> list[str]:
        """Everything to look for, as text: what was sent, and the ids of the chat and the group."""
        ids = [str(FIRST_PERSON), str(abs(FIRST_GROUP))]
        return [*map(word, KINDS), COORDINATE, PHONE_NUMBER, PHONE_NUMBER[1:], *ids]

    @property
    def numbers(self) -> list[int]:
        """The ids as numbers."""
        return [FIRST_PERSON, abs(FIRST_GROUP)]

    async def does_everything(self, trouble: Trouble = peace) -> int:
        """Send each kind of update, after a trouble by number, and wait for its end. Returns how many were sent."""
        phone, group = self.phone, self.group
        await phone.types("/start keittio" if self.tells == "toys" else "/start huoli")
        first = await phone.sees(within=WITHIN)
        await phone.types("/kortit", into=group)
        cards = await phone.sees(within=WITHIN)
        steps: list[Callable[[], Awaitable[object]]] = [
            lambda: phone.types(word("message")),
            lambda: phone.types(word("reply"), to=first),
            lambda: phone.types(f"{word('identifying')} 131052-308T", to=first),
            lambda: phone.types(f"{word('long')} " * (LONG // len(word("long  ")))),
            lambda: phone.types(f"/help {word('command')}"),
            lambda: phone.types(f"/start {word('start')}"),
            lambda: phone.sends("photo", caption=word("caption")),
            lambda: phone.sends("video", caption=word("caption")),
            lambda: phone.sends("voice", file_id=word("file")),
            lambda: phone.sends("document", file_name=word("file")),
            lambda: phone.sends("sticker", set_name=word("file")),
            lambda: phone.sends("contact", first_name=word("contact"), phone_number=PHONE_NUMBER),
            lambda: phone.sends("location", latitude=float(COORDINATE)),
            lambda: phone.types("/tallenna", to=first),
            lambda: phone.types("/jaa", to=first),
            lambda: phone.types(f"/kortit@polku_bot {word('group')}", into=group),
            lambda: phone.types(word("groupreply"), to=cards, into=group),
            lambda: phone.writes_inline(word("inline")),
            lambda: phone.writes_inline(f"{word('inline')} kuraattori 131052-308T"),
        ]
        for number, step in enumerate(steps):
            trouble(number)
            await step()
            await self.passed()
        self.api.faults.planned.clear()
        self.push("edited_message", {**self.body(), "text": word("edited")})
        self.push("message", {"chat": word("shape"), "text": {"deep": word("shape")}})
        self.push("callback_query", {"id": word("shape"), "from": word("shape"), "data": word("shape")})
        phone.press(phone.inside, first.id, word("data"))
        phone.press(group.inside, cards.id, word("data"))
        await phone.blocks()
        await self.passed()
        await phone.unblocks()
        await self.passed()
        phone.press(phone.inside, phone.keyboard().id, "alku_fi")
        await phone.types("/unohda")
        await self.passed()
        return len(steps) + 10

    def body(self) -> dict[str, object]:
        return {"message_id": 1, "date": 1, "chat": self.phone.inside.body, "from": self.phone.user}

    def push(self, kind: str, content: dict[str, object]) -> None:
        """Send an update that the bot did not ask for, or that no server would send."""
        self.api.updates.enter(Update(0, kind, content, (kind, self.phone.id)))

    async def passed(self) -> None:
        """Wait until the bot has taken everything, and has said something or had its time."""
        assert await until(lambda: not self.api.updates.pending, WITHIN)
        calls = len(self.api.calls)
        await until(lambda: len(self.api.calls) > calls + 1, 0.15)


async def others_go_on(api: BotApi, times: int) -> None:
    """Other people write more, and at once, and press as often: what stood in buffers is written over."""
    phones = [api.phone("fi") for _ in range(8)]
    for number in range(times):
        for phone in phones:
            phone.put({"text": "/start huoli"}, None, None)
        for phone in phones:
            await phone.sees(within=WITHIN)
        for phone in phones:  # with nothing between, so that one answer to a poll brings them all
            phone.put({"text": f"muu{number} " * (LONG // 5)}, None, None)
        for phone in phones:
            await phone.sees(changes=2, within=WITHIN)
        for phone in phones:
            await phone.types("/tallenna", to=phone.keyboard())
            await phone.sees(within=WITHIN)
