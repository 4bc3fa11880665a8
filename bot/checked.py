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

CORE = Path(__file__).resolve().parent / "core"


def is_checked(edition: str) -> bool:
    """Whether this content went through these checks without a fault before."""
    with suppress(OSError, UnicodeDecodeError):
        return _file().read_text(encoding="ascii") == _mark(edition)
    return False


def remember(edition: str) -> None:
    """Keep in mind that this content has no fault."""
    with suppress(OSError):
        _file().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _file().write_text(_mark(edition), encoding="ascii")


def _file() -> Path:
    folder = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(folder).expanduser() / "huolipolku" / "checked"


@cache
def _mark(edition: str) -> str:
    """The content's hash with that of the code that checked it."""
    code = sha256()
    for file in sorted(CORE.rglob("*.py")):
        code.update(file.read_bytes())
    return f"{edition} {code.hexdigest()}"
