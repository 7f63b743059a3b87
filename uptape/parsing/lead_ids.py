"""The sender's id of a lead: under a label, or a code that a sentence, the head or the foot of the mail names."""

from __future__ import annotations

from uptape.parsing import linear as re2
from uptape.parsing.evidence_state import Evidence
from uptape.parsing.fields.makes import key_of
from uptape.parsing.fields.word_sets import word_set
from uptape.parsing.senders import Sender, site_name

_ID_IN_TEXT = re2.compile(
    r"(?i)\b(?:lead|inquiry|enquiry|request|reference|ref|question|application|chat|case|ticket|confirmation|submission|message|folio|demande|solicitud|quote|conversation|opportunity|appraisal|certificate|prospect|dossier|prospecto|referencia|consulta|booking|appointment|callback)"
    r"(?:\s?(?:id|no|num|number|n[°º]|numero|número|ref|code|#))?\.?\s?[:#]?\s?#?((?:[A-Za-z]{1,8}[-_:]?)?\d[\w-]{2,24}|[A-Za-z]{1,6}[-_][\w-]*\d[\w-]*)"
)
_CODED_ID = re2.compile(
    r"\b[A-Z]{1,6}[-_](?:LEAD|INQ|INQUIRY|ENQ|REF|MSG|REQ)[-_][\w-]*\d[\w-]*\b|\b(?:LEAD|INQ|ENQ)[-_]\d[\w-]{2,24}\b"
)
_CODE = re2.compile(
    r"\b(?:[A-Z]{1,8}(?:[-_/]?[A-Z0-9]{1,8})?[-_/#]?\d[\dA-Za-z]*(?:[-_/][\dA-Za-z]+)*|0x[0-9A-Fa-f]{4,}|\d{2,}-[A-Z]{1,3}\d{1,6}|\d{2,}-\d{3,}-[A-Z]{1,2}|[0-9a-f]{4,12}(?:-[0-9a-f]{4,12}){2,4}|\d{3,}-[A-Z]\b|\d{4}-\d{3,6}\b|\d[A-Z]{1,2}-\d{3,8}|\d{5,12})\b"
)
_NOUNS = word_set(
    "lead inquiry enquiry request reference ref question application app chat case ticket confirmation submission message folio demande solicitud quote conversation opportunity "
    "appraisal certificate prospect dossier prospecto referencia consulta booking callback financement financing financiamiento transaction offer order jacket deal session rfq reservation handraiser referral "
    "recado mensaje evaluacion evaluation soumission cotizacion caso registro expediente record event entry cert"
)
_OTHER_NOUNS = word_set(
    "clave cod código stock stk stk# unit unite inv inventory inventario inventaire ad annonce anuncio listing item post vin niv hin your su votre vehicle sku form member account acct dealer code model mailbox ext "
    "extension po box suite ste apt room zip bldg lot usdot mc policy tag plate license series top chassis serial engine"
)
# A telephone number as people write it: the “reference” is then somebody who speaks for the customer.
_WITH_NUMBER = re2.compile(r"\(\d{3}\)\s?\d{3}-\d{4}\b|\b\d{3}[-.]\d{3}[-.]\d{4}\b")
_AFTER = re2.compile(r"^\s?(?:mi|miles|km|kms|hrs?|hours|hp|cc|ft|lbs?|%|am|pm|a\.m|p\.m|st|ave|rd|dr|blvd|hwy)\b")


def _is_stock(evidence: Evidence, code: str) -> bool:
    key = key_of(code)
    return any(key == key_of(f.value) for f in evidence.facts if f.field in {"stock", "vin"}) or any(
        key in {key_of(v.stock or ""), key_of(v.vin or "")} for v, _, _ in evidence.vehicles
    )


def _best_code(evidence: Evidence, subject: str, text: str, site: str) -> str | None:
    """The code that speaks most of being the lead's: behind a word such as “request”, or with the letters of the site before it."""
    rows = [row for row in text[:20_000].split("\n") if row.strip()]
    best: tuple[int, str] | None = None
    for at, row in [(-1, subject), *enumerate(rows)]:
        if len(row) > 600:
            continue
        for found in _CODE.finditer(row):
            code = found.group(0)
            score = _score(row, found.start(), found.end(), code, site)
            if score < 60 or _is_stock(evidence, code):
                continue
            score += 4 if at in {-1, 0, 1, 2} or at >= len(rows) - 4 else 0
            if best is None or score > best[0]:
                best = (score, code)
    return best[1] if best else None


def _score(row: str, start: int, end: int, code: str, site: str) -> int:
    before = row[max(0, start - 40) : start]
    digits = sum(map(str.isdigit, code))
    if (
        before[-1:] in tuple("$/.=@-+")
        or (row[end : end + 1] in tuple("@/.-") and row[end + 1 : end + 2].isalnum())
        or _AFTER.match(row[end : end + 8].lower())
    ):
        return 0
    if digits < 2 or re2.fullmatch(
        r"(?:19|20)\d\d(?:[-/](?:0?[1-9]|1[0-2])(?:[-/].*)?)?|\d{1,2}[-/]\d{1,2}[-/].*|[A-HJ-NPR-Z0-9]{17}", code
    ):
        return 0
    words = [word.strip(".,:;()#*").lower() for word in before.replace("#", " ").split() if any(map(str.isalnum, word))]
    while words and words[-1] in {
        "id",
        "no",
        "number",
        "num",
        "nbr",
        "n°",
        "nº",
        "no°",
        "numero",
        "número",
        "numéro",
        "code",
        "",
        "is",
        "de",
        "the",
    }:
        words.pop()
    last = words[-1] if words else ""
    if last in _OTHER_NOUNS or (
        len(words) > 1 and words[-2] in _OTHER_NOUNS and last in {"ref", "reference", "number"}
    ):
        return 0
    score = 20
    if last in _NOUNS or last.rstrip("s") in _NOUNS:
        score = 64 if digits >= 3 or "-" in code else 60
    letters = re2.match(r"[A-Za-z]*", code).group(0).lower()
    if len(letters) >= 2 and digits >= 3 and _initials(letters, site):
        score += 42 if score < 60 else 10
        score += 20 if before.rstrip()[-1:] in tuple("(#[:") or last in {"call", "from", "lead"} else 0
    return score if score >= 60 or not code.isdigit() else 0


def _initials(letters: str, site: str) -> bool:
    """Whether letters begin as the site does and come in its order: `PQ` for `PrequalMax`."""
    words = site.split()
    return any(_in_order(letters, key_of(" ".join(words[start:]))) for start in range(len(words)))


def _in_order(letters: str, key: str) -> bool:
    if not key or letters[0] != key[0]:
        return False
    at = 0
    for letter in letters:
        at = key.find(letter, at) + 1
        if at == 0:
            return False
    return True


def lead_id_of(evidence: Evidence, sender: Sender, text: str, direct: bool, alone: bool) -> str | None:
    """The sender's id of the lead: under a label, else a code in subject, head or foot."""
    facts = [
        f
        for f in evidence.facts
        if f.field == "lead_id"
        and any(map(str.isdigit, f.value))
        and 2 < len(f.value) <= 80
        and not _WITH_NUMBER.search(f.value)
    ]
    if facts:
        chosen = max(facts, key=lambda f: (f.score, -f.at)).value.strip(" #.,;")
        prefixed = re2.fullmatch(r"[a-z]{1,2}:(\d{6,})", chosen)
        if prefixed:
            return str(prefixed.group(1))
        whole = re2.fullmatch(r"[A-Z]{1,4} \d[\d-]{2,20}", chosen)
        return chosen if whole else next((word for word in chosen.split() if any(map(str.isdigit, word))), None)
    if direct:
        return None
    seen = _best_code(evidence, sender.subject if alone else "", text, site_name(sender, text) or "")
    if seen:
        return seen
    marked = re2.search(r"(?:^|\s)#\s?([A-Z]{1,6}-?\d{2,}[A-Z0-9-]*)\b", text[:6000])
    if not alone:
        return str(marked.group(1)) if marked and not _is_stock(evidence, marked.group(1)) else None
    coded = _CODED_ID.search(text[:20_000])
    if coded:
        return str(coded.group(0))
    for line in [
        sender.subject,
        *[row for row in evidence.talk if row not in {"", "\f"}][:12],
        *text.split("\n")[:6],
        *text.split("\n")[-12:],
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
            if not before.rstrip().endswith(
                ("ad", "stock", "listing", "item", "unit", "your", "su", "votre", "vehicle")
            ):
                return str(found.group(1)).strip("-_")
    return None
