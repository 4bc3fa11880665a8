"""The light markup of the content: paragraphs, bullets, bold and emphasis.

HTML in a text is just text. An image, a heading or a table is a fault that `faults` names; so is a link, because
addresses live in `_sources.yaml` and `_regions.yaml` with their dates. The program itself makes links with `link`.
"""

from __future__ import annotations

from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

ALLOWED = frozenset({
    "paragraph_open", "paragraph_close", "bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close",
    "inline", "text", "softbreak", "strong_open", "strong_close", "em_open", "em_close",
})  # fmt: skip
_markdown = MarkdownIt("zero", {"html": False}).enable(["list", "emphasis", "link"])
_everything = MarkdownIt("commonmark", {"html": True})


@lru_cache(maxsize=8192)
def parse(text: str) -> tuple[Token, ...]:
    """The text as markdown-it tokens of the allowed kinds."""
    return tuple(_markdown.parse(text))


def plain(text: str) -> str:
    """The text without its marks, one line per paragraph or bullet, bullets as "- "."""
    lines: list[str] = []
    bullet = False
    for token in parse(text):
        if token.type == "list_item_open":
            bullet = True
        elif token.type == "inline":
            words = "".join(part.content for part in token.children or ())
            lines.append(("- " if bullet else "") + words.replace("\n", " "))
            bullet = False
    return "\n".join(lines)


def link(title: str, address: str) -> str:
    """A link as markup. Only `https:` and `tel:` addresses that the program itself knows come here."""
    shown = title.replace("[", "(").replace("]", ")")
    return f"[{shown}](<{address}>)"


def faults(text: str) -> list[str]:
    """What in the text is not allowed, each as half a sentence; empty when all is well."""
    found = [
        f"“{token.type.removesuffix('_open')}”"
        for token in _walk(_everything.parse(text))
        if token.type not in ALLOWED and not token.type.endswith("_close")
    ]
    return sorted(set(found))


def _walk(tokens: list[Token]) -> list[Token]:
    return [inner for token in tokens for inner in (token, *(token.children or ()))]
