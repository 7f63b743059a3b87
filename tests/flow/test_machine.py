"""Leads, words about availability, reloads, kills and outcomes in any order: every invariant holds after each step."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.conftest import fresh_database
from tests.flow.builders import World, dealership, lead, limited, mail, person, trucks
from uptape.clock import FixedClock
from uptape.core.dealership import Dealership, Drain, Group, Overflow, Pool, Weights
from uptape.core.errors import Place, Refused
from uptape.core.hours import Hours
from uptape.core.leads import Vehicle
from uptape.flow import hands
from uptape.flow.alarms import ring
from uptape.flow.audit import audit
from uptape.flow.availability import say
from uptape.flow.drain import drain
from uptape.flow.offering import accept, lapse, pass_on
from uptape.flow.overflow import overflow, set_deadlines
from uptape.flow.replies import Incoming, receive_text
from uptape.flow.turns import move_in_line, turn_back
from uptape.flow.weighing import weigh
from uptape.store import views
from uptape.store.engine import open_store
from uptape.store.migrate import migrate

EVERYBODY = ("ana", "bob", "cy", "dee", "eve")
CUSTOMERS = tuple(f"Pat Nr{number}" for number in range(6))
RAM = (Vehicle("buy", "used", 2020, "Ram", "1500"),)
SHIFT = Hours("America/Los_Angeles", (((8 * 60, 20 * 60),),) * 7)
NIGHT = Hours("America/Los_Angeles", (((0, 6 * 60), (20 * 60, 24 * 60)),) * 7)
MONDAY = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
STARTS = (MONDAY, datetime(2026, 10, 31, 23, 0, tzinfo=UTC), datetime(2027, 3, 13, 23, 0, tzinfo=UTC))
"""An ordinary morning, and the afternoons before the clocks go back and forward."""
DESK = "+13105550180"
MEMORY = Path("/dev/shm")
"""Nothing is pulled out here, so no step needs to wait for a disk."""


def config(keys: list[str], pool: dict[str, Any]) -> Dealership:
    """A dealership with these salespeople, one of them limited, and a truck group of some."""
    heavy = "weights" in pool
    people = [
        replace(limited(key, day=4, open=6), hours=NIGHT) if key == "dee"
        else person(key, weight=2 if heavy and key == "ana" else 1) for key in keys
    ]  # fmt: skip
    group = trucks(*[key for key in ("bob", "cy") if key in keys] or [keys[0]])
    groups = [group]
    if "drain" in pool:
        over = Overflow(timedelta(minutes=45), "anybody")
        groups = [replace(group, overflow=over), Group("anybody", tuple(keys[:2]))]
    if "west" not in pool:
        return dealership(people=people, groups=groups, hours=SHIFT, pool=pool)
    inner = dict(pool["west"])
    if pool.get("ring"):  # trucks of each pool overflow to the other
        groups = [replace(trucks(*keys[-1:]), overflow=Overflow(timedelta(minutes=45), "west"))]
        inner["groups"] = (replace(trucks(keys[0]), overflow=Overflow(timedelta(minutes=45), "main")),)
    else:
        groups = []
    base = dealership(people=people, groups=groups, hours=SHIFT, pool=pool.get("main", {}))
    west = Pool("west", ("west@leads.sunset.example",), tuple(keys[:2]), place=Place("sunset.yaml", 60), **inner)
    feeds = () if pool.get("ring") else ("pool.west",)
    main = replace(base.pools["main"], tape=(*keys[2:], *feeds) if feeds else tuple(keys))
    return replace(base, pools={"main": main, "west": west})


class Floor(RuleBasedStateMachine):
    """A dealership's day, in any order."""

    url: str | None = None
    pool: ClassVar[dict[str, Any]] = {}

    @initialize(start=st.sampled_from(STARTS))
    def open(self, start: datetime) -> None:
        """An empty database and four salespeople."""
        self.folder = tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
        self.clock = FixedClock(start)
        url = fresh_database(self.url) if self.url else f"sqlite:///{Path(self.folder.name)}/uptape.db"
        self.store = open_store(url, self.clock, database_clock=False)
        migrate(self.store)
        self.world = World(self.store, self.clock, config(list(EVERYBODY[:4]), self.pool))
        self.mails: list[bytes] = []
        self.count = self.texts = 0

    @rule(customer=st.sampled_from(CUSTOMERS), truck=st.booleans())
    def a_lead_arrives(self, customer: str, truck: bool) -> None:
        """A mail of a customer is stored; it is decided with the next step of the worker."""
        self.count += 1
        draft = lead(customer, vehicles=RAM) if truck else lead(customer, comments=f"Nr {self.count}")
        raw = mail(draft, message_id=f"m{self.count}")
        self.mails.append(raw)
        self.world.accept(raw, "main")

    @precondition(lambda self: self.mails)
    @rule(which=st.integers(0, 50))
    def a_site_sends_a_mail_again(self, which: int) -> None:
        """The same bytes come once more."""
        self.world.accept(self.mails[which % len(self.mails)], "main")

    @rule()
    def the_worker_works(self) -> None:
        """Everything that waits is decided and sent."""
        self.world.settle()

    @rule()
    def a_worker_dies_with_claims_in_its_hands(self) -> None:
        """It claimed mails and messages and never came back; the next takes over when the lease ran out."""
        self.world.distributor.claim(3)
        self.clock.advance(timedelta(minutes=2))
        self.world.restart()
        self.world.settle()
        lapse(self.store, self.world.dealerships)
        drain(self.store, self.world.dealerships)  # a shift may have begun meanwhile

    @rule(who=st.sampled_from(EVERYBODY[:4]), state=st.sampled_from(["in", "out", "busy"]), minutes=st.integers(5, 300))
    def somebody_says_a_word(self, who: str, state: str, minutes: int) -> None:
        """In, out or busy for a while."""
        if who in self.world.dealership.people:
            until = self.clock.now() + timedelta(minutes=minutes)
            say(self.store, self.world.dealership, who, state, who, until=until)  # type: ignore[arg-type]

    @rule(minutes=st.integers(30, 300), customer=st.sampled_from(CUSTOMERS), truck=st.booleans())
    def everybody_goes_out_and_a_lead_waits(self, minutes: int, customer: str, truck: bool) -> None:
        """A meeting: what comes waits, and goes out with the first who is back."""
        until = self.clock.now() + timedelta(minutes=minutes)
        for who in [key for key, one in self.world.dealership.people.items() if one.is_salesperson]:
            say(self.store, self.world.dealership, who, "out", who, until=until)
        self.a_lead_arrives(customer=customer, truck=truck)
        self.world.settle()

    @rule(who=st.sampled_from(EVERYBODY[:4]))
    def somebody_is_back(self, who: str) -> None:
        """What waits and they may take goes out with the word, not with the next tick."""
        if who in self.world.dealership.people:
            self.time_passes(minutes=1)  # a lead that was dealt the moment it came did not wait
            say(self.store, self.world.dealership, who, "in", who)

    @rule(minutes=st.one_of(st.integers(1, 90), st.integers(90, 900)))
    def time_passes(self, minutes: int) -> None:
        """The drain ticks after it, as it does every second; alarms ring."""
        self.clock.advance(timedelta(minutes=minutes))
        ring(self.store, self.world.dealerships)
        lapse(self.store, self.world.dealerships)
        drain(self.store, self.world.dealerships)
        weigh(self.store, self.world.dealerships)
        set_deadlines(self.store, self.world.dealerships)
        overflow(self.store, self.world.dealerships)

    @rule(which=st.integers(0, 50), who=st.sampled_from(EVERYBODY), take=st.booleans())
    def somebody_answers_an_offer(self, which: int, who: str, take: bool) -> None:
        """Accepts or passes, whether it was offered to them or not."""
        held = [line["lead_id"] for line in self.world.lines() if line["status"] == "offered"]
        if held:
            answer = accept if take else pass_on
            with contextlib.suppress(Refused):
                answer(self.store, self.world.dealerships, held[which % len(held)], who, who)

    @rule(keys=st.lists(st.sampled_from(EVERYBODY), min_size=1, unique=True))
    def the_config_is_edited(self, keys: list[str]) -> None:
        """Some leave, some join, in another order."""
        self.world.dealership = config(keys, self.pool)
        before = self.ups()
        self.world.restart()
        after = self.ups()
        # Nobody else moves; but what was held out to a leaver goes to the next, whose turn it is.
        still = [key for key in before if after.get(key) == before[key]]
        assert [key for key in after if key in still] == still

    def ups(self) -> dict[str, int]:
        """The line, next first, with the turns of each."""
        with self.store.read() as unit:
            return {line["person"]: line["ups"] for line in views.tape_lines(unit, "sunset", "main")}

    @rule(which=st.integers(0, 50), who=st.sampled_from(EVERYBODY), turn=st.booleans())
    def a_manager_hands_a_lead_over(self, which: int, who: str, turn: bool) -> None:
        """Any lead that can be handed over, to anybody of the config."""
        leads = [line for line in self.world.lines() if line["lead_id"] and line["status"] not in {"duplicate"}]
        if leads and who in self.world.dealership.people:
            one = leads[which % len(leads)]
            if one["assigned_to"] != who:
                hands.assign_lead(self.store, self.world.dealerships, one["lead_id"], who, "kim", "test", turn=turn)
                self.the_drain_ticks()

    @precondition(lambda self: self.count)
    @rule(
        number=st.sampled_from(["1", "2", "3", ""]), who=st.sampled_from([*EVERYBODY, "0", ""]), desk=st.booleans(),
        verb=st.sampled_from(["", "", "give pat "]),
    )  # fmt: skip
    def the_desk_or_a_manager_texts(self, number: str, who: str, desk: bool, verb: str) -> None:
        """`12 BOB`, a name or number of the list, `0` for house, `GIVE PAT BOB`: done, or answered with why not."""
        self.texts += 1
        kim = self.world.dealership.people["kim"].mobile or ""
        body = f"{verb}{number} {who}".strip() or "waiting"
        incoming = Incoming(f"SM{self.texts}", DESK if desk else kim, "+13105550100", body)
        assert receive_text(self.store, self.world.dealerships, incoming).state in {"done", "asked", "unknown"}
        self.the_drain_ticks()

    @rule(which=st.integers(0, 50), outcome=st.sampled_from(["contacted", "appointment", "sold", "lost"]))
    def an_outcome_is_reported(self, which: int, outcome: str) -> None:
        """On any lead that somebody has."""
        held = [line for line in self.world.lines() if line["assigned_to"]]
        if held:
            hands.report(self.store, self.world.dealerships, held[which % len(held)]["lead_id"], outcome, "test")

    @rule(who=st.sampled_from(EVERYBODY), place=st.sampled_from([1, 2, 3, "front", "end"]))
    def somebody_is_moved_in_the_line(self, who: str, place: Any) -> None:
        """Nobody else's order changes."""
        before = [key for key in self.world.line() if key != who]
        with contextlib.suppress(Refused):
            move_in_line(self.store, self.world.dealership, "main", who, place, "kim", "test")
        assert [key for key in self.world.line() if key != who] == before

    @rule(which=st.integers(0, 50), reason=st.sampled_from(["spam", "bad", "dup", "wrong"]))
    def a_turn_is_given_back(self, which: int, reason: Any) -> None:
        """On any lead; refused where it may not be."""
        leads = [line["lead_id"] for line in self.world.lines() if line["lead_id"]]
        if leads:
            with contextlib.suppress(Refused):
                turn_back(self.store, self.world.dealerships, leads[which % len(leads)], reason, "kim")

    @rule(which=st.integers(0, 50))
    def a_manager_keeps_a_lead(self, which: int) -> None:
        """House: no line, no turn."""
        leads = [line for line in self.world.lines() if line["lead_id"] and line["status"] != "duplicate"]
        if leads and leads[which % len(leads)]["assigned_to"] != "kim":
            before = self.world.line()
            one = leads[which % len(leads)]
            hands.assign_lead(self.store, self.world.dealerships, one["lead_id"], "kim", "kim", "test", house=True)
            if one["status"] in {"queued", "review"}:
                assert self.world.line() == before
            self.the_drain_ticks()

    def the_drain_ticks(self) -> None:
        """As it does every second: what waited with a lead goes out."""
        drain(self.store, self.world.dealerships)

    @invariant()
    def everything_holds(self) -> None:
        """The audit finds nothing; every accepted mail is there; no alert was sent twice."""
        if not hasattr(self, "world"):
            return
        assert audit(self.store, self.world.dealerships) == []
        with self.store.read() as unit:
            sent = [line for line in views.outbox_lines(unit) if line["state"] == "sent"]
        # What was handed in is what the rows say was handed in, and none needed a second attempt.
        assert len(self.world.phone.sent) == len({line["provider_id"] for line in sent})
        assert all(line["attempts"] == 1 for line in sent)

    def teardown(self) -> None:
        """Closes the database."""
        if hasattr(self, "store"):
            self.world.settle()
            assert "received" not in self.world.statuses()
            self.everything_holds()
            self.store.close()
            self.folder.cleanup()


QUICK = {"deadline": None, "suppress_health_check": list(HealthCheck), "stateful_step_count": 30, "derandomize": True}


class OfferFloor(Floor):
    """The same where leads are held out for five minutes."""

    pool: ClassVar[dict[str, Any]] = {"accept_within": timedelta(minutes=5), "unaccepted": "next"}


class ClaimFloor(Floor):
    """The same where all are asked at once."""

    pool: ClassVar[dict[str, Any]] = {"mode": "claim", "accept_within": timedelta(minutes=5)}


class WeightedFloor(Floor):
    """The same with weights that the morning sets."""

    pool: ClassVar[dict[str, Any]] = {"weights": Weights("contacted", timedelta(days=9))}


class PacedFloor(Floor):
    """The same with waiting leads at a pace, and a group that overflows."""

    pool: ClassVar[dict[str, Any]] = {"drain": Drain(timedelta(minutes=2), 3)}


class ManagerFloor(Floor):
    """The same where managers and the desk hand leads out."""

    pool: ClassVar[dict[str, Any]] = {"mode": "manager", "desk": DESK}


class PoolsFloor(Floor):
    """The same where a pool stands on the tape and holds its leads out."""

    pool: ClassVar[dict[str, Any]] = {"west": {"accept_within": timedelta(minutes=5)}}


class CentralClaimFloor(Floor):
    """The same where a central pool asks everybody of its pools."""

    pool: ClassVar[dict[str, Any]] = {
        "west": {}, "main": {"mode": "claim", "accept_within": timedelta(minutes=30), "desk": DESK}
    }  # fmt: skip


class CentralCopiesFloor(Floor):
    """The same where a central pool deals copies to its pools."""

    pool: ClassVar[dict[str, Any]] = {"west": {"drain": Drain(timedelta(minutes=2), 3)}, "main": {"copies": 2}}


class CentralManagerFloor(Floor):
    """The same where the desk hands out the leads of a central pool, and its pool overflows nowhere."""

    pool: ClassVar[dict[str, Any]] = {"west": {"accept_within": timedelta(minutes=5)},
                                      "main": {"mode": "manager", "desk": DESK}}  # fmt: skip


class RingFloor(Floor):
    """The same where the groups of two pools overflow to one another."""

    pool: ClassVar[dict[str, Any]] = {
        "west": {"accept_within": timedelta(minutes=5), "unaccepted": "claim"}, "main": {}, "ring": True
    }  # fmt: skip


HELD_OUT = [
    OfferFloor, ClaimFloor, WeightedFloor, PacedFloor, ManagerFloor, PoolsFloor, CentralClaimFloor, CentralCopiesFloor,
    CentralManagerFloor, RingFloor,
]  # fmt: skip


@pytest.mark.parametrize("floor", HELD_OUT)
def test_the_invariants_hold_where_leads_are_held_out(floor: type[Floor]) -> None:
    run_state_machine_as_test(floor, settings=settings(max_examples=8, **QUICK))


def test_the_invariants_hold_on_sqlite() -> None:
    run_state_machine_as_test(Floor, settings=settings(max_examples=24, **QUICK))


@pytest.mark.usefixtures("postgres_url")
@pytest.mark.parametrize(
    ("floor", "examples"),
    [(Floor, 6), *((one, 2) for one in HELD_OUT)],
)
def test_the_invariants_hold_on_postgresql(postgres_url: str, floor: type[Floor], examples: int) -> None:
    class OnPostgres(floor):  # type: ignore[valid-type,misc]
        url = postgres_url

    run_state_machine_as_test(OnPostgres, settings=settings(max_examples=examples, **QUICK))
