"""What a mail says of the lead as a whole: its id, its time, the site, the store, who posted the unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from uptape.core.leads import Known
from uptape.parsing import linear as re2
from uptape.parsing.evidence_state import Evidence, most_sure
from uptape.parsing.fields.dates import requested_at
from uptape.parsing.fields.makes import key_of
from uptape.parsing.fields.placeholders import is_absent
from uptape.parsing.fields.texts import one_line
from uptape.parsing.formats.prose import is_person_shape
from uptape.parsing.lead_kinds import language_of
from uptape.parsing.senders import Sender, site_name
from uptape.parsing.stores import store_told

_ID_IN_TEXT = re2.compile(
    r"(?i)\b(?:lead|inquiry|enquiry|request|reference|ref|question|application|chat|case|ticket|confirmation|submission|message|folio|demande|solicitud|quote|conversation|opportunity|appraisal|certificate|prospect|dossier|prospecto|referencia|consulta|booking|appointment|callback)"
    r"(?:\s?(?:id|no|num|number|n[°º]|numero|número|ref|code|#))?\.?\s?[:#]?\s?#?((?:[A-Za-z]{1,8}[-_:]?)?\d[\w-]{2,24}|[A-Za-z]{1,6}[-_][\w-]*\d[\w-]*)"
)


_CODED_ID = re2.compile(
    r"\b[A-Z]{1,6}[-_](?:LEAD|INQ|INQUIRY|ENQ|REF|MSG|REQ)[-_][\w-]*\d[\w-]*\b|\b(?:LEAD|INQ|ENQ)[-_]\d[\w-]{2,24}\b"
)


_DATE_IN_TEXT = re2.compile(
    r"(?i)(\d{1,2}:\d\d(?::\d\d)?\s?[ap]\.?m\.?(?:\s[A-Z]{2,4})?,?(?: on)? (?:\d{1,2}/\d{1,2}/(?:\d{4}|\d\d\b)|[a-z]{3,9} \d{1,2},? \d{4})|(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)[a-z]*,? )?(?:\d{1,2}[ -][a-zéû]{3,10}\.?,?[ -]\d{4}|[a-z]{3,10}\.? \d{1,2},? \d{4}|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4})[ ,T]{1,3}(?:at |à |a las )?\d{1,2}(?::| h )\d\d(?::\d\d)?(?:\s?[ap]\.?\s?m\.?)?(?:\s?\(?[A-Z]{2,4}\)?)?)"
)


@dataclass(frozen=True, slots=True)
class Body:
    """A mail's body as it was read: its text whole, and the evidence of one lead."""

    text: str
    evidence: Evidence
    sender: Sender
    direct: bool
    alone: bool = True


def source_of(evidence: Evidence, sender: Sender, body: Body) -> str | None:
    """The site or service that sent the lead, by its display name."""
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


def lead_id_of(evidence: Evidence, sender: Sender, body: Body) -> str | None:
    """The sender's id of the lead: under a label, else a code in subject, head or foot."""
    facts = [
        f for f in evidence.facts if f.field == "lead_id" and any(map(str.isdigit, f.value)) and 2 < len(f.value) <= 80
    ]
    if facts:
        chosen = max(facts, key=lambda f: (f.score, -f.at)).value.strip(" #.,;")
        prefixed = re2.fullmatch(r"[a-z]{1,2}:(\d{6,})", chosen)
        if prefixed:
            return str(prefixed.group(1))
        whole = re2.fullmatch(r"[A-Z]{1,4} \d[\d-]{2,20}", chosen)
        return chosen if whole else next((word for word in chosen.split() if any(map(str.isdigit, word))), None)
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


def requested_of(evidence: Evidence, body: Body, day: date | None) -> str | None:
    """When the customer asked, ISO 8601, if the mail itself says it. `day`: the day of the mail, for what is said without a year."""
    day_first = {"es": True, "fr": True}.get(language_of(body.text[:3000]) or "")
    for fact in sorted((f for f in evidence.facts if f.field == "requested_at"), key=lambda f: (-f.score, f.at)):
        told = requested_at(fact.value, day_first=day_first, near=day)
        if told:
            return told
    dated = most_sure(evidence, "date")
    timed = most_sure(evidence, "time")
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


def location_of(evidence: Evidence, known: Known, text: str, subject: str, site: str, direct: bool) -> str | None:
    """The store or lot that the lead is for, as the mail names it; stores that are known come first."""
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


def posted_by_of(evidence: Evidence, text: str) -> str | None:
    """The person who posted the unit."""
    fact = most_sure(evidence, "posted_by")
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


def answer_link(evidence: Evidence) -> str | None:
    """The page on which a lead without contact can be answered."""
    links = [link for link in evidence.links if link.lower().startswith("https://")]
    for link in links:
        if not re2.search(
            r"(?i)unsub|opt-?out|/u/|o\.php|preferences|settings|privacy|terms|logo|\.(?:png|gif|jpg)|facebook\.com/|help|about",
            link,
        ):
            return link
    return None
