"""What all commands share: finding the config, opening the database, printing for people and for programs."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from uptape.core.errors import ConfigError, Refused, UptapeError

if TYPE_CHECKING:
    from datetime import datetime

    from uptape.clock import Clock
    from uptape.config.settings import Settings
    from uptape.core.dealership import Dealership
    from uptape.parsing.definitions import Definition
    from uptape.store.engine import Store

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config", "-c", help="The service file (or its folder); default: UPTAPE_CONFIG.", envvar="UPTAPE_CONFIG"
    ),
]
JsonLines = Annotated[bool, typer.Option("--jsonl", help="One JSON object a line, for programs.")]

DONE, NO, WRONG_USE = 0, 1, 2


def fail(message: str, code: int = NO) -> NoReturn:
    """Says on standard error why a command did not do what was asked, and ends it."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


def settings_of(config: Path | None) -> Settings:
    """The settings of `--config` or UPTAPE_CONFIG; prints every mistake and ends with 2 where it does not load."""
    from uptape.wiring import load_settings

    if config is None:
        fail("Say which config: --config PATH/uptape.yaml, or set UPTAPE_CONFIG.", WRONG_USE)
    path = config / "uptape.yaml" if config.is_dir() else config
    try:
        return load_settings(path)
    except ConfigError as error:
        for complaint in error.complaints:
            typer.echo(str(complaint), err=True)
        raise typer.Exit(WRONG_USE) from None
    except OSError as error:
        fail(f"{path}: cannot be read: {error.strerror}", WRONG_USE)


def sources_of(folders: Sequence[Path] = ()) -> tuple[Definition, ...]:
    """The shipped source definitions with those of further folders; prints every mistake and ends with 2."""
    from uptape.wiring import definitions

    try:
        return definitions(folders)
    except ConfigError as error:
        for complaint in error.complaints:
            typer.echo(str(complaint), err=True)
        raise typer.Exit(WRONG_USE) from None


@contextmanager
def opened(config: Path | None, clock: Clock | None = None) -> Iterator[tuple[Settings, Store]]:
    """Settings and database of a command. Where no daemon runs, the lines are fitted to the config first."""
    from uptape.flow.reconcile import reconcile
    from uptape.lock import is_running
    from uptape.wiring import open_database

    settings = settings_of(config)
    with answering():
        store = open_database(settings, clock)
        try:
            if not is_running(settings):
                reconcile(store, settings.dealerships)
            yield settings, store
        finally:
            store.close()


@contextmanager
def answering() -> Iterator[None]:
    """Turns our own errors into one sentence and exit code 1."""
    try:
        yield
    except Refused as error:
        fail(str(error))
    except UptapeError as error:
        fail(f"This did not work: {error}")


def person_of(settings: Settings, text: str) -> tuple[Dealership, str]:
    """The dealership and key that PERSON names: `DEALERSHIP/NAME`, or `NAME` where only one dealership has it."""
    dealership_key, slash, name = text.strip().rpartition("/")
    candidates = [settings.dealerships[dealership_key]] if dealership_key in settings.dealerships else []
    if not slash:
        candidates = list(settings.dealerships.values())
    elif not candidates:
        fail(f"There is no dealership {dealership_key}; there is {', '.join(settings.dealerships)}.")
    key = name.lower()
    having = [d for d in candidates if key in d.people or key.partition(".")[0] in d.buyers]
    if len(having) > 1:
        choices = ", ".join(f"{d.key}/{key}" for d in having)
        fail(f"{name} is ambiguous: say {choices}.")
    if not having:
        import difflib

        everybody = [person for d in candidates for person in (*d.people, *d.buyers)]
        near = difflib.get_close_matches(key, everybody, 1)
        fail(f"Nobody is called {name}." + (f" Did you mean {near[0]}?" if near else ""))
    return having[0], key


def pool_of(settings: Settings, text: str) -> tuple[Dealership, str]:
    """The dealership and pool that `DEALERSHIP/POOL` names, or `POOL` where only one dealership has it."""
    dealership_key, slash, name = text.strip().rpartition("/")
    candidates = [d for d in settings.dealerships.values() if (not slash or d.key == dealership_key)]
    having = [d for d in candidates if name in d.pools]
    if len(having) != 1:
        every = ", ".join(f"{d.key}/{pool}" for d in settings.dealerships.values() for pool in d.pools)
        fail(f"There is no pool {text}; there is {every}.")
    return having[0], name


def begin_of(text: str, now: datetime, zone: str) -> datetime:
    """The moment that `--since` names: so long ago (30d, 2 weeks), or the beginning of a day (2026-11-01)."""
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from uptape.config.durations import parse_duration

    try:
        return now - parse_duration(text)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        fail(f"--since {text}: neither a duration such as 30d nor a day such as 2026-11-01", WRONG_USE)
    moment = (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    if moment >= now:
        fail(f"--since {text} has not come yet.", WRONG_USE)
    return moment


def moment_of(text: str) -> datetime:
    """The moment that `--at` names; it must tell its offset."""
    from datetime import datetime

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        fail(f"--at {text}: not a moment such as 2026-11-23T10:00:00-08:00", WRONG_USE)
    if moment.tzinfo is None:
        fail(f"--at {text}: say the offset too, such as {text}-08:00", WRONG_USE)
    return moment


def who() -> str:
    """Who gives this command, for the journal."""
    try:
        return f"cli:{os.environ.get('SUDO_USER') or getpass.getuser()}"
    except (KeyError, OSError):
        return "cli"


def print_lines(lines: Iterable[dict[str, Any]]) -> None:
    """One JSON object a line; ends quietly where the reader of the pipe went away."""
    try:
        for line in lines:
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stderr.close()


def print_table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    empty: str,
    style: Callable[[Sequence[object]], str | None] = lambda row: None,
) -> None:
    """A table for people; `empty` is the sentence where there are no rows."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    found = list(rows)
    console = Console(width=None if sys.stdout.isatty() else 160)
    if not found:
        console.print(Text(empty))
        return
    table = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in found:
        table.add_row(*(Text(clean(value)) for value in row), style=style(row))
    console.print(table)


def clean(value: object) -> str:
    """A value for a terminal: no controls, nothing for None."""
    from uptape.log import clean as cleaned

    return "" if value is None else cleaned(" ".join(str(value).split()))


def local(moment: str | None, zone: str | None) -> str:
    """An ISO moment as people read it in their zone: `Mon 23 Nov 10:04`."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    if not moment:
        return ""
    at = datetime.fromisoformat(moment)
    return at.astimezone(ZoneInfo(zone or "UTC")).strftime("%a %d %b %H:%M")
