"""Texts from our people, on both databases: done once, answered once, and the answer names the customer."""

from __future__ import annotations

import itertools
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.flow.builders import World, dealership, lead, mail, person
from uptape.clock import FixedClock
from uptape.core.dealership import Pool, Way
from uptape.core.errors import Place
from uptape.core.outbox import OutboxEntry, Text
from uptape.flow.audit import audit
from uptape.flow.offering import lapse
from uptape.flow.replies import Answered, Incoming, receive_text
from uptape.store import optouts, views
from uptape.store.engine import Store
from uptape.wording.render import Wording

FIVE = timedelta(minutes=5)
_ids = itertools.count(1)
WORDING = Wording()


class Floor(World):
    """A world whose people text back. Only what goes to mobiles is kept, in the shipped words."""

    @staticmethod
    def text(entry: OutboxEntry) -> Text:
        """The shipped text of a message."""
        return WORDING.render(entry)

    def texts(self, who: str, body: str, identity: str | None = None) -> Answered:
        """Somebody texts; what is due is sent."""
        number = who if who.startswith("+") else self.dealership.people[who].mobile or ""
        incoming = Incoming(identity or f"SM{next(_ids)}", number, "+13105550100", body)
        answered = receive_text(self.store, self.dealerships, incoming)
        self.settle()
        return answered

    def told(self, who: str) -> list[str]:
        """What somebody was sent by text since this was last asked."""
        with self.store.read() as unit:
            lines = [one for one in views.outbox_lines(unit) if one["channel"] == "sms" and one["person"] == who]
        seen = getattr(self, "_seen", {})
        fresh = [line["text"] for line in lines if line["id"] > seen.get(who, 0) and line["state"] == "sent"]
        seen[who] = max([line["id"] for line in lines], default=0)
        self._seen = seen
        return fresh

    def record(self, at: int = 0) -> dict[str, Any]:
        """A lead as the database has it, by its place."""
        from sqlalchemy import select

        from uptape.store.tables import leads

        with self.store.read() as unit:
            return dict(unit.connection.execute(select(leads).order_by(leads.c.seq)).all()[at]._mapping)

    def events(self) -> list[tuple[str, str, str]]:
        """What happened to leads: event, author, way."""
        from sqlalchemy import select

        from uptape.store.tables import lead_events

        with self.store.read() as unit:
            rows = unit.connection.execute(select(lead_events).order_by(lead_events.c.id)).all()
        return [(row.event, row.by, row.via) for row in rows]


def floor(store: Store, clock: FixedClock, *keys: str, offers: bool = False, **pool: Any) -> Floor:
    """A floor of some people."""
    people = [person(key) for key in keys or ("ana", "bob", "cy")]
    if offers:
        pool["accept_within"] = FIVE
    return Floor(store, clock, dealership(people=people, pool=pool))


def arrive(world: Floor, *names: str) -> None:
    """A lead of each of these customers."""
    for name in names:
        world.arrive(mail(lead(name), message_id=name))


def holds(world: Floor) -> None:
    """Every invariant holds."""
    assert audit(world.store, world.dealerships) == []


def short(world: Floor, at: int = 0) -> str:
    """The last three of a lead's id."""
    return str(world.record(at)["id"])[-3:]


def test_3_is_an_attempt_and_4_a_contact_each_answered_once_with_the_name(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock)
    arrive(world, "Maria Ochoa")
    assert [text.split()[0] for text in world.told("ana")] == ["NEW"]
    clock.advance(FIVE)
    world.texts("ana", "3 left vm")
    assert world.told("ana") == [f"Maria Ochoa {short(world)}: tried. 4 when you talked, APPT, SOLD or LOST why."]
    attempt_at = clock.now()
    assert (world.record()["first_attempt_at"], world.record()["first_contact_at"]) == (attempt_at, None)
    assert world.statuses() == ["assigned"]
    clock.advance(FIVE)
    world.texts("ana", "Talked to her")
    assert world.told("ana") == [f"Maria Ochoa {short(world)}: talked. APPT sat 2pm, SOLD or LOST why comes next."]
    assert (world.record()["first_attempt_at"], world.record()["first_contact_at"]) == (attempt_at, clock.now())
    assert world.statuses() == ["contacted"]
    assert world.events() == [("attempted", "text:ana", "text"), ("contacted", "text:ana", "text")]
    assert world.told("bob") == []
    holds(world)


def test_the_way_of_a_lead_to_sold_with_a_partner(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock)
    arrive(world, "Maria Ochoa")
    world.told("ana")
    assert world.texts("ana", "appt ochoa").state == "asked"
    assert world.told("ana") == ["When? Maria Ochoa's appointment: answer with day and time, such as sat 2pm."]
    world.texts("ana", "sat 2pm")
    assert world.told("ana") == [f"Maria Ochoa {short(world)}: appointment Sat Nov 28 2p."]
    assert world.record()["appointment_at"].isoformat() == "2026-11-28T22:00:00+00:00"
    world.texts("ana", "noshow")
    assert world.record()["shown"] is False
    world.texts("ana", "appt mon 5p")
    world.texts("ana", "SHOW")
    assert (world.record()["shown"], world.statuses()) == (True, ["appointment"])
    world.told("ana")
    world.texts("ana", "Sold with bob!")
    assert world.told("ana") == [f"Maria Ochoa {short(world)}: sold with Bob Stone. Congratulations!"]
    assert world.told("bob") == [
        f"Ana Ruiz sold Maria Ochoa with you: Half counts for you, and you cover this customer first. {short(world)}"
    ]
    assert (world.statuses(), world.record()["closed_at"]) == (["sold"], clock.now())
    holds(world)


def test_the_partner_covers_first(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock, "ana", "bob", "cy")
    arrive(world, "Maria Ochoa")
    world.texts("ana", "sold with cy")
    world.texts("ana", "out till mon")
    kia = lead("Maria Ochoa")
    clock.advance(timedelta(hours=1))
    world.arrive(mail(replace(kia, vehicles=(replace(kia.vehicles[0], stock="K9", model="Edge"),)), message_id="again"))
    assert world.taken() == ["ana", "cy"]
    assert world.line() == ["bob", "cy", "ana"]
    holds(world)


def test_an_offer_taken_by_text_is_answered_by_the_lead_itself(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock, offers=True)
    arrive(world, "Maria Ochoa")
    (offer,) = world.told("ana")
    assert offer.startswith("OFFER until")
    assert "Ochoa" not in offer
    world.texts("ana", "ok")
    (full,) = world.told("ana")
    assert full.startswith("NEW Maria Ochoa 310-")
    assert (world.taken(), world.record()["taken_at"]) == (["ana"], clock.now())
    assert world.texts("ana", "1").answer.startswith("Maria Ochoa is yours")
    holds(world)


def test_a_passed_offer_goes_on_and_what_is_gone_is_said_so(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock, offers=True)
    arrive(world, "Maria Ochoa")
    world.told("ana")
    world.texts("ana", "2 with a customer")
    assert world.told("ana") == [f"Passed: Maria O. {short(world)} goes on to the next."]
    assert len(world.told("bob")) == 1
    world.texts("bob", "1")
    assert world.texts("ana", "1") == Answered("asked", "Maria O. is gone: Bob Stone has it.")
    assert world.taken() == ["bob"]
    holds(world)


def test_a_lapsed_offer_is_not_taken(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock, offers=True)
    arrive(world, "Maria Ochoa")
    clock.advance(FIVE)
    assert world.texts("ana", "1").answer.startswith("The offer of Maria O.")
    lapse(store, world.dealerships)
    assert world.texts("ana", "1").answer == "Maria O. is gone: the time was up."
    assert world.taken() == [None]
    holds(world)


def test_a_second_offer_within_ten_seconds_is_asked_back(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock, "ana", offers=True)
    arrive(world, "Maria Ochoa", "Pat Doe")
    world.told("ana")
    answered = world.texts("ana", "1")
    assert answered.answer.startswith("Which one? ")
    assert set(world.statuses()) == {"offered"}
    world.texts("ana", "Pat")
    assert world.taken() == [None, "ana"]
    holds(world)


def test_the_same_provider_id_again_does_and_answers_nothing(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock)
    arrive(world, "Maria Ochoa")
    world.told("ana")
    assert world.texts("ana", "3", "SM-same").state == "done"
    assert world.texts("ana", "3", "SM-same").state == "twice"
    assert len(world.told("ana")) == 1
    assert world.events() == [("attempted", "text:ana", "text")]


def test_of_one_text_handed_in_by_many_at_once_one_is_done(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock)
    arrive(world, "Maria Ochoa")
    number = world.dealership.people["ana"].mobile or ""
    states: list[str] = []
    start = threading.Barrier(8)

    def hand_in() -> None:
        start.wait()
        states.append(receive_text(store, world.dealerships, Incoming("SM-one", number, "", "3")).state)

    threads = [threading.Thread(target=hand_in) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(states) == ["done", *["twice"] * 7]
    assert world.events() == [("attempted", "text:ana", "text")]


def test_unknown_numbers_and_leavers_are_kept_and_not_answered(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock)
    arrive(world, "Maria Ochoa")
    before = len(world.phone.sent)
    assert world.texts("+13105559999", "STOP").state == "unknown"
    gone = replace(world.dealership.people["ana"], left=clock.now().date())
    world.dealership = replace(world.dealership, people={**world.dealership.people, "ana": gone})
    assert world.texts("ana", "3").state == "unknown"
    assert len(world.phone.sent) == before
    with store.read() as unit:
        from sqlalchemy import select

        from uptape.store.tables import texts

        kept = [
            (row.body, row.state, row.member) for row in unit.connection.execute(select(texts).order_by(texts.c.id))
        ]
    assert kept == [("STOP", "unknown", None), ("3", "unknown", None)]
    assert world.events() == []


def test_availability_by_text_takes_effect_and_in_brings_what_waits(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock, "ana")
    world.texts("ana", "OUT 2h")
    assert world.told("ana") == ["You are OUT until 12p."]
    arrive(world, "Maria Ochoa")
    assert world.statuses() == ["queued"]
    world.texts("ana", "in till 6pm")
    first, second = world.told("ana")
    assert {first.split()[0], second} == {"NEW", "You are IN until 6p. 1 waiting lead goes out."} or second.startswith(
        "NEW"
    )
    assert world.taken() == ["ana"]
    world.texts("ana", "busy")
    assert world.told("ana") == ["You are BUSY until 10:30a."]
    holds(world)


def test_list_who_and_words(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock)
    arrive(world, "Maria Ochoa", "Pat Doe", "Sam Roe", "Lena Cruz")
    world.texts("bob", "busy 30")
    world.told("ana")
    answer = world.texts("ana", "list").answer
    assert answer.startswith("2 open: Lena Cruz 310-")
    assert f"NOT CALLED {short(world)}." in answer
    assert world.texts("cy", "WHO").answer == "Next first. main: Bob (busy until Mon 10:30), Cy, Ana."
    assert "1=take 2=pass" in world.texts("ana", "?").answer
    assert world.texts("kim", "waiting").answer == "No lead waits."


def test_add_records_a_walk_in_and_the_line_stays(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock)
    answer = world.texts("bob", "ADD 310-555-0342 Rosa Blanco").answer
    assert answer == f"Rosa Blanco 310-555-0342 is yours now, the line stays. {short(world)}"
    assert (world.taken(), world.line()) == (["bob"], ["ana", "bob", "cy"])
    holds(world)
    assert world.texts("cy", "add 3105550342 Rosa").answer == "310-555-0342 is Bob Stone's customer already."
    assert world.texts("bob", "add 3105550342 Rosa").answer == "310-555-0342 is yours customer already."
    assert world.texts("cy", "add 0000000000 Rosa").answer.startswith("0000000000 is no phone number")
    kim = world.dealership.people["kim"].mobile
    assert "our own numbers" in world.texts("cy", f"add {kim} Kim").answer
    clock.advance(timedelta(hours=1))
    again = lead("Rosa Blanco")
    rosa = replace(again, customer=replace(again.customer, phones=("+13105550342",), emails=()))
    world.arrive(mail(rosa, message_id="r"))
    assert world.taken() == ["bob", "bob"]
    holds(world)


def test_an_opt_out_ends_texts_and_start_brings_them_back(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock, "ana")
    world.texts("ana", "Please stop texting me.")
    number = world.dealership.people["ana"].mobile or ""
    with store.read() as unit:
        assert optouts.among(unit, {number}) == {number}
        mails = [line for line in views.outbox_lines(unit) if line["channel"] == "email" and line["person"] == "ana"]
    assert world.told("ana") == []
    assert world.told("kim") == [
        "Ana Ruiz gets no more texts: Ana Ruiz opted out by text. "
        "Alerts go to their next channel; START brings texts back."
    ]
    assert "send START to +13105550100" in mails[0]["text"]
    arrive(world, "Maria Ochoa")
    assert world.told("ana") == []
    with store.read() as unit:
        notices = [one["channel"] for one in views.outbox_lines(unit) if one["person"] == "kim"]
    assert notices == ["sms", "email"]  # of the opt-out itself: the lead went by mail, so nothing more is told
    assert world.texts("ana", "3").state == "done"
    assert world.told("ana") == []
    with store.read() as unit:
        answers = [line for line in views.outbox_lines(unit) if line["kind"] == "answer"]
    assert [(line["channel"], line["state"]) for line in answers] == [("email", "sent")]
    holds(world)
    assert world.texts("ana", "Start").answer == "You get texts again, Ana."
    assert world.told("ana") == ["You get texts again, Ana."]
    assert world.texts("ana", "START").state == "silent"
    holds(world)


def test_who_opted_out_and_has_only_texts_is_reached_by_mail(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock, "ana")
    ana = replace(world.dealership.people["ana"], alerts=(Way("sms"),))
    world.dealership = replace(world.dealership, people={**world.dealership.people, "ana": ana})
    world.texts("ana", "STOP")
    arrive(world, "Maria Ochoa")
    with store.read() as unit:
        lines = [(one["channel"], one["state"]) for one in views.outbox_lines(unit) if one["kind"] == "assigned"]
    assert lines == [("sms", "dead"), ("email", "sent")]
    holds(world)


def test_a_strangers_opt_out_holds_should_the_number_become_ours(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock, "ana")
    world.texts("+13105559999", "STOP")
    with store.read() as unit:
        assert optouts.among(unit, {"+13105559999"}) == {"+13105559999"}
    world.texts("+13105559999", "START")
    with store.read() as unit:
        assert optouts.among(unit, {"+13105559999"}) == set()


def test_reactions_and_machines_are_left_alone(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock)
    arrive(world, "Maria Ochoa")
    world.told("ana")
    for body in (
        'Liked "NEW Maria Ochoa 3=called"',
        "I'm driving right now",
        "Out of office until Monday",
        "HELP",
        "👍",
        "thanks",
    ):
        assert world.texts("ana", body).state == "silent", body
    assert world.told("ana") == []
    assert world.events() == []


def test_two_machines_never_talk_to_each_other(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock)
    assert [world.texts("ana", "I am a machine, call me later").state for _ in range(3)] == [
        "asked",
        "silent",
        "silent",
    ]
    states = [world.texts("ana", f"I am machine number {number}!").state for number in range(24)]
    assert states[-1] == "silent"
    clock.advance(timedelta(minutes=11))
    assert world.texts("ana", "I am a machine, call me later").state == "asked"


def test_a_turn_asked_back_goes_to_the_manager_and_ok_gives_it(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock)
    arrive(world, "Maria Ochoa", "Pat Doe")
    world.told("ana"), world.told("bob"), world.told("kim")
    assert (
        world.texts("ana", "bad number").answer == f"A manager is asked about Maria Ochoa {short(world)}: bad number."
    )
    assert world.texts("ana", "bad").answer == f"A manager is asked about Maria Ochoa {short(world)} already."
    world.texts("bob", "dup of Sam")
    first, second = world.told("kim")
    assert first.startswith("Ana Ruiz asks for the turn of Maria Ochoa")
    assert "OK gives it back, NO keeps it." in first
    assert second.startswith("Bob Stone asks for the turn of Pat Doe")
    assert world.texts("kim", "ok").answer.startswith("Which one? ")
    assert world.texts("kim", "no doe, call again").answer == f"Pat Doe {short(world, 1)}: Bob Stone keeps it."
    assert world.told("bob")[-1].startswith(f"Pat Doe {short(world, 1)}: Kim says no")
    assert world.texts("kim", "OK").answer == f"Maria Ochoa {short(world)}: Ana Ruiz gets the turn back."
    assert world.texts("kim", "ok ochoa").state in {"asked", "silent"}
    assert world.statuses() == ["not_lead", "assigned"]
    holds(world)


def test_managers_hand_over_and_the_desk_names_the_taker(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock, "ana", "bob", offers=True)
    desk = Pool(
        "desk", ("desk@leads.sunset.example",), ("ana", "bob"), desk="+13105550180", place=Place("sunset.yaml", 60)
    )
    world.dealership = replace(world.dealership, pools={**world.dealership.pools, "desk": desk})
    world.restart()
    arrive(world, "Maria Ochoa")
    for who in ("ana", "bob"):
        world.texts(who, "2")
    assert world.statuses() == ["review"]
    world.told("kim"), world.told("bob")
    assert world.texts("kim", "WAITING").answer.startswith("1 waiting: Maria Ochoa main since 10a")
    assert world.texts("kim", "bob").answer == f"Bob Stone has Maria Ochoa {short(world)} now."
    assert world.told("bob")[0].startswith("NEW Maria Ochoa")
    assert world.taken() == ["bob"]
    assert world.texts("kim", "GIVE OCHOA ANA").answer == f"Ana Ruiz has Maria Ochoa {short(world)} now."
    assert world.texts("kim", "give ochoa ana").answer == f"Ana Ruiz has Maria Ochoa {short(world)} already."
    holds(world)
    assert world.texts("kim", "OUT BOB till tomorrow").answer == "Bob Stone is OUT until Tue Nov 24 12a."
    assert world.texts("kim", "late").answer == "No lead is late."
    clock.advance(timedelta(minutes=25))
    assert world.texts("kim", "late").answer.startswith("1 late: Maria Ochoa Ana since")
    assert world.texts("kim", "house ochoa").state == "asked"
    holds(world)


def test_a_time_in_the_hour_of_a_clock_change_is_told_with_it(store: Store, clock: FixedClock) -> None:
    clock.set(datetime(2026, 11, 1, 8, 40, tzinfo=UTC))  # 1:40 for the first time
    world = floor(store, clock)
    assert world.texts("bob", "busy till 1:30am").answer == "You are BUSY until 1:30a, after the clocks go back."
    assert world.texts("kim", "OUT CY 15m").answer == "Cy Young is OUT until 1:55a, before the clocks go back."
    assert world.texts("kim", "OUT CY 2h").answer == "Cy Young is OUT until 2:40a."
    clock.set(datetime(2027, 3, 14, 6, 0, tzinfo=UTC))  # Saturday evening
    assert world.texts("ana", "out till sun 2:30am").answer == (
        "You are OUT until Sun Mar 14 3a, when the clocks go forward."
    )
    clock.set(datetime(2027, 3, 14, 9, 59, 59, tzinfo=UTC))
    assert "ana" not in world_taker(world)
    clock.set(datetime(2027, 3, 14, 10, 0, tzinfo=UTC))
    assert world_taker(world) == "ana"
    holds(world)


def world_taker(world: Floor) -> str | None:
    """Who gets a lead that comes now."""
    world.arrive(mail(lead(f"Pat Nr{next(_ids)}"), message_id=f"m{next(_ids)}"))
    return world.taken()[-1]


def test_in_manager_mode_a_number_of_the_list_or_a_name_hands_the_lead_over(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock, mode="manager")
    world.texts("bob", "out 2h")
    arrive(world, "Maria Ochoa", "Pat Doe")
    first, second = world.told("kim")
    assert first == f"Review box: Maria Ochoa: mode manager: a manager hands it out. 1 Ana 2 Cy 0 house. {short(world)}"
    assert second.startswith("Review box: Pat Doe")
    assert world.texts("kim", "2").answer.startswith("Which one? ")
    assert world.texts("kim", "2 ochoa").answer == f"Cy Young has Maria Ochoa {short(world)} now."
    assert world.texts("kim", "ana").answer == f"Ana Ruiz has Pat Doe {short(world, 1)} now."
    assert world.texts("kim", "1").state == "asked"
    assert world.taken() == ["cy", "ana"]
    assert world.line() == ["bob", "cy", "ana"]
    holds(world)


def test_the_desk_hands_over_by_the_number_of_its_call(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock, mode="manager", desk="+13105550180")
    arrive(world, "Maria Ochoa", "Pat Doe")
    calls = world.told("desk:main")
    assert calls[0] == ("DESK CALL 1: Maria Ochoa 2021 Ford F-150: Answer 1 and who takes it: 1 BOB. " + short(world))
    assert world.texts("+13105550180", "bob").answer.startswith("Which call? Waiting: ")
    assert world.texts("+13105550180", "2 BOB").answer == f"Bob Stone has Pat Doe {short(world, 1)} now."
    assert world.texts("+13105550180", "waiting").answer.startswith("1 waiting: Maria Ochoa main since")
    assert world.texts("+13105550180", "1 0").answer == f"Maria Ochoa {short(world)} is a house lead of Kim now."
    assert world.texts("+13105550180", "2 cy").state == "asked"
    assert world.taken() == ["kim", "bob"]
    holds(world)


def test_a_house_lead_is_the_managers_without_line_or_turn(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock, "ana", offers=True)
    arrive(world, "Maria Ochoa")
    world.texts("ana", "2")
    line = world.line()
    assert world.texts("kim", "0").answer == f"Maria Ochoa {short(world)} is a house lead of Kim now."
    assert (world.taken(), world.line()) == (["kim"], line)
    holds(world)


def test_nothing_of_one_dealership_is_seen_by_another(store: Store, clock: FixedClock) -> None:
    world = floor(store, clock)
    arrive(world, "Maria Ochoa")
    other = replace(
        dealership(people=[replace(person("zed"), mobile="+13105557777")]), key="north", name="North",
    )  # fmt: skip
    both = {world.dealership.key: world.dealership, "north": other}
    for body in ("SOLD OCHOA", f"3 {short(world)}", "LIST"):
        found = receive_text(store, both, Incoming(f"N{body}", "+13105557777", "", body))
        assert "Maria" not in found.answer
    assert world.statuses() == ["assigned"]


@pytest.mark.parametrize(
    "body", ["{{7*7}}", "3 {% for %} %s ${x}", "x" * 50_000, "SOLD\r\nBcc: x@y.example", "\x00\u202e3"]
)
def test_a_text_is_data_only(store: Store, clock: FixedClock, body: str) -> None:
    world = floor(store, clock)
    arrive(world, "Maria Ochoa")
    world.told("ana")
    world.texts("ana", body)
    for told in world.told("ana"):
        assert "49" not in told
        assert len(told) <= 480
    holds(world)
