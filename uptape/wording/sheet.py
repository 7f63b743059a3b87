"""A daily sheet as text for a mail: names cleaned and capped, times as people read them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from uptape.core.daysheet import AppointmentLine, HandLine, LeadLine, Sheet
from uptape.wording import shown
from uptape.wording.clean import clean

_NAME, _SHORT, _LINE = 60, 60, 240


@dataclass(frozen=True, slots=True)
class Number:
    """A phone number: for reading and for a `tel:` link."""

    shown: str
    uri: str


@dataclass(frozen=True, slots=True)
class LeadRow:
    """A lead that somebody should look at."""

    id: str
    name: str
    vehicle: str
    place: str
    state: str
    since: str
    phone: Number | None
    late: bool


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """An appointment."""

    id: str
    name: str
    vehicle: str
    who: str
    time: str
    phone: Number | None
    past: bool
    """True where it was before today and nobody told whether the customer came."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """What one member did; a dash stands for nothing."""

    name: str
    got: str
    tried: str
    reached: str
    appointments: str
    sold: str
    remark: str
    """Median time to the first attempt, leads not tried, offers let go."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source against its usual."""

    name: str
    got: str
    usual: str
    word: str


@dataclass(frozen=True, slots=True)
class HandRow:
    """A lead moved past the line, or whose turn came back."""

    id: str
    name: str
    to: str
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class SheetView:
    """All that a template may use of a sheet."""

    day: str
    """Mon Nov 23"""
    back: str
    """Sat Nov 21, or Sat Nov 21 to Sun Nov 22"""
    made: str
    waiting: tuple[LeadRow, ...]
    waiting_count: int
    untried: tuple[LeadRow, ...]
    untried_count: int
    appointments: tuple[AppointmentRow, ...]
    today_count: int
    """Appointments of today."""
    people: tuple[PersonRow, ...]
    got: str
    """Leads of all people together; a dash for none."""
    sources: tuple[SourceRow, ...]
    handed_out: tuple[HandRow, ...]
    no_turn: tuple[HandRow, ...]
    given_back: tuple[HandRow, ...]
    lines: tuple[tuple[str, str], ...]
    """Each pool with its line, next first."""
    trouble: tuple[str, ...]
    brief: str
    """In one line, for the subject."""


def sheet_view(sheet: Sheet, zone: str) -> SheetView:
    """A sheet as text, in the dealership's zone."""
    people = tuple(
        PersonRow(
            clean(one.name, _NAME),
            *(_figure(number) for number in (one.got, one.tried, one.reached, one.appointments, one.sold)),
            ", ".join(_remarks(one.got - one.tried, one.minutes, one.passed)),
        )
        for one in sheet.people
    )  # fmt: skip
    return SheetView(
        _day(sheet.day),
        _day(sheet.begin) if sheet.begin == sheet.end else f"{_day(sheet.begin)} to {_day(sheet.end)}",
        shown.clock_time(sheet.made_at, zone),
        _leads(sheet.waiting, sheet.made_at, zone),
        sheet.waiting_count,
        _leads(sheet.untried, sheet.made_at, zone),
        sheet.untried_count,
        tuple(_appointment(one, sheet.made_at, zone) for one in sheet.appointments),
        sum(not one.past for one in sheet.appointments),
        people,
        _figure(sum(one.got for one in sheet.people)),
        tuple(
            SourceRow(clean(one.name, _SHORT), str(one.got), "" if one.usual is None else f"{one.usual:g}", one.word)
            for one in sheet.sources
        ),
        _hands(sheet.handed_out),
        _hands(sheet.no_turn),
        _hands(sheet.given_back),
        tuple((one.pool, ", ".join(clean(name, _NAME) for name in one.names) or "nobody") for one in sheet.lines),
        tuple(clean(one, _LINE) for one in sheet.trouble),
        _brief(sheet),
    )


def _remarks(untried: int, minutes: int | None, passed: int) -> list[str]:
    said = [f"median {minutes} min"] if minutes is not None else []
    said += [f"{untried} not tried"] if untried else []
    return said + ([f"{passed} offers let go" if passed > 1 else "1 offer let go"] if passed else [])


def _brief(sheet: Sheet) -> str:
    parts = [f"{sheet.waiting_count} waiting"] if sheet.waiting_count else []
    parts += [f"{sheet.untried_count} not tried"] if sheet.untried_count else []
    if sheet.kind == "closing":
        return ", ".join(parts) or "every lead was tried"
    today = sum(not one.past for one in sheet.appointments)
    parts += [f"{today} appointment{'s' if today > 1 else ''}"] if today else []
    parts += [f"trouble: {len(sheet.trouble)}"] if sheet.trouble else []
    return ", ".join(parts) or "nothing waits"


def _figure(number: float) -> str:
    return f"{number:g}" if number else "-"


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day:%a} {day:%b} {day.day}"


def _number(phone: str) -> Number | None:
    return Number(shown.phone(phone), phone) if re.fullmatch(r"\+\d{4,15}", phone) else None


def _leads(lines: Sequence[LeadLine], made_at: datetime, zone: str) -> tuple[LeadRow, ...]:
    return tuple(
        LeadRow(
            one.lead_id, clean(one.customer, _NAME), clean(one.vehicle, _SHORT), clean(one.place, _SHORT),
            clean(one.state, 120), shown.clock_time(one.since, zone, day_of=made_at), _number(one.phone), one.late,
        )
        for one in lines
    )  # fmt: skip


def _appointment(one: AppointmentLine, made_at: datetime, zone: str) -> AppointmentRow:
    return AppointmentRow(
        one.lead_id, clean(one.customer, _NAME), clean(one.vehicle, _SHORT), clean(one.who, _NAME),
        shown.clock_time(one.at, zone, day_of=made_at), _number(one.phone), one.past,
    )  # fmt: skip


def _hands(lines: Sequence[HandLine]) -> tuple[HandRow, ...]:
    return tuple(
        HandRow(
            one.lead_id, clean(one.customer, _NAME), clean(one.to, _NAME), clean(one.by, _NAME), clean(one.why, 160)
        )
        for one in lines
    )
