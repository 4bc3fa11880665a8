"""The Telegram channel beside its peers, in one run, round by round. Linux only: it reads /proc."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bot.core.book import Book
from tests.bench.plot import Bar, drawn
from tests.bench.processes import Bot, Run, run
from tests.bench.walks import labels, pages

FLOW = "huoli"
PTB, DIALOG, OURS = (f"tests.bench.peers.{name}" for name in ("ptb", "dialog", "ours"))
CONVERSATION = Bot("python-telegram-bot, ConversationHandler", PTB, "conversation")
POLLING, WEBHOOK = Bot("ours, polling", OURS), Bot("ours, webhook", OURS, "webhook")
BOTS = (
    Bot("python-telegram-bot, floor", PTB, "floor"),
    CONVERSATION,
    Bot("the same with PicklePersistence", PTB, "pickle"),
    Bot("aiogram-dialog", DIALOG, "tasks"),
    Bot("aiogram-dialog, event isolation", DIALOG, "isolated"),
    POLLING,
    WEBHOOK,
    Bot("ours, polling, no reply kept", OURS, "cold"),
)
GOALS = {(POLLING, "walks"): 0.12, (WEBHOOK, "walks"): 0.045}


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: rounds, and the two sizes of a crowd."""

    rounds: int
    crowd: tuple[int, int]


FULL, QUICK = Size(3, (1_000, 50_000)), Size(1, (1_000, 4_000))
CHATS = 50
WARM, PRESSES = 20, 24
"""Presses of each phone, first to fill the caches, then measured. Peers keep nothing, and are slower: half as many."""


class Bench:
    """The runs, and what they gave."""

    def __init__(self, book: Book, today: date, size: Size, folder: Path) -> None:
        self.size, self.page_file = size, folder / "pages.json"
        cases = list(book.pages.cases.cases.values())
        walks = [labels(book, FLOW, case, today) for case in cases]
        self.page_file.write_text(json.dumps(pages(book, FLOW, cases[0], today)))
        self.ours, self.peers = folder / "walks.json", folder / "walk.json"
        self.ours.write_text(json.dumps(walks))
        self.peers.write_text(json.dumps(walks[:1]))
        self.runs: dict[tuple[Bot, str], list[Run]] = {}

    def rounds(self) -> None:
        """Each bot in turn, round after round."""
        for number in range(self.size.rounds):
            for bot in BOTS:
                self.add(number, bot, "walks")
            for bot in (POLLING, WEBHOOK):
                self.add(number, bot, "random")

    def add(self, number: int, bot: Bot, what: str) -> None:
        found = self.run(bot, what)
        self.runs.setdefault((bot, what), []).append(found)
        print(f"  round {number + 1}: {bot.name}, {what}: {found.cpu:.2f} ms", flush=True)

    def run(self, bot: Bot, what: str, *more: str) -> Run:
        """One run with all phones at once, after as many presses to warm up."""
        walked = ["--start", FLOW, "--walks", str(self.ours if bot.ours else self.peers)] if what == "walks" else []
        full = bot.ours and what == "walks"
        warm, presses = (WARM, PRESSES) if full else (2, PRESSES // 2)
        counts = ["--chats", str(CHATS), "--presses", str(presses), "--warm", str(warm)]
        return run(bot, self.page_file, [*counts, "--patience", "3", *walked, *more])

    def delayed(self, bot: Bot) -> Run:
        """200 phones, and 30 ms before every call is done."""
        return self.run(bot, "walks", "--delay", "0.03", "--chats", "200", "--presses", "10", "--warm", "8")

    def crowd(self, bot: Bot) -> Run:
        """Many people, each with a chat of their own, after enough presses to fill every cache."""
        sizes = [str(number) for number in self.size.crowd]
        options = ["--chats", "100", "--presses", "2", "--warm", "120", "--crowd", *sizes]
        return run(bot, self.page_file, options)

    def started(self, bot: Bot) -> Run:
        """One person who waits for the first answer while the bot starts."""
        return run(bot, self.page_file, ["--chats", "1", "--presses", "0", "--at-once"])


def middle(runs: Sequence[Run], name: str) -> float:
    """The median of something that the server measured."""
    return median(float(one.said[name]) for one in runs)


def table(runs: dict[tuple[Bot, str], list[Run]]) -> Iterator[str]:
    """The table: a line for each bot and way of pressing."""
    one = cpu_of(runs[CONVERSATION, "walks"])
    heads = {"CPU ms": 8, "ratio": 8, "goal": 7, "/s": 7, "p50": 7, "p95": 7, "p99 ms": 8, "MiB": 6, "lost": 6}
    yield f"{'':<54}" + "".join(f"{head:>{width}}" for head, width in heads.items()) + "  wrong  server"
    for (bot, what), found in runs.items():
        goal = GOALS.get((bot, what))
        times = "".join(f"{middle(found, name):>{width}.0f}" for name, width in
                        (("per_second", 7), ("p50_ms", 7), ("p95_ms", 7), ("p99_ms", 8)))  # fmt: skip
        yield (
            f"{bot.name + ', ' + what:<54}{cpu_of(found):>8.3f}{cpu_of(found) / one:>8.3f}{goal or '':>7}{times}"
            f"{median(run.rss[-1] for run in found):>6.0f}{sum(run.said['lost'] for run in found):>6}"
            f"{sum(run.said['wrong'] + run.said['missing'] for run in found):>7}"
            f"{100 * median(run.busy for run in found):>7.0f}%"
        )


def cpu_of(runs: Sequence[Run]) -> float:
    """Milliseconds of processor time for an update."""
    return median(run.cpu for run in runs)


def measure(book: Book, today: date, *, quick: bool) -> None:
    """Measure everything and print it."""
    print("bench: the Telegram channel beside its peers, about " + ("two minutes" if quick else "eight minutes"))
    with TemporaryDirectory() as folder:
        bench = Bench(book, today, QUICK if quick else FULL, Path(folder))
        bench.rounds()
        slow = {bot: bench.delayed(bot) for bot in (POLLING, WEBHOOK)}
        starts = [bench.started(POLLING).took for _ in range(2)]
        crowd = bench.crowd(POLLING)
    print(*table(bench.runs), sep="\n")
    for bot, found in slow.items():
        said = found.said
        print(f"{bot.name}, 200 chats, 30 ms delay: {said['per_second']:.0f}/s, p50 {said['p50_ms']:.0f} ms, "
              f"p99 of the first message {said['first_p99_ms']:.0f} ms (goal 110), "
              f"of the whole reply {said['p99_ms']:.0f} ms, lost {said['lost']}, wrong {said['wrong']}")  # fmt: skip
    print(f"start to the first answer: {starts[0]:.2f} s, the second time {starts[1]:.2f} s (goal 1.5 s)")
    first, last = bench.size.crowd
    print(f"memory after {first:,} and {last:,} chats: {crowd.rss[0]:.1f} and {crowd.rss[1]:.1f} MiB "
          f"({crowd.rss[1] - crowd.rss[0]:+.1f}, goal +1), "
          f"lost {crowd.said['lost']}, wrong {crowd.said['wrong']}")  # fmt: skip
    bars = [Bar(f"{bot.name}, {what}", cpu_of(found), ours=bot.ours) for (bot, what), found in bench.runs.items()]
    print(f"plot: {drawn('CPU of the bot for one update, ms', bars)}")
