"""What must not be said here goes away, and is not said again."""

from __future__ import annotations

import json
import logging

import pytest

from bot.channels.telegram import Telegram
from bot.core.book import Book
from tests.botapi import BotApi, Phone
from tests.botapi.people import MEDIA
from tests.telegram.conftest import begun, placed

CODE, NUMBER, ADDRESS = "131052-308T", "040 123 4567", "joku@esimerkki.fi"
KINDS = {CODE: "henkilötunnus", NUMBER: "puhelinnumero", ADDRESS: "sähköpostiosoite"}


@pytest.fixture
async def phone(toy_bot: Telegram, api: BotApi) -> Phone:
    """A Finnish person, before the first word."""
    return api.phone()


@pytest.mark.parametrize("kind", MEDIA)
async def test_what_is_not_words_is_refused_and_deleted(phone: Phone, toy_talk: Book, kind: str) -> None:
    step = await begun(phone, "keittio")
    sent = await phone.sends(kind, caption="" if kind in ("contact", "location", "sticker") else "salaisuus")
    told = await phone.sees(changes=2)
    assert told.text == toy_talk.cover.telegram.refused
    assert sent.id not in {bubble.id for bubble in phone.chat}
    assert step in phone.chat
    assert told.labels == ["Alkuun", "🆘 112 ja sosiaalipäivystys"]


async def test_a_refused_file_that_replies_to_a_question_leads_back_to_it(phone: Phone) -> None:
    await begun(phone, "keittio")
    step = await phone.taps("Pieni")
    await phone.sends("photo", to=step)
    await phone.sees(changes=2)
    assert placed(await phone.taps("Jatka polkua")) == "keittio_fi_n2"


@pytest.mark.parametrize("identifying", KINDS)
async def test_what_identifies_is_deleted_named_by_kind_and_the_rest_is_answered(
    phone: Phone, api: BotApi, identifying: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    step = await begun(phone, "keittio")
    sent = await phone.types(f"Pieni {identifying}", to=step)
    answer = await phone.sees(changes=2)
    assert KINDS[identifying] in answer.text
    assert "Kuka olet?" in answer.text
    assert placed(answer) == "keittio_fi_n2"
    assert sent.id not in {bubble.id for bubble in phone.chat}
    said = json.dumps([call.params for call in api.calls], ensure_ascii=False, default=str)
    said += " ".join(bubble.text for bubble in phone.chat) + caplog.text
    assert [part for part in (identifying, identifying[-5:]) if part in said] == []


async def test_what_identifies_is_deleted_after_a_command_too(phone: Phone) -> None:
    await begun(phone, "keittio")
    sent = await phone.types(f"/start {CODE}")
    await phone.sees(changes=2)
    assert sent.id not in {bubble.id for bubble in phone.chat}
    assert CODE not in " ".join(bubble.text for bubble in phone.chat)


async def test_an_answer_comes_even_where_the_message_cannot_be_deleted(phone: Phone, api: BotApi) -> None:
    step = await begun(phone, "keittio")
    api.fault("deleteMessage", "cannot-delete")
    await phone.types(f"Pieni {CODE}", to=step)
    assert "Kuka olet?" in (await phone.sees()).text


async def test_nothing_typed_reaches_the_log_at_any_level(
    phone: Phone, api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    step = await begun(phone, "keittio")
    await phone.types("salaisuus-9f3", to=step)
    await phone.sees()
    await phone.types("/start salaisuus-9f3")
    await phone.sees()
    assert caplog.records
    assert "salaisuus" not in caplog.text
    assert str(phone.id) not in caplog.text
    assert api.token not in caplog.text
