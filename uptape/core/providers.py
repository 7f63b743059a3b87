"""Who carries messages and how they are reached: plain values that the config fills in and the channels go by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class SmsSettings:
    """Who carries texts, or calls. `timeout` in seconds."""

    provider: Literal["console", "twilio"] = "console"
    from_number: str = ""
    """E.164, a short code, or a messaging service (`MG…`)."""
    account_sid: str | None = None
    auth_token: str | None = field(default=None, repr=False)
    api_base: str = "https://api.twilio.com"
    status_callback: str | None = None
    """Public URL that is told what became of each text or call. No key of the config: made from `web.public_url`."""
    action_url: str | None = None
    """Public URL that is told which key a called person pressed. Calls only; made in the same way."""
    timeout: float = 10.0


@dataclass(frozen=True, slots=True)
class EmailSettings:
    """Who carries mails: `console`, `smtp://user:password@host:587` (STARTTLS) or `smtps://…`. `timeout` in seconds."""

    relay: str = field(default="console", repr=False)
    from_address: str = "Up Tape <uptape@localhost>"
    envelope_from: str = ""
    """MAIL FROM. Empty: for what is about a lead, the pool's address with our row as `+tag`, so that a bounce tells
    what did not arrive; the null sender for the rest."""
    timeout: float = 20.0


@dataclass(frozen=True, slots=True)
class FaxSettings:
    """Who carries faxes: `email` writes to `address` with `{number}` filled in, `http` posts to `api_base`."""

    provider: Literal["console", "email", "http"] = "console"
    from_number: str = ""
    address: str | None = None
    api_base: str | None = None
    auth_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """Posts to other systems. `timeout` in seconds."""

    private_hosts: tuple[str, ...] = ()
    """Hosts at private or loopback addresses that may be called all the same; lower case."""
    timeout: float = 10.0


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """All channels: `alerts:` and `delivery:` of the service file."""

    sms: SmsSettings = SmsSettings()
    voice: SmsSettings = SmsSettings()
    fax: FaxSettings = FaxSettings()
    email: EmailSettings = EmailSettings()
    http: HttpSettings = HttpSettings()
