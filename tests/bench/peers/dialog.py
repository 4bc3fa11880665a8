"""aiogram with aiogram-dialog: a window for each page. With `isolated` the updates of a chat wait for each other."""

from __future__ import annotations

import asyncio
from itertools import count

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage, SimpleEventIsolation
from aiogram.types import Message
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.kbd import Row, SwitchTo
from aiogram_dialog.widgets.text import Const

from tests.bench.peers.pages import Page, asked


def window(page: Page, here: State, following: State) -> Window:
    numbers = count()
    rows = [Row(*(SwitchTo(Const(label), f"b{next(numbers)}", following) for label in row)) for row in page.rows]
    return Window(Const(page.html), *rows, state=here)


def dialog(pages: list[Page]) -> tuple[Dialog, State]:
    """A dialog whose windows follow one another, and its first state."""
    states = [State() for _ in pages]
    type("Walk", (StatesGroup,), {f"page{number}": state for number, state in enumerate(states)})
    windows = (window(page, here, states[(number + 1) % len(states)])
               for number, (page, here) in enumerate(zip(pages, states, strict=True)))  # fmt: skip
    return Dialog(*windows), states[0]


async def main() -> None:
    given = asked()
    session = AiohttpSession(api=TelegramAPIServer.from_base(given.base_url.removesuffix("/bot")))
    bot = Bot(given.token, session, DefaultBotProperties(parse_mode=ParseMode.HTML))
    isolation = SimpleEventIsolation() if given.special == "isolated" else None
    dispatcher = Dispatcher(storage=MemoryStorage(), events_isolation=isolation)
    made, first = dialog(given.pages)

    @dispatcher.message(CommandStart())
    async def start(_: Message, dialog_manager: DialogManager) -> None:
        await dialog_manager.start(first, mode=StartMode.RESET_STACK)

    dispatcher.include_router(made)
    setup_dialogs(dispatcher)
    await dispatcher.start_polling(bot, handle_signals=True)


if __name__ == "__main__":
    asyncio.run(main())
