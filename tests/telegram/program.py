"""The real program beside a Bot API server: started as a person starts it, and killed.

`python -m tests.telegram.program` is the same program with every log at DEBUG; on SIGUSR1 it looks for the words in
its file `look-for` among its live objects, and writes what holds them into `found`.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
import types
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from tests.botapi import BotApi
from tests.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[2]


@asynccontextmanager
async def program(
    api: BotApi, folder: Path, module: str = "bot", **environ: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The program, polling from this server; it ends with the block. What it says is in `out` and `err`."""
    polls = api.updates.polls
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HUOLIPOLKU_", "TELEGRAM_"))}
    own = {
        "TELEGRAM_BOT_TOKEN": api.token, "TELEGRAM_API_URL": api.base_url, "HUOLIPOLKU_PORT": "0",
        "HUOLIPOLKU_DATABASE_URL": f"sqlite:///{folder / 'counts.sqlite3'}", "TMPDIR": str(folder), **environ,
    }  # fmt: skip
    with (folder / "out").open("ab") as out, (folder / "err").open("ab") as err:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, "serve", cwd=ROOT, env=kept | own, stdout=out, stderr=err
        )
    try:
        await api.until(lambda: api.updates.polls > polls or process.returncode is not None, PATIENCE)
        assert process.returncode is None, (folder / "err").read_text()
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


# -- inside the program ----------------------------------------------------------------------------


def holders(words: Iterable[str]) -> list[str]:
    """What live objects hold one of the words: the type of the holder and of the text, never the text itself."""
    gc.collect()
    texts = tuple(words)
    coded = tuple(text.encode() for text in texts)
    numbers = {int(text) for text in texts if text.lstrip("-").isdecimal()}
    found: set[str] = set()
    seen: set[int] = set()
    waiting = [(thing, "") for thing in gc.get_objects()]
    own = {id(words), id(texts), id(coded), id(numbers), id(waiting)}
    while waiting:
        thing, holder = waiting.pop()
        if id(thing) in own or (id(thing) in seen and holder == ""):
            continue
        if isinstance(thing, str | bytes | bytearray | int):
            held = (
                any(text in thing for text in texts) if isinstance(thing, str)
                else thing in numbers if isinstance(thing, int)
                else any(text in thing for text in coded)
            )  # fmt: skip
            if held:
                found.add(f"{type(thing).__name__} in {holder}")
        elif id(thing) not in seen and not isinstance(thing, types.FrameType):
            seen.add(id(thing))
            inside = gc.get_referents(thing)
            waiting += [(one, type(thing).__name__) for one in inside if id(one) not in own]
    return sorted(found)


def look(*_: object) -> None:
    """Look for the words among the live objects, and write down what holds them."""
    folder = Path(os.environ["TMPDIR"])
    words = (folder / "look-for").read_text().split("\n")
    (folder / "found.new").write_text("\n".join(holders(words)))
    (folder / "found.new").rename(folder / "found")


def main() -> int:
    from bot.__main__ import main as run

    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr, format="%(name)s %(levelname)s %(message)s")
    for name in list(logging.root.manager.loggerDict):
        logging.getLogger(name).setLevel(logging.DEBUG)
    signal.signal(signal.SIGUSR1, look)
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
