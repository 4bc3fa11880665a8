"""The screens outside a flow: the front page, the cards, and what can be opened over any place."""

from __future__ import annotations

from dataclasses import replace

from bot.core.place import CARDS, FRONT, Place
from bot.core.reply import Block, Choice, Reply
from bot.core.scene import Scene, back_to, card_links, flow_links, given, language_row
from bot.core.telling import (
    cite,
    copy_choices,
    fill,
    option_words,
    region_of,
    say_contacts,
    say_lines,
)
from bot.core.walk import (
    REGION,
    ROLE,
    Walk,
    practice_case,
    shared_value,
)  # fmt: skip
from bot.core.walk import walk as replay


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
        for choice in card_links(scene, group.cards)
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
    flows = dict.fromkeys((*card.flows, *(book.used_in[card.card] if section is None else ())))
    links = [replace(choice, group=related) for choice in (*flow_links(scene, flows), *card_links(scene, card.related))]
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
        for choice in card_links(scene, ["konsultointi"])
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
                scene.at(FRONT),
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
