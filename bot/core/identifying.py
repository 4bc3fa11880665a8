"""Finds what must not be typed: personal identity codes, telephone numbers, e-mail and street addresses, names.

What is found is taken out of the text and only its kind is told; it is never repeated, kept or passed on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

from phonenumbers import Leniency, PhoneNumberMatcher, PhoneNumberType, number_type

from bot.core.addresses import without_addresses
from bot.core.people import PLACE, People, without_names
from bot.core.sheets import Contact, Names, Regions

Identifying = Literal["code", "email", "phone", "address", "name"]

_sign = r"[-+ .]{0,2}[-+A-FYXWVUa-fyxwvu][-+ .]{0,2}"
_month, _day = r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01]|[67]\d|8\d|9[01])"
CODE = re.compile(
    rf"(?<!\d)(?:[0-3]\d[ .]?[01]\d[ .]?(?:\d\d)?\d\d{_sign}\d{{3}} ?[0-9A-Ya-y](?!\d)"
    rf"|[0-3]?\d[./-][01]?\d[./-](?:\d\d)?\d\d{_sign}\d{{3}} ?[A-Ya-y](?![^\W_])"
    rf"|(?:19|20)\d\d-{_month}-{_day}[- ]\d{{3}}[0-9A-Ya-y](?!\d))"
)
"""A Finnish personal identity code: ddmmyy, a century sign (those of 2023 too), three digits, a check mark.
The check mark is not verified: a mistyped code identifies a person just as well."""
MISTYPED = re.compile(
    r"(?<![\d.,/])(?:"
    r"\d{5,7} ?[-+A-Za-z_/*=~] ?\d{2,4} ?[A-FHJ-NPR-Ya-fhj-npr-y](?![^\W_])"
    r"|[0-3]\d[ .,/-]?[01]\d[ .,/-]?\d\d ?[-+A-Za-z_/*.,:=~] ?\d{3} ?[0-9A-Za-z]?(?![^\W_])"
    r"|[0-3] ?\d ?[ .]?[01] ?\d ?[ .]?\d ?\d ?[-+A-FYXWVUa-fyxwvu] ?\d ?\d ?\d ?[0-9A-Za-z](?![^\W_])"
    rf"|(?:\d{{2}})?\d\d ?{_month} ?{_day} ?[-+] ?\d{{4}}(?!\d)|[1-9]\d{_month}{_day} \d{{4}}(?!\d)"
    r")"
)
"""A code with a digit or a mark too many, too few or wrong; and Sweden's, of ten or twelve digits."""
ENDING = re.compile(
    r"(?P<gap>\b(?:loppuosa|tunnusosa|loppu|slutsiffror|slutet|sista|ending|ends)\w*[ :]+(?:on |är |is |in |with )?)"
    r"[-+A-FYXWVUa-fyxwvu]?\d{3}[A-Ya-y](?![^\W_])",
    re.IGNORECASE,
)
"""The end of a code after a word for it."""
NUMBERED = re.compile(
    r"\b(?:hetu|henkilötunnus|henkilötunnu|sotu|sosiaaliturvatunnu|personnummer|personbeteckning|personal identity code"
    r"|identity code|id code|social security number|personal id)\w*[ :=]+(?:on |är |is |numero |nro )?"
    r"\d[\d .-]{4,}\d[-+ ]?\w{0,5}",
    re.IGNORECASE,
)
"""Digits after a word for such a code."""
UNSIGNED_CODE = re.compile(
    rf"(?<!\w)(?:[0-3]\d[ .]?(?:[01]\d[ .]?\d\d ?\d{{3}} ?[A-Ya-y]|{_month}[ .]?\d\d ?\d{{3}} ?[0-9])"
    rf"|(?:19|20)\d\d ?{_month} ?{_day} ?\d{{4}}"
    rf"|[1-9]\d{_month}{_day}\d{{4}})(?!\w)"
)
"""The same with the sign left out; looked for after telephone numbers, which may have the same shape."""
_word_at = r"(?:at|ät|et|a|@|at-?merkki|ät-?merkki|miuku\w*|miumau|snabel-?a)"
_at = rf"(?:@|[(\[{{</*\"_-] ?{_word_at} ?[)\]}}>/*\"_-])"
_spoken = r"(?:at|ät|at-?merkki|ät-?merkki|miuku\w*|snabel-?a)"
_dot = r"(?:\.| ?[(\[{] ?(?:piste|dot|punkt|\.) ?[)\]}] ?| (?:piste|dot|punkt) )"
_ends = r"(?:fi|com|net|org|se|ax|eu)"
_hosts = r"(?:gmail|hotmail|outlook|icloud|luukku|live|msn|yahoo|suomi24|proton\w*|edu)"
EMAIL = re.compile(
    rf"(?<![\w.+-])(?:[\w.+-]+(?:{_dot}[\w+-]+)* ?{_at} ?[\w-]+(?:{_dot}[\w-]+)+"
    rf"|[\w+-]+(?:{_dot}[\w+-]+)+ {_spoken} [\w-]+(?:{_dot}[\w-]+)+"
    rf"|[\w+-]+ (?!at ){_spoken} [\w-]+(?:{_dot}[\w-]+)*{_dot}{_ends}"
    rf"|[\w+-]+ at (?:{_hosts}|[\w-]+ (?:piste|dot|punkt)) ?(?:{_dot})?{_ends}|[\w+-]*\d[\w+-]* at [\w-]+\.{_ends}"
    rf"|[\w.+-]+ ?@ ?[\w-]+ ?[.,] ?{_ends}|[\w+-]+\.[\w.+-]+@[\w-]+"
    rf"|[\w.+-]+ ?{_at} ?{_hosts}"
    r"|[\w+-]+(?:\.[\w+-]+)* (?:gmail|hotmail|outlook|icloud|luukku|yahoo)\.(?:com|fi))(?![\w@])",
    re.IGNORECASE,
)
MOBILE = re.compile(
    r"(?<![\w.,/+])(?:(?:\+|00 ?)?358 ?(?:\(0\) ?)?|\(?0)(?:4\d|50|457)\)?(?:[ ./()_,x-]{0,2}\d){5,9}(?![\d§]|[.,/]\d)"
    r"|(?<!\d)07[02369][- ]\d{3} ?\d\d ?\d\d(?!\d)|(?<!\d)07\d{3}[ -]?\d{6}(?!\d)"
)
"""A Finnish mobile number, also with a digit too few or too many for the numbering plan; Swedish and British ones."""
SPELLED = re.compile(
    r"(?:\b(?:nolla|yksi|kaksi|kolme|neljä|viisi|kuusi|seitsemän|kahdeksan|yhdeksän|noll|ett|två|tre|fyra|fem|sex|sju|åtta"
    r"|nio|zero|oh|one|two|three|four|five|six|seven|eight|nine)\b[ ,-]*){7,}",
    re.IGNORECASE,
)
"""A number in words."""
TOLD = re.compile(
    r"(?P<before>\b(?:puh|puhelin|puhelinnumero|puhnro|numero|numerosta|numeroon|gsm|kännykkä|tel|telefon|telefonnummer"
    r"|phone|mobile|number|nummer|nr|soita|soittakaa|call|ring)\w{0,4}[.:]? (?:on |är |is )?)"
    r"(?P<number>\+?\d(?:[ -]?\d){6,13})(?![\w.,/]\d|\d| ?(?:€|euro))",
    re.IGNORECASE,
)
"""A number of at least seven digits after a word for one."""
DATE = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{4}\b")
"""A date, which the shape of some telephone numbers fits."""
SERVICE = re.compile(r"0?(?:800|80|600|700|20|29|30|10|75|116|100|71|73)\d*")
"""Numbers of services in Finland, as their digits begin."""
PERSONAL = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.VOIP,
        PhoneNumberType.PERSONAL_NUMBER,
        PhoneNumberType.PAGER,
    }
)
"""Kinds of number that may belong to somebody; 112, 116 111 and 0800 numbers are nobody's own."""
FEWEST = 7
"""Digits of a telephone number that may be somebody's own."""


class Familiar:
    """What a book knows of names, towns and numbers: its own numbers are nobody's."""

    def __init__(self, names: Names, regions: Regions) -> None:
        self.people = People(names)
        self.no_streets = frozenset(names.no_streets.split())
        self.numbers = frozenset(digits(contact.number) for contact in _contacts(regions) if contact.number)

    def is_place(self, low: str) -> bool:
        """Whether a word in small letters is a place, in any case."""
        return bool(self.people.kinds(low) & PLACE)


def _contacts(regions: Regions) -> Iterable[Contact]:
    yield from regions.helplines.values()
    for region in regions.regions.values():
        yield from region.contacts


def without_identifying(text: str, familiar: Familiar) -> tuple[str, tuple[Identifying, ...]]:
    """The text without what identifies, and the kinds that were noticed."""
    noticed: dict[Identifying, bool] = {}
    text = _mistaken.sub(lambda found: "0" if found.group() in "oO" else "1", _plain(text))
    text, noticed["code"] = _without_codes(text, familiar)
    text, noticed["email"] = _without(EMAIL, text)
    text, noticed["phone"] = _without_phones(text, familiar)
    signed, text = (
        text,
        UNSIGNED_CODE.sub(lambda one: one.group() if digits(one.group()) in familiar.numbers else " ", text),
    )
    noticed["code"] |= signed != text
    text, noticed["address"] = without_addresses(text, familiar.is_place, familiar.no_streets)
    text, noticed["name"] = without_names(familiar.people, text)
    return " ".join(text.split()), tuple(kind for kind, found in noticed.items() if found)


_mistaken = re.compile(r"(?<=\d)[oOlI](?=\d)|(?<!\w)[oO](?=\d{2})|(?<=\d\d)[oO](?= \d{3})")
"""Letters typed for the digits that they look like."""


def _plain(text: str) -> str:
    """One kind of digit, space and hyphen, and nothing that cannot be seen: people paste from anywhere."""
    seen = (
        letter for letter in unicodedata.normalize("NFKC", text) if unicodedata.category(letter) not in ("Cf", "Mn")
    )
    alike = ("-" if letter == "−" or unicodedata.category(letter) == "Pd" else letter for letter in seen)
    return "\n".join(" ".join(line.split()) for line in "".join(alike).splitlines())


def _without(pattern: re.Pattern[str], text: str) -> tuple[str, bool]:
    text, count = pattern.subn(" ", text)
    return text, bool(count)


def _without_codes(text: str, familiar: Familiar) -> tuple[str, bool]:
    text, whole = _without(CODE, text)
    kept = ENDING.sub(r"\g<gap> ", NUMBERED.sub(" ", text))
    kept = MISTYPED.sub(lambda found: found.group() if _is_other(found.group(), familiar) else " ", kept)
    return kept, whole or kept != text


def _is_other(found: str, familiar: Familiar) -> bool:
    """Whether what looks like a mistyped code is a date, a telephone number or a record's number."""
    number = digits(found)
    if number in familiar.numbers or DATE.match(found):
        return True
    return number.startswith("0") and found[-1].isdigit() and _born.match(found) is None


_born = re.compile(r"\d{6} ?-")
"""Six digits and a hyphen, as a code begins."""


def digits(number: str) -> str:
    """The digits of a telephone number as they are dialled in Finland."""
    found = "".join(letter for letter in number if letter.isdigit())
    return re.sub(r"^(?:00)?3580?(?=\d{5})", "0", found)


def _is_own(number: str, familiar: Familiar) -> bool:
    """Whether a telephone number may be somebody's own."""
    dialled = digits(number)
    return len(dialled) >= FEWEST and dialled not in familiar.numbers and not SERVICE.fullmatch(dialled)


def _is_written_so(number: str) -> bool:
    """Whether a telephone number is written so, and not a date or the number of a record."""
    return not re.search("[./]", number)


def _without_phones(text: str, familiar: Familiar) -> tuple[str, bool]:
    kept, end, found = [], 0, False
    for match in PhoneNumberMatcher(text, "FI", leniency=Leniency.VALID):
        if (
            number_type(match.number) in PERSONAL
            and _is_written_so(match.raw_string)
            and _is_own(match.raw_string, familiar)
        ):
            kept.append(text[end : match.start])
            end, found = match.end, True
    left = " ".join((*kept, text[end:]))
    more = MOBILE.sub(lambda one: " " if _is_own(one.group(), familiar) else one.group(), left)
    more = TOLD.sub(lambda one: one["before"] if _is_own(one["number"], familiar) else one.group(), more)
    more = SPELLED.sub(" ", more)
    return more, found or more != left
