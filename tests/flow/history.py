"""A month of a dealership's life on a database, made up but always the same: mails, words, outcomes, hand-overs."""

from __future__ import annotations

import contextlib
import random
from dataclasses import replace
from datetime import datetime, timedelta

from tests.flow.builders import World, lead, mail
from uptape.core import offers as rules
from uptape.core.errors import Refused
from uptape.core.leads import Vehicle
from uptape.flow import feedback, hands
from uptape.flow.availability import say
from uptape.flow.drain import drain
from uptape.flow.ledger import Ledger
from uptape.flow.offering import accept, lapse, pass_on
from uptape.flow.overflow import overflow
from uptape.flow.turns import move_in_line, turn_back
from uptape.flow.weighing import weigh
from uptape.store import leads, offers, overflows, past

STEP = timedelta(minutes=10)
"""Everything happens on this grid, as the hours do: then a drain at each step comes on time."""
VEHICLES = (
    Vehicle("buy", "used", 2021, "Ford", "F-150"), Vehicle("buy", "used", 2019, "Ram", "1500"),
    Vehicle("buy", "new", 2026, "Kia", "Soul"), Vehicle("buy", "used", 2020, "GMC", "Sierra"),
    Vehicle("buy", "new", 2026, "Ford", "Mustang Mach-E"),
)  # fmt: skip


def live(world: World, count: int, days: int, seed: int = 7, *, managed: bool = False) -> None:
    """Lets a world live for so many days in which so many mails come; its clock must stand on the grid.

    `managed`: weights are set each morning, groups overflow, and managers move people, give turns back and keep leads.
    """
    chance = random.Random(seed)
    steps = int(timedelta(days=days) / STEP)
    due = sorted(chance.randrange(1, steps) for _ in range(count))
    staff = [key for key, person in world.dealership.people.items() if person.is_salesperson]
    begin, number = world.clock.now(), 0
    for step in range(1, steps):
        _offers_end(world, begin + step * STEP)
        if managed:
            _overflow(world, begin + step * STEP)
        world.clock.set(begin + step * STEP)
        _tick(world)
        if managed:
            weigh(world.store, world.dealerships)
        while due and due[0] == step:
            due.pop(0)
            number += 1
            world.accept(_mail(chance, number), "main")
            world.distributor.step()
        if rules.are_made_by(world.dealership.pools["main"]):
            world.settle()  # alerts are taken, and so the time of new offers begins
        world.clock.advance(timedelta(minutes=1))  # two things never happen at one moment
        if chance.random() < 0.02:
            _say(world, chance, chance.choice(staff))
        if chance.random() < 0.03:
            _work(world, chance, staff)
        if managed and chance.random() < 0.05:
            _manage(world, chance, staff)
        if rules.are_made_by(world.dealership.pools["main"]):
            world.settle()
            world.clock.advance(timedelta(minutes=1))
            _answer(world)


def _manage(world: World, chance: random.Random, staff: list[str]) -> None:
    with world.store.read() as unit:
        fates = past.fates(unit, "sunset", world.clock.now() - timedelta(days=1))
    held = [fate for fate in fates.values() if fate.outcome == "given" and not fate.moved]
    kind = chance.choice(["move", "back", "house", "attempt", "attempt", "attempt"])
    with contextlib.suppress(Refused):
        if kind == "move":
            move_in_line(world.store, world.dealership, "main", chance.choice(staff), chance.choice([1, 3]), "kim", "")
        elif held and kind == "back":
            turn_back(world.store, world.dealerships, chance.choice(held).lead_id, "spam", "kim")
        elif held and kind == "house":
            one = chance.choice(held).lead_id
            hands.assign_lead(world.store, world.dealerships, one, "kim", "kim", "mine", house=True)
        elif held:
            with world.store.write() as unit:
                stored = leads.get(unit, chance.choice(held).lead_id)
                assert stored is not None
                ledger = Ledger(unit, world.dealership, ["main"], world.clock.now(), "ana")
                feedback.record(ledger, stored, "attempted", via="text")
                ledger.flush()
                unit.commit()


def _overflow(world: World, before: datetime) -> None:
    """Groups overflow on time, as they do where a daemon ticks each second."""
    while True:
        with world.store.read() as unit:
            at = overflows.next_overflow(unit)
        if at is None or at > before:
            return
        world.clock.set(max(at, world.clock.now()))
        overflow(world.store, world.dealerships)


def _offers_end(world: World, before: datetime) -> None:
    """Offers end on time, as they do where a daemon ticks each second."""
    if not rules.are_made_by(world.dealership.pools["main"]):
        return
    while True:
        world.settle()
        with world.store.read() as unit:
            ends = offers.next_end(unit)
        if ends is None or ends >= before:
            return
        world.clock.set(ends)
        lapse(world.store, world.dealerships)


def _tick(world: World) -> None:
    with world.store.read() as unit:
        held_out = rules.are_made_by(world.dealership.pools["main"])
        waits = leads.pools_with_inbox(unit) or (held_out and offers.all_open(unit))
    if waits:
        lapse(world.store, world.dealerships)
        drain(world.store, world.dealerships)


def _answer(world: World) -> None:
    """Offers are answered after a while: most accepted, some passed, some left to lapse."""
    with world.store.read() as unit:
        held = offers.all_open(unit)
    for offer in held:
        if world.clock.now() - offer.at < STEP / 2:
            continue
        mood = sum(map(ord, f"{offer.lead_id[-1]}{offer.member}")) % 10
        with contextlib.suppress(Refused):
            if mood < 7:
                accept(world.store, world.dealerships, offer.lead_id, offer.member, offer.member)
            elif mood < 9:
                pass_on(world.store, world.dealerships, offer.lead_id, offer.member, offer.member)


def _mail(chance: random.Random, number: int) -> bytes:
    who = f"Pat Nr{number}" if chance.random() < 0.85 else f"Pat Nr{chance.randrange(1, number + 1)}"
    draft = lead(who, vehicles=(chance.choice(VEHICLES),), comments=f"Is number {number} there?")
    if chance.random() < 0.3:
        draft = replace(draft, location=chance.choice(["LAX", "West LA", "Sunset Motors"]))
    kind = "lead" if chance.random() < 0.96 else "not_lead"
    again = number > 3 and chance.random() < 0.02
    return mail(*([draft] if kind == "lead" else []), kind=kind, message_id=f"m{number - 1 if again else number}")


def _say(world: World, chance: random.Random, who: str) -> None:
    until = world.clock.now() - timedelta(minutes=1) + STEP * chance.randrange(2, 30)
    say(world.store, world.dealership, who, chance.choice(["in", "out", "busy"]), who, until=until)


def _work(world: World, chance: random.Random, staff: list[str]) -> None:
    with world.store.read() as unit:
        fates = past.fates(unit, "sunset", world.clock.now() - timedelta(days=1))
    held = [fate for fate in fates.values() if fate.outcome == "given" and not fate.moved]
    if not held:
        return
    one = chance.choice(held)
    if chance.random() < 0.2:
        taker = chance.choice([key for key in staff if key != one.takers[0]])
        hands.assign_lead(world.store, world.dealerships, one.lead_id, taker, "kim", "asked for them")
    else:
        outcome = chance.choice(["contacted", "appointment", "sold", "lost", "spam"])
        with contextlib.suppress(Refused):  # it was given back as no lead
            hands.report(world.store, world.dealerships, one.lead_id, outcome, "kim")
