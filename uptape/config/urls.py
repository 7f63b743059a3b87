"""Checks URLs of the configuration; urlsplit itself raises on some of what people type."""

from __future__ import annotations

from urllib.parse import urlsplit

WEB = ("http", "https")
RELAY = ("smtp", "smtps")


def is_url(text: str, schemes: tuple[str, ...] = WEB) -> bool:
    """True for a URL of one of the schemes with a host, and a port, if any, that there can be."""
    if any(character.isspace() for character in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
