"""The customer's own words: labelled comments, quotations, a person's whole mail, what a visitor said in a chat."""

from __future__ import annotations

from uptape.parsing import linear as re2
from uptape.parsing.evidence_state import Evidence
from uptape.parsing.fields.placeholders import is_absent
from uptape.parsing.fields.word_sets import word_set
from uptape.parsing.formats.frames import is_footer
from uptape.parsing.formats.prose import is_greeting, is_intro, names_told
from uptape.parsing.formats.transcripts import Transcript

_QUOTED = re2.compile(r'^[\s>]*["“«‘]\s?(.{3,}?)\s?["”»’]\s*$')
_TOLD = re2.compile(
    r"(?i)\b(?:adds?|says?|said|wrote|writes?|asks?|asked|dice|escribi[óo]|a [ée]crit|dit)\s?:\s*[“\"«](.{8,}?)[”\"»]"
)
_SPEECH = word_set(
    """i i'm i'd i've im is are am was be it its it's this that the you your u ur my me we our us have has had can could would will do does did
    still what how when where who why please want need looking interested available there any if thanks thank hi hello call text send
    es está esta estoy me mi tiene tengo quiero puedo puede todavía cuánto cuanto hola busco gracias si sigue
    soy todavia dan doy le les que pero como si con para una cuanto quisiera busco interesa vi aun precio ustedes sus lo la los
    est je j'ai vous mon ma encore disponible avez voudrais merci bonjour combien puis suis serait c'est"""
)
_MINE = re2.compile(
    r"(?i)[?]|\b(?:i|i['’]m|i['’]d|i['’]ll|me|my|we|our|please|yo|mi|quiero|puedo|je|j['’]ai|mon|ma|nous)\b"
)
# What a form lets people agree to, and what systems say to the store: nobody's own words.
_CONSENT = re2.compile(
    r"(?i)^\W*(?:yes,? )?(?:i|we|yo|je)\b[^.?!]{0,60}\b(?:authori[sz]e|consent|certify|acknowledge|agree (?:to|that|with)|give (?:my )?(?:permission|consent)|have read|opt[- ]?in|accept the|"
    r"autorizo|acepto|autorise|accepte|consens|consiento|certifico)\b|"
    r"^\W*(?:by (?:checking|clicking|submitting|providing|signing|continuing|pressing|sending)|al (?:enviar|hacer clic|marcar)|en (?:soumettant|cochant|cliquant|envoyant))\b|"
    r"\b(?:credit report|terms (?:of|and)|privacy policy|marketing (?:calls|texts|messages|e-?mails)|auto-?dialer|message and data rates)\b[^?]*(?::\s*(?:yes|no|true|on|checked)|\.)\s*$"
)
_TO_THE_STORE = re2.compile(
    r"(?i)\bplease (?:return|log in|listen|honou?r|note|contact|follow up|respond|reply|call|reach|review|confirm|do not|assign|log|mark|ask the)\b|\b(?:is|are|must be) required\b|\brequires? (?:a |an )?(?:response|contact|reply)\b|\b(?:has|have) (?:been (?:told|notified|informed|advised|sent|assigned)|requested)\b|"
    r"\b(?:dealer|program|brand|lead|response) (?:standards?|guidelines?|requirements?|policy|agreement|portal|support)\b|\bwithin \d+ (?:minutes|hours|business|min)\b|\b(?:first|initial) contact\b|\b(?:help ?desk|support)\b\W*\(?\d{3}"
)
# What a notice says of itself, and where its sender can be asked.
_OF_ITSELF = re2.compile(
    r"(?i)^\W*this (?:pre-?qualification|application|lead|report|notice|notification|alert|e-?mail|inquiry|enquiry|request|quote|appraisal|estimate|offer|summary|valuation|transcript(?:ion)?|recording|call|caller|customer|shopper|prospect|person|visitor|contact|number|vehicle|listing|ad|store) "
    r"(?:is|was|are|has|have|does|will|may|might|can|cannot|contains?|expires?|must|should|came|comes|requires?)\b[^?]*(?:\?\W*(?:call |e-?mail |contact )?\(?\+?1?[ -]?\(?\d{3}[^?]*)?$|"
    r"\bquestions\? (?:call|e-?mail|contact|\(?\d{3})"
)
_TOLD_OF = re2.compile(
    r"(?i)\b(?:he|she|they) (?:saw|wants?|would|asked|asks|needs?|is|are|has|have|had|said|says|will|can|wondered|likes?|liked)\b"
)
_ENDS_IN_AMOUNT = re2.compile(r"^[^.?!,;]{3,60}\s(?:US|CA)?\$\s?\d[\d,. ]*(?:k|/mo\.?|per month)?\s*$")
_OWN = re2.compile(r"(?i)\b(?:i|i['’](?:m|d|ll|ve)|me|my|mine|yo|mi|me|je|j['’]ai|mon|ma|moi)\b")
_YES_NO = frozenset(("yes", "no", "si", "sí", "oui", "non", "y", "n", "true", "false"))


def customer_words(evidence: Evidence, text: str, direct: bool, talk: Transcript | None) -> str | None:
    """What the customer said, as far as the mail holds it; None where it holds nothing of theirs."""
    labelled = [
        f.value
        for f in evidence.facts
        if f.field == "comments"
        and f.score >= 70
        and not is_absent(f.value)
        and f.value.lower().strip(" .") not in _YES_NO
    ]
    if labelled:
        return "\n".join(dict.fromkeys(_unquoted(value) for value in labelled))
    summary = next((f.value for f in evidence.facts if f.field == "summary" and not is_absent(f.value)), None)
    if summary:
        return _unquoted(summary)
    said = next((f.value for f in evidence.facts if f.field == "transcript"), None)
    if talk and talk.visitor:
        return "\n".join(line for line in talk.visitor if len(line) > 1)
    if said and not is_absent(said):
        return _unquoted(said)
    if direct and evidence.pair_count < 3:
        return _own_mail(text)
    if evidence.quotes:
        return "\n".join(_unquoted(line) for line in evidence.quotes)
    quoted = _quotation(evidence.talk)
    if quoted:
        return quoted
    spoken = [f.value for f in evidence.facts if f.field == "comments" and f.score < 70]
    return _paragraphs(evidence.talk) or (spoken[0] if spoken else None)


def is_speech(value: str) -> bool:
    """Whether a value under a label that is not understood is a sentence that somebody says."""
    ends = bool(re2.search(r"[.?!]\s|[.?!]$", value.strip()))
    return (
        ends
        and bool(_MINE.search(value))
        and len(value.split()) >= 7
        and "://" not in value
        and not is_footer(value)
        and _speaks([value])
        and not _of_the_site([value])
    )


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 2 and value[0] in '"“«' and value[-1] in '"”»':
        return value[1:-1].strip()
    return value


def _quotation(talk: tuple[str, ...]) -> str | None:
    """A paragraph in quotation marks, or what stands in them behind `Ann adds:`."""
    for line in talk:
        told = _TOLD.search(line)
        if told:
            return str(told.group(1)).strip()
    paragraph: list[str] = []
    for line in [*talk, ""]:
        if line and line != "\f":
            paragraph.append(line)
            continue
        joined = "\n".join(paragraph)
        if joined[:1] in '"“«' and joined.rstrip()[-1:] in '"”»' and len(joined) > 8:
            return _unquoted(joined)
        for row in paragraph:
            found = _QUOTED.match(row)
            if found and len(found.group(1).split()) >= 3:
                return str(found.group(1))
        paragraph = []
    return None


def _own_mail(text: str) -> str | None:
    lines: list[str] = []
    for line in text.split("\n"):
        bare = line.strip()
        if lines and (
            bare in {"--", "__"} or re2.fullmatch(r"[-_=*~]{4,}", bare) or (bare and is_footer(bare) and not lines[-1])
        ):
            break
        if bare and not lines and is_greeting(bare):
            continue
        if bare or lines:
            lines.append(bare)
    return "\n".join(lines).strip() or None


def _paragraphs(talk: tuple[str, ...]) -> str | None:
    """The paragraphs before the first rule or footer that are nobody's announcement and read like speech."""
    kept: list[str] = []
    paragraph: list[str] = []
    for line in [*talk, ""]:
        if line and line != "\f":
            paragraph.append(line)
            continue
        if paragraph and not _announces(paragraph[0]) and _speaks(paragraph) and not _of_the_site(paragraph):
            kept.append("\n".join(paragraph))
        elif paragraph and kept and len(paragraph) == 1 and len(paragraph[0].split()) <= 3:
            kept.append(paragraph[0])  # the name below the words
        paragraph = []
        if line == "\f" and kept:
            break
    return "\n\n".join(kept).strip() or None


def _of_the_site(paragraph: list[str]) -> bool:
    """Whether lines are a form's small print, an amount with its name, or what a system tells the store of the customer."""
    text = " ".join(paragraph)
    if _OF_ITSELF.search(text) and not _OWN.search(text):
        return True
    if _CONSENT.search(text) or (len(paragraph) == 1 and _ENDS_IN_AMOUNT.match(text) and not _MINE.search(text)):
        return True
    return (
        _TO_THE_STORE.search(text) is not None
        and not _OWN.search(text)
        and "?" not in text
        and not _TOLD_OF.search(text)
    )


def _announces(line: str) -> bool:
    if len(re2.findall(r"[.?!](?:\s|$)", line)) >= 3:
        return bool(is_greeting(line) or is_footer(line))  # a report of several sentences
    return bool(is_intro(line) or is_greeting(line) or names_told(line) or is_footer(line))


def _speaks(paragraph: list[str]) -> bool:
    """Whether lines read like somebody's words rather than like a title."""
    words = sum(len(line.split()) for line in paragraph)
    if any(line.rstrip().endswith(("?", "!")) for line in paragraph):
        return words >= 2
    spoken = {word.strip(".,;:'\"") for line in paragraph for word in line.lower().split()} & _SPEECH
    if words < 3 or not spoken or not any(c.islower() for c in paragraph[0]):
        return False
    return any(line.rstrip().endswith(".") for line in paragraph) or len(spoken) >= (2 if words > 5 else 1)
