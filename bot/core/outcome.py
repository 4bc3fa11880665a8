"""The outcome page: what to do now and in which order, whom to call, what to say, why, and what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.core.book import Book
from bot.core.conditions import Known
from bot.core.deadlines import ready_by, start_by
from bot.core.duties import Due, duties_of
from bot.core.marks import Clause, Condition
from bot.core.model import Placed
from bot.core.reply import Block, BlockKind
from bot.core.telling import answer_words, cite, duty_title, fill, question_name, region_of, say_contacts, say_lines
from bot.core.tongue import Tongue
from bot.core.walk import REGION, ROLE, Walk, shared_value
from bot.core.whatif import WhatIf, what_ifs

STRENGTHS = {"l": "strength_l", "o": "strength_o", "v": "strength_v"}
BOXED = frozenset({"protect"})
AFTERWARDS = frozenset({"after"})
TELLING = "kerro-perheelle"
"""The one protecting duty that is an act towards the family: it stands with how to tell them, not in the box."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The duties that follow at the end of a walk, and what is known there."""

    walk: Walk
    due: tuple[Due, ...]
    known: Known

    @property
    def ids(self) -> tuple[str, ...]:
        """The duties' ids, in the order of the page."""
        return tuple(one.id for one in self.due)


def outcome_of(book: Book, walk: Walk) -> Outcome:
    """The duties at the end of a walk."""
    due = duties_of(book.duties, walk.known)
    return Outcome(walk, due, walk.known.given(frozenset(one.id for one in due)))


@dataclass(frozen=True, slots=True)
class _Page:
    """What every part of the page needs: the book, the language, the outcome and the dates."""

    book: Book
    tongue: Tongue
    outcome: Outcome
    dates: Mapping[str, str]

    def lines(self, slot: str) -> list[Placed]:
        """The lines of one slot, the duties' own first, in the order of the page."""
        return [line for line in lines_of(self.book, self.outcome) if line.at == slot]

    def say(self, lines: list[Placed]) -> str:
        """Lines that apply, as text."""
        return say_lines(self.book, self.tongue, lines, self.outcome.known, self.dates)

    def block(self, kind: BlockKind, title: str, slot: str) -> Iterator[Block]:
        """A headed block of one slot; nothing when no line applies."""
        text = self.say(self.lines(slot))
        if text:
            yield Block(kind, text, self.tongue.title(title))


def outcome_blocks(book: Book, tongue: Tongue, outcome: Outcome, reasons: Iterable[str], today: date) -> list[Block]:
    """The whole page, duties first. `reasons` is what `why` said."""
    dates = {
        "start_by": tongue.day(start_by(today)),
        "ready_by": tongue.day(ready_by(today)),
        "today": tongue.day(today),
    }
    page = _Page(book, tongue, outcome, dates)
    words = book.words
    return [
        *_settings(page),
        *_duties(page, frozenset({"rescue"})),
        *_warnings(page),
        *_duties(page, frozenset({"police", "notify", "support"})),
        Block(
            "contacts", say_contacts(book, tongue, region_of(book, _region(outcome))), tongue.title(words.call_title)
        ),
        *page.block("contacts", words.contacts_title, "call"),
        *page.block("tell", words.tell_title, "tell"),
        *_family(page),
        *page.block("next", words.next_title, "next"),
        *_afterwards(page),
        *_last(page),
        Block("why", "\n\n".join(reasons), tongue.title(words.why_title)),
        *_changes(page),
        Block("sources", cite(book, tongue, sources_of(book, outcome)), tongue.title(words.sources_title)),
    ]


def _region(outcome: Outcome) -> str | None:
    value = outcome.known.values.get(REGION)
    return value if isinstance(value, str) else None


def _settings(page: _Page) -> Iterator[Block]:
    """Whose role and which county this is for, so that a wrong preset is seen at once."""
    book, tongue, place = page.book, page.tongue, page.outcome.walk.place
    known = []
    for name, words in ((ROLE, book.words.your_role), (REGION, book.words.your_region)):
        value = shared_value(book, place, name)
        if value is not None:
            known.append(
                fill(
                    tongue.body(words),
                    {"answer": answer_words(book, tongue, book.shared[name], value, page.outcome.known)},
                )
            )
    lead = page.say(page.lines("lead"))
    yield Block("lead", "\n\n".join(part for part in (" ".join(known), lead) if part))


def _duties(page: _Page, groups: frozenset[str]) -> Iterator[Block]:
    for one in page.outcome.due:
        if page.book.pages.policy.duties[one.id].group in groups:
            kind: BlockKind = "urgent" if "rescue" in groups else "duty"
            yield Block(kind, _do_and_avoid(page, one), _title(page, one), _tag(page, one))


def _title(page: _Page, one: Due) -> str:
    return duty_title(page.book, page.tongue, page.book.pages.policy.duties[one.id], page.outcome.known)


def _tag(page: _Page, one: Due) -> str:
    name = STRENGTHS.get(one.strength)
    silent = one.id == "hatakeskus"
    return page.tongue.button(getattr(page.book.words, name)) if name and not silent else ""


def _do_and_avoid(page: _Page, one: Due) -> str:
    lines = page.book.pages.policy.duties[one.id].lines
    do, avoid = (page.say([line for line in lines if line.at == slot]) for slot in ("do", "not"))
    if avoid:
        avoid = f"**{page.tongue.button(page.book.words.avoid)}**\n\n{avoid}"
    return "\n\n".join(part for part in (do, avoid) if part)


def _warnings(page: _Page) -> Iterator[Block]:
    """The warnings in one box, right after the urgent calls."""
    for one in page.outcome.due:
        if page.book.pages.policy.duties[one.id].group in BOXED and one.id != TELLING:
            yield Block("warning", _do_and_avoid(page, one), _title(page, one), _tag(page, one))
    do = page.say([line for line in page.book.pages.policy.outcome if line.at in ("do", "not")])
    if do:
        yield Block("warning", do, page.tongue.title(page.book.words.warnings_title))


def _family(page: _Page) -> Iterator[Block]:
    telling = [_headed(page, one) for one in page.outcome.due if one.id == TELLING]
    text = "\n\n".join(part for part in (*telling, page.say(page.lines("family"))) if part)
    if text:
        yield Block("family", text, page.tongue.title(page.book.words.family_title))


def _afterwards(page: _Page) -> Iterator[Block]:
    duties = page.book.pages.policy.duties
    later = [one for one in page.outcome.due if duties[one.id].group in AFTERWARDS]
    own = [_headed(page, one) for one in later if _do_and_avoid(page, one) or not duties[one.id].lines]
    text = "\n\n".join(part for part in (*own, page.say(page.lines("after"))) if part)
    if text:
        yield Block("after", text, page.tongue.title(page.book.words.after_title))


def _headed(page: _Page, one: Due) -> str:
    """A duty inside another block: its title and strength in one line, then its words."""
    tag = _tag(page, one)
    title = f"**{_title(page, one)}**" + (f" *({tag})*" if tag else "")
    return "\n\n".join(part for part in (title, _do_and_avoid(page, one)) if part)


def _last(page: _Page) -> Iterator[Block]:
    text = page.say(page.lines("last"))
    if text:
        yield Block("last", text)


def why(book: Book, tongue: Tongue, outcome: Outcome) -> list[str]:
    """For each duty, why: the reason in the policy's words, and the answers that brought it."""
    reasons = []
    path = outcome.walk.path
    questions = {path.name(step): path.questions[step] for step, _ in outcome.walk.taken}
    page = _Page(book, tongue, outcome, {})
    for one in outcome.due:
        duty = book.pages.policy.duties[one.id]
        behind = _reasons(book, duty.when, outcome.known)
        answers = [
            f"{question_name(tongue, question)}: "
            + answer_words(book, tongue, question, outcome.known.values[name], outcome.known)
            for name, question in questions.items()
            if name in behind
        ]
        said = fill(tongue.body(book.words.why_answers), {"answers": "; ".join(answers)}) if answers else ""
        reasons.append(
            " ".join(
                part
                for part in (
                    f"**{_title(page, one)}.**",
                    tongue.body(duty.because),
                    f"*{said}*" if said else "",
                    _tags(duty.sources),
                )
                if part
            )
        )
    return reasons


def _tags(tags: tuple[str, ...]) -> str:
    return f"({', '.join(tags)})"


def _reasons(book: Book, condition: Condition | None, known: Known) -> frozenset[str]:
    """The questions whose answers make a condition hold, facts followed to the answers behind them."""
    found: set[str] = set()
    for clause in condition or ():
        if book.test_clause(clause)(known):
            found |= _behind(book, clause, known)
    return frozenset(found)


def _behind(book: Book, clause: Clause, known: Known) -> frozenset[str]:
    """The questions behind one clause. A fact that must not hold leans on every question it looks at."""
    found: set[str] = set()
    for name in clause:
        fact = book.pages.policy.facts.get(name)
        if fact is None:
            found.add(name)
        elif known.is_fact(name):
            found |= _reasons(book, fact.when, known)
        else:
            found.update(*(_behind(book, other, known) for other in fact.when))
    return frozenset(found)


def _changes(page: _Page) -> Iterator[Block]:
    found = what_ifs(page.book, page.outcome.walk, page.outcome.due)
    if found:
        text = "\n".join(f"- {say_what_if(page.book, page.tongue, page.outcome, one)}" for one in found)
        yield Block("changes", text, page.tongue.title(page.book.words.change_title))


def say_what_if(book: Book, tongue: Tongue, outcome: Outcome, one: WhatIf) -> str:
    """One what-if as a sentence: the other answer, what is assumed with it, what it brings and takes."""
    words, duties, known = book.words, book.pages.policy.duties, outcome.known

    def answered(step: str, option: str) -> dict[str, str]:
        question = outcome.walk.path.questions[step]
        return {
            "question": question_name(tongue, question),
            "answer": answer_words(book, tongue, question, option, known),
        }

    def named(ids: tuple[str, ...], there: Known) -> dict[str, str]:
        return {"duties": ", ".join(duty_title(book, tongue, duties[name], there) for name in ids)}

    parts = [fill(tongue.body(words.if_answer), answered(one.step, one.option))]
    parts += [fill(tongue.body(words.assuming), answered(*assumed)) for assumed in one.assumed]
    said = [fill(tongue.body(words.brings), named(one.brings, one.known))] if one.brings else []
    said += [fill(tongue.body(words.takes), named(one.takes, known))] if one.takes else []
    return "".join((" ".join(parts), " → ", " ".join(said)))


def lines_of(book: Book, outcome: Outcome) -> list[Placed]:
    """Every line that an outcome may show: its duties' own, then those of several duties."""
    policy = book.pages.policy
    return [line for one in outcome.due for line in policy.duties[one.id].lines] + list(policy.outcome)


def sources_of(book: Book, outcome: Outcome) -> list[str]:
    """Every source that the page leans on: of its duties and of the lines that are shown."""
    tags: list[str] = []
    policy = book.pages.policy
    for one in outcome.due:
        tags.extend(policy.duties[one.id].sources)
    for line in lines_of(book, outcome):
        if book.test(line.when)(outcome.known):
            tags.extend(line.sources)
    return tags
