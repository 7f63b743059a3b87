"""What only the comments of an ADF lead say of its customer: label lines beside elements full of placeholders, an address in a sentence."""

from __future__ import annotations

from dataclasses import replace

from uptape.core.leads import Customer, Known, Vehicle
from uptape.parsing.fields.emails import emails, is_no_reply


def reach_told(customer: Customer, comments: str, own: frozenset[str]) -> Customer:
    """The customer with the one e-mail address that the comments name, where the elements hold none and nobody else has it."""
    from uptape.parsing.senders import is_role

    told = [one for one in emails(comments[:4000]) if one not in own and not is_no_reply(one) and not is_role(one)]
    return replace(customer, emails=(told[0],)) if len(set(told)) == 1 else customer


def customer_told(
    comments: str, known: Known, own: frozenset[str]
) -> tuple[Customer, str | None, tuple[Vehicle, ...]] | None:
    """Customer, lead id and wanted vehicles of label lines such as `Shopper Name: …`; None where no line reaches anybody."""
    from uptape.parsing.choose import choose
    from uptape.parsing.evidence import gather
    from uptape.parsing.formats.blocks import read_items
    from uptape.parsing.formats.frames import text_lines
    from uptape.parsing.senders import Sender
    from uptape.parsing.vehicle_fields import from_fields

    evidence = gather(read_items(text_lines(comments[:8000])), known.country)
    mine = [fact for fact in evidence.facts if fact.whose == "customer" and fact.field in {"email", "phone"}]
    if evidence.pair_count < 3 or not any(fact.score >= 75 and fact.value not in own for fact in mine):
        return None
    evidence = replace(evidence, facts=tuple(fact for fact in evidence.facts if fact.value not in own))
    found = choose(evidence, "", Sender(), False, known, alone=False).customer
    ids = [f.value for f in evidence.facts if f.field == "lead_id" and any(map(str.isdigit, f.value))]
    return found, ids[0] if ids else None, tuple(from_fields(evidence.facts, "wanted"))


def completed(
    customer: Customer, comments: str, known: Known, own: frozenset[str], vehicles: tuple[Vehicle, ...]
) -> tuple[Customer, str | None, tuple[Vehicle, ...]]:
    """Customer, lead id and vehicles with what only the comments tell."""
    from uptape.parsing.vehicle_merge import merge_into

    told = None if customer.phones else customer_told(comments, known, own)
    if told is None:
        return (customer if not customer.phones else reach_told(customer, comments, own)), None, vehicles
    whole, lead_id, wanted = told
    merged = list(vehicles)
    at = next((i for i, v in enumerate(merged) if not v.is_own), None)
    if at is not None and len(wanted) == 1:
        merge_into(merged, at, wanted[0])
    who = whole if customer.full_name is None else replace(customer, emails=whole.emails, phones=whole.phones)
    return who, lead_id, tuple(merged)
