"""One run of one bot: the server with the phones on one processor, the bot on another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
TOKEN = "123:abc"
TICK = 1 / os.sysconf("SC_CLK_TCK")
SECONDS_TO_END = 5


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot to measure: its name in the table, its module, and what is special about it."""

    name: str
    module: str
    special: str = ""

    @property
    def ours(self) -> bool:
        return self.module.endswith("ours")

    @property
    def hooked(self) -> bool:
        return self.special == "webhook"


@dataclass(frozen=True, slots=True)
class Run:
    """What one run gave. `cpu` is seconds of the bot for a thousand updates, `rss` MiB at each number of people."""

    cpu: float
    rss: tuple[float, ...]
    took: float
    """Seconds from the start of the bot to the end of the run."""
    said: dict[str, Any]

    @property
    def busy(self) -> float:
        """The share of its processor that the server took."""
        return float(self.said["server_cpu"] / self.said["seconds"])


def run(bot: Bot, pages: Path, options: Sequence[str]) -> Run:
    """Start the server, then the bot; press until the phones are through."""
    asked = [*options, "--token", TOKEN, *(["--webhook"] if bot.hooked else [])]
    with started("tests.botapi", asked, processor=1) as server:
        assert server.stdout
        port = server.stdout.readline().split()[1]
        before, rss, begun = 0.0, [], time.perf_counter()
        arguments = [f"http://127.0.0.1:{port}/bot", TOKEN, str(pages), *([bot.special] if bot.special else [])]
        with started(bot.module, arguments, processor=0) as process:
            for line in server.stdout:
                if line == "began\n":
                    before = processor_time(process.pid)
                elif line.startswith("reached"):
                    rss.append(memory(process.pid))
                else:
                    took, said = time.perf_counter() - begun, json.loads(line)
                    spent = processor_time(process.pid) - before
                    rss = rss or [memory(process.pid)]
                    return Run(1000 * spent / said["updates"], tuple(rss), took, said)
    raise SystemExit(f"bench: the server of {bot.name} ended before its phones were through")


@contextmanager
def started(module: str, arguments: Sequence[str], processor: int) -> Iterator[subprocess.Popen[str]]:
    """A program of its own, on a processor of its own where there are two."""
    command = [sys.executable, "-m", module, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT)
    pinned(process.pid, processor)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdout
        process.stdout.close()


def pinned(process: int, processor: int) -> None:
    """Keep a process on one processor, if the system can."""
    with suppress(AttributeError, OSError):
        os.sched_setaffinity(process, {processor})


def processor_time(process: int) -> float:
    """Seconds that a process has computed, itself and for the system."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK


def memory(process: int) -> float:
    """MiB that a process holds."""
    status = Path(f"/proc/{process}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
