"""Completes vehicles from their VIN, offline, where the extra `ultravin` (NHTSA's vPIC tables) is installed.

Only what the mail did not say is filled in, and it is marked; where mail and VIN disagree the mail is kept, and both are told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from uptape.core.leads import LeadDraft, Vehicle
from uptape.parsing.fields.vehicle_details import vin_check_digit_ok
from uptape.parsing.formats.adf_vehicle import make_name

_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a VIN says by itself."""

    year: int | None
    make: str | None
    model: str | None

    @property
    def title(self) -> str:
        """`2022 Ford F-150`, as far as it is known."""
        return " ".join(str(part) for part in (self.year, self.make, self.model) if part)


def completed(draft: LeadDraft) -> tuple[LeadDraft, tuple[str, ...]]:
    """The lead with what the VINs of its vehicles add, and a sentence for each that says something else than the mail.

    Marks are properties: `vin_decoded` names what was filled in, `vin_says` what a VIN says otherwise; for the customer's
    own vehicle with `trade_in_` in front. A VIN whose check digit is wrong says nothing, nor does any without the extra.
    """
    vehicles: list[Vehicle] = []
    marks: dict[str, str] = {}
    notes: list[str] = []
    for vehicle in draft.vehicles:
        decoded = decode(vehicle.vin) if vehicle.vin else None
        if decoded is None:
            vehicles.append(vehicle)
            continue
        prefix = "trade_in_" if vehicle.is_own else ""
        if _disagree(vehicle, decoded):
            marks.setdefault(f"{prefix}vin_says", decoded.title)
            notes.append(f"the VIN {vehicle.vin} is of a {decoded.title}, the mail says {vehicle.title}")
            vehicles.append(vehicle)
            continue
        missing = [key for key in ("year", "make", "model") if not getattr(vehicle, key) and getattr(decoded, key)]
        if missing:
            marks.setdefault(f"{prefix}vin_decoded", ", ".join(missing))
        vehicles.append(replace(vehicle, **{key: getattr(decoded, key) for key in missing}))
    if not marks:
        return draft, ()
    kept = tuple((key, value) for key, value in draft.properties if key not in marks)
    return replace(draft, vehicles=tuple(vehicles), properties=(*kept, *marks.items())), tuple(notes)


def decode(vin: str) -> Decoded | None:
    """What the tables say of a VIN with a right check digit; None for all others, and without the extra."""
    library = _library()
    if library is None or not vin_check_digit_ok(vin):
        return None
    try:
        told = library.decode(vin)["attributes"]
    except Exception:  # a library's fault costs a completion, never a lead
        return None
    year = str(told.get("Model Year") or "")
    make, model = str(told.get("Make") or "").strip(), str(told.get("Model") or "").strip()
    if not make:
        return None
    return Decoded(int(year) if year.isdigit() else None, make_name(make), model or None)


@lru_cache(maxsize=1)
def _library() -> Any:
    try:
        import ultravin
    except ImportError:
        return None
    return ultravin


def _disagree(vehicle: Vehicle, decoded: Decoded) -> bool:
    """True where both tell a year or a make, and not the same. Models have too many spellings to quarrel about."""
    if vehicle.year and decoded.year and vehicle.year != decoded.year:
        return True
    one, other = _letters(vehicle.make), _letters(decoded.make)
    return bool(one and other) and not (one.startswith(other) or other.startswith(one))


def _letters(text: str | None) -> str:
    return _LETTERS.sub("", (text or "").lower())
