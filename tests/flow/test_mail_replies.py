"""Mail that answers ours, read by the real reader: words in the first line, other lines, buyers' feedback, bounces."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.flow.builders import Phone, buyer, dealership, lead, mail, person
from tests.flow.test_replies import Floor, arrive, floor, holds, short
from uptape.clock import FixedClock
from uptape.core.dealership import Buyer, Way
from uptape.core.leads import Known
from uptape.core.mail import Envelope, Recipient
from uptape.core.outbox import OutboxEntry, Sent, Text
from uptape.flow.receive import receive
from uptape.parsing.reader import read
from uptape.store import views
from uptape.store.engine import Store

QUOTED = "\r\n\r\nOn Mon, Nov 23, 2026 at 10:00 AM Up Tape wrote:\r\n> NEW Maria Ochoa 310-555-0142\r\n> 3=called.\r\n"

GENUINE = "mx.sunset.example; dmarc=pass header.from={}"


class Mailbox(Phone):
    """Keeps where each message is answered to, as it went out."""

    def __init__(self) -> None:
        super().__init__()
        self.answered_at: dict[str, list[str]] = {}

    def send(self, entry: OutboxEntry, text: Text) -> Sent:
        """Takes everything."""
        if entry.facts.reply_to:
            self.answered_at.setdefault(entry.facts.member, []).append(entry.facts.reply_to)
        return super().send(entry, text)


class Post(Floor):
    """A floor to which real mails come; what mx.sunset.example says of them is believed."""

    def restart(self) -> None:
        """A new worker."""
        super().restart()
        self.distributor.trusted = self.dispatcher.trusted = lambda: "mx.sunset.example"

    def write(self, to: str, body: str, sender: str = "ana@sunset.example", **headers: str) -> None:
        """A mail to an address, read by the real reader."""
        extra = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        subject = "" if "Subject" in headers else "Subject: Re: NEW Maria Ochoa\r\n"
        raw = f"From: {sender}\r\nTo: {to}\r\n{subject}{extra}\r\n{body}\r\n".encode()
        tag = to.partition("@")[0].partition("+")[2] or None
        envelope = Envelope("smtp", sender, (Recipient(to, "sunset", "main", tag),), raw, self.clock.now())
        receive(self.store, [envelope])
        self.reader = lambda items: [read(item, Known(country="US"), ()) for item, _ in items]
        self.settle()

    def mails_to(self, who: str) -> list[str]:
        """The answers by mail that somebody got."""
        with self.store.read() as unit:
            return [
                line["text"] or "" for line in views.outbox_lines(unit)
                if line["person"] == who and line["channel"] == "email" and line["kind"] == "answer"
            ]  # fmt: skip


def post(store: Store, clock: FixedClock, **values: Any) -> Post:
    """A floor with post."""
    made = floor(store, clock, "ana", "bob", **values)
    return Post(store, clock, made.dealership, Mailbox())


def address(world: Floor, who: str = "ana", at: int = 0) -> str:
    """Where the first mail to somebody about a lead is answered to."""
    assert isinstance(world.phone, Mailbox)
    plain = f"main+{world.record(at)['id'].lower()}"
    return next(one for one in world.phone.answered_at[who] if one.startswith(f"{plain}."))


def plain(world: Floor, word: str = "") -> str:
    """The address of the first lead without its word, or with another."""
    return f"main+{world.record()['id'].lower()}{word and f'.{word}'}@leads.sunset.example"


@pytest.mark.parametrize(
    "body", ["3", "3 left vm" + QUOTED, "Called." + QUOTED, "\r\n  3!  \r\n\r\nAna Ruiz\r\nSunset Motors"]
)
def test_the_first_line_does_what_a_text_would_do(store: Store, clock: FixedClock, body: str) -> None:
    world = post(store, clock)
    arrive(world, "Maria Ochoa", "Pat Doe", "Sam Roe")
    world.write(address(world), body)
    assert [event[:1] + event[2:] for event in world.events()] == [("attempted", "mail")]
    assert world.record()["first_attempt_at"] == clock.now()
    (answer,) = world.mails_to("ana")
    assert f"Maria Ochoa {short(world)}: tried." in answer
    assert world.statuses() == ["assigned", "assigned", "assigned", "not_lead"]
    holds(world)


def test_an_offer_is_taken_by_mail_and_the_lead_is_the_answer(store: Store, clock: FixedClock) -> None:
    world = post(store, clock, offers=True)
    arrive(world, "Maria Ochoa")
    world.write(address(world), "ok" + QUOTED)
    assert world.taken()[0] == "ana"
    assert world.mails_to("ana") == []
    world.write(address(world), "APPT sat 2pm" + QUOTED)
    assert "appointment Sat Nov 28 2p" in world.mails_to("ana")[0]
    holds(world)


@pytest.mark.parametrize("body", ["Hi Maria, yes it is still here!", "Dear Maria,\r\n3 o'clock works", "Thanks!"])
def test_words_for_the_customer_are_answered_that_they_went_nowhere(store: Store, clock: FixedClock, body: str) -> None:
    world = post(store, clock)
    arrive(world, "Maria Ochoa")
    world.write(address(world), body + QUOTED)
    (answer,) = world.mails_to("ana")
    assert "did not go to Maria Ochoa, whose address is maria.ochoa@customer.example" in answer
    assert world.events() == []
    holds(world)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied", "Subject": "Automatic reply: NEW Maria"},
        {"X_Autoreply": "yes", "Subject": "Out of office: x"},
    ],
)
def test_nothing_automatic_is_answered(store: Store, clock: FixedClock, headers: dict[str, str]) -> None:
    world = post(store, clock)
    arrive(world, "Maria Ochoa")
    world.write(address(world), "I am out of the office until Monday. 3", **headers)
    assert world.mails_to("ana") == []
    assert world.events() == []


def test_strangers_leavers_and_others_leads_do_nothing(store: Store, clock: FixedClock) -> None:
    world = post(store, clock)
    arrive(world, "Maria Ochoa")
    world.write(address(world), "SOLD" + QUOTED, sender="eve@evil.example")
    world.write(address(world), "SOLD" + QUOTED, sender="bob@sunset.example")
    assert "did nothing" in world.mails_to("bob")[0]
    gone = replace(world.dealership.people["ana"], left=clock.now().date())
    world.dealership = replace(world.dealership, people={**world.dealership.people, "ana": gone})
    world.write(address(world), "SOLD" + QUOTED)
    assert world.mails_to("ana") == []
    assert world.events() == []
    assert world.statuses()[0] == "assigned"


def test_a_bounce_of_an_alert_goes_the_next_way(store: Store, clock: FixedClock) -> None:
    world = post(store, clock)
    ana = replace(world.dealership.people["ana"], alerts=(Way("email", otherwise=Way("sms")),))
    world.dealership = replace(world.dealership, people={**world.dealership.people, "ana": ana})
    arrive(world, "Maria Ochoa")
    with store.read() as unit:
        (alert,) = [line for line in views.outbox_lines(unit) if line["person"] == "ana"]
    report = (
        "Reporting-MTA: dns; mx.sunset.example\r\n\r\nFinal-Recipient: rfc822; ana@sunset.example\r\n"
        "Action: {action}\r\nStatus: 5.1.1\r\n"
    )

    def bounce(row: int, action: str, word: str = address(world).partition("@")[0].partition(".")[2]) -> None:
        head = "--b\r\nContent-Type: text/plain\r\n\r\nNot delivered.\r\n--b\r\n"
        status = f"Content-Type: message/delivery-status\r\n\r\n{report.format(action=action)}\r\n--b--"
        parts = head + status
        world.write(
            f"main+b{row:x}.{word}@leads.sunset.example", parts, sender="MAILER-DAEMON@mx.sunset.example",
            Subject="Undelivered",
            MIME_Version="1.0", Content_Type='multipart/report; report-type=delivery-status; boundary="b"',
        )  # fmt: skip

    bounce(alert["id"], "delayed")
    bounce(999_999, "failed")
    bounce(alert["id"], "failed", "aaaaaaaaaa")
    with store.read() as unit:
        assert [line["channel"] for line in views.outbox_lines(unit) if line["person"] == "ana"] == ["email"]
    bounce(alert["id"], "failed")
    bounce(alert["id"], "failed")
    with store.read() as unit:
        lines = [(x["channel"], x["state"], x["delivery"]) for x in views.outbox_lines(unit) if x["person"] == "ana"]
    assert lines == [("email", "dead", "bounced"), ("sms", "sent", None)]
    holds(world)


def test_a_vacation_answer_to_the_senders_address_is_no_bounce(store: Store, clock: FixedClock) -> None:
    world = post(store, clock)
    arrive(world, "Maria Ochoa")
    world.write("main+b1@leads.sunset.example", "Gone fishing", Auto_Submitted="auto-replied", Subject="Away")
    with store.read() as unit:
        assert all(line["state"] == "sent" for line in views.outbox_lines(unit))
    assert world.mails_to("ana") == []


def test_a_buyers_mail_reports_on_its_own_lead_only(store: Store, clock: FixedClock) -> None:
    def by_mail(key: str) -> Buyer:
        return replace(buyer(key), deliver=(Way("adf", f"leads@crm.{key}.example"),))

    world = Post(store, clock, dealership(people=[person("ana")], buyers=[by_mail("delta")]), Mailbox())
    adf = {"adf": world.phone, "sms": world.phone, "email": world.phone}
    world.dispatcher.channels = lambda: adf
    world.arrive(mail(lead("Maria Ochoa"), message_id="1"))
    world.arrive(mail(lead("Pat Doe"), message_id="2"))
    assert world.taken() == ["ana", "delta"]
    ids = [world.record(at)["id"] for at in range(2)]

    def report(to: str, identity: str, **headers: str) -> None:
        world.write(
            to, f"Lead {identity} status: sold", sender="leads@crm.delta.example",
            Subject=f"Status of {identity}", **headers,
        )  # fmt: skip

    word = address(world, "delta", 1).partition("@")[0].partition(".")[2]
    report(f"main+{ids[0].lower()}.{word}@leads.sunset.example", ids[0])
    report("main@leads.sunset.example", ids[1])
    assert world.events() == [("delivered", "delta", "")]
    report("main@leads.sunset.example", ids[0], Authentication_Results=GENUINE.format("crm.delta.example"))
    report(address(world, "delta", 1), ids[1])
    assert world.events()[1:] == [("sold", "mail:delta", "mail")]
    assert [world.record(at)["status"] for at in range(2)] == ["assigned", "sold"]
    with store.read() as unit:
        assert [line["why"] for line in views.review_lines(unit)] == [
            "feedback that nothing proves to be from delta",
            "feedback that nothing proves to be from delta",
            "feedback on a lead that this buyer has not",
        ]
    holds(world)


def test_an_address_without_its_word_is_no_authority_and_its_owner_hears_once_a_day(
    store: Store, clock: FixedClock
) -> None:
    world = post(store, clock)
    arrive(world, "Maria Ochoa", "Pat Doe")
    bobs = address(world, "bob", 1).partition("@")[0].partition(".")[2]
    for word in ("", "aaaaaaaaaa", bobs, "a" * 40):
        world.write(plain(world, word), "SOLD" + QUOTED)
    world.write(address(world).replace(".", ".x", 1), "SOLD" + QUOTED)
    world.write(address(world), "SOLD" + QUOTED, sender="Ana Ruiz <ana@evil.example>")
    assert world.events() == []
    assert world.statuses()[:2] == ["assigned", "assigned"]
    (told,) = world.mails_to("ana")
    assert "with your address as its sender" in told
    assert "did nothing" in told
    assert world.mails_to("bob") == []
    clock.advance(timedelta(days=1))
    world.write(plain(world), "SOLD" + QUOTED)
    assert len(world.mails_to("ana")) == 2
    world.write(address(world), "SOLD" + QUOTED)
    assert world.statuses()[0] == "sold"
    holds(world)


def test_without_a_server_that_checks_senders_the_leads_id_is_enough(store: Store, clock: FixedClock) -> None:
    world = post(store, clock)
    world.distributor.trusted = world.dispatcher.trusted = lambda: None
    arrive(world, "Maria Ochoa", "Pat Doe")
    assert isinstance(world.phone, Mailbox)
    assert set(world.phone.answered_at["ana"]) == {plain(world)}
    world.write(plain(world, "aaaaaaaaaa"), "LOST" + QUOTED)
    world.write(plain(world), "LOST" + QUOTED, sender="Ana Ruiz <ana@evil.example>")
    assert world.events() == []
    world.write(plain(world), "SOLD" + QUOTED)
    assert world.events() == [("sold", "mail:ana", "mail")]
    holds(world)


@pytest.mark.parametrize(
    ("results", "acts"),
    [
        (GENUINE.format("sunset.example"), True),
        ("mx.sunset.example; spf=pass smtp.mailfrom=ana@sunset.example", True),
        ("mx.sunset.example; dkim=pass header.d=sunset.example", True),
        ("mx.sunset.example; dmarc=fail header.from=sunset.example", False),
        ("mx.sunset.example; dkim=pass header.d=evil.example", False),
        ("mx.evil.example; dmarc=pass header.from=sunset.example", False),
    ],
)
def test_a_trusted_servers_word_for_the_sender_is_as_good(
    store: Store, clock: FixedClock, results: str, acts: bool
) -> None:
    world = post(store, clock)
    arrive(world, "Maria Ochoa")
    world.write(plain(world), "SOLD" + QUOTED, Authentication_Results=results)
    assert world.events() == ([("sold", "mail:ana", "mail")] if acts else [])
    holds(world)


def test_an_answer_of_ours_can_be_answered_too(store: Store, clock: FixedClock) -> None:
    world = post(store, clock)
    arrive(world, "Maria Ochoa")
    world.write(address(world), "3" + QUOTED)
    assert isinstance(world.phone, Mailbox)
    world.write(world.phone.answered_at["ana"][-1], "SOLD" + QUOTED)
    assert [event for event, _, _ in world.events()] == ["attempted", "sold"]
    holds(world)


@pytest.mark.parametrize(
    ("body", "event"),
    [
        ("sold, thank you", "sold"), ("3", "attempted"), ("4.", "contacted"), ("Spoke with her", "contacted"),
        ("lost: not interested", "lost"),
    ],
)  # fmt: skip
def test_a_buyer_answers_its_lead_in_a_word(store: Store, clock: FixedClock, body: str, event: str) -> None:
    world = Post(store, clock, dealership(people=[], buyers=[buyer("delta")]), Mailbox())
    arrive(world, "Maria Ochoa")
    world.write(address(world, "delta"), "Thanks, got it!" + QUOTED, sender="leads@delta.example")
    world.write(address(world, "delta"), body + QUOTED, sender="leads@delta.example")
    assert world.events()[1:] == [(event, "mail:delta", "mail")]
    with store.read() as unit:
        assert list(views.review_lines(unit)) == []
    holds(world)
