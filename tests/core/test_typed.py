"""Typed words choose, or are answered and forgotten: nothing of them is said back or kept."""

from __future__ import annotations

import gc
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.book import Book
from bot.core.turn import TEXT_LIMIT, Typed, turn
from bot.core.typed import day_in, numbered
from tests.conftest import TODAY, toy_book
from tests.core.soundness import assert_sound

PLACES = [
    *("alku_fi", "kortti_fi", "kortti-ohje_fi", "kortti-ohje_fi__mika", "keittio_fi", "keittio_fi_Rvn1"),
    *("keittio_fi_Rkn1", "keittio_fi_Rkn1_m-11", "keittio_fi_Rkn1m00", "keittio_fi_Rkn1m10t0"),
    *("keittio_fi_Rkn1m10t0_d-2612", "keittio_fi_AmRvn1r1", "keittio_fi_Rvn1r2", "keittio_fi_P01n1"),
    *("keittio_fi_Rvn1_s", "keittio_fi_Rvn1_h", "keittio_fi_Rvn1_v", "kortti-ohje_fi__s-mika"),
]

CHOOSES = {
    "its label": ("keittio_fi", "Pieni", "keittio_fi_n2"),
    "its label in other letters": ("keittio_fi", "  PIENI!! ", "keittio_fi_n2"),
    "its label without its marks": ("keittio_fi", "kyllä kova", "keittio_fi_n1"),
    "its label in decomposed letters": ("keittio_fi", "kylla\u0308, kova", "keittio_fi_n1"),
    "its label as a variant says it": ("keittio_fi_Rvn1", "iso keitto", "keittio_fi_Rvn1r1"),
    "its number": ("keittio_fi", "2", "keittio_fi_n2"),
    "its number with a stop": ("keittio_fi", "4.", "keittio_fi_n4"),
    "its number in other digits": ("keittio_fi", "٣", "keittio_fi_n3"),
    "a number raised": ("keittio_fi", "²", "keittio_fi_n2"),
    "yes, when one label begins so": ("keittio_fi", "kyllä", "keittio_fi_n1"),
    "yes in another word": ("retki_fi", "Joo", "retki_fi_s1"),
    "no, when one label begins so": ("retki_fi", "Ei.", "retki_fi_s2"),
    "a toggle": ("keittio_fi_Rkn1", "suola", "keittio_fi_Rkn1_m-10"),
    "done": ("keittio_fi_Rkn1_m-11", "valmis", "keittio_fi_Rkn1m11"),
    "none of these": ("keittio_fi_Rkn1", "ei mikään näistä", "keittio_fi_Rkn1m00"),
    "a day": ("keittio_fi_Rkn1m10t0", "maanantai 23. marraskuuta 2026", "keittio_fi_Rkn1m10t0p7kv"),
    "today": ("keittio_fi_Rkn1m10t0", "tänään", "keittio_fi_Rkn1m10t0p7kt"),
    "back": ("keittio_fi_Rvn1", "takaisin", "keittio_fi_n1"),
    "a topic": ("alku_fi", "retki", "retki_fi"),
    "a card": ("kortti_fi", "ohjekortti", "kortti-ohje_fi"),
    "a section": ("kortti-ohje_fi", "Miten toimit", "kortti-ohje_fi__miten"),
    "an option under an open help": ("keittio_fi__h", "pieni", "keittio_fi_n2"),
    "an option beside what identifies": ("keittio_fi", "pieni 0401234567", "keittio_fi_n2"),
    "a link of practice leaves it": ("keittio_fi_P01n1m00t0r2", "retki", "retki_fi"),
}


@pytest.mark.parametrize(("token", "text", "leads_to"), CHOOSES.values(), ids=CHOOSES)
def test_words_that_name_a_choice_choose_it(kitchen: Book, token: str, text: str, leads_to: str) -> None:
    reply = turn(kitchen, token, Typed(text), TODAY)
    assert str(reply.place) == leads_to
    assert "not-understood" not in reply.notices


def test_a_typed_choice_gives_the_reply_of_its_tap(kitchen: Book) -> None:
    for token, text, leads_to in CHOOSES.values():
        if "0401234567" not in text:
            assert turn(kitchen, token, Typed(text), TODAY) == turn(kitchen, leads_to, None, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "0",
        "99",
        "1,5",
        "፩",
        "9" * 900,
        "soita",
        "112",
        "kuraattori",
        "",
        "   ",
        "!?",
        "qqq",
        "yes",
        "n2",
        "keittio_fi_n2",
    ],
)
def test_words_that_name_no_choice_stay_and_get_the_topics(kitchen: Book, text: str) -> None:
    reply = turn(kitchen, "keittio_fi", Typed(text), TODAY)
    assert (str(reply.place), reply.step, reply.notices) == ("keittio_fi", "nalka", ("not-understood",))
    assert reply.blocks[0].text == kitchen.words.not_understood
    topics = [choice.id for choice in reply.choices if choice.group == kitchen.words.topics_title]
    assert topics == ["polku-keittio", "polku-retki", "kortit"]
    assert_sound(kitchen, reply, TODAY)


def test_topics_that_are_there_already_are_not_shown_twice(kitchen: Book) -> None:
    ids = [choice.id for choice in turn(kitchen, "alku", Typed("mitä"), TODAY).choices]
    assert ids.count("polku-retki") == 1


def test_yes_chooses_nothing_when_two_labels_begin_so(kitchen: Book) -> None:
    both = kitchen.pages.flows["retki"].steps["saa"]
    options = {
        name: option.model_copy(update={"label": f"Kyllä, {name}"}) for name, option in (both.options or {}).items()
    }
    flow = kitchen.pages.flows["retki"]
    steps = {**flow.steps, "saa": both.model_copy(update={"options": options})}
    other = Book(replace(kitchen.pages, flows={"retki": flow.model_copy(update={"steps": steps})}))
    assert "not-understood" in turn(other, "retki", Typed("kyllä"), TODAY).notices
    assert str(turn(other, "retki", Typed("kyllä, poutaa"), TODAY).place) == "retki_fi_s2"


def test_the_numbers_count_the_choices_that_answer_and_not_the_closing_rows(kitchen: Book) -> None:
    reply = turn(kitchen, "keittio_fi_Rvn1", None, TODAY)
    assert [choice.id for choice in numbered(reply)] == ["keitto", "leipa", "muu"]


NOTICED = {
    "code": ("131052-308T", "henkilötunnus"),
    "phone": ("040 123 4567", "puhelinnumero"),
    "email": ("a.b(at)c.fi", "sähköpostiosoite"),
}


@pytest.mark.parametrize("token", PLACES)
@pytest.mark.parametrize(("written", "word"), NOTICED.values(), ids=NOTICED)
def test_what_identifies_is_named_by_its_kind_and_not_repeated(
    kitchen: Book, token: str, written: str, word: str
) -> None:
    reply = turn(kitchen, token, Typed(f"Lapsi {written} pelkää"), TODAY)
    assert "identifying" in reply.notices
    assert word in reply.blocks[0].text
    assert written not in repr(reply)


def test_danger_comes_before_what_identifies_and_that_before_what_was_not_understood(kitchen: Book) -> None:
    reply = turn(kitchen, "keittio", Typed("hätä 131052-308T 0401234567 a@b.fi"), TODAY)
    assert reply.notices == ("emergency", "identifying", "not-understood")
    kinds = [block.kind for block in reply.blocks[:5]]
    assert kinds == ["urgent", "notice", "notice", "notice", "notice"]
    assert [word in reply.blocks[number].text for number, (_, word) in enumerate(NOTICED.values(), 1)].count(True) >= 1


def test_only_the_first_thousand_characters_are_read(kitchen: Book) -> None:
    assert TEXT_LIMIT == 1000
    assert "emergency" in turn(kitchen, "keittio", Typed("a " * 497 + "hätä"), TODAY).notices
    assert "emergency" not in turn(kitchen, "keittio", Typed("a " * 500 + "hätä"), TODAY).notices


@given(st.sampled_from(PLACES), st.one_of(st.text(max_size=80), st.text("0123456789 .-@hätä", max_size=40)))
@settings(max_examples=250)
def test_any_text_typed_anywhere_gets_a_sound_reply(token: str, text: str) -> None:
    reply = turn(toy_book(), token, Typed(text), TODAY)
    assert_sound(toy_book(), reply, TODAY)
    assert reply.blocks or not set(reply.notices) & {"not-understood", "emergency", "identifying"}


def holds(thing: object, canary: str) -> bool:
    """Whether a thing holds a text with the canary, itself or in parts that the collector does not track.

    Loops, not comprehensions: their closures would hold the canary themselves. The keys of a dict are asked
    for by name, because the collector does not count texts there.
    """
    for part in [*gc.get_referents(thing), *(list(thing) if isinstance(thing, dict) else ())]:
        if type(part) is str and canary in part:
            return True
        if isinstance(part, dict | tuple) and not gc.is_tracked(part) and holds(part, canary):
            return True
    return False


def remembered(canary: str) -> list[str]:
    """The kinds of object, other than running code, that still hold a text with the canary in it."""
    gc.collect()
    found = []
    for thing in gc.get_objects():
        if not isinstance(thing, FrameType) and holds(thing, canary):
            found.append(type(thing).__name__)  # noqa: PERF401 - see `holds`
    return found


def type_everywhere(book: Book, canary: str) -> int:
    """Type texts with the canary in them at every kind of place; nothing of them may come back."""
    texts = [
        "{}",
        "2 {}",
        "hätä {}",
        "{} 131052-308T",
        "{}@esimerkki.fi",
        "{0}.{0}(at)esimerkki.fi",
        "{} 040 123 4567",
        "Pieni{}",
    ]
    count = 0
    for token in PLACES:
        for text in texts:
            reply = turn(book, token, Typed(text.format(canary)), TODAY)
            assert canary.casefold() not in repr(reply).casefold()
            count += 1
    return count


def test_nothing_typed_is_echoed_or_remembered_anywhere(kitchen: Book) -> None:
    """The canary is made here and now, so that no constant of this file or another holds it."""
    canary = "".join(reversed("airanak")) + "nokka"
    assert type_everywhere(kitchen, canary) == len(PLACES) * 8
    assert remembered(canary) == []


def test_the_search_for_what_is_remembered_finds_lists_caches_and_replies() -> None:
    canary = "".join(reversed("oppur")) + "lintu"

    @cache
    def remember(text: str) -> str:
        return text.upper()

    assert remembered(canary) == []
    remember(f"a {canary}")
    kept = [f"b {canary}", Typed(f"c {canary}")]
    assert sorted(remembered(canary)) == ["Typed", "_lru_cache_wrapper", "list"]
    assert len(kept) == 2


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3.11.2026", date(2026, 11, 3)),
        (" 3. 11. 2026 ", date(2026, 11, 3)),
        ("2026-11-03", date(2026, 11, 3)),
        ("3.11.", date(2026, 11, 3)),
        ("3/11", date(2026, 11, 3)),
        ("24.12.", date(2025, 12, 24)),
        ("31.2.2026", None),
        ("29.2.", None),
        ("kolmas marraskuuta", None),
        ("3", None),
    ],
)
def test_a_day_is_read_as_people_write_it(text: str, day: date | None) -> None:
    assert day_in(text, date(2026, 11, 21)) == day


def test_a_typed_day_answers_the_question_that_asks_for_one(kitchen: Book) -> None:
    asked = turn(kitchen, "keittio_fi_Rkn1m10t0", None, TODAY)
    assert asked.asks is not None
    day = TODAY + timedelta(days=3)
    reply = turn(kitchen, str(asked.place), Typed(f"{day.day}.{day.month}.{day.year}"), TODAY)
    assert reply.step != asked.step
    assert "not-understood" not in reply.notices


def test_a_typed_day_out_of_range_is_said_to_be_so_and_the_question_stays(kitchen: Book) -> None:
    asked = turn(kitchen, "keittio_fi_Rkn1m10t0", None, TODAY)
    reply = turn(kitchen, str(asked.place), Typed("1.1.2020"), TODAY)
    assert asked.asks is not None
    assert reply.step == asked.step
    assert reply.blocks[0].kind == "notice"
    assert reply.blocks[0] not in asked.blocks
