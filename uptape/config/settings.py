"""The whole configuration as the program uses it: frozen, swapped whole on reload, with its look-ups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from uptape.core.dealership import Dealership, Person
from uptape.core.errors import NOWHERE, Complaint, Place
from uptape.core.mail import Recipient
from uptape.core.providers import ChannelSettings


@dataclass(frozen=True, slots=True)
class Listen:
    """Where a door listens: an address and port (0 takes a free one), or the path of a Unix socket."""

    host: str
    port: int
    place: Place = field(default=NOWHERE, compare=False)
    """Not compared: a line more above it in the file is no change of the address."""
    path: Path | None = None
    """Only LMTP may have one; host and port mean nothing then."""


@dataclass(frozen=True, slots=True)
class TlsSettings:
    """Certificate and key, and whether mail without TLS is refused."""

    certificate: Path
    key: Path
    required: bool = False


@dataclass(frozen=True, slots=True)
class SmtpLimits:
    """What one peer, one session and all together may use."""

    connections: int = 1000
    connections_per_peer: int = 50
    recipients: int = 100
    errors: int = 20
    idle: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """How mail is taken in."""

    listen: tuple[Listen, ...]
    lmtp: Listen | None
    hostname: str
    """Lower case."""
    max_message_size: int
    """Bytes."""
    limits: SmtpLimits = SmtpLimits()
    tls: TlsSettings | None = None
    proxy_protocol_from: tuple[str, ...] = ()
    """Networks in CIDR form."""
    trusted_authserv_id: str | None = None


@dataclass(frozen=True, slots=True)
class WebSettings:
    """The console, the API and the hooks."""

    listen: tuple[Listen, ...]
    public_url: str
    """Without a slash at the end; empty where it must be made from the port that was taken."""
    trusted_proxies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OauthSettings:
    """How an access token for a mailbox is got."""

    token_url: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    refresh_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ImapSettings:
    """One watched mailbox."""

    name: str
    host: str
    port: int
    tls: bool
    username: str
    password: str | None = field(repr=False)
    oauth: OauthSettings | None
    folder: str
    move_to: str | None
    pool: tuple[str, str] | None
    """Dealership and pool; None: the recipient headers choose."""
    poll: timedelta
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Retention:
    """How long what is kept."""

    mail: timedelta = timedelta(days=2 * 365)
    leads: timedelta = timedelta(days=7 * 365)
    logs: timedelta = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that the configuration says."""

    root: Path
    """The folder of the service file."""
    database: str = field(repr=False)
    """An SQLAlchemy URL; the path of a SQLite file is absolute in it."""
    smtp: SmtpSettings
    web: WebSettings
    imap: tuple[ImapSettings, ...]
    channels: ChannelSettings
    parsers: tuple[Path, ...]
    wording: Path | None
    retention: Retention
    dealerships: Mapping[str, Dealership]
    addresses: Mapping[str, tuple[str, str]]
    """Dealership and pool by address, lower case."""
    domains: frozenset[str]
    """Our host name and the domains of all addresses: those whose postmaster is ours (RFC 5321, 4.5.1)."""
    people: Mapping[str, tuple[tuple[str, Person], ...]]
    """Everybody of that key, with the dealership, by lower-case key."""
    warnings: tuple[Complaint, ...] = ()

    def resolve(self, address: str) -> Recipient | None:
        """The pool that a recipient address names, in any case and with any `+tag`; None where nobody is meant.

        `postmaster`, alone or at one of our domains, gives a recipient without dealership and pool.
        """
        low = address.strip().removeprefix("<").removesuffix(">").lower()
        found = self.addresses.get(low)
        if found is not None:
            return Recipient(address, *found)
        local, _, domain = low.rpartition("@")
        if low == "postmaster" or (local == "postmaster" and domain in self.domains):
            return Recipient(address, None, None)
        plain, plus, tag = local.partition("+")
        found = self.addresses.get(f"{plain}@{domain}") if plus else None
        return Recipient(address, *found, tag=tag or None) if found is not None else None

    def person(self, reference: str) -> tuple[str, Person] | None:
        """The dealership's key and the person that `DEALERSHIP/NAME`, or `NAME` where only one has it, names."""
        dealership, slash, key = reference.strip().lower().rpartition("/")
        found = [entry for entry in self.people.get(key, ()) if not slash or entry[0].lower() == dealership]
        return found[0] if len(found) == 1 else None
