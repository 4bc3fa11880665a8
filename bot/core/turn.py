"""The one turn function: a place, perhaps something said, and the day give a reply. Everything else is a channel.

A tap is `turn(book, token, None, today)`. What a person types is answered and forgotten: it never enters a place,
a cache or a reply.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from bot.core.answers import answered, not_answered
from bot.core.asking import answering, days_asked
from bot.core.book import Book
from bot.core.emergency import Danger, danger_in
from bot.core.identifying import Identifying, without_identifying
from bot.core.links import NOWHERE, Links
from bot.core.place import CARDS, CODE, FRONT, HELPED, MASK, MONTH, NotAPlace, Place, write_date
from bot.core.questions import Finding, find
from bot.core.reply import Block, NoticeKind, Reply
from bot.core.scene import Scene
from bot.core.screens import flow_screen
from bot.core.telling import fill, say_lines
from bot.core.typed import chosen_by, day_in
from bot.core.views import (  # fmt: skip
    answers_screen,
    card_screen,
    cards_screen,
    front_screen,
    help_screen,
    settings_screen,
)
from bot.core.walk import Walk, offered, read_place, walk, write_value

TEXT_LIMIT = 1000
"""Characters of a typed message that are read."""
CACHED_REPLIES = 512


@dataclass(frozen=True, slots=True)
class Typed:
    """Words that a person typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Several:
    """Several options chosen at once, by their ids; none means "none of these"."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OnDay:
    """A day given as the answer."""

    day: date


Said = Typed | Several | OnDay | None


class NotAnAnswer(ValueError):
    """What was said does not fit the question: says what was expected."""


def turn(book: Book, token: str, said: Said, today: date, lang: str = "", *, keeps_lang: bool = False) -> Reply:
    """Answer one exchange.

    `token` is a place as text; `lang` fills in a language that it does not name. `today` is the date in Helsinki.
    A question in another language of the book is answered in that one, unless the reply `keeps_lang`.
    Raises `NotAPlace` for a token that no book could know, `NotAnAnswer` for a date or options that are not asked for.
    """
    place, changed = read_place(book, token, lang)
    place = replace(place, base="") if place.base.startswith(CODE) else place
    match said:
        case None:
            return reply_at(book, place, today, changed=changed, links=book.links)
        case Typed(text):
            return _typed(book, place, text[:TEXT_LIMIT], today, changed=changed, keeps_lang=keeps_lang)
        case _:
            return reply_at(book, _answered(book, place, said, today), today, changed=changed, links=book.links)


def opened(book: Book, token: str, today: date, lang: str = "") -> Reply:
    """Answer an open link, which anybody may have made: only shared answers, a card's section and a code are taken.

    Anything else in it is dropped, and the person is told. Every token gets a reply.
    """
    try:
        place, changed = read_place(book, token, lang)
    except NotAPlace:
        place, changed = read_place(book, FRONT, lang)[0], True
    kept = place.at(place.flow, place.base if place.card or place.base.startswith(CODE) else "")
    changed = changed or kept != place
    kept = replace(kept, base="") if kept.base.startswith(CODE) else kept
    return reply_at(book, kept, today, changed=changed, links=book.links)


@lru_cache(maxsize=CACHED_REPLIES)
def reply_at(book: Book, place: Place, today: date, *, changed: bool = False, links: Links = NOWHERE) -> Reply:
    """The reply at a place: the same for everybody today, so it may be kept for a while.

    `links` are where this service is reached now: other links, another reply.
    """
    scene = Scene(book, book.tongues[place.lang], place, today, changed, links)
    found = walk(book, place, changed=changed) if place.flow in book.paths else None
    scene, found = _without_stray_view(scene, found)
    if place.over and (found is not None or place.over != "v"):
        return _over(scene, found)
    scene = replace(scene, place=replace(scene.place, over=""))
    if found is not None:
        return flow_screen(scene, found)
    if place.card:
        return card_screen(scene)
    return cards_screen(scene) if place.flow == CARDS else front_screen(scene)


def _over(scene: Scene, found: Walk | None) -> Reply:
    place = scene.place
    flow, step = (place.flow, found.step) if found else (CARDS, place.card) if place.card else (place.flow, place.flow)
    if found is not None:
        scene = replace(
            scene, place=replace(found.place, over=place.over, base=place.base), changed=scene.changed or found.changed
        )
    if place.over == "h":
        return help_screen(scene, flow, step)
    if place.over == "v" and found is not None:
        return answers_screen(scene, found)
    return settings_screen(scene, flow, step)


def _without_stray_view(scene: Scene, found: Walk | None) -> tuple[Scene, Walk | None]:
    """Drop an open view that does not belong where one stands: a month where no date is asked, thanks too early."""
    base = scene.place.base
    if not base or scene.place.card:
        return scene, found
    fits = found is not None and (
        (base.startswith(MASK) and found.question.ask in ("several", "checklist"))
        or (base.startswith(MONTH) and found.question.ask == "date")
        or (base in HELPED and found.ends and not found.case)
    )
    if fits:
        return scene, found
    place = replace(scene.place, base="")
    return replace(scene, place=place, changed=True), replace(
        found, place=replace(found.place, base="")
    ) if found else None


def _answered(book: Book, place: Place, said: Several | OnDay, today: date) -> Place:
    """The place after a date or several options were given."""
    found = walk(book, place) if place.flow in book.paths else None
    if found is None or found.ends:
        raise NotAnAnswer("Nothing is asked here that a date or several options could answer.")
    question = found.question
    if isinstance(said, OnDay):
        first, last = days_asked(question, today)
        if question.ask != "date":
            raise NotAnAnswer(f"Expected one of the choices of step {found.step}, got a date.")
        if not first <= said.day <= last:
            raise NotAnAnswer(f"Expected a date from {first} to {last}.")
        return answering(found, write_date(said.day))
    if question.ask not in ("several", "checklist"):
        raise NotAnAnswer(f"Expected one of the choices of step {found.step}, got several options.")
    options = offered(book, question, found.known)
    if any(option not in options for option in said.options):
        raise NotAnAnswer(f"Expected options of step {found.step}: {', '.join(options)}.")
    return answering(found, write_value(book, question, frozenset(said.options)))


def _typed(book: Book, place: Place, text: str, today: date, *, changed: bool, keeps_lang: bool) -> Reply:
    """Typed words: what identifies is taken out and named by kind, danger is met first, then a choice is looked for.

    Words that choose nothing are a question.
    """
    pending = reply_at(book, replace(place, over=""), today, changed=changed)
    said = text
    kinds: tuple[Identifying, ...] = ()
    if chosen_by(book, pending, said) is None:  # the words of a choice are the book's own
        text, kinds = without_identifying(said, book.familiar)
    day = day_in(text, today) if pending.asks and pending.asks.kind == "date" else None
    if day is not None:
        return _on_day(book, pending, day, today)
    chosen = chosen_by(book, pending, text) if text else None
    danger = danger_in(book.alarms, said, text)
    if chosen is not None:
        reply = turn(book, str(chosen), None, today)
    else:
        found = find(book, pending.lang, text, keeps_lang=keeps_lang, danger=danger)
        danger = found.danger
        reply = _asked(book, pending, found, today, changed=changed)
    return _with_head(Scene(book, book.tongues[reply.lang], reply.place, today), reply, danger, kinds)


def _asked(book: Book, pending: Reply, found: Finding, today: date, *, changed: bool) -> Reply:
    """The reply to a question, in the language it was asked in."""
    if found.lang != pending.lang:
        pending = reply_at(book, replace(pending.place, lang=found.lang), today, changed=changed)
    scene = Scene(book, book.tongues[found.lang], pending.place, today)
    if found.hits:
        return answered(scene, pending, found)
    return replace(not_answered(scene, pending, found), unanswered=found.words)


def _with_head(scene: Scene, reply: Reply, danger: Danger | None, kinds: tuple[Identifying, ...]) -> Reply:
    """The reply with what comes before it: 112, the crisis line, and the kinds of what identifies."""
    book, tongue, talk = scene.book, scene.tongue, scene.book.cover.talk
    head: list[Block] = []
    notices: list[NoticeKind] = []
    if danger is not None:
        head.append(Block("urgent", say_lines(book, tongue, book.cover.emergency, scene.known)))
        notices.append("emergency")
    if danger == "crisis" and talk.crisis:
        head.append(Block("urgent", say_lines(book, tongue, talk.crisis, scene.known)))
    head += [Block("notice", tongue.body(getattr(book.words, f"noticed_{kind}"))) for kind in kinds]
    if kinds:
        notices.append("identifying")
    late = [notice for notice in reply.notices if notice not in notices]
    first = [notice for notice in late if notice == "content-changed"]
    rest = [notice for notice in late if notice != "content-changed"]
    return replace(reply, blocks=(*head, *reply.blocks), notices=(*first, *notices, *rest))


def _on_day(book: Book, pending: Reply, day: date, today: date) -> Reply:
    """The reply to a typed day; one that may not be chosen is said to be so, and the question stays."""
    try:
        return turn(book, str(pending.place), OnDay(day), today)
    except NotAnAnswer:
        tongue = book.tongues[pending.lang]
        ends = (pending.asks.min, pending.asks.max) if pending.asks else ()
        first, last = (tongue.short_day(end) for end in ends if isinstance(end, date))
        text = fill(tongue.body(book.words.date_wrong), {"first": first, "last": last})
        return replace(pending, blocks=(Block("notice", text), *pending.blocks))


def front(lang: str) -> Place:
    """The front page in one language."""
    return Place(FRONT, lang)
