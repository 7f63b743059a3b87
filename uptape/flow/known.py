"""What is known of a dealership before a mail is read: its own names, numbers and addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from uptape.core.dealership import Dealership, Way
from uptape.core.leads import Known


@dataclass(frozen=True, slots=True)
class Own:
    """A dealership's own identities, ready to be looked up."""

    known: Known
    identities: frozenset[str]
    """Addresses (lower case) and E.164 numbers that never are a customer's."""


class OwnCache:
    """One `Own` for each dealership of the running config, made once."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Dealership, Own]] = {}

    def of(self, dealership: Dealership) -> Own:
        """The dealership's own identities."""
        kept = self._kept.get(dealership.key)
        if kept is None or kept[0] is not dealership:
            kept = (dealership, own_of(dealership))
            self._kept[dealership.key] = kept
        return kept[1]


def _every_way(ways: Iterable[Way]) -> list[Way]:
    """Ways with their fall-backs."""
    found: list[Way] = []
    for way in ways:
        step: Way | None = way
        while step is not None:
            found.append(step)
            step = step.otherwise
    return found


def own_of(dealership: Dealership) -> Own:
    """Collects a dealership's own names, addresses and numbers from its config."""
    people = [*dealership.people.values(), *(b.contact for b in dealership.buyers.values() if b.contact)]
    emails = {person.email.lower() for person in people if person.email}
    emails |= {address for pool in dealership.pools.values() for address in pool.addresses}
    emails |= {
        way.to.lower()
        for buyer in dealership.buyers.values()
        for way in buyer.deliver
        if way.to and "@" in way.to and "://" not in way.to
    }
    ways = [way for person in people for way in _every_way(person.alerts)]
    ways += [way for pool in dealership.pools.values() for way in _every_way((*pool.copy_to, *pool.alerts))]
    ways += _every_way(dealership.copy_to)
    emails |= {way.to.lower() for way in ways if way.to and "@" in way.to and "://" not in way.to}
    phones = {person.mobile for person in people if person.mobile}
    phones |= {way.to for way in ways if way.to and way.to.startswith("+")}
    phones |= {pool.desk for pool in dealership.pools.values() if pool.desk}
    stores = [name for store in dealership.stores.values() for name in (store.name, *store.aliases)]
    known = Known(
        dealership.country,
        dealership.timezone,
        tuple(stores),
        tuple(person.name for person in people if person.name),
        tuple(sorted(emails)),
        tuple(sorted(phones)),
    )
    return Own(known, frozenset(emails | phones))
