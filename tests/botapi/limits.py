"""What Telegram accepts: lengths, buttons, commands.

Documented: text 1 to 4096 and caption up to 1024 characters after the entities are parsed, callback data 1 to 64
bytes, copied text 1 to 256 characters, 1 to 100 messages to delete at once, a command of 1 to 32 and its description
of 1 to 256 characters, at most 100 commands, name 64, description 512, short description 120, an answer to a tap 200,
50 results of an inline query, a file of 50 MB.
Assumed: that characters are UTF-16 code units (the stricter reading); at most 8 buttons in a row and 100 in all, and
the words of that refusal. Telegram leaves out a button without text in silence; here it is refused, so that no test
overlooks it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from tests.botapi.asked import Asked
from tests.botapi.markup import Entity, checked_link, found_entities, in_order, read_html, trimmed, units
from tests.botapi.refusals import bad, refusal

TEXT, CAPTION, DATA, COPIED, ANSWER = 4096, 1024, 64, 256, 200
BUTTONS, ROW = 100, 8
BYTES_OF_TEXT = 1 << 15
DELETED_AT_ONCE, COMMANDS, COMMAND, COMMAND_TEXT = 100, 100, 32, 256
NAME, DESCRIPTION, SHORT_DESCRIPTION = 64, 512, 120
INLINE_RESULTS, RESULT_ID = 50, 64
UPLOAD = 50 * 1024 * 1024
Formatted = tuple[str, list[Entity]]
OTHER_BUTTONS = (
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "login_url",
    "web_app",
)


def formatted(text: str, mode: str, given: Sequence[Entity] = ()) -> Formatted:
    """A text as it is shown, with its entities. Only HTML is read here, not Telegram's two Markdowns."""
    if len(text) > BYTES_OF_TEXT // 4 and len(text.encode()) > BYTES_OF_TEXT:
        raise bad("text is too long")
    if mode.lower() not in ("", "none", "html"):
        raise bad("unsupported parse_mode")
    plain, entities = read_html(text) if mode.lower() == "html" else (text, list(given))
    plain, entities = trimmed(plain, entities)
    return plain, in_order([*entities, *found_entities(plain, entities)])


def checked_text(asked: Asked, too_long: str = "too-long") -> Formatted:
    """The text of a message, 1 to 4096 code units once its entities are parsed."""
    if not asked.text("text"):
        raise refusal("empty")
    text, entities = formatted(asked.text("text"), asked.text("parse_mode"), asked.json("entities") or ())
    if not text:
        raise refusal("blank")
    if units(text) > TEXT:
        raise refusal(too_long)
    return text, entities


def checked_caption(asked: Asked) -> Formatted:
    """The words under a file, up to 1024 code units."""
    text, entities = formatted(asked.text("caption"), asked.text("parse_mode"), asked.json("caption_entities") or ())
    if units(text) > CAPTION:
        raise refusal("caption-too-long")
    return text, entities


def checked_markup(asked: Asked) -> dict[str, Any] | None:
    """What stands under a message; None when nothing does."""
    markup = asked.json("reply_markup")
    if not markup:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    rows = markup.get("inline_keyboard")
    if rows is None:
        return markup
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    if sum(map(len, rows)) > BUTTONS or any(len(row) > ROW for row in rows):
        raise refusal("markup-too-long")
    kept = [[checked_button(button) for button in row] for row in rows if row]
    return {"inline_keyboard": kept} if kept else None


def checked_button(button: Any) -> dict[str, Any]:
    """One button under a message, as Telegram would keep it."""
    if not isinstance(button, dict):
        raise unreadable("InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise unreadable('Can\'t find field "text"')
    if not button["text"].strip():
        raise bad("inline keyboard button text must be non-empty")
    if url := button.get("url"):
        return {"text": button["text"], "url": link_of(url)}
    if data := button.get("callback_data"):
        if len(data) * 4 > DATA and len(data.encode()) > DATA:
            raise refusal("button-data")
    elif (copied := button.get("copy_text")) is not None:
        check_copied(copied)
    elif not any(name in button for name in OTHER_BUTTONS):
        raise unreadable("Text buttons are unallowed in the inline keyboard")
    return button


def check_copied(copied: Any) -> None:
    if not isinstance(copied, dict) or not isinstance(copied.get("text"), str):
        raise unreadable('Can\'t find field "text"')
    if not 1 <= units(copied["text"]) <= COPIED:
        raise refusal("button-copy")


def unreadable(why: str) -> Exception:
    return bad(f"can't parse inline keyboard button: {why}")


def link_of(url: str) -> str:
    try:
        return checked_link(url)
    except ValueError as mistake:
        raise bad(f"inline keyboard button URL '{url}' is invalid: {mistake}") from None


def checked_commands(commands: Any) -> list[dict[str, str]]:
    """The commands of a menu, without their slashes."""
    if not isinstance(commands, list):
        raise bad("expected an Array of BotCommand")
    if len(commands) > COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")  # assumed words; the number is documented
    return [checked_command(command) for command in commands]


def checked_command(command: Any) -> dict[str, str]:
    name, text = (str(command.get(key, "")).strip() for key in ("command", "description"))
    name = name.removeprefix("/")
    if not name:
        raise bad("command must be non-empty")
    if len(name) > COMMAND:
        raise bad(f"command length must not exceed {COMMAND}")
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise bad("BOT_COMMAND_INVALID")
    if not text:
        raise bad("command description must be non-empty")
    if len(text) > COMMAND_TEXT:
        raise bad(f"command description length must not exceed {COMMAND_TEXT}")
    return {"command": name, "description": text}


def checked_language(asked: Asked) -> str:
    """Two letters, or none for every language."""
    language = asked.text("language_code")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad("invalid language code specified")
    return language
