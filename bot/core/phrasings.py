"""What people say when they mean a section of a card, something else, or danger: what the search learns from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

ELSEWHERE, DANGER, CALM = "_elsewhere", "_danger", "_calm"
"""Phrasings of no card: of what is nobody's business here, of danger now, and of what only sounds like it."""
OTHERS = (ELSEWHERE, DANGER, CALM)


@dataclass(frozen=True, slots=True)
class Phrasings:
    """Phrasings by card, section and language; those of no card by their name, without a section."""

    texts: Mapping[tuple[str, str, str], Sequence[str]] = field(default_factory=dict)

    def of(self, card: str, section: str, lang: str) -> Sequence[str]:
        """The phrasings of one section in one language."""
        return self.texts.get((card, section, lang), ())

    def beside(self, name: str, lang: str) -> Sequence[str]:
        """The phrasings of no card, by their name."""
        return self.texts.get((name, "", lang), ())

    def of_cards(self, lang: str) -> list[str]:
        """Every phrasing of every card in one language."""
        return [text for (_, section, of), texts in self.texts.items() if section and of == lang for text in texts]
