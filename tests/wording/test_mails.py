"""The mails: escaped, with links that work, and own templates that may break without harm."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html as lxml_html

from tests.wording.builders import FACTS, entry, facts
from uptape.core.alerts import AlertFacts
from uptape.core.outbox import Text
from uptape.wording.render import Wording

KINDS = ("assigned", "offer", "told", "review", "queued_late", "late", "owner_told", "update", "copy", "notice")
EVIL = '<script>alert(1)</script><a href="javascript:x">"\'&{{7*7}}{% raw %}'


def mail(of: AlertFacts = FACTS, wording: Wording | None = None) -> Text:
    return (wording or Wording()).render(entry(of, "email", "ana@sunset.example"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("channel", ["sms", "email", "voice", "chat", "fax"])
def test_every_kind_has_a_text_for_every_channel(kind: str, channel: str) -> None:
    found = Wording().render(entry(facts(kind=kind, headline="Maria O. asked again", body="one\ntwo"), channel))
    assert found.body.strip()
    assert "{" not in found.body
    assert bool(found.html) == (channel == "email")


@pytest.mark.parametrize("channel", ["email", "chat", "fax", "pager"])
@pytest.mark.parametrize("kind", ["assigned", "offer"])
def test_only_a_mail_asks_to_be_answered_as_one(channel: str, kind: str) -> None:
    tone = "offer" if kind == "offer" else "new"
    said = Wording().render(entry(facts(kind=kind, tone=tone), channel)).body
    assert ("Answer this mail" in said) == (channel == "email")
    assert ("with 7KQ. Answers to this message itself are not read." in said) == (channel != "email")
    assert "mail" not in said.replace("E-mail:", "").replace("@mail", "") or channel == "email"


@pytest.mark.parametrize("channel", ["email", "fax", "pager"])
def test_a_buyer_is_asked_for_the_outcome_in_its_own_words_and_only_by_mail(channel: str) -> None:
    found = Wording().render(entry(facts(facts=(("buyer", "yes"),)), channel))
    asked = "Answer this mail with what became of the lead: contacted, appointment, sold, or lost and why."
    assert (asked in found.body) == (channel == "email")
    assert (asked in found.html) == (channel == "email")
    assert "4 (talked)" not in found.body + found.html


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_from_a_lead_becomes_markup_or_a_template(kind: str) -> None:
    about = facts(
        {"comments": EVIL, "source": EVIL, "store": EVIL, "answer_at": "javascript:alert(1)"},
        {"full_name": EVIL, "emails": ('"><script>@x.example', "ok@mail.example"), "phones": ("+13105550142",)},
        kind=kind,
        headline=EVIL,
        body=EVIL,
    )
    found = mail(about)
    tree = lxml_html.document_fromstring(found.html)
    assert tree.xpath("//script | //img | //iframe | //*[@onclick]") == []
    links = {str(link) for link in tree.xpath("//a/@href")}
    assert links <= {"tel:+13105550142", "mailto:ok@mail.example"}
    assert "{{7*7}}" in found.html
    assert "49" not in found.body.replace("310-555-0142", "")


def test_the_page_that_can_be_answered_on_is_a_link_only_where_it_is_https() -> None:
    good = mail(facts({"answer_at": "https://lots.example/m/1?a=b&c=d"}, {"full_name": "Sam"}))
    assert 'href="https://lots.example/m/1?a=b&amp;c=d"' in good.html
    assert "Answer only on the site: https://lots.example/m/1?a=b&c=d" in good.body
    bad = mail(facts({"answer_at": 'https://lots.example/"onmouseover=x'}, {"full_name": "Sam"}))
    assert "lots.example" not in bad.html + bad.body


def test_one_tap_answers_stand_in_mails_and_never_in_texts() -> None:
    about = facts(facts=(("link.Called", "https://up.example/t/abc"), ("taker", "Ana")))
    assert 'href="https://up.example/t/abc">Called</a>' in mail(about).html
    assert "Called: https://up.example/t/abc" in mail(about).body
    assert "up.example" not in Wording().render(entry(about)).body


def test_own_templates_are_taken_most_specific_first(tmp_path: Path) -> None:
    order = [
        "sunset/members/ana", "sunset/main", "sunset/sources/carbarn", "sunset/types/enquiry", "sunset",
        "sources/carbarn", "types/enquiry", ".",
    ]  # fmt: skip
    for place in reversed(order):
        (tmp_path / place).mkdir(parents=True, exist_ok=True)
        (tmp_path / place / "assigned.sms.j2").write_text(f"{place} {{{{ lead.name }}}}")
        assert Wording(tmp_path).render(entry()).body == f"{place} Maria Ochoa"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("hello\n{{ lead.nmae }}", ":2: 'uptape.wording.facts.LeadView object' has no attribute 'nmae'"),
        ("hello\n\n{% if %}", ":3: Expected an expression"),
        ("{{ ''.__class__.__mro__ }}", ":1: access to attribute '__class__' of 'str' object is unsafe."),
        ("{{ lead.name / 0 }}", ":1: TypeError: "),
        ("   ", ":1: the text is empty"),
        ("{{ 'x' * 200000 }}", ":1: the text has more than 100000 characters"),
        ("{% for i in range(9999) %}{% for j in range(9999) %}x{% endfor %}{% endfor %}", ":1: the text has more than"),
    ],
)
def test_a_broken_own_template_falls_back_to_the_shipped_text_and_says_so(
    tmp_path: Path, template: str, said: str
) -> None:
    (tmp_path / "sunset").mkdir()
    file = tmp_path / "sunset" / "assigned.sms.j2"
    file.write_text(template)
    heard: list[str] = []
    assert Wording(tmp_path, heard.append).render(entry()) == Wording().render(entry())
    assert len(heard) == 1
    assert heard[0].startswith(f"{file}{said}")
    assert heard[0].endswith("; the shipped text is used")


def test_an_edited_own_template_is_taken_up_without_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "assigned.sms.j2"
    file.write_text("one")
    wording = Wording(tmp_path)
    assert wording.render(entry()).body == "one"
    file.write_text("two")
    os.utime(file, (1, 1))
    assert wording.render(entry()).body == "two"


def test_own_templates_get_no_links_from_leads_either(tmp_path: Path) -> None:
    (tmp_path / "assigned.sms.j2").write_text("{{ lead.words }} {{ lead.answer_at }}|")
    about = facts({"comments": "see http://evil.example", "answer_at": "https://lots.example/m/1"})
    assert Wording(tmp_path).render(entry(about)).body == "see |"


def test_a_source_cannot_name_a_folder(tmp_path: Path) -> None:
    names = list(Wording(tmp_path).own_templates(facts({"source": "../../etc"}), "sms"))
    assert not [name for name in names if ".." in name]
    assert "sources/etc/assigned.sms.j2" in names


def test_every_shipped_template_uses_only_what_there_is() -> None:
    """A lead with nothing known must not break any."""
    bare = facts({"vehicle": None, "comments": None, "source": None, "store": None, "received_at": None}, {})
    for kind in KINDS:
        for channel in ("sms", "email", "voice"):
            found = Wording().render(entry(facts(None, kind="notice", headline="x"), channel))
            assert found.body
            found = Wording().render(entry(replace(bare, kind=kind, call_by=None), channel))
            assert re.search(r"7KQ|No name|Sunset", found.body)
