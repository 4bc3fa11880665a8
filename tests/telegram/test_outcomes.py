"""Long answers: in several messages, duties first, all buttons under the last; and what is opened from them."""

from __future__ import annotations

import re

import pytest

from bot.channels.telegram import Telegram
from bot.core.book import Book
from tests.botapi import BotApi, Bubble, Phone
from tests.botapi.markup import units
from tests.telegram.conftest import begun, placed, stands_at

LONG, SHORT = "huoli_fi_AvRvv1j1k1h1e1p1", "huoli_fi_AaRvv1j1k4t1"
WORDS = "puheeksi_fi_Avv4e3"
"""Ends of flows: one of several messages, one of a single one, one with words that are too long for a button."""
HELPING = "🆘 112 ja sosiaalipäivystys"


@pytest.fixture
async def phone(real_bot: Telegram, api: BotApi) -> Phone:
    """A Finnish person, before the first word."""
    return api.phone()


def said(phone: Phone) -> list[Bubble]:
    """The bot's messages."""
    return [bubble for bubble in phone.chat if not bubble.mine]


async def test_a_long_outcome_comes_in_parts_with_every_button_under_the_last(phone: Phone, book: Book) -> None:
    last = await stands_at(phone, LONG)
    *parts, end = said(phone)
    assert len(parts) >= 2
    assert end == last
    assert all(part.labels == [HELPING] for part in parts)
    assert all(placed(part) == placed(end) == LONG for part in parts)
    assert {"Tallenna keskustelu", "Auttoi", HELPING, "←", "⋯"} <= set(end.labels)
    assert sum(units(part.text) for part in said(phone)) > 4096


async def test_the_duties_stand_first_in_order_and_below_under_the_same_numbers(phone: Phone) -> None:
    await stands_at(phone, LONG)
    first = said(phone)[0].text
    glance = re.findall(r"^(\d\. .+)$", first.split("\n\n")[1], re.MULTILINE)
    assert glance[0] == "1. Soita 112"
    assert len(glance) >= 3
    below = "\n".join(bubble.text for bubble in said(phone)).split("\n\n", 2)[2]
    places = [below.index(line) for line in glance]
    assert places == sorted(places)


async def test_words_to_say_are_copied_by_a_button_and_longer_ones_stand_as_a_block(phone: Phone) -> None:
    end = await stands_at(phone, WORDS)
    copies = [button for button in end.buttons if button.copy_text]
    assert len(copies) >= 2
    assert all(units(button.copy_text or "") <= 256 for button in copies)
    await phone.taps(copies[0].label)
    assert phone.clipboard in end.text
    (block,) = re.findall(r"<pre>(.*?)</pre>", end.html, re.DOTALL)
    assert units(block) > 256
    assert all((button.copy_text or "") in block for button in copies)


async def test_what_is_opened_from_a_flow_comes_below_and_the_flow_stays(phone: Phone) -> None:
    end = await stands_at(phone, WORDS)
    opening = [button for button in end.buttons if (button.data or "").startswith("kortti-")]
    assert opening
    card = await phone.taps(opening[0].label)
    assert card.id != end.id
    assert end in phone.chat
    section = await phone.taps(card.labels[0])
    assert section.id == card.id
    assert (await phone.taps("←")).id == card.id
    back = await phone.taps("⋯", on=end)
    assert (back.id, placed(back)) == (end.id, WORDS)


async def test_the_way_back_to_a_long_outcome_does_not_say_all_of_it_again(phone: Phone) -> None:
    end = await stands_at(phone, LONG)
    before = said(phone)
    for label in ("🆘", "⋯"):
        assert (await phone.taps(label)).id == end.id
        await phone.taps("←")
        assert [(one.text, one.labels) for one in said(phone)] == [(one.text, one.labels) for one in before]


async def test_whether_it_helped_is_thanked_for_and_changes_nothing_else(phone: Phone, book: Book) -> None:
    for place in (LONG, SHORT):
        end = await stands_at(phone, place)
        count = len(said(phone))
        thanked = await phone.taps("Auttoi")
        assert phone.tapped
        assert phone.tapped.text == book.words.helped_thanks
        assert (thanked.id, len(said(phone))) == (end.id, count)
        assert "Auttoi" not in thanked.labels
        assert set(end.labels) - set(thanked.labels) == {"Auttoi", "Ei auttanut"}


async def test_another_answer_brings_the_whole_new_outcome(phone: Phone) -> None:
    end = await stands_at(phone, LONG)
    count = len(said(phone))
    await phone.taps("⋯")
    await phone.taps("Svenska")
    await phone.people.until(lambda: len(said(phone)) > count + 1, 5)
    swedish = said(phone)[count - 1 :]
    assert swedish[0].id == end.id
    assert len(swedish) > 2
    assert {placed(part) for part in swedish} == {LONG.replace("_fi_", "_sv_")}


async def test_the_first_screen_says_what_telegram_sees(phone: Phone, book: Book) -> None:
    assert book.cover.telegram.sees in (await begun(phone)).text
    assert book.cover.telegram.sees in (await begun(phone, "huoli")).text
