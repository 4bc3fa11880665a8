"""How a name looks inside a sentence: the stems that Finnish endings are put on, and the endings themselves.

Generous on purpose: a stem or an ending that nobody uses costs nothing, one that is missing lets a name through.
"""

from __future__ import annotations

import re
from itertools import product

VOWELS = "aeiouyäöåéü"
_strong = ("kk", "pp", "tt", "nk", "nt", "mp", "lt", "rt", "ht", "lk", "rk", "hk", "t", "p", "k")
_weak = ("k", "p", "t", "ng", "nn", "mm", "ll", "rr", "hd", "l", "r", "h", "d", "v", "")
WEAKER = dict(zip(_strong, _weak, strict=True))
"""Consonants before the last vowel, and what they are in the weak grade: Pekka, Pekan; Lahti, Lahden."""
_reversed = ("k", "p", "t", "ng", "nn", "mm", "ll", "rr", "hd", "d", "v")
STRONGER = dict(zip(_reversed, ("kk", "pp", "tt", "nk", "nt", "mp", "lt", "rt", "ht", "t", "p"), strict=True))
"""The same the other way: Rinne, Rinteen."""
_end = re.compile(rf"([^{VOWELS}]+)([{VOWELS}])$")
_cases = (
    *("n", "t", "a", "ä", "ta", "tä", "ssa", "ssä", "sta", "stä", "lla", "llä", "lta", "ltä", "lle", "na", "nä"),
    *("ksi", "tta", "ttä", "seen", "ten", "en", "ien", "jen", "ia", "iä", "ja", "jä", "ille", "illa", "illä"),
)
INTO = frozenset(f"{before}{vowel}n" for before in ("", "h") for vowel in VOWELS)
"""The endings of "into", which repeat the last vowel of the stem: Annaan, Eetuun, Leahan."""
_owned = ("ni", "si", "mme", "nne", "nsa", "nsä", "an", "än", "en")
_after = ("", "kin", "kaan", "kään", "han", "hän", "ko", "kö", "pa", "pä")
_owned_cases = ("", "ssa", "ssä", "sta", "stä", "lla", "llä", "lta", "ltä", "lle", "ta", "tä", "na", "nä")
ENDINGS = frozenset(
    {case + after for case, after in product((*_cases, *INTO), _after)}
    | {case + whose + after for case, whose, after in product(_owned_cases, _owned[:6], _after)}
    | {case + whose + after for case, whose, after in product(_owned_cases[1:], _owned[6:], _after)}
    | {after for after in _after if after}
)
PLAIN = frozenset({"n", "a", "ä", "ta", "tä", "lla", "llä", "lta", "ltä", "lle", "sta", "stä"})
"""The endings that a stem of three letters may have; with others too many everyday words look like a short name."""
LONGEST = max(map(len, ENDINGS))


def stems(name: str) -> set[str]:
    """The stems that endings are put on, of a name in small letters: virtanen gives virtase, virtasi and virtas."""
    if name.endswith("nen"):
        return {name[:-3] + end for end in ("se", "si", "s")}
    if name.endswith("s"):
        return {name, name[:-1] + "kse", name + "i", name[:-1] + "se", *_long(name)}
    if name[-1] not in VOWELS:
        return {name + "i"}
    found = {name, _graded(name, WEAKER)}
    if name.endswith("i"):
        found |= {stem[:-1] + "e" for stem in found}
    if name.endswith("e"):
        found |= {name + "e", _graded(name, STRONGER) + "e"}
    return found


def _long(name: str) -> set[str]:
    """Tuomas gives tuomaa, Kangas kankaa; only after a and ä."""
    short = name[:-1]
    return {short + short[-1], _graded(short, STRONGER) + short[-1]} if name[-2:-1] in ("a", "ä") else set()


def _graded(stem: str, grades: dict[str, str]) -> str:
    """The stem in the other grade, or as it is when its consonants have none."""
    found = _end.search(stem)
    if found is None:
        return stem
    cluster, vowel = found.groups()
    for size in (2, 1):
        part = cluster[-size:]
        if part in grades and size >= min(len(cluster), 2):  # a single consonant changes only after a vowel
            return stem[: found.start()] + cluster[: -len(part)] + grades[part] + vowel
    return stem


def repeats(stem: str, ending: str) -> bool:
    """Whether an ending of "into" repeats the last vowel of the stem; other endings always fit."""
    return ending not in INTO or ending[-2] == stem[-1]
