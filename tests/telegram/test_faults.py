"""Every fault of the Bot API has an answer: the matrix, cell by cell, and what does not fit into a table."""

from __future__ import annotations

import asyncio
import logging
import time
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from bot.__main__ import today as day_in_finland
from bot.channels.telegram import running
from bot.channels.telegram.messages import messages
from bot.core.book import Book
from bot.core.turn import turn
from tests.botapi import BotApi, Phone, server
from tests.botapi.limits import formatted
from tests.botapi.server import TOKEN
from tests.telegram.cells import run_row
from tests.telegram.conftest import Start
from tests.telegram.matrix import permitted, table
from tests.telegram.program import program
from tests.telegram.room import until
from tests.telegram.rows import FAULTS, ROWS, STEP, Row, cannot
from tests.waiting import PATIENCE

PHONES, KILLS = 50, 3
"""Phones that press at once, and how often the program is killed."""


# -- the matrix ------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_a_person_goes_on_after_every_fault(row: Row, kitchen: Book) -> None:
    """They end with a message whose buttons work, nothing is said twice otherwise, no older edit stands."""
    cells = await run_row(row, kitchen)
    assert len(cells) >= 13
    assert [(cell.fault, cell.wrong) for cell in cells if cell.wrong] == []
    assert [(cell.fault, cell.word) for cell in cells if not permitted(cell)] == []
    assert [word for word in table(cells) if "WRONG" in word] == []


def test_every_cell_of_the_matrix_is_run_or_has_a_reason() -> None:
    """Each method meets the troubles of a network, and each fault strikes somewhere."""
    network = ("timeout-before", "timeout-after", "reset", "reset-after", "half-body", "not-json", "slow", "429", "500")
    assert [(row.name, fault) for row in ROWS for fault in network if cannot(row, fault)] == []
    never = {fault for fault in FAULTS if all(cannot(row, fault) for row in ROWS)}
    assert never == {"reply-not-found"}, "the bot never replies to a message"


# -- what does not fit into a table ----------------------------------------------------------------


async def test_an_answer_to_a_press_that_telegram_is_slow_to_take_holds_up_nobody(
    start: Start, kitchen: Book, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "READ", 0.1)  # how long the end waits for what is under way
    async with start(kitchen, read_timeout=60):
        phone = api.phone()
        await phone.types(f"/start {STEP}")
        await phone.sees()
        slow = api.fault("answerCallbackQuery", "timeout-before")
        await phone.taps("Kyllä, kova", wait=False)
        await api.until(lambda: slow.hits and phone.last.text.startswith("Kuka olet?"))
        await phone.taps("Kokki")
        assert phone.last.text.startswith("Mitä mausteita")


async def test_a_name_that_may_not_be_changed_now_keeps_no_command_from_being_set(
    start: Start, kitchen: Book, api: BotApi
) -> None:
    """Telegram lets a name be changed a few times a day; it may ask to wait for hours."""
    api.fault("setMyName", "429", times=1000, value=50_000)
    async with start(kitchen):
        phone = api.phone()
        await api.until(lambda: phone.about("short_description") and "start" in phone.commands)
        assert not phone.about("name")


async def test_a_token_that_is_refused_after_the_first_look_is_told(
    start: Start, kitchen: Book, api: BotApi, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Or else the bot would be deaf without a word."""
    monkeypatch.setattr(running, "FIRST_LOOK", 0.1)
    api.fault("getMe", "500")
    api.fault("getMe", "401")
    with caplog.at_level(logging.WARNING, "huolipolku"):
        async with start(kitchen):
            assert await until(lambda: "does not know this bot" in caplog.text)
    assert TOKEN.partition(":")[2] not in caplog.text


async def test_an_answer_to_a_poll_that_holds_no_updates_is_asked_for_again_without_haste(
    start: Start, kitchen: Book, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something between the bot and Telegram may answer in good JSON that means nothing."""
    async with start(kitchen):
        first = api.phone()
        await first.types("/start")
        await first.sees()
        with monkeypatch.context() as patched:
            patched.setattr(server, "updates_answer", lambda _: server.json_answer({"ok": True, "result": True}))
            before = api.updates.polls
            await first.types("/start")
            await api.until(lambda: api.updates.polls > before)
            began = time.monotonic()
            await asyncio.sleep(0.3)
            assert api.updates.polls - before < 5, f"in {time.monotonic() - began:.1f} s"
        await first.sees()


async def test_two_bots_with_one_token_both_go_on(
    start: Start, kitchen: Book, api: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    """Each poll ends the other's; every press is still answered by one of them, and the log says why."""
    with caplog.at_level(logging.ERROR, "huolipolku"):
        async with start(kitchen), start(kitchen):
            phone = api.phone()
            for _ in range(3):
                await phone.types(f"/start {STEP}")
                await phone.sees()
                await phone.taps("Kyllä, kova", wait=False)
                await phone.sees()
                assert phone.last.text.startswith("Kuka olet?")
    assert "another program polls with the same token" in caplog.text


# -- kill -9 ---------------------------------------------------------------------------------------


@cache
def texts_of(book: Book, place: str) -> tuple[str, ...]:
    """The texts that show a place today."""
    shown = messages(book, turn(book, place, None, day_in_finland()))
    return tuple(formatted(message.html, "HTML")[0] for message in shown)


@dataclass(slots=True, eq=False)
class Presser:
    """A phone that presses as soon as it is answered, and what it waits for."""

    book: Book
    phone: Phone
    presses: int = 0
    answered: int = 0
    wanted: str = ""

    @property
    def waits(self) -> bool:
        """Whether the last press is without an answer, or without what it asks for."""
        return bool(self.wanted) and not (self.phone.answered and self.phone.inside.news > self.phone.mark)

    def press(self) -> None:
        """Press a button that leads elsewhere, by chance that every run repeats; begin in an empty chat."""
        self.presses += 1
        phone = self.phone
        if not any(bubble.keyboard for bubble in phone.chat):
            self.wanted = "huoli_fi"
            phone.put({"text": "/start huoli"}, None, None)
            return
        bubble = phone.keyboard()
        places = [button.data for button in bubble.buttons if button.data and not button.data.startswith("!")]
        onward = [place for place in places if bubble.text not in texts_of(self.book, place)]
        self.wanted = onward[zlib.crc32(f"{phone.id} {self.presses}".encode()) % len(onward)]
        phone.press(phone.inside, bubble.id, self.wanted)

    def hear(self) -> None:
        """Take the answer, which shows what was asked for and nothing else."""
        assert self.phone.seen().text in texts_of(self.book, self.wanted)
        self.answered, self.wanted = self.answered + 1, ""


async def press_until_answered(pressers: list[Presser], times: int) -> None:
    """Let everybody press, until so many presses are answered."""
    begun = sum(presser.answered for presser in pressers)
    end = time.monotonic() + PATIENCE
    while sum(presser.answered for presser in pressers) - begun < times:
        assert time.monotonic() < end, "expected answers"
        for presser in pressers:
            if presser.wanted and not presser.waits:
                presser.hear()
            if not presser.wanted:
                presser.press()
        await asyncio.sleep(0.005)


async def settle(pressers: list[Presser], api: BotApi, held: set[int]) -> int:
    """Wait for answers to what Telegram held, and repeat the presses that were in the program's hands: so many."""
    assert await until(lambda: not any(presser.waits and presser.phone.id in held for presser in pressers), PATIENCE)
    assert await until(lambda: not api.updates.pending, PATIENCE)
    await until(lambda: not any(presser.waits for presser in pressers), 1)
    lost = [presser for presser in pressers if presser.waits]
    for presser in lost:
        presser.press()
    assert await until(lambda: not any(presser.waits for presser in pressers), PATIENCE)
    return len(lost)


async def test_a_killed_program_loses_no_press_for_good(api: BotApi, book: Book, tmp_path: Path) -> None:
    """What Telegram still holds is answered after the start; a press lost in its hands is answered when repeated."""
    pressers = [Presser(book, api.phone()) for _ in range(PHONES)]
    held: set[int] = set()
    repeated = interrupted = 0
    for _ in range(KILLS):
        async with program(api, tmp_path) as process:
            repeated += await settle(pressers, api, held)
            await press_until_answered(pressers, 3 * PHONES)
            process.kill()
            await process.wait()
        held = {update.lane[1] for update in api.updates.pending.values()}
        interrupted += sum(presser.waits for presser in pressers)
    async with program(api, tmp_path):
        repeated += await settle(pressers, api, held)
        for presser in pressers:
            presser.hear()
    assert interrupted > 0, "the kill came in the middle"
    assert repeated <= interrupted
    assert (tmp_path / "err").read_bytes() == b""
