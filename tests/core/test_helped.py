"""Whether it helped, asked at the ends: two views that lead nowhere else and are never offered in practice."""

from __future__ import annotations

from datetime import date

import pytest

from bot.core.book import Book
from bot.core.reply import Reply
from bot.core.turn import OnDay, Said, Several, Typed, opened, turn
from bot.core.typed import numbered
from tests.conftest import choice_of, tap

DUTIES, WORDS = "keittio_fi_AmRkn1m10t0p7ktr1", "retki_fi_s1"
ENDS = [DUTIES, WORDS, "keittio_fi_n3"]


def ids(reply: Reply) -> list[str]:
    return [choice.id for choice in reply.choices]


@pytest.mark.parametrize("end", [DUTIES, WORDS])
def test_an_end_asks_whether_it_helped_in_two_choices_of_one_group(kitchen: Book, today: date, end: str) -> None:
    reply = turn(kitchen, end, None, today)
    asked = [choice for choice in reply.choices if choice.group == "helped"]
    assert [(one.id, one.label, one.kind) for one in asked] == [
        ("auttoi", "Auttoi", "option"), ("ei-auttanut", "Ei auttanut", "option"),
    ]  # fmt: skip
    assert [str(one.place) for one in asked] == [f"{end}_joo", f"{end}_ei"]


@pytest.mark.parametrize("end", [DUTIES, WORDS])
@pytest.mark.parametrize("name", ["auttoi", "ei-auttanut"])
def test_the_answer_is_the_same_end_with_thanks_on_top_and_without_the_question(
    kitchen: Book, today: date, end: str, name: str
) -> None:
    before = turn(kitchen, end, None, today)
    after = tap(kitchen, before, name)
    assert after.place == choice_of(before, name).place
    assert (after.blocks[0].kind, after.blocks[0].text) == ("notice", kitchen.words.helped_thanks)
    assert after.blocks[1:] == before.blocks
    assert after.choices == tuple(choice for choice in before.choices if choice.group != "helped")
    assert (after.step, after.title, after.duties, after.answers, after.documents, after.notices) == (
        before.step, before.title, before.duties, before.answers, before.documents, before.notices,
    )  # fmt: skip


def test_nothing_that_is_opened_from_the_thanks_says_it_again(kitchen: Book, today: date) -> None:
    reply = turn(kitchen, f"{DUTIES}_joo", None, today)
    places = [str(choice.place) for choice in (*reply.choices, *reply.documents)] + [
        str(one.change) for one in reply.answers
    ]
    assert len(places) > 8
    assert not [place for place in places if "joo" in place]


@pytest.mark.parametrize("over", ["v", "s", "h"])
def test_a_view_over_the_thanks_is_not_read_and_says_that_something_was_dropped(
    kitchen: Book, today: date, over: str
) -> None:
    reply = turn(kitchen, f"{DUTIES}_{over}-joo", None, today)
    assert str(reply.place) == f"{DUTIES}_{over}"
    assert reply.notices == ("content-changed",)


@pytest.mark.parametrize(
    "place", ["keittio_fi__joo", "keittio_fi_n1_ei", "alku_fi__joo", "kortti_fi__ei", "retki_fi__ei"]
)
def test_an_answer_before_an_end_is_dropped_and_said(kitchen: Book, today: date, place: str) -> None:
    reply = turn(kitchen, place, None, today)
    assert reply.place.base == ""
    assert reply.notices == ("content-changed",)


def test_a_shared_link_never_answers_for_anybody(kitchen: Book, today: date) -> None:
    for link in (f"{WORDS}_joo", "retki_fi__joo"):
        reply = opened(kitchen, link, today)
        assert (reply.place.base, reply.notices) == ("", ("content-changed",))


def test_practice_is_not_asked_whether_it_helped(kitchen: Book, today: date) -> None:
    reply = turn(kitchen, "keittio_fi_P01n1m00t0r1", None, today)
    assert reply.duties
    assert reply.settings.practice == "aamu"
    assert "auttoi" not in ids(reply)
    said = turn(kitchen, "keittio_fi_P01n1m00t0r1_joo", None, today)
    assert (said.place.base, said.notices) == ("", ("content-changed",))


def test_the_two_choices_have_no_number_and_no_yes_or_no_means_them(kitchen: Book, today: date) -> None:
    reply = turn(kitchen, WORDS, None, today)
    assert "auttoi" in ids(reply)
    assert {"auttoi", "ei-auttanut"}.isdisjoint(choice.id for choice in numbered(reply))
    for word in ("ei", "1"):
        assert turn(kitchen, WORDS, Typed(word), today).place.base == ""
    assert turn(kitchen, WORDS, Typed("Ei auttanut"), today).place.base == "ei"


def first_end(book: Book, token: str, today: date) -> Reply:
    """The end that the first choice of every question leads to."""
    reply = turn(book, token, None, today)
    while reply.progress is not None:
        said: Said = None
        if reply.asks is not None:
            days = reply.asks.kind == "date" and isinstance(reply.asks.min, date)
            first = next((choice.id for choice in reply.choices if choice.kind == "several"), "")
            said = OnDay(today) if days else Several((first,))
        place = reply.place if said else numbered(reply)[0].place
        reply = turn(book, str(place), said, today)
    return reply


def test_an_end_of_every_real_flow_asks_in_every_language(book: Book, today: date) -> None:
    labels = set()
    for flow in book.paths:
        for lang in book.tongues:
            reply = first_end(book, f"{flow}_{lang}", today)
            labels.add(choice_of(reply, "auttoi").label)
            assert tap(book, reply, "ei-auttanut").blocks[0].text
    assert labels == {"Auttoi", "Det hjälpte", "It helped"}
