"""A relay on this machine that keeps the mails it takes, and refuses or hangs up where it is told to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ssl import SSLContext
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Relay:
    """What the peer has taken, and its answers: `answers` maps MAIL, RCPT, DATA or END to one."""

    url: str = ""
    taken: list[Envelope] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    greeted: list[str] = field(default_factory=list)

    def mail(self, number: int = 0) -> EmailMessage:
        """One of the mails, parsed."""
        found = message_from_bytes(self.taken[number].original_content or b"", policy=default)
        assert isinstance(found, EmailMessage)
        return found


class _Handler:
    def __init__(self, relay: Relay) -> None:
        self.relay = relay

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.relay.greeted.append(session.host_name or "")
        envelope.mail_from = address
        return self.relay.answers.get("MAIL", "250 OK")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.relay.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.relay.answers.get("END", "250 taken")
        if answer.startswith("250"):
            self.relay.taken.append(envelope)
        if answer.endswith("hang up"):
            assert server.transport is not None
            server.transport.abort()
        return answer


class _Controller(Controller):
    def __init__(self, relay: Relay, **kwargs: Any) -> None:
        super().__init__(_Handler(relay), hostname="127.0.0.1", port=0, ready_timeout=10, **kwargs)

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
        super()._trigger_server()


@contextmanager
def serving(*, login: bool = False, tls: SSLContext | None = None) -> Iterator[Relay]:
    """The peer on a free port; with `login`, it takes mails only from user `up` with password `p@ss`; with `tls`, only
    after STARTTLS."""
    relay = Relay()

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        relay.logins.append((data.login, data.password))
        return AuthResult(success=data.login == b"up" and data.password == b"p@ss", handled=False)

    options: dict[str, Any] = {}
    if login:
        options |= {"authenticator": check, "auth_required": True, "auth_require_tls": tls is not None}
    if tls is not None:
        options |= {"tls_context": tls, "require_starttls": True}
    controller = _Controller(relay, **options)
    controller.start()
    relay.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield relay
    finally:
        controller.stop()
