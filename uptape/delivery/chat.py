"""Messages to chat services (Slack, Teams, Discord and the rest) by apprise, one URL for each message."""

from __future__ import annotations

import logging
import warnings
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from uptape.core.outbox import Declined, Deferred, OutboxEntry, Outcome, Sent, Text
from uptape.core.providers import HttpSettings
from uptape.delivery import guard

SERVICES = frozenset({
    "slack", "msteams", "workflows", "discord", "gchat", "tgram", "wxteams", "zulip", "pover", "line", "lark",
    "guilded", "flock", "whatsapp", "signal", "signals", "mmost", "mmosts", "rocket", "rockets", "matrix", "matrixs",
    "ntfy", "ntfys", "nctalk", "nctalks",
})  # fmt: skip
"""Services that may be used: chats only. The ones that post to any host are judged like every other call."""
ANY_HOST = frozenset({
    "signal", "signals", "mmost", "mmosts", "rocket", "rockets", "matrix", "matrixs", "ntfy", "ntfys",
    "nctalk", "nctalks",
})  # fmt: skip


class Chat:
    """The channel `chat`; the address is the service's URL as apprise writes it, or the one the service shows."""

    name = "chat"

    def __init__(self, settings: HttpSettings) -> None:
        self._settings = settings

    def send(self, entry: OutboxEntry, text: Text) -> Outcome:
        """Posts one message. The library answers only yes or no, so a no is tried again until attempts run out."""
        try:
            apprise = _library()
        except ImportError:
            return Declined("chat needs the extra: pip install 'uptape[chat]'")
        service: Any = apprise.Apprise.instantiate(entry.to, suppress_exceptions=True)
        if service is None:
            return Declined("this is no URL of a chat service")
        schema = urlsplit(service.url()).scheme.lower()
        if schema not in SERVICES:
            return Declined(f"{schema}:// is no chat service that may be used")
        if schema in ANY_HOST and service.host:
            try:
                port = f":{service.port}" if service.port else ""
                guard.judge(f"http://{service.host}{port}/", self._settings.private_hosts)
            except guard.Forbidden as error:
                return Declined(str(error), "forbidden")
            except OSError as error:
                return Deferred(f"the host has no address: {error}")
        return self._notify(service, text)

    def look_up(self, entry: OutboxEntry, text: Text) -> Outcome | None:
        """Chats cannot be asked."""
        return None

    def _notify(self, service: Any, text: Text) -> Outcome:
        service.socket_connect_timeout = service.socket_read_timeout = self._settings.timeout
        try:
            taken = service.notify(body=text.body, title=text.subject)
        except Exception as error:
            return Deferred(f"the chat service failed: {type(error).__name__}", unknown=True)
        return Sent() if taken else Deferred("the chat service did not take it")


@lru_cache(maxsize=1)
def _library() -> Any:
    """Imported when first needed, since it is heavy and an extra. Raises ImportError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it imports modules that Python is about to drop
        import apprise

        apprise.Apprise.instantiate("null://", suppress_exceptions=True)  # loads the modules of all services
    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it logs addresses with their secrets
    return apprise
