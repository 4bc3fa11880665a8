"""The review shows what a change of the content changes, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.core.problems import ContentError
from bot.load import CONTENT
from bot.review import book_at, read_book, review

WHO = ("-c", "user.name=test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false")


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A repository of its own with the content in it."""
    root = tmp_path / "kept"
    root.mkdir()
    for name in ("flows", "locales"):
        shutil.copytree(CONTENT.parent / name, root / name)
    here = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    for command in (("init", "-q"), ("add", "."), (*WHO, "commit", "-qm", "as it was")):
        subprocess.run(["git", *command], cwd=root, check=True, env=here)
    return root


def change(root: Path, file: str, old: str, new: str) -> None:
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def reviewed(root: Path, folder: Path) -> list[str]:
    return list(review(book_at(root, "HEAD", folder), read_book(root)))


def test_nothing_changed_says_so(kept: Path, tmp_path: Path) -> None:
    assert reviewed(kept, tmp_path / "was") == ["# 0 texts and 0 outcomes changed"]


def test_a_changed_text_is_shown_before_and_after(kept: Path, tmp_path: Path) -> None:
    change(kept, "flows/huoli.yaml", "label: Ei merkkejä siitä", "label: Ei mitään merkkejä")
    said = reviewed(kept, tmp_path / "was")
    assert "## flows/huoli.yaml" in said
    assert "    - fi: Ei merkkejä siitä" in said
    assert "    + fi: Ei mitään merkkejä" in said
    assert any(line.startswith("    - sv: ") for line in said), "the lost translation is shown as well"


def test_a_changed_translation_is_shown_alone(kept: Path, tmp_path: Path) -> None:
    change(kept, "locales/en/LC_MESSAGES/messages.po", 'msgstr "Done"', 'msgstr "Ready"')
    said = reviewed(kept, tmp_path / "was")
    assert [line for line in said if line.startswith("    ")] == ["    - en: Done", "    + en: Ready"]


def test_a_changed_condition_shows_the_outcomes_that_change(kept: Path, tmp_path: Path) -> None:
    change(kept, "flows/_duties.yaml", "strength: l", "strength: o")
    said = reviewed(kept, tmp_path / "was")
    assert any("outcomes, for instance" in line for line in said)
    assert any(line.startswith("    + ") and "(o, " in line for line in said)
    assert any(line.startswith("    - ") and "(l, " in line for line in said)


@pytest.mark.parametrize("revision", ["nothing-like-it", "--help", "HEAD:flows"])
def test_what_is_no_revision_is_one_clear_line(kept: Path, tmp_path: Path, revision: str) -> None:
    with pytest.raises(ContentError, match="expected a git revision"):
        book_at(kept, revision, tmp_path / "was")
