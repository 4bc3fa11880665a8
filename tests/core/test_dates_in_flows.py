"""The dates that follow from the day a matter began, in the lines of a flow; and what the checks say of others."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.book import Book
from bot.core.tongue import Tongue
from bot.core.turn import turn
from bot.load import load_pages
from tests.conftest import TODAY, choice_of, walk_by_labels
from tests.core.copies import Copy

POSTI = Path(__file__).with_name("posti.yaml").read_text(encoding="utf-8")


@pytest.fixture
def post(copy: Copy) -> Copy:
    """The toys with a flow that asks for a day."""
    copy.add("posti.yaml", POSTI)
    return copy


@pytest.fixture
def letters(post: Copy) -> Book:
    """Its book, in Finnish and in a language without translations."""
    return Book(load_pages(post.folder), {"fi": Tongue("fi", "fi_FI", "Suomi"), "en": Tongue("en", "en_GB", "English")})


def ended(book: Book, answer: str, lang: str = "fi") -> str:
    month_before = walk_by_labels(book, f"posti_{lang}__d-2609", "2026-09-28", answer)
    return "\n".join(block.text for block in month_before.blocks)


def test_the_day_of_arrival_is_shown_from_the_next_step_on(letters: Book) -> None:
    reply = walk_by_labels(letters, "posti_fi__d-2609", "2026-09-28")
    assert reply.step == "kiire"
    assert "Kirje tuli: **maanantai 28. syyskuuta 2026**." in reply.blocks[0].text


def test_an_end_tells_the_last_days_with_their_weekdays_in_the_reader_s_language(letters: Book) -> None:
    assert "Aloita viimeistään: **keskiviikko 7. lokakuuta 2026**." in ended(letters, "ei")
    assert "Valmista viimeistään: maanantai 28. joulukuuta 2026." in ended(letters, "ei")
    assert "**Wednesday, 7 October 2026**" in ended(letters, "ei", "en")
    assert "Valmista" not in ended(letters, "kylla")


def test_words_to_copy_carry_the_date_itself(letters: Book) -> None:
    reply = walk_by_labels(letters, "posti_fi__d-2609", "2026-09-28", "ei")
    assert choice_of(reply, "kopioi-1").text == "Vastaan viimeistään: maanantai 28. joulukuuta 2026."


def test_an_end_with_three_documents_names_each_by_its_own_label(post: Copy) -> None:
    post.change("posti.yaml", "[kalenteri, keskustelu]", "[kalenteri, keskustelu, yhteenveto]")
    reply = turn(Book(load_pages(post.folder)), "posti_fi_v7m1k2", None, TODAY)
    assert [choice.label for choice in reply.documents] == [
        "Määräpäivät kalenteriin", "Tallenna keskustelu", "Tulostettava yhteenveto",
    ]  # fmt: skip


def test_dates_after_the_day_was_asked_are_no_fault(post: Copy) -> None:
    assert [str(problem) for problem in post.faults()] == []
    assert [str(problem) for problem in post.book_faults()] == []


WITHOUT_THE_DAY = {
    "the step stands after the text": ("vireille:\n    key: v\n    ask: date", "tuli:\n    key: v\n    ask: date"),
    "the step is no date": ("key: v\n    ask: date", "key: v\n    options: {nyt: {key: a, label: Nyt}}"),
}


@pytest.mark.parametrize(("old", "new"), WITHOUT_THE_DAY.values(), ids=WITHOUT_THE_DAY)
def test_a_date_and_the_calendar_without_the_day_they_lean_on_are_faults(post: Copy, old: str, new: str) -> None:
    post.change("posti.yaml", old, new)
    found = post.book_faults()
    assert len(found) == 5
    assert all("no step `vireille` with `ask: date` was answered" in problem.says for problem in found)
    assert all(problem.file == "flows/posti.yaml" and problem.line > 1 for problem in found)


def test_a_way_past_the_day_is_a_fault_even_when_another_way_asks_for_it(post: Copy) -> None:
    post.change(
        "posti.yaml", "steps:\n",
        'steps:\n  alku:\n    key: a\n    title: Tuliko?\n    options:\n      kylla: {key: "1", label: Tuli}\n'
        '      ei: {key: "2", label: "Ei, ei tullut", to: loppu}\n',
    )  # fmt: skip
    found = post.book_faults()
    assert len(found) == 3
    assert all("loppu after ei" in problem.says for problem in found)


NOT_FILLED = {
    "another name": ('{ready_by}."\n      when', '{today}."\n      when', "{today} is not filled in"),
    "a title": ("title: Onko kiire?", "title: 'Onko kiire {start_by}?'", "{start_by} is not filled in"),
    "a label": ('label: "Ei, ehdin"', "label: 'Ei, {ready_by}'", "{ready_by} is not filled in"),
}


@pytest.mark.parametrize(("old", "new", "says"), NOT_FILLED.values(), ids=NOT_FILLED)
def test_what_the_program_does_not_fill_in_is_a_fault(post: Copy, old: str, new: str, says: str) -> None:
    post.change("posti.yaml", old, new)
    assert [problem for problem in post.faults() if says in problem.says]


def test_a_date_in_a_card_is_a_fault(post: Copy) -> None:
    text = (post.folder / "cards/ohje.yaml").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if "text: " in line)
    post.change("cards/ohje.yaml", line, line.split("text: ")[0] + "text: 'Viimeistään {start_by}.'")
    assert [problem for problem in post.faults() if "{start_by} is not filled in" in problem.says]


def test_words_to_copy_must_fit_their_button_with_the_date_in_them(post: Copy) -> None:
    post.change("posti.yaml", "Vastaan viimeistään: {ready_by}.", "Vastaan: {ready_by}." + "a" * 220)
    assert [problem for problem in post.faults() if "to copy, got 26" in problem.says]
