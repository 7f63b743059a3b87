"""Vehicles of which somebody else tells in the third person: notes of a call, points of a summary, a site's sentences."""

from __future__ import annotations

from dataclasses import replace

from uptape.parsing import linear as re2
from uptape.parsing.evidence_state import State, add_vehicle
from uptape.parsing.fields.vehicle_prose import find_vehicles

_WHO = r"(?i)^\W*(?:(?:the )?(?:customer|caller|shopper|buyer|lead|prospect|client|visitor|he|she|they|cliente|el cliente|la clienta|le client|la cliente|il|elle)\s)?(?:also |currently |is |was |are |est |está )*"
_WANTS = re2.compile(
    _WHO
    + r"(?:interested in|looking (?:for|at|to (?:buy|lease))|asking about|asked about|asks about|wants?(?: to (?:buy|see|test drive|lease|drive))?|inquir(?:ed|ing) (?:about|on|into)|"
    r"call(?:ed|ing) (?:about|on|regarding)|shopping(?: for)?|considering|would like(?: to (?:see|buy|test drive))?|interesad[oa] en|busca|quiere(?: ver)?|pregunt[óa] por|int[ée]ress[ée]e? par|cherche|veut(?: voir| essayer)?)\s"
)
_HAS = re2.compile(
    _WHO
    + r"(?:has|have|owns?|drives?|driving|trading(?: in)?|trades?(?: in)?|(?:will|would|wants? to|could|plans? to|looking to|hopes? to) (?:trade|sell|turn)(?: in)?|turning in|tiene|conduce|maneja|"
    r"(?:quiere )?dar(?:ía)? a cuenta|poss[èe]de|conduit|a un|a une|[ée]change(?:rait)?)\s"
)


_ARTICLE = re2.compile(
    r"(?i)\s*(?:(?:an?|his|her|their|una?|su|une?|sa|son)\s+)?(?:(?:old|older|used|clean|paid[- ]off|white|black|red|blue|gr[ae]y|silver|vieux|vieille) )?"
)


def told_vehicle(state: State, text: str, at: int) -> bool | None:
    """True where a line says which vehicle somebody has, False where it says which one they want, None where it says neither.
    The vehicle is added; it needs a year, so that a mere mention is none."""
    if len(text) > 240 or "?" in text:
        return None
    for pattern, own in ((_HAS, True), (_WANTS, False)):
        said = pattern.match(text)
        if said is None:
            continue
        rest = text[said.end() :]
        found = next((one for one in find_vehicles(rest) if one.start < 30), None)
        if found is None or not (found.vehicle.year and found.vehicle.model):
            continue
        if own and not _ARTICLE.fullmatch(rest[: found.start]):
            continue  # “has saved your 2020 Civic”
        if own:
            found = replace(found, vehicle=replace(found.vehicle, interest="trade-in", price=None))
        add_vehicle(state, found, 60, at)
        return own
    return None
