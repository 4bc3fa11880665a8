"""The ledger names every sentence of law with its source, and each part tells how complete and fresh it is."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

from bot.core.book import Book
from bot.core.checks.names import parts, walk_parts
from bot.core.model import Line
from bot.ledger import claims, conditions_of, ledger
from bot.load import CONTENT
from tests.conftest import TODAY


def test_every_line_of_law_stands_in_the_ledger_with_its_place(book: Book) -> None:
    said = {claim.text for claim in claims(book.pages)}
    lines = [part for _, whole in parts(book.pages) for _, part in walk_parts(whole) if isinstance(part, Line)]
    law = [line for line in lines if line.text and line.sources]
    assert len(law) > 500
    assert all(line.text in said for line in law)
    assert all(
        place.startswith("flows/") and not place.endswith(":0") for one in claims(book.pages) for place in one.places
    )


def test_practice_is_no_claim(book: Book) -> None:
    said = {claim.text for claim in claims(book.pages)}
    lines = [part for _, whole in parts(book.pages) for _, part in walk_parts(whole) if isinstance(part, Line)]
    texts = {line.text for line in lines}
    practice = [line.practice for line in lines if line.practice and line.practice not in texts]
    assert len(practice) > 500
    assert not said & set(practice)


def test_the_ledger_prints_each_claim_once_under_its_first_source(book: Book) -> None:
    printed = list(ledger(book, book.tongues["fi"]))
    assert sum(line.startswith("- [ ] ") for line in printed) == len(claims(book.pages))
    headings = [line for line in printed if line.startswith("### ")]
    assert len(headings) == len(set(headings)) > 100
    lsl = [line for line in headings if line.startswith("### LSL ")]
    assert lsl.index("### LSL 25.1 §") < lsl.index("### LSL 26.1 §")


def test_the_ledger_can_be_read_in_another_language(book: Book) -> None:
    printed = "\n".join(ledger(book, book.tongues["sv"]))
    assert "barnskyddsanmälan" in printed
    assert "[fi]" not in printed


def test_each_flow_tells_its_words_and_its_next_review(book: Book) -> None:
    lines = list(conditions_of(book, TODAY))
    assert {line.partition(":")[0] for line in lines} == {*book.pages.flows, "cards", "the book"}
    assert all("%" not in line for line in lines), "everything is translated"
    assert all("overdue" not in line for line in lines)


def test_an_overdue_source_is_counted(book: Book) -> None:
    late = [line for line in conditions_of(book, date(2099, 1, 1)) if "sources, checked" in line]
    assert late
    assert all("overdue" in line for line in late)


def test_a_reader_who_has_seen_enough_ends_the_printing_without_a_fault() -> None:
    printing = subprocess.Popen(
        [sys.executable, "-m", "bot", "check", "--claims"],
        cwd=CONTENT.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert printing.stdout is not None
    assert printing.stderr is not None
    assert printing.stdout.readline().startswith(b"# Claims")
    printing.stdout.close()
    assert printing.wait(60) == 0
    assert printing.stderr.read() == b""
    printing.stderr.close()
