"""The SMTP and LMTP door: listens, counts who is inside, has each message stored, then says 250."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from uptape.clock import Clock
from uptape.core.mail import Envelope, Recipient
from uptape.intake import smtp_limits as say
from uptape.intake.smtp_connection import GuardedConnection
from uptape.intake.smtp_limits import SmtpLimits
from uptape.intake.smtp_session import DoorSession, Hooks, LmtpSession
from uptape.log import logger

__all__ = ["SmtpDoor", "SmtpLimits"]

_BACKLOG = 1024


class Room:
    """One message's share of the bytes that all unfinished messages may take together."""

    def __init__(self, door: SmtpDoor) -> None:
        self._door = door
        self._mine = 0

    def take(self, size: int) -> bool:
        """Counts `size` bytes in; False where there is no room for them."""
        if self._door.bytes_in_flight + size > self._door.settings.in_flight:
            return False
        self._door.bytes_in_flight += size
        self._mine += size
        return True

    def give_back(self) -> None:
        """Counts all of them out."""
        self._door.bytes_in_flight -= self._mine
        self._mine = 0


class SmtpDoor:
    """Takes mail over SMTP and LMTP on the running event loop.

    `resolve` gives the recipient that an address names, with its pool, or None for "no such mailbox"; it is asked for
    every address except postmaster without a domain or at our host name, and must not block. `receive` returns when the
    message is durably stored, for all its recipients; whatever it raises becomes a neutral 451. `trouble` gives the
    whole reply to MAIL while no mail can be taken (451 without a database, 452 before a disk is full), else None.
    STARTTLS is offered where `tls` is given; `tls_required` refuses mail without it.
    """

    def __init__(
        self,
        resolve: Callable[[str], Recipient | None],
        receive: Callable[[Envelope], Awaitable[None]],
        settings: SmtpLimits,
        clock: Clock,
        trouble: Callable[[], str | None] = lambda: None,
        tls: ssl.SSLContext | None = None,
        *,
        tls_required: bool = False,
    ) -> None:
        self.resolve = resolve
        self.settings = settings
        self.clock = clock
        self.trouble = trouble
        self.tls = tls
        self.tls_required = tls_required
        self.stopping = False
        self.bytes_in_flight = 0
        self.hooks = Hooks(self)
        self._receive = receive
        self._sessions: set[GuardedConnection] = set()
        self._peers: Counter[str] = Counter()
        self._stores: set[asyncio.Task[None]] = set()
        self._servers: list[asyncio.Server] = []
        self._lmtp_path: Path | None = None
        self._proxies = tuple(ipaddress.ip_network(network, strict=False) for network in settings.proxy_networks)

    # --- for the daemon ---

    async def start(
        self,
        listen: Sequence[tuple[str, int]] = (),
        sockets: Sequence[socket.socket] = (),
        lmtp: str | tuple[str, int] | None = None,
        lmtp_sockets: Sequence[socket.socket] = (),
    ) -> list[tuple[str, int]]:
        """Opens the addresses and takes over the sockets; `lmtp` is a path or an address. Port 0 chooses one.

        Returns what is bound, in this order: listen, sockets, lmtp (a path is not in it). Raises OSError where an
        address cannot be had; then nothing is open.
        """
        # aiosmtpd logs each command with its addresses; ours says what is worth saying, without them.
        logging.getLogger("mail.log").setLevel(logging.ERROR)
        loop = asyncio.get_running_loop()
        try:
            for host, port in listen:
                self._servers.append(await loop.create_server(self._smtp, host, port, backlog=_BACKLOG))
            for sock in sockets:
                self._servers.append(await loop.create_server(self._smtp, sock=sock, backlog=_BACKLOG))
            if isinstance(lmtp, str) and lmtp:
                self._lmtp_path = Path(lmtp)
                self._servers.append(await loop.create_unix_server(self._lmtp, lmtp, backlog=_BACKLOG))
                self._lmtp_path.chmod(0o660)
            elif lmtp:
                self._servers.append(await loop.create_server(self._lmtp, *lmtp, backlog=_BACKLOG))
            for sock in lmtp_sockets:
                self._servers.append(await loop.create_server(self._lmtp, sock=sock, backlog=_BACKLOG))
        except BaseException:
            self._close_listeners()
            raise
        names = [sock.getsockname() for server in self._servers for sock in server.sockets]
        return [(name[0], name[1]) for name in names if isinstance(name, tuple)]

    async def stop(self, grace: float) -> int:
        """Stops accepting, lets messages in hand finish for up to `grace` seconds, tells 421 to all others.

        Returns how many messages were still being stored when the time was up; nobody was told 250 for them.
        """
        self.stopping = True
        self._close_listeners()
        for session in tuple(self._sessions):
            session.stop_soon()
        loop = asyncio.get_running_loop()
        end = loop.time() + grace
        while (waiting := [s.closed for s in self._sessions] + list(self._stores)) and (left := end - loop.time()) > 0:
            await asyncio.wait(waiting, timeout=left)
        for session in tuple(self._sessions):
            session.hang_up(say.CLOSING)
        await asyncio.sleep(0)
        for session in tuple(self._sessions):
            if isinstance(session.transport, asyncio.Transport):
                session.transport.abort()
        return len(self._stores)

    @property
    def sessions(self) -> int:
        """How many clients are inside."""
        return len(self._sessions)

    # --- for the sessions ---

    def enter(self, session: GuardedConnection) -> str | None:
        """Counts a session in; the refusal where it is one too many."""
        if self.stopping:
            return say.CLOSING
        peer = session.peer
        if len(self._sessions) >= self.settings.connections:
            return say.BUSY
        # A load balancer is not the peer that is counted: its PROXY header names that one.
        if peer and not self.is_proxy(peer) and self._peers[peer] >= self.settings.connections_per_peer:
            return say.BUSY
        self._sessions.add(session)
        self._peers[peer] += 1
        return None

    def leave(self, session: GuardedConnection) -> None:
        """Counts a session out."""
        if session not in self._sessions:
            return
        self._sessions.discard(session)
        self._peers[session.peer] -= 1
        if self._peers[session.peer] <= 0:
            del self._peers[session.peer]

    def is_proxy(self, peer: str) -> bool:
        """Whether this client is a load balancer whose PROXY header is believed."""
        if not self._proxies or not peer:
            return False
        address = ipaddress.ip_address(peer.partition("%")[0])
        return any(address in network for network in self._proxies)

    def room(self) -> Room:
        """A share of the memory for one message."""
        return Room(self)

    async def store(self, mail: Envelope) -> None:
        """Stores `mail`; the step goes on to its end where the client hangs up and the caller is cancelled."""
        task = asyncio.ensure_future(self._receive(mail))
        self._stores.add(task)
        task.add_done_callback(self._stored)
        await asyncio.shield(task)

    def _stored(self, task: asyncio.Task[None]) -> None:
        self._stores.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            logger().error("mail_not_stored", error=f"{type(error).__name__}: {error}"[:300])

    def _smtp(self) -> DoorSession:
        return DoorSession(self, asyncio.get_running_loop())

    def _lmtp(self) -> LmtpSession:
        return LmtpSession(self, asyncio.get_running_loop())

    def _close_listeners(self) -> None:
        for server in self._servers:
            server.close()
        if self._lmtp_path is not None:
            self._lmtp_path.unlink(missing_ok=True)
            self._lmtp_path = None
