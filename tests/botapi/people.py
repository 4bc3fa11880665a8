"""People for tests: each has a phone, sees chats as a person does, and writes, taps, sends and blocks."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.botapi import profile
from tests.botapi.asked import Asked, File
from tests.botapi.bubbles import Bubble, bubble_of
from tests.botapi.limits import formatted
from tests.botapi.markup import found_entities
from tests.botapi.talking import quoted
from tests.botapi.updates import Update, Updates
from tests.botapi.world import Chat, Json, Message, Question, Tap, World, now

FIRST_PERSON, FIRST_GROUP = 1_000_001, -1_001
WITHIN = 60.0
"""Seconds after which nothing will come any more."""
MEDIA: dict[str, Json] = {
    "photo": {
        "photo": [
            {"file_id": "photo-s", "file_unique_id": "ps", "width": 90, "height": 60, "file_size": 1000},
            {"file_id": "photo-m", "file_unique_id": "pm", "width": 800, "height": 533, "file_size": 50_000},
        ]
    },
    "voice": {
        "voice": {"file_id": "voice", "file_unique_id": "v", "duration": 3, "mime_type": "audio/ogg", "file_size": 9000}
    },
    "video": {"video": {"file_id": "video", "file_unique_id": "w", "width": 640, "height": 360, "duration": 4}},
    "document": {"document": {"file_id": "paper", "file_unique_id": "d", "file_name": "paper.pdf", "file_size": 2000}},
    "contact": {"contact": {"phone_number": "+358 00 000 0000", "first_name": "Contact"}},
    "location": {"location": {"latitude": 60.17, "longitude": 24.94}},
    "sticker": {
        "sticker": {
            "file_id": "sticker", "file_unique_id": "s", "type": "regular", "width": 512, "height": 512,
            "is_animated": False, "is_video": False, "emoji": "🙂",
        }
    },
}  # fmt: skip


class Silence(AssertionError):
    """The bot did not do in time what a person waited for."""


class NoSuchButton(AssertionError):
    """A person looked for a button that is not there."""


@dataclass(slots=True)
class People:
    """Everybody that a server knows."""

    world: World
    updates: Updates
    waiting: list[asyncio.Future[None]] = field(default_factory=list)
    persons: Iterator[int] = field(default_factory=lambda: itertools.count(FIRST_PERSON))
    groups: Iterator[int] = field(default_factory=lambda: itertools.count(FIRST_GROUP, -1))
    queries: Iterator[int] = field(default_factory=lambda: itertools.count(4_000_000_000_001))

    def phone(self, language: str, **who: str) -> Phone:
        number = next(self.persons)
        user = {"id": number, "is_bot": False, "first_name": f"Person {number - FIRST_PERSON + 1}", **who}
        if language:
            user["language_code"] = language
        chat = Chat(number, {"id": number, "first_name": user["first_name"], "type": "private"})
        self.world.chats[number] = chat
        return Phone(self, user, chat)

    def group(self, title: str) -> Group:
        number = next(self.groups)
        chat = Chat(number, {"id": number, "title": title, "type": "group"}, started=True)
        self.world.chats[number] = chat
        return Group(self, chat)

    def ring(self) -> None:
        """Tell everybody who waits that something has happened."""
        waiting, self.waiting = self.waiting, []
        for one in waiting:
            if not one.done():
                one.set_result(None)

    async def until(self, condition: Callable[[], object], within: float) -> None:
        """Wait until something is so, at most some seconds; raises Silence otherwise."""
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        while not condition():
            bell: asyncio.Future[None] = loop.create_future()
            self.waiting.append(bell)
            if (left := end - loop.time()) <= 0 or not await heard(bell, left):
                if condition():
                    return
                raise Silence(f"expected the bot to act within {within} s, it did not")


async def heard(bell: asyncio.Future[None], seconds: float) -> bool:
    done, _ = await asyncio.wait([bell], timeout=seconds)
    return bool(done)


class Seen:
    """A chat as it is seen."""

    def __init__(self, people: People, inside: Chat) -> None:
        self.people, self.inside = people, inside

    @property
    def id(self) -> int:
        """The number of the chat."""
        return self.inside.number

    @property
    def chat(self) -> list[Bubble]:
        """The messages there are now, oldest first."""
        return [bubble_of(message, self.people.world.files) for message in self.inside.messages.values()]

    @property
    def last(self) -> Bubble:
        """The message of the bot that came or changed last."""
        written = [message for message in self.inside.messages.values() if message.mine]
        if not written:
            raise Silence("expected a message of the bot in this chat, there is none")
        return bubble_of(max(written, key=lambda message: message.at), self.people.world.files)


class Group(Seen):
    """A group with the bot in it, which sees only what is meant for it."""

    def meant(self, text: str, reply: Message | None) -> bool:
        """Whether a bot in privacy mode is shown a message: a command without another's name, its name, a reply."""
        name = self.people.world.username
        if text.startswith("/"):
            return text.split(maxsplit=1)[0].partition("@")[2] in ("", name)
        return f"@{name}" in text or bool(reply and reply.mine)


class Phone(Seen):
    """A person with a phone, in a private chat with the bot, and in groups when a group is named."""

    def __init__(self, people: People, user: Json, inside: Chat) -> None:
        super().__init__(people, inside)
        self.user = user
        self.sent: Update | None = None
        """The last update that this person caused; None when the bot did not want it."""
        self.tapped: Tap | None = None
        """The last tap, and how the bot answered it: `.text`, `.alert`, `.url`."""
        self.clipboard = ""
        self.opened = ""
        """The address that the last tapped link leads to."""
        self.looking, self.mark = inside, 0

    # -- doing -------------------------------------------------------------------------------------

    async def types(self, text: str, *, to: Bubble | None = None, into: Group | None = None) -> Bubble:
        """Write a message, as a reply to another when `to` says so; gives one's own message."""
        return self.put({"text": text.strip()}, to, into)

    async def sends(
        self, what: str, *, caption: str = "", to: Bubble | None = None, into: Group | None = None, **details: Any
    ) -> Bubble:
        """Send a photo, voice, video, document, contact, location or sticker."""
        body = MEDIA[what][what]
        content: Json = {what: {**body, **details} if isinstance(body, dict) else body}
        return self.put({**content, **({"caption": caption} if caption else {})}, to, into)

    async def uploads(self, name: str, data: bytes, kind: str = "application/pdf") -> Bubble:
        """Send a real file."""
        number = self.people.world.store(File(name, kind, data))
        return await self.sends("document", file_id=number, file_name=name, mime_type=kind, file_size=len(data))

    def put(self, content: Json, to: Bubble | None, into: Group | None) -> Bubble:
        chat, world = into.inside if into else self.inside, self.people.world
        self.begin(chat)
        text = content.get("text") or content.get("caption", "")
        if entities := found_entities(text):
            content["entities" if "text" in content else "caption_entities"] = entities
        reply = chat.messages.get(to.id) if to else None
        if reply:
            content["reply_to_message"] = quoted(reply)
        chat.started = True
        message = world.add(chat, self.user, content)
        self.sent = None
        if into is None or into.meant(text, reply):
            self.push("message", message.body, chat)
        return bubble_of(message, world.files)

    async def edits(self, own: Bubble, text: str) -> None:
        """Change one's own message."""
        chat = self.chat_of(own)
        self.begin(chat)
        message = chat.messages[own.id]
        entities = found_entities(text)
        kept = {key: value for key, value in message.body.items() if key != "entities"}
        message.body = {**kept, "edit_date": now(), "text": text, **({"entities": entities} if entities else {})}
        self.push("edited_message", message.body, chat)

    async def taps(
        self, label: str, *, on: Bubble | None = None, faded: bool = False, wait: bool = True, changes: int = 1
    ) -> Bubble:
        """Tap a button, by its label or the start of it, of the last keyboard or of any message seen earlier.

        Waits until the tap is answered and the bot has changed something (`changes=0`: answered only), then gives
        the message that changed last. `faded`: the message is out of the bot's reach. A link opens (`opened`), a copy
        button copies (`clipboard`).
        """
        bubble = on or self.keyboard()
        button = bubble.button(label)
        if button is None:
            raise NoSuchButton(f"expected a button {label!r}, got {bubble.labels}")
        if button.data is None:
            self.opened, self.clipboard = button.url or self.opened, button.copy_text or self.clipboard
            return bubble
        self.press(self.chat_of(bubble), bubble.id, button.data, faded=faded)
        if not wait:
            return bubble
        return await self.sees(changes=changes)

    def keyboard(self) -> Bubble:
        found = [bubble for bubble in map(self.bubble, self.looking.messages.values()) if bubble.keyboard]
        if not found:
            raise NoSuchButton("expected a message with buttons, there is none")
        return max(found, key=lambda bubble: bubble.at)

    def bubble(self, message: Message) -> Bubble:
        return bubble_of(message, self.people.world.files)

    def press(self, chat: Chat, message: int, data: str, *, faded: bool = False) -> Tap:
        """Send the tap of a button, and wait for nothing."""
        self.begin(chat)
        number = str(next(self.people.queries))
        self.tapped = self.people.world.taps[number] = Tap(number, self.user["id"], chat.number)
        found = chat.messages.get(message)
        if found and faded:
            found.faded = True
        out_of_reach = {"chat": chat.body, "message_id": message, "date": 0}
        content: Json = {
            "id": number,
            "from": self.user,
            "message": out_of_reach if found is None or found.faded else found.body,
            "chat_instance": str(chat.number * 7_919),
            "data": data,
        }
        self.push("callback_query", content, chat, self.user["id"])
        return self.tapped

    async def writes_inline(self, text: str) -> Question:
        """Write to the bot in inline mode from any chat; gives what is asked of the bot."""
        number = str(next(self.people.queries))
        question = self.people.world.questions[number] = Question(number, self.user["id"], text)
        content = {"id": number, "from": self.user, "chat_type": "sender", "query": text, "offset": ""}
        self.push("inline_query", content, self.inside, self.user["id"])
        return question

    @property
    def asked(self) -> list[Question]:
        """What this person has written in inline mode."""
        return [question for question in self.people.world.questions.values() if question.person == self.id]

    async def asks(self, text: str) -> list[Json]:
        """Write to the bot in inline mode from any chat; gives the results that the bot offers."""
        question = await self.writes_inline(text)
        await self.people.until(lambda: question.results is not None, WITHIN)
        return question.results or []

    async def chooses(self, result: Json, query: str = "") -> str:
        """Choose a result of inline mode; gives the text that it puts into the chat."""
        content = {"result_id": result["id"], "from": self.user, "query": query}
        self.push("chosen_inline_result", content, self.inside, self.user["id"])
        inside = result.get("input_message_content", {})
        return formatted(inside.get("message_text", ""), inside.get("parse_mode", ""))[0]

    async def blocks(self) -> None:
        """Block the bot: it may write no more, and is told."""
        self.joins("member", "kicked")

    async def unblocks(self) -> None:
        """Let the bot write again."""
        self.joins("kicked", "member")

    def joins(self, old: str, new: str) -> None:
        self.begin(self.inside)
        self.inside.started, self.inside.blocked = True, new == "kicked"
        me = self.people.world.bot
        until = {"until_date": 0}
        content = {
            "chat": self.inside.body,
            "from": self.user,
            "date": now(),
            "old_chat_member": {"user": me, "status": old, **(until if old == "kicked" else {})},
            "new_chat_member": {"user": me, "status": new, **(until if new == "kicked" else {})},
        }
        self.push("my_chat_member", content, self.inside)

    async def clears(self) -> None:
        """Delete the chat for oneself and the bot: every message is gone."""
        self.inside.messages.clear()

    async def sends_again(self) -> None:
        """Let the last update reach the bot a second time, with its number."""
        assert self.sent, "expected an update that the bot wants"
        self.people.updates.again(self.sent)

    # -- seeing ------------------------------------------------------------------------------------

    async def sees(self, *, changes: int = 1, within: float = WITHIN) -> Bubble:
        """Wait until the last tap is answered and the bot has changed this much since one's last act.

        Gives the message that came or changed last. Raises Silence after some seconds.
        """
        await self.people.until(lambda: self.answered and self.looking.news - self.mark >= changes, within)
        return self.seen()

    def seen(self) -> Bubble:
        """The message of the bot that came or changed last, in the chat looked at."""
        return Seen(self.people, self.looking).last

    @property
    def answered(self) -> bool:
        """Whether the bot has answered the last tap."""
        return self.tapped is None or self.tapped.answered

    @property
    def commands(self) -> dict[str, str]:
        """The menu of commands that this person sees."""
        menu = profile.menu_of(self.people.world, self.inside.number, self.user.get("language_code", ""))
        return {entry["command"]: entry["description"] for entry in menu}

    def about(self, kind: str) -> str:
        """What the bot's profile says in this person's language: `name`, `description`, `short_description`."""
        asked = Asked({"language_code": self.user.get("language_code", "")})
        return str(profile.kept(self.people.world, asked, kind)[kind])

    # -- within ------------------------------------------------------------------------------------

    def begin(self, chat: Chat) -> None:
        self.looking, self.mark, self.tapped = chat, chat.news, None

    def chat_of(self, bubble: Bubble) -> Chat:
        return self.people.world.chats[bubble.chat]

    def push(self, kind: str, content: Json, chat: Chat, about: int | None = None) -> None:
        self.sent = self.people.updates.push(kind, content, chat.number if about is None else about)
