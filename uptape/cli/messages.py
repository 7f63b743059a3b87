"""`outbox` and `outbox retry`: the messages out, and sending a dead one again."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from uptape.cli.common import WRONG_USE, ConfigOption, JsonLines, fail, local, opened, print_lines, print_table

STATES = ("due", "sending", "sent", "unknown", "dead", "cancelled")


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    group = typer.Typer(invoke_without_command=True, help="List the messages out, or send a dead one again.")
    group.callback()(outbox)
    group.command()(retry)
    app.add_typer(group, name="outbox")


def outbox(
    context: typer.Context,
    jsonl: JsonLines = False,
    state: Annotated[str | None, typer.Option(help=f"Only those that are {', '.join(STATES)}.")] = None,
    config: ConfigOption = None,
) -> None:
    """List the messages out: what was sent, what is due, what did not get through."""
    if context.invoked_subcommand is not None:
        return
    from uptape.store import views

    if state is not None and state not in STATES:
        fail(f"{state!r} is no state; it is one of {', '.join(STATES)}", WRONG_USE)
    with opened(config) as (settings, store), store.read() as unit:
        lines = views.outbox_lines(unit, state=state)
        if jsonl:
            print_lines(lines)
            return
        empty = f"Nothing is {state}." if state else "Nothing was sent yet."
        columns = ("", "who", "channel", "to", "kind", "state", "at", "text")
        print_table("Outbox", columns, (_row(settings, line) for line in lines), empty)


def _row(settings: Any, line: dict[str, Any]) -> tuple[object, ...]:
    dealership = settings.dealerships.get(line["dealership"])
    said = line["text"] if line["state"] == "sent" else " · ".join(filter(None, (line["error"], line["text"])))
    return (
        line["id"],
        line["person"],
        line["channel"],
        line["to"],
        line["kind"],
        line["state"],
        local(line["sent_at"] or line["due_at"], dealership.timezone if dealership else None),
        (said or "")[:200],
    )


def retry(
    numbers: Annotated[list[int], typer.Argument(metavar="ID…", help="Numbers as `uptape outbox` lists them.")],
    config: ConfigOption = None,
) -> None:
    """Send dead messages again, from the first attempt."""
    from uptape.flow.dead_letters import retry as again

    with opened(config) as (_settings, store):
        for number in numbers:
            typer.echo(f"{number} to {again(store, number)} is due again.")
