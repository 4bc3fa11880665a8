"""After everything that a person can send, nothing of it and nothing of them is left in the program.

The program's memory is read from outside. There the C library is told to write over whatever is freed, so that what is
found is what something still holds, and not what happens to lie about.
"""

from __future__ import annotations

import asyncio
import os
import signal
import struct
from pathlib import Path

from bot.core.book import Book
from tests.botapi import BotApi
from tests.memory import WRITTEN_OVER, only_glibc, remains
from tests.telegram.canary import FIRST_PERSON, WORD, Canary, others_go_on
from tests.telegram.conftest import Start
from tests.telegram.program import holders, program
from tests.telegram.room import until
from tests.waiting import PATIENCE

DIGIT = 30
"""Bits that Python keeps of a number in one place."""


def patterns(canary: Canary) -> dict[str, bytes]:
    """The bytes to look for: what was sent in two codings (the third is a part of the first), and ids as numbers."""
    words = {WORD, *(word for word in canary.words if not word.startswith(WORD))}
    texts = {f"{word} in {code}": word.encode(code) for word in sorted(words) for code in ("utf-8", "utf-16-le")}
    low = (1 << DIGIT) - 1
    python = {f"{number} of Python": struct.pack("<II", number & low, number >> DIGIT) for number in canary.numbers}
    return texts | python | {f"{number} of C": struct.pack("<q", number) for number in canary.numbers}


async def live(process: asyncio.subprocess.Process, folder: Path, canary: Canary) -> list[str]:
    """What live Python objects of the program hold any of it."""
    (folder / "look-for").write_text("\n".join(canary.words))
    (folder / "found").unlink(missing_ok=True)
    process.send_signal(signal.SIGUSR1)
    assert await until((folder / "found").exists, 3 * PATIENCE)
    return (folder / "found").read_text().splitlines()


def written(folder: Path, wanted: dict[str, bytes]) -> set[str]:
    """What of it stands in files of the program: counts, logs, temporary files."""
    files = [file for file in folder.rglob("*") if file.is_file() and file.name not in ("look-for", "found")]
    assert {"counts.sqlite3", "out", "err"} <= {file.name for file in files}
    return {label for label, pattern in wanted.items() for file in files if pattern in file.read_bytes()}


@only_glibc
async def test_nothing_of_a_person_is_in_the_memory_of_the_program_or_in_its_files(api: BotApi, tmp_path: Path) -> None:
    """Once others have written into the buffers of the network, nothing holds a byte of it: no object, no buffer."""
    canary = Canary(api)
    wanted = patterns(canary)
    async with program(api, tmp_path, "tests.telegram.program", **WRITTEN_OVER) as process:
        assert await canary.does_everything() > 20
        await others_go_on(api, 2)
        left = remains(process.pid, wanted)  # before the words are told to the program for the next look
        held = await live(process, tmp_path, canary)
    assert (left, held) == ({}, [])
    assert written(tmp_path, wanted) == set()


@only_glibc
def test_both_searches_find_what_something_holds() -> None:
    held = [f"{WORD}-{os.getpid()}", {"id": FIRST_PERSON}]
    assert remains(os.getpid(), {"word": str(held[0]).encode()})["word"]
    assert "str in list" in holders([str(held[0])])
    assert "int in dict" in holders([str(FIRST_PERSON)])


async def test_the_library_keeps_no_chat_and_no_user(start: Start, kitchen: Book, api: BotApi) -> None:
    """Neither in what it would save, nor in what it keeps for handlers, nor in anything else that lives."""
    canary = Canary(api)
    canary.tells = "toys"
    async with start(kitchen) as telegram:
        assert await canary.does_everything() > 20
        assert await until(lambda: not telegram._running and not telegram.order._lines)
        app = telegram.application
        kept = {
            name: value
            for name, value in vars_of(app).items()
            if ("chat" in name or "user" in name or "conversation" in name or "task" in name)
            and hasattr(value, "__len__")
        }
        assert len(kept) >= 6
        assert {name: len(value) for name, value in kept.items() if len(value)} == {}
        assert app.update_queue.empty()
        assert app.bot.callback_data_cache is None
        assert app.bot_data == {}


def vars_of(thing: object) -> dict[str, object]:
    """All attributes of an object, in slots too."""
    names = {name for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ())}
    mangled = {f"_{type(thing).__name__}{name}" if name.startswith("__") else name for name in names}
    found = {name: getattr(thing, name) for name in mangled if hasattr(thing, name)}
    return found | getattr(thing, "__dict__", {})
