"""What labelled values say of the store's side: which store, who of its people."""

from __future__ import annotations

from uptape.parsing import linear as re2
from uptape.parsing.evidence_said import phones_in
from uptape.parsing.evidence_state import FOREIGN, Fact, State, add_address
from uptape.parsing.fields.addresses import split_address
from uptape.parsing.fields.emails import emails
from uptape.parsing.fields.label_words import label_words, plain
from uptape.parsing.fields.phones import phones
from uptape.parsing.formats.prose import is_person_shape
from uptape.parsing.stores import is_store_shape

_PLACE_LABELS = frozenset(("location", "ubicación", "ubicacion", "lieu", "localisation"))
_OFFICE = frozenset(("office", "bureau", "oficina"))
# Labels of a person at the store: `Store contact`, `Listing broker`, `Dealership manager`.
_PERSON_WORDS = frozenset(
    ("contact", "contacto", "broker", "courtier", "manager", "gerente", "gérant", "gerant", "rep", "person", "persona", "encargado", "responsable", "host", "staff")
)  # fmt: skip
_BROKERS = frozenset(("broker", "brokers", "courtier", "corredor"))
_ELSEWHERE = frozenset(("other", "another", "nearest", "alternate", "second", "otra", "otro", "autre"))
_NOBODY = frozenset(("yes", "no", "pending", "unassigned", "unclaimed", "open", "house", "not assigned", "sin asignar"))
# Where the name of a person or a store ends: what reaches them, a remark.
_ENDS = re2.compile(r"[(<|/·•;@\d+]")


def head_of(value: str) -> str:
    """The name with which a value begins: `Ann Lee, 555-0100`, `Ann Lee (555-0100, a@b)` → `Ann Lee`."""
    first = value.split("\n")[0].strip()
    end = _ENDS.search(first)
    head = first[: end.start()] if end else first
    if end and end.group(0) == "@":
        head = head.rpartition(" ")[0]
    head = head.strip(" ,.:–—-")
    return str(re2.sub(r"(?i)[ ,]+(?:ext|extension|poste|x|p)$", "", head))


def location_pair(state: State, label: str, value: str, at: int, country: str) -> None:
    """A value under a label of stores."""
    why = f"labelled “{label[:40]}”"
    bare = label.lower().strip()
    found = (*phones(value, country), *emails(value))
    head, first = head_of(value), value.split("\n")[0].strip()
    if set(label_words(label)) & _PERSON_WORDS and is_person_shape(head) and not is_store_shape(first, surely=True):
        if set(label_words(label)) & _BROKERS:
            _person_of_store(state, head, value, found, at, why)
            return
        state.implied = "store"
        state.facts.append(Fact("name", head, "store", 75, at, why))
        for one in found:
            state.facts.append(Fact("email" if "@" in one else "phone", one, "store", 60, at, why))
        return
    if phones(value, country) and " " in head and is_person_shape(head) and not is_store_shape(head, surely=True):
        _person_of_store(state, head, value, found, at, why)
        return  # “Floor desk: Ed Swain (910-555-0108)”
    if found and not re2.search(r"[A-Za-z]{3,}", re2.sub(r"\S+@\S+|(?i:ext)", "", value)):
        whose = "customer" if bare in _OFFICE and state.person is None else "store"
        for one in found:
            state.facts.append(Fact("email" if "@" in one else "phone", one, whose, 60, at, why))
        return
    if len(label.split()) > 3 and not is_store_shape(value):
        return  # the answer to a question
    place = split_address(value, country)
    named = re2.split(r"\s[-–—|(]\s?|, ", first)[0].strip()
    of_town = (
        not found and named != value and is_store_shape(named, surely=True)
    )  # “Location: Prairie Wind RV - Minot, ND”
    if not of_town and place.city and place.region and not place.street and bare in _PLACE_LABELS:
        if (
            state.thing == "wanted"
            and state.person is None
            and state.implied is None
            and any(
                f.field in {"phone", "email", "name"} and f.whose == "customer" and at - f.at <= 5 for f in state.facts
            )
        ):
            add_address(state, value, "customer", 60, at, why, country)
        return
    state.implied = "store"
    for one in found:
        state.facts.append(Fact("email" if "@" in one else "phone", one, "store", 60, at, why))
    score = 90 if not found or is_store_shape(head, surely=True) else 60
    score = 60 if set(label_words(label)) & _ELSEWHERE else score
    state.facts.append(Fact("location", head if found and score == 90 else first, "store", score, at, why))


def poster_pair(state: State, label: str, value: str, at: int, country: str) -> None:
    """A value under a label of salespeople and of those who posted a unit."""
    why = f"labelled “{label[:40]}”"
    state.implied = "poster"
    if value.lower().strip(" .") in _NOBODY:
        return
    first = value.split("\n")[0].strip()
    person, _, firm = first.partition(", ")
    if firm and is_store_shape(firm) and is_person_shape(person):
        state.facts.append(Fact("location", firm, "store", 60, at, why))
        first = person
    elif is_store_shape(first, surely=True):
        state.facts.append(Fact("location", first, "store", 60, at, why))
        return  # “Listed by: Sandhill Kia”
    pieces = [piece for piece in re2.split(r"\s+[/|·•]\s+", first) if is_person_shape(piece)]
    if len(pieces) == 2 and first.startswith(pieces[0]):  # “Rainier Roadsters / Ed Teel / 253-555-0100”
        state.facts.append(Fact("location", pieces[0], "store", 58, at, why))
        _person_of_store(state, pieces[1], pieces[1], (*phones(value, country), *emails(value)), at, why)
        return
    head = head_of(value)
    if is_person_shape(head):
        _person_of_store(state, head, value, (*phones(value, country), *emails(value)), at, why)
        return
    state.facts.append(Fact("posted_by", first, "poster", 85, at, why))


def _person_of_store(state: State, name: str, value: str, reach: tuple[str, ...], at: int, why: str) -> None:
    state.implied = "poster"
    state.facts.append(Fact("posted_by", name, "poster", 85, at, why))
    firm = re2.search(r"[(,/|·–—-]\s*([^()\d@,/|·]{4,60}?)\s*(?:[),/|·]|$)", value[len(name) :])
    if firm and is_store_shape(firm.group(1), surely=True):
        state.facts.append(Fact("location", firm.group(1), "store", 60, at, why))
    for one in reach:
        state.facts.append(Fact("email" if "@" in one else "phone", one, "poster", 80, at, why))


_AT_WORK = re2.compile(
    r"(?i)^\W*(?:(?:he|she|they|customer|buyer|client|applicant|el|ella|elle|il) )?(?:works?|is employed|employed|job|trabaja|labora|empleado|empleada|travaille|emploi) (?:at|for|with|by|en|para|chez|pour|à)\b"
)


def of_foreign(state: State, text: str, at: int, country: str) -> bool:
    """Whether a line tells of an employer, or is the name of somebody who was named as another's before, as in a signature."""
    if _AT_WORK.match(text) and len(text) < 160:
        for number in phones_in(text, country):
            state.facts.append(Fact("phone", number, "employer", 70, at, "is where they work"))
        return True
    name = plain(text.strip(" .,-–—"))
    if not 3 < len(name) < 50 or " " not in name:
        return False
    known = [
        f for f in state.facts if f.field in {"name", "posted_by"} and f.whose in FOREIGN and plain(f.value) == name
    ]
    if not known or any(f.field == "name" and f.whose == "customer" and plain(f.value) == name for f in state.facts):
        return False
    state.implied = known[0].whose
    return True
