"""Our bot, for a server without TLS: `webhook` is posted to over plain http, `cold` keeps no reply."""

from __future__ import annotations

import argparse
import socket
from tempfile import TemporaryDirectory

from bot.__main__ import serve
from bot.channels.telegram.heard import Heard
from bot.channels.telegram.talk import Said, Talk
from bot.core.turn import reply_at
from bot.settings import Settings


def answers_cold() -> None:
    """Let every turn be worked out and written anew."""

    def cold(talk: Talk, heard: Heard) -> Said:
        reply_at.cache_clear()
        talk._led.cache_clear()
        talk._kept.clear()
        return warm(talk, heard)

    warm = Talk.answer
    Talk.answer = cold  # type: ignore[method-assign, assignment]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("token")
    parser.add_argument("pages")
    parser.add_argument("special", nargs="?", default="")
    given = parser.parse_args()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    hook = f"http://127.0.0.1:{port}" if given.special == "webhook" else ""
    if given.special == "cold":
        answers_cold()
    with TemporaryDirectory() as folder:
        settings = Settings(
            port=port, database_url=f"sqlite:///{folder}/counts.sqlite3", telegram_token=given.token,
            telegram_api_url=given.url, telegram_webhook_url=hook, telegram_webhook_secret="bench" if hook else "",
        )  # fmt: skip
        serve(settings, argparse.Namespace())


if __name__ == "__main__":
    main()
