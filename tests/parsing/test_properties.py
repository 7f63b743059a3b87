"""What holds for any bytes: nothing raises, text is clean, fields keep their normal forms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from uptape.core.leads import MAIL_KINDS, Known
from uptape.parsing.fields.dates import requested_at
from uptape.parsing.fields.emails import emails
from uptape.parsing.fields.people_names import name
from uptape.parsing.fields.phones import phone, phones
from uptape.parsing.fields.placeholders import is_absent
from uptape.parsing.fields.places import country, postal_code, region
from uptape.parsing.fields.prices import price
from uptape.parsing.fields.texts import many_lines, one_line
from uptape.parsing.mail_parts.headers import parameters, text_of
from uptape.parsing.mail_parts.transfer import again, undo
from uptape.parsing.mime import take_apart
from uptape.parsing.output import as_json
from uptape.parsing.reader import read

_CORPUS = [path.read_bytes() for path in sorted((Path(__file__).parent / "corpus").glob("*.eml"))]
_FAST = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
_SLOW = settings(_FAST, max_examples=60)
_E164 = re.compile(r"\+[1-9]\d{6,14}\Z")


def is_clean(text: str) -> bool:
    """True without NUL, controls, lone surrogates and direction marks."""
    return not any(letter not in "\n\t\f" and unicodedata.category(letter) in ("Cc", "Cs") for letter in text)


def check(raw: bytes) -> None:
    reading = read(raw, Known())
    assert reading.kind in MAIL_KINDS
    assert is_clean(reading.text)
    assert is_clean(reading.subject)
    assert not any("failed" in note for note in reading.notes), reading.notes
    assert reading.kind == "lead" or reading.leads == ()
    for lead in reading.leads:
        values = [
            lead.customer.full_name,
            lead.customer.first_name,
            lead.customer.last_name,
            lead.comments,
            lead.source,
            lead.location,
        ]
        assert all(is_clean(value) for value in values if value)
        assert all(_E164.match(number) for number in lead.customer.phones)
        assert all(address == address.lower() and "@" in address for address in lead.customer.emails)
    as_json(reading, "x.eml")


@_SLOW
@given(st.binary(max_size=3000))
def test_any_bytes_are_read(raw: bytes) -> None:
    check(raw)


@_SLOW
@given(st.sampled_from(_CORPUS), st.data())
def test_a_mail_damaged_anywhere_is_read(raw: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(raw)))
    length = data.draw(st.integers(0, 300))
    check(raw[:start] + data.draw(st.binary(max_size=60)) + raw[start + length :])


_MARKS = (
    b"<adf>", b"</prospect>", b"<![CDATA[", b"]]>", b"<!DOCTYPE x [", b"&", b"&#0;", b"<", b">", b"\r\n\r\n", b"--x\r\n", b"Content-Type: ", b"base64",
    b"multipart/mixed; boundary=x", b"=?utf-8?b?", b"?=", b"name*0*=%41", b"\xff\xfe", b"\x00", b"\xf0\x9f", b"Name: ", b"512-555-0142", b"a@example.com",
    b"2021 Ford F-150", b"| ", b"\t", b"\x0c", b"<table><tr><td>", b"<div>", b"<!--", b"{\"a\":", b"begin 644 a\n", b"> ", b"From: ", b"L-7K3QX9",
)  # fmt: skip


@st.composite
def _mutation(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    """One change as a fuzzer makes it: bytes cut out, doubled, put elsewhere, turned, or a mark that means something."""
    at, length, to = draw(st.integers(0, 5000)), draw(st.integers(0, 800)), draw(st.integers(0, 5000))
    mark, kind = draw(st.sampled_from(_MARKS)), draw(st.integers(0, 5))

    def changed(raw: bytes) -> bytes:
        a = at % (len(raw) + 1)
        b, c = min(a + length, len(raw)), to % (len(raw) + 1)
        piece = raw[a:b]
        return (
            raw[:a] + raw[b:],
            raw[:a] + piece * 3 + raw[b:],
            raw[:c] + piece + raw[c:],
            raw[:a] + bytes(byte ^ (1 << (length % 8)) for byte in piece[:16]) + raw[a + 16 :],
            raw[:a] + mark + raw[a:],
            raw.replace(mark[:1], mark) if len(raw) < 4000 else raw[:a] + mark * 20 + raw[a:],
        )[kind]

    return changed


@_FAST
@given(st.sampled_from(_CORPUS), st.lists(_mutation(), min_size=1, max_size=6))
def test_a_mail_with_several_changes_is_read(raw: bytes, changes: list[Callable[[bytes], bytes]]) -> None:
    for change in changes:
        raw = change(raw)[:100_000]
    check(raw)


@_SLOW
@given(st.sampled_from(_CORPUS), st.sampled_from(_CORPUS), st.integers(0, 4000), st.integers(0, 4000))
def test_halves_of_two_mails_are_read(one: bytes, other: bytes, head: int, tail: int) -> None:
    check(one[:head] + other[tail:])


@_SLOW
@given(st.sampled_from(_CORPUS), st.integers(0, 6000))
def test_a_mail_cut_off_anywhere_is_read(raw: bytes, length: int) -> None:
    check(raw[:length])


@_SLOW
@given(st.lists(st.sampled_from(["<adf>", "<prospect>", "</prospect>", "<customer>", "<contact>", "<name part='first'>", "</name>", "&", "<![CDATA[",
    "]]>", "<!DOCTYPE x [", "<!ENTITY a 'b'>", "&a;", "Bob", "<", ">", "\"", "</", "<phone>", "512-555-0142", "</phone>", "<vehicle", ">\n", "> "]), max_size=40))  # fmt: skip
def test_any_heap_of_adf_tags_is_read(tags: list[str]) -> None:
    check(b"From: a@example.com\r\nSubject: x\r\n\r\n" + "".join(tags).encode())


@_FAST
@given(st.text(max_size=200))
def test_fields_never_raise_and_keep_their_form(text: str) -> None:
    assert phone(text) is None or _E164.match(phone(text) or "")
    assert all(_E164.match(number) for number in phones(text))
    for address in emails(text):
        assert address == address.lower()
        assert not re.search(r"\s", address)
    when = requested_at(text)
    assert when is None or datetime.fromisoformat(when)
    amount = price(text)
    assert amount is None or amount > 0
    who = name(text)
    assert all(part is None or part.strip() for part in (who.first, who.last, who.full))
    is_absent(text)
    region(text)
    country(text)
    code = postal_code(text)
    assert code is None or re.fullmatch(r"\d{5}|[A-Z]\d[A-Z] \d[A-Z]\d", code)
    assert one_line(text) == one_line(one_line(text))
    assert "\n" not in one_line(text)
    assert is_clean(many_lines(text))


@_FAST
@given(st.from_regex(r"\(?[2-9][0-9]{2}\)?[ .-]?[2-9][0-9]{2}[ .-]?[0-9]{4}", fullmatch=True))
def test_a_plain_number_is_read_however_it_is_written(text: str) -> None:
    digits = re.sub(r"\D", "", text)
    assert phone(text) in ("+1" + digits, None)
    if len(set(digits)) > 2 and len(set(digits[3:])) > 1 and digits not in ("9876543210", "2345678901"):
        assert phone(text) == phone("1" + digits) == phone(f"tel:+1{digits}") == phone(f"{text} x12") == "+1" + digits


@_FAST
@given(st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001 wall clock
def test_a_time_is_read_in_each_of_its_forms(moment: datetime) -> None:
    moment = moment.replace(microsecond=0, second=0)
    told = moment.isoformat()
    forms = (
        "%Y-%m-%d %H:%M",
        "%m/%d/%Y %I:%M %p",
        "%b %d, %Y %I:%M %p",
        "%d %B %Y %H:%M",
        "%a %b %d %H:%M:%S %Y",
        "%Y/%m/%d %H:%M:%S",
    )
    assert [requested_at(moment.strftime(form)) for form in forms] == [told] * len(forms)


@_FAST
@given(st.binary(max_size=400), st.sampled_from(["base64", "quoted-printable", "x-uuencode", "7bit", "", "nonsense"]))
def test_transfer_encodings_never_raise(data: bytes, encoding: str) -> None:
    undo(data, encoding)


@_FAST
@given(st.text(max_size=400))
def test_headers_never_raise(text: str) -> None:
    assert is_clean(text_of(text))
    parameters(text)
    again(text)


@_FAST
@given(st.binary(max_size=2000))
def test_taking_apart_never_raises_and_leaves_clean_text(raw: bytes) -> None:
    document = take_apart(raw)
    assert all(is_clean(part.text) for part in document.parts)
    assert all(is_clean(value) for _, value in document.headers)
