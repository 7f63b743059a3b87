"""The Twilio client with what it lacks: time limits, another base address, and outcomes in place of exceptions."""

from __future__ import annotations

import threading
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from uptape.core.outbox import Declined, Deferred, Outcome
from uptape.core.providers import SmsSettings

OPTED_OUT = 21610
NEVER = frozenset({
    21211, 21214, 21217, 21219, 21265, 21407, 21408, 21421, 21604, 21612, 21614, 21617,
    30004, 30005, 30006, 30007, 30034,
})  # fmt: skip
"""Codes of numbers that cannot be reached this way and messages that carriers refuse: trying again is no use."""
OUR_FAULT = frozenset({20003, 20005, 20404, 21210, 21212, 21213, 21603, 21606, 21659, 21660, 21703})
"""Codes of our own account and number: the admin must act, and the message waits for it."""
OUR_FAULT_WAIT = 120.0
PASSING = frozenset({20429, 30001, 30002, 30003, 30008, 30017, 30022})


class HttpClient(TwilioHttpClient):  # type: ignore[misc]
    """Sends every request to `base`, whatever host the library thinks of, and remembers the answer's headers."""

    def __init__(self, base: str, timeout: float) -> None:
        super().__init__(timeout=timeout)
        parts = urlsplit(base)
        self._scheme, self._host, self._path = parts.scheme, parts.netloc, parts.path.rstrip("/")
        self._last = threading.local()

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """One request; raises the exceptions of `requests`."""
        self._last.retry_after = None
        at = urlsplit(url)
        moved = urlunsplit((self._scheme, self._host, self._path + at.path, at.query, ""))
        response = super().request(method, moved, *args, **kwargs)
        self._last.retry_after = (response.headers or {}).get("Retry-After")
        return response

    @property
    def retry_after(self) -> float | None:
        """Seconds that the last answer in this thread asked to wait."""
        told = getattr(self._last, "retry_after", None)
        return min(float(told), 3600.0) if told and str(told).isdigit() else None


def client(settings: SmsSettings) -> tuple[Client, HttpClient]:
    """A client and its transport. Thread-safe."""
    http = HttpClient(settings.api_base, settings.timeout)
    return Client(settings.account_sid or "", settings.auth_token or "", http_client=http), http


def outcome(error: Exception, http: HttpClient) -> Outcome:
    """What an exception of a sending call means.

    A connection that was never made sent nothing; any other lost answer may have been sent, so it is `unknown`.
    """
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return Deferred("the provider did not answer in time; nothing was sent")
    if isinstance(error, requests.exceptions.ConnectionError) and _never_connected(error):
        return Deferred("the provider cannot be reached; nothing was sent")
    if isinstance(error, requests.exceptions.RequestException):
        return Deferred(f"the provider's answer was lost ({type(error).__name__})", unknown=True)
    status, code = getattr(error, "status", None), getattr(error, "code", None)
    if isinstance(error, TwilioException) and isinstance(status, int):
        return by_code(status, int(str(code)) if str(code).isdigit() else status, _message(error), http.retry_after)
    return Deferred(f"the provider's answer was not understood ({type(error).__name__})", unknown=True)


def by_code(status: int, code: int, message: str, retry_after: float | None = None) -> Outcome:
    """What an error code of the provider means, with its HTTP status (0: learnt later, from the message itself)."""
    said = f"{message} ({code})" if message else f"error {code}"
    if code == OPTED_OUT:
        return Declined(f"this number opted out of texts ({code})", str(code), opted_out=True)
    if code in NEVER:
        return Declined(said, str(code))
    if status in {401, 403} or code in OUR_FAULT:
        return Deferred(
            f"our own account was refused: {said}; check account_sid, auth_token and from under alerts",
            retry_after=OUR_FAULT_WAIT,
        )
    if status == 429 or code in PASSING:
        return Deferred(said, retry_after=retry_after)
    if status >= 500 or status == 408:
        return Deferred(f"the provider is in trouble: {said}", unknown=status != 503, retry_after=retry_after)
    if 400 <= status < 500 or status == 0:
        return Declined(said, str(code))
    return Deferred(f"an unexpected answer: {said}", unknown=True)


def _never_connected(error: Exception) -> bool:
    from urllib3.exceptions import NewConnectionError

    seen: BaseException | None = error
    for _ in range(8):
        if seen is None:
            return False
        reason = getattr(seen, "reason", None) or (seen.args[0] if seen.args else None)
        if isinstance(seen, NewConnectionError) or isinstance(reason, NewConnectionError):
            return True
        seen = reason if isinstance(reason, BaseException) else seen.__cause__ or seen.__context__
    return False


def _message(error: Exception) -> str:
    text = getattr(error, "msg", None) or getattr(error, "detail", None) or getattr(error, "title", None) or ""
    return str(text).removeprefix("Unable to create record: ")[:200]
