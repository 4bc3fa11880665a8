"""What may be shown: numbers of five and more, and nothing that tells a smaller one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.__main__ import main
from storage import Unanswered
from storage.shown import ARRIVALS, LEAST, CannotRead, Numbers, read, shown
from tests.storage.databases import ARRIVAL, DAY, Counting

few = st.integers(min_value=1, max_value=12)


@pytest.fixture
def filled(address: str, counting: Counting, monkeypatch: pytest.MonkeyPatch) -> str:
    """Some counts, named in the settings: six arrivals of one kind, and the day after four of another."""
    days = [*([DAY] * 6), *([DAY + timedelta(days=1)] * 4)]
    counts, steps = counting(address, lambda: days[0])
    while days:
        rare = len(days) <= 4
        counts.count(replace(ARRIVAL, step="rooli", lang="sv", channel="api") if rare else ARRIVAL)
        days.pop(0)
    days = [DAY]
    for helped, times in (("yes", 5), ("no", 4)):
        for _ in range(times):
            counts.count(replace(ARRIVAL, helped=helped))  # type: ignore[arg-type]
    steps.commit()
    monkeypatch.setenv("HUOLIPOLKU_DATABASE_URL", address)
    return address


def test_numbers_under_five_are_not_shown_and_nothing_tells_that_there_were_any(
    filled: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["counts"]) == 0
    said = capsys.readouterr().out
    assert said.split("\n") == [
        "",
        "Arrivals by flow and step",
        "        6  huoli / vaara",
        "",
        "Arrivals by language",
        "        6  fi",
        "",
        "Arrivals by channel",
        "        6  web",
        "",
        "Did this help?",
        "        5  huoli / yes",
        "",
    ]


def test_words_without_an_answer_are_shown_from_five_up(
    address: str, counting: Counting, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    counts, steps = counting(address)
    for number in range(5):
        counts.count(Unanswered(("kuraattori", "poliisi") if number else ("kuraattori",)))
    steps.commit()
    monkeypatch.setenv("HUOLIPOLKU_DATABASE_URL", address)
    assert main(["counts"]) == 0
    assert capsys.readouterr().out.split("\n") == [
        "", "Words of questions that no card answered", "        5  kuraattori", "",
    ]  # fmt: skip


def test_the_same_numbers_are_printed_as_csv(filled: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["counts", "--csv"]) == 0
    assert capsys.readouterr().out.split("\n") == [
        "counter,of,value,n",
        "step,huoli,vaara,6",
        "language,,fi,6",
        "channel,,web,6",
        "helped,huoli,yes,5",
        "",
    ]


def test_only_the_days_asked_for_are_counted_both_ends_included(
    filled: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["counts", "--from", "2026-11-21", "--to", "2026-11-21"]) == 0
    assert "6  huoli / vaara" in capsys.readouterr().out
    assert main(["counts", "--from", "2026-11-22", "--to", "2026-11-30"]) == 0
    assert capsys.readouterr().out == "Nothing to show: no count of these days has come to five.\n"


def test_a_day_that_is_none_is_one_clear_line_and_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["counts", "--from", "eilen"]) == 2
    assert capsys.readouterr().err == "huolipolku: expected a day such as 2026-11-21, got 'eilen'.\n"


def test_where_nothing_was_ever_counted_there_is_nothing_to_show_and_no_file_is_made(
    sqlite_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUOLIPOLKU_DATABASE_URL", f"sqlite:///{sqlite_file}")
    assert main(["counts"]) == 0
    assert capsys.readouterr().out.startswith("Nothing to show")
    assert not sqlite_file.parent.exists()


def test_an_empty_database_has_nothing_to_show(
    database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUOLIPOLKU_DATABASE_URL", database)
    assert main(["counts"]) == 0
    assert capsys.readouterr().out.startswith("Nothing to show")


@pytest.mark.parametrize("address", ["sqlite:///{folder}", "postgresql://salaisuus:9f3@127.0.0.1:1/x"])
def test_a_database_that_cannot_be_read_is_one_clear_line_and_code_1(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUOLIPOLKU_DATABASE_URL", address.format(folder=tmp_path))
    assert main(["counts"]) == 1
    out, err = capsys.readouterr()
    assert (out, err) == (
        "",
        "huolipolku: cannot read the counts (OperationalError). See HUOLIPOLKU_DATABASE_URL.\n",
    )


def test_a_fault_of_reading_holds_no_address() -> None:
    with pytest.raises(CannotRead) as raised:
        read("postgresql://salaisuus:9f3@127.0.0.1:1/x", date(2026, 1, 1), DAY)
    assert str(raised.value) == "OperationalError"
    assert raised.value.__cause__ is None


def test_a_small_number_cannot_be_told_from_the_sum_of_another_counter() -> None:
    numbers: dict[str, Numbers] = {
        "step": {("huoli", "vaara"): 20, ("huoli", "rooli"): 10},
        "language": {("fi",): 28, ("sv",): 2},
        "channel": {("web",): 30},
        "helped": {("huoli", "yes"): 30, ("huoli", "no"): 1},
    }
    assert shown(numbers) == {
        "step": {("huoli", "vaara"): 20},
        "language": {("fi",): 28},
        "channel": {},
        "helped": {("huoli", "yes"): 30},
    }


def test_where_the_small_numbers_are_many_nothing_else_is_hidden() -> None:
    numbers: dict[str, Numbers] = {
        "step": {("huoli", "vaara"): 24, ("huoli", "rooli"): 3, ("huoli", "kohde"): 3},
        "language": {("fi",): 30},
        "channel": {("web",): 30},
        "helped": {},
        "unanswered": {},
    }
    found = shown(numbers)
    assert (found["language"], found["channel"]) == ({("fi",): 30}, {("web",): 30})


@given(steps=st.lists(few, min_size=1, max_size=8), split=st.data())
def test_whatever_was_counted_no_sum_leaves_one_small_number_over(steps: list[int], split: st.DataObject) -> None:
    """Of counters with the same sum, one that shows it all never stands beside one that hides less than five."""
    total = sum(steps)
    first = split.draw(st.integers(min_value=0, max_value=total))
    numbers: dict[str, Numbers] = {
        "step": {("huoli", str(number)): n for number, n in enumerate(steps)},
        "language": {cell: n for cell, n in ((("fi",), first), (("sv",), total - first)) if n},
        "channel": {("web",): total},
        "helped": {},
        "unanswered": {},
    }
    found = shown(numbers)
    left = {name: total - sum(found[name].values()) for name in ARRIVALS}
    assert all(n >= LEAST for cells in found.values() for n in cells.values())
    assert not (0 in left.values() and any(0 < n < LEAST for n in left.values()))
