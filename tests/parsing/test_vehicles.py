"""Small mails, each with one way to tell of vehicles: labels of prices, references, words, trade-ins, other languages."""

from __future__ import annotations

import email.message
import json
from pathlib import Path

import pytest

from tests.parsing.compare import _vehicles
from uptape.core.leads import Known
from uptape.parsing.fields.makes import find_make, make_of_model, misspelt_model, rare_make
from uptape.parsing.fields.spoken_years import with_years
from uptape.parsing.fields.vehicle_prices import advertised
from uptape.parsing.fields.vehicle_several import several
from uptape.parsing.fields.vehicles import split_vehicle
from uptape.parsing.output import as_json
from uptape.parsing.reader import read

_CASES = [json.loads(line) for line in (Path(__file__).parent / "vehicle_cases.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["name"])
def test_the_vehicles_of_a_mail(case: dict) -> None:
    mail = email.message.EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = case["from"], "sales@dealer.example", case["subject"]
    mail["Date"] = "Tue, 06 Jan 2026 10:00:00 -0500"
    mail.set_content(case["body"], subtype="html" if case.get("html") else "plain")
    reading = as_json(read(mail.as_bytes(), Known()), case["name"])
    assert (reading["kind"], len(reading["leads"])) == ("lead", 1)
    assert _vehicles(reading["leads"][0].get("vehicles", []), case["vehicles"], case.get("tolerated", [])) == []


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("MSRP $48,990 Internet Price $46,490", 46490),
        ("was $27,900 now $25,900", 25900),
        ("Asking US $54,500", 54500),
        ("34 900 $", 34900),
        ("USD 112,500", 112500),
        ("Your price 91,240", 91240),
        ("Sale price $33,995, cash down $2,000, trade allowance $500", 33995),
        ("contado $15,900, enganche $2,500", 15900),
        ("13 mil 900", 13900),
        ("$31.5k", 31500),
        ("stock 1187 $9,995", 9995),
        ("$412/mo", None),
        ("payoff $9,300", None),
        ("under $18,000", None),
        ("offer: $15,250", None),
        ("98 mil millas", None),
    ],
)
def test_the_advertised_price_among_amounts(text: str, price: float | None) -> None:
    assert advertised(text) == price


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Honda HR-V LX 2018, inventario EP-5516", (2018, "Honda", "HR-V", "LX", "EP-5516")),
        ("Nissan Versa 2021 SV - usado", (2021, "Nissan", "Versa", "SV", None)),
        ("2020 MINI Countryman Cooper S ALL4  MX-2077", (2020, "Mini", "Countryman", "Cooper S ALL4", "MX-2077")),
        ("camioneta nueva, Chevrolet Silverado 1500 LT Trail Boss 2026", (2026, "Chevrolet", "Silverado 1500", "LT Trail Boss", None)),
        ("Used / 2021-2023 / Ford / F-150 / Lariat", (None, "Ford", "F-150", "Lariat", None)),
        ("Peugeot 2008 2019", (2019, "Peugeot", "2008", None, None)),
        ("08 TOYOTA YARIS", (2008, "Toyota", "YARIS", None, None)),
        ("2016 Porsche 911 Targa 4 GTS, ref BHX-911T, USD 112,500", (2016, "Porsche", "911", "Targa 4 GTS", "BHX-911T")),
        ("MY21 VW Atlas SE", (2021, "Volkswagen", "Atlas", "SE", None)),
        ("2021 Malibu 23 LSV", (2021, "Malibu", "23 LSV", None, None)),
        ("2019 Malibu LT", (2019, "Chevrolet", "Malibu", "LT", None)),
        ("2023 Zontes 350E", (2023, "Zontes", "350E", None, None)),
    ],
)  # fmt: skip
def test_a_line_about_a_vehicle(line: str, told: tuple) -> None:
    found = split_vehicle(line, labelled=True)
    assert found is not None
    vehicle = found.vehicle
    assert (vehicle.year, vehicle.make, vehicle.model, vehicle.trim, vehicle.stock) == told


def test_several_vehicles_in_one_value() -> None:
    two = several("2025 Hyundai Santa Fe SEL -or- 2024 Hyundai Palisade SE")
    assert [(one.vehicle.year, one.vehicle.model, one.vehicle.trim) for one in two] == [
        (2025, "Santa Fe", "SEL"),
        (2024, "Palisade", "SE"),
    ]
    assert several("2021 Ford Edge SEL or similar") == ()


def test_years_as_they_are_spoken() -> None:
    assert with_years("a twenty eighteen Jeep and a two thousand and nine Civic") == "a 2018 Jeep and a 2009 Civic"
    assert with_years("twenty one miles") == "twenty one miles"


def test_makes_and_models() -> None:
    honda = find_make("honda")
    assert honda is not None
    assert misspelt_model("odysey", honda) == "Odyssey"
    assert misspelt_model("civic", honda) is None
    assert honda.builds("cbr1100xx") or honda.builds("cbr1100x")
    rare = rare_make("Genuine")
    assert rare is not None
    assert rare.builds("buddy125")
    assert find_make("Genuine") is None
    found = make_of_model("Silverado 1500")
    assert found is not None
    assert found[0].name == "Chevrolet"
