"""A message as a person sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.botapi.asked import File
from tests.botapi.markup import Entity, write_html
from tests.botapi.world import Message

MEDIA = ("photo", "voice", "video", "document", "contact", "location", "sticker")


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; one of data, url and copy_text is set."""

    label: str
    data: str | None = None
    url: str | None = None
    copy_text: str | None = None


@dataclass(frozen=True, slots=True)
class Bubble:
    """What a message looked like when it was seen. Later edits do not change it."""

    id: int
    chat: int
    mine: bool
    """Whether the person wrote it, not the bot."""
    who: str
    text: str
    html: str
    keyboard: tuple[tuple[Button, ...], ...]
    document: File | None
    media: str
    """The kind of what was sent besides text, or nothing."""
    reply_to: int | None
    editions: int
    """How often it has been edited."""
    date: int
    at: int

    @property
    def buttons(self) -> list[Button]:
        """All buttons, row by row."""
        return [button for row in self.keyboard for button in row]

    @property
    def labels(self) -> list[str]:
        """The labels of all buttons."""
        return [button.label for button in self.buttons]

    def button(self, label: str) -> Button | None:
        """The button with this label, or else the only one that begins with it."""
        exact = [button for button in self.buttons if button.label == label]
        close = [button for button in self.buttons if button.label.startswith(label)]
        return exact[0] if exact else close[0] if len(close) == 1 else None


def button_of(body: dict[str, Any]) -> Button:
    copied = body.get("copy_text") or {}
    return Button(body["text"], body.get("callback_data"), body.get("url"), copied.get("text"))


def bubble_of(message: Message, files: dict[str, File]) -> Bubble:
    """What a message looks like now."""
    body: dict[str, Any] = message.body
    text: str = body.get("text") or body.get("caption") or ""
    entities: list[Entity] = body.get("entities") or body.get("caption_entities") or []
    rows = body.get("reply_markup", {}).get("inline_keyboard", [])
    return Bubble(
        id=message.number,
        chat=message.chat.number,
        mine=not message.mine,
        who=body["from"]["first_name"],
        text=text,
        html=write_html(text, entities),
        keyboard=tuple(tuple(button_of(button) for button in row) for row in rows),
        document=files.get(body.get("document", {}).get("file_id", "")),
        media=next((kind for kind in MEDIA if kind in body), ""),
        reply_to=body.get("reply_to_message", {}).get("message_id"),
        editions=message.editions,
        date=body["date"],
        at=int(message.at),
    )
