"""Telegram's own words of refusal. Where the words were not to be had, the comment beside them says so."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """The Bot API says no: a status, a description and perhaps parameters."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters

    @property
    def body(self) -> dict[str, Any]:
        """The body of the answer."""
        more = {"parameters": self.parameters} if self.parameters else {}
        return {"ok": False, "error_code": self.code, "description": self.description, **more}


def bad(why: str) -> Refused:
    """A 400 with Telegram's prefix."""
    return Refused(400, f"Bad Request: {why}")


def too_many(seconds: int) -> Refused:
    """A 429: the caller is to wait some seconds."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


BAD = {
    "not-modified": "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message",
    "edit-not-found": "message to edit not found",
    "cannot-edit": "message can't be edited",
    "no-text": "there is no text in the message to edit",
    "delete-not-found": "message to delete not found",
    "cannot-delete": "message can't be deleted",
    "reply-not-found": "message to be replied not found",
    "chat-not-found": "chat not found",
    "empty": "message text is empty",
    "blank": "text must be non-empty",
    "too-long": "message is too long",
    "edit-too-long": "MESSAGE_TOO_LONG",
    "caption-too-long": "message caption is too long",
    "entities": 'can\'t parse entities: Unsupported start tag "x" at byte offset 0',
    "button-data": "BUTTON_DATA_INVALID",
    "button-copy": "BUTTON_COPY_TEXT_INVALID",
    "markup-too-long": "reply markup is too long",
    "expired-callback": "query is too old and response timeout expired or query ID is invalid",
}
"""Every known 400 by the name that a planned fault uses."""
OTHER = {
    "401": (401, "Unauthorized"),
    "403": (403, "Forbidden: bot was blocked by the user"),
    "404": (404, "Not Found: method not found"),
    "409": (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    ),
    "500": (500, "Internal Server Error"),
    "502": (502, "Bad Gateway"),
}
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
WEBHOOK_CAME = "Conflict: terminated by setWebhook request"


def refusal(name: str) -> Refused:
    """A known refusal by its name."""
    return bad(BAD[name]) if name in BAD else Refused(*OTHER[name])
