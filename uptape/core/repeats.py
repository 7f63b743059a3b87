"""Whose customer is it: the owner of a customer within an intended set."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from uptape.core.dealership import Repeat
from uptape.core.decisions import Ownership


@dataclass(frozen=True, slots=True)
class Owners:
    """The owner inside the intended set, who covers for them, and the owners who do not get the lead."""

    owner: Ownership | None = None
    cover: Ownership | None = None
    others: tuple[Ownership, ...] = ()


def find(
    ownerships: Iterable[Ownership], intended: Collection[str], repeat: Repeat, now: datetime, *, shared: bool = False
) -> Owners:
    """The owners of a customer. An open lead beats a closed one, then the later assignment.

    Who had the owner's own lead before it was handed over is no owner any more, unless leads are `shared`.
    """
    alive = [o for o in ownerships if repeat.window is None or now - o.at <= repeat.window]
    alive.sort(key=lambda o: (o.open, o.at), reverse=True)
    owners = [o for o in alive if not o.covering]
    inside = [o for o in owners if o.member in intended]
    owner = inside[0] if inside else None
    latest: dict[str, Ownership] = {}
    for ownership in owners:
        latest.setdefault(ownership.member, ownership)
    if owner is None:
        return Owners(others=tuple(latest.values()))
    cover = next((o for o in alive if o.covering and o.member in intended and o.member != owner.member), None)
    rest = (o for o in latest.values() if o.member != owner.member)
    others = tuple(o for o in rest if shared or o.lead_id != owner.lead_id)
    return Owners(owner, cover, others)
