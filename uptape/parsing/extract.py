"""One lead out of the evidence of a mail, or of one record of it: customer, vehicles, words, ids, times."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from email.utils import parsedate_to_datetime

import re2

from uptape.core.leads import Known, LeadDraft, LeadType, Vehicle
from uptape.parsing.choose import Choice, choose
from uptape.parsing.evidence_state import Evidence, Fact
from uptape.parsing.fields.dates import requested_at
from uptape.parsing.fields.label_words import plain
from uptape.parsing.fields.makes import key_of
from uptape.parsing.fields.people_names import name
from uptape.parsing.fields.placeholders import is_absent
from uptape.parsing.fields.texts import many_lines, one_line
from uptape.parsing.fields.word_sets import word_set
from uptape.parsing.formats.prose import is_person_shape
from uptape.parsing.formats.transcripts import transcript_of
from uptape.parsing.senders import Sender, site_name
from uptape.parsing.stores import store_told
from uptape.parsing.vehicle_choice import choose_vehicles
from uptape.parsing.words import customer_words

_ID_IN_TEXT = re2.compile(
    r"(?i)\b(?:lead|inquiry|enquiry|request|reference|ref|question|application|chat|case|ticket|confirmation|submission|message|folio|demande|solicitud|quote|conversation|opportunity|appraisal|certificate|prospect|dossier|prospecto|referencia|consulta|booking|appointment|callback)"
    r"(?:\s?(?:id|no|num|number|n[°º]|numero|número|ref|code|#))?\.?\s?[:#]?\s?#?((?:[A-Za-z]{1,8}[-_:]?)?\d[\w-]{2,24}|[A-Za-z]{1,6}[-_][\w-]*\d[\w-]*)"
)
_CODED_ID = re2.compile(
    r"\b[A-Z]{1,6}[-_](?:LEAD|INQ|INQUIRY|ENQ|REF|MSG|REQ)[-_][\w-]*\d[\w-]*\b|\b(?:LEAD|INQ|ENQ)[-_]\d[\w-]{2,24}\b"
)
_DATE_IN_TEXT = re2.compile(
    r"(?i)(\d{1,2}:\d\d(?::\d\d)?\s?[ap]\.?m\.?(?:\s[A-Z]{2,4})?,?(?: on)? (?:\d{1,2}/\d{1,2}/\d{4}|[a-z]{3,9} \d{1,2},? \d{4})|(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)[a-z]*,? )?(?:\d{1,2}[ -][a-zéû]{3,10}\.?,?[ -]\d{4}|[a-z]{3,10}\.? \d{1,2},? \d{4}|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4})[ ,T]{1,3}(?:at |à |a las )?\d{1,2}(?::| h )\d\d(?::\d\d)?(?:\s?[ap]\.?\s?m\.?)?(?:\s?\(?[A-Z]{2,4}\)?)?)"
)
_SELLS = re2.compile(
    r"do you buy (?:cars|trucks|used|vehicles)|(?:looking|need|want|like) to sell|just need it gone|only selling|not buying|offer certificate|wants? to sell|sell (?:my|your|their|his|her) (?:car|truck|vehicle|boat|bike|motorcycle|rv)|offer (?:for|on) (?:their|his|her|my) (?:car|truck|vehicle)|cash offer|instant (?:cash )?offer|sell us your|"
    r"quiere vender|vender (?:mi|su)|vendre (?:mon|ma|son|sa|votre)"
)
_LANGUAGE = {
    "es": word_set("el la los las que de en un una por para con está usted gracias hola me mi su si quiero cuanto tiene tienen es del y nombre correo teléfono telefono vehiculo vehículo mensaje año marca modelo precio ciudad comentarios"),
    "fr": word_set("le la les des est je vous pour avec dans une un du et que merci bonjour votre mon nom prénom courriel téléphone ville véhicule année marque modèle prix avez commentaires suis ce cette au demande"),
    "en": word_set("the is are you your i and to of for have it on this what when my me can name phone email vehicle message please available in with do"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Body:
    """A mail's body as it was read: its text whole, and the evidence of one lead."""

    text: str
    evidence: Evidence
    sender: Sender
    direct: bool
    alone: bool = True


def extract(body: Body, known: Known) -> tuple[LeadDraft, tuple[str, ...]]:
    """The lead that the evidence tells, and one sentence for each choice."""
    evidence, sender = _selling(body.evidence, body), body.sender
    talk = transcript_of(body.text) if body.alone else None
    comments = customer_words(evidence, body.text, body.direct, talk)
    spoken = "\n".join(filter(None, [comments, *(talk.visitor if talk else ())]))
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
    vehicles = choose_vehicles(
        evidence, comments or "", sender, body.direct or talk is not None, alone=body.alone, words=spoken
    )
    if body.direct and vehicles and _SELLS.search(plain(f"{sender.subject} {comments or ''}")):
        vehicles = tuple(replace(v, interest="sell", price=None) for v in vehicles)
    elif vehicles and all(v.is_own for v in vehicles) and _SELLS.search(plain(f"{sender.subject} {body.text[:200]}")):
        vehicles = tuple(replace(v, interest="sell") for v in vehicles)
    day = _mail_day(sender.date)
    source = _source(evidence, sender, body)
    lead_type = _lead_type(evidence, vehicles, sender, body.text, talk is not None)
    if vehicles and vehicles[0].interest == "buy" and not vehicles[0].is_own:
        wish = _wish(evidence, sender, body.text)
        if wish:
            vehicles = tuple(replace(v, interest=wish) if not v.is_own else v for v in vehicles)
    lead = LeadDraft(
        customer=choice.customer,
        vehicles=vehicles,
        comments=many_lines(comments, 8000) or None,
        source=source,
        provider_lead_id=_lead_id(evidence, sender, body),
        requested_at=_requested(evidence, body, day),
        location=_location(evidence, known, body.text, sender.subject if body.alone else "", source or "", body.direct),
        posted_by=_posted_by(evidence, body.text),
        lead_type=lead_type,
        language=_language(" ".join(filter(None, [comments, body.text[:3000]]))),
        conversation=choice.conversation,
        answer_at=None if choice.customer.emails or choice.customer.phones else _answer_link(evidence),
        properties=tuple((key, one_line(value, 300)) for key, value in evidence.properties[:60]),
    )
    return lead, choice.why


def _selling(evidence: Evidence, body: Body) -> Evidence:
    """Where somebody offers their own vehicle, the “seller” is the customer and every vehicle is theirs."""
    head = plain(" ".join([body.sender.subject, body.text[:300]]))
    if not _SELLS.search(head):
        return evidence
    facts = evidence.facts
    if not any(
        f.whose == "customer" and f.field in {"name", "first_name", "phone", "email"} and f.score >= 60 for f in facts
    ):
        facts = tuple(
            replace(f, whose="customer", field="name" if f.field == "location" else f.field, score=85)
            if f.whose == "store" and ("eller" in f.why or f.score <= 40) else f
            for f in facts
        )  # fmt: skip
    facts = tuple(replace(f, whose="trade") if f.whose == "wanted" else f for f in facts)
    own = tuple((replace(v, interest="sell", price=None), score, at) for v, score, at in evidence.vehicles)
    return replace(evidence, facts=facts, vehicles=own)


def _top(evidence: Evidence, *fields: str) -> Fact | None:
    return max((f for f in evidence.facts if f.field in fields), key=lambda f: (f.score, -f.at), default=None)


def _source(evidence: Evidence, sender: Sender, body: Body) -> str | None:
    told = next(
        (f.value for f in evidence.facts if f.field == "source" and not is_absent(f.value) and len(f.value) > 3), None
    )
    if body.direct:
        return told
    named = re2.search(r"(?i)new lead from (?:the )?([A-Z][\w ]{3,40}?)[!.]", body.text[:500])
    site = site_name(sender, body.text)
    if named and named.group(1)[0].isupper() and "lead" in named.group(1).lower():
        return str(named.group(1))
    if told and site and (key_of(site) in key_of(told) or key_of(told) in key_of(site)):
        return site
    if told and "://" not in told and len(told) < 60:
        return told
    return site


def _lead_id(evidence: Evidence, sender: Sender, body: Body) -> str | None:
    facts = [
        f for f in evidence.facts if f.field == "lead_id" and any(map(str.isdigit, f.value)) and 2 < len(f.value) <= 80
    ]
    if facts:
        chosen = max(facts, key=lambda f: (f.score, -f.at)).value.strip(" #.,;")
        prefixed = re2.fullmatch(r"[a-z]{1,2}:(\d{6,})", chosen)
        return prefixed.group(1) if prefixed else chosen.split()[0]
    marked = re2.search(r"(?:^|\s)#\s?([A-Z]{1,6}-?\d{2,}[A-Z0-9-]*)\b", body.text[:6000])
    if body.direct:
        return None
    if not body.alone:
        return str(marked.group(1)) if marked else None
    coded = _CODED_ID.search(body.text[:20_000])
    if coded:
        return str(coded.group(0))
    for line in [
        sender.subject,
        *[row for row in evidence.talk if row not in {"", "\f"}][:12],
        *body.text.split("\n")[:6],
        *body.text.split("\n")[-12:],
    ]:
        found = _ID_IN_TEXT.search(line[:300])
        if (
            found
            and not re2.fullmatch(r"(?:19|20)\d\d(?:-\d\d-\d\d)?", found.group(1))
            and "@" not in line[: found.end() + 1][-1:]
        ):
            if line[found.end() : found.end() + 1] == "/" or any(
                key_of(f.value) == key_of(found.group(1)) for f in evidence.facts if f.field == "stock"
            ):
                continue
            before = line[: found.start()].lower()
            if not before.rstrip().endswith(("ad", "stock", "listing", "item", "unit")):
                return str(found.group(1)).strip("-_")
    return None


def _requested(evidence: Evidence, body: Body, day: date | None) -> str | None:
    day_first = {"es": True, "fr": True}.get(_language(body.text[:3000]) or "")
    for fact in sorted((f for f in evidence.facts if f.field == "requested_at"), key=lambda f: (-f.score, f.at)):
        told = requested_at(fact.value, day_first=day_first, near=day)
        if told:
            return told
    dated = _top(evidence, "date")
    timed = _top(evidence, "time")
    if dated and timed and abs(dated.at - timed.at) <= 4:
        told = requested_at(f"{dated.value} {timed.value}", day_first=day_first, near=day)
        if told and "T" in told:
            return told
    for one in (dated, timed):
        if one and (told := requested_at(one.value, day_first=day_first, near=day)) and (one is dated or "T" in told):
            return told
    if body.alone and not body.direct:
        for line in [row for row in body.text.split("\n") if row.strip()][:8]:
            found = _DATE_IN_TEXT.search(line[:300])
            if found:
                return requested_at(found.group(1).replace("(", "").replace(")", ""), day_first=day_first, near=day)
    return None


def _location(evidence: Evidence, known: Known, text: str, subject: str, site: str, direct: bool) -> str | None:
    facts = [
        f
        for f in evidence.facts
        if f.field == "location"
        and not is_absent(f.value)
        and "@" not in f.value
        and f.value.lower() not in {"yes", "no"}
    ]
    stores = {key_of(store): store for store in known.stores}
    for fact in facts:
        if key_of(fact.value) in stores:
            return fact.value
    if facts:
        return max(facts, key=lambda f: (f.score, -f.at)).value
    if direct:
        return None
    return store_told(subject, [line.strip() for line in text.split("\n") if line.strip()], site)


def _posted_by(evidence: Evidence, text: str) -> str | None:
    fact = _top(evidence, "posted_by")
    if fact is None or is_absent(fact.value):
        named = [f for f in evidence.facts if f.whose == "poster" and f.field == "name"]
        if named:
            return named[0].value
        told = re2.search(
            r"(?i:posted|listed) by (\p{Lu}[\pL'’-]+(?: \p{Lu}[\pL'’-]+)?)(?: (?:at|from|of|for) \p{Lu}|[.,])",
            text[-3000:],
        )
        return str(told.group(1)) if told and is_person_shape(told.group(1)) else None
    return one_line(fact.value, 100)


def _answer_link(evidence: Evidence) -> str | None:
    links = [link for link in evidence.links if link.lower().startswith("https://")]
    for link in links:
        if not re2.search(
            r"(?i)unsub|opt-?out|/u/|o\.php|preferences|settings|privacy|terms|logo|\.(?:png|gif|jpg)|facebook\.com/|help|about",
            link,
        ):
            return link
    return None


def _lead_type(evidence: Evidence, vehicles: tuple[Vehicle, ...], sender: Sender, text: str, talked: bool) -> LeadType:
    told = _top(evidence, "lead_type")
    head = plain(" ".join([sender.subject, sender.name, text[:300], told.value if told else ""]))
    if any(f.whose in {"employer", "co"} for f in evidence.facts) or re2.search(
        r"credit app|loan app|financ(?:e|ing) app|pre-?approv|prequal|pre-qual|solicitud de credito|demande de (?:credit|financement)|get financed",
        head,
    ):
        return "finance"
    if any(
        f.field == "caller" or "aller" in f.why for f in evidence.facts if f.field in {"phone", "name"}
    ) or re2.search(
        r"voicemail|phone (?:lead|inquiry|call)|missed call|inbound call|call (?:lead|alert)|llamada|appel (?:manque|entrant)|buzon de voz|message vocal",
        head,
    ):
        return "call"
    if talked or re2.search(r"\bchat\b|clavardage", head):
        return "chat"
    if vehicles and all(v.is_own for v in vehicles):
        return "trade-in"
    return "enquiry"


def _wish(evidence: Evidence, sender: Sender, text: str) -> str | None:
    told = _top(evidence, "lead_type")
    titles = [line for line in text.split("\n")[:8] if line.strip() and ":" not in line and len(line) < 90][:2]
    words = evidence_words(evidence)
    titles = [line for line in titles if line.strip() not in words]
    head = plain(" ".join([sender.subject, told.value if told else "", *titles]))
    if re2.search(
        r"(?i)\b(?:to|i want a|would like a) lease\b|\blease (?:a|the|one|it|quote)\b|\b(?:in|about|consider(?:ing)?|for) leasing\b|\b(?:louer|arrendar)\b",
        f"{words} {text[:600] if not words else ''}",
    ):
        return "lease"
    if re2.search(r"test[- ]?drive|essai routier|prueba de manejo|essai sur route", head):
        return "test-drive"
    if re2.search(r"\blease (?:quote|request|inquiry)|demande de location|arrendamiento", head):
        return "lease"
    return None


def evidence_words(evidence: Evidence) -> str:
    """All labelled comments, as one text."""
    return "\n".join(f.value for f in evidence.facts if f.field == "comments")


def _language(text: str) -> str | None:
    words = re2.findall(r"\pL+", text.lower())[:600]
    if not words:
        return None
    counts = {code: sum(1 for word in words if word in known) for code, known in _LANGUAGE.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] >= 3 and counts[best] > sorted(counts.values())[-2] else None


def _mail_day(value: str) -> date | None:
    try:
        return parsedate_to_datetime(value).date() if value else None
    except (ValueError, TypeError, IndexError):
        return None
