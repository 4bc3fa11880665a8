"""Learning the work: every case is walked through the real flow, and the flow for new staff covers what it promises."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from bot.core.book import Book
from bot.core.checks.budget import longest_place
from bot.core.conditions import Value
from bot.core.place import Place
from bot.core.practice import good_answer
from bot.core.reply import Reply
from bot.core.turn import reply_at, turn
from bot.core.walk import offered, walk, write_value
from tests.conftest import choice_of, tap

FLOW, LEARNING = "huoli", "perehdytys"
GOOD_CASES = 24
QUIZ = "abcdefghij"


def said(reply: Reply) -> str:
    """What the reply says of the case."""
    return "\n".join(block.markdown for block in reply.blocks if block.kind == "case")


def begun(book: Book, name: str, lang: str = "fi") -> Place:
    return Place(FLOW, lang).having("P", book.pages.cases.cases[name].key)


def good_places(book: Book, name: str) -> Iterator[tuple[str, Place]]:
    """Each step that a case asks, with the place that stands there after good answers only."""
    case, place = book.pages.cases.cases[name], begun(book, name)
    while not (found := walk(book, place)).ends:
        yield found.step, found.place
        good = good_answer(found.question, case.answers[found.step])
        assert good is not None
        place = answered(book, found.place, found.step, good)


def answered(book: Book, place: Place, step: str, value: Value) -> Place:
    question = book.paths[FLOW].questions[step]
    return place.having(question.key or "", write_value(book, question, value))


def test_there_are_cases_for_every_role_and_every_duty(book: Book) -> None:
    cases = book.pages.cases.cases.values()
    assert len(cases) >= GOOD_CASES
    assert {case.role for case in cases} == set(book.shared["rooli"].options or {})
    assert {duty for case in cases for duty in case.duties} == set(book.pages.policy.duties)


def test_every_case_says_why_at_the_steps_where_people_err(book: Book) -> None:
    for name, case in book.pages.cases.cases.items():
        assert len(case.because) >= 2, name
        assert set(case.because) <= set(case.answers), name


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_good_answers_get_only_encouragement_and_the_expected_duties(book: Book, today: date, lang: str) -> None:
    words, tongue, seen = book.words, book.tongues[lang], 0
    for name, case in book.pages.cases.cases.items():
        reply = reply_at(book, begun(book, name, lang), today)
        assert tongue.body(words.case_good) not in said(reply)
        while not reply.duties:
            reply = tap(book, reply, case.answers[reply.step], today)
            assert tongue.title(words.parted_title) not in said(reply), name
            assert not [choice for choice in reply.choices if choice.id == "palaa-kohtaan"], name
            if not reply.duties:
                assert tongue.body(words.case_good) in said(reply), name
                seen += 1
        assert reply.duties == case.duties, name
        for text in (words.case_same_path, words.case_same_duties, case.why):
            assert tongue.body(text) in said(reply), name
    assert seen > 60


def test_every_single_wrong_answer_is_told_at_once_with_the_way_back(book: Book, today: date) -> None:
    tried = 0
    for name, case in book.pages.cases.cases.items():
        for step, place in good_places(book, name):
            found = walk(book, place)
            for option in offered(book, found.question, found.known):
                if option == case.answers[step]:
                    continue
                reply = reply_at(book, answered(book, found.place, step, option), today)
                assert book.words.parted_title in said(reply), (name, step, option)
                assert case.because.get(step, "") in said(reply)
                back = choice_of(reply, "palaa-kohtaan")
                assert (back.kind, turn(book, str(back.place), None, today).step) == ("change", step)
                tried += 1
    assert tried > 500


def test_a_parting_is_still_told_at_the_end_with_the_duties_that_differ(book: Book, today: date) -> None:
    reply = reply_at(book, begun(book, "esihenkilo-kieltaa"), today)
    for option in ("ei", "lapsi", "laiminlyonti", "oma", "ei-halua"):
        reply = tap(book, reply, option, today)
    assert "ilmoitus" not in reply.duties
    assert "vastasit “Ei, oma tukemme riittää nyt”" in said(reply)
    missing = said(reply).split(f"**{book.words.case_missing}:**")[1].split(f"**{book.words.case_beside}:**")[0]
    assert "lastensuojeluilmoitus" in missing.lower()
    assert tap(book, reply, "palaa-kohtaan", today).step == "tarve"


def test_all_cases_are_walked_one_after_another_and_ticked(book: Book, today: date) -> None:
    reply = turn(book, f"{LEARNING}_fi_o3", None, today)
    reply = tap(book, tap(book, reply, next(iter(book.pages.cases.cases)), today), "aloita-harjoitus", today)
    done = 0
    while True:
        case = book.pages.cases.cases[reply.settings.practice or ""]
        while not reply.duties:
            reply = tap(book, reply, case.answers[reply.step], today)
            assert len(str(reply.place)) <= 64
        done += 1
        if "seuraava-tapaus" not in [choice.id for choice in reply.choices]:
            break
        reply = tap(book, reply, "seuraava-tapaus", today)
    assert done == len(book.pages.cases.cases)
    listed = tap(book, reply, "valitse-tapaus", today)
    assert (listed.flow, listed.step) == (LEARNING, "tapaus")
    assert all(choice.ticked for choice in listed.choices if choice.id in book.pages.cases.cases)


def test_the_longest_places_of_practice_fit(book: Book) -> None:
    assert len(str(longest_place(book, FLOW))) <= 48
    assert len(str(longest_place(book, LEARNING))) <= 61


def test_the_path_in_ten_minutes_is_leafed_through_to_its_last_page(book: Book, today: date) -> None:
    reply = turn(book, f"{LEARNING}_fi_o1p1", None, today)
    pages = [reply]
    while "seuraava-sivu" in [choice.id for choice in reply.choices]:
        reply = tap(book, reply, "seuraava-sivu", today)
        pages.append(reply)
    assert [page.title[:3] for page in pages] == [f"{number}/7" for number in range(1, 8)]
    for page in pages:
        assert "sources" in [block.kind for block in page.blocks]
        assert "card" in [choice.kind for choice in page.choices]


def test_the_tour_shows_every_actor_by_the_groups_of_the_cards(book: Book, today: date) -> None:
    groups = [set(group.cards) for group in book.cover.card_groups][:5]
    steps = book.pages.flows[LEARNING].steps
    shown = [set(steps[option.to or ""].cards) for option in (steps["ryhma"].options or {}).values()]
    assert shown == groups
    for key in "12345":
        assert "sources" in [block.kind for block in turn(book, f"{LEARNING}_fi_o2r{key}", None, today).blocks]


def right_keys(book: Book) -> dict[str, str]:
    """The right option of each quiz question, by keys."""
    asked = [step for step in book.pages.flows[LEARNING].steps.values() if step.right]
    return {step.key or "": (step.options or {})[step.right or ""].key for step in asked}


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_quiz_judges_every_answer_and_counts_the_right_ones(book: Book, today: date, lang: str) -> None:
    right = right_keys(book)
    assert "".join(right) == QUIZ
    whole = "".join(key + value for key, value in right.items())
    end = turn(book, f"{LEARNING}_{lang}_o4{whole}", None, today)
    assert end.step == "tulos"
    assert "10 / 10" in "\n".join(block.text for block in end.blocks)
    for key, value in right.items():
        other = next(option for option in "12" if option != value)
        end = turn(book, f"{LEARNING}_{lang}_o4{whole.replace(key + value, key + other)}", None, today)
        assert "9 / 10" in "\n".join(block.text for block in end.blocks), key
        assert len([choice for choice in end.choices if choice.id.startswith("uudelleen-")]) == 1


def test_every_role_has_something_to_read_next(book: Book, today: date) -> None:
    for option in (book.shared["rooli"].options or {}).values():
        reply = turn(book, f"{LEARNING}_fi_R{option.key}o5", None, today)
        assert reply.step.startswith("lue-")
        assert len([choice for choice in reply.choices if choice.kind == "card"]) >= 5


def test_on_aland_only_practice_is_offered(book: Book, today: date) -> None:
    reply = turn(book, f"{LEARNING}_fi_Aa", None, today)
    assert [choice.id for choice in reply.choices if choice.kind == "option" and not choice.group] == ["harjoitus"]
    for key in "1245":
        assert turn(book, f"{LEARNING}_fi_Aao{key}", None, today).step == "osio"
