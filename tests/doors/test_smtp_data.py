"""Where a message ends: at CR LF . CR LF and nowhere else, however it is cut up on the way."""

from __future__ import annotations

import asyncio
import tracemalloc

import pytest

from tests.doors.smtp_client import PATIENCE, POOL, client, limits, opened

# What other servers were found to take for an end of DATA, or to send so ("SMTP smuggling", 2023), and their kin.
FALSE_ENDS = [
    b"\n.\n",
    b"\n.\r\n",
    b"\r\n.\n",
    b"\r.\r",
    b"\r.\r\n",
    b"\r\n.\r",
    b"\n.\r",
    b"\r.\n",
    b"\r\n.\r\r\n",
    b"\r\r\n.\n",
    b"\r\n\x00.\r\n",
    b"\r\n.\x00\r\n",
    b"\r\n. \r\n",
    b"\r\n..\r\n",
    b"\n\n.\n\n",
    b"\x85.\x85",
]


def test_there_are_16_false_ends() -> None:
    assert len(set(FALSE_ENDS)) == 16


@pytest.mark.parametrize("end", FALSE_ENDS)
async def test_a_false_end_of_data_never_ends_a_message(end: bytes) -> None:
    smuggled = f"MAIL FROM:<forger@b.example>\r\nRCPT TO:<{POOL}>\r\nDATA\r\nSubject: forged\r\n".encode()
    raw = b"Subject: one\r\n\r\nbody" + end + smuggled
    async with opened() as at, client(at.port) as one:
        assert await one.deliver(raw + b".\r\n") == "250 2.0.0 OK"
        assert await one.say("NOOP") == "250 2.0.0 OK"
        assert [mail.raw for mail in at.mails] == [raw.replace(b"\r\n.", b"\r\n")]


RAW = b".first\r\n\r\n..\r\n...x\r\n.\x00\xff\r bare \n lines\r\nlast\r\n"
STUFFED = b"..first\r\n\r\n...\r\n....x\r\n..\x00\xff\r bare \n lines\r\nlast\r\n.\r\n"


@pytest.mark.parametrize("at_byte", range(1, len(STUFFED)))
async def test_a_message_that_comes_in_two_pieces_is_the_same(at_byte: int) -> None:
    async with opened() as at, client(at.port) as one:
        await one.start()
        await one.send(STUFFED[:at_byte])
        while not _read(at.door):  # until the first piece is taken in by itself
            await asyncio.sleep(0)
        await one.send(STUFFED[at_byte:] + b"QUIT\r\n")
        assert await one.reply() == "250 2.0.0 OK"
        assert (await one.reply())[:3] == "221"
        assert [mail.raw for mail in at.mails] == [RAW]


async def test_a_message_that_comes_byte_by_byte_is_the_same() -> None:
    async with opened() as at, client(at.port) as one:
        await one.start()
        (session,) = at.door.sessions
        for byte in STUFFED + b"QUIT\r\n":
            session.data_received(bytes([byte]))
            await asyncio.sleep(0)
        assert await one.reply() == "250 2.0.0 OK"
        assert (await one.reply())[:3] == "221"
        assert [mail.raw for mail in at.mails] == [RAW]


@pytest.mark.parametrize("raw", [b"", b"\r\n", b".\r\n", b"..\r\n", b"\r\n\r\n.x\r\n", b"a" * 300_000 + b"\r\n"])
async def test_dots_are_taken_off_and_all_else_is_kept(raw: bytes) -> None:
    stuffed = b"".join(b"." + line if line.startswith(b".") else line for line in raw.splitlines(keepends=True))
    async with opened() as at, client(at.port) as one:
        assert await one.deliver(stuffed + b".\r\n") == "250 2.0.0 OK"
        assert [mail.raw for mail in at.mails] == [raw]


async def test_a_size_over_the_limit_is_refused_at_mail() -> None:
    async with opened(limits(max_message_size=1000)) as at, client(at.port) as one:
        assert "250-SIZE 1000" in await one.say("EHLO client.example")
        assert (await one.say("MAIL FROM:<a@b.example> SIZE=1001"))[:9] == "552 5.3.4"
        assert (await one.say("MAIL FROM:<a@b.example> SIZE=1000"))[:3] == "250"


@pytest.mark.parametrize(("size", "code"), [(999, "250"), (1000, "250"), (1001, "552"), (1002, "552"), (5000, "552")])
async def test_a_message_over_the_limit_is_refused_by_its_bytes_and_not_stored(size: int, code: str) -> None:
    raw = b"x" * (size - 2) + b"\r\n"
    async with opened(limits(max_message_size=1000)) as at, client(at.port) as one:
        assert (await one.deliver(raw + b".\r\n"))[:3] == code
        assert [mail.raw for mail in at.mails] == [raw] * (code == "250")
        assert (await one.deliver(b"after\r\n.\r\n"))[:3] == "250"


@pytest.mark.parametrize(
    "line", [b"x" * 65_000, b"x\r\n" * 20_000, b"\r\n.." * 15_000], ids=["one line", "lines", "dots"]
)
async def test_a_message_without_end_takes_little_memory_and_is_cut_off(line: bytes) -> None:
    limit = 1_000_000
    async with opened(limits(max_message_size=limit)) as at, client(at.port) as one:
        await one.start()
        answer = asyncio.ensure_future(one.rest())
        tracemalloc.start()
        try:
            while not answer.done():
                await one.send(line)
                await asyncio.sleep(0)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert answer.result() in {"552 5.3.4 The message is larger than the limit", ""}
        assert peak < 3 * limit
        assert at.mails == []


async def test_an_endless_command_takes_little_memory_and_ends_with_500() -> None:
    async with opened() as at, client(at.port) as one:
        tracemalloc.start()
        try:
            for _ in range(300):
                await one.send(b"x" * 65_536)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 3_000_000
        assert (await one.say(b""))[:9] == "500 5.5.2"
        assert (await one.say("NOOP"))[:3] == "250"


@pytest.mark.parametrize("command", [b"NOOP\n", b"NOOP\r\nNOOP\n", b"NOOP\rNOOP\r\n", b"NOOP\r\r\n", b"\n"])
async def test_commands_that_end_in_a_bare_cr_or_lf_are_refused_and_end_the_connection(command: bytes) -> None:
    async with opened() as at, client(at.port) as one:
        await one.send(command)
        assert (await one.rest()).removeprefix("250 2.0.0 OK\n") == "500 5.5.2 Command lines end in CR LF"


async def test_bare_lf_behind_a_message_and_while_it_is_stored_is_refused_too() -> None:
    asked, may_return = asyncio.Event(), asyncio.Event()

    async def receive(_envelope: object) -> None:
        asked.set()
        await may_return.wait()

    for late in (False, True):
        asked.clear()
        may_return.clear()
        async with opened(receive=receive) as at, client(at.port) as one:
            await one.start()
            smuggled = f"MAIL FROM:<a@b.example>\nRCPT TO:<{POOL}>\nDATA\nx\r\n.\r\n".encode()
            await one.send(b"one\r\n.\r\n" + (b"" if late else smuggled))
            await asyncio.wait_for(asked.wait(), PATIENCE)
            if late:
                await one.send(smuggled)
            may_return.set()
            assert await one.rest() == "250 2.0.0 OK\n500 5.5.2 Command lines end in CR LF"
            assert [mail.raw for mail in at.mails] == [b"one\r\n"]


def _read(door: object) -> bool:
    (session,) = door.sessions  # type: ignore[attr-defined]
    return not session._reader._buffer and session._reader._waiter is not None
