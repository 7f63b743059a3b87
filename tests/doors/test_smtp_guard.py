"""The SMTP door as an ill-meaning, broken or impatient client meets it."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
from pathlib import Path

import pytest

from tests.doors.smtp_kit import LIMITS, MAIL, RCPT, Client, Site, a_door
from uptape.core.mail import Envelope

RELAY_FORMS = [
    "<victim@other.example>",
    "<victim%other.example@leads.example>",
    "<sales%other.example@leads.example>",
    "<victim%other.example>",
    "<other.example!victim@leads.example>",
    "<other.example!victim>",
    "<leads.example!sales@leads.example>",
    "<@leads.example:victim@other.example>",
    "<@leads.example:sales@leads.example>",
    "<@leads.example,@mx.leads.example:victim@other.example>",
    '<"victim@other.example"@leads.example>',
    '<"victim@other.example">',
    '<"victim%other.example"@leads.example>',
    '<"sales@leads.example"@other.example>',
    "<victim@other.example@leads.example>",
    "<sales@leads.example@other.example>",
    "<victim@[192.0.2.7]>",
    "<victim@other.example@[127.0.0.1]>",
    "<sales@leads.example,victim@other.example>",
    "<sales+x%other.example@leads.example>",
    "<postmaster@other.example>",
    "<postmaster%other.example@mx.leads.example>",
    "victim@other.example",
]


@pytest.mark.parametrize("form", RELAY_FORMS)
async def test_no_form_of_address_is_relayed(form: str) -> None:
    async with a_door() as site:
        client = await site.connect()
        await client.ask(MAIL)
        assert (await client.ask(f"RCPT TO:{form}"))[0] == "5"
        assert (await client.ask("DATA"))[:3] == "503"


async def test_unknown_recipients_vrfy_and_expn_give_nothing_away() -> None:
    async with a_door() as site:
        client = await site.connect()
        await client.ask(MAIL)
        unknown = {await client.ask(f"RCPT TO:<{who}>") for who in ("nobody@leads.example", "x@other.example", "a@b")}
        assert unknown == {"550 5.1.1 No such mailbox here"}
        assert len({await client.ask(f"VRFY {who}") for who in ("sales@leads.example", "nobody", "")}) == 1
        assert len({await client.ask(f"EXPN {who}") for who in ("sales", "nobody", "")}) == 1


async def test_who_guesses_addresses_is_cut_off() -> None:
    async with a_door(errors=5) as site:
        client = await site.connect()
        await client.ask(MAIL)
        assert [(await client.ask(f"RCPT TO:<guess{n}@leads.example>"))[:3] for n in range(5)] == ["550"] * 5
        assert (await client.reply())[:9] == "421 4.7.0"
        assert await client.closed()


async def test_idle_chatter_is_cut_off() -> None:
    async with a_door(errors=5) as site:
        client = await site.connect()
        client.send(b"NOOP\r\n" * 105)
        assert [(await client.reply())[:3] for _ in range(105)] == ["250"] * 105
        assert (await client.reply())[:3] == "421"


FALSE_ENDS = [
    *(b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r.\r\n", b"\r\n.\r", b"\r\n\x00.\r\n", b"\r\n.\x00\r\n"),
    *(
        b"\r\r\n.\r",
        b"\n\n.\n\n",
        b"\r\n. \r\n",
        b"\r\n..\r\n",
        b"\n\r.\n\r",
        b"\r\n.\r\r\n",
        b"\x85.\x85",
        b"\r\n\t.\r\n",
    ),
]


@pytest.mark.parametrize("false_end", FALSE_ENDS)
async def test_nothing_but_crlf_dot_crlf_ends_a_message(false_end: bytes) -> None:
    smuggled = b"MAIL FROM:<boss@site.example>\r\nRCPT TO:<sales@leads.example>\r\nDATA\r\nforged\r\n"
    body = b"Subject: x\r\n\r\nhello" + false_end + smuggled
    async with a_door() as site:
        client = await site.connect()
        assert (await client.deliver(body + b".\r\n"))[:3] == "250"
        assert (await client.ask("NOOP"))[:3] == "250"
    # A line that begins with a dot loses it (RFC 5321 4.5.2), also in a forgery; nothing else changes.
    stored = b"\r\n".join(line.removeprefix(b".") for line in body.split(b"\r\n"))
    assert [(mail.sender, mail.raw) for mail in site.received] == [("web@site.example", stored)]


@pytest.mark.parametrize(
    "command", [b"NOOP\n", b"NOOP\rNOOP\r\n", b"NOOP\nMAIL FROM:<a@b.example>\r\n", b"\n", b"EHLO x\r\r\n"]
)
async def test_a_command_with_a_bare_line_end_closes_the_session(command: bytes) -> None:
    async with a_door() as site:
        client = await site.connect()
        assert (await client.ask(command))[:9] == "500 5.5.2"
        assert await client.closed()


@pytest.mark.parametrize(
    "command", [b"NO\x00OP\r\n", b"MAIL FROM:<caf\xe9@site.example>\r\n", b"\xff\r\n", b"\r\n", b" \r\n"]
)
async def test_broken_commands_are_refused_and_the_session_goes_on(command: bytes) -> None:
    async with a_door() as site:
        client = await site.connect()
        assert (await client.ask(command))[0] == "5"
        assert (await client.deliver(b"x\r\n.\r\n"))[:3] == "250"


async def test_an_endless_command_line_is_cut_off() -> None:
    async with a_door() as site:
        client = await site.connect()
        assert (await client.ask(b"NOOP " + b"x" * 3000 + b"\r\n"))[:3] == "500"
        client.send(b"NOOP " + b"x" * 200_000)
        assert (await client.reply())[:3] == "500"
        assert await client.closed()


async def test_a_message_over_the_limit_is_refused_early_by_size_and_late_by_bytes() -> None:
    async with a_door(max_message_size=1000) as site:
        client = await site.connect()
        assert (await client.ask(f"{MAIL} SIZE=1001"))[:9] == "552 5.3.4"
        assert (await client.deliver(b"x" * 998 + b"\r\n.\r\n"))[:3] == "250"
        assert (await client.deliver(b"x" * 999 + b"\r\n.\r\n"))[:9] == "552 5.3.4"
        assert (await client.deliver(b"y\r\n.\r\n"))[:3] == "250"
    assert [len(mail.raw) for mail in site.received] == [1000, 3]


async def test_an_endless_message_without_a_line_end_is_cut_off() -> None:
    async with a_door(max_message_size=1000) as site:
        client = await site.connect()
        for command in (MAIL, RCPT, "DATA"):
            await client.ask(command)
        client.send(b"x" * 300_000)
        assert (await client.reply())[:9] == "552 5.3.4"
        assert await client.closed()
    assert site.received == []
    assert site.door.bytes_in_flight == 0


async def test_all_unfinished_messages_together_have_a_limit() -> None:
    async with a_door(in_flight=10_000) as site:
        first = await site.connect()
        for command in (MAIL, RCPT, "DATA"):
            await first.ask(command)
        first.send(b"x" * 9000)
        second = await site.connect()
        while site.door.bytes_in_flight < 9000:
            assert (await second.ask("NOOP"))[:3] == "250"
        assert (await second.deliver(b"y" * 2000 + b"\r\n.\r\n"))[:9] == "452 4.3.1"
        assert (await first.ask(b"\r\n.\r\n"))[:3] == "250"
        assert (await second.deliver(b"y" * 2000 + b"\r\n.\r\n"))[:3] == "250"


async def test_a_message_that_goes_in_circles_is_refused() -> None:
    async with a_door() as site:
        client = await site.connect()
        assert (await client.deliver(b"Received: by a\r\n" * 50 + b"\r\nReceived: x\r\n.\r\n"))[:3] == "250"
        assert (await client.deliver(b"received : by a\r\n" * 51 + b"\r\nx\r\n.\r\n"))[:9] == "554 5.4.6"
    assert len(site.received) == 1


async def test_too_many_recipients_are_told_to_come_again() -> None:
    async with a_door(recipients=2) as site:
        client = await site.connect()
        await client.ask(MAIL)
        assert [(await client.ask(RCPT))[:9] for _ in range(3)] == ["250 2.1.5", "250 2.1.5", "452 4.5.3"]
        await client.ask("DATA")
        assert (await client.ask(b"x\r\n.\r\n"))[:3] == "250"


async def test_connections_have_a_limit_for_each_peer_and_for_all() -> None:
    async with a_door(connections_per_peer=2) as site:
        first, _ = await site.connect(), await site.connect()
        third = await site.connect(None, greeting=False)
        assert (await third.reply())[:9] == "421 4.7.0"
        assert await third.closed()
        await first.ask("QUIT")
        assert await first.closed()
        await site.connect()
    async with a_door(connections=1) as site:
        await site.connect()
        assert (await (await site.connect(None, greeting=False)).reply())[:9] == "421 4.7.0"


async def test_a_silent_client_is_told_to_go() -> None:
    async with a_door(idle=0.4) as site:
        client = await site.connect()
        assert (await client.reply())[:9] == "421 4.4.2"
        assert await client.closed()


async def test_a_message_that_trickles_in_for_too_long_is_cut_off() -> None:
    async with a_door(message_time=0.05) as site:
        client = await site.connect()
        for command in (MAIL, RCPT, "DATA"):
            await client.ask(command)
        client.send(b"x")
        assert (await client.reply())[:3] == "421"
    assert site.received == []


class Slow:
    """A store step that ends when it is told to."""

    def __init__(self) -> None:
        self.began = asyncio.Event()
        self.go = asyncio.Event()
        self.done: list[Envelope] = []

    async def receive(self, envelope: Envelope) -> None:
        """Waits, then stores."""
        self.began.set()
        await self.go.wait()
        self.done.append(envelope)


async def _in_the_store_step(site: Site, slow: Slow) -> Client:
    client = await site.connect()
    for command in (MAIL, RCPT, "DATA"):
        await client.ask(command)
    client.send(b"x\r\n.\r\n")
    await asyncio.wait_for(slow.began.wait(), 10)
    return client


async def test_the_idle_time_does_not_run_while_we_store() -> None:
    slow = Slow()
    async with a_door(slow.receive, idle=0.4) as site:
        client = await _in_the_store_step(site, slow)
        asyncio.get_running_loop().call_later(1.0, slow.go.set)
        assert (await client.reply())[:3] == "250"


async def test_a_client_that_hangs_up_in_mid_commit_does_not_undo_it() -> None:
    slow = Slow()
    async with a_door(slow.receive) as site:
        client = await _in_the_store_step(site, slow)
        client.writer.transport.abort()
        other = await site.connect()
        while site.door.sessions > 1:
            assert (await other.ask("NOOP"))[:3] == "250"
        slow.go.set()
        assert await site.door.stop(5) == 0
    assert [mail.raw for mail in slow.done] == [b"x\r\n"]


async def test_a_client_that_hangs_up_before_the_dot_leaves_nothing() -> None:
    async with a_door() as site:
        client = await site.connect()
        for command in (MAIL, RCPT, "DATA"):
            await client.ask(command)
        client.send(b"half a mail\r\n")
        client.writer.write_eof()
        assert await client.closed()
        assert (await (await site.connect()).ask("NOOP"))[:3] == "250"
    assert site.received == []
    assert site.door.bytes_in_flight == 0


async def test_a_client_that_says_all_and_closes_its_side_still_gets_its_answer() -> None:
    async with a_door() as site:
        client = await site.connect()
        client.send(f"{MAIL}\r\n{RCPT}\r\nDATA\r\nx\r\n.\r\n".encode())
        client.writer.write_eof()
        assert [(await client.reply())[:3] for _ in range(4)] == ["250", "250", "354", "250"]
        assert await client.closed()
    assert len(site.received) == 1


@pytest.mark.parametrize(
    "error", [ValueError("secret path /srv/x"), OSError(28, "No space"), KeyError("k"), TimeoutError()]
)
async def test_our_own_trouble_is_temporary_and_stays_private(error: Exception) -> None:
    async def fail(envelope: Envelope) -> None:
        raise error

    async with a_door(fail) as site:
        client = await site.connect()
        reply = await client.deliver(b"x\r\n.\r\n")
        assert reply == "451 4.3.0 Cannot take mail right now, please try again later"
        assert (await client.ask("NOOP"))[:3] == "250"


async def test_a_lookup_that_fails_is_temporary_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(address: str) -> None:
        raise RuntimeError(address)

    async with a_door() as site:
        client = await site.connect()
        await client.ask(MAIL)
        monkeypatch.setattr(site.door, "resolve", broken)
        assert (await client.ask(RCPT))[:9] == "451 4.3.0"
        monkeypatch.undo()
        assert (await client.ask(RCPT))[:3] == "250"


async def test_while_there_is_trouble_mail_is_put_off() -> None:
    said: list[str | None] = ["452 4.3.1 Disk nearly full", None]
    async with a_door(trouble=lambda: said[0]) as site:
        client = await site.connect()
        assert await client.ask(MAIL) == "452 4.3.1 Disk nearly full"
        said.pop(0)
        assert (await client.deliver(b"x\r\n.\r\n"))[:3] == "250"


async def test_stop_finishes_what_is_in_hand_and_tells_the_rest() -> None:
    slow = Slow()
    async with a_door(slow.receive) as site:
        idle = await site.connect()
        busy = await _in_the_store_step(site, slow)
        stopping = asyncio.ensure_future(site.door.stop(10))
        assert (await idle.reply())[:9] == "421 4.3.2"
        assert await idle.closed()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(*site.address)
        slow.go.set()
        assert [(await busy.reply())[:3], (await busy.reply())[:3]] == ["250", "421"]
        assert await stopping == 0
    assert len(slow.done) == 1


async def test_stop_does_not_wait_longer_than_its_grace() -> None:
    slow = Slow()
    async with a_door(slow.receive) as site:
        client = await _in_the_store_step(site, slow)
        assert await site.door.stop(0.05) == 1
        assert (await client.reply())[:3] == "421"
        assert await client.closed()
        slow.go.set()


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    """A server's context with a fresh certificate, and the certificate."""
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=mx.leads.example",
         "-addext", "subjectAltName=DNS:mx.leads.example", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context, certificate


async def test_starttls_forgets_the_session_and_drops_what_was_sent_before(tls: tuple[ssl.SSLContext, Path]) -> None:
    context, certificate = tls
    async with a_door(tls=context) as site:
        client = await site.connect()
        assert "STARTTLS" in await client.ask("EHLO site.example")
        await client.ask(MAIL)
        client.send(b"STARTTLS\r\nRCPT TO:<sales@leads.example>\r\nNOOP\r\n")
        assert (await client.reply())[:3] == "220"
        trusting = ssl.create_default_context(cafile=str(certificate))
        await client.writer.start_tls(trusting, server_hostname=LIMITS.hostname)
        assert (await client.ask(RCPT))[:3] == "503"
        assert "STARTTLS" not in await client.ask("EHLO site.example")
        assert (await client.ask("STARTTLS"))[:3] == "503"
        assert (await client.deliver(b"x\r\n.\r\n"))[:3] == "250"
        assert (await client.ask("QUIT"))[:3] == "221"
    assert len(site.received) == 1


async def test_a_load_balancer_that_is_believed_names_the_client() -> None:
    async with a_door(proxy_networks=("127.0.0.0/8",), connections_per_peer=1) as site:
        for peer in ("192.0.2.1", "192.0.2.2"):
            client = await site.connect(None, greeting=False)
            client.send(f"PROXY TCP4 {peer} 192.0.2.9 50000 25\r\n".encode())
            assert (await client.reply())[:4] == "220 "
            await client.ask("EHLO site.example")
            assert (await client.deliver(b"x\r\n.\r\n"))[:3] == "250"
        third = await site.connect(None, greeting=False)
        third.send(b"PROXY TCP4 192.0.2.2 192.0.2.9 50001 25\r\n")
        assert (await third.reply())[:9] == "421 4.7.0"
        liar = await site.connect(None, greeting=False)
        liar.send("EHLO site.example")
        assert await liar.closed()
    assert [mail.peer for mail in site.received] == ["192.0.2.1", "192.0.2.2"]


async def test_a_good_client_is_served_among_hundreds_of_silent_ones() -> None:
    async with a_door(connections=450, connections_per_peer=450) as site:
        for _ in range(400):
            await site.connect(None, greeting=False)
        good = await site.connect()
        assert await asyncio.wait_for(good.deliver(b"x\r\n.\r\n"), 5) == "250 2.0.0 Accepted"
