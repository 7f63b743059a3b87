"""Runs the samples of source definitions: mails with what must be read from them, and what is read instead."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uptape.core.errors import Complaint, Place
from uptape.core.leads import Known, LeadDraft, Reading
from uptape.parsing.definitions import Definition
from uptape.parsing.output import lead_json
from uptape.parsing.reader import read

_NOTES = ("note", "file", "accept_kinds", "accept")
"""Keys of a sample that are for people, or tell what else would do."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of all samples: how many there are, and what differs, each with its place in a definition."""

    definitions: int
    samples: int
    complaints: tuple[Complaint, ...]


def try_samples(definitions: Sequence[Definition], chosen: Sequence[Definition] | None = None) -> Tried:
    """Reads the samples of the chosen definitions (default: all) with all definitions at hand. Never raises for a sample.

    A difference in a field that the definition sets is told at the line of that field, others at its `samples:`.
    """
    complaints: list[Complaint] = []
    count = 0
    tried = [definition for definition in (definitions if chosen is None else chosen) if definition.samples]
    for definition in tried:
        folder = samples_of(definition)
        mails = sorted(folder.glob("*.eml"))
        if not mails:
            complaints.append(Complaint(definition.samples_place, f"no sample mails (*.eml) in {folder}"))
        for mail in mails:
            count += 1
            complaints += [
                Complaint(place, f"sample {mail.name}: {message}")
                for place, message in _differences(mail, definition, definitions)
            ]
    return Tried(len(tried), count, tuple(complaints))


def samples_of(definition: Definition) -> Path:
    """The folder of a definition's samples, beside its file."""
    return Path(definition.place.file or ".").parent / "samples" / (definition.samples or "")


def _differences(mail: Path, definition: Definition, definitions: Sequence[Definition]) -> Iterator[tuple[Place, str]]:
    told_at = mail.with_suffix(".json")
    at = definition.samples_place
    try:
        expected = json.loads(told_at.read_text("utf-8"))
        wanted = [dict(lead) for lead in expected.get("leads", [])]
        kinds = [str(expected["kind"]), *expected.get("accept_kinds", [])]
    except OSError as error:
        yield at, f"{told_at.name} with what must be read from it: {error.strerror}"
        return
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        yield at, f'{told_at.name} is not {{"kind": …, "leads": […]}}: {error}'
        return
    reading = read(mail.read_bytes(), Known(), definitions)
    if reading.kind not in kinds:
        yield at, f"read as {reading.kind}, not {kinds[0]}{_reason(reading)}"
        return
    others = {lead.source_key for lead in reading.leads if definition.name and lead.source_key != definition.key}
    for other in sorted(str(key) for key in others):
        whose = f"a mail of {other}" if other != "None" else "nobody's: match: does not fit it"
        yield definition.match_place, f"read as {whose}"
    if len(reading.leads) != len(wanted):
        yield at, f"{len(reading.leads)} leads, not {len(wanted)}"
    for lead, want in zip(reading.leads, wanted, strict=False):
        for key, message in _lead(lead, want):
            rule = next((rule for rule in definition.rules if rule.field in (key, f"customer.{key}")), None)
            yield rule.place if rule else at, message


def _reason(reading: Reading) -> str:
    return f" ({reading.why[-1]})" if reading.why else ""


def _lead(lead: LeadDraft, want: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The field and the sentence of each difference."""
    have = lead_json(lead)
    accept = want.get("accept", {})
    for key in sorted({*have, *want} - {*_NOTES, "vehicles", "properties"}):
        if not _is_same(have.get(key), want.get(key)) and not any(
            _is_same(have.get(key), v) for v in accept.get(key, [])
        ):
            yield key, _sentence(key, have.get(key), want.get(key))
    said = dict(lead.properties)
    for name, value in (want.get("properties") or {}).items():
        if not _is_same(said.get(name), value):
            yield f"property.{name}", _sentence(f"properties.{name}", said.get(name), value)
    yield from _vehicles(have.get("vehicles") or [], want.get("vehicles") or [])


def _vehicles(have: Any, want: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    if len(have) != len(want):
        yield "vehicle", f"{len(have)} vehicles, not {len(want)}: {have}"
    for number, (one, other) in enumerate(zip(have, want, strict=False)):
        group = "trade_in" if other.get("interest") in ("trade-in", "sell") else "vehicle"
        for key in sorted({*one, *other} - set(_NOTES)):
            if not _is_same(one.get(key), other.get(key)):
                name = f"vehicles[{number}].{key}" if len(want) > 1 else f"vehicle {key}"
                yield f"{group}.{key}", _sentence(name, one.get(key), other.get(key))


def _sentence(key: str, have: object, want: object) -> str:
    if want is None:
        return f"{key} is {_shown(have)}, and should not be there"
    return (
        f"{key} is missing, should be {_shown(want)}"
        if have is None
        else f"{key} is {_shown(have)}, not {_shown(want)}"
    )


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)[:200]


def _is_same(have: object, want: object) -> bool:
    """Equal, but for how blanks and lines fall."""
    if isinstance(have, str) and isinstance(want, str):
        return have.split() == want.split()
    return have == want
