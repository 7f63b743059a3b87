"""Tells whether a mail is from whom it says: results of a mail server that is trusted (RFC 8601), else DKIM checked here.

A pass counts only for the domain in From: anybody can sign for a domain of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Any, Literal

from uptape.parsing.fields.emails import email
from uptape.parsing.mail_parts import bounded
from uptape.parsing.mail_parts.charsets import unix_lines

Method = Literal["dkim", "spf", "dmarc"]
METHODS: tuple[Method, ...] = ("dkim", "spf", "dmarc")
DNS_SECONDS = 5
_PROPERTIES = {
    "dkim": (("header", "d"), ("header", "i")),
    "spf": (("smtp", "mailfrom"),),
    "dmarc": (("header", "from"),),
}
_MOST_HEADERS = 20

FindKey = Callable[..., object]
"""Looks up a DNS text record: `(name, timeout=seconds)` gives bytes or None."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a mail is genuine by one method, and the sentence that says why."""

    passed: bool
    why: str


def verdict(raw: bytes, method: Method, trusted: str | None, find_key: FindKey | None = None) -> Verdict:
    """Whether `method` passed for the domain in From. `trusted`: whose Authentication-Results are believed, None for nobody's.

    Of several results of one server the topmost decides: servers put theirs on top, so what is below may be forged.
    May ask the DNS, for 5 seconds at most a record, so it is never to be called in a transaction. Never raises.
    """
    headers, _ = bounded.split_headers(unix_lines(raw[: 4 * bounded.HEADER_LIMIT]))
    sender = email(next((value for name, value in headers if name == "from"), "")) or ""
    domain = sender.rpartition("@")[2]
    if not domain:
        return Verdict(False, "From names no domain")
    if sum(name == "from" for name, _ in headers) > 1:
        return Verdict(False, "it has more than one From")
    told = [value for name, value in headers if name == "authentication-results"][:_MOST_HEADERS]
    for result, domains in _results(told, method, trusted):
        if result != "pass":
            return Verdict(False, f"{trusted} says {method}={result}")
        if any(_is_aligned(one, domain) for one in domains):
            return Verdict(True, f"{trusted} says {method}=pass for {domain}")
        return Verdict(False, f"{trusted} says {method}=pass for {', '.join(domains) or 'no domain'}, not for {domain}")
    if method == "dkim":
        return _by_signature(raw, domain, find_key)
    whose = trusted or "anybody (smtp.trusted_authserv_id)"
    return Verdict(False, f"no Authentication-Results of {whose} tells {method}")


def _results(headers: list[str], method: str, trusted: str | None) -> Iterator[tuple[str, list[str]]]:
    """The result of each header of the trusted server that tells the method, with the domains that it is for."""
    for value in headers if trusted else ():
        parsed = _parsed(value)
        if parsed is None or str(parsed.authserv_id).lower() != str(trusted).lower():
            continue
        of_method = [one for one in parsed.results if one.method == method]
        if of_method:
            # A mail may have several signatures: one that passes is enough.
            best = next((one for one in of_method if one.result == "pass"), of_method[0])
            yield str(best.result), [d for one in of_method if one.result == best.result for d in _domains(one, method)]


def _parsed(value: str) -> Any:
    from authres import AuthenticationResultsHeader

    try:
        return AuthenticationResultsHeader.parse("Authentication-Results: " + re.sub(r"\s+", " ", value[:8000]))
    except Exception:  # a header that is none tells nothing
        return None


def _domains(result: object, method: str) -> list[str]:
    properties = getattr(result, "properties", ())
    found = [
        str(one.value).rpartition("@")[2].strip(" <>.").lower()
        for kind, name in _PROPERTIES[method]
        for one in properties
        if (one.type, one.name) == (kind, name) and one.value
    ]
    return list(dict.fromkeys(filter(None, found)))


def _is_aligned(one: str, domain: str) -> bool:
    """The same domain, or one below the other (RFC 7489, 3.1, relaxed); a top level alone is nobody's."""
    if "." not in one or "." not in domain:
        return False
    return one == domain or domain.endswith("." + one) or one.endswith("." + domain)


# Records as they were found, and when to ask again: a batch of mails of one site asks once, also where nobody answers.
_ANSWERS: dict[bytes, tuple[float, object]] = {}
_KEPT_SECONDS = 300
_MOST_ANSWERS = 500


def _dns_text(name: bytes, timeout: int = DNS_SECONDS) -> object:
    from dkim.dnsplug import get_txt

    until, answer = _ANSWERS.get(name, (0.0, None))
    if monotonic() >= until:
        try:
            answer = get_txt(name, timeout=timeout)
        except Exception as error:
            answer = error
        if len(_ANSWERS) >= _MOST_ANSWERS:
            _ANSWERS.clear()
        _ANSWERS[name] = (monotonic() + _KEPT_SECONDS, answer)
    if isinstance(answer, Exception):
        raise answer
    return answer


def _by_signature(raw: bytes, domain: str, find_key: FindKey | None) -> Verdict:
    try:
        import dkim
    except ImportError:
        return Verdict(False, "no trusted server tells dkim, and it cannot be checked here without the extra mailauth")
    why = "it has no DKIM signature"
    try:
        message = dkim.DKIM(raw, timeout=DNS_SECONDS)
        count = min(sum(name.lower() == b"dkim-signature" for name, _ in message.headers), 5)
        for number in range(count):
            good = message.verify(idx=number, dnsfunc=find_key or _dns_text)
            signer = message.domain.decode("ascii", "replace").lower() if message.domain else ""
            if good and _is_aligned(signer, domain):
                return Verdict(True, f"its DKIM signature of {signer} is good")
            why = (
                f"its DKIM signature is of {signer}, not of {domain}"
                if good
                else f"its DKIM signature of {signer} is bad"
            )
    except Exception as error:  # broken signatures, and a DNS that does not answer
        why = f"its DKIM signature could not be checked ({type(error).__name__}: {str(error)[:100]})"
    return Verdict(False, why)
