"""An open SMTP door on a loop, and a client that sends bytes as they are."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

from tests.conftest import MONDAY
from uptape.clock import FixedClock
from uptape.core.mail import Envelope, Recipient
from uptape.intake.smtp import SmtpDoor, SmtpLimits

POOL = "new.sunset@leads.example"
OTHER = "used.sunset@leads.example"
POOLS = {POOL: ("sunset", "new"), OTHER: ("sunset", "used")}
LIMITS = SmtpLimits("mx.leads.example")
PATIENCE = 20.0


def resolve(address: str) -> Recipient | None:
    """The pools of the tests, and postmaster."""
    low = address.lower()
    if low in {"postmaster", "postmaster@leads.example"}:
        return Recipient(address, None, None)
    found = POOLS.get(low)
    return Recipient(address, *found) if found else None


@dataclass
class Opened:
    """An open door and what came in through it."""

    door: SmtpDoor
    port: int
    mails: list[Envelope] = field(default_factory=list)


@asynccontextmanager
async def opened(
    limits: SmtpLimits = LIMITS,
    receive: Callable[[Envelope], Awaitable[None]] | None = None,
    trouble: Callable[[], str | None] = lambda: None,
    tls: ssl.SSLContext | None = None,
    *,
    tls_required: bool = False,
) -> AsyncIterator[Opened]:
    """A door that keeps each mail in `mails` once `receive` returned."""
    mails: list[Envelope] = []

    async def keep(envelope: Envelope) -> None:
        if receive is not None:
            await receive(envelope)
        mails.append(envelope)

    door = SmtpDoor(resolve, keep, limits, FixedClock(MONDAY), trouble, tls, tls_required=tls_required)
    ((_, port),) = await door.start([("127.0.0.1", 0)])
    try:
        yield Opened(door, port, mails)
    finally:
        await door.stop(1.0)


def limits(**changes: object) -> SmtpLimits:
    """The limits of the tests with changes."""
    return replace(LIMITS, **changes)  # type: ignore[arg-type]


class Client:
    """A connection on which each reply is waited for, checked and given back."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def reply(self) -> str:
        """The next reply, its lines joined by LF; empty where the server hung up."""
        lines: list[str] = []
        while True:
            try:
                line = (await asyncio.wait_for(self.reader.readline(), PATIENCE)).decode()
            except ConnectionError:
                line = ""
            if not line:
                return "\n".join(lines)
            assert line.endswith("\r\n"), line
            lines.append(line[:-2])
            check(line[:-2])
            if line[3:4] == " ":
                return "\n".join(lines)

    async def say(self, *commands: bytes | str) -> str:
        """Sends commands one by one; gives back the last reply."""
        last = ""
        for command in commands:
            await self.send((command.encode() if isinstance(command, str) else command) + b"\r\n")
            last = await self.reply()
        return last

    async def send(self, raw: bytes) -> None:
        """Sends bytes."""
        self.writer.write(raw)
        with suppress(ConnectionError):
            await self.writer.drain()

    async def rest(self) -> str:
        """All that comes until the server hangs up."""
        replies = []
        while reply := await self.reply():
            replies.append(reply)
        return "\n".join(replies)

    async def start(self, *recipients: str, helo: str = "EHLO client.example") -> None:
        """Up to the 354 of DATA."""
        wanted = ["250", "250", *("250" for _ in recipients or (POOL,)), "354"]
        commands = [helo, "MAIL FROM:<site@lead-site.example>", *(f"RCPT TO:<{to}>" for to in recipients or (POOL,))]
        for command, code in zip([*commands, "DATA"], wanted, strict=True):
            reply = await self.say(command)
            assert reply[:3] == code, (command, reply)

    async def deliver(self, raw: bytes) -> str:
        """The reply to a message that is sent as it is, with its end."""
        await self.start()
        await self.send(raw)
        return await self.reply()


def check(line: str) -> None:
    """Every enhanced code has the class of its basic code (RFC 2034, 4)."""
    found = re.match(r"(\d)\d\d[ -](?:(\d)\.\d{1,3}\.\d{1,3} )?", line)
    assert found is not None, line
    assert found.group(2) in {None, found.group(1)}, line


@asynccontextmanager
async def client(port: int, *, greeted: bool = True) -> AsyncIterator[Client]:
    """A connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    one = Client(reader, writer)
    try:
        if greeted:
            assert (await one.reply())[:3] == "220"
        yield one
    finally:
        writer.close()
