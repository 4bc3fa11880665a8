"""Keeps the catalogues in step with the content, finds what is wrong in them, helps translators in batches.

A catalogue is always written from the content anew: in the content's order, without dates, line numbers,
fuzzy guesses and leftovers, so that the same content and the same translations give the same bytes. A
translation goes when its Finnish text does. For a corrected comma run `same_meaning` before `update`: it
carries the translation over, because a person said so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypedDict

from babel.messages.catalog import Message

from bot.alike import Files, pairs, weight
from bot.catalogues import (
    TEMPLATE,
    Key,
    catalogue_path,
    entries,
    languages,
    read_catalogue,
    shown_path,
    usable,
    write_catalogue,
)
from bot.core.checks.readable import Reading
from bot.core.problems import BrokenContent, ContentError, Problem
from bot.core.tongue import SOURCE_LANGUAGE
from bot.extract import Entry, all_texts, entries_of
from bot.wording import wording_faults

UPDATE = "Run `make translations`."
Messages = dict[Key, Message]


class ToDo(TypedDict):
    """One text to be translated, as `todo` hands it out."""

    context: str
    id: str
    limit: int


def target_languages(root: Path) -> list[str]:
    """The languages that the content is translated into."""
    return [lang for lang in languages(root / "locales") if lang != SOURCE_LANGUAGE]


def read_messages(root: Path, lang: str) -> Messages:
    """A language's catalogue as it is on disk; empty when there is none yet. Raises `BrokenContent`."""
    path = catalogue_path(root / "locales", lang)
    return dict(entries(read_catalogue(path))) if path.is_file() else {}


# -- writing ---------------------------------------------------------------------------------------


def update(root: Path) -> list[str]:
    """Write the template and every catalogue anew from the content. Says what came and went, a line each.

    Raises `BrokenContent` when content or a catalogue cannot be read; then nothing is written.
    """
    old = {lang: read_messages(root, lang) for lang in target_languages(root)}
    return _renew(root, entries_of(all_texts(root)), old)


def same_meaning(root: Path) -> list[str]:
    """Carry translations over from texts that vanished to texts that came and differ little, and `update`.

    Says what it did, and what it left alone because a number, a negation or a verb of law differs.
    """
    wanted = entries_of(all_texts(root))
    old = {lang: read_messages(root, lang) for lang in target_languages(root)}
    said: list[str] = []
    for lang, messages in old.items():
        for before, after in pairs(*_moved(messages, wanted)):
            same = weight(before[1]) == weight(after[1])
            said.append(f"{lang}: {'carried over' if same else 'left alone'}: “{before[1]}” → “{after[1]}”")
            if same:
                messages[after] = messages.pop(before)
    return [*said, *_renew(root, wanted, old)]


def _renew(root: Path, wanted: Mapping[Key, Entry], old: Mapping[str, Messages]) -> list[str]:
    template = root / "locales" / TEMPLATE
    write_catalogue(template, "", wanted, {})
    said = [f"{shown_path(template)}: {len(wanted)} texts"]
    for lang, messages in old.items():
        missing = sum(not usable(messages.get(key)) for key in wanted)
        said += [f"{lang}: {missing} to translate", *_say_dropped(lang, messages, wanted)]
        write_catalogue(catalogue_path(root / "locales", lang), lang, wanted, messages)
    return said


def _say_dropped(lang: str, messages: Messages, wanted: Mapping[Key, Entry]) -> Iterator[str]:
    vanished, came = _moved(messages, wanted)
    alike = dict(pairs(vanished, came))
    for key in vanished:
        yield f"{lang}: dropped with its translation: “{key[1]}”"
        if key in alike:
            yield f"  nearly the same came: “{alike[key][1]}”. If it means the same,"
            yield "  take the .po files back and run check --same-meaning."


def _moved(messages: Messages, wanted: Mapping[Key, Entry]) -> tuple[Files, Files]:
    """The translated texts that vanished from the content, and those that came into it, with their files."""
    vanished = {key: message for key, message in messages.items() if key not in wanted and usable(message)}
    came = {key: frozenset(entry.files) for key, entry in wanted.items() if not usable(messages.get(key))}
    return {key: frozenset(file for file, _ in message.locations) for key, message in vanished.items()}, came


# -- what is wrong ---------------------------------------------------------------------------------


def problems(root: Path, *, release: bool) -> Iterator[Problem]:
    """Everything wrong in the catalogues. What is only unfinished is a warning, unless for a release.

    Raises `BrokenContent` when the content itself cannot be read.
    """
    wanted, template = entries_of(all_texts(root)), root / "locales" / TEMPLATE
    yield from _stale(template, _keys(template), wanted, release=release)
    for lang in target_languages(root):
        try:
            yield from _in_catalogue(root, lang, wanted, release=release)
        except BrokenContent as broken:
            yield from broken.problems


def _keys(path: Path) -> list[Key]:
    return [key for key, _ in entries(read_catalogue(path))] if path.is_file() else []


def _stale(path: Path, found: Iterable[Key], wanted: Iterable[Key], *, release: bool) -> Iterator[Problem]:
    new, gone = set(wanted) - set(found), set(found) - set(wanted)
    if new or gone:
        first = min(new or gone)[1][:60]
        says = f"lags behind flows/: {len(new)} texts are new, {len(gone)} gone (first: “{first}”)."
        yield Problem(shown_path(path), 0, 0, says, UPDATE, warning=not release)


def _in_catalogue(root: Path, lang: str, wanted: Mapping[Key, Entry], *, release: bool) -> Iterator[Problem]:
    path, messages = catalogue_path(root / "locales", lang), read_messages(root, lang)
    file = shown_path(path)
    yield from _stale(path, messages, wanted, release=release)
    present = {key: message for key, message in messages.items() if key in wanted}
    yield from _unfinished(file, present, release=release)
    for key, message in present.items():
        for fault in wording_faults(lang, *key, usable(message), wanted[key].limit):
            says = f"“{key[1][:40]}”: {fault.says}"
            yield Problem(file, message.lineno or 0, 1, says, fault.hint, fault.warning)


def _unfinished(file: str, messages: Messages, *, release: bool) -> Iterator[Problem]:
    """Each empty and fuzzy entry; while the work goes on, only how many."""
    found = [(key, message) for key, message in messages.items() if not usable(message)]
    if found and not release:
        says = f"{len(found)} of {len(messages)} texts are not translated yet."
        yield Problem(file, 0, 0, says, warning=True)
        return
    for key, message in found:
        says = f"“{key[1][:40]}” is {'fuzzy' if message.fuzzy else 'not translated'}."
        yield Problem(file, message.lineno or 0, 1, says, "Translate it, and take the fuzzy mark away.")


def readings(root: Path, finnish: Reading) -> Iterator[Reading]:
    """A plain flow or card in each language it is translated into, as far as it is. Raises `BrokenContent`."""
    for lang in target_languages(root):
        messages, file = read_messages(root, lang), shown_path(catalogue_path(root / "locales", lang))
        found = ((one, messages.get((one.kind, one.finnish))) for one in finnish.told)
        told = (
            replace(one, text=text, spot=(file, message.lineno or 0, 1))
            for one, message in found
            if message is not None and (text := usable(message))
        )
        yield replace(finnish, lang=lang, told=tuple(told))


# -- translators' batch work -----------------------------------------------------------------------


def todo(root: Path, lang: str) -> list[ToDo]:
    """What is not yet translated into a language, in the content's order. Raises `ContentError`."""
    _check_language(root, lang)
    messages, wanted = read_messages(root, lang), entries_of(all_texts(root))
    missing = [key for key in wanted if not usable(messages.get(key))]
    return [ToDo(context=kind, id=text, limit=wanted[kind, text].limit) for kind, text in missing]


def fill(root: Path, lang: str, translations: Iterable[object]) -> list[Problem]:
    """Write translations, each a mapping of context, id and string, into a language's catalogue.

    One with a fault is left out and reported; the others are written. Raises `ContentError`.
    """
    _check_language(root, lang)
    messages, wanted = read_messages(root, lang), entries_of(all_texts(root))
    path = catalogue_path(root / "locales", lang)
    found: list[Problem] = []
    for number, one in enumerate(translations, 1):
        said = one if isinstance(one, Mapping) else {}
        key, string = (str(said.get("context")), str(said.get("id"))), said.get("string")
        faults = list(_fill_faults(lang, key, string, wanted.get(key)))
        where = f"translation {number} “{key[1][:40]}”"
        found += [replace(fault, file=shown_path(path), says=f"{where}: {fault.says}") for fault in faults]
        if all(fault.warning for fault in faults):
            notes = list(messages[key].user_comments) if key in messages else []
            messages[key] = Message(key[1], str(string), context=key[0], user_comments=notes)
    write_catalogue(path, lang, wanted, messages)
    return found


def _fill_faults(lang: str, key: Key, string: object, entry: Entry | None) -> Iterator[Problem]:
    if entry is None:
        yield Problem("", 0, 0, "the content has no such text.", "Take `context` and `id` as todo gave them.")
    elif not isinstance(string, str) or not string.strip():
        yield Problem("", 0, 0, f"expected `string`, got {string!r}.", "The translation, as text.")
    else:
        for fault in wording_faults(lang, *key, string, entry.limit):
            yield Problem("", 0, 0, fault.says, fault.hint, fault.warning)


def _check_language(root: Path, lang: str) -> None:
    if lang not in target_languages(root):
        raise ContentError(f"expected one of the languages {', '.join(target_languages(root))}, got {lang}.")
