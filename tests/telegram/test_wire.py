"""The kept connections under the calls of every press."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from telegram.error import NetworkError, TimedOut

from bot.channels.telegram.wire import Wires

Say = Callable[[asyncio.StreamWriter, int], None]
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CHUNKS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n"


@asynccontextmanager
async def server(say: Say) -> AsyncIterator[tuple[Wires, list[int]]]:
    """A server that says something to every request, and how many requests each of its connections brought."""
    brought: list[int] = []
    serving: list[asyncio.Task[None] | None] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = len(brought)
        serving.append(asyncio.current_task())
        brought.append(0)
        while await reader.readline():
            while (await reader.readline()).strip():
                pass
            await reader.readexactly(2)
            brought[number] += 1
            say(writer, sum(brought))
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    wires = Wires(f"http://127.0.0.1:{port}/bot", 4, 5.0, 0.2, {})
    try:
        yield wires, brought
    finally:
        wires.close()
        listening.close()
        await asyncio.gather(*(task for task in serving if task))


def url(wires: Wires) -> str:
    return f"http://127.0.0.1:{wires._port}/bot1:a/getme"


@pytest.mark.parametrize("said", [WHOLE, CHUNKS])
async def test_one_connection_carries_call_after_call(said: bytes) -> None:
    async with server(lambda writer, _: writer.write(said)) as (wires, brought):
        answers = [await wires.post(url(wires), b"{}") for _ in range(3)]
    assert answers == [(200, b"ok")] * 3
    assert brought == [3]


async def test_calls_beside_each_other_never_share_a_connection() -> None:
    async with server(lambda writer, _: writer.write(WHOLE)) as (wires, brought):
        await asyncio.gather(*(wires.post(url(wires), b"{}") for _ in range(9)))
    assert sum(brought) == 9
    assert 1 < len(brought) <= 4


async def test_an_answer_that_comes_too_late_is_never_taken_for_the_next_one() -> None:
    def say(writer: asyncio.StreamWriter, number: int) -> None:
        if number > 1:
            writer.write(WHOLE)

    async with server(say) as (wires, brought):
        with pytest.raises(TimedOut):
            await wires.post(url(wires), b"{}")
        assert await wires.post(url(wires), b"{}") == (200, b"ok")
    assert brought == [1, 1]


async def test_a_server_that_closes_gets_a_new_connection() -> None:
    last = WHOLE.replace(b"OK\r\n", b"OK\r\nConnection: close\r\n")
    async with server(lambda writer, _: writer.write(last)) as (wires, brought):
        answers = [await wires.post(url(wires), b"{}") for _ in range(2)]
    assert answers == [(200, b"ok")] * 2
    assert brought == [1, 1]


@pytest.mark.parametrize("said", [b"not HTTP\r\n\r\n", WHOLE[:-1]])
async def test_what_cannot_be_read_is_an_error_without_the_address(said: bytes) -> None:
    def say(writer: asyncio.StreamWriter, _: int) -> None:
        writer.write(said)
        writer.close()

    async with server(say) as (wires, _):
        with pytest.raises(NetworkError) as caught:
            await wires.post(url(wires), b"{}")
    assert "127.0.0.1" not in str(caught.value)
    assert caught.value.__cause__ is None


async def test_no_server_is_an_error_without_the_address() -> None:
    async with server(lambda writer, _: writer.write(WHOLE)) as (wires, _):
        pass
    with pytest.raises(NetworkError) as caught:
        await wires.post(url(wires), b"{}")
    assert "127.0.0.1" not in str(caught.value)
