"""What a peer shows: the real texts and buttons of one walk, as a file that the bench writes."""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Page:
    """One step: its text in Telegram's HTML, and the labels of its buttons in rows."""

    html: str
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a peer is told when it starts."""

    base_url: str
    token: str
    pages: list[Page]
    special: str


def asked() -> Asked:
    """Read the command line: where the server is, the token, the pages, and what is special this time."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("token")
    parser.add_argument("pages", type=Path)
    parser.add_argument("special", nargs="?", default="")
    given = parser.parse_args()
    return Asked(given.url, given.token, [Page(**page) for page in json.loads(given.pages.read_text())], given.special)
