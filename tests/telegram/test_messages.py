"""Every screen as Telegram messages: what Telegram takes, and what a person finds under each. No server here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from bot.channels.telegram.messages import Message, messages
from bot.core.book import Book
from bot.core.checks.rules import place_of
from bot.core.checks.states import State
from bot.core.place import Over, Place
from bot.core.reply import Reply
from bot.core.turn import opened, reply_at
from tests.botapi.limits import BUTTONS, COPIED, DATA, ROW, TEXT
from tests.botapi.markup import found_entities, read_html, units
from tests.content.test_rendering import FLOW, LANGUAGES, cover, pages_outside

ENTITIES = 100
BACK, MORE, HELP = "←", "⋯", "🆘 "
OVER: tuple[Over, ...] = ("v", "s", "h")
Cover = dict[str, list[State]]


@pytest.fixture(scope="module")
def covers(book: Book) -> Cover:
    """Of every flow enough ends to show every pair of answers."""
    found = {flow: cover(book, flow) for flow in book.paths}
    assert len(found[FLOW]) > 100
    return found


def rows_of(message: Message) -> list[list[dict[str, object]]]:
    found: list[list[dict[str, object]]] = json.loads(message.keyboard)["inline_keyboard"]
    return found


def places(book: Book, covers: Cover, lang: str) -> Iterator[Place]:
    """Every page outside the flows; in them every edge, many ends, and what opens over the steps.

    Of `huoli` the ends show every pair of answers; of the others each second of those ends is enough here.
    """
    yield from pages_outside(book, lang)
    for flow, states in covers.items():
        seen: set[tuple[str, str]] = set()
        opened_over: set[str] = set()
        for count, state in enumerate(states):
            for number in range(len(state.taken)):
                edge = (state.taken[number][0], str(state.taken[number - 1]) if number else "")
                if edge not in seen:
                    seen.add(edge)
                    yield place_of(book, book.paths[flow], state.taken[:number], lang)
            if flow == FLOW or count % 2 == 0:
                yield place_of(book, book.paths[flow], state.taken, lang)
            if state.step not in opened_over:
                opened_over.add(state.step)
                for number in range(len(state.taken) + 1):
                    step = place_of(book, book.paths[flow], state.taken[:number], lang)
                    yield from (step.showing(over=over) for over in OVER)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_screen_is_something_that_telegram_takes_and_ends_in_the_closing_rows(
    book: Book, covers: Cover, today: date, lang: str
) -> None:
    seen = 0
    for place in places(book, covers, lang):
        reply = reply_at(book, place, today)
        check(reply, messages(book, reply))
        seen += 1
    assert seen > 1000


def check(reply: Reply, shown: tuple[Message, ...]) -> None:
    where = str(reply.place)
    assert shown, where
    for number, message in enumerate(shown, 1):
        text, entities = read_html(message.html)
        assert text.strip() == text, where
        assert text, where
        assert "\n\n\n" not in text, where
        assert units(text) <= TEXT, where
        assert len(entities) + len(found_entities(text, entities)) <= ENTITIES, where
        check_buttons(where, rows_of(message))
        if number < len(shown):
            assert [[str(button["text"])[:2] for button in row] for row in rows_of(message)] == [[HELP]], where
    check_closing(reply, rows_of(shown[-1]))


def check_buttons(where: str, rows: list[list[dict[str, object]]]) -> None:
    buttons = [button for row in rows for button in row]
    assert 0 < len(buttons) <= BUTTONS, where
    assert all(0 < len(row) <= ROW for row in rows), where
    for button in buttons:
        assert str(button["text"]).strip(), where
        assert len(str(button.get("callback_data", "x")).encode()) <= DATA, where
        assert 1 <= units(copied(button)) <= COPIED, where


def copied(button: dict[str, object]) -> str:
    found = button.get("copy_text")
    return str(found["text"]) if isinstance(found, dict) else "x"


def check_closing(reply: Reply, rows: list[list[dict[str, object]]]) -> None:
    """112 and the social emergency service, unless they are what is open; then the way back and the settings.

    The settings begin with the languages, each at the same place.
    """
    where = str(reply.place)
    labels = [[str(button["text"]) for button in row] for row in rows]
    *answers, last = labels
    expected = [sign for sign in (BACK, MORE) if not (sign == BACK and reply.flow == "alku" and not reply.place.over)]
    if reply.place.over == "s":
        expected.remove(MORE)
        here = [str(replace(reply.place, lang=lang, over="")) for lang in LANGUAGES]
        assert [button["callback_data"] for button in rows[0]] == here, where
    assert last == expected, where
    if reply.place.over != "h":
        helping = answers.pop()
        assert len(helping) == 1, where
        assert helping[0].startswith(f"{HELP}112"), where
    assert not any(label in (BACK, MORE) or label.startswith(HELP) for row in answers for label in row), where


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_link_that_cannot_be_read_is_shown_as_well(book: Book, today: date, lang: str) -> None:
    reply = opened(book, "?" * 80, today, lang)
    check(reply, messages(book, reply))
    assert reply.notices == ("content-changed",)
