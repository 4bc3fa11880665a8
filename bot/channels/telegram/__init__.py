"""The Telegram channel: the same turns through python-telegram-bot, without a conversation handler or persistence."""

from __future__ import annotations

import os

os.environ.setdefault("PTB_TIMEDELTA", "1")  # the library's way to ask for the coming type of time spans

from bot.channels.telegram.hook import Hook
from bot.channels.telegram.running import NotABot, Telegram

__all__ = ["Hook", "NotABot", "Telegram"]
