"""`token`: makes bearer tokens for the API."""

from __future__ import annotations

from typing import Annotated

import typer

from uptape.cli.common import ConfigOption, fail, opened


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(token)


def token(
    owner: Annotated[str, typer.Argument(metavar="DEALERSHIP[/BUYER]", help="Whose token it is.")],
    name: Annotated[str, typer.Option(help="What it is for, for people.")],
    scope: Annotated[
        list[str] | None, typer.Option(help="leads:write, leads:read, feedback:write; default: all.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Make a new bearer token; it is shown this once, as the last line."""
    from uptape.flow.tokens import make

    dealership_key, _, buyer = owner.partition("/")
    with opened(config) as (settings, store):
        if dealership_key not in settings.dealerships:
            fail(f"There is no dealership {dealership_key}; there is {', '.join(settings.dealerships)}.")
        made = make(store, settings.dealerships[dealership_key], buyer or None, name, tuple(scope or ()))
    typer.echo(f"Token {name!r} for {owner}; it is not shown again:")
    typer.echo(made)
