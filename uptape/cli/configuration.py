"""`check` and `schema`: what is wrong with the config, and what it may hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer

from uptape.cli.common import WRONG_USE, ConfigOption, settings_of, sources_of

if TYPE_CHECKING:
    from uptape.config.settings import Settings


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(check)
    app.command()(schema)


def check(config: ConfigOption = None) -> None:
    """Check config and samples of source definitions: each mistake with its place. Exit 2 where there is one."""
    from uptape.parsing.definition_samples import try_samples
    from uptape.wording.preview import check as check_wording

    settings = settings_of(config)
    sources = sources_of(settings.parsers)
    tried = try_samples(sources)
    for complaint in tried.complaints:
        typer.echo(str(complaint), err=True)
    if tried.complaints:
        raise typer.Exit(WRONG_USE)
    warnings = [*settings.warnings, *check_wording(settings.wording, _places(settings))]
    for warning in warnings:
        typer.echo(str(warning), err=True)
    pools = sum(len(d.pools) for d in settings.dealerships.values())
    people = sum(len(d.people) for d in settings.dealerships.values())
    warned = f", {len(warnings)} warnings" if warnings else ""
    typer.echo(
        f"All is well: {len(settings.dealerships)} dealerships, {pools} pools, {people} people, "
        f"{len(settings.addresses)} addresses, {len(sources)} source definitions with {tried.samples} samples{warned}."
    )


def _places(settings: Settings) -> set[str]:
    """The folders below `wording:` in which a template may stand: dealerships, their pools, their members."""
    places = set()
    for dealership in settings.dealerships.values():
        members = [*dealership.people, *dealership.buyers]
        members += [f"{buyer.key}.{order.key}" for buyer in dealership.buyers.values() for order in buyer.orders]
        places.add(dealership.key)
        places.update(f"{dealership.key}/{pool}" for pool in dealership.pools)
        places.update(f"{dealership.key}/members/{member}" for member in members)
    return places


def schema() -> None:
    """Print the JSON Schema of the config files, for editors that check while one types."""
    from uptape.config.json_schema import schema as json_schema

    typer.echo(json.dumps(json_schema(), indent=2))
