"""`parse` and `parsers new`: what is read out of mails, and how a site is taught. Needs no config and no database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from uptape.cli.common import WRONG_USE, JsonLines, clean, fail, sources_of


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(parse)
    sources = typer.Typer(help="Source definitions: a YAML file for each lead site.", no_args_is_help=True)
    sources.command()(new)
    app.add_typer(sources, name="parsers")


def new(files: Annotated[list[Path], typer.Argument(metavar="MAIL…", help="Sample mails of one site.")]) -> None:
    """Draft a source definition from sample mails: prints YAML to be checked and put into a parsers folder."""
    from uptape.parsing.definition_draft import draft

    typer.echo(draft([_bytes(file) for file in files]), nl=False)


def parse(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Mails as files.")],
    jsonl: JsonLines = False,
    why: Annotated[bool, typer.Option("--why", help="Say how the kind and the fields were decided.")] = False,
) -> None:
    """Show what is read out of mails."""
    from uptape.core.leads import Known
    from uptape.parsing.output import as_json
    from uptape.parsing.reader import read

    sources = sources_of()
    for file in files:
        raw = _bytes(file)
        reading = read(raw, Known(), sources)
        if jsonl:
            typer.echo(json.dumps(as_json(reading, file.name), ensure_ascii=False))
            continue
        typer.echo(f"{file.name}: {reading.kind}" + (" (damaged)" if reading.malformed else ""))
        for number, lead in enumerate(as_json(reading, file.name)["leads"], 1):
            typer.echo(f"  lead {number}")
            for key, value in lead.items():
                for item in value if isinstance(value, list) else [value]:
                    shown = ", ".join(f"{k} {v}" for k, v in item.items()) if isinstance(item, dict) else item
                    typer.echo(f"    {key}: {clean(shown)}")
        for sentence in (*reading.notes, *(reading.why if why else ())):
            typer.echo(f"  - {clean(sentence)}")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        fail(f"{file}: {error.strerror}", WRONG_USE)
