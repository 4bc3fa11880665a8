"""What must hold on every state of the flows beside `huoli`."""

from __future__ import annotations

from bot.core.book import Book
from bot.core.checks.states import State, walk_states
from bot.core.turn import turn
from tests.conftest import TODAY


def ends_at(book: Book, flow: str, *steps: str) -> list[State]:
    """The states of a flow that stand at one of these ends."""
    found = [state for state in walk_states(book, book.paths[flow]) if isinstance(state, State) and state.step in steps]
    assert found
    return found


def test_words_for_the_family_are_given_only_when_nothing_speaks_against_talking(book: Book) -> None:
    for state in ends_at(book, "puheeksi", "valmistaudu"):
        assert state.known.value("hata") == "ei", state
        assert state.known.value("este") == "ei", state
        assert state.known.value("suojelu") not in ("mahdollinen", "epavarma"), state


def test_danger_ends_the_talk_before_any_other_question(book: Book) -> None:
    for state in ends_at(book, "puheeksi", "soita-112"):
        assert [name for name, _ in state.taken] == ["hata"]


def test_advice_alone_is_given_only_when_the_need_is_not_clear(book: Book) -> None:
    for state in ends_at(book, "konsultointi", "neuvo"):
        assert state.known.value("vaara") in ("ei", "en-tieda"), state
        assert state.known.value("aihe") != "kotivakivalta", state
        assert state.known.value("peruste") in ("aavistus", "-"), state
        assert state.known.value("tarve") != "mahdollinen", state


def test_on_aland_no_mainland_notification_is_asked_for(book: Book) -> None:
    for state in ends_at(book, "konsultointi", "ilmoita"):
        assert state.known.value("alue") != "ahvenanmaa", state


def test_a_card_leads_to_every_flow_where_it_matters(book: Book) -> None:
    reply = turn(book, "kortti-vireilletulo_fi", None, TODAY)
    flows = [choice.place.flow for choice in reply.choices if choice.kind == "flow"]
    assert {"huoli", "vireilletulo"} <= set(flows)
    assert len(flows) == len(set(flows))


def test_every_card_matters_somewhere(book: Book) -> None:
    assert len(book.used_in) == len(book.pages.cards) > 40
    assert [name for name, flows in book.used_in.items() if not flows] == []
