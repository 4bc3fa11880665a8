"""Runs the web channel until it is told to stop."""

from __future__ import annotations

import asyncio
import errno
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from bot.settings import Settings

Beside = Callable[[], AbstractAsyncContextManager[None]]
SECONDS_TO_FINISH = 3
WAITING = 2048
"""Connections that may wait to be taken."""
CANNOT_LISTEN = 2


class Server(uvicorn.Server):
    """Uvicorn that says where it listens, once it does, and nothing else."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then print the address."""
        await super().startup(sockets)
        for one in sockets or ():
            print(f"Huolipolku: {address_of(one)}", flush=True)  # noqa: T201 - for the person who started it

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the interface
        """Stop calmly, and do not send the signal on: what runs beside, and what comes after, has yet to finish."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


@asynccontextmanager
async def nothing() -> AsyncIterator[None]:
    """What runs beside the web channel when nothing else does."""
    yield


def serve(app: ASGIApp, settings: Settings, beside: Beside = nothing) -> int:
    """Serve until interrupted, with something else running beside, if there is.

    Returns the exit code: 2, with one line said, when the port cannot be had.
    """
    try:
        listening = listen(settings)
    except OSError as error:
        print(_why_not(error, settings), file=sys.stderr)  # noqa: T201 - the one clear line
        return CANNOT_LISTEN
    config = configured(app)
    with listening, suppress(KeyboardInterrupt), asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(_both(Server(config), listening, beside))
    return 0


async def _both(server: Server, listening: socket.socket, beside: Beside) -> None:
    async with beside():
        await server.serve(sockets=[listening])


def configured(app: ASGIApp) -> uvicorn.Config:
    """No access log, no name of the server, no log of anything that a request holds."""
    return uvicorn.Config(
        app, access_log=False, server_header=False, date_header=False, log_config=None, log_level="warning",
        proxy_headers=False, lifespan="off", ws="none", timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )  # fmt: skip


def listen(settings: Settings) -> socket.socket:
    """A socket on the settings' address. Raises `OSError` when there is none to have."""
    family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
    return socket.create_server((settings.host, settings.port), family=family, backlog=WAITING)


def _why_not(error: OSError, settings: Settings) -> str:
    where = f"{settings.host}:{settings.port}"
    if error.errno == errno.EADDRINUSE:
        return f"Port {settings.port} is taken ({where}). Stop the other program or set HUOLIPOLKU_PORT."
    return f"Cannot listen on {where}: {error.strerror or error}. Check HUOLIPOLKU_HOST and HUOLIPOLKU_PORT."


def address_of(listening: socket.socket) -> str:
    """The address as a browser takes it."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
