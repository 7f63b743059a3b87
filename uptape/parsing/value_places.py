"""Says in which line of a mail a value stands, for the values that no other sentence of `uptape parse --why` explains."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from uptape.core.leads import LeadDraft
from uptape.parsing.document import MailDocument

_HEADERS = ("subject", "from", "reply-to", "sender")
_MOST_LINES = 2000
_LETTERS = re.compile(r"[\W_]+")


def places(document: MailDocument, drafts: Sequence[LeadDraft], sentences: Sequence[str], text: str) -> tuple[str, ...]:
    """One sentence for each value of the leads that the sentences do not name."""
    lines = [(f"line {number}", line) for number, line in enumerate(text.split("\n")[:_MOST_LINES], 1) if line.strip()]
    lines += [(f"the header {name}", value) for name in _HEADERS if (value := document.header(name))]
    squeezed = [(where, line, _letters(line)) for where, line in lines]
    said = _letters(" ".join(sentences))
    told = []
    for draft in drafts[:10]:
        for name, value in _values(draft):
            wanted = _letters(value)[:40]
            if not wanted or wanted in said:
                continue
            found = next(((where, line) for where, line, plain in squeezed if wanted in plain), None)
            if found is None:
                told.append(f"{name} “{_short(value)}”: stands nowhere as it is, put together from several places")
            else:
                told.append(f"{name} “{_short(value)}”: {found[0]}, “{_short(found[1])}”")
    return tuple(dict.fromkeys(told))


def _values(draft: LeadDraft) -> Iterator[tuple[str, str]]:
    customer = draft.customer
    yield from (("e-mail", address) for address in customer.emails)
    yield from (("phone", number[-10:]) for number in customer.phones)
    for key in ("full_name", "street", "city", "postal_code"):
        value = getattr(customer, key)
        if value:
            yield key.replace("_", " "), value
    for vehicle in draft.vehicles:
        whose = "own vehicle" if vehicle.is_own else "vehicle"
        for key in ("year", "make", "model", "trim", "stock", "vin"):
            value = getattr(vehicle, key)
            if value:
                yield f"{whose}, {key}", str(value)
        if vehicle.price:
            yield f"{whose}, price", f"{vehicle.price:.2f}".removesuffix(".00")
    for key in ("comments", "source", "provider_lead_id", "location", "posted_by"):
        value = getattr(draft, key)
        if value:
            yield key.replace("_", " "), value


def _letters(text: str) -> str:
    return _LETTERS.sub("", text.lower())


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return f"{plain[:60]}…" if len(plain) > 60 else plain
