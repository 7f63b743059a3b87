"""Says where the values of an ADF lead come from and what was left out, for `uptape parse --why`; costs nothing otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from uptape.core.leads import Known, LeadDraft
from uptape.parsing.document import MailDocument
from uptape.parsing.fields.emails import email, is_no_reply
from uptape.parsing.fields.phones import phones
from uptape.parsing.fields.placeholders import is_absent
from uptape.parsing.formats.adf import prospects
from uptape.parsing.formats.adf_draft import draft, main_contact, theirs
from uptape.parsing.formats.adf_prospect import Attributes, Contact, Prospect
from uptape.parsing.formats.adf_vehicle import RawVehicle, vehicle


def explained(document: MailDocument, known: Known) -> tuple[str, ...]:
    """A sentence for each value that the ADF of a mail tells, and for each that was there and not taken."""
    told: list[str] = []
    found = list(prospects(document))
    for number, prospect in enumerate(found, 1):
        made = draft(prospect, known)
        head = f"prospect {number} of {len(found)}: " if len(found) > 1 else ""
        if made is None:
            told.append(f"{head}<prospect> names no customer, vehicle or words: no lead")
            continue
        told += [head + sentence for sentence in _sentences(prospect, made, known)]
    return tuple(dict.fromkeys(told))


def _sentences(prospect: Prospect, made: LeadDraft, known: Known) -> Iterator[str]:
    if prospect.mended:
        yield "its XML had to be mended before it could be read"
    contact = main_contact(prospect.customer)
    if len(prospect.customer) > 1:
        yield f"of {len(prospect.customer)} contacts the one marked as primary, else the first that can be reached"
    if contact is not None:
        yield from _contact(contact, made, known, theirs(prospect, known))
    for raw in prospect.vehicles[:20]:
        yield from _vehicle(raw)
    told = {v for raw in prospect.vehicles if (v := vehicle(raw))}
    yield from (
        f"vehicle {v.title!r}: with what the label lines in <comments> say" for v in made.vehicles if v not in told
    )
    values = (
        ("comments", made.comments, "<comments>"),
        ("source", made.source, "<provider>, else the source of its <id>"),
        (
            "provider_lead_id",
            made.provider_lead_id,
            f"<id>, of {len(prospect.ids)}" if len(prospect.ids) > 1 else "<id>",
        ),
        ("requested_at", made.requested_at, f"<requestdate> {prospect.values.get('requestdate', '')!r}"),
        ("location", made.location, "<vendor>"),
        ("posted_by", made.posted_by, "the person among the contacts of <vendor>"),
    )
    yield from (f"{name} {_short(value)}: {where}" for name, value, where in values if value)
    for attributes, text in prospect.ids:
        if made.provider_lead_id not in (text.strip(), attributes.get("sequence", "").strip()):
            yield f"<id{_given(attributes)}> {_short(text)}: not taken as the lead's id"


def _contact(contact: Contact, made: LeadDraft, known: Known, own: frozenset[str]) -> Iterator[str]:
    parts = ", ".join(f"<name{_given(attributes)}> {_short(text)}" for attributes, text in contact.names)
    if made.customer.full_name:
        yield f"name {_short(made.customer.full_name)}: {parts}"
    elif parts:
        yield f"{parts}: names nobody"
    for attributes, text in contact.emails:
        yield from _reach("e-mail", f"<email{_given(attributes)}>", text, email(text), made.customer.emails, own)
    for attributes, text in contact.phones:
        numbers = phones(text, known.country) or (None,)
        for number in numbers:
            yield from _reach("phone", f"<phone{_given(attributes)}>", text, number, made.customer.phones, own)
    for key in ("street", "city", "region", "postal_code", "country"):
        value = getattr(made.customer, key)
        if value:
            yield f"{key.replace('_', ' ')} {_short(value)}: <address>"


def _reach(
    what: str, tag: str, text: str, value: str | None, kept: tuple[str, ...], own: frozenset[str]
) -> Iterator[str]:
    if value in kept:
        yield f"{what} {value}: {tag} {_short(text)}"
    elif value in own:
        yield f"{what} {value}: left out, it is the store's, its people's or the site's"
    elif what == "e-mail" and value and is_no_reply(value):
        yield f"{what} {value}: left out, nobody reads it"
    elif not is_absent(text):
        yield f"{tag} {_short(text)}: no {what} that reaches anybody"


def _vehicle(raw: RawVehicle) -> Iterator[str]:
    made = vehicle(raw)
    if made is None:
        yield f"<vehicle{_given(raw.attributes)}>: says nothing but placeholders"
        return
    yield f"{'own vehicle' if made.is_own else 'vehicle'} {made.title!r}: <vehicle{_given(raw.attributes)}>"
    for kind, text in raw.prices.items():
        if made.price is None and not is_absent(text):
            yield f'<price type="{kind}"> {_short(text)}: not the advertised price'


def _given(attributes: Attributes) -> str:
    return "".join(f' {key}="{value[:40]}"' for key, value in list(attributes.items())[:4])


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return f"“{plain[:60]}…”" if len(plain) > 60 else f"“{plain}”"
