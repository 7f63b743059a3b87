"""Recognises mail that reports on a lead of ours: a salesperson's answer, a buyer's system, our own ADF coming back."""

from __future__ import annotations

import re
from dataclasses import dataclass

from uptape.core.leads import LeadDraft
from uptape.parsing.document import MailDocument
from uptape.parsing.readable import own_words

LEAD_ID = re.compile(r"\bL-[0-9A-HJ-NP-Z]{6}\b", re.IGNORECASE)
_REPLY = re.compile(r"(?i)\s*(?:re|aw|sv|rv|ref|antw)\s?(?:\[\d+\])?:")
_MACHINE_SUBJECT = re.compile(
    r"(?i)\s*(?:auto(?:matic|mated|matische)?[ -]?(?:reply|response|antwort)|auto|autoreply|out of (?:the "
    r")?office|delivered|relayed|read|not read|"
    r"leído|lu|gelesen|undeliver\w+|no se p(?:uede|udo) entregar|no entregado|impossible de remettre|unzustellbar|n[ãa]o entregue|respuesta automática|réponse automatique|delivery status notification|"
    r"returned mail|away|vacation)\b.{0,40}?:"
)
_COMMAND = re.compile(
    r"(?i)\W{0,3}(?:sold|lost|appt|appointment|show(?:ed)?|no[ -]?show|called|talked|texted|lm|vm|left (?:message|"
    r"vm|voicemail)|take|pass|bad(?: number)?|"
    r"dup(?:licate)?|spam|wrong|contacted|accept(?:ed)?|refused?|rejected?|busy|in|out|list|who|"
    r"[1-4])\b(?!\s*(?:\?|-\d))"
)
_OUTCOME = re.compile(
    r"(?i)\b(?:(?:lead |prospect |deal |opportunity |crm )?(?:status|disposition|outcome|result|stage|feedback|"
    r"estado|statut)(?: (?:update|change|code|is))?\s?(?:[:=>-]|to\b|changed|is\b)|"
    r"sold\b|lost\b|appointment (?:set|confirmed|scheduled|made)|contacted|no (?:show|answer|contact)|bad "
    r"(?:number|lead|contact)|duplicate|closed|delivered|working|unqualified|"
    r"bought elsewhere|not interested|accepted|refused|rejected|vendido|perdido|vendu|perdu|cita|rendez-vous)"
)
_OF_OURS = re.compile(
    r"(?i)\b(?:your (?:lead|reference|ref|id)|lead (?:id|no|number|#|ref)|reference|ref|re|lead|external id|"
    r"partner id)\W{0,12}L-[0-9A-Z]{6}\b"
)
_DISPOSITION = re.compile(
    r"(?i)<\s*(?:disposition|leadstatus|lead_status|outcome|result|statuscode|crmstatus|salesstatus|event)\b"
)


@dataclass(frozen=True, slots=True)
class Feedback:
    """Which lead a mail reports on, if it names one, and how that was seen."""

    lead_id: str | None
    why: str


def feedback_of(document: MailDocument, drafts: tuple[LeadDraft, ...], text: str) -> Feedback | None:
    """What makes the mail feedback on a lead of ours, or None."""
    subject = document.header("subject")
    if not any(mark in where for where in (subject, text) for mark in ("L-", "l-")):
        return None
    found = LEAD_ID.search(subject) or LEAD_ID.search(text[:20_000])
    if found is None:
        return None
    if _MACHINE_SUBJECT.match(subject):
        return None  # out of office, or a receipt for our own mail
    lead_id = found.group().upper()
    if any(LEAD_ID.fullmatch(draft.provider_lead_id or "") for draft in drafts):
        back = _DISPOSITION.search(text) or any(k == "prospect_status" for d in drafts for k, _ in d.properties)
        return Feedback(lead_id, f"our own lead {lead_id} comes back" + (" with what became of it" if back else ""))
    answers = bool(_REPLY.match(subject) or document.header("in-reply-to"))
    words = own_words(text) if answers else text
    first = next((line.strip() for line in words.split("\n") if line.strip()), "")
    if answers and (LEAD_ID.search(subject) or LEAD_ID.search(text)):
        if _COMMAND.match(first):
            return Feedback(lead_id, f"the first line of an answer about {lead_id} is a command")
        if LEAD_ID.search(subject) and not _is_machine_answer(document):
            return Feedback(lead_id, f"somebody answers about {lead_id}")
    if _COMMAND.match(first) and LEAD_ID.search(first + " " + subject):
        return Feedback(lead_id, f"it reports on {lead_id} by a command word")
    said = own_words(text)[:8000]
    if (
        (LEAD_ID.search(subject) or LEAD_ID.search(said))
        and not drafts_are_new(drafts, lead_id)
        and _OUTCOME.search(f"{subject}\n{said}")
    ):
        return Feedback(lead_id, f"it tells what became of {lead_id}")
    if _OF_OURS.search(f"{subject}\n{said}") and _OUTCOME.search(f"{subject}\n{said}"):
        return Feedback(lead_id, f"it tells what became of {lead_id}, our reference")
    return None


def _is_machine_answer(document: MailDocument) -> bool:
    return "auto-replied" in document.header("auto-submitted").lower() or bool(document.header("x-autoreply"))


def drafts_are_new(drafts: tuple[LeadDraft, ...], lead_id: str) -> bool:
    """True where the mail holds a whole lead with an id of its own, so that ours is only mentioned."""
    return any(
        d.provider_lead_id and d.provider_lead_id.upper() != lead_id and d.vehicles and d.customer.full_name
        for d in drafts
    )
