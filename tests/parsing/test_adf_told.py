"""What only the comments of an ADF lead tell, and what stands outside its prospects, is read too."""

from __future__ import annotations

import pytest

from uptape.core.leads import Known, LeadDraft
from uptape.parsing.document import MailDocument, Part
from uptape.parsing.formats import adf

HOLLOW = (
    "<contact><name part='first'>Web</name><name part='last'>Visitor</name><email>no-reply@site.example</email>"
    "<phone>0000000000</phone></contact>"
)


def read(text: str) -> tuple[LeadDraft, ...]:
    return adf.read(MailDocument(parts=(Part("text/plain", text),)), Known())


def prospect(comments: str, contact: str = HOLLOW, vehicle: str = "<vehicle><year/><make/><model/></vehicle>") -> str:
    return (
        f"<adf><prospect><requestdate>2025-09-08</requestdate>{vehicle}"
        f"<customer>{contact}<comments>{comments}</comments></customer>"
        "<vendor><vendorname>Harbor RV</vendorname><contact><email>used@harbor.example</email></contact></vendor></prospect></adf>"
    )


@pytest.mark.parametrize(
    ("comments", "name", "email", "phone", "lead_id"),
    [
        (
            "Lead ID: RX-33\nShopper Name: Ana Pardo\nShopper Email: ana.p@example.com\nShopper Phone: 850-555-0156\n"
            "Dealer Phone (tracking): 877-555-0168\nMessage: Can I see it?",
            "Ana Pardo",
            "ana.p@example.com",
            "+18505550156",
            "RX-33",
        ),
        (
            "Inquiry number: 7741\nBuyer: Otis Vale\nE-mail: otis@example.org\nCell: (207) 555-0119\nNotes: Trade a boat?",
            "Otis Vale",
            "otis@example.org",
            "+12075550119",
            "7741",
        ),
        (
            "Nombre: Luz Arce\nCorreo: luz@example.net\nCelular: 915 555 0144\nMensaje: ¿Sigue disponible?",
            "Luz Arce",
            "luz@example.net",
            "+19155550144",
            None,
        ),
    ],
)
def test_a_customer_who_stands_only_in_label_lines_is_read(
    comments: str, name: str, email: str, phone: str, lead_id: str | None
) -> None:
    (lead,) = read(prospect(comments))
    customer = lead.customer
    assert (customer.full_name, customer.emails, customer.phones) == (name, (email,), (phone,))
    assert lead.provider_lead_id == lead_id


@pytest.mark.parametrize(
    "sentence",
    [
        "Caller Tam Espo asked about the boat. Alternate contact: tam@example.net",
        "Answered by Lenny (used@harbor.example). Send the quote to tam@example.net please",
        "wants a call after 6 - tam@example.net",
    ],
)
def test_the_one_address_in_the_words_of_a_caller_is_theirs(sentence: str) -> None:
    contact = "<contact><name part='full'>WIRELESS CALLER</name><phone>845-555-0195</phone></contact>"
    (lead,) = read(prospect(sentence, contact, "<vehicle><make>Kia</make><model>Soul</model></vehicle>"))
    assert (lead.customer.emails, lead.customer.phones) == (("tam@example.net",), ("+18455550195",))


def test_two_addresses_in_the_words_are_nobodys() -> None:
    contact = "<contact><name part='full'>Ed Roe</name><phone>845-555-0195</phone></contact>"
    (lead,) = read(prospect("Copy a@example.net and b@example.net", contact))
    assert lead.customer.emails == ()


def test_a_vendor_outside_the_prospects_is_that_of_each() -> None:
    inside = (
        "<prospect><id>{0}</id><vehicle><make>Kia</make><model>Soul</model></vehicle><customer><contact>"
        "<name part='full'>{1}</name><email>{0}@example.com</email></contact></customer>{2}</prospect>"
    )
    own = "<vendor><vendorname>Other Kia</vendorname></vendor>"
    leads = read(
        "<adfleads><provider><name part='full'>Harborline</name></provider><vendor><vendorname>Sound Kia</vendorname></vendor>"
        + inside.format("A1", "Ann Lee", "")
        + inside.format("A2", "Bo Ray", own)
        + inside.format("A3", "Cy Orr", "")
        + "</adfleads>"
    )
    assert [(lead.location, lead.source) for lead in leads] == [
        ("Sound Kia", "Harborline"),
        ("Other Kia", "Harborline"),
        ("Sound Kia", "Harborline"),
    ]


def test_a_vendor_of_another_prospect_is_not_taken() -> None:
    one = "<prospect><customer><contact><name part='full'>Ann Lee</name><email>a@example.com</email></contact></customer>{0}</prospect>"
    leads = read("<adf>" + one.format("<vendor><vendorname>Sound Kia</vendorname></vendor>") + one.replace("a@", "b@").replace("Ann", "Bo").format("") + "</adf>")  # fmt: skip
    assert [lead.location for lead in leads] == ["Sound Kia", None]
