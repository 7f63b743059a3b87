"""`wording preview`: how an alert about a lead reads, and what it costs, before anybody gets one."""

from __future__ import annotations

from typing import Annotated

import typer

from uptape.cli.common import ConfigOption, fail, opened, person_of


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    group = typer.Typer(help="Look at what messages say.")

    @group.callback()
    def about() -> None:
        """Look at what messages say."""

    group.command()(preview)
    app.add_typer(group, name="wording")


def preview(
    lead: Annotated[str, typer.Argument(metavar="LEAD", help="A lead's id, such as L-7K3QX9.")],
    channel: Annotated[str, typer.Option(help="sms, email, voice, fax or chat.")] = "sms",
    to: Annotated[str | None, typer.Option(metavar="PERSON", help="For whom; default: who has it.")] = None,
    config: ConfigOption = None,
) -> None:
    """Show the alert about a lead as it would go out now, and how many texts it costs and why."""
    from uptape.core.ids import normal_id
    from uptape.flow.previewing import alert_of
    from uptape.wording.preview import preview_of

    with opened(config) as (settings, store):
        key = None
        if to is not None:
            dealership, key = person_of(settings, to)
            with store.read() as unit:
                from uptape.store import leads

                stored = leads.get(unit, normal_id(lead))
            if stored is not None and stored.dealership != dealership.key:
                fail(f"{normal_id(lead)} is a lead of {stored.dealership}, and {key} is of {dealership.key}.")
        entry = alert_of(store, settings.dealerships, normal_id(lead), channel, key)
    found = preview_of(settings.wording, entry)
    typer.echo(f"{channel} to {entry.facts.member_name}{f' ({entry.to})' if entry.to else ''}, {found.template}")
    typer.echo("")
    if found.text.subject:
        typer.echo(f"Subject: {found.text.subject}")
    typer.echo(found.text.body)
    if channel == "sms":
        cost = found.cost
        units = "septets" if cost.encoding == "GSM-7" else "16-bit units"
        segments = "1 segment" if cost.segments == 1 else f"{cost.segments} segments"
        typer.echo("")
        typer.echo(f"{segments}: {cost.units} {units} ({cost.encoding}), {cost.free} free")
        for reason in cost.reasons:
            typer.echo(reason)
    for note in found.notes:
        typer.echo(note, err=True)
