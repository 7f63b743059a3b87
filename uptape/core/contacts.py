"""Which keys of a lead tell who the customer is, and which never do."""

from __future__ import annotations

from collections.abc import Collection

from uptape.core.leads import Customer, LeadDraft, Vehicle

ROLE_LOCAL_PARTS = frozenset({
    "noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "do_not_reply", "nobody", "mailer-daemon",
    "postmaster", "webmaster", "hostmaster", "admin", "administrator", "info", "contact", "office", "sales", "leads",
    "lead", "support", "service", "help", "hello", "mail", "email", "notifications", "notification", "alerts", "news",
    "newsletter", "abuse", "root", "test", "none", "na", "customer", "unknown", "anonymous",
})  # fmt: skip
"""Local parts that many people share (RFC 2142 and what sites use): they never say who somebody is."""


DUMMY_DOMAINS = frozenset({
    "example.com", "example.org", "example.net", "test.com", "none.com", "noemail.com", "nomail.com", "no.com",
    "na.com", "noreply.com", "fake.com", "invalid.com", "email.invalid", "nobody.com", "nowhere.com",
})  # fmt: skip
"""Domains that people type where an address is demanded."""
MOST_NAMES = 4
"""A key that came with more last names than this belongs to nobody in particular."""


def last_name_of(customer: Customer) -> str:
    """The last name of a customer, from the full name where it is not told apart; empty where there is none."""
    if customer.last_name:
        return customer.last_name
    words = (customer.full_name or "").split()
    return words[-1] if len(words) > 1 else ""


def fold_name(name: str | None) -> str:
    """A name for comparing: without case, punctuation and blanks."""
    return _fold(name)


def keys_of(draft: LeadDraft, own: Collection[str]) -> tuple[str, ...]:
    """The identity keys of a lead: `e:ADDRESS` and `p:E164`, in order, without doubles.

    `own` holds the addresses and numbers of the dealership and its people, which never match a customer.
    """
    keys = [f"e:{address}" for address in draft.customer.emails if address not in own and _is_personal(address)]
    keys += [f"p:{number}" for number in draft.customer.phones if number not in own and not _is_filler(number)]
    if draft.conversation:
        keys.append(f"c:{draft.conversation.lower()}")
    return tuple(dict.fromkeys(keys))


def _is_personal(address: str) -> bool:
    local, at, domain = address.rpartition("@")
    plain = local.split("+", 1)[0]
    dummy = domain in DUMMY_DOMAINS or (len(plain) > 1 and len(set(plain)) == 1) or plain in {"asdf", "qwerty", "abc"}
    return bool(at and domain) and plain not in ROLE_LOCAL_PARTS and not dummy


_DUMMY_ENDS = frozenset({"5551212", "1234567", "7654321"})
"""Directory assistance, and what people type where a number is demanded."""


def _is_filler(number: str) -> bool:
    digits = number.removeprefix("+")[-10:]
    last = digits[-7:]
    return len(digits) < 7 or len(set(last)) == 1 or digits in {"1234567890", "0123456789"} or last in _DUMMY_ENDS


def same_vehicle(one: Vehicle | None, other: Vehicle | None) -> bool:
    """True where two leads speak of the same vehicle: equal VIN or stock number, else equal year, make and model."""
    if one is None or other is None:
        return one is other
    if (one.vin or one.stock) and (other.vin or other.stock):
        return _equal(one.vin, other.vin) or _equal(one.stock, other.stock)
    return (one.year, _fold(one.make), _fold(one.model)) == (other.year, _fold(other.make), _fold(other.model))


def _equal(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and _fold(one) == _fold(other)


def _fold(text: str | None) -> str:
    return "".join(ch for ch in (text or "").casefold() if ch.isalnum())


def short_name(customer: Customer) -> str:
    """How a customer is named to people: the full name, else an address or number, else `somebody`."""
    return customer.full_name or next(iter((*customer.phones, *customer.emails)), "somebody")
