"""In a group everybody sees what one presses: there are cards there, and everything else opens in private."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.channels.telegram import Telegram
from bot.channels.telegram.group import for_group, is_for_group
from bot.channels.telegram.messages import messages
from bot.core.book import Book
from bot.core.links import Links
from bot.core.turn import reply_at
from bot.core.walk import read_place
from tests.botapi import BotApi, Bubble, Group, Phone
from tests.content.test_rendering import LANGUAGES, pages_outside
from tests.telegram.conftest import WEB, begun, placed
from tests.telegram.test_messages import rows_of

PRIVATE = "https://t.me/polku_bot?start="


@pytest.fixture
async def phone(toy_bot: Telegram, api: BotApi) -> Phone:
    """A Finnish person."""
    return api.phone()


@pytest.fixture
async def group(toy_bot: Telegram, api: BotApi) -> Group:
    """A group with the bot in it."""
    return api.group("Työryhmä")


def links(bubble: Bubble) -> list[str]:
    """The tokens that a message's links open in private."""
    return [parse_qs(urlsplit(button.url).query)["start"][0] for button in bubble.buttons if button.url]


async def test_cards_and_their_sections_are_read_in_the_group(phone: Phone, group: Group) -> None:
    await phone.types("/kortit@polku_bot", into=group)
    cards = await phone.sees()
    assert cards.chat == group.id
    card = await phone.taps("Ohjekortti")
    assert (card.id, card.text.splitlines()[0]) == (cards.id, "Keittiön ohjekortti")
    section = await phone.taps("Miten toimit")
    assert "Pese kädet." in section.text
    assert links(section) == ["keittio_fi", "retki_fi", "kortti-ohje_fi__miten", "kortti-ohje_fi__miten"]
    assert all((button.data or "kortti").startswith("kortti") for button in section.buttons)


async def test_a_shared_card_opens_in_the_group_and_a_flow_only_by_a_private_link(phone: Phone, group: Group) -> None:
    await phone.types("/start kortti-ohje_fi__miten", into=group)
    assert "Pese kädet." in (await phone.sees()).text
    for token, private in (("keittio_fi_AmRk", "keittio_fi_AmRk"), ("keittio_fi_n1", "keittio_fi"), ("", "alku_fi")):
        await phone.types(f"/start {token}", into=group)
        told = await phone.sees()
        assert told.text == "Ryhmässä vain kortteja."
        assert [button.url for button in told.buttons] == [PRIVATE + private]
        assert placed(await begun(phone, private)) == private


@pytest.mark.parametrize("command", ["/help", "/jaa", "/tallenna", "/unohda", "/olematon"])
async def test_every_other_command_leads_into_private(phone: Phone, group: Group, command: str) -> None:
    own = await phone.types(command, into=group)
    told = await phone.sees()
    assert told.text == "Ryhmässä vain kortteja."
    assert [button.url for button in told.buttons] == [f"{PRIVATE}alku_fi"]
    assert own in group.chat


async def test_a_tap_on_a_flows_button_in_a_group_is_answered_by_a_link_into_private(
    phone: Phone, group: Group
) -> None:
    await phone.types("/kortit", into=group)
    cards = await phone.sees()
    for data, private in (
        ("keittio_fi_AmRkn1m10t0", "keittio_fi_AmRk"),
        ("kortti-ohje_fi__s-miten", "kortti-ohje_fi__miten"),
        ("keittio_fi_n1_h", "keittio_fi"),
        ("kortti-ohje_fi_Rk_miten", "kortti-ohje_fi_Rk_miten"),
    ):
        tap = phone.press(group.inside, cards.id, data)
        await phone.sees(changes=0)
        assert tap.url == PRIVATE + private
    tap = phone.press(group.inside, cards.id, "!keskustelu")
    await phone.sees(changes=0)
    assert tap.url == "https://t.me/polku_bot"
    assert group.last == cards


async def test_words_files_and_joins_in_a_group_are_left_alone(phone: Phone, group: Group, api: BotApi) -> None:
    await phone.types("/kortit", into=group)
    cards = await phone.sees()
    await phone.types("mitä kuraattori tekee? @polku_bot", into=group)
    await phone.sends("photo", to=cards, into=group)
    await phone.types("131052-308T", to=cards, into=group)
    await phone.types("/kortit", into=group)
    last = await phone.sees()
    assert [bubble.id for bubble in group.chat if not bubble.mine] == [cards.id, last.id]
    assert len(group.chat) == 7
    assert api.called("deleteMessage", "deleteMessages") == []


async def test_a_private_link_answers_the_press_even_when_the_group_message_is_gone(phone: Phone, group: Group) -> None:
    await phone.types("/kortit", into=group)
    cards = await phone.sees()
    tap = phone.press(group.inside, cards.id, "keittio_fi", faded=True)
    await phone.sees(changes=0)
    assert tap.url == f"{PRIVATE}keittio_fi"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_card_in_a_group_has_a_button_that_is_no_card_or_a_link_with_an_answer(
    book: Book, today: date, lang: str
) -> None:
    seen = 0
    for place in pages_outside(book, lang):
        if not is_for_group(book, str(place)):
            continue
        reply = for_group(Links("https://t.me/polku_bot", WEB), book, reply_at(book, place, today))
        for button in (button for row in rows_of(messages(book, reply)[-1]) for button in row):
            seen += 1
            data, url = str(button.get("callback_data", "")), str(button.get("url", ""))
            assert not data or is_for_group(book, data)
            linked, _ = read_place(book, parse_qs(urlsplit(url).query).get("start", [f"alku_{lang}"])[0])
            assert (linked.answers, linked.over) == ((), "")
    assert seen > 2000
