"""How fast one member gets leads that waited: `drain: {pace, max_untaken}`."""

from __future__ import annotations

from collections.abc import Callable

from uptape.core.dealership import Pool
from uptape.flow.ledger import Ledger
from uptape.store import assignments


def held_back(ledger: Ledger, pool: Pool) -> Callable[[str], str | None] | None:
    """Why a member gets no waiting lead of this pool just now; None where the pool sets no pace."""
    rules = pool.drain
    if rules.pace is None and rules.max_untaken is None:
        return None

    def why(member: str) -> str | None:
        dealt = ledger.sheets.dealt_to(member)
        if rules.pace is not None:
            last = ledger.now if dealt else assignments.last_waiting(ledger.unit, ledger.dealership.key, member)
            if last is not None and ledger.now - last < rules.pace:
                return f"got a waiting lead under {int(rules.pace.total_seconds())} seconds ago (drain.pace)"
        if rules.max_untaken is not None:
            most = rules.max_untaken
            have = dealt + assignments.count_untaken(ledger.unit, ledger.dealership.key, member, most)
            if have >= most:
                return f"has {have} leads without a reply or attempt yet (drain.max_untaken: {most})"
        return None

    return why
