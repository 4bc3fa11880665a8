"""What a person may say with a slash, and the files that the bot sends."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

import httpx
import pytest

from bot.channels.telegram import Telegram
from bot.channels.web import make_app
from bot.core.book import Book
from bot.settings import Settings
from tests.botapi import BotApi, Phone
from tests.telegram.conftest import WEB, Start, begun, placed

CHANGED = "Osa vanhan painikkeen tai linkin tiedoista"
END = ("Pieni", "☐ Suola", "Valmis", "Valmis", "21", "Muu", "Manner")
"""The way through the toy kitchen to its outcome, for a cook."""


@pytest.fixture
async def phone(toy_bot: Telegram, api: BotApi) -> Phone:
    """A Finnish person, before the first word."""
    return api.phone()


# -- /start ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("token", "place"),
    [
        ("", "alku_fi"),
        ("keittio", "keittio_fi"),
        ("keittio_sv", "keittio_sv"),
        ("keittio_fi_AmRk", "keittio_fi_AmRk"),
        ("kortti-ohje_fi__miten", "kortti-ohje_fi__miten"),
        ("keittio_fi__c-syksy26", "keittio_fi"),
    ],
)
async def test_a_link_opens_its_place_with_shared_answers_a_section_or_a_code(
    phone: Phone, token: str, place: str
) -> None:
    opened = await begun(phone, token)
    assert placed(opened) == place
    assert CHANGED not in opened.text


@pytest.mark.parametrize(
    ("token", "place"),
    [
        ("keittio_fi_n1", "keittio_fi"),
        ("keittio_fi_Rk_s", "keittio_fi_Rk"),
        ("keittio_fi_Rq", "keittio_fi"),
        ("olematon_fi", "alku_fi"),
        ("kortti-ohje_fi__olematon", "kortti-ohje_fi"),
        ("keittio_fi_" + "A" * 60, "alku_fi"),
        ("hei <b>vaan", "alku_fi"),
        ("a_b_c_d_e_f", "alku_fi"),
        ("!keskustelu", "alku_fi"),
    ],
)
async def test_what_no_link_may_carry_is_dropped_with_a_notice(phone: Phone, token: str, place: str) -> None:
    opened = await begun(phone, token)
    assert placed(opened) == place
    assert CHANGED in opened.text
    assert token not in opened.text


async def test_start_sends_a_new_message_and_leaves_the_old_one(phone: Phone) -> None:
    first = await begun(phone, "keittio")
    second = await begun(phone, "keittio")
    assert second.id != first.id
    assert second.text == first.text


# -- cards, help, anything else --------------------------------------------------------------------


@pytest.mark.parametrize(("command", "lang"), [("/kortit", "fi"), ("/roller", "sv"), ("/cards", "en")])
async def test_each_language_has_its_own_word_for_the_cards(phone: Phone, command: str, lang: str) -> None:
    await phone.types(command)
    cards = await phone.sees()
    assert placed(cards) == f"kortti_{lang}"
    card = await phone.taps(next(label for label in cards.labels if label.endswith("Ohjekortti")))
    assert (card.id, placed(card)) == (cards.id, f"kortti-ohje_{lang}")


async def test_help_says_what_this_is_what_telegram_sees_and_every_command(
    start: Start, api: BotApi, toy_talk: Book
) -> None:
    phone = api.phone()
    async with start(toy_talk, operator="Kokeilualue, puh. vaihde"):
        await phone.types("/help")
        told = await phone.sees()
        commands = [f"/{name} –" for name in ("start", "kortit", "tallenna", "jaa", "unohda")]
        expected = ("Tämä on kone.", "Telegram näkee tämän.", "Palvelusta vastaa: Kokeilualue", *commands)
        assert [said for said in expected if said not in told.text] == []
        await phone.types("/sehan on mikä")
        assert (await phone.sees()).text == told.text


async def test_help_without_an_operator_says_that_nobody_answers_for_it(phone: Phone) -> None:
    await phone.types("/help@polku_bot")
    assert "Tämä on kokeilu, jolla ei ole ylläpitäjää" in (await phone.sees()).text


# -- sharing ---------------------------------------------------------------------------------------


async def test_a_link_shared_alone_leads_to_the_front_page(phone: Phone) -> None:
    await phone.types("/jaa")
    shared = await phone.sees()
    addresses = ["https://t.me/polku_bot?start=alku_fi", f"{WEB}/alku_fi"]
    assert [button.copy_text for button in shared.buttons] == addresses
    assert all(address in shared.text for address in addresses)
    assert "Linkin voi jakaa." in shared.text


async def test_a_link_shared_as_a_reply_leads_to_its_flow_without_any_answer_of_it(phone: Phone) -> None:
    await begun(phone, "keittio_sv")
    step = await phone.taps("[fi] Pieni")
    await phone.types("/jaa", to=step)
    shared = await phone.sees()
    links = [button.copy_text or "" for button in shared.buttons]
    assert [urlsplit(link).query or urlsplit(link).path for link in links] == ["start=keittio_sv", "/keittio_sv"]
    assert placed(await begun(phone, links[0].rpartition("=")[2])) == "keittio_sv"


# -- files -----------------------------------------------------------------------------------------


async def outcome(phone: Phone) -> str:
    """Walk to the outcome; gives its place."""
    await begun(phone, "keittio_fi_Rk")
    for label in END:
        bubble = await phone.taps(label)
    assert bubble.text.startswith("Näin syöt")
    return placed(bubble)


async def from_the_web(book: Book, today: date, place: str, name: str) -> httpx.Response:
    app = make_app(book, Settings(), lambda: today)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=WEB) as client:
        return await client.post("/document", json={"place": place, "id": name})


@pytest.mark.parametrize(
    ("label", "name"), [("Tallenna keskustelu", "keskustelu"), ("Tulostettava yhteenveto", "yhteenveto")]
)
async def test_a_document_button_sends_the_same_file_as_the_web_and_leaves_the_message(
    phone: Phone, toy_talk: Book, today: date, label: str, name: str
) -> None:
    place = await outcome(phone)
    before = phone.last
    sent = await phone.taps(label)
    web = await from_the_web(toy_talk, today, place, name)
    assert sent.document
    assert sent.document.data == web.content
    assert f'"{sent.document.name}"' in web.headers["content-disposition"]
    assert sent.text.startswith("Tässä tiedostossa ei ole nimiä.")
    assert before in phone.chat


async def test_the_calendar_button_sends_the_two_days_as_on_the_web(
    real_bot: Telegram, api: BotApi, book: Book, today: date
) -> None:
    phone = api.phone()
    bubble = await begun(phone, "vireilletulo")
    for _ in range(20):
        if "Määräpäivät kalenteriin" in bubble.labels:
            break
        days = [label for label in bubble.labels if label.isdecimal()]
        done = [label for label in bubble.labels if label == "Valmis"]
        bubble = await phone.taps((done or days[-1:] or [onward(bubble.labels)])[0])
    sent = await phone.taps("Määräpäivät kalenteriin")
    web = await from_the_web(book, today, placed(bubble), "kalenteri")
    assert sent.document
    assert sent.document.name.endswith(".ics")
    assert sent.document.data.count(b"BEGIN:VEVENT") == 2
    assert without_stamp(sent.document.data) == without_stamp(web.content)


def onward(labels: list[str]) -> str:
    """A usual answer: no danger, an ordinary notification, the assessment begins."""
    wanted = ("Ei merkkejä", "Ei mitään", "Aloitamme", "Lastensuojeluilmoitus")
    return next((label for label in labels if label.startswith(wanted)), labels[0])


def without_stamp(calendar: bytes) -> list[bytes]:
    return [line for line in calendar.splitlines() if not line.startswith((b"DTSTAMP", b"UID"))]


async def test_saving_as_a_reply_saves_that_message_and_alone_tells_how(
    phone: Phone, toy_talk: Book, today: date
) -> None:
    first = await begun(phone, "keittio")
    second = await phone.taps("Pieni")
    await phone.types("/tallenna", to=second)
    saved = await phone.sees()
    assert saved.document
    assert saved.document.data == (await from_the_web(toy_talk, today, "keittio_fi_n2", "keskustelu")).content
    assert "> Pieni" in saved.document.data.decode()
    await phone.types("/tallenna")
    alone = await phone.sees()
    assert alone.document is None
    assert alone.text.startswith("Vastaa viestiin.")
    assert first.id == second.id


async def test_a_file_that_cannot_be_had_leaves_the_message_where_it_was(phone: Phone) -> None:
    step = await begun(phone, "keittio")
    for asked in ("!kalenteri", "!olematon", "!"):
        phone.press(phone.inside, step.id, asked)
        told = await phone.sees()
        assert told.text.startswith("Vastaa viestiin."), asked
        assert step in phone.chat
        assert (await phone.taps("Jatka polkua")).text == step.text


# -- forgetting ------------------------------------------------------------------------------------


async def test_forgetting_clears_the_chat_and_says_that_nothing_is_kept(phone: Phone) -> None:
    await begun(phone, "keittio")
    await phone.types("jotain")
    await phone.sees()
    await phone.types("/unohda")
    await phone.sees(changes=6)  # five messages go, one comes
    assert [bubble.text for bubble in phone.chat] == ["Ei ole mitään unohdettavaa."]
    assert phone.chat[0].buttons == []
