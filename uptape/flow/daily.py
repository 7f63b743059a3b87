"""Gathers what stands on the morning and the closing sheet of a dealership. Changes nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from uptape.core import daysheet
from uptape.core.contacts import short_name
from uptape.core.daysheet import AppointmentLine, HandLine, LeadLine, PersonLine, Sheet, SourceLine, TapeLine
from uptape.core.dealership import Dealership
from uptape.core.eligibility import Member, can_be_told, member_of
from uptape.core.hours import Interval
from uptape.core.leads import LeadDraft
from uptape.flow.attendance import Attendance
from uptape.flow.handing import named_store
from uptape.store import daily, optouts, tapes
from uptape.store.daily import OpenLead
from uptape.store.engine import Unit

MOST = 25
"""Lines of one kind on a sheet; the count tells of the rest."""
NO_SOURCE = "no source named"
ASKED_FOR = timedelta(days=7)
"""How long a turn may be asked back."""
STUCK = timedelta(minutes=10)
WALK_IN = "recorded a walk-in"


def morning(unit: Unit, dealership: Dealership, day: date, now: datetime) -> Sheet:
    """The morning sheet of a calendar day: what stands now, and how the time since the last open day went."""
    first, last = daysheet.looked_back(dealership.hours, day)
    back = daysheet.span(first, last, dealership.timezone)
    today = daysheet.span(day, day, dealership.timezone)
    books = _Books(unit, dealership, now)
    waiting, untried = books.waiting(), books.untried()
    handed, no_turn, given_back = books.by_hand(back)
    sources = books.sources(first, last)
    return Sheet(
        "morning", day.isoformat(), now, first.isoformat(), last.isoformat(),
        tuple(waiting[:MOST]), len(waiting), tuple(untried[:MOST]), len(untried),
        books.appointments(back.start, today), books.people(back), sources, handed, no_turn, given_back, books.lines(),
        books.trouble(back.start, sources),
    )  # fmt: skip


def closing(unit: Unit, dealership: Dealership, day: date, now: datetime) -> Sheet:
    """The closing sheet of a calendar day: the leads not attempted whose owner went home, and what nobody has."""
    books = _Books(unit, dealership, now)
    waiting, untried = books.waiting(), books.untried(gone=True)
    return Sheet(
        "closing", day.isoformat(), now, day.isoformat(), day.isoformat(),
        tuple(waiting[:MOST]), len(waiting), tuple(untried[:MOST]), len(untried),
    )  # fmt: skip


class _Books:
    """A dealership as it stands now, while a sheet is made."""

    def __init__(self, unit: Unit, dealership: Dealership, now: datetime) -> None:
        self.unit = unit
        self.dealership = dealership
        self.now = now
        self.attendance = Attendance(unit, dealership, now)

    def name(self, key: str | None) -> str:
        """How somebody is named to a manager."""
        plain = (key or "").partition(":")[2] or key or ""
        member = member_of(self.dealership, plain)
        return member.name if member else plain

    def waiting(self) -> list[LeadLine]:
        """What nobody has yet."""
        found = list(daily.waiting(self.unit, self.dealership.key))
        asked = daily.offered_to(self.unit, [lead.id for lead in found if lead.status == "offered"])
        lines = []
        for lead in found:
            if lead.status == "offered":
                state = f"on offer to {', '.join(self.name(key) for key in asked.get(lead.id, ())) or 'somebody'}"
            else:
                state = "in the review box" if lead.status == "review" else "waits for somebody eligible"
            lines.append(self._line(lead, state, lead.received_at))
        return lines

    def untried(self, *, gone: bool = False) -> list[LeadLine]:
        """What somebody has and did not try; `gone`: only of those who are not there now, with when they come back."""
        lines = []
        for lead in daily.untried(self.unit, self.dealership.key):
            member = member_of(self.dealership, lead.assigned_to) if lead.assigned_to else None
            pool = self.dealership.pools.get(lead.pool)
            away = self.attendance.absence(pool, member) if pool and member else "not in the config any more"
            if gone and away is None:
                continue
            who = self.name(lead.assigned_to)
            lines.append(self._line(lead, f"{who}: {away}" if gone else who, lead.assigned_at or lead.received_at))
        return lines

    def _line(self, lead: OpenLead, state: str, since: datetime) -> LeadLine:
        late = self.dealership.hours.open_time(since, self.now) >= self.dealership.alarm_after
        return LeadLine(
            lead.id, short_name(lead.draft.customer), state, since, _vehicle(lead.draft),
            "/".join(part for part in (named_store(self.dealership, lead.draft), lead.draft.source) if part),
            next(iter(lead.draft.customer.phones), ""), late,
        )  # fmt: skip

    def appointments(self, since: datetime, today: Interval) -> tuple[AppointmentLine, ...]:
        """Those of today, and those since a moment of which nobody told whether the customer came."""
        return tuple(
            AppointmentLine(
                lead.id, short_name(lead.draft.customer), self.name(lead.assigned_to), lead.appointment_at,
                _vehicle(lead.draft), next(iter(lead.draft.customer.phones), ""), lead.appointment_at < today.start,
            )
            for lead in daily.appointments(self.unit, self.dealership.key, since, today.end)
            if lead.appointment_at is not None
        )  # fmt: skip

    def people(self, back: Interval) -> tuple[PersonLine, ...]:
        """What each member got and did, those who got most first."""
        key = self.dealership.key
        got: dict[str, list[daily.Given]] = defaultdict(list)
        for one in daily.given(self.unit, key, back.start, back.end):
            got[one.member].append(one)
        made: Counter[str] = Counter()
        sold: dict[str, float] = defaultdict(float)
        for told in daily.happened(self.unit, key, ("appointment", "sold"), back.start, back.end):
            who = self._who(told)
            if told.event == "appointment":
                made[who] += 1
            else:
                sold[who] += 0.5 if told.partner else 1.0
                if told.partner:
                    sold[told.partner] += 0.5
        passed = daily.let_go(self.unit, key, back.start, back.end)
        on_tapes = {
            person.key
            for person in self.dealership.people.values()
            if person.is_salesperson and person.left is None and any(
                person.key in pool.tape for pool in self.dealership.pools.values()
            )
        }  # fmt: skip
        everybody = {key for key in (*on_tapes, *got, *made, *sold, *passed) if key}
        lines = []
        for member in everybody:
            mine = got.get(member, [])
            tried = [one for one in mine if one.first_attempt_at is not None]
            lines.append(
                PersonLine(
                    self.name(member), len(mine), len(tried), sum(one.first_contact_at is not None for one in mine),
                    self._minutes(tried), made[member], sold.get(member, 0.0), passed.get(member, 0),
                )
            )  # fmt: skip
        return tuple(sorted(lines, key=lambda line: (-line.got, line.name)))

    def _who(self, told: daily.Happened) -> str:
        """Whose doing it was: the salesperson who told it, else whose lead it is."""
        teller = told.by.partition(":")[2]
        person = self.dealership.people.get(teller)
        return teller if person is not None and person.is_salesperson else told.assigned_to or ""

    def _minutes(self, tried: Sequence[daily.Given]) -> int | None:
        spans = [
            self.dealership.hours.open_time(one.at, one.first_attempt_at).total_seconds()
            for one in tried
            if one.first_attempt_at is not None
        ]
        return round(median(spans) / 60) if spans else None

    def sources(self, first: date, last: date) -> tuple[SourceLine, ...]:
        """Each source against its usual, those out of the usual first."""
        zone, key, hours = self.dealership.timezone, self.dealership.key, self.dealership.hours
        begun = daily.first_arrival(self.unit, key)
        if begun is None:
            return ()
        since = begun.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)  # the first day was no whole one
        spans = [daysheet.span(first, last, zone)]
        spans += [daysheet.span(one, other, zone) for one, other in daysheet.earlier(first, last, hours, since)]
        counts: dict[str, list[int]] = defaultdict(lambda: [0] * len(spans))
        known: set[str] = set()
        for source, at in daily.arrivals(self.unit, key, min(one.start for one in spans), spans[0].end):
            name = source or NO_SOURCE
            counts[name]  # a source of other days has its usual too
            if at < spans[0].start:
                known.add(name)
            for number, one in enumerate(spans):
                if at in one:
                    counts[name][number] += 1
        found = [daysheet.source_line(name, n[0], n[1:], known=name in known) for name, n in counts.items()]
        shown = [line for line in found if line.got or (line.usual or 0) >= 0.5]
        return tuple(sorted(shown, key=lambda line: (line.word != "low", not line.word, -line.got, line.name)))

    def by_hand(self, back: Interval) -> tuple[tuple[HandLine, ...], tuple[HandLine, ...], tuple[HandLine, ...]]:
        """Leads handed out, those of them without a turn, and turns given back or asked back."""
        rows = list(daily.by_hand(self.unit, self.dealership.key, list(self.dealership.pools), back.start, back.end))
        rows = [row for row in rows if WALK_IN not in row.why]
        asked = self._asked_back(back.end)
        drafts = daily.names(self.unit, {row.lead_id for row in rows} | set(asked))

        def line(lead_id: str, to: str | None, by: str, why: str) -> HandLine:
            draft = drafts.get(lead_id)
            said = why.removeprefix("by hand: ").removesuffix(" (no turn)")
            return HandLine(lead_id, short_name(draft.customer) if draft else "", self.name(to), self.name(by), said)

        handed = [row for row in rows if row.event != "given_back"]
        without = [row for row in handed if "no turn" in row.why]
        back_rows = [line(r.lead_id, r.person, r.by, r.why) for r in rows if r.event == "given_back"]
        back_rows += [line(id_, who, "", f"asked back, no answer yet: {why}") for id_, (who, why) in asked.items()]
        return (
            tuple(line(r.lead_id, r.person, r.by, r.why) for r in handed if r not in without),
            tuple(line(r.lead_id, r.person, r.by, r.why) for r in without),
            tuple(back_rows),
        )

    def _asked_back(self, until: datetime) -> dict[str, tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}
        events = ("asked_back", "granted", "denied")
        until = max(until, self.now)
        for told in daily.happened(self.unit, self.dealership.key, events, until - ASKED_FOR, until):
            if told.event == "asked_back":
                found[told.lead_id] = (told.by, told.note or "")
            else:
                found.pop(told.lead_id, None)
        return found

    def lines(self) -> tuple[TapeLine, ...]:
        """Each pool's line, next first, leavers left out."""
        found = []
        for pool in self.dealership.pools.values():
            members = tapes.read(self.unit, self.dealership.key, pool.key).members
            there = [member for key in members if (member := member_of(self.dealership, key)) is not None]
            found.append(TapeLine(pool.key, tuple(self._standing(pool.key, member) for member in there)))
        return tuple(found)

    def _standing(self, pool: str, member: Member) -> str:
        hand = self.attendance.hand(pool, member.key)
        left = member.person.left if member.person else None
        if left is not None:
            return f"{member.name} (left on {left})"
        return f"{member.name} ({hand.state})" if hand is not None and hand.state != "in" else member.name

    def trouble(self, since: datetime, sources: Sequence[SourceLine]) -> tuple[str, ...]:
        """What does not work, in sentences."""
        dealership, said = self.dealership, []
        for source in sources:
            if source.word == "low":
                said.append(f"{source.name} brought {source.got} where {source.usual:g} are usual.")
        for one in daily.dead(self.unit, dealership.key, since):
            times = "1 message" if one.count == 1 else f"{one.count} messages"
            said.append(f"{times} to {self.name(one.member)} by {one.channel} did not get through: {one.error[:120]}")
        staff = [person for person in dealership.people.values() if person.left is None]
        stopped = optouts.among(self.unit, {person.mobile for person in staff if person.mobile})
        said += [f"{p.name} opted out of texts; START from that phone brings them back." for p in staff
                 if p.mobile in stopped]  # fmt: skip
        for person in staff:
            member = member_of(dealership, person.key)
            if person.is_salesperson and member is not None and not can_be_told(member):
                said.append(f"{person.name} has no working channel and gets no lead.")
        unread = daily.unread(self.unit, dealership.key)
        if unread:
            mails = "1 mail" if len(unread) == 1 else f"{len(unread)} mails"
            said.append(f"{mails} in the review box could not be made a lead: {'; '.join(s[:60] for s in unread[:3])}")
        stuck = daily.stuck(self.unit, dealership.key, self.now - STUCK)
        if stuck:
            what = "1 mail or message waits" if stuck == 1 else f"{stuck} mails or messages wait"
            said.append(f"{what} for more than 10 minutes: is the daemon running?")
        return tuple(said)


def _vehicle(draft: LeadDraft) -> str:
    return draft.wanted.title if draft.wanted else ""
