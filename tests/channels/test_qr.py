"""The link as a QR code: what a phone reads from it, what is printed, and where it can be had."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import date
from xml.etree import ElementTree as ET

import httpx
import pytest
import segno

from bot.catalogues import tongues
from bot.channels.html import web_html
from bot.channels.telegram.heard import Heard
from bot.channels.telegram.messages import messages
from bot.channels.telegram.talk import Talk
from bot.channels.web import make_app
from bot.core.book import Book
from bot.core.links import NOWHERE, Links
from bot.core.reply import Reply
from bot.core.turn import turn
from bot.documents import document_of
from bot.documents.document import NoSuchDocument
from bot.documents.qr import QUIET
from bot.load import load_pages
from bot.settings import Settings
from tests.channels.conftest import HOST
from tests.channels.person import Page
from tests.channels.qr_reader import inner, level_and_mask, modules_of_png, modules_of_svg, text_of

WEB, BOT = "https://huolipolku.example", "https://t.me/huolipolkubot"
PLACE, TOKEN = "jaa_fi_AhRlfhlsaprv", "huoli_sv_ApRv"
LONGEST = "jaa_sv_fygghllsaprv"
CODES = ("qr-png", "qr-svg")


@pytest.fixture(scope="module")
def reached() -> Book:
    """The real book, reached on the web and in Telegram."""
    return Book(load_pages(), tongues(), Links(BOT, WEB))


@pytest.fixture
async def visitor(reached: Book, today: date) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the web chat over that book."""
    app = make_app(reached, Settings(public_url=WEB), lambda: today)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOST) as found:
        yield found


def content(book: Book, reply: Reply, name: str, today: date) -> bytes:
    return document_of(book, reply, name, today, web_html).content


@pytest.mark.parametrize("place", [PLACE, LONGEST, "jaa_en_fal0a0r0", "jaa_fi_fpl0a0rk"])
def test_both_files_are_read_back_as_the_link_for_the_web(reached: Book, today: date, place: str) -> None:
    """A reader of our own, which knows nothing of the library that drew them, finds the link in both."""
    reply = turn(reached, place, None, today)
    (address,) = [choice.href for choice in reply.choices if choice.id == "avaa-selain"]
    assert address.startswith(WEB + "/")
    drawn, _ = modules_of_svg(content(reached, reply, "qr-svg", today).decode())
    pictured, _ = modules_of_png(content(reached, reply, "qr-png", today))
    assert drawn == pictured
    assert text_of(inner(drawn, QUIET)) == address
    made = segno.make(address, error="m", micro=False, boost_error=False)
    assert inner(drawn, QUIET) == [[bool(module) for module in row] for row in made.matrix]


def test_without_an_address_on_the_web_the_code_opens_telegram(today: date) -> None:
    book = Book(load_pages(), tongues(), Links(bot=BOT))
    modules, _ = modules_of_png(content(book, turn(book, PLACE, None, today), "qr-png", today))
    assert text_of(inner(modules, QUIET)) == f"{BOT}?start={TOKEN}"


def test_a_code_is_large_enough_for_print_with_its_white_edge_and_correction(reached: Book, today: date) -> None:
    """A picture of 600 pixels at least, four white modules around, and correction M."""
    for place in (PLACE, LONGEST):
        modules, pixels = modules_of_png(content(reached, turn(reached, place, None, today), "qr-png", today))
        assert pixels >= 600
        assert pixels % len(modules) == 0
        assert level_and_mask(inner(modules, 4))[0] == 0


@pytest.mark.parametrize(("lang", "title"), [("fi", "QR-koodi"), ("sv", "QR-kod"), ("en", "QR code")])
def test_the_drawing_says_what_it_is_in_the_language_of_the_one_who_shares(
    reached: Book, today: date, lang: str, title: str
) -> None:
    reply = turn(reached, PLACE.replace("_fi_", f"_{lang}_"), None, today)
    root = ET.fromstring(content(reached, reply, "qr-svg", today).decode())  # noqa: S314 - our own drawing
    (found,) = root.iter("{http://www.w3.org/2000/svg}title")
    assert found.text == f"{title}: {WEB}/{TOKEN}"


def test_the_same_link_gives_the_same_bytes_on_every_day(reached: Book, today: date) -> None:
    for name in CODES:
        later = date(2027, 2, 3)
        assert content(reached, turn(reached, PLACE, None, today), name, today) == content(
            reached, turn(reached, PLACE, None, later), name, later
        )


def test_there_is_no_code_where_no_link_is_given(reached: Book, today: date) -> None:
    unreached = Book(load_pages(), tongues(), NOWHERE)
    for book, place in ((reached, "jaa_fi_fh"), (reached, "alku"), (reached, "huoli_fi"), (unreached, PLACE)):
        for name in CODES:
            with pytest.raises(NoSuchDocument):
                document_of(book, turn(book, place, None, today), name, today, web_html)


@pytest.mark.parametrize(("name", "kind", "file"), [
    ("qr-png", "image/png", "huolipolku.png"), ("qr-svg", "image/svg+xml", "huolipolku.svg"),
])  # fmt: skip
async def test_the_web_gives_the_files_at_the_end_and_nowhere_else(
    visitor: httpx.AsyncClient, name: str, kind: str, file: str
) -> None:
    for place in (PLACE, PLACE + "_joo", PLACE + "_s"):
        answer = await visitor.post("/document", data={"place": place, "id": name})
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["content-disposition"] == f'attachment; filename="{file}"'
    for place in ("jaa_fi_fh", "huoli_fi", "kortti-poliisi_fi"):
        refused = await visitor.post("/document", json={"place": place, "id": name})
        assert refused.status_code == 400
        assert refused.json()["error"]["code"] == "no-such-document"


async def test_the_page_shows_both_links_to_copy_and_to_open(visitor: httpx.AsyncClient) -> None:
    page = Page(await visitor.post("/", data={"place": PLACE}))
    addresses = [href for href, _ in page.links]
    for address in (f"{WEB}/{TOKEN}", f"{BOT}?start={TOKEN}"):
        assert addresses.count(address) == 2
        assert f'data-copy="{address}"' in page.response.text
    assert [form.buttons[0].value for form in page.forms if form.action == "/document"] == list(CODES)


async def test_the_json_says_where_each_link_leads(visitor: httpx.AsyncClient) -> None:
    reply = (await visitor.post("/api/turn", json={"place": PLACE})).json()
    carried = {choice["id"]: choice.get("href") or choice.get("text") for choice in reply["choices"]}
    assert carried["avaa-selain"] == carried["kopioi-selain"] == f"{WEB}/{TOKEN}"
    assert carried["avaa-telegram"] == carried["kopioi-telegram"] == f"{BOT}?start={TOKEN}"
    assert [one["id"] for one in reply["documents"]] == list(CODES)


async def test_the_shared_link_opens_the_path_with_what_was_set(visitor: httpx.AsyncClient) -> None:
    page = Page(await visitor.get(f"/{TOKEN}", headers={"Accept-Language": "fi"}))
    assert page.lang == "sv"
    place = dict(page.form_with("text").fields)["place"]
    settings = (await visitor.post("/api/turn", json={"place": place})).json()["settings"]
    assert settings == {"region": "pirha", "role": "vaka", "practice": None}


def test_telegram_copies_and_opens_both_links(reached: Book, today: date) -> None:
    last = messages(reached, turn(reached, PLACE, None, today))[-1]
    buttons = [button for row in json.loads(last.keyboard)["inline_keyboard"] for button in row]
    assert [button["copy_text"]["text"] for button in buttons if "copy_text" in button] == [
        f"{WEB}/{TOKEN}", f"{BOT}?start={TOKEN}",
    ]  # fmt: skip
    assert [button["url"] for button in buttons if "url" in button] == [f"{WEB}/{TOKEN}", f"{BOT}?start={TOKEN}"]
    assert [button["callback_data"] for button in buttons if str(button.get("callback_data")).startswith("!")] == [
        "!qr-png", "!qr-svg",
    ]  # fmt: skip


def test_a_link_of_this_server_alone_is_no_button_in_telegram(today: date) -> None:
    book = Book(load_pages(), tongues())
    last = messages(book, turn(book, PLACE, None, today))[-1]
    buttons = [button for row in json.loads(last.keyboard)["inline_keyboard"] for button in row]
    assert [button["copy_text"]["text"] for button in buttons if "copy_text" in button] == [TOKEN]
    assert not [button for button in buttons if "url" in button]


def test_telegram_sends_a_code_with_words_that_invite_to_share_it(reached: Book, today: date) -> None:
    talk = Talk(reached, lambda: today, reached.links)
    (call,) = talk.answer(Heard(1, "tap", chat=5, message=7, query="q", data="!qr-png", under=PLACE)).calls
    assert call[0] == "sendDocument"
    assert call[1]["caption"] == "Tämän linkin voi lähettää kenelle tahansa. Siinä ei ole vastauksiasi."
    assert call[1]["document"].filename == "huolipolku.png"


def test_the_command_that_shares_gives_the_same_kind_of_link_without_any_answer(reached: Book, today: date) -> None:
    talk = Talk(reached, lambda: today, reached.links)
    (call,) = talk.answer(Heard(1, "command", chat=5, text="/jaa", under="huoli_sv_ApRvv4k1")).calls
    assert call[1]["text"].endswith(f"\n\n{BOT}?start=huoli_sv\n\n{WEB}/huoli_sv")
