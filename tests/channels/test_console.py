"""The chat in a terminal takes numbers, labels, days and words, and can print its own test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import yaml

from bot.channels.console import chat
from bot.core.book import Book

TODAY = date(2026, 11, 21)


def talk(book: Book, *lines: str, repro: bool = False) -> list[str]:
    """What is said when these lines are typed one after another, then the input ends."""
    given: Iterator[str] = iter(lines)
    told: list[str] = []

    def ask() -> str:
        try:
            return next(given)
        except StopIteration:
            raise EOFError from None

    chat(book, "fi", lambda: TODAY, ask, told.append, repro=repro)
    return told


def test_a_number_and_a_label_lead_to_the_same_place(kitchen: Book) -> None:
    by_number, by_label = talk(kitchen, "1"), talk(kitchen, "Keittiö")
    assert "Onko nälkä?" in by_number[-1]
    assert by_number == by_label


def test_every_screen_names_the_emergency_number(kitchen: Book) -> None:
    told = talk(kitchen, "1", "1", "1", "Suola", "Valmis")
    assert len(told) == 6
    assert all("112" in screen for screen in told)


def test_a_day_is_an_answer_where_a_day_is_asked_and_a_sentence_where_not(kitchen: Book) -> None:
    told = talk(kitchen, "1", "21.11.2026", "1", "1", "Suola", "Valmis", "Valmis", "1.12.2026")
    assert "Expected one of the choices" in told[2]
    assert "Mitä syödään heti?" in told[-1]


def test_typed_words_are_answered_and_danger_first(kitchen: Book) -> None:
    assert "liesi palaa" in talk(kitchen, "liesi palaa täällä")[-1].split("En ymmärtänyt")[0]


def test_a_raised_digit_chooses_as_the_digit_does(kitchen: Book) -> None:
    assert talk(kitchen, "²") == talk(kitchen, "2")


def test_leaving_ends_the_chat(kitchen: Book) -> None:
    assert len(talk(kitchen, "q", "1")) == 1


def test_repro_prints_the_walk_as_a_journey(kitchen: Book) -> None:
    told = talk(kitchen, "1", "1", "1", "Ei mikään näistä", "Valmis", "1", "Manner", repro=True)
    walk = yaml.load(told[-1], yaml.BaseLoader)
    assert walk["start"] == "keittio"
    assert walk["taps"][:2] == ["Kyllä, kova", "Kokki"]
    assert walk["taps"][-1] == "Manner"
    assert walk["duties"] == ["Syö heti", "Keitä keitto"]
