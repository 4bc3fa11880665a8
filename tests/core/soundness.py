"""What must hold of every reply at every place, whatever the book."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.core.book import Book
from bot.core.place import TOKEN_LIMIT, Place
from bot.core.reply import Reply
from bot.core.turn import turn
from bot.core.walk import read_place

MOVES = frozenset({"option", "several", "date", "back", "change", "card", "flow"})
STAYS = frozenset({"call", "document", "copy", "url"})


def places_of(reply: Reply) -> Iterator[Place]:
    """Every place that a reply names."""
    yield reply.place
    yield from (choice.place for choice in (*reply.choices, *reply.documents))
    yield from (one.change for one in reply.answers)
    yield from (one.place for one in reply.sources)


def assert_sound(book: Book, reply: Reply, today: date) -> None:
    """A reply leads somewhere, back, and to help; every place in it is whole when it is read again."""
    where = str(reply.place)
    for place in places_of(reply):
        assert len(str(place)) <= TOKEN_LIMIT, where
        assert read_place(book, str(place)) == (place, False), f"{where}: {place} reads back as another place"
    assert turn(book, where, None, today).place == reply.place, f"{where} is another place when it is read again"
    calls = [choice for choice in reply.choices if choice.kind == "call" and choice.tel == "112"]
    assert len(calls) == 1, f"{where}: no call to 112"
    assert "112" in calls[0].label, where
    assert reply.place.over == "h" or [one for one in reply.choices if one.place.over == "h"], f"{where}: no help"
    ways = [one for one in reply.choices if one.kind in MOVES and one.place != reply.place]
    assert [one for one in ways if not one.place.over], f"{where} is a dead end"
    assert where.startswith("alku") or [one for one in ways if one.kind == "back"], f"{where}: no way back"
    assert {one.kind for one in reply.choices} <= MOVES | STAYS, where
    if reply.progress is not None:
        assert 1 <= reply.progress.step <= reply.progress.of, where
    ids = [(one.id, str(one.place)) for one in reply.choices]
    assert len(ids) == len(set(ids)), f"{where} shows a choice twice"
    assert reply.title, where
    assert all(one.label for one in reply.choices), where
