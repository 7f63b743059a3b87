"""A dealership as its admin describes it: stores, people, buyers, pools. Frozen; a reload swaps it whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from uptape.core.errors import NOWHERE, Place
from uptape.core.hours import Hours
from uptape.core.rules import Rule

Presence = Literal["hours", "check-in"]


@dataclass(frozen=True, slots=True)
class Store:
    """A place of the dealership where vehicles stand."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    postal_code: str | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Limits:
    """How many leads a member takes; None is no limit."""

    day: int | None = None
    week: int | None = None
    month: int | None = None
    open: int | None = None
    late: int | None = None

    @property
    def any(self) -> bool:
        """True where at least one limit is set."""
        return any(v is not None for v in (self.day, self.week, self.month, self.open, self.late))


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Way:
    """One entry of `alerts:`, `deliver:` or `copy_to:`: a channel, where to, and what to do where it fails."""

    channel: str
    """sms, email, voice, fax, http, soap, adf, chat."""
    to: str | None = None
    """Address, number or URL; None means the person's own mobile or e-mail."""
    options: Mapping[str, object] | None = None
    """The channel's further keys, such as `format` and `secret` of `http`."""
    otherwise: Way | None = None
    """`else:`, the fall-back."""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Person:
    """A salesperson, a manager, or both."""

    key: str
    name: str
    mobile: str | None = None
    """E.164."""
    email: str | None = None
    stores: tuple[str, ...] = ()
    hours: Hours | None = None
    """None: the dealership's."""
    presence: Presence | None = None
    """None: the pool's or the dealership's."""
    away: tuple[tuple[date, date], ...] = ()
    """First and last day, both included."""
    weight: int = 1
    accepts: Rule | None = None
    limits: Limits = NO_LIMITS
    alerts: tuple[Way, ...] = (Way("sms"), Way("email"))
    own_alerts: bool = False
    """Whether the config names them, so that they stand over those of a pool."""
    left: date | None = None
    is_salesperson: bool = True
    is_manager: bool = False
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Order:
    """What a buyer wants: a lead must match one of its orders."""

    key: str
    when: Rule | None = None
    limits: Limits = NO_LIMITS
    hours: Hours | None = None
    share: Literal["any", "sole"] = "any"
    price: float | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Returns:
    """Until when and for which reasons a buyer may return a lead."""

    within: timedelta
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Buyer:
    """An organisation on a tape in place of a salesperson."""

    key: str
    name: str
    postal_code: str | None = None
    contact: Person | None = None
    properties: Mapping[str, str] | None = None
    hours: Hours | None = None
    """None: always."""
    weight: int = 1
    limits: Limits = NO_LIMITS
    returns: Returns | None = None
    orders: tuple[Order, ...] = ()
    deliver: tuple[Way, ...] = ()
    left: date | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Overflow:
    """Where a lead of an empty group goes after a while."""

    after: timedelta
    to: str


@dataclass(frozen=True, slots=True)
class Group:
    """Some members of a pool with selection rules. `when` None: reached only by name."""

    key: str
    members: tuple[str, ...]
    when: Rule | None = None
    overflow: Overflow | None = None
    store: str | None = None
    """The store of a location group, which the program makes itself."""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Repeat:
    """How repeat customers are treated."""

    when_away: Literal["next", "wait", "assign"] = "next"
    uses_turn: bool = False
    window: timedelta | None = None
    """Ownership ends after so long without contact; None: never."""
    sold: timedelta | None = None
    """The same for customers who bought."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How a pool's weights are set each morning."""

    by: Literal["sold", "contacted", "speed"]
    over: timedelta
    floor: float = 0.5
    ceiling: float = 2.0


@dataclass(frozen=True, slots=True)
class Drain:
    """How fast one member gets waiting leads."""

    pace: timedelta | None = None
    max_untaken: int | None = None


@dataclass(frozen=True, slots=True)
class HandOff:
    """An appointment desk's pool gives its appointments to another pool's line."""

    on: Literal["appointment"]
    to: str


@dataclass(frozen=True, slots=True)
class Pool:
    """One Inbound Up Tape: its addresses, its line, its rules."""

    key: str
    addresses: tuple[str, ...]
    """Lower case; the first is the one that is shown. Never empty: a pool without `addresses:` has its default one."""
    tape: tuple[str, ...]
    """Members in the order of the config. Flattened where `tiers` are given. Leavers stay in here."""
    mode: str = "round-robin"
    groups: tuple[Group, ...] = ()
    """Own groups in the order written, then the location groups."""
    location_groups: bool = False
    tiers: tuple[tuple[str, ...], ...] = ()
    accept_within: timedelta | None = None
    warn_before: timedelta | None = None
    unaccepted: Literal["next", "claim", "manager"] = "next"
    show: Literal["masked", "all"] = "masked"
    repeat: Repeat = Repeat()
    """The dealership's, with the pool's own keys over it."""
    drain: Drain = Drain()
    weights: Weights | None = None
    after_hours: str | None = None
    presence: Presence | None = None
    copies: int | Literal["all"] = 1
    one_per: str | None = None
    desk: str | None = None
    hand_off: HandOff | None = None
    auto_answer: bool | None = None
    """Whether customers get an automatic answer by mail; None: as the dealership says."""
    copy_to: tuple[Way, ...] = ()
    alerts: tuple[Way, ...] = ()
    """How those on its tape are told who name no ways of their own; empty: as usual."""
    place: Place = NOWHERE
    member_places: Mapping[str, Place] | None = None
    """Where each member of the tape stands in the config."""
    fed: tuple[str, ...] = field(init=False, default=())
    """The pools on its tape, by key."""

    def __post_init__(self) -> None:
        """Looks for the pools on the tape once, since every decision asks."""
        fed = tuple(member.removeprefix("pool.") for member in self.tape if member.startswith("pool."))
        object.__setattr__(self, "fed", fed)


@dataclass(frozen=True, slots=True)
class Expect:
    """How often mails of a source should come."""

    every: timedelta


@dataclass(frozen=True, slots=True)
class SourceTerms:
    """What a dealership says about a source of its leads."""

    key: str
    source_class: str | None = None
    """third-party, oem or own."""
    cost: float | None = None
    expect: Expect | None = None
    copies: int | Literal["all"] | None = None
    require: Literal["dkim", "spf", "dmarc"] | None = None
    """Mails that do not pass this are held for review."""
    allow_from: tuple[str, ...] = ()
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Sheets:
    """Which daily sheets are sent."""

    morning: bool = False
    closing: bool = False


@dataclass(frozen=True, slots=True)
class Dealership:
    """One customer of the service, whole."""

    key: str
    name: str
    timezone: str
    country: str
    hours: Hours
    """With `closed:` and `days:` already in it. Always, where none are given."""
    people: Mapping[str, Person]
    """Salespeople and managers by key; one entry for somebody in both lists."""
    pools: Mapping[str, Pool]
    stores: Mapping[str, Store]
    buyers: Mapping[str, Buyer]
    sources: Mapping[str, SourceTerms]
    presence: Presence = "hours"
    quiet: tuple[int, int] | None = None
    """Minutes after midnight, first included and last not; may cross midnight."""
    alarm_after: timedelta = timedelta(minutes=20)
    ask_outcome: tuple[timedelta, ...] = ()
    """After how long without an outcome a lead's taker is asked what became of it, each once; rising."""
    duplicate_window: timedelta = timedelta(minutes=10)
    sheets: Sheets = Sheets()
    auto_answer: bool = False
    copy_to: tuple[Way, ...] = ()
    links: Literal["mail", "text"] = "mail"
    """Where one-tap links stand: in mails, or in texts too."""
    place: Place = NOWHERE

    even: frozenset[str] = field(init=False, default=frozenset())
    """The pools whose written weights are all equal, so that the line alone decides there."""

    def __post_init__(self) -> None:
        """Compares the written weights once, since every decision asks."""
        even = (key for key, pool in self.pools.items() if self._is_even(pool))
        object.__setattr__(self, "even", frozenset(even))

    def weight(self, member: str) -> int:
        """The weight of a member of a tape as written; 0 for somebody whom the config does not have (any more)."""
        who = self.people.get(member) or self.buyers.get(member.partition(".")[0])
        if who is not None:
            return who.weight
        return 1 if member.removeprefix("pool.") in self.pools else 0

    def _is_even(self, pool: Pool) -> bool:
        return len({weight for member in pool.tape if (weight := self.weight(member)) > 0}) <= 1

    @property
    def managers(self) -> tuple[Person, ...]:
        """Everybody in the list of managers who has not left, in the order of the config."""
        return tuple(person for person in self.people.values() if person.is_manager and person.left is None)
