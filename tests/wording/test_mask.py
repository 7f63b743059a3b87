"""What is left of a customer while a lead is only on offer."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wording.builders import AT, F150, FACTS, MARIA, entry
from uptape.core.alerts import LeadFacts
from uptape.core.leads import Customer
from uptape.wording.mask import BLANK, blanked, mask, short_name
from uptape.wording.render import Wording


def test_a_lead_on_offer_shows_first_name_initial_vehicle_store_source_and_words() -> None:
    words = "Call Maria Ochoa, 310-555-0142"
    lead = LeadFacts("L-7K37KQ", MARIA, F150, None, words, "CarBarn", "Westside", "https://lots.example/m/1")
    about = mask(lead)
    assert about == LeadFacts(
        "L-7K37KQ", Customer("Maria O."), F150, None, "Call Maria ***, ***", "CarBarn", "Westside"
    )
    offer = replace(FACTS, kind="offer", tone="offer", offer_until=AT, lead=about)
    assert Wording().render(entry(offer)).body == (
        "OFFER until 2:14p Maria O. 2021 Ford F-150 XLT used $38,900 stk P1234 Westside/CarBarn "
        '"Call Maria ***, ***" 1=take 2=pass. 7KQ'
    )


def test_fifty_thousand_letters_are_blanked_at_once() -> None:
    assert len(blanked("x" * 50_000, Customer())) <= 4000
    assert BLANK in blanked("xx." * 25_000, Customer())


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("call (310) 555-0142 now", "call (*** now"),
        ("call +1 310.555.0142", "call ***"),
        ("3 1 0 5 5 5 0 1 4 2", "***"),
        ("٣١٠٥٥٥٠١٤٢", "***"),
        ("three one zero five five five", "***"),
        ("mail maria@mail.example please", "mail *** please"),
        ("maria at mail dot com", "***"),
        ("maria (at) mail (dot) com", "***"),
        ("see maria.example.", "see ***."),
        ("see www.maria.example/x", "see ***"),
        ("2 doors, 4 seats?", "2 doors, 4 seats?"),
        ("Is it still there?", "Is it still there?"),
        ("I am at work until 6. Dot", "I am at work until 6. Dot"),
    ],
)
def test_numbers_and_addresses_in_the_words_are_blanked(words: str, shown: str) -> None:
    assert blanked(words, Customer()) == shown


@pytest.mark.parametrize(
    ("customer", "shown"),
    [
        (Customer("Maria Ochoa"), "Maria O."),
        (Customer("Ochoa, Maria", first_name="Maria", last_name="Ochoa"), "Maria O."),
        (Customer("Maria"), "Maria"),
        (Customer("maria@mail.example"), ""),
        (Customer(), ""),
    ],
)
def test_the_short_name(customer: Customer, shown: str) -> None:
    assert short_name(customer) == shown


@given(st.text(max_size=300))
def test_no_number_that_could_be_called_is_left(words: str) -> None:
    assert not re.search(r"\d{3}", blanked(words, Customer()))
