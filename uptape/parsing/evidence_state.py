"""The facts that are read from a mail, and the state of the reading."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from uptape.core.leads import Vehicle
from uptape.parsing import linear as re2
from uptape.parsing.fields.addresses import split_address
from uptape.parsing.fields.vehicle_text import VehicleText
from uptape.parsing.fields.word_sets import word_set

PERSON_FIELDS = word_set(
    "name first_name last_name last_name2 middle_name prefix suffix person user_name company phone fax email caller street street2 city region postal_code country county place address"
)

VEHICLE_FIELDS = word_set("vehicle year make model trim stock vin price condition mileage")

FOREIGN = frozenset(("store", "poster", "co", "employer", "other", "site", "tracking"))


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing said: `value` of `field`, of `whose`, as sure as `score` (0 to 100), at item number `at`."""

    field: str
    value: str
    whose: str
    score: int
    at: int
    why: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a mail, or one record of a digest, says."""

    facts: tuple[Fact, ...] = ()
    vehicles: tuple[tuple[Vehicle, int, int], ...] = ()
    """Vehicles of single lines: vehicle, score, item number."""
    talk: tuple[str, ...] = ()
    """Free lines that may be the customer's words, in order; empty strings part paragraphs."""
    quotes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    pair_count: int = 0


@dataclass(slots=True)
class State:
    site: str = ""
    blank_ends: bool = True
    """A blank line ends a block; not so where one stands behind every row."""
    appraises: bool = False
    """The mail's title speaks of an appraisal: “your vehicle” in a form is then the customer's own."""
    wishes: bool = False
    """Another title or label names the vehicle that is wanted: “your vehicle” is then the customer's own."""
    person: str | None = None
    """Whose person data the section holds; None is the customer."""
    store_at: int | None = None
    """The item that names the store, as long as nothing but bare lines follows it: they are the store's."""
    under: str = ""
    """The heading that told whose they are; empty where none did."""
    thing: str = "wanted"
    """`wanted`, `trade`, or `beside`: other vehicles than the lead's, such as those also viewed."""
    implied: str | None = None
    implied_trade: bool = False
    """The rows of this block speak of the customer's own vehicle by an earlier row (`Trade-in: 2014 Odyssey`)."""
    """Whose data the rows of this block are by an earlier row (`Dealer: X`)."""
    seen_pair: bool = False
    greeted: str = ""
    """The name, plain, with which the mail greets whoever it goes to."""
    ended: bool = False
    """Behind the last of the lead's own lines: footer."""
    closing: int | None = None
    """The item with which somebody takes leave (`Kind regards`)."""
    facts: list[Fact] = field(default_factory=list)
    vehicles: list[tuple[Vehicle, int, int]] = field(default_factory=list)
    talk: list[str] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    properties: list[tuple[str, str]] = field(default_factory=list)
    count: int = 0


# How long and how they live there: `402 Ocotillo Way, Yuma, AZ 85364 (rent, 3 yrs)`.
_TENURE = re2.compile(
    r"(?i)\s*\([^()]*\b(?:rent|rents|renting|own|owns|buying|mortgage|family|yrs?|years?|mos?|months?|since)\b[^()]*\)"
)


def add_address(state: State, value: str, whose: str, score: int, at: int, why: str, country: str) -> None:
    value = str(_TENURE.sub("", value))
    parts = split_address(value, country)
    for what, part in (
        ("street", parts.street), ("city", parts.city), ("region", parts.region), ("postal_code", parts.postal_code), ("country", parts.country)
    ):  # fmt: skip
        if part:
            state.facts.append(Fact(what, part, whose, score - 5, at, why))


def add_vehicle(state: State, found: VehicleText, score: int, at: int) -> None:
    vehicle = found.vehicle
    if state.thing == "beside":
        return
    if state.thing == "trade":
        vehicle = replace(vehicle, interest="trade-in", price=None)
    state.vehicles.append((vehicle, score, at))


def most_sure(evidence: Evidence, *fields: str) -> Fact | None:
    """The surest fact of any of these fields, the earliest of equals."""
    return max((f for f in evidence.facts if f.field in fields), key=lambda f: (f.score, -f.at), default=None)
