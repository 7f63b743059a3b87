"""What a label means: its words, in English, Spanish or French, understood one by one rather than as exact strings."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import re2

_LABEL_CAP = 120

# Each tag with the words that carry it. A word may carry several tags; accents are stripped before.
_TAGGED = {
    "phone": "ph phonenumber phonenum phone phones telephone telephones telefono telefonos tel tels tlf fone ph phonenumber cell cellphone cellular mobile mobil "
    "celular movil cel cellulaire portable whatsapp telephonique landline callback telephonenumber mobilephone handphone sms",
    "call": "call calls llamada appel text texto texter call/text llamar",
    "fax": "fax telecopieur telecopie facsimile",
    "email": "em email emails mail mails correo courriel courriels mel emailaddress mailto",
    "name": "realname name names nombre nombres nom noms fullname nome named",
    "first": "first given fore firstname forename prenom prenoms fname pila primer givenname",
    "last": "last surname surnames family apellido apellidos lastname lname famille familyname familia paterno",
    "middle": "middle middlename mi segundo initial materno",
    "full": "full complete completo complet",
    "prefix": "salutation prefix honorific titulo civilite tratamiento",
    "suffix": "suffix",
    "company": "company business organization organisation empresa entreprise compania compagnie firm",
    "address": "address addr adresse direccion domicilio street calle rue mailing calle",
    "line": "line ligne linea line1 1 street1 address1 addressline1",
    "apt": "apt apartment suite unit2 line2 address2 street2 appartement departamento depto",
    "city": "city town ciudad ville municipality localidad poblacion municipio municipalite locality village",
    "region": "state province region estado provincia prov departement st",
    "postal": "codigo zip zipcode postal postcode postalcode cp plz zip/postal codigopostal codepostal zip4 zippostal",
    "county": "county condado comte",
    "country": "country pais pays",
    "lives": "lives live living resides near hometown vive habite based located situe ubicado ubicacion residence",
    "vehicle": "ride vessel veh craft pwc jetski vehicle vehicles vehiculo vehiculos vehicule vehicules car cars auto autos truck boat bike motorcycle motorcycles rv "
    "carro coche camioneta voiture moto motocicleta motocyclette bateau automobile veh camion unidad roulotte camper trailer motorhome "
    "atv utv snowmobile motoneige van suv bato watercraft machine coach unit inventory yacht remolque unite",
    "listing": "listing ad advert advertisement anuncio annonce item headline post posting oferta",
    "title": "title titulo titre headline",
    "interest": "wants interest interested intere interes interesa interesado interesada interet desired requested wanted considering selected inquiring desire souhaite "
    "deseado interesse interessee want looking regarding re about see drive choose prefer like buscando",
    "year": "year yr ano annee yyyy anio modelyear",
    "make": "make manufacturer brand marca marque fabricant builder mfr mfg oem fabricante",
    "model": "model modelo modele models mdl modelname",
    "trim": "trim version submodel finition acabado trimlevel trims edition",
    "series": "series serie",
    "stock": "stock stk stck stockno stocknumber stocknum inventario inventaire sku stockid stk# invno stocknr",
    "vin": "vin niv vin# vinnumber chasis chassis vehicleidentificationnumber identification",
    "hull": "hull hin",
    "serial": "serial",
    "price": "prc ask price prix precio msrp asking pricing listprice saleprice cost askingprice internetprice prix",
    "buynow": "buy now",
    "condition": "condition condicion etat newused new/used neworused usednew",
    "new": "new nuevo nuevos neuf neufs",
    "used": "used usado usados occasion preowned usage",
    "type": "type tipo genre class classe clase kind category categoria categorie",
    "mileage": "miles mileage odometer km kms kilometrage kilometraje millaje kilometers kilometres odometre recorrido",
    "hours": "hours heures horas",
    "color": "color colour couleur exterior interior exterieur interieur colors",
    "body": "body transmission engine moteur motor drivetrain fuel carroceria transmision carrosserie drive doors length longueur cylinders "
    "wheelbase displacement options features equipment packages sleeps slideouts gvwr torque horsepower beam draft",
    "comments": "comments comment commentaire commentaires comentario comentarios message messages mensaje mensajes notes note nota "
    "notas remarks remark remarque remarques observaciones feedback msg consulta precisions commentary wrote says said escribio ecrit memo "
    "special instructions requests particulieres",
    "question": "question questions pregunta preguntas query inquiry enquiry demande solicitud request",
    "else": "else anything additional more further other supplementaire adicional adicionales autre autres otro know savoir saber help helping "
    "mas aider ayudar ayudarle share tell",
    "summary": "summary resumen resume summarized synopsis recap",
    "transcript": "transcript transcription transcripcion conversation clavardage",
    "voicemail": "voicemail",
    "lead": "lead leads prospect prospects prospecto prospectos",
    "deal": "booking inquiry enquiry request reference ref application chat conversation ticket case confirmation submission entry question message "
    "certificate folio demande solicitud dossier opportunity quote appraisal transaction response reservation order consulta event contact "
    "soumission cotizacion referral cita oportunidad registro tracking correlation record solicitation reponse caso cas certificado enquiry session",
    "id": "uid id no num number numero num# code ident identifier identificador identifiant guid uuid nr nbr ids ident.",
    "refword": "folio reference certificate leadid ref dossier inquiryid requestid referencia confirmation refno certificado referencenumber",
    "otherid": "ad listing item vehicle dealer account form campaign store user page device adset adgroup product customer client template member "
    "site organization lot location unit partner group fb session tracking anuncio publisher seller visitor",
    "date": "date datetime fecha dated timestamp ts fechahora jour day",
    "time": "time hora heure horario at",
    "received": "rcvd booked received submitted created requested recibido recue recu soumis soumise issued started sent enviado envoye creation "
    "captured generated began added entered opened cree creee creado recepcion reception envio when submission start occurred arrived",
    "timezone": "timezone zone",
    "notdate": "birth dob birthday nacimiento naissance appointment preferred expires expiry expiration expire until purchase buy available availability "
    "best move timeframe visit cita follow due cancel desired rendezvous visita delivery pickup expected planned prefered birthdate next employment hire start_date moved",
    "store": "dlr broker retailer distribuidor franchise dealer dealership store location lot branch showroom sucursal concesionario concesionaria agencia tienda concessionnaire concession "
    "succursale magasin seller vendor rooftop dealername vendorname sede lieu marina ubicacion site",
    "office": "office bureau oficina",
    "poster": "poster salesperson salesman saleswoman consultant advertiser vendedor vendedora vendeur vendeuse annonceur asesor asesora "
    "representative rep agent representant representante conseiller conseillere anunciante",
    "posted": "posted listed publicado publie affiche placed published annonce inscrit",
    "by": "by par por",
    "source": "source website web provider origen fuente provenance origine portal via channel referrer leadsource sitio fournisseur platform canal",
    "customer": "bidder rider driver replier respondent responder inquirer purchaser traveler camper boater captain enquirer individual conducteur chauffeur conductor customer client cliente clienta buyer comprador compradora acheteur acheteuse shopper consumer visitor visitante visiteur applicant "
    "demandeur demandeuse cust sender requester borrower guest caller primary solicitante consumidor interesado interesada submitter purchaser "
    "member inquirer user subscriber usuario consommateur consommatrice contact contacto person personal personales emprunteur requerant llamante "
    "appelant coordonnees datos guest",
    "from": "from de",
    "co": "coapplicant coapp co coborrower cobuyer joint spouse conyuge conjoint secondary cosigner codemandeur cosolicitante co-applicant cobuyer "
    "codeudor coemprunteur coacheteur",
    "employer": "employer employment employeur empleador empleo emploi job occupation supervisor trabajo travail income ingresos revenu work",
    "otherperson": "relative landlord references emergency lienholder insurance insurer bank banco banque nearest lender proprietaire arrendador familiar",
    "support": "support help helpline assistance fraud billing hotline customerservice soporte soutien ayuda aide",
    "trackingline": "called rang dialled tracking dialed forwarded forwarding destination routed ring target dnis termination transferred answering marcado compose transfere redirige",
    "home": "home casa domicile maison residence",
    "daytime": "day daytime evening night primary alternate alternative secondary best preferred other work business mobile day/evening contact jour soir dia noche "
    "prefere preferido principal autre alterno trabajo travail oficina bureau",
    "callerid": "callerid caller ani appelant llamante clid",
    "trade": "echanger appraised trading valued evalue evaluado trade tradein trades exchange echange cambio intercambio reprise appraisal appraise evaluation avaluo permuta tradeinvehicle permutar canje",
    "own": "current currently owned own sell selling actual actuel actuelle vender vendre owner's",
    "link": "url link href enlace lien page permalink uri sourceurl",
    "tech": "ip agent browser user-agent useragent referer device gclid utm fbclid cookie session os navegador navigateur adresse-ip",
    "consent": "consent opt optin optout agree terms subscribe newsletter privacy tcpa permission authorization acepto accepte unsubscribe",
    "money": "payment down budget finance financing term apr offer income amount monthly mensualite mensualidad enganche presupuesto loan credit "
    "rate equity payoff owed owe value valor valeur range max maximum min minimum estimate deposit pago paiement comptant oferta offre score fico ssn "
    "balance residual target low high adjusted average market savings rebate discount tax fee fees insured wholesale",
    "secret": "ssn sin social nas nss license licence licencia permis routing cvv password securite dob birthday birthdate",
    "preference": "moment momento preferred preference method way best prefer prefere preferida preferido prefer contact mode medio moyen",
    "duration": "duration length talk duree duracion seconds",
    "status": "status result disposition outcome stage rating score estatus statut resultado temperature",
    "filler": "words wrote they reach description subject sales lista podemos qui pouvons nous podriamos puede pueden del al sale internet list listed advertised published your the a an of for to electronic is are you my our their its his her this that and or do does did what which who would will can could we us "
    "how in on at le la les l un une de des du d el los las su sus tu tus votre vos y et ou o e en con para por cual cuales que quel quelle quels quelles "
    "please enter provide have has any here if applicable new details detail info information informacion informations detalles about data section block avez vous "
    "tiene usted be with as i were was looking may it s next driving now today am me un hay donde comment profile est electronico electronique remote plan reported window gross monthly level powered "
    "delivery housing rating sent street2 no. nbsp dear following below full shopping",
}  # fmt: skip


def _words_by_tag() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for tag, words in _TAGGED.items():
        for word in words.split():
            table.setdefault(word, set()).add(tag)
    return {word: frozenset(tags) for word, tags in table.items()}


_TAGS = _words_by_tag()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a label means: which field, and whose."""

    field: str
    """name, first_name, last_name, middle_name, prefix, company, email, phone, fax, street, street2, city, region, postal_code,
    country, county, place, address, vehicle, year, make, model, trim, stock, vin, price, condition, mileage, comments, summary,
    transcript, lead_id, requested_at, date, time, location, posted_by, source, page_url, lead_type, trade_flag, secret, person, or
    `property` for anything else."""
    whose: str | None = None
    """customer, store, poster, co, employer, other, site, tracking, trade, vehicle; None where the label does not say."""
    complete: bool = False
    """True where every word of the label is understood, so that it is a label even without a colon."""


@dataclass(frozen=True, slots=True)
class Section:
    """What a heading opens: whose data follow."""

    kind: str
    """customer, vehicle, trade, store, poster, co, employer, other, comments, transcript, meta, finance, site."""


def plain(text: str) -> str:
    """Lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=4096)
def label_words(label: str) -> tuple[str, ...]:
    """The words of a label: camelCase and snake_case taken apart, marks and remarks in brackets dropped, `#` as `number`."""
    text = re2.sub(r"([a-z0-9])([A-Z])", r"\1 \2", label[:_LABEL_CAP])
    text = plain(text)
    text = re2.sub(r"\(?(?:required|optional|obligatoire|facultatif|requerido|obligatorio|opcional)\)?", " ", text)
    text = re2.sub(r"e[-\s_]mail", "email", text)
    text = text.replace("#", " number ").replace("nº", " number ").replace("n°", " number ").replace("no.", " number ")
    text = re2.sub(
        r"co[-\s_](applicant|buyer|borrower|signer|demandeur|solicitante|emprunteur|acheteur)", r"co \1", text
    )
    text = re2.sub(r"pre[-\s_]owned", "preowned", text)
    text = re2.sub(r"trade[-\s_]?in", "trade", text)
    text = re2.sub(r"user[-\s_]agent", "useragent", text)
    text = re2.sub(r"\b(?:de )?(?:toma )?a cuenta\b|\ben echange\b", " trade ", text)
    words = re2.findall(r"[a-z0-9]+", text)
    whole = re2.sub(r"[^a-z]", "", plain(label[:_LABEL_CAP]))
    if len(words) > 1 and whole in _TAGS and " " not in label.strip():
        return (whole,)  # WhatsApp, ZipCode
    return tuple(words)


@lru_cache(maxsize=4096)
def understand(label: str) -> Meaning:
    """The meaning of a label. `property` where nothing is understood."""
    words = label_words(label)
    if not words:
        return Meaning("property")
    if "(" in label and label.rstrip().endswith(")") and not all(word in _TAGS for word in words):
        words = label_words(label[: label.rindex("(")]) or words  # a remark: “Transcript (beta, 92% confidence)”
    tags = [_TAGS.get(word, frozenset()) for word in words]
    held: set[str] = set().union(*tags)
    complete = len(words) <= 9 and all(tags)
    field, whose = _field(words, tags, held, label)
    if field == "property" and not complete:
        return Meaning("property", whose)
    return Meaning(field, whose, complete)


# Labels that are a question word alone, or a word that is a label only when it stands alone.
_ASKED: dict[tuple[str, ...], tuple[str, str | None]] = {
    ("who",): ("person", "customer"), ("quien",): ("person", "customer"), ("qui",): ("person", "customer"),
    ("how", "reach"): ("phone", None), ("reach",): ("phone", None), ("contact", "at"): ("phone", None),
    ("where",): ("place", "customer"), ("donde",): ("place", "customer"), ("ou",): ("place", "customer"),
    ("what",): ("vehicle", None), ("que",): ("vehicle", None), ("quoi",): ("vehicle", None),
    ("why",): ("comments", "customer"), ("details",): ("comments", "customer"), ("detalles",): ("comments", "customer"),
    ("style",): ("trim", None), ("says",): ("comments", "customer"), ("bidder", "says"): ("comments", "customer"),
    ("reach", "at"): ("phone", None), ("contact", "via"): ("property", None), ("ships",): ("place", "customer"),
    ("home", "port"): ("place", "customer"), ("lives",): ("place", "customer"), ("at",): ("place", "customer"),
    ("interested", "party"): ("person", "customer"), ("in", "their", "words"): ("comments", "customer"), ("what", "they", "wrote"): ("comments", "customer"),
    ("unit",): ("vehicle", None), ("re", "unit"): ("vehicle", None), ("lying",): ("property", "vehicle"),
    ("relationship",): ("property", "co"), ("alias",): ("property", None),
    ("regarding",): ("vehicle", None), ("re",): ("vehicle", None),
    ("when",): ("requested_at", None), ("cuando",): ("requested_at", None), ("quand",): ("requested_at", None),
}  # fmt: skip


def _whose(words: tuple[str, ...], held: set[str]) -> str | None:
    if "co" in held and ("customer" in held or len(words) <= 3):
        return "co"
    if "trackingline" in held and not (set(words) & {"id"}):
        return "tracking"
    if held & {"employer"} and not ({"work"} >= {w for w in words if "employer" in _TAGS.get(w, ())}):
        return "employer"
    if "otherperson" in held:
        return "other"
    if "support" in held and held & {"phone", "email", "call"} and "else" in held and "customer" not in held:
        return "site"
    if "poster" in held or (
        "contact" in words
        and set(words) & {"sales", "listing", "seller", "ad"}
        and not held & {"phone", "email", "name"}
    ):
        return "poster"
    if "posted" in held and "by" in held:
        return "poster"
    if set(words) & {"driving", "drive", "own", "have", "conduce", "maneja", "conduisez"} and set(words) & {
        "now",
        "currently",
        "today",
        "actualmente",
        "actuellement",
        "current",
    }:
        return "trade"
    if "trade" in held or ("own" in held and held & {"vehicle", "year", "make", "model", "trim", "mileage"}):
        return "trade"
    if "customer" in held or (set(words) & {"lead", "prospect", "your", "votre", "su", "tu"} and "store" not in held):
        return "customer"
    if "store" in held or ("office" in held and ("listing" in held or len(words) == 1)):
        return "store"
    if (
        "vehicle" in held
        and set(words) & {"their", "his", "her", "customers", "consumers", "sellers", "owners"}
        and "interest" not in held
    ):
        return "trade"
    if held & {"vehicle", "listing"} and not set(words) & {"location", "office"}:
        return "vehicle"
    return None


def _field(words: tuple[str, ...], tags: list[frozenset[str]], held: set[str], label: str) -> tuple[str, str | None]:
    whose = _whose(words, held)
    joined = " ".join(words)
    last = tags[-1]
    if "trackingline" in held and "call" not in held - {"call"} and whose == "tracking":
        return "property", "tracking"
    if (
        "secret" in held or "birth" in words or "nacimiento" in words or "naissance" in words
    ) and "comments" not in held:
        return "secret", whose
    if held & {"consent"} and "comments" not in held:
        return "property", whose
    if len(words) <= 4 and (asked := _ASKED.get(tuple(w for w in words if w not in {"to", "de", "you"}))):
        return asked
    return (
        _identity(words, held, whose, last)
        or _ids(words, held, whose)
        or _dates(words, held, whose)
        or _people(words, held, whose, joined)
        or _vehicle(words, held, whose, joined, last)
        or _talk(words, held, whose, joined, label)
        or _roles(words, held, whose)
        or ("property", whose)
    )


def _identity(
    words: tuple[str, ...], held: set[str], whose: str | None, last: frozenset[str]
) -> tuple[str, str | None] | None:
    if "tech" in held and held & {"tech"} and not held & {"poster", "name", "phone", "email"}:
        return "property", "site"
    if "fax" in held:
        return "fax", whose
    if set(words) <= {
        "home",
        "work",
        "day",
        "daytime",
        "evening",
        "night",
        "office",
        "casa",
        "trabajo",
        "oficina",
        "domicile",
        "maison",
        "travail",
        "bureau",
        "business",
        "primary",
        "secondary",
        "alternate",
        "soir",
        "jour",
    }:
        return "phone", whose if whose in {"co", "poster"} else None
    asks_how = "preference" in held and (
        set(words)
        & {"method", "mode", "medio", "moyen", "way", "preference", "time", "hora", "heure", "by", "par", "por"}
    )
    if asks_how and not held & {"number"} and "id" not in held:
        return "property", whose
    if "email" in held and "time" not in held and not held & {"consent"}:
        return "email", whose
    if "callerid" in held and set(words) & {"id", "callerid", "ani", "number", "clid"}:
        return "caller", "customer"
    if "phone" in held and "time" not in held:
        if "type" in held:
            return "property", whose
        return "phone", whose
    if "call" in held and set(words) <= {"call", "text", "or", "at", "texto", "me", "appel", "sms"}:
        return "phone", whose
    if (
        set(words) & {"number", "numero"}
        and held & {"daytime", "home", "customer"}
        and not held & {"deal", "lead"} - {"deal"}
        and "otherid" not in held - {"otherid"}
        and set(words)
        & {
            "contact",
            "daytime",
            "evening",
            "home",
            "work",
            "best",
            "day",
            "night",
            "alternate",
            "mobile",
            "call",
            "casa",
            "contacto",
        }
    ):
        return "phone", whose
    return None


def _ids(words: tuple[str, ...], held: set[str], whose: str | None) -> tuple[str, str | None] | None:
    is_id = "id" in held
    if held & {"postal", "phone"} and "stock" not in held:
        return None
    if (
        set(words) & {"your", "su", "votre"}
        and set(words) <= {"your", "su", "votre", "ref", "reference", "referencia", "no", "number", "numero"}
        and len(words) > 1
    ):
        return "own_ref", None
    if "stock" in held and "photo" not in words:
        return "stock", whose
    if "hull" in held:
        return "property", "vehicle"
    if "vin" in held:
        return "vin", whose
    if is_id and ({"series"} & held or "serial" in held) and not {"deal", "lead"} & held:
        return "vin", whose
    if not is_id:
        if set(words) & {"expires", "expiry", "expiration", "until"}:
            return "property", None
        if (
            "refword" in held
            and len(words) <= 2
            and not held & {"date", "time", "received", "address", "price", "money", "name"}
        ):
            return "lead_id", None
        return None
    if {"lead", "deal"} & held and not (held & {"name", "date", "phone"}):
        blockers = {w for w in words if "otherid" in _TAGS.get(w, ()) and "deal" not in _TAGS.get(w, ())}
        if not blockers:
            return "lead_id", None
        return "property", None
    if set(words) <= {"id", "no", "number", "numero", "num", "guid", "uuid"}:
        return "lead_id", None
    if set(words) & {"inventario", "inventaire", "inventory"} or (
        "vehicle" in held and set(words) & {"unit", "inventory", "unidad", "unite"}
    ):
        return "stock", whose
    if held & {"otherid", "source"}:
        return "property", None
    return None


def _dates(words: tuple[str, ...], held: set[str], whose: str | None) -> tuple[str, str | None] | None:
    if held & {"name", "address", "comments", "vehicle", "price"} - {"comments"}:
        return None
    dated = (held & {"date", "time"} and not set(words) & {"at"}) or "received" in held
    if not dated or held & {"year", "money", "own"}:
        return None
    if "notdate" in held and not (
        "received" in held
        and held & {"date", "time"}
        and not set(words) & {"best", "preferred", "appointment", "purchase"}
    ):
        return "property", whose
    if "timezone" in held or "duration" in held:
        return "property", whose
    if "received" in held or {"date", "time"} <= held or held & {"lead", "deal", "call"}:
        if "by" in held:
            return None
        return "requested_at", None
    if set(words) <= {"date", "fecha", "dated", "jour", "day", "timestamp", "ts", "datetime", "le", "de", "la"}:
        return ("requested_at" if set(words) & {"timestamp", "ts", "datetime"} else "date"), None
    if set(words) <= {"time", "hora", "heure", "de", "la", "l"}:
        return "time", None
    return "property", whose


def _people(words: tuple[str, ...], held: set[str], whose: str | None, joined: str) -> tuple[str, str | None] | None:
    blocked = set(words) & {
        "campaign", "form", "ad", "adset", "file", "page", "user", "username", "domain", "host", "screen", "product", "event", "display",
        "group", "account", "bank", "nickname", "usuario", "campana", "campagne", "formulaire", "formulario", "adgroup", "list", "utilisateur",
    }  # fmt: skip
    if (
        "name" in held
        and held & {"city", "region", "country", "county", "address"}
        and not held & {"first", "last", "full", "customer", "company"}
    ):
        return _places(words, held, whose)
    if "name" in held or (
        {"first", "last"} & held and not held & {"time", "contacted", "visit", "date", "vehicle", "model"}
    ):
        if blocked:
            return (
                ("user_name", whose)
                if set(words) & {"username", "user", "screen", "nickname", "usuario", "utilisateur"}
                else ("property", None)
            )
        if "company" in held:
            return "company", whose
        if whose == "store":
            return "location", "store"
        if held & {"source"} and "customer" not in held:
            return "source", None
        if held & {"make", "model", "trim", "vehicle", "listing"} and "name" in held:
            return None
        if "first" in held and "name" in held and set(words) & {"and", "y", "et"} and len(words) == 3:
            return "name", whose
        if (
            ("first" in held or "name" in held)
            and "last" in held
            and set(words) & {"and", "y", "e", "et", "first", "prenom"}
        ):
            if len(words) > 1 and words not in {("first", "name"), ("last", "name")}:
                return "name", whose
        if "first" in held:
            return "first_name", whose
        if "last" in held and not (
            set(words) & {"last"} and "name" not in held and "customer" not in held and len(words) > 1
        ):
            return "last_name", whose
        if "middle" in held:
            return "middle_name", whose
        if "name" in held:
            return "name", whose
    if "prefix" in held and len(words) <= 2:
        return "prefix", whose
    if "suffix" in held:
        return "suffix", whose
    if "middle" in held and len(words) <= 2 and held & {"middle"} and set(words) & {"middle", "initial"}:
        return "middle_name", whose
    if "company" in held:
        return "company", whose
    return _places(words, held, whose)


def _places(words: tuple[str, ...], held: set[str], whose: str | None) -> tuple[str, str | None] | None:
    parts = [tag for tag in ("city", "region", "postal") if tag in held]
    if len(parts) > 1:
        return ("postal_code", whose) if parts == ["region", "postal"] and False else ("place", whose)
    if (
        "address" in held
        and "source" not in held
        and set(words).isdisjoint({"ip", "web", "url", "time", "years", "months", "how", "previous", "since"})
    ):
        if held & {"apt"} or set(words) & {"2"}:
            return "street2", whose
        return ("address" if not parts else "place"), whose
    if "postal" in held:
        return "postal_code", whose
    if "city" in held:
        return "city", whose
    if "country" in held:
        return "country", whose
    if "county" in held:
        return "county", whose
    if "apt" in held and len(words) <= 2:
        return "street2", whose
    if "region" in held and (len(words) <= 3):
        return "region", whose
    if (
        set(words)
        & {
            "located",
            "based",
            "ubicado",
            "situe",
            "ubicacion",
            "lives",
            "live",
            "near",
            "hometown",
            "vive",
            "habite",
            "resides",
        }
        and len(words) <= 4
    ):
        return "place", "customer"
    if "customer" in held and set(words) & {"location", "ubicacion", "lieu"}:
        return "place", "customer"
    return None


def _vehicle(
    words: tuple[str, ...], held: set[str], whose: str | None, joined: str, last: frozenset[str]
) -> tuple[str, str | None] | None:
    if set(words) <= {"listed", "asking", "at", "for"}:
        return "price", whose
    if "buynow" in held and {"buy", "now"} <= set(words):
        return "price", whose
    if (
        "price" in held
        and not held & {"money"} - {"money"}
        and set(words).isdisjoint(
            {
                "range",
                "max",
                "maximum",
                "min",
                "target",
                "offer",
                "trade",
                "your",
                "desired",
                "budget",
                "drop",
                "alert",
                "quote",
                "match",
                "request",
                "best",
                "negotiable",
            }
        )
    ):
        return "price", whose
    if "price" in held:
        return "property", whose
    if "condition" in held or ({"new", "used"} <= held):
        if set(words) <= {"etat", "l", "d"} or True:
            return "condition", whose
    if "vehicle" in held and "type" in held and "trade" not in held:
        return "condition", whose
    if (
        "trade" in held
        and set(words) & {"have", "do", "tiene", "avez", "any", "interested", "flag"}
        and not held & {"year", "make", "model"}
    ):
        return "trade_flag", "trade"
    if "mileage" in held and not held & {"distance"}:
        return "mileage", whose
    if "hours" in held and len(words) <= 2:
        return "property", "vehicle"
    combos = [tag for tag in ("year", "make", "model", "trim") if tag in held]
    if combos == ["year", "model"] and len(words) == 2 and not set(words) & {"modelyear"}:
        combos = ["year"]  # “Model year”
    if len(combos) >= 2:
        return "vehicle", whose
    if combos:
        if combos[0] == "make" and len(words) > 3 and "interest" not in held and "vehicle" not in held:
            return None
        if combos == ["year"] and set(words) & {"employment", "at", "years"}:
            return None
        if combos == ["model"] and "interest" in held:
            return "vehicle", whose
        return combos[0], whose
    if "series" in held and len(words) <= 2:
        return "trim", whose
    if ("body" in held and "comments" not in held) or "color" in held:
        return "property", "vehicle"
    if "money" in held:
        return "property", whose
    return None


def _talk(
    words: tuple[str, ...], held: set[str], whose: str | None, joined: str, label: str
) -> tuple[str, str | None] | None:
    if "link" in held:
        return "page_url", None
    if held & {"status", "duration"} and "comments" not in held:
        return "property", whose
    if "trade" in held and held & {"comments"} and "vehicle" not in held:
        return "property", "trade"
    if "transcript" in held and not held & {"summary"}:
        return "transcript", None
    if "summary" in held and not held & {"vehicle"}:
        return "summary", None
    if {"comments", "body"} <= held:
        return "comments", "customer"
    if "comments" in held and set(words).isdisjoint({"subject", "type", "dealer", "internal"}):
        return "comments", whose if whose in {"co", "store", "poster", "employer"} else "customer"
    if {"type"} & held and held & {"lead", "deal", "interest", "question"}:
        return "lead_type", None
    if set(words) <= {"type", "tipo"}:
        return "lead_type", None
    if "question" in held and "trade" not in held and not held & {"vehicle"} and (len(words) <= 3 or "else" in held):
        return "comments", "customer"
    if (
        "else" in held
        and set(words)
        & {
            "else",
            "help",
            "know",
            "anything",
            "additional",
            "more",
            "savoir",
            "saber",
            "aider",
            "ayudar",
            "ayudarle",
            "adicional",
            "supplementaire",
            "other",
            "tell",
            "share",
        }
        and not held & {"trade", "money"}
        and (
            set(words) & {"know", "else", "help", "savoir", "saber", "ayudar", "ayudarle", "aider"}
            or (held & {"filler"} and len(words) >= 2)
        )
    ):
        return "comments", "customer"
    return None


def _roles(words: tuple[str, ...], held: set[str], whose: str | None) -> tuple[str, str | None] | None:
    if whose == "poster":
        return "posted_by", "poster"
    if "trade" in held:
        return "vehicle", "trade"
    if "own" in held and "vehicle" in held:
        return "vehicle", "trade"
    if ("vehicle" in held and whose != "store") or (
        "listing" in held
        and whose != "store"
        and (
            "title" in held
            or (len(words) <= 2 and set(words) & {"listing", "ad", "item", "anuncio", "annonce", "post"})
        )
    ):
        if len(words) <= 6 or "interest" in held:
            return "vehicle", "vehicle" if "interest" in held and whose != "trade" else None
    if "interest" in held and set(words) & {
        "interested",
        "interest",
        "interes",
        "interet",
        "interesado",
        "interesada",
        "interesa",
        "regarding",
        "re",
    }:
        return "vehicle", None
    if (
        "interest" in held
        and len(words) <= 3
        and set(words)
        & {
            "looking",
            "see",
            "drive",
            "considering",
            "wants",
            "wanted",
            "about",
            "inquiring",
            "buscando",
            "viewing",
            "asking",
        }
    ):
        return "vehicle", None
    if (
        "interest" in held
        and set(words) & {"what", "which", "que", "cual", "quel", "quelle"}
        and all(w in _TAGS for w in words)
        and not held & {"money", "time", "date"}
    ):
        return "vehicle", whose if whose == "trade" else "vehicle"
    if whose == "trade":
        return "vehicle", "trade"
    if "store" in held or ("office" in held and ("listing" in held or len(words) == 1)):
        if set(words) <= {"site"} or set(words) <= {"site", "name"}:
            return "source", None
        return "location", "store"
    if "source" in held and len(words) <= 3 and "status" not in held:
        return "source", None
    if set(words) <= {"call", "llamada"}:
        return "phone", None
    if (
        "customer" in held
        or set(words) <= {"lead", "prospect", "prospecto", "from", "de", "new", "name"}
        or (
            set(words)
            & {"submitted", "sent", "requested", "asked", "written", "enviado", "solicitado", "envoye", "soumis"}
            and "by" in held
        )
    ):
        return "person", whose or "customer"
    if whose in {"co", "employer", "other"}:
        return "person", whose
    return None


@lru_cache(maxsize=1024)
def section_of(heading: str) -> str | None:
    """What a heading such as `Customer Information`, `TRADE-IN` or `Véhicule d'échange` opens; None where it opens nothing."""
    words = label_words(heading)
    if not words or len(words) > 8:
        return None
    held: set[str] = set().union(*(_TAGS.get(word, frozenset()) for word in words))
    unknown = sum(1 for word in words if word not in _TAGS)
    if unknown > len(words) / 2:
        return None
    whose = _whose(words, held)
    if whose in {"co", "employer", "other", "trade", "poster", "tracking"}:
        return whose
    if held & {"transcript"} and "summary" not in held:
        return "transcript"
    if held & {"comments"} or (
        held & {"question"} and unknown == 0 and not held & {"vehicle", "lead", "customer", "store"} and len(words) <= 3
    ):
        return "comments"
    if "summary" in held and not held & {"vehicle", "customer"}:
        return "comments"
    if held & {"money"} and not held & {"vehicle", "customer"}:
        return "finance"
    if whose == "customer" and not set(words) <= {"new", "lead", "prospect", "leads"}:
        return "customer"
    if set(words) <= {"in", "their", "own", "words", "customers", "shoppers", "buyers", "s"} and "words" in words:
        return "comments"
    if held & {"vehicle", "listing"} or (held & {"interest"} and unknown == 0 and len(words) <= 3):
        return "vehicle"
    if whose == "store":
        return "store"
    if held & {"tech", "link"} or (held & {"lead", "deal", "received", "source"} and unknown == 0):
        return "meta"
    if held & {"support"} and len(words) <= 3 and not held & {"else"}:
        return "site"
    return None
