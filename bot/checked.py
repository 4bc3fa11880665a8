"""Remembers that a content was checked whole, so that the next start need not check the same again.

What is kept is one hash, of the content and of the checks; nothing about anybody. Without a folder to keep it in,
every start checks.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

NAME = "checked"
CORE = Path(__file__).resolve().parent / "core"


def is_checked(edition: str) -> bool:
    """Whether this content went through these checks without a fault before."""
    with suppress(OSError, UnicodeDecodeError):
        return (folder() / NAME).read_text(encoding="ascii") == mark(edition)
    return False


def remember(edition: str) -> None:
    """Keep in mind that this content has no fault."""
    with suppress(OSError):
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder() / NAME).write_text(mark(edition), encoding="ascii")


def folder() -> Path:
    """Where things are kept that could be made again."""
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "huolipolku"


@cache
def mark(edition: str) -> str:
    """The content's hash with that of the code that read it."""
    code = sha256()
    for file in (*sorted(CORE.rglob("*.py")), CORE.parent / "phrasings.py"):
        code.update(file.read_bytes())
    return f"{edition} {code.hexdigest()}"
