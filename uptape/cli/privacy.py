"""`export` and `forget`: all that is stored about one customer, told or taken out."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from uptape.cli.common import ConfigOption, fail, opened, who
from uptape.cli.customers import DealershipOption, dealership_of

Key = Annotated[
    str, typer.Argument(metavar="CUSTOMER-KEY", help="A phone number, an e-mail address, or a lead's id (L-…).")
]


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    for command in (export, forget):
        app.command()(command)


def export(customer: Key, dealership: DealershipOption = None, config: ConfigOption = None) -> None:
    """Print everything that is stored about one customer of a dealership, as JSON."""
    from uptape.flow.forgetting import export as told

    with opened(config) as (settings, store):
        found = told(store, dealership_of(settings, dealership), customer)
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2))


def forget(
    customer: Key,
    dealership: DealershipOption = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    config: ConfigOption = None,
) -> None:
    """Take one customer's data out of everything. It cannot be undone; statistics stay."""
    from uptape.flow.forgetting import forget as taken_out

    with opened(config) as (settings, store):
        house = dealership_of(settings, dealership)
        if not yes and not typer.confirm(f"Take everything about {customer} out of {house.name}, for good?"):
            fail("Nothing was done.")
        gone = taken_out(store, house, customer, who())
    typer.echo(f"Taken out: {gone.leads} leads, {gone.mails} mails, {gone.others} owners and imports.")
    if gone.shared:
        typer.echo(f"{gone.shared} of the mails held leads of others too: their leads stay, the mails are gone.")
    if gone.beside:
        typer.echo(f"The same leads also named {', '.join(gone.beside)}: forget these too where they are theirs.")
    typer.echo("Backups hold it until they run out; `uptape forget` again after a restore.")
