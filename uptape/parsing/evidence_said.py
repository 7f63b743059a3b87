"""Telephone numbers in free text, and whether they are the speaker's."""

from __future__ import annotations

from uptape.parsing import linear as re2
from uptape.parsing.fields.phones import phone
from uptape.parsing.formats.spoken_digits import with_digits

_PHONE_IN_TEXT = re2.compile(
    r"(?:\+?1[ .-]?)?(?:\(\d{3}\)|\d{3})[ ./\x{2010}-\x{2015}-]{0,3}\d{3}[ .\x{2010}-\x{2015}-]{0,3}\d{4}\b|\+\d[\d ().-]{8,18}\d"
)

_CALL_ME = re2.compile(
    r"(?i)\bme (?:directly |personally |instead )?(?:at|on)\b|\bi['’]?m at\b|\bi am at\b|\bmine(?: is|['’]s|:)|\buse mine\b|\bel m[íi]o es\b|\ble mien est\b|\b(?:call|text|reach|phone|cell|mobile|number|contact|ring|tel|whatsapp|ll[aá]m|marc|cel|tel[eé]fono|n[uú]mero|appel|joindre|rejoindre|texto|cellulaire|num[eé]ro|contactar)\w*\b"
)

_NOT_MINE = re2.compile(
    r"(?i)\b(?:your|came in (?:on|to|at|over)|dial(?:l?ed|ing)|ring(?:s|ing)? (?:to|at)|rang|routed to|forwarded to|entr[óo] (?:por|a)|llam[óo] al?|a compos[ée]|re[çc]u (?:au|sur)|su n[uú]mero|su l[ií]nea|our line|your line|votre ligne|votre num[eé]ro|rastreo|tracking|suivi|dealer|support|help ?line|fraud|report|toll[- ]free|fax|our office|customer service|questions\?|office is|showroom|store is|service dep)\b"
)


def phones_in(text: str, country: str = "US") -> tuple[str, ...]:
    """Numbers that a free text writes like phone numbers, E.164."""
    out: dict[str, None] = {}
    text = with_digits(text[:8000])
    for found in _PHONE_IN_TEXT.finditer(text[:8000]):
        if found.start() and (text[found.start() - 1].isalnum() or text[found.start() - 1] in "$#-/="):
            continue
        if _FAX_BEFORE.search(text[max(0, found.start() - 8) : found.start()]):
            continue
        number = phone(found.group(0), country)
        if number:
            out[number] = None
    return tuple(out)


# Whoever else may answer: such a number counts only where the customer gives none of their own.
_OF_ANOTHER = re2.compile(
    r"(?i)\b(?:my|our|mi|ma|mon) (?:mom|mother|dad|father|wife|husband|son|daughter|brother|sister|boss|assistant|secretary|partner|friend|"
    r"girlfriend|boyfriend|fianc[ée]e?|esposa|esposo|hij[oa]|hermano|hermana|m[èe]re|p[èe]re|femme|mari|conjointe?)\b[^;]*$"
)
_IS_ANOTHERS = re2.compile(
    r"(?i)^\W{0,4}(?:and |but |pero |mais )?(?:that|it|this|which|c|ese|es|este)['’]?s?(?: is| was| es| era| est)? (?:actually |really )?"
    r"(?:my|our|mi|de mi|el de mi|la de mi|celui de m[ao]n?|m[ao]n?) (?:mom|mother|dad|father|wife|husband|son|daughter|brother|sister|boss|partner|friend|"
    r"roommate|neighbor|girlfriend|boyfriend|fianc[ée]e?|espos[oa]|mam[áa]|pap[áa]|hij[oa]|herman[oa]|m[èe]re|p[èe]re|femme|mari|conjointe?)"
)
# In the third person: `Her co-signer, Paul Cole, can be reached at …`.
_BIDS = re2.compile(r"(?i)\b(?:call|text|reach|ring|contact|try|llam\w*|appel\w*)\b")
_OF_THIRD = re2.compile(
    r"(?i)\b(?:her|his|their|su|son|sa|leur) (?:co-?(?:signer|buyer|applicant|borrower)|mom|mother|dad|father|wife|husband|spouse|son|daughter|brother|sister|boss|assistant|partner|friend|"
    r"agent|broker|lender|bank|attorney|espos[oa]|mam[áa]|pap[áa]|hij[oa]|herman[oa]|conjointe?|m[èe]re|p[èe]re)\b[^.;]*$"
)
_FAX_BEFORE = re2.compile(r"(?:^|[\s|•·,;(])(?:F|f|Fx|FX|Fax|FAX|fax)[.:]?\s{0,2}$")


def phones_said(text: str, country: str = "US") -> list[tuple[str, bool]]:
    """Numbers in somebody's words, each with whether the words around it say that it is theirs. Those that are plainly
    somebody else's (a help line, `your office`) are left out."""
    out: list[tuple[str, bool]] = []
    text = with_digits(text[:8000])
    for found in _PHONE_IN_TEXT.finditer(text[:8000]):
        if found.start() and (text[found.start() - 1].isalnum() or text[found.start() - 1] in "$#-/="):
            continue
        number = phone(found.group(0), country)
        before = text[max(0, found.start() - 60) : found.start()].replace("\n", " ")
        before = re2.split(r"[.?!] ", before)[-1]
        after = text[found.end() : found.end() + 40].split("\n\n")[0]
        if re2.search(
            r"(?i)\b(?:not|never|no longer|don['’]?t call|no (?:me )?llamen?(?: al)?|n['’]appelez pas(?: au)?)\b[^,;]{0,14}$",
            before,
        ):
            continue
        if (
            number
            and not ((third := _OF_THIRD.search(before)) and not _BIDS.search(before[: third.start()]))
            and not _NOT_MINE.search(before[-45:])
            and not _FAX_BEFORE.search(before)
            and not re2.match(r"(?i)\s*(?:is (?:your|the) |\(?(?:fax|office|showroom|dealer))", after)
        ):
            out.append(
                (
                    number,
                    bool(_CALL_ME.search(before) or (_CALL_ME.search(after) and not _IS_ANOTHERS.match(after)))
                    and not _OF_ANOTHER.search(re2.split(r"\b(?:or|o|ou)\b", before)[-1]),
                )
            )
    return out
