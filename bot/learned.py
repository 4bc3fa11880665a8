"""Keeps what the search learned from the phrasings, so that the next start need not learn the same again.

Learning takes some seconds, reading a fraction of one. What is kept is made of the content alone. Without a folder to
keep it in, every start learns.
"""

from __future__ import annotations

import ctypes
import logging
import pickle
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from bot.checked import folder, mark
from bot.core.book import Book
from bot.core.shelf import Shelf

NAME = "learned"
log = logging.getLogger("huolipolku")


def learn(book: Book, say: Callable[[str], None] = log.info) -> None:
    """Give a book its search: what was learned before from the same content with the same code, or learned now."""
    kept = _kept(book)
    if kept is None:
        say("Learning from the phrasings, once for this content; ten to twenty seconds.")
        kept = book.learn()
        _keep(book, kept)
    book.shelves = kept
    _give_back()


def _give_back() -> None:
    """Return to the system what only learning or reading needed, some 50 MiB: the C library would keep it."""
    with suppress(AttributeError, OSError, TypeError):  # only glibc has it
        ctypes.CDLL(None).malloc_trim(0)


def _mark_of(book: Book) -> bytes:
    """What was learned depends on the content, its translations, and the code."""
    texts = sha256()
    for tongue in book.tongues.values():
        texts.update(repr(sorted(tongue.catalogue.items())).encode())
    return f"{mark(book.edition)} {texts.hexdigest()}\n".encode()


def _kept(book: Book) -> Mapping[str, Shelf] | None:
    unreadable = (OSError, EOFError, ValueError, AttributeError, ImportError, pickle.UnpicklingError)
    with suppress(*unreadable), (folder() / NAME).open("rb") as file:
        if file.readline() == _mark_of(book):
            found: Mapping[str, Shelf] = pickle.load(file)  # noqa: S301 - the folder is this user's alone
            return found
    return None


def _keep(book: Book, shelves: Mapping[str, Shelf]) -> None:
    """Keep it whole or not at all: another process may be reading."""
    with suppress(OSError):
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=folder(), prefix=NAME, delete=False) as file:
            whole = Path(file.name)
            try:
                file.write(_mark_of(book))
                pickle.dump(shelves, file, protocol=pickle.HIGHEST_PROTOCOL)
                file.flush()
                whole.replace(folder() / NAME)
            finally:
                whole.unlink(missing_ok=True)  # a full disk leaves half of it
