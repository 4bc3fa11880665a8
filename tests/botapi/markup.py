"""Telegram's HTML: read as strictly as Telegram reads it, and written back for a page.

Offsets and lengths of entities count UTF-16 code units, as everywhere in the Bot API.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Any

from tests.botapi.refusals import bad

Entity = dict[str, Any]
KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "code": "code", "pre": "pre", "a": "text_link", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji", "tg-time": "",
}  # fmt: skip
SPECIAL = re.compile(r"[<&]")
REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]+)|#(?P<dec>[0-9]+)|(?P<name>lt|gt|amp|quot)(?![A-Za-z]));?")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
LONGEST_REFERENCE = 10
LAST_CHARACTER = 0x10FFFF
TAG = re.compile(r"</?([^\s>]*)")
ATTRIBUTE = re.compile(r"([^\s=>/\"']*)\s*")
TOKEN = re.compile(r"[A-Za-z0-9.-]*")
END = re.compile(r"\s*")
FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<url>(?:https?://|(?<![\w@.])www\.)[^\s<>\"]+[^\s<>\".,;:!?)])"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<mention>(?<!\w)@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w))"
)
TAGS = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "spoiler": "tg-spoiler", "code": "code",
    "pre": "pre", "blockquote": "blockquote", "expandable_blockquote": "blockquote expandable",
}  # fmt: skip


def units(text: str) -> int:
    """How long a text is for Telegram: in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(slots=True)
class Opened:
    """A tag that is still open."""

    name: str
    argument: str
    start: int
    piece: int


@dataclass(slots=True)
class Reading:
    """A text being read: what came out of it so far."""

    text: str
    at: int = 0
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    opened: list[Opened] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def take(self, piece: str) -> None:
        self.pieces.append(piece)
        self.length += units(piece)

    def fail(self, why: str, at: int | None = None) -> Exception:
        where = "" if at is None else f" at byte offset {len(self.text[:at].encode())}"
        return bad(f"can't parse entities: {why}{where}")

    def read(self) -> None:
        while found := SPECIAL.search(self.text, self.at):
            self.take(self.text[self.at : found.start()])
            self.at = found.start()
            if found[0] == "&":
                self.reference()
            elif self.text.startswith("</", self.at):
                self.end()
            else:
                self.start()
        self.take(self.text[self.at :])
        if self.opened:
            raise self.fail(f'Can\'t find end tag corresponding to start tag "{self.opened[-1].name}"')

    def reference(self) -> None:
        """`&lt;` and its like; anything else stays as it is written."""
        found = REFERENCE.match(self.text, self.at)
        character = character_of(found) if found else ""
        self.take(character or "&")
        self.at = found.end() if found and character else self.at + 1

    def start(self) -> None:
        begin, found = self.at, TAG.match(self.text, self.at)
        assert found
        name, self.at = found[1].lower(), found.end()
        if self.at == len(self.text):
            raise self.fail("Unclosed start tag", begin)
        if name not in KINDS:
            raise self.fail(f'Unsupported start tag "{name}"', begin)
        argument = self.argument(name, begin)
        if name == "span" and argument != "spoiler":
            raise self.fail('Tag "span" must have class "tg-spoiler"', begin)
        self.opened.append(Opened(name, argument, self.length, len(self.pieces)))

    def argument(self, name: str, begin: int) -> str:
        """Read the attributes up to `>`; gives the one that matters for this tag."""
        argument = ""
        while True:
            self.skip()
            if self.text.startswith(">", self.at):
                self.at += 1
                return argument
            key, value = self.attribute(name, begin)
            argument = meaning_of(name, key, value) or argument

    def skip(self) -> None:
        found = END.match(self.text, self.at)
        assert found
        self.at = found.end()

    def attribute(self, tag: str, begin: int) -> tuple[str, str]:
        found = ATTRIBUTE.match(self.text, self.at)
        assert found
        if not found[1]:
            raise self.fail(f'Empty attribute name in the tag "{tag}"', begin)
        self.at = found.end()
        if not self.text.startswith("=", self.at):
            if self.at == len(self.text):
                raise self.fail(f'Unclosed start tag "{tag}"', begin)
            return found[1], ""
        self.at += 1
        self.skip()
        if self.at == len(self.text):
            raise self.fail(f'Unclosed start tag "{tag}"', begin)
        return found[1], self.value(begin)

    def value(self, begin: int) -> str:
        quote = self.text[self.at]
        if quote not in "\"'":
            found = TOKEN.match(self.text, self.at)
            assert found
            following = self.text[found.end() : found.end() + 1]
            if not following:
                raise self.fail("Unclosed start tag", begin)
            if following != ">" and not following.isspace():
                raise self.fail("Unexpected end of name token", self.at)
            self.at = found.end()
            return found[0].lower()
        close = self.text.find(quote, self.at + 1)
        if close < 0 or close + 1 == len(self.text):
            raise self.fail("Unclosed start tag", begin)
        raw, self.at = self.text[self.at + 1 : close], close + 1
        return REFERENCE.sub(lambda found: character_of(found) or found[0], raw)

    def end(self) -> None:
        begin, found = self.at, TAG.match(self.text, self.at)
        assert found
        if not self.opened:
            raise self.fail("Unexpected end tag", begin)
        self.at = found.end()
        self.skip()
        if not self.text.startswith(">", self.at):
            raise self.fail("Unclosed end tag", begin)
        self.at += 1
        opened, name = self.opened.pop(), found[1].lower()
        if name and name != opened.name:
            where = f"Unmatched end tag at byte offset {len(self.text[:begin].encode())}"
            raise self.fail(f'{where}, expected "</{opened.name}>", found "</{name}>"')
        self.close(opened)

    def close(self, opened: Opened) -> None:
        kind, length = KINDS[opened.name], self.length - opened.start
        if not length or not kind:
            return
        last = self.entities[-1] if self.entities else {}
        if {kind, last.get("type")} == {"pre", "code"} and (last["offset"], last["length"]) == (opened.start, length):
            language = last.get("language") or opened.argument
            last.update({"type": "pre", **({"language": language} if language else {})})
            return
        entity: Entity = {"offset": opened.start, "length": length, "type": kind}
        entity |= self.details(opened, entity)
        if entity["type"]:
            self.entities.append(entity)

    def details(self, opened: Opened, entity: Entity) -> Entity:
        """What an entity has besides its place."""
        argument = opened.argument
        if opened.name == "a":
            return link_entity(argument or "".join(self.pieces[opened.piece :]))
        if opened.name == "blockquote" and argument:
            return {"type": "expandable_blockquote"}
        if opened.name == "code" and argument:
            return {"language": argument}
        if opened.name == "tg-emoji":
            if not argument.isdecimal() or not int(argument):
                raise self.fail("Invalid custom emoji identifier specified")
            return {"custom_emoji_id": argument}
        return {}


def character_of(found: re.Match[str]) -> str:
    if name := found["name"]:
        return NAMED[name]
    code = int(found["hex"], 16) if found["hex"] else int(found["dec"])
    long = len(found[0].rstrip(";")) >= LONGEST_REFERENCE
    return "" if not 0 < code < LAST_CHARACTER or long else chr(code)


def meaning_of(tag: str, key: str, value: str) -> str:
    match tag, key:
        case ("a", "href") | ("tg-emoji", "emoji-id"):
            return value
        case "code", "class" if value.startswith("language-"):
            return value.removeprefix("language-")
        case "span", "class" if value.startswith("tg-"):
            return value.removeprefix("tg-")
        case "blockquote", "expandable":
            return "1"
    return ""


def link_entity(url: str) -> Entity:
    """A link to a page; one that leads nowhere stays plain text, in silence, as with Telegram."""
    if found := re.fullmatch(r"tg://user\?id=(\d+)", url):
        return {"type": "text_mention", "user": {"id": int(found[1]), "is_bot": False, "first_name": "?"}}
    try:
        return {"url": checked_link(url)}
    except ValueError:
        return {"type": ""}


def checked_link(url: str) -> str:
    """An address as Telegram keeps it. A ValueError says, in Telegram's words, why it is none."""
    if found := re.match(r"(?:tg|ton):(?://)?", url, re.IGNORECASE):
        if not re.fullmatch(r"[\w-]+(?:[/?#].*)?", url[found.end() :]):
            raise ValueError("Wrong tg URL")
        return url
    scheme, separator, rest = url.partition("://") if "://" in url.split("?", maxsplit=1)[0] else ("http", "", url)
    if separator and scheme.lower() not in ("http", "https"):
        raise ValueError("Unsupported URL protocol")
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if not host or re.search(r"\s", host):
        raise ValueError("URL host is empty" if not host else "Wrong HTTP URL")
    if "." not in host.rpartition("@")[2].partition(":")[0] and not host.startswith("["):
        raise ValueError("Wrong HTTP URL")
    return f"{scheme.lower()}://{host}{rest[len(host) :] or '/'}"


def found_entities(text: str, taken: Iterable[Entity] = ()) -> list[Entity]:
    """What Telegram finds by itself: commands, addresses and names, but not within code and links."""
    if not any(sign in text for sign in "/@.") or not (found := list(FOUND.finditer(text))):
        return []
    closed = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in taken
        if entity["type"] in ("code", "pre", "text_link", "text_mention")
    ]
    entities = [{"offset": units(text[: one.start()]), "length": units(one[0]), "type": one.lastgroup} for one in found]
    return [one for one in entities if not any(start <= one["offset"] < end for start, end in closed)]


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """A text without the white space around it; the entities move along."""
    kept = text.strip()
    if kept == text:
        return text, entities
    before, length = units(text[: len(text) - len(text.lstrip())]), units(kept)
    moved = []
    for entity in entities:
        start = max(entity["offset"] - before, 0)
        end = min(entity["offset"] + entity["length"] - before, length)
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    return kept, moved


def read_html(text: str) -> tuple[str, list[Entity]]:
    """The text that a person sees, and its entities. Refuses what Telegram refuses, in its words."""
    if "<" not in text and "&" not in text:
        return text, []
    reading = Reading(text)
    reading.read()
    return "".join(reading.pieces), reading.entities


def in_order(entities: list[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def write_html(text: str, entities: list[Entity]) -> str:
    """The message as HTML for a page: everything escaped, every entity an element."""
    wide = text.encode("utf-16-le")
    opens: dict[int, list[str]] = {}
    closes: dict[int, list[str]] = {}
    for entity in in_order(entities):
        tag, attributes = element_of(entity, wide)
        opens.setdefault(entity["offset"], []).append(f"<{tag}{attributes}>")
        closes.setdefault(entity["offset"] + entity["length"], []).insert(0, f"</{tag}>")
    cuts = sorted({0, len(wide) // 2, *opens, *closes})
    written = []
    for start, end in zip(cuts, [*cuts[1:], cuts[-1]], strict=True):
        written += closes.get(start, []) + opens.get(start, [])
        written.append(escape(wide[2 * start : 2 * end].decode("utf-16-le"), quote=False))
    return "".join(written)


def element_of(entity: Entity, wide: bytes) -> tuple[str, str]:
    covered = wide[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
    kind = entity["type"]
    if kind in TAGS:
        tag, _, flag = TAGS[kind].partition(" ")
        return tag, f" {flag}" if flag else ""
    prefix = {"email": "mailto:", "mention": "https://t.me/"}.get(kind, "")
    href = entity.get("url") or ("#" if kind == "bot_command" else prefix + covered.removeprefix("@"))
    return "a", f' href="{escape(href)}"'
