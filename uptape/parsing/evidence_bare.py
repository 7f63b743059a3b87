"""What a line says that is nothing but a value, or several in a row: addresses, numbers, places, vehicles, prices, names."""

from __future__ import annotations

from uptape.parsing import linear as re2
from uptape.parsing.evidence_frame import PLACE
from uptape.parsing.evidence_person import read_person
from uptape.parsing.evidence_said import phones_in
from uptape.parsing.evidence_state import FOREIGN, PERSON_FIELDS, Fact, State, add_address, add_vehicle
from uptape.parsing.evidence_vehicle import vehicle_line
from uptape.parsing.fields.addresses import split_address
from uptape.parsing.fields.emails import emails
from uptape.parsing.fields.makes import key_of
from uptape.parsing.fields.phones import phone
from uptape.parsing.fields.vehicle_prices import advertised
from uptape.parsing.fields.vocabulary import understand
from uptape.parsing.formats.pieces import Item
from uptape.parsing.formats.prose import is_greeting, is_person_shape
from uptape.parsing.stores import is_store_shape

_PRICE_LINE = re2.compile(
    r"^[\s•·*-]*(?i:price|asking|listed at|for)?\s*(?i:us|ca|cad|usd)?\s?\$\s?\d[\d,. ]*(?:\s?(?i:obo|usd|cad|firm))?[\s•·*|].*$|^[\s•·*-]*(?i:us|ca)?\s?\$\s?\d[\d,.]*\s*(?i:obo|usd|cad|firm)?\s*$|"
    r"^[\s•·*-]*(?i:prix|precio|preis)?\s*\d{1,3}(?:[ \x{a0}\x{202f},.]\d{3})+(?:[.,]\d\d)?\s?(?:\$|€|EUR|CAD|USD|MXN)(?:\s(?i:ferme?|n[ée]gociable|ou meilleure offre|vb|fest|firme))?\s*$"
)


_STREET_ALONE = re2.compile(r"(?i)^(?:[NSEW]\d{1,5} (?:[NSEW]\d{1,5} )?|P\.?\s?O\.? Box|HC \d|RR \d|\d{1,5},? rue )")


_STREET_ABOVE = re2.compile(
    r"^(?:[NSEW]?\d{1,6}[A-Za-z]?|[NSEW]\d{1,3} [NSEW]\d{1,5}),? \p{Lu}[\pL'’.-]+(?: [\pL\d#'’.-]+){0,4},?$"
)


def bare_value(state: State, item: Item, bare: str, at: int, country: str) -> bool:
    """A line that is nothing but a value: an address, a number, a place, a vehicle, a price, a name, or several in a row."""
    whose = state.person if state.person in FOREIGN else (state.implied or "customer")
    if whose == "customer" and state.store_at is not None and at - state.store_at <= 3:
        whose = "store"
    score = 62 if whose == state.person else 58
    pieces = [piece.strip() for piece in re2.split(r"\s*[,|•·;]\s+|\s{3,}", bare) if piece and piece.strip()]
    mails, numbers = emails(bare), phones_in(bare, country)
    if (mails or numbers) and len(bars := re2.split(r"\s+[|•·]\s+", bare)) >= 3:
        pieces = [bar.strip() for bar in bars if bar.strip()]  # “555-0141 | ann@mail.example | Waterloo, IA”
    if len(pieces) == 1 and (mails or numbers) and len(parts := re2.split(r"\s[-–—/]\s", bare)) >= 3:
        pieces = [part.strip() for part in parts]  # “Ann Lee - 508-555-0133 - ann@mail.example”
    words = bare.split()
    said = re2.search(r"[.?!]\s|[.?!]$|\b(?:my|me|is|at|you|the|mi|mon|est)\b", bare)
    if (mails or numbers) and (
        len(words) <= 3 or (len(pieces) > 1 and not said and all(len(piece.split()) <= 6 for piece in pieces))
    ):
        for address in mails:
            state.facts.append(Fact("email", address, whose, score, at, "stands alone in its line"))
        for number in numbers:
            state.facts.append(Fact("phone", number, whose, score, at, "stands alone in its line"))
        _pieces(state, pieces, whose, at, country)
        return True
    if len(pieces) >= 3 and re2.search(r"\s[|•·]\s", bare) and not said:
        row = [piece.strip() for piece in re2.split(r"\s[|•·]\s", bare)]
        if unit := vehicle_line(row[0]):
            add_vehicle(state, vehicle_line(bare) or unit, 62, at)
            row = row[1:]
        _pieces(state, row, whose, at, country)
        if not _PRICE_LINE.match(bare):
            return True
    vehicle = vehicle_line(bare)
    if vehicle:
        add_vehicle(state, vehicle, 62, at)
        return True
    if _PRICE_LINE.match(bare) and len(words) <= 10 and (amount := advertised(bare)):
        if state.thing == "wanted":
            state.facts.append(Fact("price", str(amount), "loose", 50, at, "stands alone near the vehicle"))
        return True
    if state.site and state.site in key_of(bare):
        return False
    numbered = re2.match(r"^([A-Za-z ]+ ID):?\s?#?\d+$", bare[:60])
    if numbered and understand(numbered.group(1)).complete:
        return False  # “Dealer ID 30917” is no town in Idaho
    lives = (
        re2.search(r"(?i)\b(?:habite|vive|vivo|lives?|demeure|reside|from|is in|est)\b", bare) is not None
    )  # a sentence
    lives = (
        lives
        or re2.match(
            r"(?i)^(?:listed|located|posted|available|for sale|shown|offered|parked|stored|publicad[oa]|situ[ée]e?) (?:in|at|near|en|à)\b",
            bare,
        )
        is not None
    )
    place = split_address(bare, country) if len(words) <= 8 and len(bare) < 90 and not lives else None
    if place and place.street and state.talk and is_store_shape(state.talk[-1], surely=True):
        whose = "store"  # the address below a store's name
    if place and ((place.city and place.region) or (place.postal_code and (len(words) <= 2 or place.region))):
        above = state.talk[-1] if state.talk else ""
        if not place.street and place.city and _STREET_ABOVE.match(above) and len(above.split()) <= 6:
            state.facts.append(Fact("street", above.strip(" ,"), whose, 50, at, "stands above the town"))
        add_address(state, bare, whose, 55, at, "stands alone in its line", country)
        return True
    near = any(
        f.whose == whose and f.field in {"name", "phone", "email", "company", "location"} and at - f.at <= 3
        for f in state.facts
    )
    if (
        near
        and place
        and place.street
        and place.street.replace(",", "") == bare.strip(" .,").replace(",", "")
        and (PLACE.search(bare) or _STREET_ALONE.match(bare))
    ):
        state.facts.append(Fact("street", bare.strip(" .,"), whose, 48, at, "stands alone below the contact"))
        return True
    if len(words) <= 4 and is_person_shape(bare):
        state.facts.append(
            Fact(
                "name",
                bare,
                whose,
                50 if state.person is None and whose == "customer" else score,
                at,
                "stands alone in its line",
            )
        )
        state.talk.append(bare)
        return True
    return bool(is_greeting(bare))


# A row of a unit's details, in which a colour looks like a name: `72,640 miles • Magnetite Gray • 2 owners`.
_OF_UNIT = re2.compile(
    r"(?i)^\W*\d[\d.,]* ?k? ?(?:mi|miles|km|kms|hrs|hours|heures|horas|millas|owners?|due[ñn]os?|doors?)\b|\b(?:automatic|manual|awd|fwd|rwd|4wd|4x4|v6|v8|gas|diesel|hybrid)\b"
)


def _pieces(state: State, pieces: list[str], whose: str, at: int, country: str) -> None:
    whole = split_address(", ".join(pieces), country) if 2 <= len(pieces) <= 3 else None
    if whole and whole.city and whole.region and not is_store_shape(whole.city):
        add_address(state, ", ".join(pieces), whose, 58, at, "stands in a row", country)
        return
    of_unit = any(_OF_UNIT.search(piece) for piece in pieces)
    for piece in pieces:
        if "@" in piece or phone(piece, country):
            continue
        labelled = re2.match(r"(?i)^(.{2,20}?)\s*[:#]\s*(\S.*)$", piece)
        if labelled and understand(labelled.group(1)).field in PERSON_FIELDS:
            read_person(state, labelled.group(1), understand(labelled.group(1)), labelled.group(2), at, country)
            continue
        place = split_address(piece, country)
        if place.postal_code or (place.region and (len(piece) <= 3 or place.city)):
            add_address(state, piece, whose, 58, at, "stands in a row with the contact", country)
        elif not of_unit and is_person_shape(piece) and not any(f.field == "name" and f.at == at for f in state.facts):
            state.facts.append(Fact("name", piece, whose, 64, at, "stands in a row with the contact"))
