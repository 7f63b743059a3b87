"""The keys of a dealership's file as pydantic models: which there are and what their values look like.

What stands in several forms (hours, rules, alerts) is only named here and read with its places in a file of its own.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from pydantic import Field

from uptape.config.kinds import (
    Away,
    Copies,
    Count,
    Dates,
    Day,
    Days,
    Duration,
    DurationOrNone,
    Hours,
    Keys,
    Money,
    Positive,
    PresenceWord,
    Rules,
    Span,
    Text,
    Texts,
    Tiers,
    Ways,
)


class RepeatKeys(Keys):
    when_away: Literal["next", "wait", "assign"] | None = None
    uses_turn: bool | None = None
    window: Duration | None = None
    sold: Duration | None = None


class SheetKeys(Keys):
    morning: bool = False
    closing: bool = False


class ExpectKeys(Keys):
    every: Duration


class SourceKeys(Keys):
    class_: Literal["third-party", "oem", "own"] | None = Field(default=None, alias="class")
    cost: Money | None = None
    expect: ExpectKeys | None = None
    copies: Copies = None
    require: Literal["dkim", "spf", "dmarc"] | None = None
    allow_from: Texts = Field(default_factory=list)


class StoreKeys(Keys):
    name: Text
    aliases: Texts = Field(default_factory=list)
    postal_code: Text | None = None


class LimitKeys(Keys):
    day: Count | None = None
    week: Count | None = None
    month: Count | None = None
    open: Count | None = None
    late: Count | None = None


class ManagerKeys(Keys):
    name: Text
    mobile: Text | None = None
    email: Text | None = None
    stores: Texts = Field(default_factory=list)
    hours: Hours = None
    away: Away = None
    alerts: Ways = None
    left: Day | None = None


class SalespersonKeys(ManagerKeys):
    presence: PresenceWord | None = None
    weight: Count = 1
    accepts: Rules = None
    limits: LimitKeys = LimitKeys()


class ContactKeys(Keys):
    name: Text
    email: Text | None = None
    mobile: Text | None = None


class ReturnKeys(Keys):
    within: Duration
    reasons: Texts = Field(default_factory=list)


class OrderKeys(Keys):
    when: Rules = None
    limits: LimitKeys = LimitKeys()
    hours: Hours = None
    share: Literal["any", "sole"] = "any"
    price: Money | None = None


class BuyerKeys(Keys):
    name: Text
    postal_code: Text | None = None
    contact: ContactKeys | None = None
    property: dict[str, Text] = Field(default_factory=dict)
    hours: Hours = None
    weight: Count = 1
    limits: LimitKeys = LimitKeys()
    returns: ReturnKeys | None = None
    orders: dict[str, OrderKeys] = Field(default_factory=dict)
    deliver: Ways = None
    left: Day | None = None


class WeightKeys(Keys):
    by: Literal["sold", "contacted", "speed"]
    over: Duration
    floor: Money = 0.5
    ceiling: Money = 2.0


class DrainKeys(Keys):
    pace: DurationOrNone | None = None
    max_untaken: Positive | None = None


class OverflowKeys(Keys):
    after: DurationOrNone
    to: Text


class HandOffKeys(Keys):
    on: Literal["appointment"]
    to: Text


class GroupKeys(Keys):
    when: Rules = None
    members: Texts = Field(default_factory=list)
    overflow: OverflowKeys | None = None


class PoolKeys(Keys):
    addresses: Texts = Field(default_factory=list)
    tape: Texts = Field(default_factory=list)
    tiers: Tiers = None
    mode: Text = "round-robin"
    weights: WeightKeys | None = None
    location_groups: bool = False
    accept_within: Duration | None = None
    warn_before: Duration | None = None
    unaccepted: Literal["next", "claim", "manager"] = "next"
    show: Literal["masked", "all"] = "masked"
    repeat: RepeatKeys = RepeatKeys()
    drain: DrainKeys = DrainKeys()
    after_hours: Text | None = None
    presence: PresenceWord | None = None
    groups: dict[str, GroupKeys] = Field(default_factory=dict)
    copies: Copies = 1
    one_per: Text | None = None
    desk: Text | None = None
    hand_off: HandOffKeys | None = None
    auto_answer: bool | None = None
    copy_to: Ways = None
    alerts: Ways = None


class DealershipKeys(Keys):
    """One file of `dealerships/`."""

    dealership: Text
    name: Text
    timezone: Text
    country: Text = "US"
    hours: Hours = None
    closed: Dates = None
    days: Days = None
    presence: PresenceWord = "hours"
    quiet: Span = None
    links: Literal["mail", "text"] = "mail"
    alarm_after: Duration = timedelta(minutes=20)
    ask_outcome: list[Duration] = Field(default_factory=list, max_length=6)
    duplicate_window: DurationOrNone = timedelta(minutes=10)
    repeat: RepeatKeys = RepeatKeys()
    sheets: SheetKeys = SheetKeys()
    auto_answer: bool = False
    copy_to: Ways = None
    sources: dict[str, SourceKeys] = Field(default_factory=dict)
    stores: dict[str, StoreKeys] = Field(default_factory=dict)
    managers: dict[str, ManagerKeys] = Field(default_factory=dict)
    salespeople: dict[str, SalespersonKeys] = Field(default_factory=dict)
    buyers: dict[str, BuyerKeys] = Field(default_factory=dict)
    pools: dict[str, PoolKeys] = Field(default_factory=dict)
