"""ADF whose elements have other names than in the specification: each is read as the element that it means."""

from __future__ import annotations

import pytest

from uptape.core.leads import Known, LeadDraft
from uptape.parsing.reader import read

STANDARD = {
    "first": '<name part="first">Ann</name>', "last": '<name part="last">Leeds</name>', "email": "<email>ann@mail.example</email>",
    "phone": "<phone>312-555-0144</phone>", "street": "<street>12 Oak St</street>", "city": "<city>Tulsa</city>",
    "region": "<regioncode>OK</regioncode>", "zip": "<postalcode>74101</postalcode>", "year": "<year>2021</year>",
    "make": "<make>Kia</make>", "model": "<model>Soul</model>", "trim": "<trim>EX</trim>", "stock": "<stock>K123</stock>",
    "vin": "<vin>KNDJ23AU4M7000000</vin>", "price": '<price type="asking">15000</price>',
    "comments": "<comments>Is it there?</comments>", "id": '<id sequence="1" source="Lots">L-77</id>',
    "date": "<requestdate>2026-10-10T10:00:00-05:00</requestdate>", "vendor": "<vendorname>Oak Kia</vendorname>",
    "provider": '<name part="full">Lots</name>',
}  # fmt: skip


def read_with(**other: str) -> LeadDraft:
    """The lead of a mail with some elements written otherwise."""
    e = {**STANDARD, **other}
    vehicle = "".join(e[key] for key in ("year", "make", "model", "trim", "stock", "vin", "price"))
    address = (
        e.get("address") or "<address>" + "".join(e[key] for key in ("street", "city", "region", "zip")) + "</address>"
    )
    body = (
        f'<?xml version="1.0"?><?adf version="1.0"?><adf><prospect status="new">{e["id"]}{e["date"]}'
        f'<vehicle interest="buy" status="used">{vehicle}</vehicle>{e.get("trade", "")}<customer><contact>{e["first"]}{e["last"]}'
        f"{e['email']}{e['phone']}{address}</contact>{e['comments']}</customer><vendor>{e['vendor']}</vendor>"
        f"<provider>{e['provider']}</provider></prospect></adf>"
    )
    (lead,) = read(
        f"From: Lots <l@lots.example>\nSubject: lead\nContent-Type: text/plain\n\n{body}".encode(), Known()
    ).leads
    return lead


FORMS = {
    "first": "<firstname>{}</firstname> <first>{}</first> <First_Name>{}</First_Name> <given-name>{}</given-name> <fname>{}</fname>",
    "last": "<lastname>{}</lastname> <surname>{}</surname> <LAST_NAME>{}</LAST_NAME> <familyName>{}</familyName>",
    "email": "<emailaddress>{}</emailaddress> <e-mail>{}</e-mail> <mail>{}</mail> <email><address>{}</address></email>",
    "phone": "<telephone>{}</telephone> <cell_phone>{}</cell_phone> <mobile>{}</mobile> <homePhone>{}</homePhone> <phone1>{}</phone1>",
    "street": "<streetline>{}</streetline> <address1>{}</address1> <addressLine1>{}</addressLine1> <line1>{}</line1>",
    "city": "<town>{}</town> <locality>{}</locality> <cityName>{}</cityName>",
    "region": "<state>{}</state> <province>{}</province> <state_code>{}</state_code> <stateProvince>{}</stateProvince>",
    "zip": "<zip>{}</zip> <postal_code>{}</postal_code> <PostCode>{}</PostCode> <zipcode>{}</zipcode>",
    "year": "<modelyear>{}</modelyear> <vehicleYear>{}</vehicleYear>",
    "make": "<manufacturer>{}</manufacturer> <brand>{}</brand> <makeName>{}</makeName>",
    "model": "<modelname>{}</modelname> <vehicle_model>{}</vehicle_model>",
    "trim": "<trimlevel>{}</trimlevel> <style>{}</style> <series>{}</series>",
    "stock": "<stocknumber>{}</stocknumber> <stock_no>{}</stock_no> <stk>{}</stk> <stockNum>{}</stockNum>",
    "vin": "<vinnumber>{}</vinnumber> <VIN_Number>{}</VIN_Number>",
    "price": "<askingprice>{}</askingprice> <list_price>{}</list_price> <internetPrice>{}</internetPrice>",
    "comments": "<comment>{}</comment> <customer_comments>{}</customer_comments> <message>{}</message> <question>{}</question>",
    "id": "<leadid>{}</leadid> <lead_id>{}</lead_id> <referenceNumber>{}</referenceNumber>",
    "date": "<request_date>{}</request_date> <leadDate>{}</leadDate> <created_at>{}</created_at> <timestamp>{}</timestamp>",
    "vendor": "<dealername>{}</dealername> <dealer>{}</dealer> <vendor_name>{}</vendor_name> <storeName>{}</storeName>",
    "provider": "<providername>{}</providername> <name>{}</name> <source>{}</source>",
}  # fmt: skip
PLAIN = {"first": "Ann", "last": "Leeds", "email": "ann@mail.example", "phone": "312-555-0144", "street": "12 Oak St", "city": "Tulsa",
         "region": "OK", "zip": "74101", "year": "2021", "make": "Kia", "model": "Soul", "trim": "EX", "stock": "K123",
         "vin": "KNDJ23AU4M7000000", "price": "15000", "comments": "Is it there?", "id": "L-77", "date": "2026-10-10T10:00:00-05:00",
         "vendor": "Oak Kia", "provider": "Lots"}  # fmt: skip


@pytest.mark.parametrize(
    ("what", "form"),
    [(what, form) for what, forms in FORMS.items() for form in forms.split(" ")],
    ids=lambda value: value,
)
def test_an_element_is_read_by_what_it_means(what: str, form: str) -> None:
    assert read_with(**{what: form.format(PLAIN[what])}) == read_with()


def test_an_empty_element_may_have_its_text_in_an_attribute() -> None:
    assert read_with(phone='<phone type="cellphone" number="312-555-0144"/>').customer.phones == ("+13125550144",)
    assert read_with(price='<price type="asking" amount="15000"/>').vehicles[0].price == 15000


def test_an_address_may_be_one_text() -> None:
    customer = read_with(address="<address>12 Oak St, Tulsa, OK 74101</address>").customer
    assert (customer.street, customer.city, customer.region, customer.postal_code) == (
        "12 Oak St",
        "Tulsa",
        "OK",
        "74101",
    )


@pytest.mark.parametrize("group", ["tradein", "trade_in", "TradeVehicle", "currentVehicle"])
def test_a_group_may_tell_that_a_vehicle_is_the_customers_own(group: str) -> None:
    trade = f"<{group}><year>2012</year><make>Kia</make><model>Rio</model></{group}>"
    assert [(v.model, v.interest) for v in read_with(trade=trade).vehicles] == [("Soul", "buy"), ("Rio", "trade-in")]


def test_names_of_store_and_site_are_nobodys() -> None:
    lead = read_with(
        vendor="<vendorname>Oak Kia</vendorname><contact><firstname>Sam</firstname><lastname>Cole</lastname></contact>"
    )
    assert (lead.customer.full_name, lead.location) == ("Ann Leeds", "Oak Kia")
