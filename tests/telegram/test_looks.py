"""How chats look on a phone 390 px wide: nothing sticks out, and no label beside another is cut."""

from __future__ import annotations

import asyncio
import shutil
from datetime import date
from pathlib import Path

from playwright.sync_api import sync_playwright

from bot.channels.telegram import Telegram
from bot.core.book import Book
from storage import NoCounts
from tests.botapi import BotApi, Bubble, render
from tests.browser.conftest import NAMES, PHONE, QUIET
from tests.telegram.conftest import begun, settings_for, stands_at

CHATS = {
    "first": "huoli",
    "several": "toimijat_fi_Avv4p1i3_m-5000",
    "outcome": "huoli_fi_AvRvv1j1k1h1e1p1",
    "calendar": "vireilletulo_fi_Avi2k1e1",
    "month": "vireilletulo_en_Avi2k1e1_d-2610",
    "cards": "kortti_sv",
    "card": "kortti-koulukuraattori_sv__arviointi",
    "front": "alku_en",
    "settings": "huoli_fi_AvRv_s",
}
WITHOUT_WORDS = ("outcome", "settings")
"""There a cut label is a quotation from the text above it, or was asked in full before."""
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => one.outerHTML.slice(0, 120))"""
CUT = """() => [...document.querySelectorAll(".row span")]
    .filter((one) => one.scrollWidth > one.clientWidth + 1 && SIDE_BY_SIDE)
    .map((one) => one.textContent)"""
BESIDE = CUT.replace("SIDE_BY_SIDE", "one.parentElement.children.length > 1")
ALONE = CUT.replace("SIDE_BY_SIDE", "one.parentElement.children.length === 1")


async def chats(book: Book, today: date) -> dict[str, list[Bubble]]:
    """What a person has on the screen after one tap, for each of the places."""
    found = {}
    async with BotApi() as api:
        telegram = Telegram(book, settings_for(api), lambda: today, NoCounts())
        async with telegram.open():
            for name, place in CHATS.items():
                phone = api.phone()
                await (begun(phone, place) if name == "first" else stands_at(phone, place))
                found[name] = phone.chat
    return found


def test_no_chat_is_wider_than_the_phone_and_no_label_beside_another_is_cut(
    book: Book, today: date, tmp_path: Path
) -> None:
    seen = asyncio.run(chats(book, today))
    assert seen.keys() == CHATS.keys()
    assert len(seen["outcome"]) > 2
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    assert path, f"expected one of {', '.join(NAMES)} on PATH; `make browser` installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        page = browser.new_page(viewport=PHONE)
        for name, bubbles in seen.items():
            page.set_content(render(bubbles, "Huolipolku"))
            page.screenshot(path=tmp_path / f"{name}.png", full_page=True)
            assert page.evaluate(TOO_WIDE) == [], name
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
            assert page.evaluate(BESIDE) == [], name
            cut = [label.lstrip("☐☑ ") for label in page.evaluate(ALONE)]
            assert name != "several" or len(cut) > 1
            texts = " ".join(bubble.text for bubble in bubbles)
            assert name in WITHOUT_WORDS or [label for label in cut if label not in texts] == [], name
        browser.close()
