"""A running SMTP door and a raw client to talk to it, for the tests of this folder."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from uptape.clock import FixedClock
from uptape.core.mail import Envelope, Recipient
from uptape.intake.smtp import SmtpDoor
from uptape.intake.smtp_limits import SmtpLimits

NOON = datetime(2030, 3, 5, 12, 0, tzinfo=UTC)
LIMITS = SmtpLimits(hostname="mx.leads.example", max_message_size=20_000)
OPENING = "EHLO site.example"
MAIL = "MAIL FROM:<web@site.example>"
RCPT = "RCPT TO:<sales@leads.example>"


def resolve(address: str) -> Recipient | None:
    """Pools `sales` and `service` at leads.example, in any case, with any tag."""
    local, _, domain = address.lower().rpartition("@")
    pool, _, tag = local.partition("+")
    if domain != "leads.example" or pool not in {"sales", "service"}:
        return None
    return Recipient(address, "sunset", pool, tag or None)


@dataclass
class Client:
    """Sends raw bytes and reads whole replies."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def send(self, data: bytes | str) -> None:
        """Sends bytes as they are, or one command line."""
        self.writer.write(data if isinstance(data, bytes) else data.encode() + b"\r\n")

    async def reply(self) -> str:
        """The next reply, all its lines; empty where the server has closed."""
        lines: list[str] = []
        while True:
            line = (await asyncio.wait_for(self.reader.readline(), 10)).decode()
            lines.append(line.rstrip("\r\n"))
            if line[3:4] != "-":
                return "\n".join(lines)

    async def ask(self, command: bytes | str) -> str:
        """Sends a command and gives its reply."""
        self.send(command)
        return await self.reply()

    async def deliver(self, data: bytes, *recipients: str, sender: str = "web@site.example") -> str:
        """One whole message after EHLO; the answer to its dot, or the first refusal."""
        for command in (f"MAIL FROM:<{sender}>", *(f"RCPT TO:<{r}>" for r in recipients or ("sales@leads.example",))):
            reply = await self.ask(command)
            if reply[0] != "2":
                return reply
        reply = await self.ask("DATA")
        return await self.ask(data) if reply[0] == "3" else reply

    async def closed(self) -> bool:
        """Waits until the server has closed; True where it said nothing more."""
        try:
            return await asyncio.wait_for(self.reader.read(), 10) == b""
        except ConnectionResetError:
            return True


@dataclass
class Site:
    """A door with what it has received."""

    door: SmtpDoor
    address: tuple[str, int]
    received: list[Envelope]
    clients: list[Client] = field(default_factory=list)

    async def connect(self, hello: str | None = OPENING, greeting: bool = True) -> Client:
        """A new client that has read the greeting and said hello."""
        client = Client(*await asyncio.open_connection(*self.address))
        self.clients.append(client)
        if greeting:
            assert (await client.reply())[:4] == "220 "
        if hello is not None:
            assert (await client.ask(hello))[:3] == "250"
        return client


@asynccontextmanager
async def a_door(
    receive: Callable[[Envelope], Awaitable[None]] | None = None,
    trouble: Callable[[], str | None] = lambda: None,
    tls: ssl.SSLContext | None = None,
    lmtp: bool = False,
    **limits: Any,
) -> AsyncIterator[Site]:
    """A real door on a free port. `limits` replace those of LIMITS."""
    received: list[Envelope] = []

    async def keep(envelope: Envelope) -> None:
        received.append(envelope)

    door = SmtpDoor(resolve, receive or keep, replace(LIMITS, **limits), FixedClock(NOON), trouble, tls)
    free = ("127.0.0.1", 0)
    [address] = await (door.start(lmtp=free) if lmtp else door.start([free]))
    site = Site(door, address, received)
    try:
        yield site
    finally:
        for client in site.clients:
            client.writer.close()
        await door.stop(2)
