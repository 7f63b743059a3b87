"""`sheet`: the morning and the closing sheet of a dealership, to read them at any time."""

from __future__ import annotations

from typing import Annotated

import typer

from uptape.cli.common import WRONG_USE, ConfigOption, fail, opened


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(sheet)


def sheet(
    dealership: Annotated[str, typer.Argument(metavar="DEALERSHIP", help="The dealership's key.")],
    closing: Annotated[
        bool, typer.Option("--closing", help="The closing sheet in place of the morning sheet.")
    ] = False,
    day: Annotated[
        str | None, typer.Option("--date", help="Of another day: 2026-11-23. What waits is as of now.")
    ] = None,
    html: Annotated[bool, typer.Option("--html", help="As the mail's HTML.")] = False,
    config: ConfigOption = None,
) -> None:
    """Print the morning sheet of a dealership as it would be mailed now; nothing is sent."""
    from datetime import date

    from uptape.flow.daily_post import sheet_for
    from uptape.wording.render import Wording

    with opened(config) as (settings, store):
        found = settings.dealerships.get(dealership)
        if found is None:
            fail(f"There is no dealership {dealership}; there is {', '.join(settings.dealerships)}.")
        try:
            asked = date.fromisoformat(day) if day else None
        except ValueError:
            fail(f"--date {day}: not a day such as 2026-11-23", WRONG_USE)
        entry = sheet_for(store, found, "closing" if closing else "morning", asked)
        text = Wording(settings.wording, lambda why: typer.echo(why, err=True)).render(entry)
    typer.echo(text.html if html else f"{text.subject}\n\n{text.body}", nl=not html)
