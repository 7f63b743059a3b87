"""Customers as sites and people write them: names, numbers and places in forms of any kind and language."""

from __future__ import annotations

import pytest

from uptape.core.leads import Customer, Known
from uptape.parsing.document import MailDocument, Part
from uptape.parsing.evidence_said import phones_in
from uptape.parsing.fields.people_names import is_no_name, name
from uptape.parsing.fields.phones import phone
from uptape.parsing.formats.general import read
from uptape.parsing.formats.prose import names_in_own_words
from uptape.parsing.mail_parts.charsets import decode
from uptape.parsing.mime import take_apart


def customer(text: str, sender: str = "Lotline <leads@lotline.example>", kind: str = "text/plain") -> Customer:
    found = read(MailDocument((("from", sender), ("subject", "New lead")), (Part(kind, text),)), Known())
    assert len(found) == 1
    return found[0].customer


def test_a_german_form() -> None:
    found = customer(
        "Name, Vorname: von der Au, Silke\nStraße, Nr.: Lindenweg 3\nPLZ / Ort: 50667 Köln\n"
        "Rückruf unter: +49 221 555 0199\nE-Mail-Adresse: silke@mail.example\nNachricht:\nIst der Wagen noch da?\n"
    )
    assert (found.full_name, found.street, found.postal_code, found.city) == (
        "Silke von der Au", "Lindenweg 3", "50667", "Köln",
    )  # fmt: skip
    assert found.phones == ("+492215550199",)


def test_a_form_printed_by_a_program() -> None:
    found = customer("Array\n(\n    [fname] => Nils\n    [lname] => Aaby\n    [ph] => 4055550137\n    [ph2] => \n)\n")
    assert (found.full_name, found.phones) == ("Nils Aaby", ("+14055550137",))


def test_a_sender_as_directories_write_them() -> None:
    found = customer("Is the white van still for sale?\n", "Aaby, Nils (Ottawa) <n.aaby@bureau.example>")
    assert (found.full_name, found.emails) == ("Nils Aaby", ("n.aaby@bureau.example",))


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("418-555-0142 p. 33", "+14185550142"),
        ("+52 1 844 555 0175", "+528445550175"),
    ],
)
def test_numbers_as_they_are_written(written: str, read_as: str) -> None:
    assert phone(written) == read_as


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("hey this is uh Nils Aaby calling on the van", "Nils Aaby"),
        ("hi its Kaylee over in Ivins, is the van there?", "Kaylee"),
        ("still there? my names Trey. runs good?", "Trey"),
        ("Bom dia, o meu nome é Duarte Leal, a carrinha está à venda?", "Duarte Leal"),
        ("Buenas tardes, habla Eloy Cava, por la troca", "Eloy Cava"),
        ("Oui bonjour, Luc Berger à l'appareil, c'est pour la roulotte", "Luc Berger"),
    ],
)
def test_people_say_who_they_are(words: str, who: str) -> None:
    assert who in {told.name for told in names_in_own_words(words)}


@pytest.mark.parametrize("text", ["LLAMADA INALÁMBRICA", "Appel sans fil", "Número desconocido"])
def test_what_telephone_companies_write_is_no_name(text: str) -> None:
    assert is_no_name(text)


def test_a_reference_with_a_number_is_no_id() -> None:
    found = read(
        MailDocument(
            (("from", "Lotline <leads@lotline.example>"), ("subject", "Application")),
            (Part("text/plain", "Name: Nils Aaby\nPhone: 405-555-0137\nReference #1: Aunt Pia (334) 555-0171\n"),),
        ),
        Known(),
    )
    assert found[0].provider_lead_id is None
    assert found[0].customer.phones == ("+14055550137",)


def test_a_caller_without_a_space_behind_the_comma() -> None:
    found = name("AABY,NILS")
    assert (found.first, found.last) == ("Nils", "Aaby")


def test_letters_encoded_twice_that_windows_does_not_know() -> None:
    twice = "Íñigo Peña".encode().decode("latin-1").encode()
    assert decode(twice, "utf-8")[0] == "Íñigo Peña"


def test_rows_within_a_cell_bold_labels_and_frames() -> None:
    cell = customer(
        "<table><tr><td>Full Name</td><td>Nils Aaby</td></tr><tr><td>Home Address</td><td>Street Address: 44 Mill Rd<br>"
        "City: Phenix City<br>State / Province: Alabama<br>Postal / Zip Code: 36867</td></tr></table>",
        kind="text/html",
    )
    assert (cell.street, cell.city, cell.region, cell.postal_code) == ("44 Mill Rd", "Phenix City", "AL", "36867")
    bold = customer(
        "<p><strong>Store</strong> Aaby Honda <strong>First</strong> Nils <strong>Last</strong> Aaby <strong>Email</strong> "
        "n@mail.example <strong>Work Phone</strong> <strong>Mobile</strong> 315-555-0148</p>",
        kind="text/html",
    )
    assert (bold.full_name, bold.emails, bold.phones) == ("Nils Aaby", ("n@mail.example",), ("+13155550148",))
    framed = customer(
        '<div style="border-left:4px solid #09757a"><div>Name: Nils &amp; Pia Aaby</div><div>Email: n@mail.example</div>'
        "<div>Message: Is it still there?</div></div>",
        kind="text/html",
    )
    assert (framed.full_name, framed.last_name) == ("Nils & Pia Aaby", "Aaby")


def test_a_sentence_with_a_bold_name() -> None:
    found = customer(
        "<p>Tu as reçu une réponse de <strong>Kevin L'Heureux</strong> à ton annonce :</p><p>Encore dispo? 438-555-0184</p>",
        kind="text/html",
    )
    assert found.full_name == "Kevin L'Heureux"


def test_both_surnames() -> None:
    found = customer("Apellido paterno: Zúñiga\nApellido materno: Barra\nNombre(s): Ana\nCelular: 477-555-0128\n")
    assert (found.first_name, found.last_name) == ("Ana", "Zúñiga Barra")
    assert name("Thaynara Gonçalves de Assis").last == "Gonçalves de Assis"


def test_an_attached_mail_is_its_senders() -> None:
    raw = (
        b"From: Wade Ott <wade@store.example>\r\nSubject: who is this\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsee below\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: AutoZeile <anfrage@autozeile.example>\r\n"
        b"Subject: Anfrage\r\n\r\nVorname: Silke\r\nNachname: Au\r\nE-Mail: silke@mail.example\r\n--b--\r\n"
    )
    lead = read(take_apart(raw), Known())[0]
    assert (lead.customer.full_name, lead.customer.emails, lead.source) == (
        "Silke Au",
        ("silke@mail.example",),
        "AutoZeile",
    )


def test_a_boundary_in_other_letters() -> None:
    raw = (
        b"From: Nils Aaby <n.aaby@mail.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=aa1\r\n"
        b"\r\n--AA1\r\nContent-Type: text/plain\r\n\r\nIs it there? Call 973-555-0164\r\n--AA1--\r\n"
    )
    assert [part.text.strip() for part in take_apart(raw).parts] == ["Is it there? Call 973-555-0164"]


def test_numbers_are_completed_for_the_country_that_the_mail_tells() -> None:
    found = customer("Cliente: Pía Leal\nCel: (821) 555-0143\nAgencia: Autos Leal, S.A. de C.V.\n")
    assert found.phones == ("+528215550143",)


def test_ten_digits_in_odd_groups() -> None:
    assert phones_in("mi numero 770 5550 174, solo español") == ("+17705550174",)


def test_two_surnames_in_a_spanish_mail_unless_the_second_is_a_first_name() -> None:
    assert (
        customer("Nombre: Brayan Xool Dzul\nMensaje: ¿todavía tienen la moto que vi ayer?\n").last_name == "Xool Dzul"
    )
    assert customer("Nombre: Luz Elena Dzul\nMensaje: ¿todavía tienen la moto que vi ayer?\n").last_name == "Dzul"


def test_the_address_below_a_store_is_nobody_elses() -> None:
    found = customer(
        "Name: Nils Aaby\nPhone: 520-555-0126\n\nSierra Vista Nissan\n1901 E Fry Blvd, Sierra Vista, AZ 85635\n"
    )
    assert (found.street, found.city, found.region) == (None, None, None)


def test_a_business_with_the_person_to_ask_for() -> None:
    assert customer("Buyer: Big Dig, Inc. (attn: Nils Aaby)\nTel: 231-555-0176\n").full_name == "Nils Aaby"


def test_an_id_is_no_town_in_idaho() -> None:
    found = read(
        MailDocument(
            (("from", "Lotline <leads@lotline.example>"), ("subject", "New lead")),
            (
                Part(
                    "text/plain",
                    "Dealer 70918 – Kia of Aaby Plantation\nAccount ID 30917\n\nName: Nils Aaby\nCell: 405-555-0137\n",
                ),
            ),
        ),
        Known(),
    )[0]
    assert (found.customer.city, found.customer.region, found.location) == (None, None, "Kia of Aaby Plantation")
    assert customer("Name: Nils Aaby\nCell: 405-555-0137\nLives in: Eagle, ID 83616 (14 mi away)\n").city == "Eagle"


@pytest.mark.parametrize(
    "closing", ["Best wishes,", "Viele Grüße", "Mit freundlichen Grüßen,", "Muito obrigado,", "Atenciosamente,"]
)
def test_a_signature_below_a_closing(closing: str) -> None:
    words = f"Is the van still there? Ist der Wagen noch da?\n\n{closing}\nSilke Au\n"
    assert customer(words, "s.au77@mail.example").full_name == "Silke Au"
    assert "Silke Au" in {told.name for told in names_in_own_words(words)}
