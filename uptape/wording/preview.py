"""Shows a made-up alert rendered, with what it costs, before anybody gets one; and checks own templates."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import get_args

from uptape.core.alerts import AlertFacts, AlertKind, LeadFacts, Tone
from uptape.core.daysheet import AppointmentLine, HandLine, LeadLine, PersonLine, Sheet, SourceLine, TapeLine
from uptape.core.errors import Complaint, Place
from uptape.core.leads import Customer, Vehicle
from uptape.core.outbox import OutboxEntry, Text
from uptape.wording.mask import mask
from uptape.wording.render import DEFAULTS, Wording, fault
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
    "answer": ("", "Maria Ochoa 7KQ: tried. 4 when you talked, APPT, SOLD or LOST why."),
    "copy": ("Ana Ruiz has this lead", ""),
    "morning": ("Morning sheet of 2026-11-23", "It is sent by e-mail."),
    "closing": ("Closing sheet of 2026-11-23", "It is sent by e-mail."),
    "notice": ("Bob Stone was not reached by sms", "the number opted out of texts"),
}


@dataclass(frozen=True, slots=True)
class Preview:
    """A rendered message, what it costs as a text, and what was wrong with own templates."""

    text: Text
    cost: Cost
    notes: tuple[str, ...]
    template: str = "the shipped text"
    """Where its words come from."""


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
        lead if kind not in {"review", "notice", "morning", "closing"} else None,
        _AT.replace(minute=34) if kind == "assigned" else None,
        _AT.replace(minute=19) if kind == "offer" else None,
        "main+l-4hx7kq@leads.sunset.example",
        headline,
        body,
        (("first_name", "Maria"), ("about", "2021 Ford F-150"))
        if kind == "thanks"
        else (("taker", "Cy Young"), ("owner", "Ana Ruiz"), ("reason", body), ("news", body), ("item", "M-0000000001")),
        sample_sheet(kind) if kind in {"morning", "closing"} else None,
    )


def sample_sheet(kind: str) -> Sheet:
    """A made-up sheet with something in every part."""
    at = datetime(2026, 11, 23, 16, 45, tzinfo=UTC)
    hand = HandLine("L-4HX7KQ", "Maria Ochoa", "Bob Stone", "Kim Park", "asked for him")
    return Sheet(
        kind, "2026-11-23", at, "2026-11-21", "2026-11-22",
        (LeadLine("L-4HX7KQ", "Maria Ochoa", "waits for somebody eligible", at, "2021 Ford F-150", "CarBarn"),),
        1,
        (LeadLine("L-9TT2MN", "Sam Reyes", "Cy Young", at, phone="+13105550143", late=True),),
        1,
        (AppointmentLine("L-4HX7KQ", "Maria Ochoa", "Ana Ruiz", at, "2021 Ford F-150", "+13105550142"),),
        (PersonLine("Ana Ruiz", 4, 3, 2, 7, 1, 0.5, 1), PersonLine("Cy Young")),
        (SourceLine("CarBarn", 0, 4.5, "low"), SourceLine("Lot Finder", 4, 3.5)),
        (hand,), (hand,), (hand,),
        (TapeLine("main", ("Ana Ruiz", "Bob Stone (out)")),),
        ("CarBarn brought 0 where 4.5 are usual.",),
    )  # fmt: skip


def preview(folder: Path | None, facts: AlertFacts, channel: str = "sms") -> Preview:
    """Renders an alert with the templates of a folder. Never raises for a broken template: `notes` tell."""
    return preview_of(
        folder, OutboxEntry(0, "preview", channel, "", facts.kind, facts, facts.lead.lead_id if facts.lead else None)
    )


def preview_of(folder: Path | None, entry: OutboxEntry) -> Preview:
    """The same for an outbox row."""
    notes: list[str] = []
    wording = Wording(folder, notes.append)
    text = wording.render(entry)
    part = entry.channel if entry.channel in {"sms", "voice"} else "email.txt"
    own = wording.own_template(entry.facts, part)
    template = f"{own}" if own and not notes else "the shipped text"
    return Preview(text, cost(text.body), tuple(notes), template)


PARTS = frozenset({"sms", "voice", "email.txt", "email.html", "email.subject"})


def check(folder: Path | None, places: Collection[str] | None = None) -> list[Complaint]:
    """Renders every template with made-up alerts; one warning for each that is broken or never used.

    `places` are the folders in it that somebody of the config is told from; None: that is not checked.
    """
    found = [_broken(DEFAULTS / name, error) for name, error in _shipped()]
    if folder is None or not folder.is_dir():
        return found
    wording = Wording(folder)
    for file in sorted(folder.rglob("*.j2")):
        name = file.relative_to(folder).as_posix()
        kind, _, part = file.name.removesuffix(".j2").partition(".")
        if part not in PARTS:
            continue  # a part that others include
        if kind not in get_args(AlertKind):
            found += _misnamed(file, kind)
            continue
        if places is not None and file.parent != folder and not _is_used(file.parent.relative_to(folder), places):
            text = f'this template is never used: "{name.rpartition("/")[0]}" is nobody and no pool of the config'
            found.append(Complaint(Place(str(file), 1), text, warning=True))
        try:
            for facts in _trials(kind):  # type: ignore[arg-type]
                wording.try_own(name, facts)
        except Exception as error:
            found.append(_broken(file, error))
    return found


def _trials(kind: AlertKind) -> Iterator[AlertFacts]:
    """Made-up alerts of a kind: the usual one, and one about a lead of which nearly nothing is known."""
    usual = sample(kind)
    if kind in {"morning", "closing"}:
        yield usual
        yield replace(usual, sheet=Sheet(kind, "2026-11-23", _AT, "2026-11-22", "2026-11-22"))
        return
    usual = usual if usual.lead else replace(usual, lead=sample().lead)
    yield usual
    yield replace(usual, lead=LeadFacts("L-4HX7KQ", Customer()), call_by=None, offer_until=None)
    if kind in {"review", "notice"}:
        yield replace(usual, lead=None)


def _shipped() -> Iterator[tuple[str, Exception]]:
    """What is wrong with the shipped templates: nothing, unless the installation is damaged."""
    wording = Wording()
    for kind in get_args(AlertKind):
        for channel in ("sms", "email", "voice"):
            for facts in _trials(kind):
                try:
                    wording.render(OutboxEntry(0, "check", channel, "", kind, facts))
                except Exception as error:
                    yield f"{kind}.{channel}.j2", error


def _broken(file: Path, error: Exception) -> Complaint:
    at, _, message = fault(file, error).removeprefix(str(file)).lstrip(":").partition(": ")
    text = f"this template does not work and the shipped one is used: {message}"
    return Complaint(Place(str(file), int(at)), text, warning=True)


def _misnamed(file: Path, kind: str) -> list[Complaint]:
    near = get_close_matches(kind, get_args(AlertKind), 1)
    hint = f'; did you mean "{near[0]}"?' if near else ""
    return [Complaint(Place(str(file), 1), f'this template is never used: no alert is called "{kind}"{hint}', True)]


def _is_used(folder: Path, places: Collection[str]) -> bool:
    """True for a folder that some message may be written from."""
    parts = folder.parts
    if parts[-2:-1] in {("sources",), ("types",)}:
        return len(parts) == 2 or (len(parts) == 3 and parts[0] in places)
    return folder.as_posix() in places
