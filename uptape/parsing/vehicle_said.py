"""Vehicles in somebody's own words: wanted ones, and those that the words around call their own."""

from __future__ import annotations

from uptape.core.leads import Vehicle
from uptape.parsing import linear as re2
from uptape.parsing.fields.label_words import plain
from uptape.parsing.fields.vehicle_prose import find_vehicles
from uptape.parsing.vehicle_merge import merge
from uptape.parsing.vehicle_remarks import with_remark

_OWN = re2.compile(
    r"(?i)\b(?:trad(?:e|ing)|trade-?in|we have|i have|i've got|(?:my|our) (?:old |current |own )?(?:['’]?\d|[A-Z])|mine|swap(?:ping)?|sell (?:you )?(?:my|our)|selling (?:my|our)|owe|own a|i drive|currently (?:drive|have|own)|"
    r"tengo|mi (?:carro|auto|camioneta|coche)|a cuenta|cambio|intercambio|échange|echange|j['’]ai (?:un|une)|mon (?:auto|véhicule|camion)|ma (?:voiture))\b"
)


def said(text: str) -> tuple[list[Vehicle], list[Vehicle]]:
    """Vehicles in somebody's words: wanted ones, and those that the words around call their own."""
    wanted: list[Vehicle] = []
    own: list[Vehicle] = []
    for found in find_vehicles(text[:6000].replace("\n", " ")):
        flat = text[:6000].replace("\n", " ")
        begin = max((flat.rfind(mark, 0, found.start) for mark in (". ", "? ", "! ")), default=-1) + 1
        ends = [at for at in (flat.find(mark, found.start) for mark in (". ", "? ", "! ", " but ", ", and ")) if at > 0]
        before, after = flat[begin : found.start + 3], flat[found.start : min([*ends, found.start + 160])]
        is_own = bool(_OWN.search(before)) or bool(
            re2.search(
                r"(?i)\b(?:on trade|in trade|to throw in|to trade|trade(?:-| )?in|as a trade|would trade|for trade|a cuenta|en échange|en echange)\b",
                plain(after),
            )
        )
        target = own if is_own else wanted
        vehicle = found.vehicle if is_own else with_remark(found.vehicle, after)
        if not merge(target, vehicle):
            target.append(vehicle)
    if not wanted and own and not re2.search(r"(?i)trad|sell|vend|cambio|change|apprais|cuenta|throw in", text):
        return own, []
    return wanted, own
