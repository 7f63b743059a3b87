"""`turn-back`, `move`, `house`: what managers do to turns and the line by hand."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from uptape.cli.common import NO, WRONG_USE, ConfigOption, fail, opened, person_of, pool_of, who

LeadArgument = Annotated[str, typer.Argument(metavar="LEAD", help="A lead's id, such as L-7K3QX9.")]


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("turn-back")(turn_back)
    app.command()(move)
    app.command()(house)


def turn_back(
    lead: LeadArgument,
    why: Annotated[str, typer.Option(help="spam, bad (number), dup (a duplicate) or wrong (department).")],
    note: Annotated[str, typer.Option(help="What there is to say about it.")] = "",
    config: ConfigOption = None,
) -> None:
    """Confirm that a lead was none: its taker goes back to where they stood before their latest turn."""
    from uptape.core.ids import normal_id
    from uptape.flow.turns import WORDS
    from uptape.flow.turns import turn_back as give_back

    reason: Literal["spam", "bad", "dup", "wrong"]
    match why.strip().lower():
        case "spam" | "bad" | "dup" | "wrong" as known:
            reason = known
        case other:
            fail(f"--why {other}: it is one of {', '.join(WORDS)}", WRONG_USE)
    with opened(config) as (settings, store):
        names = give_back(store, settings.dealerships, normal_id(lead), reason, who(), note)
    back = f"the turn of {', '.join(names)} is back" if names else "it had cost no turn"
    typer.echo(f"{normal_id(lead)} is closed as {WORDS[reason]}; {back}.")


def move(
    pool: Annotated[str, typer.Argument(metavar="DEALERSHIP/POOL", help="Whose line.")],
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Who is moved.")],
    to: Annotated[str, typer.Option("--to", help="A place (1 is next), front or end.")],
    why: Annotated[str, typer.Option(help="The reason, for the journal.")],
    config: ConfigOption = None,
) -> None:
    """Move somebody in a line; nobody else's order changes."""
    from uptape.flow.turns import move_in_line

    place: int | Literal["front", "end"]
    match to.strip().lower():
        case "front" | "end" as word:
            place = word
        case text if text.isdigit():
            place = int(text)
        case text:
            fail(f"--to {text}: not a place such as 2, front or end", WRONG_USE)
    with opened(config) as (settings, store):
        dealership, pool_key = pool_of(settings, pool)
        key = person.strip().lower()
        if key not in dealership.pools[pool_key].tape:
            _dealership, key = person_of(settings, person)
        now_at = move_in_line(store, dealership, pool_key, key, place, who(), why)
    typer.echo(f"{key} stands at place {now_at} of {dealership.key}/{pool_key}.")


def house(
    lead: LeadArgument,
    why: Annotated[str, typer.Option(help="The reason, for the journal.")],
    manager: Annotated[str | None, typer.Argument(metavar="MANAGER", help="Who keeps it; default: the first.")] = None,
    config: ConfigOption = None,
) -> None:
    """Make a lead a house lead: a manager keeps it, without line and turn."""
    from uptape.core.ids import normal_id
    from uptape.flow.hands import assign_lead
    from uptape.store import leads

    with opened(config) as (settings, store):
        identity = normal_id(lead)
        if manager is not None:
            key = person_of(settings, manager)[1]
        else:
            with store.read() as unit:
                stored = leads.get(unit, identity)
            dealership = settings.dealerships.get(stored.dealership) if stored else None
            if dealership is None or not dealership.managers:
                fail(f"There is no lead {identity}, or nobody under managers to keep it.", NO)
            key = dealership.managers[0].key
        name = assign_lead(store, settings.dealerships, identity, key, who(), why, house=True)
    typer.echo(f"{identity} → {name} (house)")
