"""A lead that came over HTTP, as a mail: ADF as it is, JSON and forms written as ADF, so that one reader reads all.

JSON and forms with other keys than ours go to the reader as they came: it reads what a careful person would, and what
it cannot read a manager sees. Nothing that may be a lead is refused for the shape it has.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape, quoteattr

from pydantic import BaseModel, ConfigDict, Field, ValidationError

ADF_KINDS = frozenset({"application/xml", "text/xml", "application/adf+xml", "application/x-adf+xml", "text/plain"})
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Word = Annotated[str, Field(max_length=200)]


class WrongKindError(ValueError):
    """The content type is none that is read."""


class VehicleIn(BaseModel):
    """The wanted vehicle, or the customer's own where `interest` is trade-in or sell."""

    model_config = ConfigDict(extra="forbid")

    interest: Literal["buy", "lease", "test-drive", "trade-in", "sell"] = "buy"
    status: Literal["new", "used"] | None = None
    year: int | None = Field(default=None, ge=1900, le=2100)
    make: Word | None = None
    model: Word | None = None
    trim: Word | None = None
    stock: Word | None = None
    vin: Word | None = None
    price: float | None = Field(default=None, ge=0, le=1e9)


class LeadIn(BaseModel):
    """A lead as JSON, or (without `vehicles`, with `vehicle_make` and so on in its place) as a form."""

    model_config = ConfigDict(extra="forbid")

    id: Word | None = None
    """The sender's own id of it: the same again is a duplicate."""
    source: Word | None = None
    requested_at: Word | None = None
    name: Word | None = None
    first_name: Word | None = None
    last_name: Word | None = None
    emails: list[Word] = Field(default_factory=list, max_length=10)
    phones: list[Word] = Field(default_factory=list, max_length=10)
    street: Word | None = None
    city: Word | None = None
    region: Word | None = None
    postal_code: Word | None = None
    country: Word | None = None
    comments: str | None = Field(default=None, max_length=20_000)
    location: Word | None = None
    vehicles: list[VehicleIn] = Field(default_factory=list, max_length=20)


BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "anyOf": [
                        LeadIn.model_json_schema(ref_template="#/components/schemas/{model}"),
                        {"type": "object", "description": "Any other shape: read as a mail of these words would be"},
                    ]
                }
            },
            "application/xml": {"schema": {"type": "string", "description": "ADF 1.0"}},
            "application/x-www-form-urlencoded": {
                "schema": {"type": "object", "additionalProperties": {"type": "string"}}
            },
        },
    }
}
_OURS = BODY["requestBody"]["content"]["application/json"]["schema"]["anyOf"][0]
_DEFINED = _OURS.pop("$defs", {})
_ONE = _OURS["properties"]["vehicles"]
_ONE["items"] = _DEFINED.get("VehicleIn", {"type": "object"})


def normal(lead_id: str) -> str:
    """A lead's id as it is stored."""
    upper = lead_id.upper()
    return upper if upper.startswith("L-") else f"L-{upper[1:]}"


def as_mail(body: bytes, content_type: str, once: str | None) -> bytes:
    """The mail that a lead over HTTP becomes. Raises WrongKindError, or ValueError for what cannot be read."""
    kind = content_type.partition(";")[0].strip().lower()
    if not body.strip():
        raise ValueError("the body is empty")
    if kind in ADF_KINDS:
        if b"<" not in body:
            raise ValueError("this is no ADF")
        return _mail(body, content_type, once)
    if kind not in READ:
        raise WrongKindError(kind)
    try:
        lead = READ[kind](body)
    except ValidationError:
        if kind == "application/json" and not isinstance(json.loads(body), dict | list):
            raise ValueError("expected a JSON object") from None
        return _mail(body, "text/plain; charset=utf-8", once)
    return _mail(adf(lead).encode(), "text/xml; charset=utf-8", once)


def _mail(body: bytes, content_type: str, once: str | None) -> bytes:
    charset = re.search(r"charset\s*=\s*\"?([A-Za-z0-9._-]{1,40})", content_type)
    kind = content_type.partition(";")[0].strip().lower()
    head = [
        "From: API <noreply@api.invalid>",
        "Subject: Lead by HTTP",
        "MIME-Version: 1.0",
        f"Content-Type: {kind}; charset={charset[1] if charset else 'utf-8'}",
        "Content-Transfer-Encoding: 8bit",
    ]
    if once:
        head.append(f"Message-ID: <{sha256(once.encode()).hexdigest()[:40]}@api.invalid>")
    return ("\r\n".join(head) + "\r\n\r\n").encode("ascii") + body


def _of_form(body: bytes) -> LeadIn:
    """A form: fields as in JSON; `email`, `phone` and `vehicle_…` stand for the lists."""
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=False, max_num_fields=200)
    except UnicodeDecodeError as error:
        raise ValueError("the form is not UTF-8") from error
    plain: dict[str, Any] = {}
    vehicle: dict[str, Any] = {}
    for name, value in pairs:
        if name in {"email", "emails"}:
            plain.setdefault("emails", []).append(value)
        elif name in {"phone", "phones"}:
            plain.setdefault("phones", []).append(value)
        elif name.startswith("vehicle_"):
            vehicle[name.removeprefix("vehicle_")] = value
        else:
            plain[name] = value
    if vehicle:
        plain["vehicles"] = [vehicle]
    return LeadIn.model_validate(plain)


READ: Mapping[str, Callable[[bytes], LeadIn]] = {
    "application/json": LeadIn.model_validate_json,
    "application/x-www-form-urlencoded": _of_form,
}


def adf(lead: LeadIn) -> str:
    """A lead as ADF 1.0. Every value is data: what XML cannot hold is left out, the rest escaped."""
    identity = f"<id source={_attribute(lead.source or 'API')}>{_text(lead.id)}</id>" if lead.id else ""
    requested = _element("requestdate", lead.requested_at)
    vehicles = "".join(_vehicle(one) for one in lead.vehicles)
    names = (("full", lead.name), ("first", lead.first_name), ("last", lead.last_name))
    contact = "".join(f'<name part="{part}">{_text(value)}</name>' for part, value in names if value)
    contact += "".join(_element("email", value) for value in lead.emails)
    contact += "".join(_element("phone", value) for value in lead.phones)
    address = "".join(
        _element(tag, value)
        for tag, value in (
            ("street", lead.street), ("city", lead.city), ("regioncode", lead.region),
            ("postalcode", lead.postal_code), ("country", lead.country),
        )
    )  # fmt: skip
    contact += f"<address>{address}</address>" if address else ""
    customer = f"<customer><contact>{contact}</contact>{_element('comments', lead.comments)}</customer>"
    vendor = f"<vendor><vendorname>{_text(lead.location)}</vendorname></vendor>" if lead.location else ""
    provider = f'<provider><name part="full">{_text(lead.source)}</name></provider>' if lead.source else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<?adf version="1.0"?>\n'
        f"<adf><prospect>{identity}{requested}{vehicles}{customer}{vendor}{provider}</prospect></adf>\n"
    )


def _vehicle(one: VehicleIn) -> str:
    status = f' status="{one.status}"' if one.status else ""
    inner: Mapping[str, object] = {
        "year": one.year, "make": one.make, "model": one.model, "trim": one.trim, "stock": one.stock, "vin": one.vin,
    }  # fmt: skip
    body = "".join(_element(tag, value) for tag, value in inner.items())
    price = f'<price type="asking">{one.price:.2f}</price>' if one.price is not None else ""
    return f'<vehicle interest="{one.interest}"{status}>{body}{price}</vehicle>'


def _element(tag: str, value: object) -> str:
    return f"<{tag}>{_text(value)}</{tag}>" if value not in (None, "") else ""


def _text(value: object) -> str:
    return escape(_NOT_XML.sub("", str(value if value is not None else "")))


def _attribute(value: str) -> str:
    return quoteattr(_NOT_XML.sub("", value))
