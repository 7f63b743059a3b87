"""The keys of the service file, `uptape.yaml`, as pydantic models: which there are and what their values look like."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from pydantic import Field

from uptape.config.kinds import (
    Duration,
    Keys,
    Listens,
    Positive,
    Secret,
    Size,
    Text,
    Texts,
)


class TlsKeys(Keys):
    certificate: Text
    key: Text
    required: bool = False


class SmtpLimitKeys(Keys):
    connections: Positive = 1000
    connections_per_peer: Positive = 50
    recipients: Positive = 100
    errors: Positive = 20
    idle: Duration = timedelta(minutes=5)


class SmtpKeys(Keys):
    listen: Listens = Field(default_factory=lambda: [("127.0.0.1", 8025)])
    lmtp: Text = ""
    hostname: Text = ""
    max_message_size: Size = 25 * 1024**2
    limits: SmtpLimitKeys = SmtpLimitKeys()
    tls: TlsKeys | None = None
    proxy_protocol_from: Texts = Field(default_factory=list)
    trusted_authserv_id: Text = ""


class WebKeys(Keys):
    listen: Listens = Field(default_factory=lambda: [("127.0.0.1", 8080)])
    public_url: Text = ""
    trusted_proxies: Texts = Field(default_factory=list)


class OauthKeys(Keys):
    token_url: Text
    client_id: Text
    client_secret: Secret = None
    refresh_token: Secret = None


class ImapKeys(Keys):
    name: Text
    host: Text
    port: Positive | None = Field(default=None, le=65_535)
    tls: bool = True
    username: Text
    password: Secret = None
    oauth: OauthKeys | None = None
    folder: Text = "INBOX"
    move_to: Text | None = None
    pool: Text | None = None
    poll: Duration = timedelta(minutes=1)


class SmsKeys(Keys):
    provider: Literal["console", "twilio"] = "console"
    from_: Text = Field(default="", alias="from")
    account_sid: Text = ""
    auth_token: Secret = None
    api_base: Text = ""


class FaxKeys(Keys):
    provider: Literal["console", "email", "http"] = "console"
    from_: Text = Field(default="", alias="from")
    address: Text = ""
    api_base: Text = ""
    auth_token: Secret = None


class EmailKeys(Keys):
    relay: Text = "console"
    from_: Text = Field(default="", alias="from")


class AlertKeys(Keys):
    sms: SmsKeys = SmsKeys()
    voice: SmsKeys = SmsKeys()
    fax: FaxKeys = FaxKeys()
    email: EmailKeys = EmailKeys()


class HttpKeys(Keys):
    private_hosts: Texts = Field(default_factory=list)
    timeout: Duration = timedelta(seconds=10)


class DeliveryKeys(Keys):
    http: HttpKeys = HttpKeys()


class RetentionKeys(Keys):
    mail: Duration = timedelta(days=2 * 365)
    leads: Duration = timedelta(days=7 * 365)
    logs: Duration = timedelta(days=90)


class ServiceKeys(Keys):
    """`uptape.yaml`."""

    database: Text = "sqlite:///data/uptape.db"
    smtp: SmtpKeys = SmtpKeys()
    web: WebKeys = WebKeys()
    imap: list[ImapKeys] = Field(default_factory=list)
    alerts: AlertKeys = AlertKeys()
    delivery: DeliveryKeys = DeliveryKeys()
    parsers: Texts = Field(default_factory=list)
    wording: Text | None = None
    retention: RetentionKeys = RetentionKeys()
    dealerships: Texts = Field(default_factory=lambda: ["dealerships/*.yaml"])
