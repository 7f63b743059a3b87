"""VINs complete what a mail did not say, where the extra is installed; they never overrule it, and never in silence."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from uptape.core.leads import Known
from uptape.parsing import vin_decode
from uptape.parsing.reader import read

VIN = "1FTFW1E5XNFA40917"
"""Of the right form, with a right check digit; its maker's number is made up."""


def adf(vehicle: str) -> bytes:
    return (
        "From: Site <leads@site.example>\r\nSubject: lead\r\nContent-Type: text/plain\r\n\r\n"
        f"<adf><prospect>{vehicle}<customer><contact><name part='full'>Ada Pell</name><phone>512-555-0142</phone></contact>"
        "</customer></prospect></adf>"
    ).encode()


@pytest.fixture
def installed() -> None:
    pytest.importorskip("ultravin", reason="the extra ultravin is not installed")


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As where the extra is not installed."""
    monkeypatch.setitem(sys.modules, "ultravin", None)
    vin_decode._library.cache_clear()
    yield
    vin_decode._library.cache_clear()


@pytest.mark.usefixtures("installed")
def test_what_the_mail_did_not_say_is_filled_in_and_marked() -> None:
    [lead] = read(adf(f"<vehicle><stock>P1</stock><vin>{VIN}</vin></vehicle>"), Known()).leads
    [vehicle] = lead.vehicles
    assert (vehicle.title, vehicle.stock) == ("2022 Ford F-150", "P1")
    assert ("vin_decoded", "year, make, model") in lead.properties
    [lead] = read(adf(f"<vehicle interest='trade-in'><make>Ford</make><vin>{VIN}</vin></vehicle>"), Known()).leads
    assert ("trade_in_vin_decoded", "year, model") in lead.properties


@pytest.mark.usefixtures("installed")
def test_the_mail_is_kept_where_the_vin_says_otherwise_and_both_are_told() -> None:
    reading = read(adf(f"<vehicle><year>2021</year><make>Toyota</make><vin>{VIN}</vin></vehicle>"), Known())
    [vehicle] = reading.leads[0].vehicles
    assert (vehicle.title, vehicle.model) == ("2021 Toyota", None)
    assert ("vin_says", "2022 Ford F-150") in reading.leads[0].properties
    assert f"the VIN {VIN} is of a 2022 Ford F-150, the mail says 2021 Toyota" in reading.notes


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("vin", [VIN[:-1] + "8", "1FTFW1E5", "00000000000000000"])
def test_a_vin_with_a_wrong_check_digit_says_nothing(vin: str) -> None:
    [lead] = read(adf(f"<vehicle><make>Ford</make><vin>{vin}</vin></vehicle>"), Known()).leads
    assert (lead.vehicles[0].year, lead.vehicles[0].model) == (None, None)
    assert not any(key.startswith("vin_") for key, _ in lead.properties)


@pytest.mark.usefixtures("missing")
def test_nothing_is_decoded_without_the_extra() -> None:
    [lead] = read(adf(f"<vehicle><stock>P1</stock><vin>{VIN}</vin></vehicle>"), Known()).leads
    assert (lead.vehicles[0].title, lead.vehicles[0].vin) == ("", VIN)
    assert not any("vin_" in key for key, _ in lead.properties)
