"""Hours, deadlines, limits and words by hand on the days on which clocks change, in both directions and hemispheres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.flow.builders import World, dealership, lead, limited, mail, person
from uptape.cli.people import end_said
from uptape.clock import FixedClock
from uptape.core import reply_times
from uptape.core.eligibility import ByHand, Period, absence, member_of, period_start, until_by_hand
from uptape.core.hours import Hours, Span, always, day_start
from uptape.core.offers import deadline, warning
from uptape.core.quiet import quiet_until
from uptape.flow.chances import Chances, midnight_after
from uptape.flow.drain import drain
from uptape.store.engine import Store

LA, SYDNEY, PHOENIX = "America/Los_Angeles", "Australia/Sydney", "America/Phoenix"
LORD_HOWE, HAVANA = "Australia/Lord_Howe", "America/Havana"  # changes by half an hour; skips midnight
BACK, FORWARD = date(2026, 11, 1), date(2027, 3, 14)  # 02:00 becomes 01:00; 02:00 becomes 03:00
S_BACK, S_FORWARD = date(2027, 4, 4), date(2026, 10, 4)  # 03:00 becomes 02:00; 02:00 becomes 03:00
NIGHT: tuple[Span, ...] = ((0, 6 * 60), (22 * 60, 24 * 60))


def at(zone: str, day: date, clock: str, fold: int = 0) -> datetime:
    """A wall-clock moment, as UTC; `fold` 1 is the second coming."""
    hour, minute = map(int, clock.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def utc(text: str) -> datetime:
    """A moment written as `2026-11-01 09:00`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def daily(zone: str, *spans: Span, closed: Sequence[date] = ()) -> Hours:
    """The same hours on each day."""
    return Hours(zone, (spans,) * 7, frozenset(closed))


@pytest.mark.parametrize(
    ("zone", "day"),
    [(LA, BACK), (LA, FORWARD), (SYDNEY, S_BACK), (SYDNEY, S_FORWARD), (PHOENIX, BACK), (PHOENIX, FORWARD),
     (LORD_HOWE, S_BACK), (LORD_HOWE, S_FORWARD), (HAVANA, date(2027, 3, 14))],
)  # fmt: skip
@pytest.mark.parametrize(
    "spans",
    [((540, 1020),), NIGHT, ((0, 1440),), ((0, 60), (180, 240)), ((0, 180),), ((30, 45), (210, 1439))],
)
def test_every_moment_is_open_by_what_the_clock_on_the_wall_shows(
    zone: str, day: date, spans: tuple[Span, ...]
) -> None:
    hours, local = daily(zone, *spans), ZoneInfo(zone)
    moment = at(zone, day - timedelta(days=1), "12:00")
    for _ in range(4 * 48):
        wall = moment.astimezone(local)
        minute = wall.hour * 60 + wall.minute
        shown = any(start <= minute < end for start, end in spans)
        assert hours.is_open(moment) is shown, wall
        moment += timedelta(minutes=15)


@pytest.mark.parametrize(
    ("zone", "day", "span", "start", "end"),
    [
        # Skipped: what begins or ends inside of it does so at the change; what lies whole inside of it is not.
        (LA, FORWARD, (150, 720), "2027-03-14 10:00", "2027-03-14 19:00"),
        (LA, FORWARD, (150, 195), "2027-03-14 10:00", "2027-03-14 10:15"),
        (LA, FORWARD, (60, 150), "2027-03-14 09:00", "2027-03-14 10:00"),
        (LA, FORWARD, (135, 165), None, None),
        (LA, FORWARD, (120, 180), None, None),
        (SYDNEY, S_FORWARD, (150, 720), "2026-10-03 16:00", "2026-10-04 01:00"),
        (SYDNEY, S_FORWARD, (135, 165), None, None),
        (HAVANA, FORWARD, (0, 120), "2027-03-14 05:00", "2027-03-14 06:00"),
        # Doubled: its first coming counts, as a start and as an end.
        (LA, BACK, (90, 480), "2026-11-01 08:30", "2026-11-01 16:00"),
        (LA, BACK, (0, 90), "2026-11-01 07:00", "2026-11-01 08:30"),
        (LA, BACK, (70, 110), "2026-11-01 08:10", "2026-11-01 08:50"),
        (SYDNEY, S_BACK, (150, 480), "2027-04-03 15:30", "2027-04-03 22:00"),
        (SYDNEY, S_BACK, (0, 150), "2027-04-03 13:00", "2027-04-03 15:30"),
        # No change: as on any other day.
        (PHOENIX, FORWARD, (150, 720), "2027-03-14 09:30", "2027-03-14 19:00"),
        (PHOENIX, BACK, (90, 480), "2026-11-01 08:30", "2026-11-01 15:00"),
    ],
)  # fmt: skip
def test_hours_that_begin_or_end_in_the_hour_of_the_change(
    zone: str, day: date, span: Span, start: str | None, end: str | None
) -> None:
    hours = Hours(zone, ((),) * 7, days={day: (span,)})
    found = list(hours.intervals(at(zone, day, "12:00")))
    assert [(one.start, one.end) for one in found] == ([(utc(start), utc(end))] if start and end else [])
    for one in found:
        assert hours.is_open(one.start)
        assert not hours.is_open(one.start - timedelta(seconds=1))
        assert hours.is_open(one.end - timedelta(seconds=1))
        assert not hours.is_open(one.end)


def test_a_hand_over_inside_the_hour_of_the_change_leaves_no_gap_and_no_overlap() -> None:
    for zone, day in ((LA, BACK), (LA, FORWARD), (SYDNEY, S_BACK), (SYDNEY, S_FORWARD)):
        first, second = daily(zone, (0, 150)), daily(zone, (150, 720))
        for quarter in range(48):
            moment = day_start(at(zone, day, "12:00"), zone) + timedelta(minutes=15 * quarter)
            if moment < at(zone, day, "12:00"):
                assert first.is_open(moment) is not second.is_open(moment)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [(LA, BACK, 25), (LA, FORWARD, 23), (SYDNEY, S_BACK, 25), (SYDNEY, S_FORWARD, 23), (PHOENIX, BACK, 24),
     (PHOENIX, FORWARD, 24), (HAVANA, FORWARD, 23)],
)  # fmt: skip
def test_a_day_is_as_long_as_its_clock_makes_it(zone: str, day: date, hours: int) -> None:
    begins = day_start(at(zone, day, "12:00"), zone)
    ends = midnight_after(begins, zone)
    assert ends - begins == timedelta(hours=hours)
    assert midnight_after(ends - timedelta(seconds=1), zone) == ends
    assert always(zone).open_time(begins, ends) == timedelta(hours=hours)
    assert all(always(zone).is_open(begins + timedelta(minutes=10 * step)) for step in range(6 * hours))
    assert always(zone).next_change(begins) is None
    closed = daily(zone, (0, 1440), closed=[day])
    assert (closed.is_open(begins - timedelta(seconds=1)), closed.is_open(begins)) == (True, False)
    assert (closed.is_open(ends - timedelta(seconds=1)), closed.is_open(ends)) == (False, True)
    assert (closed.next_change(begins - timedelta(days=30)), closed.next_change(begins)) == (begins, ends)


def test_hours_open_all_week_see_their_next_day_off_and_their_next_special_day() -> None:
    monday = at(LA, date(2026, 10, 26), "00:00")
    but_sundays = Hours(LA, (((0, 1440),),) * 6 + ((),))
    assert but_sundays.next_change(monday) == at(LA, BACK, "00:00")
    assert but_sundays.next_change(at(LA, BACK, "00:00")) == at(LA, date(2026, 11, 2), "00:00")
    special = Hours(LA, (((0, 1440),),) * 7, days={date(2026, 12, 24): ((540, 840),)})
    assert special.next_change(monday) == at(LA, date(2026, 12, 24), "00:00")
    assert special.next_change(at(LA, date(2026, 12, 24), "15:00")) == at(LA, date(2026, 12, 25), "00:00")
    assert special.next_change(at(LA, date(2026, 12, 25), "00:00")) is None


@pytest.mark.parametrize(
    ("zone", "start", "minutes", "end"),
    [
        # Hours 00:00-06:00 and 22:00-24:00: the night of the change is an hour longer or shorter.
        (LA, "2026-11-01 08:45", 60, "2026-11-01 09:45"),  # 01:45 PDT to 01:45 PST
        (LA, "2026-11-01 05:00", 9 * 60, "2026-11-01 14:00"),  # 22:00 to 06:00 is nine hours
        (LA, "2026-11-01 05:00", 9 * 60 + 1, "2026-11-02 06:01"),
        (LA, "2027-03-14 09:45", 30, "2027-03-14 10:15"),  # 01:45 PST to 03:15 PDT
        (LA, "2027-03-14 06:00", 7 * 60, "2027-03-14 13:00"),
        (LA, "2027-03-14 06:00", 7 * 60 + 1, "2027-03-15 05:01"),
        (SYDNEY, "2027-04-03 11:00", 9 * 60, "2027-04-03 20:00"),
        (SYDNEY, "2026-10-03 12:00", 7 * 60, "2026-10-03 19:00"),
        (PHOENIX, "2026-11-01 05:00", 8 * 60, "2026-11-01 13:00"),
        (PHOENIX, "2027-03-14 05:00", 8 * 60, "2027-03-14 13:00"),
    ],
)
def test_opening_hours_are_counted_in_true_time(zone: str, start: str, minutes: int, end: str) -> None:
    hours, span = Hours(zone, (NIGHT,) * 7), timedelta(minutes=minutes)
    assert hours.add_open_time(utc(start), span) == utc(end)
    assert hours.open_time(utc(start), utc(end)) == span
    assert hours.open_time_ago(utc(end), span) == utc(start)


@pytest.mark.parametrize(
    ("made", "shift_end", "until"),
    [
        ("2026-11-01 00:50", None, "2026-11-01 17:10"),  # Sat 17:50 PDT, hours to 18:00: on at Sun 09:00 PST
        ("2027-03-14 01:50", None, "2027-03-14 16:10"),  # Sat 17:50 PST: on at Sun 09:00 PDT
        ("2026-11-01 17:00", None, "2026-11-01 17:20"),
        ("2026-11-01 17:00", "2026-11-01 17:15", "2026-11-01 17:15"),
    ],
)
def test_an_offer_ends_by_opening_hours_on_both_sides_of_a_change(made: str, shift_end: str | None, until: str) -> None:
    pool = {"accept_within": timedelta(minutes=20), "warn_before": timedelta(minutes=5)}
    config = dealership(hours=daily(LA, (540, 1080)), pool=pool)
    ends = deadline(config.pools["main"], config, utc(made), utc(shift_end) if shift_end else None)
    assert ends == utc(until)
    assert warning(config.pools["main"], utc(made), ends) == utc(until) - timedelta(minutes=5)


@pytest.mark.parametrize(
    ("zone", "now", "day", "week", "month"),
    [
        (LA, "2026-11-02 07:59", "2026-11-01 07:00", "2026-10-26 07:00", "2026-11-01 07:00"),  # Sun 23:59 PST
        (LA, "2026-11-02 08:00", "2026-11-02 08:00", "2026-11-02 08:00", "2026-11-01 07:00"),  # Mon 00:00 PST
        (LA, "2026-11-01 06:59", "2026-10-31 07:00", "2026-10-26 07:00", "2026-10-01 07:00"),  # Sat 23:59 PDT
        (LA, "2026-11-01 09:30", "2026-11-01 07:00", "2026-10-26 07:00", "2026-11-01 07:00"),  # 01:30 again
        (LA, "2027-03-15 06:59", "2027-03-14 08:00", "2027-03-08 08:00", "2027-03-01 08:00"),
        (LA, "2027-03-15 07:00", "2027-03-15 07:00", "2027-03-15 07:00", "2027-03-01 08:00"),
        (SYDNEY, "2027-04-04 13:59", "2027-04-03 13:00", "2027-03-28 13:00", "2027-03-31 13:00"),
        (SYDNEY, "2027-04-04 14:00", "2027-04-04 14:00", "2027-04-04 14:00", "2027-03-31 13:00"),
        (SYDNEY, "2026-10-04 12:59", "2026-10-03 14:00", "2026-09-27 14:00", "2026-09-30 14:00"),
        (SYDNEY, "2026-10-04 13:00", "2026-10-04 13:00", "2026-10-04 13:00", "2026-09-30 14:00"),
        (PHOENIX, "2026-11-02 06:59", "2026-11-01 07:00", "2026-10-26 07:00", "2026-11-01 07:00"),
        (PHOENIX, "2026-11-02 07:00", "2026-11-02 07:00", "2026-11-02 07:00", "2026-11-01 07:00"),
    ],
)
def test_limits_reset_at_midnight_of_the_wall_clock(zone: str, now: str, day: str, week: str, month: str) -> None:
    periods: tuple[Period, ...] = ("day", "week", "month")
    assert [period_start(one, utc(now), zone) for one in periods] == [utc(day), utc(week), utc(month)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "until"),
    [
        ("2026-11-01 05:30", "2026-11-01 14:00"),  # in the night shift: to its end at 06:00, nine hours long
        ("2026-11-01 20:00", "2026-11-02 06:00"),  # outside: to the next start, Sun 22:00 PST
        ("2027-03-14 06:30", "2027-03-14 13:00"),
        ("2027-03-14 19:00", "2027-03-15 05:00"),
    ],
)
def test_a_word_by_hand_lasts_to_the_wall_clocks_end_of_the_shift(given: str, until: str) -> None:
    config = dealership(people=[person("ana", hours=Hours(LA, (NIGHT,) * 7))])
    member = member_of(config, "ana")
    assert member is not None
    assert until_by_hand(member, utc(given)) == utc(until)
    out = ByHand("out", utc(given), utc(until))
    before = absence(member, config, config.pools["main"], out, utc(until) - timedelta(seconds=1))
    assert before is not None
    assert before.startswith("checked out until")


@pytest.mark.parametrize(
    ("zone", "now", "typed", "moment", "said"),
    [
        (LA, "2027-03-14 09:00", "till 2:30am", "2027-03-14 10:00", "Sun Mar 14 3a, when the clocks go forward"),
        (LA, "2027-03-14 09:59", "till 2am", "2027-03-14 10:00", "Sun Mar 14 3a, when the clocks go forward"),
        (LA, "2027-03-13 20:00", "till sun 2:30am", "2027-03-14 10:00", "Sun Mar 14 3a, when the clocks go forward"),
        (LA, "2027-03-14 09:00", "till 3:30am", "2027-03-14 10:30", "Sun Mar 14 3:30a"),
        (LA, "2027-03-14 09:00", "2h", "2027-03-14 11:00", "Sun Mar 14 4a"),
        (LA, "2026-11-01 07:00", "till 1:30am", "2026-11-01 08:30", "Sun Nov 1 1:30a, before the clocks go back"),
        (LA, "2026-11-01 08:30", "till 1:30am", "2026-11-01 09:30", "Sun Nov 1 1:30a, after the clocks go back"),
        (LA, "2026-11-01 08:45", "till 1:30", "2026-11-01 09:30", "Sun Nov 1 1:30a, after the clocks go back"),
        (LA, "2026-11-01 09:40", "till 1:45", "2026-11-01 09:45", "Sun Nov 1 1:45a, after the clocks go back"),
        (LA, "2026-11-01 09:40", "till 1:30am", "2026-11-02 09:30", "Mon Nov 2 1:30a"),
        (LA, "2026-11-01 07:00", "2h", "2026-11-01 09:00", "Sun Nov 1 1a, after the clocks go back"),
        (LA, "2026-11-01 07:00", "90m", "2026-11-01 08:30", "Sun Nov 1 1:30a, before the clocks go back"),
        (LA, "2026-10-31 18:00", "till 2am", "2026-11-01 10:00", "Sun Nov 1 2a"),
        (
            LORD_HOWE,
            "2026-10-03 15:00",
            "till 2:15am",
            "2026-10-03 15:30",
            "Sun Oct 4 2:30a, when the clocks go forward",
        ),
        (PHOENIX, "2027-03-14 08:00", "till 2:30am", "2027-03-14 09:30", "Sun Mar 14 2:30a"),
    ],
)
def test_a_time_typed_on_the_day_of_a_change_is_defined_and_told(
    zone: str, now: str, typed: str, moment: str, said: str
) -> None:
    found = reply_times.until(typed.split(), utc(now), zone, None, minutes=False)
    assert (found.at, reply_times.told(found.at or utc(now), zone)) == (utc(moment), said)


@pytest.mark.parametrize(
    ("now", "typed", "moment", "said"),
    [
        ("2027-03-12 20:00", "sun 2:30am", "2027-03-14 10:00", "Sun Mar 14 3a, when the clocks go forward"),
        ("2026-10-30 20:00", "sun 1:15am", "2026-11-01 08:15", "Sun Nov 1 1:15a, before the clocks go back"),
        ("2026-11-01 08:20", "today 1:15am", "2026-11-01 09:15", "Sun Nov 1 1:15a, after the clocks go back"),
    ],
)
def test_an_appointment_on_the_day_of_a_change_too(now: str, typed: str, moment: str, said: str) -> None:
    found = reply_times.appointment(typed.split(), utc(now), LA)
    assert (found.at, reply_times.told(found.at or utc(now), LA)) == (utc(moment), said)


@pytest.mark.parametrize(
    ("now", "until", "moment"),
    [
        ("2027-03-14 09:00", "2:30", "2027-03-14 10:00"),
        ("2026-11-01 08:45", "1:30", "2026-11-01 09:30"),
        ("2026-11-01 09:45", "1:30", "2026-11-02 09:30"),
        ("2026-10-31 20:00", "2026-11-01T01:30", "2026-11-01 08:30"),
        ("2026-11-01 08:45", "2026-11-01T01:30", "2026-11-01 09:30"),
        ("2027-03-13 20:00", "2027-03-14T02:30", "2027-03-14 10:00"),
        ("2027-03-13 20:00", "2027-03-15", "2027-03-15 07:00"),
    ],
)
def test_a_time_of_the_command_line_on_the_day_of_a_change(now: str, until: str, moment: str) -> None:
    assert end_said(utc(now), None, until, dealership()) == utc(moment)


def test_what_is_over_is_told_by_the_clock_and_not_by_the_face() -> None:
    found = reply_times.appointment(["today", "1:15am"], utc("2026-11-01 09:20"), LA)
    assert (found.at, found.problem) == (None, "Sun Nov 1 1:15a is over already. When is it?")


def test_people_away_come_back_at_midnight_of_the_wall_clock() -> None:
    config = dealership(people=[person("ana", away=((date(2026, 10, 31), BACK),))])
    member = member_of(config, "ana")
    assert member is not None
    said = [absence(member, config, config.pools["main"], None, utc(now))
            for now in ("2026-10-31 06:59", "2026-10-31 07:00", "2026-11-02 07:59", "2026-11-02 08:00")]  # fmt: skip
    assert said == [None, "away until 2026-11-01", "away until 2026-11-01", None]


def test_quiet_hours_end_by_the_wall_clock() -> None:
    assert quiet_until((22 * 60, 7 * 60), LA, utc("2026-11-01 05:00")) == utc("2026-11-01 15:00")
    assert quiet_until((22 * 60, 7 * 60), LA, utc("2027-03-14 06:00")) == utc("2027-03-14 14:00")
    assert quiet_until((60, 150), LA, utc("2027-03-14 10:00")) is None  # 03:00 PDT: past 02:30, which never came


@pytest.mark.parametrize(
    ("zone", "waiting", "starts"),
    [
        (LA, "2026-11-01 07:30", "2026-11-01 17:00"),
        (LA, "2027-03-14 08:30", "2027-03-14 16:00"),
        (SYDNEY, "2027-04-03 14:00", "2027-04-03 23:00"),
        (SYDNEY, "2026-10-03 15:00", "2026-10-03 22:00"),
        (PHOENIX, "2026-11-01 07:30", "2026-11-01 16:00"),
    ],
)
def test_the_inbox_is_looked_at_the_moment_a_shift_starts(zone: str, waiting: str, starts: str) -> None:
    config = replace(dealership(hours=daily(zone, (540, 1020))), timezone=zone)
    assert Chances().next(config, "main", utc(waiting), ()) == utc(starts)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("evening", "starts", "midnight"),
    [("2026-11-01 02:00", "2026-11-01 17:00", "2026-11-02 08:00"),
     ("2027-03-14 02:00", "2027-03-14 16:00", "2027-03-15 07:00")],
)  # fmt: skip
def test_what_waited_goes_out_at_the_shifts_start_and_a_days_limit_holds_the_whole_day(
    store: Store, clock: FixedClock, evening: str, starts: str, midnight: str
) -> None:
    always_on = replace(limited("bob", day=1), hours=always(LA))
    clock.set(utc(evening))
    config = dealership(people=[person("ana", hours=daily(LA, (540, 1020))), always_on])
    world = World(store, clock, config)
    for name in ("Pat Doe", "Sam Poe", "Kit Roe"):
        world.arrive(mail(lead(name), message_id=name))
    assert world.taken() == ["bob", None, None]
    clock.set(day_start(utc(starts), LA))
    assert drain(store, world.dealerships) == 1  # bob's limit begins anew
    clock.set(utc(starts) - timedelta(seconds=1))
    assert drain(store, world.dealerships) == 0
    clock.set(utc(starts))
    assert drain(store, world.dealerships) == 1
    assert world.taken() == ["bob", "bob", "ana"]
    clock.set(utc(midnight) - timedelta(seconds=1))  # ana is gone, bob had one this day
    world.arrive(mail(lead("Lee Moe"), message_id="Lee Moe"))
    assert world.taken()[-1] is None
    clock.set(utc(midnight))
    assert drain(store, world.dealerships) == 1
    assert world.taken() == ["bob", "bob", "ana", "bob"]
