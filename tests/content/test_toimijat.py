"""What must hold on every state of the flow `toimijat`: everybody can be found, and nobody is invited too early."""

from __future__ import annotations

from functools import cache

import pytest

from bot.core.actors import actors_for, ticked
from bot.core.book import Book
from bot.core.checks.rules import place_of
from bot.core.checks.states import State, walk_states
from bot.core.turn import turn
from tests.conftest import TODAY

FLOW, LIST = "toimijat", "toimijat"
NAMES = (
    "lapsi vanhempi varhaiskasvatus opettaja koulukuraattori koulupsykologi koulupsyykkari kouluterveydenhoitaja "
    "neuvola terveydenhuolto perheneuvola lastenvalvoja perhesosiaalityo lastensuojelu perhetyontekija "
    "sosiaalipaivystys ankkuri poliisi mielenterveyspalvelut paihdepalvelut lanu etsiva-nuorisotyo turvakoti "
    "aikuisten-palvelut kokemusasiantuntija jarjesto"
)
ACTORS = frozenset(NAMES.split())
"""Every actor that has an action card."""
UNSAFE = ("satutettu", "kotivakivalta", "vaarantaa", "en-tieda")


@cache
def ends(book: Book) -> tuple[State, ...]:
    """Every end of the flow with the answers that lead there."""
    walked = (found for found in walk_states(book, book.paths[FLOW]) if isinstance(found, State))
    return tuple(state for state in walked if state.ends)


def at(book: Book, step: str) -> list[State]:
    found = [state for state in ends(book) if state.step == step]
    assert found
    return found


def listed(book: Book, state: State) -> set[str]:
    step = book.paths[FLOW].flow.steps[state.step]
    return {one.actor.card for one in actors_for(book, step, ticked(book, FLOW, step, state.known), state.known)}


def needs(state: State) -> frozenset[str]:
    found = state.known.value("tarpeet")
    assert isinstance(found, frozenset)
    return found


def test_every_actor_card_is_reached_from_a_single_need(book: Book) -> None:
    assert len(ACTORS) == 26
    assert book.pages.cards.keys() >= ACTORS
    reached = set().union(*(listed(book, state) for state in at(book, LIST) if len(needs(state)) == 1))
    assert reached == ACTORS


def test_every_need_has_somebody_at_every_age(book: Book) -> None:
    single = [state for state in at(book, LIST) if len(needs(state)) == 1]
    options = book.paths[FLOW].questions["tarpeet"].options or {}
    assert {need for state in single for need in needs(state)} == set(options)
    assert all(listed(book, state) for state in single)


def test_nobody_is_listed_before_danger_and_safety_are_clear(book: Book) -> None:
    for state in at(book, LIST):
        assert state.known.value("vaara") == "ei", state
        assert state.known.value("turva") in ("ei", "sovittu"), state


@pytest.mark.parametrize("answer", UNSAFE)
@pytest.mark.parametrize("county", ["pirha", "ahvenanmaa", "en-tieda"])
def test_who_may_not_talk_with_the_family_first_is_told_to_notify_or_ask_first(
    book: Book, answer: str, county: str
) -> None:
    taken = (("vaara", "ei"), ("alue", county), ("turva", answer))
    reply = turn(book, str(place_of(book, book.paths[FLOW], taken, "fi")), None, TODAY)
    assert reply.step == "ilmoita-ensin"
    assert "älä kerro perheelle ensin" in reply.blocks[0].text
    assert any(choice.id == "polku-huoli" for choice in reply.choices)


def test_a_parent_is_not_invited_when_somebody_has_been_hurt(book: Book) -> None:
    hurt = [state for state in at(book, LIST) if state.known.value("turva") == "sovittu"]
    assert hurt
    for state in hurt:
        assert not listed(book, state) & {"vanhempi", "lastenvalvoja"}, state


def test_on_aland_no_mainland_actor_is_listed(book: Book) -> None:
    island = [state for state in ends(book) if state.known.value("alue") == "ahvenanmaa"]
    assert {state.step for state in island} == {"paivystys", "ilmoita-ensin", "kysy-kst"}


def test_immediate_danger_ends_before_any_other_question(book: Book) -> None:
    for state in at(book, "soita-112"):
        assert [name for name, _ in state.taken] == ["vaara"]


def test_an_unborn_child_brings_the_anticipatory_notification_and_no_school(book: Book) -> None:
    unborn = [state for state in at(book, LIST) if state.known.value("lapsen-ika") == "syntymaton"]
    assert unborn
    for state in unborn:
        assert not listed(book, state) & {"lapsi", "opettaja", "koulukuraattori", "varhaiskasvatus"}, state
        reply = turn(book, str(place_of(book, book.paths[FLOW], state.taken, "fi")), None, TODAY)
        assert "ennakollinen lastensuojeluilmoitus" in reply.blocks[0].text


def test_whoever_ticks_nothing_is_told_where_to_begin(book: Book) -> None:
    assert all(not needs(state) for state in at(book, "mieti"))


def test_every_end_says_what_to_do_if_it_grows(book: Book) -> None:
    for state in ends(book):
        reply = turn(book, str(place_of(book, book.paths[FLOW], state.taken, "fi")), None, TODAY)
        said = "\n".join(block.text for block in reply.blocks)
        assert "112" in said, state
        assert "kasvaa" in said or "pahenee" in said, state
