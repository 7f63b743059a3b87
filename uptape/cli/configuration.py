"""`check` and `schema`: what is wrong with the config, and what it may hold."""

from __future__ import annotations

import json

import typer

from uptape.cli.common import ConfigOption, settings_of, sources_of


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(check)
    app.command()(schema)


def check(config: ConfigOption = None) -> None:
    """Check the config: each mistake with its file, line and column. Exit 2 where there is one."""
    settings = settings_of(config)
    sources = sources_of(settings.parsers)
    for warning in settings.warnings:
        typer.echo(str(warning), err=True)
    pools = sum(len(d.pools) for d in settings.dealerships.values())
    people = sum(len(d.people) for d in settings.dealerships.values())
    warned = f", {len(settings.warnings)} warnings" if settings.warnings else ""
    typer.echo(
        f"All is well: {len(settings.dealerships)} dealerships, {pools} pools, {people} people, "
        f"{len(settings.addresses)} addresses, {len(sources)} source definitions{warned}."
    )


def schema() -> None:
    """Print the JSON Schema of the config files, for editors that check while one types."""
    from uptape.config.json_schema import schema as json_schema

    typer.echo(json.dumps(json_schema(), indent=2))
