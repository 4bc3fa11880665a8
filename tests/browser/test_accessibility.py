"""axe-core on every kind of page, in every language, light and dark: no violation of WCAG 2.2 A and AA."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Open, open_place

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
INCOMPLETE: dict[str, str] = {}
"""What axe cannot decide by itself, and why it is well here."""
LANGUAGES = ("fi", "sv", "en")
PAGES = {
    "the front page": "alku_{}",
    "the first question": "huoli_{}",
    "a later question": "huoli_{}_v2",
    "the question of the county": "huoli_{}_Rkv4k1",
    "the list of cards": "kortti_{}",
    "a card": "kortti-konsultointi_{}",
    "a section": "kortti-konsultointi_{}__miten",
    "the settings": "huoli_{}_AsRkv2_s",
    "help now": "huoli_{}_As_h",
    "your answers": "huoli_{}_Rkv2_v",
    "practice": "huoli_{}_P01",
}
TOY_PAGES = {
    "several options": "keittio_fi_AmRkn1",
    "a checklist": "keittio_fi_AmRkn1m10",
    "a date": "keittio_fi_AmRkn1m10t0",
    "a small outcome": "keittio_fi_AmRvn1r1",
    "an end in words": "keittio_fi_AmRvn1r2",
    "a way back": "kortti-ohje_fi",
}


@cache
def axe() -> str:
    """The source of axe-core, as axe-playwright-python carries it."""
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def look(page: Page, name: str) -> None:
    """Run axe on the page as it is; in the dark only the colours are other than in the light."""
    everything = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": PHONE["width"], "height": everything + 1500})  # axe cannot judge what a bar covers
    page.evaluate(axe())
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    only = {"type": "rule", "values": ["color-contrast"]} if dark else {"type": "tag", "values": TAGS}
    found: dict[str, Any] = page.evaluate("only => axe.run({ runOnly: only })", only)
    assert len(found["passes"]) > (0 if dark else 10), name
    assert [fault(one) for one in found["violations"]] == [], name
    assert [fault(one) for one in found["incomplete"] if one["id"] not in INCOMPLETE] == [], name
    page.set_viewport_size(PHONE)


def fault(one: dict[str, Any]) -> str:
    """What axe found, in a line."""
    where = [(node["html"][:160], [check["message"] for check in node["any"]]) for node in one["nodes"][:3]]
    return f"{one['id']}: {one['help']}; {where}"


@pytest.mark.parametrize(("lang", "scheme"), [*((lang, "light") for lang in LANGUAGES), ("fi", "dark")])
def test_every_kind_of_page_is_without_a_violation(person: Open, address: str, lang: str, scheme: str) -> None:
    """Chat pages, cards, settings, help, plain pages and an outcome, in this language and scheme."""
    page = person(color_scheme=scheme, lang=lang)
    for name, place in PAGES.items():
        open_place(page, address, place.format(lang))
        expect(page.locator("html")).to_have_attribute("lang", lang)
        look(page, name)
    for path in ("/tietoa", "/saavutettavuus", "/map/huoli"):
        page.goto(f"{address}{path}?lang={lang}")
        look(page, path)
    open_place(page, address, f"huoli_{lang}_AsRk")
    while page.locator(".progress").count():
        before = page.title()
        page.locator(".options .option").nth(1).click()
        expect(page).not_to_have_title(before)
    look(page, "an outcome")
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    look(page, "an outcome, unfolded")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_kind_of_step_is_without_a_violation(person: Open, toy_address: str, scheme: str) -> None:
    """Boxes, a checklist, a date, a way back, and notices: after typed words, in an emergency, after a wrong date."""
    page = person(color_scheme=scheme)
    for name, place in TOY_PAGES.items():
        open_place(page, toy_address, place, **{"from": "keittio_fi_n1"})
        look(page, name)
    for name, fields in {
        "not understood": {"text": "xyzzy"},
        "an emergency": {"text": "liesi palaa"},
        "something identifying": {"text": "131052-308T"},
        "a wrong date": {"date": "1999-01-01"},
    }.items():
        open_place(page, toy_address, "keittio_fi_AmRkn1m10t0", **fields)
        look(page, name)


def test_the_transcript_is_a_log_and_the_question_a_heading(person: Open, address: str) -> None:
    """Landmarks and roles as a screen reader needs them: one main, one h1, a named log, named navigation."""
    page = person()
    open_place(page, address, "huoli_fi_v2")
    assert page.get_by_role("main").count() == page.locator("h1").count() == 1
    expect(page.get_by_role("log")).to_have_accessible_name("Omat vastauksesi")
    expect(page.get_by_role("navigation", name="Apua heti")).to_be_visible()
    expect(page.get_by_role("region", name=page.locator("h1").inner_text())).to_be_visible()
