"""What must not be typed is noticed in the shapes people write; what is nobody's own is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.identifying import without_identifying

BIRTH, NUMBER, SIGNS = "131052", "308T", "-+ABCDEFYXWVU"


@pytest.mark.parametrize("sign", [*SIGNS, *SIGNS.lower()[2:], "–", "‑", "−", " – "])
def test_a_personal_identity_code_is_noticed_with_every_century_sign(sign: str) -> None:
    assert without_identifying(f"Lapsi on {BIRTH}{sign}{NUMBER} ja pelkää") == (
        "Lapsi on ja pelkää",
        ("code",),
    )


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
    left, kinds = without_identifying(written)
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
    assert without_identifying(f"soita {written} illalla") == ("soita illalla", ("phone",))


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
    assert without_identifying(written) == (written, ())


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
    assert without_identifying(f"kirjoita {written} heti") == ("kirjoita heti", ("email",))


@pytest.mark.parametrize("written", ["katso thl.fi", "look at thl.fi", "tavataan @ koulu", "a@b", "ks. 112.fi"])
def test_an_address_of_a_page_is_no_e_mail(written: str) -> None:
    assert without_identifying(written) == (written, ())


def test_every_kind_is_told_once_and_what_remains_is_kept() -> None:
    text = "131052-308T ja 130552A308X huoli 0401234567 tai 0501234567 a@b.fi c@d.fi isä lyö"
    assert without_identifying(text) == ("ja huoli tai isä lyö", ("code", "email", "phone"))


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
    left, kinds = without_identifying(around.format(birth + sign + number + mark))
    assert kinds
    assert birth not in left


@given(st.text(max_size=200))
@settings(max_examples=200)
def test_any_text_comes_through_without_a_crash_and_what_is_left_has_nothing_more_to_find(text: str) -> None:
    left, kinds = without_identifying(text)
    assert set(kinds) <= {"code", "phone", "email"}
    if not kinds:
        assert without_identifying(left) == (left, ())
