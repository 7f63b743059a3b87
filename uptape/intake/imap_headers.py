"""Which pool a fetched mail is for, told by the headers that mail servers write when they deliver."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses

from uptape.core.mail import Recipient

ORDER = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Forwarded-To")
"""The most exact first. Never To or Cc: the sender writes them, a lead site puts the customer or a list there, and with
Bcc or forwarding they do not name the mailbox at all."""

_HEAD_BYTES = 64 * 1024
_MOST_VALUES = 50
_FOR = re.compile(r"\bfor\s+<?([^\s<>;]{1,320}@[^\s<>;]{1,255})>?", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>@]{1,320}@[^\s<>@]{1,255}")


def find_pool(raw: bytes, resolve: Callable[[str], Recipient | None]) -> Recipient | None:
    """The first address in the delivery headers that names a pool; None where none does. Looks at the first 64 kB."""
    # An address with controls in it is nobody's, and no database would take it.
    for address in filter(str.isprintable, _addresses(_headers(raw))):
        recipient = resolve(address)
        if recipient is not None and recipient.pool is not None:
            return recipient
    return None


def find_sender(raw: bytes) -> str:
    """The envelope sender that the delivering server noted in Return-Path; empty where there is none."""
    found = _ADDRESS.search(str(_headers(raw).get("Return-Path", "")))
    return "".join(sign if sign.isprintable() else "?" for sign in found[0]) if found else ""


def _headers(raw: bytes) -> Message:
    return BytesHeaderParser().parsebytes(raw[:_HEAD_BYTES])


def _addresses(headers: Message) -> Iterator[str]:
    for name in ORDER:
        values = [str(value)[:2000] for value in (headers.get_all(name) or [])[:_MOST_VALUES]]
        yield from (address for _, address in getaddresses(values) if address)
    # The topmost Received is the last server's, and so the nearest to us.
    for value in (headers.get_all("Received") or [])[:_MOST_VALUES]:
        found = _FOR.search(str(value)[:2000])
        if found:
            yield found[1]
