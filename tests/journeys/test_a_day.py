"""A day on the floor, as it is spoken: mails come in, texts go out, people text back. A manager can read it aloud.

`mail NAME NUMBER` is an ADF mail of a lead site; `to WHO: …` is a text that somebody gets, word by word; `WHO: …` is
what they type; a time of day lets the clock go on. `#NAME` stands for the last three of that lead's id. Nobody gets
any other text.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
from twilio.request_validator import RequestValidator

from tests.delivery import twilio_peer
from tests.delivery.twilio_peer import SID, TOKEN
from tests.flow.builders import dealership, person
from tests.flow.test_replies import Floor, holds
from tests.journeys.running import Running
from tests.journeys.running import adf as numbered
from uptape.clock import FixedClock
from uptape.core.leads import Known
from uptape.flow.drain import drain
from uptape.flow.offering import lapse
from uptape.parsing.reader import read
from uptape.store.engine import Store

ZONE = ZoneInfo("America/Los_Angeles")
TRANSCRIPT = """
10:00
mail Maria Ochoa 310-555-0142
to ana: OFFER until 10:05a Maria O. 2021 Ford F-150 XLT used $38,900 stk P1234 CarBarn "Is it still there?" 1=take 2=pass. #Maria
ana: ok
to ana: NEW Maria Ochoa 310-555-0142 2021 Ford F-150 XLT used $38,900 stk P1234 CarBarn "Is it still there?" Call by 10:20a. 3=called 4=talked. #Maria
10:04
ana: 3 left a vm
to ana: Maria Ochoa #Maria: tried. 4 when you talked, APPT, SOLD or LOST why.
10:06
mail Pat Doe 310-555-0177
to bob: OFFER until 10:11a Pat D. 2021 Ford F-150 XLT used $38,900 stk P1234 CarBarn "Is it still there?" 1=take 2=pass. #Pat
bob: 2 with a customer
to bob: Passed: Pat D. #Pat goes on to the next.
to cy: OFFER until 10:11a Pat D. 2021 Ford F-150 XLT used $38,900 stk P1234 CarBarn "Is it still there?" 1=take 2=pass. #Pat
bob: 1
to bob: Pat D. is gone: you passed it.
cy: 1
to cy: NEW Pat Doe 310-555-0177 2021 Ford F-150 XLT used $38,900 stk P1234 CarBarn "Is it still there?" Call by 10:26a. 3=called 4=talked. #Pat
bob: busy 30
to bob: You are BUSY until 10:36a.
10:20
ana: Talked, she wants to see it saturday
to ana: Maria Ochoa #Maria: talked. APPT sat 2pm, SOLD or LOST why comes next.
ana: appt
to ana: When? Maria Ochoa's appointment: answer with day and time, such as sat 2pm.
ana: sat 2pm
to ana: Maria Ochoa #Maria: appointment Sat Nov 28 2p.
10:30
ana: Liked "Maria Ochoa: appointment Sat Nov 28 2p."
mail Sam Roe 310-555-0188
to ana: OFFER until 10:35a Sam R. 2021 Ford F-150 XLT used $38,900 stk P1234 CarBarn "Is it still there?" 1=take 2=pass. #Sam
ana: 1
to ana: NEW Sam Roe 310-555-0188 2021 Ford F-150 XLT used $38,900 stk P1234 CarBarn "Is it still there?" Call by 10:50a. 3=called 4=talked. #Sam
ana: SOLD
to ana: Which one? Sam Roe #Sam, Maria Ochoa #Maria. Answer with the id: SOLD #Sam
ana: maria
to ana: Maria Ochoa #Maria: sold. Congratulations!
ana: bad number
to ana: A manager is asked about Sam Roe #Sam: bad number.
to kim: Ana Ruiz asks for the turn of Sam Roe #Sam back: bad number. 310-555-0188 OK gives it back, NO keeps it. #Sam
kim: ok
to kim: Sam Roe #Sam: Ana Ruiz gets the turn back.
to ana: Sam Roe #Sam: Kim says OK: Your turn is back. #Sam
11:00
cy: ADD 310-555-0199 Rosa Blanco
to cy: Rosa Blanco 310-555-0199 is yours now, the line stays. #Rosa
bob: add 310-555-0199 Rosa
to bob: 310-555-0199 is Cy Young's customer already.
bob: list
to bob: You have no open lead.
cy: out till tomorrow
to cy: You are OUT until Tue Nov 24 12a.
kim: who
to kim: Next first. main: Ana, Bob, Cy (checked out until Tue 00:00).
kim: give pat bob
to kim: Bob Stone has Pat Doe #Pat now.
to bob: NEW Pat Doe 310-555-0177 2021 Ford F-150 XLT used $38,900 stk P1234 CarBarn "Is it still there?" Call by 11:20a. 3=called 4=talked. #Pat
to cy: GONE Pat Doe was handed to Bob Stone: Bob Stone has it now. #Pat
bob: lost bought elsewhere
to bob: Pat Doe #Pat: lost (bought elsewhere).
bob: please stop texting me
to kim: Bob Stone gets no more texts: Bob Stone opted out by text. Alerts go to their next channel; START brings texts back.
bob: who
bob: start
to bob: You get texts again, Bob.
"""


def adf(name: str, number: str) -> bytes:
    """The mail of a lead site."""
    first, last = name.split()
    return f"""From: CarBarn <leads@carbarn.example>\r
Subject: CarBarn lead\r
Message-ID: <{last}@carbarn.example>\r
Content-Type: text/xml; charset=utf-8\r
\r
<?xml version="1.0"?><?adf version="1.0"?>\r
<adf><prospect><id source="CarBarn">CB-{last}</id>\r
<vehicle interest="buy" status="used"><year>2021</year><make>Ford</make><model>F-150</model><trim>XLT</trim>\r
<stock>P1234</stock><price type="asking">38900</price></vehicle>\r
<customer><contact><name part="first">{first}</name><name part="last">{last}</name>\r
<phone>{number}</phone></contact><comments>Is it still there?</comments></customer>\r
<provider><name>CarBarn</name></provider></prospect></adf>\r
""".encode()


class Day(Floor):
    """A floor that lives through a transcript and writes down what was spoken."""

    def live(self, transcript: str) -> list[str]:
        """Does what people and sites do in it; gives back everything that was spoken, in the form of the transcript."""
        spoken: list[str] = []
        self.reader = lambda items: [read(raw, Known(country="US"), ()) for raw, _ in items]
        for line in transcript.strip().split("\n"):
            who, _, said = line.partition(": ")
            if line.startswith("to "):
                continue
            spoken.append(line)
            if re.fullmatch(r"\d\d:\d\d", line):
                self._go_on(line)
            elif line.startswith("mail "):
                name, number = line.removeprefix("mail ").rsplit(" ", 1)
                self.arrive(adf(name, number))
            else:
                self.texts(who, re.sub(r"#(\w+)", lambda m: self._ids()[m[1]], said))
            spoken += self._heard(who)
        return spoken

    def _go_on(self, time: str) -> None:
        hour, minute = map(int, time.split(":"))
        now = self.clock.now().astimezone(ZONE)
        self.clock.set(datetime(now.year, now.month, now.day, hour, minute, tzinfo=ZONE))  # type: ignore[attr-defined]
        lapse(self.store, self.dealerships)
        drain(self.store, self.dealerships)
        self.settle()

    def _heard(self, first: str) -> list[str]:
        people = sorted(self.dealership.people, key=lambda key: key != first)
        lines = [f"to {who}: {text}" for who in people for text in self.told(who)]
        for name, short in self._ids().items():
            lines = [re.sub(rf"\b{short}\b", f"#{name}", line) for line in lines]
        return lines

    def _ids(self) -> dict[str, str]:
        found = {}
        for line in self.lines():
            if line["lead_id"]:
                found[line["customer"]["name"].split()[0]] = line["lead_id"][-3:]
        return found


def test_a_day_on_the_floor(store: Store, clock: FixedClock) -> None:
    people = [person(key) for key in ("ana", "bob", "cy")]
    made = dealership(people=people, pool={"accept_within": timedelta(minutes=5)})
    world = Day(store, clock, replace(made, alarm_after=timedelta(minutes=20)))
    assert world.live(TRANSCRIPT) == TRANSCRIPT.strip().split("\n")
    holds(world)


def test_the_real_daemon_answers_a_text(tmp_path: Path) -> None:
    with Running(tmp_path) as floor:
        _one_text(floor)


def _one_text(floor: Running) -> None:
    floor.send(numbered(1, "Maria", "Ochoa"))
    floor.wait_for("outbox", lambda lines: any(one["kind"] == "assigned" and one["state"] == "sent" for one in lines))
    (lead,) = floor.lines("leads")
    assert floor.command("text", "+13105550111", "3").startswith(f"Maria Ochoa {lead['lead_id'][-3:]}: tried.")
    floor.wait_for("outbox", lambda lines: any(one["kind"] == "answer" and one["state"] == "sent" for one in lines))
    assert "Nobody has the number" in floor.command("text", "310-555-9999", "hello")
    assert floor.command("audit") == "All invariants hold.\n"


def test_two_way_with_the_provider_over_real_sockets(tmp_path: Path) -> None:
    """Text out to a server that behaves as Twilio's, its status and an answer back by signed hooks, feedback by HTTP."""
    with twilio_peer.serving() as peer:
        floor = Running(tmp_path)
        twilio = f'provider: twilio, account_sid: {SID}, auth_token: "{TOKEN}", api_base: "{peer.url}"'
        config = floor.config.read_text().replace("sms: {provider: console", f"sms: {{{twilio}")
        floor.config.write_text(config)
        with floor:
            floor.send(numbered(1, "Maria", "Ochoa"))
            wait_for = floor.wait_for
            wait_for("outbox", lambda lines: any(one["channel"] == "sms" and one["state"] == "sent" for one in lines))
            (text,) = [kept for kept in peer.kept if kept["to"] == "+13105550111"]
            callback = text["form"]["StatusCallback"]
            assert callback.startswith(f"{PUBLIC}/hooks/twilio/status?row=")
            status = {"MessageSid": text["sid"], "MessageStatus": "delivered"}
            assert hook(floor, callback.removeprefix(PUBLIC), status) == 200
            answer = {"MessageSid": "SM9", "From": "+13105550111", "To": "+13105550100", "Body": "Talked to her"}
            assert hook(floor, "/hooks/twilio/sms", answer, "AAAA") == 403
            assert hook(floor, "/hooks/twilio/sms", answer) == 200
            wait_for("outbox", lambda lines: any(one["kind"] == "answer" and one["state"] == "sent" for one in lines))
            assert peer.kept[-1]["body"].startswith("Maria Ochoa ")
            token = floor.command("token", "sunset", "--name", "crm").strip().split("\n")[-1]
            (lead,) = floor.lines("leads")
            base = f"http://{floor.ready['web']}/api/v1"
            auth = {"Authorization": f"Bearer {token}"}
            record = httpx.get(f"{base}/leads/{lead['lead_id']}", headers=auth).json()
            sent = [one["delivery"] for one in record["messages"] if one["channel"] == "sms"]
            assert sent[:1] == ["delivered"]
            assert [event["event"] for event in record["events"]] == ["contacted"]
            sold = httpx.post(f"{base}/leads/{lead['lead_id']}/feedback", json={"outcome": "sold"}, headers=auth)
            assert (sold.status_code, sold.json()["status"]) == (200, "sold")
            made = {"name": "Pat Doe", "phones": ["310-555-0177"], "vehicles": [{"make": "Kia", "model": "Soul"}]}
            assert httpx.post(f"{base}/pools/sunset/main/leads", json=made, headers=auth).status_code == 202
            wait_for("leads", lambda lines: [one["assigned_to"] for one in lines] == ["ana", "bob"])
            assert floor.command("audit") == "All invariants hold.\n"


PUBLIC = "http://127.0.0.1:8080"


def hook(floor: Running, path: str, form: dict[str, str], signature: str | None = None) -> int:
    """What Twilio posts to the daemon, signed over the public address; gives back the answer's code."""
    signed = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}{path}", form)
    headers = {"X-Twilio-Signature": signed if signature is None else signature}
    return httpx.post(f"http://{floor.ready['web']}{path}", data=form, headers=headers).status_code
