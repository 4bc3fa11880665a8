"""The token: its grammar, and that no text on earth makes reading it crash."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.book import Book
from bot.core.place import (
    DIGITS,
    EPOCH,
    TOKEN_LIMIT,
    NotAPlace,
    Place,
    Size,
    read_answers,
    read_date,
    read_mask,
    size_of,
    split,
    write_date,
    write_mask,
)
from bot.core.walk import read_place
from tests.conftest import toy_book

LETTERS = DIGITS + DIGITS.upper() + "_-"
CONTRACT = {
    "huoli": Place("huoli"),
    "huoli_sv": Place("huoli", "sv"),
    "huoli_fi_AsRk": Place("huoli", "fi", (("A", "s"), ("R", "k"))),
    "huoli_fi_AsRka1c2f9": Place("huoli", "fi", (("A", "s"), ("R", "k"), ("a", "1"), ("c", "2"), ("f", "9"))),
    "kortti-koulukuraattori_sv__arviointi": Place("kortti-koulukuraattori", "sv", base="arviointi"),
}
VIEWS = {
    "": ("", ""),
    "v": ("v", ""),
    "s": ("s", ""),
    "h": ("h", ""),
    "m-0a": ("", "m-0a"),
    "s-m-0a": ("s", "m-0a"),
    "h-m-0a": ("h", "m-0a"),
    "v-d-2611": ("v", "d-2611"),
    "d-2611": ("", "d-2611"),
    "c-syksy26": ("", "c-syksy26"),
    "arviointi": ("", "arviointi"),
    "s-arviointi": ("s", "arviointi"),
    "sijainti": ("", "sijainti"),
}


PARTS = [
    *("Am", "As", "A9", "Rk", "Rq", "P01", "P99", "Dvvvvvvv", "D0000000", "n1", "n4", "n9", "m10", "mvv"),
    *("t1", "tv", "p7kt", "pzzz", "r1", "r2", "s1", "za", "y00", "q1", "Qx", "n", "-"),
]
likely_tokens = st.builds(
    lambda *fields: "_".join(fields)[:70],
    st.sampled_from(["keittio", "retki", "alku", "kortti", "kortti-ohje", "olematon", ""]),
    st.sampled_from(["fi", "", "sv", "xx", "FI"]),
    st.lists(st.sampled_from(PARTS), max_size=14).map("".join),
    st.sampled_from(
        [*VIEWS, "mika", "miten", "m-", "m-vv", "m-000000000000", "d-2613", "d-26", "h-s", "s-", "x", "m-zz"]
    ),
)
any_tokens = st.one_of(likely_tokens, st.text(LETTERS, max_size=70), st.text(max_size=80))


@pytest.mark.parametrize(("token", "place"), CONTRACT.items(), ids=CONTRACT)
def test_the_examples_of_the_contract_are_written_exactly_so(token: str, place: Place) -> None:
    assert str(place) == token


@pytest.mark.parametrize(("token", "place"), CONTRACT.items(), ids=CONTRACT)
def test_the_examples_of_the_contract_are_cut_into_their_fields(token: str, place: Place) -> None:
    fields = split(token)
    assert (fields.flow, fields.lang, fields.base) == (place.flow, place.lang, place.base)
    assert fields.answers == "".join(key + value for key, value in place.answers)
    assert fields.view_is_known


def test_the_examples_of_the_contract_are_places_of_the_real_book(book: Book) -> None:
    for token in ("huoli", "huoli_sv", "huoli_fi_AsRk"):
        place, changed = read_place(book, token, "fi")
        assert (str(place), changed) == (token if "_" in token else "huoli_fi", False)


def test_empty_trailing_fields_are_dropped_and_an_empty_one_between_stays() -> None:
    assert str(Place("huoli", "fi", (), "", "")) == "huoli_fi"
    assert str(Place("huoli", "fi", (), "s", "")) == "huoli_fi__s"
    assert str(Place("huoli", "", (("R", "k"),))) == "huoli__Rk"


def test_trailing_underscores_mean_the_same_as_none(kitchen: Book) -> None:
    assert read_place(kitchen, "keittio_fi__") == read_place(kitchen, "keittio_fi") == (Place("keittio", "fi"), False)


@pytest.mark.parametrize(("view", "parts"), VIEWS.items(), ids=[view or "nothing" for view in VIEWS])
def test_a_view_stands_alone_or_under_one_letter(view: str, parts: tuple[str, str]) -> None:
    fields = split(f"huoli_fi__{view}")
    assert (fields.over, fields.base, fields.view_is_known) == (*parts, True)
    assert str(Place("huoli", "fi", (), fields.over, fields.base)) == f"huoli_fi__{view}".rstrip("_")


@pytest.mark.parametrize(
    "view", ["x", "m-", "m-Z", "d-26", "d-2613", "d-2600", "c-", "c-123456789", "s-", "s-x", "A", "-"]
)
def test_a_view_that_nothing_could_open_is_known_to_be_unknown(view: str) -> None:
    assert not split(f"huoli_fi__{view}").view_is_known


REFUSED = {
    "place-too-long": ["a" * (TOKEN_LIMIT + 1)],
    "place-alphabet": ["huoli fi", "huoli\n", "huoli.fi", "äiti", "a/b", "a=b", "\x00", "ｈuoli"],
    "place-fields": ["a_b_c_d_e", "_" * 4],
}


@pytest.mark.parametrize(("code", "token"), [(code, token) for code, tokens in REFUSED.items() for token in tokens])
def test_what_no_book_could_know_is_refused_with_its_reason_and_a_hint(kitchen: Book, code: str, token: str) -> None:
    with pytest.raises(NotAPlace) as refused:
        read_place(kitchen, token)
    assert refused.value.code == code
    assert refused.value.message
    assert refused.value.hint


def test_a_token_of_exactly_64_characters_is_read(kitchen: Book) -> None:
    place, changed = read_place(kitchen, "keittio_fi_" + "n1" * 26 + "n")
    assert (str(place), changed) == ("keittio_fi_n1", True)


@given(any_tokens)
@example("kortti-ohje___" + "a" * 50)
@example("kortti-ohje_xx__h-" + "a" * 46)
@example("keittio__AmDvvvvvvvP01Rkn1mvvt1p7ktr1yvvz1n1n1n1_h-m-00000000000")
@settings(max_examples=800)
def test_any_text_is_refused_or_becomes_a_place_that_reads_back_as_itself(text: str) -> None:
    try:
        place, _ = read_place(toy_book(), text)
    except NotAPlace:
        return
    assert read_place(toy_book(), str(place)) == (place, False)
    assert len(str(place)) <= TOKEN_LIMIT


@given(any_tokens)
@settings(max_examples=200)
def test_a_text_is_refused_for_its_length_its_letters_or_its_fields_and_for_nothing_else(text: str) -> None:
    letters = all(letter in LETTERS for letter in text)
    expected = (
        *(["place-too-long"] if len(text) > TOKEN_LIMIT else []),
        *(["place-alphabet"] if not letters else []),
        *(["place-fields"] if text.count("_") > 3 else []),
    )
    refused = []
    try:
        split(text)
    except NotAPlace as error:
        refused = [error.code]
    assert refused == [*expected[:1]]


def test_each_kind_of_answer_has_its_length() -> None:
    assert size_of("one") == Size("one", 1)
    assert size_of("date") == Size("date", 3)
    assert size_of("case") == Size("case", 2)
    assert [size_of("several", n).length for n in (1, 5, 6, 10, 11, 30, 35)] == [1, 1, 2, 2, 3, 6, 7]
    assert size_of("checklist", 6) == Size("several", 2)


def test_the_first_option_is_the_lowest_bit_of_the_first_character() -> None:
    assert [write_mask({n}, 2) for n in range(7)] == ["10", "20", "40", "80", "g0", "01", "02"]
    assert write_mask(range(30), 6) == "vvvvvv"
    assert write_mask((), 3) == "000"


@given(st.integers(1, 12), st.data())
def test_a_mask_reads_back_as_what_was_ticked(length: int, data: st.DataObject) -> None:
    ticked = data.draw(st.frozensets(st.integers(0, 5 * length - 1)))
    written = write_mask(ticked, length)
    assert len(written) == length
    assert set(written) <= set(DIGITS[:32])
    assert read_mask(written) == ticked


def test_a_date_is_three_base_36_digits_since_2000_with_the_highest_first() -> None:
    assert write_date(EPOCH) == "000"
    assert write_date(EPOCH + timedelta(days=1)) == "001"
    assert write_date(EPOCH + timedelta(days=36)) == "010"
    assert write_date(EPOCH + timedelta(days=36 * 36)) == "100"
    assert write_date(date(2026, 11, 21)) == "7kt"


@given(st.dates(EPOCH, EPOCH + timedelta(days=36**3 - 1)))
def test_a_date_reads_back_as_itself(day: date) -> None:
    assert len(write_date(day)) == 3
    assert read_date(write_date(day)) == day


@pytest.mark.parametrize("day", [EPOCH - timedelta(days=1), EPOCH + timedelta(days=36**3)])
def test_a_date_outside_three_characters_is_refused(day: date) -> None:
    with pytest.raises(ValueError, match="fits three characters"):
        write_date(day)


def test_answers_are_read_by_the_length_of_their_kind() -> None:
    sizes = {"a": Size("one", 1), "b": Size("several", 2), "c": Size("date", 3), "P": Size("case", 2)}
    assert read_answers("P0za9bvvc7kt", sizes) == ({"P": "0z", "a": "9", "b": "vv", "c": "7kt"}, True)


@pytest.mark.parametrize("text", ["a1b0", "a1bwz", "a1A", "a1a", "a1b0Z", "a1-", "a1q1b00"])
def test_what_follows_an_unreadable_answer_is_not_read(text: str) -> None:
    sizes = {"a": Size("one", 1), "b": Size("several", 2)}
    assert read_answers(text, sizes) == ({"a": "1"}, False)


DROPPED = {
    "an unknown option is dropped alone": ("keittio_fi_Rkn9r1", "keittio_fi_Rkr1"),
    "an unknown county is dropped alone": ("keittio_fi_A0Rkn1", "keittio_fi_Rkn1"),
    "an unknown case is dropped alone": ("keittio_fi_P99Rk", "keittio_fi_Rk"),
    "a retired key of one option is dropped alone": ("keittio_fi_zan1r1", "keittio_fi_n1r1"),
    "a retired key of several is dropped alone": ("keittio_fi_n1yvvr1", "keittio_fi_n1r1"),
    "a key never declared ends the reading": ("keittio_fi_n1q1r1", "keittio_fi_n1"),
    "a capital never declared ends the reading": ("keittio_fi_RkQ1n1", "keittio_fi_Rk"),
    "of a key that stands twice the first counts": ("keittio_fi_n1n2r1", "keittio_fi_n1r1"),
    "ticks beyond the options are dropped, the others stay": ("keittio_fi_m1v", "keittio_fi_m11"),
    "only ticks beyond the options: no answer is left": ("keittio_fi_m0gn1", "keittio_fi_n1"),
    "a value that is cut off ends the reading": ("keittio_fi_n1p7k", "keittio_fi_n1"),
    "a flow's key on a card ends the reading": ("kortti-ohje_fi_Rkn1", "kortti-ohje_fi_Rk"),
    "an unknown view is dropped": ("keittio_fi_n1_m-Z", "keittio_fi_n1"),
    "an unknown section is dropped": ("kortti-ohje_fi__laki", "kortti-ohje_fi"),
    "a section of a flow is dropped": ("keittio_fi__mika", "keittio_fi"),
    "a mask longer than any question's is dropped": ("keittio_fi__m-000", "keittio_fi"),
    "a month where no date is ever asked is dropped": ("retki_fi__d-2611", "retki_fi"),
    "an unknown flow becomes the front page": ("olematon_fi_Rk", "alku_fi_Rk"),
    "an unknown card becomes the front page": ("kortti-olematon", "alku_fi"),
    "a flow in capitals becomes the front page": ("KEITTIO_fi", "alku_fi"),
}


@pytest.mark.parametrize(("token", "left"), DROPPED.values(), ids=DROPPED)
def test_what_is_not_known_is_dropped_and_said(kitchen: Book, token: str, left: str) -> None:
    place, changed = read_place(kitchen, token)
    assert (str(place), changed) == (left, True)


@pytest.mark.parametrize(
    "token",
    [
        "keittio_fi_Rkm10r1",
        "keittio_fi_n1_c-koe",
        "keittio_fi_p7ktr1",
        "keittio_fi_n3Rkm00t0",
        "keittio",
        "",
        "keittio_xx",
        "alku_fi__c-koe",
    ],
)
def test_waiting_answers_an_empty_token_and_a_code_raise_no_notice(kitchen: Book, token: str) -> None:
    assert read_place(kitchen, token)[1] is False


def test_an_empty_or_unknown_language_is_filled_in(book: Book) -> None:
    assert read_place(book, "huoli", "sv")[0].lang == "sv"
    assert read_place(book, "huoli_xx", "en")[0].lang == "en"
    assert read_place(book, "huoli_fi", "sv")[0].lang == "fi"
    assert read_place(book, "huoli_xx", "xx")[0].lang == "fi"


@pytest.mark.parametrize("flow", ["keittio", "retki", "alku", "kortti", "kortti-ohje"])
def test_the_capital_keys_are_shared_by_every_flow_and_card(kitchen: Book, flow: str) -> None:
    token = f"{flow}_fi_AmRk"
    assert (str(read_place(kitchen, token)[0]), read_place(kitchen, token)[1]) == (token, False)


def test_the_capital_keys_are_sorted_wherever_they_stood(kitchen: Book) -> None:
    assert str(read_place(kitchen, "kortti-ohje_fi_RkAm")[0]) == "kortti-ohje_fi_AmRk"
    assert str(read_place(kitchen, "alku_fi_RkAm")[0]) == "alku_fi_AmRk"


@pytest.mark.parametrize(
    ("flow", "kept"),
    [("keittio", True), ("kortti-ohje", True), ("retki", False), ("alku", False), ("kortti", False)],
)
def test_practice_is_valid_in_its_flows_and_in_cards_and_dropped_in_silence_elsewhere(
    kitchen: Book, flow: str, *, kept: bool
) -> None:
    place, changed = read_place(kitchen, f"{flow}_fi_P01")
    assert (place.answer("P"), changed) == ("01" if kept else None, False)


def test_the_done_cases_have_room_for_35_in_seven_characters(book: Book, kitchen: Book) -> None:
    for one in (book, kitchen):
        assert one.sizes("alku")["D"] == Size("several", 7)


def test_one_more_answer_keeps_the_shared_ones_first_and_closes_what_was_open() -> None:
    place = Place("keittio", "fi", (("R", "k"), ("n", "1")), "s", "m-10")
    assert str(place.having("A", "m")) == "keittio_fi_AmRkn1"
    assert str(place.having("n", "2")) == "keittio_fi_Rkn2"
    assert str(place.without("n")) == "keittio_fi_Rk"


def test_another_flow_takes_the_shared_answers_along_and_no_others() -> None:
    place = Place("keittio", "fi", (("A", "m"), ("n", "1")), "s")
    assert str(place.at("kortti-ohje", "mika")) == "kortti-ohje_fi_Am_mika"


def test_a_link_may_carry_shared_answers_a_section_and_a_code_only() -> None:
    assert Place("huoli", "fi", (("A", "s"),), "", "c-x").is_open_link
    assert Place("kortti-ohje", "fi", (), "", "mika").is_open_link
    assert not Place("huoli", "fi", (("A", "s"), ("h", "1"))).is_open_link
    assert not Place("huoli", "fi", (), "s").is_open_link
