"""A block of somebody's data without labels: name, numbers, addresses and home in a few lines or in one."""

from __future__ import annotations

from uptape.parsing import linear as re2
from uptape.parsing.evidence_said import phones_in
from uptape.parsing.evidence_state import Fact, State
from uptape.parsing.fields.addresses import split_address
from uptape.parsing.fields.emails import emails
from uptape.parsing.fields.name_words import is_business
from uptape.parsing.fields.people_names import is_no_name
from uptape.parsing.fields.vehicles import split_vehicle
from uptape.parsing.formats.prose import is_person_shape

_APART = re2.compile(r"\s+[|•·;–—]\s*|;\s+|\s{3,}|\s/\s|\t")
_OF_ANOTHER = re2.compile(
    r"(?i)\b(?:spouse|wife|husband|partner|mother|mom|father|dad|son|daughter|brother|sister|boss|employer|reference|assistant|"
    r"espos[oa]|mam[áa]|pap[áa]|hij[oa]|herman[oa]|conjointe?|m[èe]re|p[èe]re)\b"
)
_ASIDE = re2.compile(r"\(([^()]{2,80})\)")
_NUMBER = re2.compile(r"\(?\+?\d[\d ().·/-]{7,18}\d(?:\s*(?i:x|ext\.?|poste)\s*\d{1,6})?")
_CHANNEL = re2.compile(
    r"(?i)(?:^|[\s,])(?:p|m|c|h|w|o|t|ph|tel|t[ée]l|phone|cell?|mobile|m[óo]vil|home|work|office|evenings?|days?|text|call|e-?mail|mail|courriel|correo|whats ?app|best|or|and)\.?:?\s*(?:$|,)"
)
_FAX = re2.compile(r"(?i)\bfax\.?:?\s*\(?\+?\d[\d ().-]{8,16}\d")


def read_block(state: State, text: str, whose: str, score: int, at: int, country: str, why: str) -> bool:
    """Facts of all that the text holds, as data of one person; False where it holds no name, number or address."""
    before = len(state.facts)
    named = False
    homes: list[str] = []
    for line in text.split("\n")[:12]:
        line = _FAX.sub(" ", line)
        for aside in _ASIDE.findall(line):
            if _OF_ANOTHER.search(aside) and (numbers := phones_in(aside, country)):
                state.facts += [Fact("phone", number, "other", 60, at, why) for number in numbers]
                line = line.replace(f"({aside})", " ")
        for piece in _APART.split(line):
            if not piece or not piece.strip():
                continue
            for address in emails(piece):
                state.facts.append(Fact("email", address, whose, score, at, why))
            for number in phones_in(piece, country):
                state.facts.append(Fact("phone", number, whose, score, at, why))
            rest = re2.sub(r"<?[^\s<>,;]+@[^\s<>,;]+>?|mailto:", " , ", piece)
            rest = _NUMBER.sub(" ", rest) if phones_in(piece, country) else rest
            rest = " ".join(_CHANNEL.sub(" , ", rest).split()).strip(" ,;:.<>()-")
            if not rest:
                continue
            if not named and (found := _name(rest)):
                named = True
                state.facts.append(Fact("name", found, whose, score - (0 if " " in found else 10), at, why))
                rest = rest[rest.find(found) + len(found) :].strip(" ,;")
            if rest and len(rest) < 120 and (homes or _is_home(rest, country)):
                homes.append(rest)
    if homes:
        parts = split_address("\n".join(homes[:4]), country)
        for what, part in (("street", parts.street), ("city", parts.city), ("region", parts.region), ("postal_code", parts.postal_code), ("country", parts.country)):  # fmt: skip
            if part:
                state.facts.append(Fact(what, part, whose, score - 5, at, why))
    return len(state.facts) > before


def _name(text: str) -> str | None:
    """The name with which a piece begins: `Hank Kuykendall, Pueblo CO`, `Dubé-Nguyen, Olivier`, `c/o Layne Farnsworth`."""
    text = re2.sub(r"(?i)^(?:c/o|attn:?|a/s)\s+", "", text)
    if is_business(text) and not any(map(str.isdigit, text)):
        return text
    whole = re2.split(r"\s[(<–—-]", text)[0].strip(" ,")
    parts = [part.strip() for part in whole.split(",")]
    place = split_address(whole)
    if len(parts) == 2 and not place.region and is_person_shape(whole) and not any(map(str.isdigit, whole)):
        return whole
    first = parts[0]
    if not first or is_no_name(first) or ((unit := split_vehicle(first)) is not None and unit.sure):
        return None
    return first if is_person_shape(first) else None


def _is_home(text: str, country: str) -> bool:
    place = split_address(text, country)
    return bool(place.street or place.postal_code or (place.region and (place.city or len(text) > 3)))
