"""What tells who a customer is in the mails of a batch: keys that many share are dropped, threads are followed.

Only keys in the mail itself count, never chains: a mail in a thread takes over the keys of the lead whose mail it
answers, and not those of that lead's other leads.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from uptape.core.contacts import MOST_NAMES, fold_name, last_name_of
from uptape.core.decisions import Reason
from uptape.core.leads import Reading
from uptape.flow.alerting import Message
from uptape.flow.fresh import Fresh, Read
from uptape.flow.ledger import Ledger
from uptape.store import customers, originals
from uptape.store.customers import SeenName

SHARED_WITHIN = timedelta(days=90)


def matched(
    ledger: Ledger, fresh: Mapping[int, Sequence[Fresh]], items: Sequence[Read]
) -> tuple[dict[int, list[Fresh]], set[str]]:
    """The leads with the keys that may match, and those of the keys that an earlier lead has."""
    threads = _threads(ledger, items)
    every = [lead for some in fresh.values() for lead in some]
    keys = {key for lead in every for key in lead.keys}
    names = customers.names(ledger.unit, ledger.dealership.key, keys)
    shared = _shared(ledger, every, names)
    found: dict[int, list[Fresh]] = {}
    for seq, some in fresh.items():
        thread = threads.get(seq, ())
        found[seq] = [
            replace(
                lead,
                keys=tuple(dict.fromkeys(key for key in (*lead.keys, *thread) if key not in shared)),
                household=_household(lead, names, shared),
            )
            for lead in some
        ]
    return found, (set(names) | {key for some in threads.values() for key in some}) - shared


def _threads(ledger: Ledger, items: Sequence[Read]) -> dict[int, tuple[str, ...]]:
    """For mails that answer another one, the keys of that one's lead."""
    references = {
        item.mail.seq: item.reading.references
        for item in items
        if isinstance(item.reading, Reading) and item.reading.references and item.reading.leads
    }
    if not references:
        return {}
    wanted = {reference for some in references.values() for reference in some}
    known = originals.by_message(ledger.unit, ledger.dealership.key, wanted)
    found: dict[int, tuple[str, ...]] = {}
    for seq, some in references.items():
        # A Message-ID of several leads tells nothing: a list of leads in one mail, or a site that reuses its ids.
        answered = next((known[one][0] for one in some if len(known.get(one, ())) == 1), None)
        if answered is not None:
            found[seq] = customers.keys_of_lead(ledger.unit, answered)
    return found


def _shared(ledger: Ledger, every: Sequence[Fresh], names: Mapping[str, Sequence[SeenName]]) -> set[str]:
    """Keys that too many people share, found before or now; the managers hear of a new one, once."""
    since = ledger.now - SHARED_WITHIN
    suspects: dict[str, set[str]] = defaultdict(set)
    for key, seen in names.items():
        suspects[key] |= {fold_name(one.name) for one in seen if one.at >= since}
    for lead in every:
        for key in lead.keys:
            suspects[key].add(fold_name(last_name_of(lead.draft.customer)))
    many = {key for key, seen in suspects.items() if len(seen - {""}) > MOST_NAMES}
    known = customers.shared(ledger.unit, ledger.dealership.key, suspects, since)
    for key in sorted(many - known):
        _tell(ledger, key)
    customers.add_shared(ledger.unit, ledger.dealership.key, (many | known) & set(suspects), ledger.now)
    return many | known


def _tell(ledger: Ledger, key: str) -> None:
    what = "number" if key.startswith("p:") else "address" if key.startswith("e:") else "conversation"
    why = (
        f"the {what} {key[2:]} came with more than {MOST_NAMES} last names in {SHARED_WITHIN.days} days: "
        "it no longer tells who a customer is"
    )
    ledger.note("", "shared_key", [Reason(None, "note", why)])
    mark = hashlib.sha256(key.encode()).hexdigest()[:12]
    for manager in ledger.managers_on_duty(None):
        ledger.tell(
            Message(
                "notice", "plain", manager, f"shared:{ledger.dealership.key}:{mark}:{ledger.now:%Y%m%d}",
                headline=f"Many customers with one {what}: {key[2:]}",
                body=f"It came with more than {MOST_NAMES} last names, so leads with it count as new customers.",
            )
        )  # fmt: skip


def _household(lead: Fresh, names: Mapping[str, Sequence[SeenName]], shared: set[str]) -> str | None:
    """The last name under which this phone number is known, where it is another one: probably one household."""
    ours = fold_name(last_name_of(lead.draft.customer))
    if not ours:
        return None
    for key in lead.keys:
        seen = [one for one in names.get(key, ()) if fold_name(one.name)]
        if key.startswith("p:") and key not in shared and seen and ours not in {fold_name(one.name) for one in seen}:
            return max(seen, key=lambda one: one.at).name
    return None
