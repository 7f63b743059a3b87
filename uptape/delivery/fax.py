"""Faxes by a gateway that takes e-mail, or by a provider's API."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import datetime

from uptape.core.outbox import Declined, OutboxEntry, Outcome, Text
from uptape.core.providers import EmailSettings, FaxSettings, HttpSettings
from uptape.delivery import http_post, mail, pdf
from uptape.delivery.email import RelayEmail
from uptape.delivery.twilio_sms import E164


class EmailFax:
    """The channel `fax` through an address such as `{number}@fax.example`; the number goes in without its plus."""

    name = "fax"

    def __init__(self, settings: FaxSettings, email: EmailSettings, now: Callable[[], datetime]) -> None:
        if "{number}" not in (settings.address or ""):
            raise ValueError("alerts.fax.address needs {number} in it, such as {number}@fax.example")
        self._address = settings.address or ""
        self._email = email
        self._relay = RelayEmail(email, now)
        self._now = now

    def send(self, entry: OutboxEntry, text: Text) -> Outcome:
        """Mails the pages to the gateway, as a PDF; as plain text where a letter has no place in that."""
        if not E164.fullmatch(entry.to):
            return Declined(f"{entry.to!r} is no fax number in the form +13105550142")
        to = self._address.replace("{number}", entry.to.removeprefix("+"))
        try:
            message = mail.build(
                sender=self._email.from_address,
                to=to,
                subject=text.subject or "Fax",
                key=entry.key,
                sent_at=self._now(),
            )
        except ValueError as error:
            return Declined(str(error))
        pages = pdf.document(text.subject, text.body)
        if pages is None:
            message.set_content(text.body)
        else:
            message.set_content(pages, "application", "pdf", filename="lead.pdf")
        return self._relay.deliver(message, to)

    def look_up(self, entry: OutboxEntry, text: Text) -> Outcome | None:
        """A gateway cannot be asked."""
        return None


class HttpFax:
    """The channel `fax` through an API: `{"to", "from", "subject", "text", "pdf"}` as JSON with a bearer token.

    `pdf` are the rendered pages in base 64; it is left out where a letter has no place in them.
    """

    name = "fax"

    def __init__(self, settings: FaxSettings, http: HttpSettings) -> None:
        if not settings.api_base:
            raise ValueError("alerts.fax.api_base is needed for the provider http")
        self._settings = settings
        self._http = http

    def send(self, entry: OutboxEntry, text: Text) -> Outcome:
        """Posts one fax."""
        if not E164.fullmatch(entry.to):
            return Declined(f"{entry.to!r} is no fax number in the form +13105550142")
        fax = {"to": entry.to, "from": self._settings.from_number, "subject": text.subject, "text": text.body}
        pages = pdf.document(text.subject, text.body)
        if pages is not None:
            fax["pdf"] = base64.b64encode(pages).decode("ascii")
        headers = {"Content-Type": "application/json", "Idempotency-Key": entry.key}
        if self._settings.auth_token:
            headers["Authorization"] = f"Bearer {self._settings.auth_token}"
        answer = http_post.post(self._settings.api_base or "", json.dumps(fax).encode(), headers, self._http)
        return answer if not isinstance(answer, http_post.Answer) else http_post.judge(answer, {})

    def look_up(self, entry: OutboxEntry, text: Text) -> Outcome | None:
        """Not asked; the key makes a second post harmless."""
        return None
