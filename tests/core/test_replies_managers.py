"""What managers and the desk type: a table of texts, each with what it must come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.core.test_replies import HOURS, LONG_AGO, MARIA, NOW, OFFER, PEOPLE, ZONE, wall
from uptape.core.replies import understand
from uptape.core.reply_types import Ask, Command, Held, LastText, OptOut, Silent, Someone, Talk

WAITS = Held("L-8888HJ", "Walt Wait", "waiting", LONG_AGO, ("+13105550166",), "review", choices=("ana", "bob", "cy"))
ALSO = Held("L-6666NP", "Nora Pine", "waiting", LONG_AGO, ("+13105550167",), "review", choices=("bob", "cy"))
THEIRS = replace(MARIA, standing="theirs", holder="Ana Ruiz")
ASKED = replace(THEIRS, asked_back=True)


def kim(*leads: Held, salesperson: bool = False, last: LastText | None = None) -> Talk:
    """A talk with a manager."""
    return Talk(NOW, ZONE, leads, PEOPLE, HOURS, salesperson=salesperson, manager=True, last=last)


ONE_WAITS = [
    ("BOB", "bob"), ("bob", "bob"), ("Bob.", "bob"), ("bob please", "bob"), ("Bob Stone", "bob"), ("stone", "bob"), ("young", "cy"),
    ("1", "ana"), ("2", "bob"), ("3", "cy"), ("2 wait", "bob"), ("2 8HJ", "bob"), ("2 thanks", "bob"), ("WALT BOB", "bob"),
    ("8HJ bob", "bob"), ("bob 8HJ", "bob"), ("bob walt", "bob"), ("wait 2", "bob"), ("GIVE WALT BOB", "bob"), ("give walt to bob", "bob"),
    ("give bob walt", "bob"), ("GIVE BOB", "bob"), ("give 0166 cy young", "cy"), ("stoen", "bob"), ("assign walt ana", "ana"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "taker"), ONE_WAITS)
def test_a_name_or_number_hands_the_lead_over(text: str, taker: str) -> None:
    assert understand(text, kim(WAITS, THEIRS)) == Command("give", WAITS.id, taker)


@pytest.mark.parametrize("text", ["0", "house", "HOUSE.", "0 walt", "house 8HJ", "8HJ 0", "walt house"])
def test_0_is_house(text: str) -> None:
    assert understand(text, kim(WAITS)) == Command("house", WAITS.id)


@pytest.mark.parametrize(
    ("text", "command"),
    [("bob", None), ("2", None), ("0", None), ("2 pine", Command("give", ALSO.id, "cy")), ("2 walt", Command("give", WAITS.id, "bob")),
     ("pine bob", Command("give", ALSO.id, "bob")), ("bob 6NP", Command("give", ALSO.id, "bob")), ("0 pine", Command("house", ALSO.id)),
     ("GIVE PINE ANA", Command("give", ALSO.id, "ana")), ("3 pine", None), ("bob smith", None), ("9 walt", None), ("give pine", None),
     ("give", None), ("GIVE OCHOA BOB", Command("give", MARIA.id, "bob"))],
)  # fmt: skip
def test_what_is_ambiguous_is_asked_back(text: str, command: Command | None) -> None:
    found = understand(text, kim(WAITS, ALSO, THEIRS))
    assert found == command if command else isinstance(found, Ask)


def test_two_people_of_one_name_are_asked_back() -> None:
    talk = replace(kim(WAITS), people=(*PEOPLE, Someone("bobby", "Bob Smith")))
    assert understand("bob", talk) == Command("give", WAITS.id, "bob")  # a key is exact
    assert understand("bob smith", talk) == Command("give", WAITS.id, "bobby")
    twice = replace(kim(WAITS), people=(Someone("b1", "Bob Stone"), Someone("b2", "Bob Smith")))
    assert isinstance(understand("bob", twice), Ask)


@pytest.mark.parametrize(
    ("text", "command"),
    [("LATE", Command("late")), ("late?", Command("late")), ("WAITING", Command("waiting")), ("who", Command("who")),
     ("WHO", Command("who")), ("IN BOB", Command("in", person="bob")), ("in bob now", Command("in", person="bob")),
     ("OUT BOB", Command("out", person="bob")), ("OUT BOB till mon", Command("out", person="bob", until=wall("2026-11-30T09:00"))),
     ("out bob stone 2h", Command("out", person="bob", until=wall("2026-11-23T12:00"))), ("busy cy 30", Command("busy", person="cy", until=wall("2026-11-23T10:30"))),
     ("OUT", Command("out")), ("OUT till 3pm", Command("out", until=wall("2026-11-23T15:00"))), ("IN", Command("in")),
     ("STOP", OptOut())],
)  # fmt: skip
def test_managers_words(text: str, command: Command) -> None:
    assert understand(text, kim()) == command


@pytest.mark.parametrize(
    ("text", "verb"),
    [("OK", "granted"), ("ok.", "granted"), ("YES", "granted"), ("ok 7kq", "granted"), ("ok ochoa", "granted"), ("NO", "denied"),
     ("no, he called once", "denied"), ("No ochoa", "denied"), ("k", "granted"), ("ok thanks", "granted")],
)  # fmt: skip
def test_ok_or_no_to_a_turn_asked_back(text: str, verb: str) -> None:
    talk = kim(ASKED)
    found = understand(text, talk)
    assert isinstance(found, Command)
    assert (found.verb, found.lead) == (verb, MARIA.id)
    other = replace(ALSO, standing="theirs", asked_back=True)
    assert isinstance(understand("ok", kim(ASKED, other)), Ask)
    assert understand("ok pine", kim(ASKED, other)) == Command("granted", other.id)


def test_ok_with_nothing_asked_does_nothing() -> None:
    assert isinstance(understand("OK", kim()), Silent)
    assert isinstance(understand("no", kim()), Ask)


def test_a_manager_who_sells_answers_an_offer_of_their_own() -> None:
    last = LastText("offer", OFFER.id)
    both = kim(OFFER, WAITS, salesperson=True, last=last)
    assert understand("1", both) == Command("take", OFFER.id)
    assert understand("ok", kim(OFFER, ASKED, salesperson=True, last=last)) == Command("take", OFFER.id)
    assert isinstance(understand("1", replace(both, last=LastText("told"))), Ask)
    assert understand("2 walt", replace(both, last=LastText("told"))) == Command("give", WAITS.id, "bob")
    assert understand("1 2AB", kim(OFFER, salesperson=True)) == Command("take", OFFER.id)


@pytest.mark.parametrize("text", ["SOLD OCHOA", "3 ochoa"])
def test_a_manager_reports_nothing_for_somebody_elses_lead_by_text(text: str) -> None:
    assert understand(text, kim(THEIRS)) == Ask("Maria Ochoa is not yours: Ana Ruiz has it.")


def desk(*leads: Held) -> Talk:
    """A talk with the desk's phone."""
    return Talk(NOW, ZONE, leads, PEOPLE, HOURS, salesperson=False, desk=True)


CALL_12 = replace(WAITS, number=12, choices=())
CALL_13 = replace(ALSO, number=13, choices=())
OVER = replace(MARIA, number=11, standing="theirs", holder="Ana Ruiz")


@pytest.mark.parametrize(
    ("text", "command"),
    [("12 BOB", Command("give", CALL_12.id, "bob")), ("12 bob stone", Command("give", CALL_12.id, "bob")), ("bob 12", Command("give", CALL_12.id, "bob")), ("13 to cy", Command("give", CALL_13.id, "cy")),
     ("12. Bob", Command("give", CALL_12.id, "bob")), ("#12 young", Command("give", CALL_12.id, "cy")), ("12 0", Command("house", CALL_12.id)),
     ("12", None), ("14 bob", None), ("11 bob", None), ("bob", None), ("12 zed", None), ("hello", None), ("waiting", Command("waiting"))],
)  # fmt: skip
def test_the_desk_names_call_and_taker(text: str, command: Command | None) -> None:
    found = understand(text, desk(CALL_12, CALL_13, OVER))
    assert found == command if command else isinstance(found, Ask)


def test_with_one_call_the_name_is_enough() -> None:
    assert understand("bob", desk(CALL_12)) == Command("give", CALL_12.id, "bob")
    assert understand("12 bob", replace(desk(CALL_12), now=NOW + timedelta(hours=1))) == Command(
        "give", CALL_12.id, "bob"
    )
