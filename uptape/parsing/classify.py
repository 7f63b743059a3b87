"""Decides what kind of mail it is, from evidence that is weighed and can be told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from uptape.core.leads import LeadDraft, MailKind
from uptape.parsing.document import MailDocument
from uptape.parsing.feedback import LEAD_ID, feedback_of
from uptape.parsing.fields.emails import email
from uptape.parsing.readable import own_words, readable
from uptape.parsing.signs import signs

_REPLY = re.compile(r"(?i)\s*(?:re|aw|rv|sv|ref|antw)\s?(?:\[\d+\])?:")
_FORWARD = re.compile(r"(?i)\s*(?:fwd?|wg|tr|rv|reenv|enc)\s?:")
_MACHINE = re.compile(r"(?i)mailer-?daemon|postmaster|mail delivery|auto-?repl")
_ANSWERED = re.compile(r"(?i)\bauto-?replied\b")
_ADF_JOB = re.compile(
    r"(?i)\b(?:employment|job application|career|resume|applicant for|apply(?:ing)? for (?:a|the) (?:\S+ )?(?:job|"
    r"position)|are you hiring|job opening)"
)


_TOLL_FREE = tuple(f"+18{digits}" for digits in ("00", "33", "44", "55", "66", "77", "88"))
_JOB_HINTS = ("job", "employ", "career", "resume", "applicant", "hiring", "apply")
_WORDS_LIMIT = 32_000  # what a mail is shows long before; each sign is sought through all of it
_OTHERS: tuple[MailKind, ...] = ("not_lead", "spam", "autoreply", "bounce")


@dataclass(slots=True)
class _Evidence:
    """Points for each kind, with the reasons."""

    points: dict[MailKind, float] = field(default_factory=dict)
    why: list[tuple[MailKind, str]] = field(default_factory=list)
    read: float = 0.0
    """What the best of the drafts weighs by itself."""

    def add(self, kind: MailKind, points: float, what: str) -> None:
        self.points[kind] = self.points.get(kind, 0.0) + points
        self.why.append((kind, f"{points:+g} {kind}: {what}"))


def classify(
    document: MailDocument, drafts: tuple[LeadDraft, ...], text: str | None = None, from_adf: bool = False
) -> tuple[MailKind, tuple[str, ...]]:
    """The kind of the mail and the reasons, one sentence each. `text` saves making the readable text twice.

    Auto-Submitted, Precedence and a null sender are signs that weigh little, since lead sites send
    them too (threat 28); the form of a report (RFC 3464, 5965, 8098) and the words of the mail decide.
    """
    certain = _by_form(document, drafts)
    if certain:
        return certain
    if text is None:
        text = readable(document)
    subject = document.header("subject")
    by_words = feedback_of(document, drafts, text)
    if by_words:
        return "feedback", (by_words.why,)
    if drafts and from_adf and _is_plainly_a_lead(document, drafts, subject):
        return "lead", ("it holds ADF, and nothing speaks against a lead",)
    return _by_weight(document, drafts, subject, text)


def _by_form(document: MailDocument, drafts: tuple[LeadDraft, ...]) -> tuple[MailKind, tuple[str, ...]] | None:
    """What the MIME form alone settles."""
    kinds = [part.content_type for part in document.parts]
    top = document.header("content-type").lower()
    for part in document.parts:
        if part.content_type in ("message/delivery-status", "message/global-delivery-status") and part.depth == 0:
            actions = {a.lower() for a in re.findall(r"(?im)^action:\s*(\w+)", part.text)}
            if actions and actions <= {"delivered", "relayed", "expanded"}:
                return "autoreply", ("a delivery report (RFC 3464) that tells of success",)
            return "bounce", (
                "it is a delivery report (RFC 3464): " + (", ".join(sorted(actions)) or "without an action"),
            )
        if part.content_type == "message/feedback-report" and part.depth == 0:
            return "not_lead", ("it is an abuse report (RFC 5965)",)
        if (
            part.content_type in ("message/disposition-notification", "message/global-disposition-notification")
            and part.depth == 0
        ):
            return "autoreply", ("it is a read receipt (RFC 8098)",)
    if top.startswith("multipart/report") and "disposition-notification" in top:
        return "autoreply", ("it is a read receipt (RFC 8098)",)
    if top.startswith("multipart/report") and "delivery-status" in top:
        return "bounce", ("it has the form of a delivery report (RFC 3464)",)
    # A booking page sends its leads with an invitation beside them: a customer with number or address, and what they want.
    booked = any((draft.customer.emails or draft.customer.phones) and draft.vehicles for draft in drafts)
    if (
        "text/calendar" in kinds
        and not booked
        and not any(part.content_type == "text/plain" and "adf" in part.text for part in document.parts)
    ):
        return "not_lead", ("it is a calendar invitation",)
    if document.header("x-failed-recipients"):
        return "bounce", ("it names failed recipients (X-Failed-Recipients)",)
    return None


def _is_plainly_a_lead(document: MailDocument, drafts: tuple[LeadDraft, ...], subject: str) -> bool:
    """The short way for ADF straight from a site: nothing in the headers asks for a closer look."""
    headers = {name for name, _ in document.headers}
    if headers & {"in-reply-to", "x-autoreply", "x-autorespond", "x-failed-recipients"} or _REPLY.match(subject):
        return False
    if document.header("auto-submitted").lower() not in ("", "no") or _MACHINE.search(document.header("from")):
        return False
    said = " ".join(
        (
            subject,
            *(d.comments or "" for d in drafts),
            *(v for d in drafts for k, v in d.properties if k in ("service", "leadtype")),
        )
    )
    lower = said.lower()
    return not (any(hint in lower for hint in _JOB_HINTS) and _ADF_JOB.search(said))


def _by_weight(
    document: MailDocument, drafts: tuple[LeadDraft, ...], subject: str, text: str
) -> tuple[MailKind, tuple[str, ...]]:
    evidence = _Evidence()
    sender = document.header("from")
    is_reply = bool(_REPLY.match(subject))
    words = (own_words(text) if is_reply or document.header("in-reply-to") else text)[:_WORDS_LIMIT]
    bare = _FORWARD.sub("", _REPLY.sub("", subject))
    no_vehicle = not any(draft.vehicles for draft in drafts)
    machine = False
    for sign in signs():
        if sign.kind == "lead" and machine and sign.subject:
            continue  # the subject is that of the mail which the machine answers
        # Where no vehicle was read, words that speak against an enquiry weigh more.
        weight = sign.weight * (1.3 if no_vehicle and sign.kind != "lead" else 1.0)
        if sign.subject and sign.subject.search(bare):
            evidence.add(sign.kind, weight, sign.what)
            machine = machine or sign.kind == "autoreply"
        if sign.sender and sign.sender.search(sender):
            evidence.add(sign.kind, weight, sign.what)
        if sign.body:
            hits = {found.group().lower() for found, _ in zip(sign.body.finditer(words), range(12), strict=False)}
            if hits:
                more = 1 + 0.4 * min(len(hits) - 1, 3)
                evidence.add(sign.kind, weight * more, f"{sign.what} ({sorted(hits)[0].strip()[:60]!r})")
    if "?" in words and not is_reply:
        evidence.add("lead", 0.5, "it asks something")
    _weigh_headers(document, evidence)
    _weigh_drafts(drafts, evidence, email(sender) or "")
    return _verdict(evidence, drafts)


def _weigh_headers(document: MailDocument, evidence: _Evidence) -> None:
    auto = document.header("auto-submitted")
    if _ANSWERED.search(auto):
        evidence.add("autoreply", 2, "Auto-Submitted says auto-replied")
    if (
        document.header("x-autoreply")
        or document.header("x-autorespond")
        or document.header("precedence").lower() == "auto_reply"
    ):
        evidence.add("autoreply", 2.5, "it is marked as an automatic answer")
    if document.header("return-path").strip() == "<>":
        evidence.add("autoreply", 1, "the sender is null")
        evidence.add("bounce", 1.5, "the sender is null")
    if document.header("list-id") or document.header("precedence").lower() in ("bulk", "list"):
        evidence.add("not_lead", 1.5, "it comes from a list or in bulk")
    if document.header("list-unsubscribe"):
        evidence.add("not_lead", 0.5, "it can be unsubscribed from")


def _weigh_drafts(drafts: tuple[LeadDraft, ...], evidence: _Evidence, sender: str) -> None:
    best, what = 0.0, ""
    for draft in drafts:
        customer, points = draft.customer, 0.0
        parts: list[str] = []
        # Every mail has a sender: that somebody wrote it makes no enquiry.
        phones = [number for number in customer.phones if not number.startswith(_TOLL_FREE)]
        told = any(address != sender for address in customer.emails) or (bool(phones) and sender not in customer.emails)
        if phones and not told:
            points, parts = points + 0.5, [*parts, "a number of the writer"]
        if told:
            points, parts = points + 1.5, [*parts, "a way to reach the customer"]
        if customer.full_name and (told or not customer.emails):
            points, parts = points + 0.5, [*parts, "a name"]
        wanted = draft.vehicles[0] if draft.vehicles else None
        if wanted and (wanted.make or wanted.model or wanted.vin or wanted.stock):
            known = bool(customer.full_name or customer.emails or customer.phones)
            points, parts = points + (2.5 if told else 2.0 if known else 1.0), [*parts, "a vehicle"]
        if draft.comments and told:
            points, parts = points + 0.5, [*parts, "the customer's words"]
        if points > best:
            best, what = points, ", ".join(parts)
    evidence.read = best
    if best:
        evidence.add("lead", best, f"a lead can be read: {what}")


def _verdict(evidence: _Evidence, drafts: tuple[LeadDraft, ...]) -> tuple[MailKind, tuple[str, ...]]:
    """The kind with the most points; in doubt a lead, since a missed one costs more than one too many to look at."""
    points = evidence.points
    lead = points.get("lead", 0.0)
    why = tuple(reason for _, reason in evidence.why)
    # What sells is unwanted and no enquiry either: the signs of both speak against a lead together.
    against = max((points.get(kind, 0.0), kind) for kind in _OTHERS)
    both = points.get("spam", 0.0) + points.get("not_lead", 0.0)
    most, kind = against
    # A whole lead, customer and vehicle, is outweighed by one of them alone or not at all.
    if kind in ("spam", "not_lead") and both > lead and most >= 2.5 and evidence.read < 4.0:
        return kind, why
    if most >= 3.5 and most > lead:
        return kind, why
    # A person's own mail with a number in it that nothing speaks against is read by people rather than dropped.
    needed = 2.5 if most >= 1.0 else 1.0 if most == 0 and any(draft.customer.phones for draft in drafts) else 2.0
    if (drafts and lead >= needed) or lead >= 4.0:
        return "lead", why if drafts else (*why, "it sounds like a lead, though none could be read")
    if most >= 2.5:
        return kind, why
    return "not_lead", (*why, "nothing in it is an enquiry")


def lead_id_in(document: MailDocument, text: str) -> str | None:
    """The id of a lead of ours that subject or text name."""
    found = LEAD_ID.search(document.header("subject")) or LEAD_ID.search(text)
    return found.group().upper() if found else None
