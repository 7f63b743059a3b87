"""A claimed mail with what was read out of it, and its leads before it is known whether they are new."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Protocol

from uptape.core.leads import LeadDraft, Reading
from uptape.flow.fields import MailFacts
from uptape.store.mail import ClaimedMail

TEXT_KEPT = 16_000
"""Characters of the mail's text kept with a lead that waits, for rules on `text`."""


class Unread(Protocol):
    """Why a mail could not be read."""

    reason: str


@dataclass(frozen=True, slots=True)
class Read:
    """A claimed mail with what was read out of it."""

    mail: ClaimedMail
    reading: Reading | Unread
    held: str | None = None
    """Why a person must look at it first, for a mail that may not be from whom it says."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """A lead of a mail before it is known whether it is new."""

    draft: LeadDraft
    index: int
    keys: tuple[str, ...]
    content_key: str
    message_id: str | None
    household: str | None = None
    """The last name under which its phone number is known, where that is another one."""


def content_key(raw: bytes) -> str:
    """What a mail says, whatever way it came: a hash of its body without line ends (headers change on the way)."""
    head, separator, body = raw.partition(b"\r\n\r\n")
    if not separator:
        head, separator, body = raw.partition(b"\n\n")
    folded = (body if separator else head).replace(b"\r", b"").replace(b"\n", b"").strip()
    return hashlib.sha256(folded).hexdigest()


def kept(mail_facts: MailFacts, household: str | None = None) -> dict[str, str]:
    """What of a mail is kept with a lead that waits, for rules that look at it later."""
    kept = {
        "tag": mail_facts.tag or "",
        "subject": mail_facts.subject,
        "sender": mail_facts.sender,
        "text": mail_facts.text[:TEXT_KEPT],
        "household": household or "",
    }
    return {key: value for key, value in kept.items() if value}


def merged(before: LeadDraft, after: LeadDraft) -> LeadDraft:
    """A lead that nobody has yet with what a further enquiry tells: the taker gets both in one alert."""
    old, new = before.customer, after.customer
    customer = replace(
        old,
        full_name=old.full_name or new.full_name,
        first_name=old.first_name or new.first_name,
        last_name=old.last_name or new.last_name,
        emails=tuple(dict.fromkeys((*old.emails, *new.emails))),
        phones=tuple(dict.fromkeys((*old.phones, *new.phones))),
    )
    said = [words for words in (before.comments, after.comments) if words]
    comments = " / ".join(dict.fromkeys(said)) or None
    return replace(before, customer=customer, comments=comments, answer_at=before.answer_at or after.answer_at)


def news(before: LeadDraft, after: LeadDraft) -> str:
    """What a further enquiry tells that the first did not."""
    told = []
    old, new = before.customer, after.customer
    told += [f"phone {number}" for number in new.phones if number not in old.phones]
    told += [f"e-mail {address}" for address in new.emails if address not in old.emails]
    if after.comments and after.comments != before.comments:
        told.append(f'"{after.comments[:200]}"')
    return "; ".join(told) or "nothing new"
