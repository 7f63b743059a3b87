"""Whether two readings are of one vehicle, and one vehicle out of both."""

from __future__ import annotations

from dataclasses import replace

from uptape.core.leads import Vehicle
from uptape.parsing.fields.makes import find_make, key_of


def same(one: Vehicle, other: Vehicle) -> bool:
    """Whether two readings can be of one vehicle."""
    if one.vin and other.vin:
        return one.vin == other.vin
    if one.year and other.year and one.year != other.year:
        return False
    makes = [find_make(v.make).name if v.make and find_make(v.make) else v.make for v in (one, other)]  # type: ignore[union-attr]
    if makes[0] and makes[1] and key_of(makes[0]) != key_of(makes[1]):
        return False
    if one.model and other.model:
        a, b = (key_of(f"{v.model}{v.trim or ''}") for v in (one, other))
        if not (
            a.startswith(key_of(other.model))
            or b.startswith(key_of(one.model))
            or key_of(one.model) in b
            or key_of(other.model) in a
        ):
            return False
    return not (one.stock and other.stock and key_of(one.stock) != key_of(other.stock))


def merge(vehicles: list[Vehicle], found: Vehicle) -> bool:
    """Complete the first vehicle that the reading can be of; False where there is none."""
    return any(merge_into(vehicles, at, found) for at in range(len(vehicles)))


def merge_into(vehicles: list[Vehicle], at: int, found: Vehicle) -> bool:
    known = vehicles[at]
    if not same(known, found):
        return False
    model, trim = known.model, known.trim
    if model is None:
        model, trim = found.model, known.trim or found.trim
    elif trim is None and found.trim and found.model and key_of(found.model) == key_of(model):
        trim = found.trim
        model = found.model if model.islower() else model
    elif (
        trim is None
        and found.model
        and (key_of(found.model).startswith(key_of(model)) or key_of(found.model).endswith(key_of(model)))
    ):
        model, trim = found.model, found.trim  # `Civic` in the subject, `Civic Si` in the words
    vehicles[at] = replace(
        known, status=known.status or found.status, year=known.year or found.year, make=known.make or found.make, model=model,
        trim=trim, stock=known.stock or found.stock, vin=known.vin or found.vin, price=known.price or found.price,
    )  # fmt: skip
    return True
