"""Posts, ADF, faxes, chats and SOAP calls to systems of buyers: real requests to a peer that keeps what it gets."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from lxml import etree

from tests.conftest import MONDAY
from tests.delivery import http_peer, relay_peer
from tests.delivery.http_peer import Buyer
from tests.delivery.pdf_reader import printed
from tests.wording.builders import FACTS, entry, facts
from uptape.core.leads import Vehicle
from uptape.core.outbox import Declined, Deferred, OutboxEntry, Outcome, Sent, Text
from uptape.core.post_fields import NAMES, renamed
from uptape.core.providers import EmailSettings, FaxSettings, HttpSettings
from uptape.delivery import adf, guard, payload
from uptape.delivery.adf import AdfEmail
from uptape.delivery.chat import Chat
from uptape.delivery.fax import EmailFax, HttpFax
from uptape.delivery.http_post import HttpPost
from uptape.delivery.soap import Soap

HERE = HttpSettings(("127.0.0.1",), timeout=5.0)
TEXT = Text("NEW Maria Ochoa", "NEW Maria Ochoa")


@pytest.fixture
def buyer() -> Iterator[Buyer]:
    with http_peer.serving() as one:
        yield one


def post(to: str, settings: HttpSettings = HERE, of: object = FACTS, **options: object) -> Outcome:
    row = entry(of, "http", to, options=options)  # type: ignore[arg-type]
    return HttpPost(settings, lambda: MONDAY).send(row, TEXT)


def test_a_lead_is_posted_as_json_with_its_key_and_the_receivers_id_is_kept(buyer: Buyer) -> None:
    assert post(buyer.url) == Sent("B-1")
    path, headers, body = buyer.posts[0]
    assert path == "/leads"
    assert headers["Host"] == f"127.0.0.1:{buyer.port}"
    assert headers["Idempotency-Key"] == "L-7K37KQ:assigned:1:ana:0:http"
    found = json.loads(body)
    assert found["lead_id"] == "L-7K37KQ"
    assert found["taker"] == "Ana Ruiz"
    assert found["customer"]["phones"] == ["+13105550142"]
    assert found["vehicle"] == {
        "interest": "buy", "status": "used", "year": 2021, "make": "Ford", "model": "F-150", "trim": "XLT",
        "stock": "P1234", "vin": None, "price": 38900.0,
    }  # fmt: skip


def test_a_signature_proves_time_and_body(buyer: Buyer) -> None:
    post(buyer.url, secret="s3cret")
    _, headers, body = buyer.posts[0]
    stamp = str(int(MONDAY.timestamp()))
    made = hmac.new(b"s3cret", stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["X-Uptape-Timestamp"] == stamp
    assert headers["X-Uptape-Signature"] == f"sha256={made}"


def test_a_form_has_flat_names(buyer: Buyer) -> None:
    post(buyer.url, format="form")
    form = parse_qs(buyer.posts[0][2].decode())
    assert form["customer_name"] == ["Maria Ochoa"]
    assert form["customer_phone"] == ["+13105550142"]
    assert form["vehicle_make"] == ["Ford"]


NAMED = {
    "apiUser": "sunset", "buyer.name": "{customer_name}", "buyer.phone": "{customer_phone}",
    "buyer.street": "{customer_street}",
    "unit": "{vehicle_year} {vehicle_make} {vehicle_trim} {vehicle_vin}", "ref": "lead {lead_id}",
}  # fmt: skip


def test_fields_go_out_in_the_names_of_the_other_system(buyer: Buyer) -> None:
    post(buyer.url, fields=NAMED)
    assert json.loads(buyer.posts[0][2]) == {
        "apiUser": "sunset", "buyer": {"name": "Maria Ochoa", "phone": "+13105550142"}, "unit": "2021 Ford XLT",
        "ref": "lead L-7K37KQ",
    }  # fmt: skip
    post(buyer.url, fields=NAMED, format="form")
    assert parse_qs(buyer.posts[1][2].decode()) == {
        "apiUser": ["sunset"], "buyer.name": ["Maria Ochoa"], "buyer.phone": ["+13105550142"],
        "unit": ["2021 Ford XLT"],
        "ref": ["lead L-7K37KQ"],
    }  # fmt: skip


def test_every_field_of_a_form_has_a_name_that_a_template_may_use() -> None:
    told = payload.flat(facts())
    assert set(told) <= set(NAMES)
    assert renamed({name: f"{{{name}}}" for name in NAMES}, told) == told


def test_what_a_customer_wrote_is_no_template() -> None:
    said = {"comments": "{lead_id} {{7*7}}", "lead_id": "L-1"}
    assert renamed({"note": "{comments}"}, said) == {"note": "{lead_id} {{7*7}}"}


def test_a_customers_words_stay_as_they_are_and_what_is_unknown_leaves_no_gap() -> None:
    said = {"comments": "Two  blanks, {taker} ", "vehicle_make": "Kia"}
    assert renamed({"note": "Says: {comments}"}, said) == {"note": "Says: Two  blanks, {taker} "}
    assert renamed({"car": "{vehicle_year} {vehicle_make} {vehicle_trim} car"}, said) == {"car": "Kia car"}


@pytest.mark.parametrize(
    ("answer", "options", "expected"),
    [
        ((200, "OK 17"), {}, Sent(None)),
        ((200, "OK 17"), {"accepted": "/ok/", "refused": "/rejected|duplicate/"}, Sent(None)),
        ((200, "Rejected: zip"), {"accepted": "/ok/", "refused": "/rejected|duplicate/"},
         Declined("refused: Rejected: zip", "refused")),
        ((400, "duplicate"), {"refused": "/rejected|duplicate/"}, Declined("refused: duplicate", "refused")),
        ((200, "hm"), {"accepted": "/ok/"}, Declined("not accepted: hm", "refused")),
        ((200, "hm"), {"accepted": "/ok/", "refused": "/no/"}, Deferred("the answer says neither yes nor no: hm")),
        ((404, "gone"), {}, Declined("answered 404 gone", "404")),
        ((302, ""), {}, Declined("answered 302: redirects are not followed", "302")),
        ((500, "oops"), {}, Deferred("answered 500 oops")),
        ((500, "rejected"), {"refused": "/rejected/"}, Deferred("answered 500 rejected")),
        ((429, ""), {}, Deferred("answered 429", retry_after=9.0)),
    ],
)  # fmt: skip
def test_what_an_answer_means(
    buyer: Buyer, answer: tuple[int, str], options: dict[str, object], expected: Outcome
) -> None:
    buyer.answers = [answer]
    if answer[0] == 429:
        buyer.headers = {"Retry-After": "9"}
    if answer[0] == 302:
        buyer.headers = {"Location": buyer.url}
    assert post(buyer.url, **options) == expected
    assert len(buyer.posts) == 1


def test_a_lost_answer_is_unknown_and_a_second_post_is_recognised_by_its_key(buyer: Buyer) -> None:
    buyer.answers = ["lose"]
    first = post(buyer.url)
    assert isinstance(first, Deferred)
    assert first.unknown
    assert isinstance(post(buyer.url), Sent)
    assert len(buyer.posts) == 2
    assert len(buyer.kept) == 1


def test_a_system_that_hangs_is_left(buyer: Buyer) -> None:
    buyer.answers = ["hang"]
    found = post(buyer.url, HttpSettings(("127.0.0.1",), timeout=0.2))
    assert isinstance(found, Deferred)
    assert found.unknown


def test_a_system_that_is_not_there_got_nothing() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        found = post(f"http://127.0.0.1:{held.getsockname()[1]}/")
    assert isinstance(found, Deferred)
    assert not found.unknown


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::1]:{port}/", "http://[::ffff:127.0.0.1]:{port}/",
        "http://0.0.0.0:{port}/", "http://127.1:{port}/", "http://2130706433:{port}/", "http://10.0.0.1/",
        "http://169.254.169.254/latest", "http://192.168.1.1/", "http://100.64.0.1/", "http://[fd00::1]/",
        "http://[64:ff9b::7f00:1]/", "file:///etc/passwd", "gopher://x/", "http://user@127.0.0.1:{port}/",
    ],
)  # fmt: skip
def test_private_addresses_are_never_called_unless_named(buyer: Buyer, url: str) -> None:
    found = post(url.format(port=buyer.port), HttpSettings())
    assert isinstance(found, Declined)
    assert found.code == "forbidden"
    assert buyer.posts == []


def test_the_address_that_was_judged_is_the_one_that_is_called() -> None:
    found = guard.judge("https://127.0.0.1/x?y=1", ("127.0.0.1",))
    assert (found.pinned, found.host_header) == ("https://127.0.0.1:443/x?y=1", "127.0.0.1")


ORDER = {
    "prospect": ["id", "requestdate", "vehicle", "customer", "vendor", "provider"],
    "vehicle": ["year", "make", "model", "vin", "stock", "trim", "price"],
    "customer": ["contact", "comments"],
    "contact": ["name", "email", "phone", "address"],
    "address": ["street", "city", "regioncode", "postalcode", "country"],
    "vendor": ["vendorname", "contact"],
}


@pytest.mark.parametrize("words", ["Is it still there?", "</comments><evil/>&amp;", "a\x00b\x0bc\ud800", "]]>"])
def test_adf_is_well_formed_in_the_order_of_the_specification(words: str) -> None:
    own = Vehicle("trade-in", year=2015, make="Honda", model="Civic")
    found = etree.fromstring(adf.document(facts({"comments": words, "trade_in": own})).encode())
    for name, order in ORDER.items():
        for element in found.iter(name):
            places = [order.index(str(child.tag)) for child in element]
            assert places == sorted(places)
    assert found.xpath("//evil") == []
    assert [v.get("interest") for v in found.iter("vehicle")] == ["buy", "trade-in"]
    assert found.findtext("prospect/customer/contact/phone") == "+13105550142"
    assert found.findtext("prospect/vendor/contact/name") == "Ana Ruiz"


def test_adf_goes_as_a_mail_that_holds_nothing_else_and_reads_back() -> None:
    with relay_peer.serving() as relay:
        channel = AdfEmail(EmailSettings(relay.url, "uptape@leads.sunset.example"), lambda: MONDAY)
        assert isinstance(channel.send(entry(FACTS, "adf", "leads@crm.harbor.example"), TEXT), Sent)
        mail = relay.mail()
    assert mail.get_content_type() == "text/plain"
    assert "<adf>" in mail.get_content()
    assert isinstance(channel.send(entry(facts(None), "adf", "leads@crm.harbor.example"), TEXT), Declined)


def test_a_fax_goes_to_the_gateways_address_with_its_number() -> None:
    with relay_peer.serving() as relay:
        settings = FaxSettings("email", address="{number}@fax.example")
        channel = EmailFax(settings, EmailSettings(relay.url, "uptape@leads.sunset.example"), lambda: MONDAY)
        assert isinstance(channel.send(entry(FACTS, "fax", "+15045550188"), TEXT), Sent)
        assert relay.taken[0].rcpt_tos == ["15045550188@fax.example"]
        assert relay.mail().get_content_type() == "application/pdf"
        assert "Maria Ochoa" in printed(relay.mail().get_content())[0]
        chinese = Text("王小明 310-555-0142", "NEW 王小明")
        assert isinstance(channel.send(entry(FACTS, "fax", "+15045550188"), chinese), Sent)
        assert relay.mail(1).get_content().strip() == "王小明 310-555-0142"
        assert isinstance(channel.send(entry(FACTS, "fax", "x@evil.example,"), TEXT), Declined)


def test_a_fax_goes_to_a_providers_api(buyer: Buyer) -> None:
    channel = HttpFax(FaxSettings("http", "+12255550100", api_base=buyer.url, auth_token="tok"), HERE)
    assert channel.send(entry(FACTS, "fax", "+15045550188"), TEXT) == Sent("B-1")
    _, headers, body = buyer.posts[0]
    assert headers["Authorization"] == "Bearer tok"
    posted = json.loads(body)
    assert (posted["to"], posted["text"]) == ("+15045550188", TEXT.body)
    assert TEXT.body.split()[0] in printed(base64.b64decode(posted["pdf"]))[0]


def test_a_chat_message_reaches_a_service_of_ones_own(buyer: Buyer) -> None:
    row = entry(FACTS, "chat", f"mmost://127.0.0.1:{buyer.port}/a1b2c3d4e5f6g7h8i9j0k1l2m3")
    buyer.usual = (200, "ok")
    assert Chat(HERE).send(row, TEXT) == Sent()
    assert "NEW Maria Ochoa" in json.loads(buyer.posts[0][2])["text"]
    buyer.usual = (500, "no")
    assert Chat(HERE).send(row, TEXT) == Deferred("the chat service did not take it")


@pytest.mark.parametrize(
    "url",
    ["json://127.0.0.1:{port}/x", "mmost://127.0.0.1:{port}/a1b2c3d4e5f6g7h8i9j0k1l2m3", "syslog://", "rubbish", "file:///x"],
)  # fmt: skip
def test_chat_urls_that_could_reach_anything_are_declined(buyer: Buyer, url: str) -> None:
    row = entry(FACTS, "chat", url.format(port=buyer.port))
    assert isinstance(Chat(HttpSettings()).send(row, TEXT), Declined)
    assert buyer.posts == []


WSDL = """<?xml version="1.0"?>
<definitions name="Leads" targetNamespace="urn:leads" xmlns:tns="urn:leads" xmlns="http://schemas.xmlsoap.org/wsdl/"
  xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
<types><xsd:schema targetNamespace="urn:leads" elementFormDefault="qualified">
<xsd:element name="PostLead"><xsd:complexType><xsd:sequence>
<xsd:element name="LeadId" type="xsd:string"/><xsd:element name="CustomerName" type="xsd:string"/>
<xsd:element name="Phone" type="xsd:string" minOccurs="0"/><xsd:element name="AdfXml" type="xsd:string" minOccurs="0"/>
<xsd:element name="Unheard" type="xsd:string" minOccurs="0"/></xsd:sequence></xsd:complexType></xsd:element>
<xsd:element name="PostLeadResponse"><xsd:complexType><xsd:sequence>
<xsd:element name="Result" type="xsd:string"/></xsd:sequence></xsd:complexType></xsd:element></xsd:schema></types>
<message name="In"><part name="parameters" element="tns:PostLead"/></message>
<message name="Out"><part name="parameters" element="tns:PostLeadResponse"/></message>
<portType name="Port">
<operation name="PostLead"><input message="tns:In"/><output message="tns:Out"/></operation></portType>
<binding name="Binding" type="tns:Port"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
<operation name="PostLead"><soap:operation soapAction="urn:PostLead" style="document"/>
<input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation></binding>
<service name="Service"><port name="P" binding="tns:Binding"><soap:address location="URL"/></port></service>
</definitions>"""


def soap_answer(body: str) -> str:
    return (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:leads"><s:Body>'
        f"{body}</s:Body></s:Envelope>"
    )


def soap_row(tmp_path: Path, buyer: Buyer, **options: Any) -> OutboxEntry:
    (tmp_path / "leads.wsdl").write_text(WSDL.replace("URL", buyer.url))
    row = {"wsdl": str(tmp_path / "leads.wsdl"), "operation": "PostLead", **options}
    return entry(FACTS, "soap", "", options=row)


def test_a_soap_operation_gets_its_fields_by_name(tmp_path: Path, buyer: Buyer) -> None:
    buyer.usual = (200, soap_answer("<PostLeadResponse><Result>OK-9</Result></PostLeadResponse>"))
    row = soap_row(tmp_path, buyer, accepted="/ok/", refused="/rejected/")
    assert Soap(HERE).send(row, TEXT) == Sent("OK-9")
    sent = etree.fromstring(buyer.posts[0][2])
    found = {etree.QName(e).localname: e.text for e in sent.iter("{urn:leads}*")}
    assert found["LeadId"] == "L-7K37KQ"
    assert found["CustomerName"] == "Maria Ochoa"
    assert found["Phone"] == "+13105550142"
    assert "<adf>" in (found["AdfXml"] or "")
    assert "Unheard" not in found


def test_a_soap_refusal_and_a_soap_fault(tmp_path: Path, buyer: Buyer) -> None:
    buyer.answers = [
        (200, soap_answer("<PostLeadResponse><Result>Rejected: zip</Result></PostLeadResponse>")),
        (
            500,
            soap_answer("<s:Fault><faultcode>s:Client</faultcode><faultstring>no such dealer</faultstring></s:Fault>"),
        ),
    ]
    row = soap_row(tmp_path, buyer, accepted="/ok/", refused="/rejected/")
    assert Soap(HERE).send(row, TEXT) == Declined("refused: Rejected: zip", "refused")
    assert Soap(HERE).send(row, TEXT) == Declined("answered 400 no such dealer", "400")


def test_a_soap_address_in_a_private_network_is_not_called(tmp_path: Path, buyer: Buyer) -> None:
    found = Soap(HttpSettings()).send(soap_row(tmp_path, buyer), TEXT)
    assert isinstance(found, Declined)
    assert found.code == "forbidden"
    assert buyer.posts == []
