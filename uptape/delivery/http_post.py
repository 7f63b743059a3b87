"""Posts leads to other systems over HTTP, signed, once by its key, and reads whether they were taken."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import httpx
import re2  # type: ignore[import-untyped]

from uptape.clock import monotonic
from uptape.core.outbox import Declined, Deferred, OutboxEntry, Outcome, Sent, Text
from uptape.core.providers import HttpSettings
from uptape.delivery import adf, guard, payload

LONGEST_ANSWER = 65_536
AGAIN = frozenset({408, 423, 425, 429})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system said."""

    status: int
    text: str
    retry_after: float | None = None


class HttpPost:
    """The channel `http`. Options: `format` (json, form, adf), `fields`, `secret`, `accepted`, `refused`.

    Each post has `Idempotency-Key` (the same when it is sent again). With a secret it has `X-Uptape-Timestamp` (seconds
    since 1970) and `X-Uptape-Signature: sha256=HEX`, the HMAC-SHA256 of `TIMESTAMP.BODY` under the secret.
    """

    name = "http"

    def __init__(self, settings: HttpSettings, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._now = now

    def send(self, entry: OutboxEntry, text: Text) -> Outcome:
        """Posts one lead."""
        options = entry.options or {}
        try:
            names = options.get("fields")
            kind, body = content(
                entry, str(options.get("format") or "json"), names if isinstance(names, Mapping) else None
            )
        except ValueError as error:
            return Declined(str(error))
        headers = {"Content-Type": kind, "Idempotency-Key": entry.key, "User-Agent": "uptape"}
        secret = options.get("secret")
        if secret:
            headers |= signature(str(secret), str(int(self._now().timestamp())), body)
        answer = post(entry.to, body, headers, self._settings)
        return answer if not isinstance(answer, Answer) else judge(answer, options)

    def look_up(self, entry: OutboxEntry, text: Text) -> Outcome | None:
        """Cannot be asked; the key makes a second post harmless."""
        return None


def content(entry: OutboxEntry, form: str, names: Mapping[str, str] | None = None) -> tuple[str, bytes]:
    """Content type and body; `names` are those of the other system. Raises ValueError for what has no such form."""
    if form == "json":
        body = payload.as_named_json(entry.facts, names) if names else payload.as_json(entry.facts)
        return "application/json; charset=utf-8", body
    if form == "form":
        return "application/x-www-form-urlencoded; charset=utf-8", payload.as_form(entry.facts, names)
    if form == "adf":
        return "application/x-adf+xml; charset=utf-8", adf.document(entry.facts).encode()
    raise ValueError(f"unknown format {form!r}, expected json, form or adf")


def signature(secret: str, timestamp: str, body: bytes) -> dict[str, str]:
    """The headers that prove where a post comes from."""
    made = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return {"X-Uptape-Timestamp": timestamp, "X-Uptape-Signature": f"sha256={made}"}


def post(url: str, body: bytes, headers: Mapping[str, str], settings: HttpSettings) -> Answer | Outcome:
    """Posts to a judged address without following redirects; an Outcome where there is no answer."""
    try:
        target = guard.judge(url, settings.private_hosts)
    except guard.Forbidden as error:
        return Declined(str(error), "forbidden")
    except OSError as error:
        return Deferred(f"the host has no address: {error}")
    limit = httpx.Timeout(settings.timeout)
    until = monotonic() + 2 * settings.timeout
    try:
        with (
            httpx.Client(timeout=limit, trust_env=False, follow_redirects=False) as client,
            client.stream(
                "POST",
                target.pinned,
                content=body,
                headers={**headers, "Host": target.host_header},
                extensions={"sni_hostname": target.host},
            ) as response,
        ):
            text = _read(response, until)
            told = response.headers.get("Retry-After", "")
            wait = min(float(told), 3600.0) if told.isdigit() else None
            return Answer(response.status_code, text, wait)
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        return Deferred(f"cannot be reached: {_said(error)}")
    except httpx.HTTPError as error:
        return Deferred(f"the answer was lost: {_said(error)}", unknown=True)


def judge(answer: Answer, options: Mapping[str, object]) -> Outcome:
    """What an answer means, by its status and the patterns `accepted` and `refused`.

    With `accepted` alone, a 2xx that does not match is a refusal; with both, one that matches neither is tried again.
    """
    said = " ".join(answer.text.split())[:200]
    accepted, refused = options.get("accepted"), options.get("refused")
    if refused and answer.status < 500 and pattern(str(refused)).search(answer.text):
        return Declined(f"refused: {said or answer.status}", "refused")
    if 200 <= answer.status < 300:
        if not accepted or pattern(str(accepted)).search(answer.text):
            return Sent(_identity(answer.text))
        if refused:
            return Deferred(f"the answer says neither yes nor no: {said}")
        return Declined(f"not accepted: {said or answer.status}", "refused")
    if answer.status in AGAIN or answer.status >= 500:
        return Deferred(f"answered {answer.status} {said}".strip(), retry_after=answer.retry_after)
    if 300 <= answer.status < 400:
        return Declined(f"answered {answer.status}: redirects are not followed", str(answer.status))
    return Declined(f"answered {answer.status} {said}".strip(), str(answer.status))


@lru_cache(maxsize=256)
def pattern(text: str) -> re2._Regexp:
    """A pattern such as `/ok/`, in linear time and without case."""
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    return re2.compile(text[1:-1] if len(text) > 1 and text[0] == text[-1] == "/" else text, options)


def _read(response: httpx.Response, until: float) -> str:
    """The beginning of an answer; a system that drips is left."""
    parts, size = [], 0
    for part in response.iter_bytes():
        parts.append(part)
        size += len(part)
        if size > LONGEST_ANSWER or monotonic() > until:
            break
    return b"".join(parts)[:LONGEST_ANSWER].decode(response.charset_encoding or "utf-8", "replace")


def _identity(text: str) -> str | None:
    """The receiver's own id, where it answers with a JSON object that has one."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    identity = found.get("id") if isinstance(found, dict) else None
    return str(identity)[:100] if isinstance(identity, str | int) and not isinstance(identity, bool) else None


def _said(error: Exception) -> str:
    return f"{type(error).__name__} {error}".strip()[:200]
