"""`audit`: runs the invariants on the database."""

from __future__ import annotations

import typer

from uptape.cli.common import NO, ConfigOption, opened


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(audit)


def audit(config: ConfigOption = None) -> None:
    """Check the invariants on the database; print each that is broken with its rows. Exit 1 where one is."""
    from uptape.flow.audit import audit as run

    with opened(config) as (settings, store):
        breaches = run(store, settings.dealerships, settings.retention)
    for breach in breaches:
        typer.echo(f"BROKEN  {breach.invariant}: {breach.detail}")
    if breaches:
        raise typer.Exit(NO)
    typer.echo("All invariants hold.")
