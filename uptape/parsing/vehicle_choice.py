"""Which vehicles a lead is about: labelled fields, lines, subject, link, words; wanted or the customer's own."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote, urlsplit

import re2

from uptape.core.leads import Vehicle
from uptape.parsing.evidence_state import Evidence, Fact
from uptape.parsing.fields.label_words import plain
from uptape.parsing.fields.makes import find_make, key_of, make_of_model
from uptape.parsing.fields.placeholders import is_absent
from uptape.parsing.fields.vehicle_details import plain_amount, status_of, stock_of, vin_of
from uptape.parsing.fields.vehicles import find_vehicles, split_vehicle
from uptape.parsing.senders import Sender
from uptape.parsing.vehicle_remarks import with_remark

_OWN = re2.compile(
    r"(?i)\b(?:trad(?:e|ing)|trade-?in|we have|i have|i've got|(?:my|our) (?:old |current |own )?(?:['’]?\d|[A-Z])|mine|swap(?:ping)?|sell (?:you )?(?:my|our)|selling (?:my|our)|owe|own a|i drive|currently (?:drive|have|own)|"
    r"tengo|mi (?:carro|auto|camioneta|coche)|a cuenta|cambio|intercambio|échange|echange|j['’]ai (?:un|une)|mon (?:auto|véhicule|camion)|ma (?:voiture))\b"
)
_ABOUT = re2.compile(
    r"(?i)\b(?:about|in|on|for|re|regarding|lead|inquiry|your|sobre|sur|concernant|prospecto)\b:?\s+((?:your |the |a |su |votre |(?:new|used) )?['’]?\d{2}.*)$"
)
_ASKED_PRICE = re2.compile(
    r"(?i)((?:\S+ ){0,3}(?:for|asking|listed (?:at|for)|priced (?:at|for)|advertised (?:at|for)|at|à|por|en)) (\$\s?\d[\d,]+|\d{1,3}(?:[ ,.]\d{3})+\s?\$)"
)
_OFFERED = re2.compile(r"(?i)\b(?:take|do|give|pay|offer|budget|under|around|about|sell|payment|payments)\b")
_TRADE = re2.compile(r"(?i)\bswap(?:ping)?\b|\btrad(?:e|es|ing)\b|\btrade-?in\b|a cuenta|échange|intercambio")
_FIELDS = ("year", "make", "model", "trim", "stock", "vin", "price", "condition")


def choose_vehicles(
    evidence: Evidence, comments: str, sender: Sender, direct: bool, *, alone: bool = True, words: str = ""
) -> tuple[Vehicle, ...]:
    """The wanted vehicles first, then the customer's own."""
    wanted = _from_fields(evidence.facts, "wanted")
    own = [replace(v, interest="trade-in", price=None) for v in _from_fields(evidence.facts, "trade")]
    for vehicle, _, _ in evidence.vehicles:
        (own if vehicle.is_own else wanted).extend(
            [vehicle] if not _merge(own if vehicle.is_own else wanted, vehicle) else []
        )
    spoken = comments or words
    if alone:
        for line, certain in ((sender.subject, False),):
            wanted = _with_line(wanted, own, line, certain)
        if not any(v.model or v.vin for v in wanted) and not own:
            for link in evidence.links:
                found = _from_slug(link)
                if found and not _merge(wanted, found):
                    wanted.append(found)
                if found:
                    break
    said_wanted, said_own = _said(spoken)
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
        if wanted:
            told = Vehicle(stock=stock_of(spoken), vin=vin_of(spoken))
            wanted[0] = replace(wanted[0], stock=wanted[0].stock or told.stock, vin=wanted[0].vin or told.vin)
        for vehicle in said_wanted:
            if vehicle.model and wanted and _same(wanted[0], vehicle):
                _merge_into(wanted, 0, vehicle)
    if wanted and not own and _TRADE.search(spoken):
        said_own += [v for v in said_wanted if not any(_same(v, other) for other in wanted)][:1]
    for vehicle in said_own:
        if not own and not any(_same(vehicle, other) for other in wanted):
            own.append(replace(vehicle, interest="trade-in", price=None))
    wanted = [v for v in wanted if any((v.year, v.make, v.model, v.stock, v.vin, v.status, v.trim))]
    if direct and len(wanted) == 1 and wanted[0].price is None:
        asked = _ASKED_PRICE.search(spoken[:3000].replace("\n", " "))
        if asked and not _OFFERED.search(asked.group(1)):
            wanted[0] = replace(wanted[0], price=plain_amount(asked.group(2)))
    wanted = _priced(wanted, evidence)
    own = [v for v in own if any((v.year, v.make, v.model, v.vin))]
    return (*wanted, *own)


def _from_fields(facts: tuple[Fact, ...], thing: str) -> list[Vehicle]:
    """Vehicles of labelled fields; a field that comes again with another value begins another vehicle."""
    groups: list[dict[str, str]] = []
    lines: list[Vehicle] = []
    for fact in facts:
        if thing == "trade" and re2.search(r"(?i)\bkeep(?:ing)?\b", fact.value):
            continue
        if fact.whose != thing or fact.field not in {*_FIELDS, "vehicle"} or is_absent(fact.value):
            continue
        if (
            fact.field == "vehicle"
            and re2.fullmatch(r"#?[A-Z]{0,4}-?\d[A-Z0-9-]{1,14}", fact.value)
            and not vin_of(fact.value)
            and not re2.fullmatch(r"\d{4}", fact.value)
        ):
            fact = replace(fact, field="stock", value=fact.value.lstrip("#"))
        if fact.field == "vehicle":
            status = status_of(fact.value)
            found = split_vehicle(fact.value.replace("\n", ", "), labelled=True)
            vehicle = (
                found.vehicle
                if found and (found.sure or found.vehicle.year or found.vehicle.vin or _plausible(found.vehicle))
                else None
            )
            if vehicle is None:
                vehicle = Vehicle(status=status, vin=vin_of(fact.value), stock=stock_of(fact.value))
            if (groups and not lines and _fits(groups[-1], vehicle)) or not any(
                _merge_into(lines, at, vehicle) for at in range(len(lines))
            ):
                lines.append(vehicle)
            continue
        group = groups[-1] if groups else {}
        if (
            fact.field in group
            and key_of(group[fact.field]) != key_of(fact.value)
            and fact.field in {"year", "make", "model", "vin", "stock"}
        ) or not groups:
            groups.append({})
        groups[-1].setdefault(fact.field, fact.value)
    out = [_of_group(group) for group in groups]
    for vehicle in lines:
        if not _merge(out, vehicle):
            out.append(vehicle)
    return [v for v in out if v != Vehicle()]


def _plausible(vehicle: Vehicle) -> bool:
    return bool(vehicle.make and find_make(vehicle.make)) or bool(vehicle.model and make_of_model(vehicle.model))


def _fits(group: dict[str, str], vehicle: Vehicle) -> bool:
    return not (vehicle.year and group.get("year", str(vehicle.year)) != str(vehicle.year))


def _of_group(group: dict[str, str]) -> Vehicle:
    year = re2.search(r"\b(?:19[2-9]|20[0-4])\d\b", group.get("year", ""))
    short = re2.fullmatch(r"['’]?(\d\d)", group.get("year", ""))
    make, model, trim = (_clean(group.get(what)) for what in ("make", "model", "trim"))
    whole_year = (
        int(year.group(0)) if year else (2000 + int(short.group(1)) if short and int(short.group(1)) < 45 else None)
    )
    if (
        model
        and (found := split_vehicle(f"{whole_year or ''} {make or ''} {model}".strip(), labelled=False))
        and found.sure
    ):
        inner = found.vehicle
        if whole_year is None and inner.year:
            whole_year = inner.year
        if inner.model and (make is None or key_of(model).startswith(key_of(make)) or (year is None and inner.year)):
            make, model = make or inner.make, inner.model
            trim = trim or inner.trim
    known = find_make(make) if make else None
    stock = _clean(group.get("stock"))
    stock = stock_of(f" {stock}") or stock if stock and " " in stock else stock
    return Vehicle(
        status=status_of(group.get("condition", "")), year=whole_year, make=(known.name if known and len(make or "") < len(known.name) else make),
        model=model, trim=trim, stock=stock.split(",")[0].split(" ")[0].strip("#()") if stock else None, vin=vin_of(group.get("vin", "")),
        price=plain_amount(group.get("price", "")),
    )  # fmt: skip


def _clean(value: str | None) -> str | None:
    if value is None or is_absent(value):
        return None
    return " ".join(value.split()).strip(" ,;") or None


def _same(one: Vehicle, other: Vehicle) -> bool:
    """Whether two readings can be of one vehicle."""
    if one.vin and other.vin:
        return one.vin == other.vin
    if one.year and other.year and one.year != other.year:
        return False
    makes = [find_make(v.make).name if v.make and find_make(v.make) else v.make for v in (one, other)]  # type: ignore[union-attr]
    if makes[0] and makes[1] and key_of(makes[0]) != key_of(makes[1]):
        return False
    if one.model and other.model:
        a, b = (key_of(f"{v.model}{v.trim or ''}") for v in (one, other))
        if not (
            a.startswith(key_of(other.model))
            or b.startswith(key_of(one.model))
            or key_of(one.model) in b
            or key_of(other.model) in a
        ):
            return False
    return not (one.stock and other.stock and key_of(one.stock) != key_of(other.stock))


def _merge(vehicles: list[Vehicle], found: Vehicle) -> bool:
    """Complete the first vehicle that the reading can be of; False where there is none."""
    return any(_merge_into(vehicles, at, found) for at in range(len(vehicles)))


def _merge_into(vehicles: list[Vehicle], at: int, found: Vehicle) -> bool:
    known = vehicles[at]
    if not _same(known, found):
        return False
    model, trim = known.model, known.trim
    if model is None:
        model, trim = found.model, known.trim or found.trim
    elif trim is None and found.trim and found.model and key_of(found.model) == key_of(model):
        trim = found.trim
    elif trim is None and found.model and key_of(found.model).startswith(key_of(model)):
        model, trim = found.model, found.trim  # `Civic` in the subject, `Civic Si` in the words
    vehicles[at] = replace(
        known, status=known.status or found.status, year=known.year or found.year, make=known.make or found.make, model=model,
        trim=trim, stock=known.stock or found.stock, vin=known.vin or found.vin, price=known.price or found.price,
    )  # fmt: skip
    return True


def _with_line(wanted: list[Vehicle], own: list[Vehicle], line: str, certain: bool) -> list[Vehicle]:
    about = _ABOUT.search(line)
    found = split_vehicle(line[about.start(1) :] if about else line)
    for candidate in (found, split_vehicle(line)):
        if candidate is None or not candidate.sure:
            continue
        vehicle = candidate.vehicle
        if not (vehicle.year or vehicle.vin or (vehicle.make and vehicle.model)):
            continue
        if any(_same(vehicle, other) for other in own) and not wanted:
            return wanted
        if wanted:
            if _same(wanted[0], vehicle):
                _merge_into(wanted, 0, replace(vehicle, trim=vehicle.trim if not wanted[0].trim else None))
            return wanted
        if not own:
            return [vehicle]
    if found is None:
        said = [v.vehicle for v in find_vehicles(line) if v.sure]
        if said and not wanted and not own and (said[0].year or said[0].model):
            return [said[0]]
    return wanted


def _from_slug(link: str) -> Vehicle | None:
    """A vehicle that the address of a page names: `/inventory/used-2021-ford-f-150-xlt-p1234/`."""
    if not link.lower().startswith(("http://", "https://", "/")):
        return None
    try:
        path = unquote(urlsplit(link[:1000]).path)
    except ValueError:
        return None
    best: Vehicle | None = None
    for piece in path.split("/"):
        stem = piece.rsplit(".", 1)[0] if piece.lower().endswith((".html", ".htm", ".php", ".aspx")) else piece
        text = re2.sub(r"[-_+]+", " ", stem)
        vin = vin_of(text)
        at = re2.search(r"\b(?:19[5-9]|20[0-4])\d\b", text)
        if at is None:
            if vin and best:
                best = replace(best, vin=vin)
            continue
        words = text[at.start() :].split()
        stock = None
        if (
            len(words) > 3
            and re2.fullmatch(r"(?i)[a-z]{1,4}\d{3,}[a-z]?|\d{3,}[a-z]{1,2}|[a-z]\d+[a-z]\d+", words[-1])
            and not vin_of(words[-1])
        ):
            stock = words.pop().upper()
        elif len(words) > 3 and re2.fullmatch(r"\d{5,}", words[-1]):
            words.pop()
        found = split_vehicle(" ".join(words).title().replace("4X4", "4x4"))
        if found and found.sure:
            head = status_of(text)
            best = replace(
                found.vehicle,
                stock=stock or found.vehicle.stock,
                vin=vin,
                status=head or found.vehicle.status,
                price=None,
            )
    return best


def _said(text: str) -> tuple[list[Vehicle], list[Vehicle]]:
    """Vehicles in somebody's words: wanted ones, and those that the words around call their own."""
    wanted: list[Vehicle] = []
    own: list[Vehicle] = []
    for found in find_vehicles(text[:6000].replace("\n", " ")):
        flat = text[:6000].replace("\n", " ")
        begin = max((flat.rfind(mark, 0, found.start) for mark in (". ", "? ", "! ")), default=-1) + 1
        ends = [at for at in (flat.find(mark, found.start) for mark in (". ", "? ", "! ", " but ", ", and ")) if at > 0]
        before, after = flat[begin : found.start + 3], flat[found.start : min([*ends, found.start + 160])]
        is_own = bool(_OWN.search(before)) or bool(
            re2.search(
                r"(?i)\b(?:on trade|in trade|to throw in|to trade|trade(?:-| )?in|as a trade|would trade|for trade|a cuenta|en échange|en echange)\b",
                plain(after),
            )
        )
        target = own if is_own else wanted
        vehicle = found.vehicle if is_own else with_remark(found.vehicle, after)
        if not _merge(target, vehicle):
            target.append(vehicle)
    if not wanted and own and not re2.search(r"(?i)trad|sell|vend|cambio|change|apprais|cuenta|throw in", text):
        return own, []
    return wanted, own


def _priced(wanted: list[Vehicle], evidence: Evidence) -> list[Vehicle]:
    loose = next((f for f in evidence.facts if f.field == "price" and f.whose == "loose"), None)
    if loose and wanted and wanted[0].price is None and (wanted[0].model or wanted[0].make):
        return [replace(wanted[0], price=float(loose.value)), *wanted[1:]]
    return wanted
