"""Why the grammar of places could be frozen: the longest place of everything planned fits its token."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.core.book import Book
from bot.core.checks.budget import LONGEST_CODE, budget, longest_place
from bot.core.model import Card, Flow
from bot.core.place import CARD, HELPED, TOKEN_LIMIT, Over, Place
from bot.core.walk import read_place
from bot.load import read_text

PLAN = read_text(Path(__file__).with_name("planned.yaml").read_text(encoding="utf-8"), "planned.yaml").data
LONGEST_SECTION = "arviointi"
LONGEST_CARD = "kortti-palvelutarpeen-arviointi"
MASKS = frozenset({"several", "checklist"})
OVERS: tuple[Over, ...] = ("", "v", "s", "h")


class Planned(NamedTuple):
    """One question of the plan, such as `several 30, the wellbeing framework`."""

    ask: str
    capacity: int | None

    @classmethod
    def read(cls, text: str) -> Planned:
        """The kind and room of a question."""
        ask, _, room = text.partition(",")[0].partition(" ")
        return cls(ask, int(room) if room else None)


def planned_flow(name: str, questions: dict[str, str]) -> Flow:
    """A stand-in flow that asks every planned question, one after another."""
    steps: dict[str, object] = {}
    for key, text in questions.items():
        question = Planned.read(text)
        options = {
            f"o{n}": {"key": "0123456789abcdefghijklmnopqrstuvwxyz"[n], "label": "O"}
            for n in range(question.capacity or 3)
        }
        asked: dict[str, object] = {} if question.ask == "date" else {"options": options}
        if question.capacity:
            asked["capacity"] = question.capacity
        steps[f"q-{key}"] = {"key": key, "ask": question.ask, "title": text, **asked}
    steps["loppu"] = {"ask": "end", "title": "Loppu"}
    practice = name == "perehdytys"
    return Flow.model_validate(
        {"flow": name, "title": "T", "label": "L", "about": "A", "practice_cases": practice, "steps": steps}
    )


def planned_card(name: str) -> Card:
    section = {"says": [{"text": "T", "sources": ["LSL"]}]}
    return Card.model_validate(
        {
            "card": name,
            "title": "T",
            "label": "L",
            "about": "A",
            "sections": {LONGEST_SECTION: section, "ei": section},
        }
    )


@pytest.fixture(scope="module")
def planned(book: Book) -> Book:
    """A book with every flow and card of the plan, under the real shared questions."""
    flows = {
        name: book.pages.flows[name] if questions == "real" else planned_flow(name, questions)
        for name, questions in PLAN["flows"].items()
    }
    cards = {name: planned_card(name) for names in PLAN["cards"].values() for name in names.split()}
    return Book(replace(book.pages, flows=flows, cards=cards), book.tongues)


def views(book: Book, name: str) -> Iterator[tuple[Over, str]]:
    """Everything that can be open at a flow or card: what lies over it, and what is open there."""
    bases = [""]
    if name.startswith(CARD):
        bases += book.pages.cards[name.removeprefix(CARD)].sections
    else:
        asked = [question for question in book.paths[name].questions.values() if question.ask != "end"]
        bases += {"m-" + "v" * -(-(one.capacity or 5) // 5) for one in asked if one.ask in MASKS}
        bases += ["d-2611"] if any(one.ask == "date" for one in asked) else []
    for base in bases:
        yield from ((over, base) for over in OVERS)


def written(book: Book, name: str, key: str) -> str:
    """An answer to one question: its first option, a day, a case; every done case."""
    size = book.sizes(name)[key]
    asked = [*book.shared.values(), *(book.paths[name].questions.values() if name in book.paths else ())]
    options = next(question.options for question in asked if question.key == key)
    match size.kind:
        case "one":
            return str(next(option.key for option in (options or {}).values()))
        case "several":
            return "1" + "0" * (size.length - 1)
        case "date":
            return "7kt"
        case _:
            return str(next(iter(book.case_keys)))


def full_places(book: Book, name: str, extra: str = "") -> list[Place]:
    """The places of a flow or card with all answered, under every view; and with all shared ones and a code.

    `extra` are shared keys of one option each, as an overlay may add them.
    """
    retired = book.pages.flows[name].retired if name in book.pages.flows else {}
    answers = [(key, written(book, name, key)) for key in book.sizes(name) if key not in retired]
    shared = sorted([*(pair for pair in answers if pair[0].isupper()), *((key, "0") for key in extra)])
    whole = (*shared, *(pair for pair in answers if pair[0].islower()))
    full = [Place(name, "fi", whole, over, base) for over, base in views(book, name)]
    if name in book.paths:  # practice is not asked whether it helped
        full += [Place(name, "fi", tuple(pair for pair in whole if pair[0] not in "PD"), "", base) for base in HELPED]
    return [*full, Place(name, "fi", tuple(shared), "", LONGEST_CODE)]


def names(book: Book) -> list[str]:
    return [*book.pages.flows, *(CARD + card for card in book.pages.cards)]


def longest(book: Book, name: str, extra: str = "") -> int:
    return max(len(str(place)) for place in full_places(book, name, extra))


def test_the_plan_names_every_flow_and_card_of_the_book(planned: Book, book: Book) -> None:
    assert len(planned.pages.flows) == 11
    assert len(planned.pages.cards) == 47
    assert set(book.pages.flows) <= set(planned.pages.flows)
    assert set(book.pages.cards) <= set(planned.pages.cards)
    assert set(book.cover.topics) == set(planned.pages.flows)
    assert {card for group in book.cover.card_groups for card in group.cards} == set(planned.pages.cards)


def test_the_longest_place_of_every_planned_flow_and_card_fits_64_characters(planned: Book) -> None:
    """The grammar is frozen because these fit (2026-11-21).

    The longest place of each, with A, R, P and D answered, every question of the flow answered, and the
    longest view open under help (`h-`), or a campaign code:

        huoli 48; puheeksi 55; konsultointi 59; vireilletulo 62; arviointi 64; toimijat 50; hoitopolku 63;
        vastuutiimi 64; asiakkaalle 53; perehdytys 61; jaa 36; kortti-palvelutarpeen-arviointi 62;

    huoli as it is written, the card as the longest of all. `arviointi` and `vastuutiimi` are full: one more
    question there needs another one's room. P and D are valid in huoli, perehdytys and cards only, so the
    others have eleven characters more in truth. `perehdytys` fits because the program sets D: an open list of it
    (`h-m-0000000`) would take 71.
    """
    lengths = {name: longest(planned, name) for name in names(planned)}
    table = "\n".join(f"{length:3} {name}" for name, length in sorted(lengths.items(), key=lambda pair: -pair[1]))
    print(f"\n{table}")  # noqa: T201 - the table is what one wants to see when it fails
    assert lengths
    assert {name: length for name, length in lengths.items() if length > TOKEN_LIMIT} == {}
    said = {name: int(length) for name, length in re.findall(r"([a-z-]+) (\d+);", NUMBERS)}
    assert len(said) == 12
    assert lengths["huoli"] <= said.pop("huoli")
    assert {name: lengths[name] for name in said} == said
    assert max(length for name, length in lengths.items() if name.startswith(CARD)) == said[LONGEST_CARD]


NUMBERS = test_the_longest_place_of_every_planned_flow_and_card_fits_64_characters.__doc__ or ""


def test_the_check_of_the_compiler_measures_the_same_and_finds_no_fault(planned: Book) -> None:
    assert list(budget(planned)) == []
    for name in names(planned):
        assert len(str(longest_place(planned, name))) == longest(planned, name), name


def test_every_longest_place_is_read_back_as_itself(planned: Book) -> None:
    read = 0
    for name in names(planned):
        for place in full_places(planned, name):
            allowed = name in ("huoli", "perehdytys") or name.startswith(CARD)
            left = tuple(pair for pair in place.answers if pair[0] not in "PD")
            kept = place if allowed else replace(place, answers=left)
            assert read_place(planned, str(place)) == (kept, False), str(place)
            read += 1
    assert read > 400


def test_one_question_more_of_an_overlay_fits_wherever_there_is_room_for_it(planned: Book) -> None:
    """X, Y and Z of one option each take six characters.

    Beside everything else they do not fit in the six fullest flows and on the six longest cards; there an
    overlay has to do with fewer. One alone fits everywhere but in three flows.
    """
    assert {name for name in planned.pages.flows if longest(planned, name, "XYZ") > TOKEN_LIMIT} == {
        *("konsultointi", "vireilletulo", "arviointi", "hoitopolku", "vastuutiimi", "perehdytys")
    }
    assert {name for name in planned.pages.flows if longest(planned, name, "X") > TOKEN_LIMIT} == {
        *("arviointi", "vastuutiimi", "hoitopolku")
    }
    assert {name for name in planned.pages.cards if longest(planned, CARD + name, "XYZ") > TOKEN_LIMIT} == {
        *("palvelutarpeen-arviointi", "hyvinvoinnin-viitekehys", "kouluterveydenhoitaja"),
        *("mielenterveyspalvelut", "lastensuojeluilmoitus", "yhteinen-yhteydenotto"),
    }
    assert {name for name in planned.pages.cards if longest(planned, CARD + name, "X") > TOKEN_LIMIT} == set()
