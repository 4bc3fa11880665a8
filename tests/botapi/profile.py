"""The methods about the bot itself: who it is, its commands, names and menu."""

from __future__ import annotations

from tests.botapi.asked import Asked
from tests.botapi.limits import DESCRIPTION, NAME, SHORT_DESCRIPTION, checked_commands, checked_language
from tests.botapi.markup import units
from tests.botapi.refusals import bad
from tests.botapi.world import Json, World

SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")


def get_me(world: World, asked: Asked) -> Json:
    return {
        **world.bot,
        "first_name": world.names.get(("name", "")) or world.bot["first_name"],
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def log_out(world: World, asked: Asked) -> bool:
    world.logged_out = True
    return True


def close(world: World, asked: Asked) -> bool:
    return True


def scope_of(world: World, asked: Asked) -> tuple[str, str]:
    """Where and in which language a list of commands holds."""
    scope, language = asked.json("scope") or {"type": "default"}, checked_language(asked)
    kind = scope.get("type")
    if kind in SCOPES:
        return kind, language
    if kind not in CHAT_SCOPES:
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    chat = world.chat(scope.get("chat_id", ""))
    return f"{kind} {chat.number} {scope.get('user_id', '')}".rstrip(), language


def set_my_commands(world: World, asked: Asked) -> bool:
    world.commands[scope_of(world, asked)] = checked_commands(asked.json("commands"))
    return True


def get_my_commands(world: World, asked: Asked) -> list[dict[str, str]]:
    return world.commands.get(scope_of(world, asked), [])


def delete_my_commands(world: World, asked: Asked) -> bool:
    world.commands.pop(scope_of(world, asked), None)
    return True


def menu_of(world: World, chat: int, language: str) -> list[dict[str, str]]:
    """The commands that a person sees in a private chat: the first list there is, in Telegram's order."""
    scopes = [
        (scope, tongue) for scope in (f"chat {chat}", "all_private_chats", "default") for tongue in (language, "")
    ]
    return next((world.commands[scope] for scope in scopes if scope in world.commands), [])


def keep(world: World, asked: Asked, kind: str, limit: int) -> bool:
    text = asked.text(kind)
    if units(text) > limit:
        raise bad(f"{kind.replace('_', ' ')} must be at most {limit} characters long")  # assumed words
    language = checked_language(asked)
    world.names.pop((kind, language), None)
    if text:
        world.names[kind, language] = text
    return True


def kept(world: World, asked: Asked, kind: str, otherwise: str = "") -> Json:
    """What is kept for a language, or else for every language."""
    found = world.names.get((kind, checked_language(asked))) or world.names.get((kind, ""))
    return {kind: found or otherwise}


def set_my_name(world: World, asked: Asked) -> bool:
    return keep(world, asked, "name", NAME)


def get_my_name(world: World, asked: Asked) -> Json:
    return kept(world, asked, "name", world.bot["first_name"])


def set_my_description(world: World, asked: Asked) -> bool:
    return keep(world, asked, "description", DESCRIPTION)


def get_my_description(world: World, asked: Asked) -> Json:
    return kept(world, asked, "description")


def set_my_short_description(world: World, asked: Asked) -> bool:
    return keep(world, asked, "short_description", SHORT_DESCRIPTION)


def get_my_short_description(world: World, asked: Asked) -> Json:
    return kept(world, asked, "short_description")


def set_chat_menu_button(world: World, asked: Asked) -> bool:
    button, number = asked.json("menu_button") or {"type": "default"}, asked.number("chat_id")
    if not isinstance(button, dict) or button.get("type") not in ("default", "commands", "web_app"):
        raise bad("can't parse menu button: MenuButton has unsupported type")
    if number:
        world.chat(number)
    world.menu[number] = button
    return True


def get_chat_menu_button(world: World, asked: Asked) -> Json:
    return world.menu.get(asked.number("chat_id")) or world.menu.get(0) or {"type": "commands"}
