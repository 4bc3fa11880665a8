"""`python -m tests.journeys`: which steps and choices of each flow no journey and no practice case walks through."""

from __future__ import annotations

import sys

from bot.catalogues import tongues
from bot.core.book import Book
from bot.load import CONTENT, load_pages
from tests.journeys.test_journeys import untouched


def main() -> None:
    """Print the report, a line for each flow."""
    book = Book(load_pages(CONTENT, None), tongues())
    for flow in book.paths:
        left = untouched(book, flow)
        named = ", ".join(f"{step}/{choice}" for step, choice in left)
        sys.stdout.write(f"{flow}: {len(left)} untouched{': ' if left else ''}{named}\n")


if __name__ == "__main__":
    main()
