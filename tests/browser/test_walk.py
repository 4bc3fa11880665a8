"""A person walks from a worry to an outcome on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bot.core.book import Book
from tests.browser.conftest import Open, heading, open_place, place_of

MOST_TAPS = 20


def answer(page: Page, number: int = 0) -> None:
    """Tap one answer of the question on the screen and wait for what follows."""
    before = page.title()
    options = page.locator(".options .option")
    options.nth(min(number, options.count() - 1)).tap()
    expect(page).not_to_have_title(before)


def walk_to_the_end(page: Page, address: str) -> list[str]:
    """From the front page to an outcome by tapping; gives the questions met."""
    page.goto(address)
    page.locator(".option.flow").first.tap()
    expect(page.locator(".progress")).to_be_visible()
    met = []
    while page.locator(".progress").count():
        met.append(heading(page))
        answer(page, number=1)
        assert len(met) < MOST_TAPS
    return met


@pytest.mark.parametrize("javascript", [True, False])
def test_huoli_leads_to_an_outcome_by_tapping(person: Open, address: str, book: Book, *, javascript: bool) -> None:
    """With JavaScript and without: questions one after another, then the duties, the answers above them."""
    page = person(javascript=javascript, has_touch=True)
    met = walk_to_the_end(page, address)
    assert len(met) >= 3
    expect(page.locator(".duty-card").first).to_be_visible()
    assert page.locator(".pair .asked").all_inner_texts() == met
    assert page.url.removesuffix("#nyt") == address + "/"
    expect(page.locator('.help a[href="tel:112"]')).to_be_in_viewport()
    expect(page.locator("h1")).to_be_in_viewport()


def test_the_whole_path_can_be_walked_with_the_keyboard_alone(person: Open, address: str) -> None:
    """Tab and Enter only: focus is always visible, starts at the new question, and never gets stuck."""
    page = person()
    page.goto(address)
    for _ in range(MOST_TAPS):
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('.options .option')"):
                break
        else:
            pytest.fail(f"no option of “{heading(page)}” can be reached by Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
        before = page.title()
        page.keyboard.press("Enter")
        expect(page).not_to_have_title(before)
        assert page.evaluate("document.activeElement.id") == "otsikko"
        if page.locator(".outcome").count():
            return
    pytest.fail("no outcome was reached")


def test_the_skip_link_is_the_first_thing_a_keyboard_meets(person: Open, address: str) -> None:
    """It becomes visible and moves to the question, without a new entry in the history."""
    page = person()
    page.goto(address)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    entries = page.evaluate("history.length")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "otsikko"
    assert page.evaluate("history.length") == entries


@pytest.mark.parametrize("javascript", [True, False])
def test_back_and_forward_walk_through_the_questions(person: Open, address: str, *, javascript: bool) -> None:
    """The browser's own buttons work, also over pages that were posted."""
    page = person(javascript=javascript, has_touch=True)
    page.goto(address)
    page.locator(".option.flow").first.tap()
    expect(page.locator(".progress")).to_be_visible()
    questions = [heading(page)]
    for _ in range(2):
        answer(page, number=1)
        questions.append(heading(page))
    for expected in reversed(questions[:-1]):
        page.go_back()
        expect(page.locator("h1")).to_have_text(expected)
    page.go_forward()
    expect(page.locator("h1")).to_have_text(questions[1])
    answer(page, number=1)
    assert heading(page) == questions[2]


def test_a_reload_stays_at_the_question(person: Open, address: str) -> None:
    """The place is kept in the history's entry, so a reload shows the same question."""
    page = person(has_touch=True)
    page.goto(address)
    page.locator(".option.flow").first.tap()
    expect(page.locator(".progress")).to_be_visible()
    answer(page, number=1)
    question, place = heading(page), place_of(page)
    page.reload()
    expect(page.locator("h1")).to_have_text(question)
    assert place_of(page) == place


def test_leaving_for_a_plain_page_and_coming_back_finds_the_question(person: Open, address: str) -> None:
    """Reading about the service in between loses nothing."""
    for javascript in (True, False):
        page = person(javascript=javascript, has_touch=True)
        page.goto(address)
        page.locator(".option.flow").first.tap()
        expect(page.locator(".progress")).to_be_visible()
        question = heading(page)
        page.locator('.foot a[href^="/tietoa"]').tap()
        expect(page.locator(".plain")).to_be_visible()
        page.go_back()
        expect(page.locator("h1")).to_have_text(question)


def test_the_new_question_comes_into_view_and_takes_the_focus(person: Open, address: str) -> None:
    """After a tap the heading is focused and stands in the window, above the bar with 112."""
    page = person(has_touch=True)
    open_place(page, address, "huoli_fi")
    answer(page, number=1)
    expect(page.locator("#otsikko")).to_be_focused()
    expect(page.locator("#otsikko")).to_be_in_viewport()
    box = page.locator("#otsikko").bounding_box()
    assert box
    assert 57 <= box["y"] < 500


def test_changing_an_answer_asks_its_question_again(person: Open, address: str) -> None:
    """The change link of an answer leads to its question, named for those who hear it."""
    page = person(has_touch=True)
    page.goto(address)
    page.locator(".option.flow").first.tap()
    expect(page.locator(".progress")).to_be_visible()
    question = heading(page)
    answer(page, number=1)
    change = page.locator(".change").first
    assert (change.get_attribute("aria-label") or "").startswith(change.inner_text() + ":")
    change.tap()
    expect(page.locator("h1")).to_have_text(question)


def test_a_language_button_keeps_the_place(person: Open, address: str) -> None:
    """The same step in another language, and the page says so to a screen reader."""
    page = person()
    open_place(page, address, "huoli_fi")
    answers = place_of(page).partition("_")[0]
    for lang in ("sv", "en", "fi"):
        page.locator(f'.languages button[lang="{lang}"]').click()
        expect(page.locator("html")).to_have_attribute("lang", lang)
        assert place_of(page).startswith(f"{answers}_{lang}")


def test_when_the_network_fails_a_clear_line_is_said_and_nothing_is_lost(
    person: Open, address: str, book: Book
) -> None:
    """The typed words stay in the field, the question stays, and a second try goes through."""
    page = person(expected="net::ERR_FAILED")
    open_place(page, address, "huoli_fi")
    page.locator("#sanat").fill("kyllä")
    page.route("**/*", lambda route: route.abort())
    said = len(page.locator("#tila").inner_text())
    page.locator(".send").click()
    expect(page.locator("#tila")).to_have_text(book.words.something_wrong)
    assert said == 0
    assert page.locator("#sanat").input_value() == "kyllä"
    page.unroute("**/*")
    page.locator(".send").click()
    expect(page.locator("#tila")).to_have_text("")


def test_a_card_opened_at_the_end_leads_back_to_the_outcome(person: Open, toy_address: str) -> None:
    """“Go on with the path” returns to where one was, with JavaScript and without."""
    for javascript in (True, False):
        page = person(javascript=javascript, has_touch=True)
        open_place(page, toy_address, "keittio_fi_AmRvn1r1")
        outcome = heading(page)
        page.locator(".option.card").first.tap()
        expect(page.locator("h1")).not_to_have_text(outcome)
        page.locator(".around .primary").tap()
        expect(page.locator("h1")).to_have_text(outcome)


def test_several_a_checklist_and_a_date_are_answered_by_finger_and_by_key(person: Open, toy_address: str) -> None:
    """Boxes are ticked by tap or by Space, a date is typed or today's button pressed."""
    for javascript in (True, False):
        page = person(javascript=javascript, has_touch=True)
        open_place(page, toy_address, "keittio_fi_AmRkn1")
        page.locator(".tick").first.tap()
        page.locator(".tick input").nth(1).focus()
        page.keyboard.press("Space")
        assert page.locator(".tick input:checked").count() == 2
        page.locator(".ticks .primary").tap()
        expect(page.locator("h1")).to_have_text("Mitä on jo tehty?")
        page.locator(".ticks .primary").tap()
        expect(page.locator("h1")).to_have_text("Milloin syödään?")
        page.locator("#paiva").fill("2026-11-22")
        page.locator(".day .primary").tap()
        expect(page.locator("h1")).to_have_text("Mitä syödään heti?")
        assert "Suola, Pippuri" in page.locator(".said").all_inner_texts()
        assert "sunnuntai 22. marraskuuta 2026" in page.locator(".said").all_inner_texts()


def test_a_document_is_a_file_with_a_neutral_name(person: Open, toy_address: str) -> None:
    """Saving does not leave the page and gives nothing away by its name."""
    for javascript in (True, False):
        page = person(javascript=javascript)
        open_place(page, toy_address, "keittio_fi_AmRvn1r1")
        for number, name in enumerate(("huolipolku.html", "huolipolku.txt")):
            with page.expect_download() as download:
                page.locator(".documents button[name=id]").nth(number).click()
            assert download.value.suggested_filename == name
        assert heading(page) == "Näin syöt"
