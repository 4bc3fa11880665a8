"""Every edge, every pair of answers and every county reads well in every language, through both renderers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import combinations

import pytest

from bot.channels.html import telegram_html, web_html
from bot.core.book import Book
from bot.core.checks.rules import place_of
from bot.core.checks.states import State, walk_states
from bot.core.place import CARD, Place
from bot.core.reply import Reply
from bot.core.turn import reply_at
from bot.core.walk import REGION, shared_key

TODAY = date(2026, 11, 21)
FLOW = "huoli"
LANGUAGES = ("fi", "sv", "en")
LEFT_OVER = re.compile(r"\{[a-z_]+\}|\[fi\]|\*\*|(?<!\w)\*\w")
"""A placeholder that was not filled in, a text that was not translated, a mark that was not rendered."""
BUTTON_LIMIT = 64
TELEGRAM_LIMIT = 4096


def pairs(state: State) -> set[tuple[tuple[str, str], ...]]:
    """The pairs of answers that a state has."""
    return set(combinations([(name, str(value)) for name, value in state.taken], 2))


def cover(book: Book, flow: str) -> list[State]:
    """Enough ends of a flow to have every pair of answers of two questions that can meet."""
    ends = [state for state in walk_states(book, book.paths[flow]) if isinstance(state, State) and state.ends]
    left = set().union(*(pairs(state) for state in ends))
    chosen = []
    for least, state in [(6, state) for state in ends[::7] + ends] + [(0, state) for state in ends]:
        new = pairs(state) & left
        if len(new) > (least if len(left) > 600 else 0):
            chosen.append(state)
            left -= new
        if not left:
            break
    assert not left
    return chosen


@pytest.fixture(scope="module")
def covering(book: Book) -> list[State]:
    """The outcomes of huoli that show every pair of its answers."""
    chosen = cover(book, FLOW)
    assert len(chosen) > 100
    return chosen


def check_reads_well(book: Book, reply: Reply) -> None:
    """One reply, rendered for the web and for Telegram."""
    where = f"{reply.place} {reply.lang}"
    for block in reply.blocks:
        for rendered in (web_html(block.text), telegram_html(block.text)):
            assert not LEFT_OVER.search(rendered), f"{where}: {LEFT_OVER.search(rendered)} in {rendered[:300]}"
            assert rendered.strip(), f"{where}: the block {block.kind} is empty"
    for choice in reply.choices:
        assert choice.label, where
        assert len(choice.label) <= BUTTON_LIMIT, f"{where}: {choice.label}"
        assert not LEFT_OVER.search(choice.label), f"{where}: {choice.label}"
        assert len(str(choice.place)) <= 64
    assert reply.title
    assert any(choice.tel == "112" for choice in reply.choices), where
    assert any(choice.place.over == "h" for choice in reply.choices) or reply.place.over == "h", where
    assert book.knows(reply.place.flow)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_edge_and_every_pair_of_answers_reads_well(book: Book, covering: list[State], lang: str) -> None:
    path = book.paths[FLOW]
    edges: set[tuple[str, str]] = set()
    for state in covering:
        for number in range(len(state.taken) + 1):
            edge = (state.taken[number - 1][0], str(state.taken[number - 1][1])) if number else ("", "")
            if edge in edges and number < len(state.taken):
                continue
            edges.add(edge)
            check_reads_well(book, reply_at(book, place_of(book, path, state.taken[:number], lang), TODAY))
    asked = {
        (step, option)
        for step, question in path.questions.items()
        for option in question.options or {}
        if step != "alue"
    }
    assert asked <= edges | same_class(book, edges)


def same_class(book: Book, edges: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Answers that no condition tells apart from one that was shown."""
    classes = book.classes(FLOW)
    shown = {(step, classes[book.paths[FLOW].name(step)].get(option)) for step, option in edges if step}
    return {
        (step, option)
        for step in book.paths[FLOW].questions
        for option, number in classes[book.paths[FLOW].name(step)].items()
        if (step, number) in shown
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_pair_of_answers_of_every_other_flow_reads_well(book: Book, lang: str) -> None:
    for name, path in book.paths.items():
        seen: set[Place] = set()
        for state in cover(book, name) if name != FLOW else ():
            for number in range(len(state.taken) + 1):
                place = place_of(book, path, state.taken[:number], lang)
                if place not in seen:
                    seen.add(place)
                    check_reads_well(book, reply_at(book, place, TODAY))
        assert seen or name == FLOW


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_county_is_shown_with_its_number_or_with_where_to_find_it(book: Book, lang: str) -> None:
    key = shared_key(book, REGION)
    assert len(book.pages.regions.regions) == 24
    for region in book.pages.regions.regions.values():
        reply = reply_at(book, Place(FLOW, lang, ((key, region.key),), "h"), TODAY)
        check_reads_well(book, reply)
        text = "\n".join(block.text for block in reply.blocks)
        numbers = [contact.number for contact in region.contacts if contact.number]
        assert "112" in text
        assert all(number in text for number in numbers)
        assert (
            any(choice.tel == number.replace(" ", "") for number in numbers[:1] for choice in reply.choices)
            or not numbers
        )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_outside_the_flow_reads_well(book: Book, lang: str) -> None:
    places = list(pages_outside(book, lang))
    assert len(places) > 100
    for place in places:
        check_reads_well(book, reply_at(book, place, TODAY))


def pages_outside(book: Book, lang: str) -> Iterator[Place]:
    """The front page, the cards and their sections, and what can be opened over them."""
    for flow in ("alku", "kortti", *(CARD + card for card in book.pages.cards)):
        for over in ("", "s", "h"):
            yield Place(flow, lang, over=over)
    for card, found in book.pages.cards.items():
        for section in found.sections:
            yield Place(CARD + card, lang, base=section)
    for case in book.pages.cases.cases.values():
        yield Place(FLOW, lang, (("P", case.key),))
