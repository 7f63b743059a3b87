"""The SMTP door: who is let in, what is answered, and that 250 means stored."""

from __future__ import annotations

import asyncio
import re
import smtplib

import pytest

from tests.conftest import MONDAY
from tests.doors.smtp_client import OTHER, PATIENCE, POOL, client, limits, opened
from uptape.core.errors import Temporary
from uptape.core.mail import Envelope, Recipient

MAIL = b"Subject: lead\r\n\r\nA lead.\r\n"


async def test_smtplib_delivers_to_two_pools_in_one_mail() -> None:
    def send(port: int) -> None:
        with smtplib.SMTP("127.0.0.1", port, "client.example") as smtp:
            assert smtp.sendmail("site@lead-site.example", [POOL.upper(), OTHER], MAIL) == {}

    async with opened() as at:
        await asyncio.to_thread(send, at.port)
        assert at.mails == [
            Envelope(
                "smtp",
                "site@lead-site.example",
                (Recipient(POOL.upper(), "sunset", "new"), Recipient(OTHER, "sunset", "used")),
                MAIL,
                MONDAY,
                "127.0.0.1",
            )
        ]


async def test_250_is_said_only_after_the_mail_is_stored() -> None:
    asked, may_return = asyncio.Event(), asyncio.Event()

    async def receive(_envelope: Envelope) -> None:
        asked.set()
        await may_return.wait()

    async with opened(receive=receive) as at, client(at.port) as one:
        await one.start()
        await one.send(MAIL + b".\r\n")
        await asyncio.wait_for(asked.wait(), PATIENCE)
        reply = asyncio.ensure_future(one.reply())
        done, _ = await asyncio.wait([reply], timeout=0.2)
        assert not done
        may_return.set()
        assert await reply == "250 2.0.0 OK"
        assert len(at.mails) == 1


@pytest.mark.parametrize("error", [Temporary("secret"), OSError("secret"), ValueError("secret"), KeyError("secret")])
async def test_any_trouble_of_ours_is_a_neutral_451_and_the_connection_lives_on(error: Exception) -> None:
    faults = [error]

    async def receive(_envelope: Envelope) -> None:
        if faults:
            raise faults.pop()

    async with opened(receive=receive) as at, client(at.port) as one:
        reply = await one.deliver(MAIL + b".\r\n")
        assert reply == "451 4.3.0 Temporary trouble here, please try again later"
        assert await one.deliver(MAIL + b".\r\n") == "250 2.0.0 OK"
        assert len(at.mails) == 1


async def test_while_no_mail_can_be_taken_mail_is_answered_so() -> None:
    replies = iter(["452 4.3.1 The disk is full", None])
    async with opened(trouble=lambda: next(replies)) as at, client(at.port) as one:
        assert await one.say("EHLO client.example", "MAIL FROM:<a@b.example>") == "452 4.3.1 The disk is full"
        assert await one.say(f"RCPT TO:<{POOL}>") == "503 5.5.1 Error: need MAIL command"
        assert await one.say("MAIL FROM:<a@b.example>") == "250 2.1.0 OK"


async def test_an_unknown_recipient_is_refused_and_the_others_get_the_mail() -> None:
    async with opened() as at, client(at.port) as one:
        await one.say("EHLO client.example", "MAIL FROM:<a@b.example>")
        assert await one.say("RCPT TO:<nobody@leads.example>") == "550 5.1.1 There is no such recipient here"
        assert await one.say("DATA") == "503 5.5.1 Error: need RCPT command"
        await one.say(f"RCPT TO:<{POOL}>", "DATA")
        assert await one.say(MAIL + b".") == "250 2.0.0 OK"
        assert [mail.recipients for mail in at.mails] == [(Recipient(POOL, "sunset", "new"),)]


@pytest.mark.parametrize(
    "address", ["postmaster", "Postmaster", "POSTMASTER", "postmaster@leads.example", "PostMaster@Leads.Example"]
)
async def test_postmaster_gets_mail_in_any_case(address: str) -> None:
    async with opened() as at, client(at.port) as one:
        await one.start(address)
        assert await one.say(MAIL + b".") == "250 2.0.0 OK"
        assert at.mails[0].recipients == (Recipient(address, None, None),)


async def test_the_null_sender_is_taken() -> None:
    async with opened() as at, client(at.port) as one:
        assert await one.say("EHLO client.example", "MAIL FROM:<>", f"RCPT TO:<{POOL}>", "DATA") == (
            "354 End data with <CR><LF>.<CR><LF>"
        )
        assert await one.say(MAIL + b".") == "250 2.0.0 OK"
        assert at.mails[0].sender == ""


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (b"<a\xff\xfe@b.example>", "a??@b.example"),
        (b"<a@b.example> BODY=8BITMIME SMTPUTF8", "a@b.example"),
        ("<jösé@b.example> SMTPUTF8".encode(), "jösé@b.example"),
        (b'<"odd name"@b.example>', '"odd name"@b.example'),
        (b"<@relay.example:a@b.example>", "a@b.example"),
        (b"a@b.example", "a@b.example"),
    ],
)
async def test_senders_are_kept_so_that_any_database_takes_them(given: bytes, kept: str) -> None:
    async with opened() as at, client(at.port) as one:
        assert await one.say("EHLO client.example", b"MAIL FROM:" + given) == "250 2.1.0 OK"
        await one.say(f"RCPT TO:<{POOL}>", "DATA")
        assert await one.say(MAIL + b".") == "250 2.0.0 OK"
        assert at.mails[0].sender == kept
        at.mails[0].sender.encode()


@pytest.mark.parametrize("form", ["<", "<>x<", "<@>", "<a@b", "a b c", "<a@b.example", "<a\x00@b.example"])
async def test_malformed_senders_never_look_like_our_trouble(form: str) -> None:
    async with opened() as at, client(at.port) as one:
        assert (await one.say("EHLO client.example", f"MAIL FROM:{form}"))[:1] in {"2", "5"}


RELAY_FORMS = [
    "<victim@elsewhere.example>",
    "<victim%elsewhere.example@leads.example>",
    "<victim%elsewhere.example@mx.leads.example>",
    "<victim%elsewhere.example>",
    "<elsewhere.example!victim>",
    "<elsewhere.example!victim@leads.example>",
    "<leads.example!elsewhere.example!victim>",
    "<@leads.example:victim@elsewhere.example>",
    "<@leads.example,@mx.leads.example:victim@elsewhere.example>",
    f"<@elsewhere.example:{POOL}>",
    '<"victim@elsewhere.example">',
    '<"victim@elsewhere.example"@leads.example>',
    '<"victim%elsewhere.example"@leads.example>',
    "<victim@elsewhere.example@leads.example>",
    f"<{POOL}@elsewhere.example>",
    f"<{POOL},victim@elsewhere.example>",
    f"<{POOL}><victim@elsewhere.example>",
    "<victim@[192.0.2.1]>",
    "<victim@[IPv6:2001:db8::1]>",
    "<victim@192.0.2.1>",
    "<victim@localhost>",
    "<>",
]


def test_there_are_22_relay_forms() -> None:
    assert len(set(RELAY_FORMS)) == 22


@pytest.mark.parametrize("form", RELAY_FORMS)
async def test_relaying_is_refused(form: str) -> None:
    async with opened() as at, client(at.port) as one:
        await one.say("EHLO client.example", "MAIL FROM:<a@b.example>")
        assert (await one.say(f"RCPT TO:{form}"))[:1] == "5"
        assert (await one.say("DATA"))[:3] == "503"


async def test_vrfy_and_expn_give_one_answer_for_all() -> None:
    async with opened() as at, client(at.port) as one:
        await one.say("EHLO client.example")
        names = [POOL, "nobody@leads.example", "postmaster", "<>", "", 'a "b']
        assert {(await one.say(f"VRFY {name}"))[:9] for name in names} == {"252 2.5.0"}
        assert {(await one.say(f"EXPN {name}"))[:9] for name in names} == {"502 5.5.1"}


async def test_every_reply_but_greetings_and_354_has_an_enhanced_code() -> None:
    commands = [
        "NOOP", "RSET", "HELP", "HELP MAIL", "VRFY", "MAIL", "MAIL FROM:", "RCPT TO:<a@b.example>", "DATA", "FOO",
        "MAIL FROM:<a@b.example> SIZE=x", "MAIL FROM:<a@b.example> SIZE=999999999", "MAIL FROM:<a@b.example> FOO=1",
        "MAIL FROM:<a@b.example> BODY=BINARYMIME", "RSET x", "NOOP x", "HELO", "EHLO", "STARTTLS", "AUTH PLAIN",
        "MAIL FROM:<a@b.example>", "MAIL FROM:<a@b.example>", "RCPT TO:<a@b.example> NOTIFY=NEVER", "RCPT", "DATA x",
        "", " ", "\xe9", "QUIT x", "QUIT",
    ]  # fmt: skip
    async with opened(limits(errors=1000)) as at, client(at.port) as one:
        assert "250-ENHANCEDSTATUSCODES" in await one.say("EHLO client.example")
        for command in commands:
            reply = await one.say(command)
            assert re.match(r"([245])\d\d \1\.\d\.\d+ \S", reply), (command, reply)


async def test_a_command_is_not_echoed_with_controls() -> None:
    async with opened() as at, client(at.port) as one:
        reply = await one.say(b"FOO\x1b[31m\x00\x07")
        assert reply == '500 5.5.2 Error: command "FOO?[31M??" not recognized'


async def test_pipelined_commands_are_answered_in_their_order() -> None:
    async with opened() as at, client(at.port) as one:
        await one.say("EHLO client.example")
        group = f"MAIL FROM:<a@b.example>\r\nRCPT TO:<{POOL}>\r\nRCPT TO:<x@leads.example>\r\nDATA\r\n"
        await one.send(group.encode())
        assert [(await one.reply())[:3] for _ in range(4)] == ["250", "250", "550", "354"]
        await one.send(MAIL + b".\r\n" + group.encode())
        assert [(await one.reply())[:3] for _ in range(5)] == ["250", "250", "250", "550", "354"]
        await one.send(b".\r\nQUIT\r\n")
        assert [(await one.reply())[:3] for _ in range(3)] == ["250", "221", ""]
        assert [mail.raw for mail in at.mails] == [MAIL, b""]


async def test_helo_without_extensions_works() -> None:
    async with opened() as at, client(at.port) as one:
        await one.start(helo="HELO client.example")
        assert await one.say(MAIL + b".") == "250 2.0.0 OK"
        assert len(at.mails) == 1


async def test_a_hang_up_in_mid_commit_still_stores_and_a_resend_works() -> None:
    asked, may_return, stored = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def receive(_envelope: Envelope) -> None:
        asked.set()
        await may_return.wait()
        stored.set()

    async with opened(receive=receive) as at:
        async with client(at.port) as one:
            await one.start()
            await one.send(MAIL + b".\r\n")
            await asyncio.wait_for(asked.wait(), PATIENCE)
            one.writer.transport.abort()
        may_return.set()
        await asyncio.wait_for(stored.wait(), PATIENCE)
        async with client(at.port) as one:
            assert await one.deliver(MAIL + b".\r\n") == "250 2.0.0 OK"
        assert [mail.raw for mail in at.mails] == [MAIL, MAIL]


async def test_a_mail_dropped_before_its_end_is_not_stored() -> None:
    async with opened() as at:
        async with client(at.port) as one:
            await one.start()
            await one.send(MAIL + b"\r\n.\r")
            one.writer.write_eof()
            assert await one.rest() == ""
        assert at.mails == []


@pytest.mark.parametrize(("hops", "code"), [(50, "250"), (51, "554")])
async def test_a_mail_that_went_in_circles_is_refused(hops: int, code: str) -> None:
    raw = b"".join(b"Received: from a.example\r\n by b.example\r\n" for _ in range(hops)) + MAIL
    async with opened() as at, client(at.port) as one:
        assert (await one.deliver(raw + b".\r\n"))[:3] == code
        assert len(at.mails) == (code == "250")


async def test_received_lines_that_a_body_quotes_are_no_circle() -> None:
    raw = MAIL + b"Received: from a.example\r\n" * 200
    async with opened() as at, client(at.port) as one:
        assert await one.deliver(raw + b".\r\n") == "250 2.0.0 OK"
        assert at.mails[0].raw == raw


async def test_stop_says_421_to_the_idle_and_finishes_the_mail_in_hand() -> None:
    asked, may_return = asyncio.Event(), asyncio.Event()

    async def receive(_envelope: Envelope) -> None:
        asked.set()
        await may_return.wait()

    async with opened(receive=receive) as at, client(at.port) as idle, client(at.port) as busy:
        await busy.start()
        await busy.send(MAIL + b".\r\n")
        await asyncio.wait_for(asked.wait(), PATIENCE)
        stopping = asyncio.ensure_future(at.door.stop(PATIENCE))
        assert await idle.rest() == "421 4.3.2 The service is shutting down, please try again later"
        assert not stopping.done()
        may_return.set()
        assert await busy.rest() == ("250 2.0.0 OK\n421 4.3.2 The service is shutting down, please try again later")
        await asyncio.wait_for(stopping, PATIENCE)
        assert len(at.mails) == 1
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", at.port)
