"""`simulate`: what another config would have done with the mails that came."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from uptape.cli.common import (
    NO,
    answering,
    begin_of,
    fail,
    pool_of,
    print_table,
    settings_of,
)

if TYPE_CHECKING:
    from uptape.config.settings import Settings
    from uptape.core.shifts import Fate, Shift, Waiting
    from uptape.flow.simulate import Rehearsed

SHOWN = 40
"""Most leads in the table, unless all are asked for."""


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(simulate)


def simulate(
    since: Annotated[str, typer.Option(help="How far back: 30d, 2 weeks, or a day such as 2026-11-01.")] = "30d",
    pool: Annotated[list[str] | None, typer.Option(help="Show only DEALERSHIP/POOL; may be repeated.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Name every lead that changes hands.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    running: Annotated[
        Path | None,
        typer.Option(help="The running config, whose database holds the mails; default: UPTAPE_CONFIG, else NEW.",
                     envvar="UPTAPE_CONFIG"),
    ] = None,
    config: Annotated[
        Path | None, typer.Option("--config", "-c", metavar="NEW", help="The edited config, file or folder.")
    ] = None,
) -> None:  # fmt: skip
    """Replay the stored mails against another config, and show who would have got what. Changes nothing."""
    from uptape.clock import FixedClock, SystemClock
    from uptape.flow.simulate import simulate as replay
    from uptape.wiring import database_exists, empty_database, open_database, read_here

    new = settings_of(config or running)
    ours = settings_of(running) if running is not None else new
    now = SystemClock().now()
    chosen = [(d.key, key) for d, key in (pool_of(new, one) for one in pool or ())]
    begins = begin_of(since, now, next(iter(new.dealerships.values())).timezone)
    clock = FixedClock(now)
    with answering():
        if not database_exists(ours, clock):
            fail("There is no database with mails yet: nothing to replay.", NO)
        real, scratch = open_database(ours, clock), empty_database(clock)
        try:
            found = replay(
                real, scratch, clock, new.dealerships, new.resolve,
                lambda items: read_here(items, new.parsers), begins, now, chosen, new.smtp.trusted_authserv_id,
            )  # fmt: skip
        finally:
            real.close()
            scratch.close()
    if not found.shifts:
        fail(f"No lead came since {begins:%Y-%m-%d %H:%M} UTC: nothing to replay.", NO)
    if as_json:
        typer.echo(json.dumps(_plain(found), ensure_ascii=False))
        return
    _Page(new, found).show(every)


class _Page:
    """The result as a manager reads it: the sum, the people, the reasons, then single leads."""

    def __init__(self, settings: Settings, found: Rehearsed) -> None:
        self.found = found
        self.names = {
            (d.key, key): one.name
            for d in settings.dealerships.values()
            for key, one in (*d.people.items(), *d.buyers.items())
        }
        self.zones = {d.key: ZoneInfo(d.timezone) for d in settings.dealerships.values()}
        self.pools = {shift.lead.pool for shift in found.shifts}

    def show(self, every: bool) -> None:
        """Prints everything."""
        from uptape.core.shifts import by_reason

        shifts = self.found.shifts
        moved = [shift for shift in shifts if shift.kind is not None]
        ruled = [shift for shift in moved if shift.kind == "rule"]
        zone = self._zone(shifts[0].lead)
        span = f"{_day(self.found.since, zone)} to {_day(self.found.until, zone)}"
        typer.echo(f"{_many(self.found.mails, 'mail')} replayed, {span}. Nothing was changed.")
        same = len(shifts) - len(moved)
        typer.echo(f"{_many(len(shifts), 'lead')}: {same:,} as they went, {len(moved):,} otherwise.")
        if not moved:
            typer.echo("The new config gives every lead to who got it.")
        else:
            typer.echo(
                f"Of these, {len(ruled):,} because the config decides otherwise, {len(moved) - len(ruled):,} only "
                "because the line stood elsewhere by then: that evens out, so read the sums first."
            )
        self._people(shifts)
        self._waiting(shifts)
        if ruled:
            rows = [(number, self._named(why, shifts)) for why, number in by_reason(shifts)[:12]]
            print_table("\nWhy the config decides otherwise", ("leads", "reason"), rows, "")
        shown = moved if every else ruled[:SHOWN]
        if shown:
            self._leads(shown)
        hidden = len(moved) - len(shown)
        if hidden:
            typer.echo(f"\n{_many(hidden, 'more lead')} would change hands; --all names every one.")
        for note in self.found.notes:
            typer.echo(f"Note: {note}.")

    def _people(self, shifts: Sequence[Shift]) -> None:
        from uptape.core.shifts import shares

        rows = []
        for one in shares(shifts):
            person = self._name(one.pool, one.person)
            cells: list[object] = [person, one.did, one.would, f"{one.change:+d}" if one.change else "="]
            cells.append(self._net(one.pool, one.gains, one.losses))
            rows.append((*cells, one.pool) if len(self.pools) > 1 else tuple(cells))
        columns = ["who", "got", "would get", "change", "more from / fewer to"]
        if len(self.pools) > 1:
            columns.append("pool")
        print_table("\nPer person", columns, rows, "Nobody got a lead in either.", _colour)

    def _net(self, pool: str, gains: Counter[str], losses: Counter[str]) -> str:
        """Whom a person gains from and loses to, on balance: what goes to and fro between two is left out."""
        net = Counter(gains)
        net.subtract(losses)
        said = []
        for other, number in sorted(net.items(), key=lambda one: -abs(one[1])):
            if number:
                who = self._name(pool, other) if other else "nobody"
                said.append(f"{abs(number)} {'from' if number > 0 else 'to'} {who}")
        return ", ".join(said[:4]) + (", …" if len(said) > 4 else "")

    def _waiting(self, shifts: Sequence[Shift]) -> None:
        did, would = _both(shifts)
        if did.count or would.count:
            typer.echo(f"\nWaited for somebody: {_wait(did)}; would: {_wait(would)}.")

    def _leads(self, shifts: Sequence[Shift]) -> None:
        rows = []
        for shift in shifts:
            lead = shift.lead
            rows.append(
                (
                    lead.lead_id, _minute(lead.received_at, self._zone(lead)), lead.customer, lead.vehicle,
                    self._who(shift.did), self._who(shift.would), self._named(shift.why, [shift]),
                )
            )  # fmt: skip
        columns = ("lead", "received", "customer", "vehicle", "got it", "would get it", "why")
        print_table("\nLeads that change hands", columns, rows, "")

    def _who(self, fate: Fate | None) -> str:
        if fate is None:
            return "no lead"
        if fate.takers:
            names = ", ".join(self._name(fate.pool, key) for key in fate.takers)
            return f"{names} (by hand)" if fate.outcome == "by hand" else names
        return {"waits": "waits", "review": "review box"}.get(fate.outcome, fate.outcome)

    def _name(self, pool: str, key: str) -> str:
        dealership = pool.partition("/")[0]
        return self.names.get((dealership, key)) or self.names.get((dealership, key.partition(".")[0])) or key

    def _named(self, why: str, shifts: Sequence[Shift]) -> str:
        """A reason with the name in place of the key that it begins with."""
        first, blank, rest = why.partition(" ")
        dealership = shifts[0].lead.pool.partition("/")[0]
        return f"{self.names[dealership, first]}{blank}{rest}" if (dealership, first) in self.names else why

    def _zone(self, lead: Fate) -> ZoneInfo:
        return self.zones.get(lead.pool.partition("/")[0], ZoneInfo("UTC"))


def _colour(row: Sequence[object]) -> str | None:
    return "green" if str(row[3]).startswith("+") else "yellow" if str(row[3]).startswith("-") else None


def _both(shifts: Sequence[Shift]) -> tuple[Waiting, Waiting]:
    from uptape.core.shifts import waiting

    return (
        waiting(shift.did for shift in shifts if shift.did is not None),
        waiting(shift.would for shift in shifts if shift.would is not None),
    )


def _wait(waiting: Waiting) -> str:
    if not waiting.count:
        return "none"
    said = str(waiting.count)
    if waiting.median is not None and waiting.longest is not None:
        said += f" (half of them up to {_span(waiting.median)}, the longest {_span(waiting.longest)})"
    return said + (f", {waiting.still} of them to the end" if waiting.still else "")


def _span(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60:02d}"


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%a %d %b %H:%M")


_minute = _day


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _plain(found: Rehearsed) -> dict[str, Any]:
    from uptape.core.shifts import by_reason, shares

    did, would = _both(found.shifts)
    return {
        "since": _iso(found.since),
        "until": _iso(found.until),
        "mails": found.mails,
        "leads": len(found.shifts),
        "same": sum(1 for shift in found.shifts if shift.kind is None),
        "by_rule": sum(1 for shift in found.shifts if shift.kind == "rule"),
        "by_line": sum(1 for shift in found.shifts if shift.kind == "line"),
        "people": [
            {
                "pool": one.pool, "person": one.person, "did": one.did, "would": one.would, "change": one.change,
                "gains": {who or "-": number for who, number in one.gains.items()},
                "losses": {who or "-": number for who, number in one.losses.items()},
            }
            for one in shares(found.shifts)
        ],
        "waiting": {"did": _plain_wait(did), "would": _plain_wait(would)},
        "reasons": [{"why": why, "leads": number} for why, number in by_reason(found.shifts)],
        "shifts": [
            {
                "lead_id": shift.did.lead_id if shift.did else None, "received_at": _iso(shift.lead.received_at),
                "pool": shift.lead.pool, "kind": shift.kind, "why": shift.why, "did": _plain_fate(shift.did),
                "would": _plain_fate(shift.would),
            }
            for shift in found.shifts
        ],
        "notes": list(found.notes),
    }  # fmt: skip


def _plain_wait(waiting: Waiting) -> dict[str, Any]:
    def seconds(span: timedelta | None) -> int | None:
        return None if span is None else round(span.total_seconds())

    return {
        "leads": waiting.count, "median_seconds": seconds(waiting.median), "longest_seconds": seconds(waiting.longest),
        "to_the_end": waiting.still,
    }  # fmt: skip


def _plain_fate(fate: Fate | None) -> dict[str, Any] | None:
    if fate is None:
        return None
    return {
        "outcome": fate.outcome, "pool": fate.pool, "group": fate.group, "to": list(fate.takers), "how": fate.how,
        "at": _iso(fate.at) if fate.at else None,
        "reasons": [{"person": r.person, "verdict": r.verdict, "why": r.why, "where": r.where} for r in fate.reasons],
    }  # fmt: skip


_iso: Callable[[datetime], str] = lambda moment: moment.isoformat().replace("+00:00", "Z")  # noqa: E731
