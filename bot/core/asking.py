"""A question on the screen, by its kind: one option, several, a checklist, a date."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from bot.core.book import Book
from bot.core.model import Question
from bot.core.place import MASK, MONTH, Place, read_mask, write_date, write_mask
from bot.core.practice import done_cases
from bot.core.reply import Asks, Block, Choice
from bot.core.telling import dates_from, option_words, say_lines
from bot.core.tongue import Tongue
from bot.core.walk import Walk, mask_length, offered


def ask_blocks(book: Book, tongue: Tongue, walk: Walk) -> list[Block]:
    """What is said with the question, and what the options mean where a label is not enough."""
    text = say_lines(book, tongue, walk.question.says, walk.known, dates_from(tongue, walk.known))
    blocks = [Block("text", text)] if text else []
    hint = {
        "several": book.words.several_hint,
        "checklist": book.words.checklist_hint,
        "date": book.words.date_hint,
    }.get(walk.question.ask)
    if hint:
        blocks.append(Block("text", tongue.body(hint)))
    worded = [
        option_words(book, tongue, option, walk.known) for option in offered(book, walk.question, walk.known).values()
    ]
    explained = "\n".join(f"- **{label}** – {hint}" for label, hint in worded if hint)
    return [*blocks, Block("options", explained)] if explained else blocks


def asks(book: Book, walk: Walk, today: date) -> Asks | None:
    """What is asked for beside buttons."""
    question = walk.question
    match question.ask:
        case "several" | "checklist":
            return Asks("several", 0, len(offered(book, question, walk.known)))
        case "date":
            return Asks("date", *days_asked(question, today))
        case _:
            return None


def days_asked(question: Question, today: date) -> tuple[date, date]:
    """The first and the last day that may be given as the answer."""
    return today + timedelta(days=question.earliest), today + timedelta(days=question.latest)


def ask_choices(book: Book, tongue: Tongue, walk: Walk, today: date) -> list[Choice]:
    """The buttons that answer the question."""
    match walk.question.ask:
        case "several" | "checklist":
            return _tick_choices(book, tongue, walk)
        case "date":
            return _day_choices(book, tongue, walk, today)
        case "case":
            cases, done = book.pages.cases.cases.items(), done_cases(book, walk.place)
            return [
                Choice(name, tongue.title(case.title), answering(walk, case.key), ticked=name in done)
                for name, case in cases
            ]
        case _:
            return [_one(book, tongue, walk, name) for name in offered(book, walk.question, walk.known)]


def _one(book: Book, tongue: Tongue, walk: Walk, name: str) -> Choice:
    option = (walk.question.options or {})[name]
    label, hint = option_words(book, tongue, option, walk.known)
    return Choice(name, label, answering(walk, option.key), hint=hint)


def answering(walk: Walk, written: str) -> Place:
    """The place after answering: the answers used so far, this one, then those that wait."""
    key = walk.question.key or ""
    place = walk.place.having(key, written)
    used = {walk.path.questions[step].key for step, _ in walk.taken} | {key}
    order = [pair for pair in place.answers if pair[0].isupper() or pair[0] in used]
    return Place(place.flow, place.lang, (*order, *(pair for pair in place.answers if pair not in order)))


def _tick_choices(book: Book, tongue: Tongue, walk: Walk) -> list[Choice]:
    """One toggle per option, then done; with nothing ticked, "none of these" is an answer of its own."""
    options, names = offered(book, walk.question, walk.known), list(walk.question.options or {})
    length = mask_length(walk.question)
    mask = walk.place.base.removeprefix(MASK) if walk.place.base.startswith(MASK) else ""
    ticked = {
        index for index in read_mask(mask.ljust(length, "0")[:length]) if index < len(names) and names[index] in options
    }
    choices = []
    for name, option in options.items():
        index = names.index(name)
        label, hint = option_words(book, tongue, option, walk.known)
        toggled = write_mask(ticked ^ {index}, length)
        choices.append(
            Choice(name, label, walk.place.showing(MASK + toggled), "several", hint=hint, ticked=index in ticked)
        )
    done = answering(walk, write_mask(ticked, length))
    if ticked or walk.question.ask == "checklist":
        choices.append(Choice("valmis", tongue.button(book.words.done), done))
    if walk.question.ask == "several":
        choices.append(
            Choice("ei-mikaan", tongue.button(book.words.none_of_these), answering(walk, write_mask((), length)))
        )
    return choices


def _day_choices(book: Book, tongue: Tongue, walk: Walk, today: date) -> list[Choice]:
    """The days of one month that may be chosen, with the months before and after."""
    question = walk.question
    first, last = days_asked(question, today)
    shown = _month_shown(walk.place.base, first, min(max(today, first), last), last)
    days = [shown.replace(day=number) for number in range(1, monthrange(shown.year, shown.month)[1] + 1)]
    choices = [
        Choice(
            day.isoformat(),
            tongue.button(book.words.today) if day == today else tongue.day(day),
            answering(walk, write_date(day)),
            "date",
            group=tongue.month(shown),
        )
        for day in days
        if first <= day <= last
    ]
    before, after = shown - timedelta(days=1), days[-1] + timedelta(days=1)
    if before >= first:
        choices.append(_month(walk, "edellinen", tongue.button(book.words.previous_month), before))
    if after <= last:
        choices.append(_month(walk, "seuraava", tongue.button(book.words.next_month), after))
    return choices


def _month(walk: Walk, name: str, label: str, day: date) -> Choice:
    """The button that shows the month of a day."""
    return Choice(name, label, walk.place.showing(f"{MONTH}{day:%y%m}"), group="months")


def _month_shown(base: str, first: date, otherwise: date, last: date) -> date:
    """The first day of the month that the view names; of the usual day's month when no day of it may be chosen."""
    if base.startswith(MONTH):
        year, month = 2000 + int(base[2:4]), int(base[4:6])
        if 1 <= month <= 12 and (first.year, first.month) <= (year, month) <= (last.year, last.month):  # noqa: PLR2004 - months of a year
            return date(year, month, 1)
    return otherwise.replace(day=1)
