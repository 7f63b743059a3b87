"""Labels and titles that mean something only as a whole, and what else an ordinary month showed, in other words."""

from __future__ import annotations

import base64

import pytest

from uptape.core.leads import Known, LeadDraft
from uptape.parsing.fields.vocabulary import section_of, understand
from uptape.parsing.reader import read


def lead_of(
    body: str, subject: str = "New lead", sender: str = "Lots <leads@lots.example>", kind: str = "plain"
) -> LeadDraft:
    """The one lead of a mail."""
    head = f"From: {sender}\nTo: p@leads.example\nSubject: {subject}\nContent-Type: text/{kind}; charset=utf-8\n\n"
    (lead,) = read((head + body).encode(), Known()).leads
    return lead


@pytest.mark.parametrize(
    ("label", "field", "whose"),
    [
        ("Offered by", "person", "customer"), ("requestor", "person", "customer"), ("Registered owner", "person", "customer"),
        ("salesPerson", "posted_by", "poster"), ("SALES_ASSOCIATE", "posted_by", "poster"),
        ("Sales Manager", "person", "other"), ("Prepared by", "person", "other"), ("Answered by", "person", "other"),
        ("Previous owner", "person", "other"), ("Recomendado por", "person", "other"), ("Reference phone", "phone", "other"),
        ("Second applicant", "person", "co"), ("Husband's phone", "phone", "co"), ("Esposa", "person", "co"),
        ("Customer care", "phone", "site"), ("Support email", "email", "site"), ("Call-back number", "phone", None),
        ("Text of the inquiry", "comments", "customer"), ("Message au vendeur", "comments", "customer"),
        ("Tell us about the condition", "comments", "customer"), ("Online price", "price", None), ("Precio de venta", "price", None),
        ("Currently drives", "vehicle", "trade"), ("Vehicle being traded", "vehicle", "trade"), ("YMM", "vehicle", None),
        ("Closest store", "location", "store"), ("Preferred contact", "property", "customer"),
    ],
)  # fmt: skip
def test_a_label_means_what_it_says_as_a_whole(label: str, field: str, whose: str | None) -> None:
    meaning = understand(label)
    assert (meaning.field, meaning.whose, meaning.complete) == (field, whose, True)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Datos del vehículo", "vehicle"), ("What they're looking at", "vehicle"), ("Renseignements personnels", "customer"),
        ("Second buyer", "co"), ("Trade information", "trade"), ("Sold by", "store"),
    ],
)  # fmt: skip
def test_a_title_opens_what_it_says_as_a_whole(title: str, kind: str) -> None:
    assert section_of(title) == kind


@pytest.mark.parametrize("title", ["ASK A QUESTION", "Get a quote", "REQUEST INFORMATION"])
def test_a_title_above_labels_above_their_values_is_no_label(title: str) -> None:
    lead = lead_of(
        f"{title}\n\nName\nLena Ortiz-Falk\n\nEmail\nlof@mail.example\n\nYear\n2021\n\nMake\nKia\n\nModel\nSoul\n"
    )
    assert (lead.customer.full_name, lead.comments) == ("Lena Ortiz-Falk", None)


@pytest.mark.parametrize("line", ["Message from Petra", "Petra's question", "Petra wrote:", "Mensaje de Petra"])
def test_a_line_that_names_whose_words_follow_is_their_label(line: str) -> None:
    body = f"<p><b>Petra Lindqvist</b><br>petra@mail.example</p><p><i>{line}</i><br>Could you hold it until Friday? I pay cash.</p>"
    assert lead_of(body, kind="html").comments == "Could you hold it until Friday? I pay cash."


@pytest.mark.parametrize("junk", [" !", "~", " *", "#"])
def test_what_strayed_into_base64_is_ignored(junk: str) -> None:
    plain = "Lead no: Q-7712-40\nContact: Ines Valdivia\nE-mail: ines.valdivia@mail.example\nTel: 312-555-0144\nUnit: 2018 GMC Canyon SLE\n"
    lines = base64.encodebytes(plain.encode()).decode().split("\n")
    lines[1] += junk
    raw = (
        "From: Lots <l@lots.example>\nSubject: Lead\nContent-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: base64\n\n" + "\n".join(lines) + "\n-- scanned by a gate --\n"
    )
    (lead,) = read(raw.encode(), Known()).leads
    assert (lead.customer.full_name, lead.customer.phones, lead.provider_lead_id) == (
        "Ines Valdivia",
        ("+13125550144",),
        "Q-7712-40",
    )


@pytest.mark.parametrize(
    "line",
    [
        "Please return this call today.",
        "This estimate is no offer. Questions? 888-555-0151",
        "This lead expires in 24 hours.",
    ],
)
def test_what_a_notice_says_of_itself_is_nobodys_words(line: str) -> None:
    assert lead_of(f"Name: Ann Lee\nPhone: 312-555-0144\nVehicle: 2019 Kia Rio\n\n{line}\n").comments is None


@pytest.mark.parametrize(
    ("words", "own"),
    [
        ("I still have the 2018 Honda Fit I bought from you and would like a new HR-V.", ["Fit"]),
        ("You sold my sister Joan her CR-V last year. I am after a 2021 Ford Ranger.", []),
        ("Do you take a 19' Malibu Wakesetter on trade? It's a 2012. I like the 2021 Ford Ranger.", ["Wakesetter"]),
    ],
)
def test_whose_a_vehicle_is_that_is_spoken_of(words: str, own: list[str]) -> None:
    lead = lead_of(f"Hello,\n{words}\nAnn Lee\n312-555-0144\n", "Question", "Ann Lee <ann.lee@mail.example>")
    assert [v.model for v in lead.vehicles if v.interest == "trade-in"] == own
    assert not any(v.model == "CR-V" or v.make == "Chevrolet" for v in lead.vehicles)


@pytest.mark.parametrize("title", ["New Vehicle", "NEW VEHICLE", "New car requested"])
def test_a_title_tells_whether_the_vehicle_is_new(title: str) -> None:
    lead = lead_of(f"Customer\n  Name: Ann Lee\n  Phone: 312-555-0144\n\n{title}\n  2026 Honda Pilot Touring\n")
    assert [(v.model, v.status) for v in lead.vehicles] == [("Pilot", "new")]


@pytest.mark.parametrize("label", ["Brand/Model", "Make/Model", "Make & Model"])
def test_make_and_model_beside_a_manufacturer_are_the_model(label: str) -> None:
    lead = lead_of(
        f"Name: Ann Lee\nPhone: 312-555-0144\nYear: 2023\nManufacturer: Forest River\n{label}: Rockwood Ultra Lite 2608BS\n"
    )
    assert [(v.year, v.make, v.model) for v in lead.vehicles] == [(2023, "Forest River", "Rockwood Ultra Lite 2608BS")]


def test_who_writes_through_a_relay_is_no_site() -> None:
    lead = lead_of(
        "is it still around?\n\nDusty\n", "2016 KTM 500 EXC-F - $6,900", '"Dusty" <b3e90c44f1d24d@reply.pines.example>'
    )
    assert (lead.customer.full_name, lead.source) == ("Dusty", "pines")


def test_where_a_vehicle_stands_is_not_where_the_customer_lives() -> None:
    body = "<p><b>Cole Ray</b> sent you a message.</p><p><b>2015 Kia Soul</b><br>$9,500<br>Located in Tulsa, OK</p><p>Is it there? Text 312-555-0144</p>"
    lead = lead_of(body, kind="html")
    assert (lead.customer.city, lead.customer.region) == (None, None)
