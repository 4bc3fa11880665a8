"""python-telegram-bot as its manual shows it, with the client that comes with it, one update at a time.

`floor`: one handler and pages made beforehand. `conversation`: a ConversationHandler. `pickle`: the same, and it
keeps the conversations in a file.
"""

from __future__ import annotations

from tempfile import TemporaryDirectory
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    PicklePersistence,
)

from tests.bench.peers.pages import Asked, Page, asked

Handled = ContextTypes.DEFAULT_TYPE


def keyboard(page: Page, following: int) -> InlineKeyboardMarkup:
    rows = [[InlineKeyboardButton(label, callback_data=str(following)) for label in row] for row in page.rows]
    return InlineKeyboardMarkup(rows)


class Walk:
    """The pages one after the other, and round again."""

    def __init__(self, pages: list[Page]) -> None:
        count = len(pages)
        self.pages = [(page.html, keyboard(page, (number + 1) % count)) for number, page in enumerate(pages)]

    async def start(self, update: Update, _: Handled) -> int:
        assert update.message
        html, markup = self.pages[0]
        await update.message.reply_text(html, ParseMode.HTML, reply_markup=markup)
        return 0

    async def press(self, update: Update, _: Handled) -> int:
        query = update.callback_query
        assert query
        await query.answer()
        number = int(query.data or 0)
        html, markup = self.pages[number]
        await query.edit_message_text(html, ParseMode.HTML, reply_markup=markup)
        return number


def conversation(walk: Walk, *, kept: bool) -> ConversationHandler[Any]:
    """One state for each page."""
    return ConversationHandler(
        entry_points=[CommandHandler("start", walk.start)],
        states={number: [CallbackQueryHandler(walk.press)] for number in range(len(walk.pages))},
        fallbacks=[CommandHandler("start", walk.start)],
        name="walk" if kept else None,
        persistent=kept,
    )


def application(given: Asked, folder: str) -> Application[Any, Any, Any, Any, Any, Any]:
    builder = ApplicationBuilder().token(given.token).base_url(given.base_url)
    walk, kept = Walk(given.pages), given.special == "pickle"
    if kept:
        builder = builder.persistence(PicklePersistence(f"{folder}/walks"))
    made = builder.build()
    if given.special == "floor":
        made.add_handlers([CommandHandler("start", walk.start), CallbackQueryHandler(walk.press)])
    else:
        made.add_handler(conversation(walk, kept=kept))
    return made


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        application(asked(), folder).run_polling()
