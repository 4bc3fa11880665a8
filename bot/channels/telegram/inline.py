"""Inline mode: the bot's name and a few letters in any chat find cards and flows to post there.

What is posted stands in a chat where others read and press, so every button is a link that opens in private, and
nothing in it tells who posted it or from which place.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import lru_cache

from bot.channels.telegram.group import private_link
from bot.channels.telegram.messages import NO_PREVIEW, Message, messages
from bot.core.book import Book
from bot.core.links import BOT, Links, link_of
from bot.core.offering import offered
from bot.core.place import CARDS, FRONT, Place
from bot.core.reply import Block, Choice, Reply
from bot.core.turn import turn

KEPT = 256
"""Pages kept as they are offered: every one in three languages. They are asked for at each letter that is written."""
CACHED = 60
"""Seconds that Telegram may keep a list for the same person and the same letters."""

Values = dict[str, object]


def offer(book: Book, links: Links, lang: str, text: str, today: date) -> Values:
    """What `answerInlineQuery` takes: an article for each page found, and above them the way into private."""
    return _answer(book, lang, [_article(book, links, place, today) for place in offered(book, lang, text)], CACHED)


def nothing(book: Book, lang: str) -> Values:
    """The same without a page, when none can be had now."""
    return _answer(book, lang, [], 0)


def _answer(book: Book, lang: str, results: list[Values], seconds: int) -> Values:
    words = book.tongues[lang].button(book.cover.telegram.open_private)
    button = {"text": words, "start_parameter": str(Place(FRONT, lang))}
    return {"results": results, "cache_time": seconds, "is_personal": True, "button": button}


@lru_cache(maxsize=KEPT)
def _article(book: Book, links: Links, place: Place, today: date) -> Values:
    """One page as it is offered, and as it stands in the chat once it is chosen."""
    page = _page(book, links, turn(book, str(place), None, today))
    message = _fitting(book, page, today)
    text = {"message_text": message.html, "parse_mode": "HTML", "link_preview_options": NO_PREVIEW}
    return {
        "type": "article", "id": str(place), "title": page.title, "description": page.blocks[0].text,
        "input_message_content": text, "reply_markup": json.loads(message.keyboard),
    }  # fmt: skip


def _page(book: Book, links: Links, reply: Reply) -> Reply:
    """A page as others may see it: what it is about, 112, its sections and the ways in as links."""
    tongue, place, words = book.tongues[reply.lang], reply.place, book.cover.sharing
    sections = [choice for choice in reply.choices if place.card and choice.place.base and not choice.place.over]
    choices = [replace(one, kind="url", href=private_link(links, book, str(one.place))) for one in sections]
    for name, address in link_of(links, place).items():
        label = tongue.button(words.open_bot if name == BOT else words.open_web)
        choices.append(Choice(f"avaa-{name}", label, place, "url", href=address))
    title, blocks = reply.title, reply.blocks
    if not place.over:
        flow = book.pages.flows.get(place.flow)
        title = tongue.title(flow.title) if flow else title
        about = tongue.body(flow.about) if flow else blocks[0].text
        blocks = (Block("text", about), Block("notice", tongue.body(book.words.emergency_first)))
    return Reply(place, CARDS, place.card, reply.lang, title, tuple(blocks), tuple(choices))


def _fitting(book: Book, page: Reply, today: date) -> Message:
    """The page as one message: with the card's first section where that fits, which is most often."""
    for choice in page.choices[:1] if page.place.card else ():
        section = turn(book, str(choice.place), None, today)
        whole = messages(book, replace(page, blocks=(*section.blocks, *page.blocks[1:])))
        if len(whole) == 1:
            return whole[0]
    return messages(book, page)[-1]
