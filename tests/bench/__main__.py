"""`make bench`: the budgets of time and memory, measured, beside a peer in the same run.

The peer is `transitions` used as its own manual does: a machine for each conversation, fired on a model that the
machine decorates. Ours is one machine per flow and a throw-away walker. Absolute figures vary with the machine they
are measured on; the ratios hold.
"""

from __future__ import annotations

import gc
import random
import resource
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from tempfile import TemporaryDirectory

from transitions import Machine

from bot.catalogues import tongues
from bot.core.book import Book
from bot.core.checks.rules import place_of
from bot.core.place import Place
from bot.core.turn import reply_at, turn
from bot.core.walk import offered, walk
from bot.load import CONTENT, load_pages
from tests.bench import identifying, questions, telegram

TODAY = date(2026, 11, 21)
FLOW = "huoli"
PORT = 18080
TAPS = (
    ("vaara", "ei"),
    ("rooli", "koulu"),
    ("kohde", "lapsi"),
    ("huoli", "vakivalta"),
    ("epailty", "huoltaja"),
    ("peruste", "kuulin"),
    ("alue", "pirha"),
)
STEPS = ("vaara", "rooli", "kohde", "huoli", "epailty", "peruste", "alue", "neuvo")


def median_ms(action: Callable[[], object], rounds: int = 200) -> float:
    """The median time of an action in milliseconds."""
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        action()
        times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1000


def cold(book: Book, token: str) -> Callable[[], object]:
    """A turn whose reply is not kept yet."""

    def action() -> object:
        reply_at.cache_clear()
        return turn(book, token, None, TODAY)

    return action


class Chat:
    """The peer's model: a conversation of its own."""


def peer_walk() -> None:
    """A machine per conversation, as in the manual of `transitions`, walked from the first step to the last."""
    chat = Chat()
    Machine(
        chat,
        states=list(STEPS),
        initial=STEPS[0],
        transitions=[["go", one, other] for one, other in pairwise(STEPS)],
    )
    for _ in STEPS[1:]:
        chat.go()  # type: ignore[attr-defined]


def wander(book: Book, count: int, seed: int) -> None:
    """Walk many different conversations from the first question to the end."""
    chance = random.Random(seed)
    for _ in range(count):
        place = Place(FLOW, chance.choice(list(book.tongues)))
        for _ in range(12):
            found = walk(book, place)
            options = list(offered(book, found.question, found.known).values())
            if found.ends or not options:
                break
            place = found.place.having(found.question.key or "", chance.choice(options).key)
        turn(book, str(place), None, TODAY)


def memory_mib() -> float:
    """The most memory the process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def seconds_to_first_reply() -> float:
    """From starting the program, which counts into a folder of its own, to its first answer over HTTP."""
    with TemporaryDirectory() as data:
        return _seconds_to_first_reply(data)


def _seconds_to_first_reply(data: str) -> float:
    begun = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "bot"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=CONTENT.parent,
        env={"HUOLIPOLKU_PORT": str(PORT), "PATH": "/usr/bin:/bin", "XDG_DATA_HOME": data},
    )  # fmt: skip
    try:
        while time.perf_counter() - begun < 30:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=5) as answer:
                    answer.read()
                return time.perf_counter() - begun
            except OSError:
                time.sleep(0.02)
        raise SystemExit("bench: the server did not answer within 30 seconds")
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    """Measure and print the tables. `--quick` takes one round of each bot."""
    print("bench: measuring, about a minute", flush=True)
    book = Book(load_pages(CONTENT), tongues(CONTENT.parent / "locales"))
    book.warm(TODAY)
    path = book.paths[FLOW]
    question, outcome = (str(place_of(book, path, TAPS[:count], "fi")) for count in (3, len(TAPS)))
    answered = walk_answers(book, outcome)
    replay, peer = median_ms(lambda: walk(book, Place(FLOW, "fi", answered))), median_ms(peer_walk)
    rows = [
        ("turn at a question, cold", f"{median_ms(cold(book, question)):.2f} ms", "< 1 ms"),
        ("outcome, cold", f"{median_ms(cold(book, outcome)):.2f} ms", "< 8 ms"),
        ("outcome, kept", f"{median_ms(lambda: turn(book, outcome, None, TODAY)):.3f} ms", "< 1 ms"),
        (
            "replay of seven answers",
            f"{replay:.3f} ms",
            f"{replay / peer:.2f} of a machine per conversation ({peer:.3f} ms)",
        ),
        ("first start to the first page", f"{seconds_to_first_reply():.2f} s", ""),
        ("second start to the first page", f"{seconds_to_first_reply():.2f} s", "< 2 s"),
    ]
    wander(book, 1_000, 1)
    gc.collect()
    after_thousand = memory_mib()
    wander(book, 10_000, 2)
    gc.collect()
    rows.append(
        (
            "memory after 1,000 and 11,000 conversations",
            f"{after_thousand:.1f} and {memory_mib():.1f} MiB",
            "does not grow with people",
        )
    )
    for what, measured, goal in rows:
        print(f"{what:<46}{measured:>22}   {goal}")
    identifying.report(book)
    questions.main()
    telegram.measure(book, TODAY, quick="--quick" in sys.argv)


def walk_answers(book: Book, token: str) -> tuple[tuple[str, str], ...]:
    """The answers of a place, as they stand in its token."""
    return turn(book, token, None, TODAY).place.answers


if __name__ == "__main__":
    main()
