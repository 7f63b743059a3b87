"""ADD: a walk-in or phone-up that a salesperson recorded. They become its owner; the line stays as it is."""

from __future__ import annotations

from typing import Literal

from uptape.core.contacts import keys_of, short_name
from uptape.core.dealership import Dealership
from uptape.core.decisions import Reason
from uptape.core.errors import Refused
from uptape.core.ids import lead_id as new_lead_id
from uptape.core.leads import Customer, LeadDraft
from uptape.core.mail import Envelope, Recipient
from uptape.flow.ledger import Ledger
from uptape.flow.talking import Sender
from uptape.parsing.fields.phones import phone
from uptape.store import leads, mail
from uptape.store.codec import encode
from uptape.store.engine import Store
from uptape.wording import shown

SOURCE = "Walk-in"
Via = Literal["text", "cli"]


def pool_of(dealership: Dealership, member: str) -> str:
    """The pool under which somebody's walk-ins are kept: the first on whose tape they stand, else the first."""
    own = [pool.key for pool in dealership.pools.values() if member in pool.tape]
    return next(iter(own or dealership.pools), "")


def record(store: Store, sender: Sender, number: str, name: str, by: str) -> tuple[str, str]:
    """`add` in a transaction of its own; gives back the lead's id and the number. `by` tells who, and how."""
    with store.write() as unit:
        pools = [pool_of(sender.dealership, sender.key), ""]
        ledger = Ledger(unit, sender.dealership, pools, store.clock.now(), by)
        identity, _, found = add(ledger, sender, number, name, "cli")
        ledger.flush()
        unit.commit()
    return identity, found


def add(ledger: Ledger, sender: Sender, number: str, name: str, via: Via = "text") -> tuple[str, str, str]:
    """Records a customer of somebody; gives back the lead's id, the name and the number.

    Raises Refused for a number that cannot be, and, with the owner's name, where the customer has an owner.
    """
    dealership, person = ledger.dealership, sender.person
    if person is None or not (person.is_salesperson or person.is_manager):
        raise Refused("only a salesperson has customers")
    found = phone(number, dealership.country)
    if found is None:
        raise Refused(f"{number} is no phone number: say ADD 310-555-0142 Maria Ochoa")
    first, _, rest = name.partition(" ")
    draft = LeadDraft(Customer(name, first or None, rest.split()[-1] if rest else None, phones=(found,)), source=SOURCE)
    keys = keys_of(draft, _own_numbers(dealership))
    if not keys:
        raise Refused(f"{shown.phone(found)} is one of our own numbers")
    ledger.load_customers(keys)
    owners = [one for one in ledger.owners_of(keys) if not one.covering]
    if owners:
        owner = ledger.member(max(owners, key=lambda one: one.at).member)
        whose = (
            "yours" if owner is not None and owner.key == sender.key else f"{owner.name}'s" if owner else "somebody's"
        )
        raise Refused(f"{shown.phone(found)} is {whose} customer already")
    identity = _write(ledger, sender, draft, keys, via)
    return identity, short_name(draft.customer), found


def _own_numbers(dealership: Dealership) -> frozenset[str]:
    people = {person.mobile for person in dealership.people.values() if person.mobile}
    return frozenset(people | {pool.desk for pool in dealership.pools.values() if pool.desk})


def _write(ledger: Ledger, sender: Sender, draft: LeadDraft, keys: tuple[str, ...], via: Via) -> str:
    dealership, pool = ledger.dealership, pool_of(ledger.dealership, sender.key)
    identity = new_lead_id()
    while leads.taken_ids(ledger.unit, [identity]):
        identity = new_lead_id()
    customer = draft.customer
    raw = f"Subject: {SOURCE}\r\n\r\n{customer.full_name} {customer.phones[0]}\r\n".encode()
    address = dealership.pools[pool].addresses[0]
    envelope = Envelope(via, "", (Recipient(address, dealership.key, pool),), raw, ledger.now)
    seq = mail.add_done(ledger.unit, envelope, "lead", f"{SOURCE}: {customer.full_name}")
    ledger.add_lead(
        {
            "id": identity,
            "dealership": dealership.key,
            "pool": pool,
            "grp": None,
            "mail_seq": seq,
            "mail_index": 0,
            "status": "assigned",
            "received_at": ledger.now,
            "source": SOURCE,
            "marks": ["walk-in"],
            "draft": encode(draft),
            "assigned_to": sender.key,
            "assigned_at": ledger.now,
            "taken_at": ledger.now,
            "first_attempt_at": ledger.now,
            "first_contact_at": ledger.now,
        },
        keys,
    )
    ledger.assign(identity, pool, None, sender.key, "hand", turn=False)
    ledger.own(keys, sender.key, identity, covering=False)
    ledger.happened(identity, "added", via=via)
    why = "recorded a walk-in or phone-up of their own: the line stays"
    ledger.note(pool, "hand_assigned", [Reason(sender.key, "chosen", why)], lead_id=identity, person=sender.key)
    return identity
