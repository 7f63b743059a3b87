"""A labelled value whose own form tells more than its label: `Message from: Ann Lee`, `Her number: 517-555-0167`."""

from __future__ import annotations

from uptape.parsing import linear as re2
from uptape.parsing.fields.addresses import split_address
from uptape.parsing.fields.emails import emails
from uptape.parsing.fields.label_words import TAGS, label_words
from uptape.parsing.fields.phones import phone
from uptape.parsing.fields.vehicles import split_vehicle
from uptape.parsing.fields.vocabulary import Meaning, understand
from uptape.parsing.fields.word_sets import word_set
from uptape.parsing.formats.pieces import Item
from uptape.parsing.formats.prose import is_person_shape
from uptape.parsing.stores import is_store_shape

_FROM = word_set("from by de par por")
_FOR = word_set("for to para pour a au chez")
_GIVEN = word_set(
    "message lead inquiry enquiry offer request referral call note question text submission offre demande mensaje solicitud recado llamada appel"
)
# What is made or kept for a customer, unlike a message for somebody of the store.
_MADE = word_set(
    "prepared quote estimate proposal worksheet offer appointment reservation reserved booking booked visit created built designed appraisal "
    "preparado preparada cotizacion propuesta cita reserva prepare preparee soumission proposition reservation rendez vous"
)
_NO_NUMBER = word_set(
    "id ip account order invoice ticket case ref reference vin stock item listing hin serial policy loan member dealer fax tracking dnis extension ext code zip postal date time "
    "year price amount payment income miles mileage odometer score support help form ssn dob license"
)
_SAID = word_set("reply response answer respuesta reponse message mensaje text texto note")
_REACHES = word_set(
    "number numero num line reach reached contact call calls text texts dial ring llamar llamamos llama llamarle marcar appeler joindre rejoindre her his him them their "
    "best evening evenings mornings day reply answer write responder contestar escribir repondre ecrire whatsapp direct personal his hers contacto"
)
_ACCOUNT = (
    ("account",),
    ("account", "name"),
    ("client",),
    ("client", "name"),
    ("site",),
    ("profile",),
    ("location", "name"),
)
_ANSWERS = word_set("reply answer response respond customer their her his s respuesta reponse write text")
_CODE = re2.compile(r"^#?[A-Z]{1,6}-?\d[A-Z0-9-]{2,20}$")
_NUMBER_HEAD = re2.compile(r"^\(?\+?\d[\d ().·/-]{8,18}\d\b")
SPEAKER = re2.compile(
    r"^(\p{Lu}[\pL'’.-]+(?: \p{Lu}[\pL'’.-]*| (?:de|la|del|van|von|da|dos|du|le|y))*)(?i:\s(?:says?|said|writes?|wrote|asks?|asked|adds?|added|dice|escribi[óo]|escribe|pregunta|pregunt[óo]|(?:a )?[ée]crit|demande|schreibt|fragt|disse|escreveu)|['’]s? (?:\w+ )?(?:message|comments?|notes?|question|words))$"
)
_REACH = re2.compile(
    r"^(?i:call|text|phone|ring|contact|reach|e-?mail|write(?: to)?|reply(?: to)?|answer|llam[ae](?: a)?|escrib[ae] a|contact[ae](?: a)?|appele[zr]|joindre|contacter|anrufen) (\p{Lu}[\pL'’-]+(?: \p{Lu}[\pL'’.-]+){0,2})$"
)
_UNSURE = frozenset(
    (
        "requested_at",
        "source",
        "property",
        "lead_id",
        "comments",
        "location",
        "page_url",
        "lead_type",
        "user_name",
        "company",
        "transcript",
    )
)


_MESSAGE_FROM = re2.compile(
    r"^(?i:(?:a )?(?:message|comments?|notes?|question|words|enquiry|inquiry) from|(?:mensaje|comentarios?|pregunta|nota) de|"
    r"(?:message|commentaires?|question|note) de) (\p{Lu}[\pL'’-]+(?: \p{Lu}[\pL'’.-]+){0,3}) ?:?$"
)


def said_by(line: str) -> bool:
    """Whether a line is nothing but the title of what somebody wrote: `Message from Ann`, `Ann Lee wrote`."""
    found = _MESSAGE_FROM.match(line) or SPEAKER.match(line.rstrip(" :"))
    return found is not None and is_person_shape(found.group(1))


def pair(
    label: str, value: str, meaning: Meaning | None = None, links: tuple[str, ...] = (), indent: int = 0
) -> Item:  # fmt: skip
    """A labelled value as an item, with the meaning that label and value have together."""
    if meaning is None:
        meaning = understand(label)
    return Item("pair" if label else "text", value, label, fitted(label, value, meaning), links=links, indent=indent)


def fitted(label: str, value: str, meaning: Meaning) -> Meaning:
    """The meaning of a label, corrected by the form of its value where the label alone leaves it open."""
    if not label or not value:
        return meaning
    if meaning.field == "phone" and phone(value) is None and len(value) < 60:
        place = split_address(value)
        return (
            Meaning("place", meaning.whose or "customer", True) if place.city and place.region else meaning
        )  # “Home: Tulsa, OK”
    if label.lower().startswith(("bill", "sold to")) and is_store_shape(
        value.split(",")[0].split("\n")[0], surely=True
    ):
        return Meaning("location", "store", True)
    if not meaning.complete and meaning.field in {"property", "comments"} and "\n" not in label:
        said = SPEAKER.match(label)
        if said and is_person_shape(said.group(1)):
            return Meaning("comments", "customer")
        reach = _REACH.match(label)
        if (
            reach
            and is_person_shape(reach.group(1))
            and (emails(value) or phone(re2.split(r"\s(?:or|o|ou|/|\|)\s", value)[0]))
        ):
            return Meaning("person", "customer")
    if meaning.field in {"person", "phone"} and meaning.whose in {None, "customer"} and _is_text(label, value):
        return Meaning("comments", "customer", True)
    if (
        meaning.field == "email"
        and set(label_words(label)) <= _ANSWERS
        and len(value.split()) >= 4
        and not emails(value)
        and re2.search(r"[?!]\s|[.?!]\W*$|^[\"“«]", value)
    ):
        return Meaning("comments", "customer", True)  # “Reply: "Yes, can you match?"”
    if meaning.field == "transcript" and len(value.split()) <= 7 and is_store_shape(value, surely=True):
        return Meaning("location", "store", True)  # “Conversation with: Sandhill Toyota”
    if meaning.field not in _UNSURE:
        return meaning
    words = label_words(label)
    if not words or len(words) > 7:
        return meaning
    first = value.split("\n")[0].strip()
    if meaning.field == "comments" and not any(map(str.isalpha, value)) and _NUMBER_HEAD.match(first):
        helps = any("support" in TAGS.get(word, ()) for word in label_words(label))
        return Meaning("phone", "site" if helps else meaning.whose, True) if _is_number(first) else meaning
    if meaning.field == "location" and not any(map(str.isalpha, first)):
        return Meaning("property", meaning.whose, True)  # “Lot: 2210”
    if meaning.field in {"comments", "requested_at"} and _CODE.match(first):
        return Meaning("lead_id", None, True)
    if words[-1] in _FROM and (len(words) == 1 or set(words) & _GIVEN) and _names(first):
        return Meaning("person", "customer", True)
    if (
        (words[-1] in _FOR or words in _ACCOUNT)
        and meaning.field != "company"
        and is_store_shape(first.split(",")[0], surely=True)
    ):
        vehicle = split_vehicle(first)
        if vehicle is None or not (vehicle.vehicle.model or vehicle.vehicle.year):
            return Meaning("location", "store", True)
    if (
        words[-1] in {"with", "con", "avec"}
        and set(words) & {"conversation", "chat", "thread", "messages", "conversacion", "clavardage", "discussion"}
        and _names(first)
    ):
        return Meaning("person", "customer", True)  # “Conversation with Ann Lee”
    if words[-1] in _FOR and set(words) & _MADE and _names(first):
        return Meaning("person", "customer", True)  # “Prepared for: Ann Lee”
    if (
        meaning.field == "requested_at"
        and len(words) <= 3
        and set(words) & _SAID
        and len(first.split()) >= 4
        and not re2.search(r"\d[/:-]\d", first)
    ):
        return Meaning("comments", "customer", True)  # “Reply received: YES but only in red”
    if meaning.field in {"comments", "location", "company", "requested_at", "source"} or meaning.whose not in {
        None,
        "customer",
    }:
        return meaning
    known = all(word in TAGS or word in _REACHES for word in words)
    if known and set(words) & _REACHES and not set(words) & _NO_NUMBER and len(first) < 70:
        if _NUMBER_HEAD.match(first) and _is_number(first) and not _says_whose(words):
            return Meaning("phone", meaning.whose, True)
        if len(first.split()) <= 2 and "://" not in first and emails(first) and not _says_whose(words):
            return Meaning("email", meaning.whose, True)
    return meaning


def _is_text(label: str, value: str) -> bool:
    """Whether a label that ends with “text” stands before what somebody wrote: `buyer.text=Is it still there?`"""
    words = label_words(label)
    if not words or words[-1] not in {"text", "texto", "texte", "txt", "body"} or phone(value) is not None:
        return False
    return len(value.split()) >= 4 and re2.search(r"[.?!](?:\s|$)", value) is not None


def _names(text: str) -> bool:
    person = re2.split(r"[,<(;|]|\s-\s", text)[0].strip()
    return is_person_shape(person) and (" " in person or len(text) > len(person))


def _is_number(text: str) -> bool:
    found = _NUMBER_HEAD.match(text)
    return found is not None and phone(found.group(0)) is not None


def _says_whose(words: tuple[str, ...]) -> bool:
    """Whether a label names a party whose number or address the section decides upon, not the form of the value."""
    held = set().union(*(TAGS.get(word, frozenset()) for word in words))
    return bool(held & {"trackingline", "store", "support", "employer", "otherperson", "co", "poster"}) or bool(
        {"your", "our"} & set(words)
    )
