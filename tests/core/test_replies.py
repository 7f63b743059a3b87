"""What salespeople type: a table of texts, each with what it must come to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from uptape.core.hours import Hours
from uptape.core.replies import understand
from uptape.core.reply_types import Ask, Command, Held, LastText, OptIn, OptOut, Silent, Someone, Talk

ZONE = "America/Los_Angeles"
NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""Monday 10:00 in Los Angeles."""
LONG_AGO = NOW - timedelta(minutes=30)
HOURS = Hours(ZONE, (((9 * 60, 20 * 60),),) * 5 + (((9 * 60, 18 * 60),), ()))
PEOPLE = (Someone("ana", "Ana Ruiz"), Someone("bob", "Bob Stone"), Someone("cy", "Cy Young"))
MARIA = Held("L-7K37KQ", "Maria Ochoa", "held", LONG_AGO, ("+13105550142",), vehicle="2021 Ford F-150")
PAT = Held("L-9999XM", "Pat Doe", "held", LONG_AGO, ("+13105550177",), vehicle="2019 Kia Soul")
OFFER = Held("L-2222AB", "Lena García-Lopez", "offer", LONG_AGO, ("+13105550188",), "offered")
GONE = Held("L-333999", "Gus Gone", "gone", LONG_AGO, holder="Bob Stone", ended_at=NOW - timedelta(minutes=5))


def talk(*leads: Held, last: LastText | None = None, **values: object) -> Talk:
    """A talk with somebody who has these leads."""
    return Talk(NOW, ZONE, leads, PEOPLE, HOURS, last=last, words=frozenset({"ford", "kia", "f-150"}), **values)  # type: ignore[arg-type]


def wall(text: str) -> datetime:
    """A wall-clock time of the zone, in November 2026 or as given."""
    from zoneinfo import ZoneInfo

    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


ONE = talk(MARIA)
TWO = talk(MARIA, PAT)
OFFERED = talk(OFFER, last=LastText("offer", OFFER.id))
OFFERED_BEFORE = talk(OFFER, last=LastText("told", None))
NOTHING = talk()

THE_ONE = [
    # digits first, small talk behind, any case, a full stop
    ("3", "tried", ""), ("3.", "tried", ""), ("3!", "tried", ""), (" 3 ", "tried", ""), ("3 thanks", "tried", "thanks"),
    ("3 left her a msg", "tried", "left her a msg"), ("3, no answer", "tried", "no answer"), ("3️⃣", "tried", ""),
    ("#3", "tried", ""), ("ok 3", "tried", ""), ("3.left vm", "tried", "left vm"), ("3 ochoa", "tried", ""),
    ("3 OCHOA.", "tried", ""), ("3 7kq", "tried", ""), ("3-7KQ", "tried", ""), ("3/7KQ", "tried", ""),
    ("3 0142", "tried", ""), ("3 L-7K37KQ", "tried", ""), ("3 l7k37kq", "tried", ""), ("3 maria ochoa", "tried", ""),
    ("7KQ 3", "tried", ""), ("Ochoa 3", "tried", ""), ("Maria Ochoa called", "tried", ""), ("3 ochoas vm", "tried", "vm"),
    ("CALLED", "tried", ""), ("Called.", "tried", ""), ("called her twice", "tried", "her twice"), ("TEXTED", "tried", ""),
    ("texted her", "tried", "her"), ("LM", "tried", ""), ("lm.", "tried", ""), ("VM", "tried", ""), ("Left VM", "tried", ""),
    ("left a message", "tried", ""), ("left voicemail for her", "tried", "for her"), ("I called her", "tried", "her"),
    ("i just called", "tried", ""), ("Just texted Maria", "tried", ""), ("emailed", "tried", ""), ("no answer", "tried", ""),
    ("caled", "tried", ""), ("calledd", "tried", ""), ("calle ochoa", "tried", ""), ("txted", "tried", ""),
    ("4", "talked", ""), ("4 nice lady, wants the blue one", "talked", "nice lady, wants the blue one"),
    ("4 - she is coming in", "talked", "she is coming in"), ("TALKED", "talked", ""), ("talked to her", "talked", "to her"),
    ("tlaked", "talked", ""), ("talkd", "talked", ""), ("Spoke with Maria", "talked", ""), ("left her a vm", "tried", ""), ("3 called", "tried", "called"), ("4 talked", "talked", "talked"), ("sold to maria", "sold", ""), ("sodl", "sold", ""), ("DUP of 9XM", "dup", "of 9XM"), ("lost price 4999", "lost", "price 4999"), ("4 wants to pay 5000", "talked", "wants to pay 5000"), ("reached her", "talked", "her"),
    ("SHOW", "show", ""), ("show ochoa", "show", ""), ("showed up", "show", ""), ("ochoa show", "show", ""),
    ("NOSHOW", "noshow", ""), ("no show", "noshow", ""), ("No-show.", "noshow", ""), ("noshw", "noshow", ""),
    ("noshow ochoa", "noshow", ""),
    ("SOLD", "sold", ""), ("Sold!", "sold", ""), ("sold ochoa", "sold", ""), ("sold 7kq thanks", "sold", "thanks"),
    ("SOLD the F-150", "sold", "the F-150"), ("Sold Maria Ochoa.", "sold", ""), ("ochoa sold", "sold", ""),
    ("sold ocoha", "sold", ""), ("sold it", "sold", ""),
    ("LOST", "lost", ""), ("LOST bought elsewhere", "lost", "bought elsewhere"), ("lost ochoa bought a Honda", "lost", "bought a Honda"),
    ("Lost: price", "lost", "price"), ("lost credit", "lost", "credit"),
    ("BAD", "bad", ""), ("bad number", "bad", ""), ("wrong number", "bad", ""), ("Bad ochoa", "bad", ""),
    ("DUP", "dup", ""), ("duplicate", "dup", ""), ("duplicat", "dup", ""), ("SPAM", "spam", ""), ("spam 7kq", "spam", ""),
    ("WRONG", "wrong", ""), ("wrong department", "wrong", ""), ("wrong, wants parts", "wrong", "wants parts"),
    ("1", "take", ""),  # an acknowledgement of what is theirs already
]  # fmt: skip


@pytest.mark.parametrize(("text", "verb", "note"), THE_ONE)
def test_about_the_only_open_lead(text: str, verb: str, note: str) -> None:
    assert understand(text, ONE) == Command(verb, MARIA.id, note=note)  # type: ignore[arg-type]


APPOINTMENTS = [
    ("APPT sat 2pm", "2026-11-28T14:00"), ("appt saturday at 2", "2026-11-28T14:00"), ("Appt Sat 2p.", "2026-11-28T14:00"),
    ("appt ochoa sat 2pm", "2026-11-28T14:00"), ("APPT sat 2pm 7KQ", "2026-11-28T14:00"), ("appt sat 2 pm", "2026-11-28T14:00"),
    ("appt 2:30pm sat", "2026-11-28T14:30"), ("appt sat 230pm", "2026-11-28T14:30"), ("appt sat at 1430", "2026-11-28T14:30"),
    ("appt tomorrow 10", "2026-11-24T10:00"), ("appt tmrw 10:30", "2026-11-24T10:30"), ("appt today 4", "2026-11-23T16:00"),
    ("appt today 9", "2026-11-23T21:00"), ("appt 3pm", "2026-11-23T15:00"), ("appt 9am", "2026-11-24T09:00"),
    ("appt noon", "2026-11-23T12:00"), ("appt mon 9am", "2026-11-30T09:00"), ("appt mon 11am", "2026-11-23T11:00"),
    ("appt next sat 11", "2026-12-05T11:00"), ("appt 11/28 2pm", "2026-11-28T14:00"), ("appt 11-28-26 14:00", "2026-11-28T14:00"),
    ("appt nov 28 3p", "2026-11-28T15:00"), ("appt 28th nov 3p", "2026-11-28T15:00"), ("appt 1/5 10am", "2027-01-05T10:00"),
    ("appointment wed 5:15 p.m.", "2026-11-25T17:15"), ("APT thu at 10", "2026-11-26T10:00"), ("appt fri noon", "2026-11-27T12:00"),
    ("appt 2026-12-01 10:00", "2026-12-01T10:00"), ("appt tonight 7", "2026-11-23T19:00"),
    ("apointment sat 2pm", "2026-11-28T14:00"), ("ochoa appt sun 1pm", "2026-11-29T13:00"), ("4 appt sat 2pm", "2026-11-28T14:00"), ("3 - APPT sat 2pm", "2026-11-28T14:00"), ("aptt sat 2pm", "2026-11-28T14:00"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "when"), APPOINTMENTS)
def test_appointments_are_in_the_dealerships_time(text: str, when: str) -> None:
    assert understand(text, ONE) == Command("appointment", MARIA.id, at=wall(when))


@pytest.mark.parametrize(
    ("text", "part"),
    [("appt", "When?"), ("appt ochoa", "When?"), ("appt sat", "At what time on Sat Nov 28?"),
     ("APPT 11/20 2pm", "over already"), ("APPT 6/31 2pm", "6/31 is no date"), ("appt 25:00", "When?"), ("appt her husband decides", "When?")],
)  # fmt: skip
def test_an_appointment_without_a_time_is_asked_back_and_the_next_text_tells_it(text: str, part: str) -> None:
    asked = understand(text, ONE)
    assert isinstance(asked, Ask)
    assert part in asked.text
    assert "Maria Ochoa" in asked.text
    after = talk(MARIA, PAT, last=LastText("question", waits=asked.waits))
    assert understand("sat 2pm", after) == Command("appointment", MARIA.id, at=wall("2026-11-28T14:00"))
    assert understand("2 pm", after) == Command("appointment", MARIA.id, at=wall("2026-11-23T14:00"))
    assert understand("SOLD PAT", after) == Command("sold", PAT.id)


PRESENCE = [
    ("IN", "in", None), ("in.", "in", None), ("I'm in", "in", None), ("im out", "out", None), ("OUT", "out", None),
    ("out please", "out", None), ("OUT 2h", "out", "2026-11-23T12:00"), ("out 2 hours", "out", "2026-11-23T12:00"),
    ("OUT 90m", "out", "2026-11-23T11:30"), ("out 1.5h", "out", "2026-11-23T11:30"), ("out for 2h", "out", "2026-11-23T12:00"),
    ("out 1h30", "out", "2026-11-23T11:30"), ("out an hour", "out", "2026-11-23T11:00"), ("out 45", "out", "2026-11-23T10:45"),
    ("out half hour", "out", "2026-11-23T10:30"), ("out 2 days", "out", "2026-11-25T10:00"), ("Out till 3pm", "out", "2026-11-23T15:00"),
    ("out till 3", "out", "2026-11-23T15:00"), ("out until 15:00", "out", "2026-11-23T15:00"), ("out til 11", "out", "2026-11-23T11:00"),
    ("out till 9", "out", "2026-11-23T21:00"), ("OUT till mon", "out", "2026-11-30T09:00"), ("out till thursday", "out", "2026-11-26T09:00"),
    ("out until tomorrow", "out", "2026-11-24T09:00"), ("out till sun", "out", "2026-11-29T00:00"), ("out till fri noon", "out", "2026-11-27T12:00"),
    ("I am out till 2pm", "out", "2026-11-23T14:00"), ("BUSY", "busy", None), ("busy 30", "busy", "2026-11-23T10:30"),
    ("BUSY 5", "busy", "2026-11-23T10:05"), ("busy 1h", "busy", "2026-11-23T11:00"), ("busy till 12", "busy", "2026-11-23T12:00"),
    ("in till 6pm", "in", "2026-11-23T18:00"), ("in now", "in", None), ("back in", "in", None), ("I'm back in", "in", None), ("OUT 3pm", "out", "2026-11-23T15:00"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "verb", "until"), PRESENCE)
def test_availability(text: str, verb: str | None, until: str | None) -> None:
    found = understand(text, ONE)
    if verb is None:
        assert isinstance(found, Ask)
    else:
        assert found == Command(verb, until=wall(until) if until else None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["out 2", "out mon", "out tomorrow", "OUT till whenever", "out 99 days", "OUT BOB", "in 3", "OUT 0", "busy 0"],
)
def test_availability_that_may_mean_two_things_is_asked_back(text: str) -> None:
    assert isinstance(understand(text, ONE), Ask)


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("LIST", "list"),
        ("list please", "list"),
        ("List.", "list"),
        ("WHO", "who"),
        ("who is next", "who"),
        ("?", "words"),
    ],
)
def test_what_only_asks(text: str, verb: str) -> None:
    assert understand(text, NOTHING) == Command(verb)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "phone", "name"),
    [("ADD 310-555-0142 Maria Ochoa", "3105550142", "Maria Ochoa"), ("add (310) 555-0142 Maria", "3105550142", "Maria"),
     ("Add +1 310 555 0142 Maria Ochoa.", "+13105550142", "Maria Ochoa"), ("add Maria Ochoa 310.555.0142", "3105550142", "Maria Ochoa"),
     ("ADD 3105550142, Maria", "3105550142", "Maria")],
)  # fmt: skip
def test_a_walk_in_is_added(text: str, phone: str, name: str) -> None:
    assert understand(text, NOTHING) == Command("add", phone=phone, name=name)


@pytest.mark.parametrize("text", ["ADD", "add Maria", "ADD 310-555-0142", "add 0142 Maria"])
def test_a_walk_in_needs_a_number_and_a_name(text: str) -> None:
    assert isinstance(understand(text, NOTHING), Ask)


@pytest.mark.parametrize(
    "text",
    ["1", "1.", "1!", "1 thanks", "1 on it", "TAKE", "take it", "Accept", "1 AB2 no", "OK", "ok", "Ok.", "okay", "K", "k!", "YES",
     "yes please", "Got it", "got it thanks", "GOT IT!", "mine", "MINE!", "ok mine", "1 garcia", "1 Garcia-Lopez", "1 lopez",
     "1 2AB", "1 0188", "I'll take it", "Yes 1", "1 will do"],
)  # fmt: skip
def test_an_offer_is_taken(text: str) -> None:
    found = understand(text, OFFERED)
    if text == "1 AB2 no":
        assert isinstance(found, Ask)  # no lead has that id
    else:
        assert isinstance(found, Command)
        assert (found.verb, found.lead) == ("take", OFFER.id)


@pytest.mark.parametrize(
    "text", ["2", "2.", "pass", "PASS please", "Pass on this", "2 with a customer", "decline", "2 lopez"]
)
def test_an_offer_is_passed(text: str) -> None:
    found = understand(text, OFFERED)
    assert isinstance(found, Command)
    assert (found.verb, found.lead) == ("pass", OFFER.id)


@pytest.mark.parametrize("text", ["ok", "K", "YES", "got it", "mine", "ok thanks"])
def test_ok_answers_only_an_offer_that_was_our_last_text(text: str) -> None:
    asked = understand(text, OFFERED_BEFORE)
    assert isinstance(asked, Ask)
    assert "1 2AB" in asked.text
    assert isinstance(understand(text, ONE), Silent)
    assert isinstance(understand(text, NOTHING), Silent)


@pytest.mark.parametrize(
    "text",
    [
        "ok but not now",
        "yes?",
        "ok can't",
        "1?",
        "1 2",
        "1 minute",
        "2 pm",
        "sold not yet",
        "not sold",
        "take care",
        "1 or 2",
    ],
)
def test_what_is_unsure_takes_nothing(text: str) -> None:
    assert isinstance(understand(text, OFFERED), Ask)


def test_a_bare_1_soon_after_a_second_offer_is_asked_back() -> None:
    newest = Held("L-4444CD", "Sam Roe", "offer", NOW - timedelta(seconds=4))
    before = Held("L-2222AB", "Lena Lopez", "gone", LONG_AGO, ended_at=NOW - timedelta(seconds=6), holder="Bob Stone")
    assert isinstance(understand("1", talk(newest, before, last=LastText("offer", newest.id))), Ask)
    assert isinstance(understand("ok", talk(newest, before, last=LastText("offer", newest.id))), Ask)
    both = talk(newest, OFFER, last=LastText("offer", newest.id))
    asked = understand("1", both)
    assert isinstance(asked, Ask)
    assert asked.text == "Which one? Sam Roe 4CD, Lena García-Lopez 2AB. Answer with the id: 1 4CD"
    assert understand("1 4CD", both) == Command("take", newest.id)
    assert understand("roe", talk(newest, OFFER, last=LastText("question", waits=asked.waits))) == Command(
        "take", newest.id
    )
    later = talk(Held("L-4444CD", "Sam Roe", "offer", NOW - timedelta(seconds=11)), before)
    assert understand("1", later) == Command("take", newest.id)


WHICH = [
    ("3", None), ("SOLD", None), ("called her", None), ("sold maria", MARIA), ("sold pat", PAT), ("SOLD DOE", PAT), ("3 0177", PAT),
    ("3 xm", None), ("3 9XM", PAT), ("4 7KQ wants it red", MARIA), ("lost doe too expensive", PAT), ("3 3105550177", PAT),
    ("sold maria doe", None), ("appt doe sat 2pm", PAT), ("Pat 4", PAT), ("3 mraia", MARIA), ("SOLD OCHOA.", MARIA),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lead"), WHICH)
def test_of_several_leads_the_one_that_is_named(text: str, lead: Held | None) -> None:
    found = understand(text, TWO)
    if lead is None:
        assert isinstance(found, Ask)
        assert "Maria Ochoa 7KQ, Pat Doe 9XM" in found.text
    else:
        assert isinstance(found, Command)
        assert found.lead == lead.id


def test_the_answer_to_which_one_may_be_the_name_alone() -> None:
    asked = understand("SOLD with cy", TWO)
    assert asked == Ask(
        "Which one? Maria Ochoa 7KQ, Pat Doe 9XM. Answer with the id: SOLD 7KQ", Command("sold", person="cy")
    )
    assert isinstance(asked, Ask)
    after = talk(MARIA, PAT, last=LastText("question", waits=asked.waits))
    for text in ("ochoa", "7KQ", "Maria", "the maria one", "0142"):
        assert understand(text, after) == Command("sold", MARIA.id, "cy")
    assert understand("3 pat", after) == Command("tried", PAT.id)
    assert isinstance(understand("ochoa?", after), Ask)


def test_only_leads_that_a_word_can_mean_are_asked_about() -> None:
    tried = Held("L-7K37KQ", "Maria Ochoa", "held", LONG_AGO, attempted=True)
    assert understand("3", talk(tried, PAT)) == Command("tried", PAT.id)
    met = Held("L-9999XM", "Pat Doe", "held", LONG_AGO, status="appointment", attempted=True, contacted=True)
    assert understand("noshow", talk(MARIA, met)) == Command("noshow", met.id)
    assert understand("4", talk(MARIA, met)) == Command("talked", MARIA.id)


def test_two_leads_of_one_customer_are_told_apart_by_the_vehicle() -> None:
    soul = Held("L-9999XM", "Maria Ochoa", "held", LONG_AGO, vehicle="2019 Kia Soul")
    asked = understand("SOLD OCHOA", talk(MARIA, soul))
    assert isinstance(asked, Ask)
    assert "Maria Ochoa 2021 Ford F-150 7KQ, Maria Ochoa 2019 Kia Soul 9XM" in asked.text


@pytest.mark.parametrize("text", ["SOLD GARCIA", "3 9999", "sold 9zz", "4 Smith", "APPT Garcia sat 2pm", "1 Smith"])
def test_a_name_that_is_no_lead_of_theirs_is_never_taken_for_another(text: str) -> None:
    asked = understand(text, ONE)
    assert isinstance(asked, Ask)
    assert "No lead of yours is called" in asked.text


@pytest.mark.parametrize(
    ("text", "partner"),
    [("SOLD with CY", "cy"), ("sold with Cy Young", "cy"), ("sold w/ cy", "cy"), ("sold ochoa with bob", "bob"), ("Sold with Bob thanks", "bob"),
     ("sold with younge", "cy"), ("SOLD WITH STONE", "bob")],
)  # fmt: skip
def test_a_partner_may_share(text: str, partner: str) -> None:
    found = understand(text, ONE)
    assert isinstance(found, Command)
    assert (found.verb, found.lead, found.person) == ("sold", MARIA.id, partner)


def test_sold_with_somebody_unknown_is_asked_back() -> None:
    assert isinstance(understand("sold with zed", ONE), Ask)
    assert isinstance(understand("sold with", ONE), Ask)


STOPS = [
    "STOP", "stop", "Stop.", "STOP!", "stopall", "STOP ALL", "unsubscribe", "CANCEL", "END", "Quit", "revoke", "OPTOUT", "opt out",
    "opt-out", "please stop", "stop please", "STOP texting me", "please stop texting me", "Please stop messaging me.",
    "stop sending me texts", "don't text me", "Do not text me again", "no more texts please", "take me off this list",
    "remove me from your list", "remove my number from this", "unsubscribe me", "I want to opt out", "leave me alone",
    "I don't want any more texts", "quit texting me", "stop it", "I revoke my consent",
]  # fmt: skip


@pytest.mark.parametrize("text", STOPS)
def test_an_opt_out_in_any_words(text: str) -> None:
    assert understand(text, ONE) == OptOut()
    assert understand(text, OFFERED) == OptOut()


@pytest.mark.parametrize(
    "text",
    [
        "CANCEL OCHOA",
        "stop by tomorrow",
        "lost she said stop calling",
        "end of month deal",
        "4 don't text her, call",
        "sold, quit smoking too",
    ],
)
def test_what_is_no_opt_out(text: str) -> None:
    assert understand(text, ONE) != OptOut()


@pytest.mark.parametrize("text", ["START", "start", "UNSTOP", "Start."])
def test_start_is_never_a_command(text: str) -> None:
    assert understand(text, OFFERED) == OptIn()


SILENT = [
    "HELP", "help", "INFO", "Info.", 'Liked "NEW Maria Ochoa 310-555-0142 1=take"', "Loved “OFFER until 2:14p”",
    "Laughed at “1=take 2=pass.”", "Emphasized “NEW”", "Questioned “SOLD”", "Disliked “x”", "Loved an image",
    "Removed a heart from “NEW Maria”", 'Reacted 👍 to "NEW Maria"', "👍 to “NEW Maria Ochoa”", "👍", "", "   ",
    "I'm driving right now - I'll get back to you later.", "I'm driving with Do Not Disturb While Driving turned on.",
    "I’m not receiving notifications. If this is urgent, reply “urgent” to send a notification.", "Driving, can't text",
    "Out of office until Monday", "Automatic reply: I am away", "auto-reply: out", "I am out of the office till mon",
    "Sent from my car", "Thank you for your message. We will reply soon.", "thanks", "Thank you!", "thx", "cool", "will do",
    "ok", "Le gustó “NEW”",
]  # fmt: skip


@pytest.mark.parametrize("text", SILENT)
def test_what_is_neither_done_nor_answered(text: str) -> None:
    assert isinstance(understand(text, ONE), Silent)


UNKNOWN = [
    "hello", "who are you calling", "In a meeting, call you back", "show me the list", "what is this", "5", "9", "bought a boat",
    "take a message", "1 minute", "3 more cars", "wrong person sorry", "call me", "3105550142", "called in sick", "2pm", "LATE", "house",
]  # fmt: skip


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_is_not_understood_is_asked_back_and_does_nothing(text: str) -> None:
    found = understand(text, ONE)
    if text == "who are you calling":
        assert found == Command("who")
    else:
        assert isinstance(found, Ask)


def test_a_lead_alone_is_asked_what_about_it() -> None:
    what = "What about Maria Ochoa 7KQ? 3=called 4=talked, APPT sat 2pm, SOLD, LOST why"
    assert understand("ochoa", TWO) == Ask(what, lost=True)


def test_what_went_on_to_somebody_else_is_said_so() -> None:
    assert understand("1", talk(GONE)) == Ask("Gus Gone is gone: Bob Stone has it.")
    assert understand("1 gus", talk(GONE, MARIA)) == Ask("Gus Gone is gone: Bob Stone has it.")
    assert understand("sold gone", talk(GONE, MARIA)) == Ask("Gus Gone is gone: Bob Stone has it.")
    assert isinstance(understand("1", NOTHING), Ask)
    assert isinstance(understand("2", ONE), Ask)


def test_an_offer_must_be_taken_first() -> None:
    assert isinstance(understand("3", OFFERED), Ask)
    assert isinstance(understand("sold lopez", talk(OFFER, MARIA)), Ask)


def test_a_closed_lead_is_meant_only_by_its_name() -> None:
    closed = Held("L-5555ZZ", "Rosa Blanco", "closed", LONG_AGO, status="lost")
    assert understand("SOLD", talk(closed, MARIA)) == Command("sold", MARIA.id)
    assert understand("SOLD ROSA", talk(closed, MARIA)) == Command("sold", closed.id)


def test_every_word_costs_one_answer_of_at_most_one_segment() -> None:
    for text in ("hello there", "SOLD", "1", "APPT", "OUT 2"):
        found = understand(text, TWO)
        assert isinstance(found, Ask)
        assert len(found.text) <= 160, found.text
