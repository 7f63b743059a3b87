"""The keys of the two kinds of configuration file as pydantic models: which there are and what their values look like.

What stands in several forms (hours, rules, alerts) is only named here and read with its places in a file of its own.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from pydantic import Field

from uptape.config.kinds import (
    Away,
    Copies,
    Count,
    Dates,
    Day,
    Days,
    Duration,
    DurationOrNone,
    Hours,
    Keys,
    Listens,
    Money,
    Positive,
    PresenceWord,
    Rules,
    Secret,
    Size,
    Span,
    Text,
    Texts,
    Tiers,
    Ways,
)

# --- the service file ---


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


# --- a dealership file ---


class RepeatKeys(Keys):
    when_away: Literal["next", "wait", "assign"] | None = None
    uses_turn: bool | None = None
    window: Duration | None = None
    sold: Duration | None = None


class SheetKeys(Keys):
    morning: bool = False
    closing: bool = False


class ExpectKeys(Keys):
    every: Duration


class SourceKeys(Keys):
    class_: Literal["third-party", "oem", "own"] | None = Field(default=None, alias="class")
    cost: Money | None = None
    expect: ExpectKeys | None = None
    copies: Copies = None
    require: Literal["dkim"] | None = None
    allow_from: Texts = Field(default_factory=list)


class StoreKeys(Keys):
    name: Text
    aliases: Texts = Field(default_factory=list)
    postal_code: Text | None = None


class LimitKeys(Keys):
    day: Count | None = None
    week: Count | None = None
    month: Count | None = None
    open: Count | None = None
    late: Count | None = None


class ManagerKeys(Keys):
    name: Text
    mobile: Text | None = None
    email: Text | None = None
    stores: Texts = Field(default_factory=list)
    hours: Hours = None
    away: Away = None
    alerts: Ways = None
    left: Day | None = None


class SalespersonKeys(ManagerKeys):
    presence: PresenceWord | None = None
    weight: Count = 1
    accepts: Rules = None
    limits: LimitKeys = LimitKeys()


class ContactKeys(Keys):
    name: Text
    email: Text | None = None
    mobile: Text | None = None


class ReturnKeys(Keys):
    within: Duration
    reasons: Texts = Field(default_factory=list)


class OrderKeys(Keys):
    when: Rules = None
    limits: LimitKeys = LimitKeys()
    hours: Hours = None
    share: Literal["any", "sole"] = "any"
    price: Money | None = None


class BuyerKeys(Keys):
    name: Text
    postal_code: Text | None = None
    contact: ContactKeys | None = None
    property: dict[str, Text] = Field(default_factory=dict)
    hours: Hours = None
    weight: Count = 1
    limits: LimitKeys = LimitKeys()
    returns: ReturnKeys | None = None
    orders: dict[str, OrderKeys] = Field(default_factory=dict)
    deliver: Ways = None
    left: Day | None = None


class WeightKeys(Keys):
    by: Literal["sold", "contacted", "speed"]
    over: Duration
    floor: Money = 0.5
    ceiling: Money = 2.0


class DrainKeys(Keys):
    pace: DurationOrNone | None = None
    max_untaken: Positive | None = None


class OverflowKeys(Keys):
    after: DurationOrNone
    to: Text


class HandOffKeys(Keys):
    on: Literal["appointment"]
    to: Text


class GroupKeys(Keys):
    when: Rules = None
    members: Texts = Field(default_factory=list)
    overflow: OverflowKeys | None = None


class PoolKeys(Keys):
    addresses: Texts = Field(default_factory=list)
    tape: Texts = Field(default_factory=list)
    tiers: Tiers = None
    mode: Text = "round-robin"
    weights: WeightKeys | None = None
    location_groups: bool = False
    accept_within: Duration | None = None
    warn_before: Duration | None = None
    unaccepted: Literal["next", "claim", "manager"] = "next"
    show: Literal["masked", "all"] = "masked"
    repeat: RepeatKeys = RepeatKeys()
    drain: DrainKeys = DrainKeys()
    after_hours: Text | None = None
    presence: PresenceWord | None = None
    groups: dict[str, GroupKeys] = Field(default_factory=dict)
    copies: Copies = 1
    one_per: Text | None = None
    desk: Text | None = None
    hand_off: HandOffKeys | None = None
    copy_to: Ways = None


class DealershipKeys(Keys):
    """One file of `dealerships/`."""

    dealership: Text
    name: Text
    timezone: Text
    country: Text = "US"
    hours: Hours = None
    closed: Dates = None
    days: Days = None
    presence: PresenceWord = "hours"
    quiet: Span = None
    alarm_after: Duration = timedelta(minutes=20)
    duplicate_window: DurationOrNone = timedelta(minutes=10)
    repeat: RepeatKeys = RepeatKeys()
    sheets: SheetKeys = SheetKeys()
    copy_to: Ways = None
    sources: dict[str, SourceKeys] = Field(default_factory=dict)
    stores: dict[str, StoreKeys] = Field(default_factory=dict)
    managers: dict[str, ManagerKeys] = Field(default_factory=dict)
    salespeople: dict[str, SalespersonKeys] = Field(default_factory=dict)
    buyers: dict[str, BuyerKeys] = Field(default_factory=dict)
    pools: dict[str, PoolKeys] = Field(default_factory=dict)
