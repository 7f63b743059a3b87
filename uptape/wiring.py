"""The only place that builds objects and hands them to each other."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from uptape.clock import Clock, SystemClock
from uptape.config.load import load
from uptape.config.settings import Settings
from uptape.core.errors import Permanent
from uptape.core.leads import Known, Reading
from uptape.core.mail import Envelope, Recipient
from uptape.core.outbox import Channel, OutboxEntry, Outcome, Text
from uptape.core.providers import ChannelSettings, SmsSettings
from uptape.flow.distribute import Distributor, ReadMany
from uptape.lock import sqlite_path
from uptape.log import logger
from uptape.store.engine import Store, open_store
from uptape.store.migrate import create_in_memory, is_current, migrate

if TYPE_CHECKING:
    import ssl

    from uptape.delivery.console import Sink
    from uptape.intake.imap import ImapDoor
    from uptape.intake.smtp import SmtpDoor
    from uptape.parsing.definitions import Definition
    from uptape.parsing.pool import ReaderPool


def load_settings(path: Path, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of a config file. Raises ConfigError with every mistake."""
    from uptape.delivery.channels import registered

    return load(path, os.environ if environ is None else environ, tuple(registered()))


def worker_name() -> str:
    """A name that no other running worker has."""
    return f"{socket.gethostname()}:{os.getpid()}"[:64]


def open_database(settings: Settings, clock: Clock | None = None, *, autocheckpoint: int = 1000) -> Store:
    """Opens the configured database and brings its schema up to date."""
    store = open_store(settings.database, clock or SystemClock(), autocheckpoint=autocheckpoint)
    migrate(store)
    return store


def database_exists(settings: Settings, clock: Clock) -> bool:
    """True where the configured database exists with the schema of this program; nothing is created by asking."""
    path = sqlite_path(settings)
    if path is not None and not path.exists():
        return False
    store = open_store(settings.database, clock)
    try:
        return is_current(store)
    finally:
        store.close()


def empty_database(clock: Clock) -> Store:
    """A database in memory, for rehearsals where there is none yet."""
    store = open_store("sqlite://", clock)
    create_in_memory(store)
    return store


def definitions(folders: Sequence[Path] = ()) -> tuple[Definition, ...]:
    """The shipped source definitions with those of further folders. Raises ConfigError with every mistake."""
    from uptape.parsing.definition_files import SHIPPED, load_definitions

    return load_definitions([SHIPPED, *folders])


def read_here(items: Sequence[tuple[bytes, Known]], folders: Sequence[Path] = ()) -> list[Reading]:
    """Reads mails in this process: for commands, where a person waits and can press Ctrl-C."""
    from uptape.parsing.reader import read

    known_sources = definitions(folders)
    return [read(raw, known, known_sources) for raw, known in items]


def distributor(store: Store, settings: Settings, read_many: ReadMany) -> Distributor:
    """A distributor on fixed settings, for commands."""
    trusted = settings.smtp.trusted_authserv_id
    return Distributor(store, lambda: settings.dealerships, read_many, worker_name(), lambda: trusted)


def reader_pool(settings: Settings) -> ReaderPool:
    """The worker processes that read mails, not started yet."""
    from uptape.parsing.pool import ReaderPool

    return ReaderPool(workers=1, definitions=definitions(settings.parsers))


Receive = Callable[[Envelope], Awaitable[None]]
Resolve = Callable[[str], Recipient | None]


def smtp_door(settings: Settings, resolve: Resolve, receive: Receive, clock: Clock) -> SmtpDoor:
    """The SMTP door of the config, closed."""
    from uptape.intake.smtp import SmtpDoor, SmtpLimits

    smtp = settings.smtp
    limits = SmtpLimits(
        hostname=smtp.hostname,
        max_message_size=smtp.max_message_size,
        connections=smtp.limits.connections,
        connections_per_peer=smtp.limits.connections_per_peer,
        recipients=smtp.limits.recipients,
        errors=smtp.limits.errors,
        idle=smtp.limits.idle.total_seconds(),
        proxy_networks=smtp.proxy_protocol_from,
    )
    tls = tls_context(settings)
    required = smtp.tls is not None and smtp.tls.required
    return SmtpDoor(resolve, receive, limits, clock, disk_trouble(settings, clock), tls, tls_required=required)


def tls_context(settings: Settings) -> ssl.SSLContext | None:
    """The certificate of the config, for STARTTLS; None where there is none. Raises Permanent for a bad one."""
    tls = settings.smtp.tls
    if tls is None:
        return None
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(tls.certificate, tls.key)
    except (OSError, ssl.SSLError) as error:
        raise Permanent(f"smtp.tls: {tls.certificate} and {tls.key} cannot be used: {error}") from error
    return context


LEAST_FREE = 64_000_000
"""Bytes that must be free beside the SQLite file: below, mail is refused for the moment before the disk is full."""


def disk_trouble(settings: Settings, clock: Clock) -> Callable[[], str | None]:
    """What MAIL is answered while the disk of the database is nearly full, looked at once a second at most."""
    path = sqlite_path(settings)
    if path is None:
        return lambda: None
    folder = path.parent
    seen: list[tuple[datetime, bool]] = []

    def trouble() -> str | None:
        now = clock.now()
        if not seen or now - seen[0][0] > timedelta(seconds=1):
            seen[:] = [(now, shutil.disk_usage(folder).free < LEAST_FREE)]
        return "452 4.3.1 Not enough space here, please try again later" if seen[0][1] else None

    return trouble


def imap_doors(
    settings: Settings, resolve: Resolve, store: Callable[[Envelope], bool], clock: Clock, stop: threading.Event
) -> list[ImapDoor]:
    """A door for each mailbox of the config."""
    if not settings.imap:
        return []
    from uptape.intake.imap import ImapDoor, ImapMailbox
    from uptape.intake.imap_oauth import Oauth

    doors = []
    for box in settings.imap:
        recipient = Recipient(f"{box.pool[1]}.{box.pool[0]}", *box.pool) if box.pool else None
        mailbox = ImapMailbox(
            box.name,
            box.host,
            box.port,
            box.tls,
            box.username,
            box.password or "",
            box.folder,
            box.move_to,
            box.poll.total_seconds(),
            recipient,
            max_message_size=settings.smtp.max_message_size,
            oauth=Oauth(
                box.oauth.token_url, box.oauth.client_id, box.oauth.client_secret or "", box.oauth.refresh_token or ""
            )
            if box.oauth
            else None,
        )
        doors.append(ImapDoor(mailbox, resolve, store, clock, stop))
    return doors


def channel_settings(settings: Settings, base: str = "") -> ChannelSettings:
    """What the channels need to know: the config's values, and where providers call back, below the public `base`."""

    def phone(one: SmsSettings) -> SmsSettings:
        if not base or not _can_call_back(one, base):
            return one
        hooks = f"{base}/hooks/twilio"
        return replace(one, status_callback=f"{hooks}/status", action_url=f"{hooks}/voice")

    channels = settings.channels
    return replace(channels, sms=phone(channels.sms), voice=phone(channels.voice))


def _can_call_back(one: SmsSettings, base: str) -> bool:
    """False where the real provider would be told an address that only this machine knows: it refuses such texts."""
    at_home = (urlsplit(base).hostname or "") in {"localhost", "127.0.0.1", "::1", "0.0.0.0"}  # noqa: S104
    return not at_home or (urlsplit(one.api_base).hostname or "") in {"localhost", "127.0.0.1", "::1"}


class Sending:
    """Channels, wording and links of the running settings, rebuilt when these change."""

    def __init__(self, settings: Settings, sink: Sink, link_key: bytes = b"", base: str = "") -> None:
        """`link_key` signs one-tap links, `base` is what they begin with; without them mails have none."""
        self._sink = sink
        self._link_key = link_key
        self.rebuild(settings, base)

    def rebuild(self, settings: Settings, base: str = "") -> None:
        """Takes over new settings."""
        from uptape.delivery import channels as registry
        from uptape.wording.render import Wording

        self._settings, self._base = settings, base
        self.channels: Mapping[str, Channel] = registry.build(channel_settings(settings, base), self._sink)
        self.wording = Wording(settings.wording, lambda why: logger().error("wording_broken", why=why))

    def render(self, entry: OutboxEntry) -> Text:
        """The text of a message: mails with one-tap links, texts only where the dealership wants them there."""
        from uptape.flow.links import links_for

        links = links_for(self._link_key, self._base, entry) if self._link_key else ()
        if entry.channel == "email" and links:
            told = tuple((f"link.{label}", address) for label, address in links)
            return self.wording.render(replace(entry, facts=replace(entry.facts, facts=(*entry.facts.facts, *told))))
        text = self.wording.render(entry)
        dealership = self._settings.dealerships.get(entry.facts.dealership)
        if entry.channel == "sms" and links and dealership is not None and dealership.links == "text":
            return replace(text, body=f"{text.body} {links[0][1]}")
        return text

    def digest(self, entries: Sequence[OutboxEntry]) -> tuple[Text, int]:
        """One text for several messages to one phone, and how many it holds."""
        return self.wording.digest(entries)


def judge(status: int, code: int, words: str) -> Outcome:
    """What an error code of the provider of texts means."""
    from uptape.delivery.twilio_http import by_code

    return by_code(status, code, words)
