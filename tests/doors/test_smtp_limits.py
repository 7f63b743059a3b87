"""How many and how long: connections, recipients, errors, idle time, and clients behind a load balancer."""

from __future__ import annotations

import asyncio
import socket

import pytest

from tests.doors.smtp_client import PATIENCE, POOL, client, limits, opened
from uptape.intake import smtp_session


async def test_connections_in_all_are_capped_with_421_and_their_places_are_given_back() -> None:
    async with opened(limits(connections=3)) as at:
        async with client(at.port), client(at.port), client(at.port), client(at.port, greeted=False) as fourth:
            assert await fourth.rest() == "421 4.7.0 Too many connections, please try again later"
        while at.door.sessions:  # until the three have gone
            await asyncio.sleep(0)
        async with client(at.port) as one:
            assert (await one.say("NOOP"))[:3] == "250"


async def test_connections_of_one_peer_are_capped_with_421() -> None:
    async with opened(limits(connections_per_peer=1)) as at, client(at.port):
        async with client(at.port, greeted=False) as second:
            assert await second.rest() == "421 4.7.0 Too many connections from your address, please try again later"
        reader, writer = await asyncio.open_connection("127.0.0.1", at.port, local_addr=("127.0.0.2", 0))
        assert (await asyncio.wait_for(reader.readline(), PATIENCE))[:3] == b"220"
        writer.close()


async def test_recipients_over_the_limit_are_put_off_and_the_mail_goes_to_the_rest() -> None:
    async with opened(limits(recipients=2)) as at, client(at.port) as one:
        await one.say("EHLO client.example", "MAIL FROM:<a@b.example>")
        replies = [await one.say(f"RCPT TO:<{POOL}>") for _ in range(3)]
        assert [reply[:9] for reply in replies] == ["250 2.1.5", "250 2.1.5", "452 4.5.3"]
        assert await one.say("DATA", b"x\r\n.") == "250 2.0.0 OK"
        assert len(at.mails[0].recipients) == 1


@pytest.mark.parametrize("pipelined", [False, True])
async def test_who_guesses_addresses_is_cut_off(pipelined: bool) -> None:
    async with opened(limits(errors=5)) as at, client(at.port) as one:
        await one.say("EHLO client.example", "MAIL FROM:<a@b.example>")
        guesses = [f"RCPT TO:<guess{number}@leads.example>" for number in range(5)]
        if pipelined:
            await one.send("".join(guess + "\r\n" for guess in guesses * 20).encode())
            replies = (await one.rest()).splitlines()
        else:
            replies = [await one.say(guess) for guess in guesses] + [await one.rest()]
        assert replies == ["550 5.1.1 There is no such recipient here"] * 5 + [
            "421 4.7.0 Too many errors, closing the connection"
        ]


async def test_who_is_silent_for_too_long_is_told_and_cut_off() -> None:
    async with opened(limits(idle=0.05)) as at, client(at.port) as one:
        assert await one.rest() == "421 4.4.2 Nothing was heard for too long"
        assert not at.door.sessions


async def test_silence_within_a_message_is_cut_off_too_and_nothing_is_stored() -> None:
    async with opened(limits(idle=0.1)) as at, client(at.port) as one:
        await one.start()
        await one.send(b"half a mess")
        assert await one.rest() == "421 4.4.2 Nothing was heard for too long"
        assert at.mails == []


async def test_the_time_that_storing_takes_is_not_idle_time() -> None:
    may_return = asyncio.Event()

    async def receive(_envelope: object) -> None:
        asyncio.get_running_loop().call_later(0.3, may_return.set)
        await may_return.wait()

    async with opened(limits(idle=0.1), receive) as at, client(at.port) as one:
        assert await one.deliver(b"x\r\n.\r\n") == "250 2.0.0 OK"


async def test_a_message_that_trickles_in_for_ever_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_session, "LONGEST_DATA", 0.1)
    async with opened() as at, client(at.port) as one:
        await one.start()
        answer = asyncio.ensure_future(one.rest())
        while not answer.done():
            await one.send(b"x")
            await asyncio.sleep(0)
        assert at.mails == []
        assert not at.door.sessions


async def test_a_client_that_does_not_read_its_answers_loses_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_session, "LAST_WORDS", 0.05)
    async with opened(limits(idle=0.2)) as at:
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.connect(("127.0.0.1", at.port))
        reader, writer = await asyncio.open_connection(sock=sock, limit=1)
        for _ in range(20):
            writer.write(b"EHLO x\r\n" * 10_000)  # answers are many times as long
        async with asyncio.timeout(PATIENCE):
            while not at.door.sessions:
                await asyncio.sleep(0.01)
            while at.door.sessions:
                await asyncio.sleep(0.01)
        writer.transport.abort()
        del reader


async def test_a_good_client_is_served_beside_500_idle_ones() -> None:
    async with opened(limits(connections=600, connections_per_peer=600)) as at:
        idle = [await asyncio.open_connection("127.0.0.1", at.port) for _ in range(500)]
        async with asyncio.timeout(5), client(at.port) as one:
            assert await one.deliver(b"x\r\n.\r\n") == "250 2.0.0 OK"
        for _, writer in idle:
            writer.close()


PROXY = b"PROXY TCP4 203.0.113.%d 192.0.2.1 4000 25\r\n"


async def test_behind_a_load_balancer_each_client_is_counted_and_noted_by_its_own_address() -> None:
    async with opened(limits(proxy_networks=("127.0.0.0/8",), connections_per_peer=1)) as at:
        async with client(at.port, greeted=False) as one, client(at.port, greeted=False) as two:
            for number, who in ((7, one), (8, two)):
                await who.send(PROXY % number)
                assert (await who.reply())[:3] == "220"
            async with client(at.port, greeted=False) as again:
                await again.send(PROXY % 7)
                assert await again.rest() == "421 4.7.0 Too many connections from your address, please try again later"
            assert await one.deliver(b"x\r\n.\r\n") == "250 2.0.0 OK"
            assert [mail.peer for mail in at.mails] == ["203.0.113.7"]
        while at.door.sessions:
            await asyncio.sleep(0)
        assert not at.door._peers


async def test_a_proxy_header_from_anybody_else_is_no_command() -> None:
    async with opened(limits(proxy_networks=("198.51.100.0/24",))) as at, client(at.port) as one:
        await one.send(PROXY % 7)
        assert (await one.reply())[:3] == "500"
        assert await one.deliver(b"x\r\n.\r\n") == "250 2.0.0 OK"
        assert [mail.peer for mail in at.mails] == ["127.0.0.1"]
