"""Replays stored mails against another config in a scratch database: who would have got what, against who did.

The real database is only read. Time goes as it went: each mail at its own moment, and between them what people said
about their availability, what they reported, and what was handed over by hand where it would stand the same.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count

from uptape.clock import FixedClock
from uptape.core.dealership import Dealership
from uptape.core.errors import UptapeError
from uptape.core.leads import Known, Reading
from uptape.core.mail import Recipient
from uptape.core.shifts import Fate, Shift, compare, middle
from uptape.flow import offer_clock, offering
from uptape.flow.chances import Chances
from uptape.flow.desk import decide_batch
from uptape.flow.drain import drain
from uptape.flow.fresh import Read
from uptape.flow.known import OwnCache
from uptape.flow.mail_replies import answering
from uptape.flow.overflow import overflow, set_deadlines
from uptape.flow.reconcile import reconcile
from uptape.flow.reply_addresses import reply_key
from uptape.flow.scratch import Scratch
from uptape.flow.simulated_course import deeds, midnights, mornings
from uptape.flow.simulated_people import People
from uptape.flow.vetting import held
from uptape.flow.weighing import weigh_pool
from uptape.store import leads, offers, overflows, past
from uptape.store.engine import Store
from uptape.store.mail import ClaimedMail
from uptape.store.tapes import TapeCache

CHUNK = 100
"""Mails that are read together."""
PROMPT = timedelta(minutes=1)
"""How fast an offer is accepted where nobody ever accepted one."""
ReadMany = Callable[[Sequence[tuple[bytes, Known]]], Sequence[Reading]]


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What came of a replay."""

    since: datetime
    until: datetime
    mails: int
    shifts: tuple[Shift, ...]
    """One for each lead, in the order in which they came."""
    no_leads: int
    """Mails that are no lead by the new config."""
    notes: tuple[str, ...]
    """What the reader must know to judge the result."""


@dataclass(order=True, slots=True)
class _Happens:
    at: datetime
    rank: int
    number: int
    act: Callable[[], object] = field(compare=False)


def simulate(
    real: Store,
    scratch: Store,
    clock: FixedClock,
    dealerships: Mapping[str, Dealership],
    resolve: Callable[[str], Recipient | None],
    read_many: ReadMany,
    since: datetime,
    until: datetime,
    pools: Sequence[tuple[str, str]] = (),
    trusted: str | None = None,
) -> Rehearsed:
    """Replays what came between two moments; `pools` narrows the result, never the replay.

    `scratch` is an empty database whose clock is `clock`. A lead of a pool that the new config lost is told as such.
    `trusted`: the mail server whose Authentication-Results are believed.
    """
    replay = _Replay(real, scratch, clock, dealerships, resolve, read_many, since, until, trusted)
    replay.run()
    return replay.result(pools)


class _Replay:
    def __init__(
        self, real: Store, scratch: Store, clock: FixedClock, dealerships: Mapping[str, Dealership],
        resolve: Callable[[str], Recipient | None], read_many: ReadMany, since: datetime, until: datetime,
        trusted: str | None,
    ) -> None:  # fmt: skip
        self.real, self.scratch, self.clock = real, scratch, clock
        self.dealerships, self.resolve, self.read_many = dealerships, resolve, read_many
        self.since, self.until, self.trusted = since, until, trusted
        self.cache, self.own = TapeCache(), OwnCache()
        self.past = Scratch(real, scratch, dealerships, since)
        self.numbers = count()
        self.ahead: list[_Happens] = []
        self.ids: dict[str, tuple[int, int]] = {}
        self.did: dict[tuple[int, int], Fate] = {}
        self.reply_key = reply_key(real)
        self.people = People(scratch, dealerships, self.ids, self.cache)
        self.answers: dict[tuple[tuple[int, int], str], list[past.Answer]] = defaultdict(list)
        self.prompt = PROMPT
        self.answered: set[int] = set()
        self.tick_at: datetime | None = None
        self.chances = Chances()
        self.mails = self.no_leads = self.broken = self.strays = 0

    # The course of things

    def run(self) -> None:
        """Everything that happened, in its order, against the new config."""
        self.clock.set(self.since)
        self.past.begin()
        reconcile(self.scratch, self.dealerships)
        set_deadlines(self.scratch, self.dealerships)
        self._what_people_did()
        for dealership in self.dealerships.values():
            for at in midnights(dealership, self.since, self.until):
                self._plan(at, 0, partial(self._fit, dealership))
            for at, pool in mornings(self.real, dealership, self.since, self.until):
                self._plan(at, 0, partial(weigh_pool, self.scratch, dealership, pool))
        with self.real.read() as unit:
            chunk: list[ClaimedMail] = []
            for mail in past.mails_since(unit, list(self.dealerships), self.since, self.until):
                chunk.append(mail)
                if len(chunk) == CHUNK:
                    self._replay_mails(chunk)
                    chunk = []
            self._replay_mails(chunk)
        self._go_to(self.until)

    def _what_people_did(self) -> None:
        for dealership in self.dealerships.values():
            with self.real.read() as unit:
                did = past.fates(unit, dealership.key, self.since)
                answers = past.answers(unit, dealership.key, self.since)
            self.did |= did
            self.ids.update({fate.lead_id: slot for slot, fate in did.items()})
            for answer in answers:
                if answer.lead_id in self.ids:
                    self.answers[self.ids[answer.lead_id], answer.member].append(answer)
            accepted = [a.ended_at - a.at for a in answers if a.state == "accepted"]
            self.prompt = middle(accepted) or self.prompt
            for at, rank, act in deeds(self.real, self.people, dealership, self.since, self.until):
                self._plan(at, rank, act)

    def _fit(self, dealership: Dealership) -> None:
        reconcile(self.scratch, {dealership.key: dealership})

    def _plan(self, at: datetime, rank: int, act: Callable[[], object]) -> None:
        heapq.heappush(self.ahead, _Happens(at, rank, next(self.numbers), act))

    def _go_to(self, moment: datetime) -> None:
        """Lets everything happen that comes before or at a moment."""
        while self.ahead and self.ahead[0].at <= moment:
            happens = heapq.heappop(self.ahead)
            self.clock.set(max(happens.at, self.clock.now()))
            happens.act()
            self._look_ahead()
        self.clock.set(moment)

    # Mails

    def _replay_mails(self, chunk: Sequence[ClaimedMail]) -> None:
        addressed = [self._addressed(mail) for mail in chunk]
        known = {key: self.own.of(dealership).known for key, dealership in self.dealerships.items()}
        readings = self.read_many([(mail.raw, known[mail.dealership or ""]) for mail in addressed])
        items = [
            Read(mail, reading, held(mail.raw, reading, self.dealerships[mail.dealership or ""], self.trusted))
            for mail, reading in zip(addressed, readings, strict=True)
        ]
        by_dealership: dict[str, list[Read]] = defaultdict(list)
        for item in items:
            by_dealership[item.mail.dealership or ""].append(item)
        for key, some in by_dealership.items():
            self.past.bring(self.dealerships[key], some, self.own.of(self.dealerships[key]).identities)
        for item in items:
            self._plan(max(item.mail.received_at, self.since), 1, self._deciding(item))
        # A mail is overtaken by no later one; what comes after the last of these waits for the next chunk.
        if items:
            self._go_to(max(item.mail.received_at for item in items))

    def _addressed(self, mail: ClaimedMail) -> ClaimedMail:
        """The mail as the new config would take it: an address may have moved to another pool."""
        found = self.resolve(mail.recipient)
        if found is not None and found.dealership in self.dealerships and found.pool is not None:
            return replace(mail, dealership=found.dealership, pool=found.pool)
        dealership = self.dealerships.get(mail.dealership or "")
        if dealership is not None and mail.pool not in dealership.pools:
            self.strays += 1
        return mail

    def _deciding(self, item: Read) -> Callable[[], object]:
        def act() -> None:
            self.mails += 1
            if isinstance(item.reading, Reading) and item.reading.kind != "lead":
                self.no_leads += 1
            dealership = self.dealerships[item.mail.dealership or ""]
            if answering(item, dealership, self.reply_key, self.trusted) is not None:
                self.no_leads += 1  # it answers one of our messages
                return
            try:
                with self.scratch.write() as unit:
                    decide_batch(unit, dealership, [item], self.clock.now(), self.own, self.cache)
                    unit.commit()
            except UptapeError:
                self.broken += 1

        return act

    # Offers, and what waits

    def _look_ahead(self) -> None:
        """Answers for new offers, and the next moment at which something that waits may go out."""
        with self.scratch.write() as unit:
            held = [offer for offer in offers.all_open(unit) if offer.id not in self.answered]
            for offer in held:
                offer_clock.begin(unit, self.dealerships, offer, offer.at)  # every alert is taken at once
            if held:
                unit.commit()
        with self.scratch.read() as unit:
            slots = {offer.lead_id: leads.slot(unit, offer.lead_id) for offer in held}
            waiting = leads.pools_with_inbox(unit)
            ends = offers.next_end(unit)
            over = overflows.next_overflow(unit)
            words = {d: past.ends_of_words(unit, d, self.clock.now()) for d, _ in waiting}
        by_lead: dict[str, list[offers.StoredOffer]] = defaultdict(list)
        for offer in held:
            self.answered.add(offer.id)
            by_lead[offer.lead_id].append(offer)
        for lead, some in by_lead.items():
            self._answer(lead, slots[lead], some)
        moments = [
            self.chances.next(self.dealerships[d], pool, self.clock.now(), words[d])
            for d, pool in waiting
            if d in self.dealerships
        ]
        found = [moment for moment in (*moments, ends, over) if moment is not None and moment > self.clock.now()]
        if found and (self.tick_at is None or self.tick_at <= self.clock.now() or min(found) < self.tick_at):
            self.tick_at = min(found)
            self._plan(self.tick_at, 0, self._tick)

    def _answer(self, lead: str, slot: tuple[int, int] | None, some: Sequence[offers.StoredOffer]) -> None:
        """People answer as they did; who was not asked in fact accepts in the usual time."""
        known = {offer.member: self._answer_of(slot, offer.member) for offer in some}
        takes = next((o for o in some if (a := known[o.member]) is not None and a.state == "accepted"), None)
        for offer in some:
            answer = known[offer.member]
            if answer is None and (offer.kind != "claim" or (takes is None and offer is some[0])):
                self._plan(offer.at + self.prompt, 2, self.people.accepting(lead, offer.member))
            elif answer is not None and answer.state == "accepted":
                self._plan(offer.at + (answer.ended_at - answer.at), 2, self.people.accepting(lead, offer.member))
            elif answer is not None and answer.state == "passed":
                self._plan(offer.at + (answer.ended_at - answer.at), 2, self.people.passing(lead, offer.member))

    def _answer_of(self, slot: tuple[int, int] | None, member: str) -> past.Answer | None:
        """What somebody did when they were asked the first, the second … time."""
        said = self.answers.get((slot, member)) if slot else None
        return said.pop(0) if said else None

    def _tick(self) -> None:
        offering.lapse(self.scratch, self.dealerships, self.cache)
        drain(self.scratch, self.dealerships, self.cache)
        overflow(self.scratch, self.dealerships, self.cache)

    # The result

    def result(self, pools: Sequence[tuple[str, str]]) -> Rehearsed:
        """Both histories side by side."""
        would: dict[tuple[int, int], Fate] = {}
        members: dict[str, tuple[str, ...]] = {}
        with self.scratch.read() as unit:
            for dealership in self.dealerships.values():
                would |= past.fates(unit, dealership.key, self.since)
        for dealership in self.dealerships.values():
            members |= {f"{dealership.key}/{key}": pool.tape for key, pool in dealership.pools.items()}
        shown = {f"{dealership}/{pool}" for dealership, pool in pools}
        shifts = []
        for slot in sorted({*self.did, *would}):
            did, then = self.did.get(slot), would.get(slot)
            if did is not None and did.received_at >= self.until:
                continue
            if shown and not {one.pool for one in (did, then) if one is not None} & shown:
                continue
            shifts.append(compare(did, then, members))
        return Rehearsed(self.since, self.until, self.mails, tuple(shifts), self.no_leads, tuple(self._notes()))

    def _notes(self) -> list[str]:
        notes = []
        if self.answered:
            notes.append(
                "offers: who was offered a lead in fact answers as they did then; anybody else accepts after "
                f"{_span(self.prompt)}"
            )
        if self.strays:
            notes.append(f"{self.strays} mails came to an address that the new config does not have: review box")
        if self.broken:
            notes.append(f"{self.broken} mails could not be decided: uptape route shows why")
        moved = sum(1 for fate in self.did.values() if fate.moved)
        if moved:
            notes.append(f"{moved} leads were handed on by hand later; compared is whom the line gave them to")
        return notes


def _span(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    return f"{minutes} minutes" if minutes > 1 else "a minute"
