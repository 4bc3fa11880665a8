"""What Telegram shows of the bot itself: its name, descriptions and commands, set per language only when changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from telegram import Bot
from telegram.error import TelegramError

from bot.core.book import Book
from bot.core.tongue import SOURCE_LANGUAGE, Tongue

Wish = tuple[str, dict[str, Any], dict[str, Any]]
"""What is set: the end of the method's name, how the present value is asked for, and the value wished for."""


def commands(book: Book, tongue: Tongue) -> list[dict[str, str]]:
    """The commands with their descriptions. Each language has its own word for the cards."""
    words = book.cover.telegram
    said = {
        "start": words.start, words.cards_command[tongue.lang]: words.cards, "help": words.help,
        "tallenna": words.save, "jaa": words.share, "unohda": words.forget,
    }  # fmt: skip
    return [{"command": name, "description": tongue.body(text)} for name, text in said.items()]


def wishes(book: Book) -> Iterator[Wish]:
    """Everything that is to be shown, for each language and for everybody else in Finnish."""
    words = book.cover.telegram
    everybody = [("", book.tongues[SOURCE_LANGUAGE])]
    for code, tongue in (*everybody, *book.tongues.items()):
        of = {"language_code": code} if code else {}
        yield "Name", of, {"name": tongue.button(words.name)}
        yield "Description", of, {"description": tongue.body(words.description)}
        yield "ShortDescription", of, {"short_description": tongue.body(words.short_description)}
        yield "Commands", of, {"commands": commands(book, tongue)}


async def introduce(bot: Bot, book: Book) -> int:
    """Set what differs. Returns how many things were set. Raises `TelegramError` when any of them could not be.

    One that is refused keeps none of the others: names may be changed only a few times a day, commands at any time.
    """
    changed, failed = 0, None
    for wish in wishes(book):
        try:
            changed += await _granted(bot, wish)
        except TelegramError as error:
            failed = error
    if failed is not None:
        raise failed
    return changed


async def _granted(bot: Bot, wish: Wish) -> bool:
    """Set one thing, unless it is so already. Returns whether it was set."""
    what, of, wished = wish
    now = await bot.do_api_request(f"getmy{what.lower()}", api_kwargs=of)
    present = {"commands": now} if what == "Commands" else now
    if present != wished:
        await bot.do_api_request(f"setmy{what.lower()}", api_kwargs={**of, **wished})
    return bool(present != wished)
