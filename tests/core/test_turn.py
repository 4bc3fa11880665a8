"""One turn: what surrounds a place, where everything leads, what a reply depends on."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.book import Book
from bot.core.place import FRONT, NotAPlace, Place
from bot.core.reply import Reply
from bot.core.tongue import Tongue
from bot.core.turn import CACHED_REPLIES, front, opened, reply_at, turn
from bot.core.walk import read_place
from tests.conftest import TODAY, choice_of, tap, toy_book, walk_by_labels
from tests.core.soundness import MOVES, assert_sound

PLACES = {
    "the front page": "alku_fi",
    "the list of cards": "kortti_fi",
    "a card": "kortti-ohje_fi_Am",
    "a section": "kortti-ohje_fi__mika",
    "a question": "keittio_fi",
    "a later question": "keittio_fi_Rvn1",
    "several": "keittio_fi_Rkn1",
    "several, half ticked": "keittio_fi_Rkn1_m-11",
    "a checklist": "keittio_fi_Rkn1m00_m-1",
    "a date": "keittio_fi_Rkn1m10t0",
    "a month": "keittio_fi_Rkn1m10t0_d-2612",
    "an outcome": "keittio_fi_AmRkn1m00t0r1",
    "an end": "keittio_fi_Rvn1r2",
    "practice": "keittio_fi_P01n1",
    "a card in practice": "kortti-ohje_fi_P01_miten",
}
anywhere = pytest.mark.parametrize("token", PLACES.values(), ids=PLACES)


@pytest.fixture(scope="module")
def polyglot(kitchen: Book) -> Book:
    """The toy book in three languages that nobody has translated yet."""
    tongues = [
        Tongue("fi", "fi_FI", "Suomi"),
        Tongue("sv", "sv_FI", "Svenska"),
        Tongue("en", "en_GB", "English"),
    ]
    return Book(kitchen.pages, {tongue.lang: tongue for tongue in tongues})


@anywhere
def test_every_kind_of_place_is_sound_and_stays_where_it_is(kitchen: Book, token: str) -> None:
    reply = turn(kitchen, token, None, TODAY)
    assert str(reply.place) == token
    assert reply.notices == ()
    assert_sound(kitchen, reply, TODAY)


@anywhere
@pytest.mark.parametrize("view", ["apua-nyt", "asetukset"])
def test_help_and_settings_lead_back_to_exactly_where_one_was(kitchen: Book, token: str, view: str) -> None:
    before = turn(kitchen, token, None, TODAY)
    over = tap(kitchen, before, view)
    assert over.place.over
    assert_sound(kitchen, over, TODAY)
    assert tap(kitchen, over, "takaisin") == before


@anywhere
def test_the_answers_lead_back_to_exactly_where_one_was(kitchen: Book, token: str) -> None:
    before = turn(kitchen, token, None, TODAY)
    over = tap(kitchen, before, "asetukset")
    if before.place.flow not in kitchen.paths:
        assert "vastaukset" not in [choice.id for choice in over.choices]
        return
    answers = tap(kitchen, over, "vastaukset")
    assert answers.place.over == "v"
    assert_sound(kitchen, answers, TODAY)
    assert tap(kitchen, answers, "takaisin") == before


@anywhere
def test_a_language_can_be_changed_without_losing_the_place(polyglot: Book, token: str) -> None:
    before = turn(polyglot, token, None, TODAY)
    after = walk_by_labels(polyglot, token, "asetukset", "Svenska")
    assert after.lang == "sv"
    assert str(after.place) == token.replace("_fi", "_sv")
    assert (after.step, len(after.choices)) == (before.step, len(before.choices))


@pytest.mark.parametrize("token", ["keittio_fi_Rkn1_m-11", "kortti-ohje_fi__mika", "keittio_fi_Rkn1m10t0_d-2612"])
def test_a_county_can_be_set_without_losing_what_is_open(kitchen: Book, token: str) -> None:
    after = walk_by_labels(kitchen, token, "asetukset", "Manner")
    assert (after.place.answer("A"), after.place.base) == ("m", token.rpartition("_")[2])
    assert after.notices == ()


def test_another_role_closes_the_list_of_a_question_that_is_not_asked_of_it(kitchen: Book) -> None:
    after = walk_by_labels(kitchen, "keittio_fi_Rkn1_m-11", "asetukset", "Vieras")
    assert (after.step, str(after.place), after.notices) == ("ruoka", "keittio_fi_Rvn1", ())


def test_role_and_county_cannot_be_changed_in_practice(kitchen: Book) -> None:
    ids = [choice.id for choice in walk_by_labels(kitchen, "keittio_fi_P01n1", "asetukset").choices]
    assert "lopeta-harjoitus" in ids
    assert not [name for name in ids if name.startswith(("rooli-", "alue-"))]


def test_setting_the_role_once_skips_its_question_everywhere(kitchen: Book) -> None:
    reply = walk_by_labels(kitchen, "alku_fi", "asetukset", "Kokki", "Keittiö", "Kyllä, kova")
    assert (reply.step, reply.settings.role) == ("mauste", "kokki")


def test_the_front_page_has_every_topic_in_the_books_order_the_cards_and_the_languages(
    polyglot: Book,
) -> None:
    reply = turn(polyglot, "", None, TODAY)
    assert [choice.id for choice in reply.choices][:6] == [
        *("polku-keittio", "polku-retki", "kortit"),
        *("kieli-fi", "kieli-sv", "kieli-en"),
    ]
    assert reply.place == front("fi")


def test_a_missing_translation_is_shown_in_finnish_and_marked(polyglot: Book) -> None:
    assert turn(polyglot, "keittio_sv", None, TODAY).title == "[fi] Onko nälkä?"


def test_the_cards_are_grouped_and_lead_to_their_sections_and_to_each_other(kitchen: Book) -> None:
    cards = turn(kitchen, "kortti", None, TODAY)
    assert [(one.id, one.group) for one in cards.choices[:2]] == [
        ("kortti-ohje", "Kortit"),
        ("kortti-opaskortti", "Kortit"),
    ]
    card = tap(kitchen, cards, "Ohjekortti")
    assert [choice.id for choice in card.choices[:5]] == [
        "mika",
        "miten",
        "polku-keittio",
        "polku-retki",
        "kortti-opaskortti",
    ]
    section = tap(kitchen, card, "Miten toimit")
    assert (section.flow, section.step) == ("kortti", "ohje-miten")
    assert section.blocks[0].text == "- Pese kädet.\n- Sytytä liesi."
    assert section.blocks[1].kind == "sources"
    assert "[Keittiölaki 1/2000](<https://example.org/keittiolaki>): 2.1 §" in section.blocks[1].text


def test_practice_in_a_text_is_marked_as_such_and_stands_after_what_is_so(kitchen: Book) -> None:
    text = turn(kitchen, "kortti-ohje_fi__mika", None, TODAY).blocks[0].text
    assert text.split("\n\n") == [
        "Keittiö on paikka, jossa keitetään.",
        "*Käytännössä:*",
        "Usein siellä on lämmin.",
    ]


def test_a_line_is_said_only_when_its_condition_holds(kitchen: Book) -> None:
    assert "Ota takki." in turn(kitchen, "retki_fi_s1", None, TODAY).blocks[0].text
    assert "Ota takki." not in turn(kitchen, "retki_fi_s2", None, TODAY).blocks[0].text


def test_an_end_leads_on_to_its_flows_and_cards(kitchen: Book) -> None:
    reply = turn(kitchen, "keittio_fi_Rvn1r2", None, TODAY)
    assert tap(kitchen, reply, "Retki").flow == "retki"
    assert tap(kitchen, reply, "Ohjekortti").step == "ohje"
    assert str(choice_of(reply, "Ohjekortti").place) == "kortti-ohje_fi_Rv"


def test_a_preset_county_can_be_changed_on_the_outcome(kitchen: Book) -> None:
    reply = turn(kitchen, "keittio_fi_AmRvn1r1", None, TODAY)
    assert tap(kitchen, reply, "vaihda-alue").step == "alue"
    assert "vaihda-alue" not in [one.id for one in turn(kitchen, "keittio_fi_P01n1m00t0r1", None, TODAY).choices]


def test_a_known_county_shows_its_emergency_number_to_call(kitchen: Book) -> None:
    reply = turn(kitchen, "keittio_fi_Am", None, TODAY)
    call = choice_of(reply, "sosiaalipaivystys")
    assert (call.kind, call.tel, call.label) == ("call", "012345678", "Sosiaalipäivystys 012 345 678")
    assert "sosiaalipaivystys" not in [choice.id for choice in turn(kitchen, "keittio_fi_As", None, TODAY).choices]


HELP = {
    "a county with a number": ("keittio_fi_Am_h", "[012 345 678](<tel:012345678>), Aina (lähde opas, 2026)"),
    "a county without one": ("keittio_fi_As_h", "numeroa ei ole voitu tarkistaa"),
    "no county": ("keittio_fi__h", "Et ole valinnut aluetta"),
}


@pytest.mark.parametrize(("token", "said"), HELP.values(), ids=HELP)
def test_help_begins_with_112_and_says_whom_to_call_or_that_it_is_not_known(
    kitchen: Book, token: str, said: str
) -> None:
    reply = turn(kitchen, token, None, TODAY)
    assert (reply.blocks[0].kind, "112" in reply.blocks[0].text) == ("urgent", True)
    assert said in reply.blocks[1].text
    assert reply.blocks[1].text.count("**112**") == 1


STRAY = {
    "a mask where a day is asked": ("keittio_fi_Rkn1m10t0_m-10", "keittio_fi_Rkn1m10t0"),
    "a month where one is asked": ("keittio_fi_n1_d-2611", "keittio_fi_n1"),
    "a section of a flow": ("keittio_fi__mika", "keittio_fi"),
    "a section the card has not": ("kortti-ohje_fi__h-laki", "kortti-ohje_fi__h"),
    "a month under the settings": ("keittio_fi__s-d-2611", "keittio_fi__s"),
}


@pytest.mark.parametrize(("token", "left"), STRAY.values(), ids=STRAY)
def test_an_open_view_that_does_not_belong_there_is_closed_and_said(kitchen: Book, token: str, left: str) -> None:
    reply = turn(kitchen, token, None, TODAY)
    assert (str(reply.place), reply.notices) == (left, ("content-changed",))


@pytest.mark.parametrize("token", ["kortti-ohje_fi__v", "alku_fi__v", "kortti-ohje_fi__v-mika"])
def test_the_answers_of_what_has_none_are_the_place_itself(kitchen: Book, token: str) -> None:
    assert turn(kitchen, token, None, TODAY).place.over == ""


OPENED = {
    "shared answers": ("keittio_fi_AmRk", "keittio_fi_AmRk", False),
    "a section": ("kortti-ohje_fi__mika", "kortti-ohje_fi__mika", False),
    "a code, dropped in silence": ("keittio_fi_Am_c-syksy26", "keittio_fi_Am", False),
    "a code on a card": ("kortti-ohje_fi__c-1", "kortti-ohje_fi", False),
    "nothing": ("", "alku_fi", False),
    "answers of a flow": ("keittio_fi_Amn1", "keittio_fi_Am", True),
    "an open view": ("keittio_fi__s", "keittio_fi", True),
    "a half-ticked list": ("keittio_fi_Rkn1_m-10", "keittio_fi_Rk", True),
    "a month": ("keittio_fi__d-2611", "keittio_fi", True),
    "no place at all": ("ei mikään!", "alku_fi", True),
    "too long": ("a" * 65, "alku_fi", True),
}


@pytest.mark.parametrize(("token", "left", "changed"), OPENED.values(), ids=OPENED)
def test_a_link_takes_shared_answers_a_section_and_a_code_and_says_what_it_dropped(
    kitchen: Book, token: str, left: str, *, changed: bool
) -> None:
    reply = opened(kitchen, token, TODAY)
    assert (str(reply.place), "content-changed" in reply.notices) == (left, changed)


@pytest.mark.parametrize("token", ["a_b_c_d_e", "x" * 65, "tämä"])
def test_a_tap_on_what_is_no_place_is_refused(kitchen: Book, token: str) -> None:
    with pytest.raises(NotAPlace):
        turn(kitchen, token, None, TODAY)


def test_the_language_of_the_place_wins_over_the_given_one(polyglot: Book) -> None:
    assert turn(polyglot, "keittio_en", None, TODAY, "sv").lang == "en"
    assert turn(polyglot, "keittio", None, TODAY, "sv").lang == "sv"
    assert str(turn(polyglot, "keittio", None, TODAY, "sv").place) == "keittio_sv"


def test_a_reply_depends_on_the_place_and_the_day_only(kitchen: Book) -> None:
    token = "keittio_fi_AmRvn1r1"
    first = turn(kitchen, token, None, TODAY)
    turn(kitchen, "retki_fi_s1", None, TODAY)
    reply_at.cache_clear()
    assert turn(kitchen, token, None, TODAY) == first
    assert turn(Book(kitchen.pages), token, None, TODAY) == first
    assert turn(kitchen, token, None, date(2026, 12, 1)) != first
    assert turn(kitchen, "keittio_fi_AmRvr1n1", None, TODAY) == first


def test_the_cache_of_replies_is_bounded(kitchen: Book) -> None:
    reply_at.cache_clear()
    for number in range(CACHED_REPLIES + 50):
        turn(kitchen, "retki", None, date.fromordinal(TODAY.toordinal() + number))
    assert reply_at.cache_info().currsize == CACHED_REPLIES == reply_at.cache_info().maxsize


def a_walk(book: Book, taps: list[int]) -> list[Reply]:
    """Tap one choice after another from the front page; only the written place crosses over between turns."""
    reply = turn(book, FRONT, None, TODAY)
    replies = [reply]
    for number in taps:
        moves = [choice for choice in reply.choices if choice.kind in MOVES]
        reply = turn(book, str(moves[number % len(moves)].place), None, TODAY)
        replies.append(reply)
    return replies


@given(st.lists(st.integers(0, 10_000), min_size=5, max_size=30))
@settings(max_examples=70)
def test_every_place_that_taps_lead_to_is_sound_and_raises_no_notice(taps: list[int]) -> None:
    replies = a_walk(toy_book(), taps)
    assert len(replies) == len(taps) + 1
    for reply in replies:
        assert_sound(toy_book(), reply, TODAY)
        assert reply.notices == ()


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=30))
@settings(max_examples=30)
def test_pressing_back_again_and_again_ends_at_the_front_page(taps: list[int]) -> None:
    reply = a_walk(toy_book(), taps)[-1]
    for _ in range(20):
        if reply.place.flow == FRONT and not reply.place.over:
            return
        reply = tap(toy_book(), reply, "takaisin")
    raise AssertionError(f"still at {reply.place}")


@given(st.text(st.sampled_from("abkmnprtz0129AMRPDvkX-_"), max_size=64))
@settings(max_examples=150)
def test_every_other_token_gets_a_sound_reply(token: str) -> None:
    try:
        read_place(toy_book(), token)
    except NotAPlace:
        return
    assert_sound(toy_book(), turn(toy_book(), token, None, TODAY), TODAY)


@given(
    st.sampled_from(["keittio_fi_", "keittio__", "kortti-ohje_fi_", "alku_fi_"]),
    st.lists(
        st.sampled_from(["Am", "Rk", "Rv", "P01", "n1", "n2", "m80", "m11", "t3", "p7kt", "r1", "r2", "za"]),
        max_size=9,
    ),
    st.sampled_from(["", "_s", "_h", "_v", "_m-11", "_s-m-11", "_d-2612", "_h-d-2612", "_mika", "_s-mika", "_c-x"]),
)
@settings(max_examples=120)
def test_every_place_made_of_known_parts_in_any_order_is_sound(head: str, answers: list[str], view: str) -> None:
    reply = turn(toy_book(), head + "".join(answers) + view, None, TODAY)
    assert_sound(toy_book(), reply, TODAY)


def test_the_front_page_is_a_place_of_its_language() -> None:
    assert front("sv") == Place(FRONT, "sv")
