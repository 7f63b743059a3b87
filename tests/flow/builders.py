"""Small makers of what flow tests need: a dealership, mails whose reading is known, a world that runs step by step."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from uptape.clock import FixedClock
from uptape.core.dealership import Buyer, Dealership, Group, Limits, Person, Pool, Way
from uptape.core.dealership import Store as Lot
from uptape.core.errors import Place
from uptape.core.hours import Hours, always
from uptape.core.leads import Customer, Known, LeadDraft, Reading, Vehicle
from uptape.core.mail import Envelope, Recipient
from uptape.core.outbox import OutboxEntry, Sent, Text
from uptape.core.rules import All, Word
from uptape.core.rules import Test as Line
from uptape.flow.dispatch import Dispatcher
from uptape.flow.distribute import Distributor
from uptape.flow.receive import receive
from uptape.flow.reconcile import reconcile
from uptape.store import views
from uptape.store.codec import decode, encode
from uptape.store.engine import Store

ZONE = "America/Los_Angeles"
NAMES = {"ana": "Ana Ruiz", "bob": "Bob Stone", "cy": "Cy Young", "dee": "Dee Okafor"}


def person(key: str, **values: Any) -> Person:
    """A salesperson with a mobile and an address."""
    number = f"+1310555{100 + sum(map(ord, key)) % 100:04d}"
    return Person(
        key, NAMES.get(key, key.title()), number, f"{key}@sunset.example", place=Place("sunset.yaml", 5), **values
    )


def dealership(
    people: Sequence[Person] | None = None,
    groups: Sequence[Group] = (),
    hours: Hours | None = None,
    pool: Mapping[str, Any] | None = None,
    pools: Mapping[str, Pool] | None = None,
    buyers: Sequence[Buyer] = (),
    **values: Any,
) -> Dealership:
    """A dealership with one manager and a pool `main` on whose tape everybody stands."""
    staff = list(people if people is not None else [person(key) for key in NAMES])
    kim = person("kim", is_salesperson=False, is_manager=True)
    main = Pool(
        "main", ("main@leads.sunset.example",), tuple(p.key for p in [*staff, *buyers]), groups=tuple(groups),
        place=Place("sunset.yaml", 20), **(pool or {}),
    )  # fmt: skip
    return Dealership(
        "sunset",
        "Sunset Motors",
        ZONE,
        "US",
        hours or always(ZONE),
        {p.key: p for p in [*staff, kim]},
        {"main": main, **(pools or {})},
        {
            "westside": Lot("westside", "Sunset Westside", ("West LA", "Store 12"), "90066"),
            "airport": Lot("airport", "Sunset Airport", ("LAX",), "90045"),
        },
        {buyer.key: buyer for buyer in buyers},
        {},
        **values,
    )


def buyer(key: str, **values: Any) -> Buyer:
    """A buyer that gets its leads by mail."""
    return Buyer(
        key, key.title(), deliver=(Way("email", f"leads@{key}.example"),), place=Place("sunset.yaml", 50), **values
    )


def trucks(*members: str) -> Group:
    """A group for used trucks of two makes."""
    rule = All((Line("vehicle.make", (Word("Ram"), Word("GMC"))), Line("vehicle.status", (Word("used"),))))
    return Group("trucks", members, rule, place=Place("sunset.yaml", 30))


def lead(name: str = "Pat Doe", **values: Any) -> LeadDraft:
    """A lead of a customer whose address and number follow from the name."""
    key = name.lower().replace(" ", ".")
    number = f"+1310{zlib.crc32(key.encode()) % 10_000_000:07d}"
    customer = Customer(name, name.split()[0], name.split()[-1], (f"{key}@customer.example",), (number,))
    base = LeadDraft(customer, (Vehicle("buy", "used", 2021, "Ford", "F-150", stock="P1"),), "Is it there?", "CarBarn")
    return replace(base, **values)


def mail(*leads: LeadDraft, kind: str = "lead", message_id: str | None = None, noise: str = "") -> bytes:
    """A mail whose reading the world's reader knows: the leads stand in it as JSON."""
    body = json.dumps({"kind": kind, "leads": [encode(one) for one in leads], "noise": noise})
    return f"Message-ID: <{message_id}>\r\n\r\n{body}".encode() if message_id else f"X-None: 1\r\n\r\n{body}".encode()


def read_many(items: Sequence[tuple[bytes, Known]]) -> list[Reading]:
    """Reads the mails that `mail` makes."""
    readings = []
    for raw, _known in items:
        head, _, body = raw.partition(b"\r\n\r\n")
        plain = json.loads(body)
        message_id = head.decode().removeprefix("Message-ID: <").rstrip(">") if head.startswith(b"Mess") else None
        drafts = tuple(decode(LeadDraft, one) for one in plain["leads"])
        readings.append(Reading(plain["kind"], drafts, "a lead", "site@lots.example", message_id))
    return readings


class Phone:
    """A channel that keeps what it was given."""

    name = "sms"

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def send(self, entry: OutboxEntry, text: Text) -> Sent:
        """Takes everything."""
        self.sent.append((entry.facts.member, text.body))
        return Sent(f"p{len(self.sent)}")

    def look_up(self, entry: OutboxEntry, text: Text) -> None:
        """Knows of nothing."""


@dataclass
class World:
    """The whole flow on one database, step by step."""

    store: Store
    clock: FixedClock
    dealership: Dealership
    phone: Phone = field(default_factory=Phone)
    reader: Any = read_many

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """A new worker on the same database, such as after a kill."""
        reconcile(self.store, self.dealerships)
        self.distributor = Distributor(self.store, lambda: self.dealerships, lambda items: self.reader(items), "w1")
        self.dispatcher = Dispatcher(
            self.store, lambda: self.dealerships, lambda: {"sms": self.phone, "email": self.phone},
            lambda: self.text, lambda: self.digest, "w1", chance=lambda: 0.5, threads=1,
        )  # fmt: skip

    @staticmethod
    def text(entry: OutboxEntry) -> Text:
        """A text that names its kind and its lead's customer."""
        return Text(f"{entry.kind} {entry.facts.lead.customer.full_name if entry.facts.lead else entry.facts.headline}")

    @staticmethod
    def digest(entries: Sequence[OutboxEntry]) -> tuple[Text, int]:
        """A text that names the customers of up to four messages."""
        who = [entry.facts.lead.customer.full_name if entry.facts.lead else "-" for entry in entries[:4]]
        return Text(f"{len(who)}: {', '.join(map(str, who))}"), len(who)

    @property
    def dealerships(self) -> Mapping[str, Dealership]:
        """The running config."""
        return {self.dealership.key: self.dealership}

    def arrive(self, raw: bytes, pool: str = "main", *more: str) -> None:
        """A mail comes in and is decided."""
        self.accept(raw, pool, *more)
        self.settle()

    def accept(self, raw: bytes, *pools: str) -> None:
        """A mail is stored."""
        recipients = tuple(Recipient(f"{p}@leads.sunset.example", "sunset", p) for p in pools)
        receive(self.store, [Envelope("smtp", "site@lots.example", recipients, raw, self.clock.now())])

    def settle(self) -> None:
        """Everything that waits is decided and sent."""
        while self.distributor.step():
            pass
        while self.dispatcher.step():
            pass

    def lines(self) -> list[dict[str, Any]]:
        """Every mail and lead, as `uptape leads` lists them."""
        with self.store.read() as unit:
            return list(views.leads_and_mails(unit))

    def taken(self) -> list[str | None]:
        """Who has each lead, oldest first."""
        return [line["assigned_to"] for line in self.lines()]

    def statuses(self) -> list[str]:
        """How each mail and lead stands, oldest first."""
        return [line["status"] for line in self.lines()]

    def line(self, pool: str = "main") -> list[str]:
        """The tape, next first."""
        with self.store.read() as unit:
            return [one["person"] for one in views.tape_lines(unit, "sunset", pool)]


def limited(key: str, **limits: int) -> Person:
    """A salesperson with limits."""
    return person(key, limits=Limits(**limits))
