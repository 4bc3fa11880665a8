"""The two time limits, against an oracle of their own and a table written by hand."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from bot.core.deadlines import is_working_day, ready_by, start_by
from tests.core.oracle import AFTER_EASTER, ONE_DAY, easter, is_free, last_day_to_finish, last_day_to_start

EVERY_DAY = [date(2026, 1, 1) + timedelta(days=number) for number in range((date(2031, 1, 1) - date(2026, 1, 1)).days)]
MOVABLE = {
    2026: ["04-03", "04-06", "05-14"],
    2027: ["03-26", "03-29", "05-06"],
    2028: ["04-14", "04-17", "05-25"],
    2029: ["03-30", "04-02", "05-10"],
    2030: ["04-19", "04-22", "05-30"],
    2031: ["04-11", "04-14", "05-22"],
}
"""Good Friday, Easter Monday, Ascension Day. From the printed calendar, to test the oracle by."""


def test_the_oracle_has_the_holidays_of_the_calendar() -> None:
    assert MOVABLE
    for year, days in MOVABLE.items():
        assert [f"{easter(year) + ONE_DAY * after:%m-%d}" for after in AFTER_EASTER] == days


def test_every_day_of_five_years_is_a_working_day_or_not_as_the_law_lists_them() -> None:
    assert len(EVERY_DAY) == 1826
    assert [day for day in EVERY_DAY if is_working_day(day) is is_free(day)] == []


def test_from_every_day_of_five_years_the_assessment_starts_by_the_seventh_working_day() -> None:
    assert [day for day in EVERY_DAY if start_by(day) != last_day_to_start(day)] == []


def test_from_every_day_of_five_years_the_assessment_is_ready_in_three_months() -> None:
    assert [day for day in EVERY_DAY if ready_by(day) != last_day_to_finish(day)] == []


def test_a_later_beginning_never_has_an_earlier_limit() -> None:
    for one, next_one in pairwise(EVERY_DAY):
        assert start_by(one) <= start_by(next_one)
        assert ready_by(one) <= ready_by(next_one)


def test_received_on_a_tuesday_the_last_day_is_thursday_of_the_next_week() -> None:
    tuesday = date(2026, 11, 17)
    assert start_by(tuesday) == date(2026, 11, 26)


@pytest.mark.parametrize("year", range(2026, 2031))
def test_christmas_eve_and_midsummer_eve_count_as_working_days_when_they_are_weekdays(year: int) -> None:
    midsummer = {2026: 19, 2027: 25, 2028: 23, 2029: 22, 2030: 21}[year]
    for eve in (date(year, 12, 24), date(year, 6, midsummer)):
        assert is_working_day(eve) is (eve.weekday() < 5)
    assert date(year, 6, midsummer).weekday() == 4


LIMITS = {
    "over Christmas": (date(2026, 12, 21), date(2026, 12, 31), date(2027, 3, 21)),
    "over New Year and Epiphany": (date(2027, 12, 29), date(2028, 1, 10), date(2028, 3, 29)),
    "over Easter": (date(2027, 3, 22), date(2027, 4, 2), date(2027, 6, 22)),
    "on a Saturday": (date(2026, 11, 21), date(2026, 12, 1), date(2027, 2, 21)),
    "to the end of February": (date(2026, 11, 30), date(2026, 12, 9), date(2027, 2, 28)),
    "to the end of a leap February": (date(2027, 11, 30), date(2027, 12, 10), date(2028, 2, 29)),
    "to the end of April": (date(2027, 1, 31), date(2027, 2, 9), date(2027, 4, 30)),
    "and May Day is not moved": (date(2026, 2, 1), date(2026, 2, 10), date(2026, 5, 1)),
}


@pytest.mark.parametrize(("begun", "start", "ready"), LIMITS.values(), ids=LIMITS)
def test_the_limits_are_these(begun: date, start: date, ready: date) -> None:
    assert (start_by(begun), ready_by(begun)) == (start, ready)


def test_the_day_of_receipt_is_never_counted() -> None:
    for day in EVERY_DAY[:366]:
        assert start_by(day) >= day + 9 * ONE_DAY
