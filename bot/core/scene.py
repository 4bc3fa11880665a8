"""What every screen depends on and what every reply has: settings, notices, the closing row, links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from bot.core.book import Book
from bot.core.conditions import Known
from bot.core.links import NOWHERE, Links
from bot.core.place import CARD, Place
from bot.core.reply import Block, Choice, Given, Reply, Settings
from bot.core.telling import (
    answer_words,
    fill,
    question_name,
    question_title,
    region_of,
    social_emergency,
)
from bot.core.tongue import Tongue
from bot.core.walk import (
    REGION,
    ROLE,
    Walk,
    asking_again,
    practice_case,
    practice_id,
    shared_value,
    without_practice,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a screen depends on."""

    book: Book
    tongue: Tongue
    place: Place
    today: date
    changed: bool = False
    links: Links = NOWHERE

    @property
    def known(self) -> Known:
        """The shared answers, for texts outside a walk."""
        values = {name: value for name in (ROLE, REGION) if (value := shared_value(self.book, self.place, name))}
        return Known(self.book.facts, values)

    def at(self, flow: str, base: str = "") -> Place:
        """Another flow or card; leaving practice drops the practice case."""
        return without_practice(self.book, self.place.at(flow, base))

    def reply(
        self, flow: str, step: str, title: str, blocks: Iterable[Block], choices: Iterable[Choice], **more: object
    ) -> Reply:
        """A reply of this scene, with what every reply has: settings, notices, practice, the closing row."""
        book, tongue = self.book, self.tongue
        notices = ("content-changed",) if self.changed else ()
        head = [Block("notice", tongue.body(book.words.content_changed))] if self.changed else []
        if practice_case(book, self.place) is not None:
            head.append(Block("notice", tongue.body(book.words.is_practice)))
        return Reply(
            self.place, flow, step, tongue.lang, title, (*head, *blocks), (*choices, *closing_row(self)),
            settings=settings_of(book, self.place), notices=notices, **more,  # type: ignore[arg-type]
        )  # fmt: skip


def settings_of(book: Book, place: Place) -> Settings:
    """The shared answers in force."""
    return Settings(shared_value(book, place, REGION), shared_value(book, place, ROLE), practice_id(book, place))


def closing_row(scene: Scene) -> list[Choice]:
    """What closes every screen: 112, the social emergency service, and the settings."""
    book, tongue, place = scene.book, scene.tongue, scene.place
    words = book.words
    row = [Choice("112", tongue.button(words.call_112), place, "call", tel="112", group="help")]
    contact = social_emergency(region_of(book, shared_value(book, place, REGION)))
    if contact is not None and contact.number:
        label = fill(tongue.button(words.call_number), {"number": contact.number})
        row.append(Choice("sosiaalipaivystys", label, place, "call", tel=contact.number.replace(" ", ""), group="help"))
    if place.over != "h":
        row.append(Choice("apua-nyt", tongue.button(words.help_now), place.showing(place.base, "h"), group="help"))
    if place.over != "s":
        row.append(Choice("asetukset", tongue.button(words.settings), place.showing(place.base, "s"), group="more"))
    return row


def language_row(scene: Scene) -> list[Choice]:
    """One choice per language, in its own name."""
    title = scene.tongue.title(scene.book.words.language_title)
    return [
        Choice(
            f"kieli-{tongue.lang}",
            tongue.name,
            replace(scene.place, lang=tongue.lang, over=""),
            ticked=tongue is scene.tongue,
            group=title,
        )
        for tongue in scene.book.tongues.values()
    ]


def back_to(scene: Scene, place: Place) -> Choice:
    """The button that leads back."""
    return Choice("takaisin", scene.tongue.button(scene.book.words.back), place, "back", group="back")


def flow_links(scene: Scene, flows: Iterable[str]) -> list[Choice]:
    """A choice for each of these flows that the book has."""
    known = scene.book.pages.flows
    return [
        Choice(f"polku-{name}", scene.tongue.button(known[name].label), scene.at(name), "flow")
        for name in flows
        if name in known
    ]


def card_links(scene: Scene, cards: Iterable[str]) -> list[Choice]:
    """A choice for each of these cards that the book has."""
    known = scene.book.pages.cards
    return [
        Choice(f"kortti-{name}", scene.tongue.button(known[name].label), scene.at(CARD + name), "card")
        for name in cards
        if name in known
    ]


def is_own(walk: Walk, step: str) -> bool:
    """Whether the place itself answers the step; in practice the case answers for role and county."""
    if walk.case and walk.path.name(step) in (ROLE, REGION):
        return False
    return walk.place.answer(walk.path.questions[step].key or "") is not None


def given(scene: Scene, walk: Walk) -> tuple[Given, ...]:
    """The answers used so far, each with the place that asks it again."""
    found = []
    known = Known(scene.book.facts)
    for step, value in walk.taken:
        question = walk.path.questions[step]
        label = answer_words(scene.book, scene.tongue, question, value, known)
        title = question_title(scene.book, scene.tongue, question, known)
        if is_own(walk, step):
            found.append(Given(question_name(scene.tongue, question), label, asking_again(walk, step), title))
        known.learn(walk.path.name(step), value)
    return tuple(found)
