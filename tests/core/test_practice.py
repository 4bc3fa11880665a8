"""Practice with an invented case: where the walk parted is said at once, and progress lives in the place only."""

from __future__ import annotations

import pytest

from bot.core.book import Book
from bot.core.place import Place
from bot.core.practice import case_list, done_cases
from bot.core.reply import Reply
from bot.core.turn import turn
from bot.core.walk import read_place
from bot.load import load_pages
from tests.conftest import TODAY, choice_of, tap
from tests.core.copies import Copy

START = "keittio_fi_P01"
SECOND = """
  ilta:
    key: "02"
    title: Illan keitto
    role: vieras
    region: saari
    story: Vieras saapuu illalla.
    answers: {nalka: pieni, ruoka: keitto}
    because: {ruoka: Keitto riittää kaikille.}
    duties: [keita]
    why: Nälkä oli pieni.
"""


@pytest.fixture
def school(copy: Copy) -> Book:
    """The toys with a list of two cases in the flow `retki`."""
    options = 'harjoitus: {key: "1", label: Harjoittele, to: tapaus}, retki: {key: "2", label: Retki, to: saa}'
    first = f"  osa: {{key: o, title: Mitä teet?, options: {{{options}}}}}\n"
    asks = f"practice_cases: true\nsteps:\n{first}  tapaus: {{shared: harjoitus, to: [{{to: loppu}}]}}\n"
    copy.change("retki.yaml", "steps:\n", asks)
    copy.change(
        "_cases.yaml",
        "    why: Nälkä oli kova.",
        "    because: {nalka: Kokki herää nälkäisenä.}\n    why: Nälkä oli kova." + SECOND.rstrip(),
    )
    return Book(load_pages(copy.folder))


def said(reply: Reply) -> str:
    """What the reply says of the case."""
    return "\n".join(block.markdown for block in reply.blocks if block.kind == "case")


def walked(book: Book, token: str, *names: str) -> Reply:
    reply = turn(book, token, None, TODAY)
    for name in names:
        reply = tap(book, reply, name)
    return reply


def test_a_good_answer_gets_one_short_line_and_nothing_to_change(school: Book) -> None:
    reply = walked(school, START, "kova")
    assert reply.step == "mauste"
    assert school.words.case_good in said(reply)
    assert not [choice for choice in reply.choices if choice.kind == "change"]


def test_a_parting_says_the_good_answer_and_why_and_leads_back_to_its_question(school: Book) -> None:
    reply = walked(school, START, "pieni")
    assert "vastasit “Pieni”. Hyvä vastaus olisi ollut **Kyllä, kova**." in said(reply)
    assert "Kokki herää nälkäisenä." in said(reply)
    assert said(reply).startswith(f"### {school.words.parted_title}")
    change = choice_of(reply, "palaa-kohtaan")
    assert (change.kind, change.label) == ("change", "Muuta: Nälkä")
    assert tap(school, reply, "palaa-kohtaan").step == "nalka"


def test_the_story_stays_in_sight_at_every_question(school: Book) -> None:
    for names in ((), ("kova",), ("kova", "ei-mikaan")):
        assert "Kokki herää nälkäisenä." in said(walked(school, START, *names))


def test_role_and_county_are_the_cases_own_and_never_a_parting(school: Book) -> None:
    reply = walked(school, "keittio_fi_AsP01Rv", "kova")
    assert (reply.settings.role, reply.settings.region) == ("kokki", "manner")
    assert tap(school, reply, "takaisin").step == "nalka"
    assert school.words.case_good in said(reply)


def test_several_answers_are_compared_as_a_whole(school: Book) -> None:
    good = walked(school, START, "kova", "ei-mikaan")
    other = turn(school, "keittio_fi_P01n1m10", None, TODAY)
    assert school.words.case_good in said(good)
    assert "Hyvä vastaus olisi ollut **Ei mikään näistä**." in said(other)


def test_a_question_of_another_way_names_the_place_where_the_walk_parted(school: Book) -> None:
    reply = turn(school, "keittio_fi_P01n1m10p7kt", None, TODAY)
    if reply.step == "tehty":
        reply = tap(school, reply, "valmis")
    assert reply.step == "ruoka"
    assert "Polkusi erosi aiemmin kohdassa **Mausteet**" in said(reply)
    assert tap(school, reply, "palaa-kohtaan").step == "mauste"


def test_a_good_walk_ends_with_praise_the_same_duties_and_why(school: Book) -> None:
    end = turn(school, "keittio_fi_P01n1m00t0r1", None, TODAY)
    assert end.duties == ("syo-heti", "keita", "siivoa")
    for words in (school.words.case_same_path, school.words.case_same_duties, "Nälkä oli kova."):
        assert words in said(end)
    assert not [choice for choice in end.choices if choice.id == "palaa-kohtaan"]


def test_a_parted_walk_ends_with_its_first_parting_and_the_duties_that_differ(school: Book) -> None:
    end = turn(school, "keittio_fi_P01n2m00t0r1", None, TODAY)
    assert "vastasit “Pieni”" in said(end)
    assert f"**{school.words.case_expected}:**" in said(end)
    missing = said(end).split(f"**{school.words.case_missing}:**")[1]
    assert "Syö heti" in missing
    assert school.words.case_same_path not in said(end)
    assert tap(school, end, "palaa-kohtaan").step == "nalka"


def test_going_on_ticks_the_case_and_the_same_case_again_does_not(school: Book) -> None:
    end = turn(school, "keittio_fi_P01n1m00t0r1", None, TODAY)
    following = choice_of(end, "seuraava-tapaus").place
    assert str(following) == "keittio_fi_D1000000P02"
    assert done_cases(school, following) == {"aamu"}
    assert str(choice_of(end, "valitse-tapaus").place) == "retki_fi_D1000000o1"
    assert str(choice_of(end, "sama-uudelleen").place) == "keittio_fi_P01"


def test_the_next_case_is_the_first_one_left_and_there_is_none_after_the_last(school: Book) -> None:
    end = "keittio_fi_{}P02n2r1"
    assert (
        str(choice_of(turn(school, end.format(""), None, TODAY), "seuraava-tapaus").place) == "keittio_fi_D2000000P01"
    )
    last = turn(school, end.format("D1000000"), None, TODAY)
    assert last.duties
    assert "seuraava-tapaus" not in [choice.id for choice in last.choices]
    assert str(choice_of(last, "valitse-tapaus").place) == "retki_fi_D3000000o1"


def test_the_list_ticks_the_cases_done_and_counts_them(school: Book) -> None:
    reply = turn(school, "retki_fi_D2000000o1", None, TODAY)
    assert [(choice.id, choice.ticked) for choice in reply.choices if choice.id in ("aamu", "ilta")] == [
        ("aamu", False),
        ("ilta", True),
    ]
    assert "Tehty 1 / 2 tapausta." in "\n".join(block.text for block in reply.blocks)
    chosen = tap(school, reply, "aamu")
    assert (chosen.step, "Kokki herää nälkäisenä." in said(chosen)) == ("loppu", True)
    assert str(choice_of(chosen, "aloita-harjoitus").place) == "keittio_fi_D2000000P01"


def test_back_from_the_first_question_of_a_case_is_the_list_without_the_case(school: Book) -> None:
    reply = turn(school, "keittio_fi_D2000000P01", None, TODAY)
    assert str(choice_of(reply, "takaisin").place) == "retki_fi_D2000000o1"


def test_without_a_list_the_way_back_is_the_front_page(kitchen: Book) -> None:
    assert case_list(kitchen, Place("keittio", "fi")) is None
    assert str(choice_of(turn(kitchen, START, None, TODAY), "takaisin").place) == "alku_fi"
    end = turn(kitchen, "keittio_fi_P01n1m00t0r1", None, TODAY)
    assert {"seuraava-tapaus", "valitse-tapaus"}.isdisjoint(choice.id for choice in end.choices)


@pytest.mark.parametrize(
    ("token", "kept"),
    [
        ("keittio_fi_D1000000P01", "D1000000P01"),
        ("keittio_fi_D1000000", ""),
        ("retki_fi_D1000000", "D1000000"),
        ("retki_fi_D1000000P01", "D1000000P01"),
        ("kortti-ohje_fi_D1000000P01", "D1000000P01"),
        ("alku_fi_D1000000P01", ""),
        ("kortti_fi_AmD1000000P01", "Am"),
    ],
)
def test_what_is_done_stays_with_practice_and_is_dropped_in_silence_elsewhere(
    school: Book, token: str, kept: str
) -> None:
    place, changed = read_place(school, token)
    assert ("".join(key + value for key, value in place.answers), changed) == (kept, False)


def test_stopping_drops_the_case_and_what_is_done(school: Book) -> None:
    end = turn(school, "keittio_fi_AmD1000000P02n2r1", None, TODAY)
    assert str(choice_of(end, "lopeta-harjoitus").place) == "alku_fi_Am"
    settings = turn(school, "keittio_fi_AmD1000000P02n2_s", None, TODAY)
    assert str(choice_of(settings, "lopeta-harjoitus").place) == "alku_fi_Am"
    assert not [choice for choice in settings.choices if "tehdyt" in choice.id]


def test_a_card_opened_from_practice_keeps_it_and_leads_back_into_it(school: Book) -> None:
    end = turn(school, "keittio_fi_D2000000P01n1m00t0r2", None, TODAY)
    card = tap(school, end, "kortti-ohje")
    assert (card.settings.practice, card.place.answer("D")) == ("aamu", "2000000")
    section = tap(school, card, next(iter(school.pages.cards["ohje"].sections)))
    assert (section.settings.practice, section.place.answer("D")) == ("aamu", "2000000")


def test_outside_practice_nothing_is_said_of_a_case(school: Book) -> None:
    for token in ("keittio_fi_n1", "keittio_fi_n1m00t0r1", "retki_fi_o2"):
        reply = turn(school, token, None, TODAY)
        assert said(reply) == ""
        assert "palaa-kohtaan" not in [choice.id for choice in reply.choices]


def test_a_reason_for_a_step_that_is_not_there_or_not_answered_is_a_fault(copy: Copy) -> None:
    copy.change("_cases.yaml", "    why: Nälkä oli kova.", "    because: {sade: Sataa.}\n    why: Nälkä oli kova.")
    assert [problem.says for problem in copy.book_faults()] == ["expected steps of keittio, got sade."]
    copy.change("_cases.yaml", "{sade: Sataa.}", "{paiva: Tänään.}")
    assert [problem.says for problem in copy.book_faults()] == [
        "`because` explains paiva, which the case does not answer."
    ]


@pytest.mark.parametrize("key", ["00", "36", "a1"])
def test_a_case_without_a_tick_of_its_own_is_a_fault(copy: Copy, key: str) -> None:
    copy.change("_cases.yaml", 'key: "01"', f'key: "{key}"')
    assert [problem.says for problem in copy.faults()] == [f"expected a key from 01 to 35, got `{key}`."]
