"""Builds the mails that uptape sends; no value from outside can add a header or a recipient."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

POLICY = SMTP.clone(cte_type="7bit", max_line_length=78)
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")


def address(text: str) -> Address:
    """One address, with or without a name, as a header takes it. Raises ValueError for what is none."""
    name, plain = parseaddr(text.replace("\r", " ").replace("\n", " "))
    if not is_address(plain):
        raise ValueError(f"{text!r} is no e-mail address")
    local, _, domain = plain.rpartition("@")
    return Address("".join(c for c in name if c.isprintable()), local, domain)


def is_address(text: str) -> bool:
    """True for a bare address that may go into an SMTP command: no space, no control, no bracket, ASCII only."""
    return ADDRESS.fullmatch(text) is not None and ".." not in text and not text.startswith(".") and ".@" not in text


def message_id(key: str, domain: str) -> str:
    """The same for the same outbox row, so that a message sent twice can be recognised."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def build(
    *,
    sender: str,
    to: str,
    subject: str,
    key: str,
    reply_to: str | None = None,
    sent_at: datetime | None = None,
) -> EmailMessage:
    """A mail with its headers and no content yet. Raises ValueError where `to` or `sender` is no address."""
    message = EmailMessage(policy=POLICY)
    origin = address(sender)
    message["From"] = origin
    message["To"] = address(to)
    if reply_to and is_address(reply_to):
        message["Reply-To"] = address(reply_to)
    message["Subject"] = one_line(subject)
    if sent_at is not None:
        message["Date"] = format_datetime(sent_at)
    message["Message-ID"] = message_id(key, origin.domain)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers it
    message["X-Auto-Response-Suppress"] = "All"
    return message


def one_line(text: str, cap: int = 200) -> str:
    """Text as a header may hold it: no controls, no line ends."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:cap]
