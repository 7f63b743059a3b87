"""`in`, `out`, `busy`, `accept`, `pass`: what people say about themselves."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from uptape.cli.common import WRONG_USE, ConfigOption, fail, opened, person_of, pool_of, who
from uptape.core.dealership import Dealership
from uptape.core.eligibility import HandState
from uptape.core.hours import change_said, moment_at

PersonArgument = Annotated[str, typer.Argument(metavar="PERSON", help="DEALERSHIP/NAME, or NAME where it is unique.")]
ForOption = Annotated[str | None, typer.Option("--for", help="How long: 2h, 30m, 2 days.")]
UntilOption = Annotated[str | None, typer.Option("--until", help="Until when: 15:00, or 2026-11-30.")]
PoolOption = Annotated[str | None, typer.Option("--pool", help="Only on this pool's tape.")]
LeadArgument = Annotated[str, typer.Argument(metavar="LEAD", help="A lead's id, such as L-7K3QX9.")]


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("in")(come_in)
    app.command("out")(go_out)
    app.command("busy")(be_busy)
    app.command("accept")(accept)
    app.command("pass")(pass_on)


def come_in(
    person: PersonArgument, span: ForOption = None, until: UntilOption = None, pool: PoolOption = None,
    config: ConfigOption = None,
) -> None:  # fmt: skip
    """Put somebody on the tape now; what waits for them goes out at once."""
    _say("in", person, span, until, pool, config)


def go_out(
    person: PersonArgument, span: ForOption = None, until: UntilOption = None, pool: PoolOption = None,
    config: ConfigOption = None,
) -> None:  # fmt: skip
    """Take somebody off the tape."""
    _say("out", person, span, until, pool, config)


def be_busy(
    person: PersonArgument, span: ForOption = None, until: UntilOption = None, pool: PoolOption = None,
    config: ConfigOption = None,
) -> None:  # fmt: skip
    """Take somebody off the tape while they are with a customer (30 minutes unless said otherwise)."""
    _say("busy", person, span or (None if until else "30m"), until, pool, config)


def accept(lead: LeadArgument, person: PersonArgument, config: ConfigOption = None) -> None:
    """Accept a lead that is on offer."""
    from uptape.core.ids import normal_id
    from uptape.flow.offering import accept as take

    with opened(config) as (settings, store):
        _dealership, key = person_of(settings, person)
        take(store, settings.dealerships, normal_id(lead), key, who())
    typer.echo(f"{normal_id(lead)} is theirs: {key}.")


def pass_on(lead: LeadArgument, person: PersonArgument, config: ConfigOption = None) -> None:
    """Pass a lead that is on offer; the next in line is asked."""
    from uptape.core.ids import normal_id
    from uptape.flow.offering import pass_on as decline

    with opened(config) as (settings, store):
        _dealership, key = person_of(settings, person)
        decline(store, settings.dealerships, normal_id(lead), key, who())
    typer.echo(f"{key} passed {normal_id(lead)}.")


def _say(state: HandState, person: str, span: str | None, until: str | None, pool: str | None, config: object) -> None:
    from pathlib import Path

    from uptape.flow.availability import say

    assert config is None or isinstance(config, Path)
    with opened(config) as (settings, store):
        dealership, key = person_of(settings, person)
        pool_key = pool_of(settings, pool if "/" in pool else f"{dealership.key}/{pool}")[1] if pool else None
        ends = end_said(store.clock.now(), span, until, dealership)
        holds, dealt = say(store, dealership, key, state, who(), until=ends, pool=pool_key)
    zone = ZoneInfo(dealership.timezone)
    change = change_said(holds, zone)
    shown = holds.astimezone(zone).strftime("%a %H:%M") + (f", {change}" if change else "")
    waiting = f"; {dealt} waiting {'lead' if dealt == 1 else 'leads'} went out" if dealt else ""
    typer.echo(f"{dealership.key}/{key} is {state} until {shown}{waiting}.")


def end_said(now: datetime, span: str | None, until: str | None, dealership: Dealership) -> datetime | None:
    """The moment that `--for` or `--until` names, None for neither. Ends with 2 for what is no time, or over."""
    if span and until:
        fail("Say --for or --until, not both.", WRONG_USE)
    if span:
        return now + _span(span)
    if not until:
        return None
    zone = ZoneInfo(dealership.timezone)
    local = now.astimezone(zone)
    try:
        if ":" in until and "-" not in until:
            hour, minute = until.split(":", 1)
            wall = time(int(hour), int(minute))
            today = moment_at(local.date(), wall, zone, now)
            return today if today > now else moment_at(local.date() + timedelta(days=1), wall, zone)
        moment = datetime.fromisoformat(until)
    except ValueError:
        fail(f"--until {until}: not a time such as 15:00 or a day such as 2026-11-30", WRONG_USE)
    moment = moment if moment.tzinfo else moment_at(moment.date(), moment.time(), zone, now)
    if moment <= now:
        fail(f"--until {until} is over already.", WRONG_USE)
    return moment


def _span(text: str) -> timedelta:
    from uptape.config.durations import parse_duration

    try:
        return parse_duration(text)
    except ValueError:
        fail(f"--for {text}: not a duration such as 2h, 30m or 2 days", WRONG_USE)
