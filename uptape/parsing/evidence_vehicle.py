"""What labelled values and free lines say of vehicles, and whether they are wanted or the customer's own."""

from __future__ import annotations

from dataclasses import replace

from uptape.parsing import linear as re2
from uptape.parsing.evidence_state import Fact, State, add_vehicle
from uptape.parsing.fields.label_words import TAGS, label_words
from uptape.parsing.fields.makes import find_make
from uptape.parsing.fields.trim_words import KINDS_AND_COLOURS
from uptape.parsing.fields.vehicle_details import STATUS_ALONE, hash_code, status_of, stock_of, vin_of
from uptape.parsing.fields.vehicle_prices import advertised, rank_of_label
from uptape.parsing.fields.vehicle_text import VehicleText, leading_make, leading_model
from uptape.parsing.fields.vehicles import split_vehicle
from uptape.parsing.fields.vocabulary import Meaning, understand
from uptape.parsing.fields.word_sets import word_set
from uptape.parsing.formats.pieces import Item
from uptape.parsing.stores import is_store_shape

_STATUS_FIRST = re2.compile(
    r"(?i)^(?:new|used|pre-?owned|certified|neuf|nuevo|usado)\s+(?:vehicle|car|truck|unit|rv|boat|motorcycle|véhicule|veh[ií]culo)s?(?: (?:of interest|requested|desired|information|details))?$"
)
_YES_NO = frozenset(
    ("yes", "no", "y", "n", "sí", "si", "oui", "non", "true", "false", "none", "maybe", "undecided", "not sure")
)
_DATED = re2.compile(r"^\W*(?:\d{1,4}[-/]\d{1,2}[-/]\d{1,4}|[\pL]{3,9}\.? \d{1,2}, \d{4})\b")
_MILES = re2.compile(r"(?i)\d ?(?:k ?)?(?:mi|miles|km|hrs|hours|heures|millas)\b")
# Others' vehicles, told along with a lead: what was saved or looked at, what is alike.
_BESIDE = re2.compile(
    r"(?i)\b(?:shoppers?|people|users?|buyers|visitors|others|compradores|acheteurs)\b.{0,40}\b(?:saved?|view(?:ed)?|watch(?:ed|ing)?|look(?:ed|ing))\b|"
    r"\b\d+ (?:saves|views|guardados|vues)\b|\b(?:similar|other|recent(?:ly viewed)?|recommended|saved|related|viewed) (?:vehicles|cars|listings|units|inventory|matches)\b|\bveh[ií]culos (?:similares|parecidos)|\bv[ée]hicules (?:similaires|semblables)|\byou (?:may|might) also\b|\balso (?:like|viewed|available|looked at|browsed|checked out|considered|considering|seen|saw|shopped|saved|vio|mir[óo]|regard[ée]|consult[ée])\b|\bsaved (?:your|by)\b|\b(?:cars|trucks|vehicles|units|bikes|boats|listings) (?:like this|nearby|you (?:may|might))\b|\bm[áa]s (?:autos|veh[ií]culos|anuncios) como\b"
)


# Labels that tell of a wish, so that what they name is not the customer's own: `Shopping for`.
WISHED = word_set(
    "shopping looking wants want wanted interested interest considering desired buscando busca interesa interesado interesada interes cherche recherche interet souhaite desire gesucht"
)
_COMPARED = re2.compile(
    r"(?i)^[^$€\d]*[^$€\d\s][^$€\d]*[$€]?\s?\d[\d,.]* ?[$€]? (?:below|above|under|over|less than|more than|off|lower|higher|cheaper|better|de menos|menos que|sous|de moins)\b|^[$€]?\s?\d[\d,.]* ?[$€]? (?:below|above|under|over|lower|higher) (?:the )?(?:market|average|msrp|avg)\b"
)


def vehicle_pair(state: State, item: Item, meaning: Meaning, value: str, at: int) -> None:
    """A value under a label of vehicles."""
    if state.thing == "beside":
        return
    if meaning.field in {"year", "make", "model"} and any(
        f.field == "vehicle" and f.whose == "trade" and re2.search(r"\b(?:19|20)\d\d\b", f.value)
        for f in state.facts[-8:]
    ):
        state.implied_trade = False  # that vehicle is told already
    own = meaning.whose == "trade" or (
        meaning.whose != "vehicle"
        and meaning.field != "vehicle"
        and state.implied_trade
        and not (meaning.field == "price" and is_whole(value.split("\n")[0].strip()))  # “Offered: New 2026 Passport”
    )
    if meaning.field == "stock":
        own = False  # only what stands for sale has a stock number
    wished = meaning.field == "vehicle" and meaning.whose is None and bool(WISHED & set(label_words(item.label)))
    in_trade = state.thing == "trade" and meaning.whose != "vehicle" and meaning.field != "stock" and not wished
    thing = "trade" if own or in_trade else "wanted"
    if meaning.field == "vehicle":
        state.implied_trade = meaning.whose == "trade"
    state.implied = None
    why = f"labelled “{item.label[:40]}”"
    if meaning.whose in {"employer", "co"} or beside(f"{item.label}: {value}"):
        return
    first = value.split("\n")[0].strip()
    field = meaning.field
    if field not in {"vehicle", "mileage", "vin"} and (
        is_whole(first) or (field == "model" and _year_and_model(first))
    ):
        field = "vehicle"
    if field == "price" and _COMPARED.search(first):
        return  # “Good deal ($900 below market)”
    if field == "price" and (thing == "trade" or not any(map(str.isdigit, first))):
        if thing != "trade" and is_store_shape(first):  # “For: Sunrise Motors”
            state.facts.append(Fact("location", first, "store", 66, at, why))
        return
    if (
        field == "trim"
        and set(label_words(item.label)) <= {"version", "ver"}
        and re2.fullmatch(r"v?\d{1,2}(?:\.\d{1,3})*", first)
    ):
        return  # of the format
    if field == "condition" and not status_of(first) and len(first) > 1:
        return  # “What type of vehicle? SUV”
    if field == "vehicle" and thing == "trade" and first.lower().strip(" .!") in _YES_NO:
        return
    if field == "vehicle" and (
        _DATED.match(first) or (advertised(first, least=0) and not is_whole(first) and len(first) < 30)
    ):
        return  # “Appraised on: …”, “Seller wants: $19,500”
    if field in {"stock", "vin"} and thing == "wanted" and len(first.split()) > 2:
        loose_details(state, first, at)  # “Stock: LX250 - Price $27,450 - 41k mi”
    score = 80 + rank_of_label(item.label) if field == "price" else 85
    if field == "vehicle" and thing == "wanted" and _STATUS_FIRST.match(item.label):
        state.facts.append(Fact("condition", str(status_of(item.label)), "loose", 49, at, why))
    state.facts.append(Fact(field, value if field == "vehicle" else first, thing, score, at, why))


def _year_and_model(text: str) -> bool:
    found = split_vehicle(text, labelled=True) if "," in text or "(" in text else None
    return bool(found and found.sure and found.vehicle.year and found.vehicle.model)


def is_whole(text: str) -> bool:
    """Whether a value is a whole vehicle, whatever its label says: year with make or model."""
    if len(text) > 100 or len(text.split()) < 3 or not re2.search(r"\d\d", text):
        return False
    found = split_vehicle(text)
    return bool(found and found.sure and found.vehicle.year and found.vehicle.model)


def named_by_label(state: State, label: str, value: str, at: int) -> bool:
    """A label that is itself a vehicle, with its price and more as value; True where it is one."""
    if not is_whole(label):
        return False
    found = split_vehicle(f"{label}, {value}" if len(value) < 160 else label)
    if found is None:
        return False
    add_vehicle(state, found, 62, at)
    return True


def vehicle_line(text: str) -> VehicleText | None:
    """The vehicle of a line that is nothing but one, beginning with year, make or model; None for any other line."""
    words = text.split()
    # Without two digits there is no year; most lines of a long mail end here, at a hundredth of the cost.
    if len(words) > 22 or not re2.search(r"\d\d", text) or beside(text):
        return None
    found = split_vehicle(text)
    if not (found and found.sure and found.vehicle.year):
        return None
    bare = re2.sub(r"(?i)\d[\d,.]*\s?k? ?(?:mi|km|hrs)\b\.?|\b(?:c[oó]d|inv|stk|no|ref)\.", " ", text)
    if re2.search(r"(?i)[.?!]\s|[.?!]$|\b(?:my|me|is|at|you|the|mi|mon|est|i|we|it|would|have|want)\b", bare[4:]):
        return None
    if re2.match(r"(?i)^(?:your |the )?(?:[a-zéû-]+ ){0,2}['’]?\d{2}", text):
        return found
    named = [word.strip("“\"'(,") for word in words[:4]]
    at = next((i for i, word in enumerate(named) if not status_of(word) and word.lower() not in KINDS_AND_COLOURS), 0)
    begins = leading_make(named[at:])[0] or leading_model(named[at:], None)[0]
    return found if begins and named[at][:1].isupper() else None


def loose_piece(state: State, piece: str, at: int) -> bool:
    """One piece of a row that is nothing but a stock number behind `#`, or an amount; True where it is one."""
    if state.thing in {"trade", "beside"}:
        return False
    code = re2.fullmatch(r"#\s?([A-Z]{0,5}-?\d[\dA-Z-]{2,10})", piece)
    if code:
        state.facts.append(Fact("stock", code.group(1), "loose", 49, at, "stands in a row with the vehicle"))
        return True
    if re2.fullmatch(r"(?:US|CA)?\s?\$\s?\d[\d,. ]*k?", piece) and (amount := advertised(piece)) and amount >= 400:
        state.facts.append(Fact("price", str(amount), "loose", 51, at, "stands in a row with the vehicle"))
        return True
    return False


def beside(text: str) -> bool:
    """Whether a line tells of other vehicles than the lead's: saved by others, alike."""
    return bool(_BESIDE.search(text[:300]))


def trade_question(state: State, text: str, at: int) -> bool:
    """A question about a trade-in with its answer in the same line: `Any trade? Yes - 2012 Aveo`; True where it is one."""
    asked = re2.match(r"^¿?\s*([^?]{6,70})\?\s+(\S.{2,120})$", text)
    if (
        not asked
        or understand(asked.group(1)).whose != "trade"
        or re2.match(r"(?i)(?:i|we|my|our|it|its|that|this)\b", asked.group(2))
    ):
        return False
    answer = re2.sub(r"(?i)^(?:yes|yeah|s[ií]|oui)\b\W*", "", asked.group(2))
    found = split_vehicle(answer)
    if not (found and found.sure and found.vehicle.model and (found.vehicle.year or answer != asked.group(2))):
        return False
    state.facts.append(Fact("vehicle", answer, "trade", 80, at, "answers the question about a trade-in"))
    return True


def announced(state: State, text: str, at: int) -> bool:
    """A sentence that ends with the vehicle it is about: `Recibiste un mensaje por tu anuncio: Honda CBR500R 2021`."""
    head, _, tail = text.partition(": ")
    if not tail or len(head) > 120 or not is_whole(tail) or beside(head):
        return False
    if not any(TAGS.get(word, frozenset()) & {"vehicle", "listing", "interest"} for word in label_words(head)[-3:]):
        return False
    found = split_vehicle(tail)
    if found is None:
        return False
    add_vehicle(state, found, 58, at)
    return True


def loose_details(state: State, text: str, at: int) -> None:
    """Stock number, VIN, price and condition that a line without a label tells; they belong to the vehicle near them."""
    if state.thing in {"trade", "beside"} or len(text) > 240 or beside(text):
        return
    why = "stands near the vehicle"
    alone = STATUS_ALONE.match(text)
    if alone and len(text) < 120 and (status := status_of(alone.group(1))):
        state.facts.append(Fact("condition", status, "loose", 50, at, why))
    if not any(map(str.isdigit, text)):
        return
    for field, value in (("stock", stock_of(text)), ("vin", vin_of(text))):
        if value:
            state.facts.append(Fact(field, value, "loose", 50, at, why))
    pieces = [piece for piece in re2.split(r"\s+[|•·]\s+", text.strip()) if piece]
    if len(pieces) > 1 and all(len(piece) < 60 for piece in pieces):
        for piece in pieces:
            loose_piece(state, piece, at)
    of_unit = bool(stock_of(text) or vin_of(text) or _MILES.search(text))
    if of_unit and not stock_of(text) and (code := hash_code(text)):
        state.facts.append(Fact("stock", code, "loose", 48, at, why))
    amount = advertised(text, least=2 if of_unit and len(text) < 160 else 3)
    if amount and amount >= 400:
        state.facts.append(Fact("price", str(amount), "loose", 52, at, why))


def joined_lines(items: list[Item]) -> list[Item]:
    """The items with year, make and model on a line each put together: `2022`, `Kia`, `Forte`, `GT-Line`."""
    out: list[Item] = []
    at = 0
    while at < len(items):
        item = items[at]
        of_vehicle = item.kind == "text" or (item.kind == "pair" and item.meaning.field == "vehicle")
        if of_vehicle and re2.fullmatch(r"(?:19[5-9]|20[0-4])\d", item.text.strip()):
            lines = [item.text.strip()]
            while at + len(lines) < len(items) and len(lines) < 4 and _is_short(items[at + len(lines)]):
                lines.append(items[at + len(lines)].text.strip())
            if len(lines) > 2 and find_make(lines[1]):
                out.append(replace(item, text=" ".join(lines)))
                at += len(lines)
                continue
        out.append(item)
        at += 1
    return out


def _is_short(item: Item) -> bool:
    return item.kind == "text" and 0 < len(item.text.split()) <= 3 and "@" not in item.text
