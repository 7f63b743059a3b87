"""Numbers, prices and times as people at a dealership read them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers

_EURO_ZONES = frozenset(
    {
        "Amsterdam", "Athens", "Berlin", "Bratislava", "Brussels", "Dublin", "Helsinki", "Lisbon", "Ljubljana",
        "Luxembourg", "Madrid", "Malta",
        "Monaco", "Paris", "Riga", "Rome", "Tallinn", "Vaduz", "Vienna", "Vilnius", "Zagreb",
    }
)  # fmt: skip


@lru_cache(maxsize=4096)
def phone(number: str) -> str:
    """An E.164 number for reading: `310-555-0142` in North America, `+44 20 7946 0018` elsewhere."""
    if number.startswith("+1") and len(number) == 12 and number[1:].isdigit():
        return f"{number[2:5]}-{number[5:8]}-{number[8:]}"
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def price(amount: float | None, timezone: str) -> str:
    """A price without cents where there are none, in the currency of the dealership's zone: `$38,900`."""
    if amount is None or amount <= 0 or amount != amount or amount > 1e9:
        return ""
    figure = f"{amount:,.2f}".removesuffix(".00")
    area, _, city = timezone.partition("/")
    if timezone in {"Europe/London", "GB", "Europe/Belfast"}:
        return f"£{figure}"
    if area == "Europe":
        return f"€{figure}" if city in _EURO_ZONES else figure
    return f"${figure}"


def clock_time(moment: datetime, timezone: str, *, day_of: datetime | None = None) -> str:
    """Wall-clock time such as `2:34p`; with the weekday in front where it is not the day of `day_of`."""
    zone = ZoneInfo(timezone)
    local = moment.astimezone(zone)
    hour = local.hour % 12 or 12
    shown = f"{hour}:{local.minute:02d}{'a' if local.hour < 12 else 'p'}"
    if day_of is None or local.date() == day_of.astimezone(zone).date():
        return shown
    near = abs(local.date() - day_of.astimezone(zone).date()) < timedelta(days=7)
    return f"{local:%a} {shown}" if near else f"{local:%a} {local.month}/{local.day} {shown}"


def short_id(lead_id: str) -> str:
    """The last three of a lead's id."""
    return lead_id[-3:].upper()
