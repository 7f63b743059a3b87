"""What a mail says of the lead as a whole: its id, its time, the site, the store, who posted the unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from uptape.core.leads import Known
from uptape.parsing import linear as re2
from uptape.parsing.evidence_state import Evidence, most_sure
from uptape.parsing.fields.dates import requested_at
from uptape.parsing.fields.languages import language_of
from uptape.parsing.fields.makes import key_of
from uptape.parsing.fields.placeholders import is_absent
from uptape.parsing.fields.texts import one_line
from uptape.parsing.formats.prose import is_person_shape
from uptape.parsing.senders import Sender, site_name
from uptape.parsing.stores import store_seen, store_told

_DATE_IN_TEXT = re2.compile(
    r"(?i)(\d{1,2}:\d\d(?::\d\d)?\s?[ap]\.?m\.?(?:\s(?:eastern|central|mountain|pacific|atlantic)(?: (?:standard |daylight )?time)?|\s[A-Z]{2,4})?,?(?: on)? (?:\d{1,2}/\d{1,2}/(?:\d{4}|\d\d\b)|[a-z]{3,9} \d{1,2},? \d{4})|(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)[a-z]*,? )?(?:\d{1,2}[ -][a-zéû]{3,10}\.?,?[ -]\d{4}|\d{1,2} de [a-z]{4,10} del? \d{4}|[a-z]{3,10}\.? \d{1,2},? \d{4}|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4}|\d{2}-\d{2}-20\d\d)[ ,T]{1,3}(?:at |à |a las? |vers )?\d{1,2}(?::| h )\d\d(?::\d\d)?(?:\s?[ap]\.?\s?m\.?)?(?:\s?\(?(?:(?:eastern|central|mountain|pacific|atlantic)(?: (?:standard |daylight )?time)?|(?:hora|heure) (?:del?|du|des|de l[’'])[ ]?[a-zñíáé]{3,10}|[A-Z]{2,4}(?:[+-]\d\d:?\d\d)?)\)?)?)"
)


_HAPPENED = re2.compile(
    r"(?i)\b(?:received|rcvd|accepted|agreed|aceptad[oa]|accept[ée]e?|submitted|sent|completed|made|opened|placed|created|began|started|asked|captured|logged|booked|entered|reported|generated|delivered|filed|written|"
    r"recibid[oa]|enviad[oa]|cread[oa]|re[çc]ue?|soumise?|envoy[ée]e?|cr[ée][ée]e?|transmise?|on|le|el|at)\W*(?:on|at|le|el|the)?\W*$|\s[/·|•–—]\s*$"
)
_WILL_BE = re2.compile(
    r"(?i)\b(?:appointment|visit|expires?|until|due|before|by|delivery|pick.?up|available|respond|next|cita|rendez-vous|listed|posted|published|viewed|reply)\b[^.;]{0,25}$"
)


# Where a visitor is, a department, a button.
_NO_STORE = re2.compile(
    r"(?i)\bby ip\b|^near |^(?:\d+ )?(?:sales|internet|ventas|ventes|verkauf|service|parts|bdc)(?: (?:queue|line|desk|dept|department|vr|rv|group|ring))+$|^(?:reply|respond|view|call) now$"
)


_CODED = re2.compile(r"^#?\d{3,}\s*[-–—:|/]\s*")  # “55102 - Tri Rivers Chevrolet”


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
    if told and site and told.islower():
        return site  # a channel such as `organic-search`
    if told and "://" not in told and len(told) < 60:
        return told
    return site


def requested_of(evidence: Evidence, body: Body, day: date | None) -> str | None:
    """When the customer asked, ISO 8601, if the mail itself says it. `day`: the day of the mail, for what is said without a year."""
    day_first = {"es": True, "fr": True}.get(language_of(body.text[:3000]) or "")
    for fact in sorted((f for f in evidence.facts if f.field == "requested_at"), key=lambda f: (-f.score, f.at)):
        told = requested_at(fact.value, day_first=day_first, near=day)
        if told and not _is_to_come(told, day):
            return told
    dated = most_sure(evidence, "date")
    timed = most_sure(evidence, "time")
    if dated and timed and abs(dated.at - timed.at) <= 4:
        told = requested_at(f"{dated.value} {timed.value}", day_first=day_first, near=day)
        if told and "T" in told and not _is_to_come(told, day):
            return told
    if timed and not dated and (found := _only_day(body.text)):
        told = requested_at(f"{found} {timed.value}", day_first=day_first, near=day)
        if told and "T" in told:
            return told
    for one in (dated, timed):
        if one and (told := requested_at(one.value, day_first=day_first, near=day)) and (one is dated or "T" in told):
            if not _is_to_come(told, day):
                return told
    if body.alone and (not body.direct or evidence.pair_count >= 3):
        for line in [row for row in body.text.split("\n") if row.strip()][:8]:
            found = _DATE_IN_TEXT.search(line[:300])
            if found:
                told = requested_at(found.group(1).replace("(", "").replace(")", ""), day_first=day_first, near=day)
                if told and not _is_to_come(told, day):
                    return told
                break
        return _said_when(body.text, day, day_first)
    return None if body.alone else _said_when(body.text, day, day_first)


def _is_to_come(told: str, day: date | None) -> bool:
    """Whether a time lies behind the day of the mail, so that it is an appointment's."""
    return day is not None and date.fromisoformat(told[:10]) > day + timedelta(days=1)


# A line that names the lead's number or kind, and the day it came: `RFQ# 77-3310-B | Posted 3/30/2026`.
_DAY_OF_LEAD = re2.compile(
    r"(?i)\b(?:rfq|request|inquiry|enquiry|lead|submission|application|ticket|case|quote|order|message|solicitud|demande|dossier|folio)\b.{0,50}?"
    r"\b(?:posted|submitted|received|sent|created|filed|opened|dated|recibid[oa]|enviad[oa]|re[çc]ue?|envoy[ée]e?|soumise?)(?: on|:| el| le)? "
    r"(\d{1,2}/\d{1,2}/20\d\d|20\d\d-\d\d-\d\d|[a-z]{3,9}\.? \d{1,2}, 20\d\d|\d{1,2} (?:de )?[a-zéû]{3,10} (?:de )?20\d\d)"
)
_DAY = re2.compile(r"\b(?:\d{1,2}/\d{1,2}/20\d\d|20\d\d-\d\d-\d\d|(?i:[a-z]{3,9}\.? \d{1,2}, 20\d\d))\b")


def _only_day(text: str) -> str | None:
    """The day that the head of a mail names, if it is the only one."""
    days = set(_DAY.findall(" ".join(text.split("\n")[:10])[:1500]))
    return days.pop() if len(days) == 1 else None


def _said_when(text: str, day: date | None, day_first: bool | None) -> str | None:
    """The time behind a word such as “received” anywhere in the mail, its last lines first."""
    for line in reversed([row for row in text[:30_000].split("\n") if row.strip()]):
        for found in _DATE_IN_TEXT.finditer(line[:400]):
            before = line[max(0, found.start() - 45) : found.start()]
            told = requested_at(found.group(1).replace("(", "").replace(")", ""), day_first=day_first, near=day)
            alone = not before.strip(" >*-•") and len(line) <= 2 * len(found.group(0)) + 12
            if (
                told
                and "T" in told
                and not _is_to_come(told, day)
                and (alone or _HAPPENED.search(before))
                and not _WILL_BE.search(before)
            ):
                return told
    for line in text[:30_000].split("\n"):
        if (dated := _DAY_OF_LEAD.search(line[:200])) is not None:
            return requested_at(dated.group(1), day_first=day_first, near=day)
    return None


def location_of(
    evidence: Evidence, known: Known, text: str, subject: str, sender: str, site: str, direct: bool
) -> str | None:
    """The store or lot that the lead is for, as the mail names it; stores that are known come first."""
    facts = [
        f
        for f in evidence.facts
        if f.field == "location"
        and not is_absent(f.value)
        and "@" not in f.value
        and sum(map(str.isalpha, f.value)) >= 2  # “Days on lot: 37”
        and f.value.lower() not in {"yes", "no"}
        and not _NO_STORE.search(f.value)
    ]
    stores = {key_of(store): store for store in known.stores}
    for fact in facts:
        if key_of(fact.value) in stores:
            return fact.value
    if facts:
        return str(_CODED.sub("", max(facts, key=lambda f: (f.score, -f.at)).value))
    if direct:
        return None
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return store_told(subject, lines, site) or store_seen(subject, sender, lines, site)


def _is_of_site(evidence: Evidence, sender: Sender) -> bool:
    """Whether the mail's salesperson works for the site that sends it, by the address, so that they posted no unit."""
    if not sender.domain or sender.domain.startswith("example."):
        return False
    stores = [key_of(fact.value) for fact in evidence.facts if fact.field == "location"]
    stem = key_of(sender.domain.split(".")[-2]) if "." in sender.domain else ""
    if any(stem and (stem in store or store in stem) for store in stores):
        return False  # the store itself sends it
    at_site = [f for f in evidence.facts if f.field == "email" and f.whose == "poster"]
    return bool(at_site) and all(f.value.endswith(("@" + sender.domain, "." + sender.domain)) for f in at_site)


def posted_by_of(evidence: Evidence, text: str, sender: Sender) -> str | None:
    """The person who posted the unit."""
    if _is_of_site(evidence, sender):
        return None
    fact = most_sure(evidence, "posted_by")
    if fact is None or is_absent(fact.value):
        named = [f for f in evidence.facts if f.whose == "poster" and f.field == "name"]
        if named:
            return named[0].value
        told = re2.search(
            r"(?i:(?:posted|listed|published) by|publi[ée]e? par|affich[ée]e? par|publicad[oa] por|anunciad[oa] por) (\p{Lu}[\pL'’-]+(?: \p{Lu}[\pL'’-]+)?)(?: (?:at|from|of|for|de|chez) \p{Lu}|[.,]|\s\()",
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
