"""The load driver counts what happens; the page of a chat shows it."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.botapi import BotApi, render
from tests.botapi.load import Load

ROWS = [[{"text": f"{number}", "callback_data": f"b{number}"} for number in range(3)]]


class Bot:
    """A small bot on long polling; a subclass of it goes wrong."""

    def __init__(self, url: str) -> None:
        self.url, self.count = url, 0

    async def call(self, method: str, **asked: Any) -> Any:
        async with self.session.post(f"{self.url}/{method}", json=asked) as answer:
            return (await answer.json()).get("result")

    async def run(self) -> None:
        async with aiohttp.ClientSession() as self.session:
            offset = 0
            while True:
                for update in await self.call("getUpdates", offset=offset, timeout=5) or ():
                    offset = update["update_id"] + 1
                    await self.handle(update)

    async def handle(self, update: dict[str, Any]) -> None:
        self.count += 1
        if query := update.get("callback_query"):
            await self.call("answerCallbackQuery", callback_query_id=query["id"])
            await self.press(query["message"])
        else:
            chat = update["message"]["chat"]["id"]
            await self.call("sendMessage", chat_id=chat, text="hei", reply_markup={"inline_keyboard": ROWS})

    async def press(self, message: dict[str, Any]) -> None:
        await self.edit(message["chat"]["id"], message["message_id"])

    async def edit(self, chat: int, message: int) -> None:
        asked = {"chat_id": chat, "message_id": message, "text": f"{self.count}"}
        await self.call("editMessageText", **asked, reply_markup={"inline_keyboard": ROWS})


class Twice(Bot):
    """Edits again, late."""

    async def press(self, message: dict[str, Any]) -> None:
        await super().press(message)
        self.count += 1000
        asked = {"chat_id": message["chat"]["id"], "text": f"{self.count}"}
        await self.call("sendMessage", **asked, reply_markup={"inline_keyboard": ROWS})


class Silent(Bot):
    """Answers the tap, and then does nothing."""

    async def press(self, message: dict[str, Any]) -> None:
        self.count += len(message) > 0


async def loaded(bot: type[Bot]) -> dict[str, Any]:
    async with BotApi("123:abc", remember=False) as api:
        running = asyncio.create_task(bot(f"{api.base_url}123:abc").run())
        try:
            return (await Load(api, 4, 5, start="huoli").run()).line()
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def test_every_press_is_answered_and_measured() -> None:
    line = await loaded(Bot)
    assert (line["updates"], line["lost"], line["wrong"]) == (24, 0, 0)
    assert 0 < line["p50_ms"] <= line["p99_ms"] <= line["max_ms"]


async def test_a_reply_that_nobody_waits_for_is_wrong() -> None:
    assert (await loaded(Twice))["wrong"] > 0


async def test_a_press_without_a_reply_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.botapi.load.LOST_AFTER", 0.05)
    monkeypatch.setattr("tests.botapi.load.LOOK_EVERY", 0.02)
    line = await loaded(Silent)
    assert line["lost"] == 4 * 5


class Hooked(Bot):
    """The same bot behind a webhook: it edits in the answer to the update."""

    async def run(self) -> None:
        server = web.Server(self.take)
        listening = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0)
        async with aiohttp.ClientSession() as self.session:
            port = listening.sockets[0].getsockname()[1]
            await self.call("setWebhook", url=f"http://127.0.0.1:{port}/hook?a=b")
            try:
                await asyncio.Event().wait()
            finally:
                listening.close()
                await server.shutdown(0.01)

    async def take(self, request: web.BaseRequest) -> web.Response:
        update = await request.json()
        query = update.get("callback_query")
        if query is None:
            await self.handle(update)
            return web.Response()
        await self.call("answerCallbackQuery", callback_query_id=query["id"])
        self.count += 1
        message = {"chat_id": query["message"]["chat"]["id"], "message_id": query["message"]["message_id"]}
        keyboard = {"inline_keyboard": ROWS}
        return web.json_response(
            {"method": "editMessageText", **message, "text": f"{self.count}", "reply_markup": keyboard}
        )


@pytest.mark.parametrize(("bot", "more"), [(Bot, ["--delay", "0.001"]), (Hooked, ["--webhook"])])
async def test_the_driver_is_a_process_of_its_own(bot: type[Bot], more: list[str]) -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.botapi", "--chats", "3", "--presses", "4", *more]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, cwd=root)
    assert process.stdout
    word, port = (await process.stdout.readline()).split()
    assert word == b"ready"
    running = asyncio.create_task(bot(f"http://127.0.0.1:{int(port)}/bot123:abc").run())
    assert await process.stdout.readline() == b"began\n"
    *_, last = (await process.stdout.read()).splitlines()
    line = json.loads(last)
    await process.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert (line["updates"], line["lost"], line["wrong"]) == (15, 0, 0)


async def test_a_page_shows_a_chat_and_keeps_out_what_is_typed(api: BotApi) -> None:
    phone = api.phone()
    await phone.types("<script>")
    asked = {"chat_id": phone.id, "text": "<b>Hei</b>", "parse_mode": "HTML", "reply_markup": {"inline_keyboard": ROWS}}
    async with aiohttp.ClientSession() as session:
        await session.post(f"{api.base_url}{api.token}/sendMessage", json=asked)
    page = render(phone.chat)
    assert "&lt;script&gt;" in page
    assert "<b>Hei</b>" in page
    assert page.count('<div class="row"><span>0</span><span>1</span><span>2</span></div>') == 1
