"""`POST /api/turn`: the contract, key by key."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import httpx
import pytest

from bot.channels.api import choice_json, reply_json
from bot.channels.asked import language_of
from bot.core.book import Book
from bot.core.place import Place
from bot.core.reply import Choice
from bot.core.turn import turn

KEYS = [
    "place", "flow", "step", "lang", "title", "blocks", "choices", "asks", "answers", "settings", "progress",
    "duties", "why", "sources", "documents", "notices",
]  # fmt: skip
OUTCOME = "keittio_fi_AmRkn1m10t0p7ktr1"


async def ask(client: httpx.AsyncClient, **fields: object) -> dict[str, Any]:
    response = await client.post("/api/turn", json=fields)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    found: dict[str, Any] = response.json()
    return found


async def outcome(client: httpx.AsyncClient, lang: str = "fi") -> dict[str, Any]:
    """The end of the toy path, one answer after another."""
    reply = await ask(client, place=f"keittio_{lang}_AmRk")
    reply = await ask(client, place=place_of(reply, "kova"))
    reply = await ask(client, place=reply["place"], several=["suola"])
    reply = await ask(client, place=reply["place"], several=["tiski"])
    reply = await ask(client, place=reply["place"], date="2026-11-22")
    return await ask(client, place=place_of(reply, "keitto"))


def place_of(reply: dict[str, Any], name: str) -> str:
    return next(str(choice["place"]) for choice in reply["choices"] if choice["id"] == name)


@pytest.mark.parametrize(
    "place",
    ["alku", "keittio", "kortti", "kortti-ohje", "kortti-ohje_fi__mika", "keittio_fi__h", "keittio_fi__s"],
)
async def test_every_reply_has_exactly_the_keys_of_the_contract(client: httpx.AsyncClient, place: str) -> None:
    """No key more, no key less, whatever the screen."""
    assert list(await ask(client, place=place)) == KEYS


async def test_a_question_says_what_the_contract_says(client: httpx.AsyncClient) -> None:
    """A question: its place in full, its flow and step, its words, its choices, and where one is."""
    reply = await ask(client, place="keittio")
    assert (reply["place"], reply["flow"], reply["step"], reply["lang"]) == (
        "keittio_fi",
        "keittio",
        "nalka",
        "fi",
    )
    assert reply["title"] == "Onko nälkä?"
    assert reply["progress"]["step"] == 1
    assert reply["progress"].keys() == {"step", "of"}
    assert reply["asks"] is None
    assert reply["settings"] == {"region": None, "role": None, "practice": None}
    for empty in ("answers", "duties", "why", "sources", "documents", "notices"):
        assert reply[empty] == []


async def test_a_block_has_its_kind_and_its_words_twice(client: httpx.AsyncClient) -> None:
    """A block is its kind, markdown and HTML, and both hold the heading."""
    blocks = (await outcome(client))["blocks"]
    assert blocks
    for block in blocks:
        assert list(block) == ["kind", "markdown", "html"]
    duty = next(block for block in blocks if block["kind"] == "urgent")
    assert duty["markdown"].startswith("### Syö heti (näin kuuluu toimia)\n\n")
    assert duty["html"].startswith("<h3>Syö heti <small>(näin kuuluu toimia)</small></h3><p>")


async def test_a_choice_has_id_label_place_and_kind_and_a_hint_only_where_there_is_one(
    client: httpx.AsyncClient,
) -> None:
    """Choices carry nothing that their kind does not need."""
    choices = {choice["id"]: choice for choice in (await ask(client, place="keittio"))["choices"]}
    assert list(choices["kova"]) == ["id", "label", "place", "kind"]
    assert choices["kova"] == {
        "id": "kova",
        "label": "Kyllä, kova",
        "place": "keittio_fi_n1",
        "kind": "option",
    }
    assert choices["pieni"]["hint"] == "Ehdit keittää."
    assert choices["112"] == {
        "id": "112",
        "label": "Soita 112",
        "place": "keittio_fi",
        "kind": "call",
        "tel": "112",
    }
    assert choices["takaisin"]["kind"] == "back"


def test_each_kind_of_choice_carries_its_own_and_nothing_else() -> None:
    """`tel`, `text` and `href` stand with call, copy and url only."""
    place = Place("alku", "fi")
    for kind, extra in (
        ("call", "tel"),
        ("copy", "text"),
        ("url", "href"),
        ("option", None),
        ("document", None),
    ):
        found = choice_json(Choice("x", "X", place, kind, tel="1", text="2", href="3"))  # type: ignore[arg-type]
        assert set(found) - {"id", "label", "place", "kind"} == ({extra} if extra else set())


async def test_several_options_are_asked_for_with_their_count_and_sent_as_ids(
    client: httpx.AsyncClient,
) -> None:
    """`asks` says how many; `several` answers with ids; an empty list says none of these."""
    reply = await ask(client, place="keittio_fi_AmRkn1")
    assert reply["asks"] == {"kind": "several", "min": 0, "max": 6}
    given = await ask(client, place=reply["place"], several=["pippuri", "suola"])
    assert given["answers"][-1]["label"] == "Suola, Pippuri"
    none = await ask(client, place=reply["place"], several=[])
    assert none["answers"][-1]["label"] == "Ei mikään näistä"


async def test_a_date_is_asked_for_between_two_days_and_sent_as_one(client: httpx.AsyncClient) -> None:
    """`asks` names the first and the last day; `date` answers."""
    reply = await ask(client, place="keittio_fi_AmRkn1m10t0")
    assert reply["asks"] == {"kind": "date", "min": "2026-11-11", "max": "2027-01-05"}
    given = await ask(client, place=reply["place"], date="2026-11-22")
    assert given["answers"][-1]["label"] == "sunnuntai 22. marraskuuta 2026"


async def test_an_answer_names_its_question_and_the_place_that_asks_it_again(
    client: httpx.AsyncClient,
) -> None:
    """Each answer given can be changed by its own token."""
    answers = (await outcome(client))["answers"]
    assert answers[0] == {"question": "Nälkä", "label": "Kyllä, kova", "change": answers[0]["change"]}
    again = await ask(client, place=answers[0]["change"])
    assert again["step"] == "nalka"


async def test_an_outcome_lists_duties_reasons_sources_and_documents(client: httpx.AsyncClient) -> None:
    """At the end: duty ids in order, a reason for each, the cards behind them, and the files that can be made."""
    reply = await outcome(client)
    assert reply["duties"] == ["syo-heti", "keita", "siivoa"]
    assert len(reply["why"]) == len(reply["duties"])
    assert reply["sources"] == [
        {
            "card": "ohje",
            "section": "mika",
            "title": "Keittiön ohjekortti",
            "place": "kortti-ohje_fi_AmRk_mika",
        }
    ]
    assert reply["documents"] == [
        {"id": "yhteenveto", "label": "Tulostettava yhteenveto", "place": reply["place"]},
        {"id": "keskustelu", "label": "Tallenna keskustelu", "place": reply["place"]},
    ]
    assert reply["settings"] == {"region": "manner", "role": "kokki", "practice": None}
    assert reply["progress"] is None


async def test_a_card_is_of_the_flow_kortti(client: httpx.AsyncClient) -> None:
    """For a card `flow` is `kortti`, `step` the card, or the card and the open section."""
    card, section = await ask(client, place="kortti-ohje"), await ask(client, place="kortti-ohje_fi__mika")
    assert (card["flow"], card["step"]) == ("kortti", "ohje")
    assert (section["flow"], section["step"]) == ("kortti", "ohje-mika")


async def test_typed_words_choose_and_are_answered_where_one_is(client: httpx.AsyncClient) -> None:
    """A label chooses; what is not understood says so and has no sources."""
    chosen = await ask(client, text="pieni", place="keittio_fi")
    assert chosen["answers"][0]["label"] == "Pieni"
    lost = await ask(client, text="xyzzy", place="keittio_fi")
    assert lost["notices"] == ["not-understood"]
    assert lost["sources"] == []
    assert lost["step"] == "nalka"


async def test_an_emergency_is_met_with_112_first(client: httpx.AsyncClient) -> None:
    """For an emergency the first block names 112 and the notice says so, in whatever language it was typed."""
    for text, lang in (("liesi palaa nyt", "fi"), ("there is a fire", "en")):
        reply = await ask(client, text=text, lang=lang)
        assert "emergency" in reply["notices"]
        assert "112" in reply["blocks"][0]["markdown"]


async def test_identifying_words_are_noticed_and_not_repeated(client: httpx.AsyncClient) -> None:
    """A personal identity code is named by its kind only."""
    response = await client.post("/api/turn", json={"text": "lapsi 131052-308T"})
    assert "identifying" in response.json()["notices"]
    assert "131052" not in response.text


async def test_the_language_asked_for_beats_the_browser_and_the_place(client: httpx.AsyncClient) -> None:
    """`lang` first, then the place's own, then `Accept-Language`, then Finnish."""
    english = {"Accept-Language": "en-GB,en;q=0.9,sv;q=0.5"}
    for fields, headers, lang in (
        ({"place": "keittio"}, {}, "fi"),
        ({"place": "keittio"}, english, "en"),
        ({"place": "keittio_sv"}, english, "sv"),
        ({"text": "x", "lang": "fi"}, english, "fi"),
        ({"text": "x", "lang": "fi", "place": "keittio_sv_n1"}, english, "fi"),
        ({"text": "x", "lang": "de"}, english, "en"),
    ):
        response = await client.post("/api/turn", json=fields, headers=headers)
        assert response.json()["lang"] == lang, fields


async def test_a_token_of_any_age_gets_a_sensible_reply(client: httpx.AsyncClient) -> None:
    """Unknown flows, options and keys fall back, and the reply says that something was dropped."""
    for token, flow in (
        ("poistettu-polku", "alku"),
        ("keittio_fi_n9", "keittio"),
        ("keittio_fi_q1n1", "keittio"),
        ("keittio_xx_n1_zz", "keittio"),
        ("kortti-eioo", "alku"),
    ):
        reply = await ask(client, place=token)
        assert reply["flow"] == flow, token
        assert reply["notices"] == ["content-changed"], token
    assert (await ask(client, place=""))["flow"] == "alku"


async def test_every_choice_and_change_of_a_reply_leads_to_a_reply(client: httpx.AsyncClient) -> None:
    """Each token that is handed out is taken back, as written."""
    reply = await outcome(client)
    tokens = {choice["place"] for choice in reply["choices"]} | {answer["change"] for answer in reply["answers"]}
    assert len(tokens) > 8
    for token in tokens:
        assert (await ask(client, place=token))["notices"] == []


async def test_the_same_question_has_the_same_answer_in_process_and_over_http(
    client: httpx.AsyncClient, polyglot: Book, today: date
) -> None:
    """The API adds nothing to the core and leaves nothing out."""
    here = json.loads(json.dumps(reply_json(turn(polyglot, OUTCOME, None, today))))
    assert await ask(client, place=OUTCOME) == here


def test_accept_language_is_read_with_its_weights(polyglot: Book) -> None:
    """The best known language wins; nonsense means Finnish."""
    for accepted, lang in (
        ("", "fi"), ("sv", "sv"), ("sv-SE,sv;q=0.9", "sv"), ("de,en;q=0.3,sv;q=0.7", "sv"), ("en;q=0", "fi"),
        ("*", "fi"), ("en;q=x,sv;q=0.1", "sv"), (",,;;q==", "fi"), ("EN", "en"), ("x" * 9000, "fi"),
    ):  # fmt: skip
        assert language_of(polyglot, accepted) == lang, accepted
