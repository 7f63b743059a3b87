"""The queue of received mails: raw bytes, one row for each pool that a mail names."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, exists, insert, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from uptape.core.ids import mail_id
from uptape.core.mail import Envelope
from uptape.store import queue
from uptape.store.engine import Unit
from uptape.store.tables import mails, raws
from uptape.store.types import word

MOST_ATTEMPTS = 3
"""After so many tries a mail goes to the review box."""
OVERTAKEN_AFTER = timedelta(seconds=2)
"""A mail that is still being read after this is overtaken by the next of its pool."""


@dataclass(frozen=True, slots=True)
class ClaimedMail:
    """A mail that this worker may read and decide until its lease runs out."""

    seq: int
    id: str
    dealership: str | None
    pool: str | None
    recipient: str
    tag: str | None
    sender: str
    received_at: datetime
    attempts: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class MailResult:
    """What became of a mail: recorded on its row in the transaction that decides it."""

    seq: int
    attempts: int
    state: str
    kind: str | None = None
    subject: str | None = None
    from_address: str | None = None
    message_id: str | None = None
    notes: tuple[str, ...] = ()
    error: str | None = None


def add(unit: Unit, envelopes: Sequence[Envelope]) -> None:
    """Stores the raw bytes of each envelope and one row for each pool that it names."""
    raw_rows: list[dict[str, Any]] = []
    mail_rows: list[dict[str, Any]] = []
    for envelope in envelopes:
        raw_id = uuid.uuid4().hex
        raw_rows.append({"id": raw_id, "body": envelope.raw, "received_at": envelope.received_at})
        named: set[tuple[str | None, str | None]] = set()
        for recipient in envelope.recipients:
            pool = (recipient.dealership, recipient.pool)
            if pool in named:
                continue
            key = envelope.door_key if not named else f"{envelope.door_key}#{len(named)}" if envelope.door_key else None
            named.add(pool)
            mail_rows.append(
                {
                    "id": mail_id(),
                    "raw_id": raw_id,
                    "dealership": recipient.dealership,
                    "pool": recipient.pool,
                    "recipient": recipient.address,
                    "tag": recipient.tag,
                    "sender": envelope.sender,
                    "peer": envelope.peer,
                    "door": envelope.door,
                    "door_key": key,
                    "received_at": envelope.received_at,
                    "state": "received",
                    "due_at": envelope.received_at,
                }
            )
    unit.insert(raws, raw_rows)
    unit.insert(mails, mail_rows)


def add_done(unit: Unit, envelope: Envelope, kind: str, subject: str) -> int:
    """Stores a message that is decided already, such as a walk-in told by text; gives back its number."""
    raw_id, recipient = uuid.uuid4().hex, envelope.recipients[0]
    unit.connection.execute(insert(raws).values(id=raw_id, body=envelope.raw, received_at=envelope.received_at))
    row = {
        "id": mail_id(),
        "raw_id": raw_id,
        "dealership": recipient.dealership,
        "pool": recipient.pool,
        "recipient": recipient.address,
        "sender": envelope.sender,
        "door": envelope.door,
        "received_at": envelope.received_at,
        "state": "done",
        "due_at": envelope.received_at,
        "done_at": envelope.received_at,
        "kind": kind,
        "subject": subject[:200],
    }
    return int(unit.connection.execute(insert(mails).values(**row).returning(mails.c.seq)).scalar_one())


def has_door_key(unit: Unit, door_key: str) -> bool:
    """True where a mail with this once-only key is stored."""
    return unit.connection.execute(select(exists().where(mails.c.door_key == door_key))).scalar_one()


def id_of_door_key(unit: Unit, door_key: str) -> str | None:
    """The id of the mail with a once-only key, or None."""
    return unit.connection.execute(select(mails.c.id).where(mails.c.door_key == door_key)).scalar_one_or_none()


def claim(unit: Unit, worker: str, now: datetime, lease: timedelta, limit: int) -> list[ClaimedMail]:
    """Takes the oldest waiting mails for a worker, in the order in which they were accepted.

    A mail waits while another worker reads an earlier one of the same pool, but no longer than OVERTAKEN_AFTER.
    """
    asked = {"overtaken": now - OVERTAKEN_AFTER}
    rows = queue.claim(unit, _CLAIMING, worker, now, lease, limit, asked)
    if not rows:
        return []
    bodies = unit.connection.execute(_BODIES, {"ids": list({row.raw_id for row in rows})})
    raw = {found.id: found.body for found in bodies}
    return [
        ClaimedMail(
            row.seq,
            row.id,
            row.dealership,
            row.pool,
            row.recipient,
            row.tag,
            row.sender,
            row.received_at,
            row.attempts,
            bytes(raw.get(row.raw_id, b"")),
        )
        for row in rows
    ]


def _claiming() -> ReturningUpdate[Any]:
    earlier = mails.alias("earlier")
    before = exists().where(
        and_(
            earlier.c.state == word("received"),
            earlier.c.seq < mails.c.seq,
            earlier.c.dealership == mails.c.dealership,
            earlier.c.pool == mails.c.pool,
            earlier.c.lease_until >= queue.NOW,
            earlier.c.worker != queue.WORKER,
            earlier.c.received_at > bindparam("overtaken"),
        )
    )
    due = and_(mails.c.state == word("received"), mails.c.due_at <= queue.NOW, queue.lease_free(mails), ~before)
    columns = (
        mails.c.id, mails.c.raw_id, mails.c.dealership, mails.c.pool, mails.c.recipient, mails.c.tag, mails.c.sender,
        mails.c.received_at, mails.c.attempts,
    )  # fmt: skip
    return queue.claiming(mails, mails.c.seq, due, [mails.c.seq], {}, columns)


_CLAIMING = _claiming()
_BODIES = select(raws.c.id, raws.c.body).where(raws.c.id.in_(bindparam("ids", expanding=True)))


def finish(unit: Unit, worker: str, results: Sequence[MailResult], now: datetime) -> bool:
    """Records results; False where a lease was lost, and then the caller must roll back."""
    columns = ("state", "kind", "subject", "from_address", "message_id", "notes", "error", "done_at", "lease_until")
    rows = [
        {
            "b_key": result.seq,
            "b_worker": worker,
            "b_attempts": result.attempts,
            "v_state": result.state,
            "v_kind": result.kind,
            "v_subject": result.subject,
            "v_from_address": result.from_address,
            "v_message_id": result.message_id,
            "v_notes": list(result.notes) or None,
            "v_error": result.error,
            "v_done_at": now,
            "v_lease_until": None,
        }
        for result in results
    ]
    return queue.settle(unit, mails, mails.c.seq, rows, columns) == len(rows)


def hand_back(unit: Unit, worker: str, seqs: Sequence[int], due_at: datetime, error: str) -> None:
    """Gives mails back to the queue after a fault, to be tried again at `due_at`."""
    statement = (
        update(mails)
        .where(mails.c.seq.in_(list(seqs)), mails.c.worker == worker, mails.c.state == "received")
        .values(lease_until=None, due_at=due_at, error=error)
    )
    unit.connection.execute(statement)


def free_all(unit: Unit) -> None:
    """Frees every claimed mail: for the start of the only daemon of a database, whose claims all died with the last."""
    unit.connection.execute(update(mails).where(mails.c.state == "received").values(lease_until=None, worker=None))


def again(unit: Unit, mail: str, now: datetime) -> bool:
    """Puts a mail of the review box back into the queue; False where no such mail is there."""
    statement = (
        update(mails)
        .where(mails.c.id == mail, mails.c.state == "review")
        .values(state="received", attempts=0, lease_until=None, due_at=now, error=None)
    )
    return unit.connection.execute(statement).rowcount == 1


def raw_of(unit: Unit, mail: str) -> bytes | None:
    """The bytes of a mail as they were received, or None for an unknown id."""
    statement = select(raws.c.body).join(mails, mails.c.raw_id == raws.c.id).where(mails.c.id == mail)
    found = unit.connection.execute(statement).scalar_one_or_none()
    return None if found is None else bytes(found)
