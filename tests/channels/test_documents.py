"""The files that are made on request: the conversation and the summary."""

from __future__ import annotations

from datetime import date

import httpx
import pytest

from bot.channels.html import web_html
from bot.core.book import Book
from bot.core.turn import turn
from bot.documents import DOCUMENTS, document_of
from bot.documents.conversation import plain_text
from bot.documents.document import NoSuchDocument
from tests.channels.person import Page

OUTCOME = "keittio_fi_AmRkn1m10t0p7ktr1"


async def outcome_place(client: httpx.AsyncClient) -> str:
    """The end of the toy path with today's date in it."""
    reply = (await client.post("/api/turn", json={"place": "keittio_fi_AmRkn1m10t1", "date": "2026-11-21"})).json()
    soup = next(choice["place"] for choice in reply["choices"] if choice["id"] == "keitto")
    return str(soup)


@pytest.mark.parametrize("as_json", [True, False])
async def test_the_conversation_is_a_plain_file_made_from_the_place(
    client: httpx.AsyncClient, *, as_json: bool
) -> None:
    """JSON and form alike give a UTF-8 text with the date, each question and answer, the outcome and its sources."""
    wanted = {"place": await outcome_place(client), "id": "keskustelu"}
    answer = await client.post("/document", **({"json": wanted} if as_json else {"data": wanted}))  # type: ignore[arg-type]
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="huolipolku.txt"'
    for said in (
        "Leikkikirja: Tallennettu keskustelu", "Tallennettu lauantai 21. marraskuuta 2026",
        "Tässä tiedostossa ei ole nimiä",
        "1. Onko nälkä?\n   > Kyllä, kova", "> Suola", "Syö heti (näin kuuluu toimia)", "Miksi tämä tulos", "Lähteet",
    ):  # fmt: skip
        assert said in answer.text, said
    assert "**" not in answer.text
    assert "<" not in answer.text.replace("(<", "")


async def test_the_conversation_of_an_open_question_lists_what_may_be_answered(
    client: httpx.AsyncClient,
) -> None:
    """It can be saved at any step, not only at the end; what is open over the question does not matter."""
    for place in ("keittio_fi_n1", "keittio_fi_n1_v", "keittio_fi_n1_s"):
        text = (await client.post("/document", json={"place": place, "id": "keskustelu"})).text
        assert "> Kyllä, kova" in text
        assert "Kuka olet?" in text
        assert "[ ] Kokki" in text


async def test_the_summary_is_one_printable_file_that_needs_no_network(client: httpx.AsyncClient) -> None:
    """An HTML file with its own print style, the duties numbered, the answers, no button and no script."""
    answer = await client.post("/document", json={"place": await outcome_place(client), "id": "yhteenveto"})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="huolipolku.html"'
    for said in (
        '<html lang="fi">',
        "<h1>Näin syöt</h1>",
        '<span class="number">1</span> Syö heti',
        "@media print",
        "<dt>Onko nälkä?</dt><dd>Kyllä, kova</dd>",
    ):
        assert said in answer.text, said
    for unwanted in ("<script", "<button", "<form", "<link", "src=", "{{", "{%"):
        assert unwanted not in answer.text, unwanted


async def test_a_document_is_never_kept_by_anybody_on_the_way(client: httpx.AsyncClient) -> None:
    """No cache may hold it."""
    answer = await client.post("/document", json={"place": "keittio_fi_n1", "id": "keskustelu"})
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"place": OUTCOME, "id": "salaisuus-9f3"}, "no-such-document"),
        ({"place": "keittio_fi", "id": "yhteenveto"}, "no-such-document"),
        ({"place": "alku", "id": "yhteenveto"}, "no-such-document"),
        ({"place": "a b", "id": "keskustelu"}, "place-alphabet"),
        ({"place": "keittio"}, "wrong-type"),
        ({"id": "keskustelu"}, "wrong-type"),
        ({"place": 1, "id": "keskustelu"}, "wrong-type"),
        ({"place": "keittio", "id": "keskustelu", "salaisuus-9f3": "x"}, "unknown-field"),
    ],
)
async def test_what_cannot_be_made_is_refused_without_repeating_it(
    client: httpx.AsyncClient, fields: dict[str, object], code: str
) -> None:
    """An unknown id, a place without an outcome, a faulty token: 400 with code, message and hint."""
    answer = await client.post("/document", json=fields)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert "salaisuus" not in answer.text


async def test_a_form_that_is_no_form_is_refused(client: httpx.AsyncClient) -> None:
    """Broken multipart and bad JSON are errors as JSON."""
    for content, kind in (
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"{", "application/json"),
        (b"", "text/plain"),
    ):
        answer = await client.post("/document", content=content, headers={"Content-Type": kind})
        assert answer.status_code == 400
        assert answer.json()["error"]["code"]


async def test_the_conversation_can_be_saved_from_every_page_that_has_answers(client: httpx.AsyncClient) -> None:
    """A button that saves is on each question after the first, on the answers and at the end."""
    for place in ("keittio_fi_n1", "keittio_fi_n1_v", "keittio_fi_AmRvn1r1", "keittio_fi_AmRvn1r2"):
        page = Page(await client.post("/", data={"place": place}))
        assert "Tallenna keskustelu" in page.labels(), place
        form = next(form for form in page.forms if any(button.value == "keskustelu" for button in form.buttons))
        assert form.action == "/document"
        saved = await client.post("/document", data={**dict(form.fields), "id": "keskustelu"})
        assert "> Kyllä, kova" in saved.text


def test_every_document_of_every_reply_can_be_made(polyglot: Book, today: date) -> None:
    """What a reply offers is there, in every language of the book."""
    assert DOCUMENTS
    for lang in polyglot.tongues:
        reply = turn(polyglot, f"keittio_{lang}_AmRvn1r1", None, today)
        assert [choice.id for choice in reply.documents] == ["yhteenveto", "keskustelu"]
        for choice in reply.documents:
            made = document_of(polyglot, reply, choice.id, today, web_html)
            assert made.content
            assert made.name in ("huolipolku.txt", "huolipolku.html")
    with pytest.raises(NoSuchDocument):
        document_of(polyglot, reply, "muu", today, web_html)


def test_plain_text_writes_bullets_and_addresses() -> None:
    """Light markup without its marks: bullets as hyphens, an address in brackets, long lines folded."""
    assert plain_text("**Soita**.\n\n- a\n- b\n  - c\n\n[Laki](<https://finlex.fi/x>) [1](<tel:1>)") == (
        "Soita.\n\n- a\n- b\n  - c\n\nLaki (https://finlex.fi/x) 1"
    )
    assert max(len(line) for line in plain_text("sana " * 60).splitlines()) <= 78
