"""Labels without any mark behind them, known by the form of the value that follows: `Phone 555-0100`, `VIN 1C4…`."""

from __future__ import annotations

from uptape.parsing import linear as re2
from uptape.parsing.fields.emails import emails
from uptape.parsing.fields.phones import phone
from uptape.parsing.fields.vehicle_details import vin_of
from uptape.parsing.fields.vocabulary import Meaning, understand
from uptape.parsing.formats.pieces import MARK
from uptape.parsing.formats.vehicle_labels import vehicle_label

_WHEN = re2.compile(
    r"(?i)^(?:\d{1,4}[/-]\d{1,2}[/-]\d{2,4}(?:[ ,T]{1,2}\d{1,2}:\d\d(?::\d\d)?)?|\d{1,2}:\d\d(?::\d\d)?)(?: ?[ap]\.?m\.?)?(?: [a-z]{1,8}){0,2}$"
)


def leading_label(line: str) -> tuple[str, str, Meaning] | None:
    """`Phone 555-0100`, `VIN 1C4…`, `Stock JGC8820`, `Email a@b`: known words before a value of their own type."""
    words = line.split(" ")
    for count in (3, 2, 1):
        if len(words) <= count:
            continue
        label, value = " ".join(words[:count]).strip(".:" + MARK), " ".join(words[count:]).strip(MARK + " ")
        meaning = understand(label)
        if not meaning.complete:
            continue
        single = len(value.split()) == 1 or (value.endswith(".") and len(value.split()) == 1)
        if meaning.field == "phone" and phone(value) and sum(c.isalpha() for c in value) < 5 and len(value) < 30:
            return label, value, meaning
        if meaning.field == "email" and single and emails(value):
            return label, value, meaning
        if meaning.field == "vin" and vin_of(value) and single:
            return label, value, meaning
        if meaning.field == "stock" and single and any(map(str.isdigit, value)):
            return label, value, meaning
        if meaning.field == "postal_code" and len(value) <= 10 and any(map(str.isdigit, value)):
            return label, value, meaning
        if meaning.field in {"requested_at", "date", "time"} and _WHEN.match(value):
            return label, value, meaning
        if (
            meaning.field == "posted_by"
            and "by" in label.lower().split()
            and 1 <= len(value.split()) <= 4
            and value[:1].isupper()
        ):
            return label, value, meaning
        if (
            meaning.field == "lead_id"
            and any(map(str.isdigit, value.split()[0]))
            and (single or value.split()[0].endswith("."))
        ):
            return label, value.split()[0].strip("."), meaning
    return vehicle_label(line)
