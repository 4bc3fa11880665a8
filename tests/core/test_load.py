"""Reading the content: everything stays text, and every fault is told at once with its place and a hint."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.book import Book
from bot.core.problems import BrokenContent, Problem
from bot.load import MAX_BYTES, load_pages, read_text
from tests.core.copies import Broken, Copy, each_fault


def test_every_scalar_stays_text() -> None:
    raw = "a: no\nb: 0800\nc: 12:30\nd: 2026-11-21\ne: ~\nf: 1e3\ng: 0x10\nh: yes\ni: 1_000\nj: =\nk: '5'\nl:\n"
    assert read_text(raw, "x").data == {
        "a": "no",
        "b": "0800",
        "c": "12:30",
        "d": "2026-11-21",
        "e": "~",
        "f": "1e3",
        "g": "0x10",
        "h": "yes",
        "i": "1_000",
        "j": "=",
        "k": "5",
        "l": "",
    }


def test_a_date_of_the_content_is_read_where_a_date_is_meant(kitchen: Book) -> None:
    assert kitchen.pages.sources.acts["KL"].checked == date(2026, 11, 1)


def test_a_file_of_a_windows_editor_is_read_too(copy: Copy) -> None:
    before = load_pages(copy.folder)
    text = (copy.folder / "retki.yaml").read_text(encoding="utf-8")
    copy.add("retki.yaml", b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert load_pages(copy.folder) == before


def test_the_edition_changes_with_the_content_only(copy: Copy, kitchen: Book) -> None:
    assert load_pages(copy.folder).edition == kitchen.edition
    assert len(kitchen.edition) == 12
    copy.change("retki.yaml", "Sataako?", "Sataako nyt?")
    assert load_pages(copy.folder).edition != kitchen.edition


@each_fault("unreadable")
def test_a_fault_is_told_with_its_file_line_and_column_and_a_hint(copy: Copy, fault: Broken) -> None:
    copy.have(fault)
    (problem,) = copy.unreadable()
    assert problem.file == f"flows/{fault.file}"
    assert (problem.line, problem.column) == copy.spot(fault.file, fault.at), problem
    assert problem.says.startswith(fault.says), problem
    assert problem.hint
    assert not problem.warning


def test_a_file_that_is_not_utf_8_is_told_with_the_place_of_the_byte(copy: Copy) -> None:
    copy.add("retki.yaml", "flow: retki\ntitle: Äiti".encode("latin-1"))
    (problem,) = copy.unreadable()
    assert str(problem).startswith("flows/retki.yaml:2:8 expected UTF-8 text, got the byte 0xc4.")
    assert problem.hint


def test_a_file_that_is_too_big_is_not_read(copy: Copy) -> None:
    copy.add("retki.yaml", b"# " + b"x" * MAX_BYTES)
    (problem,) = copy.unreadable()
    assert (problem.file, problem.line) == ("flows/retki.yaml", 0)
    assert problem.says == f"expected at most {MAX_BYTES} bytes, got {MAX_BYTES + 2}."
    assert problem.hint


def test_an_empty_file_lacks_its_keys(copy: Copy) -> None:
    copy.add("retki.yaml", "# nothing yet\n")
    assert [problem.says.split("`")[1] for problem in copy.unreadable()] == [
        "about",
        "flow",
        "label",
        "steps",
        "title",
    ]


def test_a_list_where_a_mapping_is_meant_is_one_fault(copy: Copy) -> None:
    copy.add("retki.yaml", "- flow\n- title\n")
    (problem,) = copy.unreadable()
    assert problem.says == "the file: expected it to be a valid dictionary or instance of Flow, got list."


def test_every_file_that_a_book_has_must_be_there(copy: Copy) -> None:
    for name in ("_book.yaml", "_rules.yaml"):
        (copy.folder / name).unlink()
    assert [problem.says for problem in copy.unreadable()] == [
        "expected the file _book.yaml, found none.",
        "expected the file _rules.yaml, found none.",
    ]


@pytest.mark.parametrize("name", ["_ruels.yaml", "retki.yml", "card/ohje.yaml", "cards/old/ohje.yaml"])
def test_a_file_that_no_book_has_is_a_fault_not_a_silence(copy: Copy, name: str) -> None:
    copy.add(name, "a: b\n")
    (problem,) = copy.unreadable()
    assert (problem.file, problem.says) == (
        f"flows/{name}",
        "expected <flow>.yaml, cards/<card>.yaml or a file that every book has.",
    )


def test_all_faults_of_all_files_are_told_at_once_in_the_order_of_the_files(copy: Copy) -> None:
    copy.change("retki.yaml", "label: Retki\n", "label: Retki\nlabel: Reissu\nlable: Retki\n")
    copy.change("retki.yaml", "title: Sataako?", 'title: ""')
    copy.change("keittio.yaml", "flow: keittio\n", "flow: keitto\n")
    copy.change("cards/ohje.yaml", "about: Kertoo, miten keittiössä toimitaan.\n", "")
    copy.add("cards/opaskortti.yaml", b"\xff")
    copy.add("_rules.yaml", "rules: [\n")
    problems = copy.unreadable()
    assert [(problem.file.removeprefix("flows/"), problem.line) for problem in problems] == [
        *(("_rules.yaml", 2), ("cards/ohje.yaml", 1), ("cards/opaskortti.yaml", 1), ("keittio.yaml", 1)),
        *(("retki.yaml", 4), ("retki.yaml", 5), ("retki.yaml", 10)),
    ]
    with pytest.raises(BrokenContent) as broken:
        load_pages(copy.folder)
    assert str(broken.value).splitlines() == [str(problem) for problem in problems]


def test_a_problem_reads_as_file_line_column_what_and_hint() -> None:
    assert str(Problem("a.yaml", 1, 2, "expected x.", "Do y.")) == "a.yaml:1:2 expected x. Hint: Do y."
    assert str(Problem("a.yaml", 0, 0, "expected x.", warning=True)) == "a.yaml warning: expected x."


@given(st.one_of(st.text(max_size=60), st.text("ab:-[]{}&*!|>'\"#? \n\t,%@`", max_size=40)))
@settings(max_examples=250)
def test_any_text_is_read_or_refused_with_a_problem(raw: str) -> None:
    text = read_text(raw, "any.yaml")
    assert text.data is not None or text.problems
    for problem in text.problems:
        assert problem.line >= 1
        assert problem.column >= 1


def test_a_text_nested_without_end_is_refused() -> None:
    assert read_text("[" * 5000 + "]" * 5000, "deep.yaml").problems
