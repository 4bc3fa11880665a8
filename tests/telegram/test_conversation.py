"""Walking a path by buttons and by typed words, as a person does it on a phone."""

from __future__ import annotations

import pytest

from bot.channels.telegram import Telegram
from bot.core.book import Book
from tests.botapi import BotApi, Bubble, Phone
from tests.telegram.conftest import Start, begun, placed

MORE, BACK = "⋯", "←"


@pytest.fixture
async def phone(toy_bot: Telegram, api: BotApi) -> Phone:
    """A Finnish person, before the first word."""
    return api.phone()


async def test_a_tap_changes_the_message_in_place_and_is_answered(phone: Phone) -> None:
    first = await begun(phone, "keittio_fi")
    assert first.text.startswith("Onko nälkä?")
    second = await phone.taps("Pieni")
    assert second.text.startswith("Kuka olet?")
    assert (second.id, second.editions) == (first.id, 1)
    assert len([bubble for bubble in phone.chat if not bubble.mine]) == 1
    assert phone.tapped
    assert (phone.tapped.answered, phone.tapped.text) == (True, "")


async def test_back_asks_the_same_again_and_from_the_first_step_leads_to_the_front_page(phone: Phone) -> None:
    first = await begun(phone, "keittio_fi")
    await phone.taps("Pieni")
    again = await phone.taps(BACK)
    assert (again.text, again.labels) == (first.text, first.labels)
    assert (await phone.taps(BACK)).text.startswith("Leikkikirja")


async def test_a_button_of_a_message_that_cannot_be_edited_brings_a_new_message(phone: Phone) -> None:
    first = await begun(phone, "keittio_fi")
    second = await phone.taps("Pieni", on=first, faded=True)
    assert second.id != first.id
    assert second.text.startswith("Kuka olet?")


# -- several answers -------------------------------------------------------------------------------


async def test_several_answers_are_ticked_one_by_one_and_then_done(phone: Phone, toy_talk: Book) -> None:
    begin = await begun(phone, "keittio_fi_Rk")
    await phone.taps("Kyllä, kova")
    await phone.taps("☐ Suola")
    ticked = await phone.taps("☐ Chili")
    assert [label for label in ticked.labels if label.startswith("☑")] == ["☑ Suola", "☑ Chili"]
    assert "☐ Pippuri" in ticked.labels
    assert ticked.id == begin.id
    unticked = await phone.taps("☑ Suola")
    assert [label for label in unticked.labels if label.startswith("☑")] == ["☑ Chili"]
    done = await phone.taps("Valmis")
    assert done.text.startswith("Mitä on jo tehty?")
    assert placed(done) == "keittio_fi_Rkn1m80"
    await phone.taps(MORE)
    assert "Mausteet: Chili" in (await phone.taps("Omat vastaukset")).text


async def test_none_of_these_is_an_answer_and_an_empty_checklist_too(phone: Phone) -> None:
    await begun(phone, "keittio_fi_Rk")
    await phone.taps("Pieni")
    assert (await phone.taps("Ei mikään näistä")).text.startswith("Mitä on jo tehty?")
    half = await phone.taps("☐ Tiski")
    assert half.labels[:3] == ["☑ Tiski", "☐ Kattaus", "Valmis"]
    await phone.taps("☑ Tiski")
    assert (await phone.taps("Valmis")).text.startswith("Mitä syödään?")


async def test_the_help_and_the_settings_lead_back_to_the_half_ticked_list(phone: Phone) -> None:
    await begun(phone, "keittio_fi_Rk")
    await phone.taps("Pieni")
    half = await phone.taps("☐ Suola")
    for label in ("🆘", MORE):
        away = await phone.taps(label)
        assert away.text != half.text
        back = await phone.taps(BACK)
        assert (back.text, back.labels) == (half.text, half.labels)


# -- days ------------------------------------------------------------------------------------------


async def to_the_date(phone: Phone) -> Bubble:
    """Walk to the question for a day."""
    await begun(phone, "keittio_fi_Rk")
    for label in ("Pieni", "☐ Suola", "Valmis", "Valmis"):
        bubble = await phone.taps(label)
    assert bubble.text.startswith("Milloin syödään?")
    return bubble


async def test_a_day_is_chosen_from_a_calendar_whose_weeks_begin_on_monday(phone: Phone) -> None:
    calendar = await to_the_date(phone)
    weeks = [[button.label for button in row] for row in calendar.keyboard if len(row) == 7]
    assert ["16", "17", "18", "19", "20", "21", "22"] in weeks  # 21 November 2026 is a Saturday
    assert "11" in calendar.labels  # ten days back
    assert "10" not in calendar.labels
    chosen = await phone.taps("21")
    assert chosen.text.startswith("Mitä syödään?")
    assert placed(chosen).startswith("keittio_fi_Rkn2m10t0p7k")


async def test_the_months_are_leafed_through_in_place(phone: Phone) -> None:
    november = await to_the_date(phone)
    assert "Edellinen kuukausi" not in november.labels
    december = await phone.taps("Seuraava kuukausi")
    assert december.id == november.id
    assert {"1", "31"} <= set(december.labels)
    assert "joulukuu 2026" in " ".join(december.labels)
    january = await phone.taps("Seuraava kuukausi")
    assert "Seuraava kuukausi" not in january.labels
    assert "6" not in january.labels  # 45 days ahead is 5 January
    assert (await phone.taps("Edellinen kuukausi")).labels == december.labels
    assert (await phone.taps("24")).text.startswith("Mitä syödään?")


async def test_an_empty_place_in_the_calendar_changes_nothing_and_is_answered(phone: Phone) -> None:
    calendar = await to_the_date(phone)
    gap = next(button for button in calendar.buttons if button.label == "·")
    tap = phone.press(phone.inside, calendar.id, gap.data or "")
    await phone.sees(changes=0)
    assert tap.answered
    assert phone.last == calendar


async def test_a_typed_day_counts_when_it_replies_to_the_question(phone: Phone) -> None:
    calendar = await to_the_date(phone)
    await phone.types("1.12.2026", to=calendar)
    assert (await phone.sees()).text.startswith("Mitä syödään?")
    await phone.types("1.12.2030", to=calendar)
    wrong = await phone.sees()
    assert "Valitse päivä väliltä" in wrong.text
    assert "21" in wrong.labels


async def test_a_typed_day_that_replies_to_nothing_is_no_answer(phone: Phone) -> None:
    calendar = await to_the_date(phone)
    await phone.types("1.12.2026")
    other = await phone.sees()
    assert other.id != calendar.id
    assert "En ymmärtänyt" in other.text
    assert (await phone.taps("21", on=calendar)).text.startswith("Mitä syödään?")


# -- typed words -----------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["Pieni", "pieni.", "2"])
async def test_a_typed_choice_that_replies_to_the_question_chooses_it(phone: Phone, typed: str) -> None:
    first = await begun(phone, "keittio_fi")
    await phone.types(typed, to=first)
    second = await phone.sees()
    assert second.text.startswith("Kuka olet?")
    assert second.id != first.id
    assert placed(second) == "keittio_fi_n2"


async def test_typed_words_of_danger_bring_112_first(phone: Phone) -> None:
    first = await begun(phone, "keittio_fi")
    for to in (None, first):
        await phone.types("apua hätä täällä", to=to)
        answer = (await phone.sees()).text
        assert answer.index("112") < answer.index("En ymmärtänyt")
        assert answer.index("112") < 60


async def test_a_message_over_a_thousand_characters_is_not_read_but_its_danger_is(phone: Phone) -> None:
    first = await begun(phone, "keittio_fi")
    await phone.types("salainen " * 150, to=first)
    note = await phone.sees(changes=2)
    assert "enintään 1000 merkkiä" in note.text
    assert "112" not in note.text
    assert "salainen" not in " ".join(bubble.text for bubble in phone.chat)
    assert (await phone.taps("Jatka polkua")).text == first.text
    await phone.types("liesi palaa " + "a" * 1000)
    assert (await phone.sees(changes=2)).text.startswith("Jos joku on vaarassa nyt, soita 112.")
    assert "🆘 112 ja sosiaalipäivystys" in phone.last.labels


# -- languages and settings ------------------------------------------------------------------------


async def test_the_language_is_changed_at_any_step_without_losing_the_place(
    start: Start, api: BotApi, book: Book
) -> None:
    phone = api.phone("sv")
    async with start(book):
        first = await begun(phone, "huoli")
        assert first.text.startswith("Är barnet i fara just nu?")
        step = await phone.taps(first.labels[3])
        here = placed(step)
        await phone.taps(MORE)
        english = await phone.taps("English")
        assert english.id == first.id
        assert placed(english) == here.replace("_sv_", "_en_")
        assert english.text.splitlines()[0] != step.text.splitlines()[0]
        await phone.taps(MORE)
        assert placed(await phone.taps("Suomi")) == here.replace("_sv_", "_fi_")
        await phone.taps(MORE)
        assert (await phone.taps("Svenska")).text == step.text


@pytest.mark.parametrize(("telegram", "lang"), [("fi", "fi"), ("sv", "sv"), ("en-US", "en"), ("de", "fi"), ("", "fi")])
async def test_the_first_language_is_that_of_the_persons_telegram(
    toy_bot: Telegram, api: BotApi, telegram: str, lang: str
) -> None:
    front = await begun(api.phone(telegram))
    assert placed(front) == f"alku_{lang}"
    names = {"fi": "✓ Suomi", "sv": "✓ Svenska", "en": "✓ English"}
    assert names[lang] in front.labels
