"""Where postal codes lie: US ZIP data, offline. Loaded only when a rule or a mode first asks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import Any, cast

EARTH_RADIUS_MILES = 3958.8


@dataclass(frozen=True, slots=True)
class PostalPlace:
    """What is known of a postal code."""

    latitude: float
    longitude: float
    city: str
    county: str
    region: str


@lru_cache(maxsize=16_384)
def place_of(postal_code: str) -> PostalPlace | None:
    """The place of a US ZIP code (ZIP+4 too); None for one that is unknown or of another country."""
    code = postal_code.strip()[:5]
    if len(code) != 5 or not code.isdigit():
        return None
    import zipcodes

    try:
        found = cast(Any, zipcodes).matching(code)
    except (TypeError, ValueError):
        return None
    if not found:
        return None
    first = found[0]
    try:
        latitude, longitude = float(first["lat"]), float(first["long"])
    except (KeyError, TypeError, ValueError):
        return None
    county = str(first.get("county") or "").removesuffix(" County")
    return PostalPlace(latitude, longitude, str(first.get("city") or ""), county, str(first.get("state") or ""))


def miles_between(one: str | None, other: str | None) -> float | None:
    """The distance between two postal codes as the crow flies, in miles; None where either place is not known.

    Haversine formula on a sphere: off by half a percent at most, far less than the extent of a postal code.
    """
    if not one or not other:
        return None
    here, there = place_of(one), place_of(other)
    if here is None or there is None:
        return None
    north = radians(there.latitude - here.latitude)
    east = radians(there.longitude - here.longitude)
    chord = sin(north / 2) ** 2 + cos(radians(here.latitude)) * cos(radians(there.latitude)) * sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_MILES * asin(sqrt(chord))
