"""The texts to phones: what stands in them, in which order, and what goes where they are too long."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wording.builders import AT, F150, FACTS, entry, facts
from uptape.core.alerts import AlertFacts
from uptape.core.leads import Customer, Vehicle
from uptape.wording.clean import clean, without_links
from uptape.wording.render import Wording
from uptape.wording.segments import cost

WORDING = Wording()


def text(of: AlertFacts) -> str:
    return WORDING.render(entry(of)).body


def test_the_example_of_the_house() -> None:
    assert text(FACTS) == (
        "NEW Maria Ochoa 310-555-0142 2021 Ford F-150 XLT used $38,900 stk P1234 Westside/CarBarn "
        '"Is it still there?" Call by 2:34p. 3=called 4=talked. 7KQ'
    )


@pytest.mark.parametrize(
    ("tone", "kind", "head", "replies"),
    [
        ("repeat", "assigned", "REPEAT ", " 3=called 4=talked. 7KQ"),
        ("cover", "assigned", "COVER ", " 3=called 4=talked. 7KQ"),
        ("offer", "offer", "OFFER until 2:14p ", " 1=take 2=pass. 7KQ"),
        ("grabs", "offer", "UP FOR GRABS ", " 1=take. 7KQ"),
    ],
)
def test_each_tone_has_its_head_and_its_replies(tone: str, kind: str, head: str, replies: str) -> None:
    found = text(facts(tone=tone, kind=kind, offer_until=AT))
    assert found.startswith(head + "Maria Ochoa")
    assert found.endswith(replies)


def test_too_long_words_price_source_store_and_trim_go_in_that_order() -> None:
    """One more letter in the name each time; what is gone must be gone in the order of the house."""
    vehicle = replace(F150, trim="SuperCrew Lariat Platinum Limited")
    rest = {"vehicle": vehicle, "store": "Westside Ford Lincoln", "comments": "Is it still there? I would like it."}
    signs = {"words": '"', "price": "$", "source": "/CarBarn", "store": "Westside", "trim": "Lariat"}
    gone: list[str] = []
    for length in range(4, 49):
        found = text(facts(rest, {"full_name": ("Anna" * 12)[:length], "phones": ("+13105550142",)}))
        assert cost(found).segments == 1
        gone += [part for part, sign in signs.items() if sign not in found and part not in gone]
    assert gone == ["words", "price", "source", "store", "trim"]


def test_words_are_cut_before_they_go() -> None:
    found = text(facts(lead={"comments": "Is it still there? I can come on Saturday morning and bring my wife along."}))
    assert '"Is it still there? I can...' in found
    assert cost(found).segments == 1


def test_a_name_in_another_script_stays_and_costs_segments_not_words_that_no_one_can_read() -> None:
    found = text(facts(customer={"full_name": "李小龙", "phones": ("+13105550142",)}))
    assert found.startswith("NEW 李小龙 310-555-0142 2021 Ford F-150 XLT")
    assert cost(found).segments == 2


def test_words_in_another_script_go_before_a_second_segment_is_paid() -> None:
    assert cost(text(facts(lead={"comments": "这辆车还在吗"}))).segments == 1


def test_a_lead_that_can_be_answered_on_the_site_only_says_so_without_a_link() -> None:
    found = text(facts(customer={"full_name": "Sam"}, lead={"answer_at": "https://lots.example/m/1"}))
    assert found == (
        'NEW Sam answer on CarBarn 2021 Ford F-150 XLT used $38,900 stk P1234 Westside/CarBarn "Is it still there?" '
        "Answer by 2:34p. 3=called 4=talked. 7KQ"
    )


def test_without_a_phone_the_e_mail_address_stands_in_its_place() -> None:
    assert text(facts(customer={"full_name": "Sam", "emails": ("sam@mail.example",)})).startswith(
        "NEW Sam sam@mail.example 2021 Ford"
    )


@pytest.mark.parametrize("fact", ["covers_for", "others"])
def test_the_taker_hears_whose_customer_it_is(fact: str) -> None:
    about = facts(tone="cover", facts=((fact, "Bob Stone"),))
    assert text(about).endswith(" Customer of Bob Stone. Call by 2:34p. 3=called 4=talked. 7KQ")
    assert "Knows:    Bob Stone" in WORDING.render(entry(about, "email")).body


def test_a_lead_without_a_wanted_vehicle_shows_the_trade_in() -> None:
    own = Vehicle("trade-in", year=2015, make="Honda", model="Civic")
    assert " trade-in 2015 Honda Civic " in text(facts(lead={"vehicle": None, "trade_in": own}))


def test_a_deadline_on_another_day_names_the_day() -> None:
    assert "Call by Tue 9:05a." in text(facts(call_by=AT + timedelta(hours=18, minutes=51)))


@pytest.mark.parametrize(
    ("zone", "shown"),
    [("America/Los_Angeles", "$38,900"), ("Europe/London", "£38,900"), ("Europe/Berlin", "€38,900")],
)
def test_the_price_is_in_the_currency_of_the_place(zone: str, shown: str) -> None:
    assert f" {shown} " in text(facts(timezone=zone))


def test_numbers_from_abroad_are_written_in_full() -> None:
    assert " +44 20 7946 0018 " in text(facts(customer={"full_name": "Sam", "phones": ("+442079460018",)}))


@pytest.mark.parametrize(
    ("kind", "changes", "expected"),
    [
        ("told", {"tone": "gone", "headline": "Maria O. was handed to Bob Stone", "body": "Ask him."},
         "GONE Maria O. was handed to Bob Stone: Ask him. 7KQ"),
        ("update", {"tone": "update", "headline": "Maria O. asked again", "body": "now wants a test drive"},
         "UPDATE Maria O. asked again: now wants a test drive 310-555-0142 7KQ"),
        ("owner_told", {"tone": "plain", "headline": "Maria O. asked again", "body": "Cy Young has it."},
         "Maria O. asked again: 2021 Ford F-150. Cy Young has it. 7KQ"),
        ("late", {"tone": "plain"}, "LATE Maria Ochoa 310-555-0142 2021 Ford F-150, here since 2:14p. 7KQ"),
        ("queued_late", {"tone": "plain"},
         "WAITING Maria Ochoa 2021 Ford F-150 waits since 2:14p, nobody can take it. 7KQ"),
        ("review", {"tone": "plain", "headline": "Review box: a mail", "body": "nobody to answer", "lead": None},
         "Review box: a mail: nobody to answer"),
        ("notice", {"tone": "plain", "headline": "Bob was not reached", "lead": None}, "Bob was not reached"),
    ],
)  # fmt: skip
def test_what_only_tells(kind: str, changes: dict[str, object], expected: str) -> None:
    assert text(facts(kind=kind, **changes)) == expected


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("see http://evil.example/x?y=1 now", "see now"),
        ("see HTTPS://evil.example", "see"),
        ("see www.evil.example/x ok", "see ok"),
        ("evil.com", ""),
        ("go to bit.ly/abc please", "go to please"),
        ("ｅｖｉｌ．ｃｏｍ／ｘ", ""),
        ("evil。com", "evil. com"),
        ("javascript:alert(1) x", "x"),
        ("tel:+13105550199 x", "x"),
        ("10.0.0.1/x y", "y"),
        ("evil.unheardof", "evil. unheardof"),
        ("Thanks.Bob", "Thanks. Bob"),
        ("write to ana@mail.example please", "write to ana@mail.example please"),
        ("a 2.0T with 5.7 litres for 1.5 days", "a 2.0T with 5.7 litres for 1.5 days"),
        ("http : //evil.example", ""),
    ],
)
def test_links_go_and_dots_that_could_make_one_are_loosened(written: str, kept: str) -> None:
    assert without_links(written) == kept


def test_invisible_and_turning_characters_go_and_line_ends_fold() -> None:
    assert clean("Ma\u200bria\u202e\r\nOch\x00oa\ufeff\t!", 40) == "Maria Ochoa !"


def test_marks_piled_upon_a_letter_are_thinned_out() -> None:
    assert len(clean("Z" + "\u0316" * 500, 40)) <= 4


LEAD_TEXT = st.one_of(
    st.text(max_size=200),
    st.text(alphabet=st.sampled_from("ab./:@wW。．／ \u200b\u202e\n-#?"), max_size=60),
    st.sampled_from(
        ["http://evil.example/a", "{{7*7}}", "{% for x in y %}", "%s${}", "a\r\nBcc: x@y.example", "x" * 3000]
    ),
)
LINK = re.compile(r"https?:|www\.|[^\W\d_]\.[^\W\d_]{2}|://", re.IGNORECASE)


@given(LEAD_TEXT, LEAD_TEXT, LEAD_TEXT, LEAD_TEXT)
def test_whatever_a_lead_says_the_text_is_short_and_harmless(name: str, words: str, model: str, source: str) -> None:
    about = facts(
        customer={"full_name": name, "phones": ("+13105550142",)},
        lead={"comments": words, "vehicle": Vehicle(model=model, trim=words, stock=name), "source": source},
    )
    found = text(about)
    assert cost(found).segments <= 3
    assert not [c for c in found if unicodedata.category(c) in {"Cc", "Cf", "Co", "Cn", "Cs"}]
    assert not LINK.search(re.sub(r"\S+@\S+", "", found))
    assert "310-555-0142" in found
    assert found.endswith("Call by 2:34p. 3=called 4=talked. 7KQ")


def test_a_name_of_fifty_thousand_letters_costs_no_more_than_two_segments() -> None:
    found = text(replace(FACTS, lead=replace(FACTS.lead, customer=Customer("Maria " * 9000, phones=("+13105550142",)))))
    assert cost(found).segments <= 2
    assert found.startswith("NEW Maria Maria")


def test_several_leads_make_one_text_that_names_each() -> None:
    rows = [
        entry(facts({"lead_id": f"L-AAA{n}XY"}, {"full_name": f"Person {n}", "phones": (f"+1310555014{n}",)}))
        for n in range(3)
    ]
    found, held = WORDING.digest(rows)
    assert held == 3
    assert found.body == (
        "3 leads: NEW Person 0 310-555-0140 2021 Ford F-150 by 2:34p 0XY; NEW Person 1 310-555-0141 2021 Ford F-150 by "
        "2:34p 1XY; NEW Person 2 310-555-0142 2021 Ford F-150 by 2:34p 2XY. Answer with the id, such as 3 7KQ."
    )
    many, fitting = WORDING.digest(rows * 6)
    assert 3 < fitting < 18
    assert cost(many.body).segments == 3
    assert WORDING.digest(rows[:1])[1] == 1
