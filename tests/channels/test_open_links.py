"""`GET /<token>`: a link that anybody may have made, shared or printed."""

from __future__ import annotations

import httpx
import pytest

from bot.core.book import Book
from tests.channels.person import Page, read

CHANGED = "ei ole enää käytössä"


async def follow(client: httpx.AsyncClient, token: str) -> tuple[Page, str]:
    page = read(await client.get(f"/{token}"))
    return page, dict(page.form_with("text").fields)["place"]


@pytest.mark.parametrize(
    ("token", "place"),
    [
        ("keittio", "keittio_fi"),
        ("keittio_sv", "keittio_sv"),
        ("keittio_fi_AmRk", "keittio_fi_AmRk"),
        ("keittio_fi_P01", "keittio_fi_P01"),
        ("keittio_fi_Am_c-juliste1", "keittio_fi_Am"),
        ("kortti", "kortti_fi"),
        ("kortti-ohje_en__mika", "kortti-ohje_en__mika"),
        ("kortti-ohje_fi__c-a1", "kortti-ohje_fi"),
        ("alku_sv__c-x", "alku_sv"),
        ("keittio__Am", "keittio_fi_Am"),
    ],
)
async def test_a_link_carries_shared_answers_a_section_and_a_code(
    client: httpx.AsyncClient, token: str, place: str
) -> None:
    """What a link may carry is taken as it is, without a notice; the code is dropped on arrival."""
    page, found = await follow(client, token)
    assert found == place
    assert CHANGED not in page.words


@pytest.mark.parametrize(
    ("token", "place"),
    [
        ("keittio_fi_n1", "keittio_fi"),
        ("keittio_fi_AmRkn1m01", "keittio_fi_AmRk"),
        ("keittio_fi__h", "keittio_fi"),
        ("keittio_fi__s", "keittio_fi"),
        ("keittio_fi__v", "keittio_fi"),
        ("keittio_fi__m-01", "keittio_fi"),
        ("keittio_fi__d-2611", "keittio_fi"),
        ("kortti-ohje_fi__olematon", "kortti-ohje_fi"),
        ("olematon", "alku_fi"),
        ("kortti-olematon", "alku_fi"),
        ("keittio_fi_A9", "keittio_fi"),
        ("a b", "alku_fi"),
        ("x" * 65, "alku_fi"),
        ("keittio_fi_Am_h_x", "alku_fi"),
        ("%F0%9F%99%82", "alku_fi"),
        ("..%2F..%2Fetc%2Fpasswd", "alku_fi"),
    ],
)
async def test_anything_else_in_a_link_is_dropped_with_a_notice(
    client: httpx.AsyncClient, token: str, place: str
) -> None:
    """Answers of a path, an open view and nonsense never come in by a link; the page says so and answers 200."""
    page, found = await follow(client, token)
    assert found == place
    assert CHANGED in page.words


async def test_a_role_and_a_county_from_a_link_skip_their_questions(client: httpx.AsyncClient, polyglot: Book) -> None:
    """A shared link spares two questions, and the settings show what it set."""
    page, place = await follow(client, "keittio_fi_AmRv")
    answer = await client.post("/api/turn", json={"place": place})
    assert answer.json()["settings"] == {"region": "manner", "role": "vieras", "practice": None}
    assert page.heading == "Onko nälkä?"
    assert polyglot.shared["rooli"].title not in page.words


async def test_a_link_reveals_nothing_of_the_conversation(client: httpx.AsyncClient) -> None:
    """No page links to a place: every link is a plain page, the way out, a telephone number or a source."""
    page = read(await client.post("/", data={"place": "keittio_fi_AmRkn1m10t0p7ktr1"}))
    assert page.links
    for href, _ in page.links:
        assert href.startswith(("/tietoa", "/saavutettavuus", "/poistu", "#", "tel:", "https://")), href
