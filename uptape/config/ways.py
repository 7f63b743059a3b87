"""Reads `alerts:`, `deliver:` and `copy_to:`: which channels, where to, and the fall-back of each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from uptape.config.complaints import Complaints, listed, meant
from uptape.config.contacts import read_email, read_phone
from uptape.config.nodes import Node
from uptape.config.rules import read_pattern
from uptape.config.secrets import secret
from uptape.config.urls import is_url
from uptape.core.dealership import Way
from uptape.core.errors import Place
from uptape.core.post_fields import NAMES, names_in

CHANNELS = ("sms", "email", "voice", "fax", "http", "soap", "adf", "chat")
"""Channels whose targets are read in a way of their own; of any other, the target is one address that must be there."""
KNOWN_TARGET = ("sms", "email", "voice")
"""Channels that find the address with the person."""
PHONE_CHANNELS = ("sms", "voice", "fax")
KEYS = {
    "http": ("url", "format", "fields", "secret", "accepted", "refused"),
    "soap": ("wsdl", "operation", "url", "accepted", "refused"),
}
FORMATS = ("json", "adf", "form")


@dataclass(frozen=True, slots=True)
class WayReader:
    """What is needed to read ways of one dealership."""

    country: str
    root: Path
    notes: Complaints
    channels: Collection[str] = CHANNELS
    """The names that there are."""

    def read(self, node: Node | None) -> tuple[Way, ...] | None:
        """All entries of a list, or the only one; None where nothing is written."""
        if node is None:
            return None
        ways = (self._way(entry) for entry in node.entries())
        return tuple(way for way in ways if way is not None)

    def _way(self, node: Node) -> Way | None:
        if not node.is_map:
            return self._build(node.text.strip(), None, node.place, None)
        channels = [(key, value) for key, value in node.items() if key != "else"]
        if len(channels) != 1:
            found = listed(key for key, _ in channels)
            self.notes.error(node.place, f"found {found}, expected one channel in each entry, with `else:` at most")
            return None
        key, value = channels[0]
        fallback = node.get("else")
        otherwise = self._way(fallback) if fallback is not None else None
        return self._build(key, None if value.value is None else value, value.key_place, otherwise)

    def _build(self, channel: str, target: Node | None, place: Place, otherwise: Way | None) -> Way | None:
        if channel not in self.channels:
            self.notes.error(
                place, f'unknown channel "{channel}"{meant(channel, self.channels)}; expected {listed(self.channels)}'
            )
            return None
        if target is None:
            if channel not in KNOWN_TARGET:
                self.notes.error(place, f'"{channel}" needs to know where to')
            return Way(channel, otherwise=otherwise, place=place)
        if channel in KEYS:
            return self._with_options(channel, target, otherwise)
        to = self._address(channel, target)
        return Way(channel, to, otherwise=otherwise, place=place)

    def _address(self, channel: str, target: Node) -> str | None:
        if target.is_map or target.is_list:
            self.notes.error(target.place, f"found {target.described()}, expected one address")
            return None
        if channel in PHONE_CHANNELS:
            return read_phone(target, self.country, self.notes)
        if channel in ("email", "adf"):
            return read_email(target, self.notes)
        return target.text.strip()

    def _with_options(self, channel: str, target: Node, otherwise: Way | None) -> Way | None:
        if not target.is_map:
            self.notes.error(target.place, f"found {target.described()}, expected {{{', '.join(KEYS[channel])}}}")
            return None
        options: dict[str, object] = {}
        for key, value in target.items():
            if key not in KEYS[channel]:
                self.notes.error(
                    value.key_place, f'unknown key "{key}"{meant(key, KEYS[channel])}; expected {listed(KEYS[channel])}'
                )
            elif value.value is None:
                continue
            elif key == "fields":
                options |= {key: fields} if (fields := self._fields(value)) else {}
            elif key == "secret":
                text = secret(value, self.root, self.notes)
                options |= {key: text} if text else {}
            else:
                options[key] = value.text.strip()
                self._check_option(key, value)
        if "fields" in options and options.get("format") == "adf":
            self.notes.error(target.place, '"fields" are for the formats json and form: ADF has names of its own')
        url = options.pop("url", None)
        if channel == "http" and url is None:
            self.notes.error(target.place, '"http" needs an url')
        if channel == "soap":
            wsdl = options.get("wsdl")
            if wsdl is None or "operation" not in options:
                self.notes.error(target.place, '"soap" needs a wsdl and an operation')
            elif "://" not in str(wsdl):
                options["wsdl"] = str(self.root / str(wsdl))
        to = None if url is None else str(url)
        return Way(channel, to, MappingProxyType(options), otherwise, target.key_place)

    def _fields(self, node: Node) -> dict[str, str]:
        """The other system's names, each with the template of its value."""
        if not node.is_map:
            self.notes.error(
                node.place, f'found {node.described()}, expected fields such as FirstName: "{{customer_first_name}}"'
            )
            return {}
        found: dict[str, str] = {}
        for name, value in node.items():
            if value.is_map or value.is_list:
                self.notes.error(
                    value.place, f'found {value.described()}, expected a text such as "{{customer_first_name}}"'
                )
                continue
            found[name] = value.text if value.value is not None else ""
            for inner in names_in(found[name]):
                if inner not in NAMES:
                    self.notes.error(
                        value.place, f'unknown field "{inner}"{meant(inner, NAMES)}; docs/delivery.md lists them'
                    )
        return found

    def _check_option(self, key: str, value: Node) -> None:
        text = value.text.strip()
        if key == "url" and not is_url(text):
            self.notes.error(value.place, f'found "{text}", expected a URL that begins with https:// or http://')
        if key == "format" and text not in FORMATS:
            self.notes.error(value.place, f'unknown format "{text}", expected {listed(FORMATS)}{meant(text, FORMATS)}')
        if key in ("accepted", "refused"):
            if len(text) > 2 and text.startswith("/") and text.endswith("/"):
                read_pattern(text, value.place, self.notes)
            else:
                self.notes.error(value.place, f'found "{text}", expected a pattern such as /ok/')
