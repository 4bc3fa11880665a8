"""Inline mode: a few letters in any chat find cards and flows, which are posted there as links."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from bot.channels.telegram import Telegram
from bot.channels.telegram.heard import Heard
from bot.channels.telegram.order import PerChat
from bot.core.book import Book
from bot.core.turn import opened
from tests.botapi import BotApi
from tests.botapi.refusals import BAD
from tests.conftest import TODAY
from tests.telegram.conftest import WEB, begun

BOT = "https://t.me/polku_bot"
Found = list[dict[str, Any]]


def ids(found: Found) -> list[str]:
    return [one["id"] for one in found]


def links(result: dict[str, Any]) -> list[str]:
    """Where the buttons of a posted page lead; every one must lead somewhere."""
    return [button["url"] for row in result["reply_markup"]["inline_keyboard"] for button in row]


async def test_a_few_letters_find_the_card_and_it_is_posted_with_its_first_section(
    api: BotApi, real_bot: Telegram, book: Book
) -> None:
    phone = api.phone()
    found = await phone.asks("kuraa")
    assert found[0]["id"] == "kortti-koulukuraattori_fi"
    assert found[0]["title"] == "Koulukuraattori"
    posted = await phone.chooses(found[0], "kuraa")
    section = opened(book, "kortti-koulukuraattori_fi__tehtava", TODAY)
    assert posted.startswith("Koulukuraattori")
    assert section.blocks[0].title in posted
    assert "112" in posted


async def test_nothing_written_shows_the_flows_first(api: BotApi, real_bot: Telegram, book: Book) -> None:
    found = await api.phone("sv").asks("")
    flows = [f"{name}_sv" for name in book.cover.topics]
    assert ids(found)[: len(flows)] == flows
    assert found[0]["title"] == book.tongues["sv"].title(book.pages.flows[book.cover.topics[0]].title)


@pytest.mark.parametrize(
    ("phone_lang", "typed", "expected"),
    [
        ("sv", "kurator", "kortti-koulukuraattori_sv"),
        ("en", "police", "kortti-poliisi_en"),
        ("en", "neuvola", "kortti-neuvola_en"),
        ("de", "turvako", "kortti-turvakoti_fi"),
        ("fi", "skyddshem", "kortti-turvakoti_sv"),
        ("fi", "saanko kertoo poliisille vai rikonko salassapitoo", "kortti-tiedonvaihto_fi"),
    ],
)
async def test_a_page_comes_in_the_writers_language_or_in_the_one_that_was_written(
    api: BotApi, real_bot: Telegram, phone_lang: str, typed: str, expected: str
) -> None:
    assert expected in ids(await api.phone(phone_lang).asks(typed))[:3]


async def test_every_button_of_every_page_opens_in_private_and_carries_no_answer(
    api: BotApi, real_bot: Telegram, book: Book
) -> None:
    phone = api.phone("en")
    pages = [*book.cover.topics, *(f"kortti-{card}" for card in book.pages.cards)]
    seen = set()
    for letters in ("", *(book.tongues["en"].button(card.label) for card in book.pages.cards.values())):
        for result in await phone.asks(letters):
            seen.add(result["id"].split("_")[0])
            for link in links(result):
                token = link.removeprefix(f"{BOT}?start=").removeprefix(f"{WEB}/")
                assert token != link, link
                assert opened(book, token, TODAY).place.is_open_link
                assert not opened(book, token, TODAY).notices
            await phone.chooses(result)
    assert seen == set(pages)


async def test_words_of_danger_offer_112_before_anything_else(api: BotApi, real_bot: Telegram, book: Book) -> None:
    first, *rest = await api.phone().asks("isä hakkaa äitiä just nyt")
    assert first["id"] == "alku_fi__h"
    assert "112" in first["input_message_content"]["message_text"]
    assert rest


async def test_what_was_written_stands_in_nothing_that_is_offered(api: BotApi, real_bot: Telegram) -> None:
    found = await api.phone().asks("virtasen eetun äiti 131052-308T kuraattori")
    assert found
    said = json.dumps(found).lower()
    assert not any(word in said for word in ("virtasen", "eetu", "131052"))


async def test_what_no_page_fits_offers_the_way_into_private(api: BotApi, real_bot: Telegram) -> None:
    phone = api.phone("sv")
    assert await phone.asks("zzyzx qwrt") == []
    (question,) = api.world.questions.values()
    assert question.details["button"] == {"text": "Fortsätt på tu man hand", "start_parameter": "alku_sv"}
    assert question.details["is_personal"]


async def test_a_private_chat_is_not_touched_by_what_is_written_elsewhere(api: BotApi, toy_bot: Telegram) -> None:
    phone = api.phone()
    before = await begun(phone)
    await phone.asks("kala")
    assert phone.last == before
    assert not api.called("answerCallbackQuery")


async def test_letters_that_the_writers_next_ones_overtook_are_not_answered() -> None:
    order, first, second = PerChat(), Heard(1, "inline", 7, inline="a"), Heard(2, "inline", 7, inline="b")
    answered = []

    async def take(heard: Heard) -> None:
        async with order.turn_of(heard):
            await asyncio.sleep(0)
            if not order.is_old(heard):
                answered.append(heard.update_id)

    await asyncio.gather(take(first), take(second), take(Heard(3, "inline", 8, inline="c")))
    assert sorted(answered) == [2, 3]


async def test_a_fault_of_our_own_still_answers_and_writes_to_nobody(
    api: BotApi, toy_bot: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("kala")

    monkeypatch.setattr("bot.channels.telegram.talk.offer", broken)
    assert await api.phone().asks("kala") == []
    assert not api.called("sendMessage")


@pytest.mark.parametrize("kind", sorted({"429", "500", "502", "not-json", "reset", "reset-after", "half-body", "slow"}))
async def test_a_fault_of_the_network_is_tried_again(api: BotApi, toy_bot: Telegram, kind: str) -> None:
    fault = api.fault("answerInlineQuery", kind, value=0.1 if kind == "slow" else 1)
    assert await api.phone().asks("")
    assert fault.hits == 1


@pytest.mark.parametrize("kind", sorted({*BAD, "401", "403", "404"}))
async def test_a_refusal_ends_calmly_and_the_next_letters_are_answered(
    api: BotApi, toy_bot: Telegram, kind: str
) -> None:
    phone = api.phone()
    fault = api.fault("answerInlineQuery", kind)
    await phone.writes_inline("")
    await api.until(lambda: fault.hits)
    assert await phone.asks("")
    assert not api.called("sendMessage", "answerCallbackQuery")
