"""Titles in any decoration open their sections; labels, numbers and columns in shapes that forms have."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from uptape.core.leads import Known, LeadDraft
from uptape.parsing.fields.people_names import name
from uptape.parsing.reader import read

DECORATIONS = (
    "{}", "{}:", "-- {} --", "--- {} ---", "== {} ==", "=== {}", "*** {} ***", "** {} **", "*{}*", "### {}", "## {}", "[{}]", "[ {} ]",
    "<< {} >>", ">> {}", "> {}", "» {}", ":: {} ::", "~~ {} ~~", "{}\n{u}", "{}\n{e}", "// {}", "| {} |", "+ {} +", "#{}", "{} >>", "( {} )",
    "1. {}", "A) {}", "§ {}", "• {}", "● {}", "▶ {}", "{} ----------", "---------- {}", "_{}_", "__{}__", "{} :", "◆ {} ◆", "══ {} ══",
    "╔ {} ╗", "-={}=-", "{}...",
)  # fmt: skip
BODY = """New lead from Lots

{customer information}
Name: Nadia Pruitt
Phone: 312-555-0144
Email: nadia@mail.example

{co-applicant}
Name: Orrin Pruitt
Phone: 312-555-0145

{trade-in}
Year: 2012
Make: Kia
Model: Rio

{vehicle of interest}
Year: 2021
Make: Ford
Model: Ranger
Stock: K1234
Price: $21,500

{dealer}
Name: Harbor Ford
Phone: 312-555-0199

{comments}
Is it still here? I can come Friday.
"""


def leads_of(body: str, kind: str = "plain", extra: str = "; charset=utf-8") -> tuple[LeadDraft, ...]:
    """The leads of a mail."""
    head = f"From: Lots <l@lots.example>\nSubject: New lead\nContent-Type: text/{kind}{extra}\n\n"
    return read((head + body).encode(), Known()).leads


@pytest.mark.parametrize("case", [str.upper, str.title, str.capitalize], ids=["capitals", "title", "sentence"])
@pytest.mark.parametrize("shape", DECORATIONS, ids=ascii)
def test_a_title_opens_its_section_however_it_is_drawn(shape: str, case: Callable[[str], str]) -> None:
    body = BODY
    for title in ("customer information", "co-applicant", "trade-in", "vehicle of interest", "dealer", "comments"):
        text = case(title)
        body = body.replace("{" + title + "}", shape.format(text, u="-" * len(text), e="=" * len(text)))
    (lead,) = leads_of(body)
    assert (lead.customer.full_name, lead.customer.phones, lead.location) == (
        "Nadia Pruitt",
        ("+13125550144",),
        "Harbor Ford",
    )
    told = sorted((v.interest, v.model, v.stock, v.price) for v in lead.vehicles)
    assert told == [("buy", "Ranger", "K1234", 21500.0), ("trade-in", "Rio", None, None)]
    assert lead.comments == "Is it still here? I can come Friday."


FIELDS = {"Name": "Nadia Pruitt", "Phone": "312-555-0144", "Email": "nadia@mail.example", "Vehicle": "2021 Ford Ranger XLT",
          "Comments": "Is it here? I can come Friday.", "Reference Number": "REF-25603"}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("html", "".join(f"<div><div>{label}</div><div>{value}</div></div>" for label, value in FIELDS.items())),
        ("html", "".join(f"<p>{label}<br>{value}</p>" for label, value in FIELDS.items())),
        ("plain", "\n".join(f"{n}. {label}: {value}" for n, (label, value) in enumerate(FIELDS.items(), 1))),
        ("plain", "\n".join(f"{n}) {label}: {value}" for n, (label, value) in enumerate(FIELDS.items(), 1))),
    ],
    ids=["blocks in blocks", "paragraphs", "numbers", "numbers in brackets"],
)  # fmt: skip
def test_a_form_is_one_lead_in_any_shape(kind: str, body: str) -> None:
    (lead,) = leads_of(body + "\n", kind)
    assert (lead.customer.full_name, lead.customer.emails) == ("Nadia Pruitt", ("nadia@mail.example",))
    assert (lead.comments, lead.provider_lead_id, [v.model for v in lead.vehicles]) == (
        "Is it here? I can come Friday.", "REF-25603", ["Ranger"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("left", "right", "interest"), [("Seller", "Vehicle being sold", "trade-in"), ("Buyer", "Vehicle wanted", "buy")]
)
def test_two_forms_side_by_side_below_their_titles(left: str, right: str, interest: str) -> None:
    rows = (
        ("Name", "Nadia Pruitt", "Vehicle", "2018 Kia Rio LX"),
        ("Mobile", "312-555-0144", "Miles", "81,000"),
        ("Email", "n@mail.example", "Condition", "Good"),
    )
    table = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    (lead,) = leads_of(
        f"<table><tr><td colspan=2><b>{left}</b></td><td colspan=2><b>{right}</b></td></tr>{table}</table>", "html"
    )
    assert (lead.customer.full_name, lead.location) == ("Nadia Pruitt", None)
    assert [(v.model, v.interest) for v in lead.vehicles] == [("Rio", interest)]


@pytest.mark.parametrize(
    ("whole", "last"),
    [
        ("Javier Montoya Salas", "Montoya Salas"),
        ("María del Carmen Ávila Rentería", "Ávila Rentería"),
        ("John Carlos Perez", "Perez"),
        ("Ann Santiago Smith", "Smith"),
    ],
)
def test_two_spanish_surnames_are_both_the_last_name(whole: str, last: str) -> None:
    assert name(whole).last == last


def test_a_content_type_without_its_semicolon_is_read() -> None:
    (lead,) = leads_of("Name: Nadia Pruitt\nPhone: 312-555-0144\nVehicle: 2021 Ford Ranger\n", extra=" charset=utf8")
    assert lead.customer.full_name == "Nadia Pruitt"


@pytest.mark.parametrize(("mail", "theirs"), [("nadia@mail.example", True), ("sales@harborford.example", False)])
def test_the_only_address_below_the_stores_name_is_the_customers_unless_it_is_the_stores(
    mail: str, theirs: bool
) -> None:
    (lead,) = leads_of(
        f"Dealer: Harbor Ford\nEmail: {mail}\nName: Nadia Pruitt\nPhone: 312-555-0144\nVehicle: 2021 Ford Ranger\n"
    )
    assert lead.customer.emails == ((mail,) if theirs else ())


def test_names_in_capitals_behind_the_number_of_a_record() -> None:
    body = (
        "MORNING SHEET\nTri-Rivers Motors   412-555-0100\n\n2 shoppers since yesterday.\n\n"
        "1) VIOLET ANDERS\n   412-555-0151 / violet@mail.example\n   2021 Kia Rio LX  |  stk 1184A  |  $20,995\n   ref CSN-70011\n\n"
        "2) DESHAWN BOYD\n   no phone / dtb@mail.example\n   2018 Buick Encore  |  stk 7710  |  $13,450\n   ref CSN-70012\n"
    )
    assert [lead.customer.full_name for lead in leads_of(body)] == ["Violet Anders", "Deshawn Boyd"]


@pytest.mark.parametrize("label", ["Home base", "Writes from", "Hails from", "Ville et province"])
def test_where_somebody_lives_under_labels_of_many_kinds(label: str) -> None:
    (lead,) = leads_of(
        f"Reader: Nadia Pruitt\nEve: 312-555-0144\n{label}: Tulsa, OK\nMachine: 2019 Kia Rio LX\nReply code: TT-4410\n"
    )
    assert (lead.customer.full_name, lead.customer.phones) == ("Nadia Pruitt", ("+13125550144",))
    assert (lead.customer.city, lead.customer.region, lead.provider_lead_id) == ("Tulsa", "OK", "TT-4410")
