"""`python -m tests.botapi`: a Bot API server with simulated phones, for measurements of any bot.

Says `ready <port>` when it listens, starts when the bot first polls (or sets its webhook), and ends with one line of
JSON.
"""

from __future__ import annotations

import argparse
import json
import sys

import uvloop

from tests.botapi.load import Load
from tests.botapi.server import BotApi


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.botapi", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--chats", type=int, default=50, help="phones that press at the same time")
    parser.add_argument("--presses", type=int, default=40, help="presses of each phone after its /start")
    parser.add_argument("--delay", type=float, default=0, help="seconds before every call is done, as on a network")
    parser.add_argument("--token", default="123:abc", help="the bot's token")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--webhook", action="store_true", help="wait until the bot has set a webhook (http will do)")
    parser.add_argument("--start", default="", help="what follows /start")
    parser.add_argument("--seed", type=int, default=1, help="another seed presses other buttons")
    return parser.parse_args()


async def measure(asked: argparse.Namespace) -> None:
    """One run, from listening to the line of results."""
    api = BotApi(asked.token, port=asked.port, allow_http=True, delay=asked.delay, remember=False)
    async with api:
        load = Load(api, asked.chats, asked.presses, start=asked.start, seed=asked.seed)
        say(f"ready {api.port}")
        await api.until(lambda: api.webhook.url if asked.webhook else api.updates.polls, within=60)
        say(json.dumps((await load.run()).line()))


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(measure(arguments()))
