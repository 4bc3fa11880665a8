"""Takes everything that could tell of a person, and the token, out of what python-telegram-bot logs, at any level.

At DEBUG the library writes whole calls and updates; at ERROR, what a server sent. A record of it keeps its level and
where it came from; its values and its exception are dropped, whatever the logging is set to.
"""

from __future__ import annotations

import logging

NAMES = (
    "telegram.Bot", "telegram.ext.ExtBot", "telegram.ext.Application", "telegram.ext.Updater",
    "telegram.ext.ApplicationBuilder", "telegram.ext.BaseUpdateProcessor", "telegram.request.BaseRequest",
    "telegram.request.HTTPXRequest", "telegram.ext.JobQueue", "telegram.ext.ConversationHandler",
)  # fmt: skip
"""The library's loggers at the time of writing; those that turn up later are found by their names."""


class _Wordless(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = f"{record.module}:{record.lineno}", ()
        record.exc_info = record.exc_text = record.stack_info = None
        return True


_wordless = _Wordless()


def silence() -> None:
    """Silence every logger of the library. May be called again."""
    known = {name for name in logging.root.manager.loggerDict if name.split(".")[0] == "telegram"}
    for name in sorted(known | set(NAMES)):
        logger = logging.getLogger(name)
        if _wordless not in logger.filters:
            logger.addFilter(_wordless)
