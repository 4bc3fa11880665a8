"""Typed questions over `POST /api/turn`: what the contract says of sources and notices."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.web import make_app
from bot.core.book import Book
from bot.settings import Settings
from tests.channels.test_api import KEYS, ask

QUESTION = "mitä koulukuraattori tekee"


@pytest.fixture
def app(book: Book, today: date) -> Starlette:
    """The application over the real book."""
    return make_app(book, Settings(), lambda: today)


async def test_an_answer_lists_the_cards_it_leans_on_best_first(client: httpx.AsyncClient) -> None:
    reply = await ask(client, text=QUESTION, lang="fi")
    assert list(reply) == KEYS
    assert [list(one) for one in reply["sources"]] == [["card", "section", "title", "place"]] * len(reply["sources"])
    best: dict[str, Any] = reply["sources"][0]
    assert best == {
        "card": "koulukuraattori",
        "section": "tehtava",
        "title": "Koulukuraattori",
        "place": "kortti-koulukuraattori_fi__tehtava",
    }
    assert "not-understood" not in reply["notices"]


async def test_the_place_of_a_source_opens_it(client: httpx.AsyncClient) -> None:
    best = (await ask(client, text=QUESTION, lang="fi"))["sources"][0]
    opened = await ask(client, place=best["place"])
    assert (opened["flow"], opened["step"], opened["title"]) == ("kortti", "koulukuraattori-tehtava", best["title"])


async def test_what_cannot_be_answered_has_no_source_and_a_notice(client: httpx.AsyncClient) -> None:
    reply = await ask(client, text="auringonpimennys", lang="fi")
    assert reply["sources"] == []
    assert reply["notices"][0] == "not-understood"


async def test_a_question_in_a_flow_leaves_the_place_and_its_choices(client: httpx.AsyncClient) -> None:
    waiting = await ask(client, place="huoli_fi_Rka1")
    reply = await ask(client, place="huoli_fi_Rka1", text=QUESTION)
    assert (reply["place"], reply["step"], reply["asks"]) == (waiting["place"], waiting["step"], waiting["asks"])
    assert reply["choices"][: len(waiting["choices"])] == waiting["choices"]
    assert reply["sources"]


async def test_an_emergency_names_112_first_and_then_answers(client: httpx.AsyncClient) -> None:
    reply = await ask(client, text=f"poika ei hengitä, {QUESTION}", lang="fi")
    assert "112" in reply["blocks"][0]["markdown"]
    assert reply["notices"][0] == "emergency"
    assert reply["sources"]
