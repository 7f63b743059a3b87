"""`fairness`: whether a line was fair, in figures and in words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from uptape.cli.common import ConfigOption, begin_of, local, opened, pool_of, print_table

if TYPE_CHECKING:
    from uptape.core.dealership import Dealership
    from uptape.core.fairness import Standing


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(fairness)


def fairness(
    pool: Annotated[str, typer.Argument(help="DEALERSHIP/POOL.")],
    since: Annotated[str, typer.Option(help="How far back: 30d, 2 weeks, or a day such as 2026-11-01.")] = "30d",
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    config: ConfigOption = None,
) -> None:
    """Show the turns that each member of a line got against those to expect, and why they were passed over."""
    from uptape.flow.fairness import fairness as found_by
    from uptape.store.views import iso

    with opened(config) as (settings, store):
        dealership, key = pool_of(settings, pool)
        now = store.clock.now()
        begin = begin_of(since, now, dealership.timezone)
        found = found_by(store, dealership, key, begin)
    if as_json:
        plain = {"pool": f"{dealership.key}/{key}", "since": iso(begin), "until": iso(now), "people": _plain(found)}
        typer.echo(json.dumps(plain, ensure_ascii=False))
        return
    turns = sum(one.turns for one in found)
    span = f"{local(iso(begin), dealership.timezone)} to {local(iso(now), dealership.timezone)}"
    typer.echo(f"{dealership.key}/{key}, {span}: {turns:,} turns.")
    mode = dealership.pools[key].mode
    if mode not in {"round-robin", "claim"}:
        typer.echo(
            f"This pool deals by {mode}: shares need not be even, and the difference tells what that made of them."
        )
    rows = [
        (
            _name(dealership, one.member), _hours(one.on_tape), one.turns, f"{one.expected:.1f}",
            f"{one.difference:+.1f}", _hours(one.each) if one.each else "-", one.without_turn, one.verdict,
        )
        for one in found
    ]  # fmt: skip
    columns = (
        "who",
        "on the tape",
        "turns",
        "expected",
        "difference",
        "a turn every",
        "leads without a turn",
        "in words",
    )
    print_table("", columns, rows, "Nobody stood in this line.", _colour)
    if any(one.in_groups for one in found):
        typer.echo(
            "A turn for a group counts like any other: who had one stands further back for the rest, and the others "
            "come sooner."
        )
    skipped = [
        (_name(dealership, one.member), sum(one.skips.values()), _reasons(one)) for one in found if _reasons(one)
    ]
    if skipped:
        print_table("\nPassed over while somebody else got a lead", ("who", "times", "why"), skipped, "")


def _reasons(one: Standing) -> str:
    said = [f"{why} {times}" for why, times in one.skips.most_common()]
    if one.passed:
        said.append(f"passed {one.passed} offers")
    if one.lapsed:
        said.append(f"let {one.lapsed} offers lapse")
    return ", ".join(said)


def _name(dealership: Dealership, key: str) -> str:
    person = dealership.people.get(key) or dealership.buyers.get(key.partition(".")[0])
    if key.removeprefix("pool.") in dealership.pools:
        return key
    return person.name if person else f"{key} (left)"


def _hours(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    return (
        f"{minutes} min"
        if minutes < 100
        else f"{minutes // 60} h"
        if minutes > 6000
        else f"{minutes // 60} h {minutes % 60:02d}"
    )


def _colour(row: Sequence[object]) -> str | None:
    return None if row[-1] == "even" else "yellow"


def _plain(found: Sequence[Standing]) -> list[dict[str, Any]]:
    return [
        {
            "person": one.member, "eligible_hours": round(one.on_tape.total_seconds() / 3600, 2), "turns": one.turns,
            "expected": round(one.expected, 2), "difference": round(one.difference, 2),
            "turns_per_hour": round(one.turns / (one.on_tape.total_seconds() / 3600), 4) if one.on_tape else None,
            "by_hand": one.by_hand, "in_groups": one.in_groups, "given_back": one.given_back,
            "without_turn": one.without_turn,
            "passed": one.passed, "lapsed": one.lapsed, "skips": dict(one.skips.most_common()), "verdict": one.verdict,
        }
        for one in found
    ]  # fmt: skip
