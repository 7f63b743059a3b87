"""`rules test`: each line of each rule of a pool against a mail, with what was found and where the line stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from uptape.cli.common import WRONG_USE, ConfigOption, answering, fail, moment_of, pool_of, print_table, settings_of

if TYPE_CHECKING:
    from uptape.config.settings import Settings
    from uptape.core.dealership import Dealership
    from uptape.core.rule_lines import Line
    from uptape.flow.rule_trial import Tried

rules = typer.Typer(help="Try selection rules.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.add_typer(rules, name="rules")


@rules.callback()
def _group() -> None:
    """Try selection rules."""


@rules.command("test")
def against(
    mail: Annotated[Path, typer.Argument(help="A mail as a file.")],
    pool: Annotated[
        str | None, typer.Option(help="DEALERSHIP/POOL; default: the pool that the mail's delivery headers name.")
    ] = None,
    repeat: Annotated[bool, typer.Option("--repeat", help="As if the customer were known.")] = False,
    at: Annotated[str | None, typer.Option(help="A moment such as 2026-11-23T10:00:00-08:00; default: now.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    config: ConfigOption = None,
) -> None:
    """Show how each rule of a pool judges a mail: groups, accepts and orders, line by line. Changes nothing."""
    from uptape.clock import SystemClock
    from uptape.flow.known import own_of
    from uptape.flow.rule_trial import try_rules
    from uptape.wiring import read_here

    settings = settings_of(config)
    try:
        raw = mail.read_bytes()
    except OSError as error:
        fail(f"{mail}: {error.strerror}", WRONG_USE)
    dealership, key = pool_of(settings, pool) if pool else _pool_of_mail(settings, raw)
    with answering():
        reading = read_here([(raw, own_of(dealership).known)], settings.parsers)[0]
    if not reading.leads:
        why = "; ".join(reading.why)
        fail(f"{mail} is {reading.kind.replace('_', ' ')}, so no rule looks at it{': ' + why if why else ''}.")
    moment = moment_of(at) if at else SystemClock().now()
    tag = _tag(settings, raw)
    found = [try_rules(dealership, key, reading, draft, moment, tag=tag, repeat=repeat) for draft in reading.leads]
    if as_json:
        plain = [_plain(one) for one in found]
        typer.echo(json.dumps({"pool": f"{dealership.key}/{key}", "leads": plain}, ensure_ascii=False))
        return
    for number, one in enumerate(found, 1):
        if len(found) > 1:
            typer.echo(f"Lead {number} of {len(found)}")
        _show(f"{dealership.key}/{key}", one)


def _show(pool: str, found: Tried) -> None:
    if not found.rules:
        typer.echo(f"{pool} has no rules: everybody on its tape may take the lead.")
    for rule in found.rules:
        title = f"\n{rule.what} {rule.name}: {'holds' if rule.holds else 'does not hold'}{rule.remark}"
        rows = [
            ("yes" if one.holds else "no", "· " * one.depth + one.asks, one.found, one.place.short)
            for one in rule.lines
        ]
        print_table(
            title, ("", "line", "found", "where"), rows, title, lambda row: "green" if row[0] == "yes" else None
        )
    typer.echo(f"\n{found.summary}")


def _pool_of_mail(settings: Settings, raw: bytes) -> tuple[Dealership, str]:
    from uptape.intake.imap_headers import find_pool

    found = find_pool(raw, settings.resolve)
    every = [(dealership, key) for dealership in settings.dealerships.values() for key in dealership.pools]
    if found is not None and found.dealership in settings.dealerships and found.pool is not None:
        return settings.dealerships[found.dealership], found.pool
    if len(every) != 1:
        known = ", ".join(f"{dealership.key}/{key}" for dealership, key in every)
        fail(f"Say which pool: the mail's headers name none. --pool takes one of {known}.", WRONG_USE)
    return every[0]


def _tag(settings: Settings, raw: bytes) -> str | None:
    from uptape.intake.imap_headers import find_pool

    found = find_pool(raw, settings.resolve)
    return found.tag if found is not None else None


def _plain(found: Tried) -> dict[str, Any]:
    return {
        "group": found.group,
        "rules": [
            {"what": rule.what, "name": rule.name, "holds": rule.holds, "lines": [_line(one) for one in rule.lines]}
            for rule in found.rules
        ],
        "summary": found.summary,
    }


def _line(one: Line) -> dict[str, Any]:
    return {"depth": one.depth, "asks": one.asks, "found": one.found, "holds": one.holds, "where": one.place.short}
