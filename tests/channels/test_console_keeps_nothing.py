"""After everything that a person can type into the chat in a terminal, nothing of it is left behind.

The real program is driven through a terminal of its own that shows nothing of what is typed, so that whatever is seen
was said by the program, and it is watched from outside (`tests.memory`). Three things hold typed words while it runs:
- `chat` holds the last line until the next one is typed;
- the C library reads lines into one buffer of about a kilobyte, which the next line overwrites from its beginning: the
  end of a long line stays there until a line as long is typed;
- the terminal itself shows what is typed, and may let one scroll back to it. It is not ours, and is not searched.
No history is kept: the program does not load readline.
"""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.memory import (
    CODE,
    ROOT,
    Own,
    coded,
    in_files,
    learned,
    only_glibc,
    own,
    places,
    rests,
    texts,
)
from tests.waiting import PATIENCE, until

WORD = "".join(reversed("xuttiveiksirak"))
"""No file holds it whole, so that wherever it is found, it was typed."""
WANTED = coded((WORD, CODE[:-1]))
PROMPT = b"\n> "
SCREENS = 12
"""Different screens, of every kind that a walk comes by."""
CTRL_C, CTRL_D = b"\x03", b"\x04"
AGAIN = 10.0
"""Seconds after which a key is pressed again."""
CHOICE = re.compile(r"^ {0,2}(\d+)  (.+)$", re.MULTILINE)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache in which the search has learned already."""
    return learned(tmp_path_factory)


@dataclass
class Terminal:
    """A terminal with the program in it."""

    process: subprocess.Popen[bytes]
    end: int
    own: Own
    said: bytearray = field(default_factory=bytearray)

    def reads(self, last: bytes) -> str:
        """Wait until the program has said something and then waits. Returns what it said."""
        begun, limit = len(self.said), time.monotonic() + PATIENCE
        while not self.said[begun:].replace(b"\r", b"").endswith(last):
            assert time.monotonic() < limit, "waited in vain"
            if select.select([self.end], [], [], 0.1)[0]:
                self.said += os.read(self.end, 65536)
        return self.said[begun:].decode().replace("\r", "")

    def types(self, line: str) -> str:
        """Type a line. Returns the screen that answers."""
        os.write(self.end, f"{line}\n".encode())
        return self.reads(PROMPT)

    def presses(self, key: bytes) -> None:
        """Press a key that ends the program, again while it runs: Python takes no Ctrl-C just before it reads."""

        def ended() -> bool:
            with suppress(OSError):  # as below
                os.write(self.end, key)
                limit = time.monotonic() + AGAIN
                while self.process.poll() is None and time.monotonic() < limit:
                    if select.select([self.end], [], [], 0.1)[0]:
                        self.said += os.read(self.end, 65536)
            return self.process.poll() is not None

        until(ended)

    def ends(self) -> int:
        """Read all that the program still says. Returns how it ended."""
        limit = time.monotonic() + PATIENCE
        with suppress(OSError):  # a terminal whose other side is closed is a fault of reading on Linux
            while time.monotonic() < limit:
                if select.select([self.end], [], [], 0.1)[0]:
                    self.said += os.read(self.end, 65536)
        return self.process.wait(PATIENCE)

    def left(self) -> set[str]:
        """What of it stands in the memory of the program."""
        return {f"{label} in {part}" for label, _, part in places(self.process.pid, WANTED)}


@contextmanager
def talking(own: Own, *asked: str) -> Iterator[Terminal]:
    """The real program in a terminal of its own, which does not show what is typed."""
    end, inside = pty.openpty()
    modes = termios.tcgetattr(inside)
    modes[3] &= ~termios.ECHO
    termios.tcsetattr(inside, termios.TCSANOW, modes)
    process = subprocess.Popen(
        [sys.executable, "-c", IN_TERMINAL, sys.executable, "-m", "bot", "chat", *asked],
        cwd=ROOT, env=own.environ(), stdin=inside, stdout=inside, stderr=inside,
    )  # fmt: skip
    os.close(inside)
    terminal = Terminal(process, end, own)
    try:
        terminal.reads(PROMPT)
        yield terminal
    finally:
        process.kill()
        process.wait()
        os.close(end)


IN_TERMINAL = """
import os, signal, sys
os.login_tty(0)
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Ctrl-C reaches a program only in the terminal that it was started from, and what runs behind a shell ignores it."""


def types_everywhere(terminal: Terminal, screens: int) -> set[str]:
    """Walk, always by the choice taken least, and type every kind of text on each screen. Returns the screens."""
    seen: set[str] = set()
    taken: Counter[tuple[str, str]] = Counter()
    screen = terminal.types("1")
    for _ in range(10 * screens):
        title = screen.partition("=" * 88)[2].strip().partition("\n")[0]
        if title not in seen:
            seen.add(title)
            for text in (*texts(WORD), f"3.11.2026 {WORD}"):
                terminal.types(text)
        choices = CHOICE.findall(screen)
        if len(seen) == screens or not choices:
            return seen
        number, label = min(choices, key=lambda choice: taken[title, choice[1]])
        taken[title, label] += 1
        screen = terminal.types(number)
    return seen


@only_glibc
def test_nothing_that_is_typed_is_kept_once_a_line_as_long_was_typed(tmp_path: Path, cache: Path) -> None:
    with talking(own(tmp_path, cache)) as terminal:
        assert len(types_everywhere(terminal, SCREENS)) == SCREENS
        assert terminal.left(), "the last line is still there, so the search finds what is"
        terminal.types("ö" * 1000)
        assert terminal.left() == set()
        os.write(terminal.end, CTRL_D)
        assert terminal.ends() == 0
    assert in_what_it_said(terminal) == set()
    assert in_files(terminal.own.folder, WANTED) == set()


@pytest.mark.parametrize("stop", [CTRL_C, CTRL_D, signal.SIGTERM], ids=["ctrl-c", "ctrl-d", "sigterm"])
def test_the_walk_that_is_printed_has_no_typed_word_however_the_chat_ends(
    tmp_path: Path, cache: Path, stop: bytes | signal.Signals
) -> None:
    with talking(own(tmp_path, cache), "--repro") as terminal:
        assert len(types_everywhere(terminal, 4)) == 4
        os.write(terminal.end, f"{WORD} half".encode())
        if isinstance(stop, bytes):
            until(lambda: rests(terminal.process.pid))
            os.write(terminal.end, b"\n" * (stop == CTRL_D))
            terminal.presses(stop)
        else:
            terminal.process.send_signal(stop)
        assert terminal.ends() == (0 if isinstance(stop, bytes) else -signal.SIGTERM)
    assert (b"taps:" in terminal.said) == isinstance(stop, bytes)
    assert in_what_it_said(terminal) == set()
    assert in_files(terminal.own.folder, WANTED) == set()


def in_what_it_said(terminal: Terminal) -> set[str]:
    """What of it was shown, printed or logged."""
    assert terminal.said.count(PROMPT.replace(b"\n", b"")) > 30
    return {label for label, pattern in WANTED.items() if pattern in terminal.said}
