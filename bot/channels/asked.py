"""What a request of the web channel asks: read from JSON or from a form, checked, and answered by the core.

Every refusal says what was expected and never repeats what was sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.core.book import Book
from bot.core.place import NotAPlace
from bot.core.reply import Reply
from bot.core.tongue import SOURCE_LANGUAGE
from bot.core.turn import TEXT_LIMIT, NotAnAnswer, OnDay, Said, Several, Typed, turn

MOST_OPTIONS = 60
"""No question has more options than this (`model.Question.capacity`)."""
FIELDS = ("place", "text", "lang", "date", "several")


@dataclass(frozen=True, slots=True)
class Refusal(Exception):
    """A request that cannot be answered: a code for programs, a sentence and a hint for people."""

    code: str
    message: str
    hint: str
    status: int = 400
    allow: str = ""
    """For a wrong method: the ones that are right."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One turn that was asked for."""

    place: str = ""
    said: Said = None
    lang: str = ""


def asked_in_json(body: bytes) -> Asked:
    """Read the body of `POST /api/turn`. Raises `Refusal`."""
    found = fields_of(body, FIELDS)
    said = [name for name in ("text", "date", "several") if name in found]
    if len(said) > 1:
        raise Refusal("too-much-said", "Expected one of “text”, “date” and “several”.", "Send one at a time.")
    if "place" not in found and said != ["text"]:
        raise Refusal("no-place", "Expected “place”, or “text”.", 'For the front page send {"place": "alku"}.')
    return Asked(_text(found, "place"), _said(found), _text(found, "lang"))


def fields_of(body: bytes, known: tuple[str, ...]) -> Mapping[str, object]:
    """The fields of a JSON object, none but the known ones. Raises `Refusal`."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal("bad-json", "Expected a JSON object in UTF-8.", 'For example {"place": "alku"}.') from None
    if not isinstance(found, dict):
        raise Refusal("bad-json", "Expected a JSON object.", 'For example {"place": "alku"}.')
    if not found.keys() <= set(known):
        raise Refusal("unknown-field", "Got a field that is not known here.", f"The fields are: {', '.join(known)}.")
    return found


def _text(found: Mapping[str, object], name: str) -> str:
    value = found.get(name, "")
    if not isinstance(value, str):
        raise Refusal("wrong-type", f"Expected “{name}” to be text.", "Put it in quotes.")
    return value


def _said(found: Mapping[str, object]) -> Said:
    if "text" in found:
        return typed(_text(found, "text"))
    if "date" in found:
        return OnDay(day_of(_text(found, "date")))
    return _several(found["several"]) if "several" in found else None


def typed(text: str) -> Typed:
    """Typed words within the limit. Raises `Refusal`."""
    if len(text) > TEXT_LIMIT:
        raise Refusal("text-too-long", f"Expected at most {TEXT_LIMIT} characters of text.", "Ask in fewer words.")
    return Typed(text)


def day_of(text: str) -> date:
    """A day as year-month-day. Raises `Refusal`."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Refusal("not-a-date", "Expected a date such as 2026-11-21.", "Year, month and day, with hyphens.")


def _several(value: object) -> Several:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value) or len(value) > MOST_OPTIONS:
        raise Refusal("wrong-type", "Expected “several” to be a list of option ids.", "An empty list says: none.")
    return Several(tuple(value))


def answer(book: Book, asked: Asked, today: date, guess: str) -> Reply:
    """The core's reply; `guess` is the language when neither the request nor the place names one.

    Raises `Refusal` where the core refuses.
    """
    lang = asked.lang if asked.lang in book.tongues else ""
    try:
        return turn(book, _in_language(asked.place, lang), asked.said, today, lang or guess, keeps_lang=bool(lang))
    except NotAPlace as refused:
        raise Refusal(refused.code, refused.message, refused.hint) from None
    except NotAnAnswer as refused:
        raise Refusal("not-an-answer", str(refused), "See “asks” and “choices” of the place.") from None


def _in_language(token: str, lang: str) -> str:
    """The token with its language exchanged: one that the request names goes before the place's own."""
    fields = token.split("_")
    if lang and len(fields) > 1 and re.fullmatch("[a-z]{2}", fields[1]):
        fields[1] = lang
    return "_".join(fields)


def language_of(book: Book, accepted: str, wished: str = "") -> str:
    """The language of a request: the one it wishes for, the best of `Accept-Language`, or Finnish."""
    if wished in book.tongues:
        return wished
    ranked = sorted((_ranked(part) for part in accepted.split(",")[:MOST_OPTIONS]), key=lambda pair: -pair[1])
    return next((lang for lang, weight in ranked if weight > 0 and lang in book.tongues), SOURCE_LANGUAGE)


def _ranked(part: str) -> tuple[str, float]:
    name, _, rest = part.partition(";")
    weight = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", rest, re.ASCII)
    return name.strip().lower().partition("-")[0], float(weight[1]) if weight else float(not rest.strip())
