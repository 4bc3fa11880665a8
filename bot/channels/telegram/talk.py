"""What is answered to each thing heard, as calls to the Bot API. Nothing is sent here and nothing is remembered.

The chat itself is the memory: a press carries its place, and a reply to a message carries the place of that message's
buttons.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from telegram import InputFile

from bot.channels.html import telegram_html, web_html
from bot.channels.telegram.group import for_group, is_for_group, private_link
from bot.channels.telegram.heard import TEXT_MOST, Heard
from bot.channels.telegram.inline import nothing, offer
from bot.channels.telegram.keyboard import FILE, HELP, Button, Row, written
from bot.channels.telegram.messages import NO_PREVIEW, Message, messages
from bot.core.book import Book
from bot.core.emergency import danger_in
from bot.core.identifying import without_identifying
from bot.core.links import Links, link_of
from bot.core.place import CARDS, FRONT, HELPED, NotAPlace, Place
from bot.core.reply import Block, Reply
from bot.core.telling import fill
from bot.core.tongue import SOURCE_LANGUAGE, Tongue
from bot.core.turn import Typed, opened, turn
from bot.core.walk import read_place
from bot.documents import document_of
from bot.documents.document import NoSuchDocument

Call = tuple[str, dict[str, Any]]
"""A method of the Bot API and its values."""
KEPT = 512
"""Replies kept as ready messages; each is the same for everybody who stands at that place today."""
CLEARED = 100
"""Messages that one call can delete."""


@dataclass(frozen=True, slots=True)
class Said:
    """The calls that answer, in order, and the reply that they show, if it is one."""

    calls: tuple[Call, ...]
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Led:
    """Where a button leads: the reply, the messages to show, and whether the first replaces the pressed one."""

    reply: Reply
    said: tuple[Message, ...]
    edits: bool = True


class NotOurs(Exception):
    """What a press carries is no place as we write it."""


class Talk:
    """Answers over one book. `clock` tells today's date in Helsinki, `links` where the bot and the web chat are."""

    def __init__(self, book: Book, clock: Callable[[], date], links: Links, operator: str = "") -> None:
        self.book, self.clock, self.links, self.operator = book, clock, links, operator
        self._led = lru_cache(KEPT)(self._lead_of_ours)
        self._kept: OrderedDict[tuple[object, ...], tuple[Message, ...]] = OrderedDict()

    def answer(self, heard: Heard) -> Said:
        """What is said to one thing heard."""
        if not heard.private:
            return self._in_group(heard)
        answers: Mapping[str, Callable[[Heard], Said]] = {
            "tap": self._tap, "command": self._command, "words": self._words, "inline": self._inline,
            "refused": self._refused,
        }  # fmt: skip
        return answers[heard.kind](heard) if heard.kind in answers else Said(())

    def _inline(self, heard: Heard) -> Said:
        """Pages to post into another chat."""
        return _offered(heard, offer(self.book, self.links, self._lang(heard), heard.text, self.clock()))

    def _tap(self, heard: Heard) -> Said:
        if heard.data.startswith(FILE):
            return self._file(heard, heard.data.removeprefix(FILE))
        way = heard.data, heard.under, heard.lang, self.clock(), self.book.links
        try:
            led = self._led(*way)
        except NotOurs:
            led = self._lead(*way)
        if not led.edits:
            heard = replace(heard, editable=False)  # what was said there stays in the chat
        return Said((*self._thanks(heard, led.reply), *self._shown(heard, led.said)), led.reply)

    def _lead_of_ours(self, data: str, under: str, lang: str, today: date, links: Links) -> Led:
        """The same for a place as we write it. What else a press may carry is not ours to keep. Raises `NotOurs`."""
        led = self._lead(data, under, lang, today, links)
        if str(led.reply.place) != data:
            raise NotOurs
        return led

    def _lead(self, data: str, under: str, lang: str, today: date, _: Links) -> Led:
        """Where a button leads from the place under it: the same for everybody today, so it is kept for a while."""
        try:
            reply = turn(self.book, data, None, today, lang)
        except NotAPlace:
            reply = opened(self.book, "?", today, lang)
        place, said = self._place(under, lang), self._messages(reply)
        if place.flow in self.book.paths and reply.flow not in (place.flow, FRONT):
            return Led(reply, said, edits=False)
        if replace(place, over="", base=reply.place.base) == reply.place:
            said = said[-1:]  # the earlier parts stand above already
        return Led(reply, said)

    def _thanks(self, heard: Heard, reply: Reply) -> Iterable[Call]:
        """A word that passes by itself, once somebody has said whether it helped."""
        if reply.place.base in HELPED and not reply.place.over:
            text = self.book.tongues[reply.lang].body(self.book.words.helped_thanks)
            yield "answerCallbackQuery", {"callback_query_id": heard.query, "text": text}

    def _stands_at(self, heard: Heard) -> Place:
        """The place of the buttons under the pressed message, or under the one replied to; else the front page."""
        return self._place(heard.under, heard.lang)

    def _place(self, token: str, lang: str) -> Place:
        try:
            return read_place(self.book, token or FRONT, lang)[0]
        except NotAPlace:
            return read_place(self.book, FRONT, lang)[0]

    def _messages(self, reply: Reply) -> tuple[Message, ...]:
        """The messages of a reply that depends on its place and the day alone."""
        key = (reply.place, reply.notices, self.book.links, self.clock())
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = messages(self.book, reply)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return found

    def _shown(self, heard: Heard, said: Iterable[Message]) -> Iterable[Call]:
        """The first message in place of the pressed one, the others after it."""
        for number, message in enumerate(said):
            values = {
                "chat_id": heard.chat, "text": message.html, "parse_mode": "HTML", "link_preview_options": NO_PREVIEW,
                "reply_markup": message.keyboard,
            }  # fmt: skip
            if number == 0 and heard.kind == "tap" and heard.editable and not heard.data.startswith(FILE):
                yield "editMessageText", {"message_id": heard.message, **values}
            else:
                yield "sendMessage", values

    def _words(self, heard: Heard) -> Said:
        if len(heard.text) > TEXT_MOST:
            return self._refuse(heard, self._too_long(heard))
        reply = turn(self.book, str(self._stands_at(heard)), Typed(heard.text), self.clock(), heard.lang)
        away = (self._delete(heard),) if "identifying" in reply.notices else ()
        return Said((*away, *self._shown(heard, messages(self.book, reply))), reply)

    def _refused(self, heard: Heard) -> Said:
        return self._refuse(heard, self._say(heard, "refused"))

    def _refuse(self, heard: Heard, words: str) -> Said:
        """Say kindly that this is not taken, and take it out of the chat."""
        return Said((self._delete(heard), *self._note(heard, words).calls))

    def _too_long(self, heard: Heard) -> str:
        """That too much was typed; 112 first, if what was read of it speaks of danger."""
        tongue, words = self._tongue(heard), self.book.words
        text = fill(tongue.body(words.text_too_long), {"limit": str(TEXT_MOST)})
        danger = danger_in(self.book.alarms, heard.text)
        return f"{tongue.body(words.emergency_first)}\n\n{text}" if danger else text

    def _identifies(self, heard: Heard) -> bool:
        """Whether something that identifies somebody was typed after a command."""
        return bool(without_identifying(heard.text, self.book.familiar)[1])

    def _command(self, heard: Heard) -> Said:
        """What a command gives; it is taken out of the chat when something identifying was typed after it."""
        said = self._commanded(heard)
        return replace(said, calls=(self._delete(heard), *said.calls)) if self._identifies(heard) else said

    def _commanded(self, heard: Heard) -> Said:
        name, _, rest = heard.text.partition(" ")
        name = name[1:].partition("@")[0].lower()
        words = self.book.cover.telegram
        if name == "start":
            reply = opened(self.book, rest.strip(), self.clock(), heard.lang)
            return Said(tuple(self._shown(heard, self._messages(reply))), reply)
        if name in words.cards_command.values():
            return self._at(heard, self._cards_in(name))
        match name:
            case "tallenna":
                return self._file(heard, "keskustelu")
            case "jaa":
                return self._share(heard)
            case "unohda":
                return self._forget(heard)
            case _:
                return self._help(heard)

    def _cards_in(self, command: str) -> str:
        """The list of cards in the language whose word the command is."""
        commands = self.book.cover.telegram.cards_command
        return f"{CARDS}_{next(lang for lang, name in commands.items() if name == command)}"

    def _at(self, heard: Heard, token: str) -> Said:
        reply = turn(self.book, token, None, self.clock(), heard.lang)
        return Said(tuple(self._shown(heard, self._messages(reply))), reply)

    def _help(self, heard: Heard) -> Said:
        """What this is, what Telegram sees, the commands, and who answers for it."""
        book, tongue = self.book, self._tongue(heard)
        reply = turn(book, FRONT, None, self.clock(), heard.lang)
        words = book.cover.telegram
        commands = "\n".join(
            f"- /{name} – {tongue.body(text)}"
            for name, text in (
                ("start", words.start), (words.cards_command[tongue.lang], words.cards), ("tallenna", words.save),
                ("jaa", words.share), ("unohda", words.forget),
            )
        )  # fmt: skip
        who = fill(tongue.body(book.words.operator), {"operator": self.operator})
        blocks = (
            *reply.blocks, Block("text", commands),
            Block("notice", who if self.operator else tongue.body(book.words.unattended)),
        )  # fmt: skip
        return Said(tuple(self._shown(heard, messages(book, replace(reply, blocks=blocks)))))

    def _file(self, heard: Heard, name: str) -> Said:
        """A document of the place whose buttons the message has; how to get one, when there is no such place."""
        reply = turn(self.book, str(self._stands_at(heard)), None, self.clock(), heard.lang)
        try:
            made = document_of(self.book, reply, name, self.clock(), web_html) if heard.under else None
        except NoSuchDocument:
            made = None
        if made is None:
            return self._note(heard, self._say(heard, "save_how"))
        note = self.book.cover.telegram.shared if made.to_share else self.book.words.saved_note
        caption = self.book.tongues[reply.lang].body(note)
        values = {"chat_id": heard.chat, "document": InputFile(made.content, made.name), "caption": caption}
        return Said((("sendDocument", values),))

    def _share(self, heard: Heard) -> Said:
        """A link to the flow or card that the message replied to is about, without any answer, the shared ones too."""
        place = replace(self._stands_at(heard), answers=())
        tongue, found = self.book.tongues[place.lang], link_of(self.links, place)
        copy = tongue.button(self.book.words.copy_text)
        rows: list[Row] = [
            [{"text": f"{copy}: {name}", "copy_text": {"text": address}}] for name, address in found.items()
        ]
        said = "\n\n".join((tongue.body(self.book.cover.telegram.shared), *found.values()))
        return self._note(heard, said, written(rows))

    def _forget(self, heard: Heard) -> Said:
        """Nothing is kept, so there is nothing to forget but what the chat shows: its latest messages go."""
        numbers = list(range(max(1, heard.message - CLEARED + 1), heard.message + 1))
        clear: Call = ("deleteMessages", {"chat_id": heard.chat, "message_ids": numbers})
        return Said((clear, *self._note(heard, self._say(heard, "forgotten"), written([])).calls))

    def _in_group(self, heard: Heard) -> Said:
        """In a group only cards are shown; everything else goes on in private."""
        if heard.kind == "tap" and is_for_group(self.book, heard.data):
            return self._group_card(heard, heard.data)
        if heard.kind == "tap":
            url = private_link(self.links, self.book, heard.data)
            return Said((("answerCallbackQuery", {"callback_query_id": heard.query, "url": url}),))
        if heard.kind != "command":
            return Said(())
        name, _, rest = heard.text.partition(" ")
        name, token = name[1:].partition("@")[0].lower(), rest.strip()
        if name in self.book.cover.telegram.cards_command.values():
            return self._group_card(heard, self._cards_in(name))
        if name == "start" and is_for_group(self.book, token):
            return self._group_card(heard, token)
        tongue = self._tongue(heard)
        button: Button = {
            "text": tongue.button(self.book.cover.telegram.open_private),
            "url": private_link(self.links, self.book, token),
        }
        return self._note(heard, self._say(heard, "private"), written([[button]]))

    def _group_card(self, heard: Heard, token: str) -> Said:
        reply = for_group(self.links, self.book, opened(self.book, token, self.clock(), heard.lang))
        return Said(tuple(self._shown(heard, messages(self.book, reply))), reply)

    def _note(self, heard: Heard, text: str, buttons: str = "") -> Said:
        """A few words, with the way on or other buttons under them."""
        return Said(tuple(self._shown(heard, [Message(telegram_html(text), buttons or self._ways_on(heard))])))

    def _ways_on(self, heard: Heard) -> str:
        """Back to where the message replied to stands, or to the front page; and to 112."""
        tongue, words, place = self._tongue(heard), self.book.words, self._stands_at(heard)
        place = replace(place, lang=tongue.lang, over="")
        label = tongue.button(words.front_page if place.flow == FRONT else words.go_on)
        helping = f"{HELP} {tongue.button(words.help_now)}"
        return written([
            [{"text": label, "callback_data": str(place)}],
            [{"text": helping, "callback_data": str(place.showing(place.base, "h"))}],
        ])  # fmt: skip

    def apology(self, heard: Heard) -> Said:
        """What is said when the answer itself could not be given. Nobody is written to who only looked for a page."""
        if heard.kind == "inline":
            return _offered(heard, nothing(self.book, self._lang(heard)))
        return self._note(heard, self._tongue(heard).body(self.book.words.something_wrong))

    def _say(self, heard: Heard, name: str) -> str:
        return self._tongue(heard).body(getattr(self.book.cover.telegram, name))

    def _tongue(self, heard: Heard) -> Tongue:
        return self.book.tongues[self._lang(heard)]

    def _lang(self, heard: Heard) -> str:
        """The language of the buttons replied to, or of the person's Telegram, or Finnish."""
        parts = heard.under.split("_")
        named = (parts[1] if len(parts) > 1 else "", heard.lang, SOURCE_LANGUAGE)
        return next(lang for lang in named if lang in self.book.tongues)

    def _delete(self, heard: Heard) -> Call:
        return "deleteMessage", {"chat_id": heard.chat, "message_id": heard.message}


def _offered(heard: Heard, values: Mapping[str, object]) -> Said:
    return Said((("answerInlineQuery", {"inline_query_id": heard.inline, **values}),))
