"""What can be wrong in one translation. Pure: one text and its Finnish source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.core.markup import faults, plain

PLACEHOLDER = re.compile(r"\{[A-Za-z_]\w*\}")
_html = re.compile(r"</?[A-Za-z!][^>\n]*>|&#?\w+;")
_bullet = re.compile(r"^\s*[-*+] ", re.MULTILINE)
_space_before = re.compile(r"\A\s*")
_space_after = re.compile(r"\s*\Z")
_sweden = re.compile(
    r"kommunernas socialtjänsts?|\b(?P<word>socialnämnd(?:en|er|erna)?s?|socialtjänst(?:en)?s?|(?-i:SoL))\b",
    re.IGNORECASE,
)
"""Words of Sweden's law; Åland's KST has one in its name. SoL in just these letters: "sol" is the sun."""


class Fault(NamedTuple):
    """One thing wrong in a translation. A warning does not stop a release."""

    says: str
    hint: str = ""
    warning: bool = False


def wording_faults(lang: str, kind: str, source: str, text: str, limit: int) -> Iterator[Fault]:
    """Everything wrong in the translation `text` of the Finnish `source`. An empty text has no faults."""
    if not text.strip():
        return
    yield from _placeholders(source, text)
    yield from _too_long(text, limit)
    yield from _spaces(source, text)
    yield from _marks(kind, source, text)
    if '"' in text and '"' not in source:
        yield Fault("expected curved quotes, got a straight one.", "“like this” in English, ”like this” in Swedish")
    if lang == "sv":
        yield from _words_of_sweden(text)


def _placeholders(source: str, text: str) -> Iterator[Fault]:
    wanted, got = set(PLACEHOLDER.findall(source)), set(PLACEHOLDER.findall(text))
    if wanted - got:
        yield Fault(f"lost {_listed(wanted - got)}.", "The program puts a value there; keep the braces and the word.")
    if got - wanted:
        yield Fault(f"invented {_listed(got - wanted)}.", "Nobody fills it in; use only what the Finnish text has.")


def _too_long(text: str, limit: int) -> Iterator[Fault]:
    if len(text) > limit:
        yield Fault(f"expected at most {limit} characters, got {len(text)}.", "Say it in fewer words.")


def _spaces(source: str, text: str) -> Iterator[Fault]:
    for where, pattern in (("start", _space_before), ("end", _space_after)):
        if _found(pattern, source) != _found(pattern, text):
            yield Fault(f"the spaces at the {where} are not those of the Finnish text.", "Copy them from there.")


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found.group() if found else ""


def _marks(kind: str, source: str, text: str) -> Iterator[Fault]:
    """HTML everywhere; the light markup where it is read."""
    html = [found for found in _html.findall(text) if found not in source]
    if html:
        yield Fault(f"HTML {_listed(html)}.", "A text has bold, emphasis and bullets, nothing else.")
    invented = [fault for fault in faults(text) if fault not in faults(source) and "html" not in fault]
    if invented:
        yield Fault(f"markup that is not used here: {_listed(invented)}.", "Use bold, emphasis and bullets only.")
    if "*" in plain(text) and "*" not in plain(source):
        yield Fault("a * that marks nothing.", "**bold** and *emphasis* need their marks on both sides.")
    wanted, got = len(_bullet.findall(source)), len(_bullet.findall(text))
    if kind == "body" and wanted != got:
        yield Fault(f"expected {wanted} bullets as in Finnish, got {got}.", "Is something missing?", warning=True)


def _words_of_sweden(text: str) -> Iterator[Fault]:
    words = [found["word"] for found in _sweden.finditer(text) if found["word"]]
    if words:
        hint = "In Finland: barnskyddet, socialvården, välfärdsområdet, socialvårdslagen."
        yield Fault(f"{_listed(words)} belongs to Sweden’s law.", hint)


def _listed(words: list[str] | set[str]) -> str:
    return ", ".join(sorted(set(words)))
