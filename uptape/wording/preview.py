"""Shows a made-up alert rendered, with what it costs, before anybody gets one; and checks own templates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from uptape.core.alerts import AlertFacts, AlertKind, LeadFacts, Tone
from uptape.core.errors import Complaint, Place
from uptape.core.leads import Customer, Vehicle
from uptape.core.outbox import OutboxEntry, Text
from uptape.wording.mask import mask
from uptape.wording.render import Wording, fault
from uptape.wording.segments import Cost, cost

_AT = datetime(2026, 11, 23, 22, 14, tzinfo=UTC)
_TONES: dict[AlertKind, Tone] = {"assigned": "new", "offer": "offer", "told": "gone", "update": "update"}
_HEADLINES: dict[AlertKind, tuple[str, str]] = {
    "told": ("Maria O. was handed to Bob Stone", "Bob Stone has it now."),
    "review": ("Review box: Enquiry about F-150", "it names no way to reach anyone"),
    "queued_late": ("", ""),
    "late": ("", ""),
    "owner_told": ("Maria O. asked again", "Cy Young has it."),
    "update": ("Maria O. asked again", "now wants a test drive"),
    "notice": ("Bob Stone was not reached by sms", "the number opted out of texts"),
}


@dataclass(frozen=True, slots=True)
class Preview:
    """A rendered message, what it costs as a text, and what was wrong with own templates."""

    text: Text
    cost: Cost
    notes: tuple[str, ...]


def sample(kind: AlertKind = "assigned", tone: Tone | None = None) -> AlertFacts:
    """A made-up alert of a kind."""
    lead = LeadFacts(
        "L-4HX7KQ",
        Customer("Maria Ochoa", emails=("maria.ochoa@mail.example",), phones=("+13105550142",), city="Torrance"),
        Vehicle(status="used", year=2021, make="Ford", model="F-150", trim="XLT", stock="P1234", price=38900.0),
        comments="Is it still there?",
        source="CarBarn",
        store="Westside",
        received_at=_AT,
    )
    if kind == "offer":
        lead = mask(lead)
    headline, body = _HEADLINES.get(kind, ("", ""))
    return AlertFacts(
        kind,
        tone or _TONES.get(kind, "plain"),
        "sunset",
        "Sunset Motors",
        "America/Los_Angeles",
        "main",
        "ana",
        "Ana Ruiz",
        lead if kind not in {"review", "notice"} else None,
        _AT.replace(minute=34) if kind == "assigned" else None,
        _AT.replace(minute=19) if kind == "offer" else None,
        "main+l-4hx7kq@leads.sunset.example",
        headline,
        body,
        (("taker", "Cy Young"), ("owner", "Ana Ruiz"), ("reason", body), ("news", body), ("item", "M-0000000001")),
    )


def preview(folder: Path | None, facts: AlertFacts, channel: str = "sms") -> Preview:
    """Renders an alert with the templates of a folder. Never raises for a broken template: `notes` tell."""
    notes: list[str] = []
    entry = OutboxEntry(0, "preview", channel, "", facts.kind, facts, facts.lead.lead_id if facts.lead else None)
    text = Wording(folder, notes.append).render(entry)
    return Preview(text, cost(text.body), tuple(notes))


def check(folder: Path) -> list[Complaint]:
    """Renders every own template with made-up alerts; one warning for each that is broken or is never used."""
    wording = Wording(folder)
    found: list[Complaint] = []
    for file in sorted(folder.rglob("*.j2")):
        kind = file.name.partition(".")[0]
        name = file.relative_to(folder).as_posix()
        part = file.name.removesuffix(".j2").partition(".")[2]
        if kind not in get_args(AlertKind) or part not in {"sms", "voice", "email.txt", "email.html", "email.subject"}:
            continue  # a part that others include
        try:
            facts = sample(kind)  # type: ignore[arg-type]
            wording.try_own(name, facts if facts.lead else replace(facts, lead=sample().lead))
        except Exception as error:
            at, _, message = fault(file, error).removeprefix(str(file)).lstrip(":").partition(": ")
            text = f"this template does not work and the shipped one is used: {message}"
            found.append(Complaint(Place(str(file), int(at)), text, warning=True))
    return found
