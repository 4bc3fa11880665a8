"""The two time limits as a calendar file: all-day events with neutral titles, each with a reminder.

The file leans on the day the matter began and on nothing else: the same day gives the same bytes, and a second import
replaces the first. A calendar is often shared, so nothing in it tells of anyone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from icalendar import Alarm, Calendar, Event

from bot.core.book import Book
from bot.core.deadlines import ARRIVED, is_working_day, ready_by, start_by
from bot.core.reply import Reply
from bot.core.tongue import Tongue
from bot.core.walk import walk
from bot.documents.document import Document, NoSuchDocument, Render

NAME = "kalenteri"
DAYS_TO_PREPARE, DAYS_TO_FINISH = 2, 14
"""Practice, not law: working days before the first date, days before the second."""
REMINDED_AT = timedelta(hours=9)


class _Limit(NamedTuple):
    """One event: the day it is on, its name in its UID, when it reminds, and what it says in Finnish."""

    day: date
    name: str
    remind: date
    title: str
    law: str


def calendar(book: Book, reply: Reply, today: date, render: Render) -> Document:  # noqa: ARG001 - it depends on the place alone
    """Both dates, in the reply's language. Raises `NoSuchDocument` where the reply does not offer them."""
    begun = walk(book, reply.place).known.values.get(ARRIVED) if reply.place.flow in book.paths else None
    if not isinstance(begun, date) or all(choice.id != NAME for choice in reply.documents):
        raise NoSuchDocument("Expected a place at the end of a path that asked on which day the matter began.")
    tongue = book.tongues[reply.lang]
    whole = Calendar()
    whole.add("prodid", "-//huolipolku//FI")
    whole.add("version", "2.0")
    whole.add("uid", _uid(begun, "arviointi"))
    for limit in _limits(book, begun):
        whole.add_component(_event(book, tongue, begun, limit))
    return Document("muistutukset.ics", "text/calendar; charset=utf-8", whole.to_ical())


def _limits(book: Book, begun: date) -> Iterator[_Limit]:
    words, first, last = book.words, start_by(begun), ready_by(begun)
    yield _Limit(first, "aloitus", _working_days_before(first), words.calendar_start, words.calendar_start_law)
    end = last - timedelta(days=DAYS_TO_FINISH)
    yield _Limit(last, "valmis", end, words.calendar_ready, words.calendar_ready_law)


def _working_days_before(day: date) -> date:
    left = DAYS_TO_PREPARE
    while left:
        day -= timedelta(days=1)
        left -= is_working_day(day)
    return day


def _event(book: Book, tongue: Tongue, begun: date, limit: _Limit) -> Event:
    title = tongue.body(limit.title)
    event = Event()
    event.add("uid", _uid(begun, limit.name))
    event.add("dtstamp", datetime.combine(begun, time(), UTC))
    event.add("dtstart", limit.day)
    event.add("dtend", limit.day + timedelta(days=1))
    event.add("summary", title)
    event.add("description", f"{tongue.body(limit.law)}\n\n{tongue.body(book.words.calendar_practice)}")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    event.add_component(_alarm(title, limit))
    return event


def _alarm(title: str, limit: _Limit) -> Alarm:
    """A reminder in the morning of its day, whatever the clock of the reader's calendar."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", limit.remind - limit.day + REMINDED_AT)
    alarm.add("description", title)
    return alarm


def _uid(begun: date, name: str) -> str:
    """The same for the same day in every language, so that an event is never doubled."""
    return f"{begun:%Y%m%d}-{name}@huolipolku"
