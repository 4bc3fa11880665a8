"""The buttons under a message, as Telegram's JSON: what answers first, then 112, then the way back and the settings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

from babel.dates import format_date

from bot.core.place import Place
from bot.core.reply import Choice, Reply

Button = dict[str, object]
Row = list[Button]

MOST_BUTTONS = 100
"""Telegram shows no more under one message."""
COPY_MOST = 256
"""Characters that a copy button can carry."""
FILE = "!"
"""Begins what a button carries when it asks for a file; the place is read from the other buttons of its message."""
HELP = "🆘"
CLOSING = {"apua-nyt": "", "takaisin": "←", "asetukset": "⋯"}
"""The choices of the closing rows, and their signs."""
GAP = "·"
A_MONDAY = date(2026, 11, 23)
WIDTHS = ((7, 4), (9, 3), (16, 2))
"""Labels up to so many characters stand so many in a row on a phone."""
UNHEADED = frozenset({"", "help", "more", "back", "months", "copy", "helped"})
"""Groups that are no heading that a person reads."""


def keyboard(reply: Reply) -> str:
    """All buttons of a reply, ready to be sent."""
    return written([*_answers(reply), *closing(reply)])


def written(rows: Iterable[Row]) -> str:
    """Rows as the `reply_markup` that Telegram takes."""
    return json.dumps({"inline_keyboard": [row for row in rows if row]}, ensure_ascii=False, separators=(",", ":"))


def closing(reply: Reply) -> list[Row]:
    """The two rows that end every step: 112 and the social emergency service; back and the settings."""
    by_id = {choice.id: choice for choice in reply.choices if choice.id in CLOSING}
    labels = {**CLOSING, "apua-nyt": f"{HELP} {by_id['apua-nyt'].label}" if "apua-nyt" in by_id else ""}
    buttons = {name: _button(replace(choice, label=labels[name])) for name, choice in by_id.items()}
    return [
        [buttons[name] for name in names if name in buttons] for names in (("apua-nyt",), ("takaisin", "asetukset"))
    ]


def _answers(reply: Reply) -> Iterator[Row]:
    shown = [choice for choice in reply.choices if _is_answer(choice)]
    months = [choice for choice in shown if choice.group == "months"]
    rest = [choice for choice in shown if choice.group != "months"]
    left = MOST_BUTTONS - 8
    for group, members in groupby(rest, lambda choice: choice.group):
        choices = list(members)
        if group not in UNHEADED and not group_is_plain(choices):
            yield [_to(f"— {group} —", reply.place)]
        for row in _month(choices, reply) if choices[0].kind == "date" else _packed(choices):
            left -= len(row)
            if left >= 0:
                yield row
    yield [_button(choice) for choice in months]


def group_is_plain(choices: list[Choice]) -> bool:
    """Whether a group explains itself: the languages do, by their own names."""
    return all(choice.id.startswith("kieli-") for choice in choices)


def _is_answer(choice: Choice) -> bool:
    here = choice.kind == "url" and choice.href.startswith("/")  # opens on the web server that shows it, nowhere else
    return choice.kind != "call" and choice.id not in CLOSING and bool(choice.label) and not here


def _packed(choices: list[Choice]) -> Iterator[Row]:
    """Short labels side by side, long ones below each other."""
    row: list[Choice] = []
    for choice in choices:
        if row and len(row) >= _beside([*row, choice]):
            yield [_button(one) for one in row]
            row = []
        row.append(choice)
    yield [_button(one) for one in row]


def _beside(choices: list[Choice]) -> int:
    """How many labels as long as the longest of these fit a row."""
    longest = max(len(_label(choice)) for choice in choices)
    return next((count for most, count in WIDTHS if longest <= most), 1)


def _month(choices: list[Choice], reply: Reply) -> Iterator[Row]:
    """The days of one month as a calendar, Monday first; days that may not be chosen are gaps."""
    here = reply.place
    yield [_to(format_date(A_MONDAY + timedelta(number), "EEEEEE", reply.lang), here) for number in range(7)]
    days = {date.fromisoformat(choice.id): choice for choice in choices}
    first, last = min(days), max(days)
    week: Row = [_to(GAP, here)] * first.weekday()
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        chosen = days.get(day)
        week.append(_to(str(day.day), chosen.place) if chosen else _to(GAP, here))
        if day.weekday() == 6:  # noqa: PLR2004 - Sunday
            yield week
            week = []
    if week:
        yield week + [_to(GAP, here)] * (7 - len(week))


def _label(choice: Choice) -> str:
    if choice.kind == "several":
        return ("☑ " if choice.ticked else "☐ ") + choice.label
    return ("✓ " if choice.ticked else "") + choice.label


def _button(choice: Choice) -> Button:
    make = _SPECIAL.get(choice.kind)
    return make(choice) if make else _to(_label(choice), choice.place)


def _to(label: str, place: Place) -> Button:
    return {"text": label, "callback_data": str(place)}


_SPECIAL: dict[str, Callable[[Choice], Button]] = {
    "copy": lambda choice: {"text": choice.label, "copy_text": {"text": choice.text}},
    "url": lambda choice: {"text": choice.label, "url": choice.href},
    "document": lambda choice: {"text": choice.label, "callback_data": FILE + choice.id},
}
