"""What the commands of SMTP and LMTP do here: take mail for pools and for postmaster, and nothing else.

Against the stock class: one answer to VRFY and EXPN for all, no AUTH, no relay, one TLS, and a store step that
outlives a client that hangs up.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiosmtpd.smtp import Envelope, Session

from uptape.core.mail import Envelope as Mail
from uptape.core.mail import Recipient
from uptape.intake import smtp_limits as say
from uptape.intake.smtp_connection import GuardedConnection
from uptape.intake.smtp_fast import Cut, names_for, parse_address, read_message

if TYPE_CHECKING:
    from uptape.intake.smtp import SmtpDoor

# What a relay would act on: percent hack, bang path, a second or quoted @, routes. None of it is in an address of ours.
_RELAY_SIGNS = re.compile(r'[%!":@,;<>()\[\]\\\s]')


class Hooks:
    """What aiosmtpd asks about senders and recipients."""

    def __init__(self, door: SmtpDoor) -> None:
        self._door = door

    def __dir__(self) -> list[str]:
        return _HOOK_NAMES

    async def handle_MAIL(
        self, server: DoorSession, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Takes any sender while the program is ready to store."""
        trouble = self._door.trouble()
        if trouble is not None:
            return trouble
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: DoorSession, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Takes recipients that name a pool, and postmaster."""
        if len(server.recipients) >= self._door.settings.recipients:
            return say.TOO_MANY_RECIPIENTS
        recipient = find_recipient(self._door, address)
        if recipient is None:
            return say.NO_MAILBOX
        server.recipients.append(recipient)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"


_HOOK_NAMES = names_for(Hooks)


def find_recipient(door: SmtpDoor, address: str) -> Recipient | None:
    """The pool that `address` names, postmaster (RFC 5321 4.5.1, also without a domain), or None: never a relay."""
    local, at, domain = address.rpartition("@")
    if not at:
        return Recipient(address, None, None) if address.lower() == "postmaster" else None
    if _RELAY_SIGNS.search(local) or local.startswith("/"):
        return None
    if local.lower() == "postmaster" and domain.lower() == door.settings.hostname.lower():
        return Recipient(address, None, None)
    return door.resolve(address)


class DoorSession(GuardedConnection):
    """One client's conversation."""

    hello = "EHLO"
    recipients: list[Recipient]

    def _set_post_data_state(self) -> None:
        super()._set_post_data_state()  # type: ignore[no-untyped-call]
        self.recipients = []

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        return parse_address(self, arg)

    async def _greet(self, hostname: str | None, extensions: list[str]) -> None:
        assert self.session is not None
        if not hostname:
            await self.push("501 5.5.4 A hello needs a name")
            return
        self._set_rset_state()  # type: ignore[no-untyped-call]
        self.session.host_name = hostname
        self.session.extended_smtp = bool(extensions)
        lines = [self.hostname, *extensions]
        reply = "".join(f"250{'-' if n < len(lines) else ' '}{line}\r\n" for n, line in enumerate(lines, 1))
        self._writer.write(reply.encode())
        await self._writer.drain()

    async def smtp_HELO(self, hostname: str | None) -> None:
        """RFC 5321 4.1.1.1."""
        await self._greet(hostname, [])

    async def smtp_EHLO(self, hostname: str | None) -> None:
        """The same with our extensions."""
        extensions = [f"SIZE {self.data_size_limit}", "8BITMIME", "SMTPUTF8", "PIPELINING", "ENHANCEDSTATUSCODES"]
        if self.tls_context and not self._tls_protocol:
            extensions.append("STARTTLS")
        await self._greet(hostname, extensions)

    async def smtp_STARTTLS(self, arg: str | None) -> None:
        """RFC 3207: once; aiosmtpd forgets the session and what was sent before the handshake."""
        if self._tls_protocol or not self.tls_context:
            await self.push("503 5.5.1 TLS is on already" if self._tls_protocol else say.UNKNOWN_COMMAND)
            return
        await super().smtp_STARTTLS(arg)

    async def smtp_VRFY(self, arg: str | None) -> None:
        """One answer for all addresses (RFC 5321 7.3)."""
        await self.push(say.NOT_VERIFIED)

    async def smtp_EXPN(self, arg: str | None) -> None:
        """One answer for all lists."""
        await self.push(say.NOT_EXPANDED)

    async def smtp_HELP(self, arg: str | None) -> None:
        """RFC 5321 4.1.1.8; aiosmtpd would list what it offers."""
        await self.push("214 2.0.0 See RFC 5321")

    async def smtp_QUIT(self, arg: str | None) -> None:
        """RFC 5321 4.1.1.10."""
        self.hang_up("221 2.0.0 Bye")

    async def smtp_DATA(self, arg: str | None) -> None:
        """Reads one message, has it stored, and answers for it."""
        if await self.check_helo_needed(self.hello):
            return
        assert self.envelope is not None
        if not self.recipients:
            await self.push("503 5.5.1 Need RCPT first" if self.envelope.mail_from else "503 5.5.1 Need MAIL first")
            return
        if arg:
            await self.push("501 5.5.4 DATA takes no argument")
            return
        self.busy = True
        room = self.door.room()
        deadline = self.loop.call_later(self.door.settings.message_time, self.hang_up, say.IDLE)
        try:
            await self.push("354 End data with <CR><LF>.<CR><LF>")

            def taken(size: int) -> bool:
                self._idle_since = self.loop.time()
                return room.take(size)

            body, ended = await read_message(self._reader, self.door.settings.max_message_size, taken)
            deadline.cancel()
            if isinstance(body, Cut):
                reply = say.TOO_LARGE if body is Cut.TOO_LARGE else say.FULL
                if not ended:
                    self.hang_up(reply)
                    return
            elif say.count_received(body) > say.MAX_RECEIVED:
                reply = say.LOOP
            else:
                reply = await self._store(body)
            recipients = len(self.recipients)
            self._set_post_data_state()
            await self.answer_message(reply, recipients)
        finally:
            deadline.cancel()
            room.give_back()
            self.busy = False

    async def answer_message(self, reply: str, recipients: int) -> None:
        """SMTP has one answer for a message."""
        await self.push(reply)

    async def _store(self, raw: bytes) -> str:
        assert self.envelope is not None
        sender = self.envelope.mail_from or ""
        mail = Mail(
            door="smtp",
            sender="" if sender == "<>" else sender,
            recipients=_folded(self.recipients),
            raw=raw,
            received_at=self.door.clock.now(),
            peer=self.peer,
        )
        self.storing = True
        try:
            await self.door.store(mail)
        except Exception:
            return say.NOT_NOW  # the door logs it, also when we are gone by then
        finally:
            self.storing = False
            self._idle_since = self.loop.time()
        self.junk = 0
        return say.ACCEPTED


def _folded(recipients: list[Recipient]) -> tuple[Recipient, ...]:
    """Each pool and tag once, in the order given; an address that was sent twice is one recipient."""
    return tuple({(r.dealership, r.pool, r.tag): r for r in reversed(recipients)}.values())[::-1]


class LmtpSession(DoorSession):
    """LMTP (RFC 2033), behind another MTA: LHLO, and one answer for each recipient."""

    protocol_name = "LMTP"
    hello = "LHLO"

    async def smtp_LHLO(self, hostname: str | None) -> None:
        """The greeting of LMTP."""
        await super().smtp_EHLO(hostname)

    async def answer_message(self, reply: str, recipients: int) -> None:
        """A message is stored for all its recipients or for none: they all get the same answer."""
        for _ in range(recipients):
            await self.push(reply)


DoorSession.command_names = names_for(DoorSession)
LmtpSession.command_names = [name for name in names_for(LmtpSession) if name not in {"smtp_HELO", "smtp_EHLO"}]
