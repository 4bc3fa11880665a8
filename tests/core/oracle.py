"""The two time limits worked out a second time, from the law's words alone, to test the program against.

Nothing here uses the library of holidays or any code of the program: Easter by the arithmetic of the church calendar,
the fixed days by hand, the working days counted one by one.
"""

from __future__ import annotations

from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
FIXED = {(1, 1), (1, 6), (5, 1), (12, 6), (12, 25), (12, 26)}
"""New Year, Epiphany, May Day, Independence Day, Christmas Day and St Stephen's Day."""
AFTER_EASTER = (-2, 1, 39)
"""Good Friday, Easter Monday, Ascension Day. The other movable holidays fall on Saturdays and Sundays."""
LAST_DAY = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


def easter(year: int) -> date:
    """Easter Sunday: the Sunday after the first full moon of spring, by the golden number and the epact."""
    golden = year % 19
    century = year // 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (year % 100 // 4) - moon - year % 100 % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    days = moon + sunday - 7 * late + 114
    return date(year, days // 31, days % 31 + 1)


def is_free(day: date) -> bool:
    """A Saturday, a Sunday or a public holiday; Christmas Eve and Midsummer Eve are none."""
    movable = {easter(day.year) + ONE_DAY * after for after in AFTER_EASTER}
    return day.weekday() >= 5 or (day.month, day.day) in FIXED or day in movable


def last_day_to_start(begun: date) -> date:
    """The seventh day that is not free, the day of the beginning not counted."""
    after = (begun + ONE_DAY * number for number in range(1, 40))
    return [day for day in after if not is_free(day)][6]


def last_day_to_finish(begun: date) -> date:
    """The same number three months on; in a month without that number, its last day."""
    month, year = begun.month + 3, begun.year
    if month > 12:
        month, year = month - 12, year + 1
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return date(year, month, min(begun.day, LAST_DAY[month] + leap))
