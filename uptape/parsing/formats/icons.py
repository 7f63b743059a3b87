"""Pictures that stand where a label would: a head before a name, a handset before a number, a pin before a place."""

from __future__ import annotations

import itertools

from uptape.parsing import linear as re2
from uptape.parsing.fields.addresses import split_address
from uptape.parsing.fields.emails import emails
from uptape.parsing.fields.phones import phone
from uptape.parsing.fields.vehicles import split_vehicle
from uptape.parsing.fields.vocabulary import Meaning
from uptape.parsing.formats.prose import is_person_shape
from uptape.parsing.stores import is_store_shape

_PICTURES = {
    "person": "👤👥👨👩🧑🙍🙎🙋🧍👱🧔💁",
    "phone": "📞📱☎✆🤙📲",
    "email": "✉📧📩📨📮",
    "place": "📍📌🏠🏡🗺🧭",
    "comments": "💬🗨🗯📝✍❓❔",
    "location": "🏬🏢🏪🏛🏦🏣",
    "vehicle": "🚗🚙🚘🚐🛻🚚🚛🏍🛵🚤⛵🛥🚜🛺",
    "price": "💲💵💰🏷",
    "requested_at": "🕐🕑🕒🕓🕔🕕🕖🕗🕘🕙🕚🕛⏰⏱⏲📅📆🗓",
}
_MEANINGS = {
    picture: Meaning(field, "customer" if field in {"person", "place"} else "store" if field == "location" else None, True)
    for field, pictures in _PICTURES.items()
    for picture in pictures
}  # fmt: skip
_LEADING = re2.compile(r"^[\s•·*-]*([^\s\pL\pN])[\x{FE0F}\x{1F3FB}-\x{1F3FF}\x{200D}♀♂]*\s*(\S.*)$")


def icon_pair(text: str) -> tuple[str, str, Meaning] | None:
    """`📞 512-555-0142` as the picture, the value and what it means; None where the value is nothing of that kind."""
    found = _LEADING.match(text[:2000])
    meaning = _MEANINGS.get(found.group(1)) if found else None
    if found is None or meaning is None:
        return None
    value = str(found.group(2)).strip()
    return (found.group(1), value, meaning) if _is_one(meaning.field, value) else None


def by_icons(text: str) -> list[str]:
    """A line in which several pictures stand before values, cut before each of them: `✉ a@b ☎ 555-0100`."""
    if len(text) > 400:
        return [text]
    starts = [at for at, char in enumerate(text) if char in _MEANINGS and (at == 0 or not text[at - 1].isalnum())]
    if len(starts) < 2:
        return [text]
    return [text[a:b].strip(" |·•,;") for a, b in itertools.pairwise([0, *starts[1:], len(text)])]


def _is_one(field: str, value: str) -> bool:
    if field == "person":
        return is_person_shape(value)
    if field == "phone":
        return phone(value) is not None
    if field == "email":
        return bool(emails(value)) and len(value.split()) <= 3
    if field == "place":
        place = split_address(value)
        return len(value) < 120 and (place.region or place.postal_code) is not None
    if field == "location":
        return is_store_shape(value)
    if field == "vehicle":
        vehicle = split_vehicle(value)
        return vehicle is not None and vehicle.sure and len(value) < 120
    if field == "price":
        return len(value) < 30 and any(map(str.isdigit, value)) and sum(map(str.isalpha, value)) <= 4
    return value[:1] in '"“«' or len(value.split()) >= 3
