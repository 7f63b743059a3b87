"""What free lines say: bare values, rows of values, sentences of a site."""

from __future__ import annotations

from dataclasses import replace

from uptape.parsing import linear as re2
from uptape.parsing.evidence_bare import bare_value
from uptape.parsing.evidence_frame import read_frame
from uptape.parsing.evidence_said import phones_in, phones_said
from uptape.parsing.evidence_state import FOREIGN, Fact, State, add_address, add_vehicle
from uptape.parsing.evidence_store import of_foreign
from uptape.parsing.evidence_told import told_vehicle
from uptape.parsing.evidence_vehicle import announced, beside, loose_details, trade_question
from uptape.parsing.fields.addresses import split_address
from uptape.parsing.fields.emails import emails
from uptape.parsing.fields.vehicle_prices import advertised
from uptape.parsing.fields.vehicle_prose import find_vehicles
from uptape.parsing.fields.vehicle_text import VehicleText
from uptape.parsing.fields.vehicles import split_vehicle
from uptape.parsing.formats.frames import is_footer
from uptape.parsing.formats.pieces import Item
from uptape.parsing.formats.prose import is_intro, is_person_shape, names_told
from uptape.parsing.vehicle_merge import same
from uptape.parsing.vehicle_said import said

_ANSWER_TO = re2.compile(r"(?i)^\W*(?:reply|respond|answer|write|contact|r[ée]pond|respond[ae]|escrib)")


_TRADES = re2.compile(r"(?i)\btrad(?:e|es|ing)\b|\bswap|\bexchange|\bcambi|\bpermut|[ée]chang")
_NUMBERED_STORE = re2.compile(
    r"^(?i:dealer|store|rooftop|concesionario|agencia|concessionnaire|h[äa]ndler)(?i: id| no\.?| code)?:?\s#?\d+\s*[-–—|:/]\s*(\p{Lu}[^\d|@]+)$"
)


_BY_MAIL = re2.compile(
    r"(?i)^\W*(?:(?:or|and|ou|et|o|y) )?(?:by|via|at|par|por|al?|au) (?:e-?mail|mail|courriel|correo)\b"
)


def _runs_on(state: State) -> bool:
    """Whether the line before is the wrapped first part of a sentence."""
    before = state.talk[-1] if state.talk else ""
    return (
        len(before) > 50
        and before[-1:] != "\f"
        and (before[-1].isalpha() or before[-1] == ",")
        and before.count(" ") > 6
    )


def read_text(state: State, item: Item, at: int, country: str) -> None:
    text = item.text.strip()
    if item.quote:
        state.quotes.append(text)
        state.talk.append(text)
        return
    has = told_vehicle(state, text, at) if state.thing != "beside" and state.person not in FOREIGN else None
    if not has:
        loose_details(state, text, at)
    if has is not None:
        state.talk.append(text)
        return
    if trade_question(state, text, at):
        return
    announced(state, text, at)
    if is_footer(text) and not item.strong and not _runs_on(state):
        if _ANSWER_TO.match(text):
            for address in emails(text):
                state.facts.append(Fact("email", address, "customer", 45, at, "is where the answer goes"))
        else:
            read_frame(state, text, at, country)
        state.talk.append("\f")
        return
    if read_frame(state, text, at, country):
        state.talk.append("\f")
        return
    bare = re2.sub(r"^[^\pL\pN\"“«'$(+@#¿¡]+", "", text)
    if not re2.search(r"(?i)(?:stock|stk|unit|inv\w*|item|no\.?)\s*#\S+$", bare):
        bare = re2.sub(r"\s#[A-Z]{1,6}-?\d[A-Z0-9-]+$", "", bare)
    bare = re2.sub(r"^\(?#?\d{1,2}[.)]\s+(\p{Lu}|(?:19|20)\d\d|\d{1,2}:\d\d)", r"\1", bare)
    bare = re2.sub(
        r"^\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?\s*[-–—|·:]\s+(\p{Lu})", r"\1", bare
    )  # “4:02 PM - Ann Lee …”
    bare = re2.sub(r"^#[A-Z0-9-]{3,20}\s+[-–—:|]\s+((?:19|20)\d\d\s)", r"\1", bare)  # “#KW-90551 — 2022 Ford …”
    if (attn := re2.match(r"(?i)^(?:attn|attention|c/o|a/s)[.:]?\s+", bare)) and is_person_shape(
        re2.split(r"\s*[,|•·;]\s", bare[attn.end() :])[0]
    ):
        bare = bare[attn.end() :]
    bare = re2.sub(
        r"(?i)^(\S.{3,40}?)\s*\((?:ret|retired|he|she|they|elle|ella|[ée]l|il|er|sie)\b[^()]{0,14}\)$", r"\1", bare
    )
    for path in re2.findall(r"(?:^|\s)(/[\w./-]*\d{4}-[\w-]+(?:\.html?|/)?)", text[:500]):
        state.links.append(path)
    placed = re2.match(r"^([^()]{3,40}) \(([^()]{3,40})\)$", bare)
    if placed and is_person_shape(placed.group(1)):
        near = split_address(placed.group(2), country)
        if near.region or near.postal_code:  # “Orlando Vance (Erie, PA)”
            state.facts.append(Fact("name", placed.group(1), state.person or "customer", 60, at, "stands with a place"))
            add_address(state, placed.group(2), state.person or "customer", 60, at, "stands behind the name", country)
            return
    person, _, rest = bare.partition(", ")
    if (
        rest
        and text[:1] in "—–-"
        and " " in person
        and is_person_shape(person)
        and rest[:1].isupper()
        and len(rest) < 40
    ):
        state.facts.append(Fact("name", person, "customer", 62, at, "signs with a place"))
        add_address(state, rest, "customer", 55, at, "stands behind the signature", country)
        state.talk.append(text)
        return
    if rest and len(bare) < 120 and is_person_shape(person) and " " in person:
        home = split_address(rest, country)
        if (
            home.street and home.region and re2.match(r"\d|(?i)p\.?\s?o", rest)
        ):  # “Ann Lee, 310 Chestnut Ave, Virginia, MN 55792”
            state.facts.append(Fact("name", person, state.person or "customer", 60, at, "stands before an address"))
            add_address(state, rest, state.person or "customer", 60, at, "stands behind the name", country)
            return
    if len(bare) < 100 and (named := _NUMBERED_STORE.match(bare)):
        state.facts.append(
            Fact("location", named.group(1).strip(), "store", 70, at, "stands behind the dealer's number")
        )
        return
    if of_foreign(state, bare, at, country):
        state.talk.append("")
        return
    if bare_value(state, item, bare, at, country):
        return
    told = told_names(state, bare, at)
    if told:
        for aside in re2.findall(r"\(([^()]{4,90})\)", bare):
            for piece in (
                aside.split(", ") if aside.count(",") != 1 or not split_address(aside, country).city else [aside]
            ):
                near = split_address(piece, country)
                if (
                    near.city and near.region and not near.street
                ):  # “Ann Lee (member since 2014, Lancaster PA) sent you”
                    add_address(state, piece, "customer", 55, at, "stands behind the name", country)
    if (
        told
        or is_intro(bare)
        or (emails(bare) and phones_in(bare, country))
        or re2.search(
            r"(?i)\b(?:sent|submitted|made|left) an? (?:new )?(?:inquiry|enquiry|question|message|request)\b", bare
        )
        or re2.search(r"(?i)\babout (?:your|the) (?:19|20)\d\d\b|\bto your (?:ad|listing|post|posting)\b", bare)
    ):
        own = said(bare)[1] if _TRADES.search(bare) else []
        for one in own:  # “Ann Lee wants to trade a 2013 Jetta for your …”
            add_vehicle(state, VehicleText(replace(one, interest="trade-in", price=None), True), 58, at)
        vehicle = split_vehicle(_after_about(bare)) or next(iter(find_vehicles(bare)), None)
        if vehicle and any(same(vehicle.vehicle, one) for one in own):
            vehicle = next((VehicleText(one, True) for one in said(bare)[0]), None)
        if (
            vehicle and vehicle.vehicle.price and advertised(bare) is None
        ):  # “was pre-approved for $21,000 and chose a …”
            vehicle = replace(vehicle, vehicle=replace(vehicle.vehicle, price=None))
        if vehicle and not beside(bare) and vehicle.sure and (vehicle.vehicle.year or vehicle.vehicle.model):
            add_vehicle(state, vehicle, 58, at)
        for address in emails(bare):
            state.facts.append(Fact("email", address, "customer", 45, at, "stands in a sentence of the site"))
        for number, _ in phones_said(bare, country):
            state.facts.append(Fact("phone", number, "customer", 45, at, "stands in a sentence of the site"))
    if len(bare.split()) <= 8 and _BY_MAIL.search(bare):
        for address in emails(bare):  # “ou par courriel à ann@mail.example”
            state.facts.append(Fact("email", address, state.person or "customer", 50, at, "stands behind the word"))
    if item.links and len(bare) < 60 and bare.count(" ") < 8:
        state.talk.append("")
        return  # a button
    state.talk.append(text)


def told_names(state: State, text: str, at: int) -> bool:
    told = names_told(text)
    for name in told:
        state.facts.append(Fact("name", name.name, "customer", name.score, at, name.why))
    return bool(told)


def _after_about(text: str) -> str:
    found = re2.search(
        r"(?i)\b(?:about|in|on|for|regarding|re|sobre|sur|concernant|pour|por|en|anuncio|annonce|ad|listing|publicación|à)\b:?(?: (?:your|the|a|an|su|tu|votre|the following|this|ad|listing|annonce|anuncio|vehicle|véhicule|vehículo))*:? (.*)$",
        text,
    )
    return found.group(1) if found else text
