"""`parse`, `parsers new` and `parsers test`: what is read out of mails, and how a site is taught. Needs no database."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from uptape.cli.common import NO, WRONG_USE, ConfigOption, JsonLines, clean, fail, settings_of, sources_of

if TYPE_CHECKING:
    from uptape.core.leads import Reading
    from uptape.parsing.definitions import Definition


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(parse)
    sources = typer.Typer(help="Source definitions: a YAML file for each lead site.", no_args_is_help=True)
    sources.command()(new)
    sources.command("test")(try_samples_of)
    app.add_typer(sources, name="parsers")


def new(
    files: Annotated[list[Path], typer.Argument(metavar="MAIL…", help="Sample mails of one site.")],
    into: Annotated[
        Path | None, typer.Option("--into", help="Write the definition and the samples into this folder.")
    ] = None,
    key: Annotated[str | None, typer.Option("--key", help="The name of its file; default: the source's.")] = None,
) -> None:
    """Draft a source definition from sample mails: prints YAML, or writes it with its samples into a parsers folder."""
    from uptape.parsing.definition_draft import draft, key_of

    mails = [_bytes(file) for file in files]
    drafted = draft(mails)
    if into is None:
        typer.echo(drafted, nl=False)
        return
    key = key or key_of(drafted)
    path, folder = into / f"{key}.yaml", into / "samples" / key
    for taken in (path, folder):
        if taken.exists():
            fail(f"{taken} is there already: say another --key, or remove it.")
    folder.mkdir(parents=True)
    path.write_text(f"{drafted}samples: {key}\n", "utf-8")
    _write_samples(folder, files, mails, sources_of([into]))
    typer.echo(f"{path}: check every line; then correct what stands in {folder}/*.json, and run")
    typer.echo(f"uptape parsers test {path}")
    typer.echo(
        "The samples are mails of real people: make up their names, addresses and numbers before you pass them on."
    )


def _write_samples(folder: Path, files: list[Path], mails: list[bytes], sources: tuple[Definition, ...]) -> None:
    """Each mail as it came, with what is read from it now; names that come twice get a number."""
    from uptape.core.leads import Known
    from uptape.parsing.output import as_json
    from uptape.parsing.reader import read

    for number, (file, raw) in enumerate(zip(files, mails, strict=True), 1):
        stem = file.stem if not (folder / f"{file.stem}.eml").exists() else f"{file.stem}-{number}"
        (folder / f"{stem}.eml").write_bytes(raw)
        told = as_json(read(raw, Known(), sources), file.name)
        told.pop("file")
        (folder / f"{stem}.json").write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", "utf-8")


def try_samples_of(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE…]", help="Definitions; default: all, shipped and your own.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Read the samples of source definitions, and print what differs with its place. Exit 1 where something does."""
    from uptape.parsing.definition_samples import try_samples

    folders = list(settings_of(config).parsers) if config is not None else []
    for file in files or ():
        if not file.is_file():
            fail(f"{file}: no such file", WRONG_USE)
        if file.parent.resolve() not in [folder.resolve() for folder in folders]:
            folders.append(file.parent)
    sources = sources_of(folders)
    wanted = {file.resolve() for file in files or ()}
    chosen = [source for source in sources if Path(source.place.file or "").resolve() in wanted] if wanted else None
    tried = try_samples(sources, chosen)
    for complaint in tried.complaints:
        typer.echo(str(complaint))
    for source in chosen or ():
        if not source.samples:
            typer.echo(f"{source.place.file}:1:1: warning: has no samples:", err=True)
    typer.echo(f"{tried.samples} samples of {tried.definitions} definitions: {_counted(len(tried.complaints))}")
    if tried.complaints:
        raise typer.Exit(NO)


def _counted(differences: int) -> str:
    return "all are read as they should be" if not differences else f"{differences} differences"


def parse(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Mails as files.")],
    jsonl: JsonLines = False,
    why: Annotated[bool, typer.Option("--why", help="Say how the kind and the fields were decided.")] = False,
) -> None:
    """Show what is read out of mails."""
    from uptape.core.leads import Known
    from uptape.parsing.output import as_json
    from uptape.parsing.reader import explained, read

    sources = sources_of()
    for file in files:
        raw = _bytes(file)
        values: tuple[str, ...] = ()
        if why:
            reading, values = explained(raw, Known(), sources)
        else:
            reading = read(raw, Known(), sources)
        if jsonl:
            more = {"why": list(reading.why), "values": list(values), "notes": list(reading.notes)} if why else {}
            typer.echo(json.dumps({**as_json(reading, file.name), **more}, ensure_ascii=False))
            continue
        _show(reading, file.name)
        _list("damage and limits" if reading.malformed else "notes", reading.notes)
        if why:
            _list(f"why it is {_KINDS.get(reading.kind, reading.kind)}", [*reading.why, *_weighed(reading.why)])
            _list("where the values come from", values if reading.kind == "lead" else ())


_KINDS = {
    "lead": "a lead", "not_lead": "no lead", "bounce": "a bounce", "autoreply": "an automatic reply",
}  # fmt: skip


def _show(reading: Reading, name: str) -> None:
    """The kind of a mail, and each lead with all that was read of it."""
    from uptape.parsing.output import as_json

    typer.echo(f"{name}: {reading.kind}" + (" (damaged)" if reading.malformed else ""))
    for number, (lead, draft) in enumerate(zip(as_json(reading, name)["leads"], reading.leads, strict=True), 1):
        typer.echo(f"  lead {number}")
        others = {
            "lead_type": draft.lead_type if draft.lead_type != "enquiry" else None, "language": draft.language,
            "conversation": draft.conversation, "answer_at": draft.answer_at,
            **{f"property.{key}": value for key, value in draft.properties},
        }  # fmt: skip
        for key, value in {**lead, **others}.items():
            for item in value if isinstance(value, list) else [value]:
                shown = ", ".join(f"{k} {v}" for k, v in item.items()) if isinstance(item, dict) else item
                if shown is not None:
                    typer.echo(f"    {key}: {clean(shown)}")


def _list(heading: str, sentences: Sequence[str]) -> None:
    if sentences:
        typer.echo(f"  {heading}")
        for sentence in sentences:
            typer.echo(f"    - {clean(sentence)}")


def _weighed(why: Sequence[str]) -> list[str]:
    """What the points of a weighed kind come to; nothing where the kind was plain."""
    points: dict[str, float] = {}
    for sentence in why:
        found = re.match(r"([+-][\d.]+) (\w+): ", sentence)
        if found:
            points[found.group(2)] = points.get(found.group(2), 0.0) + float(found.group(1))
    ranked = sorted(points.items(), key=lambda item: -item[1])
    return [f"together: {', '.join(f'{kind} {value:g}' for kind, value in ranked)}"] if ranked else []


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        fail(f"{file}: {error.strerror}", WRONG_USE)
