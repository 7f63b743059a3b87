"""Labels of people: whose data they are, names, numbers, addresses."""

from __future__ import annotations

from uptape.parsing.fields.label_words import TAGS
from uptape.parsing.fields.meaning_places import of_places
from uptape.parsing.fields.roles import role_of
from uptape.parsing.fields.word_sets import word_set

_BUYERS = frozenset(("buyer", "purchaser", "bidder", "comprador", "compradora", "acheteur", "acheteuse", "requester"))
_SERVICED = frozenset(("service", "serviced", "servicing", "repair", "ro", "shop", "servicio", "taller", "entretien"))
_PLAIN_VEHICLES = word_set(
    "vehicle car truck auto ride boat bike rv motorcycle unit suv van vehiculo carro coche vehicule voiture moto bateau"
)


_DATA = frozenset(("datos", "dados", "data", "coordonnees", "contact", "contacto", "information", "personal"))


def _is_theirs(words: tuple[str, ...]) -> bool:
    """`Shopper's vehicle`, `Véhicule du client`: a vehicle and whose it is, nothing else."""
    rest = [word for word in words if word not in {"s", "the", "del", "de", "du", "la", "el", "l", "info", "details"}]
    if len(rest) != 2 or not _PLAIN_VEHICLES & set(rest):
        return False
    ours = next(word for word in rest if word in _PLAIN_VEHICLES)
    other = rest[1 - rest.index(ours)]
    if other in _DATA:
        return False  # “Datos del vehículo”
    possessive = "s" in words or rest[0] == ours or other.endswith("s")
    return possessive and "customer" in TAGS.get(other.removesuffix("s"), TAGS.get(other, ()))


def whose_is(words: tuple[str, ...], held: set[str]) -> str | None:
    played = role_of(words, held)
    if played:
        return played
    if "co" in held and ("customer" in held or len(words) <= 3):
        return "co"
    if "trackingline" in held and not (set(words) & {"id"}):
        return "tracking"
    at_work = {"work", "travail", "trabajo", "trabalho"} if "phone" in held else {"work"}
    if held & {"employer"} and not (at_work >= {w for w in words if "employer" in TAGS.get(w, ())}):
        return "employer"
    if "otherperson" in held:
        return "other"
    if "support" in held and held & {"phone", "email", "call"} and "else" in held and "customer" not in held:
        return "site"
    if (
        set(words) & {"our", "nuestro", "nuestra", "notre", "unsere"}
        and held & {"phone", "email"}
        and "customer" not in held
    ):
        return "store"  # “Our phone”
    if set(words) & {"account", "org"} and held & {"phone", "email", "address", "city", "postal", "region"}:
        return "store"
    if set(words) & _BUYERS and set(words) & {"agent", "rep", "representative", "agente", "representant"}:
        return "customer"  # “buyer_agent” of a firm that buys
    if "poster" in held or (
        "contact" in words
        and set(words) & {"sales", "listing", "seller", "ad"}
        and not held & {"phone", "email", "name"}
    ):
        return "poster"
    if "posted" in held and "by" in held:
        return "poster"
    if set(words) & {
        "driving",
        "drive",
        "drives",
        "own",
        "owns",
        "have",
        "has",
        "conduce",
        "maneja",
        "tiene",
        "conduisez",
        "conduit",
    } and set(words) & {
        "now",
        "currently",
        "today",
        "actualmente",
        "actuellement",
        "current",
    }:
        return "trade"
    if "vehicle" in held and (
        _is_theirs(words) or ("interest" not in held and set(words) & _SERVICED and len(words) <= 5)
    ):
        return "trade"  # “Shopper's vehicle”, “Vehicle in service”
    if set(words) & {"lease", "leased"} and set(words) & {
        "current",
        "existing",
        "actual",
        "maturing",
        "expiring",
        "ending",
    }:
        return "trade"  # “Current lease: 2023 CR-V”
    if "trade" in held or (
        "own" in held and "price" not in held and held & {"vehicle", "year", "make", "model", "trim", "mileage", "vin"}
    ):
        return "trade"
    if "customer" in held or (set(words) & {"lead", "prospect", "your", "votre", "su", "tu"} and "store" not in held):
        return "customer"
    if "store" in held or ("office" in held and ("listing" in held or len(words) == 1)):
        return "store"
    if (
        "vehicle" in held
        and set(words) & {"their", "his", "her", "son", "sa", "ses", "customers", "consumers", "sellers", "owners"}
        and "interest" not in held
    ):
        return "trade"
    if held & {"postal", "city"} and "you" in words:
        return "customer"  # “Zip where you ride”
    if held & {"vehicle", "listing"} and not set(words) & {
        "location",
        "office",
        "apt",
        "apartment",
        "suite",
        "appartement",
    }:
        return "vehicle"
    return None


_CALLED = frozenset(
    ("call", "text", "or", "at", "on", "back", "texto", "me", "her", "him", "them", "appel", "sms", "llamar")
)


def of_contact(
    words: tuple[str, ...], held: set[str], whose: str | None, last: frozenset[str]
) -> tuple[str, str | None] | None:
    if "tech" in held and held & {"tech"} and not held & {"poster", "name", "phone", "email"}:
        return "property", "site"
    if "fax" in held and "phone" not in held:
        return "fax", whose
    if set(words) <= {
        "home",
        "work",
        "day",
        "daytime",
        "evening",
        "night",
        "office",
        "casa",
        "trabajo",
        "oficina",
        "domicile",
        "maison",
        "travail",
        "bureau",
        "business",
        "primary",
        "secondary",
        "alternate",
        "soir",
        "jour",
    }:
        return "phone", whose if whose in {"co", "poster"} else None
    asks_how = "preference" in held and (
        set(words)
        & {"method", "mode", "medio", "moyen", "way", "preference", "time", "hora", "heure", "by", "par", "por"}
    )
    if asks_how and not held & {"number"} and "id" not in held:
        return "property", whose
    if "email" in held and "time" not in held and not held & {"consent"}:
        return "email", whose
    if "callerid" in held and set(words) & {"id", "callerid", "ani", "number", "clid"}:
        return "caller", "customer"
    if "phone" in held and "time" not in held:
        if "type" in held:
            return "property", whose
        return "phone", whose
    if "call" in held and set(words) <= _CALLED:
        return "phone", whose
    if (
        set(words) & {"number", "numero"}
        and held & {"daytime", "home", "customer"}
        and not held & {"deal", "lead"} - {"deal"}
        and "otherid" not in held - {"otherid"}
        and set(words)
        & {
            "contact",
            "daytime",
            "evening",
            "home",
            "work",
            "best",
            "day",
            "night",
            "alternate",
            "mobile",
            "call",
            "casa",
            "contacto",
        }
    ):
        return "phone", whose
    return None


# A surname and a first name side by side, in the order in which offices write them.
_WHOLE = frozenset(
    (
        ("name", "vorname"),
        ("nachname", "vorname"),
        ("nom", "prenom"),
        ("apellido", "nombre"),
        ("apellidos", "nombre"),
        ("sobrenome", "nome"),
    )
)


def of_person(words: tuple[str, ...], held: set[str], whose: str | None, joined: str) -> tuple[str, str | None] | None:
    blocked = set(words) & {
        "campaign", "form", "ad", "adset", "file", "page", "user", "username", "domain", "host", "screen", "product", "event", "display",
        "group", "account", "bank", "nickname", "usuario", "campana", "campagne", "formulaire", "formulario", "adgroup", "list", "utilisateur",
    }  # fmt: skip
    if (
        "name" in held
        and held & {"city", "region", "country", "county", "address"}
        and not held & {"first", "last", "full", "customer", "company"}
    ):
        return of_places(words, held, whose)
    if "name" in held or (
        {"first", "last"} & held and not held & {"time", "contacted", "visit", "date", "vehicle", "model"}
    ):
        if blocked:
            return (
                ("user_name", whose)
                if set(words) & {"username", "user", "screen", "nickname", "usuario", "utilisateur"}
                else ("property", None)
            )
        if "company" in held:
            return "company", whose
        if whose == "store":
            return "location", "store"
        if held & {"source"} and "customer" not in held:
            return "source", None
        if held & {"make", "model", "trim", "vehicle", "listing"} and "name" in held:
            return None
        if set(words) & {"materno", "materna"}:
            return "last_name2", whose
        if words in _WHOLE:
            return "name", whose
        if "first" in held and "name" in held and set(words) & {"and", "y", "et"} and len(words) == 3:
            return "name", whose
        if (
            (
                ("first" in held or "name" in held)
                and "last" in held
                and set(words) & {"and", "y", "e", "et", "first", "prenom"}
            )
            and len(words) > 1
            and words not in {("first", "name"), ("last", "name")}
        ):
            return "name", whose
        if "first" in held:
            return "first_name", whose
        if "last" in held and not (
            set(words) & {"last"}
            and "name" not in held
            and "customer" not in held
            and len(words) > 1
            and not (len(words) == 2 and words[0] in {"prospect", "prospecto", "lead"} and words[1] == "last")
        ):
            return "last_name", whose
        if "middle" in held:
            return "middle_name", whose
        if "name" in held:
            return "name", whose
    if "prefix" in held and len(words) <= 2:
        return "prefix", whose
    if "suffix" in held:
        return "suffix", whose
    if "middle" in held and len(words) <= 2 and held & {"middle"} and set(words) & {"middle", "initial"}:
        return "middle_name", whose
    if "company" in held:
        return "company", whose
    return of_places(words, held, whose)
