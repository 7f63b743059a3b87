"""Files of customers as dealerships have them: encodings, separators, headers, cells with several values."""

from __future__ import annotations

import pytest

from uptape.parsing.customers import CustomerRow, Problem, read

ZONE = "America/Los_Angeles"
LINE = "Maria Ochoa,310-555-0142,maria@mail.example,ana,2026-11-02,sold"


def rows(text: str | bytes, country: str = "US") -> list[CustomerRow | Problem]:
    return list(read(text if isinstance(text, bytes) else text.encode(), country, ZONE))


def test_a_plain_file() -> None:
    (found,) = rows(f"name,phone,email,salesperson,last contact,status\n{LINE}\n")
    assert isinstance(found, CustomerRow)
    assert (found.line, found.name, found.phones, found.emails) == (
        2, "Maria Ochoa", ("+13105550142",), ("maria@mail.example",),
    )  # fmt: skip
    assert (found.salesperson, found.status, found.last_contact.isoformat()) == (  # type: ignore[union-attr]
        "ana", "sold", "2026-11-02T20:00:00+00:00",
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_and_separators(encoding: str, separator: str) -> None:
    text = "Sales Rep,NAME,Cell,E-Mail Address\r\nana,José Núñez,310 555 0142,jose@mail.example\r\n"
    (found,) = rows(text.replace(",", separator).encode(encoding))
    assert isinstance(found, CustomerRow)
    assert (found.name, found.phones, found.emails, found.salesperson) == (
        "José Núñez", ("+13105550142",), ("jose@mail.example",), "ana",
    )  # fmt: skip


def test_several_columns_and_several_values_in_a_cell() -> None:
    text = (
        "First Name,Last Name,Home Phone,Mobile,Emails,Assigned To\n"
        'Ann,Lee,"310-555-0142; 310-555-0143",(310) 555-0144 x12,"A@x.example, b@x.example",Bob Stone\n'
    )
    (found,) = rows(text)
    assert isinstance(found, CustomerRow)
    assert found.name == "Ann Lee"
    assert found.phones == ("+13105550142", "+13105550143", "+13105550144")
    assert found.emails == ("a@x.example", "b@x.example")


def test_every_broken_line_is_told_with_what_to_do_and_the_rest_goes_on() -> None:
    text = (
        "name,phone,email,salesperson,last contact,status\n"
        ",,,,,\n"
        "No Way,,,ana,,\n"
        "Bad Phone,12,,ana,,\n"
        "Half,12,half@x.example,ana,,\n"
        '"Two\nLines",310-555-0142,,,,\n'
        "Odd Date,310-555-0143,,ana,someday,\n"
        "Odd Status,310-555-0144,,ana,11/02/2026,pondering\n"
        "Short,310-555-0145,,ana\n"
    )
    found = rows(text)
    told = {p.line: (p.message, p.left_out) for p in found if isinstance(p, Problem)}
    assert {line: left_out for line, (_, left_out) in told.items()} == {
        3: True, 4: True, 5: False, 6: True, 8: True, 9: False,
    }  # fmt: skip
    assert told[4][0].startswith('"12" is no phone number: write one')
    assert told[6][0].startswith("names no salesperson: write")
    assert told[8][0] == '"someday" is no date: write it as 2026-11-23'
    assert [row.line for row in found if isinstance(row, CustomerRow)] == [5, 9, 10]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("name,phone\nMaria,310-555-0142\n", "no column says whose"),
        ("name,salesperson\nMaria,ana\n", "no column says how to know"),
    ],
)
def test_a_header_that_tells_too_little_is_one_problem(text: str, said: str) -> None:
    (found,) = rows(text)
    assert isinstance(found, Problem)
    assert found.line == 1
    assert found.message.startswith(said)


@pytest.mark.parametrize(
    ("country", "written", "day"),
    [("US", "3/4/2026", "2026-03-04"), ("DE", "3/4/2026", "2026-04-03"), ("DE", "3.4.2026", "2026-04-03")],
)
def test_months_come_first_where_they_do(country: str, written: str, day: str) -> None:
    (found,) = rows(f"email;salesperson;last contact\na@x.example;ana;{written}\n", country)
    assert isinstance(found, CustomerRow)
    assert str(found.last_contact)[:10] == day


def test_bytes_of_any_kind_end_in_problems_not_in_errors() -> None:
    for raw in (b"\x00\xff\xfe,\n\x00", b"\xff\xfe\x00", b'"open,quote\nx', b"\n" * 1000, bytes(range(256)) * 4):
        assert all(isinstance(one, Problem) for one in rows(raw))
