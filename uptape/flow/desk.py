"""Decides the mails of one dealership in the open transaction: which leads are new, which join, and who gets them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from uptape.core.below import below
from uptape.core.contacts import keys_of, last_name_of, short_name
from uptape.core.dealership import Dealership, Pool
from uptape.core.decisions import Reason
from uptape.core.ids import lead_id
from uptape.core.leads import LeadDraft, Reading
from uptape.flow.alerting import Message
from uptape.flow.drain import drain_pool
from uptape.flow.fields import MailFacts
from uptape.flow.fresh import Fresh, Read, content_key, kept, merged, news
from uptape.flow.known import OwnCache
from uptape.flow.ledger import Ledger
from uptape.flow.matching import matched
from uptape.flow.placing import decision_for, record, send_to_review
from uptape.flow.seen import Seen
from uptape.flow.thanks import thank
from uptape.flow.works import Work
from uptape.store import leads
from uptape.store.codec import decode, encode
from uptape.store.customers import EarlierLead
from uptape.store.engine import Unit
from uptape.store.mail import MailResult
from uptape.store.tapes import TapeCache

BY = "uptape"


def decide_batch(
    unit: Unit,
    dealership: Dealership | None,
    items: Sequence[Read],
    now: datetime,
    own: OwnCache,
    cache: TapeCache | None,
) -> list[MailResult]:
    """Decides the mails of one dealership in the open transaction; gives back what became of each."""
    if dealership is None:
        return [_nobodys(item) for item in items]
    pools = {item.mail.pool for item in items if item.mail.pool in dealership.pools}
    ledger = Ledger(unit, dealership, [*(pool for pool in pools if pool), ""], now, BY, cache)
    desk = Desk(ledger, own.of(dealership).identities, items)
    results = [desk.take(item) for item in items]
    ledger.flush()
    return results


def _nobodys(item: Read) -> MailResult:
    """Mail to postmaster, or to a dealership that the config no longer has: a person looks at it."""
    reading = item.reading if isinstance(item.reading, Reading) else None
    why = (
        "for postmaster" if item.mail.dealership is None else f"dealership {item.mail.dealership} is not in the config"
    )
    return _result(item, "review", reading, error=why)


def _result(item: Read, state: str, reading: Reading | None, error: str | None = None) -> MailResult:
    if reading is None:
        return MailResult(item.mail.seq, item.mail.attempts, state, error=error)
    return MailResult(
        item.mail.seq,
        item.mail.attempts,
        state,
        reading.kind,
        reading.subject,
        reading.from_address,
        reading.message_id,
        reading.notes,
        error,
    )


class Desk:
    """Works through the mails of one dealership with everything they need read in advance."""

    def __init__(self, ledger: Ledger, identities: frozenset[str], items: Sequence[Read]) -> None:
        self.ledger = ledger
        self.identities = identities
        self.fresh, known = matched(ledger, {item.mail.seq: self._fresh(item) for item in items}, items)
        every = [lead for some in self.fresh.values() for lead in some]
        self.seen = Seen(ledger, every, known)
        self.ids = self._new_ids(len(every))
        self.drained: set[str] = set()
        self.waiting: set[str] = set()
        """Pools in whose inbox something waits: a newer lead must not pass it, so `drain:` holds for it too."""

    def _fresh(self, item: Read) -> list[Fresh]:
        if not isinstance(item.reading, Reading):
            return []
        content = content_key(item.mail.raw)
        message_id = item.reading.message_id
        return [
            Fresh(draft, index, keys_of(draft, self.identities), content, message_id)
            for index, draft in enumerate(item.reading.leads)
        ]

    def _new_ids(self, count: int) -> list[str]:
        ids: set[str] = set()
        while len(ids) < count:
            more = {lead_id() for _ in range(count - len(ids))}
            ids |= more - leads.taken_ids(self.ledger.unit, more)
        return list(ids)

    def take(self, item: Read) -> MailResult:
        """What becomes of one mail."""
        reading = item.reading
        pool = self.ledger.dealership.pools.get(item.mail.pool or "")
        if pool is None:
            return self._review(item, None, f"pool {item.mail.pool} is not in the config any more")
        if not isinstance(reading, Reading):
            return self._review(item, pool, f"this mail could not be read: {reading.reason}")
        if reading.kind == "feedback":
            return self._review(item, pool, "feedback from somebody whom we do not know: please record it by hand")
        if reading.kind != "lead":
            why = "; ".join(reading.why) or f"this mail is {reading.kind}"
            self.ledger.note(
                pool.key, "not_lead", [Reason(None, "note", f"{reading.kind}: {why}")], mail_id=item.mail.id
            )
            return _result(item, "done", reading)
        if not reading.leads:
            return self._review(item, pool, "this mail looks like a lead, but nothing could be read out of it")
        if item.held is not None:
            return self._review(item, pool, item.held)
        in_review = [self._lead(item, reading, pool, fresh) for fresh in self.fresh[item.mail.seq]]
        return _result(item, "review" if any(in_review) else "done", reading)

    def _review(self, item: Read, pool: Pool | None, why: str) -> MailResult:
        reading = item.reading if isinstance(item.reading, Reading) else None
        about = (reading.subject if reading else "") or f"mail {item.mail.id}"
        send_to_review(self.ledger, pool, None, [Reason(None, "review", why)], about=about, mail_id=item.mail.id)
        return _result(item, "review", reading, why)

    def _lead(self, item: Read, reading: Reading, pool: Pool, fresh: Fresh) -> bool:
        """Records one lead of a mail; True where it went to the review box."""
        ledger, draft = self.ledger, fresh.draft
        identity = self.ids.pop()
        mail_facts = MailFacts(item.mail.tag, reading.subject, reading.from_address, reading.text)
        original, why, marks = self.seen.original(fresh)
        known_customer = any(key in self.seen.known for key in fresh.keys)
        ledger.add_lead(
            self._row(item, fresh, pool, identity, mail_facts, original, marks, known_customer),
            fresh.keys,
            last_name_of(draft.customer),
        )
        self.seen.known.update(fresh.keys)
        self.seen.remember(identity, fresh, item.mail.received_at, original)
        if original is not None:
            reason = Reason(None, "duplicate", f"{why}: duplicate of {original}")
            ledger.note(pool.key, "duplicate", [reason], lead_id=identity)
            return False
        joined = self.seen.joined(fresh)
        if joined is not None:
            self._join(identity, joined, draft, pool)
            return False
        if not draft.can_be_answered:
            reason = Reason(None, "review", "names no way to reach or answer anyone")
            send_to_review(ledger, pool, identity, [reason], about=short_name(draft.customer), mail_id=item.mail.id)
            return True
        notes = [Reason(None, "note", mark) for mark in marks]
        if fresh.household:
            notes.append(Reason(None, "note", f"same phone as {fresh.household}: probably one household"))
        if item.mail.attempts > 1:
            notes.append(Reason(None, "note", f"read at attempt {item.mail.attempts}: newer mails may have passed it"))
        for key in reversed(below(ledger.dealership, [pool.key])):
            self._drain_first(ledger.dealership.pools[key])
        work = Work(
            identity, pool, draft, fresh.keys, mail_facts, item.mail.received_at, known_customer, notes=tuple(notes),
            waited=not self.waiting.isdisjoint(below(ledger.dealership, [pool.key])), household=fresh.household,
        )  # fmt: skip
        waits_with = self.seen.waiting_with(fresh, work)
        if waits_with is not None:
            why = f"this customer's {waits_with.id} waits: one customer never has two callers"
            ledger.change_lead(identity, status="queued", queued_at=ledger.now, repeat=True, pool=waits_with.pool)
            ledger.note(pool.key, "queued", [Reason(None, "queued", why)], lead_id=identity)
            status, member, group = "queued", None, None
        else:
            decision = decision_for(ledger, work)
            record(ledger, work, decision)
            status, member, group = decision.outcome, decision.member, decision.group
            thank(ledger, work, status)
        if status == "queued":
            self.waiting.add(pool.key)
        if status == "queued" or ledger.dealership.buyers:  # a buyer may refuse it, and it is decided again
            ledger.change_lead(identity, fields=kept(mail_facts, fresh.household))
        earlier = EarlierLead(identity, item.mail.received_at, status, pool.key, group, member, draft)
        self.seen.add(fresh, earlier)
        return status == "review"

    def _row(
        self,
        item: Read,
        fresh: Fresh,
        pool: Pool,
        identity: str,
        mail_facts: MailFacts,
        original: str | None,
        marks: Sequence[str],
        known_customer: bool,
    ) -> dict[str, object]:
        draft = fresh.draft
        once = f"{fresh.message_id}|{fresh.content_key[:32]}|{fresh.index}" if fresh.message_id else None
        return {
            "id": identity,
            "dealership": self.ledger.dealership.key,
            "pool": pool.key,
            "grp": None,
            "mail_seq": item.mail.seq,
            "mail_index": fresh.index,
            "status": "duplicate" if original else "queued",
            "received_at": item.mail.received_at,
            "source": draft.source,
            "source_key": draft.source_key,
            "provider_lead_id": draft.provider_lead_id,
            "message_id": fresh.message_id,
            "once_key": None if original else once,
            "content_key": fresh.content_key,
            "duplicate_of": original,
            "repeat": known_customer and not original,
            "marks": list(marks) or None,
            "draft": encode(draft),
            "fields": {k: v for k, v in (("tag", mail_facts.tag), ("household", fresh.household)) if v} or None,
            "assigned_to": None,
            "assigned_at": None,
            "queued_at": None,
        }

    def _join(self, identity: str, other: EarlierLead, draft: LeadDraft, pool: Pool) -> None:
        ledger = self.ledger
        ledger.change_lead(identity, status="duplicate", duplicate_of=other.id, once_key=None, repeat=True)
        why = f"the same customer asked again about the same vehicle: joins {other.id}"
        ledger.note(pool.key, "joined", [Reason(other.assigned_to, "duplicate", why)], lead_id=identity)
        taker = ledger.member(other.assigned_to) if other.assigned_to else None
        if taker is None:
            # Nobody has it yet: whoever gets it reads both enquiries in one alert.
            ledger.change_lead(other.id, draft=encode(merged(self._as_it_stands(other), draft)))
            return
        ledger.tell(
            Message(
                "update",
                "update",
                taker,
                f"update:{identity}",
                other.id,
                ledger.dealership.pools.get(other.pool),
                headline=f"{short_name(draft.customer)} asked again",
                body=news(other.draft, draft),
                facts=(("news", news(other.draft, draft)), ("enquiry", identity)),
            )
        )

    def _as_it_stands(self, other: EarlierLead) -> LeadDraft:
        """An earlier lead with what further enquiries of this batch told already."""
        said = self.ledger.sheets.said_of(other.id, "draft")
        return other.draft if said is None else decode(LeadDraft, said)

    def _drain_first(self, pool: Pool) -> None:
        """What waits goes first: a newer lead never passes an older one that the same person could take."""
        if pool.key in self.drained:
            return
        self.drained.add(pool.key)
        waiting = leads.count_inbox(self.ledger.unit, self.ledger.dealership.key, pool.key)
        if waiting and waiting > drain_pool(self.ledger, pool.key):
            self.waiting.add(pool.key)
