"""Runs the web application on the daemon's own event loop."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator, Sequence

import uvicorn
from starlette.applications import Starlette


class _Server(uvicorn.Server):
    """Leaves the signals to the daemon."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Catches none."""
        yield


class WebDoor:
    """The web port."""

    def __init__(self, app: Starlette, trusted_proxies: Sequence[str] = ()) -> None:
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=3,
            forwarded_allow_ips=list(trusted_proxies) or [],
            proxy_headers=bool(trusted_proxies),
        )
        self._server = _Server(config)
        self._task: asyncio.Task[None] | None = None

    async def start(self, sockets: Sequence[socket.socket]) -> None:
        """Serves on sockets that are bound already."""
        self._task = asyncio.create_task(self._server.serve(sockets=list(sockets)))
        while not self._server.started and not self._task.done():
            await asyncio.sleep(0.002)
        if self._task.done():
            await self._task

    async def stop(self) -> None:
        """Finishes the requests in hand."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task
