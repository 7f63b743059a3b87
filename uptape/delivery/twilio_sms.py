"""Texts by Twilio. It has no idempotency key, so a lost answer is looked up before anything is sent twice."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from uptape.core.outbox import Declined, Deferred, OutboxEntry, Outcome, Sent, Text
from uptape.core.providers import SmsSettings
from uptape.delivery import twilio_http

E164 = re.compile(r"\+[1-9]\d{4,14}")
SKEW = timedelta(minutes=2)
"""How far the provider's clock may be from ours."""
LOOK_BACK = 50
"""How many of the latest texts to a number are looked at."""


class TwilioSms:
    """The channel `sms`."""

    name = "sms"

    def __init__(self, settings: SmsSettings) -> None:
        self._settings = settings
        self._client, self._http = twilio_http.client(settings)

    def send(self, entry: OutboxEntry, text: Text) -> Outcome:
        """Hands one text to the provider."""
        if not E164.fullmatch(entry.to):
            return Declined(f"{entry.to!r} is no phone number in the form +13105550142")
        sender = self._settings.from_number
        wanted: dict[str, Any] = {"to": entry.to, "body": text.body}
        wanted["messaging_service_sid" if sender.startswith("MG") else "from_"] = sender
        if self._settings.status_callback:
            wanted["status_callback"] = f"{self._settings.status_callback}?row={entry.id}"
        try:
            message = self._client.messages.create(**wanted)
        except Exception as error:
            return twilio_http.outcome(error, self._http)
        return _settled(message)

    def look_up(self, entry: OutboxEntry, text: Text) -> Outcome | None:
        """The text among the provider's latest to that number; None where it is not there, so it may be sent again."""
        since = (entry.created_at - SKEW) if entry.created_at else None
        try:
            # Not filtered by DateSent: a text that still waits at the provider has none, and would be sent again.
            for message in self._client.messages.list(to=entry.to, limit=LOOK_BACK):
                if _same(message.body, text.body) and _recent(message.date_created, since):
                    return _settled(message)
        except Exception as error:
            told = twilio_http.outcome(error, self._http)
            return Deferred(f"could not look the text up: {told.reason}" if not isinstance(told, Sent) else "", True)
        return None


def _settled(message: Any) -> Outcome:
    """A message that exists at the provider: sent, unless it already failed."""
    if not message.sid:
        return Deferred("the provider's answer names no message", unknown=True)
    if message.status in {"failed", "undelivered", "canceled"}:
        if not message.error_code:
            return Deferred(f"the provider says {message.status}")
        return twilio_http.by_code(0, int(message.error_code), str(message.error_message or ""))
    return Sent(message.sid)


def _recent(made: datetime | None, since: datetime | None) -> bool:
    return made is None or since is None or made >= since


def _same(theirs: str | None, ours: str) -> bool:
    """The same text, spaces aside; trial accounts put a sentence in front."""
    return " ".join((theirs or "").split()).endswith(" ".join(ours.split()))
