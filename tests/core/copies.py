"""A copy of the toy content that a test may break."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.core.book import Book
from bot.core.checks import check_book, check_pages
from bot.core.problems import BrokenContent, Problem
from bot.load import load_pages, read_text
from tests.conftest import TODAY, TOYS


class Broken(NamedTuple):
    """One fault of `broken.yaml`: a text of a file, what it becomes, and what is then said."""

    file: str = ""
    old: str = ""
    new: str = ""
    says: str = ""
    at: str = ""
    rule: str = ""


def each_fault(group: str) -> pytest.MarkDecorator:
    """A parameter `fault` for every fault of one group of `broken.yaml`."""
    path = Path(__file__).with_name("broken.yaml")
    text = read_text(path.read_text(encoding="utf-8"), path.name)
    assert not text.problems
    faults = {name: Broken(**fields) for name, fields in text.data[group].items()}
    assert len(faults) > 5
    return pytest.mark.parametrize("fault", faults.values(), ids=faults)


class Copy:
    """The toys in a folder of their own: change texts in it, then ask what is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(shutil.copytree(TOYS, folder))

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a text that stands exactly once in a file, so that a test never changes nothing."""
        text = (self.folder / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"expected {old!r} once in {name}, found {text.count(old)}"
        (self.folder / name).write_text(text.replace(old, new), encoding="utf-8")

    def have(self, fault: Broken) -> None:
        """Bring a fault about; nothing to do for one that is there already."""
        if fault.file:
            self.change(fault.file, fault.old, fault.new)

    def add(self, name: str, text: str | bytes) -> None:
        """A new file, or another content for an old one."""
        raw = text.encode() if isinstance(text, str) else text
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(raw)

    def spot(self, name: str, text: str) -> tuple[int, int]:
        """The line and column, counted from 1, where a text stands that is once in a file."""
        whole = (self.folder / name).read_text(encoding="utf-8")
        assert whole.count(text) == 1, f"expected {text!r} once in {name}, found {whole.count(text)}"
        before = whole[: whole.index(text)]
        return before.count("\n") + 1, len(before) - before.rfind("\n")

    def unreadable(self, overlay: Path | None = None) -> tuple[Problem, ...]:
        """What keeps the copy from being read; nothing when it can be."""
        try:
            load_pages(self.folder, overlay)
        except BrokenContent as broken:
            return broken.problems
        return ()

    def faults(self, today: date = TODAY, overlay: Path | None = None, *, release: bool = False) -> list[Problem]:
        """What the checks of names and texts find."""
        return check_pages(load_pages(self.folder, overlay), today, release=release)

    def book_faults(self) -> list[Problem]:
        """What the checks of a built book find."""
        return list(check_book(Book(load_pages(self.folder))))
