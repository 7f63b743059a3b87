"""`sources`: how each lead site is doing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import typer

from uptape.cli.common import ConfigOption, JsonLines, local, opened, print_lines, print_table

if TYPE_CHECKING:
    from uptape.flow.sources import SourceHealth


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(sources)


def sources(jsonl: JsonLines = False, config: ConfigOption = None) -> None:
    """Show how each lead site is doing: when its last mail came, what was not understood, what stopped coming."""
    from uptape.flow.sources import health, span_of
    from uptape.store.views import iso

    lines: list[dict[str, Any]] = []
    rows = []
    with opened(config) as (settings, store):
        now = store.clock.now()
        for dealership in settings.dealerships.values():
            with store.read() as unit:
                found = health(unit, dealership, now)
            for one in found:
                every = one.terms.expect.every if one.terms and one.terms.expect else None
                lines.append(_source_line(dealership.key, one, every))
                rows.append(
                    (
                        f"{dealership.key}/{one.key}",
                        one.mails,
                        one.leads,
                        local(iso(one.last_mail_at), dealership.timezone),
                        f"every {span_of(every)}" if every else "-",
                        one.not_understood or "-",
                        "; ".join(
                            [
                                *(["SILENT"] if one.silent_since else []),
                                *(
                                    f"no {f.field} since {f.stopped_after.lead_id}"
                                    for f in one.stopped
                                    if f.stopped_after
                                ),
                            ]
                        )
                        or "well",
                    )
                )
    if jsonl:
        print_lines(lines)
        return
    columns = ("source", "mails", "leads", "last mail", "expected", "not understood", "state")
    print_table("Lead sites, last 90 days", columns, rows, "No mail of a lead site has come yet.")


def _source_line(dealership: str, one: SourceHealth, every: timedelta | None) -> dict[str, Any]:
    from uptape.store.views import iso

    return {
        "dealership": dealership,
        "source": one.key,
        "name": one.name,
        "mails": one.mails,
        "leads": one.leads,
        "not_understood": one.not_understood,
        "last_mail_at": iso(one.last_mail_at),
        "expect_every_minutes": round(every.total_seconds() / 60) if every else None,
        "silent_since": iso(one.silent_since),
        "fields": {
            field.field: {
                "recent": field.recent,
                "past": field.past,
                "stopped_after": field.stopped_after.lead_id if field.stopped_after else None,
            }
            for field in one.fields
        },
    }
