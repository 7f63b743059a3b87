"""What a bracket behind a vehicle adds: `the 2020 Four Winds we have (T2028, 64,900)`."""

from __future__ import annotations

from dataclasses import replace

from uptape.core.leads import Vehicle
from uptape.parsing import linear as re2
from uptape.parsing.fields.vehicle_details import plain_amount, stock_of

_BRACKET = re2.compile(r"[^()]{3,70}\(([^()]{2,60})\)")
_CODE = re2.compile(r"[A-Z]{1,4}-?\d[\dA-Z-]{1,9}")
_MARKED_PRICE = re2.compile(r"\$\s?\d[\d,.]*k?")
_BARE_PRICE = re2.compile(r"\b(\d{1,3},\d{3})(?:$|[,;])")


def with_remark(vehicle: Vehicle, after: str) -> Vehicle:
    """The vehicle with the stock number and the price of the bracket in `after`, the text from the vehicle on."""
    remark = _BRACKET.match(after)
    if remark is None:
        return vehicle
    inside = remark.group(1)
    pieces = re2.split(r"[,;]?\s+", inside)
    code = stock_of(inside) or next((piece for piece in pieces if _CODE.fullmatch(piece)), None)
    amount = (_MARKED_PRICE if "$" in inside else _BARE_PRICE).search(inside)
    price = plain_amount(amount.group(0).strip(",;")) if amount else None
    return replace(vehicle, stock=vehicle.stock or code, price=vehicle.price or price)
