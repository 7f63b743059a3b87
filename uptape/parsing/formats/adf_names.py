"""Other names that senders give to the elements of ADF 1.0: `streetline`, `FirstName`, `cell_phone`, `askingPrice`.

Names are compared by their letters and digits alone, so that `first_name`, `First-Name` and `firstName` are one.
"""

from __future__ import annotations

from functools import lru_cache

Meant = tuple[str, dict[str, str]]
"""The element that the specification has for it, and the attributes that the sender's name implies."""

STANDARD = frozenset(
    (
        "id", "requestdate", "year", "make", "model", "vin", "stock", "trim", "doors", "bodystyle", "transmission", "odometer",
        "condition", "imagetag", "price", "pricecomments", "name", "email", "phone", "street", "apartment", "city", "regioncode",
        "postalcode", "country", "comments", "description", "earliestdate", "latestdate", "vendorname", "service", "url",
        "method", "amount", "balance", "interiorcolor", "exteriorcolor", "preference", "optionname", "manufacturercode", "weighting",
    )
)  # fmt: skip


def _table(rows: dict[str, str]) -> dict[str, str]:
    return {name: meant for meant, names in rows.items() for name in names.split()}


_PARTS = _table(
    {
        "first": "first firstname fname givenname given forename custfirstname customerfirstname contactfirstname buyerfirstname prenom nombre",
        "last": "last lastname lname surname familyname family custlastname customerlastname contactlastname buyerlastname apellido apellidos",
        "middle": "middle middlename mi middleinitial",
        "suffix": "suffix namesuffix",
        "full": "fullname full displayname customername contactname buyername personname customerfullname wholename",
    }
)
_CONTACT = _table(
    {
        "email": "emailaddress mail emailaddr emailid primaryemail customeremail contactemail homeemail personalemail workemail correo courriel eml",
        "phone": "telephone tel phonenumber phoneno phonenum phone1 phone2 phone3 telephonenumber contactnumber contactphone customerphone"
        " primaryphone alternatephone altphone otherphone dayphone daytimephone eveningphone eveningtelephone nightphone callbacknumber bestphone telefono",
        "cellphone": "mobile cell cellphone mobilephone mobilenumber cellnumber cellular cellularphone mobileno celular sms textphone",
        "home": "homephone homenumber hometelephone hometel",
        "work": "workphone worknumber businessphone officephone worktelephone worktel",
        "fax": "fax faxnumber faxphone",
    }
)
_ADDRESS = _table(
    {
        "street": "street1 street2 streetline streetline1 streetline2 streetaddress streetaddress1 streetname address1 address2 addressline address1line"
        " addressline1 addressline2 line line1 line2 addr addr1 addr2 rue calle mailingstreet homestreet streetnumberandname",
        "apartment": "apt unit suite apartmentnumber aptnumber unitnumber",
        "city": "town cityname municipality locality ville ciudad homecity cityortown",
        "regioncode": "state province region statecode stateprovince prov st provincecode statename regionname regioncd administrativearea"
        " stateorprovince homestate estado stateabbr provincestate",
        "postalcode": "zip zipcode postal postcode zip5 zipcd postalcd zippostal ziporpostalcode codepostal codigopostal cp homezip zippostalcode",
        "country": "countrycode countryname nation",
    }
)
_VEHICLE = _table(
    {
        "year": "modelyear vehicleyear yr vehyear unityear",
        "make": "makename manufacturer brand vehiclemake makedesc makedescription vehmake unitmake oem",
        "model": "modelname vehiclemodel modeldesc modeldescription vehmodel unitmodel modelline",
        "trim": "trimlevel trimname style series submodel version vehicletrim trimdesc trimline stylename variant grade trimpackage",
        "stock": "stocknumber stockno stocknum stockid stk stknumber stkno inventorynumber inventoryid unitnumber stocknbr dealerstock stockcode sku"
        " vehiclestock vehiclestocknumber stocknumber1 stk1",
        "vin": "vinnumber vinnum vinno serialnumber vehicleidentificationnumber vin17 fullvin vehiclevin niv",
        "bodystyle": "body bodytype",
        "odometer": "mileage miles odometerreading kilometers km",
        "condition": "vehiclecondition newused neworused vehicletype stocktype usednew",
    }
)
_PRICES = _table(
    {
        "asking": "askingprice advertisedprice displayprice displayedprice pricetag ourprice dealerprice websiteprice listingprice currentprice price1",
        "": "listprice retailprice unitprice vehicleprice baseprice totalprice amountprice",
        "internet": "internetprice webprice onlineprice eprice",
        "sale": "saleprice salesprice sellingprice specialprice finalprice",
        "msrp": "msrp msrpprice stickerprice",
        "invoice": "invoiceprice invoice",
    }
)
_PROSPECT = _table(
    {
        "id": "leadid prospectid leadnumber leadno referenceid reference referencenumber leadref leadreference externalid externalleadid"
        " providerleadid inquiryid requestid uniqueid uniqueleadid leadguid ref leadidentifier submissionid transactionid confirmationnumber",
        "requestdate": "date leaddate created createddate createdate createdat datecreated timestamp submitted submittedat submitteddate"
        " submissiondate requestdatetime requesttime requestedat datetime leadcreated leadcreateddate leaddatetime receiveddate datereceived inquirydate datesubmitted",
    }
)
_TALK = frozenset(
    [
        "comment",
        "notes",
        "note",
        "message",
        "remarks",
        "remark",
        "customercomments",
        "customercomment",
        "customermessage",
        "customernotes",
        "customernote",
        "question",
        "questions",
        "inquiry",
        "enquiry",
        "leadcomments",
        "leadnotes",
        "usercomments",
        "buyercomments",
        "commentary",
        "additionalcomments",
        "commenttext",
        "messagetext",
        "inquirytext",
        "comentarios",
        "mensaje",
        "commentaires",
        "requestcomments",
        "shoppercomments",
    ]
)
_VENDOR = frozenset(
    [
        "dealername",
        "dealershipname",
        "storename",
        "dealer",
        "dealership",
        "store",
        "retailer",
        "retailername",
        "rooftop",
        "locationname",
        "vendorfullname",
        "sellername",
        "businessname",
    ]
)
_PROVIDER = frozenset(
    ["providername", "leadprovider", "leadsource", "source", "sourcename", "sitename", "website", "portal", "provider"]
)

GROUPS = {
    **dict.fromkeys(["buyer", "consumer", "shopper", "customerinfo", "customerinformation", "lead", "purchaser"], "customer"),
    **dict.fromkeys(["dealer", "dealership", "store", "retailer", "vendorinfo", "dealerinfo"], "vendor"),
    **dict.fromkeys(["leadprovider", "providerinfo", "leadsource"], "provider"),
    **dict.fromkeys(["contactinfo", "customercontact", "person", "contactinformation", "contactdetails", "primarycontact"], "contact"),
    **dict.fromkeys(["mailingaddress", "homeaddress", "addressinfo", "physicaladdress", "postaladdress", "streetaddressinfo"], "address"),
    **dict.fromkeys(["vehicleofinterest", "vehicleinfo", "desiredvehicle", "interestvehicle", "unit", "vehiclerequested"], "vehicle"),
    **dict.fromkeys(["tradein", "trade", "tradeinvehicle", "tradevehicle", "tradeininfo", "tradeinfo", "currentvehicle", "ownedvehicle"], "tradein"),
}  # fmt: skip
"""Groups under another name."""


def letters(tag: str) -> str:
    """A name in lower case without what parts its words."""
    return tag if tag.isalnum() else "".join(char for char in tag if char.isalnum())


@lru_cache(maxsize=1024)
def meant(tag: str, side: str) -> Meant | None:
    """The standard element that a sender's own name means where it stands; None where it means none.

    `tag` in lower case without prefix; `side`: prospect, vehicle, customer, contact, vendor, provider or address.
    """
    name = letters(tag)
    if side == "vehicle":
        return _of_vehicle(name)
    if name in _TALK:
        return "comments", {}
    if side == "address" and name in _ADDRESS:
        return _ADDRESS[name], {}
    if side == "prospect" and name in _PROSPECT:
        return _PROSPECT[name], {}
    if side == "vendor" and name in _VENDOR:
        return "vendorname", {}
    if side == "provider" and name in _PROVIDER:
        return "name", {}
    if side in ("vendor", "provider", "prospect") and (name in _PARTS and name != "fullname"):
        return None
    if name in _PARTS:
        return "name", {"part": _PARTS[name]}
    if name in _CONTACT:
        kind = _CONTACT[name]
        return ("email", {}) if kind == "email" else ("phone", {} if kind == "phone" else {"type": kind})
    if side != "prospect" and name in _ADDRESS:
        return f"address.{_ADDRESS[name]}", {}
    return None


def _of_vehicle(name: str) -> Meant | None:
    if name in _TALK:
        return "comments", {}
    if name in _PRICES:
        return "price", {"type": _PRICES[name]}
    told = _VEHICLE.get(name)
    return None if told is None else (told, {})
