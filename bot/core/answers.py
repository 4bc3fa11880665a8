"""The reply to a typed question: approved text of the section found, the whole card, and the step that waits.

The question itself never gets here: a reply is made of what was found, so it cannot hold what was typed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.core.marks import LABEL_LIMIT
from bot.core.model import Answer
from bot.core.place import CARD
from bot.core.questions import Finding
from bot.core.reply import Block, Choice, Cited, NoticeKind, Reply
from bot.core.scene import Scene, card_links, flow_links
from bot.core.shelf import Hit
from bot.core.telling import cite, fill, say_lines, shorten
from bot.core.views import topic_choices

CONSULTING = "konsultointi"


def answered(scene: Scene, pending: Reply, found: Finding) -> Reply:
    """The reply to a question that some cards answer, or may answer; the step that waits is offered again."""
    sure, words = found.zone == "answer", scene.book.words
    urgent = bool(found.danger) and not sure
    offer = words.who_helps if urgent else words.unsure
    blocks = _extract(scene, pending, found.hits[0]) if sure else [_notice(scene, offer)]
    group = scene.tongue.title(words.help_title if urgent else words.near_title)
    choices = [*(_to_card(scene, found.hits[0]) if sure else ()), *_near(scene, found.hits[1 if sure else 0 :], group)]
    sources = tuple(_cited(scene, hit) for hit in found.hits)
    title = sources[0].title if sure else ""
    return replace(_with_pending(scene, pending, title, blocks, choices), sources=sources)


def not_answered(scene: Scene, pending: Reply, found: Finding) -> Reply:
    """The reply to what no card answers: plain words, the topics, and how to ask advice."""
    words, notices = scene.book.words, list[NoticeKind](["not-understood"])
    if found.zone == "elsewhere":
        notices.append("out-of-scope")
    understood = words.elsewhere if found.zone == "elsewhere" else words.not_understood
    text = understood if scene.book.shelves else words.search_starts
    block = _said(scene, found.says) if found.says else _notice(scene, text)
    topics = [replace(one, group=scene.tongue.title(words.topics_title)) for one in topic_choices(scene)]
    advice = [replace(one, label=scene.tongue.button(words.nameless_advice)) for one in card_links(scene, [CONSULTING])]
    reply = _with_pending(scene, pending, "", [block], [*topics, *advice])
    return replace(reply, notices=(*reply.notices, *notices))


def _with_pending(scene: Scene, pending: Reply, title: str, blocks: list[Block], choices: Iterable[Choice]) -> Reply:
    """The answer and what waits: a question of a flow stays with its words, another page only with its buttons.

    An end is pages long and stands above already; one button opens it again.
    """
    there = {one.place for one in pending.choices if one.kind in ("card", "flow")}
    more = [one for one in choices if one.place not in there]
    if _in_flow(scene, pending) and pending.progress:
        waiting = fill(scene.tongue.body(scene.book.words.still_asked), {"question": pending.title})
        said = (*blocks, Block("notice", waiting), *pending.blocks)
        return replace(pending, blocks=said, choices=(*pending.choices, *more), sources=())
    if _in_flow(scene, pending):
        more.append(Choice("palaa", scene.tongue.button(scene.book.words.go_on), pending.place, "back"))
    closing = [one for one in pending.choices if one.group in ("help", "more", "back")]
    rest = [one for one in pending.choices if one not in closing and one.kind != "copy"]
    choices = (*more, *rest, *closing)
    return replace(pending, title=title or pending.title, blocks=tuple(blocks), choices=choices, sources=())


def _in_flow(scene: Scene, pending: Reply) -> bool:
    return pending.flow in scene.book.paths


def _extract(scene: Scene, pending: Reply, hit: Hit) -> list[Block]:
    book, tongue = scene.book, scene.tongue
    lines = book.pages.cards[hit.card].sections[hit.section].says
    heading = tongue.button(book.cover.sections.get(hit.section, hit.section))
    text = say_lines(book, tongue, lines, scene.known)
    if _in_flow(scene, pending):
        return [Block("notice", text, f"{_title(scene, hit)}: {heading}")]
    tags = [tag for line in lines if book.test(line.when)(scene.known) for tag in line.sources]
    cited = Block("sources", cite(book, tongue, tags), tongue.title(book.words.sources_title))
    return [Block("text", text, heading), *([cited] if tags else [])]


def _notice(scene: Scene, text: str) -> Block:
    return Block("notice", scene.tongue.body(text))


def _said(scene: Scene, says: Answer) -> Block:
    return Block("notice", say_lines(scene.book, scene.tongue, says.says, scene.known))


def _to_card(scene: Scene, hit: Hit) -> list[Choice]:
    """The whole card, open at the section, its next best sections, and the flows that it leads to."""
    card = scene.book.pages.cards[hit.card]
    words = scene.tongue.button(scene.book.words.open_card)
    label = shorten(f"{words}: {scene.tongue.button(card.label)}", LABEL_LIMIT)
    opens = Choice(f"kortti-{hit.card}", label, _cited(scene, hit).place, "card")
    headings = {name: scene.tongue.button(scene.book.cover.sections.get(name, name)) for name in hit.others}
    others = [
        Choice(f"kortti-{hit.card}-{name}", heading, scene.at(CARD + hit.card, name), "card", group=_title(scene, hit))
        for name, heading in headings.items()
    ]
    return [opens, *others, *flow_links(scene, card.flows)]


def _near(scene: Scene, hits: Iterable[Hit], group: str) -> list[Choice]:
    """Other cards that may have been meant, or that help, under their title."""
    cards = scene.book.pages.cards
    return [
        Choice(
            f"kortti-{hit.card}",
            scene.tongue.button(cards[hit.card].label),
            _cited(scene, hit).place,
            "card",
            hint=scene.tongue.body(cards[hit.card].about),
            group=group,
        )
        for hit in hits
    ]


def _cited(scene: Scene, hit: Hit) -> Cited:
    return Cited(hit.card, hit.section, _title(scene, hit), scene.at(CARD + hit.card, hit.section))


def _title(scene: Scene, hit: Hit) -> str:
    return scene.tongue.title(scene.book.pages.cards[hit.card].title)
