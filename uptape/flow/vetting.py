"""Whether a mail is from whom it says: `allow_from` and `require` of `sources:`, and answers to ours (threat 56)."""

from __future__ import annotations

from fnmatch import fnmatchcase

from uptape.core.dealership import Dealership, SourceTerms
from uptape.core.leads import Reading
from uptape.parsing.authenticity import METHODS, Verdict, verdict


def held(raw: bytes, reading: Reading, dealership: Dealership, trusted: str | None) -> str | None:
    """Why a person must look at the mail before its leads are dealt, or None. May ask the DNS: outside transactions."""
    checked: dict[str, Verdict] = {}
    for key in dict.fromkeys(lead.source_key for lead in reading.leads):
        terms = dealership.sources.get(key or "")
        if terms is None:
            continue
        if terms.allow_from and not any(_is_sender(one, reading.from_address) for one in terms.allow_from):
            return f"{reading.from_address or 'nobody'} is not among the senders that count as {key}{_where(terms)}"
        if terms.require:
            found = checked.setdefault(terms.require, verdict(raw, terms.require, trusted))
            if not found.passed:
                return f"{key} must pass {terms.require}{_where(terms)}: {found.why}"
    return None


def vouched_for(raw: bytes, trusted: str | None) -> bool:
    """True where a trusted server's word, or its DKIM signature, proves that a mail is from the domain in From.

    May ask the DNS: outside transactions.
    """
    return any(verdict(raw, method, trusted).passed for method in METHODS)


def _is_sender(wanted: str, sender: str) -> bool:
    if wanted.startswith("@"):
        return sender.endswith((wanted, "." + wanted[1:]))
    return sender == wanted or fnmatchcase(sender, wanted)


def _where(terms: SourceTerms) -> str:
    return f" ({terms.place.file}:{terms.place.line})" if terms.place.file else ""
