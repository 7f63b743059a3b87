"""From a stored mail to a decision: claims mails (T2), has them read outside any transaction, decides them (T3).

Many mails share one T3 commit for each dealership. Where something breaks in it, each of its mails is decided
again in a transaction of its own, so that one bad mail never fails its neighbours.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from uptape.core.contacts import keys_of, same_vehicle, short_name
from uptape.core.dealership import Dealership, Pool
from uptape.core.decisions import Reason
from uptape.core.distribute import fold, intended_set
from uptape.core.errors import LeaseLost
from uptape.core.ids import lead_id
from uptape.core.leads import Known, LeadDraft, Reading
from uptape.flow.alerting import Message
from uptape.flow.drain import drain_pool
from uptape.flow.fields import MailFacts
from uptape.flow.known import OwnCache
from uptape.flow.ledger import Ledger
from uptape.flow.placing import Work, decision_for, record, send_to_review, situation_of
from uptape.store import customers, leads, mail
from uptape.store.codec import encode
from uptape.store.customers import EarlierLead
from uptape.store.engine import Store, Unit
from uptape.store.mail import MOST_ATTEMPTS, ClaimedMail, MailResult
from uptape.store.tapes import TapeCache

LEASE = timedelta(seconds=30)
BY = "uptape"
TEXT_KEPT = 16_000
"""Characters of the mail's text kept with a lead that waits, for rules on `text`."""


class Unread(Protocol):
    """Why a mail could not be read."""

    reason: str


ReadMany = Callable[[Sequence[tuple[bytes, Known]]], Sequence[Reading | Unread]]


@dataclass(frozen=True, slots=True)
class Read:
    """A claimed mail with what was read out of it."""

    mail: ClaimedMail
    reading: Reading | Unread


class Distributor:
    """Decides mails for one worker. Keeps only caches that may die."""

    def __init__(
        self, store: Store, dealerships: Callable[[], Mapping[str, Dealership]], read_many: ReadMany, worker: str
    ) -> None:
        self.store = store
        self.dealerships = dealerships
        self.read_many = read_many
        self.worker = worker
        self.tapes = TapeCache()
        self._own = OwnCache()

    def step(self, limit: int = 64) -> int:
        """Claims, reads and decides up to `limit` waiting mails; gives back how many it claimed."""
        claimed = self.claim(limit)
        if claimed:
            self.decide(self.read(claimed))
        return len(claimed)

    def claim(self, limit: int) -> list[ClaimedMail]:
        """T2: takes waiting mails under a lease."""
        with self.store.write() as unit:
            now = self.store.lease_time(unit)
            claimed = mail.claim(unit, self.worker, now, LEASE, limit)
            if claimed:
                unit.commit()
        return claimed

    def read(self, claimed: Sequence[ClaimedMail]) -> list[Read]:
        """Reads mails outside any transaction, where reading can be killed."""
        dealerships = self.dealerships()
        known = {key: self._own.of(dealership).known for key, dealership in dealerships.items()}
        readings = self.read_many([(item.raw, known.get(item.dealership or "", Known())) for item in claimed])
        return [Read(item, reading) for item, reading in zip(claimed, readings, strict=True)]

    def decide(self, items: Sequence[Read]) -> None:
        """T3: decides mails in the order of their acceptance, one commit for each dealership."""
        again = [item for item in items if self._is_to_read_again(item)]
        self._hand_back(again)
        by_dealership: dict[str | None, list[Read]] = defaultdict(list)
        for item in items:
            if item in again:
                continue
            by_dealership[item.mail.dealership].append(item)
        for key, group in by_dealership.items():
            try:
                self._decide_together(key, group)
            except Exception:
                if len(group) == 1:
                    self._decide_alone(key, group[0])
                    continue
                for item in group:
                    self._decide_alone(key, item)

    @staticmethod
    def _is_to_read_again(item: Read) -> bool:
        """True for a mail that hung or crashed its reader and has tries left: it may have been the machine's fault."""
        return not isinstance(item.reading, Reading) and item.mail.attempts < MOST_ATTEMPTS

    def _hand_back(self, items: Sequence[Read]) -> None:
        if not items:
            return
        now = self.store.clock.now()
        with self.store.write() as unit:
            for item in items:
                why = f"not read: {getattr(item.reading, 'reason', '')} (attempt {item.mail.attempts})"
                due = now + timedelta(seconds=2**item.mail.attempts)
                mail.hand_back(unit, self.worker, [item.mail.seq], due, why)
            unit.commit()

    def _decide_together(self, key: str | None, items: Sequence[Read]) -> None:
        dealership = self.dealerships().get(key or "")
        with self.store.write() as unit:
            results = decide_batch(unit, dealership, items, self.store.clock.now(), self._own, self.tapes)
            if not mail.finish(unit, self.worker, results, self.store.clock.now()):
                raise LeaseLost(f"another worker took over a mail of {key}")
            unit.commit()

    def _decide_alone(self, key: str | None, item: Read) -> None:
        try:
            self._decide_together(key, [item])
        except LeaseLost:
            return
        except Exception as error:
            self._failed(item.mail, error)

    def _failed(self, item: ClaimedMail, error: Exception) -> None:
        """A mail whose decision broke: tried again, and after three attempts left to a person."""
        why = f"{type(error).__name__}: {error}"[:500]
        now = self.store.clock.now()
        with self.store.write() as unit:
            if item.attempts >= MOST_ATTEMPTS:
                result = MailResult(item.seq, item.attempts, "review", error=why)
                mail.finish(unit, self.worker, [result], now)
            else:
                mail.hand_back(unit, self.worker, [item.seq], now + timedelta(seconds=2**item.attempts), why)
            unit.commit()


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


@dataclass(frozen=True, slots=True)
class _Fresh:
    """A lead of a mail before it is known whether it is new."""

    draft: LeadDraft
    index: int
    keys: tuple[str, ...]
    content_key: str
    message_id: str | None


class Desk:
    """Works through the mails of one dealership with everything they need read in advance."""

    def __init__(self, ledger: Ledger, identities: frozenset[str], items: Sequence[Read]) -> None:
        self.ledger = ledger
        self.identities = identities
        self.fresh: dict[int, list[_Fresh]] = {item.mail.seq: self._fresh(item) for item in items}
        every = [lead for some in self.fresh.values() for lead in some]
        unit, dealership = ledger.unit, ledger.dealership
        keys = {key for lead in every for key in lead.keys}
        ledger.load_customers(keys)
        self.known = customers.known_keys(unit, dealership.key, keys)
        since = ledger.now - dealership.duplicate_window
        self.recent: dict[str, list[EarlierLead]] = defaultdict(list)
        for key, some in customers.recent(unit, dealership.key, keys, since).items():
            self.recent[key] = list(some)
        self.seen = leads.seen(
            unit,
            dealership.key,
            {lead.message_id for lead in every if lead.message_id},
            {lead.content_key for lead in every if not lead.message_id},
            {lead.draft.provider_lead_id for lead in every if lead.draft.provider_lead_id},
        )
        self.ids = self._new_ids(len(every))
        self.drained: set[str] = set()
        self.keys: dict[str, tuple[str, ...]] = {}

    def _fresh(self, item: Read) -> list[_Fresh]:
        if not isinstance(item.reading, Reading):
            return []
        content = content_key(item.mail.raw)
        message_id = item.reading.message_id
        return [
            _Fresh(draft, index, keys_of(draft, self.identities), content, message_id)
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
            return self._review(item, pool, "feedback by mail is not understood yet: please record it by hand")
        if reading.kind != "lead":
            why = "; ".join(reading.why) or f"this mail is {reading.kind}"
            self.ledger.note(
                pool.key, "not_lead", [Reason(None, "note", f"{reading.kind}: {why}")], mail_id=item.mail.id
            )
            return _result(item, "done", reading)
        if not reading.leads:
            return self._review(item, pool, "this mail looks like a lead, but nothing could be read out of it")
        in_review = [self._lead(item, reading, pool, fresh) for fresh in self.fresh[item.mail.seq]]
        return _result(item, "review" if any(in_review) else "done", reading)

    def _review(self, item: Read, pool: Pool | None, why: str) -> MailResult:
        reading = item.reading if isinstance(item.reading, Reading) else None
        about = (reading.subject if reading else "") or f"mail {item.mail.id}"
        send_to_review(self.ledger, pool, None, [Reason(None, "review", why)], about=about, mail_id=item.mail.id)
        return _result(item, "review", reading, why)

    def _lead(self, item: Read, reading: Reading, pool: Pool, fresh: _Fresh) -> bool:
        """Records one lead of a mail; True where it went to the review box."""
        ledger, draft = self.ledger, fresh.draft
        identity = self.ids.pop()
        mail_facts = MailFacts(item.mail.tag, reading.subject, reading.from_address, reading.text)
        original, why, marks = self._original(fresh)
        known_customer = any(key in self.known for key in fresh.keys)
        ledger.add_lead(self._row(item, fresh, pool, identity, mail_facts, original, marks, known_customer), fresh.keys)
        self.known.update(fresh.keys)
        self._remember(identity, fresh, item.mail.received_at, original)
        if original is not None:
            reason = Reason(None, "duplicate", f"{why}: duplicate of {original}")
            ledger.note(pool.key, "duplicate", [reason], lead_id=identity)
            return False
        joined = self._joined(fresh, pool)
        if joined is not None:
            self._join(identity, joined, draft, pool)
            return False
        if not draft.can_be_answered:
            reason = Reason(None, "review", "names no way to reach or answer anyone")
            send_to_review(ledger, pool, identity, [reason], about=short_name(draft.customer), mail_id=item.mail.id)
            return True
        notes = [Reason(None, "note", mark) for mark in marks]
        if item.mail.attempts > 1:
            notes.append(Reason(None, "note", f"read at attempt {item.mail.attempts}: newer mails may have passed it"))
        work = Work(
            identity, pool, draft, fresh.keys, mail_facts, item.mail.received_at, known_customer, notes=tuple(notes)
        )
        self._drain_first(pool)
        waits_with = self._waiting_with(fresh, work)
        if waits_with is not None:
            why = f"this customer's {waits_with} waits: one customer never has two callers"
            ledger.change_lead(identity, status="queued", queued_at=ledger.now, repeat=True)
            ledger.note(pool.key, "queued", [Reason(None, "queued", why)], lead_id=identity)
            status, member, group = "queued", None, None
        else:
            decision = decision_for(ledger, work)
            record(ledger, work, decision)
            status, member, group = decision.outcome, decision.member, decision.group
        if status == "queued":
            ledger.change_lead(identity, fields=_kept(mail_facts))
        earlier = EarlierLead(identity, item.mail.received_at, status, pool.key, group, member, draft)
        for key in fresh.keys:
            self.recent[key].insert(0, earlier)
        return status == "review"

    def _remember(self, identity: str, fresh: _Fresh, received_at: datetime, original: str | None) -> None:
        """Lets later mails of the same batch find this lead as their original."""
        if original is not None:
            return
        draft = fresh.draft
        self.keys[identity] = fresh.keys
        self.seen.append(
            leads.Seen(
                identity,
                fresh.message_id,
                fresh.content_key,
                draft.source,
                draft.provider_lead_id,
                received_at,
                fresh.index,
            )
        )

    def _row(
        self,
        item: Read,
        fresh: _Fresh,
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
            "fields": {"tag": mail_facts.tag} if mail_facts.tag else None,
            "assigned_to": None,
            "assigned_at": None,
            "queued_at": None,
        }

    def _original(self, fresh: _Fresh) -> tuple[str | None, str, list[str]]:
        """The lead that this one is the same as, with the reason; and what is remarkable where it is a new one."""
        marks: list[str] = []
        for other in self.seen:
            if fresh.message_id and other.message_id == fresh.message_id:
                if other.content_key == fresh.content_key and other.mail_index == fresh.index:
                    return other.id, "the same mail again (Message-ID and content)", marks
                if other.content_key != fresh.content_key:
                    marks.append(f"its Message-ID was seen before with other content, in {other.id}")
            same_content = other.content_key == fresh.content_key and other.mail_index == fresh.index
            recent = self.ledger.now - other.received_at <= leads.CONTENT_WINDOW
            if not fresh.message_id and not other.message_id and same_content and recent:
                return other.id, "the same content again within 24 hours, without a Message-ID", marks
            if self._same_provider_id(fresh, other):
                return other.id, f"the same lead id {other.provider_lead_id} from {other.source}", marks
        return None, "", list(dict.fromkeys(marks))

    def _same_provider_id(self, fresh: _Fresh, other: leads.Seen) -> bool:
        theirs, ours = other.provider_lead_id, fresh.draft.provider_lead_id
        if not ours or ours != theirs or fold(other.source or "") != fold(fresh.draft.source or ""):
            return False
        # Some sites put a constant where an id belongs: other people under one id are other leads.
        if other.id not in self.keys:
            self.keys[other.id] = customers.keys_of_lead(self.ledger.unit, other.id)
        keys = set(self.keys[other.id])
        return not (keys and fresh.keys) or bool(keys.intersection(fresh.keys))

    def _joined(self, fresh: _Fresh, pool: Pool) -> EarlierLead | None:
        """The open lead of the same customer about the same vehicle within the duplicate window."""
        since = self.ledger.now - self.ledger.dealership.duplicate_window
        for key in fresh.keys:
            for other in self.recent.get(key, ()):
                alive = other.status in {"queued", "offered", "assigned", "contacted", "appointment"}
                if alive and other.received_at >= since and same_vehicle(other.draft.wanted, fresh.draft.wanted):
                    return other
        return None

    def _join(self, identity: str, other: EarlierLead, draft: LeadDraft, pool: Pool) -> None:
        ledger = self.ledger
        ledger.change_lead(identity, status="duplicate", duplicate_of=other.id, once_key=None, repeat=True)
        why = f"the same customer asked again about the same vehicle: joins {other.id}"
        ledger.note(pool.key, "joined", [Reason(other.assigned_to, "duplicate", why)], lead_id=identity)
        taker = ledger.member(other.assigned_to) if other.assigned_to else None
        if taker is None:
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
                body=_news(other.draft, draft),
                facts=(("news", _news(other.draft, draft)), ("enquiry", identity)),
            )
        )

    def _drain_first(self, pool: Pool) -> None:
        """What waits goes first: a newer lead never passes an older one that the same person could take."""
        if pool.key in self.drained:
            return
        self.drained.add(pool.key)
        if leads.has_inbox(self.ledger.unit, self.ledger.dealership.key, pool.key):
            drain_pool(self.ledger, pool.key)

    def _waiting_with(self, fresh: _Fresh, work: Work) -> str | None:
        """The id of a lead of this customer that waits in this pool for somebody who may have this one too."""
        for key in fresh.keys:
            for other in self.recent.get(key, ()):
                if other.status not in {"queued", "offered"} or other.pool != work.pool.key:
                    continue
                if self._may_share(other, work) and self._still_queued(other.id):
                    return other.id
        return None

    def _may_share(self, other: EarlierLead, work: Work) -> bool:
        groups = {group.key: group.members for group in work.pool.groups}
        theirs = set(groups.get(other.group or "", work.pool.tape))
        return bool(theirs & intended_set(situation_of(self.ledger, work)).members)

    def _still_queued(self, identity: str) -> bool:
        status = self.ledger.status_of(identity)
        if status is not None:
            return status in {"queued", "offered"}
        stored = leads.get(self.ledger.unit, identity)
        return stored is not None and stored.status in {"queued", "offered"}


def content_key(raw: bytes) -> str:
    """What a mail says, whatever way it came: a hash of its body without line ends (headers change on the way)."""
    head, separator, body = raw.partition(b"\r\n\r\n")
    if not separator:
        head, separator, body = raw.partition(b"\n\n")
    folded = (body if separator else head).replace(b"\r", b"").replace(b"\n", b"").strip()
    return hashlib.sha256(folded).hexdigest()


def _kept(mail_facts: MailFacts) -> dict[str, str]:
    kept = {
        "tag": mail_facts.tag or "",
        "subject": mail_facts.subject,
        "sender": mail_facts.sender,
        "text": mail_facts.text[:TEXT_KEPT],
    }
    return {key: value for key, value in kept.items() if value}


def _news(before: LeadDraft, after: LeadDraft) -> str:
    """What a further enquiry tells that the first did not."""
    news = []
    old, new = before.customer, after.customer
    news += [f"phone {number}" for number in new.phones if number not in old.phones]
    news += [f"e-mail {address}" for address in new.emails if address not in old.emails]
    if after.comments and after.comments != before.comments:
        news.append(f'"{after.comments[:200]}"')
    return "; ".join(news) or "nothing new"
