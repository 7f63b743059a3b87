"""Our SMTP door and the stock aiosmtpd server say yes and no to the same things, and keep the same bytes.

Three private names are overridden (`smtp_fast.py`): this is the test that must pass before a new aiosmtpd is taken.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from aiosmtpd.smtp import SMTP
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.doors.smtp_kit import MAIL, OPENING, RCPT, Client, Site, a_door
from uptape.intake.smtp_fast import parse_address, read_message


@dataclass
class Stock:
    """The stock server and what it kept."""

    address: tuple[str, int]
    kept: list[tuple[str, bytes]]


@asynccontextmanager
async def a_stock_server() -> AsyncIterator[Stock]:
    """aiosmtpd as it comes, with our limits and our mailboxes."""
    kept: list[tuple[str, bytes]] = []

    class Handler:
        async def handle_RCPT(self, server: SMTP, session: object, envelope: object, address: str, _: object) -> str:
            if not address.lower().endswith("@leads.example"):
                return "550 no"
            envelope.rcpt_tos.append(address)  # type: ignore[attr-defined]
            return "250 OK"

        async def handle_DATA(self, server: SMTP, session: object, envelope: object) -> str:
            sender = envelope.mail_from  # type: ignore[attr-defined]
            kept.append(("" if sender == "<>" else sender, envelope.content))  # type: ignore[attr-defined]
            return "250 OK"

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Handler(), hostname="mx", data_size_limit=20_000, enable_SMTPUTF8=True, loop=loop), "127.0.0.1", 0
    )
    try:
        yield Stock(server.sockets[0].getsockname(), kept)
    finally:
        server.close()


async def _classes(address: tuple[str, int], pieces: Sequence[bytes]) -> list[str]:
    """Sends the pieces, each as a packet of its own, then the end; the first digits of all replies."""
    reader, writer = await asyncio.open_connection(*address)
    client = Client(reader, writer)
    for piece in pieces:
        client.send(piece)
        await writer.drain()
        await asyncio.sleep(0)  # lets the server's side of the loop read it before the next one
        await asyncio.sleep(0)
    client.send(b"QUIT\r\n")
    digits = []
    while reply := await client.reply():
        digits.append(reply[0])
    writer.close()
    return digits


async def _compare(pieces: Sequence[bytes]) -> list[tuple[str, bytes]]:
    async with a_door() as ours, a_stock_server() as stock:
        assert await _classes(ours.address, pieces) == await _classes(stock.address, pieces)
        kept = _kept(ours)
        assert kept == stock.kept
        return kept


def _kept(site: Site) -> list[tuple[str, bytes]]:
    return [(mail.sender, mail.raw) for mail in site.received]


HEAD = f"{OPENING}\r\n{MAIL}\r\n{RCPT}\r\nDATA\r\n".encode()
BODIES = [
    b"",
    b"\r\n",
    b"plain\r\n",
    b"..stuffed\r\n..\r\n...\r\n",
    b".single\r\n",
    b"no end\n.\nreally\r\n",
    b"cr\r.\rcr\r\n",
    b"\r\n\r\n\r\n",
    b"8 bit \xff\x00 and NUL\r\n",
    b"x" * 900 + b"\r\n",
    (b"y" * 70 + b"\r\n") * 200,
    (b"z" * 70 + b"\r\n") * 400,
]


@pytest.mark.parametrize("body", BODIES)
async def test_bodies(body: bytes) -> None:
    kept = await _compare([HEAD, body + b".\r\n"])
    assert len(kept) == (len(body) <= 20_000)


@pytest.mark.parametrize("body", [b"", b"a\r\n", b"a\r\n..b\r\n", b"\r\n", b"a\r\n.\nb\r\n"])
async def test_an_end_that_comes_in_pieces(body: bytes) -> None:
    """Cut at every byte of the body, of the end mark and of the next command."""
    whole = body + b".\r\n" + b"RSET\r\n" + f"{MAIL}\r\n{RCPT}\r\nDATA\r\nnext\r\n.\r\n".encode()
    for cut in range(1, len(body) + 10):
        kept = await _compare([HEAD, whole[:cut], whole[cut:]])
        assert [raw for _, raw in kept][-1] == b"next\r\n"
    await _compare([HEAD, *(whole[n : n + 1] for n in range(len(whole)))])


@pytest.mark.parametrize("body", BODIES[:9])
async def test_the_end_is_found_wherever_a_chunk_is_cut(body: bytes) -> None:
    """The same without a network, so that each cut is where we want it."""
    wire = body + b".\r\n"
    for cut in range(1, len(wire)):
        reader = asyncio.StreamReader()
        reader.feed_data(wire[:cut])
        reading = asyncio.ensure_future(read_message(reader, 20_000, lambda size: True))
        await asyncio.sleep(0)
        reader.feed_data(wire[cut:] + b"QUIT\r\n")
        found, ended = await reading
        assert isinstance(found, bytes)
        assert (found, ended) == ((b"\r\n" + body).replace(b"\r\n.", b"\r\n")[2:], True)
        assert await reader.readline() == b"QUIT\r\n"


async def test_everything_in_one_packet() -> None:
    assert len(await _compare([HEAD + b"one\r\n.\r\n" + HEAD.partition(b"\r\n")[2] + b"two\r\n.\r\nNOOP\r\n"])) == 2


@pytest.mark.parametrize(
    "commands",
    [
        "MAIL FROM:<a@b.example>",
        f"{OPENING};DATA",
        f"{OPENING};{RCPT}",
        f"{OPENING};{MAIL};{MAIL}",
        f"{OPENING};{MAIL};DATA",
        f"{OPENING};{MAIL};RSET;{RCPT}",
        f"{OPENING};{MAIL};{OPENING};{RCPT}",
        f"{OPENING};{MAIL} SIZE=30000",
        f"{OPENING};{MAIL} SIZE=100 BODY=8BITMIME SMTPUTF8",
        f"{OPENING};{MAIL} SIZE=x;{MAIL} BODY=7;{MAIL} FOO=1;{MAIL} SMTPUTF8=1",
        f"HELO x;{MAIL} SIZE=10;{MAIL}",
        f"{OPENING};{MAIL};{RCPT} NOTIFY=NEVER;RCPT TO:<>;RCPT TO:;RCPT;RCPT TO:<nobody@other.example>",
        f"{OPENING};MAIL;MAIL FROM:;MAIL TO:<a@b.example>;MAIL FROM:a@b.example;MAIL FROM: <a@b.example>",
        "EHLO;HELO;NOOP;RSET;BLURB;NOOP x;RSET x",
        f"{OPENING};MAIL FROM:<>;{RCPT};mail from:<x@y.example>;rcpt to:<Sales@Leads.Example>",
    ],
)
async def test_dialogues(commands: str) -> None:
    await _compare([command.encode() + b"\r\n" for command in commands.split(";")])


_STOCK = object.__new__(SMTP)
ADDRESSES = [
    *(
        "<a@b.example>",
        "<Sales.Team@Leads.Example>",
        "<a.b+c@d-e.example> SIZE=1",
        "<>",
        "<> SIZE=1",
        "",
        "a@b.example",
        "<a@b.example",
        "a b",
        "<a b@c>",
    ),
    *(
        "<.a@b.example>",
        "<a..b@c.example>",
        "<a.@b.example>",
        "<a@b..example>",
        "<a@.b>",
        "<a@b.>",
        "<a@>",
        "<@b>",
        "<a>",
    ),
    *('<"a b"@c.example>', '<"a"@b.example>', "<a@[192.0.2.1]>", "< a@b.example >", "<a@b.example>(note) SIZE=1"),
    *(
        "<a@b.example>SIZE=1",
        "<a@b.example>  SIZE=1 ",
        "<a%b@c.example>",
        "<a!b@c.example>",
        "<josé@b.example>",
        "<a@é.example>",
    ),
    *(
        "<=?utf-8?q?a?=@b.example>",
        "<a=b.example@c.example>",
        "<a@b_c.example>",
        "<<a@b.example>>",
        "<a@b@c.example>",
        "<Postmaster>",
    ),
]


def _stock_address(arg: str) -> tuple[str | None, list[str] | None]:
    try:
        address, rest = SMTP._getaddr(_STOCK, arg)
    except Exception:  # the stock server answers 500 with its text; ours 553
        return None, None
    return address, None if rest is None else rest.split()


def _our_address(arg: str) -> tuple[str | None, list[str] | None]:
    address, rest = parse_address(_STOCK, arg)
    return address, None if rest is None else rest.split()


@pytest.mark.parametrize("arg", ADDRESSES)
def test_addresses(arg: str) -> None:
    assert _our_address(arg) == _stock_address(arg)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text("ab.@<>\"\\()[]:%!+=?-_ ,;'é1/", max_size=24).map(lambda inner: f"<{inner}>"))
def test_made_up_addresses(arg: str) -> None:
    if not arg.replace(" ", "").startswith("<@"):  # source routes are refused, on purpose
        assert _our_address(arg) == _stock_address(arg)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.from_regex(r"[a-z]{1,4}(\.[a-z]{1,3}){0,2}", fullmatch=True), min_size=2, max_size=2),
    st.text("SIZE=1 (x", max_size=6),
)
def test_plain_addresses(parts: list[str], rest: str) -> None:
    arg = f"<{parts[0]}@{parts[1]}>{rest}"
    assert _our_address(arg) == _stock_address(arg)
