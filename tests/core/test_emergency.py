"""Words of danger are met in any language; the words themselves are content."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.book import Book
from bot.core.emergency import Danger, Stems, danger_in
from bot.core.turn import Typed, turn
from tests.conftest import TODAY

ALARMS: dict[Danger, Stems] = {"danger": Stems(["hätä", "ei hengit", "ase.", "henki vaaras nyt", "t breathe", "fire"])}

MEANT = [
    *(
        "hätä",
        "HÄTÄ!",
        "hätätilanne",
        "apua, nyt on hätä",
        "ha\u0308ta\u0308",
        "ei hengitä",
        "ei enää hengitä",
    ),
    *("ei se enää hengitä", "lapsi ei, voi ei, hengitä", "ase", "hänellä on ase!", "henki on vaarassa nyt"),
    *("she can't breathe", "she can’t breathe", "Fire", "ei\nhengitä", "ＦＩＲＥ"),
]
NOT_MEANT = [
    *(
        "",
        " ",
        "?!",
        "hengittää ei",
        "ei hän tänään enää hengitä",
        "asenne",
        "tase",
        "hengittää",
        "henki nyt vaarassa",
    ),
    *("breathe", "misfire", "tee lastensuojeluilmoitus", "vaarassa"),
]


@pytest.mark.parametrize("text", MEANT)
def test_danger_is_met_in_any_language_case_form_and_with_up_to_two_words_between(text: str) -> None:
    assert danger_in(ALARMS, text)


@pytest.mark.parametrize("text", NOT_MEANT)
def test_words_in_another_order_too_far_apart_or_within_others_are_no_alarm(text: str) -> None:
    assert not danger_in(ALARMS, text)


@given(st.text(max_size=60), st.text(max_size=60))
def test_words_around_the_danger_do_not_hide_it(before: str, after: str) -> None:
    assert danger_in(ALARMS, f"{before} hätä {after}")


PLACES = [
    "alku",
    "kortti",
    "kortti-ohje_fi__mika",
    "keittio",
    "keittio_fi_Rkn1_m-10",
    "keittio_fi_AmRvn1r1_s",
    "keittio_fi__h",
]


@pytest.mark.parametrize("token", PLACES)
@pytest.mark.parametrize("text", ["Hätä!", "brand", "fire", "liesi palaa, soita 0401234567"])
def test_in_an_emergency_the_first_block_of_the_reply_names_112(kitchen: Book, token: str, text: str) -> None:
    reply = turn(kitchen, token, Typed(text), TODAY)
    assert (reply.blocks[0].kind, "112" in reply.blocks[0].text) == ("urgent", True)
    assert "emergency" in reply.notices


def test_danger_is_met_also_in_words_that_choose_an_option(kitchen: Book) -> None:
    other = Book(kitchen.pages)
    other.cover = kitchen.cover.model_copy(update={"emergency_words": {"fi": ["kova"]}})
    reply = turn(other, "keittio", Typed("Kyllä, kova"), TODAY)
    assert (reply.step, reply.blocks[0].kind, reply.notices) == ("rooli", "urgent", ("emergency",))


def test_calm_words_raise_no_alarm(kitchen: Book) -> None:
    assert "emergency" not in turn(kitchen, "keittio", Typed("pieni"), TODAY).notices


def test_the_real_book_meets_danger_in_each_of_its_languages(book: Book) -> None:
    assert set(book.cover.emergency_words) == set(book.tongues)
    for text in ("lapsi ei hengitä", "hän uhkaa tappaa itsensä", "barnet andas inte", "he is not breathing"):
        assert danger_in(book.alarms, text), text
