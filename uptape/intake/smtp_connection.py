"""The life of one SMTP or LMTP connection: who may come in, what a command line is, and how it ends.

Against the stock class: a line that ends in a bare LF ends the session; every reply has an enhanced code; errors are
counted; the idle timer stands still while a message is stored; our own trouble is always 451 without its text.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, ClassVar

from aiosmtpd.proxy_protocol import get_proxy
from aiosmtpd.smtp import ALLOWED_BEFORE_STARTTLS, SMTP, TLSSetupException

from uptape.intake import smtp_limits as say
from uptape.log import logger

if TYPE_CHECKING:
    from uptape.intake.smtp import SmtpDoor

_UNPRINTABLE = re.compile(rb"[\x00-\x1f\x7f]")
_JUNK = frozenset({"NOOP", "RSET", "VRFY", "EXPN", "HELP"})
_HANG_UP_AFTER = 5.0


class GuardedConnection(SMTP):
    """One client's connection; what the commands do is in DoorSession."""

    protocol_name = "ESMTP"
    command_names: ClassVar[list[str]] = []
    line_length_limit = 32 * 1024
    """How much the reader holds back for us (twice this, then the client is paused); lines of a message have no limit
    of their own, since lead sites send whole HTML pages as one line."""

    def __init__(self, door: SmtpDoor, loop: asyncio.AbstractEventLoop) -> None:
        settings = door.settings
        self.door = door
        self.peer = ""
        self.busy = False
        """In DATA or storing: what stop() lets finish."""
        self._refused = False
        self._closing = False
        self._errors = 0
        self.junk = 0
        self._idle_since = 0.0
        self.storing = False
        super().__init__(
            door.hooks,
            data_size_limit=settings.max_message_size,
            enable_SMTPUTF8=True,
            hostname=settings.hostname,
            ident=settings.ident,
            tls_context=door.tls,
            timeout=settings.idle,
            loop=loop,
        )
        self.closed: asyncio.Future[None] = loop.create_future()

    def __dir__(self) -> list[str]:
        return self.command_names

    # --- the connection ---

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Takes the connection, or answers 421 where the client or all together have too many."""
        if self._original_transport is not None:  # the same client, now inside TLS
            super().connection_made(transport)
            return
        name = transport.get_extra_info("peername")
        self.peer = name[0] if isinstance(name, tuple) else ""
        refusal = self.door.enter(self)
        if refusal:
            self._refused = True
            assert isinstance(transport, asyncio.Transport)
            transport.write(refusal.encode() + b"\r\n")
            transport.close()
            return
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Bytes of a refused client are dropped."""
        if not self._refused:
            super().data_received(data)

    def eof_received(self) -> bool | None:
        """The client sends no more. What it has sent is still answered; aiosmtpd would cancel the running command."""
        if self._refused:
            return False
        return asyncio.StreamReaderProtocol.eof_received(self)

    def connection_lost(self, error: Exception | None) -> None:
        """The client is gone. A store step that runs goes on to its end."""
        if self._refused:
            return
        self.door.leave(self)
        super().connection_lost(error)
        if not self.closed.done():
            self.closed.set_result(None)

    def _reset_timeout(self, duration: float | None = None) -> None:
        # One timer that looks at the time of the last sign of life, in place of one timer for each command.
        self._idle_since = self.loop.time()
        if self._timeout_handle is None:
            self._timeout_handle = self.loop.call_later(self._timeout_duration, self._timeout_cb)

    def _timeout_cb(self) -> None:
        left = self._idle_since + self._timeout_duration - self.loop.time()
        if self.storing:
            left = self._timeout_duration
        if left > 0:
            self._timeout_handle = self.loop.call_later(left, self._timeout_cb)
        else:
            self.hang_up(say.IDLE)

    def hang_up(self, reply: str) -> None:
        """Says a last sentence and closes; a client that does not read it is cut off a little later."""
        transport = self.transport
        if transport is None or self._closing:
            return
        self._closing = True
        assert isinstance(transport, asyncio.Transport)
        transport.write(reply.encode() + b"\r\n")
        transport.close()
        self.loop.call_later(_HANG_UP_AFTER, transport.abort)

    def stop_soon(self) -> None:
        """Ends the session with 421: at once, or after the message in hand."""
        if not self.busy:
            self.hang_up(say.CLOSING)

    async def push(self, status: str | bytes) -> None:
        """Sends one reply line, with an enhanced code."""
        if self._closing or self.transport is None:
            raise ConnectionResetError
        reply = say.with_enhanced_code(status if isinstance(status, str) else status.decode())
        if reply[0] == "5":
            self._errors += 1
        self._writer.write(reply.encode() + b"\r\n")
        await self._writer.drain()

    async def handle_exception(self, error: Exception) -> str:
        """Our own trouble: temporary, always, and its text stays in the log."""
        logger().error("smtp_fault", peer=self.peer, error=f"{type(error).__name__}: {error}"[:300])
        return say.NOT_NOW

    # --- commands ---

    async def _handle_client(self) -> None:
        try:
            if self.door.is_proxy(self.peer) and not await self._read_proxy_header():
                return
            await self.push(
                say.GREETING.format(hostname=self.hostname, protocol=self.protocol_name, ident=self.__ident__)
            )
            while not self._closing and self.transport is not None:
                await self._one_command()
                if self._errors >= self.door.settings.errors:
                    self.hang_up(say.TOO_MANY_ERRORS)
                elif self.door.stopping:
                    self.hang_up(say.CLOSING)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client is gone
        finally:
            if self.transport is not None and not self._closing:
                self.transport.close()

    async def _one_command(self) -> None:
        line = await self._read_line()
        if line is None:
            return
        self._reset_timeout()
        word, _, rest = line.partition(b" ")
        command = word.upper().decode("ascii", "replace")
        method = self._smtp_methods.get(command)
        try:
            argument = rest.strip().decode("utf-8") or None
        except UnicodeDecodeError:
            await self.push(say.SYNTAX)
            return
        if method is None:
            await self.push(say.UNKNOWN_COMMAND)
            return
        if self.door.tls_required and not self._tls_protocol and command not in ALLOWED_BEFORE_STARTTLS | {"LHLO"}:
            await self.push(say.NEEDS_TLS)
            return
        if command in _JUNK:
            self.junk += 1
            self._errors += self.junk > say.JUNK_COMMANDS
        try:
            await method(argument)
        except (ConnectionError, asyncio.IncompleteReadError):
            raise
        except TLSSetupException:
            raise ConnectionResetError from None
        except Exception as error:
            await self.push(await self.handle_exception(error))

    async def _read_line(self) -> bytes | None:
        """The next command without its CRLF; None after a line that was answered here."""
        try:
            line = await self._reader.readuntil(b"\n")
        except asyncio.LimitOverrunError:
            self.hang_up("500 5.5.2 Command line too long, closing")
            return None
        if not line.endswith(b"\r\n") or b"\r" in line[:-2]:
            # Whoever sends these tries to hide commands from a server in front of us; nothing behind them is run.
            self.hang_up(say.BARE_LINE_END)
            return None
        if len(line) > say.COMMAND_BYTES:
            await self.push("500 5.5.2 Command line too long")
            return None
        if _UNPRINTABLE.search(line, 0, len(line) - 2):
            await self.push(say.SYNTAX)
            return None
        return line[:-2]

    async def _read_proxy_header(self) -> bool:
        proxy = await get_proxy(self._reader)
        if not proxy:
            logger().warning("smtp_no_proxy_header", peer=self.peer)
            return False
        if proxy.src_addr is not None:
            self.door.leave(self)
            self.peer = str(proxy.src_addr)
            refusal = self.door.enter(self)
            if refusal:
                self.hang_up(refusal)
                return False
        return True
