"""The alert that hands a lead to its taker, what its owners hear of it, and whom a manager may name."""

from __future__ import annotations

from collections.abc import Sequence

from uptape.core.alerts import Tone
from uptape.core.below import pool_named
from uptape.core.contacts import short_name
from uptape.core.dealership import Dealership, Pool
from uptape.core.decisions import Decision, Reason
from uptape.core.eligibility import Member
from uptape.core.intended import fold
from uptape.core.leads import LeadDraft
from uptape.flow.alerting import Message
from uptape.flow.ledger import Ledger
from uptape.flow.works import Work

MOST_LISTED = 8
"""People in the list that a manager gets with a lead."""


def hand_over(
    ledger: Ledger, work: Work, member: str, tone: Tone, decision: Decision, *, occasion: str = "assigned"
) -> None:
    """Queues the alert that hands a lead to its taker, and tells the owners who do not get it."""
    taker = ledger.member(member)
    if taker is None:
        return
    facts = (
        []
        if taker.buyer is not None
        else [("others", ", ".join(name_of(ledger, key) for key in decision.owners_elsewhere))]
    )
    if decision.covers_for and taker.buyer is None:
        facts.append(("covers_for", name_of(ledger, decision.covers_for)))
    facts.append(("household", work.household or ""))
    ledger.tell(
        Message(
            "assigned",
            tone,
            taker,
            occasion,
            work.id,
            work.pool,
            store_name(ledger, work.draft),
            ledger.call_by,
            facts=tuple((key, value) for key, value in facts if value),
        )
    )
    told = [*decision.owners_elsewhere, *([decision.covers_for] if decision.covers_for else [])]
    for key in dict.fromkeys(told):
        owner = ledger.member(key)
        if owner is None or key == member or owner.person is None or owner.person.left:
            continue  # buyers never hear of each other
        ledger.tell(
            Message(
                "owner_told",
                "plain",
                owner,
                f"owner_told:{occasion}",
                work.id,
                work.pool,
                store_name(ledger, work.draft),
                headline=f"{short_name(work.draft.customer)} asked again",
                body=f"{taker.name} has it.",
                facts=(("taker", taker.name), ("covering", "yes" if key == decision.covers_for else "")),
            )
        )


def tone_of(ledger: Ledger, decision: Decision, member: str, how: str) -> Tone:
    """How the alert that hands a lead to a member begins."""
    if how == "cover":
        return "cover"
    if _is_update(ledger, member, how):
        return "update"
    return "repeat" if decision.repeat else "new"


def _is_update(ledger: Ledger, member: str, how: str) -> bool:
    """True where a lead goes to a buyer who has its customer already: told as an update, and not counted."""
    taker = ledger.member(member)
    return taker is not None and taker.buyer is not None and how == "repeat"


def store_name(ledger: Ledger, draft: LeadDraft) -> str | None:
    """The store of a lead by its name in the config, else the location as the mail told it."""
    return named_store(ledger.dealership, draft)


def named_store(dealership: Dealership, draft: LeadDraft) -> str | None:
    """The same without books."""
    if not draft.location:
        return None
    for store in dealership.stores.values():
        if any(fold(draft.location) == fold(name) for name in (store.name, *store.aliases)):
            return store.name
    return draft.location


def name_of(ledger: Ledger, key: str) -> str:
    """How a member is called; its key where the config does not know it any more."""
    member = ledger.member(key)
    return member.name if member else key


def who_may_take_it(ledger: Ledger, pool: Pool, reasons: Sequence[Reason]) -> list[tuple[str, str]]:
    """Key and name of the people whom a manager may answer with by number, next first.

    Those of whom the decision says so; else who is there now; else everybody on the tape.
    """
    people = [one for one in _everybody(ledger, pool) if one[1].person is not None]
    asked = {reason.person for reason in reasons if reason.verdict == "asked"}
    there = [one for one in people if one[1].key in asked] or [one for one in people if not ledger.absence(*one)]
    listed = [member for _, member in (there or people)[:MOST_LISTED]]
    first = [one.name.split()[0] for one in listed]
    return [(one.key, name if first.count(name) == 1 else one.name) for one, name in zip(listed, first, strict=True)]


def _everybody(ledger: Ledger, pool: Pool) -> list[tuple[Pool, Member]]:
    """Who stands in a line or in that of a pool on it, in the order of the turns, each once, with the line's pool."""
    found: dict[str, tuple[Pool, Member]] = {}
    for key in ledger.line(pool.key):
        inner = ledger.dealership.pools.get(pool_named(key) or "")
        member = ledger.member(key)
        if inner is not None:
            for one in _everybody(ledger, inner):
                found.setdefault(one[1].key, one)
        elif member is not None:
            found.setdefault(member.key, (pool, member))
    return list(found.values())
