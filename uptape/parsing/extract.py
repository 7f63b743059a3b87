"""One lead out of the evidence of a mail, or of one record of it: customer, vehicles, words, ids, times."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from email.utils import parsedate_to_datetime

from uptape.core.leads import Customer, Known, LeadDraft, Vehicle
from uptape.parsing import linear as re2
from uptape.parsing.choose import Choice, choose
from uptape.parsing.evidence_state import Evidence
from uptape.parsing.fields.label_words import plain
from uptape.parsing.fields.languages import language_of
from uptape.parsing.fields.people_names import name
from uptape.parsing.fields.texts import many_lines, one_line
from uptape.parsing.fields.vehicle_details import stock_of, vin_of
from uptape.parsing.fields.vehicle_prose import find_vehicles
from uptape.parsing.fields.word_sets import word_set
from uptape.parsing.formats.transcripts import Transcript, transcript_of
from uptape.parsing.lead_facts import Body, answer_link, location_of, posted_by_of, requested_of, source_of
from uptape.parsing.lead_ids import lead_id_of
from uptape.parsing.lead_kinds import language_told, lead_type_of, wish_of
from uptape.parsing.senders import site_name
from uptape.parsing.vehicle_choice import choose_vehicles
from uptape.parsing.vehicle_merge import merge_into
from uptape.parsing.words import customer_words

_SELLS = re2.compile(
    r"do you buy (?:cars|trucks|used|vehicles)|(?:looking|need|want|like) to sell|just need it gone|only selling|not buying|offer certificate|wants? to sell|wants? to buy (?:your|their|his|her)|buy ?back (?:card|lead|offer|request|program)|sell (?:my|your|their|his|her) (?:car|truck|vehicle|boat|bike|motorcycle|rv)|offer (?:for|on) (?:their|his|her|my) (?:car|truck|vehicle)|cash offer|instant (?:cash )?offer|\bseller (?:has |just )?(?:accept|ready|pick|chose|agree|schedul|book)\w*|(?:accepted|agreed to) (?:an|your|the|our) offer|offer (?:was |has been |is )?accepted|sell us your|\bbuying (?:team|center|desk|dept|department)\b|"
    r"(?:acepto|ha aceptado|acepta) (?:la|una|su|nuestra) oferta|oferta aceptada|a accepte (?:une|votre|l['’]|notre) ?offre|offre acceptee|quiere vender|vender (?:mi|su)|vendre (?:mon|ma|son|sa|votre)"
)


_OFFERS_OWN = re2.compile(r"(?i)\b(?:i|i['’](?:m|d|ve)|we|my|our|yo|mi|tengo|je|j['’]ai|mon|ma)\b")


_FORM_OF_SELLERS = re2.compile(
    r"(?i)^\W*(?:sell|value|consign|vender?|vendre)[-_ ]+(?:us[-_ ]+)?(?:your|my|a|tu|su|mi|votre|mon)[-_ ]+(?:car|truck|vehicle|boat|rv|bike|motorcycle|trailer|auto|carro|bateau|v[ée]hicule)\b"
)


def extract(body: Body, known: Known) -> tuple[LeadDraft, tuple[str, ...]]:
    """The lead that the evidence tells, and one sentence for each choice."""
    evidence, sender = _selling(body.evidence, body), body.sender
    talk = transcript_of(body.text) if body.alone else None
    comments = customer_words(evidence, body.text, body.direct, talk)
    spoken = "\n".join(
        filter(
            None, [comments, *(line for line in talk.visitor if line not in (comments or ""))] if talk else [comments]
        )
    )
    if not comments and not body.direct:
        spoken = "\n".join(line for line in evidence.talk if line not in {"", "\f"})
    choice = choose(
        evidence, spoken, sender, body.direct, known, alone=body.alone, site=site_name(sender, body.text) or ""
    )
    if talk and talk.visitor_name and not choice.customer.full_name:
        parts = name(talk.visitor_name)
        choice = Choice(
            replace(choice.customer, full_name=parts.full, first_name=parts.first, last_name=parts.last),
            choice.conversation,
            choice.why,
        )
    written = " ".join(filter(None, [comments, body.text[:3000]]))
    if language_of(written) == "es":
        choice = replace(choice, customer=_with_both_surnames(choice.customer))
    vehicles = choose_vehicles(
        evidence, comments or "", sender, body.direct or talk is not None, alone=body.alone, words=spoken
    )
    if talk:
        vehicles = _as_the_operator_says(vehicles, talk)
    if (body.direct and vehicles and _SELLS.search(plain(f"{sender.subject} {comments or ''}"))) or (
        vehicles
        and _said_only(evidence)
        and _OFFERS_OWN.search(comments or "")
        and _SELLS.search(plain(comments or ""))
    ):
        vehicles = tuple(replace(v, interest="sell", price=None) for v in vehicles)
    elif vehicles and all(v.is_own for v in vehicles) and _SELLS.search(plain(f"{sender.subject} {body.text[:200]}")):
        vehicles = tuple(replace(v, interest="sell") for v in vehicles)
    if vehicles and not any(v.is_own for v in vehicles) and _is_sold(evidence):
        vehicles = tuple(replace(v, interest="sell", price=None, stock=None) for v in vehicles)
    day = _mail_day(sender.date)
    source = source_of(evidence, sender, body)
    lead_type = lead_type_of(evidence, vehicles, sender, body.text, talk is not None)
    if vehicles and vehicles[0].interest == "buy" and not vehicles[0].is_own:
        wish = wish_of(evidence, sender, body.text)
        if wish:
            vehicles = tuple(replace(v, interest=wish) if not v.is_own else v for v in vehicles)
    poster = posted_by_of(evidence, body.text, sender)
    lead = LeadDraft(
        customer=choice.customer,
        vehicles=vehicles,
        comments=many_lines(comments, 8000) or None,
        source=source,
        provider_lead_id=_no_unit(lead_id_of(evidence, sender, body.text, body.direct, body.alone), evidence, vehicles),
        requested_at=requested_of(evidence, body, day),
        location=location_of(
            evidence, known, body.text, sender.subject if body.alone else "", sender.name, source or "", body.direct
        ),
        posted_by=None
        if talk
        and poster
        and plain(poster).split()[0] in {plain(w).split()[0] for w in talk.operators if plain(w).split()}
        else poster,
        lead_type=lead_type,
        language=language_told(evidence, written),
        conversation=choice.conversation,
        answer_at=None if choice.customer.emails or choice.customer.phones else answer_link(evidence),
        properties=tuple((key, one_line(value, 300)) for key, value in evidence.properties[:60]),
    )
    return lead, choice.why


def _said_only(evidence: Evidence) -> bool:
    """Whether the vehicles of a mail stand in the customer's words alone."""
    return not evidence.vehicles and not any(
        fact.whose == "wanted" and fact.field in {"vehicle", "make", "model", "vin", "stock"} for fact in evidence.facts
    )


def _is_sold(evidence: Evidence) -> bool:
    """Whether the form itself is one for those who sell: `form: sell-your-boat`."""
    told = [value for key, value in evidence.properties if re2.search(r"form|page|type|reason|service", key)]
    return any(_FORM_OF_SELLERS.search(value[:80]) for value in told)


def _no_unit(found: str | None, evidence: Evidence, vehicles: tuple[Vehicle, ...]) -> str | None:
    """The id of the lead, unless it is the number of a unit and no label calls it the lead's."""
    if found and any(found in {v.stock, v.vin} for v in vehicles):
        return found if any(fact.field == "lead_id" and found in fact.value for fact in evidence.facts) else None
    return found


def _as_the_operator_says(vehicles: tuple[Vehicle, ...], talk: Transcript) -> tuple[Vehicle, ...]:
    """The wanted vehicle completed by what the store's side of a conversation calls it: `Our 2025 GV70 Prestige, stock G25-018`."""
    wanted = [vehicle for vehicle in vehicles if not vehicle.is_own]
    if len(wanted) != 1 or not wanted[0].model:
        return vehicles
    for line in talk.operator:
        for found in find_vehicles(line):
            if found.vehicle.model and merge_into(wanted, 0, replace(found.vehicle, status=None)):
                unit = wanted[0]
                wanted[0] = replace(unit, stock=unit.stock or stock_of(line), vin=unit.vin or vin_of(line))
                break
    return (*wanted, *(vehicle for vehicle in vehicles if vehicle.is_own))


def _with_both_surnames(customer: Customer) -> Customer:
    """In a Spanish mail three names are a first name and two surnames, unless the second is a first name too."""
    words = (customer.full_name or "").split()
    if len(words) != 3 or customer.first_name != words[0] or customer.last_name != words[2]:
        return customer
    if not words[1].isalpha() or len(words[1]) < 3 or plain(words[1]) in _GIVEN:
        return customer
    return replace(customer, last_name=f"{words[1]} {words[2]}")


_GIVEN = word_set(
    "maria jose luis carlos juan antonio manuel jesus angel alberto eduardo fernando francisco javier miguel rafael ricardo roberto alejandro andres "
    "daniel david enrique ernesto guadalupe isabel elena carmen teresa rosa ana laura patricia alejandra fernanda sofia gabriela beatriz cristina "
    "daniela del de lucia margarita marta mercedes monica natalia paola pilar raquel sandra silvia susana valentina veronica victoria yolanda adriana "
    "alicia andrea angeles angela arturo cesar dario diego emilio felipe gerardo guillermo gustavo hector hugo ignacio ivan jaime jorge julio leonardo "
    "mario martin mauricio nicolas omar oscar pablo pedro ramon raul rodrigo ruben salvador samuel santiago sergio vicente victor armando alfonso "
    "alfredo agustin joaquin esteban gilberto humberto ismael leticia esther ines irma josefina luz norma olga ivonne karina lorena maribel marisol "
    "noemi rocio xiomara eugenia dolores consuelo soledad trinidad belen paz ivette lizbeth alexander alexis adrian abel adolfo aurelio benjamin "
    "bernardo edgar efrain elias fabian fidel genaro german israel joel jonathan kevin lorenzo marcos mateo misael moises noe octavio orlando osvaldo "
    "rene rogelio saul tomas ulises uriel valeria vanessa viviana yadira yesenia antonieta catalina claudia diana dulce edith erika estela eva gloria "
    "graciela ileana julia juana karla liliana lourdes magdalena marina martha mayra mireya miriam nancy nora paulina rebeca regina rosario ruth sara "
    "stephanie tatiana xochitl"
)


def _selling(evidence: Evidence, body: Body) -> Evidence:
    """Where somebody offers their own vehicle, the “seller” is the customer and every vehicle is theirs."""
    head = plain(" ".join([body.sender.subject, body.text[:500]]))
    if not _SELLS.search(head):
        return evidence
    facts = evidence.facts
    if not any(f.whose == "customer" and f.field in {"name", "first_name"} and f.score >= 60 for f in facts):
        # What stands below the seller's name without a label of its own is theirs too.
        sellers = [f.at for f in facts if f.whose == "store" and "seller" in f.why.lower()]
        facts = tuple(
            replace(f, whose="customer", field="name" if f.field == "location" else f.field, score=85)
            if f.whose == "store" and ("seller" in f.why.lower() or f.score <= 40 or (f.field != "location" and any(0 <= f.at - at <= 4 for at in sellers))) else f
            for f in facts
        )  # fmt: skip
    told = bool(evidence.vehicles) or any(f.field in {"vehicle", "model"} for f in facts)
    facts = tuple(
        replace(f, whose="trade") if f.whose == "wanted" or (told and f.whose == "loose" and f.field == "vin") else f
        for f in facts
    )
    own = tuple((replace(v, interest="sell", price=None), score, at) for v, score, at in evidence.vehicles)
    return replace(evidence, facts=facts, vehicles=own)


def _mail_day(value: str) -> date | None:
    try:
        return parsedate_to_datetime(value).date() if value else None
    except (ValueError, TypeError, IndexError):
        return None
