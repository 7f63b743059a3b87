"""What there is: leads, tapes, journal, review box, pools."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from uptape.cli.common import ConfigOption, JsonLines, local, opened, pool_of, print_lines, print_table, settings_of

if TYPE_CHECKING:
    from uptape.flow.lines import Standing


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    for command in (leads, tape, journal, review, pools):
        app.command()(command)


def leads(jsonl: JsonLines = False, config: ConfigOption = None) -> None:
    """List every mail and lead, oldest first."""
    from uptape.store import views

    with opened(config) as (settings, store), store.read() as unit:
        lines = views.leads_and_mails(unit)
        if jsonl:
            print_lines(lines)
            return
        rows = [
            (
                line["lead_id"] or line["mail_id"],
                _local(settings, line["dealership"], line["received_at"]),
                f"{line['dealership'] or '-'}/{line['pool'] or '-'}",
                line["status"] + (f" of {line['duplicate_of']}" if line["duplicate_of"] else ""),
                ", ".join(line["takers"]) or line["assigned_to"],
                line["customer"]["name"],
                " ".join(str(line["vehicle"].get(k, "")) for k in ("year", "make", "model")).strip(),
                line["source"],
            )
            for line in lines
        ]
        columns = ("lead", "received", "pool", "status", "with", "customer", "vehicle", "source")
        print_table("Leads", columns, rows, "No mail has come yet. Send one: uptape send FILE --to ADDRESS")


def tape(
    pool: Annotated[str, typer.Argument(help="DEALERSHIP/POOL.")],
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    config: ConfigOption = None,
) -> None:
    """Show a pool's line, next first."""
    from uptape.flow.lines import line_of
    from uptape.store.views import iso

    with opened(config) as (settings, store):
        dealership, key = pool_of(settings, pool)
        lines = line_of(store, dealership, key)
    if as_json:
        typer.echo(json.dumps([_plain(line, iso(line.last_up_at)) for line in lines], ensure_ascii=False))
        return
    weighed = any(line.weight != 1 or line.weight_why for line in lines)
    rows = [
        (
            line.position,
            _name(dealership, line.person),
            "yes" if line.available else line.why_not,
            line.ups,
            local(iso(line.last_up_at), dealership.timezone),
            *((f"{line.weight:g}", line.weight_why or "as written") if weighed else ()),
        )
        for line in lines
    ]
    columns = ("", "who", "on the tape", "ups", "last up", *(("weight", "because") if weighed else ()))
    print_table(f"{dealership.key}/{key}", columns, rows, "Nobody stands in this line.")


def _plain(line: Standing, last_up_at: str | None) -> dict[str, Any]:
    return {
        "person": line.person,
        "position": line.position,
        "available": line.available,
        "why_not": line.why_not,
        "ups": line.ups,
        "last_up_at": last_up_at,
        "weight": line.weight,
        "weight_why": line.weight_why,
    }


def journal(
    jsonl: JsonLines = False,
    pool: Annotated[str | None, typer.Option(help="DEALERSHIP/POOL.")] = None,
    config: ConfigOption = None,
) -> None:
    """List every decision in order, with its reasons and its author."""
    from uptape.store import journal as entries
    from uptape.store.views import iso

    with opened(config) as (settings, store), store.read() as unit:
        name = "/".join((pool_of(settings, pool)[0].key, pool_of(settings, pool)[1])) if pool else None
        found = entries.entries(unit, pool=name)
        if jsonl:
            print_lines(
                {
                    "seq": entry.seq,
                    "at": iso(entry.at),
                    "pool": entry.pool or None,
                    "lead_id": entry.lead_id,
                    "mail_id": entry.mail_id,
                    "event": entry.event,
                    "person": entry.person,
                    "by": entry.by,
                    "reasons": [
                        {"person": r.person, "verdict": r.verdict, "why": r.why, "where": r.where}
                        for r in entry.reasons
                    ],
                }
                for entry in found
            )
            return
        rows = [
            (
                entry.seq,
                _local(settings, entry.pool.partition("/")[0], iso(entry.at)),
                entry.pool,
                entry.event,
                entry.lead_id or entry.mail_id,
                entry.person,
                next((r.why for r in reversed(entry.reasons) if r.verdict != "behind"), ""),
                entry.by,
            )
            for entry in found
        ]
        print_table(
            "Journal", ("", "at", "pool", "event", "lead", "who", "why", "by"), rows, "Nothing was decided yet."
        )


def review(jsonl: JsonLines = False, config: ConfigOption = None) -> None:
    """List the review box: what a manager must look at."""
    from uptape.store import views

    with opened(config) as (settings, store), store.read() as unit:
        lines = views.review_lines(unit)
    if jsonl:
        print_lines(lines)
        return
    rows = [
        (
            line["mail_id"],
            ", ".join(line["lead_ids"]),
            f"{line['dealership'] or '-'}/{line['pool'] or '-'}",
            _local(settings, line["dealership"], line["received_at"]),
            line["from"],
            line["subject"],
            line["why"],
        )
        for line in lines
    ]
    columns = ("mail", "leads", "pool", "received", "from", "subject", "why")
    print_table("Review box", columns, rows, "The review box is empty.")


def pools(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False, config: ConfigOption = None
) -> None:
    """List the pools with the addresses that lead sites should write to."""
    settings = settings_of(config)
    lines = [
        {"pool": f"{d.key}/{p.key}", "addresses": list(p.addresses), "mode": p.mode, "tape": list(p.tape)}
        for d in settings.dealerships.values()
        for p in d.pools.values()
    ]
    if as_json:
        typer.echo(json.dumps(lines))
        return
    rows = [(line["pool"], ", ".join(line["addresses"]), line["mode"], ", ".join(line["tape"])) for line in lines]
    print_table("Pools", ("pool", "addresses", "mode", "tape"), rows, "The config has no pools.")


def _local(settings: Any, dealership: str | None, moment: str | None) -> str:
    found = settings.dealerships.get(dealership or "")
    return local(moment, found.timezone if found else None)


def _name(dealership: Any, key: str) -> str:
    person = dealership.people.get(key) or dealership.buyers.get(key.partition(".")[0])
    return f"{person.name} ({key})" if person else key
