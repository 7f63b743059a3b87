"""Vehicles out of labelled fields: one field each, or a whole line under one label."""

from __future__ import annotations

from dataclasses import replace

from uptape.core.leads import Vehicle
from uptape.parsing import linear as re2
from uptape.parsing.evidence_state import Fact
from uptape.parsing.fields.makes import find_make, key_of, make_of_model
from uptape.parsing.fields.placeholders import is_absent
from uptape.parsing.fields.vehicle_details import plain_amount, status_of, stock_of, vin_of
from uptape.parsing.fields.vehicle_several import several, shares
from uptape.parsing.fields.vehicles import split_vehicle
from uptape.parsing.vehicle_merge import merge, merge_into

_FIELDS = ("year", "make", "model", "trim", "stock", "vin", "price", "condition")


# Codes that systems write under “new/used”.
_CODES = {"n": "new", "u": "used", "c": "used", "p": "used"}


def from_fields(facts: tuple[Fact, ...], thing: str) -> list[Vehicle]:
    """Vehicles of labelled fields; a field that comes again with another value begins another vehicle."""
    mine = [
        fact
        for fact in facts
        if fact.whose == thing
        and fact.field in {*_FIELDS, "vehicle"}
        and not is_absent(fact.value)
        and not (thing == "trade" and re2.search(r"(?i)\bkeep(?:ing)?\b", fact.value))
    ]
    for fact in mine:
        if fact.field == "vehicle" and (pair := several(fact.value)):
            return _side_by_side([one.vehicle for one in pair], [other for other in mine if other is not fact])
    groups: list[dict[str, str]] = []
    sureness: list[int] = []
    lines: list[Vehicle] = []
    for fact in mine:
        if _is_code(fact):
            fact = replace(fact, field="stock", value=fact.value.lstrip("#"))
        if fact.field == "vehicle" and groups and _is_rest(groups[-1], fact.value):
            fact = replace(fact, field="model")
        if fact.field == "vehicle":
            vehicle = _of_line(fact.value)
            if (groups and not lines and _fits(groups[-1], vehicle)) or not any(
                merge_into(lines, at, vehicle) for at in range(len(lines))
            ):
                lines.append(vehicle)
            continue
        group = groups[-1] if groups else {}
        if (
            fact.field in group
            and key_of(group[fact.field]) != key_of(fact.value)
            and fact.field in {"year", "make", "model", "vin", "stock"}
        ) or not groups:
            groups.append({})
            sureness.append(0)
        if fact.field == "price" and fact.score > sureness[-1] and plain_amount(fact.value):
            groups[-1]["price"], sureness[-1] = fact.value, fact.score
        groups[-1].setdefault(fact.field, fact.value)
    out = [_of_group(group) for group in groups]
    for vehicle in lines:
        if not merge(out, vehicle):
            out.append(vehicle)
    return [v for v in out if v != Vehicle()]


def _is_rest(group: dict[str, str], value: str) -> bool:
    """Whether a value is the model of a vehicle whose year and make have labels of their own: `Brand/Model`."""
    return (
        {"year", "make"} <= group.keys()
        and "model" not in group
        and len(value) < 60
        and not re2.search(r"\b(?:19|20)\d\d\b", value)
    )


def _is_code(fact: Fact) -> bool:
    """Whether what stands under a label of vehicles is the number of a unit."""
    return (
        fact.field == "vehicle"
        and re2.fullmatch(r"#?[A-Z]{0,4}-?\d[A-Z0-9-]{1,14}", fact.value) is not None
        and not vin_of(fact.value)
        and not re2.fullmatch(r"\d{4}", fact.value)
        and make_of_model(fact.value) is None
    )


def _of_line(value: str) -> Vehicle:
    found = split_vehicle(value.replace("\n", ", "), labelled=True)
    if found and (found.sure or found.vehicle.year or found.vehicle.vin or _plausible(found.vehicle)):
        return found.vehicle
    return Vehicle(status=status_of(value), vin=vin_of(value), stock=stock_of(value))


def _side_by_side(vehicles: list[Vehicle], others: list[Fact]) -> list[Vehicle]:
    """Vehicles of one value, completed by other values that have a piece for each of them."""
    groups: list[dict[str, str]] = [{} for _ in vehicles]
    for fact in others:
        pieces = shares(fact.value, len(vehicles))
        for group, piece in zip(groups, pieces or (), strict=False):
            group.setdefault(fact.field, piece)
    out: list[Vehicle] = []
    for vehicle, group in zip(vehicles, groups, strict=True):
        told = _of_group(group)
        out.append(
            replace(
                vehicle, status=vehicle.status or told.status, stock=vehicle.stock or told.stock,
                vin=vehicle.vin or told.vin, price=vehicle.price or told.price,
            )
        )  # fmt: skip
    return out


def _plausible(vehicle: Vehicle) -> bool:
    return bool(vehicle.make and find_make(vehicle.make)) or bool(vehicle.model and make_of_model(vehicle.model))


def _fits(group: dict[str, str], vehicle: Vehicle) -> bool:
    return not (vehicle.year and group.get("year", str(vehicle.year)) != str(vehicle.year))


def _of_group(group: dict[str, str]) -> Vehicle:
    year = re2.search(r"\b(?:19[2-9]|20[0-4])\d\b", group.get("year", ""))
    short = re2.fullmatch(r"['’]?(\d\d)", group.get("year", ""))
    make, model, trim = (_clean(group.get(what)) for what in ("make", "model", "trim"))
    whole_year = (
        int(year.group(0)) if year else (2000 + int(short.group(1)) if short and int(short.group(1)) < 45 else None)
    )
    if (
        model
        and (found := split_vehicle(f"{whole_year or ''} {make or ''} {model}".strip(), labelled=False))
        and found.sure
    ):
        inner = found.vehicle
        if whole_year is None and inner.year:
            whole_year = inner.year
        if inner.model and (make is None or key_of(model).startswith(key_of(make)) or (year is None and inner.year)):
            make, model = make or inner.make, inner.model
            trim = trim or inner.trim
    known = find_make(make) if make else None
    stock = _clean(group.get("stock"))
    condition = group.get("condition", "")
    stock = stock_of(f" {stock}") or stock if stock and " " in stock else stock
    return Vehicle(
        status=status_of(condition) or _CODES.get(condition.strip().lower()), year=whole_year, make=(known.name if known and len(make or "") < len(known.name) else make),
        model=model, trim=trim, stock=stock.split(",")[0].split(" ")[0].strip("#()") if stock else None, vin=vin_of(group.get("vin", "")),
        price=plain_amount(group.get("price", "")),
    )  # fmt: skip


def _clean(value: str | None) -> str | None:
    if value is None or is_absent(value):
        return None
    return " ".join(value.split()).strip(" ,;") or None
