"""What was decided about a lead, for whom, and why: values that are stored whole and printed by `uptape why`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Outcome = Literal["assigned", "offered", "queued", "review", "duplicate", "not_lead"]
How = Literal["line", "repeat", "cover", "hand", "house"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of a decision."""

    person: str | None
    verdict: str
    """chosen, skipped, behind, group, repeat, note."""
    why: str
    where: str = ""
    """FILE:LINE of the config that decided it, where there is one."""


@dataclass(frozen=True, slots=True)
class Ownership:
    """Somebody to whom a lead of this customer was last assigned."""

    member: str
    lead_id: str
    at: datetime
    covering: bool = False
    open: bool = True


@dataclass(frozen=True, slots=True)
class Copy:
    """A further taker of a lead that several may have."""

    member: str
    reasons: tuple[Reason, ...]
    how: How = "line"
    uses_turn: bool = True
    inner: Decision | None = None
    """Where `member` is a pool: what that pool decided."""


@dataclass(frozen=True, slots=True)
class Down:
    """By which pools somebody on another tape is asked: the last is whose line they stand in."""

    pools: tuple[str, ...]
    group: str | None = None
    """The group of the last one."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens to a lead. `member` is set exactly where the outcome is `assigned` or `offered`."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
    group: str | None = None
    member: str | None = None
    how: How = "line"
    uses_turn: bool = False
    makes_owner: bool = True
    repeat: bool = False
    covers_for: str | None = None
    """The owner who is away: told, and gets the next enquiry."""
    copies: tuple[Copy, ...] = ()
    """Further takers, where the pool gives a lead to several."""
    asked: tuple[str, ...] = ()
    """All who are asked at once, in claim mode."""
    through: Mapping[str, Down] = field(default_factory=dict)
    """Of those asked, who stands on the tape of a pool below."""
    inner: Decision | None = None
    """Where `member` is a pool: what that pool's own line and rules decided."""
    owners_elsewhere: tuple[str, ...] = ()
    """Owners outside the intended set, or beaten by another owner: they and the taker are told of each other."""
