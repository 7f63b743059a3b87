"""Labels of things: ids, dates, vehicles, messages."""

from __future__ import annotations

from uptape.parsing import linear as re2
from uptape.parsing.fields.label_words import TAGS
from uptape.parsing.fields.word_sets import word_set


def of_ids(words: tuple[str, ...], held: set[str], whose: str | None) -> tuple[str, str | None] | None:
    is_id = "id" in held
    if held & {"postal", "phone"} and "stock" not in held:
        return None
    if (
        set(words) & {"your", "su", "votre", "seller", "dealer", "vendor", "vendedor", "vendeur"}
        and set(words)
        <= {
            "your",
            "su",
            "votre",
            "seller",
            "s",
            "dealer",
            "vendor",
            "vendedor",
            "vendeur",
            "ref",
            "reference",
            "referencia",
            "no",
            "number",
            "numero",
        }
        and len(words) > 1
    ):
        return "own_ref", None
    if words[-1] == "code" and held & {"model", "trim", "color"}:
        return "property", "vehicle"  # “model_code”
    if "stock" in held and held & {"type", "status"} and not is_id:
        return "condition", whose
    if "stock" in held and "photo" not in words:
        return "stock", whose
    if "hull" in held:
        return "property", "vehicle"
    if "vin" in held and not (words[0] == "fin" and "type" in held):
        return "vin", whose
    if is_id and ({"series"} & held or "serial" in held) and not {"deal", "lead"} & held:
        return "vin", whose
    if not is_id:
        if set(words) & {"expires", "expiry", "expiration", "until"}:
            return "property", None
        if (
            "refword" in held
            and len(words) <= 2
            and not held & {"date", "time", "received", "address", "price", "money", "name"}
        ):
            return "lead_id", None
        return None
    if set(words) <= {"call", "llamada", "appel", "chat", "session", "id", "uuid", "guid", "ref"} and len(words) > 1:
        return "lead_id", None
    if {"lead", "deal"} & held and not (held & {"name", "date", "phone"}):
        blockers = {w for w in words if "otherid" in TAGS.get(w, ()) and "deal" not in TAGS.get(w, ())}
        if not blockers:
            return "lead_id", None
        return "property", None
    if set(words) <= {"id", "no", "number", "numero", "num", "guid", "uuid"}:
        return ("lead_id" if set(words) & {"id", "guid", "uuid"} else "property"), None
    if set(words) & {"inventario", "inventaire", "inventory"} or (
        "vehicle" in held and set(words) & {"unit", "inventory", "unidad", "unite"}
    ):
        return "stock", whose
    if held & {"otherid", "source"}:
        return "property", None
    return None


_OFFERS = frozenset(("offer", "quote", "oferta", "offre", "cotizacion", "soumission"))


_CLOCKS = frozenset(("local", "server", "kiosk", "event", "system", "entry", "terminal", "clock", "capture"))


def of_dates(words: tuple[str, ...], held: set[str], whose: str | None) -> tuple[str, str | None] | None:
    if held & {"name", "address", "comments", "vehicle", "price"} - {"comments"}:
        return None
    dated = (held & {"date", "time"} and not set(words) & {"at"}) or "received" in held
    if "date" in held and set(words) & _OFFERS and not held & {"notdate", "own", "year"}:
        return "requested_at", None  # “Offer date”
    if not dated or held & {"year", "money", "own"}:
        return None
    if "notdate" in held and not (
        "received" in held
        and held & {"date", "time"}
        and not set(words) & {"best", "preferred", "appointment", "purchase"}
    ):
        return "property", whose
    if "timezone" in held or "duration" in held:
        return "property", whose
    if "received" in held or {"date", "time"} <= held or held & {"lead", "deal", "call"}:
        if "by" in held:
            return None
        return "requested_at", None
    if set(words) <= {"date", "fecha", "dated", "jour", "day", "timestamp", "ts", "datetime", "le", "de", "la"}:
        return ("requested_at" if set(words) & {"timestamp", "ts", "datetime"} else "date"), None
    if set(words) <= {"time", "tm", "hora", "heure", "de", "la", "l"} | _CLOCKS:
        return "time", None
    return "property", whose


# A label of these words alone is a price: `List`, `Internet`, `Asking for`.
_PRICE_ALONE = frozenset(
    (
        "listed",
        "offered",
        "priced",
        "marked",
        "anunciado",
        "ofrecido",
        "affiche",
        "list",
        "asking",
        "ask",
        "at",
        "for",
        "now",
        "en",
        "a",
        "internet",
        "online",
        "advertised",
        "contado",
        "comptant",
        "sale",
        "eprice",
    )
)
_NO_PRICE = word_set(
    "range max maximum min target offer trade desired budget drop alert quote match request negotiable rank ranking rating badge position difference history change analysis score grade vs"
)
_NOW = word_set("now ahora maintenant jetzt agora reduced")
_THEN_AND_NOW = _NOW | word_set("was from to before after price priced regular antes avant hoy vorher old list the or")
_BEFORE = word_set("old previous former anterior ancien precedent alter antigo")
_TOWS = word_set("tow tows towing towed pull pulls pulling pulled haul hauls hauling remolca jala tracte tracteur")
_BUYING = frozenset(("buy", "buying", "purchase", "purchasing", "comprar", "acheter"))
# What is to come in the place of the customer's own vehicle.
REPLACED = frozenset(
    (
        "replace",
        "replacement",
        "replacing",
        "replaces",
        "remplacer",
        "remplacement",
        "remplace",
        "reemplazar",
        "reemplazo",
        "reemplaza",
    )
)


_OF_PROGRAMS = frozenset(("mime", "app", "adf", "browser", "form", "software", "api", "plugin", "template"))


def of_vehicle(
    words: tuple[str, ...], held: set[str], whose: str | None, joined: str, last: frozenset[str]
) -> tuple[str, str | None] | None:
    if whose == "trade" and set(words) & {"drive", "driving", "conduce", "maneja", "conduisez"}:
        return "vehicle", "trade"  # “What do you drive today?”
    if (
        set(words) & _TOWS
        and set(words) & {"with", "by", "con", "avec", "vehicle", "truck", "rig", "vehiculo", "vehicule"}
        and len(words) <= 5
        and "trade" not in held
    ):
        return "property", "other"  # what tows is neither wanted nor traded
    if "asking" in words and set(words) & {"about", "after"}:
        return "vehicle", None
    if (
        set(words) & _BUYING
        and set(words)
        <= _BUYING
        | {
            "looking",
            "to",
            "want",
            "wants",
            "would",
            "like",
            "what",
            "interested",
            "in",
            "quiere",
            "souhaite",
            "d",
            "veut",
            "plans",
        }
        and not set(words) <= {"buy", "buying", "purchase", "compra", "achat"}
    ):
        return "vehicle", "vehicle"
    if set(words) & REPLACED and not held & {"price", "money", "date", "comments"}:
        return "vehicle", "vehicle"
    if set(words) <= _PRICE_ALONE and set(words) & (_PRICE_ALONE - {"at", "for", "now", "en", "a"}):
        return "price", whose
    if set(words) <= _THEN_AND_NOW and set(words) & _NOW:
        return "price", whose  # “Was / Now”
    if "buynow" in held and {"buy", "now"} <= set(words):
        return "price", whose
    if "price" in held and set(words) & _BEFORE:
        return "property", whose  # “Old price”
    if "price" in held and not held & {"money"} - {"money"} and _NO_PRICE.isdisjoint(words):
        return "price", whose
    if "price" in held:
        return "property", whose
    if "condition" in held or {"new", "used"} <= held:
        return "condition", whose
    if "vehicle" in held and "trade" not in held and ("type" in held or ("status" in held and len(words) <= 3)):
        return "condition", whose
    if (
        "trade" in held
        and set(words) & {"have", "do", "tiene", "avez", "any", "interested", "flag"}
        and not held & {"year", "make", "model"}
    ):
        return "trade_flag", "trade"
    if words[-1] in {"mi", "km"} and held & {"vehicle", "trade"} and len(words) <= 3:
        return "mileage", whose
    if "mileage" in held and not held & {"distance"}:
        return "mileage", whose
    if "hours" in held and len(words) <= 2:
        return "property", "vehicle"
    combos = [tag for tag in ("year", "make", "model", "trim") if tag in held]
    if combos == ["year", "model"] and re2.search(
        r"\bmodel (?:year|yr)$|\bano (?:del )?modelo$|\bannee (?:du )?modele$", joined
    ):
        combos = ["year"]  # “Model year”
    if combos == ["model", "trim"] and re2.search(r"\bsub ?model\w*$|\bmodel trim$", joined):
        combos = ["trim"]
    if not combos and ("vehicle" in held or "trade" in held) and words[-1] in {"line", "nameplate", "ligne", "linea"}:
        combos = ["model"]
    if (
        not combos
        and words[-1] in {"grade", "submodel", "variant", "variante", "paquete", "ensemble", "acabado"}
        and len(words) <= 6
    ):
        combos = ["trim"]
    if combos == ["trim"] and set(words) & _OF_PROGRAMS:
        return "property", None  # “Mime-Version: 1.0”
    if combos in (["trim"], ["make"]) and "lead" in held and not held & {"vehicle", "trade", "interest"}:
        return "property", None  # “Lead grade: A”, “New manufacturer lead”
    if len(combos) >= 2:
        return "vehicle", whose
    if combos:
        if combos[0] == "make" and len(words) > 3 and "interest" not in held and "vehicle" not in held:
            return None
        if combos == ["year"] and set(words) & {"employment", "at", "years"}:
            return None
        return combos[0], whose
    if "series" in held and len(words) <= 2:
        return "trim", whose
    if ("body" in held and "comments" not in held) or "color" in held:
        return "property", "vehicle"
    if words[-1] in {"bidder", "offerer", "postor", "offrant"} and len(words) <= 2:
        return "person", "customer"  # “High bidder”
    if "money" in held and "comments" not in held:
        return "property", whose
    return None
