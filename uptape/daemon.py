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
from typing import TYPE_CHECKING, Any

from uptape.clock import SystemClock, monotonic
from uptape.config.settings import Listen, Settings
from uptape.core.errors import ConfigError, Permanent, UptapeError
from uptape.core.leads import Known, Reading
from uptape.core.mail import Envelope, Recipient
from uptape.core.outbox import OutboxEntry, Text
from uptape.flow.dispatch import Dispatcher
from uptape.flow.distribute import Distributor
from uptape.flow.drain import drain
from uptape.flow.offering import lapse
from uptape.flow.receive import receive, receive_once, take_over
from uptape.flow.reconcile import note_reload, reconcile
from uptape.lock import DaemonLock
from uptape.log import clean, logger, set_up
from uptape.runners import GroupCommit, Runner
from uptape.store import views
from uptape.wiring import Sending, load_settings, open_database, reader_pool, worker_name

if TYPE_CHECKING:
    from uptape.parsing.pool import ReadFailure

GATHER = 0.02
"""Seconds for which mails gather in a rush before the next are decided."""
RUSH = 4
"""Mails decided in one step from which on it is a rush."""
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
        self._rush_until = 0.0
        self._sent_at = 0.0

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
        self._build()
        smtp_sockets = [_bind(listen, "smtp.listen") for listen in settings.smtp.listen]
        web_sockets = [_bind(listen, "web.listen") for listen in settings.web.listen]
        handed_in = _handed_in()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stopping.set)
        loop.add_signal_handler(signal.SIGHUP, lambda: loop.create_task(self._reload()))
        for runner in self.runners:
            runner.start()
        self.group.start()
        lmtp = settings.smtp.lmtp
        where = None if lmtp is None else str(lmtp.path) if lmtp.path else (lmtp.host, lmtp.port)
        bound = await self.smtp.start([], [*smtp_sockets, *handed_in], lmtp=where)
        await self.web.start(web_sockets)
        self._start_mailboxes()
        self._announce(bound, web_sockets)
        self._up = True
        self._ticker = await asyncio.to_thread(self._start_ticker)
        await asyncio.to_thread(self.reading.start)
        await self.stopping.wait()
        await self._stop()

    def _build(self) -> None:
        from uptape.console.app import application
        from uptape.console.figures import Figures
        from uptape.console.server import WebDoor
        from uptape.wiring import smtp_door

        settings, store = self.settings, self.store
        self.reading = reader_pool(settings)
        self.sending = Sending(settings, self._show)
        self.distributor = Distributor(store, lambda: self.settings.dealerships, self._read_many, worker_name())
        self.dispatcher = Dispatcher(
            store,
            lambda: self.settings.dealerships,
            lambda: self.sending.channels,
            lambda: self.sending.render,
            lambda: self.sending.digest,
            worker_name(),
        )
        self.send = Runner("send", self._send_step, idle=0.1)
        self.decide = Runner("decide", self._decide_step, idle=0.25, rush=RUSH, rest=GATHER)
        self.drain = Runner("drain", self._drain_step, idle=1.0)
        self.keep = Runner("keep", self._keep_step, idle=0.5)
        self.runners = [self.send, self.decide, self.drain, self.keep]
        self.group = GroupCommit(self._store_all, self.decide.wake)
        self.figures = Figures(self._counts)
        self.smtp = smtp_door(settings, self._resolve, self.group.receive, self.clock)
        self.web = WebDoor(application(self._trouble, self.figures.text), settings.web.trusted_proxies)
        self.mailboxes: list[threading.Thread] = []

    # Steps of the runners

    def _store_all(self, envelopes: Sequence[Envelope]) -> None:
        receive(self.store, envelopes)
        self.figures.accepted.labels("smtp").inc(len(envelopes))

    def _read_many(self, items: Sequence[tuple[bytes, Known]]) -> Sequence[Reading | ReadFailure]:
        return self.reading.read_many(items)

    def _decide_step(self) -> int:
        found = self.distributor.step()
        if found >= RUSH:
            self._rush_until = monotonic() + 0.1
        elif found:
            self.send.wake()
        return found

    def _send_step(self) -> int:
        """Sends what is due at once. In a rush of mails deciding goes first: one batch is sent every half second."""
        now = monotonic()
        if now < self._rush_until and now < self._sent_at + 0.5:
            return 0
        self._sent_at = now
        return self.dispatcher.step()

    def _drain_step(self) -> int:
        ended = lapse(self.store, self.settings.dealerships, self.distributor.tapes)
        dealt = drain(self.store, self.settings.dealerships, self.distributor.tapes)
        if dealt or ended:
            self.send.wake()
        return 0

    def _keep_step(self) -> int:
        self.store.checkpoint()
        return 0

    # What the doors ask

    def _resolve(self, address: str) -> Recipient | None:
        return self.settings.resolve(address)

    def _store_once(self, envelope: Envelope) -> bool:
        fresh = receive_once(self.store, envelope)
        if fresh:
            self.figures.accepted.labels("imap").inc()
            self.decide.wake()
        return fresh

    def _counts(self) -> dict[str, int]:
        with self.store.read() as unit:
            return views.counts(unit)

    def _trouble(self) -> list[str]:
        reasons = [f"{runner.name}: {runner.failing}" for runner in self.runners if runner.failing]
        if not self._up:
            reasons.append("starting")
        if self.stopping.is_set():
            reasons.append("stopping")
        try:
            self._counts()
        except UptapeError as error:
            reasons.append(f"database: {error}")
        return reasons

    def _show(self, entry: OutboxEntry, text: Text, provider_id: str) -> None:
        """What the console provider shows: a line for people on a terminal, else an event."""
        name = entry.facts.member_name
        body = text.body if entry.channel == "sms" else text.subject or " ".join(text.body.split())
        if sys.stderr.isatty():
            kind = {"sms": "TEXT", "email": "MAIL"}.get(entry.channel, entry.channel.upper())
            sys.stderr.write(f"{kind} to {clean(name)} {clean(entry.to)}: {clean(body)}\n")
            sys.stderr.flush()
        else:
            logger().info("message", channel=entry.channel, to=entry.to, text=body, provider_id=provider_id)

    # Life

    def _start_mailboxes(self) -> None:
        from uptape.wiring import imap_doors

        for door in imap_doors(self.settings, self._resolve, self._store_once, self.clock, self._ended):
            thread = threading.Thread(target=door.run, name="imap", daemon=True)
            thread.start()
            self.mailboxes.append(thread)

    def _start_ticker(self) -> Any:
        """APScheduler keeps nothing: it only wakes runners at the moments at which something may be due."""
        from apscheduler.schedulers.background import BackgroundScheduler

        ticker = BackgroundScheduler(timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True})
        ticker.add_job(self.drain.wake, "interval", seconds=1)
        ticker.add_job(self._fit, "cron", minute="*")
        ticker.start()
        return ticker

    def _fit(self) -> None:
        """Takes those whose last day was yesterday off the lines."""
        with contextlib.suppress(UptapeError):
            reconcile(self.store, self.settings.dealerships)

    def _announce(self, bound: Sequence[tuple[str, int]], web: Sequence[socket.socket]) -> None:
        ready: dict[str, Any] = {
            "event": "ready",
            "smtp": _address(bound[0]),
            "web": _address(web[0].getsockname()),
            "pid": os.getpid(),
            "smtp_all": [_address(one) for one in bound],
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
        self.sending.rebuild(settings)
        before, self.reading = self.reading, reading
        await asyncio.to_thread(before.close)
        changes = await asyncio.to_thread(reconcile, self.store, settings.dealerships)
        await asyncio.to_thread(
            note_reload, self.store, settings.dealerships, f"config reloaded, {changes} moves on tapes"
        )
        self.drain.wake()
        self.send.wake()
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
        self.group.stop()
        for runner in self.runners:
            runner.stop(GRACE / 2)
        self.dispatcher.close()
        self.reading.close()
        for thread in self.mailboxes:
            thread.join(1.0)


def _bind(listen: Listen, key: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in listen.host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((listen.host, listen.port))
    except OSError as error:
        sock.close()
        why = error.strerror or str(error)
        raise Permanent(
            f"{listen.place}: {key} {listen.host}:{listen.port} cannot be used ({why}): "
            f"change {key} in the config, or stop what listens there"
        ) from None
    sock.listen(1024)
    sock.setblocking(False)
    return sock


def _handed_in() -> list[socket.socket]:
    from uptape.intake.sockets import handed_in

    return list(handed_in())


def _address(found: tuple[Any, ...]) -> str:
    host, port = found[0], found[1]
    return f"[{host}]:{port}" if ":" in str(host) else f"{host}:{port}"


def serve(path: Path, settings: Settings) -> None:
    """Runs the daemon in the foreground. Raises Permanent where it cannot start."""
    set_up()
    for warning in settings.warnings:
        logger().warning("config", complaint=str(warning))
    asyncio.run(Daemon(path, settings).run())
