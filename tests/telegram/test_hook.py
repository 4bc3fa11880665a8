"""The webhook: who may call it, what it answers, and how it ends."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date
from typing import Any

import httpx
import pytest
import uvicorn

from bot.channels.serving import configured
from bot.channels.telegram import Hook, Telegram
from bot.channels.web import make_app
from bot.core.book import Book
from bot.settings import Settings
from tests.botapi import BotApi
from tests.telegram.conftest import Start, begun, placed
from tests.waiting import PATIENCE

SECRET = "Salainen-sana_1"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
Served = tuple[Telegram, str]
Serve = Callable[[], AbstractAsyncContextManager[Served]]


@pytest.fixture
def serve(start: Start, toy_talk: Book, today: date) -> Serve:
    """Serves the web chat with the hook in front; gives the bot and the hook's address."""

    @asynccontextmanager
    async def served() -> AsyncIterator[Served]:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            async with start(toy_talk, telegram_webhook_url=url, telegram_webhook_secret=SECRET) as telegram:
                hook = Hook(make_app(toy_talk, Settings(), lambda: today), telegram, SECRET)
                server = uvicorn.Server(configured(hook))
                server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
                running = asyncio.create_task(server.serve(sockets=[listening]))
                while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
                    await asyncio.sleep(0.005)
                yield telegram, f"{url}/telegram"
                server.should_exit = True
                await running

    return served


@pytest.fixture
async def address(serve: Serve, api: BotApi) -> AsyncIterator[str]:
    """The hook's address, once Telegram knows it."""
    async with serve() as (_, found):
        await api.until(lambda: api.webhook.url)
        yield found


async def post(
    address: str, body: bytes = b"{}", secret: bytes | None = SECRET.encode(), method: str = "POST"
) -> httpx.Response:
    headers = {} if secret is None else {HEADER.encode(): secret}
    async with httpx.AsyncClient() as client:
        return await client.request(method, address, content=body, headers=headers)


async def test_the_webhook_is_set_with_its_path_its_secret_and_what_it_wants(api: BotApi, address: str) -> None:
    (call,) = api.called("setWebhook")
    assert call.params["url"] == address
    assert call.params["secret_token"] == SECRET
    assert call.params["allowed_updates"] == ["message", "callback_query", "inline_query", "my_chat_member"]
    assert api.called("getUpdates") == []


@pytest.mark.parametrize(("secret", "status"), [("väärä".encode(), 403), (None, 403), (b"", 403)])
async def test_a_stranger_is_refused_and_nothing_happens(
    api: BotApi, address: str, secret: bytes | None, status: int
) -> None:
    update = {"update_id": 1, "message": {"message_id": 1, "chat": {"id": 1, "type": "private"}, "text": "/start"}}
    answer = await post(address, json.dumps(update).encode(), secret)
    assert (answer.status_code, answer.content) == (status, b"")
    assert api.called("sendMessage") == []


async def test_only_post_is_taken_and_the_other_pages_are_the_web_chats(address: str) -> None:
    answer = await post(address, method="GET")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert (await post(address, b"x" * (1024 * 1024 + 1))).status_code == 413
    assert (await post(address.removesuffix("telegram") + "health", method="GET")).json()["status"]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"not json", b"[]", b"null", b"1", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"message": []}',
        b'{"update_id": 1, "callback_query": {"id": "1"}}', b'{"update_id": "x", "message": {"chat": 7}}',
        b'{"update_id": 5, "poll": {}}', b'{"update_id": 5, "edited_message": {"text": "x"}}',
    ],
)  # fmt: skip
async def test_what_is_no_update_is_taken_calmly(api: BotApi, address: str, body: bytes) -> None:
    answer = await post(address, body)
    assert (answer.status_code, answer.content) == (200, b"")
    assert api.called("sendMessage", "editMessageText") == []


async def test_a_tap_is_answered_by_the_edit_in_the_response_itself(api: BotApi, address: str) -> None:
    phone = api.phone()
    first = await begun(phone, "keittio")
    second = await phone.taps("Pieni")
    (edit,) = api.called("editMessageText")
    assert edit.by_webhook
    assert edit.ok
    assert (second.id, placed(second)) == (first.id, "keittio_fi_n2")
    assert phone.tapped
    assert phone.tapped.answered
    await phone.taps("Kokki")
    assert len(edits := api.called("editMessageText")) == 2
    assert all(edit.by_webhook for edit in edits)


async def test_a_document_and_a_message_come_by_their_own_calls(api: BotApi, address: str) -> None:
    phone = api.phone()
    step = await begun(phone, "keittio")
    await phone.types("/tallenna", to=step)
    assert (await phone.sees()).document
    assert [call.by_webhook for call in api.called("sendMessage", "sendDocument")] == [False, False]


async def sending(api: BotApi) -> None:
    """Wait until a further message is on its way: its answer takes a while."""
    before = len(api.called("sendMessage"))
    async with asyncio.timeout(PATIENCE):
        while len(api.called("sendMessage")) == before:  # noqa: ASYNC110 - the server rings later
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("by_webhook", [True, False])
async def test_what_is_in_flight_at_the_end_is_still_answered(
    api: BotApi, start: Start, serve: Serve, toy_talk: Book, *, by_webhook: bool
) -> None:
    phone = api.phone()
    running: AbstractAsyncContextManager[Any] = serve() if by_webhook else start(toy_talk)
    async with running:
        await begun(phone, "keittio")
        await api.until(lambda: len(api.called("setMyCommands")) == 4)
        api.delay = 0.3
        await phone.types("/kortit")
        await sending(api)
    assert phone.last.text.startswith("Toimintakortit")
    assert [call.code for call in api.called("sendMessage")] == [200, 200]
