"""Which earlier lead a new one belongs to: the same again, the same customer asking again, or one that waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from uptape.core.below import below
from uptape.core.contacts import same_vehicle
from uptape.core.intended import fold, intended_set
from uptape.flow.fresh import Fresh
from uptape.flow.ledger import Ledger
from uptape.flow.placing import situation_of
from uptape.flow.works import Work
from uptape.store import customers, leads, originals
from uptape.store.customers import EarlierLead


class Seen:
    """The earlier leads of a dealership that the mails of a batch may belong to, those of the batch included."""

    def __init__(self, ledger: Ledger, every: Sequence[Fresh], known: set[str]) -> None:
        self.ledger = ledger
        unit, dealership = ledger.unit, ledger.dealership
        keys = {key for lead in every for key in lead.keys}
        ledger.load_customers(keys)
        self.known = known
        """Keys that some lead of the dealership has."""
        since = ledger.now - dealership.duplicate_window
        self._recent: dict[str, list[EarlierLead]] = defaultdict(list)
        for key, some in customers.recent(unit, dealership.key, keys, since).items():
            self._recent[key] = list(some)
        self._seen = originals.seen(
            unit,
            dealership.key,
            {lead.message_id for lead in every if lead.message_id},
            {lead.content_key for lead in every if not lead.message_id},
            {lead.draft.provider_lead_id for lead in every if lead.draft.provider_lead_id},
        )
        self._keys: dict[str, tuple[str, ...]] = {}

    def remember(self, identity: str, fresh: Fresh, received_at: datetime, original: str | None) -> None:
        """Lets later mails of the same batch find this lead as their original."""
        if original is not None:
            return
        draft = fresh.draft
        self._keys[identity] = fresh.keys
        self._seen.append(
            originals.Seen(
                identity,
                fresh.message_id,
                fresh.content_key,
                draft.source,
                draft.provider_lead_id,
                received_at,
                fresh.index,
            )
        )

    def original(self, fresh: Fresh) -> tuple[str | None, str, list[str]]:
        """The lead that this one is the same as, with the reason; and what is remarkable where it is a new one."""
        marks: list[str] = []
        for other in self._seen:
            if fresh.message_id and other.message_id == fresh.message_id:
                if other.content_key == fresh.content_key and other.mail_index == fresh.index:
                    return other.id, "the same mail again (Message-ID and content)", marks
                if other.content_key != fresh.content_key:
                    marks.append(f"its Message-ID was seen before with other content, in {other.id}")
            same_content = other.content_key == fresh.content_key and other.mail_index == fresh.index
            recent = self.ledger.now - other.received_at <= originals.CONTENT_WINDOW
            if not fresh.message_id and not other.message_id and same_content and recent:
                return other.id, "the same content again within 24 hours, without a Message-ID", marks
            if self._same_provider_id(fresh, other):
                return other.id, f"the same lead id {other.provider_lead_id} from {other.source}", marks
        return None, "", list(dict.fromkeys(marks))

    def _same_provider_id(self, fresh: Fresh, other: originals.Seen) -> bool:
        theirs, ours = other.provider_lead_id, fresh.draft.provider_lead_id
        if not ours or ours != theirs or fold(other.source or "") != fold(fresh.draft.source or ""):
            return False
        # Some sites put a constant where an id belongs: other people under one id are other leads.
        if other.id not in self._keys:
            self._keys[other.id] = customers.keys_of_lead(self.ledger.unit, other.id)
        keys = set(self._keys[other.id])
        return not (keys and fresh.keys) or bool(keys.intersection(fresh.keys))

    def joined(self, fresh: Fresh) -> EarlierLead | None:
        """The open lead of the same customer about the same vehicle within the duplicate window."""
        since = self.ledger.now - self.ledger.dealership.duplicate_window
        for key in fresh.keys:
            for other in self._recent.get(key, ()):
                alive = other.status in {"queued", "offered", "assigned", "contacted", "appointment"}
                if alive and other.received_at >= since and same_vehicle(other.draft.wanted, fresh.draft.wanted):
                    return other
        return None

    def waiting_with(self, fresh: Fresh, work: Work) -> EarlierLead | None:
        """A lead of this customer that waits in this pool or one on its tape for somebody who may have this one too."""
        pools = below(self.ledger.dealership, [work.pool.key])
        for key in fresh.keys:
            for other in self._recent.get(key, ()):
                if other.status not in {"queued", "offered"} or other.pool not in pools:
                    continue
                if self._may_share(other, work) and self._still_queued(other.id):
                    return other
        return None

    def _may_share(self, other: EarlierLead, work: Work) -> bool:
        if other.pool != work.pool.key:
            return True
        groups = {group.key: group.members for group in work.pool.groups}
        theirs = set(groups.get(other.group or "", work.pool.tape))
        return not theirs.isdisjoint(intended_set(situation_of(self.ledger, work)).members)

    def _still_queued(self, identity: str) -> bool:
        status = self.ledger.status_of(identity)
        if status is not None:
            return status in {"queued", "offered"}
        stored = leads.get(self.ledger.unit, identity)
        return stored is not None and stored.status in {"queued", "offered"}

    def add(self, fresh: Fresh, earlier: EarlierLead) -> None:
        """Lets later leads of the same customer find this one."""
        for key in fresh.keys:
            self._recent[key].insert(0, earlier)
