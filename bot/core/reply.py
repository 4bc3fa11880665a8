"""What is said back in one turn. Plain frozen data: every channel renders the same reply.

Texts are already in the reader's language; they hold light markup (`bot.core.markup`), not HTML.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.core.place import Place

BlockKind = Literal[
    "text", "practice", "options", "lead", "urgent", "warning", "duty", "contacts", "tell", "family", "next", "after",
    "last", "why", "changes", "sources", "answers", "notice", "case", "copy",
]  # fmt: skip
ChoiceKind = Literal["option", "several", "date", "back", "change", "card", "flow", "document", "call", "copy", "url"]
NoticeKind = Literal["emergency", "identifying", "not-understood", "content-changed", "out-of-scope"]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, list or box. `title` is its heading, empty when it has none."""

    kind: BlockKind
    text: str
    title: str = ""
    tag: str = ""
    """A short label beside the title, such as how strongly the law binds."""

    @property
    def markdown(self) -> str:
        """The whole block as markup, its heading included."""
        heading = f"### {self.title}" + (f" ({self.tag})" if self.tag else "") if self.title else ""
        return "\n\n".join(part for part in (heading, self.text) if part)


@dataclass(frozen=True, slots=True)
class Choice:
    """One button. `place` is where it leads; a call, copy, link or document stays where one is."""

    id: str
    label: str
    place: Place
    kind: ChoiceKind = "option"
    hint: str = ""
    tel: str = ""
    text: str = ""
    href: str = ""
    ticked: bool = False
    group: str = ""
    """The heading under which the choice stands among others, empty when there is none."""


@dataclass(frozen=True, slots=True)
class Asks:
    """What is asked for beside the buttons: a date between two days, or several options at once."""

    kind: Literal["date", "several"]
    min: date | int
    max: date | int


@dataclass(frozen=True, slots=True)
class Given:
    """One answer already given: what was asked, what was answered, and the place that asks it again."""

    question: str
    label: str
    change: Place
    title: str = ""
    """The question as it was asked; `question` is its short name."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A card section that the reply leans on."""

    card: str
    section: str
    title: str
    place: Place


@dataclass(frozen=True, slots=True)
class Progress:
    """Which step this is, counted from 1, of at most how many."""

    step: int
    of: int


@dataclass(frozen=True, slots=True)
class Settings:
    """The shared answers in force, as ids; None when unknown."""

    region: str | None = None
    role: str | None = None
    practice: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """One turn's answer, the same for everybody who stands at this place today."""

    place: Place
    flow: str
    step: str
    lang: str
    title: str
    blocks: tuple[Block, ...] = ()
    choices: tuple[Choice, ...] = ()
    asks: Asks | None = None
    answers: tuple[Given, ...] = ()
    settings: Settings = field(default_factory=Settings)
    progress: Progress | None = None
    duties: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    sources: tuple[Cited, ...] = ()
    documents: tuple[Choice, ...] = ()
    notices: tuple[NoticeKind, ...] = ()
    unanswered: tuple[str, ...] = ()
    """Words of the book in a question that no card answered; counted, and shown to nobody."""
