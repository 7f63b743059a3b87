"""Claims: a booking with an invitation beside it is a lead, a bare invitation is none, and the hour booked is not when it was asked."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from uptape.core.leads import Known
from uptape.parsing.output import as_json
from uptape.parsing.reader import read

_INVITATION = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nDTSTART:20250620T150000Z\r\nSUMMARY:Visit\r\n"
    "ATTENDEE;CN=Ann:mailto:ann@example.com\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def _read(body: str) -> dict[str, object]:
    mail = EmailMessage()
    mail["From"] = "SlotPlanner <bookings@slotplanner.example>"
    mail["To"] = "leads@in.example"
    mail["Subject"] = "New booking"
    mail["Date"] = "Tue, 17 Jun 2025 10:00:00 -0500"
    mail.set_content(body)
    mail.add_attachment(_INVITATION, subtype="calendar", filename="invite.ics")
    return as_json(read(mail.as_bytes(), Known()), "booking.eml")


@pytest.mark.parametrize(
    "body",
    [
        "Customer: Ann Lee\nMobile: 555-555-0142\nVehicle: 2021 Kia Soul S\nWhen: Friday, June 20, 2025, 10:00 AM\n",
        "Visit booked for Friday 20 June 2025 at 10 am\n\nName: Ann Lee\nPhone: (555) 555-0142\n"
        "Interested in: 2021 Kia Soul S\nDate: 06/20/2025\nTime: 10:00 AM\n",
        "Nombre: Ann Lee\nTeléfono: 555-555-0142\nVehículo: Kia Soul S 2021\nFecha: 20 de junio de 2025\n",
    ],
)
def test_a_booking_with_an_invitation_is_a_lead(body: str) -> None:
    found = _read(body)
    assert found["kind"] == "lead"
    (lead,) = found["leads"]  # type: ignore[misc]
    assert (lead["full_name"], lead["phones"], lead["vehicles"][0]["model"]) == ("Ann Lee", ["+15555550142"], "Soul")
    assert "requested_at" not in lead


@pytest.mark.parametrize(
    "body",
    ["Weekly sales meeting, room 2.", "You are invited: inventory review of the 2021 Kia Soul and the rest of row 4."],
)
def test_an_invitation_alone_is_none(body: str) -> None:
    assert _read(body)["kind"] == "not_lead"
