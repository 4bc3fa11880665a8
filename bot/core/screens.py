"""The screens of a flow: a question, an outcome, an end.

Each function takes a `Scene` (book, language, place, day) and gives back the reply of one screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.core.actors import Answering, actor_blocks, actors_for, sources_block, ticked
from bot.core.asking import ask_blocks, ask_choices, asks
from bot.core.book import Book
from bot.core.conditions import Known, Value
from bot.core.learning import next_page, score, shown_sources, verdict
from bot.core.model import Question, Step
from bot.core.outcome import lines_of, outcome_blocks, outcome_of, why
from bot.core.place import CARD, EPOCH, FRONT, HELPED
from bot.core.practice import case_list, comparison, feedback, is_practised, list_blocks, start_choice, story
from bot.core.reply import Block, Choice, Cited, Progress, Reply
from bot.core.scene import Scene, back_to, card_links, flow_links, given, is_own, language_row
from bot.core.sharing import has_address, link_blocks, link_choices
from bot.core.telling import (
    copy_choices,
    dates_from,
    question_title,
    region_of,
    say_contacts,
    say_lines,
)
from bot.core.walk import (
    REGION,
    Walk,
    answer_at,
    asking_again,
    offered,
    shared_key,
    shared_value,
)  # fmt: skip

MOST_STEPS = 40


def flow_screen(scene: Scene, walk: Walk) -> Reply:
    """The step where a walk stands: a question, or the end."""
    return end_screen(scene, walk) if walk.ends else question_screen(scene, walk)


def question_screen(scene: Scene, walk: Walk) -> Reply:
    """One question, its choices, and the way back."""
    scene = replace(scene, place=walk.place, changed=scene.changed or walk.changed)
    said, back = feedback(scene, walk)
    before = [*_opening(scene, walk), *said, *story(scene), *verdict(scene, walk)]
    asked = [*ask_blocks(scene.book, scene.tongue, walk), *list_blocks(scene, walk)]
    blocks = [*before, *asked, *shown_sources(scene, walk, walk.path.flow.steps[walk.step])]
    copies = copy_choices(scene.book, scene.tongue, walk.place, walk.question.says, walk.known)
    choices = [*copies, *ask_choices(scene.book, scene.tongue, walk, scene.today), *back]
    return scene.reply(
        walk.place.flow, walk.step, question_title(scene.book, scene.tongue, walk.question, walk.known), blocks,
        [*choices, _step_back(scene, walk), *(language_row(scene) if not walk.taken else ())],
        asks=asks(scene.book, walk, scene.today), answers=given(scene, walk), progress=progress_of(scene.book, walk),
    )  # fmt: skip


def _opening(scene: Scene, walk: Walk) -> list[Block]:
    """On the first step: that this is a machine."""
    return [] if walk.taken else [Block("notice", scene.tongue.body(scene.book.words.automatic))]


def _step_back(scene: Scene, walk: Walk) -> Choice:
    own = [step for step, _ in walk.taken if is_own(walk, step)]
    before = case_list(scene.book, walk.place) if walk.case and is_practised(walk.path.flow) else None
    return back_to(scene, asking_again(walk, own[-1]) if own else before or scene.at(FRONT))


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
    """The end of a flow: an outcome with duties, or its own words; or the same with thanks, once it was said to help.

    What is open there leads nowhere else: every choice goes on from the end itself.
    """
    said = walk.place.base
    reply = _end(scene, replace(walk, place=walk.place.showing()), asks_whether_it_helped=not walk.case and not said)
    if said not in HELPED:
        return reply
    thanks = Block("notice", scene.tongue.body(scene.book.words.helped_thanks))
    return replace(reply, place=walk.place.showing(said), blocks=(thanks, *reply.blocks))


def _end(scene: Scene, walk: Walk, *, asks_whether_it_helped: bool) -> Reply:
    scene = replace(scene, place=walk.place, changed=scene.changed or walk.changed)
    book, tongue = scene.book, scene.tongue
    step = walk.path.flow.steps[walk.step]
    title = question_title(book, tongue, step, walk.known)
    documents = tuple(
        Choice(name, tongue.button(_document_label(book, name)), walk.place, "document")
        for name in (step.documents if has_address(scene, step) else ())
    )
    helping = actors_for(book, step, ticked(book, walk.place.flow, step, walk.known), walk.known)
    actors = [one.actor.card for one in helping]
    cards = step.cards if book.test(step.cards_when)(walk.known) else ()
    links = [*flow_links(scene, step.flows), *card_links(scene, (name for name in cards if name not in actors))]
    answers = given(scene, walk)
    tail = [*documents, *(_helped(scene) if asks_whether_it_helped else ()), _step_back(scene, walk)]
    if step.outcome != "duties":
        copies = copy_choices(book, tongue, walk.place, (*step.says, *step.then), walk.known, together=True)
        blocks, again = score(scene, walk)
        on = [*start_choice(scene, walk), *next_page(scene, walk, step)]
        return scene.reply(
            walk.place.flow, walk.step, title,
            [*verdict(scene, walk), *blocks, *story(scene), *_own_words(scene, walk, step, helping)],
            [*on, *card_links(scene, actors), *link_choices(scene, walk, step), *copies, *links, *again, *tail],
            answers=answers, documents=documents, sources=_cited_cards(scene, actors),
        )  # fmt: skip
    outcome = outcome_of(book, walk)
    reasons = tuple(why(book, tongue, outcome))
    compared, on = comparison(scene, outcome)
    copies = copy_choices(book, tongue, walk.place, lines_of(book, outcome), outcome.known)
    return scene.reply(
        walk.place.flow, walk.step, title,
        [*compared, *outcome_blocks(book, tongue, outcome, reasons, scene.today)],
        [*on, *copies, *_change_region(scene, walk), *links, *_duty_links(scene, outcome.ids), *tail],
        answers=answers, documents=documents, duties=outcome.ids, why=reasons, sources=_cited(scene, outcome.ids),
    )  # fmt: skip


def _own_words(scene: Scene, walk: Walk, step: Step, helping: list[Answering]) -> Iterator[Block]:
    """What an end says that lists no duties: its lines, the actors, whom to call, what comes after, the sources."""
    book, tongue, dates = scene.book, scene.tongue, dates_from(scene.tongue, walk.known)
    if text := say_lines(book, tongue, step.says, walk.known, dates):
        yield Block("text", text)
    yield from link_blocks(scene, walk, step)
    yield from actor_blocks(book, tongue, helping)
    if step.contacts:
        region = region_of(book, shared_value(book, walk.place, REGION))
        yield Block("contacts", say_contacts(book, tongue, region), tongue.title(book.words.call_title))
    if then := say_lines(book, tongue, step.then, walk.known, dates):
        yield Block("after", then, tongue.title(book.words.after_title))
    if step.outcome == "actors":
        yield sources_block(book, tongue, step, helping, walk.known)
    yield from shown_sources(scene, walk, step)


def _helped(scene: Scene) -> list[Choice]:
    """Whether this helped: two choices that lead to the same end and are counted, nothing more."""
    tongue, words, place = scene.tongue, scene.book.words, scene.place
    return [
        Choice("auttoi", tongue.button(words.helped), place.showing("joo"), group="helped"),
        Choice("ei-auttanut", tongue.button(words.did_not_help), place.showing("ei"), group="helped"),
    ]


def _document_label(book: Book, name: str) -> str:
    words, sharing = book.words, book.cover.sharing
    known = {"kalenteri": words.calendar, "qr-png": sharing.qr_png, "qr-svg": sharing.qr_svg, "keskustelu": words.save}
    return known.get(name, words.summary)


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


def _duty_links(scene: Scene, duties: Iterable[str]) -> list[Choice]:
    """For each duty its flow, or until the book has that flow, its card; each once."""
    policy = scene.book.pages.policy.duties
    flows = [duty.flow for duty in (policy[name] for name in duties) if duty.flow in scene.book.pages.flows]
    cards = [
        duty.card for duty in (policy[name] for name in duties) if duty.card and duty.flow not in scene.book.pages.flows
    ]
    return [
        *flow_links(scene, dict.fromkeys(name for name in flows if name)),
        *card_links(scene, dict.fromkeys(name for name in cards if name)),
    ]


def _cited(scene: Scene, duties: Iterable[str]) -> tuple[Cited, ...]:
    """The card sections that say more about the duties of an outcome."""
    policy = scene.book.pages.policy.duties
    return _cited_cards(scene, dict.fromkeys(policy[name].card for name in duties))


def _cited_cards(scene: Scene, names: Iterable[str | None]) -> tuple[Cited, ...]:
    """These cards, each by its first section."""
    cards = scene.book.pages.cards
    found = [(name, next(iter(cards[name].sections))) for name in names if name and name in cards]
    return tuple(
        Cited(name, section, scene.tongue.title(cards[name].title), scene.at(CARD + name, section))
        for name, section in found
    )
