"""ADF as real senders write it: each deviation known from the field is read as what was meant."""

from __future__ import annotations

import html

import pytest

from uptape.core.leads import Known, LeadDraft, Vehicle
from uptape.parsing.document import MailDocument, Part
from uptape.parsing.formats import adf

VEHICLE = '<vehicle interest="buy" status="used"><year>2021</year><make>Ford</make><model>F-150</model><stock>P1</stock></vehicle>'
CONTACT = '<contact><name part="full">Maria Ochoa</name><email>m.ochoa@example.com</email><phone>310-555-0142</phone></contact>'
COMMENTS = "<comments>Is it still there?</comments>"
VENDOR = "<vendor><vendorname>Westside Ford</vendorname></vendor>"
PROVIDER = '<provider><name part="full">CarBarn</name></provider>'


def document(*, prospect: str = "", ids: str = '<id sequence="1" source="CarBarn">CB-1</id>', date: str = "2025-03-14T09:22:10-05:00",
             vehicle: str = VEHICLE, customer: str = f"<customer>{CONTACT}{COMMENTS}</customer>", vendor: str = VENDOR,
             provider: str = PROVIDER) -> str:  # fmt: skip
    inside = f"{ids}<requestdate>{date}</requestdate>{vehicle}{customer}{vendor}{provider}"
    return f'<?xml version="1.0"?>\n<?adf version="1.0"?>\n<adf>\n<prospect{prospect}>{inside}</prospect>\n</adf>\n'


def read(text: str, content_type: str = "text/plain", known: Known = Known()) -> tuple[LeadDraft, ...]:
    return adf.read(MailDocument(parts=(Part(content_type, text),)), known)


def one(text: str, content_type: str = "text/plain", known: Known = Known()) -> LeadDraft:
    (lead,) = read(text, content_type, known)
    return lead


PLAIN = one(document())


def same(lead: LeadDraft) -> bool:
    """True where a lead is what the plain document tells, repaired or not."""
    return (lead.customer, lead.vehicles, lead.comments, lead.provider_lead_id, lead.location, lead.source, lead.requested_at) == (
        PLAIN.customer, PLAIN.vehicles, PLAIN.comments, PLAIN.provider_lead_id, PLAIN.location, PLAIN.source, PLAIN.requested_at,
    )  # fmt: skip


def test_the_plain_document() -> None:
    assert PLAIN.customer.full_name == "Maria Ochoa"
    assert PLAIN.customer.phones == ("+13105550142",)
    assert PLAIN.vehicles == (Vehicle("buy", "used", 2021, "Ford", "F-150", None, "P1"),)
    assert (PLAIN.provider_lead_id, PLAIN.source, PLAIN.location, PLAIN.repaired) == (
        "CB-1",
        "CarBarn",
        "Westside Ford",
        False,
    )


D = document()
CARRIED = {
    "upper case declarations without =": D.replace('<?xml version="1.0"?>', '<?ADF VERSION "1.0"?><?XML VERSION "1.0"?>'),
    "declarations without an end": D.replace('<?xml version="1.0"?>', '<?xml version="1.0"').replace('<?adf version="1.0"?>', '<?adf version="1.0"'),
    "<?adf?> first": "<?adf?>\n\n" + D,
    "no declaration": D[D.index("<adf>") :],
    "bare prospect": D[D.index("<prospect") : D.index("</adf>")],
    "adfleads root": D.replace("adf>", "adfleads>"),
    "version attribute": D.replace("<adf>", '<adf version="1.0">'),
    "default namespace": D.replace("<adf>", '<adf xmlns="http://adf.example/1.0">'),
    "mixed case": D.replace("customer", "Customer").replace("<name", "<Name").replace("</name", "</Name"),
    "all capitals": D.upper().replace("MARIA OCHOA", "Maria Ochoa").replace("IS IT STILL THERE?", "Is it still there?").replace("CARBARN", "CarBarn").replace("WESTSIDE FORD", "Westside Ford"),
    "root's end missing": D.replace("</adf>", ""),
    "prospect's end missing": D.replace("</prospect>", ""),
    "all ends missing": D[: D.index("</vendor>")] + PROVIDER.replace("</provider>", ""),
    "text around": "*** EXTERNAL ***\n\n" + D + "\n-- \nConfidential. Call 310-555-0100.\n",
    "order turned round": document(vehicle="", customer="", vendor="").replace("</prospect>", f"{VENDOR}<customer>{COMMENTS}{CONTACT}</customer>{VEHICLE}</prospect>"),
    "unknown elements": D.replace("<customer>", "<extra><deep a='1'>x</deep></extra><customer>"),
    "XML comments": D.replace("<customer>", "<!-- a note --><customer>"),
    "CDATA values": D.replace("Is it still there?", "<![CDATA[Is it still there?]]>"),
    "curly quotes around attributes": D.replace('part="full"', "part=“full”"),
    "no quotes around attributes": D.replace('part="full"', "part=full"),
    "single quotes": D.replace('"', "'"),
    "blanks in tags": D.replace("<customer>", "< customer >").replace("</customer>", "</ customer >"),
    "CRLF": D.replace("\n", "\r\n").replace("\r", ""),
    "quoted": "\n".join("> " + line for line in D.split("\n")),
    "quoted twice without blanks": "\n".join(">>" + line for line in D.split("\n")),
    "markup in the comments": D.replace("Is it still there?", "<p>Is it <b>still</b> there?</p>"),
    "lost end of a value": D.replace("</email>", ""),
    "contact outside of the customer": D.replace("<customer>", "").replace("</customer>", ""),
    "comments in the contact": D.replace(COMMENTS, "").replace("</contact></customer>", COMMENTS + "</contact></customer>"),
    "comments under the prospect": D.replace(COMMENTS, "").replace("</customer>", "</customer>" + COMMENTS),
    "comments in the vehicle": D.replace(COMMENTS, "").replace("</vehicle>", COMMENTS + "</vehicle>"),
    "comment": D.replace("comments>", "comment>"),
    "mailto": D.replace("<email>", "<email>mailto:"),
    "capital e-mail": D.replace("m.ochoa@example.com", "M.Ochoa@Example.COM"),
    "anchor": D.replace("m.ochoa@example.com", '<a href="mailto:m.ochoa@example.com">m.ochoa@example.com</a>'),
    "Last, First": D.replace("Maria Ochoa", "Ochoa, Maria"),
    "name without part": D.replace(' part="full"', ""),
    "name as children": D.replace('<name part="full">Maria Ochoa</name>', "<name><first>Maria</first><last>Ochoa</last></name>"),
    "parts in capitals": D.replace('<name part="full">Maria Ochoa</name>', '<name part="FIRST">Maria</name><name part="LAST">Ochoa</name>'),
    "surname": D.replace('<name part="full">Maria Ochoa</name>', '<name part="first">Maria</name><name part="surname">Ochoa</name>'),
    "all in first": D.replace('<name part="full">', '<name part="first">', 1),
    "last is a dot": D.replace('<name part="full">Maria Ochoa</name>', '<name part="first">Maria Ochoa</name><name part="last">.</name>'),
    "whole name in both": D.replace('<name part="full">Maria Ochoa</name>', '<name part="first">Maria Ochoa</name><name part="last">Maria Ochoa</name>'),
    "advert in middle": D.replace('<name part="full">Maria Ochoa</name>', '<name part="first">Maria</name><name part="middle">from Best Agency</name><name part="last">Ochoa</name>'),
    "full and parts": D.replace('<name part="full">', '<name part="first">Maria</name><name part="last">Ochoa</name><name part="full">', 1),
    "title": D.replace("Maria Ochoa", "Mrs. Maria Ochoa"),
    "same number three times": D.replace("</phone>", '</phone><phone time="day">(310) 555-0142</phone><phone time="evening">13105550142</phone>'),
    "empty phones first": D.replace("<phone>", '<phone type="voice"></phone><phone/><phone type="cellphone">N/A</phone><phone>'),
    "filler phone": D.replace("<phone>", "<phone>0000000000</phone><phone>"),
    "extension": D.replace("310-555-0142", "310-555-0142 x204"),
    "StockNumber": D.replace("stock>", "StockNumber>"),
    "status in capitals": D.replace('status="used"', 'status="USED"'),
    "cpo": D.replace('status="used"', 'status="cpo"'),
    "condition instead of status": D.replace(' status="used"', "").replace("</vehicle>", "<condition>Used</condition></vehicle>"),
    "make within model": D.replace("<model>F-150", "<model>Ford F-150"),
    "empty trim, vin, price": D.replace("</vehicle>", '<trim></trim><vin>N/A</vin><price type="asking">0</price></vehicle>'),
    "offer and appraisal": D.replace("</vehicle>", '<price type="offer">20000</price><price type="appraisal">1</price></vehicle>'),
    "bare ampersand in a URL": D.replace("</vehicle>", "<imagetag>https://x.example/a?b=1&c=2&copy=3</imagetag></vehicle>"),
    "vendor's phone repeated": D.replace("</vendor>", "<contact><phone>310-555-0100</phone></contact></vendor>").replace("</phone></contact><comments>", "</phone><phone>310-555-0100</phone></contact><comments>"),
    "provider's e-mail repeated": D.replace("</provider>", "<email>help@carbarn.example</email></provider>").replace("<email>m.", "<email>help@carbarn.example</email><email>m."),
    "type of lead as id": D.replace('<id sequence="1"', '<id source="leadtype">Email</id><id sequence="1"'),
    "id in sequence": D.replace('<id sequence="1" source="CarBarn">CB-1</id>', '<id sequence="CB-1" source="CarBarn"></id>'),
    "ids elsewhere": D.replace("<contact>", "<id>99</id><contact>").replace("<vendorname>", "<id>77</id><vendorname>").replace("<year>", "<id>55</id><year>"),
    "another party's id first": D.replace('<id sequence="1"', '<id sequence="2" source="Exchange">EX-99</id><id sequence="1"'),
    "site's name as vendorname": D.replace("<vendorname>Westside Ford</vendorname>", '<vendorname>CarBarn</vendorname><contact><name part="full">Westside Ford</name></contact>'),
    "vendor's name only in its contact": D.replace("<vendorname>Westside Ford</vendorname>", '<contact><name part="full" type="business">Westside Ford</name></contact>'),
    "provider's name without part": D.replace(PROVIDER, "<provider><name>CarBarn</name><service>CarBarn</service></provider>"),
    "provider's name in a contact": D.replace(PROVIDER, '<provider><contact><name part="full">CarBarn</name></contact></provider>'),
    "no provider": D.replace(PROVIDER, ""),
    "fraction of seven digits": D.replace("09:22:10-05:00", "09:22:10.1234567-05:00"),
    "hard wrapped in a tag": D.replace("<vendorname>", "<vendor\nname>").replace('part="full"', '\npart="full"\n'),
    "second contact": D.replace("</contact><comments>", '</contact><contact><name part="full">Joe Ochoa</name><phone>310-555-0177</phone></contact><comments>'),
    "primary contact second": D.replace("<customer><contact>", '<customer><contact><name part="full">Joe Ochoa</name><phone>310-555-0177</phone></contact><contact primarycontact="1">'),
    "preferred number first": D,
    "twice in one text": D + "\n" + D,
}  # fmt: skip


@pytest.mark.parametrize("name", CARRIED)
def test_a_deviation_changes_nothing(name: str) -> None:
    lead = one(CARRIED[name])
    assert same(lead), lead


HTML = {
    "escaped": "<html><body>" + html.escape(D).replace("\n", "<br>\n") + "</body></html>",
    "escaped, no quotes escaped": "<pre>" + html.escape(D, quote=False) + "</pre>",
    "a paragraph a line": "".join(f"<p>{html.escape(line)}</p>" for line in D.split("\n")),
    "escaped twice": "<div>" + html.escape(html.escape(D)) + "</div>",
    "numeric": "<div>" + D.replace("<", "&#60;").replace(">", "&#62;") + "</div>",
    "raw in the page": f"<html><body>{D}</body></html>",
    "raw with breaks": "<html><body>" + D.replace("\n", "<br>\n").replace("><", "><br><") + "</body></html>",
    "in a comment": f"<html><!-- Body: {D} --><body><p>New lead</p></body></html>",
    "with non-breaking blanks": "<div>" + html.escape(D).replace("\n", "<br>&nbsp;&nbsp;") + "</div>",
}


@pytest.mark.parametrize("name", HTML)
def test_adf_in_a_page(name: str) -> None:
    assert same(one(HTML[name], "text/html")), HTML[name]


def test_text_page_and_attachment_are_one_lead() -> None:
    parts = (
        Part("text/plain", D),
        Part("text/html", HTML["escaped"]),
        Part("application/x-adf+xml", D, "lead.adf", is_attachment=True),
    )
    assert len(adf.read(MailDocument(parts=parts), Known())) == 1


def test_several_documents_and_prospects_are_several_leads() -> None:
    other = D.replace("CB-1", "CB-2").replace("m.ochoa", "j.pike").replace("310-555-0142", "310-555-0155")
    assert [lead.provider_lead_id for lead in read(D + other)] == ["CB-1", "CB-2"]
    inner = other[other.index("<prospect") : other.index("</adf>")]
    assert [lead.provider_lead_id for lead in read(D.replace("</adf>", inner + "</adf>"))] == ["CB-1", "CB-2"]


ABSENT = [
    "",
    "null",
    "N/A",
    "none",
    "unknown",
    "Not specified",
    "--",
    "NULL",
    "n/a",
    "Not Provided",
    "Customer did not specify",
]


@pytest.mark.parametrize("word", ABSENT)
def test_words_that_say_nothing_are_left_out(word: str) -> None:
    lead = one(document(
        vehicle=f"<vehicle><year>{word}</year><make>Ford</make><model>{word}</model><trim>{word}</trim><vin>{word}</vin><stock>{word}</stock></vehicle>",
        customer=f"<customer><contact><name part='first'>Cody</name><name part='last'>{word}</name><email>{word}</email><phone>{word}</phone>"
        f"<address><street>{word}</street><city>{word}</city><regioncode>{word}</regioncode><postalcode>{word}</postalcode></address></contact>"
        f"<comments>{word}</comments></customer>",
        vendor=f"<vendor><vendorname>{word}</vendorname></vendor>",
    ))  # fmt: skip
    assert lead.vehicles == (Vehicle(make="Ford"),)
    customer = lead.customer
    assert (customer.full_name, customer.first_name, customer.last_name) == ("Cody", "Cody", None)
    assert not any(
        (customer.emails, customer.phones, customer.street, customer.city, customer.region, customer.postal_code)
    )
    assert lead.comments is None
    assert lead.location is None


def test_the_trade_in_may_come_first() -> None:
    own = '<vehicle interest="trade-in"><year>2012</year><make>Honda</make><model>Fit</model><price type="appraisal">3000</price></vehicle>'
    lead = one(document(vehicle=own + VEHICLE))
    assert [v.interest for v in lead.vehicles] == ["trade-in", "buy"]
    assert lead.vehicles[0].price is None
    assert lead.wanted is not None
    assert lead.wanted.stock == "P1"


@pytest.mark.parametrize(
    ("text", "year"), [("2015-2018", None), ("22", 2022), ("'09", 2009), ("2021", 2021), ("Model year 2020", 2020)]
)
def test_years(text: str, year: int | None) -> None:
    assert one(document(vehicle=f"<vehicle><year>{text}</year><make>Kia</make></vehicle>")).vehicles[0].year == year


def test_prices_by_type() -> None:
    prices = '<price type="msrp">$40,000</price><price type="offer">30000</price><price type="asking" currency="USD">$38,900.00</price>'
    assert one(document(vehicle=VEHICLE.replace("</vehicle>", prices + "</vehicle>"))).vehicles[0].price == 38900


def test_a_known_store_is_preferred() -> None:
    vendor = '<vendor><vendorname>Sunset Auto Group</vendorname><contact><name part="full">Westside Ford</name></contact></vendor>'
    assert one(document(vendor=vendor), known=Known(stores=("Westside Ford",))).location == "Westside Ford"


def test_the_poster_is_an_individual_of_the_vendor() -> None:
    person = (
        '<contact><name part="full" type="individual">{}</name><email>x@westside.example</email></contact></vendor>'
    )
    assert one(document(vendor=VENDOR.replace("</vendor>", person.format("Josh Lind")))).posted_by == "Josh Lind"
    assert one(document(vendor=VENDOR.replace("</vendor>", person.format("Internet Sales Manager")))).posted_by is None


def test_the_dealerships_own_numbers_are_not_the_customers() -> None:
    lead = one(document(), known=Known(phones=("+13105550142",), emails=("m.ochoa@example.com",)))
    assert lead.customer.phones == ()
    assert lead.customer.emails == ()


def test_label_lines_tell_the_vehicle_behind_a_placeholder() -> None:
    vehicle = "<vehicle><make>HARLEY-DAVIDSON</make><model>Full Line</model></vehicle>"
    comment = "Inventory Item: 2023 Harley-Davidson Road Glide&lt;br/&gt;\nStock #: U604\nVIN: 1HD1KRM19PB604410\nMessage: Do you ship?\nOk to text: yes"
    lead = one(document(vehicle=vehicle, customer=f"<customer>{CONTACT}<comments>{comment}</comments></customer>"))
    assert lead.vehicles == (
        Vehicle(year=2023, make="Harley-Davidson", model="Road Glide", stock="U604", vin="1HD1KRM19PB604410"),
    )
    assert lead.comments == "Do you ship?"


def test_comments_with_a_colon_stay_whole() -> None:
    words = "My question: does it tow? Call after 5: 310-555-0142"
    assert one(document(customer=f"<customer>{CONTACT}<comments>{words}</comments></customer>")).comments == words


def test_escaped_twice_and_strays() -> None:
    words = "R&amp;amp;B Drywall &amp;lt;3 it &lt;10k miles & a < b"
    assert (
        one(document(customer=f"<customer>{CONTACT}<comments>{words}</comments></customer>")).comments
        == "R&B Drywall <3 it <10k miles & a < b"
    )


def test_address_forms() -> None:
    address = '<address><street line="1">1 Main St</street><street line="2">Apt 2</street><city>TROIS-RIVIERES</city><state>Québec</state><zip>g8z1a1</zip><country>Canada</country></address>'
    customer = one(
        document(customer=f"<customer>{CONTACT.replace('</contact>', address + '</contact>')}</customer>")
    ).customer
    assert (customer.street, customer.region, customer.postal_code, customer.country) == (
        "1 Main St, Apt 2",
        "QC",
        "G8Z 1A1",
        "CA",
    )


def test_nothing_but_tags_is_no_lead() -> None:
    assert read("<adf><prospect></prospect></adf>") == ()
    assert read("we use <adf> at work") == ()
    assert read("<adf><prospect><customer><contact></contact></customer></prospect></adf>") == ()
