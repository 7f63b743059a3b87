"""The words of labels in English, Spanish, French, German and Portuguese, each with what it tells."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from uptape.parsing import linear as re2

_LABEL_CAP = 120

# Each tag with the words that carry it. A word may carry several tags; accents are stripped before.
_TAGGED = {
    "phone": "ph phonenumber phonenum phone phones telephone telephones telefono telefonos tel tels tlf fone ph phonenumber cell cellphone cellular mobile mobil  telefon telefone telefonnummer rufnummer ruckruf rueckruf ruckrufnummer handy handynummer mobiltelefon mobilnummer festnetz telemovel fixo "
    "celular movil cel cellulaire portable whatsapp telephonique landline callback telephonenumber mobilephone handphone sms",
    "call": "call calls llamada appel text texto texter call/text llamar",
    "fax": "fax telecopieur telecopie facsimile",
    "email": "em eml email emails mail mails correo courriel courriels mel emailaddress mailto mailadresse emailadresse",
    "name": "realname name names nombre nombres nom noms fullname nome named namen",
    "first": "fn first given fore firstname forename prenom prenoms fname pila primer givenname vorname prenom",
    "last": "ln last surname surnames family apellido apellidos lastname lname famille familyname familia paterno nachname familienname zuname sobrenome",
    "middle": "middle middlename mi segundo initial materno",
    "full": "full complete completo complet",
    "prefix": "salutation prefix honorific titulo civilite tratamiento anrede",
    "suffix": "suffix",
    "company": "company business organization organisation empresa entreprise compania compagnie firm firma unternehmen",
    "address": "address strasse addr1 addr adresse direccion domicilio street calle rue mailing calle anschrift endereco rua morada",
    "line": "line ligne linea line1 1 street1 address1 addressline1",
    "apt": "addr2 apt apartment suite unit2 line2 address2 street2 appartement departamento depto",
    "city": "city stadt ort town ciudad ville municipality localidad poblacion municipio municipalite locality village wohnort cidade localidade pueblo",
    "region": "state province region estado provincia prov departement st bundesland edo",
    "postal": "codigo zip zipcode postal postcode postalcode cp plz zip/postal codigopostal codepostal zip4 zippostal postleitzahl cep",
    "county": "county condado comte",
    "country": "country land pais pays",
    "lives": "demeure demeurant radicado domicilie domiciliado radica radico domicilia lives live living resides near hometown vive habite based located situe ubicado residencia domiciled ubicacion residence",
    "vehicle": "veh voi sled tractor pontoon buggy quad trike lancha barco rig wheels ride vessel veh craft pwc jetski vehicle vehicles vehiculo vehiculos vehicule vehicules car cars auto autos truck boat bike motorcycle motorcycles rv  fahrzeug wagen wohnmobil wohnwagen motorrad reisemobil veiculo viatura carrinha "
    "carro coche camioneta voiture moto motocicleta motocyclette bateau automobile veh camion unidad roulotte camper trailer motorhome "
    "atv utv snowmobile motoneige van suv bato watercraft machine coach unit inventory yacht remolque unite",
    "listing": "listing ad advert advertisement anuncio annonce item headline post posting oferta inserat anzeige",
    "title": "title titulo titre headline",
    "interest": "sought seeking int wants interest interested intere interes interesa interesado interesada interet desired requested wanted considering selected inquiring desire souhaite "
    "deseado shopping remplacer replace replacement reemplazar reemplazo remplacement interesse interessee want looking regarding re about see drive choose prefer like buscando",
    "year": "millesime year yr ano annee yyyy anio modelyear baujahr bj erstzulassung ez",
    "make": "mk make manufacturer brand marca marque fabricant builder mfr mfg oem fabricante hersteller",
    "model": "md model modelo modele models mdl modelname modell",
    "trim": "tr trim trm tr version grade variant variante submodel finition acabado trimlevel trims edition ausstattung versao",
    "series": "series serie",
    "stock": "stock stk stck inv unitno unitnumber stockno stocknumber stocknum inventario inventaire sku stockid stk# invno stocknr lagernummer interne",
    "vin": "vin niv vin# vinnumber chasis chassis vehicleidentificationnumber identification fahrgestellnummer fahrgestell fin chassi",
    "hull": "hull hin",
    "serial": "serial",
    "price": "prc pr eprice ask price prix precio msrp asking pricing listprice saleprice cost askingprice internetprice prix preis preco verkaufspreis",
    "buynow": "buy now",
    "condition": "nu cond condition condicion etat newused new/used neworused usednew zustand",
    "new": "new nuevo nuevos neuf neufs",
    "used": "used usado usados occasion preowned usage",
    "type": "type tipo genre class classe clase kind category categoria categorie",
    "mileage": "odo miles mileage odometer km kms kilometrage kilometraje millaje kilometers kilometres odometre recorrido kilometerstand laufleistung quilometragem",
    "hours": "hours heures horas",
    "color": "color colour couleur exterior interior exterieur interieur colors farbe cor",
    "body": "body transmission engine moteur motor drivetrain fuel carroceria transmision carrosserie drive doors length longueur cylinders "
    "wheelbase displacement options features equipment packages sleeps slideouts gvwr torque horsepower beam draft",
    "comments": "cmt cmts cmnt cmnts cmmts recado recados comenta commente answer answers respuesta respuestas comments comment commentaire commentaires comentario comentarios message messages mensaje mensajes notes note nota  nachricht mitteilung mensagem bemerkung bemerkungen kommentar anmerkung anmerkungen asks observacao observacoes "
    "notas remarks remark remarque remarques observaciones feedback msg consulta precisions commentary wrote says said escribio ecrit memo "
    "special instructions requests particulieres",
    "question": "question questions pregunta preguntas query inquiry enquiry demande solicitud request frage fragen pergunta duvida anfrage",
    "else": "else anything additional more further other supplementaire adicional adicionales autre autres otro know savoir saber help helping "
    "mas aider ayudar ayudarle share tell",
    "summary": "summary resumen resume summarized synopsis recap",
    "transcript": "transcript transcription transcripcion conversation clavardage",
    "voicemail": "voicemail",
    "lead": "leadgen lead leads prospect prospects prospecto prospectos",
    "deal": "intent scan badge msg signup enrollment registration rsvp up config configuration build offer jacket handraiser rfq recado booking inquiry enquiry request reference ref application chat conversation ticket case confirmation conf submission entry question message mensaje messages  anfrage handraiser vorgang conversacion "
    "certificate folio demande solicitud dossier opportunity quote appraisal transaction response reservation order consulta event contact "
    "soumission cotizacion referral cita oportunidad registro tracking correlation record solicitation reponse caso cas certificado enquiry session",
    "id": "uid id no num number numero num# code ident identifier identificador identifiant guid uuid nr nbr ids ident. nummer kennung key",
    "refword": "leadno leadnum leadnbr leadnr caseno folio reference certificate leadid ref dossier inquiryid requestid referencia confirmation refno certificado referencenumber",
    "otherid": "ad listing item vehicle dealer account form campaign store user page device adset adgroup product customer client template member "
    "site organization lot location unit partner group fb session tracking anuncio publisher seller visitor",
    "date": "dt date datetime fecha dated timestamp ts fechahora jour day datum",
    "time": "tm time hora heure horario at uhrzeit",
    "received": "recibida recibidas creada enviada solicitada solicitado capturada capturado registrada recues creee envoyee recvd rcd recv rcvd ts booked received submitted created requested recibido recue recu soumis soumise issued started sent enviado envoye creation  eingang eingegangen gesendet empfangen recebido recebida "
    "captured generated began added entered opened cree creee creado recepcion reception envio when submission start occurred arrived",
    "timezone": "timezone zone",
    "notdate": "birth dob birthday nacimiento naissance appointment preferred expires expiry expiration expire until purchase buy available availability "
    "best move timeframe visit cita follow due cancel desired rendezvous visita delivery pickup expected planned prefered birthdate next employment hire start_date moved",
    "store": "brokerage kiosk commerce comercio etablissement negocio booth stand stall yard dlr broker retailer distribuidor franchise dealer dealership store location lot branch showroom sucursal concesionario concesionaria agencia tienda concessionnaire concession  handler haendler autohaus loja "
    "succursale magasin seller vendor rooftop dealername vendorname sede lieu marina ubicacion site",
    "office": "office bureau oficina",
    "poster": "poster salesperson salesman saleswoman consultant advertiser vendedor vendedora vendeur vendeuse annonceur asesor asesora "
    "representative rep agent representant representante conseiller conseillere anunciante",
    "posted": "posted listed publicado publie affiche placed published annonce inscrit",
    "by": "by par por",
    "source": "src source website web provider origen fuente provenance origine portal via channel referrer leadsource sitio fournisseur platform canal quelle herkunft origem",
    "customer": "lessee lessees arrendatario arrendataria locataire preneur attendee attendees asistente participant participante registrant renter bidder rider driver replier respondent responder inquirer purchaser traveler camper boater captain enquirer individual conducteur chauffeur conductor customer client cliente clienta buyer comprador compradora acheteur acheteuse shopper consumer visitor visitante visiteur applicant  interessent interessentin kunde kundin absender kaufer kontakt kontaktdaten interessado interessada contato "
    "demandeur demandeuse cust sender requester borrower guest caller primary solicitante consumidor interesado interesada submitter purchaser "
    "member inquirer user subscriber usuario consommateur consommatrice contact contacto person personal personales emprunteur requerant llamante "
    "appelant coordonnees datos guest",
    "from": "from de",
    "co": "guarantor aval caution coapplicant coapp co coborrower cobuyer joint spouse conyuge conjoint secondary cosigner codemandeur cosolicitante co-applicant cobuyer "
    "codeudor coemprunteur coacheteur",
    "employer": "workplace employer employment employeur empleador empleo emploi job occupation supervisor trabajo travail income ingresos revenu work arbeitgeber",
    "otherperson": "bdc duty staff attendant advisor adviser advisors relative landlord assistant concierge coordinator host assigned owner_agent references referencias referencia1 refs emergency lienholder insurance insurer bank banco banque nearest lender proprietaire arrendador familiar",
    "support": "support help helpline assistance fraud billing hotline customerservice soporte soutien ayuda aide hotline",
    "trackingline": "called rang dialled tracking dialed forwarded forwarding destination routed ring rings target dnis termination transferred answering marcado compose transfere redirige",
    "home": "home casa domicile maison residence",
    "daytime": "day daytime evening night primary alternate alternative secondary best preferred other work business mobile day/evening contact jour soir dia noche "
    "prefere preferido principal autre alterno trabajo travail oficina bureau",
    "callerid": "callerid caller ani appelant llamante clid",
    "trade": "entrega entregaria entregar relinquishing relinquished relinquish surrendering echanger appraised trading valued evalue evaluado trade tradein trades exchange echange cambio intercambio reprise appraisal appraise evaluation avaluo permuta tradeinvehicle permutar canje inzahlungnahme inzahlung",
    "own": "existing curr cur current currently owned own sell selling actual actuel actuelle vender vendre owner's",
    "link": "url link href enlace lien page permalink uri sourceurl",
    "tech": "ip agent browser user-agent useragent referer device gclid utm fbclid cookie session os navegador navigateur adresse-ip",
    "consent": "consent opt optin optout agree terms subscribe newsletter privacy tcpa permission authorization acepto accepte unsubscribe",
    "money": "payment down budget finance financing term apr offer income amount monthly mensualite mensualidad enganche presupuesto loan credit  anzahlung finanzierung parcela entrada "
    "rate equity payoff owed owe value valor valeur range max maximum min minimum estimate deposit pago paiement comptant oferta offre score fico ssn "
    "balance residual target low high adjusted average market savings rebate discount tax fee fees insured wholesale",
    "secret": "ssn sin social nas nss license licence licencia permis routing cvv password securite dob birthday birthdate",
    "preference": "moment momento preferred preference method way best prefer prefere preferida preferido prefer contact mode medio moyen bevorzugt",
    "duration": "duration length talk duree duracion seconds",
    "status": "status result disposition outcome stage rating score estatus statut resultado temperature",
    "filler": "au aux kiosk terminal potential prospective registered main 2 3 son sa ses legal where she he him her them hers back should words wrote they reach description subject sales lista podemos qui pouvons nous podriamos puede pueden del al sale internet list listed advertised published your the a an of for to electronic is are you my our their its his her this that and or do does did what which who would will can could we us  ihr ihre ihren an uns unter und der die das den dem fur zu bitte seu sua meu nossa do da dos das no na um uma mich mir gewunschte gewunschter strassennr hausnr "
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


TAGS = _words_by_tag()


def plain(text: str) -> str:
    """Lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _unnumbered(word: str) -> str:
    """`ph1`, `email2` without their number, where what is left is a way to reach somebody."""
    bare = word.rstrip("123456789")
    return bare if bare != word and word not in TAGS and TAGS.get(bare, frozenset()) & {"phone", "email"} else word


_ENDS = (
    "name",
    "number",
    "code",
    "date",
    "time",
    "email",
    "phone",
    "addr",
    "address",
    "city",
    "state",
    "zip",
    "year",
    "make",
    "model",
    "price",
    "nummer",
    "datum",
    "adresse",
)


def _compound(word: str) -> list[str]:
    """`custname`, `vehicleyear` as two words, where both are known; any other word as it is."""
    if len(word) > 6 and word not in TAGS:
        for end in _ENDS:
            if word.endswith(end) and word[: -len(end)] in TAGS and len(word) > len(end) + 2:
                return [word[: -len(end)], end]
    return [word]


@lru_cache(maxsize=4096)
def label_words(label: str) -> tuple[str, ...]:
    """The words of a label: camelCase and snake_case taken apart, marks and remarks in brackets dropped, `#` as `number`."""
    text = re2.sub(r"^\W*[Qq]?\d{1,2}[.)]\s+(\pL)", r"\1", label[:_LABEL_CAP])  # “6. What would you like to know?”
    text = re2.sub(r"([a-z0-9])([A-Z])", r"\1 \2", text)
    text = plain(text)
    text = re2.sub(r"\(?(?:required|optional|obligatoire|facultatif|requerido|obligatorio|opcional)\)?", " ", text)
    text = re2.sub(r"\be[-\s_]?(?:mail|addr(?:ess)?|adresse|post)\b", "email", text)
    text = re2.sub(r"\be[-\s_]mail", "email", text)
    text = re2.sub(r"\bn(?:ew)?/u(?:sed)?\b", "nu", text)
    text = re2.sub(r"\bhand[-\s]raiser", "handraiser", text)
    text = re2.sub(r"\bm\.\s?i\b\.?", " middle ", text)
    text = re2.sub(r"\brec['’]d\b", "received", text)
    text = re2.sub(r"\btime[ -]stamp\b", "timestamp", text)
    text = re2.sub(r"\bnext of kin\b", "relative", text)
    text = text.replace("#", " number ").replace("nº", " number ").replace("n°", " number ").replace("no.", " number ")
    text = re2.sub(
        r"\bco[-\s_]?(applicant|buyer|borrower|signer|demandeur|solicitante|emprunteur|acheteur|lessee|owner|renter|insured|driver|"
        r"titular|titulaire|locataire|arrendatario|propietario|proprietaire|signataire)",
        r"co \1",
        text,
    )
    text = re2.sub(r"pre[-\s_]owned", "preowned", text)
    text = re2.sub(r"trade[-\s_]?ins?([^a-z]|$)", r"trade\1", text)
    text = re2.sub(r"user[-\s_]agent", "useragent", text)
    text = re2.sub(r"\b(?:de )?(?:toma )?a cuenta\b|\ben echange\b", " trade ", text)
    words = [_unnumbered(part) for word in re2.findall(r"[a-z0-9]+", text) for part in _compound(word)]
    whole = re2.sub(r"[^a-z]", "", plain(label[:_LABEL_CAP]))
    if len(words) > 1 and whole in TAGS and " " not in label.strip():
        return (whole,)  # WhatsApp, ZipCode
    return tuple(words)
