"""One SMTP or LMTP conversation: aiosmtpd's, guarded and with its three slow spots replaced.

Replaced are the reading of DATA (one wait a line), `_getaddr` (a header parser for each address) and the look for
commands by `inspect` at each connection. Two of the names are private, so the minor version of aiosmtpd is pinned and
tests compare with the stock server.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP, syntax

if TYPE_CHECKING:
    from uptape.intake.smtp import SmtpDoor

logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # it would log addresses and slows every command

READ_AT_ONCE = 262_144
STREAM_LIMIT = 65_536
"""Bytes that the stream holds back before it makes the client wait (twice this)."""
LONGEST_DATA = 1_800.0
"""Seconds that one message may take, however slowly it trickles in."""
LAST_WORDS = 10.0
"""Seconds in which a client may read our last words."""
END = b"\r\n.\r\n"
TOO_LARGE = "552 5.3.4 The message is larger than the limit"

_PLAIN = re.compile(r"\s*<([A-Za-z0-9.!#$&'*+/=?^_`{|}~-]{1,128}@[A-Za-z0-9.-]{1,253})>\s*(.*)\Z", re.DOTALL)
_BARE = re.compile(r"\s*([A-Za-z0-9.!#$&'*+/=?^_`{|}~-]{1,128}@[A-Za-z0-9.-]{1,253})(?:\s+(.*))?\Z", re.DOTALL)
"""Without brackets: wrong by RFC 5321, 4.1.2, but some programs send it, and there is only one way to read it."""
_POSTMASTER = re.compile(r"\s*<(postmaster)>\s*(.*)\Z", re.DOTALL | re.IGNORECASE)
_NULL = re.compile(r"\s*<>\s*(.*)\Z", re.DOTALL)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?:\s|\Z)")
_LINE_LIMIT = 1024
"""Bytes of a command line: twice the least of RFC 5321, 4.5.3.1.4, for the parameters of the extensions."""

# The base class answers many things without an enhanced code, which a server that announces them owes (RFC 2034, 3).
_CODES = {
    "220": "2.0.0",
    "221": "2.0.0",
    "250": "2.0.0",
    "451": "4.3.0",
    "454": "4.7.0",
    "500": "5.5.2",
    "501": "5.5.4",
    "502": "5.5.1",
    "503": "5.5.1",
    "530": "5.7.0",
    "552": "5.3.4",
    "553": "5.1.3",
    "554": "5.5.0",
    "555": "5.5.4",
}


@functools.cache
def _commands(kind: type) -> tuple[str, ...]:
    names = set().union(*(vars(base) for base in kind.__mro__))
    return tuple(name for name in sorted(names) if name.startswith("smtp_") and name != "smtp_AUTH")


def _look_at(task: asyncio.Task[None]) -> None:
    """Looks at the end of a conversation, so that asyncio does not report each broken connection as a fault."""
    if not task.cancelled():
        task.exception()


class SmtpSession(SMTP):
    """A conversation with one client."""

    line_length_limit = STREAM_LIMIT

    def __init__(self, door: SmtpDoor, **options: Any) -> None:
        self._door = door
        self._refused = False
        self._counted: str | None = None
        self._in_data = False
        self._greeting = True  # what is said now carries no enhanced code
        self._errors = 0
        self._only_plain = False
        # The base class keeps one table for all conversations, empties it at each new one and widens it at each EHLO.
        self.command_size_limits = defaultdict(lambda: _LINE_LIMIT)
        super().__init__(door.handler, **options)

    def __dir__(self) -> Sequence[str]:
        """The commands alone: the base class looks through all names of the object at each connection."""
        return _commands(type(self))  # type: ignore[arg-type]

    # The connection

    def connection_made(self, transport: Any) -> None:
        """Counts the connection, and turns it away where there are too many."""
        if self._counted is None and not self._refused:
            peer = transport.get_extra_info("peername")
            host = str(peer[0]) if isinstance(peer, tuple) else "local"
            refusal = self._door.admit(host)
            if refusal is not None:
                self._refused = True
                transport.write(f"421 {refusal}\r\n".encode())
                transport.close()
                return
            self._counted = host
            self._door.sessions.add(self)
            if self._door.believes_proxy(host):
                self._proxy_timeout = 5.0
        super().connection_made(transport)
        if self._handler_coroutine is not None:
            self._handler_coroutine.add_done_callback(_look_at)

    def count_for(self, host: str) -> str | None:
        """Counts the connection for the client behind a load balancer; the words of a refusal where it has too many."""
        refusal = self._door.recount(self._counted or "", host)
        if refusal is None:
            self._counted = host
        return refusal

    def _cb_client_connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Lets commands be read line by line, and only lines that end in CR LF."""
        super()._cb_client_connected(reader, writer)
        plain = reader.readuntil

        async def readuntil(separator: bytes = b"\n") -> bytes:
            line = await plain(separator)
            self._greeting = False
            # RFC 5321, 2.3.8: a bare CR or LF ends no line. Who takes it for an end lets mails be smuggled in.
            if separator == b"\n" and (not line.endswith(b"\r\n") or b"\r" in line[:-2]):
                self._hang_up(b"500 5.5.2 Command lines end in CR LF\r\n")
                raise ConnectionResetError("a command line ends in a bare LF")
            return line

        reader.readuntil = readuntil  # type: ignore[assignment, method-assign]

    def connection_lost(self, error: Exception | None) -> None:
        """Gives the place back."""
        if self._refused:
            return
        if self._counted is not None:
            self._door.release(self._counted)
            self._door.sessions.discard(self)
            self._counted = None
        super().connection_lost(error)

    def eof_received(self) -> bool | None:
        """Nothing more will come."""
        return False if self._refused else super().eof_received()

    def data_received(self, data: bytes) -> None:
        """Takes bytes in."""
        if not self._refused:
            super().data_received(data)

    def _hang_up(self, reply: bytes) -> None:
        transport: Any = self.transport
        if transport is not None and not transport.is_closing():
            transport.write(reply)
            transport.close()
            # Who does not read our last words would hold its place for ever.
            self.loop.call_later(LAST_WORDS, transport.abort)

    def _timeout_cb(self) -> None:
        self._hang_up(b"421 4.4.2 Nothing was heard for too long\r\n")

    async def push(self, status: Any) -> None:
        """Answers, with an enhanced code (RFC 2034); after too many errors hangs up."""
        text = status if isinstance(status, str) else bytes(status).decode("utf-8", "replace")
        if "\r\n" not in text:  # an answer that is not made here may quote the client
            text = _CONTROLS.sub("?", text)
        if not self._greeting and text[:3] in _CODES and text[3:4] == " " and not _ENHANCED.match(text, 4):
            text = f"{text[:3]} {_CODES[text[:3]]} {text[4:]}"
        await super().push(text)
        if text.startswith("5"):
            self._errors += 1
            if self._errors >= self._door.limits.errors:
                self._hang_up(b"421 4.7.0 Too many errors, closing the connection\r\n")

    async def smtp_HELO(self, arg: str | None) -> None:
        """The old greeting."""
        self._greeting = bool(arg)
        await super().smtp_HELO(arg)

    async def smtp_EHLO(self, arg: str | None) -> None:
        """The greeting, and what this server can do."""
        self._greeting = bool(arg)
        await super().smtp_EHLO(arg)

    def end(self) -> None:
        """Ends an idle conversation when the daemon stops; one with a mail in hand ends after its answer."""
        if not self._in_data and self.transport is not None:
            self._hang_up(b"421 4.3.2 The service is shutting down, please try again later\r\n")

    # Addresses

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """The address of MAIL or RCPT and the rest of the line; (None, None) where it is malformed.

        Recipients must be plain: routes, percent hacks and quoted signs are how relays are abused, and no pool has one.
        """
        for pattern in (_PLAIN, _BARE, _POSTMASTER):
            found = pattern.match(arg)
            if found:
                return found.group(1), found.group(2) or ""
        if self._only_plain:
            return None, None
        found = _NULL.match(arg)
        if found:
            return "<>", found.group(1)
        try:
            address, rest = super()._getaddr(arg)
        except Exception:  # the header parser of the standard library stumbles over some addresses
            return None, None
        return address, rest

    @syntax("RCPT TO: <address>", extended=" [SP <mail-parameters>]")
    async def smtp_RCPT(self, arg: str | None) -> None:
        """RCPT, for plain addresses only."""
        self._only_plain = True
        try:
            await super().smtp_RCPT(arg)
        finally:
            self._only_plain = False

    @syntax("STARTTLS", when="tls_context")
    async def smtp_STARTTLS(self, arg: str | None) -> None:
        """TLS, once (RFC 3207, 4.2)."""
        if self._tls_protocol:
            await self.push("503 5.5.1 TLS is on already")
            return
        await super().smtp_STARTTLS(arg)

    async def smtp_VRFY(self, arg: str | None) -> None:
        """One answer for every address (RFC 5321, 3.5.3)."""
        await self.push("252 2.5.0 Cannot verify the address, but will take mail for those who exist")

    async def smtp_EXPN(self, arg: str | None) -> None:
        """No lists here."""
        await self.push("502 5.5.1 Not implemented")

    async def smtp_HELP(self, arg: str | None) -> None:
        """Nothing about who is here."""
        await self.push("214 2.0.0 See RFC 5321")

    # The message

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:
        """Reads a message to CR LF . CR LF, and to nothing else, and answers when it is durable."""
        if await self.check_helo_needed():
            return
        assert self.envelope is not None
        if not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        self._in_data = True
        try:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            content = await self._read_data()
            if content is None:
                await self._answer(TOO_LARGE)
            else:
                self._timeout_handle.cancel()  # type: ignore[union-attr]  # it must not run while we are at work
                await self._answer(await self._take(content))
        finally:
            self._in_data = False
            self._set_post_data_state()  # type: ignore[no-untyped-call]
        if self.transport is not None:
            self._reset_timeout()
            if self._door.stopping:
                self.end()

    async def _read_data(self) -> bytes | None:
        """The message as sent, without the dots of transparency; None where it is larger than the limit."""
        reader, limit = self._reader, self._door.limits.max_message_size
        buffer = bytearray(b"\r\n")  # so that a dot in the very first line is one of a line too
        dropped = 0
        deadline = self.loop.time() + LONGEST_DATA
        while True:
            chunk = await reader.read(READ_AT_ONCE)
            if not chunk or self.loop.time() > deadline:
                raise ConnectionResetError("the client went away in the middle of a message")
            self._reset_timeout()
            start = max(0, len(buffer) - len(END) + 1)
            buffer += chunk
            at = buffer.find(END, start)
            if at >= 0:
                break
            if len(buffer) - len(END) > limit or dropped:
                dropped += len(buffer) - len(END) + 1
                del buffer[: len(buffer) - len(END) + 1]
                if dropped > 4 * limit:
                    self._hang_up(TOO_LARGE.encode() + b"\r\n")
                    raise ConnectionResetError("the client never ended its message")
        rest = bytes(buffer[at + len(END) :])
        if rest:
            reader._buffer[0:0] = rest  # type: ignore[attr-defined]  # what was read too far goes back
        if dropped or at > limit:  # as sent, with the dots of transparency
            return None
        # RFC 5321, 4.5.2: a leading dot is taken off. The first two bytes are ours.
        return bytes(buffer[: at + 2].replace(b"\r\n.", b"\r\n")[2:])

    async def _take(self, content: bytes) -> str:
        try:
            return await self._door.take(self, content)
        except Exception as error:
            return await self.handle_exception(error)

    async def _answer(self, text: str) -> None:
        """The answer to a message."""
        await self.push(text)
