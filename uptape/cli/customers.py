"""`customers import` and `add`: customers with their salespeople, from a file or one at a time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from uptape.cli.common import NO, WRONG_USE, ConfigOption, fail, opened, person_of, who

if TYPE_CHECKING:
    from uptape.config.settings import Settings
    from uptape.core.dealership import Dealership

group = typer.Typer(help="Customers and whose they are.", no_args_is_help=True)

DealershipOption = Annotated[
    str | None, typer.Option("--dealership", "-d", help="The dealership's key; may be left out where there is one.")
]


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    app.add_typer(group, name="customers")
    app.command()(add)


def dealership_of(settings: Settings, key: str | None) -> Dealership:
    """The dealership that an option names, or the only one."""
    every = ", ".join(settings.dealerships)
    if key is None:
        if len(settings.dealerships) != 1:
            fail(f"Say which dealership: --dealership {every}.", WRONG_USE)
        return next(iter(settings.dealerships.values()))
    found = settings.dealerships.get(key)
    return found if found is not None else fail(f"There is no dealership {key}; there is {every}.", WRONG_USE)


@group.callback()
def _customers() -> None:
    """Customers and whose they are."""


@group.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.csv", help="name, phones, emails, salesperson, last contact, status.")
    ],
    dealership: DealershipOption = None,
    dry: Annotated[bool, typer.Option("--dry-run", help="Tell what would be done, and do nothing.")] = False,
    config: ConfigOption = None,
) -> None:
    """Make salespeople the owners of the customers in a CSV file. A second import of the same file changes nothing."""
    from uptape.flow.customers import import_customers
    from uptape.parsing.customers import read

    try:
        raw = file.read_bytes()
    except OSError as error:
        fail(f"{file}: cannot be read: {error.strerror}", WRONG_USE)
    with opened(config) as (settings, store):
        found = dealership_of(settings, dealership)
        rows = read(raw, found.country, found.timezone)
        came = import_customers(store, found, rows, who(), file.name, dry=dry)
    for problem in sorted([*came.problems, *came.kept], key=lambda one: one.line):
        typer.echo(f"{file}:{problem.line}: {problem.message}", err=True)
    per = ", ".join(f"{found.people[key].name} {count}" for key, count in came.made.most_common())
    would = "would be " if dry else ""
    made = came.made.total()
    typer.echo(
        f"{made} customer{'' if made == 1 else 's'} {would}imported{f' ({per})' if per else ''}; "
        f"{came.stood} stood already, {len(came.kept)} have a later owner, {came.left_out} lines were left out."
    )
    if came.left_out:
        raise typer.Exit(NO)


def add(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="DEALERSHIP/NAME, or NAME where it is unique.")],
    phone: Annotated[str, typer.Argument(metavar="PHONE", help="The customer's number, such as 310-555-0142.")],
    name: Annotated[list[str], typer.Argument(metavar="NAME", help="The customer's name.")],
    config: ConfigOption = None,
) -> None:
    """Record a walk-in or phone-up: PERSON becomes the owner, the line stays. Refused where there is an owner."""
    from uptape.flow.talking import sender_of
    from uptape.flow.walk_ins import record
    from uptape.wording import shown

    with opened(config) as (settings, store):
        dealership, key = person_of(settings, person)
        sender = sender_of(settings.dealerships, dealership.key, key, store.clock.now())
        if sender is None:
            fail(f"{person} is no salesperson of {dealership.name} now.")
        identity, number = record(store, sender, phone, " ".join(name), who())
    typer.echo(f"{identity}: {' '.join(name)} {shown.phone(number)} is {sender.name}'s customer now; the line stays.")
