"""Mails by a relay over SMTP (RFC 5321), with STARTTLS (RFC 3207) or TLS from the start (RFC 8314)."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.generator import BytesGenerator
from email.message import EmailMessage
from io import BytesIO
from urllib.parse import unquote, urlsplit

from uptape.core.outbox import Declined, Deferred, OutboxEntry, Outcome, Sent, Text
from uptape.core.providers import EmailSettings
from uptape.delivery import mail

OUR_FAULT_WAIT = 120.0
"""Seconds until a relay is tried again that refused our password: the admin must act."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Relay:
    """Where mails are handed in."""

    host: str
    port: int
    tls: bool
    """TLS from the start; else STARTTLS where the relay offers it."""
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def relay_of(url: str) -> Relay:
    """Reads `smtp://user:password@host:587` or `smtps://…`. Raises ValueError for anything else."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("relay must be console, smtp://host:port or smtps://host:port")
    tls = parts.scheme == "smtps"
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    return Relay(parts.hostname, parts.port or (465 if tls else 587), tls, user, password)


class RelayEmail:
    """The channel `email`. `now` tells the time for the Date header. Raises ValueError for wrong settings."""

    name = "email"

    def __init__(self, settings: EmailSettings, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._relay = relay_of(settings.relay)
        self._helo = mail.address(settings.from_address).domain
        self._now = now

    def send(self, entry: OutboxEntry, text: Text) -> Outcome:
        """Hands one mail to the relay."""
        try:
            message = mail.build(
                sender=self._settings.from_address,
                to=entry.to,
                subject=text.subject or "Up Tape",
                key=entry.key,
                reply_to=entry.facts.reply_to,
                sent_at=self._now(),
            )
        except ValueError as error:
            return Declined(str(error))
        message.set_content(text.body)
        if text.html:
            message.add_alternative(text.html, subtype="html")
        return self.deliver(message, entry.to, bounces_to_row(entry))

    def deliver(self, message: EmailMessage, to: str, bounces_to: str = "") -> Outcome:
        """Hands a finished mail to the relay for one recipient; `bounces_to` is where it comes back where it fails."""
        if not mail.is_address(to):
            return Declined(f"{to!r} is no e-mail address that can be written to")
        data = _bytes(message)
        identity = str(message["Message-ID"])
        try:
            server = self._connect()
        except smtplib.SMTPAuthenticationError as error:
            reason = f"the relay refused our name or password: {_said(error)}; check alerts.email.relay"
            return Deferred(reason, retry_after=OUR_FAULT_WAIT)
        except (OSError, smtplib.SMTPException) as error:
            return Deferred(f"the relay cannot be used: {_said(error)}")
        try:
            outcome = self._hand_in(server, to, data, self._settings.envelope_from or bounces_to)
        except (OSError, smtplib.SMTPException) as error:
            return Deferred(f"the relay broke off before it had the mail: {_said(error)}")
        finally:
            _leave(server)
        return Sent(identity) if outcome is None else outcome

    def look_up(self, entry: OutboxEntry, text: Text) -> Outcome | None:
        """A relay cannot be asked; sent again, the mail has the same Message-ID."""
        return None

    def _connect(self) -> smtplib.SMTP:
        """A connection, encrypted and logged in. Raises OSError or SMTPException: nothing was sent."""
        relay, timeout = self._relay, self._settings.timeout
        context = ssl.create_default_context()
        if relay.host in LOOPBACK:
            # A relay on this machine often has a self-made certificate, and nobody sits in between.
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        server: smtplib.SMTP
        if relay.tls:
            server = smtplib.SMTP_SSL(relay.host, relay.port, self._helo, timeout=timeout, context=context)
        else:
            server = smtplib.SMTP(relay.host, relay.port, self._helo, timeout=timeout)
        try:
            self._secure(server, context)
        except BaseException:
            server.close()
            raise
        return server

    def _secure(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        relay = self._relay
        server.ehlo_or_helo_if_needed()
        if not relay.tls and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo_or_helo_if_needed()
        elif not relay.tls and relay.user and relay.host not in LOOPBACK:
            raise smtplib.SMTPNotSupportedError("the relay offers no STARTTLS; the password was not sent")
        if relay.user:
            server.login(relay.user, relay.password or "")

    def _hand_in(self, server: smtplib.SMTP, to: str, data: bytes, sender: str) -> Outcome | None:
        """MAIL, RCPT, DATA; None where the relay took it. Whatever fails after the first byte of content is unknown."""
        code, said = server.mail(sender)
        if code != 250:
            return _refused(code, said)
        code, said = server.rcpt(to)
        if code not in {250, 251}:
            return _refused(code, said)
        code, said = server.docmd("DATA")
        if code != 354:
            return _refused(code, said)
        try:
            server.send(_stuffed(data))
            code, said = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return Deferred(f"the relay's answer was lost: {_said(error)}", unknown=True)
        return None if code == 250 else _refused(code, said)


def bounces_to_row(entry: OutboxEntry) -> str:
    """The pool's address with our row as `+tag`, so that a bounce tells what did not arrive; else the null sender.

    The word of the reply address stands in it too, so that nobody else can make a bounce.
    """
    local, _, domain = (entry.facts.reply_to or "").rpartition("@")
    own, _, tag = local.partition("+")
    row = ".".join(filter(None, (f"b{entry.id:x}", tag.partition(".")[2])))
    address = f"{own}+{row}@{domain}"
    return address if own and mail.is_address(address) else ""


def _bytes(message: EmailMessage) -> bytes:
    buffer = BytesIO()
    BytesGenerator(buffer, policy=mail.POLICY).flatten(message, linesep="\r\n")
    return buffer.getvalue()


def _stuffed(data: bytes) -> bytes:
    """The content with its dots doubled and its end (RFC 5321 4.5.2)."""
    return (b"." if data.startswith(b".") else b"") + data.replace(b"\r\n.", b"\r\n..") + b".\r\n"


def _leave(server: smtplib.SMTP) -> None:
    """QUIT if it goes; what came of the mail is known already, so nothing here may change it."""
    try:
        if server.sock is not None:
            server.sock.settimeout(2)
            server.quit()
    except (OSError, smtplib.SMTPException):
        pass
    finally:
        server.close()


def _refused(code: int, said: bytes) -> Outcome:
    reason = f"{code} {mail.one_line(said.decode('ascii', 'replace'))}".strip()
    return Declined(reason, str(code)) if 500 <= code < 600 else Deferred(reason)


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_error
        text = answer.decode("ascii", "replace") if isinstance(answer, bytes) else str(answer)
        return f"{error.smtp_code} {mail.one_line(text)}"
    return mail.one_line(str(error)) or type(error).__name__
