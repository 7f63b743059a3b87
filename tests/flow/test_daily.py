"""The daily sheets: what stands on them, that each manager gets each once, and how a mail of them reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from lxml import html as lxml_html

from tests.flow.builders import World, dealership, lead, mail, person
from uptape.clock import FixedClock
from uptape.core.daysheet import Sheet
from uptape.core.dealership import Sheets
from uptape.core.hours import Hours
from uptape.core.mail import Envelope, Recipient
from uptape.core.outbox import Text
from uptape.flow import daily, hands
from uptape.flow.availability import say
from uptape.flow.daily_post import send_due, sheet_for
from uptape.flow.receive import receive
from uptape.flow.replies import Incoming, receive_text
from uptape.store import views
from uptape.store.engine import Store
from uptape.wording.render import Wording

ZONE = "America/Los_Angeles"
NINE_TO_EIGHT = ((9 * 60, 20 * 60),)
SIX_DAYS = Hours(ZONE, (NINE_TO_EIGHT,) * 6 + ((),))
BOTH = Sheets(morning=True, closing=True)
MONDAY = date(2026, 11, 23)


def at(clock: FixedClock, text: str) -> None:
    clock.set(datetime.fromisoformat(text))


def world(store: Store, clock: FixedClock, **values: Any) -> World:
    people = [person("ana"), person("bob"), person("cy")]
    return World(store, clock, dealership(people, **{"hours": SIX_DAYS, "sheets": BOTH, **values}))


def gathered(it: World, day: date = MONDAY, kind: str = "morning") -> Sheet:
    with it.store.read() as unit:
        return (daily.morning if kind == "morning" else daily.closing)(unit, it.dealership, day, it.clock.now())


def texted(it: World, key: str, body: str) -> str | None:
    number = it.dealership.people[key].mobile or ""
    incoming = Incoming(f"{key}-{body}-{it.clock.now().isoformat()}", number, "+13105550100", body)
    return receive_text(it.store, it.dealerships, incoming).answer


def sheets(it: World) -> list[dict[str, Any]]:
    with it.store.read() as unit:
        return [row for row in views.outbox_lines(unit) if row["kind"] in {"morning", "closing"}]


def shown(it: World, kind: str = "morning") -> Text:
    return Wording().render(sheet_for(it.store, it.dealership, kind, MONDAY))  # type: ignore[arg-type]


def test_a_weekend_stands_on_mondays_sheet(store: Store, clock: FixedClock) -> None:
    at(clock, "2026-11-21T10:00:00-08:00")  # a Saturday
    it = world(store, clock)
    for number, name in enumerate(("Pat One", "Pat Two", "Pat Three", "Pat Four")):
        it.arrive(mail(lead(name), message_id=f"m{number}"))  # ana, bob, cy, ana
    clock.advance(timedelta(minutes=7))
    ids = {line["customer"]["name"]: line["lead_id"] for line in it.lines()}
    texted(it, "ana", f"4 {ids['Pat One'][-3:]}")
    texted(it, "ana", f"appt {ids['Pat One'][-3:]} mon 2pm")
    clock.advance(timedelta(minutes=5))
    texted(it, "bob", "sold two with cy")
    hands.assign_lead(store, it.dealerships, ids["Pat Three"], "bob", "cli:kim", "asked for him")
    hands.assign_lead(store, it.dealerships, ids["Pat Four"], "cy", "cli:kim", "his own customer", turn=False)
    texted(it, "ana", "add 310-555-0142 Maria Ochoa")
    at(clock, "2026-11-22T12:00:00-08:00")  # closed
    it.arrive(mail(lead("Pat Five"), message_id="m5"))
    at(clock, "2026-11-23T08:45:00-08:00")
    found = gathered(it)
    assert (found.begin, found.end) == ("2026-11-21", "2026-11-22")
    assert [(line.customer, line.state, line.late) for line in found.waiting] == [
        ("Pat Five", "waits for somebody eligible", False)
    ]
    assert [(line.customer, line.state, line.late) for line in found.untried] == [
        ("Pat Three", "Bob Stone", True), ("Pat Four", "Cy Young", True),
    ]  # fmt: skip
    assert [(line.customer, line.who, line.past) for line in found.appointments] == [("Pat One", "Ana Ruiz", False)]
    people = {line.name: line for line in found.people}
    ana, bob, cy = people["Ana Ruiz"], people["Bob Stone"], people["Cy Young"]
    assert (ana.got, ana.tried, ana.reached, ana.appointments) == (2, 2, 2, 1)  # the walk-in is hers too
    assert cy.got == 1
    assert (bob.got, bob.minutes, bob.sold) == (2, 12, 0.5)
    assert cy.sold == 0.5
    assert [(one.customer, one.to, one.by, one.why) for one in found.handed_out] == [
        ("Pat Three", "Bob Stone", "Kim", "asked for him")
    ]
    assert [(one.customer, one.to, one.why) for one in found.no_turn] == [("Pat Four", "Cy Young", "his own customer")]
    assert [line.pool for line in found.lines] == ["main"]
    assert set(found.lines[0].names) == {"Ana Ruiz", "Bob Stone", "Cy Young"}


def test_each_manager_gets_each_sheet_once_whatever_nodes_make_it(store: Store, clock: FixedClock) -> None:
    at(clock, "2026-11-23T08:44:00-08:00")
    lee = person("lee", is_salesperson=False, is_manager=True)
    it = world(store, clock)
    it.dealership = replace(it.dealership, people={**it.dealership.people, "lee": lee})
    first: set[str] = set()
    assert send_due(store, it.dealerships, "node1", first) == 0
    clock.advance(timedelta(minutes=1))
    assert send_due(store, it.dealerships, "node1", first) == 2
    assert send_due(store, it.dealerships, "node1", first) == 0
    assert send_due(store, it.dealerships, "node2", set()) == 0  # node1 holds the lease
    clock.advance(timedelta(minutes=3))
    assert send_due(store, it.dealerships, "node2", set()) == 0  # a node that knows of nothing
    it.settle()
    assert [(row["to"], row["channel"], row["kind"], row["state"]) for row in sheets(it)] == [
        ("kim@sunset.example", "email", "morning", "sent"), ("lee@sunset.example", "email", "morning", "sent"),
    ]  # fmt: skip
    at(clock, "2026-11-23T20:00:30-08:00")
    assert send_due(store, it.dealerships, "node2", set()) == 2
    assert len({row["key"] for row in sheets(it)}) == 4


def test_nothing_is_sent_on_a_closed_day_nor_where_it_is_off(store: Store, clock: FixedClock) -> None:
    at(clock, "2026-11-22T08:50:00-08:00")  # a Sunday
    it = world(store, clock)
    assert send_due(store, it.dealerships, "w", set()) == 0
    at(clock, "2026-11-23T08:50:00-08:00")
    it.dealership = replace(it.dealership, sheets=Sheets(closing=True))
    assert send_due(store, it.dealerships, "w", set()) == 0
    it.dealership = replace(it.dealership, sheets=Sheets(morning=True))
    assert send_due(store, it.dealerships, "w", set()) == 1


def test_quiet_hours_hold_a_sheet(store: Store, clock: FixedClock) -> None:
    at(clock, "2026-11-23T08:46:00-08:00")
    it = world(store, clock, quiet=(21 * 60, 8 * 60 + 50))
    send_due(store, it.dealerships, "w", set())
    assert [row["due_at"] for row in sheets(it)] == ["2026-11-23T16:50:00Z"]


def test_the_closing_sheet_names_leads_whose_owner_went_home(store: Store, clock: FixedClock) -> None:
    at(clock, "2026-11-23T19:00:00-08:00")
    late_shift = Hours(ZONE, (((9 * 60, 22 * 60),),) * 7)
    it = world(store, clock)
    it.dealership = dealership([person("ana"), person("bob", hours=late_shift), person("cy")], hours=SIX_DAYS)
    for number, name in enumerate(("Pat One", "Pat Two", "Pat Three")):
        it.arrive(mail(lead(name), message_id=f"m{number}"))
    texted(it, "cy", "3")
    at(clock, "2026-11-23T20:00:00-08:00")
    for key in ("ana", "bob", "cy"):
        say(store, it.dealership, key, "out" if key != "bob" else "in", key, until=clock.now() + timedelta(hours=1))
    found = gathered(it, kind="closing")
    assert [(line.customer, line.state.partition(":")[0]) for line in found.untried] == [("Pat One", "Ana Ruiz")]
    assert found.waiting == ()
    assert shown(it, "closing").subject == "Mon Nov 23, closing: 1 not tried (Sunset Motors)"


def test_sources_stand_against_the_same_days_of_earlier_weeks(store: Store, clock: FixedClock) -> None:
    it = world(store, clock)
    for week in range(5, 0, -1):
        at(clock, f"{date(2026, 11, 23) - timedelta(weeks=week)}T12:00:00-08:00")
        for number in range(6):
            source = "CarBarn" if number else "Lot Finder"
            it.accept(mail(lead(f"Pat W{week}N{number}", source=source), message_id=f"w{week}n{number}"), "main")
        it.settle()
    at(clock, "2026-11-23T12:00:00-08:00")
    it.arrive(mail(lead("Pat New", source="Motor Lane"), message_id="new"))
    at(clock, "2026-11-24T08:45:00-08:00")
    found = gathered(it, date(2026, 11, 24))
    assert [(line.name, line.got, line.usual, line.word) for line in found.sources] == [
        ("CarBarn", 0, 5.0, "low"), ("Motor Lane", 1, None, "new"), ("Lot Finder", 0, 1.0, ""),
    ]  # fmt: skip
    assert "CarBarn brought 0 where 5 are usual." in found.trouble


def test_trouble_names_what_does_not_work(store: Store, clock: FixedClock) -> None:
    at(clock, "2026-11-23T10:00:00-08:00")
    it = world(store, clock)
    mute = replace(person("bob"), mobile=None, email=None)
    it.dealership = replace(it.dealership, people={**it.dealership.people, "bob": mute})
    it.arrive(mail(replace(lead("Pat One"), customer=replace(lead("Pat One").customer, emails=(), phones=()))))
    texted(it, "cy", "STOP")
    it.settle()
    receive(
        store, [Envelope("smtp", "x@y.example", (Recipient("a", "sunset", "main"),), mail(lead("Late")), clock.now())]
    )
    clock.advance(timedelta(minutes=11))
    said = " ".join(gathered(it).trouble)
    assert "Cy Young opted out of texts" in said
    assert "Bob Stone has no working channel" in said
    assert "1 mail or message waits" in said


def test_what_stands_in_a_lead_is_data_on_the_sheet(store: Store, clock: FixedClock) -> None:
    evil = '<script>alert(1)</script>{{ 7*7 }}" onload="x'
    at(clock, "2026-11-22T10:00:00-08:00")
    it = world(store, clock)
    it.arrive(mail(replace(lead("Pat One"), customer=replace(lead("Pat One").customer, full_name=evil), source=evil)))
    at(clock, "2026-11-23T08:45:00-08:00")
    text = shown(it)
    tree = lxml_html.document_fromstring(text.html)
    assert tree.xpath("//script | //*[@onload]") == []
    assert "{{ 7*7 }}" in text.html
    assert "{{ 7*7 }}" in text.body
    assert "49" not in text.body.replace(str(clock.now()), "")
    assert text.subject == "Mon Nov 23: 1 waiting (Sunset Motors)"
