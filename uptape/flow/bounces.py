"""An alert by mail that came back: it goes its next way, or the managers hear of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from uptape.core.dealership import Dealership
from uptape.core.leads import Reading
from uptape.flow import dead_letters
from uptape.flow.reply_addresses import BOUNCE_TAG, addressed, word_of
from uptape.store import outbox
from uptape.store.engine import Unit
from uptape.store.mail import ClaimedMail


def came_back(
    unit: Unit,
    dealerships: Mapping[str, Dealership],
    mail: ClaimedMail,
    reading: Reading,
    now: datetime,
    key: bytes | None,
) -> None:
    """Acts on a report that came to a message's own sender address; whatever else came there is left alone."""
    tag = BOUNCE_TAG.fullmatch(mail.tag or "")
    number = int(tag[1], 16) if tag else 0
    row = outbox.message(unit, number) if number < 2**63 else None
    if tag is None or reading.kind != "bounce" or row is None or row[1] != "sent" or _only_late(reading):
        return
    message = row[0]
    if message.dealership != mail.dealership or message.entry.channel not in {"email", "adf"}:
        return
    if key is not None and tag[2] != word_of(addressed(message.entry, key).facts.reply_to):
        return  # not the address that this message left with
    why = f"the mail to {message.entry.to} came back"
    outbox.note_delivery(unit, [number], "bounced", now)
    outbox.not_delivered(unit, [number], "dead", now, why)
    dead_letters.go_on(unit, dealerships, [dead_letters.DeadLetter(message, why)], now)


def _only_late(reading: Reading) -> bool:
    """True for a report that the mail is late and still on its way."""
    return any(re.search(r": delayed$", why) for why in reading.why)
