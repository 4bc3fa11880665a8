"""What the README says is true."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from bot.core.book import Book
from bot.core.turn import turn

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SETTING = re.compile(r"`((?:HUOLIPOLKU|TELEGRAM)_[A-Z_]+)`")


def test_the_transcript_is_a_real_conversation(book: Book) -> None:
    block = README.split("```text\n")[1].split("```")[0]
    lines = [re.split(r"\s{2,}", line, maxsplit=1) for line in block.strip().splitlines()]
    assert len(lines) > 10
    reply = turn(book, "huoli_fi", None, date(2026, 11, 21))
    for who, words in lines:
        if who == "Minä":
            choice = next(choice for choice in reply.choices if choice.label == words)
            reply = turn(book, str(choice.place), None, date(2026, 11, 21))
        else:
            title, _, duties = words.partition(": ")
            assert reply.title == (title if duties else words)
            shown = [block.title for block in reply.blocks if block.kind in ("urgent", "warning", "duty")]
            assert [duty for duty in duties.split(" · ") if duty] == [
                title for title in shown if title in duties.split(" · ")
            ]
    assert reply.duties


def test_both_commands_exist() -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    named = re.findall(r"`?make (\w+)", README)
    assert {"run", "test"} <= set(named)
    assert set(named) - {"nothing"} <= set(targets)


def test_every_test_that_privacy_names_exists() -> None:
    table = README.split("## Privacy")[1].split("## ")[0]
    named = re.findall(r"`(tests/[^`]+)`", table)
    assert len(named) >= 5
    for name in named:
        path = ROOT / name
        files = [path] if path.is_file() else list(path.glob("test_*.py"))
        assert files, name


def test_every_setting_is_told() -> None:
    source = (ROOT / "bot" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'"((?:HUOLIPOLKU|TELEGRAM)_[A-Z_]+)"', source))
    assert read
    assert read == set(SETTING.findall(README))
