"""What calls itself plain can be read by a child, in every language; a translation is measured like the Finnish."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.catalogues import LOCALES, catalogue_path
from bot.core.checks.readable import LIMITS, finnish_readings, unreadable
from bot.load import load_pages
from bot.translations import fill, readings, target_languages, todo, update

ROOT = Path(__file__).parents[2]
HARD = (
    "The implementation of multidisciplinary assessment procedures necessitates comprehensive documentation throughout."
)


def test_every_language_has_a_measured_limit() -> None:
    assert {"fi", *target_languages(ROOT)} == set(LIMITS)


def test_the_flow_for_the_child_and_the_family_is_plain_in_every_language() -> None:
    plain = {reading.file: reading for reading in finnish_readings(load_pages())}
    assert "asiakkaalle" in plain
    for finnish in plain.values():
        everywhere = [finnish, *readings(ROOT, finnish)]
        assert {reading.lang for reading in everywhere} == set(LIMITS)
        for reading in everywhere:
            assert len(reading.told) == len(finnish.told), f"{reading.file} is not all translated into {reading.lang}"
            assert list(unreadable(reading)) == []


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The toy book with one plain flow, translated by repeating the Finnish."""
    shutil.copytree(ROOT / "tests" / "toys", tmp_path / "flows")
    trip = tmp_path / "flows" / "retki.yaml"
    trip.write_text(trip.read_text(encoding="utf-8").replace("label: Retki\n", "label: Retki\nplain: true\n"))
    (tmp_path / "locales").mkdir()
    shutil.copy(LOCALES / "languages.yaml", tmp_path / "locales")
    update(tmp_path)
    assert fill(tmp_path, "en", [{**one, "string": one["id"]} for one in todo(tmp_path, "en")]) == []
    return tmp_path


def test_a_translation_too_hard_is_named_with_the_line_of_the_catalogue(root: Path) -> None:
    assert fill(root, "en", [{"context": "body", "id": "Ota takki.", "string": HARD}]) == []
    (finnish,) = finnish_readings(load_pages(root / "flows"))
    swedish, english = sorted(readings(root, finnish), key=lambda reading: reading.lang, reverse=True)
    assert (swedish.lang, swedish.told) == ("sv", ())
    assert len(english.told) == len(finnish.told)
    lines = catalogue_path(root / "locales", "en").read_text(encoding="utf-8").splitlines()
    found = [problem for problem in unreadable(english) if HARD in problem.says]
    assert found
    for problem in found:
        assert problem.file == "locales/en/LC_MESSAGES/messages.po"
        assert "Ota takki." in lines[problem.line - 1], problem
    assert list(unreadable(finnish)) == []
