"""What the headers of a stored mail tell about its envelope: whom it was for, and who sent it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import getaddresses

from uptape.core.mail import Recipient

MOST_READ = 65_536
"""Bytes of a header block that are read."""
_MOST_TRIED = 100
"""Addresses that are looked up for one mail."""

# To and Cc are never asked: the sender writes them. They name a mailing list, a forwarder, or whatever a forger likes,
# and a blind copy is not in them at all. The headers below are written on the way, by the servers that delivered.
_DELIVERY = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Forwarded-To")
_FOR = re.compile(r"\sfor\s+<?([^\s<>;@]{1,64}@[^\s<>;]{1,253})>?", re.IGNORECASE)
_END = re.compile(rb"\r?\n\r?\n")


def headers(raw: bytes) -> Message:
    """The header block of a mail, as much of it as is read."""
    found = _END.search(raw, 0, MOST_READ)
    return BytesHeaderParser(policy=compat32).parsebytes(raw[: found.start() + 2 if found else MOST_READ])


def recipient(message: Message, resolve: Callable[[str], Recipient | None]) -> Recipient | None:
    """The first address of the delivery headers that names a pool; None where there is no such.

    Servers put their lines on top, so the first of several is the one of the last delivery.
    """
    for count, address in enumerate(_addresses(message)):
        if count == _MOST_TRIED:
            break
        found = resolve(address)
        if found is not None and found.pool is not None:
            return found
    return None


def delivered_to(message: Message) -> str | None:
    """The address that a mail without a pool was delivered to, as far as it tells."""
    return next(_addresses(message), None)


def sender(message: Message) -> str:
    """MAIL FROM: Return-Path where the last server wrote it, else the author. Empty for the null sender."""
    paths = message.get_all("Return-Path")
    for _name, address in getaddresses([str(value) for value in (paths or message.get_all("From") or [])[:1]]):
        return _clean(address)
    return ""


def _addresses(message: Message) -> Iterator[str]:
    for name in _DELIVERY:
        for value in message.get_all(name, []):
            for _name, address in getaddresses([str(value)[:1000]]):
                if "@" in address:
                    yield _clean(address)
    for value in message.get_all("Received", []):
        found = _FOR.search(str(value)[:4000])
        if found:
            yield _clean(found.group(1))


def _clean(address: str) -> str:
    """An address that any database takes: no controls, no NUL, no lone surrogates of undeclared bytes."""
    return "".join(sign if sign.isprintable() else "?" for sign in address)[:320]
