"""What comes while a message is stored, and a client that never reads: both are guarded as well."""

from __future__ import annotations

import asyncio
import socket

import pytest

from tests.doors.smtp_kit import MAIL, OPENING, RCPT, Client, a_door
from uptape.core.mail import Envelope
from uptape.intake import smtp_connection

SMUGGLED = b"MAIL FROM:<a@b.example>\nRCPT TO:<sales@leads.example>\nDATA\nx\r\n.\r\n"


@pytest.mark.parametrize("late", [False, True], ids=["with the dot", "while storing"])
async def test_bare_lf_behind_a_message_runs_no_command(late: bool) -> None:
    asked, may_return = asyncio.Event(), asyncio.Event()
    stored: list[bytes] = []

    async def receive(envelope: Envelope) -> None:
        asked.set()
        await may_return.wait()
        stored.append(envelope.raw)

    async with a_door(receive) as site:
        client = await site.connect()
        for command in (MAIL, RCPT, "DATA"):
            await client.ask(command)
        client.send(b"one\r\n.\r\n" + (b"" if late else SMUGGLED))
        await asyncio.wait_for(asked.wait(), 10)
        if late:
            client.send(SMUGGLED)
        may_return.set()
        assert [(await client.reply())[:3] for _ in range(2)] == ["250", "500"]
        assert await client.closed()
    assert stored == [b"one\r\n"]


async def test_a_client_that_never_reads_its_answers_loses_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_connection, "_HANG_UP_AFTER", 0.05)
    async with a_door(idle=0.2) as site:
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.connect(site.address)
        reader, writer = await asyncio.open_connection(sock=sock, limit=1)
        site.clients.append(Client(reader, writer))
        for _ in range(20):
            writer.write((OPENING + "\r\n").encode() * 10_000)  # answers are many times as long
        async with asyncio.timeout(20):
            while not site.door.sessions:
                await asyncio.sleep(0.01)
            while site.door.sessions:
                await asyncio.sleep(0.01)
        writer.transport.abort()
