"""What a label means: its words, in English, Spanish or French, understood one by one rather than as exact strings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from uptape.parsing import linear as re2
from uptape.parsing.fields.asked_labels import asked
from uptape.parsing.fields.label_words import TAGS, label_words
from uptape.parsing.fields.meaning_people import of_contact, of_person, whose_is
from uptape.parsing.fields.meaning_talk import of_talk
from uptape.parsing.fields.meaning_things import REPLACED, of_dates, of_ids, of_vehicle
from uptape.parsing.fields.roles import role_of
from uptape.parsing.fields.whole_labels import WHOLE_LABELS, WHOLE_TITLES


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a label means: which field, and whose."""

    field: str
    """name, first_name, last_name, middle_name, prefix, company, email, phone, fax, street, street2, city, region, postal_code,
    country, county, place, address, vehicle, year, make, model, trim, stock, vin, price, condition, mileage, comments, summary,
    transcript, lead_id, requested_at, date, time, location, posted_by, source, page_url, lead_type, trade_flag, secret, person, or
    `property` for anything else."""
    whose: str | None = None
    """customer, store, poster, co, employer, other, site, tracking, trade, vehicle; None where the label does not say."""
    complete: bool = False
    """True where every word of the label is understood, so that it is a label even without a colon."""


@dataclass(frozen=True, slots=True)
class Section:
    """What a heading opens: whose data follow."""

    kind: str
    """customer, vehicle, trade, store, poster, co, employer, other, comments, transcript, meta, finance, site."""


_ZONE = re2.compile(r"\s*\((?:[ECMPA][SD]?T|UTC|GMT|HN[EP]|HA[EP]|local(?: time)?|[Hh]ora local|[Hh]eure locale)\)\s*$")


@lru_cache(maxsize=4096)
def understand(label: str) -> Meaning:
    """The meaning of a label. `property` where nothing is understood."""
    label = _ZONE.sub("", label)  # “Time (ET)”
    words = label_words(label)
    if not words:
        return Meaning("property")
    whole = WHOLE_LABELS.get(words)
    if whole is not None:
        return Meaning(*whole, complete=True)
    of_another = None
    if "(" in label and label.rstrip().endswith(")") and not all(word in TAGS for word in words):
        remark = label_words(label[label.rindex("(") :])
        words = label_words(label[: label.rindex("(")]) or words  # a remark: “Transcript (beta, 92% confidence)”
        of_another = whose_is(remark, set().union(*(TAGS.get(word, frozenset()) for word in remark)))
    tags = [TAGS.get(word, frozenset()) for word in words]
    held: set[str] = set().union(*tags)
    complete = len(words) <= 9 and all(tags)
    complete = complete or asked(words) is not None
    complete = complete or (len(words) <= 3 and role_of(words, held) == "employer")
    field, whose = _field(words, tags, held, label)
    if (
        of_another in {"co", "other", "employer"}
        and whose in {None, "customer"}
        and field in {"phone", "email", "person", "name"}
    ):
        whose = of_another  # “Alternate number (spouse Jen)”
    if field == "property" and not complete:
        return Meaning("property", whose)
    return Meaning(field, whose, complete)


def _field(words: tuple[str, ...], tags: list[frozenset[str]], held: set[str], label: str) -> tuple[str, str | None]:
    whose = whose_is(words, held)
    joined = " ".join(words)
    last = tags[-1]
    if "trackingline" in held and "call" not in held - {"call"} and whose == "tracking":
        return "property", "tracking"
    if (
        "secret" in held or "birth" in words or "nacimiento" in words or "naissance" in words
    ) and "comments" not in held:
        return "secret", whose
    if held & {"consent"} and "comments" not in held:
        return "property", whose
    whole = asked(words)
    if whole:
        return whole
    return (
        of_contact(words, held, whose, last)
        or of_ids(words, held, whose)
        or of_dates(words, held, whose)
        or of_person(words, held, whose, joined)
        or of_vehicle(words, held, whose, joined, last)
        or of_talk(words, held, whose, joined, label)
        or _roles(words, held, whose)
        or ("property", whose)
    )


def _roles(words: tuple[str, ...], held: set[str], whose: str | None) -> tuple[str, str | None] | None:
    if whose == "poster":
        return "posted_by", "poster"
    if "trade" in held or (whose == "trade" and "vehicle" in held):
        return "vehicle", "trade"
    if (
        {"interest", "customer"} <= held
        and len(words) <= 3
        and not held & {"vehicle", "listing", "make", "model", "year"}
    ):
        return "person", "customer"  # “Interested buyer”
    if "own" in held and "vehicle" in held:
        return "vehicle", "trade"
    if (
        ("vehicle" in held and whose != "store")
        or (
            "listing" in held
            and whose != "store"
            and (
                "title" in held
                or (len(words) <= 2 and set(words) & {"listing", "ad", "item", "anuncio", "annonce", "post"})
            )
        )
    ) and (len(words) <= 6 or "interest" in held):
        return "vehicle", "vehicle" if "interest" in held and whose != "trade" else None
    if "interest" in held and set(words) & {
        "interested",
        "interest",
        "interes",
        "interet",
        "interesado",
        "interesada",
        "interesa",
        "regarding",
        "re",
    }:
        return "vehicle", None
    if (
        "interest" in held
        and len(words) <= 3
        and set(words)
        & {
            "looking",
            "shopping",
            "see",
            "drive",
            "considering",
            "wants",
            "wanted",
            "about",
            "inquiring",
            "buscando",
            "viewing",
            "asking",
        }
    ):
        return "vehicle", None
    if (
        "interest" in held
        and set(words) & {"what", "which", "que", "cual", "quel", "quelle"}
        and all(w in TAGS for w in words)
        and not held & {"money", "time", "date"}
    ):
        return "vehicle", whose if whose == "trade" else "vehicle"
    if whose == "trade":
        return "vehicle", "trade"
    if {"source", "site"} <= set(words):
        return "source", None
    if set(words) & {"tag", "campaign", "campana", "campagne"} and "source" in held:
        return "property", None
    if "store" in held or ("office" in held and ("listing" in held or len(words) == 1)):
        if set(words) <= {"site"} or set(words) <= {"site", "name"}:
            return "source", None
        return "location", "store"
    if "source" in held and len(words) <= 3 and "status" not in held:
        return "source", None
    if set(words) <= {"call", "llamada"}:
        return "phone", None
    if (
        "customer" in held
        or set(words) <= {"lead", "prospect", "prospecto", "from", "de", "new", "name"}
        or (
            set(words)
            & {"submitted", "sent", "requested", "asked", "written", "enviado", "solicitado", "envoye", "soumis"}
            and "by" in held
        )
    ):
        return "person", whose or "customer"
    if whose in {"co", "employer", "other"}:
        return "person", whose
    return None


_NUMBERED_TITLE = re2.compile(
    r"(?i)^\s*(?:(?:section|part|step|block|secci[oó]n|parte|paso|partie|[ée]tape|bloc|bloque|abschnitt|teil)\s+)?(?:\d{1,2}|[a-h]|[ivx]{1,4})\s?[.):–—-]\s+"
)


def unnumbered(heading: str) -> str:
    """A title without its number: `2. Employment`, `Part B: Vehicle`."""
    return str(_NUMBERED_TITLE.sub("", heading))


@lru_cache(maxsize=1024)
def section_of(heading: str) -> str | None:
    """What a heading such as `Customer Information`, `TRADE-IN` or `Véhicule d'échange` opens; None where it opens nothing."""
    words = label_words(unnumbered(heading))
    if not words or len(words) > 8:
        return None
    if words in WHOLE_TITLES:
        return WHOLE_TITLES[words]
    held: set[str] = set().union(*(TAGS.get(word, frozenset()) for word in words))
    unknown = sum(1 for word in words if word not in TAGS)
    if unknown > len(words) / 2:
        return None
    whose = whose_is(words, held)
    if whose in {"co", "employer", "other", "trade", "poster", "tracking"}:
        return whose
    if held & {"transcript"} and "summary" not in held:
        return "transcript"
    if held & {"comments"} or (
        held & {"question"} and unknown == 0 and not held & {"vehicle", "lead", "customer", "store"} and len(words) <= 3
    ):
        return "comments"
    if "summary" in held and not held & {"vehicle", "customer"}:
        return "comments"
    if held & {"money"} and not held & {"vehicle", "customer"}:
        return "finance"
    if whose == "customer" and not set(words) <= {"new", "lead", "prospect", "leads"}:
        return "customer"
    if set(words) <= {"in", "their", "own", "words", "customers", "shoppers", "buyers", "s"} and "words" in words:
        return "comments"
    if set(words) & REPLACED and "vehicle" not in held - {"vehicle"}:
        return "vehicle"
    if held & {"vehicle", "listing"} or (held & {"interest"} and unknown == 0 and len(words) <= 3):
        return "vehicle"
    if whose == "store":
        return "store"
    if held & {"tech", "link"} or (held & {"lead", "deal", "received", "source"} and unknown == 0):
        return "meta"
    if held & {"support"} and len(words) <= 3 and not held & {"else"}:
        return "site"
    return None
