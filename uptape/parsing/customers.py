"""Reads a file of customers and their salespeople: any usual encoding, separator and order of columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from uptape.parsing.fields.phones import phones

Column = Literal["name", "first", "last", "phones", "emails", "salesperson", "last_contact", "status"]
ImportStatus = Literal["open", "sold", "lost", ""]

MOST_KEYS = 20
"""Phones and e-mail addresses of one customer."""
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}")
_EXACT: Mapping[str, Column] = {
    **dict.fromkeys(("name", "customer", "fullname", "customername", "contact", "contactname", "client"), "name"),
    **dict.fromkeys(("firstname", "first", "givenname"), "first"),
    **dict.fromkeys(("lastname", "last", "surname", "familyname"), "last"),
    **dict.fromkeys(
        ("salesperson", "salesrep", "rep", "owner", "assignedto", "assigned", "salesman", "agent", "consultant",
         "salesconsultant", "user", "leadowner"), "salesperson",
    ),
    **dict.fromkeys(
        ("lastcontact", "lastcontacted", "lastcontactdate", "lastactivity", "lastactivitydate", "contacted",
         "lasttouch"), "last_contact",
    ),
    **dict.fromkeys(("status", "stage", "state", "outcome", "leadstatus"), "status"),
}  # fmt: skip
_STATUSES: Mapping[str, ImportStatus] = {
    **dict.fromkeys(
        ("open", "new", "active", "working", "contacted", "appointment", "prospect", "hot", "warm"), "open"
    ),
    **dict.fromkeys(("sold", "bought", "delivered", "closed won", "won", "customer", "purchased"), "sold"),
    **dict.fromkeys(("lost", "dead", "closed", "closed lost", "inactive", "archived", "cold"), "lost"),
    "": "",
}
_FORMS = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d", "%d.%m.%Y", "%d.%m.%Y %H:%M", "%b %d, %Y",
          "%d %b %Y", "%d-%b-%Y")  # fmt: skip
_MONTH_FIRST = ("%m/%d/%Y", "%m/%d/%y", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M %p", "%m-%d-%Y")
_DAY_FIRST = ("%d/%m/%Y", "%d/%m/%y", "%d/%m/%Y %H:%M", "%d-%m-%Y")


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One customer of the file."""

    line: int
    name: str
    phones: tuple[str, ...]
    """E.164."""
    emails: tuple[str, ...]
    """Lower case."""
    salesperson: str
    """As written."""
    last_contact: datetime | None = None
    status: ImportStatus = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line, and what to do."""

    line: int
    message: str
    left_out: bool = True
    """False where the rest of the line is used."""


def read(raw: bytes, country: str, zone: str) -> Iterator[CustomerRow | Problem]:
    """The rows of a CSV file, each as a customer or a problem, in the order of the file; a header that does not tell
    enough is one problem and ends it.

    `country` completes national numbers and tells whether months come before days; dates without a time are noon in
    `zone`.
    """
    text = _decoded(raw)
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=_separator(text), strict=False)
    columns: dict[int, Column] | None = None
    before = 0
    while True:
        line = before + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            before = reader.line_num
            yield Problem(line, f"cannot be read as CSV ({error}): write the line anew")
            continue
        before = reader.line_num
        cells = [cell.replace("\0", "").strip() for cell in cells]
        if not any(cells):
            continue
        if columns is None:
            columns = _columns(cells)
            missing = _missing(columns)
            if missing:
                yield Problem(line, f"{missing}; the header has {', '.join(cell or '(empty)' for cell in cells[:20])}")
                return
            continue
        yield from _row(line, _by_column(cells, columns), country, zone)
    if columns is None:
        yield Problem(1, "the file is empty: the first line names the columns, such as name,phone,email,salesperson")


def _decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _separator(text: str) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t|", key=header.count)


def _columns(cells: list[str]) -> dict[int, Column]:
    found: dict[int, Column] = {}
    for number, cell in enumerate(cells):
        key = re.sub(r"[^a-z]", "", cell.lower())
        column = _EXACT.get(key) or _EXACT.get(key.removesuffix("s"))
        if column is None and "mail" in key and "date" not in key:
            column = "emails"
        elif column is None and re.search(r"phone|mobile|cell|^tel|^number$", key):
            column = "phones"
        if column is not None:
            found[number] = column
    return found


def _missing(columns: Mapping[int, Column]) -> str:
    have = set(columns.values())
    if "salesperson" not in have:
        return "no column says whose the customers are: name one `salesperson`"
    if not have & {"phones", "emails"}:
        return "no column says how to know the customers again: name one `phone` or `email`"
    return ""


def _by_column(cells: list[str], columns: Mapping[int, Column]) -> dict[Column, str]:
    """Several columns of one kind (home phone, mobile) are one cell with several values."""
    values: dict[Column, str] = {}
    for number, column in columns.items():
        cell = cells[number] if number < len(cells) else ""
        if cell:
            values[column] = f"{values[column]}; {cell}" if column in values else cell
    return values


def _row(line: int, values: Mapping[Column, str], country: str, zone: str) -> Iterator[CustomerRow | Problem]:
    name = values.get("name") or " ".join(filter(None, (values.get("first"), values.get("last"))))
    numbers, bad = _numbers(values.get("phones", ""), country)
    found = [address.lower().rstrip(".") for address in _EMAIL.findall(values.get("emails", ""))]
    emails = tuple(dict.fromkeys(found))[:MOST_KEYS]
    if values.get("emails") and not emails:
        bad.append(f'"{values["emails"][:60]}" is no e-mail address')
    if not values.get("salesperson"):
        yield Problem(line, "names no salesperson: write whose customer it is")
        return
    if not numbers and not emails:
        said = "; ".join(bad) or "has neither phone nor e-mail"
        yield Problem(line, f"{said}: write one that is the customer's, or the next enquiry cannot be known again")
        return
    try:
        at = _moment(values.get("last_contact", ""), country, zone)
    except ValueError as error:
        yield Problem(line, str(error))
        return
    written = " ".join(values.get("status", "").lower().replace("-", " ").replace("/", " ").split())
    status = _STATUSES.get(written)
    if status is None:
        bad.append(f'the status "{written[:40]}" is not known (open, sold, lost)')
    if bad:
        yield Problem(line, f"{'; '.join(bad)}: the rest of the line is used", left_out=False)
    yield CustomerRow(line, " ".join(name.split())[:200], numbers, emails, values["salesperson"], at, status or "")


def _numbers(cell: str, country: str) -> tuple[tuple[str, ...], list[str]]:
    found: list[str] = []
    bad: list[str] = []
    for part in re.split(r"[;,|\n]|\s/\s|\bor\b|\band\b", cell):
        if not part.strip():
            continue
        numbers = phones(part, country)
        found += numbers
        if not numbers:
            bad.append(f'"{part.strip()[:40]}" is no phone number')
    return tuple(dict.fromkeys(found))[:MOST_KEYS], bad


def _moment(text: str, country: str, zone: str) -> datetime | None:
    if not text:
        return None
    local = ZoneInfo(zone)
    try:
        iso = datetime.fromisoformat(text)
        if iso.tzinfo is not None:
            return iso.astimezone(UTC)
    except ValueError:
        pass
    for form in (*_FORMS, *(_MONTH_FIRST if country in {"US", "CA", "PR", "PH"} else _DAY_FIRST)):
        try:
            wall = datetime.strptime(text, form)  # noqa: DTZ007  # wall clock; the zone is put on below
        except ValueError:
            continue
        if "%H" not in form and "%I" not in form:
            wall = datetime.combine(date(wall.year, wall.month, wall.day), time(12))
        return wall.replace(tzinfo=local).astimezone(UTC)
    raise ValueError(f'"{text[:40]}" is no date: write it as 2026-11-23')
