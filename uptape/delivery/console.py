"""The provider `console`: shows messages on the daemon's terminal and pages in place of sending them."""

from __future__ import annotations

import hashlib
from typing import Protocol

from uptape.core.outbox import OutboxEntry, Outcome, Sent, Text


class Sink(Protocol):
    """Shows a message. Called from several threads at once."""

    def __call__(self, entry: OutboxEntry, text: Text, provider_id: str) -> None:
        """Shows one message; must not raise."""
        ...


class ConsoleChannel:
    """Takes every message at once."""

    def __init__(self, name: str, sink: Sink) -> None:
        self.name = name
        self._sink = sink

    def send(self, entry: OutboxEntry, text: Text) -> Outcome:
        """Shows the message. The provider id follows from the row's key, so the same row always has the same one."""
        identity = "console-" + hashlib.sha256(entry.key.encode()).hexdigest()[:20]
        self._sink(entry, text, identity)
        return Sent(identity)

    def look_up(self, entry: OutboxEntry, text: Text) -> Outcome | None:
        """Nothing is known of what was shown."""
        return None
