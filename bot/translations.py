"""Keeps the catalogues in step with the content, and helps translators' batch work.

A catalogue is always written from the content anew: in the content's order, without dates, line numbers, fuzzy
guesses and leftovers, so that the same content and the same translations give the same bytes. A translation is
dropped when its Finnish text is gone. For a corrected comma run `same_meaning` before `update`: it carries the
translation over, because a person said so.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import TypedDict

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from bot.catalogues import (
    TEMPLATE,
    Key,
    catalogue_path,
    entries,
    languages,
    read_catalogue,
    shown_path,
    usable,
)
from bot.core.problems import ContentError, Problem
from bot.core.tongue import SOURCE_LANGUAGE
from bot.extract import Text, all_texts, limit_comment
from bot.wording import PLACEHOLDER, wording_faults

ALIKE = 0.9
MOST_PLACES = 3
_weighty = re.compile(
    r"\d+|\b(?:ei|eikä|en|et|emme|ette|eivät|älä|älkää|äläkä|ilman|vain|pitää|täytyy|saa\w*|voi\w*|aina|heti|nyt)\b"
)
"""Numbers, negations and verbs of law: where they differ, the meaning does too."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One text to be translated, once for all places where it stands. The shortest limit of them holds."""

    limit: int
    files: tuple[str, ...]
    places: tuple[str, ...]


class ToDo(TypedDict):
    """What is to be translated, as `todo` hands it out."""

    context: str
    id: str
    limit: int


def entries_of(texts: Iterable[Text]) -> dict[Key, Entry]:
    """The texts, each once, in the order of their first place."""
    found: dict[Key, Entry] = {}
    for text in texts:
        key = (text.kind, text.text)
        before = found.get(key, Entry(text.limit, (), ()))
        files, places = dict.fromkeys((*before.files, text.file)), dict.fromkeys((*before.places, text.where))
        found[key] = Entry(min(before.limit, text.limit), tuple(files), tuple(places))
    return found


def target_languages(root: Path) -> list[str]:
    """The languages that the content is translated into."""
    return [lang for lang in languages(root / "locales") if lang != SOURCE_LANGUAGE]


def update(root: Path) -> list[str]:
    """Write the template and every catalogue anew from the content. Says what came and went, a line each.

    Raises `BrokenContent` when content or a catalogue cannot be read; then nothing is written.
    """
    wanted = entries_of(all_texts(root))
    old = {lang: read_messages(root, lang) for lang in target_languages(root)}
    template = root / "locales" / TEMPLATE
    said = [f"{shown_path(template)}: {len(wanted)} texts"]
    _write(template, "", wanted, {})
    for lang, messages in old.items():
        gone = [key for key, message in messages.items() if key not in wanted and usable(message)]
        missing = sum(not usable(messages.get(key)) for key in wanted)
        said.append(f"{lang}: {missing} to translate, {len(gone)} dropped")
        said += [f"{lang}: dropped “{text}” ({kind}) with its translation" for kind, text in gone]
        _write(catalogue_path(root / "locales", lang), lang, wanted, messages)
    return said


def read_messages(root: Path, lang: str) -> dict[Key, Message]:
    """A language's catalogue as it is on disk; empty when there is none yet. Raises `BrokenContent`."""
    path = catalogue_path(root / "locales", lang)
    return dict(entries(read_catalogue(path))) if path.is_file() else {}


def _write(path: Path, lang: str, wanted: Mapping[Key, Entry], old: Mapping[Key, Message]) -> None:
    catalogue = Catalog(fuzzy=False)
    for key, entry in wanted.items():
        _add(catalogue, key, entry, old.get(key))
    written = io.BytesIO()
    write_po(written, catalogue, width=0, omit_header=True, include_lineno=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_header(lang).encode() + written.getvalue().rstrip(b"\n") + b"\n")


def _add(catalogue: Catalog, key: Key, entry: Entry, before: Message | None) -> None:
    kind, text = key
    more = ["… and elsewhere"] if len(entry.places) > MOST_PLACES else []
    message = catalogue.add(
        text,
        before.string if before else "",
        locations=[(file, 0) for file in entry.files],
        flags=["fuzzy"] if before and before.fuzzy else [],
        auto_comments=[limit_comment(entry.limit), *entry.places[:MOST_PLACES], *more],
        user_comments=before.user_comments if before else [],
        context=kind,
    )
    message.flags.discard("python-format")  # Babel's guess at a text such as "50 % saa"


def _header(lang: str) -> str:
    """The least that other tools need. No dates, no names: they would change without a reason."""
    fields = [
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    fields += [f"Language: {lang}"] if lang else []
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{field}\\n"\n' for field in fields) + "\n"


# -- a corrected comma --------------------------------------------------------------------------------------------


def same_meaning(root: Path) -> list[str]:
    """Carry translations over from texts that vanished to texts that came and differ little; then `update`.

    Both must be of the same kind and stand in the same file, be alike to nine tenths, and have the same numbers,
    placeholders, negations and verbs of law. Says what it did, a line each, and what it left alone.
    """
    wanted = entries_of(all_texts(root))
    said: list[str] = []
    for lang in target_languages(root):
        messages = read_messages(root, lang)
        for old, new in _pairs(messages, wanted):
            if weight(old[1]) != weight(new[1]):
                said.append(f"{lang}: left alone, the meaning may differ: “{old[1]}” → “{new[1]}”")
                continue
            messages[new] = messages[old]
            said.append(f"{lang}: carried over: “{old[1]}” → “{new[1]}”")
        _write(catalogue_path(root / "locales", lang), lang, wanted, messages)
    return [*said, *update(root)]


def weight(text: str) -> list[str]:
    """What in a text carries its meaning even when everything else stays."""
    return sorted(_weighty.findall(text.casefold()) + PLACEHOLDER.findall(text))


def _pairs(messages: Mapping[Key, Message], wanted: Mapping[Key, Entry]) -> Iterator[tuple[Key, Key]]:
    """(vanished, came) that are alike, the most alike first, each in one pair only."""
    vanished = {key: message for key, message in messages.items() if key not in wanted and usable(message)}
    came = {key: entry for key, entry in wanted.items() if not usable(messages.get(key))}
    alike = sorted(
        (-ratio, old, new)
        for old, message in vanished.items()
        for new, entry in came.items()
        if old[0] == new[0] and {file for file, _ in message.locations} & set(entry.files)
        if (ratio := SequenceMatcher(None, old[1], new[1], autojunk=False).ratio()) >= ALIKE
    )
    used: set[tuple[str, Key]] = set()
    for _, old, new in alike:
        if not {("old", old), ("new", new)} & used:
            used |= {("old", old), ("new", new)}
            yield old, new


# -- translators' batch work --------------------------------------------------------------------------------------


def todo(root: Path, lang: str) -> list[ToDo]:
    """What is not yet translated into a language, in the content's order. Raises `ContentError`."""
    _check_language(root, lang)
    messages = read_messages(root, lang)
    wanted = entries_of(all_texts(root))
    return [
        ToDo(context=kind, id=text, limit=entry.limit)
        for (kind, text), entry in wanted.items()
        if not usable(messages.get((kind, text)))
    ]


def fill(root: Path, lang: str, translations: Iterable[Mapping[str, object]]) -> list[Problem]:
    """Write translations, each a mapping of context, id and string, into a language's catalogue.

    One with a fault is left out and reported; the others are written. Raises `ContentError`.
    """
    _check_language(root, lang)
    messages, wanted = read_messages(root, lang), entries_of(all_texts(root))
    path = catalogue_path(root / "locales", lang)
    problems: list[Problem] = []
    for number, one in enumerate(translations, 1):
        kind, text, string = (one.get(name) for name in ("context", "id", "string"))
        key = (str(kind), str(text))
        found = list(_fill_faults(lang, key, string, wanted.get(key)))
        where = f"translation {number} “{key[1][:40]}”: "
        problems += [replace(problem, file=shown_path(path), says=where + problem.says) for problem in found]
        if all(problem.warning for problem in found):
            messages[key] = Message(
                key[1], str(string), context=key[0], user_comments=_notes(messages.get(key))
            )
    _write(path, lang, wanted, messages)
    return problems


def _fill_faults(lang: str, key: Key, string: object, entry: Entry | None) -> Iterator[Problem]:
    if entry is None:
        yield Problem("", 0, 0, "the content has no such text.", "Take `context` and `id` as todo gave them.")
    elif not isinstance(string, str) or not string.strip():
        yield Problem("", 0, 0, f"expected `string`, got {string!r}.", "The translation, as text.")
    else:
        for fault in wording_faults(lang, *key, string, entry.limit):
            yield Problem("", 0, 0, fault.says, fault.hint, fault.warning)


def _notes(before: Message | None) -> list[str]:
    return list(before.user_comments) if before else []


def _check_language(root: Path, lang: str) -> None:
    if lang not in target_languages(root):
        raise ContentError(f"expected one of the languages {', '.join(target_languages(root))}, got {lang}.")
