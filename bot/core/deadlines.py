"""The two time limits of a child protection matter, counted from the day it starts.

Sources: LSL 26.5 §, SHL 36.3 § (7th working day, 3 months, both from the start of the matter); 150/1930 2 §
(the first day is not counted), 3 § (months end on the same date, or on the month's last day).

Decided 2026-11-21: Christmas Eve and Midsummer Eve are counted as working days although the calendars in use
treat them as free, and the end of the three months is never moved past a holiday. Both give the earlier date,
which is the safe one, and the texts say "at the latest".
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays

ARRIVED = "vireille"
"""The date step of a flow that asks on which day the matter began."""
WORKING_DAYS_TO_START = 7
MONTHS_TO_FINISH = 3
SATURDAY = 5


def start_by(begun: date) -> date:
    """The last day to start the assessment: the 7th working day after the day the matter began."""
    day, left = begun, WORKING_DAYS_TO_START
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return day


def ready_by(begun: date) -> date:
    """The last day to finish the assessment: the same date three months on, or that month's last day."""
    months = begun.month - 1 + MONTHS_TO_FINISH
    year, month = begun.year + months // 12, months % 12 + 1
    return date(year, month, min(begun.day, monthrange(year, month)[1]))


def is_working_day(day: date) -> bool:
    """Monday to Friday, and not a public holiday of Finland; the two eves count as working days."""
    return day.weekday() < SATURDAY and day not in _public_holidays(day.year)


@lru_cache(maxsize=64)
def _public_holidays(year: int) -> frozenset[date]:
    eves = {date(year, 12, 24)} | {
        day for day in (date(year, 6, 19) + timedelta(days=n) for n in range(7)) if day.weekday() == SATURDAY - 1
    }
    return frozenset(country_holidays("FI", years=year)) - eves
