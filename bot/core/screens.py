"""The screens of a flow and what surrounds them: question, outcome, end, settings, your answers, help now.

Each function takes a `Scene` (book, language, place, day) and gives back the reply of one screen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from bot.core.asking import ask_blocks, ask_choices, asks
from bot.core.book import Book
from bot.core.conditions import Known, Value
from bot.core.model import Question
from bot.core.outcome import lines_of, outcome_blocks, outcome_of, why
from bot.core.place import CARD, CARDS, EPOCH, FRONT, Place
from bot.core.reply import Block, Choice, Cited, Given, Progress, Reply, Settings
from bot.core.telling import (
    answer_words,
    cite,
    copy_choices,
    fill,
    option_words,
    question_name,
    question_title,
    region_of,
    say_contacts,
    say_lines,
    social_emergency,
)
from bot.core.tongue import Tongue
from bot.core.walk import (
    PRACTICE,
    REGION,
    ROLE,
    Walk,
    answer_at,
    asking_again,
    offered,
    practice_case,
    practice_id,
    shared_key,
    shared_value,
    without_practice,
)  # fmt: skip
from bot.core.walk import walk as replay

MOST_STEPS = 40


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a screen depends on."""

    book: Book
    tongue: Tongue
    place: Place
    today: date
    changed: bool = False

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


# -- a flow ---------------------------------------------------------------------------------------------------------


def flow_screen(scene: Scene, walk: Walk) -> Reply:
    """The step where a walk stands: a question, or the end."""
    return end_screen(scene, walk) if walk.ends else question_screen(scene, walk)


def question_screen(scene: Scene, walk: Walk) -> Reply:
    """One question, its choices, and the way back."""
    scene = replace(scene, place=walk.place, changed=scene.changed or walk.changed)
    blocks = [*_opening(scene, walk), *ask_blocks(scene.book, scene.tongue, walk)]
    copies = copy_choices(scene.book, scene.tongue, walk.place, walk.question.says, walk.known)
    choices = [*copies, *ask_choices(scene.book, scene.tongue, walk, scene.today)]
    return scene.reply(
        walk.place.flow, walk.step, question_title(scene.book, scene.tongue, walk.question, walk.known), blocks,
        [*choices, _step_back(scene, walk), *(language_row(scene) if not walk.taken else ())],
        asks=asks(scene.book, walk, scene.today), answers=given(scene, walk), progress=progress_of(scene.book, walk),
    )  # fmt: skip


def _opening(scene: Scene, walk: Walk) -> list[Block]:
    """On the first step: that this is a machine, and the story of a practice case."""
    if walk.taken:
        return []
    case = practice_case(scene.book, scene.place)
    story = [Block("case", scene.tongue.body(case.story), scene.tongue.title(case.title))] if case else []
    return [Block("notice", scene.tongue.body(scene.book.words.automatic)), *story]


def _step_back(scene: Scene, walk: Walk) -> Choice:
    own = [step for step, _ in walk.taken if _is_own(walk, step)]
    return back_to(scene, asking_again(walk, own[-1]) if own else scene.at(FRONT))


def _is_own(walk: Walk, step: str) -> bool:
    """Whether the place itself answers the step; in practice the case answers for role and county."""
    return walk.place.answer(walk.path.questions[step].key or "") is not None


def given(scene: Scene, walk: Walk) -> tuple[Given, ...]:
    """The answers used so far, each with the place that asks it again."""
    found = []
    known = Known(scene.book.facts)
    for step, value in walk.taken:
        question = walk.path.questions[step]
        label = answer_words(scene.book, scene.tongue, question, value, known)
        title = question_title(scene.book, scene.tongue, question, known)
        if _is_own(walk, step):
            found.append(Given(question_name(scene.tongue, question), label, asking_again(walk, step), title))
        known.learn(walk.path.name(step), value)
    return tuple(found)


def progress_of(book: Book, walk: Walk) -> Progress | None:
    """Which step this is, and how many there are if the rest goes the usual way."""
    if walk.ends:
        return None
    walker = walk.path.begin()
    walker.state, walker.known = walk.step, walk.known.copy()
    ahead = 0
    for _ in range(MOST_STEPS):
        if walk.path.flow.steps[walker.state].ask == "end":
            break
        ahead += 1
        value = answer_at(book, walk.place, walk.path, walker.state, walker.known)
        if value is None:
            value = _usual(book, walk.path.questions[walker.state], walker.known)
        if value is None or not walk.path.look_ahead(walker, value):
            break
    done = len(walk.taken)
    return Progress(done + 1, done + max(ahead, 1))


def _usual(book: Book, question: Question, known: Known) -> Value | None:
    """What most people answer, as far as the content says."""
    match question.ask:
        case "several" | "checklist":
            return frozenset()
        case "date":
            return EPOCH
        case "case":
            return next(iter(book.pages.cases.cases), None)
        case _:
            options = offered(book, question, known)
            return question.typical if question.typical in options else next(iter(options), None)


def end_screen(scene: Scene, walk: Walk) -> Reply:
    """The end of a flow: an outcome with duties, or its own words."""
    scene = replace(scene, place=walk.place, changed=scene.changed or walk.changed)
    book, tongue = scene.book, scene.tongue
    step = walk.path.flow.steps[walk.step]
    title = question_title(book, tongue, step, walk.known)
    documents = tuple(
        Choice(name, tongue.button(_document_label(book, name)), walk.place, "document") for name in step.documents
    )
    links = [*_flow_links(scene, step.flows), *_card_links(scene, step.cards)]
    answers = given(scene, walk)
    tail = [*documents, _step_back(scene, walk)]
    if step.outcome != "duties":
        text = say_lines(book, tongue, step.says, walk.known)
        blocks = [Block("text", text)] if text else []
        copies = copy_choices(book, tongue, walk.place, step.says, walk.known)
        choices = [*copies, *links, *tail]
        return scene.reply(walk.place.flow, walk.step, title, blocks, choices, answers=answers, documents=documents)
    outcome = outcome_of(book, walk)
    reasons = tuple(why(book, tongue, outcome))
    copies = copy_choices(book, tongue, walk.place, lines_of(book, outcome), outcome.known)
    return scene.reply(
        walk.place.flow, walk.step, title, outcome_blocks(book, tongue, outcome, reasons, scene.today),
        [*copies, *_change_region(scene, walk), *links, *_duty_links(scene, outcome.ids), *tail],
        answers=answers, documents=documents, duties=outcome.ids, why=reasons, sources=_cited(scene, outcome.ids),
    )  # fmt: skip


def _document_label(book: Book, name: str) -> str:
    return book.words.save if name == "keskustelu" else book.words.summary


def _change_region(scene: Scene, walk: Walk) -> list[Choice]:
    """A preset county is not asked again, but a child may live elsewhere."""
    key = shared_key(scene.book, REGION)
    if walk.case or scene.place.answer(key) is None:
        return []
    return [
        Choice(
            "vaihda-alue",
            scene.tongue.button(scene.book.words.other_region),
            walk.place.without([key]),
            "change",
            group="more",
        )
    ]


def _flow_links(scene: Scene, flows: Iterable[str]) -> list[Choice]:
    known = scene.book.pages.flows
    return [
        Choice(f"polku-{name}", scene.tongue.button(known[name].label), scene.at(name), "flow")
        for name in flows
        if name in known
    ]


def _card_links(scene: Scene, cards: Iterable[str]) -> list[Choice]:
    known = scene.book.pages.cards
    return [
        Choice(f"kortti-{name}", scene.tongue.button(known[name].label), scene.at(CARD + name), "card")
        for name in cards
        if name in known
    ]


def _duty_links(scene: Scene, duties: Iterable[str]) -> list[Choice]:
    """For each duty its flow, or until the book has that flow, its card; each once."""
    policy = scene.book.pages.policy.duties
    flows = [duty.flow for duty in (policy[name] for name in duties) if duty.flow in scene.book.pages.flows]
    cards = [
        duty.card for duty in (policy[name] for name in duties) if duty.card and duty.flow not in scene.book.pages.flows
    ]
    return [
        *_flow_links(scene, dict.fromkeys(name for name in flows if name)),
        *_card_links(scene, dict.fromkeys(name for name in cards if name)),
    ]


def _cited(scene: Scene, duties: Iterable[str]) -> tuple[Cited, ...]:
    """The card sections that say more about the duties of an outcome."""
    policy, cards = scene.book.pages.policy.duties, scene.book.pages.cards
    names = dict.fromkeys(policy[name].card for name in duties)
    found = [(name, next(iter(cards[name].sections))) for name in names if name and name in cards]
    return tuple(
        Cited(name, section, scene.tongue.title(cards[name].title), scene.at(CARD + name, section))
        for name, section in found
    )


# -- the cards and the front page -------------------------------------------------------------------------------------


def front_screen(scene: Scene) -> Reply:
    """The first screen: what this is, the topics, the languages."""
    book, tongue = scene.book, scene.tongue
    scene = replace(scene, place=scene.at(FRONT))
    blocks = [
        Block("text", tongue.body(book.cover.tagline)),
        Block("notice", say_lines(book, tongue, book.cover.intro, scene.known)),
    ]
    return scene.reply(
        FRONT, FRONT, tongue.title(book.cover.title), blocks, [*topic_choices(scene), *language_row(scene)]
    )


def topic_choices(scene: Scene) -> list[Choice]:
    """Every flow in the book's order, and the list of cards."""
    book, tongue = scene.book, scene.tongue
    flows = [book.pages.flows[name] for name in book.cover.topics if name in book.pages.flows]
    choices = [
        Choice(
            f"polku-{flow.flow}", tongue.button(flow.label), scene.at(flow.flow), "flow", hint=tongue.body(flow.about)
        )
        for flow in flows
    ]
    return [*choices, Choice("kortit", tongue.button(book.words.all_cards), scene.at(CARDS), "card")]


def cards_screen(scene: Scene) -> Reply:
    """All cards, grouped as people look for them."""
    book, tongue = scene.book, scene.tongue
    scene = replace(scene, place=scene.at(CARDS))
    choices = [
        replace(choice, group=tongue.title(group.title), hint=tongue.body(book.pages.cards[choice.place.card].about))
        for group in book.cover.card_groups
        for choice in _card_links(scene, group.cards)
    ]
    return scene.reply(
        CARDS, CARDS, tongue.title(book.words.cards_title), [], [*choices, back_to(scene, scene.at(FRONT))]
    )


def card_screen(scene: Scene) -> Reply:
    """One card: its sections as buttons, or one section open."""
    book, tongue, place = scene.book, scene.tongue, scene.place
    card = book.pages.cards[place.card]
    section = card.sections.get(place.base)
    if section is None:
        scene = replace(scene, place=scene.at(place.flow), changed=scene.changed or bool(place.base))
    title = tongue.title(card.title)
    about = tongue.body(card.about)
    choices = [
        Choice(
            name,
            tongue.button(book.cover.sections.get(name, name)),
            scene.at(place.flow, name),
            ticked=name == place.base,
        )
        for name in card.sections
    ]
    related = tongue.title(book.words.related_title)
    links = [
        replace(choice, group=related)
        for choice in (*_flow_links(scene, card.flows), *_card_links(scene, card.related))
    ]
    if section is None:
        return scene.reply(
            CARDS, place.card, title, [Block("text", about)], [*choices, *links, back_to(scene, scene.at(CARDS))]
        )
    heading = tongue.button(book.cover.sections.get(place.base, place.base))
    blocks = [
        Block("text", say_lines(book, tongue, section.says, scene.known), heading),
        *_section_sources(scene, place.base),
    ]
    copies = copy_choices(book, tongue, place, section.says, scene.known)
    rest = [choice for choice in choices if choice.id != place.base]
    return scene.reply(
        CARDS,
        f"{place.card}-{place.base}",
        title,
        blocks,
        [*copies, *rest, *links, back_to(scene, scene.at(place.flow))],
    )


def _section_sources(scene: Scene, name: str) -> list[Block]:
    section = scene.book.pages.cards[scene.place.card].sections[name]
    tags = [tag for line in section.says if scene.book.test(line.when)(scene.known) for tag in line.sources]
    return (
        [Block("sources", cite(scene.book, scene.tongue, tags), scene.tongue.title(scene.book.words.sources_title))]
        if tags
        else []
    )


# -- what can be opened over any place -----------------------------------------------------------------------------


def help_screen(scene: Scene, flow: str, step: str) -> Reply:
    """112 and the social emergency service, and a way to a person."""
    book, tongue, place = scene.book, scene.tongue, scene.place
    region = region_of(book, shared_value(book, place, REGION))
    blocks = [
        Block("urgent", say_lines(book, tongue, book.cover.emergency, scene.known)),
        Block("contacts", say_contacts(book, tongue, region), tongue.title(book.words.call_title)),
    ]
    advice = [
        replace(choice, label=tongue.button(book.words.nameless_advice))
        for choice in _card_links(scene, ["konsultointi"])
    ]
    return scene.reply(
        flow, step, tongue.title(book.words.help_title), blocks, [*advice, back_to(scene, place.showing(place.base))]
    )


def settings_screen(scene: Scene, flow: str, step: str) -> Reply:
    """Language, role and county, each set by one tap, and the answers so far."""
    book, tongue, place = scene.book, scene.tongue, scene.place
    under = place.showing(place.base)
    choices = [replace(choice, place=replace(choice.place, base=place.base)) for choice in language_row(scene)]
    for name in (ROLE, REGION):
        question = book.shared.get(name)
        if question is None or practice_case(book, place):
            continue
        group, now = tongue.title(question.title), shared_value(book, place, name)
        choices += [
            Choice(
                f"{name}-{option_id}",
                option_words(book, tongue, option, scene.known)[0],
                _with_setting(scene, question.key or "", option.key),
                ticked=option_id == now,
                group=group,
            )
            for option_id, option in (question.options or {}).items()
        ]
    extra = (
        [Choice("vastaukset", tongue.button(book.words.your_answers), place.showing(place.base, "v"), group="more")]
        if flow in book.paths
        else []
    )
    if practice_case(book, place):
        extra.append(
            Choice(
                "lopeta-harjoitus",
                tongue.button(book.words.leave_practice),
                place.without([shared_key(book, PRACTICE)]).at(FRONT),
                group="more",
            )
        )
    extra += [
        Choice("kortit", tongue.button(book.words.all_cards), scene.at(CARDS), "card", group="more"),
        Choice("alku", tongue.button(book.words.front_page), scene.at(FRONT), group="more"),
    ]
    return scene.reply(
        flow, step, tongue.title(book.words.settings_title), [], [*choices, *extra, back_to(scene, under)]
    )


def _with_setting(scene: Scene, key: str, option: str) -> Place:
    """The place with another role or county, and what is open there if it is still the same step."""
    book, place, base = scene.book, scene.place, scene.place.base
    changed = place.having(key, option)
    stays = not base or bool(place.card) or replay(book, changed).step == replay(book, place).step
    return changed.showing(base) if stays else changed


def answers_screen(scene: Scene, walk: Walk) -> Reply:
    """The answers so far, each with a way to change it."""
    scene = replace(
        scene, place=replace(walk.place, over="v", base=scene.place.base), changed=scene.changed or walk.changed
    )
    book, tongue = scene.book, scene.tongue
    answers = given(scene, walk)
    lines = [f"- **{one.question}**: {one.label}" for one in answers] or [tongue.body(book.words.none_given)]
    choices = [
        Choice(
            f"muuta-{number}",
            fill(tongue.button(book.words.change_this), {"question": one.question}),
            one.change,
            "change",
        )
        for number, one in enumerate(answers, 1)
    ]
    under = scene.place.showing(scene.place.base)
    return scene.reply(
        walk.place.flow, walk.step, tongue.title(book.words.answers_title), [Block("answers", "\n".join(lines))],
        [*choices, back_to(scene, under)], answers=answers,
    )  # fmt: skip
