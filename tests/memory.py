"""What a process still holds of something: its memory is read from outside, and its files and its words are searched.

The C library of the process is told to write over whatever is freed, so that what is found is what something still
holds, and not what happens to lie about.
"""

from __future__ import annotations

import os
import platform
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree, ignore_patterns
from threading import Thread
from typing import Any

import httpx
import pytest

from tests.waiting import PATIENCE, until

ROOT = Path(__file__).resolve().parents[1]
WRITTEN_OVER = {
    "PYTHONMALLOC": "malloc", "GLIBC_TUNABLES": "glibc.malloc.perturb=170:glibc.malloc.tcache_count=0",
}  # fmt: skip
"""Freed memory is written over at once: Python asks the C library for all its memory, and that fills what it frees."""
only_glibc = pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="only this C library writes over what is freed"
)
CHUNK = 1 << 24
CODE = "".join(reversed("T803-250131"))
"""A personal identity code that no file holds whole."""
CODINGS = ("utf-8", "utf-16-le", "utf-32-le")
"""What was sent, and how Python keeps text: its widest letter decides (one byte a letter is a part of the first)."""
LISTENER = """
import gc, logging, os, signal, sys

logging.basicConfig(level=logging.DEBUG, stream=sys.stderr, format="%(name)s %(levelname)s %(message)s")
for name in list(logging.root.manager.loggerDict):
    logging.getLogger(name).setLevel(logging.DEBUG)
logging.Logger.setLevel = lambda self, level: None


def write(name, text):
    folder = os.environ["LOOKED"]
    with open(f"{folder}/{name}.new", "w", encoding="utf-8") as file:
        file.write(text)
    os.rename(f"{folder}/{name}.new", f"{folder}/{name}")


def collect(*_):
    gc.unfreeze()
    gc.collect()
    loops = [one for one in gc.get_objects() if type(one).__name__ == "Loop"]
    write("loop", " ".join(f"{id(one)} {type(one).__basicsize__}" for one in loops))


def look(*_):
    gc.unfreeze()
    from tests.telegram.program import holders

    with open(os.environ["LOOKED"] + "/look-for", encoding="utf-8") as file:
        words = file.read().split()
    write("found", "\\n".join(holders(words)))


signal.signal(signal.SIGUSR1, look)
signal.signal(signal.SIGUSR2, collect)
"""
"""Python runs this before the program: every log says everything, on SIGUSR2 rubbish is collected, on SIGUSR1 live
objects are searched. The program itself is not touched."""


def texts(canary: str) -> Iterator[str]:
    """What a person may type: alone, in a question, after a greeting, with a code, long, and in wide letters."""
    yield canary
    yield f"Miten {canary} liittyy lastensuojeluilmoitukseen?"
    yield f"Hei {canary}"
    yield f"Pitääkö hänestä {canary} {CODE} tehdä ilmoitus?"
    yield f"Voiko – {canary} – puhua, kun lasta lyödään?"
    yield f"🙂 {canary} 🙂"
    yield (f"{canary} ilmoitus " * 99)[:999]
    yield (f"{canary} ilmoitus " * 99)[:1001]


def coded(words: Sequence[str]) -> dict[str, bytes]:
    """The bytes to look for, by what they are."""
    return {f"{word} in {code}": word.encode(code) for word in words for code in CODINGS}


def places(process: int, wanted: Mapping[str, bytes]) -> Iterator[tuple[str, int, str]]:
    """Where each stands in the private memory of a process that can be written: which, its address, the part."""
    memory = os.open(f"/proc/{process}/mem", os.O_RDONLY)
    try:
        for first, last, name in writable(process):
            data = b"".join(os.pread(memory, min(CHUNK, last - start), start) for start in range(first, last, CHUNK))
            for label, pattern in wanted.items():
                at = data.find(pattern)
                while at >= 0:
                    yield label, first + at, name
                    at = data.find(pattern, at + 1)
    finally:
        os.close(memory)


def remains(process: int, wanted: Mapping[str, bytes]) -> dict[str, set[str]]:
    """What of it stands in the private memory of a process that can be written, and in which part of it."""
    found: dict[str, set[str]] = {}
    for label, _, name in places(process, wanted):
        found.setdefault(label, set()).add(name)
    return found


def writable(process: int) -> Iterator[tuple[int, int, str]]:
    """The parts of a process's memory that are its own: from, to and name."""
    for line in Path(f"/proc/{process}/maps").read_text().splitlines():
        span, rights, _, _, _, *name = line.split(maxsplit=5)
        if rights.startswith("rw") and rights.endswith("p"):
            first, last = (int(end, 16) for end in span.split("-"))
            yield first, last, "".join(name) or "anonymous"


def in_files(folder: Path, wanted: Mapping[str, bytes]) -> set[str]:
    """What of it stands in the files of a folder or in their names, and in which."""
    found = set()
    files = list(folder.rglob("*"))
    assert len(files) > 3
    for file in files:
        data = str(file.relative_to(folder)).encode()
        with suppress(FileNotFoundError):  # a database may take its own away meanwhile
            data += b"\n" + (file.read_bytes() if file.is_file() else b"")
        found |= {f"{label} in {file.relative_to(folder)}" for label, pattern in wanted.items() if pattern in data}
    return found


@dataclass(frozen=True, slots=True)
class Own:
    """The folders of one run: all that it may write to, and beside them what only the test writes."""

    folder: Path
    looked: Path

    @property
    def database(self) -> Path:
        """The file of the counts."""
        return self.folder / "counts" / "counts.sqlite3"

    def environ(self, *, watched: bool = True) -> dict[str, str]:
        """The whole environment of a run, which touches nothing of whoever runs the tests."""
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LD_LIBRARY_PATH", "LANG")}
        own = {
            "HOME": f"{self.folder / 'home'}", "TMPDIR": f"{self.folder / 'tmp'}",
            "XDG_CACHE_HOME": f"{self.folder / 'cache'}", "XDG_DATA_HOME": f"{self.folder / 'data'}",
            "HUOLIPOLKU_PORT": "0", "HUOLIPOLKU_DATABASE_URL": f"sqlite:///{self.database}",
            "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1",
        }  # fmt: skip
        watching = {"LOOKED": f"{self.looked}", "PYTHONPATH": f"{self.looked}{os.pathsep}{ROOT}", **WRITTEN_OVER}
        return kept | own | (watching if watched else {})


def learned(folders: pytest.TempPathFactory) -> Path:
    """A cache in which the search has learned already, one a session: that takes a while, and is not what is tested."""
    folder = folders.getbasetemp() / "learned"
    if folder.is_dir():
        return folder
    before = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "huolipolku"
    if before.is_dir():
        copytree(before, folder / "huolipolku", ignore=ignore_patterns("learned?*"))
    learning = (
        "from bot.__main__ import build; from bot.learned import learn; from bot.settings import Settings\n"
        "learn(build(Settings()))"
    )
    environ = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "XDG_CACHE_HOME": str(folder)}
    subprocess.run([sys.executable, "-c", learning], cwd=ROOT, env=environ, check=True, timeout=120)
    return folder


def own(folder: Path, cache: Path) -> Own:
    """Folders for one run, with a cache that has learned."""
    found = Own(folder / "own", folder / "looked")
    for name in ("home", "tmp", "data", "counts"):
        (found.folder / name).mkdir(parents=True)
    copytree(cache, found.folder / "cache")
    found.looked.mkdir()
    (found.looked / "sitecustomize.py").write_text(LISTENER, encoding="utf-8")
    return found


def collected(process: int, looked: Path) -> range:
    """Have a process collect its rubbish. Returns the addresses of its event loop, none when it has none."""
    (looked / "loop").unlink(missing_ok=True)
    os.kill(process, signal.SIGUSR2)
    until((looked / "loop").exists)
    ends = [int(end) for end in (looked / "loop").read_text(encoding="utf-8").split()]
    return range(ends[0], ends[0] + ends[1]) if ends else range(0)


def live(process: int, looked: Path, words: Sequence[str]) -> list[str]:
    """What live Python objects of a process hold one of the words. It knows the words from then on."""
    (looked / "look-for").write_text("\n".join(words), encoding="utf-8")
    (looked / "found").unlink(missing_ok=True)
    os.kill(process, signal.SIGUSR1)
    until((looked / "found").exists, 3 * PATIENCE)
    return (looked / "found").read_text(encoding="utf-8").splitlines()


@dataclass
class Server:
    """The running program, and everything that it answered and said."""

    process: subprocess.Popen[bytes]
    own: Own
    said: list[bytes]
    port: int
    client: httpx.Client
    answers: list[str] = field(default_factory=list)

    def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        """One request as a browser or a program sends it; the whole answer is kept to be searched."""
        answer = self.client.request(method, path, **given)
        self.answers.append(f"{answer.headers}\n{answer.text}")
        return answer

    def turn(self, place: str, **said: object) -> dict[str, Any]:
        """One turn as a program takes it."""
        found: dict[str, Any] = self.ask("POST", "/api/turn", json={"place": place, **said}).json()
        return found

    def sends(self, data: bytes, *, resets: bool = False) -> None:
        """Bytes over a connection of its own, which is closed then; with `resets` as by a phone that is lost."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as raw:
            raw.sendall(data)
            if resets:
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            raw.shutdown(socket.SHUT_WR)
            while answered := raw.recv(65536):
                self.answers.append(answered.decode("utf-8", "replace"))

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def connections(self) -> int:
        """How many sockets the program has open."""
        found = 0
        for one in Path(f"/proc/{self.process.pid}/fd").iterdir():
            with suppress(FileNotFoundError):
                found += str(one.readlink()).startswith("socket:")
        return found

    @property
    def status(self) -> str:
        """What it says of its counting."""
        return str(self.ask("GET", "/health").json()["status"])

    def leaves(self) -> None:
        """Close the connections of the browser, as its end would, and open a new one."""
        self.client.close()
        self.client = httpx.Client(base_url=self.address, timeout=PATIENCE)


@contextmanager
def serving(own: Own, *, watched: bool = True) -> Iterator[Server]:
    """The real program on a port of its own. `watched` makes every log speak and freed memory be overwritten."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve"], cwd=ROOT, env=own.environ(watched=watched),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout
    assert process.stderr
    said: list[bytes] = []
    readers = [Thread(target=said.extend, args=(pipe,)) for pipe in (process.stderr, process.stdout)]
    readers[0].start()
    first = process.stdout.readline()
    readers[1].start()
    address = first.decode().split()[-1] if first else ""
    server = Server(process, own, said, int(address.rpartition(":")[2] or 0), httpx.Client())
    server.leaves()
    try:
        assert address, said
        until(lambda: rests(process.pid))
        yield server
    finally:
        server.client.close()
        process.kill()
        process.wait()
        for reader in readers:
            reader.join(PATIENCE)
        process.stdout.close()
        process.stderr.close()


def rests(process: int) -> bool:
    """Whether a process has nothing to do: it has read what the search learned."""
    before = worked(process)
    time.sleep(0.25)
    return worked(process) - before < 5


def worked(process: int) -> int:
    """The time that a process has worked, in hundredths of a second."""
    return sum(map(int, Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]))
