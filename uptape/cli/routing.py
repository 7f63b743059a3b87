"""`route` and `why`: who would get a lead, and why somebody got one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from uptape.cli.common import (
    NO,
    WRONG_USE,
    ConfigOption,
    answering,
    fail,
    moment_of,
    opened,
    pool_of,
    print_table,
    settings_of,
)


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(route)
    app.command()(why)


def route(
    file: Annotated[Path, typer.Argument(help="A mail as a file.")],
    pool: Annotated[str, typer.Option(help="DEALERSHIP/POOL.")],
    at: Annotated[str | None, typer.Option(help="A moment such as 2026-11-23T10:00:00-08:00; default: now.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    config: ConfigOption = None,
) -> None:
    """Show who would get the lead of a mail, and why. Changes nothing."""
    from uptape.clock import FixedClock, SystemClock
    from uptape.flow.known import own_of
    from uptape.flow.reconcile import reconcile
    from uptape.flow.rehearse import rehearse
    from uptape.wiring import database_exists, empty_database, open_database, read_here

    settings = settings_of(config)
    dealership, pool_key = pool_of(settings, pool)
    clock = FixedClock(moment_of(at)) if at else FixedClock(SystemClock().now())
    try:
        raw = file.read_bytes()
    except OSError as error:
        fail(f"{file}: {error.strerror}", WRONG_USE)
    with answering():
        exists = database_exists(settings, clock)
        store = open_database(settings, clock) if exists else empty_database(clock)
        try:
            if not exists:
                reconcile(store, settings.dealerships)
            reading = read_here([(raw, own_of(dealership).known)], settings.parsers)[0]
            found = rehearse(store, dealership, pool_key, raw, reading, settings.smtp.trusted_authserv_id)
        finally:
            store.close()
    lines = [
        {
            "pool": f"{dealership.key}/{pool_key}",
            "group": one.group,
            "outcome": one.outcome,
            "to": list(one.to),
            "reasons": [
                {"person": r.person, "verdict": r.verdict, "why": r.why, "where": r.where} for r in one.reasons
            ],
        }
        for one in found
    ]
    if as_json:
        first = dict(lines[0])
        if len(lines) > 1:
            first["further"] = lines[1:]
        typer.echo(json.dumps(first, ensure_ascii=False))
        return
    for one in found:
        to = ", ".join(dealership.people[key].name if key in dealership.people else key for key in one.to)
        title = f"{one.outcome}{' to ' + to if to else ''}{f' (group {one.group})' if one.group else ''}"
        rows = [(r.person or "", r.verdict, r.why, r.where) for r in one.reasons]
        print_table(title, ("person", "verdict", "why", "where"), rows, "no reasons")


def why(
    lead: Annotated[str, typer.Argument(help="A lead's id, such as L-7K3QX9.")], config: ConfigOption = None
) -> None:
    """Explain what happened to a lead: each decision with its reasons and its author."""
    from uptape.cli.common import local
    from uptape.core.ids import normal_id
    from uptape.store import journal
    from uptape.store.views import iso, outbox_lines

    with opened(config) as (settings, store), store.read() as unit:
        found = list(journal.entries(unit, lead_id=normal_id(lead)))
        messages = [one for one in outbox_lines(unit, normal_id(lead)) if one["kind"] in {"assigned", "offer", "copy"}]
    if not found:
        fail(f"The journal knows no lead {lead}.", NO)
    for entry in found:
        dealership = settings.dealerships.get(entry.pool.partition("/")[0])
        when = local(iso(entry.at), dealership.timezone if dealership else None)
        what = f"{entry.event} {entry.person}" if entry.person else entry.event
        title = f"{when}  {what}  by {entry.by}  ({entry.pool} {entry.seq})"
        rows = [(r.person or "", r.verdict, r.why, r.where) for r in entry.reasons]
        print_table(title, ("person", "verdict", "why", "where"), rows, "no reasons")
    if messages:
        columns = ("who", "channel", "to", "kind", "state", "at", "receipt")
        zone = dealership.timezone if dealership else None
        deliveries = [
            (
                one["person"],
                one["channel"],
                one["to"],
                one["kind"],
                one["state"],
                local(one["sent_at"], zone),
                one["provider_id"] or one["error"] or "",
            )
            for one in messages
        ]
        print_table("Deliveries", columns, deliveries, "")
