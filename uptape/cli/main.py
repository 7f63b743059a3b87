"""The `uptape` command. Each group of commands is a small file that imports what it needs only when it is used."""

from __future__ import annotations

import sys

import typer

from uptape.cli import (
    audit,
    buyers,
    by_hand,
    configuration,
    customers,
    fairness,
    lead_sites,
    lists,
    messages,
    people,
    privacy,
    reading,
    reports,
    routing,
    rules,
    sending,
    serving,
    simulating,
    texting,
    tokens,
    turns,
    wordings,
)

app = typer.Typer(
    name="uptape",
    help="Reads lead mails, keeps the line fair, alerts the next salesperson within a second.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for group in (
    serving,
    sending,
    configuration,
    reading,
    routing,
    rules,
    simulating,
    lists,
    lead_sites,
    messages,
    fairness,
    reports,
    people,
    by_hand,
    buyers,
    customers,
    privacy,
    texting,
    turns,
    tokens,
    wordings,
    audit,
):
    group.add_to(app)


def main() -> None:
    """Entry point. A pipe whose reader went away and Ctrl-C end quietly."""
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
