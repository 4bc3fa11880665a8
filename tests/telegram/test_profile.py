"""What Telegram shows of the bot itself, in each language."""

from __future__ import annotations

import pytest

from bot.core.book import Book
from tests.botapi import BotApi, Phone
from tests.telegram.conftest import Start

COMMANDS = {"fi": "kortit", "sv": "roller", "en": "cards", "de": "kortit"}
SETS = ("setMyName", "setMyDescription", "setMyShortDescription", "setMyCommands")


async def told(api: BotApi) -> None:
    """Wait until the last thing that the bot sets is set, or seen to be so already."""
    await api.until(lambda: len([call for call in api.called("getMyCommands") if call.ok]) >= 4)
    wanted = api.called("getMyCommands")[-1].result
    await api.until(lambda: wanted or len(api.called("setMyCommands")) >= 4)
    await api.until(lambda: all(call.code for call in api.called(*SETS)))


async def test_names_descriptions_and_commands_are_set_in_every_language(start: Start, api: BotApi, book: Book) -> None:
    async with start(book):
        await told(api)
    phones = {language: api.phone(language) for language in COMMANDS}
    words = book.cover.telegram
    for language, phone in phones.items():
        tongue = book.tongues.get(language, book.tongues["fi"])
        assert phone.about("name") == tongue.button(words.name)
        assert phone.about("description") == tongue.body(words.description)
        assert phone.about("short_description") == tongue.body(words.short_description)
        assert list(phone.commands) == ["start", COMMANDS[language], "help", "tallenna", "jaa", "unohda"]
        assert phone.commands["help"] == tongue.body(words.help)
    assert len({told_to(phone) for phone in phones.values()}) == 3


def told_to(phone: Phone) -> str:
    return phone.about("description")


async def test_nothing_is_set_again_at_a_second_start(start: Start, api: BotApi, book: Book) -> None:
    async with start(book):
        await told(api)
    assert len(api.called(*SETS)) > 3
    api.calls.clear()
    async with start(book):
        await told(api)
    assert api.called(*SETS) == []


async def test_only_what_differs_is_set(start: Start, api: BotApi, book: Book) -> None:
    async with start(book):
        await told(api)
    api.world.commands["default", "sv"] = [{"command": "start", "description": "vanha"}]
    api.calls.clear()
    async with start(book):
        await api.until(lambda: api.called("setMyCommands"))
        await told(api)
    assert [(call.method, call.params["language_code"]) for call in api.called(*SETS)] == [("setMyCommands", "sv")]


@pytest.mark.parametrize("fault", ["500", "429", "not-json"])
async def test_a_fault_while_the_menu_is_set_stops_nobody(start: Start, api: BotApi, book: Book, fault: str) -> None:
    planned = api.fault("setMyCommands", fault, times=100, value=100)
    async with start(book):
        phone = api.phone()
        await phone.types("/start")
        assert (await phone.sees()).labels
        await api.until(lambda: planned.hits)
