"""A received message on its way in: the envelope that a door hands over, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Door = Literal["smtp", "imap", "http", "cli", "text"]


@dataclass(frozen=True, slots=True)
class Recipient:
    """One recipient address and the pool that it names. `dealership` and `pool` are None for postmaster."""

    address: str
    """As it was given, for the record."""
    dealership: str | None
    pool: str | None
    tag: str | None = None
    """What stood behind `+` in the local part, lower case."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message as a door received it, byte for byte, with the pools that it is for."""

    door: Door
    sender: str
    """MAIL FROM; empty for the null sender."""
    recipients: tuple[Recipient, ...]
    raw: bytes
    received_at: datetime
    peer: str = ""
    door_key: str | None = None
    """Once-only key of the door, such as `imap:office:INBOX:1700000000:42`; None where the door has none."""


@dataclass(frozen=True, slots=True)
class MailId:
    """One stored row of the mail queue: one message for one pool."""

    seq: int
    """The order of acceptance."""
    id: str
    """`M-` and ten letters and digits, for people."""
