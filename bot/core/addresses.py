"""Finds street addresses in typed words: a street with its number, a postcode with its town, a home that is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

_inflected = r"(?:n|a|ä|ta|tä|lla|llä|lta|ltä|lle|ssa|ssä|sta|stä|[aeiouyäö]n|hin|hen)?"
_finnish = (
    r"(?:tie|tien|tiellä|tieltä|tielle|tietä|teitä|katu|kadu|kuja|kuji|polku|polu|kaari|kaare|rinne|rintee|ranta|ranna"
    r"|väylä|raitti|raiti|puisto|aukio|tori|penger|penkeree|kulma|portti|porti|laituri|esplanadi|bulevardi|bulevarde"
    r"|silta|silla|mäki|mäe|niitty|niity|pelto|pello|lehto|lehdo|haka|haa|metsä|vuori|vuore|kallio|notko|aho|luhta)"
)
_swedish = (
    r"(?:gata|gatan|gatans|väg|vägen|vägens|gränd|gränden|stig|stigen|strand|stranden|torg|torget|allé|allén|kaj|kajen"
    r"|backe|backen|båge|bågen|esplanad|esplanaden|park|parken|sväng|svängen|brink|brinken|plan|planen|åsen|liden)"
)
_english = r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Close|Square|Court|Terrace|Crescent|Way)"
_number = (
    r"\s*,?\s*(?:nro|nr|no|number|numero|talo|nummer)?\.?\s*"
    r"(?:(?:yksi|kaksi|kolme|neljä|viisi|kuusi|seitsemän|kahdeksan|yhdeksän|kymmenen)(?![^\W_])|\d{1,3})"
    r"(?!\d|[.:,]\d|\s?(?:§|%|€|h\b|v\b|kk\b|vk\b|krs\b|min"
    r"|luok|class|km|arki|päiv|viik|kuuka|vuo|kert|tunt|lapsi|lasta|oppil|dag|veck|mån|år|gång|tim|barn|elev|day|week"
    r"|month|year|hour|time|child|pupil|student))"
)
_flat = (
    r"(?:\s?[-–/]\s?\d{1,3}(?!\d))?(?:\s?[a-hA-H](?![^\W\d_]))?"
    r"(?:\s?(?:as|as\.|asunto|bst|bostad|lgh|lägenhet|flat|apt|rappu|trappa)\.?)?(?:\s?\d{1,3}[a-cA-C]?(?![\d.:]))?"
    r"(?:\s?,?\s?(?:as|as\.|asunto|lgh|flat|apt)\.?\s?\d{1,3})?"
)
STREET = re.compile(
    r"(?<!\w)(?:(?:itäi|läntis|länti|pohjoi|eteläi|van|uu|is|pien|norr|södr|östr|västr|stor|lill|gaml|ny)"
    r"[^\W\d_]{1,6} )?"
    rf"(?P<street>(?:[^\W\d_]+-)?[^\W\d_]{{2,}}?(?:{_finnish}{_inflected}|{_swedish})"
    rf"|(?:bulevardi|esplanadi){_inflected})(?!\w){_number}{_flat}",
    re.IGNORECASE,
)
TWO_WORDS = re.compile(
    rf"(?<!\w)[A-ZÅÄÖ][^\W\d_]+ (?:[^\W\d_]+ )?(?i:(?:{_finnish}{_inflected}|{_swedish}))(?!\w){_number}{_flat}"
)
ENGLISH = re.compile(
    rf"(?<!\w)(?:\d{{1,4}}[a-zA-Z]?,? (?:[A-ZÅÄÖ][\w']+ ){{1,3}}{_english}(?!\w)"
    rf"|(?:[A-ZÅÄÖ][\w']+ ){{1,3}}(?:Street|Road|Avenue|Lane|Drive) \d{{1,4}}(?!\w))"
)
POSTCODE = re.compile(
    r"(?<![\w.,/+-])(?:FI-|FIN-|AX-|SE-)?(?P<code>\d{5}|\d{3} \d{2})(?![\d.,/-])\s*,?\s*(?P<town>[^\W\d_]+)"
)
HOME = re.compile(
    rf"(?P<before>\b(?:asuu|asuvat|asun|asumme|asui|asuivat|osoite|osoitteessa|kotiosoite|bor|bodde|adress|adressen|lives"
    rf"|living|live|address)\b(?: (?:on|är|is|på|on|at|osoitteessa|nyt|vid|i))*:? )"
    rf"(?P<street>[^\W\d_]{{3,}}?(?:{_finnish}{_inflected}|{_swedish})(?!\w)"
    rf"|[^\W\d_]+ \d{{1,3}} ?[a-h](?!\w)(?:\s?\d{{1,3}}(?!\d))?)",
    re.IGNORECASE,
)
_base = re.compile(r"(?:n|lla|llä|lta|ltä|lle|ssa|ssä|sta|stä|ta|tä|a|ä|ns|s|on|un|in|en|än)$", re.IGNORECASE)


def without_addresses(text: str, is_place: Callable[[str], bool], none: Collection[str]) -> tuple[str, bool]:
    """The text without street addresses, and whether there were any; `is_place` knows the towns in small letters.

    `none` are words that only end like a street.
    """
    kept = POSTCODE.sub(lambda found: _postcode(found, is_place), text)
    kept = STREET.sub(lambda found: found.group() if is_no_street(found["street"], none) else " ", kept)
    for pattern in (TWO_WORDS, ENGLISH):
        kept = pattern.sub(" ", kept)
    kept = HOME.sub(lambda found: _home(found, none), kept)
    return kept, kept != text


def _home(found: re.Match[str], none: Collection[str]) -> str:
    street = found["street"]
    named = street[0].isupper() and not is_no_street(street.split(" ", maxsplit=1)[0], none)
    return found["before"] + " " if named else found.group()


def is_no_street(word: str, none: Collection[str]) -> bool:
    """Whether a word only ends like a street, in any case."""
    low = word.lower()
    if low in none or _base.sub("", low) in none:
        return True
    weak = low.replace("polu", "polku").replace("kadu", "katu").replace("porti", "portti")
    return _base.sub("", weak) in none or low.startswith(("hoito", "palvelu", "oppimis", "maantie", "valtatie"))


def _postcode(found: re.Match[str], is_place: Callable[[str], bool]) -> str:
    town = found["town"]
    return " " if is_place(town.lower()) or (found["code"].startswith("0") and town[0].isupper()) else found.group()
