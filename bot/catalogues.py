"""Reads and writes catalogues: `.po` files straight into memory, without `.mo` files; and the languages.

Measured 2026-11-21 on 3,000 messages of 160 characters: 0.1 s a language, so all are read at start.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po
from pydantic import Field

from bot.core.marks import Part
from bot.core.problems import BrokenContent, Problem
from bot.core.tongue import SOURCE_LANGUAGE, Tongue
from bot.extract import Entry, limit_comment, read_model

LOCALES = Path(__file__).resolve().parent.parent / "locales"
LANGUAGES, TEMPLATE = "languages.yaml", "messages.pot"
MOST_PLACES = 3
Key = tuple[str, str]
"""(kind, Finnish text): what a translation is found by."""
_line = re.compile(r'(?:#.*|(?:(?:msgctxt|msgid|msgstr) )?"(?:[^"\\]|\\.)*")?\s*\Z')


class Language(Part):
    """One language: its own name, and how Babel knows it."""

    name: Annotated[str, Field(min_length=1)]
    locale: Annotated[str, Field(pattern=r"^[a-z]{2}_[A-Z]{2}$")]


class Languages(Part):
    """`languages.yaml`."""

    source: str
    languages: dict[Annotated[str, Field(pattern=r"^[a-z]{2}$")], Language]


def languages(locales: Path = LOCALES) -> Mapping[str, Language]:
    """The languages by their two letters, the source first. Raises `BrokenContent` for a faulty list."""
    path = locales / LANGUAGES
    found, positions = read_model(Languages, path.read_text(encoding="utf-8"), f"{locales.name}/{LANGUAGES}")
    if found.source != SOURCE_LANGUAGE or SOURCE_LANGUAGE not in found.languages:
        says = f"expected {SOURCE_LANGUAGE}, and it among the languages, got {found.source}."
        raise BrokenContent([positions.problem(("source",), says)])
    return dict(sorted(found.languages.items(), key=lambda pair: pair[0] != SOURCE_LANGUAGE))


def tongues(locales: Path = LOCALES, overlay: Path | None = None) -> dict[str, Tongue]:
    """Every language with its catalogue. A translation in `overlay`, another `locales` folder, wins.

    A language without a catalogue is shown in Finnish, marked. Raises `BrokenContent` for a faulty file.
    """
    folders = [locales] if overlay is None else [locales, overlay]
    return {
        lang: Tongue(lang, one.locale, one.name, MappingProxyType(_translations(lang, folders)))
        for lang, one in languages(locales).items()
    }


def _translations(lang: str, folders: list[Path]) -> dict[Key, str]:
    found: dict[Key, str] = {}
    for path in (catalogue_path(folder, lang) for folder in folders):
        if lang != SOURCE_LANGUAGE and path.is_file():
            messages = entries(read_catalogue(path))
            found.update((key, text) for key, message in messages if (text := usable(message)))
    return found


def catalogue_path(locales: Path, lang: str) -> Path:
    """Where a language's catalogue is."""
    return locales / lang / "LC_MESSAGES" / "messages.po"


def read_catalogue(path: Path) -> Catalog:
    """One `.po` or `.pot` file. Raises `BrokenContent` that names the line when it is not one."""
    try:
        raw = path.read_text(encoding="utf-8-sig")
        _check_lines(raw, path)
        return read_po(io.StringIO(raw), ignore_obsolete=True, abort_invalid=True)
    except PoFileError as error:
        raise _broken(path, error.lineno + 1, str(error), "Compare it with the entries around it.") from None
    except (ValueError, IndexError) as error:  # another encoding, or a header that Babel cannot read
        raise _broken(path, 0, str(error), "Save it as UTF-8; keep its first entry.") from None


def _check_lines(raw: str, path: Path) -> None:
    """Babel takes a line without its closing quote and loses a letter; here it is refused."""
    for number, line in enumerate(raw.split("\n"), 1):
        if not _line.match(line):
            hint = "A text stands between two straight quotes; within it such a quote needs a backslash."
            raise _broken(path, number, f"got {line[:60]}", hint)


def _broken(path: Path, line: int, got: str, hint: str) -> BrokenContent:
    return BrokenContent([Problem(shown_path(path), line, int(line > 0), f"this is not a catalogue: {got}.", hint)])


def shown_path(path: Path) -> str:
    """A catalogue's path as problems name it, from `locales` on."""
    return path.as_posix()[max(path.as_posix().rfind("locales/"), 0) :]


def entries(catalogue: Catalog) -> Iterator[tuple[Key, Message]]:
    """The messages of a catalogue, its header left out."""
    for message in catalogue:
        if isinstance(message.id, str) and message.id:
            yield (message.context or "", message.id), message


def usable(message: Message | None) -> str:
    """The translation, or nothing when it is empty or fuzzy."""
    if message is None or message.fuzzy or not isinstance(message.string, str):
        return ""
    return message.string if message.string.strip() else ""


def write_catalogue(path: Path, lang: str, wanted: Mapping[Key, Entry], old: Mapping[Key, Message]) -> None:
    """Write a catalogue of the wanted texts, with the translations, marks and notes that they had."""
    catalogue = Catalog(fuzzy=False)
    for key, entry in wanted.items():
        _add(catalogue, key, entry, old.get(key))
    written = io.BytesIO()
    write_po(written, catalogue, width=0, omit_header=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_header(lang).encode() + written.getvalue().rstrip(b"\n") + b"\n")


def _add(catalogue: Catalog, key: Key, entry: Entry, before: Message | None) -> None:
    more = ["… and elsewhere"] if len(entry.places) > MOST_PLACES else []
    message = catalogue.add(
        key[1],
        before.string if before else "",
        locations=[(file, 0) for file in entry.files],  # 0: no line number
        flags=["fuzzy"] if before and before.fuzzy else [],
        auto_comments=[limit_comment(entry.limit), *entry.places[:MOST_PLACES], *more],
        user_comments=before.user_comments if before else [],
        context=key[0],
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
