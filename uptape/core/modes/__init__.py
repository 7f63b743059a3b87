"""One pure function per mode: who of the eligible gets the lead."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from uptape.core.decisions import Reason
from uptape.core.eligibility import Verdict

Candidates = Callable[[str], Verdict | None]
"""Whether a member of the line may take the lead; None for one outside the intended set."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom a mode picked, or nobody, and why the others before were passed over."""

    member: str | None
    reasons: tuple[Reason, ...]
    why: str


ModeFunction = Callable[[Iterable[str], Candidates], Choice]
