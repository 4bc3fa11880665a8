"""The two renderers of the light markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.html import UnknownMark, block_html, telegram_html, web_html
from bot.core.markup import link
from bot.core.reply import Block

RENDERERS = (web_html, telegram_html)


def test_web_shows_paragraphs_bullets_bold_and_emphasis() -> None:
    """Every mark of the content has its element on the web."""
    shown = web_html("**Soita** *nyt*.\n\n- yksi\n- kaksi")
    assert shown == "<p><strong>Soita</strong> <em>nyt</em>.</p><ul><li>yksi</li><li>kaksi</li></ul>"


def test_telegram_writes_bullets_out_and_ends_paragraphs_with_a_blank_line() -> None:
    """Telegram knows no lists and no paragraphs, so both are written as text."""
    assert telegram_html("**Soita** *nyt*.\n\n- yksi\n- kaksi\n  - sisä\n\nLoppu.") == (
        "<b>Soita</b> <i>nyt</i>.\n\n• yksi\n• kaksi\n  • sisä\n\nLoppu."
    )


def test_telegram_indents_the_second_paragraph_of_a_bullet() -> None:
    """What belongs to a bullet stands under it."""
    assert telegram_html("- a\n\n  b\n- c") == "• a\n  b\n• c"


def test_an_address_becomes_a_link() -> None:
    """A link of the program is a link in both, its address escaped."""
    text = link("Laki & asetus", "https://finlex.fi/?a=1&b=2")
    wanted = '<a href="https://finlex.fi/?a=1&amp;b=2">Laki &amp; asetus</a>'
    assert web_html(text) == f"<p>{wanted}</p>"
    assert telegram_html(text) == wanted


def test_a_telephone_number_is_a_link_on_the_web_and_plain_words_in_telegram() -> None:
    """Telegram drops links to numbers and finds numbers itself."""
    text = link("02 623", "tel:02623")
    assert web_html(text) == '<p><a href="tel:02623">02 623</a></p>'
    assert telegram_html(text) == "02 623"


@pytest.mark.parametrize("render", RENDERERS)
@pytest.mark.parametrize("text", ["1. numero", "[w](http://x.fi)", "[w](/polku)"])
def test_a_mark_that_nobody_renders_is_raised(render: type[str], text: str) -> None:
    """An unknown token or another kind of address is a fault, not a surprise on the page."""
    with pytest.raises(UnknownMark):
        render(text)


@pytest.mark.parametrize("render", RENDERERS)
def test_html_and_images_in_a_text_are_just_text(render: type[str]) -> None:
    """Nothing in a content text can become an element, a script or an image."""
    shown = render('<script>alert("1")</script> &lt; [x](javascript:alert(1))')
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    assert "<a " not in shown
    with pytest.raises(UnknownMark):
        render("![x](http://a)")


def test_a_block_carries_its_heading_and_tag() -> None:
    """A block as HTML includes its heading, as its markdown does."""
    block = Block("duty", "Soita **heti**.", "Ilmoita & kirjaa", "laki velvoittaa")
    assert block_html(block) == (
        "<h3>Ilmoita &amp; kirjaa <small>(laki velvoittaa)</small></h3><p>Soita <strong>heti</strong>.</p>"
    )
    assert block_html(Block("text", "Vain teksti.")) == "<p>Vain teksti.</p>"


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.open.append(tag)
        assert {name for name, _ in attrs} <= {"href"}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@given(st.text(alphabet="ab<>&\"'*_-[]()!#`\\ \n:/.1", max_size=60))
def test_whatever_the_text_only_known_elements_come_out(text: str) -> None:
    """Any text gives well-formed HTML of the few known elements, or is refused."""
    for render, known in (
        (web_html, {"p", "ul", "li", "strong", "em", "a"}),
        (telegram_html, {"b", "i", "a"}),
    ):
        elements = _Elements()
        try:
            elements.feed(render(text))
        except UnknownMark:
            continue
        elements.close()
        assert elements.seen <= known
        assert not elements.open


def test_telegram_html_has_no_line_break_inside_a_paragraph() -> None:
    """A line that an author wrapped in the YAML is one line in a message."""
    assert telegram_html("yksi\nkaksi") == "yksi kaksi"
    assert not re.search(r"\n{3,}", telegram_html("- a\n\nb\n\n- c\n\n\n\nd"))
