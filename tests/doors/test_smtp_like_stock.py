"""The guarded conversation against the stock server of aiosmtpd: same verdicts, same bytes, dialogue by dialogue."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from tests.doors.smtp_client import POOL, Client, client, limits, opened, resolve

LIMIT = 50_000
HELLO = "EHLO client.example"
FROM, TO = "MAIL FROM:<a@b.example>", f"RCPT TO:<{POOL}>"
GREETED = [HELLO, FROM, TO, "DATA"]

DIALOGUES: dict[str, list[str | bytes]] = {
    "plain": [*GREETED, b"Subject: x\r\n\r\nbody\r\n."],
    "old greeting": ["HELO client.example", FROM, TO, "DATA", b"x\r\n."],
    "no greeting": [FROM, TO, "DATA", "NOOP"],
    "greeting without a name": ["EHLO", "HELO", FROM],
    "lower case": ["ehlo client.example", "mail from:<a@b.example>", f"rcpt to:<{POOL}>", "data", b"x\r\n."],
    "mixed case": ["eHlO client.example", "Mail From: <a@b.example>", f"Rcpt To:  <{POOL}>", "DaTa", b"x\r\n."],
    "blanks behind": [HELLO + "  ", FROM + " ", TO + "  ", "DATA ", b"x\r\n."],
    "no brackets": [HELLO, "MAIL FROM:a@b.example", f"RCPT TO:{POOL}", "DATA", b"x\r\n."],
    "null sender": [HELLO, "MAIL FROM:<>", TO, "DATA", b"x\r\n."],
    "empty body": [*GREETED, b"."],
    "only blank lines": [*GREETED, b"\r\n\r\n\r\n."],
    "dots": [*GREETED, b"..\r\n...\r\n.x\r\nx.\r\n. \r\n."],
    "bare line ends": [*GREETED, b"a\nb\rc\n.\nd\r.\re\r\n."],
    "all bytes": [*GREETED, bytes(range(256)).replace(b"\r", b"").replace(b"\n", b"") + b"\r\n."],
    "lines of 998": [*GREETED, (b"x" * 998 + b"\r\n") * 20 + b"."],
    "two mails": [*GREETED, b"one\r\n.", FROM, TO, "DATA", b"two\r\n."],
    "rset": [HELLO, FROM, TO, "RSET", "DATA", FROM, "RSET", TO, FROM, TO, "DATA", b"x\r\n."],
    "second greeting forgets": [HELLO, FROM, TO, HELLO, "DATA", TO],
    "two senders": [HELLO, FROM, FROM, TO, "DATA", b"x\r\n."],
    "recipient before sender": [HELLO, TO, FROM, "DATA"],
    "data without recipient": [HELLO, FROM, "DATA", b"NOOP"],
    "data with an argument": [HELLO, FROM, TO, "DATA x", "DATA", b"x\r\n."],
    "unknown recipient": [HELLO, FROM, "RCPT TO:<x@leads.example>", TO, "DATA", b"x\r\n."],
    "two recipients": [HELLO, FROM, TO, "RCPT TO:<used.sunset@leads.example>", "DATA", b"x\r\n."],
    "size": [HELLO, FROM + " SIZE=10", TO, "DATA", b"x\r\n."],
    "size over the limit": [HELLO, FROM + f" SIZE={LIMIT + 1}", TO],
    "size that is none": [HELLO, FROM + " SIZE=ten", FROM + " SIZE=", FROM + " SIZE=-1", FROM + " SIZE"],
    "over the limit": [*GREETED, b"x\r\n" * 20_000 + b".", FROM, TO, "DATA", b"x\r\n."],
    "just the limit": [*GREETED, (b"x" * 98 + b"\r\n") * (LIMIT // 100) + b"."],
    "one byte over the limit": [*GREETED, (b"x" * 98 + b"\r\n") * (LIMIT // 100 - 1) + b"x" * 99 + b"\r\n."],
    "body types": [HELLO, FROM + " BODY=8BITMIME", "RSET", FROM + " BODY=7BIT", "RSET", FROM + " BODY=BINARYMIME"],
    "utf8": [HELLO, "MAIL FROM:<é@b.example> SMTPUTF8", TO, "DATA", b"x\r\n."],
    "utf8 with a value": [HELLO, FROM + " SMTPUTF8=1"],
    "unknown parameters": [HELLO, FROM + " FOO=1", FROM + " FOO", FROM, TO + " NOTIFY=NEVER", TO],
    "parameters of the old greeting": ["HELO client.example", FROM + " SIZE=10", FROM, TO + " X=1", TO],
    "odd parameters": [HELLO, FROM + " =", FROM + " A=", FROM + " A-B=1"],
    "no address": [
        HELLO,
        "MAIL",
        "MAIL FROM:",
        "MAIL FROM",
        "MAIL TO:<a@b>",
        FROM,
        "RCPT",
        "RCPT TO:",
        "RCPT FROM:<a>",
    ],
    "malformed addresses": [HELLO, "MAIL FROM:<a@b", "MAIL FROM:<a b@c>", "MAIL FROM:<@>", FROM, "RCPT TO:<a@b"],
    "noop and help": [HELLO, "NOOP", "NOOP x", "HELP", "RSET x", "QUIT x"],
    "unknown command": [HELLO, "FOO", "FOO BAR", b"\xff\xfe", ""],
    "auth": [HELLO, "AUTH PLAIN AGEAYg=="],
    "no tls here": [HELLO, "STARTTLS"],
    "quit": [HELLO, FROM, "QUIT"],
}
"""By name; each line is sent when the one before it was answered."""

# Where we differ on purpose: the verdict of the stock server, and ours.
DIFFERENCES = {
    ("auth", 1): ("5", "5"),  # not known here, where the stock server wants TLS first
}


class _Stock:
    """The hooks that the stock server needs to take the same mails for the same people."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, int, bytes]] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if resolve(address) is None:
            return "550 5.1.1 unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        sender = "" if envelope.mail_from == "<>" else envelope.mail_from
        self.mails.append((sender, len(envelope.rcpt_tos), envelope.content))
        return "250 OK"


@asynccontextmanager
async def stock() -> AsyncIterator[tuple[_Stock, int]]:
    """The stock server."""
    handler, loop = _Stock(), asyncio.get_running_loop()

    def make() -> SMTP:
        return SMTP(handler, data_size_limit=LIMIT, enable_SMTPUTF8=True, hostname="mx.leads.example", loop=loop)

    server = await loop.create_server(make, "127.0.0.1", 0)
    try:
        yield handler, server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def _verdicts(one: Client, dialogue: list[str | bytes]) -> list[str]:
    """The class of each answer, `-` where the server has hung up."""
    found = []
    for line in dialogue:
        reply = await one.say(line)
        found.append(reply[:1] or "-")
    return found


@pytest.mark.parametrize("name", list(DIALOGUES))
async def test_the_stock_server_says_the_same_and_takes_the_same_bytes(name: str) -> None:
    dialogue = DIALOGUES[name]
    async with stock() as (handler, port), client(port) as one:
        expected = await _verdicts(one, dialogue)
    async with opened(limits(max_message_size=LIMIT)) as at, client(at.port) as one:
        found = await _verdicts(one, dialogue)
        mails = [(mail.sender, len(mail.recipients), mail.raw) for mail in at.mails]
    for (where, index), (theirs, ours) in DIFFERENCES.items():
        if where == name:
            assert (expected[index], found[index]) == (theirs, ours)
            expected[index] = found[index]
    assert list(zip(dialogue, found, strict=True)) == list(zip(dialogue, expected, strict=True))
    assert mails == handler.mails
