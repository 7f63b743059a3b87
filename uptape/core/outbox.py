"""The messages out: one durable row each, and what came of handing it to a channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from uptape.core.alerts import AlertFacts

OutboxState = Literal["due", "sending", "sent", "unknown", "dead", "cancelled"]


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One message to one address by one channel."""

    id: int
    key: str
    """Unique: says what the message is for, so that queueing it twice is harmless."""
    channel: str
    to: str
    """E.164 number, e-mail address or URL."""
    kind: str
    facts: AlertFacts
    lead_id: str | None = None
    options: Mapping[str, object] | None = None
    """The channel's further keys from the config."""
    attempts: int = 0
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A rendered message. `html` and `subject` are used by channels that have them."""

    body: str
    subject: str = ""
    html: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """The provider took it."""

    provider_id: str | None = None


@dataclass(frozen=True, slots=True)
class Deferred:
    """Not now; trying again later may help. `unknown`: it may have been sent, the answer was lost."""

    reason: str
    unknown: bool = False
    retry_after: float | None = None
    """Seconds, where the provider told."""


@dataclass(frozen=True, slots=True)
class Declined:
    """Never this way: the number does not exist, the address was refused. The next channel's turn."""

    reason: str
    code: str | None = None
    opted_out: bool = False
    """The provider says that the number opted out of texts."""


Outcome = Sent | Deferred | Declined


class Channel(Protocol):
    """A way out. Blocking calls are fine: the dispatcher runs each send in a thread, with a time limit of its own."""

    name: str

    def send(self, entry: OutboxEntry, text: Text) -> Outcome:
        """Hands one message to the provider. Never raises for what the provider may answer."""
        ...

    def look_up(self, entry: OutboxEntry, text: Text) -> Outcome | None:
        """After an unknown result: what the provider knows of it, or None where it cannot tell."""
        ...
