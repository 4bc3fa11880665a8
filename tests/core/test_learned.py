"""What the search learned is kept for the next start, and used only for the very same content."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import learned
from bot.core.book import Book
from bot.core.shelf import Shelf
from bot.load import load_pages


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "huolipolku"


def learning_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("learned again")

    monkeypatch.setattr(Shelf, "__init__", refuse)


def test_the_next_start_does_not_learn_again_and_finds_the_same(
    cache: Path, toys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Book(load_pages(toys)), Book(load_pages(toys))
    learned.learn(first)
    learning_is_refused(monkeypatch)
    learned.learn(second)
    for text in ("keittiön kortti", "liesi", "xyzzy"):
        assert first.shelves["fi"].search(text) == second.shelves["fi"].search(text)


def test_only_its_owner_may_read_what_is_kept(cache: Path, toys: Path) -> None:
    learned.learn(Book(load_pages(toys)))
    assert [file.name for file in cache.iterdir()] == ["learned"]
    assert cache.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("harm", ["cut", "emptied", "of another content", "garbage"])
def test_what_cannot_be_used_is_learned_anew(cache: Path, toys: Path, harm: str) -> None:
    learned.learn(Book(load_pages(toys)))
    file = cache / "learned"
    whole = file.read_bytes()
    mark, _, rest = whole.partition(b"\n")
    file.write_bytes({
        "cut": whole[: len(whole) // 2], "emptied": b"", "of another content": b"other\n" + rest,
        "garbage": mark + b"\nnothing of the kind",
    }[harm])  # fmt: skip
    book = Book(load_pages(toys))
    learned.learn(book)
    assert book.shelves["fi"].search("liesi").hits
    assert file.read_bytes().partition(b"\n")[0] == mark


def test_without_a_folder_to_keep_it_in_every_start_learns(
    toys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    book = Book(load_pages(toys))
    learned.learn(book)
    assert book.shelves["fi"].search("liesi").hits


def test_a_full_disk_leaves_no_half_of_it_behind(cache: Path, toys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("bot.learned.pickle.dump", full)
    learned.learn(Book(load_pages(toys)))
    assert list(cache.iterdir()) == []
