"""One language: its catalogue, and how it writes a day. Pure: the catalogue is given, not read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from babel.dates import format_date

SOURCE_LANGUAGE = "fi"
"""The law is Finnish, so the content is written in Finnish; every other language is a translation."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language people read. `catalogue` maps (kind, Finnish text) to the translation."""

    lang: str
    locale: str
    name: str
    catalogue: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def button(self, text: str) -> str:
        """A button's label."""
        return self.say("button", text)

    def title(self, text: str) -> str:
        """A heading or a question."""
        return self.say("title", text)

    def body(self, text: str) -> str:
        """Running text."""
        return self.say("body", text)

    def say(self, kind: str, text: str) -> str:
        """The text in this language; where a translation is missing, the Finnish text, marked."""
        if self.lang == SOURCE_LANGUAGE or not text:
            return text
        return self.catalogue.get((kind, text)) or f"[{SOURCE_LANGUAGE}] {text}"

    def day(self, day: date) -> str:
        """A day with its weekday, as the language writes it."""
        return format_date(day, "full", locale=self.locale)

    def short_day(self, day: date) -> str:
        """A day in figures."""
        return format_date(day, "short", locale=self.locale)

    def month(self, day: date) -> str:
        """A month and its year."""
        return format_date(day, "LLLL y", locale=self.locale)
