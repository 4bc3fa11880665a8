"""The end of a flow with `outcome: link`: the page that was chosen to be shared, and the addresses that open it.

Everything is made of the flow's own answers. What the person set for themselves, their county and role, stays theirs.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.book import Book
from bot.core.conditions import NOT_ASKED, Known
from bot.core.links import BOT, NOWHERE, WEB, link_of
from bot.core.markup import link
from bot.core.model import LinkFrom, Step
from bot.core.place import CARD, Place
from bot.core.reply import Block, Choice
from bot.core.scene import Scene, given
from bot.core.walk import REGION, ROLE, Walk

ONE_CARD = "yksi-kortti"
"""The option of the page that stands for one of the cards, chosen by a later question."""


def shared_place(book: Book, link_from: LinkFrom, known: Known) -> Place:
    """The place that the link opens: a page, perhaps a language, and what was set for the reader."""
    page = str(known.value(link_from.page))
    if page == ONE_CARD:
        page = CARD + next(str(known.value(step)) for step in link_from.cards if known.value(step) != NOT_ASKED)
    lang = str(known.value(link_from.language))
    place = Place(page, lang if lang in book.tongues else "")
    for step, name in ((link_from.region, REGION), (link_from.role, ROLE)):
        question = book.shared[name]
        option = (question.options or {}).get(str(known.value(step)))
        place = place.having(question.key or "", option.key) if option else place
    return place


def link_blocks(scene: Scene, walk: Walk, step: Step) -> Iterator[Block]:
    """What the link opens, and each address; or which setting is missing."""
    if step.link is None:
        return
    tongue, words = scene.tongue, scene.book.cover.sharing
    chosen = "\n".join(f"- **{one.question}**: {one.label}" for one in given(scene, walk))
    yield Block("answers", chosen, tongue.title(words.opens_title))
    place = shared_place(scene.book, step.link, walk.known)
    found = link_of(scene.links, place)
    for name, title in ((WEB, words.web_title), (BOT, words.bot_title)):
        if name in found:
            yield Block("copy", _shown(found[name]), tongue.title(title))
    if not found:
        yield Block("copy", str(place), tongue.title(words.token_title))
        yield Block("notice", tongue.body(words.no_address))
    elif WEB not in found:
        yield Block("notice", tongue.body(words.no_web))


def _shown(address: str) -> str:
    """The address as it is; one that is not safe to follow is only words."""
    return link(address, address) if address.startswith("https://") else address


def link_choices(scene: Scene, walk: Walk, step: Step) -> list[Choice]:
    """For each address a button that copies it and one that opens it; without any, the same for the token."""
    if step.link is None:
        return []
    button, words, here = scene.tongue.button, scene.book.cover.sharing, walk.place
    place = shared_place(scene.book, step.link, walk.known)
    found = link_of(scene.links, place)
    ways = (
        ("selain", found.get(WEB, ""), words.copy_web, words.open_web),
        ("telegram", found.get(BOT, ""), words.copy_bot, words.open_bot),
    )
    choices = []
    for name, address, copy, opens in ways if found else ():
        if address:
            choices.append(Choice(f"kopioi-{name}", button(copy), here, "copy", text=address, group="copy"))
            choices.append(Choice(f"avaa-{name}", button(opens), here, "url", href=address))
    if found:
        return choices
    return [
        Choice("kopioi-tunnus", button(words.copy_token), here, "copy", text=str(place), group="copy"),
        Choice("avaa-tassa", button(words.open_here), here, "url", href=f"/{place}"),
    ]


def has_address(scene: Scene, step: Step) -> bool:
    """Whether files of the end can be made: a link needs an address that others reach too."""
    return step.link is None or scene.links != NOWHERE
