"""Stores that a mail names in a sentence, a greeting or its last line, rather than under a label."""

from __future__ import annotations

import re

from uptape.parsing.fields.makes import find_make, key_of, make_of_model
from uptape.parsing.fields.vehicles import split_vehicle
from uptape.parsing.fields.vocabulary import understand
from uptape.parsing.fields.word_sets import word_set

_TRADE_WORDS = word_set(
    "moto centro motors motor auto autos cars automotive motos trailer implement tractor dealer dealership dealers group preowned pre-owned imports powersports rv rvs marine yachts boats "
    "sales center centre automobiles truck trucks trailers cycles cycle motorsports garage plaza mart supercenter coach camping "
    "cdjr cdjrf vr bateaux récréatifs exotics classics vans autosport wheels exchange autoplex automall motorcars autohaus leasing equipment autogroup occasion véhicules agencia seminuevos"
)
_GENERAL = word_set(
    "contact partner partners manager member friend principal owner valued participating website web internet online main sales service parts line department dept team number phone the new used our your call calls office general mobile queue ventes ventas verkauf"
)
_SURNAMES = word_set(
    "ford lincoln dodge austin harley pontiac lund morgan triumph mack scout pete benz mercedes ram smart seat indian"
)
_NAME = r"([A-ZÀ-ÖØ-Þ][\w'’&.-]*(?:\s(?:[A-ZÀ-ÖØ-Þ][\w'’&.-]*|\d{1,3}|of|de|del|des|du|los|las|la|y|et|the|&|at|and|-)){1,6})"
_SAID = re.compile(
    r"(?:(?i:team at|call at|call for|welcome to|thanks for visiting|thank you for visiting|visiting|leads? for|inquiry for|request for|message for|"
    r"submitted for|honou?red at|vehicles at|listed (?:at|by)|activity for|digest for|sent to|delivered to|routed to|forwarded to|summary for|report for|chat with|mailbox \d+ \(sales -|mailbox: sales,|voicemail for|appointment at|bienvenido a|bienvenue chez|para|pour|chez|handled for|(?:posted|listed) by [A-Z][\w'-]+(?: [A-Z][\w'-]+)? (?:at|from|of))\s+|(?i:publi[ée]e? par|posted by|listed by|publicad[oa] por) [^()]{3,40}\()"
    + _NAME
)
_GREETS = re.compile(
    r"^(?i:hi|hello|dear|hey|ahoy|howdy|greetings|good (?:morning|afternoon|evening)|bonjour|hola|good news|great news|congratulations|good news,|great news,|estimad[oa]s?|apreciad[oa]s?|cher|ch[èe]re|sehr geehrtes|hallo|guten tag|ol[áa]|prezad[oa]s?|attn:?|attention:?)\s+(?i:team at |team (?:von |bei )?|sucursal |agencia |concesionari[oa] |equipo (?:de )?|concession |dealer |dealership )?"
    + _NAME
    + r"\s*[,!:.]"
)
_ALONE = re.compile(
    _NAME + r"\s*(?:[·|•,(–—-]\s*)?(?:[\w &.]{2,25}\s)?\(?(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}"
)
_BRACKETED = re.compile(r"\d{4}\s*\(" + _NAME + r"\)")


def is_store_shape(text: str, site: str = "", *, surely: bool = False) -> bool:
    """True for a name of several words of which one is a word of the trade or a make: `Sandhill Chevrolet`.

    `surely`: the place tells that it is no person, so that a make that is a surname as well is enough: `Ironwood Ford`.
    """
    words = text.replace(",", " ").split()
    if not 2 <= len(words) <= 7 or (site and key_of(site) == key_of(text)):
        return False
    bare = [piece for word in words for piece in word.strip(".,'’()").lower().split("-")]
    if all(word in _TRADE_WORDS or word in _GENERAL for word in bare):
        return False  # a department
    if any(word in _TRADE_WORDS for word in bare) or (
        len(bare) > 2 and bare[-1] in {"vehicles", "roadsters", "outfitters"}
    ):
        return True
    return any(
        (make := find_make(word)) is not None
        and make.kind in {"car", "moto", "truck"}
        and word not in _SURNAMES
        and len(word) > 2
        for word in bare
    ) or (bare[-1] in _SURNAMES and find_make(bare[-1]) is not None and (surely or len(words) > 2))


_SEEN = re.compile(
    r"(?:\b(?i:for|at|to|from|of|on|with|on behalf of|agree|agree that|para|pour|chez|sur|con|avec|à|de|en|contacted|visited|called|texted|emailed|dealer|store|seller|by)\s+|[(\[–—|:/,-]\s*|^\s*)"
    + _NAME
)
_HELP = re.compile(
    r"(?i)\b(?:support|care|help|desk|service|services|leads?|online|marketplace|finder|alerts?|team|website|web|program|programme|network)$"
)


def store_seen(subject: str, sender: str, lines: list[str], site: str = "") -> str | None:
    """A name of a store that stands anywhere in a place where a store's name can stand, the likeliest one; None where none does."""
    scored: dict[str, tuple[int, str]] = {}

    def consider(name: str, score: int, surely: bool = False) -> None:
        name = _SENTENCE_END.split(name)[0]
        name = _DEPARTMENT.sub("", name.strip(" .,-'’&")).strip(" .,-")
        key = key_of(name)
        if not key or _HELP.search(name) or _NO_STORE & {word.lower() for word in name.split()} or make_of_line(name):
            return
        own = bool(site) and (key in key_of(site) or key_of(site) in key)
        if own and not _is_house(name):
            return
        if re.search(r"\b[A-Z]{1,3}\d{2,}", name) or (find_make(name.split()[0]) and re.search(r"\d", name)):
            return  # an engine: “Twin Yamaha F300”
        if understand(name).complete and understand(name).field != "location":
            return  # “RV of Interest” is a label
        if is_store_shape(name, "" if own else site, surely=surely):
            score += 1 if _OF_A_PLACE.search(name) else 0
            scored[key] = (scored.get(key, (0, ""))[0] + score, name)

    for at, (text, weight) in enumerate(
        [(subject, 3), (sender, 2), *((line, 2 if n < 4 else 1) for n, line in enumerate(lines[:80]))]
    ):
        for found in _SEEN.finditer(text[:400]):
            certain = found.group(0).lower().startswith(("for ", "on behalf of ", "agree ", "chez "))
            for name in found.group(1).split(" - "):  # “Sales - Sandhill Kia”
                at_house = at > 1 and found.group(0)[:3].lower() == "at " and find_make(name.split()[-1].strip(".,"))
                consider(name, max(weight, 2) if at_house else weight, certain)
                if (
                    at > 1
                    and re.search(rf"(?:^|[|•·])\s*{re.escape(name)}\s*(?:$|[|•·])", text)
                    and re.search(r"\s[|•·]\s", text)
                    and not any(map(str.isdigit, name))
                    and "$" not in text
                ):
                    consider(name, 1)
                if at > 1 and text.strip().rstrip(",!:") == name:
                    consider(name, 2)  # a line of its own, as a greeting
    best = max(scored.values(), default=(0, ""))
    return best[1] if best[0] >= 2 else None


_SENTENCE_END = re.compile(r"(?<=\w\w\w)\. ")
# A house that sells a make in a place; the makers' own companies are called so too.
_OF_A_PLACE = re.compile(
    r"\b(?:of|at|de|du)\s(?!(?:North |the )?(?:America|Canada|USA|Mexico|Europe|Japan)\b)[A-Z][\w'’.-]+(?: [A-Z]\w+){0,2}$"
)
_MAKERS = re.compile(
    r"(?i)\b(?:usa|america|canada|corporation|company|financial|finance|credit|oem|direct|connect|national)\b"
)


def _is_house(name: str) -> bool:
    """Whether a site's own name is that of a store: `Sandhill Kia`, `Kia of Sandhill`, not `Kia Connect` or `AutoSquare`."""
    words = name.split()
    if _MAKERS.search(name) or not any(find_make(word) for word in words):
        return False
    return find_make(words[0]) is None or _OF_A_PLACE.search(name) is not None


_DEPARTMENT = re.compile(r"(?i)\s+(?:website|web site|sales|service|internet sales|parts|leads?|team|dept|inventory)$")


_NO_STORE = word_set(
    "month event sale sales days deal deals special specials offer inquiry enquiry lead report request form page new used certified subject message question availability submission buyer shopper customer hello hi dear"
)


def make_of_line(text: str) -> bool:
    """Whether a text that has a make in it is a vehicle rather than a store: `Honda Civic Touring`."""
    vehicle = split_vehicle(text)
    if vehicle is not None and (vehicle.vehicle.year or make_of_model(vehicle.vehicle.model or "") is not None):
        return True
    words = text.split()
    return (
        find_make(words[0]) is not None and len(words) > 1 and make_of_model(" ".join(words[1:3])) is not None
    ) or make_of_model(words[-1]) is not None


def store_told(subject: str, lines: list[str], site: str = "") -> str | None:
    """The store that a mail is for as its sentences tell it, or None."""
    for line in [*lines[:12], *lines[-8:], subject]:
        for pattern in (_GREETS, _ALONE, _BRACKETED):
            found = pattern.search(line[:300])
            if found and not _HELP.search(found.group(1).strip(" .,-")) and is_store_shape(found.group(1), site):
                return found.group(1).strip(" .,-")
        for found in _SAID.finditer(line[:400]):
            name = _SENTENCE_END.split(found.group(1))[0].strip(" .,-")
            name = name.removesuffix(" and").removesuffix(" at")
            name = re.sub(r"\s+[-–|#/]\s*#?[A-Z]{0,4}-?\d[\w-]*$", "", name)  # “Lakeshore Imports - VX-3317”
            if not _HELP.search(name) and is_store_shape(
                name, site, surely=not found.group(0).lower().startswith(("message", "request"))
            ):
                return name
    return None
