"""What texts cost, and how letters outside the alphabet are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uptape.wording.gsm import ALPHABET, BASIC, EXTENDED, is_plain, plain
from uptape.wording.segments import cost


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", "GSM-7", 0, 1),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("a" * 159 + "€", "GSM-7", 161, 2),
        ("a" * 152 + "€" + "a" * 151, "GSM-7", 305, 2),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),  # the escape is not cut from its sign, one septet is lost
        ("李" * 70, "UCS-2", 70, 1),
        ("李" * 71, "UCS-2", 71, 2),
        ("李" * 134, "UCS-2", 134, 2),
        ("—" + "a" * 69, "UCS-2", 70, 1),
        ("—" + "a" * 70, "UCS-2", 71, 2),
        ("😀" * 35, "UCS-2", 70, 1),
        ("a" * 66 + "😀" + "a" * 66, "UCS-2", 134, 3),  # nor is a surrogate pair cut
    ],
)
def test_units_and_segments_are_counted_as_phones_count_them(
    text: str, encoding: str, units: int, segments: int
) -> None:
    found = cost(text)
    assert (found.encoding, found.units, found.segments) == (encoding, units, segments)


def test_the_alphabet_is_the_one_of_the_standard() -> None:
    assert len(BASIC) == 127  # 128 places, one of them the escape
    assert len(EXTENDED) == 10
    assert not BASIC & EXTENDED


@pytest.mark.parametrize(
    ("written", "plainly"),
    [
        ("García", "Garcia"),
        ("Garci\u0301a", "Garcia"),
        ("Muñoz", "Muñoz"),
        ("Façade", "Facade"),
        ("Łukasz Żółć", "Lukasz Zolc"),
        ("“really” ‘yes’", "\"really\" 'yes'"),
        ("9–5 — or…", "9-5 - or..."),
        ("a\u00a0b\u2009c", "a b c"),
        ("½ off™", "1/2 off"),
        ("ﬁne", "fine"),
        ("Ｆｏｒｄ", "Ford"),
        ("great 👍🏽!", "great !"),
        ("李 Li", "李 Li"),
        ("Σωκράτης", "Σωκράτης"),
    ],
)
def test_other_letters_are_written_plainly_and_other_scripts_stay(written: str, plainly: str) -> None:
    assert plain(written) == plainly


def test_the_character_that_makes_a_text_dear_is_named() -> None:
    assert cost("call — now").reasons == (
        "'—' (U+2014) cannot be sent in septets: 70 characters to a segment in place of 160",
    )
    assert cost("[" * 81).reasons == ("'[' take two septets each, 81 more in all",)
    assert cost("[ok]").reasons == ()


@given(st.text())
def test_writing_plainly_twice_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.text(alphabet=sorted(ALPHABET)))
def test_what_is_plain_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


@given(st.text(alphabet=st.characters(max_codepoint=0x17F, categories=["L", "N"])))
def test_every_latin_letter_can_be_sent_in_septets(text: str) -> None:
    assert is_plain(plain(text))


@given(st.text(max_size=500))
def test_a_text_has_the_segments_that_its_units_need(text: str) -> None:
    found = cost(text)
    one, many = (160, 153) if found.encoding == "GSM-7" else (70, 67)
    least = 1 if found.units <= one else -(-found.units // many)
    assert least <= found.segments <= least + -(-found.segments // many) + 1
    assert found.free >= 0
