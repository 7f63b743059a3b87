"""What is answered to LIST, WHO, LATE and WAITING, and the small parts of other answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from uptape.core import reply_times
from uptape.core.contacts import short_name
from uptape.core.dealership import Dealership
from uptape.core.eligibility import Member, member_of
from uptape.core.replies import WORDS
from uptape.core.reply_managers import WORDS as MANAGER_WORDS
from uptape.flow.availability import pools_of
from uptape.flow.ledger import Ledger
from uptape.flow.talking import Sender, talk_with
from uptape.flow.turns import turn_back_in
from uptape.store import hands, tapes
from uptape.store.hands import InHand
from uptape.store.leads import StoredLead
from uptape.wording import shown

BUSY_FOR = timedelta(minutes=30)
MOST = 8


def reach(stored: StoredLead) -> str:
    """How the customer is reached, with a space in front; nothing where no way is known."""
    customer = stored.draft.customer
    number = next(iter(customer.phones), None)
    return f" {shown.phone(number)}" if number else f" {customer.emails[0]}" if customer.emails else ""


def when(moment: datetime, ledger: Ledger) -> str:
    """A moment as a text says it: the time alone where it is today."""
    zone = ledger.dealership.timezone
    today = ledger.now.astimezone(ZoneInfo(zone)).date()
    if moment.astimezone(ZoneInfo(zone)).date() == today:
        return reply_times.clock_of(moment, zone) + reply_times.change_told(moment, zone)
    return reply_times.told(moment, zone)


def busy_until(ledger: Ledger) -> datetime:
    """How long BUSY without an end lasts."""
    return ledger.now + BUSY_FOR


def list_of(ledger: Ledger, sender: Sender) -> str:
    """The open leads of somebody: what is held out first, then newest first."""
    talk = talk_with(ledger.unit, sender, ledger.now)
    if sender.person is None:
        return waiting_of(ledger, sender)
    mine = [lead for lead in talk.leads if lead.standing in {"offer", "held"}]
    if not mine:
        return "You have no open lead."
    mine.sort(key=lambda lead: lead.standing != "offer")
    lines = []
    for lead in mine[:MOST]:
        how = "OFFER" if lead.standing == "offer" else _how(lead.status, lead.attempted)
        number = f" {shown.phone(lead.phones[0])}" if lead.phones else ""
        lines.append(f"{lead.label}{number} {how} {lead.short}")
    more = f"; and {len(mine) - MOST} more" if len(mine) > MOST else ""
    return f"{len(mine)} open: {'; '.join(lines)}{more}."


def _how(status: str, attempted: bool) -> str:
    if status == "assigned":
        return "tried" if attempted else "NOT CALLED"
    return {"contacted": "talked", "appointment": "appointment"}.get(status, status)


def line_of(ledger: Ledger, sender: Sender) -> str:
    """The lines of somebody's pools, next first, with who is not there."""
    dealership = ledger.dealership
    own = [sender.desk] if sender.desk else pools_of(dealership, sender.key)
    parts = []
    for key in own or list(dealership.pools):
        pool = dealership.pools[key]
        names = []
        for spot in tapes.read(ledger.unit, dealership.key, key).members:
            member = ledger.member(spot)
            if member is not None:
                away = ledger.absence(pool, member)
                names.append(f"{member.name.split()[0]}{f' ({away})' if away else ''}")
        parts.append(f"{key}: {', '.join(names[:12]) or 'nobody'}")
    return "Next first. " + "; ".join(parts[:4]) + "."


def late_of(ledger: Ledger) -> str:
    """The leads past the alarm without an attempt."""
    dealership = ledger.dealership
    rows = [
        row
        for row in hands.late(ledger.unit, dealership.key, ledger.now - dealership.alarm_after, 50)
        if dealership.hours.open_time(row.at, ledger.now) >= dealership.alarm_after
    ]
    if not rows:
        return "No lead is late."
    return f"{len(rows)} late: {_rows(ledger, rows)}."


def waiting_of(ledger: Ledger, sender: Sender) -> str:
    """What waits for a manager or for somebody eligible."""
    rows = [
        row
        for row in hands.of_dealership(ledger.unit, ledger.dealership.key, 400)
        if row.status in {"review", "queued"} and sender.desk in {None, row.pool}
    ]
    if not rows:
        return "No lead waits."
    return f"{len(rows)} waiting: {_rows(ledger, rows[::-1])}."


def _rows(ledger: Ledger, rows: Sequence[InHand]) -> str:
    lines = []
    for row in rows[:MOST]:
        holder = member_of(ledger.dealership, row.assigned_to) if row.assigned_to else None
        who = f" {holder.name.split()[0]}" if holder else f" {row.pool}"
        lines.append(f"{short_name(row.draft.customer)}{who} since {when(row.at, ledger)} {row.id[-3:]}")
    return "; ".join(lines) + (f"; and {len(rows) - MOST} more" if len(rows) > MOST else "")


def words_for(sender: Sender) -> str:
    """What may be typed."""
    if sender.desk:
        return "Answer a desk call with its number and who takes it: 12 BOB. 12 0 makes it house. WAITING lists calls."
    if sender.person is not None and sender.person.is_manager:
        return f"{MANAGER_WORDS}." + (f" {WORDS}." if sender.person.is_salesperson else "")
    return f"{WORDS}."


def all_managers(dealership: Dealership) -> list[Member]:
    """Every manager who has not left."""
    found = [member_of(dealership, person.key) for person in dealership.managers]
    return [member for member in found if member is not None]


def give_back(ledger: Ledger, stored: StoredLead, asker: str, reason: str) -> str:
    """Gives a turn back, and closes the lead as no lead; gives back the sentence for who asked."""
    mine = [one for one in turn_back_in(ledger, stored, reason) if one.member == asker]
    return "Your turn is back." if mine else "It had cost you no turn."
