"""`python -m tests.botapi`: a Bot API server with simulated phones, for measurements of any bot.

Says `ready <port>` when it listens. The phones begin when the bot first polls (or sets its webhook) and has been quiet
for a moment, after a line `began`. With a crowd it says `reached <number>` after each number of people. It ends with
one line of JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import uvloop

from tests.botapi import load
from tests.botapi.load import Counts, Load
from tests.botapi.server import BotApi

QUIET, LOOKED_AT = 0.3, 0.1
"""Seconds without a call that end a bot's start; seconds in which another process can look at the bot."""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.botapi", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--chats", type=int, default=50, help="phones that press at the same time")
    parser.add_argument("--presses", type=int, default=40, help="presses of each phone after its /start")
    parser.add_argument("--warm", type=int, default=0, help="presses of as many phones beforehand, not measured")
    parser.add_argument("--walks", type=Path, help="JSON file: lists of labels to press one after the other")
    parser.add_argument("--crowd", type=int, nargs="+", default=[], help="numbers of people, each with an own chat")
    parser.add_argument("--delay", type=float, default=0, help="seconds before every call is done, as on a network")
    parser.add_argument("--patience", type=float, default=load.LOST_AFTER, help="seconds after which a press is lost")
    parser.add_argument("--token", default="123:abc", help="the bot's token")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--webhook", action="store_true", help="wait until the bot has set a webhook (http will do)")
    parser.add_argument("--at-once", action="store_true", help="begin with the first poll, before the bot is quiet")
    parser.add_argument("--start", default="", help="what follows /start")
    parser.add_argument("--seed", type=int, default=1, help="another seed presses other buttons")
    return parser.parse_args()


async def measure(asked: argparse.Namespace) -> None:
    """One run, from listening to the line of results."""
    load.LOST_AFTER = asked.patience
    api = BotApi(asked.token, port=asked.port, allow_http=True, delay=asked.delay, remember=False)
    walks = json.loads(asked.walks.read_text()) if asked.walks else ()
    asks = {"start": asked.start, "seed": asked.seed, "walks": walks}
    async with api:
        say(f"ready {api.port}")
        await api.until(lambda: api.webhook.url if asked.webhook else api.updates.polls, within=60)
        if not asked.at_once:
            await quiet(api)
        if asked.warm:
            await Load(api, asked.chats, asked.warm, **asks).run()
            await quiet(api)
        say("began")
        await asyncio.sleep(0 if asked.at_once else LOOKED_AT)
        say(json.dumps((await pressed(api, asked, asks)).line()))


async def pressed(api: BotApi, asked: argparse.Namespace, asks: dict[str, Any]) -> Counts:
    """The counts of all phones, or of the last of a crowd."""
    if not asked.crowd:
        return await Load(api, asked.chats, asked.presses, **asks).run()
    reached, total = 0, Counts()
    for number in asked.crowd:
        while reached < number:
            some = Load(api, min(asked.chats, number - reached), asked.presses, **asks)
            add(total, await some.run())
            some.forget()
            reached += len(some.callers)
        await quiet(api)
        say(f"reached {number}")
        await asyncio.sleep(LOOKED_AT)
    return total


def add(total: Counts, some: Counts) -> None:
    """Count a part of a crowd."""
    total.began, total.ended = total.began or some.began, some.ended
    for name in ("updates", "lost", "wrong", "missing", "differing", "cpu"):
        setattr(total, name, getattr(total, name) + getattr(some, name))
    total.latencies += some.latencies
    total.firsts += some.firsts


async def quiet(api: BotApi) -> None:
    """Wait until the bot has called nothing for a moment: it may still say its commands."""
    seen = -1
    while seen != api.performed:
        seen = api.performed
        await asyncio.sleep(QUIET)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(measure(arguments()))
