"""Which vehicles a lead is about: labelled fields, lines, subject, link, words; wanted or the customer's own."""

from __future__ import annotations

from dataclasses import replace

from uptape.core.leads import Vehicle
from uptape.parsing import linear as re2
from uptape.parsing.evidence_state import Evidence
from uptape.parsing.fields.makes import key_of
from uptape.parsing.fields.vehicle_details import hash_code, status_of, stock_of, vin_of
from uptape.parsing.fields.vehicle_prose import find_vehicles
from uptape.parsing.fields.vehicles import split_vehicle
from uptape.parsing.senders import Sender
from uptape.parsing.vehicle_fields import from_fields
from uptape.parsing.vehicle_links import from_slug
from uptape.parsing.vehicle_merge import merge, merge_into, same
from uptape.parsing.vehicle_said import price_said, said, trim_said, without_refusal, year_said

_ABOUT = re2.compile(
    r"(?i)\b(?:about|in|on|for|re|regarding|lead|inquiry|your|sobre|sur|concernant|prospecto)\b:?\s+((?:your |the |a |su |votre |(?:new|used) )?['’]?\d{2}.*)$"
)


_TRADE = re2.compile(
    r"(?i)\bswap(?:ping)?\b|\btrad(?:e|es|ing)\b|\btrade-?in\b|a cuenta|échange|intercambio|in zahlung|de entrada|na troca"
)


_OWN_VIN = re2.compile(
    r"(?i)\b(?:my|our|mi|mon|ma|trade|trading)\b[^.?!]{0,40}\b(?:vin|niv)\b|\bvin\b[^.?!]{0,20}\b(?:of|on|for) (?:my|our|the trade)\b"
)


def choose_vehicles(
    evidence: Evidence, comments: str, sender: Sender, direct: bool, *, alone: bool = True, words: str = ""
) -> tuple[Vehicle, ...]:
    """The wanted vehicles first, then the customer's own."""
    wanted = from_fields(evidence.facts, "wanted")
    own = [replace(v, interest="trade-in", price=None) for v in from_fields(evidence.facts, "trade")]
    for vehicle, _, _ in evidence.vehicles:
        (own if vehicle.is_own else wanted).extend(
            [vehicle] if not merge(own if vehicle.is_own else wanted, vehicle) else []
        )
    spoken = comments or words
    if alone:
        for line, certain in ((sender.subject, False),):
            wanted = _with_line(wanted, own, line, certain)
        if not any(v.model or v.vin for v in wanted) and not own:
            for link in evidence.links:
                found = from_slug(link)
                if found and not merge(wanted, found):
                    wanted.append(found)
                if found:
                    break
    said_wanted, said_own = said(spoken)
    named = key_of(sender.name)
    said_wanted = [v for v in said_wanted if v.year or not v.model or key_of(v.model) not in named]
    if not direct:
        said_wanted = [v for v in said_wanted if v.year or v.model]
    if not wanted and not own:
        wanted = said_wanted
        if wanted and direct:
            wanted[0] = replace(
                wanted[0], stock=wanted[0].stock or stock_of(spoken), vin=wanted[0].vin or vin_of(spoken)
            )
    elif direct:
        if not wanted:
            wanted = [v for v in said_wanted if not any(same(v, other) for other in own)]
        if wanted:
            told = Vehicle(stock=stock_of(spoken), vin=vin_of(spoken))
            wanted[0] = replace(wanted[0], stock=wanted[0].stock or told.stock, vin=wanted[0].vin or told.vin)
        for vehicle in said_wanted:
            if vehicle.model and wanted:
                merge(wanted, vehicle)
        named_in_full = [v for v in said_wanted if v.year and v.make and v.model and str(v.year) in spoken]
        if len(named_in_full) > 1:  # several units, each named in full, of which the subject may name one
            wanted += [v for v in named_in_full if not any(same(v, other) for other in (*wanted, *own))]
    if wanted and not own and _TRADE.search(without_refusal(spoken)):
        said_own += [v for v in said_wanted if not any(same(v, other) for other in wanted)][:1]
    told_own = bool(own)
    for vehicle in said_own:
        if not told_own and not any(
            same(vehicle, other) and (other.year or not vehicle.year or not direct) for other in wanted
        ):
            told = vehicle.year or (year_said(spoken) if wanted and wanted[0].year else None)
            own.append(replace(vehicle, interest="trade-in", year=told, price=None))
    words_of = comments or (spoken if direct else "")
    unit = Vehicle(
        stock=stock_of(words_of[:400]) or hash_code(words_of[:400]),
        vin=None if _OWN_VIN.search(words_of) else vin_of(words_of),
    )
    if not wanted and not own and unit != Vehicle():
        wanted = [unit]
    elif len(wanted) == 1:
        wanted = [replace(wanted[0], stock=wanted[0].stock or unit.stock, vin=wanted[0].vin or unit.vin)]
    if direct and own and not wanted and not own[0].vin:
        own[0] = replace(own[0], vin=vin_of(spoken))
    wanted = [v for v in wanted if any((v.year, v.make, v.model, v.stock, v.vin, v.status, v.trim))]
    if (direct or comments) and len(wanted) == 1 and wanted[0].model and wanted[0].price is None:
        wanted[0] = replace(wanted[0], price=price_said(spoken))
    if (direct or comments) and len(wanted) == 1 and wanted[0].model and not wanted[0].year:
        wanted[0] = replace(wanted[0], year=year_said(spoken))
    wanted = _completed(wanted, evidence)
    if alone and len(wanted) == 1 and not own and wanted[0].interest == "buy" and _is_valued(evidence, sender):
        own, wanted = [replace(wanted[0], interest="trade-in", price=None, stock=None)], []
    if direct and len(wanted) == 1 and wanted[0].model and not wanted[0].trim:
        wanted = [replace(wanted[0], trim=trim_said(spoken))]
    if len(wanted) == 1 and wanted[0].status is None:
        wanted = [replace(wanted[0], status=_typed(evidence))]
    if alone:
        titles = [sender.subject, *(value for key, value in evidence.properties if key in _TITLES)]
        wanted = _as_titled(wanted, [title for title in titles if len(title) < 120])
    if _leases(evidence):
        wanted = [replace(v, interest="lease") if v.interest == "buy" else v for v in wanted]
    if own and not wanted and _SOLD.search(spoken):
        own = [replace(v, interest="sell") for v in own]
    own = [replace(v, stock=None) for v in own if any((v.year, v.make, v.model, v.vin))]
    return (*wanted, *own)


_COMPARED = re2.compile(r"(?i)\b(?:vs|versus|compar\w+|contra|or|ou|o)\b")


def _with_line(wanted: list[Vehicle], own: list[Vehicle], line: str, certain: bool) -> list[Vehicle]:
    if not wanted and not own and _COMPARED.search(line):
        compared = [v.vehicle for v in find_vehicles(line) if v.vehicle.model]
        if len(compared) > 1:
            return compared  # “Camry vs Accord”
    about = _ABOUT.search(line)
    found = split_vehicle(line[about.start(1) :] if about else line)
    for candidate in (found, split_vehicle(line)):
        if candidate is None or not candidate.sure:
            continue
        vehicle = candidate.vehicle
        if not (vehicle.year or vehicle.vin or (vehicle.make and vehicle.model)):
            continue
        if any(same(vehicle, other) for other in own) and not wanted:
            return wanted
        if wanted:
            if same(wanted[0], vehicle):
                merge_into(wanted, 0, replace(vehicle, trim=vehicle.trim if not wanted[0].trim else None))
            return wanted
        if not own:
            return [vehicle]
    if found is None:
        said = [v.vehicle for v in find_vehicles(line) if v.sure]
        if said and not wanted and not own and (said[0].year or said[0].model):
            return [said[0]]
    return wanted


_VALUED = re2.compile(
    r"(?i)\b(?:value|appraise|evaluate|get (?:an? )?(?:value|offer|price) (?:for|on)) (?:my|your|their|his|her) (?:trade|car|truck|vehicle|ride)|\btrade(?:-| )?in (?:value|appraisal|evaluation|estimate|request|quote|offer|valuation)|"
    r"\b(?:trade|vehicle) (?:appraisal|valuation|evaluation)\b|[ée]valuation d['’][ée]change|\bavaluo\b|\bwhat(?:['’]s| is) my (?:car|trade|vehicle) worth"
)


def _is_valued(evidence: Evidence, sender: Sender) -> bool:
    """Whether the mail's subject or the lead's type says that a vehicle is to be valued: it is then the customer's own."""
    told = [fact.value for fact in evidence.facts if fact.field == "lead_type"]
    return any(_VALUED.search(text) for text in (sender.subject, *told))


# The store is to take it without giving another one for it.
_SOLD = re2.compile(r"(?i)\b(?:consign|buy)(?:ing)?\s+(?:outright\s+)?(?:or\s+consign\s+)?(?:my|our)\b")
_KIND_FIRST = re2.compile(r"^\s*([\pL-]+)\s*[/|,]")


def _leases(evidence: Evidence) -> bool:
    """Whether a form's question about payment or purchase is answered with a lease."""
    return any(
        value.strip().lower() in {"lease", "leasing", "arrendamiento"}
        and re2.search(r"payment|purchase|financ|buy|arrangement|structure|acqui|terms|intent|how", key) is not None
        for key, value in evidence.properties
    )


_TITLES = frozenset(("subject", "asunto", "objet", "topic", "betreff", "assunto"))


def _as_titled(wanted: list[Vehicle], titles: list[str]) -> list[Vehicle]:
    """The vehicles without a condition, with that which a title tells of them: `Used Camry or Accord under 20k`."""
    if all(vehicle.status for vehicle in wanted):
        return wanted
    for title in titles:
        named = find_vehicles(title)
        status = named[0].vehicle.status if named else None
        if status is None:
            continue
        models = {key_of(found.vehicle.model or "") for found in named}
        wanted = [
            replace(v, status=status) if v.status is None and v.model and key_of(v.model) in models else v
            for v in wanted
        ]
    return wanted


def _typed(evidence: Evidence) -> str | None:
    """New or used where a list under “Type” begins with it: `Used / Power / Center Console`."""
    types = [found for fact in evidence.facts if fact.field == "lead_type" and (found := _KIND_FIRST.match(fact.value))]
    return next((status for found in types if (status := status_of(found.group(1)))), None)


def _completed(wanted: list[Vehicle], evidence: Evidence) -> list[Vehicle]:
    """The one wanted vehicle with what lines near it tell: stock number, VIN, price, condition."""
    loose: dict[str, str] = {}
    sureness: dict[str, int] = {}
    for fact in evidence.facts:
        if fact.whose == "loose" and fact.score > sureness.get(fact.field, 0):
            loose[fact.field], sureness[fact.field] = fact.value, fact.score
    if not loose or len(wanted) != 1:
        return wanted
    (vehicle,) = wanted
    if not (vehicle.model or vehicle.make):
        return wanted
    return [
        replace(
            vehicle,
            status=vehicle.status or status_of(loose.get("condition", "")),
            stock=vehicle.stock or loose.get("stock"),
            vin=vehicle.vin or loose.get("vin"),
            price=vehicle.price or (float(loose["price"]) if "price" in loose else None),
        )
    ]
