"""The token, what people send and who they are: in no log at any level, in no error, in nothing the program prints."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from telegram.error import TelegramError

from bot.core.book import Book
from tests.botapi import BotApi
from tests.botapi.faults import KINDS
from tests.botapi.server import TOKEN
from tests.telegram.canary import FIRST_PERSON, Canary, others_go_on, word
from tests.telegram.conftest import Start
from tests.telegram.program import program

SECRET = TOKEN.partition(":")[2]
METHODS = ("sendMessage", "editMessageText", "answerCallbackQuery", "deleteMessage", "sendDocument")
BROKEN = ("entities", "403", "500", "reset-after", "half-body", "not-json", "reset")
POLLS = {2: "half-body", 5: "not-json", 8: "409", 11: "500"}
"""Which poll meets what; after each the bot waits a little longer."""


class Everything(logging.Handler):
    """Keeps each record as it would be written, with its error."""

    def __init__(self) -> None:
        super().__init__(logging.NOTSET)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record with all that it carries."""
        self.lines.append(f"{record.name} {logging.Formatter().format(record)} {record.args} {record.msg}")


@pytest.fixture
def said() -> Iterator[Everything]:
    """Every logger at DEBUG."""
    handler, root = Everything(), logging.getLogger()
    names = {"telegram", "aiohttp.client", "aiohttp.internal", "asyncio", "httpx", "httpcore", "uvicorn", "huolipolku"}
    loggers = [root, *(logging.getLogger(name) for name in sorted(names | set(root.manager.loggerDict)))]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


def troubles(api: BotApi) -> Callable[[int], None]:
    """Every step meets another broken answer, whatever it calls."""

    def trouble(number: int) -> None:
        api.faults.planned.clear()
        for shift, method in enumerate(METHODS):
            api.fault(method, BROKEN[(number + shift) % len(BROKEN)])
        if number in POLLS:
            api.fault("getUpdates", POLLS[number])

    return trouble


async def test_no_log_at_any_level_holds_the_token_or_what_people_send(
    start: Start, kitchen: Book, api: BotApi, said: Everything
) -> None:
    canary = Canary(api)
    canary.tells = "toys"
    async with start(kitchen, read_timeout=0.2):
        assert await canary.does_everything() > 20
        assert await canary.does_everything(troubles(api)) > 20
    struck = {(call.method, call.fault) for call in api.calls if call.fault}
    assert len(struck) > 15
    own = [line for line in said.lines if line.startswith(("telegram", "huolipolku"))]
    assert len(own) > 50
    assert found(said.lines, canary) == set()


def found(lines: list[str], canary: Canary) -> set[str]:
    """What of all that must not be there is there."""
    return {secret for secret in (SECRET, *canary.words) for line in lines if secret in line}


@pytest.mark.parametrize("kind", sorted(KINDS - {"slow"}))
async def test_no_error_of_a_call_holds_the_token_or_the_values_of_the_call(
    start: Start, kitchen: Book, api: BotApi, kind: str
) -> None:
    """The error as text, its arguments, and everything that a printed trace of it shows."""
    async with start(kitchen, read_timeout=0.2) as telegram:
        phone = api.phone()
        await phone.types("/start")
        await phone.sees()
        api.fault("sendMessage", kind)
        values = {"chat_id": phone.id, "text": word("message")}
        with pytest.raises(TelegramError) as caught:
            await telegram.application.bot.do_api_request("sendmessage", api_kwargs=values)
    told = "".join(traceback.format_exception(caught.value)) + repr(every_error(caught.value))
    assert all(secret not in told for secret in (SECRET, word("message"), str(phone.id)))


def every_error(error: BaseException | None) -> list[tuple[Any, ...]]:
    """What an error and those behind it carry, the hidden ones too."""
    if error is None:
        return []
    return [(str(error), error.args), *every_error(error.__cause__), *every_error(error.__context__)]


async def test_a_server_that_is_not_there_makes_no_error_with_the_token(start: Start, kitchen: Book) -> None:
    """The address holds the token, and errors of a connection like to name their address."""
    api = BotApi()
    await api.start()
    async with start(kitchen, telegram_api_url=api.base_url) as telegram:
        await api.stop()
        with pytest.raises(TelegramError) as caught:
            await telegram.application.bot.do_api_request("sendmessage", api_kwargs={"chat_id": 1, "text": "x"})
    assert SECRET not in "".join(traceback.format_exception(caught.value)) + repr(every_error(caught.value))


async def test_a_real_program_with_every_log_at_debug_prints_nothing_of_anybody(api: BotApi, tmp_path: Path) -> None:
    """With Python's own development mode and asyncio's debug mode, while calls fail."""
    canary = Canary(api)
    debugging = {"PYTHONDEVMODE": "1", "PYTHONASYNCIODEBUG": "1"}
    async with program(api, tmp_path, "tests.telegram.program", **debugging) as process:
        assert await canary.does_everything(troubles(api)) > 20
        await others_go_on(api, 1)
        process.terminate()
        await process.wait()
    printed = [(tmp_path / name).read_text(errors="replace") for name in ("out", "err")]
    assert printed[1].count("telegram") > 100
    assert found(printed, canary) == set()
    assert str(FIRST_PERSON) in canary.words
