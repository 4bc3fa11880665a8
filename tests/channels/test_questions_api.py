"""Typed questions over `POST /api/turn`: what the contract says of sources and notices."""

from __future__ import annotations

from typing import Any

import httpx

from tests.channels.test_api import KEYS, ask

QUESTION = "sytytä liesi ja pese kädet keittiössä"


async def test_an_answer_lists_the_cards_it_leans_on_best_first(client: httpx.AsyncClient) -> None:
    reply = await ask(client, text=QUESTION, lang="fi")
    assert list(reply) == KEYS
    assert [list(one) for one in reply["sources"]] == [["card", "section", "title", "place"]] * len(reply["sources"])
    best: dict[str, Any] = reply["sources"][0]
    assert best == {
        "card": "ohje",
        "section": "miten",
        "title": "Keittiön ohjekortti",
        "place": "kortti-ohje_fi__miten",
    }
    assert "not-understood" not in reply["notices"]


async def test_the_place_of_a_source_opens_it(client: httpx.AsyncClient) -> None:
    best = (await ask(client, text=QUESTION, lang="fi"))["sources"][0]
    opened = await ask(client, place=best["place"])
    assert (opened["flow"], opened["step"], opened["title"]) == ("kortti", "ohje-miten", best["title"])


async def test_what_cannot_be_answered_has_no_source_and_a_notice(client: httpx.AsyncClient) -> None:
    reply = await ask(client, text="auringonpimennys", lang="fi")
    assert (reply["sources"], reply["notices"]) == ([], ["not-understood"])


async def test_a_question_in_a_flow_leaves_the_place_and_its_choices(client: httpx.AsyncClient) -> None:
    waiting = await ask(client, place="keittio_fi_Rkn1")
    reply = await ask(client, place="keittio_fi_Rkn1", text=QUESTION)
    assert (reply["place"], reply["step"], reply["asks"]) == (waiting["place"], waiting["step"], waiting["asks"])
    assert reply["choices"][: len(waiting["choices"])] == waiting["choices"]
    assert reply["sources"]


async def test_an_emergency_names_112_first_and_then_answers(client: httpx.AsyncClient) -> None:
    reply = await ask(client, text=f"hätä, {QUESTION}", lang="fi")
    assert "112" in reply["blocks"][0]["markdown"]
    assert reply["notices"][0] == "emergency"
    assert reply["sources"]
