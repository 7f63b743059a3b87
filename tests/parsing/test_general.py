"""Claims about the general reader's parts: labels, vehicles, stores, whose is what, and time on hostile pages."""

from __future__ import annotations

import time

import pytest

from uptape.core.leads import Known
from uptape.parsing.document import MailDocument, Part
from uptape.parsing.fields.addresses import split_address
from uptape.parsing.fields.vehicle_details import vin_check_digit_ok
from uptape.parsing.fields.vehicle_prose import find_vehicles
from uptape.parsing.fields.vehicles import split_vehicle
from uptape.parsing.fields.vocabulary import understand
from uptape.parsing.formats.general import read, read_with_reasons


def mail(text: str, kind: str = "text/plain", sender: str = "Lotline <leads@lotline.example>") -> MailDocument:
    return MailDocument((("from", sender), ("subject", "New lead")), (Part(kind, text),))


@pytest.mark.parametrize(
    ("label", "field", "whose"),
    [
        ("Best number to reach you", "phone", None),
        ("customerPhoneNumber", "phone", "customer"),
        ("Teléfono celular", "phone", None),
        ("No de téléphone", "phone", None),
        ("Employer Phone", "phone", "employer"),
        ("Which vehicle would you like to see?", "vehicle", "vehicle"),
        ("Vehículo a cuenta", "vehicle", "trade"),
        ("Véhicule d'échange", "vehicle", "trade"),
        ("trade_in_year", "year", "trade"),
        ("No. de inventario", "stock", None),
        ("Numéro de la demande", "lead_id", None),
        ("Listing ID", "property", None),
        ("Nom de famille", "last_name", None),
        ("Nombre y apellido", "name", None),
        ("Name, Vorname", "name", None),
        ("Rückruf unter", "phone", None),
        ("PLZ / Ort", "place", None),
        ("Fahrgestellnummer", "vin", None),
        ("Anfrage-Nr.", "lead_id", None),
        ("Ihre Nachricht an uns", "comments", "customer"),
        ("Nome e sobrenome", "name", None),
        ("Mensagem", "comments", "customer"),
        ("SSN", "secret", None),
        ("Date of birth", "secret", None),
    ],
)
def test_a_label_is_understood_by_its_words(label: str, field: str, whose: str | None) -> None:
    meaning = understand(label)
    assert (meaning.field, meaning.whose) == (field, whose)


@pytest.mark.parametrize(
    ("line", "year", "make", "model", "trim"),
    [
        ("Used 2021 Ford F-150 XLT SuperCrew 4x4", 2021, "Ford", "F-150", "XLT SuperCrew 4x4"),
        ("2018 Range Rover Sport HSE", 2018, "Land Rover", "Range Rover Sport", "HSE"),
        ("Mercedes-Benz C-Class 2017", 2017, "Mercedes-Benz", "C-Class", None),
        ("'19 Chevy Silverado 1500 LTZ - Stk# 12345A - 45k miles", 2019, "Chevrolet", "Silverado 1500", "LTZ"),
        ("2020 BMW R 1250 GS", 2020, "BMW", "R 1250 GS", None),
        ("2012 Cadillac Escalade Luxury", 2012, "Cadillac", "Escalade", "Luxury"),
        ("08 TOYOTA YARIS", 2008, "Toyota", "YARIS", None),
        ("2015 Boston Whaler 210 Montauk", 2015, "Boston Whaler", "210 Montauk", None),
    ],
)
def test_a_vehicle_line_is_split(line: str, year: int, make: str, model: str, trim: str | None) -> None:
    found = split_vehicle(line, labelled=True)
    assert found is not None
    vehicle = found.vehicle
    assert (vehicle.year, vehicle.make, vehicle.model, vehicle.trim) == (year, make, model, trim)


def test_everyday_words_are_no_vehicles() -> None:
    assert find_vehicles("I will focus on the escape of my pilot, it is a fit for the soul.") == ()


@pytest.mark.parametrize(
    ("vin", "right"), [("1M8GDM9AXKP042788", True), ("1M8GDM9A1KP042788", False), ("SHORT", False)]
)
def test_the_check_digit_of_a_vin(vin: str, right: bool) -> None:
    assert vin_check_digit_ok(vin) is right


def test_an_address_is_taken_apart() -> None:
    parts = split_address("12 Main St, Apt 4, Austin, Texas, 78701, USA")
    assert (parts.street, parts.city, parts.region, parts.postal_code, parts.country) == (
        "12 Main St Apt 4", "Austin", "TX", "78701", "US",
    )  # fmt: skip


def test_the_dealerships_own_numbers_and_people_are_never_the_customers() -> None:
    known = Known(
        people=("Ana Ruiz",), emails=("ana@sunset.example",), phones=("+13105550111",), stores=("Sunset Westside",)
    )  # fmt: skip
    (lead,) = read(
        mail(
            "Contact: Ana Ruiz\nPhone: 310-555-0111\nEmail: ana@sunset.example\n\nName: Bo Lund\nPhone: 310-555-0142\n"
        ),
        known,
    )
    assert (lead.customer.full_name, lead.customer.phones, lead.customer.emails) == ("Bo Lund", ("+13105550142",), ())


def test_each_choice_is_told_in_a_sentence() -> None:
    _, why = read_with_reasons(mail("Name: Bo Lund\nPhone: 310-555-0142\n"), Known())
    assert "name “Bo Lund”: labelled “Name”" in why
    assert "phone +13105550142: labelled “Phone”" in why


def test_secrets_are_not_kept() -> None:
    (lead,) = read(mail("Name: Bo Lund\nSSN: 123-45-6789\nDate of birth: 1/2/1980\nHousing: Rent\n"), Known())
    assert "123-45-6789" not in repr(lead)
    assert ("housing", "Rent") in lead.properties


def test_a_lead_without_contact_tells_where_to_answer() -> None:
    page = '<p><b>Ann Lee</b> wrote about <b>2012 Ford Focus</b></p><p><a href="https://site.example/t/1">Reply</a></p>'
    (lead,) = read(mail(page, "text/html"), Known())
    assert lead.answer_at == "https://site.example/t/1"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("text/html", "<div>" * 100_000),
        ("text/html", "<table><tr><td>" * 30_000),
        ("text/html", "<b>Label</b> value<br>" * 30_000),
        ("text/html", "<p " + "a=b " * 100_000 + ">x"),
        ("text/plain", "Name: Jane Doe\nPhone: 555-010-0100\n" * 15_000),
        ("text/plain", "2021 Ford F-150 XLT\n" * 20_000),
        ("text/plain", "a@" * 250_000),
        ("text/plain", "a=b&" * 100_000),
        ("text/plain", '{"a":' * 50_000),
        ("text/plain", "[10:00 AM] Visitor: hi\n[10:01 AM] Agent: yo\n" * 15_000),
    ],
)
def test_hostile_mails_are_read_in_time(kind: str, text: str) -> None:
    start = time.process_time()
    read(mail(text, kind), Known())
    assert time.process_time() - start < 5  # of the processor; about 1 s
