"""LMTP: behind another mail server, one answer for each recipient."""

from __future__ import annotations

import asyncio
import smtplib
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.conftest import MONDAY
from tests.doors.smtp_client import OTHER, POOL, Client, limits, resolve
from uptape.clock import FixedClock
from uptape.core.mail import Envelope
from uptape.intake.smtp import SmtpDoor, SmtpLimits, unix_socket

MAIL = b"Subject: lead\r\n\r\nA lead.\r\n"


@asynccontextmanager
async def lmtp(path: Path, fault: Exception | None = None, **changes: object) -> AsyncIterator[tuple[SmtpDoor, Client]]:
    """A door on a Unix socket, with a client that was greeted."""

    async def receive(_envelope: Envelope) -> None:
        if fault is not None:
            raise fault

    shape: SmtpLimits = limits(**changes)
    door = SmtpDoor(resolve, receive, shape, FixedClock(MONDAY))
    await door.start([], lmtp=[unix_socket(path)])
    reader, writer = await asyncio.open_unix_connection(path)
    try:
        one = Client(reader, writer)
        assert (await one.reply())[:3] == "220"
        assert (await one.say("LHLO relay.example"))[:3] == "250"
        yield door, one
    finally:
        writer.close()
        await door.stop(1.0)


async def _to_two(one: Client, raw: bytes) -> list[str]:
    """The answers to a mail for two pools and an unknown recipient, and what comes behind."""
    await one.say("MAIL FROM:<a@b.example>")
    codes = [(await one.say(f"RCPT TO:<{to}>"))[:3] for to in (POOL, "nobody@leads.example", OTHER)]
    assert codes == ["250", "550", "250"]
    assert (await one.say("DATA"))[:3] == "354"
    await one.send(raw + b".\r\nNOOP\r\n")
    return [(await one.reply())[:9] for _ in range(3)]


@pytest.mark.parametrize(
    ("fault", "raw", "answer"),
    [
        (None, MAIL, "250 2.0.0"),
        (OSError("disk"), MAIL, "451 4.3.0"),
        (None, MAIL * 100, "552 5.3.4"),
        (None, b"Received: x\r\n" * 51 + b"\r\n", "554 5.4.6"),
    ],
)
async def test_each_accepted_recipient_gets_its_answer(
    fault: Exception | None, raw: bytes, answer: str, tmp_path: Path
) -> None:
    async with lmtp(tmp_path / "lmtp", fault, max_message_size=1000) as (_, one):
        assert await _to_two(one, raw) == [answer, answer, "250 2.0.0"]


async def test_the_greetings_of_smtp_are_refused(tmp_path: Path) -> None:
    async with lmtp(tmp_path / "lmtp") as (_, one):
        assert await one.say("EHLO relay.example") == "500 5.5.1 This is LMTP: say LHLO"
        assert await one.say("HELO relay.example") == "500 5.5.1 This is LMTP: say LHLO"


async def test_smtplib_delivers_by_lmtp_and_a_stale_socket_is_in_nobodys_way(tmp_path: Path) -> None:
    path = tmp_path / "lmtp"
    unix_socket(path).close()
    assert stat.S_ISSOCK(path.stat().st_mode)

    def send() -> None:
        with smtplib.LMTP(str(path)) as smtp:
            assert smtp.sendmail("a@b.example", POOL, MAIL) == {}  # smtplib reads one answer only

    async with lmtp(path):
        await asyncio.to_thread(send)
