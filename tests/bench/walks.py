"""What the phones press: the practice cases, walked through the flow by the labels of the buttons."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from bot.channels.telegram.messages import messages
from bot.core.book import Book
from bot.core.place import Place
from bot.core.practice import good_answer
from bot.core.sheets import Case
from bot.core.turn import turn
from bot.core.walk import REGION, ROLE, walk, write_value

Json = dict[str, Any]


def places(book: Book, flow: str, case: Case) -> Iterator[Place]:
    """The places of a case's good walk from the first question to the end, with its role and county asked too."""
    place = Place(flow, "fi")
    answers = {**case.answers, ROLE: case.role, REGION: case.region}
    while True:
        yield place
        found = walk(book, place)
        if found.ends:
            return
        good = good_answer(found.question, answers[found.step])
        if good is None:
            raise ValueError(f"bench: the case has no answer to {found.step}")
        place = walk(book, found.place.having(found.question.key or "", write_value(book, found.question, good))).place


def labels(book: Book, flow: str, case: Case, today: date) -> list[str]:
    """The buttons that lead along a case's walk."""
    found = []
    steps = list(places(book, flow, case))
    for here, following in pairwise(steps):
        buttons = [button for row in screen(book, here, today)["rows"] for button in row]
        leading = [button["text"] for button in buttons if button.get("callback_data") == str(following)]
        if not leading:
            raise ValueError(f"bench: no button leads from {here} to {following}")
        found.append(leading[0])
    return found


def screen(book: Book, place: Place, today: date) -> Json:
    """The last message at a place: its text and its buttons."""
    last = messages(book, turn(book, str(place), None, today))[-1]
    return {"html": last.html, "rows": json.loads(last.keyboard)["inline_keyboard"]}


def pages(book: Book, flow: str, case: Case, today: date) -> list[Json]:
    """The screens of a walk as a peer shows them: each button asks the bot for the next page."""
    screens = [screen(book, place, today) for place in places(book, flow, case)]
    return [
        {"html": one["html"], "rows": [[button["text"] for button in row] for row in one["rows"]]} for one in screens
    ]
