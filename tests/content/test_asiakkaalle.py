"""The flow for the child and the family never sends somebody who is afraid to the one they fear."""

from __future__ import annotations

from bot.core.book import Book
from bot.core.checks.states import State, walk_states

NOT_TO_THE_FEARED = ("Älä mene puhumaan sen kanssa", "Älä puhu asiasta sen kanssa")


def states(book: Book) -> list[State]:
    return [one for one in walk_states(book, book.paths["asiakkaalle"]) if isinstance(one, State)]


def said(book: Book, state: State) -> str:
    """All that an end says to these answers, in Finnish."""
    step = book.pages.flows["asiakkaalle"].steps[state.step]
    return "\n".join(line.words for line in step.says if book.test(line.when)(state.known))


def is_afraid(state: State) -> bool:
    ticked = state.known.value("sanottavaa")
    return state.known.value("aihe") == "pelko" or (isinstance(ticked, frozenset) and "pelko" in ticked)


def test_whoever_is_afraid_is_told_not_to_talk_with_the_one_they_fear_and_gets_112_and_a_helpline(book: Book) -> None:
    afraid = [one for one in states(book) if one.ends and is_afraid(one)]
    assert {one.step for one in afraid} == {"hata", "pelko", "mieli"}
    assert {one.known.value("kuka") for one in afraid} == {"lapsi", "vanhempi", "laheinen"}
    for state in afraid:
        words = said(book, state)
        assert any(warning in words for warning in NOT_TO_THE_FEARED), state
        assert "112" in words, state
        assert "080 005 005" in words, state


def test_danger_now_or_perhaps_leads_to_112_before_the_county_is_asked(book: Book) -> None:
    found = [one for one in states(book) if one.known.value("vaara") in ("nyt", "en-tieda")]
    assert found
    for state in found:
        assert state.step == "hata"
        assert "alue" not in dict(state.taken)


def test_on_aland_no_section_of_the_mainland_is_cited(book: Book) -> None:
    acts = ("LSL", "SHL", "OHL", "703/2023", "812/2000", "HuoltoL", "739/2023")
    found = [one for one in states(book) if one.ends and one.known.value("alue") == "ahvenanmaa"]
    assert {one.step for one in found} == {"pelko", "oma-laki"}
    for state in found:
        step = book.pages.flows["asiakkaalle"].steps[state.step]
        cited = [tag for line in step.says if book.test(line.when)(state.known) for tag in line.sources]
        assert cited
        assert not [tag for tag in cited if tag.startswith(acts)], state


def test_every_end_says_what_to_do_when_it_gets_worse(book: Book) -> None:
    ends = [one for one in states(book) if one.ends]
    assert len({one.step for one in ends}) == 10
    for state in ends:
        last = said(book, state).splitlines()[-1]
        assert "112" in last, state
        assert any(word in last for word in ("pahenee", "kasvaa")), state
