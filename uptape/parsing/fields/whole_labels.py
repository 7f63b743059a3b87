"""Labels that mean something only as a whole: `Offered by`, `Sales person`, `Tell us about the condition`.

What a label means is otherwise understood from its words (`label_words.py`). A phrase stands here where its words alone
would tell nothing, or the wrong thing. Phrases are looked up by their plain words, so that `salesPerson`, `SALES_PERSON`
and `Sales person:` are one.
"""

from __future__ import annotations

from collections.abc import Iterator

from uptape.parsing.fields.label_words import label_words

# By field and whose: phrases, parted by semicolons.
_PHRASES: dict[tuple[str, str | None], str] = {
    ("person", "customer"): "vehicle owner; owner of vehicle; owner of the vehicle; car owner; current owner; titled owner; propietario del vehiculo; dueno del vehiculo; proprietaire du vehicule; watcher; saver; bidder name;"
    " requestor; reader; answered our ad; replied by; offered by; offer by; asked by; requested by; reserved by; registrant; attendee; participant;"
    " point of contact; poc; referred customer; friend; your friend; enthusiast; personne ressource; expediteur;"
    " registered owner; interested person; interested individual; inquiring party; scheduled by; filled in by; filled out by;"
    " completed by; persona interesada; persona de contacto; soumise par; demande par; reserve par; reservado por; ofertado por",
    ("name", "customer"): "registrant name; attendee name; participant name; requestor name; callback name; friend name;"
    " friend s name; registered owner name; name on application; name on reservation; name on lead; name given; name provided;"
    " a nombre de; au nom de; nombre del interesado; nom de l interesse; nom du demandeur",
    ("first_name", None): "f name; first nm; christian name; nombre de pila; name given first; petit nom",
    ("last_name", None): "l name; last nm",
    ("email", None): "write back to; adresse electronique; c elec; login email; mail id; e add; answer by email to",
    ("phone", None): "eve; eves; nite; best number text is fine; mob; mob no; mob number; alt phone; second phone; call back number; reach me at; number to call; whatsapp number;"
    " calling number; incoming number; tfno; alt cell; alt number; number 1; number 2; another phone; another number; line 2 phone;"
    " ring me at; call me on; call or text; text or call; numero a marcar; numero pour vous joindre; numero para llamar;"
    " ou vous joindre; donde llamarle; on file number; callback on",
    ("comments", "customer"): "is there anything else; tell us what you need; text of the inquiry; text of the enquiry;"
    " text of the message; text of the question; text of the request; text of message; in her words; in his words;"
    " in their own words; in customer s words; in customer s own words; message to dealer; message to the dealer; message to dealership;"
    " message to seller; message to the seller; message to store; note to dealer; note to the dealer; note to seller; note to the seller; message left;"
    " left message; left a message; reason for call; reason for contact; reason for inquiry; reason for enquiry;"
    " tell us about the condition; tell us about your vehicle; tell us about your vehicle s condition; describe the condition;"
    " asked; asks; question asked; they asked; customer asked; condition notes; condition comments; condition details; free text; observations; what they said; what they told us;"
    " anything we should know; mensaje al vendedor; mensaje para el vendedor; mensaje al concesionario; message au vendeur;"
    " message au concessionnaire; message pour le concessionnaire; texte du message; texte de la demande; texto del mensaje; texto de la consulta;"
    " raison de l appel; motif de l appel; motif; motivo de la llamada; motivo de contacto; what the customer wants to know;"
    " customer wants to know; wants to know; would like to know; quiere saber; veut savoir",
    ("vehicle", None): "ymm; y m m; vehicle viewed; viewed vehicle; chosen vehicle; reserved vehicle; vehicle reserved; vehicle chosen;"
    " vehicle to test drive; test drive vehicle; vehicle to drive; inquiry about; enquiry about; question about; inquiry on; inquiring on;"
    " vehicule recherche; vehicule essaye; which one; which unit; which boat; which bike; which rv; vehicle to see; wants to see;"
    " wants to drive; vehicle they want; vehicle they like; vehicle shown; vehicle clicked; unit viewed; viewed unit; unit in question;"
    " machine; machine of interest; vessel; rig; vehicle in question; auto deseado; vehiculo deseado; vehiculo solicitado; vehiculo consultado; vehiculo anunciado; vehicule demande;"
    " vehicule annonce; vehicule convoite; unite demandee",
    ("vehicle", "trade"): "trading something in; trading anything in; anything to trade; something to trade; got a trade; currently drives; existing vehicle; present vehicle; vehicle being traded; vehicle being traded in;"
    " vehicle to be traded; ride today; drives today; drives now; what do you drive; what do you drive now; what are you driving;"
    " what are you driving now; curr veh; lease return; leased vehicle; current lease; lease end vehicle; turning in; returning;"
    " year make model of your vehicle; year make and model of your vehicle; make model of your vehicle; vehicle you are trading; vehicle you are trading in;"
    " customer vehicle; consumer vehicle; customer s current vehicle; vehicle customer owns; vehicle they own; vehicle they drive;"
    " unit being traded; vehicle up for sale by customer; vehiculo que tiene; vehiculo que entrega; auto que entrega; vehicule a remettre;"
    " vehicule a ceder; vehicule que vous conduisez; vehicule que vous possedez",
    ("place", "customer"): "writes from; home base; localite; hometown; home town; hails from; based in; comes from; coming from; where they live; where they are;"
    " ciudad y estado; ville et province; secteur; town and state; city and state; residence; lives near; lives around",
    ("condition", None): "state of item; state of the item; state of unit; item state; condition of item; condition of unit",
    ("property", "vehicle"): "engine; engines; power; motor; motors; powertrain; chassis make; outboard; outboards; propulsion",
    ("vin", None): "frame no; frame number; chassis no; chassis number; chassis vin; numero de chasis; numero de chassis; vin hin; full vin; vin if known; vin serial",
    ("price", None): "offered at; offered for; priced at; now asking; asking now; member price; ask price; online price; cash price; no haggle price; retail price; price usd; price cad; price shown; club price; final price;"
    " discounted price; one price; reduced price; promo price; price at inquiry; price when viewed; price on site; price online; price on listing;"
    " website price; site price; price tag; window price; no hassle price; best price; value price; precio anunciado; precio de venta; precio de contado; precio en linea;"
    " precio publicado; prix de vente; prix comptant; prix en ligne; prix publie; prix de l annonce",
    ("lead_id", None): "notice no; notice number; reply code; answer code; inquiry key; enquiry key; message ref; message reference; reply no; submission no; app id; app number; unique id; uid; appointment id; registration id; inquiry code; lead code; request code;"
    " numero de seguimiento; numero de suivi; no de suivi; folio de solicitud; codigo de solicitud; code de la demande",
    ("location", "store"): "closest store; nearest store; delivered to; pick up location; pickup location; retail location; point of sale;"
    " emplacement; which store is closest to you; which location is closest to you; store closest to you; selling store; sold from;"
    " sucursal preferida; sucursal mas cercana; succursale choisie; succursale la plus proche; concession choisie; lot name; location name; shown by; offered at the store; sold through; stocked at; stocked by; in stock at; posted from; listed from; for sale at; vendido por; exhibido en; en venta en; offert par",
    ("posted_by", "poster"): "sales person; sales associate; sales professional; sales specialist; posted by name; listed by name;"
    " listing owner; listing manager",
    ("person", "other"): "sales manager; general manager; internet manager; internet sales manager; gm; gsm; bdc manager; desk manager;"
    " finance manager; f i manager; service advisor; service writer; handled by; taken by; answered by; account manager;"
    " your account manager; account rep; account executive; operator; operator name; chat operator; product specialist;"
    " prepared by; created by; entered by; logged by; recorded by; approved by; reviewed by; typed by; keyed by; noted by; written up by; adjuster;"
    " previous owner; prior owner; original owner; former owner; last owner; referred by; recommended by; referral by; sponsor; surveyor;"
    " shipper; transporter; delivery contact; pickup contact; driver contact; field manager; territory manager; area manager;"
    " district manager; regional manager; zone manager; store manager; manager; manager name; manager on duty; webmaster; gerente; gerente de ventas;"
    " directeur des ventes; directeur general; recommande par; recomendado por; referencia personal; reference personnelle; prepare par;"
    " preparado por; atendido por; traite par; dueno anterior; proprietaire precedent; ancien proprietaire; personal reference; personal reference 1;"
    " personal reference 2; reference name; reference 1 name; reference 2 name; passenger; companion; travel companion; guardian; parent;"
    " billing contact; accounts payable; appraiser; appraised by; inspector; inspected by; technician; photographer; auctioneer; dispatcher;"
    " mother; father; brother; sister; son; daughter; roommate; neighbor; neighbour; coworker; madre; padre; hermano; hermana; mere; pere; frere; soeur",
    ("phone", "other"): "reference phone; reference 1 phone; reference 2 phone; lien holder phone; lienholder phone; lender phone; bank phone;"
    " referred by phone; sales manager phone; manager phone; passenger phone; guardian phone; parent phone; appraiser phone; payoff phone;"
    " telefono de referencia; telephone de la reference; son phone; daughter phone; mother phone; father phone",
    ("email", "other"): "manager email; sales manager email; ap email; accounts payable email; billing email; referred by email",
    ("person", "co"): "second buyer; second buyer name; second applicant; second applicant name; second driver; additional driver; additional applicant; additional buyer;"
    " wife; wife s name; husband; husband s name; partner; partner name; partner s name; fiancee; fiance; other buyer; buyer 2; applicant 2; borrower 2; buyer 2 name;"
    " applicant 2 name; segundo comprador; segundo solicitante; deuxieme acheteur; deuxieme demandeur; esposa; esposo; pareja; epouse; epoux; mari; femme",
    ("phone", "co"): "second buyer phone; second applicant phone; wife s phone; wife phone; wife s cell; husband s phone; husband phone; husband s cell;"
    " partner phone; partner s phone; buyer 2 phone; applicant 2 phone; borrower 2 phone; second driver phone; additional driver phone; telefono de la esposa;"
    " telefono del esposo; telephone du conjoint; telephone de la conjointe",
    ("email", "co"): "second buyer email; second applicant email; wife s email; husband s email; partner email; buyer 2 email; applicant 2 email",
    ("phone", "site"): "customer service; customer care; help desk; helpdesk; support phone; dealer support; questions call; need help call;"
    " toll free; toll free number; service client; servicio al cliente; atencion al cliente; billing phone",
    ("email", "site"): "support email; customer service email; help email; billing email address",
    ("property", "customer"): "preferred contact; preferred contact method; contact preference; best way to contact; contacto preferido;"
    " contact prefere; medio de contacto; mode de contact",
    ("property", None): "make an offer; make offer; make me an offer; make an appointment; make a deposit; make a payment; make a reservation; sponsored by; powered by; brought to you by; delivered by",
}  # fmt: skip


_TITLES = {
    "customer": "from; who is asking; who asked; who s asking; who is interested; renseignements personnels; vos renseignements; prospect; the prospect;"
    " the shopper; the buyer; the customer; the caller; about the buyer; about the customer; about your prospect; customer data; buyer data; requested by; submitted by;"
    " tus datos; sus datos; sobre el cliente; sobre el comprador; a propos du client; a propos de l acheteur; acheteur interesse",
    "vehicle": "they re looking at; they are looking at; she s looking at; he s looking at; what they re looking at; what they are looking at; about the vehicle; about the car;"
    " about the unit; about the boat; about the truck; about the listing; the vehicle; the car; the unit; the listing; the ad; vehicle data; unit data;"
    " datos del vehiculo; datos de la unidad; datos del auto; datos del anuncio; sobre el vehiculo; sobre la unidad; a propos du vehicule;"
    " donnees du vehicule; a propos de l unite; a propos de l annonce; what they want to see; purchase vehicle",
    "trade": "vehicle being sold; vehicle being traded; vehicle for sale by customer; vehicle to sell; car being sold; what they are selling; what they re selling; their current vehicle; their vehicle; current vehicle info; trade information; trade info; trade details; trade data; about the trade; about their trade; about your trade; about the trade in; what they drive now; what they drive; driving now; drives now",
    "store": "to; para; sold by; dealership contact; dealer contact; store contact; sent to; delivered to; routed to store; your dealership; your store; your dealer account",
    "co": "second applicant; second buyer; applicant 2; buyer 2; borrower 2; second borrower; joint buyer; other buyer; segundo solicitante; segundo comprador;"
    " deuxieme acheteur; deuxieme demandeur; deuxieme emprunteur",
    "other": "sales manager; your rep; your representative; account manager; your account manager; prepared by; emergency contact person",
}  # fmt: skip


def _rows() -> Iterator[tuple[tuple[str, ...], tuple[str, str | None]]]:
    for meaning, phrases in _PHRASES.items():
        for phrase in phrases.split(";"):
            yield label_words(phrase.strip()), meaning


WHOLE_LABELS = dict(_rows())
"""Field and whose, by the words of a whole label."""

WHOLE_TITLES = {label_words(phrase.strip()): kind for kind, phrases in _TITLES.items() for phrase in phrases.split(";")}
"""The kind of section that a whole title opens, by its words."""
