"""Loads the service file and the files of its dealerships into Settings, or tells every mistake at once."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType

from uptape.config.build import build_dealership
from uptape.config.complaints import Complaints
from uptape.config.nodes import MAX_BYTES, Expand, Node, Unreadable, read_nodes
from uptape.config.providers import channel_settings
from uptape.config.schema import DealershipKeys
from uptape.config.secrets import environment, expander, holds_literal, holds_password
from uptape.config.service import (
    Service,
    database_url,
    folders,
    imap_settings,
    retention,
    smtp_settings,
    web_settings,
)
from uptape.config.service_schema import ServiceKeys
from uptape.config.settings import Settings
from uptape.config.unbuilt import note_unbuilt
from uptape.config.validate import validated
from uptape.config.ways import CHANNELS
from uptape.core.dealership import Dealership, Person
from uptape.core.errors import ConfigError, Place

SECRET_KEYS = ("password", "auth_token", "secret", "client_secret", "refresh_token")
URL_KEYS = ("database", "relay", "url")


def load(path: Path, environ: Mapping[str, str], channels: Collection[str] = CHANNELS) -> Settings:
    """The settings of a service file and of the dealerships that it names.

    `environ` gives the values of `${NAME}`; those of a `.env` beside the file stand below it. `channels` are the names
    that a way out may have; one that this package does not know takes one address. Relative paths count from the
    file's folder. Raises ConfigError with every mistake, each as `FILE:LINE:COLUMN: MESSAGE` with the file
    relative to that folder.
    """
    path = path.absolute()
    notes = Complaints()
    expand = expander(environment(path.parent, environ, notes), notes)
    root = _read(path, path.name, notes, expand)
    keys = validated(ServiceKeys, root, notes) if root is not None else None
    if root is None or keys is None:
        raise ConfigError(notes.errors)
    service = Service(keys, root, path.parent, notes)
    smtp = smtp_settings(service)
    dealerships: dict[str, Dealership] = {}
    roots: dict[str, Node] = {}
    files = _dealership_files(service)
    for file in files:
        found = _load_dealership(file, path.parent, smtp.hostname, notes, expand, channels)
        if found is not None and not _is_twin(*found, dealerships, notes):
            house, root_node = found
            dealerships[house.key], roots[house.key] = house, root_node
            note_unbuilt(root_node, notes)
    parsers, wording = folders(service)
    addresses = _addresses(dealerships, roots, notes)
    settings = Settings(
        root=path.parent,
        database=database_url(service),
        smtp=smtp,
        web=web_settings(service),
        imap=imap_settings(service, dealerships, complete=len(dealerships) == len(files)),
        channels=channel_settings(service, smtp.hostname),
        parsers=parsers,
        wording=wording,
        retention=retention(service),
        dealerships=MappingProxyType(dealerships),
        addresses=addresses,
        domains=frozenset({smtp.hostname, *(address.rpartition("@")[2] for address in addresses)}),
        people=_people(dealerships),
        warnings=notes.warnings,
    )
    if notes.errors:
        raise ConfigError(notes.errors)
    return settings


def _read(path: Path, name: str, notes: Complaints, expand: Expand) -> Node | None:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
            mode = path.stat().st_mode
    except OSError as error:
        notes.error(Place(name, 1, 1), f"this file cannot be read: {error.strerror}")
        return None
    try:
        root = read_nodes(data, name, notes, expand)
    except Unreadable:
        return None
    if mode & stat.S_IROTH:
        _warn_of_secrets(root, notes)
    return root


def _warn_of_secrets(node: Node, notes: Complaints) -> None:
    entries = list(node.items()) if node.is_map else [("", entry) for entry in node.value] if node.is_list else []
    for key, value in entries:
        literal = key in SECRET_KEYS and value.value is not None and holds_literal(value)
        if literal or (key in URL_KEYS and holds_password(value)):
            notes.warn(
                value.place,
                f'"{key}" holds a secret and others may read this file; use "${{NAME}}" or "file:PATH", or chmod o-r',
            )
        _warn_of_secrets(value, notes)


def _dealership_files(service: Service) -> list[Path]:
    files: dict[Path, None] = {}
    for index, pattern in enumerate(service.keys.dealerships):
        place = service.place("dealerships", index) if service.root.get("dealerships") else service.root.place
        try:
            found = sorted(service.folder.glob(pattern)) if not Path(pattern).is_absolute() else _absolute(pattern)
        except (ValueError, NotImplementedError):
            found = []
        if not found:
            service.notes.error(place, f'no file matches "{pattern}" in {service.folder}')
        files.update((Path(os.path.normpath(file)), None) for file in found if file.is_file())
    return list(files)


def _absolute(pattern: str) -> list[Path]:
    path = Path(pattern)
    return sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor))))


def _load_dealership(
    file: Path, folder: Path, hostname: str, notes: Complaints, expand: Expand, channels: Collection[str]
) -> tuple[Dealership, Node] | None:
    name = file.relative_to(folder).as_posix() if file.is_relative_to(folder) else str(file)
    root = _read(file, name, notes, expand)
    keys = validated(DealershipKeys, root, notes) if root is not None else None
    if root is None or keys is None:
        return None
    return build_dealership(keys, root, folder, hostname, notes, channels), root


def _is_twin(house: Dealership, root: Node, known: Mapping[str, Dealership], notes: Complaints) -> bool:
    first = next((other for key, other in known.items() if key.lower() == house.key.lower()), None)
    if first is not None:
        node = root.get("dealership") or root
        notes.error(node.place, f'the dealership "{house.key}" stands in {first.place.file} already')
    return first is not None


def _addresses(
    dealerships: Mapping[str, Dealership], roots: Mapping[str, Node], notes: Complaints
) -> Mapping[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    places: dict[str, Place] = {}
    for house in dealerships.values():
        for pool in house.pools.values():
            written = roots[house.key].get("pools", pool.key, "addresses")
            at = {entry.text.strip().lower(): entry.place for entry in (written.entries() if written else ())}
            for address in pool.addresses:
                place = at.get(address, pool.place)
                if address in found:
                    first = "/".join(found[address])
                    notes.error(place, f"the address {address} is taken by pool {first} ({places[address].short})")
                    continue
                found[address], places[address] = (house.key, pool.key), place
    for house in dealerships.values():
        for person in house.people.values():
            if person.email in found:
                taken = "/".join(found[person.email or ""])
                part = "salespeople" if person.is_salesperson else "managers"
                node = roots[house.key].get(part, person.key, "email")
                place = node.place if node else person.place
                notes.error(place, f"{person.email} is an address of pool {taken}: alerts would come back as mails")
    return MappingProxyType(found)


def _people(dealerships: Mapping[str, Dealership]) -> Mapping[str, tuple[tuple[str, Person], ...]]:
    found: dict[str, tuple[tuple[str, Person], ...]] = {}
    for house in dealerships.values():
        for person in house.people.values():
            found[person.key.lower()] = (*found.get(person.key.lower(), ()), (house.key, person))
    return MappingProxyType(found)
