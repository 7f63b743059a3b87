"""Claims: the language of a lead is told in ADF as in other mails: declared first, else by the customer's words; unknown where neither tells."""

from __future__ import annotations

import pytest

from uptape.core.leads import Known
from uptape.parsing.reader import read

ADF = """From: leads@site.example
Subject: lead
Content-Type: text/plain; charset=utf-8

<?adf version="1.0"?><adf><prospect>{id}<vehicle interest="buy"><year>2021</year><make>Kia</make><model>Soul</model></vehicle>
<customer><contact {attribute}><name part="full">Ana Soto</name><email>ana@example.com</email></contact>{element}
<comments>{comments}</comments></customer></prospect></adf>
"""
FORM = """From: leads@site.example
Subject: lead
Content-Type: text/plain; charset=utf-8

Name: Ana Soto
Email: ana@example.com
{line}
Comments: {comments}
"""


def _language(mail: str) -> str | None:
    (lead,) = read(mail.encode(), Known()).leads
    return lead.language


@pytest.mark.parametrize(
    ("place", "text", "language"),
    [
        ("comments", "¿Todavía tienen el Soul y cuánto es de enganche?", "es"),
        ("comments", "Bonjour, est-ce que le véhicule est encore là? Merci.", "fr"),
        ("comments", "Is the car still available and can you send me the report?", "en"),
        ("comments", "Preferred language: Spanish\nQuestion: Is the price for the car with tax?", "es"),
        ("comments", "N/A", None),
        ("comments", "Soul EX", None),
        ("attribute", 'locale="es-MX"', "es"),
        ("element", "<language>Français</language>", "fr"),
        ("id", '<id source="language">English</id>', "en"),
    ],
)
def test_the_language_of_adf_is_told(place: str, text: str, language: str | None) -> None:
    values = {"id": "", "attribute": "", "element": "", "comments": ""} | {place: text}
    assert _language(ADF.format(**values)) == language


@pytest.mark.parametrize(
    ("line", "comments", "language"),
    [
        ("Preferred language: Español", "Is the car still available?", "es"),
        ("Language: fr-CA", "Is the car still available?", "fr"),
        ("Idioma: Inglés", "¿Sigue disponible el carro?", "en"),
        ("Language: Klingon", "Is the car still available for this price?", "en"),
    ],
)
def test_a_language_that_a_form_tells_counts_before_its_words(line: str, comments: str, language: str) -> None:
    assert _language(FORM.format(line=line, comments=comments)) == language
