"""What kind of lead it is, what the customer wishes, and in which language they want to be answered."""

from __future__ import annotations

from uptape.core.leads import LeadType, Vehicle
from uptape.parsing import linear as re2
from uptape.parsing.evidence_state import Evidence, most_sure
from uptape.parsing.fields.label_words import plain
from uptape.parsing.fields.languages import language_named, language_of
from uptape.parsing.senders import Sender


def lead_type_of(
    evidence: Evidence, vehicles: tuple[Vehicle, ...], sender: Sender, text: str, talked: bool
) -> LeadType:
    """Enquiry, finance, call, chat or trade-in. `talked`: the mail holds a conversation."""
    told = most_sure(evidence, "lead_type")
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


_WISH_KEY = re2.compile(
    r"type|want|option|inten|arrangement|structure|acquisition|method|interest|plan|purchase|deal|financ|looking|service|reason|purpose|buy|lease|request|action|motivo|asunto|objet|tipo|demande|necesita"
)
_DRIVEN = re2.compile(r"(?:to )?test[ -]?drive\b|essai routier|prueba de manejo")
_WISH_VALUE = re2.compile(
    r"(lease(?: another(?: one)?| again| a new(?: one)?)?|leasing|(?:i want )?to lease|arrendar|arrendamiento|louer|location)|(?:schedule |book |request )?(?:a )?test[ -]?drive|prueba de manejo|essai routier"
)


def wish_of(evidence: Evidence, sender: Sender, text: str) -> str | None:
    """`lease` or `test-drive` where the customer asks for that; None where they want to buy or nothing tells."""
    told = most_sure(evidence, "lead_type")
    titles = [line for line in text.split("\n")[:8] if line.strip() and ":" not in line and len(line) < 90][:2]
    words = evidence_words(evidence)
    titles = [line for line in titles if line.strip() not in words]
    head = plain(" ".join([sender.subject, told.value if told else "", *titles]))
    if re2.search(
        r"(?i)\b(?:to|i want a|would like a) lease\b|\blease (?:a|the|one|it|quote)\b|\b(?:in|about|consider(?:ing)?|for) leasing\b|\b(?:louer|arrendar)\b",
        f"{words} {text[:600] if not words else ''}",
    ):
        return "lease"
    for key, value in (*evidence.properties, *((("type", told.value),) if told else ())):
        if _WISH_KEY.search(key) and (wished := _WISH_VALUE.fullmatch(plain(value).strip(" .!"))):
            return "lease" if wished.group(1) else "test-drive"
    told_of = [f.value for f in evidence.facts if f.field == "vehicle"] + [value for _, value in evidence.properties]
    if any(_DRIVEN.match(plain(value)) for value in told_of):
        return "test-drive"
    if any((wished := _WISH_VALUE.fullmatch(plain(value).strip(" .!"))) and wished.group(1) for value in told_of):
        return "lease"
    if re2.search(r"test[- ]?drive|essai routier|prueba de manejo|essai sur route", head):
        return "test-drive"
    if re2.search(r"\blease (?:quote|request|inquiry)|demande de location|arrendamiento", head):
        return "lease"
    return None


def evidence_words(evidence: Evidence) -> str:
    """All labelled comments, as one text."""
    return "\n".join(f.value for f in evidence.facts if f.field == "comments")


def language_told(evidence: Evidence, text: str) -> str | None:
    """The customer's language: as a form says it, else by the commonest words of `text`; None where nothing tells."""
    for key, value in evidence.properties:
        if _LANGUAGE.search(key) and (named := language_named(value)):
            return named
    return language_of(text)


_LANGUAGE = re2.compile(r"(?:^|_)(?:language|lang|locale|idioma|langue|sprache|lingua)(?:_|$)")
