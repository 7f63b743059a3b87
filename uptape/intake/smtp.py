"""The SMTP door: takes mail for pools, says 250 only when it is durable, and never shows our trouble."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import os
import socket
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from uptape.clock import Clock
from uptape.core.mail import Envelope, Recipient
from uptape.intake.smtp_lmtp import LmtpSession
from uptape.intake.smtp_session import SmtpSession
from uptape.log import logger

IDENT = "uptape"
MOST_HOPS = 50
"""Received lines of a mail that goes in circles (RFC 5321, 6.3)."""
_HEAD = 65_536

TROUBLE_HERE = "451 4.3.0 Temporary trouble here, please try again later"
UNKNOWN = "550 5.1.1 There is no such recipient here"
TOO_MANY_FROM_YOU = "4.7.0 Too many connections from your address, please try again later"


@dataclass(frozen=True, slots=True)
class SmtpLimits:
    """How the door calls itself and how much it takes."""

    hostname: str
    max_message_size: int = 25_000_000
    connections: int = 1000
    connections_per_peer: int = 50
    recipients: int = 100
    errors: int = 20
    idle: float = 300.0
    """Seconds without a command."""
    proxy_networks: tuple[str, ...] = ()
    """Load balancers whose PROXY header is believed."""


class _Handler:
    """The hooks that aiosmtpd calls. Defining `handle_exception` keeps our faults from the outside."""

    def __init__(self, door: SmtpDoor) -> None:
        self._door = door

    def __dir__(self) -> Sequence[str]:
        return ("handle_EHLO", "handle_MAIL", "handle_PROXY", "handle_RCPT", "handle_exception")

    async def handle_EHLO(
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        kept = [line for line in responses if not line.startswith("250-AUTH")]
        last = kept.pop()
        return [*kept, "250-PIPELINING", "250-ENHANCEDSTATUSCODES", last]

    async def handle_MAIL(self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]) -> str:
        trouble = self._door.trouble()
        if trouble is not None:
            return trouble
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if len(envelope.rcpt_tos) >= self._door.limits.recipients:
            return "452 4.5.3 Too many recipients, send the rest in another mail"
        recipient = self._door.resolve(address)
        if recipient is None:
            return UNKNOWN
        envelope.rcpt_tos.append(recipient)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_PROXY(self, server: Any, session: Any, _envelope: Any, data: Any) -> bool:
        if data.src_addr is None:  # the load balancer itself looks whether we are well
            return True
        refusal = server.count_for(str(data.src_addr))
        if refusal is not None:
            await server.push(f"421 {refusal}")
            return False
        session.peer = str(data.src_addr)
        return True

    async def handle_exception(self, error: Exception) -> str:
        logger().error("smtp_fault", error=f"{type(error).__name__}: {error}"[:300])
        return TROUBLE_HERE


class SmtpDoor:
    """The listening door and what is common to its conversations."""

    def __init__(
        self,
        resolve: Callable[[str], Recipient | None],
        receive: Callable[[Envelope], Awaitable[None]],
        limits: SmtpLimits,
        clock: Clock,
        trouble: Callable[[], str | None] = lambda: None,
        tls: ssl.SSLContext | None = None,
        *,
        tls_required: bool = False,
    ) -> None:
        """`resolve` names the pool of an address, `receive` returns once a mail is durable and raises on any trouble,
        `trouble` gives the whole reply to MAIL while no mail can be taken (such as `452 4.3.1 …` on a full disk)."""
        self.resolve = resolve
        self.limits = limits
        self.trouble = trouble
        self.handler = _Handler(self)
        self.sessions: set[SmtpSession] = set()
        self.stopping = False
        self._receive = receive
        self._clock = clock
        self._tls, self._tls_required = tls, tls_required
        self._peers: Counter[str] = Counter()
        self._servers: list[asyncio.Server] = []
        self._proxies = [ipaddress.ip_network(network) for network in limits.proxy_networks]
        self._storing: set[asyncio.Task[None]] = set()

    async def start(
        self,
        listen: Sequence[tuple[str, int]],
        sockets: Sequence[socket.socket] = (),
        lmtp: Sequence[socket.socket] = (),
    ) -> list[tuple[str, int]]:
        """Opens the door on addresses and on sockets that are bound already; gives back where it listens."""
        loop = asyncio.get_running_loop()
        for host, port in listen:
            self._servers.append(await loop.create_server(self._smtp, host, port, backlog=1024))
        for sock in sockets:
            self._servers.append(await loop.create_server(self._smtp, sock=sock, backlog=1024))
        bound = [sock.getsockname()[:2] for server in self._servers for sock in server.sockets]
        for sock in lmtp:
            if sock.family == socket.AF_UNIX:
                self._servers.append(await loop.create_unix_server(self._lmtp, sock=sock))
            else:
                self._servers.append(await loop.create_server(self._lmtp, sock=sock))
        return bound

    async def stop(self, grace: float) -> None:
        """Takes no new connection, finishes the mails in hand, and says 421 to the rest; at most `grace` seconds."""
        self.stopping = True
        for server in self._servers:
            server.close()
        for session in list(self.sessions):
            session.end()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + grace
        while self.sessions and loop.time() < deadline:
            await asyncio.sleep(0.02)
        for session in list(self.sessions):
            if session.transport is not None:
                session.transport.close()
        if self._storing:
            await asyncio.wait(self._storing, timeout=grace)

    def _smtp(self) -> SmtpSession:
        return SmtpSession(self, **self._options())

    def _lmtp(self) -> LmtpSession:
        return LmtpSession(self, **self._options())

    def _options(self) -> dict[str, Any]:
        return {
            "data_size_limit": self.limits.max_message_size,
            "enable_SMTPUTF8": True,
            "hostname": self.limits.hostname,
            "ident": IDENT,
            "timeout": self.limits.idle,
            "tls_context": self._tls,
            "require_starttls": self._tls_required,
            "loop": asyncio.get_running_loop(),
        }

    # What conversations ask

    def admit(self, host: str) -> str | None:
        """Counts a new connection; the words of a refusal where there are too many."""
        if self.stopping:
            return "4.3.2 The service is shutting down, please try again later"
        if self._peers.total() >= self.limits.connections:
            return "4.7.0 Too many connections, please try again later"
        # A load balancer stands for many clients, which are counted when it has named them.
        if self._peers[host] >= self.limits.connections_per_peer and not self.believes_proxy(host):
            return TOO_MANY_FROM_YOU
        self._peers[host] += 1
        return None

    def recount(self, proxy: str, host: str) -> str | None:
        """Counts a connection of a load balancer for its client; the words of a refusal where that has too many."""
        if self._peers[host] >= self.limits.connections_per_peer:
            return TOO_MANY_FROM_YOU
        self.release(proxy)
        self._peers[host] += 1
        return None

    def release(self, host: str) -> None:
        """Gives a connection's place back."""
        self._peers[host] -= 1
        if self._peers[host] <= 0:
            del self._peers[host]

    def believes_proxy(self, host: str) -> bool:
        """True for a load balancer whose PROXY header tells the client's address."""
        if not self._proxies:
            return False
        with contextlib.suppress(ValueError):
            address = ipaddress.ip_address(host)
            return any(address in network for network in self._proxies)
        return False

    async def take(self, session: SmtpSession, content: bytes) -> str:
        """Makes a message durable; gives back the reply."""
        envelope = session.envelope
        assert envelope is not None
        if _hops(content) > MOST_HOPS:
            return "554 5.4.6 This mail went in circles: too many Received lines"
        sender = "" if envelope.mail_from in {None, "<>"} else _printable(str(envelope.mail_from))
        recipients: dict[tuple[str | None, str | None], Recipient] = {}
        for recipient in cast("list[Recipient]", envelope.rcpt_tos):
            recipients.setdefault((recipient.dealership, recipient.pool), recipient)
        peer = session.session.peer if session.session else None
        mail = Envelope(
            "smtp",
            sender,
            tuple(recipients.values()),
            content,
            self._clock.now(),
            str(peer[0]) if isinstance(peer, tuple) else str(peer or ""),
        )
        task = asyncio.ensure_future(self._receive(mail))
        self._storing.add(task)
        task.add_done_callback(self._stored)
        # When the client hangs up, this conversation is cancelled; storing goes on, and a resend finds what is there.
        await asyncio.shield(task)
        return "250 2.0.0 OK"

    def _stored(self, task: asyncio.Task[None]) -> None:
        self._storing.discard(task)
        if not task.cancelled() and task.exception() is not None:
            logger().error("mail_not_stored", error=f"{type(task.exception()).__name__}: {task.exception()}"[:300])


def _hops(content: bytes) -> int:
    """Received lines in the header block. Those in the body are quoted, as in a bounce."""
    head = content[:_HEAD]
    end = head.find(b"\r\n\r\n")
    return (b"\n" + head[: end if end >= 0 else None]).lower().count(b"\nreceived:")


def _printable(address: str) -> str:
    """An address that every database takes: NUL and bytes that are no UTF-8 would make the mail fail for ever."""
    return "".join(sign if sign.isprintable() else "?" for sign in address)


def unix_socket(path: Path) -> socket.socket:
    """A listening Unix socket at a path; a stale one of an earlier run is taken away."""
    with contextlib.suppress(FileNotFoundError):
        if path.is_socket():
            path.unlink()
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    sock.bind(os.fspath(path))
    sock.setblocking(False)
    return sock
