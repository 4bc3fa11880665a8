"""How pages look and print: narrow screens, dark mode, paper, large targets, calm motion."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, open_place

OUTCOME = "huoli_fi_AsRkv1"
PLACES = [
    "alku_fi",
    "huoli_fi",
    "huoli_fi_v2",
    "kortti_fi",
    "kortti-konsultointi_fi",
    "kortti-konsultointi_fi__miten",
    "huoli_fi_v2_s",
    "huoli_fi_h",
]
TOY_PLACES = ["keittio_fi_AmRkn1", "keittio_fi_AmRkn1m10t0", "keittio_fi_AmRvn1r1", "keittio_fi_n1_v"]
PLAIN = ["/tietoa", "/saavutettavuus", "/map/huoli"]
TOO_SMALL = """() => [...document.querySelectorAll(
        "button, summary, input:not([type=hidden]), nav a, .foot a, .top a, .glance a, .onward a")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches("[type=checkbox], .skip"))
    .map((one) => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
    .filter(([, box]) => box.height < 44 || box.width < 44)
    .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
TOO_WIDE = """() => [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".map, .only-read, pre"))
    .map((one) => one.outerHTML.slice(0, 120))"""


def outcome(page: Page, address: str) -> None:
    """Open an outcome: walk on with first answers from a place near the start."""
    open_place(page, address, "huoli_fi_AsRk")
    while page.locator(".progress").count():
        before = page.title()
        page.locator(".options .option").nth(1).click()
        expect(page).not_to_have_title(before)


@pytest.mark.parametrize("width", [320, 390])
def test_no_page_scrolls_sideways_on_a_narrow_screen(person: Open, address: str, toy_address: str, width: int) -> None:
    """At 320 pixels, which is also 400 % zoom, everything fits; every target is at least 44 pixels each way."""
    page = person(viewport={"width": width, "height": 640})
    for where, places in ((address, PLACES), (toy_address, TOY_PLACES)):
        for place in places:
            open_place(page, where, place)
            check_fits(page, place)
    for path in PLAIN:
        page.goto(address + path)
        check_fits(page, path)
    outcome(page, address)
    check_fits(page, "the outcome")


def check_fits(page: Page, name: str) -> None:
    assert page.evaluate(TOO_WIDE) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    assert page.evaluate(TOO_SMALL) == [], name


def test_text_twice_as_large_still_fits(person: Open, address: str) -> None:
    """At 200 % text size nothing is cut off or lies over something else."""
    page = person()
    for place in ("alku_fi", "huoli_fi"):
        open_place(page, address, place)
        page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
        assert page.evaluate(TOO_WIDE) == [], place


def luminance(page: Page, selector: str) -> float:
    color: str = page.evaluate(
        "selector => getComputedStyle(document.querySelector(selector)).backgroundColor", selector
    )
    red, green, blue = (int(part) for part in color.removeprefix("rgb(").removesuffix(")").split(",")[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_pages_follow_the_device_into_dark_mode(person: Open, address: str) -> None:
    """Dark when the device is dark, light when it is light."""
    for scheme, dark in (("light", False), ("dark", True)):
        page = person(color_scheme=scheme)
        open_place(page, address, "huoli_fi")
        assert (luminance(page, "html") < 60) is dark
        assert (luminance(page, ".bubble") < 60) is dark


@pytest.mark.parametrize("javascript", [True, False])
def test_an_outcome_prints_in_full_without_buttons(person: Open, address: str, *, javascript: bool) -> None:
    """On paper: the answers, the duties, why and the sources unfolded, black on white; no button, no bar."""
    page = person(javascript=javascript, color_scheme="dark")
    outcome(page, address)
    page.emulate_media(media="print")
    shown: list[str] = page.evaluate(
        """[...document.querySelectorAll('button, input, .top, .help, .bar, .jumps')]
            .filter((one) => one.checkVisibility()).map((one) => one.outerHTML)"""
    )
    assert shown == []
    for selector in (".said", ".duty-card h3", ".sources .inside li", ".why .inside p", ".changes li"):
        assert page.locator(selector).count()
        assert page.locator(selector).first.bounding_box(), selector
        assert page.evaluate(
            "selector => document.querySelector(selector).getBoundingClientRect().height > 5", selector
        ), selector
    assert luminance(page, "html") > 254
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"
    assert len(page.pdf(format="A4")) > 10_000


def test_the_print_button_needs_javascript_and_is_hidden_without_it(person: Open, toy_address: str) -> None:
    """A button that would do nothing is not shown."""
    for javascript in (True, False):
        page = person(javascript=javascript)
        open_place(page, toy_address, "keittio_fi_AmRvn1r1")
        assert page.locator("[data-print]").is_visible() is javascript


def test_nothing_moves_for_those_who_asked_for_calm(person: Open, address: str) -> None:
    """With reduced motion there is no animation at all; otherwise a short one."""
    for wish, name in (("reduce", "none"), ("no-preference", "rise")):
        page = person(reduced_motion=wish)
        open_place(page, address, "huoli_fi")
        assert page.evaluate("getComputedStyle(document.querySelector('.now')).animationName") == name


def test_112_stays_in_view_and_covers_no_focused_button(person: Open, address: str) -> None:
    """The bar at the bottom never hides what the keyboard has reached."""
    page = person()
    open_place(page, address, "huoli_fi_v2")
    for _ in range(30):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            """() => {
                const focused = document.activeElement;
                const box = focused.getBoundingClientRect();
                const [top, bar] = [".top", ".help"]
                    .map((name) => document.querySelector(name).getBoundingClientRect());
                if (focused === document.body || focused.closest(".help, .top, .skip")) return false;
                return box.top >= bar.top || box.bottom <= top.bottom;
            }"""
        )
        assert not hidden
        expect(page.locator('.help a[href="tel:112"]')).to_be_in_viewport()
