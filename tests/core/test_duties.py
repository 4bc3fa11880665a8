"""Duties, their order, strength and urgency, and the outcome page that says them; on the toys."""

from __future__ import annotations

from datetime import date

import pytest

from bot.core.book import Book
from bot.core.duties import Due, Rung, duties_of, height, reached_by
from bot.core.reply import Block, Reply
from bot.core.turn import turn
from bot.core.walk import read_place, walk
from tests.conftest import TODAY, tap

ISLAND_COOK = "keittio_fi_AsRkn1m00t0r1"
GUEST = "keittio_fi_AmRvn2r1"


def due_at(book: Book, token: str) -> list[Due]:
    return list(duties_of(book.duties, walk(book, read_place(book, token)[0]).known))


def at(book: Book, token: str) -> Reply:
    return turn(book, token, None, TODAY)


def block(reply: Reply, kind: str, title: str | None = None) -> Block:
    found = [one for one in reply.blocks if one.kind == kind and title in (None, one.title)]
    assert len(found) == 1, f"expected one {kind} block, got {[(one.kind, one.title) for one in reply.blocks]}"
    return found[0]


def test_duties_follow_from_the_answers_in_the_order_of_the_policy(kitchen: Book) -> None:
    assert due_at(kitchen, ISLAND_COOK) == [
        Due(10, "syo-heti", "o", "now"),
        Due(40, "keita", "l", "today"),
        Due(90, "siivoa", "v", "none"),
    ]
    assert at(kitchen, ISLAND_COOK).duties == ("syo-heti", "keita", "siivoa")


def test_how_strongly_a_duty_binds_depends_on_who_asks(kitchen: Book) -> None:
    assert due_at(kitchen, GUEST)[0] == Due(40, "keita", "v", "today")


def test_a_duty_whose_condition_does_not_hold_is_not_due(kitchen: Book) -> None:
    assert [one.id for one in due_at(kitchen, "keittio_fi_AmRvn2r3")] == ["siivoa"]
    assert due_at(kitchen, "keittio_fi_n3") == []


def test_an_outcome_stands_on_the_highest_rung_it_reaches(kitchen: Book) -> None:
    rungs = (Rung(frozenset({"a"})), Rung(frozenset({"b/l", "c"})))
    assert [height(rungs, frozenset(names)) for names in ([], ["a"], ["b"], ["b/l"], ["a", "c"])] == [
        0,
        1,
        0,
        2,
        2,
    ]
    known = walk(kitchen, read_place(kitchen, ISLAND_COOK)[0]).known
    reached = reached_by(tuple(due_at(kitchen, ISLAND_COOK)), None, known)
    assert {"keita", "keita/l", "keita/today", "syo-heti/now"} <= reached


def test_the_page_says_what_to_do_first_and_what_not(kitchen: Book) -> None:
    urgent = block(at(kitchen, ISLAND_COOK), "urgent")
    assert (urgent.title, urgent.tag) == ("Syö heti", "näin kuuluu toimia")
    assert urgent.text.startswith("Syö ensin jotain pientä.")
    assert "**Älä tee näin**" in urgent.text
    assert urgent.text.endswith("Älä juokse nälissäsi.")


def test_the_page_is_in_its_order(kitchen: Book) -> None:
    kinds = [one.kind for one in at(kitchen, ISLAND_COOK).blocks]
    assert kinds == [
        "lead",
        "urgent",
        "duty",
        "contacts",
        "tell",
        "next",
        "after",
        "last",
        "why",
        "changes",
        "sources",
    ]


def test_the_page_shows_whose_role_and_which_county_it_is_for(kitchen: Book) -> None:
    assert block(at(kitchen, GUEST), "lead").text == "Rooli: **Vieras**. Lapsi asuu: **Manner**."


def test_a_date_of_the_page_is_counted_from_today(kitchen: Book) -> None:
    text = block(at(kitchen, GUEST), "next").text
    assert text == "Ruoka on valmis viimeistään tiistai 1. joulukuuta 2026."
    later = turn(kitchen, GUEST, None, date(2026, 12, 21))
    assert "torstai 31. joulukuuta 2026" in block(later, "next").text


def test_a_line_of_the_page_may_ask_which_duties_there_are(kitchen: Book) -> None:
    assert block(at(kitchen, GUEST), "tell").text == "Kerro muille."
    assert "tell" not in [one.kind for one in at(kitchen, "keittio_fi_AmRvn2r3").blocks]


def test_each_duty_says_why_with_the_answers_that_brought_it_and_its_source(kitchen: Book) -> None:
    reply = at(kitchen, ISLAND_COOK)
    assert reply.why == (
        "**Syö heti.** Kova nälkä ei odota. *Vastasit: Nälkä: Kyllä, kova.* (KL 1 §)",
        "**Keitä keitto.** Valitsit keiton. *Vastasit: Mitä syödään?: Iso keitto.* (KL 2.1 §)",
        "**Siivoa jäljet.** Keittiö on yhteinen. *Vastasit: Nälkä: Kyllä, kova.* (opas)",
    )
    assert block(reply, "why").text == "\n\n".join(reply.why)


def test_the_sources_are_cited_once_each_with_the_day_they_were_checked(kitchen: Book) -> None:
    assert block(at(kitchen, ISLAND_COOK), "sources").text.splitlines() == [
        "- [Keittiölaki 1/2000](<https://example.org/keittiolaki>): 1 §, 2.1 § (tarkistettu 1.11.2026)",
        "- Keittiön opas (tarkistettu 1.11.2026)",
    ]


def test_the_outcome_leads_to_the_flow_of_a_duty_or_to_its_card(kitchen: Book) -> None:
    reply = at(kitchen, ISLAND_COOK)
    assert tap(kitchen, reply, "Retki").flow == "retki"
    assert tap(kitchen, reply, "Ohjekortti").step == "ohje"
    assert [(one.card, one.section, str(one.place)) for one in reply.sources] == [
        ("ohje", "mika", "kortti-ohje_fi_AsRk_mika")
    ]


def test_the_documents_are_named_on_the_outcome_and_stay_there(kitchen: Book) -> None:
    reply = at(kitchen, GUEST)
    assert [(one.id, one.label, one.place) for one in reply.documents] == [
        ("yhteenveto", "Tulostettava yhteenveto", reply.place),
        ("keskustelu", "Tallenna keskustelu", reply.place),
    ]
    assert set(reply.documents) <= set(reply.choices)


@pytest.mark.parametrize("token", [ISLAND_COOK, GUEST])
def test_no_braces_are_left_on_the_page(kitchen: Book, token: str) -> None:
    texts = [text for one in at(kitchen, token).blocks for text in (one.title, one.text)]
    assert texts
    assert not [text for text in texts if "{" in text]
