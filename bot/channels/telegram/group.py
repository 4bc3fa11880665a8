"""In a group everybody sees what one presses, so there are only cards; flows and settings open in private."""

from __future__ import annotations

from dataclasses import replace

from bot.core.book import Book
from bot.core.links import Links
from bot.core.place import CARDS, FRONT, NotAPlace, Place
from bot.core.reply import Choice, Reply
from bot.core.walk import read_place


def is_for_group(book: Book, token: str) -> bool:
    """Whether this is the list of cards, a card or a section of one, and says nothing of who reads it."""
    try:
        place, _ = read_place(book, token)
    except NotAPlace:
        return False
    return _is_card(place) and not place.answers


def private_link(links: Links, book: Book, token: str) -> str:
    """The address that opens the same in private: never with an answer of a flow."""
    try:
        place, _ = read_place(book, token or FRONT)
    except NotAPlace:
        return links.bot
    return f"{links.bot}?start={place.at(place.flow, place.base if place.card else '')}"


def for_group(links: Links, book: Book, reply: Reply) -> Reply:
    """The reply with every choice that is not a card as a link into private."""
    return replace(reply, choices=tuple(_choice(links, book, choice) for choice in reply.choices))


def _choice(links: Links, book: Book, choice: Choice) -> Choice:
    if choice.kind in ("copy", "call", "url") or (_is_card(choice.place) and not choice.place.answers):
        return choice
    return replace(choice, kind="url", href=private_link(links, book, str(choice.place)))


def _is_card(place: Place) -> bool:
    return (bool(place.card) or place.flow == CARDS) and not place.over
