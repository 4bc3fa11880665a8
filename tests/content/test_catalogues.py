"""A catalogue is read as translators wrote it, and what they did not finish is shown in Finnish."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalogues import (
    LOCALES,
    catalogue_path,
    entries,
    languages,
    read_catalogue,
    tongues,
    write_catalogue,
)
from bot.core.problems import BrokenContent
from bot.extract import Entry

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
ENTRY = Entry(60, ("flows/x.yaml",), ("title",))


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    """A folder with the real list of languages and no catalogue."""
    shutil.copy(LOCALES / "languages.yaml", tmp_path)
    return tmp_path


def message(text: str, string: str, kind: str = "button", flag: str = "") -> str:
    return f'{flag}msgctxt "{kind}"\nmsgid "{text}"\nmsgstr "{string}"\n\n'


def put(locales: Path, *messages: str, lang: str = "sv") -> Path:
    path = catalogue_path(locales, lang)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + "".join(messages), encoding="utf-8")
    return path


def test_the_languages_are_finnish_swedish_and_english_and_finnish_is_first() -> None:
    assert [(lang, one.name, one.locale) for lang, one in languages().items()] == [
        ("fi", "Suomi", "fi_FI"),
        ("sv", "Svenska", "sv_FI"),
        ("en", "English", "en_GB"),
    ]


def test_a_translation_is_found_by_its_kind_and_its_finnish_text(locales: Path) -> None:
    put(locales, message("Kyllä", "Ja"), message("Kyllä", "Jo visst", "title"))
    swedish = tongues(locales)["sv"]
    assert (swedish.button("Kyllä"), swedish.title("Kyllä")) == ("Ja", "Jo visst")
    assert swedish.body("Kyllä") == "[fi] Kyllä"


def test_a_language_without_a_catalogue_shows_finnish_marked(locales: Path) -> None:
    found = tongues(locales)
    assert list(found) == ["fi", "sv", "en"]
    assert (found["fi"].button("Kyllä"), found["en"].button("Kyllä")) == ("Kyllä", "[fi] Kyllä")


@pytest.mark.parametrize(
    "unfinished", [message("Kyllä", "Ja", flag="#, fuzzy\n"), message("Kyllä", ""), message("Kyllä", "  ")]
)
def test_a_fuzzy_or_empty_translation_is_not_used(locales: Path, unfinished: str) -> None:
    put(locales, unfinished, message("Ei", "Nej"))
    assert tongues(locales)["sv"].catalogue == {("button", "Ei"): "Nej"}


def test_an_overlay_adds_translations_and_its_own_win(locales: Path, tmp_path: Path) -> None:
    put(locales, message("Kyllä", "Ja"), message("Ei", "Nej"))
    put(tmp_path / "over", message("Ei", "Nä"), message("Oma", "Egen"))
    swedish = tongues(locales, tmp_path / "over")["sv"]
    assert [swedish.button(text) for text in ("Kyllä", "Ei", "Oma")] == ["Ja", "Nä", "Egen"]


@pytest.mark.parametrize(
    ("spoilt", "line"),
    [
        ('msgctxt "button"\nmsgid "Kyllä"\nmsgstr "Ja\n', 7),
        ("<<<<<<< HEAD\n", 5),
        ('msgctxt "button"\nmsgid "Kyllä"\nmsgid "Ei"\nmsgstr ""\n', 0),
        ('msgid "Kyllä"\n\nmsgstr "J"a"\n', 7),
    ],
)
def test_a_catalogue_that_is_not_one_is_refused_at_its_line(locales: Path, spoilt: str, line: int) -> None:
    path = put(locales, spoilt)
    with pytest.raises(BrokenContent) as broken:
        tongues(locales)
    (problem,) = broken.value.problems
    assert path.as_posix().endswith(problem.file)
    assert problem.line == line or not line


def test_a_catalogue_in_another_encoding_is_refused_by_name(locales: Path) -> None:
    path = put(locales)
    path.write_bytes((HEADER + message("Kyllä", "Ja")).encode("latin-1"))
    with pytest.raises(BrokenContent, match=r"messages\.po .*UTF-8"):
        tongues(locales)


def test_a_list_of_languages_with_a_fault_is_refused_at_its_line(locales: Path) -> None:
    (locales / "languages.yaml").write_text("source: fi\nlanguages:\n  fi: {name: Suomi, locale: finska}\n")
    with pytest.raises(BrokenContent, match=r"languages\.yaml:3:.*locale"):
        languages(locales)
    (locales / "languages.yaml").write_text("source: sv\nlanguages:\n  sv: {name: Svenska, locale: sv_FI}\n")
    with pytest.raises(BrokenContent, match="expected fi"):
        languages(locales)


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=1), st.text())
def test_any_text_is_read_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, text: str, string: str
) -> None:
    path = tmp_path_factory.mktemp("round") / "messages.po"
    write_catalogue(path, "sv", {("body", text): ENTRY}, {})
    ((key, found),) = entries(read_catalogue(path))
    assert key == ("body", text)
    found.string = string
    write_catalogue(path, "sv", {key: ENTRY}, {key: found})
    assert [one.string for _, one in entries(read_catalogue(path))] == [string]


def test_three_thousand_messages_are_read_in_a_third_of_a_second(locales: Path) -> None:
    texts = [f"Teksti {number}. " + "Soita alueesi lastensuojeluun. " * (number % 9) for number in range(3000)]
    put(locales, *(message(text.strip(), text.strip().upper(), "body") for text in texts))
    spent = []
    for _ in range(3):
        start = time.process_time()
        assert len(tongues(locales)["sv"].catalogue) == 3000
        spent.append(time.process_time() - start)
    assert min(spent) < 0.3
