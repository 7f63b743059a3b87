"""Builds the parts of the settings that stand in the service file."""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from uptape.config.complaints import Complaints, meant
from uptape.config.contacts import is_email
from uptape.config.durations import parse_listen
from uptape.config.nodes import Node
from uptape.config.secrets import secret
from uptape.config.service_schema import ImapKeys, ServiceKeys
from uptape.config.settings import (
    ImapSettings,
    Listen,
    OauthSettings,
    Retention,
    SmtpLimits,
    SmtpSettings,
    TlsSettings,
    WebSettings,
)
from uptape.config.urls import is_url
from uptape.core.dealership import Dealership
from uptape.core.errors import Place

_SQLITE = re.compile(r"(sqlite(?:\+\w+)?):///([^?]*)(\?.*)?")
_DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class Service:
    """What the service file's parts are built with."""

    keys: ServiceKeys
    root: Node
    folder: Path
    notes: Complaints

    def place(self, *path: str | int) -> Place:
        """Where a value stands, or else the nearest key above it."""
        for length in range(len(path), 0, -1):
            node = self.root.get(*path[:length])
            if node is not None:
                return node.place if length == len(path) else node.key_place
        return self.root.place

    def secret(self, *path: str | int) -> str | None:
        """A secret as text."""
        return secret(self.root.get(*path), self.folder, self.notes)


def database_url(service: Service) -> str:
    """The database's URL, with the path of a SQLite file made absolute from the folder of the service file."""
    url = service.keys.database
    scheme = url.partition(":")[0].partition("+")[0]
    if scheme not in _DATABASES or "://" not in url:
        hint = meant(scheme, _DATABASES)
        service.notes.error(
            service.place("database"),
            f'found the database "{url.partition(":")[0]}"{hint}, expected sqlite:///FILE or postgresql+psycopg://HOST/NAME',
        )
        return url
    match = _SQLITE.fullmatch(url)
    if match is None or match.group(2) in ("", ":memory:") or match.group(2).startswith("file:"):
        return url
    absolute = os.path.normpath(service.folder / match.group(2))
    return f"{match.group(1)}:///{absolute}{match.group(3) or ''}"


def smtp_settings(service: Service) -> SmtpSettings:
    """How mail is taken in."""
    keys = service.keys.smtp
    hostname = (keys.hostname or socket.gethostname()).lower().rstrip(".")
    if keys.hostname and not is_email(f"postmaster@{hostname}"):
        service.notes.error(service.place("smtp", "hostname"), f'found "{keys.hostname}", expected a host name')
    tls = None
    if keys.tls is not None:
        tls = TlsSettings(
            _file(service, keys.tls.certificate, "smtp", "tls", "certificate"),
            _file(service, keys.tls.key, "smtp", "tls", "key"),
            keys.tls.required,
        )
    limits = keys.limits
    return SmtpSettings(
        listen=_listens(service, keys.listen, "smtp"),
        lmtp=_lmtp(service),
        hostname=hostname,
        max_message_size=keys.max_message_size,
        limits=SmtpLimits(
            limits.connections, limits.connections_per_peer, limits.recipients, limits.errors, limits.idle
        ),
        tls=tls,
        proxy_protocol_from=_networks(service, keys.proxy_protocol_from, "smtp", "proxy_protocol_from"),
        trusted_authserv_id=keys.trusted_authserv_id or None,
    )


def _file(service: Service, name: str, *path: str) -> Path:
    file = service.folder / name
    if not file.is_file():
        service.notes.error(service.place(*path), f'there is no file "{file}"')
    return file


def _listens(service: Service, listens: list[tuple[str, int]], part: str) -> tuple[Listen, ...]:
    node = service.root.get(part, "listen")
    entries = node.entries() if node is not None else []
    places = [entry.place for entry in entries] or [service.place(part)] * len(listens)
    return tuple(Listen(host, port, place) for (host, port), place in zip(listens, places, strict=False))


def _lmtp(service: Service) -> Listen | None:
    text = service.keys.smtp.lmtp
    if not text:
        return None
    place = service.place("smtp", "lmtp")
    if "/" in text:
        return Listen("", 0, place, service.folder / text)
    try:
        return Listen(*parse_listen(text), place)
    except ValueError as error:
        service.notes.error(place, f"{error}, or the path of a socket such as run/lmtp.sock or ./lmtp.sock")
        return None


def _networks(service: Service, networks: list[str], *path: str) -> tuple[str, ...]:
    found = []
    for index, text in enumerate(networks):
        try:
            found.append(str(ipaddress.ip_network(text, strict=False)))
        except ValueError:
            service.notes.error(
                service.place(*path, index), f'found "{text}", expected a network such as 10.0.0.0/8 or an address'
            )
    return tuple(found)


def web_settings(service: Service) -> WebSettings:
    """The console, the API and the hooks."""
    keys = service.keys.web
    if keys.public_url and not is_url(keys.public_url):
        service.notes.error(
            service.place("web", "public_url"), f'found "{keys.public_url}", expected a URL such as https://up.example'
        )
    return WebSettings(
        listen=_listens(service, keys.listen, "web"),
        public_url=keys.public_url.rstrip("/"),
        trusted_proxies=_networks(service, keys.trusted_proxies, "web", "trusted_proxies"),
    )


def imap_settings(
    service: Service, dealerships: Mapping[str, Dealership], *, complete: bool
) -> tuple[ImapSettings, ...]:
    """The watched mailboxes. Only where `complete`, with every dealership there, can a pool be called unknown."""
    names: dict[str, int] = {}
    for index, keys in enumerate(service.keys.imap):
        if keys.name in names:
            service.notes.error(service.place("imap", index, "name"), f'two mailboxes are named "{keys.name}"')
        names.setdefault(keys.name, index)
    known = frozenset((house.key, pool) for house in dealerships.values() for pool in house.pools)
    return tuple(
        _imap(service, index, keys, known if complete else None) for index, keys in enumerate(service.keys.imap)
    )


def _imap(service: Service, index: int, keys: ImapKeys, known: frozenset[tuple[str, str]] | None) -> ImapSettings:
    oauth = None
    if keys.oauth is not None:
        oauth = OauthSettings(
            keys.oauth.token_url,
            keys.oauth.client_id,
            service.secret("imap", index, "oauth", "client_secret"),
            service.secret("imap", index, "oauth", "refresh_token"),
        )
    node = service.root.get("imap", index)
    if node is not None and node.is_map and "password" not in node.value and oauth is None:
        service.notes.error(node.place, f'mailbox "{keys.name}" needs a password or oauth')
    return ImapSettings(
        name=keys.name,
        host=keys.host,
        port=keys.port or (993 if keys.tls else 143),
        tls=keys.tls,
        username=keys.username,
        password=service.secret("imap", index, "password"),
        oauth=oauth,
        folder=keys.folder,
        move_to=keys.move_to,
        pool=_pool(service, index, keys.pool, known),
        poll=keys.poll,
        place=node.place if node is not None else service.root.place,
    )


def _pool(
    service: Service, index: int, name: str | None, known: frozenset[tuple[str, str]] | None
) -> tuple[str, str] | None:
    if name is None:
        return None
    dealership, _, pool = name.partition("/")
    if known is not None and (dealership, pool) not in known:
        place = service.place("imap", index, "pool")
        hint = meant(name, sorted("/".join(pair) for pair in known))
        service.notes.error(place, f'unknown pool "{name}"{hint}; expected DEALERSHIP/POOL')
    return dealership, pool


def folders(service: Service) -> tuple[tuple[Path, ...], Path | None]:
    """The folders with more source definitions, and the one with other wording."""
    parsers = tuple(service.folder / name for name in service.keys.parsers)
    for index, folder in enumerate(parsers):
        if not folder.is_dir():
            service.notes.error(service.place("parsers", index), f'there is no folder "{folder}"')
    wording = service.folder / service.keys.wording if service.keys.wording else None
    if wording is not None and not wording.is_dir():
        service.notes.warn(service.place("wording"), f'there is no folder "{wording}": the shipped texts are used')
    return parsers, wording


def retention(service: Service) -> Retention:
    """How long what is kept."""
    keys = service.keys.retention
    return Retention(keys.mail, keys.leads, keys.logs)
