"""What a bot asks for: the parameters of a call, however they were sent."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from tests.botapi.refusals import bad


@dataclass(frozen=True, slots=True)
class File:
    """A file that somebody sent: its name, its type and its bytes."""

    name: str
    kind: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """Parameters by name. Forms bring every value as text, JSON brings them as they are."""

    values: dict[str, Any]
    files: dict[str, File] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A text; empty when it is not there."""
        value = self.values.get(name)
        return "" if value is None else value if isinstance(value, str) else json.dumps(value)

    def number(self, name: str, otherwise: int = 0) -> int:
        """A whole number; the other one when it is not there or is none."""
        try:
            return int(self.values[name])
        except (KeyError, TypeError, ValueError):
            return otherwise

    def truth(self, name: str) -> bool:
        """Whether something is asked for."""
        value = self.values.get(name)
        return value.lower() in ("true", "yes", "1") if isinstance(value, str) else bool(value)

    def json(self, name: str) -> Any:
        """A list or an object, which forms bring as JSON; None when it is not there."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise bad(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def file(self, name: str) -> File | None:
        """An uploaded file: under its own name, or attached under another."""
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            return self.files.get(value.removeprefix("attach://"))
        return self.files.get(name)
