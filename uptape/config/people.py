"""Builds the people and the buyers of a dealership out of its checked file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType

from uptape.config.complaints import Complaints, meant
from uptape.config.contacts import read_email, read_phone
from uptape.config.hours import Calendar, read_away, read_week
from uptape.config.nodes import Node
from uptape.config.rules import Surroundings, read_rule
from uptape.config.schema import BuyerKeys, DealershipKeys, LimitKeys, ManagerKeys, SalespersonKeys
from uptape.config.validate import FILLER
from uptape.config.ways import WayReader
from uptape.core.dealership import NO_LIMITS, Buyer, Limits, Order, Person, Returns, Way
from uptape.core.hours import Hours


@dataclass(frozen=True, slots=True)
class Frame:
    """What all parts of one dealership are built with."""

    keys: DealershipKeys
    root: Node
    calendar: Calendar
    around: Surroundings
    ways: WayReader
    notes: Complaints

    def hours(self, node: Node | None) -> Hours | None:
        """Weekly hours with the dealership's closed and other days in them; None where nothing is written."""
        week = read_week(node, self.notes)
        return None if week is None else self.calendar.hours(week)


def limits_of(keys: LimitKeys) -> Limits:
    """Limits as core knows them."""
    return Limits(keys.day, keys.week, keys.month, keys.open, keys.late) if keys.model_fields_set else NO_LIMITS


def build_people(frame: Frame) -> MappingProxyType[str, Person]:
    """Salespeople in the order written, then managers; a key in both lists is one person with both roles."""
    people: dict[str, Person] = {}
    for key, keys in frame.keys.salespeople.items():
        people[key] = _person(frame, "salespeople", key, keys)
    for key, manager_keys in frame.keys.managers.items():
        manager = _person(frame, "managers", key, manager_keys)
        known = people.get(key)
        if known is None:
            people[key] = manager
        else:
            people[key] = _both(frame, known, manager)
    _check_doubles(frame, people)
    return MappingProxyType(people)


def _person(frame: Frame, part: str, key: str, keys: ManagerKeys | SalespersonKeys) -> Person:
    node = frame.root.get(part, key) or frame.root
    notes = frame.notes
    for index, store in enumerate(keys.stores):
        if store not in (*frame.keys.stores, FILLER):
            at = node.get("stores", index) or node.get("stores") or node
            notes.error(at.place, f'unknown store "{store}"{meant(store, frame.keys.stores)}')
    mobile = read_phone(node.get("mobile"), frame.keys.country, notes)
    email = read_email(node.get("email"), notes)
    ways = frame.ways.read(node.get("alerts"))
    person = Person(
        key=key,
        name=keys.name,
        mobile=mobile,
        email=email,
        stores=tuple(store for store in keys.stores if store in frame.keys.stores),
        hours=frame.hours(node.get("hours")),
        away=read_away(node.get("away"), notes),
        alerts=ways or _usual_ways(mobile, email),
        own_alerts=bool(ways),
        left=keys.left,
        is_salesperson=part == "salespeople",
        is_manager=part == "managers",
        place=node.key_place,
    )
    if isinstance(keys, SalespersonKeys):
        person = replace(
            person,
            presence=keys.presence,
            weight=keys.weight,
            accepts=read_rule(node.get("accepts"), frame.around, notes),
            limits=limits_of(keys.limits),
        )
    _check_reachable(frame, person, node)
    return person


def _usual_ways(mobile: str | None, email: str | None) -> tuple[Way, ...]:
    """A text and an e-mail, as far as the person has the address for it."""
    return (*((Way("sms"),) if mobile else ()), *((Way("email"),) if email else ()))


def _check_reachable(frame: Frame, person: Person, node: Node) -> None:
    written = node.get("mobile") is not None or node.get("email") is not None
    if not written and not any(way.to for way in person.alerts) and person.left is None:
        frame.notes.warn(person.place, f'"{person.key}" has neither a mobile nor an email and gets no leads')
        return
    for way in person.alerts:
        current: Way | None = way
        while current is not None:
            if current.to is None and current.channel in ("sms", "voice") and node.get("mobile") is None:
                frame.notes.warn(current.place, f'"{current.channel}" needs a mobile of "{person.key}"')
            if current.to is None and current.channel == "email" and node.get("email") is None:
                frame.notes.warn(current.place, f'"email" needs an email of "{person.key}"')
            current = current.otherwise


def _both(frame: Frame, seller: Person, manager: Person) -> Person:
    """One person with both roles: the entry under `salespeople` counts, the other fills in what it leaves out."""
    for what in ("name", "mobile", "email"):
        one, other = getattr(seller, what), getattr(manager, what)
        if one and other and one != other:
            frame.notes.error(
                manager.place,
                f'"{seller.key}" stands in both lists (also in line {seller.place.line}) and is one person, '
                f'but has two values of "{what}": {other} and {one}',
            )
    node = frame.root.get("salespeople", seller.key)
    alerts = seller.alerts if node and node.get("alerts") else manager.alerts
    return replace(
        seller,
        mobile=seller.mobile or manager.mobile,
        email=seller.email or manager.email,
        stores=seller.stores or manager.stores,
        hours=seller.hours or manager.hours,
        away=tuple(dict.fromkeys((*seller.away, *manager.away))),
        alerts=alerts,
        own_alerts=seller.own_alerts or manager.own_alerts,
        left=seller.left or manager.left,
        is_manager=True,
    )


def _check_doubles(frame: Frame, people: dict[str, Person]) -> None:
    owners: dict[str, Person] = {}
    for person in people.values():
        for address in filter(None, (person.mobile, person.email)):
            first = owners.setdefault(address, person)
            if first is not person and first.left is None and person.left is None:
                frame.notes.warn(
                    person.place,
                    f'"{person.key}" and "{first.key}" share {address}: an answer from there cannot be told apart',
                )


def build_buyers(frame: Frame) -> MappingProxyType[str, Buyer]:
    """The buyers in the order written."""
    return MappingProxyType({key: _buyer(frame, key, keys) for key, keys in frame.keys.buyers.items()})


def _buyer(frame: Frame, key: str, keys: BuyerKeys) -> Buyer:
    node = frame.root.get("buyers", key) or frame.root
    contact_node, contact = node.get("contact"), None
    if keys.contact is not None and contact_node is not None:
        contact = Person(
            key=key,
            name=keys.contact.name,
            mobile=read_phone(contact_node.get("mobile"), frame.keys.country, frame.notes),
            email=read_email(contact_node.get("email"), frame.notes),
            is_salesperson=False,
            place=contact_node.key_place,
        )
    deliver = frame.ways.read(node.get("deliver")) or ()
    if node.get("deliver") is None and keys.left is None:
        frame.notes.warn(node.key_place, f'"{key}" has no "deliver" and gets no leads')
    for way in deliver:
        if way.to is None and way.channel in ("sms", "voice", "email"):
            frame.notes.error(way.place, f'"{way.channel}" needs to know where to')
    return Buyer(
        key=key,
        name=keys.name,
        postal_code=keys.postal_code,
        contact=contact,
        properties=MappingProxyType(dict(keys.property)),
        hours=frame.hours(node.get("hours")),
        weight=keys.weight,
        limits=limits_of(keys.limits),
        returns=Returns(keys.returns.within, tuple(keys.returns.reasons)) if keys.returns else None,
        orders=tuple(_order(frame, key, order) for order in keys.orders),
        deliver=deliver,
        left=keys.left,
        place=node.key_place,
    )


def _order(frame: Frame, buyer: str, key: str) -> Order:
    node = frame.root.get("buyers", buyer, "orders", key) or frame.root
    keys = frame.keys.buyers[buyer].orders[key]
    unplaced = frame.around.unplaced | (frozenset() if frame.keys.buyers[buyer].postal_code else {"me"})
    return Order(
        key=key,
        when=read_rule(node.get("when"), replace(frame.around, me=True, unplaced=unplaced), frame.notes),
        limits=limits_of(keys.limits),
        hours=frame.hours(node.get("hours")),
        share=keys.share,
        price=keys.price,
        place=node.key_place,
    )
