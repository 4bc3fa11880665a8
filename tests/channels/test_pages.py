"""The chat page as a plain browser sees it: forms and links, no JavaScript."""

from __future__ import annotations

from datetime import date

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.forms import Sent, reply_to, way_back
from bot.channels.web import make_app
from bot.core.book import Book
from bot.core.turn import turn
from bot.settings import Settings
from tests.channels.person import Page, press, read, say, send, tick


async def start(client: httpx.AsyncClient) -> Page:
    return await press(client, read(await client.get("/")), "Keittiö")


async def at(client: httpx.AsyncClient, place: str, **more: str) -> Page:
    return read(await client.post("/", data={"place": place, **more}))


async def test_a_person_walks_from_the_front_page_to_an_outcome_by_pressing_buttons(
    client: httpx.AsyncClient,
) -> None:
    """One option, a role, several, a checklist, a date and a county, each by its own form."""
    page = await start(client)
    assert (page.heading, page.title) == ("Onko nälkä?", "Onko nälkä? – Leikkikirja")
    page = await press(client, page, "Kyllä, kova")
    page = await press(client, page, "Kokki")
    page = await tick(client, page, "suola", "kaneli")
    page = await tick(client, page)
    page = await say(client, page, "date", "2026-11-22")
    page = await press(client, page, "Iso keitto")
    page = await press(client, page, "Manner")
    assert page.heading == "Näin syöt"
    for said in ("Suola, Kaneli", "sunnuntai 22. marraskuuta 2026", "Ei mikään näistä", "Manner", "Syö heti"):
        assert said in page.words, said


async def test_the_transcript_shows_each_answer_with_a_button_that_names_its_question(
    client: httpx.AsyncClient,
) -> None:
    """Every answer given can be changed, and a screen reader hears which one."""
    page = await at(client, "keittio_fi_Rkn1")
    spoken = [button.spoken for form in page.forms for button in form.buttons if button.label == "Muuta"]
    assert spoken == ["Muuta: Nälkä", "Muuta: Rooli"]
    assert (await press(client, page, "Muuta: Nälkä")).heading == "Onko nälkä?"


async def test_every_place_is_reached_by_post_and_the_address_stays(client: httpx.AsyncClient) -> None:
    """No form of a chat page sends by address, and none leads elsewhere than to the chat or a document."""
    page = await at(client, "keittio_fi_AmRkn1m10t0p7ktr1")
    assert {form.action for form in page.forms} == {"/#nyt", "/document"}
    assert 'method="get"' not in page.response.text.lower()
    assert page.response.text.count('<form method="post"') == len(page.forms)


async def test_112_and_the_social_emergency_service_are_on_every_page(client: httpx.AsyncClient) -> None:
    """112 as a callable link; the social emergency service as one where the county is known, otherwise one tap away."""
    for place in (
        "alku",
        "keittio_fi",
        "keittio_fi_n1",
        "kortti",
        "kortti-ohje_fi__mika",
        "keittio_fi__s",
        "keittio_fi__h",
    ):
        page = await at(client, place)
        assert "tel:112" in [href for href, _ in page.links], place
        assert page.heading == "Apua heti" or "112 ja sosiaalipäivystys" in page.labels(), place
    for path in ("/tietoa", "/saavutettavuus"):
        page = read(await client.get(path))
        assert "tel:112" in [href for href, _ in page.links]
        assert "112 ja sosiaalipäivystys" in page.labels()
    known = await at(client, "keittio_fi_Amn1")
    assert "tel:012345678" in [href for href, _ in known.links]


async def test_a_language_button_keeps_the_place_and_changes_the_language(client: httpx.AsyncClient) -> None:
    """The same question in another language, its answers kept; the page says which language it is in."""
    page = await press(client, await at(client, "keittio_fi_n1"), "Svenska")
    assert page.lang == "sv"
    assert dict(page.form_with("text").fields)["place"] == "keittio_sv_n1"
    assert page.heading == "[fi] Kuka olet?"


async def test_the_front_page_takes_the_browsers_language(client: httpx.AsyncClient) -> None:
    """The first guess is `Accept-Language`; `?lang=` beats it on plain pages."""
    swedish = {"Accept-Language": "sv-FI,sv;q=0.9,en;q=0.5"}
    answer = await client.get("/", headers=swedish)
    assert read(answer).lang == "sv"
    assert answer.headers["vary"] == "Accept-Language"
    assert read(await client.get("/tietoa?lang=en", headers=swedish)).lang == "en"
    assert read(await client.get("/tietoa?lang=zz", headers=swedish)).lang == "sv"


async def test_typed_words_are_answered_on_the_page_where_one_is(client: httpx.AsyncClient) -> None:
    """A label chooses; other words give a notice, the question again and the topics."""
    page = await at(client, "keittio_fi")
    assert (await say(client, page, "text", "pieni")).heading == "Kuka olet?"
    lost = await say(client, page, "text", "xyzzy qqfgh")
    assert lost.heading == "Onko nälkä?"
    assert "En ymmärtänyt" in lost.words
    assert "xyzzy" not in lost.response.text
    assert "Retki" in " ".join(lost.labels())


async def test_an_emergency_in_typed_words_stands_before_the_question(client: httpx.AsyncClient) -> None:
    """112 comes first on the page, announced as an alert."""
    page = await say(client, await at(client, "keittio_fi"), "text", "liesi palaa")
    assert 'role="alert"' in page.response.text
    assert page.words.index(", jos liesi palaa") < page.words.index("Onko nälkä?")


async def test_sending_no_ticked_box_asks_again_instead_of_saying_none(client: httpx.AsyncClient) -> None:
    """“None of these” is an answer of its own, never an accident; on a checklist nothing ticked is an answer."""
    page = await at(client, "keittio_fi_AmRkn1")
    again = await tick(client, page)
    assert again.heading == page.heading
    assert "Valitse ainakin yksi" in again.words
    none = await press(client, again, "Ei mikään näistä")
    assert none.heading == "Mitä on jo tehty?"
    assert (await tick(client, none)).heading != none.heading


@pytest.mark.parametrize("day", ["", "1999-01-01", "huomenna", "2026-13-01", "2030-01-01"])
async def test_a_day_that_does_not_fit_asks_again_and_says_which_days_do(client: httpx.AsyncClient, day: str) -> None:
    """The date question stays, with the first and the last day that fit, and nothing typed in it."""
    page = await at(client, "keittio_fi_AmRkn1m10t0")
    again = await say(client, page, "date", day)
    assert again.heading == "Milloin syödään?"
    assert "11.11.2026 – 5.1.2027" in again.words
    assert not day or day not in again.response.text


async def test_today_is_one_button_beside_the_date_field(client: httpx.AsyncClient) -> None:
    """The calendar of small buttons is Telegram's; a page has a date field and “today”."""
    page = await at(client, "keittio_fi_AmRkn1m10t0")
    assert page.form_with("date").inputs == ["date"]
    assert 'min="2026-11-11" max="2027-01-05"' in page.response.text
    assert [label for label in page.labels() if "marraskuu" in label] == []
    assert (await press(client, page, "Tänään")).heading == "Mitä syödään heti?"


async def test_text_over_the_limit_is_refused_kindly_where_one_is(client: httpx.AsyncClient) -> None:
    """The page stays and says how long a text may be."""
    page = await at(client, "keittio_fi_n1")
    long = await say(client, page, "text", "sana " * 300)
    assert long.heading == "Kuka olet?"
    assert "enintään 1000 merkkiä" in long.words


@pytest.mark.parametrize(
    "place", ["", "?", "a b", "<script>", "a" * 65, "a_b_c_d_e", "olematon", "keittio_fi_zz", "\x00", "äö"]
)
async def test_any_place_at_all_gets_a_page(client: httpx.AsyncClient, place: str) -> None:
    """A forged, cut or old token leads to a page of use, always with 200."""
    page = await at(client, place)
    assert page.heading
    assert place in ("", "keittio_fi_zz") or "ei ole enää käytössä" in page.words
    assert "<script>" not in page.response.text


async def test_a_post_without_a_form_is_the_front_page(client: httpx.AsyncClient) -> None:
    """JSON, plain text or nothing sent to the chat page gives the front page."""
    for content, kind in (
        (b"{}", "application/json"),
        (b"", "text/plain"),
        (b"%%%=&&", "application/x-www-form-urlencoded"),
    ):
        page = read(await client.post("/", content=content, headers={"Content-Type": kind}))
        assert page.heading == "Leikkikirja"


async def test_a_card_opened_from_a_path_keeps_the_way_back(client: httpx.AsyncClient) -> None:
    """The hidden field `from` travels through cards and the front page, and leads back to the open question."""
    page = await at(client, "keittio_fi_Rkn1", text="")
    card = await at(client, "kortti-ohje_fi_Rk", **{"from": dict(page.form_with("text").fields)["from"]})
    section = await press(client, card, "Miten toimit")
    assert "Jatka polkua" in section.labels()
    back = await press(client, section, "Jatka polkua")
    assert dict(back.form_with("text").fields)["place"] == "keittio_fi_Rkn1"
    assert "Jatka polkua" not in back.labels()


def test_the_way_back_speaks_the_pages_language_and_knows_a_role_chosen_meanwhile(polyglot: Book, today: date) -> None:
    """What is set on a card holds in the path that is gone back to; practice is not lost on the way."""
    card = turn(polyglot, "kortti-ohje_sv_AmRv", None, today)
    assert way_back(polyglot, card, "keittio_fi_Rkn1") == "keittio_sv_AmRvn1"
    front = turn(polyglot, "alku_fi_P01", None, today)
    assert way_back(polyglot, front, "keittio_fi_P01n1") == "keittio_fi_P01n1"


@pytest.mark.parametrize("sent", ["", "alku_fi", "kortti-ohje_fi", "x y", "a" * 70, "olematon"])
def test_a_way_back_that_is_no_path_is_dropped(polyglot: Book, today: date, sent: str) -> None:
    """A forged `from` leads nowhere."""
    assert not way_back(polyglot, turn(polyglot, "kortti", None, today), sent)


async def test_settings_and_help_lead_back_to_the_question(client: httpx.AsyncClient) -> None:
    """What is opened over a question closes onto it."""
    for view in ("s", "h", "v"):
        page = await at(client, f"keittio_fi_n1_{view}")
        assert (await press(client, page, "Takaisin")).heading == "Kuka olet?"


async def test_a_role_chosen_in_the_settings_skips_its_question(client: httpx.AsyncClient) -> None:
    """One tap sets it, and the path goes on."""
    page = await press(client, await at(client, "keittio_fi_n1_s"), "Vieras")
    assert page.heading == "Mitä syödään heti?"


async def test_the_pages_say_who_answers_for_the_service(app: Starlette, polyglot: Book, today: date) -> None:
    """Without an operator the pages say that this is an unattended trial; with one, who it is, as plain text."""
    with_one = make_app(polyglot, Settings(operator="Esimerkki <b>ry</b>, apu@example.org"), lambda: today)
    for path in ("/tietoa", "/saavutettavuus"):
        for served, said in ((app, "kokeilu"), (with_one, "Esimerkki <b>ry</b>, apu@example.org")):
            async with httpx.AsyncClient(transport=httpx.ASGITransport(served), base_url="http://x") as client:
                page = read(await client.get(path))
                assert said in page.words


async def test_a_page_that_is_not_there_is_the_front_page_with_a_notice(client: httpx.AsyncClient) -> None:
    """A mistyped address, a map of no path: a page of use, 200."""
    for path in ("/ei/ole/tallaista", "/map/olematon", "/keittio.html"):
        page = read(await client.get(path))
        assert page.heading == "Leikkikirja"
        assert "ei ole enää käytössä" in page.words
    for path in ("/static/olematon.js", "/map/olematon.svg"):
        assert (await client.get(path)).status_code == 404


async def test_another_method_on_a_page_gets_a_page_that_helps(client: httpx.AsyncClient) -> None:
    """405 with 112 and a way to the front page."""
    answer = await client.put("/")
    assert answer.status_code == 405
    assert "tel:112" in answer.text


async def test_the_page_of_a_path_shows_its_picture_and_its_text(client: httpx.AsyncClient) -> None:
    """`/map/<flow>` has the drawing as an image of this origin and the Mermaid text beside it."""
    page = read(await client.get("/map/keittio?lang=sv"))
    assert "Kaikki keittiöstä" in page.heading
    assert '<img src="/map/keittio.svg?lang=sv"' in page.response.text
    assert "flowchart" in page.words
    picture = await client.get("/map/keittio.svg?lang=fi")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert "<svg" in picture.text
    assert (await client.get("/map/keittio.svg?lang=fi")).content == picture.content


async def test_fields_sent_twice_or_unknown_do_no_harm(client: httpx.AsyncClient) -> None:
    """The last of two places counts; what is not a field is not looked at."""
    answer = await send(client, "/", [("place", "alku"), ("place", "keittio_fi"), ("outo", "x"), ("several", "")])
    assert read(answer).heading == "Onko nälkä?"


def test_a_notice_is_shown_once(polyglot: Book, today: date) -> None:
    """A reply that already says something was dropped does not say it twice."""
    reply = reply_to(polyglot, Sent(place="keittio_fi_n9", day="x"), today, "fi")
    assert len([block for block in reply.blocks if "ei ole enää käytössä" in block.text]) == 1
