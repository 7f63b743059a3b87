"""Lines in which a site or a store speaks of itself: its name with its address and telephone, its help, its small print."""

from __future__ import annotations

from uptape.parsing import linear as re2
from uptape.parsing.evidence_said import phones_in
from uptape.parsing.evidence_state import Fact, State
from uptape.parsing.fields.emails import emails
from uptape.parsing.fields.makes import key_of
from uptape.parsing.fields.placeholders import is_absent
from uptape.parsing.formats.frames import is_footer
from uptape.parsing.stores import is_store_shape

_LEGAL = re2.compile(r"(?i)\b(?:inc|llc|l\.l\.c|ltd|ltée|corp|gmbh|s\.?a\.? de c\.?v|limited|corporation)\b\.?")
_HELPS = re2.compile(
    r"(?i)^\W*(?:(?:help|support|questions|fraud|abuse|billing|concierge|customer (?:care|service)|dealer (?:support|services|care|help|desk)|help ?desk|main (?:line|number)|"
    r"sales (?:line|desk)|service (?:dept|department)|office|front desk|tel|ayuda|soporte|aide|soutien|oficina|bureau)\b[^:]{0,25}:?\s)"
)
PLACE = re2.compile(
    r"(?i)\b\d{1,5} [^,;|\n]{2,30}\b(?:st|ave?|avenue|rd|road|dr|drive|ln|lane|blvd|way|hwy|pkwy|street|court|ct|pl|plaza|row|loop|trail|sq|square|cir|circle|ter|terrace|parkway|highway|pike|turnpike|expy|expressway|fwy|freeway|rte|route|suite|ste|calle|rue|boul)\b|\bP\.?\s?O\.? Box\b|\bC\.?P\.? \d"
)
_OF_CUSTOMER = re2.compile(
    r"(?i)\b(?:them|her|him|customer|shopper|buyer|lead|caller|client|clienta?|comprador|visitor|applicant)\b"
)
# The customer's words that are none: the number of the lead.
_NUMBERED = re2.compile(r"(?i)\b(?:lead|customer|shopper|buyer|client)(?: id| no\b| number|[ -]?ref| code|#)")
_DESK = re2.compile(
    r"(?i)\b(?:(?:dealer|help|support|fraud|customer|partner|account|lead|member) ?(?:desk|line|services?|support|care|success|relations|help)|hotline|help ?desk)\b[^.;\d]{0,20}\(?\+?\d[\d ().-]{8,}"
)
_DELIVERED = re2.compile(
    r"(?i)^\W*(?:sent|delivered|routed|forwarded|assigned|submitted|listed|posted|offered|enviado|envoy[ée]) (?:to|by|for|from|on behalf of|a|por|à|par)\s+"
)
_SMALL = frozenset(("of", "the", "and", "de", "del", "la", "du", "des", "et", "y", "at", "in"))
_CLOSES = re2.compile(
    r"(?i)^(?:kind|best|warm)?\s?(?:regards|wishes)|^thank(?:s| you)\b.{0,12}$|^sincerely|^your .{3,30} team|^the .{3,30} team|^atentamente|^saludos|^cordialement|^merci\W*$|^gracias\W*$"
)


def read_frame(state: State, text: str, at: int, country: str) -> bool:
    """True where the line is such a one. Its numbers and addresses become facts of the site, so that no customer gets them."""
    if not state.site and not is_footer(text):
        return False
    if not state.ended:
        if _CLOSES.match(text):
            state.closing = at
        elif state.closing is not None and at - state.closing <= 2 and state.site in key_of(text):
            state.ended = True  # “Kind regards, the site”
    if not (state.ended or _is_own(state, text) or (is_footer(text) and not _OF_CUSTOMER.search(text))):
        return False
    for number in phones_in(text, country):
        state.facts.append(Fact("phone", number, "site", 60, at, "is a number of the site or the store"))
    for address in emails(text):
        state.facts.append(Fact("email", address, "site", 60, at, "is an address of the site or the store"))
    return True


def without_frame(state: State, words: str) -> str:
    """Somebody's words without the lines of the site below them; nothing where they only say that nothing was said."""
    lines = words.split("\n")
    if len(lines) > 1 and is_absent(lines[0]):
        return ""
    for at in range(1, len(lines)):
        apart = not lines[at - 1].strip()
        if lines[at].strip() and (
            _is_own(state, lines[at]) or (apart and (is_footer(lines[at]) or _DESK.search(lines[at])))
        ):
            return "\n".join(lines[:at]).rstrip()
    return words


def _begins_with(text: str, site: str) -> bool:
    return key_of(text[: len(site) + 12]).startswith(site)


def _is_own(state: State, text: str) -> bool:
    text = _NUMBERED.sub("ID", text)
    if len(state.site) > 3 and _begins_with(text, state.site):
        text = (
            _OF_CUSTOMER.sub("", text[: len(state.site) + 12]) + text[len(state.site) + 12 :]
        )  # “Gulf Lead Exchange, …”
    placed = PLACE.search(text) is not None and not re2.match(
        r"\W*(?:19|20)\d\d\s", text
    )  # no “2016 Harley-Davidson Road Glide”
    reaches = bool(phones_in(text)) or placed or "@" in text
    if not reaches or len(text) > 300:
        return False
    pieces = re2.split(r"\s[|•·]\s", text)
    if 1 < len(pieces) < 6:
        if any(_OF_CUSTOMER.search(piece) for piece in pieces):
            return False
        if any(_is_own(state, piece) for piece in pieces):
            return True
    if _HELPS.match(text) and not _OF_CUSTOMER.search(text):
        return True
    text = _DELIVERED.sub("", text)
    first = re2.split(r"\s*[,|•·–—(©:]\s*|\s-\s|\s\d", text.strip(" ©*_-"))[0].strip()
    first = first[: first.find(". ", 5)] if first.find(". ", 5) > 0 else first
    if not first or len(first.split()) > 8:
        return False
    key = key_of(first)
    if len(state.site) > 3 and (state.site in key or (len(key) > 4 and key in state.site)):
        return True
    if _LEGAL.search(text[: len(first) + 12]) and (PLACE.search(text) is not None) and state.count >= 2:
        return True
    words = [word for word in first.split() if word.lower() not in _SMALL]
    return all(word[:1].isupper() or not word[:1].isalpha() for word in words) and is_store_shape(first, surely=True)
