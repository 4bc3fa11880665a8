"""What came from Telegram, read from its JSON into what this channel needs, and nothing else kept.

python-telegram-bot's `Update` objects are not made: they cost more than the answer itself, and the library keeps the
ids of every chat and user whose `Update` it has seen. A `Heard` shows nothing of itself in a log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.core.place import TOKEN_LIMIT

Kind = Literal["tap", "words", "command", "inline", "refused", "other"]
UPDATES = ["message", "callback_query", "inline_query", "my_chat_member"]
"""The kinds of update that Telegram is asked to send."""
TEXT_MOST = 1000
_SILENT = frozenset({
    "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo", "delete_chat_photo",
    "group_chat_created", "supergroup_chat_created", "channel_chat_created", "pinned_message", "migrate_to_chat_id",
    "migrate_from_chat_id", "message_auto_delete_timer_changed", "forum_topic_created", "forum_topic_closed",
    "forum_topic_reopened", "forum_topic_edited", "video_chat_started", "video_chat_ended", "write_access_allowed",
})  # fmt: skip
"""Messages that Telegram itself makes; nobody waits for an answer to them."""


@dataclass(frozen=True, slots=True, repr=False)
class Heard:
    """One thing that a person did in a chat."""

    update_id: int
    kind: Kind = "other"
    chat: int = 0
    private: bool = True
    lang: str = ""
    message: int = 0
    """The message that was sent, or the one whose button was pressed."""
    editable: bool = False
    """Whether that message can still be edited."""
    query: str = ""
    """The id by which a press is answered."""
    data: str = ""
    """What the button carries."""
    text: str = ""
    under: str = ""
    """The place of the buttons under the pressed message, or under the one replied to."""
    inline: str = ""
    """The id by which letters written in some other chat are answered; `chat` is then the private one of the writer."""


def read(update: Mapping[str, Any]) -> Heard:
    """Read one update. What has an unexpected shape is `other`, and left alone."""
    number = update.get("update_id")
    number = number if isinstance(number, int) else 0
    try:
        if "callback_query" in update:
            return _press(number, update["callback_query"])
        if "message" in update:
            return _message(number, update["message"])
        if "inline_query" in update:
            return _inline(number, update["inline_query"])
    except (KeyError, TypeError, AttributeError, ValueError):
        pass
    return Heard(number)


def _press(number: int, query: Mapping[str, Any]) -> Heard:
    message = query.get("message")
    lang = _language(query)
    if message is None:
        return Heard(number, lang=lang, query=query["id"])  # there is no chat to say anything in
    chat = message["chat"]
    return Heard(
        number, "tap", chat["id"], chat["type"] == "private", lang, message["message_id"], message.get("date", 0) != 0,
        query["id"], query.get("data", ""), under=_place_under(message),
    )  # fmt: skip


def _message(number: int, message: Mapping[str, Any]) -> Heard:
    chat = message["chat"]
    text = message.get("text")
    replied = message.get("reply_to_message")
    under = _place_under(replied) if replied is not None else ""
    if text is None:
        kind: Kind = "other" if _SILENT & message.keys() else "refused"
    else:
        kind = "command" if text.startswith("/") else "words"
    return Heard(
        number, kind, chat["id"], chat["type"] == "private", _language(message), message["message_id"],
        text=(text or "")[: TEXT_MOST + 1], under=under,
    )  # fmt: skip


def _inline(number: int, asked: Mapping[str, Any]) -> Heard:
    text = asked.get("query", "")[:TEXT_MOST]
    return Heard(number, "inline", asked["from"]["id"], lang=_language(asked), text=text, inline=asked["id"])


def _language(part: Mapping[str, Any]) -> str:
    """The first letters of the language that the person's Telegram is in."""
    code = (part.get("from") or {}).get("language_code") or ""
    return str(code)[:2].lower()


def _place_under(message: Mapping[str, Any]) -> str:
    """The place that a message's buttons stand for: that of its help button without the help, or of its way back.

    The message in the person's own chat is the only thing that remembers where they were.
    """
    rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
    found = [str(button["callback_data"]) for row in rows for button in row if "callback_data" in button]
    for data in found:
        flow, lang, answers, view = (*data.split("_"), "", "", "")[:4]
        if len(data) <= TOKEN_LIMIT and (view == "h" or view.startswith("h-")):
            return f"{flow}_{lang}_{answers}_{view[2:]}".rstrip("_")
    return next((data for data in reversed(found) if not data.startswith("!")), "")
