"""One SMTP or LMTP conversation: aiosmtpd's, guarded and with its three slow spots replaced.

Replaced are the reading of DATA (one wait a line), `_getaddr` (a header parser for each address) and the look for
commands by `inspect` at each connection. Two of the names are private, so the minor version of aiosmtpd is pinned and
tests compare with the stock server.
"""

from __future__ import annotations

import asyncio
import logging
import re
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
END = b"\r\n.\r\n"

_PLAIN = re.compile(r"\s*<([A-Za-z0-9.!#$&'*+/=?^_`{|}~-]{1,128}@[A-Za-z0-9.-]{1,253})>\s*(.*)\Z", re.DOTALL)
_POSTMASTER = re.compile(r"\s*<(postmaster)>\s*(.*)\Z", re.DOTALL | re.IGNORECASE)
_NULL = re.compile(r"\s*<>\s*(.*)\Z", re.DOTALL)
_BARE_LF = re.compile(rb"(?<!\r)\n")


class SmtpSession(SMTP):
    """A conversation with one client."""

    line_length_limit = STREAM_LIMIT

    def __init__(self, door: SmtpDoor, **options: Any) -> None:
        self._door = door
        self._refused = False
        self._counted: str | None = None
        self._in_data = False
        self._last_byte = b""
        self._errors = 0
        self._only_plain = False
        super().__init__(door.handler, **options)

    def __dir__(self) -> Sequence[str]:
        """The commands alone: the base class looks through all names of the object at each connection."""
        return _COMMANDS[type(self)]

    # The connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Counts the connection, and turns it away where there are too many."""
        if self._counted is None and not self._refused:
            peer = transport.get_extra_info("peername")
            host = str(peer[0]) if isinstance(peer, tuple) else "local"
            refusal = self._door.admit(host)
            if refusal is not None:
                self._refused = True
                assert isinstance(transport, asyncio.WriteTransport)
                transport.write(f"421 {refusal}\r\n".encode())
                transport.close()
                return
            self._counted = host
            self._door.sessions.add(self)
            if self._door.believes_proxy(host):
                self._proxy_timeout = 5.0
        super().connection_made(transport)

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
        """Refuses command lines that end in a bare LF (RFC 5321, 2.3.8): so is a second mail smuggled into a first."""
        if self._refused:
            return
        if not self._in_data and self._has_bare_lf(data):
            self._hang_up(b"500 5.5.2 Command lines end in CR LF\r\n")
            return
        self._last_byte = data[-1:]
        super().data_received(data)

    def _has_bare_lf(self, data: bytes) -> bool:
        found = _BARE_LF.search(data)
        if found is None:
            return False
        if found.start() == 0 and self._last_byte == b"\r":
            found = _BARE_LF.search(data, 1)
        return found is not None

    def _hang_up(self, reply: bytes) -> None:
        self._refused_later = True
        transport = self.transport
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(reply)
            transport.close()

    async def push(self, status: Any) -> None:
        """Answers; after too many errors hangs up."""
        text = status if isinstance(status, str) else bytes(status).decode("utf-8", "replace")
        await super().push(text)
        if text.startswith("5"):
            self._errors += 1
            if self._errors >= self._door.limits.errors and self.transport is not None:
                await super().push("421 4.7.0 Too many errors, closing the connection")
                self.transport.close()

    def end(self) -> None:
        """Ends an idle conversation when the daemon stops; one with a mail in hand ends after its answer."""
        if not self._in_data and self.transport is not None:
            self._hang_up(b"421 4.3.2 The service is shutting down, please try again later\r\n")

    # Addresses

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """The address of MAIL or RCPT and the rest of the line; (None, None) where it is malformed.

        Recipients must be plain: routes, percent hacks and quoted signs are how relays are abused, and no pool has one.
        """
        for pattern in (_PLAIN, _POSTMASTER):
            found = pattern.match(arg)
            if found:
                return found.group(1), found.group(2)
        if self._only_plain:
            return None, None
        found = _NULL.match(arg)
        if found:
            return "<>", found.group(1)
        address, rest = super()._getaddr(arg)
        return address, rest

    @syntax("RCPT TO: <address>", extended=" [SP <mail-parameters>]")
    async def smtp_RCPT(self, arg: str | None) -> None:
        """RCPT, for plain addresses only."""
        self._only_plain = True
        try:
            await super().smtp_RCPT(arg)
        finally:
            self._only_plain = False

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
                await self.push("552 5.3.4 The message is larger than the limit")
            else:
                self._timeout_handle.cancel()  # type: ignore[union-attr]  # it must not run while we are at work
                await self._answer(content)
        finally:
            self._in_data = False
            self._set_post_data_state()
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
            if len(buffer) - 2 > limit or dropped:
                dropped += len(buffer) - len(END) + 1
                del buffer[: len(buffer) - len(END) + 1]
                if dropped > 4 * limit:
                    self._hang_up(b"552 5.3.4 The message is larger than the limit\r\n")
                    raise ConnectionResetError("the client never ended its message")
        rest = bytes(buffer[at + len(END) :])
        if _BARE_LF.search(rest):
            self._hang_up(b"500 5.5.2 Command lines end in CR LF\r\n")
            raise ConnectionResetError("commands behind the message end in a bare LF")
        if rest:
            reader._buffer[0:0] = rest  # type: ignore[attr-defined]  # what was read too far goes back
        if dropped or at > limit + 2:
            return None
        # RFC 5321, 4.5.2: a leading dot is taken off. The first two bytes are ours.
        return bytes(buffer[: at + 2].replace(b"\r\n.", b"\r\n")[2:])

    async def _answer(self, content: bytes) -> None:
        await self.push(await self._door.take(self, content))


class LmtpSession(SmtpSession):
    """LMTP (RFC 2033) behind another mail server: LHLO, and one answer for each recipient."""

    @syntax("LHLO hostname")
    async def smtp_LHLO(self, arg: str) -> None:
        """The greeting."""
        await super().smtp_EHLO(arg)

    async def smtp_HELO(self, arg: str) -> None:
        """No command of LMTP."""
        await self.push("500 5.5.1 This is LMTP: say LHLO")

    async def smtp_EHLO(self, arg: str) -> None:
        """No command of LMTP."""
        await self.push("500 5.5.1 This is LMTP: say LHLO")

    async def _answer(self, content: bytes) -> None:
        assert self.envelope is not None
        count = len(self.envelope.rcpt_tos)
        answer = await self._door.take(self, content)
        for _ in range(count):
            await self.push(answer)


_COMMANDS: dict[type, tuple[str, ...]] = {
    kind: tuple(
        name
        for name in sorted(set().union(*(vars(base) for base in kind.__mro__)))
        if name.startswith("smtp_") and name != "smtp_AUTH"
    )
    for kind in (SmtpSession, LmtpSession)
}
