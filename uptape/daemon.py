"""The daemon: opens the doors, keeps the runners running, reloads on SIGHUP, ends on SIGTERM losing nothing."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from uptape.clock import SystemClock
from uptape.config.settings import Settings
from uptape.core.errors import ConfigError, UptapeError
from uptape.core.mail import Recipient
from uptape.flow.asking import ask
from uptape.flow.overflow import set_deadlines
from uptape.flow.receive import take_over
from uptape.flow.reconcile import note_reload, reconcile
from uptape.flow.sources import watch
from uptape.flow.weighing import weigh
from uptape.listening import address, bind, handed_in
from uptape.lock import DaemonLock
from uptape.log import logger, set_up
from uptape.store import views
from uptape.store.keys import key
from uptape.wiring import load_settings, open_database, reader_pool
from uptape.workers import Workers

GRACE = 6.0
"""Seconds that work in hand may take after SIGTERM; all is over within 10."""


class Daemon:
    """One running daemon."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self.path = path
        self.settings = settings
        self.clock = SystemClock()
        self.lock = DaemonLock(settings)
        self.stopping = asyncio.Event()
        self._ended = threading.Event()
        self._up = False

    async def run(self) -> None:
        """Runs until SIGTERM or SIGINT."""
        self.lock.take()
        try:
            await self._serve()
        finally:
            self.lock.release()

    async def _serve(self) -> None:
        settings = self.settings
        self.store = await asyncio.to_thread(open_database, settings, self.clock, autocheckpoint=0)
        await asyncio.to_thread(take_over, self.store)
        await asyncio.to_thread(reconcile, self.store, settings.dealerships)
        self._link_key = await asyncio.to_thread(key, self.store, "links")
        smtp_sockets = [bind(listen, "smtp.listen") for listen in settings.smtp.listen]
        web_sockets = [bind(listen, "web.listen") for listen in settings.web.listen]
        self._web_address = address(web_sockets[0].getsockname())
        self._build()
        from_systemd = handed_in()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stopping.set)
        loop.add_signal_handler(signal.SIGHUP, lambda: loop.create_task(self._reload()))
        self.workers.start()
        lmtp = settings.smtp.lmtp
        where = None if lmtp is None else str(lmtp.path) if lmtp.path else (lmtp.host, lmtp.port)
        bound = await self.smtp.start([], [*smtp_sockets, *from_systemd], lmtp=where)
        await self.web.start(web_sockets)
        self._start_mailboxes()
        self._announce(bound, web_sockets)
        self._up = True
        self._ticker = await asyncio.to_thread(self._start_ticker)
        await asyncio.to_thread(self.workers.reading.start)
        await self.stopping.wait()
        await self._stop()

    def _build(self) -> None:
        from uptape.console.figures import Figures
        from uptape.console.server import WebDoor
        from uptape.web import web_application
        from uptape.wiring import smtp_door

        settings = self.settings
        self.figures = Figures(self._counts)
        self.workers = Workers(
            self.store, lambda: self.settings, self._accepted, GRACE, self._link_key, self._public_url
        )
        self.smtp = smtp_door(settings, self._resolve, self.workers.group.receive, self.clock)
        app = web_application(
            self.store, lambda: self.settings, self._public_url, self._link_key, self.workers.send.wake,
            self._taken_in, self._trouble, self.figures.text, self.workers.distributor.tapes,
        )  # fmt: skip
        self.web = WebDoor(app, settings.web.trusted_proxies)
        self.mailboxes: list[threading.Thread] = []

    def _accepted(self, door: str, count: int) -> None:
        self.figures.accepted.labels(door).inc(count)

    def _taken_in(self) -> None:
        self._accepted("http", 1)
        self.workers.decide.wake()

    # What the doors ask

    def _public_url(self) -> str:
        """What our links and hooks begin with, without a slash at the end."""
        return self.settings.web.public_url or f"http://{self._web_address}"

    def _resolve(self, address: str) -> Recipient | None:
        return self.settings.resolve(address)

    def _counts(self) -> dict[str, int]:
        with self.store.read() as unit:
            return views.counts(unit)

    def _trouble(self) -> list[str]:
        reasons = [f"{runner.name}: {runner.failing}" for runner in self.workers.runners if runner.failing]
        if not self._up:
            reasons.append("starting")
        if self.stopping.is_set():
            reasons.append("stopping")
        try:
            self._counts()
        except UptapeError as error:
            reasons.append(f"database: {error}")
        return reasons

    # Life

    def _start_mailboxes(self) -> None:
        from uptape.wiring import imap_doors

        for door in imap_doors(self.settings, self._resolve, self.workers.store_once, self.clock, self._ended):
            thread = threading.Thread(target=door.run, name="imap", daemon=True)
            thread.start()
            self.mailboxes.append(thread)

    def _start_ticker(self) -> Any:
        """APScheduler keeps nothing: it only wakes runners at the moments at which something may be due."""
        from apscheduler.schedulers.background import BackgroundScheduler

        ticker = BackgroundScheduler(timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True})
        ticker.add_job(self.workers.drain.wake, "interval", seconds=1)
        ticker.add_job(self._fit, "cron", minute="*")
        ticker.add_job(self._watch_sources, "cron", minute="*/5")
        ticker.start()
        return ticker

    def _fit(self) -> None:
        """Takes leavers off the lines the day after their last, sets the weights of the morning, asks for outcomes."""
        with contextlib.suppress(UptapeError):
            reconcile(self.store, self.settings.dealerships)
            weigh(self.store, self.settings.dealerships)
            set_deadlines(self.store, self.settings.dealerships)
            if ask(self.store, self.settings.dealerships):
                self.workers.send.wake()

    def _watch_sources(self) -> None:
        """Tells the managers of lead sites that fell silent or changed their mails."""
        with contextlib.suppress(UptapeError):
            if watch(self.store, self.settings.dealerships):
                self.workers.send.wake()

    def _announce(self, bound: Sequence[tuple[str, int]], web: Sequence[socket.socket]) -> None:
        ready: dict[str, Any] = {
            "event": "ready",
            "smtp": address(bound[0]),
            "web": address(web[0].getsockname()),
            "pid": os.getpid(),
            "smtp_all": [address(one) for one in bound],
            "config": str(self.path),
        }
        self.lock.write(ready)
        sys.stdout.write(json.dumps(ready) + "\n")
        sys.stdout.flush()

    async def _reload(self) -> None:
        """Takes over an edited config, or keeps the running one and says why."""
        try:
            settings = await asyncio.to_thread(load_settings, self.path)
            reading = await asyncio.to_thread(reader_pool, settings)
        except ConfigError as error:
            for complaint in error.complaints:
                logger().error("config_kept", complaint=str(complaint))
            first = error.complaints[0]
            why = f"the edited config has {len(error.complaints)} mistakes, the running one is kept: {first}"
            await asyncio.to_thread(note_reload, self.store, self.settings.dealerships, why)
            return
        except Exception as error:
            logger().error("config_kept", complaint=f"{type(error).__name__}: {error}")
            return
        if (settings.smtp.listen, settings.web.listen, settings.database) != (
            self.settings.smtp.listen, self.settings.web.listen, self.settings.database,
        ):  # fmt: skip
            logger().warning("restart_needed", why="database and addresses to listen on are taken over at a restart")
        for warning in settings.warnings:
            logger().warning("config", complaint=str(warning))
        self.settings = settings
        await asyncio.to_thread(self.workers.reload, settings, reading)
        changes = await asyncio.to_thread(reconcile, self.store, settings.dealerships)
        await asyncio.to_thread(
            note_reload, self.store, settings.dealerships, f"config reloaded, {changes} moves on tapes"
        )
        self.workers.drain.wake()
        self.workers.send.wake()
        logger().info("reloaded", moves=changes)

    async def _stop(self) -> None:
        """Stops accepting, finishes what is in hand, ends."""
        logger().info("stopping")
        self._up = False
        self._ended.set()
        await asyncio.gather(self.smtp.stop(GRACE / 2), self.web.stop())
        self._ticker.shutdown(wait=False)
        await asyncio.to_thread(self._stop_threads)
        self.store.checkpoint()
        self.store.close()
        logger().info("stopped")

    def _stop_threads(self) -> None:
        self.workers.stop()
        for thread in self.mailboxes:
            thread.join(1.0)


def serve(path: Path, settings: Settings) -> None:
    """Runs the daemon in the foreground. Raises Permanent where it cannot start."""
    set_up()
    for warning in settings.warnings:
        logger().warning("config", complaint=str(warning))
    daemon = Daemon(path, settings)
    asyncio.run(daemon.run())
    if not daemon.workers.calls_ended:
        # A provider hangs, and its thread would hold up the end of the process: the message keeps its lease.
        logger().warning("calls_left", why="a provider did not answer in time; what became of it is looked up later")
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
