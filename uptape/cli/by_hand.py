"""`assign`, `outcome`, `reread`: what managers do to leads and mails by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from uptape.cli.common import ConfigOption, opened, person_of, who

Item = Annotated[str, typer.Argument(metavar="LEAD|MAIL", help="A lead's id (L-…), or a mail of the review box (M-…).")]


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    for command in (assign, outcome, reread):
        app.command()(command)


def assign(
    item: Item,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="DEALERSHIP/NAME, or NAME where it is unique.")],
    why: Annotated[str, typer.Option(help="The reason, for the journal.")],
    turn: Annotated[bool, typer.Option("--turn/--no-turn", help="Whether it costs the taker a turn.")] = True,
    config: ConfigOption = None,
) -> None:
    """Hand a lead to somebody; a mail of the review box becomes a lead by it."""
    from uptape.core.ids import normal_id
    from uptape.flow.hands import assign_lead, assign_mail

    with opened(config) as (settings, store):
        _dealership, key = person_of(settings, person)
        identity = normal_id(item)
        if identity.startswith("M-"):
            identity = assign_mail(store, settings.dealerships, identity, key, who(), why, turn=turn)
            typer.echo(f"{identity} → {key}")
        else:
            name = assign_lead(store, settings.dealerships, identity, key, who(), why, turn=turn)
            typer.echo(f"{identity} → {name}")


def outcome(
    lead: Annotated[str, typer.Argument(metavar="LEAD", help="A lead's id, such as L-7K3QX9.")],
    what: Annotated[str, typer.Argument(metavar="OUTCOME", help="contacted, appointment, sold, lost or spam.")],
    note: Annotated[str | None, typer.Option(help="What there is to say about it.")] = None,
    config: ConfigOption = None,
) -> None:
    """Record what became of a lead."""
    from uptape.core.ids import normal_id
    from uptape.flow.hands import report

    with opened(config) as (settings, store):
        status = report(store, settings.dealerships, normal_id(lead), what.lower(), who(), note)
    typer.echo(f"{normal_id(lead)} is {status}.")


def reread(
    mail: Annotated[str, typer.Argument(metavar="MAIL", help="A mail of the review box (M-…).")],
    config: ConfigOption = None,
) -> None:
    """Read a mail of the review box again, such as after its source was defined."""
    from uptape.core.ids import normal_id
    from uptape.flow.hands import reread as again
    from uptape.lock import is_running
    from uptape.wiring import distributor, read_here

    with opened(config) as (settings, store):
        again(store, settings.dealerships, normal_id(mail), who())
        if not is_running(settings):
            distributor(store, settings, lambda items: read_here(items, settings.parsers)).step()
            typer.echo(f"{normal_id(mail)} was read again: see `uptape leads` and `uptape review`.")
            return
    typer.echo(f"{normal_id(mail)} is in the queue again.")
