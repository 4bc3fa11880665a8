"""What Telegram's servers know: the bot, its chats, their messages, files and queries."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any

from tests.botapi.asked import File
from tests.botapi.refusals import Refused, bad, refusal

Json = dict[str, Any]
as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
BLOCKED = "Forbidden: bot was blocked by the user"


def now() -> int:
    """The time in whole seconds, as messages carry it."""
    return int(time.time())


@dataclass(slots=True, eq=False)
class Message:
    """One message as the servers hold it. `body` is what a bot would be given; an edit brings a new one."""

    chat: Chat
    number: int
    body: Json
    mine: bool
    """Whether the bot wrote it."""
    faded: bool = False
    """Whether it is out of the bot's reach: too old to edit, and inaccessible when one of its buttons is tapped."""
    editions: int = 0
    at: float = 0


@dataclass(slots=True, eq=False)
class Chat:
    """A private chat or a group."""

    number: int
    body: Json
    messages: dict[int, Message] = field(default_factory=dict)
    started: bool = False
    blocked: bool = False
    news: int = 0
    """How often the bot has sent, edited or deleted something here."""
    action: str = ""

    def message(self, number: int, missing: str) -> Message:
        """One message; refuses in the given words when there is none."""
        found = self.messages.get(number)
        if found is None:
            raise refusal(missing)
        return found


@dataclass(slots=True, eq=False)
class Tap:
    """A callback query: whose it is, and what the bot said to it."""

    number: str
    person: int
    chat: int
    answered: bool = False
    text: str = ""
    alert: bool = False
    url: str = ""


@dataclass(slots=True, eq=False)
class Question:
    """An inline query, and its results."""

    number: str
    person: int
    text: str
    results: list[Json] | None = None
    details: Json = field(default_factory=dict)


@dataclass(slots=True)
class World:
    """Everything that one bot's server keeps."""

    username: str = "polku_bot"
    bot_id: int = 123
    upload_limit: int = 50 * 1024 * 1024
    chats: dict[int, Chat] = field(default_factory=dict)
    taps: dict[str, Tap] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    """A name or a description by its kind and language."""
    menu: dict[int, Json] = field(default_factory=dict)
    logged_out: bool = False
    last_message: int = 0
    bot: Json = field(init=False)

    def __post_init__(self) -> None:
        self.bot = {"id": self.bot_id, "is_bot": True, "first_name": "Polku", "username": self.username}

    def chat(self, number: int | str) -> Chat:
        """A chat in which the bot may write; a person has to write first."""
        found = self.chats.get(number if isinstance(number, int) else as_number(number))
        if found is None or not found.started:
            raise refusal("chat-not-found")
        return found

    def writable(self, number: int | str) -> Chat:
        """A chat whose person has not blocked the bot."""
        chat = self.chat(number)
        if chat.blocked:
            raise Refused(403, BLOCKED)
        return chat

    def add(self, chat: Chat, sender: Json, content: Json, *, date: int | None = None) -> Message:
        """A new message in a chat. Numbers run through all chats, as for a bot's private chats and groups."""
        self.last_message += 1
        body = {
            "message_id": self.last_message,
            "from": sender,
            "chat": chat.body,
            "date": now() if date is None else date,
            **content,
        }
        message = Message(chat, self.last_message, body, sender is self.bot)
        chat.messages[message.number] = message
        return message

    def tap(self, number: str) -> Tap:
        """A tap that waits for its answer; each is answered once."""
        found = self.taps.get(number)
        if found is None or found.answered:
            raise refusal("expired-callback")
        return found

    def store(self, file: File) -> str:
        """Keep an uploaded file; gives its id."""
        number = f"file-{len(self.files) + 1}"
        self.files[number] = file
        return number


def as_number(text: str) -> int:
    if not text:
        raise bad("chat_id is empty")
    try:
        return int(text)
    except ValueError:
        return 0


def file_body(number: str, file: File) -> Json:
    """A file as a message names it."""
    return {
        "file_id": number,
        "file_unique_id": f"u-{number}",
        "file_name": file.name,
        "mime_type": file.kind,
        "file_size": len(file.data),
    }
