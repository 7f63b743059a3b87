"""Imports customers with their salespeople, so that there are owners before the first mail."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from uptape.core.contacts import keys_of
from uptape.core.dealership import Dealership, Person
from uptape.core.decisions import Ownership, Reason
from uptape.core.ids import ALPHABET
from uptape.core.leads import Customer, LeadDraft
from uptape.flow.known import own_of
from uptape.flow.ledger import Ledger
from uptape.parsing.customers import CustomerRow, Problem
from uptape.store import customers
from uptape.store.engine import Store

BATCH = 200
"""Customers in one transaction: the lines of the dealership are locked meanwhile."""


@dataclass(slots=True)
class Imported:
    """What came of an import."""

    made: Counter[str] = field(default_factory=Counter)
    """Customers that somebody owns by it, by the owner's key."""
    stood: int = 0
    """Customers of whom nothing changed: they are that salesperson's already."""
    kept: list[Problem] = field(default_factory=list)
    """Customers whose later owner stays."""
    problems: list[Problem] = field(default_factory=list)

    @property
    def left_out(self) -> int:
        """Lines that could not be used."""
        return sum(problem.left_out for problem in self.problems)


@dataclass(frozen=True, slots=True)
class _Wanted:
    row: CustomerRow
    member: str
    keys: tuple[str, ...]


def import_customers(
    store: Store, dealership: Dealership, rows: Iterable[CustomerRow | Problem], by: str, where: str, *, dry: bool
) -> Imported:
    """Makes each customer's salesperson their owner, as of the last contact; `where` names the file for the journal.

    Nobody who owns a customer since later is overruled, and doing it twice changes nothing. `dry`: only tells.
    """
    found = Imported()
    own = own_of(dealership).identities
    now = store.clock.now()
    who = _finder(dealership, now)
    wanted: list[_Wanted] = []
    for row in rows:
        if isinstance(row, Problem):
            found.problems.append(row)
            continue
        member = who(row.salesperson)
        keys = keys_of(LeadDraft(Customer(emails=row.emails, phones=row.phones)), own)
        if isinstance(member, str):
            found.problems.append(Problem(row.line, member))
        elif not keys:
            said = "has only addresses and numbers that many people share, or our own: write one that is the customer's"
            found.problems.append(Problem(row.line, said))
        elif row.last_contact is not None and row.last_contact > now + timedelta(days=1):
            found.problems.append(Problem(row.line, "the last contact lies in the future: correct the date"))
        else:
            wanted.append(_Wanted(row, member.key, keys))
    seen: dict[str, list[Ownership]] = {}
    for start in range(0, len(wanted), BATCH):
        _batch(store, dealership, wanted[start : start + BATCH], by, where, found, seen, dry=dry)
    return found


def _batch(
    store: Store, dealership: Dealership, wanted: Sequence[_Wanted], by: str, where: str, found: Imported,
    seen: dict[str, list[Ownership]], *, dry: bool,
) -> None:  # fmt: skip
    with store.write() as unit:
        now = store.clock.now()
        ledger = Ledger(unit, dealership, [*sorted(dealership.pools), ""], now, by)
        ledger.load_customers({key for one in wanted for key in one.keys})
        rows = []
        for one in wanted:
            fresh = _decide(ledger, one, found, seen, now)
            if not fresh:
                continue
            identity = _identity(dealership, one)
            for key, at in fresh:
                ledger.sheets.owners.append(
                    {"dealership": dealership.key, "key": key, "member": one.member, "covering": False,
                     "lead_id": identity, "at": at}
                )  # fmt: skip
            rows.append(
                {"id": identity, "dealership": dealership.key, "name": one.row.name or None, "member": one.member,
                 "status": one.row.status, "last_contact": one.row.last_contact, "at": now, "by": by}
            )  # fmt: skip
            since = f", last contact {one.row.last_contact:%Y-%m-%d}" if one.row.last_contact else ""
            why = f"owner of an imported customer ({where}:{one.row.line}){since}"
            ledger.note("", "imported", [Reason(one.member, "note", why)], lead_id=identity, person=one.member)
        if not dry:
            customers.add_imports(unit, rows)
            ledger.flush()
            unit.commit()


def _decide(
    ledger: Ledger, one: _Wanted, found: Imported, seen: dict[str, list[Ownership]], now: datetime
) -> list[tuple[str, datetime]]:
    """The keys of a customer of which somebody becomes owner, and since when. Earlier lines of the file count."""
    at = one.row.last_contact
    fresh: list[tuple[str, datetime]] = []
    later: str | None = None
    for key in one.keys:
        standing = [o for o in (*ledger.ownerships.get(key, ()), *seen.get(key, ())) if not o.covering]
        if any(o.member == one.member and (at is None or o.at >= at) for o in standing):
            continue
        above = [o for o in standing if o.member != one.member and (at is None or o.at >= at)]
        if above:
            later = max(above, key=lambda o: o.at).member
            continue
        fresh.append((key, at or now))
        seen.setdefault(key, []).append(Ownership(one.member, "", at or now))
    if fresh:
        found.made[one.member] += 1
    elif later is not None:
        member = ledger.member(later)
        found.kept.append(Problem(one.row.line, f"is {member.name if member else later}'s customer since later"))
    else:
        found.stood += 1
    return fresh


def _identity(dealership: Dealership, one: _Wanted) -> str:
    """The same customer of the same salesperson has the same id at every import."""
    at = one.row.last_contact.isoformat() if one.row.last_contact else ""
    plain = "\n".join((dealership.key, one.member, at, *sorted(one.keys)))
    number = int.from_bytes(hashlib.sha256(plain.encode()).digest()[:10], "big")
    letters = ""
    for _ in range(12):
        number, digit = divmod(number, len(ALPHABET))
        letters += ALPHABET[digit]
    return f"I-{letters}"


def _finder(dealership: Dealership, now: datetime) -> Callable[[str], Person | str]:
    """Finds a salesperson by key, name, first or last name, e-mail or mobile; else a sentence that says what to do."""
    today = now.astimezone(ZoneInfo(dealership.timezone)).date()
    people = [person for person in dealership.people.values() if person.is_salesperson]
    named: dict[str, set[str]] = {}
    for person in people:
        words = person.name.casefold().split()
        forms = {person.key.casefold(), person.name.casefold(), words[0], words[-1], ", ".join((words[-1], words[0]))}
        for form in (*forms, (person.email or "").casefold(), person.mobile or ""):
            if form:
                named.setdefault(form, set()).add(person.key)
    exact = {form: person.key for person in people for form in (person.key.casefold(), person.name.casefold())}

    def find(written: str) -> Person | str:
        form = " ".join(written.casefold().split())
        keys = {exact[form]} if form in exact else named.get(form, set())
        if len(keys) > 1:
            return f'"{written[:60]}" may be {" or ".join(sorted(keys))}: write the key'
        if not keys:
            return f'nobody is called "{written[:60]}": write the key of a salesperson ({_some(people)})'
        person = dealership.people[next(iter(keys))]
        if person.left is not None and person.left <= today:
            return f"{person.name} left on {person.left}: write who has this customer now, or take the line out"
        return person

    return find


def _some(people: Sequence[Person]) -> str:
    keys = [person.key for person in people if person.left is None]
    return ", ".join(keys[:8]) + (", …" if len(keys) > 8 else "")
