"""Messages that do not go out now: held back for a while, or never to go out; and what a phone got lately."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, bindparam, cast, distinct, func, select, update

from uptape.store.engine import Unit
from uptape.store.tables import outbox
from uptape.store.types import Moment, word


@dataclass(frozen=True, slots=True)
class Recent:
    """The texts that a number got lately."""

    count: int
    last: datetime


def texts_since(unit: Unit, numbers: Collection[str], since: datetime) -> dict[str, Recent]:
    """How many texts each of the numbers got since a moment, a digest counted once, and when the last was sent."""
    rows = unit.connection.execute(_TEXTS_SINCE, {"numbers": list(numbers), "since": since})
    return {row.to: Recent(row.texts, row.last) for row in rows}


def hold(unit: Unit, worker: str, waits: Sequence[tuple[int, datetime]]) -> None:
    """Gives claimed messages back until a moment each; the attempt does not count."""
    if not waits:
        return
    statement = (
        update(outbox)
        .where(outbox.c.id == bindparam("b_id"), outbox.c.worker == worker)
        .values(
            state="due", due_at=bindparam("v_due_at"), attempts=outbox.c.attempts - 1, worker=None, lease_until=None
        )
    )
    unit.connection.execute(statement, [{"b_id": number, "v_due_at": due} for number, due in waits])


def cancel(unit: Unit, ids: Sequence[int], why: str) -> None:
    """Ends messages that must not go out any more."""
    if ids:
        unit.connection.execute(
            update(outbox)
            .where(outbox.c.id.in_(list(ids)))
            .values(state="cancelled", error=why, worker=None, lease_until=None)
        )


def cancel_of(unit: Unit, lead_id: str, member: str, why: str) -> None:
    """Ends what still waits to be delivered of a lead to a member."""
    unit.connection.execute(
        update(outbox)
        .where(outbox.c.lead_id == lead_id, outbox.c.member == member, outbox.c.state.in_(("due", "unknown")))
        .values(state="cancelled", error=why)
    )


_TEXTS_SINCE = (
    select(
        outbox.c.to,
        func.count(distinct(func.coalesce(outbox.c.provider_id, cast(outbox.c.id, Text)))).label("texts"),
        func.max(outbox.c.sent_at).label("last"),
    )
    .where(outbox.c.channel == word("sms"), outbox.c.state == word("sent"), outbox.c.kind != "answer")
    .where(outbox.c.to.in_(bindparam("numbers", expanding=True)), outbox.c.sent_at > bindparam("since", type_=Moment))
    .group_by(outbox.c.to)
)
