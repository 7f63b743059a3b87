"""The SMTP door as a well-meaning client meets it."""

from __future__ import annotations

import asyncio
import smtplib
import socket
from pathlib import Path

import pytest

from tests.doors.smtp_kit import LIMITS, MAIL, NOON, RCPT, a_door
from uptape.core.mail import Envelope, Recipient
from uptape.intake.smtp_limits import with_enhanced_code

LEAD = b"Subject: New lead\r\n\r\nHello\r\n"


async def test_a_message_arrives_with_its_envelope() -> None:
    async with a_door() as site:
        client = await site.connect()
        assert await client.deliver(LEAD + b".\r\n", "Sales+Web@LEADS.example") == "250 2.0.0 Accepted"
    assert site.received == [
        Envelope(
            door="smtp",
            sender="web@site.example",
            recipients=(Recipient("Sales+Web@LEADS.example", "sunset", "sales", "web"),),
            raw=LEAD,
            received_at=NOON,
            peer="127.0.0.1",
        )
    ]


async def test_pythons_own_client_sends_to_two_pools_in_one_message() -> None:
    async with a_door() as site:

        def send() -> None:
            with smtplib.SMTP(*site.address) as smtp:
                refused = smtp.sendmail(
                    "web@site.example", ["sales@leads.example", "SALES@leads.example", "service@leads.example"], LEAD
                )
                assert refused == {}

        await asyncio.to_thread(send)
    [mail] = site.received
    assert [(r.address, r.pool) for r in mail.recipients] == [
        ("sales@leads.example", "sales"),
        ("service@leads.example", "service"),
    ]


async def test_several_messages_in_one_session_stay_apart() -> None:
    async with a_door() as site:
        client = await site.connect()
        for word in (b"one", b"two", b"three"):
            assert (await client.deliver(word + b"\r\n.\r\n"))[:3] == "250"
    assert [mail.raw for mail in site.received] == [b"one\r\n", b"two\r\n", b"three\r\n"]


async def test_a_pipelined_session_is_answered_in_order() -> None:
    async with a_door() as site:
        client = await site.connect()
        data = b"a\r\n.\r\n"
        client.send(f"{MAIL}\r\n{RCPT}\r\nDATA\r\n".encode() + data + f"{MAIL}\r\n{RCPT}\r\nDATA\r\n".encode() + data)
        client.send("QUIT")
        codes = [(await client.reply())[:3] for _ in range(9)]
    assert codes == ["250", "250", "354", "250", "250", "250", "354", "250", "221"]
    assert [mail.raw for mail in site.received] == [b"a\r\n", b"a\r\n"]


async def test_the_greeting_names_the_extensions() -> None:
    async with a_door() as site:
        client = await site.connect(hello=None)
        assert await client.ask("EHLO site.example") == (
            "250-mx.leads.example\n250-SIZE 20000\n250-8BITMIME\n250-SMTPUTF8\n250-PIPELINING\n250 ENHANCEDSTATUSCODES"
        )
        assert await client.ask("HELO site.example") == "250 mx.leads.example"


@pytest.mark.parametrize("address", ["postmaster", "Postmaster", "POSTMASTER@mx.leads.example"])
async def test_postmaster_is_always_there(address: str) -> None:
    async with a_door() as site:
        client = await site.connect()
        assert (await client.deliver(b"x\r\n.\r\n", address))[:3] == "250"
    assert site.received[0].recipients == (Recipient(address, None, None),)


async def test_the_null_sender_is_taken() -> None:
    async with a_door() as site:
        client = await site.connect()
        assert (await client.deliver(b"x\r\n.\r\n", sender=""))[:3] == "250"
    assert site.received[0].sender == ""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\r\n",
        b".\r\nnot the end\r\n",
        b"..\r\n...\r\n",
        b"nul \x00 and \xff\xfe and caf\xe9\r\n",
        b"bare \r and \n and \n.\n in it\r\n",
        b"x" * 15_000 + b"\r\n",
        b"X-Uptape-Lead: 7\r\nSubject: forged\r\n\r\n",
    ],
)
async def test_stored_bytes_equal_sent_bytes(body: bytes) -> None:
    stuffed = (b"\r\n" + body).replace(b"\r\n.", b"\r\n..")[2:]
    async with a_door() as site:
        client = await site.connect()
        assert (await client.deliver(stuffed + b".\r\n"))[:3] == "250"
    assert [mail.raw for mail in site.received] == [body]


async def test_a_utf8_address_is_taken_with_smtputf8() -> None:
    async with a_door() as site:
        client = await site.connect()
        assert (await client.ask("MAIL FROM:<josé@site.example> SMTPUTF8 BODY=8BITMIME"))[:3] == "250"
        assert (await client.ask(RCPT))[:3] == "250"
        assert (await client.ask("DATA"))[:3] == "354"
        assert (await client.ask(b"x\r\n.\r\n"))[:3] == "250"
    assert site.received[0].sender == "josé@site.example"


async def test_lmtp_answers_once_for_each_recipient() -> None:
    async with a_door(lmtp=True) as site:
        client = await site.connect("LHLO mta.example")
        client.send(
            f"{MAIL}\r\n{RCPT}\r\nRCPT TO:<nobody@leads.example>\r\nRCPT TO:<service@leads.example>\r\nDATA\r\n"
        )
        codes = [(await client.reply())[:3] for _ in range(5)]
        assert codes == ["250", "250", "550", "250", "354"]
        client.send(b"x\r\n.\r\n")
        assert [await client.reply(), await client.reply()] == ["250 2.0.0 Accepted"] * 2
        assert (await client.ask("EHLO site.example"))[:3] == "502"
    assert [len(mail.recipients) for mail in site.received] == [2]


async def test_lmtp_on_a_path_and_a_socket_that_was_handed_in(tmp_path: Path) -> None:
    path = str(tmp_path / "lmtp")
    async with a_door() as site:
        handed = socket.create_server(("127.0.0.1", 0))
        bound = await site.door.start(sockets=[handed], lmtp=path)
        assert handed.getsockname() in bound
        reader, writer = await asyncio.open_unix_connection(path)
        assert (await reader.readline())[:4] == b"220 "
        writer.close()
        reader, writer = await asyncio.open_connection(*handed.getsockname())
        assert (await reader.readline())[:9] == b"220 " + LIMITS.hostname.encode()[:5]
        writer.close()
    assert not Path(path).exists()


def test_replies_without_an_enhanced_code_get_one_of_their_class() -> None:
    assert [with_enhanced_code(f"{code} Words") for code in (220, 250, 354, 501, 552)] == [
        "220 Words",
        "250 2.0.0 Words",
        "354 Words",
        "501 5.5.4 Words",
        "552 5.3.4 Words",
    ]
    assert with_enhanced_code("550 5.7.1 No") == "550 5.7.1 No"


async def test_every_enhanced_code_is_of_its_replys_class() -> None:
    dialogue = [
        *("NOOP", "DATA", RCPT, MAIL, "EXPN all", "VRFY sales", "HELP", "HELP MAIL", "BLURB", "AUTH PLAIN", "STARTTLS"),
        *("EHLO", "EHLO site.example", "DATA", RCPT, "MAIL TO:<a@b.example>", "MAIL FROM:<a b>", MAIL, MAIL, "RSET x"),
        *("RCPT FROM:<a>", "RCPT TO:<a b>", "RCPT TO:<a@b.example>", "RCPT TO:<>", RCPT, f"{RCPT} X=1", "DATA now"),
        *("RSET", f"{MAIL} SIZE=99999999", f"{MAIL} SIZE=x", f"{MAIL} BODY=9BIT", f"{MAIL} X=Y", f"{MAIL} SIZE=5"),
    ]
    async with a_door(errors=100) as site:
        client = await site.connect(hello=None)
        replies = [(command, await client.ask(command)) for command in dialogue]
        bye = await client.ask("QUIT")
    for command, reply in [*replies, ("QUIT", bye)]:
        if not command.startswith("EHLO site"):
            assert reply[4:6] == f"{reply[0]}.", (command, reply)
