"""The real program with a token, as an operator starts and stops it."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.botapi import BotApi
from tests.botapi.server import TOKEN
from tests.telegram.conftest import begun
from tests.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
"""Seconds: a busy machine is no fault."""
SECRET = "Salainen-sana_1"
Environment = dict[str, str]


@pytest.fixture
def environment(api: BotApi, tmp_path: Path) -> Environment:
    """The settings of a bot at the test's server, and nothing else."""
    return {
        "PATH": "", "LANG": "C.UTF-8", "XDG_DATA_HOME": str(tmp_path), "HUOLIPOLKU_PORT": "0",
        "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": api.base_url,
    }  # fmt: skip


@asynccontextmanager
async def program(environment: Environment) -> AsyncIterator[Process]:
    """`python -m bot serve`, killed at the end if it still runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", cwd=ROOT, env=environment, stdout=PIPE, stderr=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def address_of(process: Process) -> str:
    """Where the web chat is, as the program says."""
    assert process.stdout
    line = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
    return line.decode().split()[-1]


async def stopped(process: Process) -> tuple[int | None, bytes, bytes]:
    """Ask the program to end, as an operator's service manager does; gives its code and what it said."""
    process.send_signal(signal.SIGTERM)
    out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    return process.returncode, out, err


async def health(address: str) -> int:
    async with httpx.AsyncClient() as client:
        return (await client.get(f"{address}/health")).status_code


async def sending(api: BotApi) -> None:
    """Wait until a further message is on its way: its answer takes a while."""
    before = len(api.called("sendMessage"))
    async with asyncio.timeout(PATIENCE):
        while len(api.called("sendMessage")) == before:  # noqa: ASYNC110 - the server rings later
            await asyncio.sleep(0.005)


async def test_with_a_token_it_serves_both_and_ends_only_when_what_it_heard_is_answered(
    api: BotApi, environment: Environment
) -> None:
    async with program(environment) as process:
        assert await health(await address_of(process)) == 200
        phone = api.phone()
        await begun(phone, "huoli")
        await phone.taps("Ei merkkejä")
        await api.until(lambda: len(api.called("setMyCommands")) == 4)
        api.delay = 0.5
        await phone.types("/kortit")
        await sending(api)
        code, out, err = await stopped(process)
    assert phone.last.text.startswith("Toimintakortit")
    assert (code, out, err) == (0, b"", b"")
    assert not api.updates.pending


async def test_a_webhook_ends_as_calmly(api: BotApi, environment: Environment) -> None:
    hooked = {"TELEGRAM_WEBHOOK_URL": "https://huolipolku.example", "TELEGRAM_WEBHOOK_SECRET": SECRET}
    async with program(environment | hooked) as process, httpx.AsyncClient() as client:
        address = await address_of(process)
        await api.until(lambda: api.webhook.url and len(api.called("setMyCommands")) == 4, PATIENCE)
        assert api.webhook.url == "https://huolipolku.example/telegram"
        api.updates.delivered = None  # nobody answers at that name here: the test brings the update itself
        phone = api.phone()
        await phone.types("/start huoli")
        assert phone.sent
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        api.delay = 0.5
        posting = asyncio.create_task(
            client.post(f"{address}/telegram", content=phone.sent.body.encode(), headers=headers)
        )
        await sending(api)
        code, _, err = await stopped(process)
        assert (await posting).status_code == 200
    assert phone.last.text.startswith("Onko lapsi vaarassa juuri nyt?")
    assert (code, err) == (0, b"")


async def test_a_wrong_token_is_one_clear_line_without_the_token_and_code_2(
    api: BotApi, environment: Environment
) -> None:
    wrong = "123456:some-other-token"
    async with program(environment | {"TELEGRAM_BOT_TOKEN": wrong}) as process:
        out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert (process.returncode, out) == (2, b"")
    assert err.decode().count("\n") == 1
    assert "TELEGRAM_BOT_TOKEN" in err.decode()
    assert "other-token" not in err.decode()


async def test_while_telegram_is_away_the_web_chat_works_and_polling_starts_when_it_is_back(
    environment: Environment,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    async with program(environment | {"TELEGRAM_API_URL": f"http://127.0.0.1:{port}/bot"}) as process:
        assert await health(await address_of(process)) == 200
        async with BotApi(port=port) as api:
            await api.until(lambda: api.updates.polls, PATIENCE)
            phone = api.phone()
            assert (await begun(phone)).labels
            code, _, err = await stopped(process)
    assert code == 0
    assert TOKEN not in err.decode()
    assert {"cannot be reached" in line for line in err.decode().splitlines()} == {True}
