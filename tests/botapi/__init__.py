"""A Bot API server on loopback with Telegram's semantics, limits and faults, and people with phones to use it."""

from tests.botapi.bubbles import Bubble, Button
from tests.botapi.looks import render
from tests.botapi.people import Group, NoSuchButton, Phone, Silence
from tests.botapi.server import BotApi, Call

__all__ = ["BotApi", "Bubble", "Button", "Call", "Group", "NoSuchButton", "Phone", "Silence", "render"]
