"""The light markup: what it shows, what it refuses, and that HTML is only text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.markup import ALLOWED, faults, link, parse, plain

FINE = [
    "Teksti.",
    "**Vahva** ja *korostus*",
    "- yksi\n- kaksi",
    "Kappale.\n\nToinen.",
    "rivi\nrivi",
    "",
    "3 < 4 ja 5 > 4",
    "25.1 §",
]
FAULTY = {
    "[linkki](https://example.org)": "“link”",
    "# Otsikko": "“heading”",
    "![kuva](a.png)": "“image”",
    "<b>lihava</b>": "“html_inline”",
    "<div>\nx\n</div>": "“html_block”",
    "1. yksi\n2. kaksi": "“ordered_list”",
    "> lainaus": "“blockquote”",
    "`koodi`": "“code_inline”",
    "    koodi": "“code_block”",
    "---": "“hr”",
    "rivi  \nrivi": "“hardbreak”",
}


@pytest.mark.parametrize("text", FINE)
def test_paragraphs_bullets_bold_and_emphasis_are_no_fault(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(("text", "fault"), FAULTY.items(), ids=list(FAULTY.values()))
def test_everything_else_is_a_fault_with_its_name(text: str, fault: str) -> None:
    assert fault in faults(text)


def test_plain_text_has_one_line_for_each_paragraph_and_bullet() -> None:
    assert (
        plain("**Soita** *nyt*\nheti.\n\n- yksi\n- **kaksi**\n\nLoppu.") == "Soita nyt heti.\n- yksi\n- kaksi\nLoppu."
    )


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "<b>x</b>", "&amp; &lt;", "<!-- x -->", "<a href=x>"])
def test_html_in_a_text_is_just_text(text: str) -> None:
    inline = [child for token in parse(text) for child in token.children or ()]
    assert {child.type for child in inline} == {"text"}
    assert plain(text) == text


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_a_dangerous_address_makes_no_link(address: str) -> None:
    assert "link_open" not in [child.type for token in parse(f"[x](<{address}>)") for child in token.children or ()]


def test_the_programs_own_links_are_links_whatever_the_title() -> None:
    for title in ("Laki [1]", "a*b*", "]("):
        inline = [child for token in parse(link(title, "https://example.org/a b")) for child in token.children or ()]
        assert [child.type for child in inline].count("link_open") == 1
        assert inline[0].attrGet("href") == "https://example.org/a%20b"


@given(st.text(max_size=80))
def test_any_text_is_read_as_tokens_of_the_allowed_kinds(text: str) -> None:
    inline = [part for token in parse(text) for part in (token, *(token.children or ()))]
    assert {part.type for part in inline} <= ALLOWED | {"link_open", "link_close", "hardbreak"}
    assert isinstance(plain(text), str)


def test_parsing_is_remembered_with_a_bound() -> None:
    assert parse("sama") is parse("sama")
    assert parse.cache_info().maxsize == 8192
