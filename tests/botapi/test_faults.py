"""Planned faults: both libraries meet the same one, and what was done is known."""

from __future__ import annotations

import asyncio
import time

import pytest
from aiogram import exceptions as aiogram_errors
from telegram import error as ptb_errors

from tests.botapi import BotApi, Phone
from tests.botapi.clients import Client, told, wait_of
from tests.botapi.conftest import Make, refusal_of
from tests.botapi.faults import KINDS
from tests.botapi.refusals import BAD, OTHER
from tests.waiting import PATIENCE, leap

NETWORK = (ptb_errors.NetworkError, aiogram_errors.TelegramNetworkError, aiogram_errors.ClientDecodeError)
BY_CODE: dict[str, tuple[type[Exception], ...]] = {
    "401": (ptb_errors.InvalidToken, aiogram_errors.TelegramUnauthorizedError),
    "403": (ptb_errors.Forbidden, aiogram_errors.TelegramForbiddenError),
    "404": (ptb_errors.InvalidToken, aiogram_errors.TelegramNotFound),
    "409": (ptb_errors.Conflict, aiogram_errors.TelegramConflictError),
    "500": (ptb_errors.NetworkError, aiogram_errors.TelegramServerError),
    "502": (ptb_errors.NetworkError, aiogram_errors.TelegramServerError),
}


@pytest.fixture
async def phone(api: BotApi) -> Phone:
    """A person who has written to the bot."""
    person = api.phone()
    await person.types("/start")
    return person


@pytest.mark.parametrize("kind", sorted(BAD))
async def test_every_known_bad_request_can_be_planned(client: Client, api: BotApi, phone: Phone, kind: str) -> None:
    fault = api.fault("sendMessage", kind)
    error = await refusal_of(client.send(phone.id, "hei"))
    assert isinstance(error, ptb_errors.BadRequest | aiogram_errors.TelegramBadRequest)
    assert told(error) == BAD[kind].lower()
    assert (fault.hits, api.calls[-1].fault, len(phone.chat)) == (1, kind, 1)
    assert await client.send(phone.id, "hei")


@pytest.mark.parametrize("kind", sorted(OTHER))
async def test_every_other_refusal_can_be_planned(client: Client, api: BotApi, phone: Phone, kind: str) -> None:
    api.fault("sendmessage", kind)
    error = await refusal_of(client.send(phone.id, "hei"))
    assert isinstance(error, BY_CODE[kind])
    assert api.calls[-1].code == int(kind)


async def test_a_429_says_how_long_to_wait(client: Client, api: BotApi, phone: Phone) -> None:
    api.fault("sendMessage", "429", times=2, value=3)
    for _ in range(2):
        error = await refusal_of(client.send(phone.id, "hei"))
        assert isinstance(error, ptb_errors.RetryAfter | aiogram_errors.TelegramRetryAfter)
        assert wait_of(error) == 3
    assert api.calls[-1].result == "Too Many Requests: retry after 3"
    assert await client.send(phone.id, "hei")
    api.fault("sendMessage", "429", value=0)
    await refusal_of(client.send(phone.id, "hei"))


@pytest.mark.parametrize(
    ("kind", "done"),
    [
        ("timeout-before", False), ("timeout-after", True), ("reset", False), ("reset-after", True),
        ("half-body", True), ("not-json", False),
    ],
)  # fmt: skip
async def test_a_broken_answer_is_an_error_whether_the_thing_was_done_or_not(
    make: Make, api: BotApi, phone: Phone, kind: str, *, done: bool
) -> None:
    client = make(patience=PATIENCE)
    api.fault("sendMessage", kind)
    sending = asyncio.create_task(refusal_of(client.send(phone.id, "hei")))
    if kind.startswith("timeout"):
        await api.until(lambda: api.silent)
        leap(PATIENCE + 1)  # aiogram rounds up
    error = await sending
    assert isinstance(error, (*NETWORK, ptb_errors.TelegramError))
    assert [bubble.text for bubble in phone.chat] == ["/start", *(["hei"] if done else [])]
    assert await client.send(phone.id, "taas")


async def test_a_slow_answer_comes_in_the_end(client: Client, api: BotApi, phone: Phone) -> None:
    api.fault("sendMessage", "slow", value=0.1)
    before = time.monotonic()
    assert await client.send(phone.id, "hei")
    assert time.monotonic() - before >= 0.1


async def test_a_tap_can_expire(client: Client, api: BotApi, phone: Phone) -> None:
    api.fault("answerCallbackQuery", "expired-callback")
    await client.send(phone.id, "hei", [[{"text": "A", "callback_data": "a"}]])
    await phone.taps("A", wait=False)
    query = (await client.updates())[-1].callback_query
    assert "query is too old" in told(await refusal_of(client.answer(query.id)))
    assert not phone.answered


async def test_a_fault_can_hit_any_method_and_only_one_chat(client: Client, api: BotApi, phone: Phone) -> None:
    other = api.phone()
    await other.types("/start")
    api.fault("*", "500", times=2, chat=phone.id)
    assert await client.send(other.id, "hei")
    await refusal_of(client.send(phone.id, "hei"))
    await refusal_of(client.edit(phone.id, 1, "hei"))
    assert await client.send(phone.id, "hei")


async def test_every_answer_can_take_a_constant_time(client: Client, api: BotApi) -> None:
    api.delay = 0.05
    before = time.monotonic()
    await client.me()
    await client.me()
    assert time.monotonic() - before >= 0.1


def test_an_unknown_kind_of_fault_is_a_mistake_of_the_test() -> None:
    with pytest.raises(ValueError, match="expected one of"):
        BotApi().fault("sendMessage", "flood")
    assert len(KINDS) > 20
