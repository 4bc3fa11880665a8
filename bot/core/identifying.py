"""Finds what must not be typed: personal identity codes, telephone numbers and e-mail addresses.

What is found is taken out of the text and only its kind is told; it is never repeated, kept or passed on.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from phonenumbers import Leniency, PhoneNumberMatcher, PhoneNumberType, number_type

Identifying = Literal["code", "phone", "email"]

CODE = re.compile(r"(?<!\d)[0-3]\d[ .]?[01]\d[ .]?(?:\d\d)?\d\d ?[-+A-FYXWVUa-fyxwvu] ?\d{3} ?[0-9A-Ya-y](?!\d)")
"""A Finnish personal identity code: ddmmyy, a century sign (those of 2023 too), three digits, a check mark.
The check mark is not verified: a mistyped code identifies a person just as well."""
UNSIGNED_CODE = re.compile(r"(?<!\w)[0-3]\d ?[01]\d ?\d\d ?\d{3} ?[0-9A-Ya-y](?!\w)")
"""The same with the sign left out; looked for after telephone numbers, which may have the same shape."""
EMAIL = re.compile(
    r"(?<![\w.+-])(?:[\w.+-]+ ?(?:@|[(\[{] ?(?:at|ät) ?[)\]}])|[\w+-]+\.[\w.+-]+ (?:at|ät)) ?[\w-]+(?:\.[\w-]+)+",
    re.IGNORECASE,
)
DATE = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{4}\b")
"""A date, which the shape of some telephone numbers fits."""
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


def without_identifying(text: str) -> tuple[str, tuple[Identifying, ...]]:
    """The text without what identifies, and the kinds that were noticed."""
    noticed: dict[Identifying, bool] = {}
    text = _plain(text)
    text, noticed["code"] = _without(CODE, text)
    text, noticed["email"] = _without(EMAIL, text)
    text, noticed["phone"] = _without_phones(text)
    text, unsigned = _without(UNSIGNED_CODE, text)
    noticed["code"] |= unsigned
    return " ".join(text.split()), tuple(kind for kind, found in noticed.items() if found)


def _plain(text: str) -> str:
    """One kind of digit, space and hyphen, and nothing that cannot be seen: people paste from anywhere."""
    seen = (letter for letter in unicodedata.normalize("NFKC", text) if unicodedata.category(letter) != "Cf")
    alike = ("-" if letter == "−" or unicodedata.category(letter) == "Pd" else letter for letter in seen)
    return " ".join("".join(alike).split())


def _without(pattern: re.Pattern[str], text: str) -> tuple[str, bool]:
    text, count = pattern.subn(" ", text)
    return text, bool(count)


def _without_phones(text: str) -> tuple[str, bool]:
    kept, end, found = [], 0, False
    for match in PhoneNumberMatcher(text, "FI", leniency=Leniency.VALID):
        if number_type(match.number) in PERSONAL and not DATE.match(match.raw_string):
            kept.append(text[end : match.start])
            end, found = match.end, True
    return " ".join((*kept, text[end:])), found
