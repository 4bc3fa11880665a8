"""What must not be typed is noticed in the shapes people write; what is nobody's own is left alone."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.book import Book
from bot.core.checks.names import parts, walk_parts
from bot.core.checks.people import people
from bot.core.identifying import Identifying, without_identifying
from bot.core.inflections import stems
from bot.core.marks import translated_texts
from bot.load import load_pages
from tests.bench.identifying import read
from tests.conftest import toy_book
from tests.core.copies import Copy

BIRTH, NUMBER, SIGNS = "131052", "308T", "-+ABCDEFYXWVU"


def phrasings(book: Book) -> Iterator[str]:
    """Every way of asking that the content knows."""
    for _, part in parts(book.pages):
        for _, model in walk_parts(part):
            asks = getattr(model, "asks", None)
            for phrases in asks.values() if isinstance(asks, Mapping) else ():
                yield from phrases


def seconds(messages: list[str], book: Book) -> float:
    """How long it takes to look through the messages once."""
    begun = time.process_time()
    for message in messages:
        without_identifying(message, book.familiar)
    return time.process_time() - begun


def noticed(text: str) -> tuple[str, tuple[Identifying, ...]]:
    return without_identifying(text, toy_book().familiar)


@pytest.mark.parametrize("sign", [*SIGNS, *SIGNS.lower()[2:], "–", "‑", "−", " – "])
def test_a_personal_identity_code_is_noticed_with_every_century_sign(sign: str) -> None:
    assert noticed(f"Lapsi on {BIRTH}{sign}{NUMBER} ja pelkää") == ("Lapsi on ja pelkää", ("code",))


@pytest.mark.parametrize(
    "written",
    [
        *("131052308T", "131052 308T", "131052 - 308 T", "13 10 52-308T", "13.10.52-308t", "13.10.1952-308T"),
        *("hetu131052-308T", "hetu:131052-308T.", "(131052-308T)", "131052-308Tn", "131052\u200b-308T"),
        *(
            "\uff11\uff13\uff11\uff10\uff15\uff12-308T",
            "131052-308T\n131052+308T",
            "010101A123n",
            "131052-3080",
        ),
    ],
)
def test_a_personal_identity_code_is_noticed_however_it_is_written(written: str) -> None:
    left, kinds = noticed(written)
    assert kinds == ("code",)
    assert "308" not in left
    assert "131052" not in left


@pytest.mark.parametrize(
    "written",
    [
        *(
            "0401234567",
            "040 123 4567",
            "040-1234567",
            "040–123–4567",
            "(040) 123 4567",
            "0 4 0 1 2 3 4 5 6 7",
        ),
        *(
            "+358 40 123 4567",
            "+358401234567",
            "00358 40 1234567",
            "09 123 4567",
            "+46 70 123 45 67",
            "050\u00a05551234",
        ),
    ],
)
def test_a_telephone_number_is_noticed_however_it_is_written(written: str) -> None:
    assert noticed(f"soita {written} illalla") == ("soita illalla", ("phone",))


@pytest.mark.parametrize(
    "written",
    [
        *(
            "112",
            "soita 112 heti",
            "116 111",
            "116111",
            "116 117",
            "0800 96120",
            "0800 144 144",
            "0295 123456",
        ),
        *(
            "020 123 4567",
            "010 123 4567",
            "0600 12345",
            "25 a §",
            "LSL 25 §",
            "7 arkipäivää",
            "klo 12.30",
            "2-3 kertaa",
        ),
        *(
            "21.11.2026",
            "05.01.2026 klo 12.30",
            "5.1.2026",
            "2026-11-21",
            "20 000 12 345",
            "1",
            "kuraattori",
            "",
        ),
    ],
)
def test_service_numbers_dates_and_sections_are_nobodys_own(written: str) -> None:
    assert noticed(written) == (written, ())


@pytest.mark.parametrize(
    "written",
    [
        *(
            "a.b@c.fi",
            "etunimi.sukunimi@edu.hel.fi",
            "äiti@päiväkoti.fi",
            "a+b@c.fi",
            "A.B@C.FI",
            "a.b @ c.fi",
            "a@b.fi",
        ),
        *(
            "a.b(at)c.fi",
            "a.b (at) c.fi",
            "a.b ( at ) c.fi",
            "a.b[at]c.fi",
            "a.b{at}c.fi",
            "a.b(ät)c.fi",
            "a.b(AT)c.fi",
        ),
        *("etunimi.sukunimi at edu.fi", "etunimi.sukunimi ät edu.fi", "a.b\uff20c.fi"),
    ],
)
def test_an_e_mail_address_is_noticed_however_it_is_written(written: str) -> None:
    assert noticed(f"kirjoita {written} heti") == ("kirjoita heti", ("email",))


@pytest.mark.parametrize("written", ["katso thl.fi", "look at thl.fi", "tavataan @ koulu", "a@b", "ks. 112.fi"])
def test_an_address_of_a_page_is_no_e_mail(written: str) -> None:
    assert noticed(written) == (written, ())


def test_every_kind_is_told_once_and_what_remains_is_kept() -> None:
    text = "131052-308T ja 130552A308X huoli 0401234567 tai 0501234567 a@b.fi c@d.fi isä lyö"
    assert noticed(text) == ("ja huoli tai isä lyö", ("code", "email", "phone"))


@given(
    st.dates().map(lambda day: f"{day:%d%m%y}"),
    st.sampled_from([*SIGNS, ""]),
    st.integers(2, 899).map(lambda number: f"{number:03}"),
    st.sampled_from("0123456789ABCDEFHJKLMNPRSTUVWXY"),
    st.sampled_from(["{}", "nimi {} ja muuta", "hetu: {}.", "“{}”"]),
)
@settings(max_examples=300)
def test_no_code_survives_whatever_day_sign_number_and_mark_it_has(
    birth: str, sign: str, number: str, mark: str, around: str
) -> None:
    left, kinds = noticed(around.format(birth + sign + number + mark))
    assert kinds
    assert birth not in left


@given(st.text(max_size=200))
@settings(max_examples=200)
def test_any_text_comes_through_without_a_crash_and_what_is_left_has_nothing_more_to_find(text: str) -> None:
    left, kinds = noticed(text)
    assert set(kinds) <= {"code", "phone", "email", "address", "name"}
    if not kinds:
        assert noticed(left) == (left, ())


@pytest.mark.parametrize(
    "written",
    [
        *("131052A30T", "3131052A308T", "13105A308T", "131052G308T", "131052/308T", "131352-308T", "13.10.52 308T"),
        *("131052A-308T", "131052--308T", "13.1.1952-308T", "1 3 1 0 5 2 - 3 0 8 T", "131O52-3O8T", "1952-10-13-308T"),
        *("hetu 131052", "henkilötunnus on 131052 ja muuta", "131052-308"),
        *("19521013-3081", "521013-3081", "521013+3081", "195210133081", "521013 3081"),
    ],
)
def test_a_mistyped_code_and_one_of_sweden_identify_as_well(written: str) -> None:
    assert noticed(f"Lapsi on {written}")[1] == ("code",)


def test_the_end_of_a_code_is_noticed_after_a_word_for_it() -> None:
    assert noticed("loppuosa on 308T, mitä teen") == ("loppuosa on , mitä teen", ("code",))


@pytest.mark.parametrize(
    "written",
    [
        "12.10.2026",
        "1.2.2026-2027",
        "1234/05.02/2026",
        "417/2007",
        "2026-11-21",
        "1234567-8",
        "20 000 12 345",
        "2020–2026",
    ],
)
def test_what_only_looks_like_a_code_is_left_alone(written: str) -> None:
    assert noticed(f"asia {written} alkoi")[1] == ()


def test_the_books_own_numbers_are_nobodys(book: Book) -> None:
    helplines = book.pages.regions.helplines.values()
    counties = [contact for region in book.pages.regions.regions.values() for contact in region.contacts]
    numbers = [contact.number for contact in (*helplines, *counties) if contact.number]
    assert len(numbers) > 10
    for number in numbers:
        for written in (number, number.replace(" ", ""), number.replace(" ", "-")):
            assert without_identifying(f"Soita {written}", book.familiar)[1] == (), written


@pytest.mark.parametrize("written", ["040/1234567", "040.123.4567", "nolla neljä nolla yksi kaksi kolme neljä viisi"])
def test_a_number_in_odd_signs_or_in_words_is_noticed(written: str) -> None:
    assert noticed(f"soita {written}") == ("soita", ("phone",))


@pytest.mark.parametrize(
    "written",
    [
        *("Koivukatu 3", "Koivukadulla 3 b 4", "mannerheimintiellä 5", "Peltopolulla 8", "Itäinen Pitkäkatu 4 as. 3"),
        *("Koivukatu kolme", "Bulevardi 12", "Storgatan 3 B 12", "Björkvägen 12 A", "12 Oak Street", "15110 Lahti"),
    ],
)
def test_a_street_address_is_noticed_inflected_and_in_three_languages(written: str) -> None:
    assert noticed(f"perhe, {written}, on pulassa") == ("perhe, , on pulassa", ("address",))


def test_a_home_street_is_noticed_without_its_number() -> None:
    assert noticed("Lapsi asuu Koivukujalla yksin") == ("Lapsi asuu yksin", ("address",))


@pytest.mark.parametrize(
    "written",
    [
        *("hoitopolku 3", "Hoitopolun 2 vaihe", "valtatie 4", "tie 5", "torilla 4 nuorta", "Koulutiellä 2 lasta"),
        *(
            "asuu Kuopiossa 3 lapsen kanssa",
            "20000 euroa",
            "vårdstig 2",
            "serviceplan 3",
            "care pathway 2",
            "sivu 12345",
        ),
    ],
)
def test_what_only_looks_like_an_address_is_left_alone(written: str) -> None:
    assert noticed(written) == (written, ())


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("virtasen eetun äiti pelkää", "äiti pelkää"),
        ("Emmalle pitää soittaa", "pitää soittaa"),
        ("pekan isä juo", "isä juo"),
        ("VIRTASEN EMMA ON YKSIN", "ON YKSIN"),
        ("Lindqvists Emma mår dåligt", "mår dåligt"),
        ("Emma’s mother", "mother"),
        ("lindas mamma", "mamma"),
        ("Virtasilla huudetaan", "huudetaan"),
        ("Emma L. pelkää", ". pelkää"),
        ("Emma Kuusilampi pelkää", "pelkää"),
        ("lapsi on Toivo ja pelkää", "lapsi on ja pelkää"),
        ("Toivo kertoi pelosta", "kertoi pelosta"),
        ("annan äiti soitti", "äiti soitti"),
        ("Will's mother", "mother"),
        ("Onni Lahti pelkää", "pelkää"),
        ("Mitä opettaja Kuusilampi tekee", "Mitä opettaja tekee"),
        ("Onko Kuusilammen äiti paikalla", "Onko äiti paikalla"),
        ("Kuusilampi-niminen poika", "poika"),
        ("Onko Kuusilampinen siellä", "Onko siellä"),
    ],
)
def test_a_name_is_noticed_inflected_in_small_letters_and_by_the_words_beside_it(written: str, left: str) -> None:
    assert noticed(written) == (left, ("name",))


@pytest.mark.parametrize(
    "written",
    [
        *(
            "annan ohjeen äidille",
            "annanko numeron",
            "Annan äidille ohjeen",
            "toivon apua",
            "Toivon että",
            "onni loppui",
        ),
        *("Wilma-viesti", "opettaja Wilmassa", "Lahden koulu", "opettaja Lahdesta", "isä asuu Lahdessa", "Suomen laki"),
        *("Onko Kuusilampi totta", "opettaja Kuusilammesta", "Mitä THL sanoo", "will the father know", "isä lyö äitiä"),
    ],
)
def test_everyday_words_places_and_services_are_no_names(written: str) -> None:
    assert noticed(written) == (written, ())


def test_capitals_that_every_word_has_say_nothing() -> None:
    assert noticed("Mitä Minä Toivon Onni Will Teen")[1] == ()
    assert noticed("mitä minä teen kun Onni itkee")[1] == ("name",)


@pytest.mark.parametrize(
    ("name", "inflected"),
    [
        ("virtanen", {"virtase", "virtas", "virtasi"}),
        ("pekka", {"pekka", "peka"}),
        ("lahti", {"lahti", "lahdi", "lahte", "lahde"}),
        ("tuomas", {"tuomaa", "tuomakse"}),
        ("mäki", {"mäki", "mäe"}),
        ("rinne", {"rintee"}),
        ("erik", {"eriki"}),
    ],
)
def test_a_name_has_the_stems_of_both_grades(name: str, inflected: set[str]) -> None:
    assert inflected <= stems(name)


def test_no_text_of_the_book_is_taken_for_identifying_data(book: Book) -> None:
    """As it is written, and every label and title in small letters too, in every language."""
    seen = 0
    for _, part in parts(book.pages):
        for _, text, mark in translated_texts(part):
            for tongue in book.tongues.values():
                said = getattr(tongue, mark.kind)(text)
                written = (said, said.lower()) if mark.kind in ("label", "title") else (said,)
                for one in written:
                    assert without_identifying(one, book.familiar)[1] == (), one
                    seen += 1
    assert seen > 5000


def test_every_asked_phrasing_of_the_cards_comes_through_whole(book: Book) -> None:
    asked = list(phrasings(book))
    assert len(asked) > 100
    for phrase in asked:
        assert without_identifying(phrase, book.familiar)[1] == (), phrase


def test_a_label_that_would_be_taken_for_a_name_is_a_fault(copy: Copy) -> None:
    assert list(people(load_pages(copy.folder))) == []
    copy.change("retki.yaml", "title: Retki metsään", "title: Pekka metsään")
    found = list(people(load_pages(copy.folder)))
    assert [(one.file, one.line) for one in found] == [("flows/retki.yaml", 2)] * 2
    assert "`Pekka` would be taken for somebody's name" in found[0].says


def test_a_name_without_a_capital_is_a_fault(copy: Copy) -> None:
    copy.change("_names.yaml", "Lahti Lindqvist", "lahti Lindqvist")
    assert ["`lahti`" in one.says for one in people(load_pages(copy.folder))] == [True]


def test_the_known_set_is_noticed_and_its_traps_are_not(book: Book) -> None:
    messages = read(book, "identifying_known.yaml")
    identifying = [one for one in messages if one.wanted]
    ordinary = [one for one in messages if not one.wanted]
    assert min(len(identifying), len(ordinary)) >= 150
    assert sum(one.wanted <= one.noticed for one in identifying) >= 0.99 * len(identifying)
    assert sum(bool(one.noticed) for one in ordinary) <= 0.01 * len(ordinary)


def test_looking_takes_less_than_a_millisecond_for_a_message(book: Book) -> None:
    """The best of several rounds, so that a busy machine does not fail it."""
    messages = [
        "Mitä teen, kun oppilas ei tule kouluun ja opettaja on huolissaan?",
        "virtasen eetun äiti pelkää 0401234567",
    ]
    assert min(seconds(messages, book) for _ in range(20)) / len(messages) < 0.001
