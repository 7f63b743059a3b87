"""Watches the lead sites: who fell silent, and what stopped coming; told to the managers once an event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from uptape.core.dealership import Dealership, SourceTerms
from uptape.core.source_health import FieldHealth, fields_of, silent_since
from uptape.flow import alerting
from uptape.store import outbox, presence, sources
from uptape.store.engine import Store, Unit
from uptape.wording import shown


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """One lead site at one dealership."""

    key: str
    """The key of its definition; for a site without one, its name."""
    name: str
    terms: SourceTerms | None
    mails: int
    leads: int
    not_understood: int
    last_mail_at: datetime | None
    silent_since: datetime | None
    fields: tuple[FieldHealth, ...]

    @property
    def stopped(self) -> tuple[FieldHealth, ...]:
        """The fields that stopped coming."""
        return tuple(field for field in self.fields if field.stopped_after is not None)


def span_of(span: timedelta) -> str:
    """`4 hours`, `1 day`, `90 minutes`: the largest unit that fits."""
    minutes = round(span.total_seconds() / 60)
    for size, unit in ((24 * 60, "day"), (60, "hour")):
        if minutes and minutes % size == 0:
            return f"{minutes // size} {unit}{'s' if minutes > size else ''}"
    return f"{minutes} minutes"


def health(unit: Unit, dealership: Dealership, now: datetime) -> list[SourceHealth]:
    """All sources that sent mails in the last 90 days or are named in the config, by name."""
    found = sources.seen(unit, dealership.key, now)
    for key in dealership.sources:
        found.setdefault(key, sources.Seen(key, key))
    begun = sources.first_mail_at(unit, dealership.key)
    made = []
    for key, one in sorted(found.items(), key=lambda item: item[1].name.lower()):
        terms = dealership.sources.get(key)
        every = terms.expect.every if terms and terms.expect else None
        # A source that never wrote is missed from the dealership's first mail on.
        silent = silent_since(one.last_mail_at or begun, every, dealership.hours, now)
        made.append(
            SourceHealth(
                key,
                one.name,
                terms,
                one.mails,
                len(one.told),
                one.not_understood,
                one.last_mail_at,
                silent,
                fields_of(one.told),
            )
        )
    return made


def watch(store: Store, dealerships: Mapping[str, Dealership]) -> int:
    """Tells the managers of every source that fell silent and every field that stopped, once each; how many are new."""
    told = 0
    for dealership in dealerships.values():
        now = store.clock.now()
        with store.read() as unit:
            events = [event for one in health(unit, dealership, now) for event in _events(one, dealership, now)]
        if not events:
            continue
        with store.write() as unit:
            new = [event for event in events if not outbox.has_occasion(unit, event.occasion)]
            for event in new:
                _tell(unit, dealership, event, now)
            unit.commit()
        told += len(new)
    return told


@dataclass(frozen=True, slots=True)
class _Event:
    occasion: str
    headline: str
    body: str


def _events(one: SourceHealth, dealership: Dealership, now: datetime) -> Iterable[_Event]:
    def at(moment: datetime) -> str:
        return shown.clock_time(moment, dealership.timezone, day_of=now)

    if one.silent_since is not None and one.terms is not None and one.terms.expect is not None:
        every, last = span_of(one.terms.expect.every), at(one.last_mail_at) if one.last_mail_at else "never"
        yield _Event(
            f"silent:{one.key}:{one.silent_since.isoformat()}",
            f"{one.name} is silent",
            f"Mails of {one.name} should come every {every} of opening hours; the last came: {last}. "
            "Ask the site whether it still sends, and to which address.",
        )
    for field in one.stopped:
        after = field.stopped_after
        if after is not None:
            yield _Event(
                f"stopped:{one.key}:{field.field}:{after.lead_id}",
                f"{one.name} no longer tells the {field.field}",
                f"Most of its leads had it, and none since {after.lead_id} ({at(after.at)}). The site may have changed "
                "its mails: uptape sources shows all, a source definition (docs/parsers.md) teaches the new layout.",
            )


def _tell(unit: Unit, dealership: Dealership, event: _Event, now: datetime) -> None:
    by_hand = presence.read(unit, dealership.key, now)
    for manager in alerting.managers_on_duty(
        dealership, None, lambda key: by_hand.get((key, presence.EVERY_POOL)), now
    ):
        message = alerting.Message(
            "notice", "plain", manager, event.occasion, None, None, headline=event.headline, body=event.body
        )
        outbox.add_missing(unit, alerting.rows(message, dealership, now))
