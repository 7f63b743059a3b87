"""`return`, `statement`, `unsold`: what buyers give back, what they owe, and what nobody bought."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from uptape.cli.common import WRONG_USE, ConfigOption, clean, fail, local, opened, person_of, print_table, who

if TYPE_CHECKING:
    from uptape.core.dealership import Dealership
    from uptape.store.statements import Delivery

MonthOption = Annotated[str, typer.Option(metavar="YYYY-MM", help="A month, by the dealership's calendar.")]
BuyerArgument = Annotated[str, typer.Argument(metavar="BUYER", help="DEALERSHIP/BUYER, or BUYER where it is unique.")]
FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = ("lead", "at", "order", "customer", "vehicle", "price", "credit", "what", "why", "receipts")


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("return")(give_back)
    app.command()(statement)
    app.command()(unsold)


def give_back(
    lead: Annotated[str, typer.Argument(metavar="LEAD", help="A lead's id, such as L-7K3QX9.")],
    buyer: BuyerArgument,
    reason: Annotated[str, typer.Option(help="One of the reasons that the config names for this buyer.")],
    config: ConfigOption = None,
) -> None:
    """Take a lead back from a buyer: its turn and its limit are as before, and it is not charged."""
    from uptape.core.ids import normal_id
    from uptape.flow.buyers import return_lead

    with opened(config) as (settings, store):
        _dealership, key = person_of(settings, buyer)
        name = return_lead(store, settings.dealerships, normal_id(lead), key, reason, who())
    typer.echo(f"{normal_id(lead)} is back from {name}; turn and limit are credited.")


def statement(
    buyer: BuyerArgument,
    month: MonthOption,
    as_csv: Annotated[bool, typer.Option("--csv", help="For spreadsheets.")] = False,
    config: ConfigOption = None,
) -> None:
    """List what a buyer got in a month, with prices, receipts and credits, and what that comes to."""
    from uptape.store.statements import deliveries

    with opened(config) as (settings, store):
        dealership, key = person_of(settings, buyer)
        if key not in dealership.buyers:
            fail(f"{key} is no buyer of {dealership.key}; it has {', '.join(dealership.buyers) or 'none'}.")
        since, until = _month(month, dealership)
        with store.read() as unit:
            found = deliveries(unit, dealership.key, key, since, until)
    rows = [_row(dealership, one, since, until) for one in found]
    charged = sum(one.price or 0 for one in found if since <= one.at < until and one.back != "refused")
    credited = sum(one.price or 0 for one in found if _credited(one, since, until))
    if as_csv:
        _print_csv((COLUMNS, *rows, ("total", "", "", "", "", _money(charged), _money(credited), "", "", "")))
        return
    title = f"{dealership.buyers[key].name}, {month}"
    print_table(title, COLUMNS, rows, f"{dealership.buyers[key].name} got nothing in {month}.")
    sold = [one for one in found if since <= one.at < until and one.back is None and one.counted]
    typer.echo(
        f"{len(sold)} leads kept; charged {_money(charged)}, credited {_money(credited)}, "
        f"to pay {_money(charged - credited)}."
    )


def unsold(
    dealership: Annotated[str, typer.Argument(metavar="DEALERSHIP", help="Whose leads.")],
    month: MonthOption,
    as_csv: Annotated[bool, typer.Option("--csv", help="For spreadsheets.")] = False,
    config: ConfigOption = None,
) -> None:
    """List the leads of a month that no buyer has, each with its reason."""
    from uptape.store.statements import unsold as query

    with opened(config) as (settings, store):
        found = settings.dealerships.get(dealership)
        if found is None:
            fail(f"There is no dealership {dealership}; there is {', '.join(settings.dealerships)}.")
        pools = [p.key for p in found.pools.values() if any(m.partition(".")[0] in found.buyers for m in p.tape)]
        since, until = _month(month, found)
        with store.read() as unit:
            lines = query(unit, found.key, pools, since, until)
    rows = [(one.lead_id, one.pool, one.status, _local(one.received_at, found), one.why) for one in lines]
    columns = ("lead", "pool", "status", "received", "why")
    if as_csv:
        _print_csv((columns, *rows))
        return
    print_table(f"Unsold, {found.name}, {month}", columns, rows, f"Every lead of {month} was sold.")


def _row(dealership: Dealership, one: Delivery, since: datetime, until: datetime) -> tuple[str, ...]:
    here = since <= one.at < until
    what = one.back or ("update" if not one.counted and one.how == "repeat" else "delivered")
    return (
        one.lead_id,
        _local(one.at, dealership),
        one.member.partition(".")[2],
        one.customer,
        one.vehicle,
        _money(one.price) if here and one.back != "refused" and one.price is not None else "",
        _money(one.price or 0) if _credited(one, since, until) else "",
        what,
        one.back_why or "",
        ", ".join(one.receipts),
    )


def _credited(one: Delivery, since: datetime, until: datetime) -> bool:
    return one.back == "returned" and one.back_at is not None and since <= one.back_at < until


def _money(cents: int) -> str:
    return f"{cents / 100:.2f}"


def _local(moment: datetime, dealership: Dealership) -> str:
    return local(moment.isoformat(), dealership.timezone)


def _month(text: str, dealership: Dealership) -> tuple[datetime, datetime]:
    """First and last moment (excluded) of a month in the dealership's zone."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        fail(f"--month {text}: not a month such as 2026-11", WRONG_USE)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    zone = ZoneInfo(dealership.timezone)
    return (
        datetime(first.year, first.month, 1, tzinfo=zone),
        datetime(after.year, after.month, 1, tzinfo=zone),
    )


def _print_csv(rows: Sequence[Sequence[str]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    for row in rows:
        writer.writerow([cell(value) for value in row])


def cell(value: str) -> str:
    """A value for a spreadsheet: what would be a formula gets a quote mark in front (OWASP, CSV injection)."""
    text = clean(value)
    return f"'{text}" if value.startswith(FORMULA) or text.startswith(FORMULA) else text
