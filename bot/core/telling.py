"""Turning content into words in one language: lines, sources, contacts, names of answers.

A line that says what usually works is shown as such: practice stands after law, under its own small heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from bot.core.book import Book
from bot.core.conditions import Known, Value
from bot.core.deadlines import ARRIVED, ready_by, start_by
from bot.core.marks import LABEL_LIMIT
from bot.core.markup import link, plain
from bot.core.model import Duty, Line, Option, Question, Variant
from bot.core.place import Place
from bot.core.reply import Choice
from bot.core.sheets import Act, Contact, Guide, Region
from bot.core.tongue import Tongue


def say_lines(
    book: Book, tongue: Tongue, lines: Iterable[Line], known: Known, filled: Mapping[str, str] | None = None
) -> str:
    """The lines that apply, law and guidance first, practice after it under its own mark."""
    fitting = [line for line in lines if book.test(line.when)(known)]
    so = [_said(tongue, line, filled) for line in fitting if line.practice is None]
    practice = [_said(tongue, line, filled) for line in fitting if line.practice is not None]
    if practice:
        so.append(f"*{tongue.button(book.words.in_practice)}:*")
    return "\n\n".join((*so, *practice))


def _said(tongue: Tongue, line: Line, filled: Mapping[str, str] | None) -> str:
    """A line as it reads; words to say aloud stand in quotation marks."""
    text = fill(tongue.body(line.words), filled)
    return f"“{text}”" if line.copy_text else text


def copy_choices(
    book: Book, tongue: Tongue, place: Place, lines: Iterable[Line], known: Known, *, together: bool = False
) -> list[Choice]:
    """For each line of words to say that applies, a button that copies it; `together`, first one for them all."""
    fitting = [line for line in lines if line.copy_text and book.test(line.when)(known)]
    dates = dates_from(tongue, known)
    texts = [plain(fill(tongue.body(line.words), dates)) for line in fitting]
    label = tongue.button(book.words.copy_text)
    whole = [
        Choice("kopioi-kaikki", tongue.button(book.words.copy_all), place, "copy", text="\n".join(texts), group="copy")
    ]
    return (whole if together and len(texts) > 1 else []) + [
        Choice(
            f"kopioi-{number}",
            shorten(f"{label}: “{text}", LABEL_LIMIT - 1) + "”",
            place,
            "copy",
            text=text,
            group="copy",
        )
        for number, text in enumerate(texts, 1)
    ]


def shorten(text: str, limit: int) -> str:
    """The beginning of a text, cut between words, with three dots when something is left out."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(",.;:") + "…"


def fill(text: str, filled: Mapping[str, str] | None) -> str:
    """Put values in the places of a text that stand in braces; unknown ones stay as they are."""
    for name, value in (filled or {}).items():
        text = text.replace("{" + name + "}", value)
    return text


def dates_from(tongue: Tongue, known: Known) -> Mapping[str, str]:
    """The day the matter began and its two time limits; nothing until the flow has asked for that day."""
    begun = known.values.get(ARRIVED)
    if not isinstance(begun, date):
        return {}
    days = {"arrived": begun, "start_by": start_by(begun), "ready_by": ready_by(begun)}
    return {name: tongue.day(day) for name, day in days.items()}


def variant(book: Book, variants: Iterable[Variant], known: Known) -> Variant | None:
    """The first variant whose condition holds."""
    return next((one for one in variants if book.test(one.when)(known)), None)


def question_title(book: Book, tongue: Tongue, question: Question, known: Known) -> str:
    """The question as it is asked here."""
    other = variant(book, question.variants, known)
    return tongue.title(other.title if other and other.title else question.title)


def duty_title(book: Book, tongue: Tongue, duty: Duty, known: Known) -> str:
    """A duty's title as it reads here."""
    other = variant(book, duty.title_variants, known)
    return tongue.title(other.title if other and other.title else duty.title)


def question_name(tongue: Tongue, question: Question) -> str:
    """The question's short name, for lists of answers."""
    return tongue.button(question.short) if question.short else tongue.title(question.title)


def option_words(book: Book, tongue: Tongue, option: Option, known: Known) -> tuple[str, str]:
    """An option's label and hint as they read here."""
    other = variant(book, option.variants, known)
    label = other.label if other and other.label else option.label
    hint = other.hint if other and other.hint else option.hint
    return tongue.button(label), tongue.body(hint) if hint else ""


def answer_words(book: Book, tongue: Tongue, question: Question, value: Value, known: Known) -> str:
    """An answer as a person would read it back."""
    if isinstance(value, date):
        return tongue.day(value)
    if question.ask == "case":
        return tongue.title(book.pages.cases.cases[str(value)].title)
    options = question.options or {}
    if isinstance(value, str):
        return option_words(book, tongue, options[value], known)[0]
    chosen = [option_words(book, tongue, option, known)[0] for name, option in options.items() if name in value]
    return ", ".join(chosen) or tongue.button(book.words.none_of_these)


def cite(book: Book, tongue: Tongue, tags: Iterable[str]) -> str:
    """The sources as bullets: a statute once with its sections, its address and the day it was checked."""
    sections: dict[str, list[str]] = {}
    for tag in dict.fromkeys(tags):
        name, section = source_of(book, tag)
        sections.setdefault(name, [])
        if section and section not in sections[name]:
            sections[name].append(section)
    return "\n".join(
        f"- {_cite_one(book, tongue, name, found)}"
        for name, found in sorted(sections.items(), key=lambda pair: _rank(book, pair[0]))
    )


def _rank(book: Book, name: str) -> tuple[bool, str]:
    return name not in book.pages.sources.acts, name


def source_of(book: Book, tag: str) -> tuple[str, str]:
    """A source's name and section: `LSL 25.1 §` is section 25.1 § of LSL; a guide has no section."""
    if tag in book.pages.sources.guides:
        return tag, ""
    act = max(
        (name for name in book.pages.sources.acts if tag == name or tag.startswith(name + " ")), key=len, default=tag
    )
    return act, tag.removeprefix(act).strip()


def _cite_one(book: Book, tongue: Tongue, name: str, sections: list[str]) -> str:
    source: Act | Guide | None = book.pages.sources.acts.get(name) or book.pages.sources.guides.get(name)
    if source is None:
        return name
    title = tongue.title(source.title)
    shown = link(title, source.address) if source.address else title
    day = fill(tongue.body(book.words.checked), {"day": tongue.short_day(source.checked)})
    return shown + (": " + ", ".join(sorted(sections, key=_in_order)) if sections else "") + f" ({day})"


def _in_order(section: str) -> list[tuple[int, str]]:
    """Sections as a reader expects them: 6 § before 25.1 §."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", section) if part]


def region_of(book: Book, name: str | None) -> Region | None:
    """The county with this id, None when it is not known."""
    return book.pages.regions.regions.get(name) if name else None


def social_emergency(region: Region | None) -> Contact | None:
    """The county's social emergency service, when its number is known."""
    return (
        next((one for one in region.contacts if one.kind == "social-emergency" and one.number), None)
        if region
        else None
    )


def say_contacts(book: Book, tongue: Tongue, region: Region | None) -> str:
    """Whom to call where the child lives, with hours and with where the number comes from."""
    words = book.words
    lines = [f"- **112** – {tongue.button(words.call_112)}"]
    if region is None:
        return "\n".join(lines) + "\n\n" + tongue.body(words.region_unknown)
    lines += [_say_contact(book, tongue, contact) for contact in region.contacts]
    after = []
    if social_emergency(region) is None:
        after.append(tongue.body(words.no_number))
    if region.find:
        after.append(tongue.body(region.find))
    return "\n\n".join((f"**{tongue.title(region.name)}**", "\n".join(lines), *after))


def _say_contact(book: Book, tongue: Tongue, contact: Contact) -> str:
    words = book.words
    title = (
        tongue.title(contact.title)
        if contact.title
        else tongue.button(words.call_social if contact.kind == "social-emergency" else words.contacts_page)
    )
    where = link(contact.number, "tel:" + contact.number.replace(" ", "")) if contact.number else ""
    page = link(contact.address.removeprefix("https://"), contact.address) if contact.address else ""
    hours = tongue.body(contact.hours) if contact.hours else ""
    known = (
        fill(tongue.body(words.contact_checked), {"source": contact.source, "day": contact.dated})
        if contact.number
        else ""
    )
    said = ", ".join(part for part in (where, page, hours) if part)
    return f"- **{title}**: {said}" + (f" ({known})" if known else "")
