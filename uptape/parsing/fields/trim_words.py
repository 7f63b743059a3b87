"""Words of trims and packages, and words that a vehicle's name does not go on with."""

from __future__ import annotations

from uptape.parsing.fields.word_sets import word_set

STOP_WORDS = word_set(
    "in with for at from near on is are was and or but that which you your i we it its has have had still available "
    "listed located currently please to if this these those by posted online advertised sale en con para por avec pour "
    "dans sur aux color colour color: finished question inquiry enquiry info information lead request demande pregunta ad through mileage miles price asking stock stk vin trade condition exterior "
    "interior body engine eng miles odometer odo plus-tax obo firm asking ask priced msrp internet via w/ with/ posted publiée publicado listé who what how can could would will please any very great good nice est es esta está disponible vue visto color gris"

)  # fmt: skip

TRIM_WORDS = word_set(
    """awd fwd rwd 4wd 2wd 4x4 4x2 4matic quattro xdrive limited sport touring premium plus base se sel sle slt sl sv s le xle xse
    lx ex ex-l exl lt ltz ls rs ss lariat platinum laramie bighorn big horn lone star tradesman rebel overland
    rubicon sahara willys trailhawk altitude latitude longitude high altitude denali at4 elevation prestige signature
    select gt gt-line gs hybrid ev phev turbo diesel hatchback fastback roadster targa cabriolet liftback sedan coupe convertible wagon crew cab supercrew
    supercab crewmax double extended quad mega regular king ranch titanium xl xlt stx trd pro off-road offroad sr sr5
    trail luxury advance a-spec technology tech elite performance long range standard dual motor plaid unlimited ultimate
    calligraphy n-line n line x-line sx sxl l z71 zr2 wt rst custom premier activ high country lounge pop
    widebody hellcat scat pack r/t srt srt8 nismo pro-4x midnight edition black special anniversary type r si ti m
    series class bend badlands outer banks heritage wildtrak everglades timberline st-line x-line land wind light summit laredo
    mojave high tide freedom rock creek comfortline highline trendline execline komfort progressiv technik grand convenience meridian carbon
    at4x rally launch trailmaster xr sportback night prerunner trailsport nightshade trailboss tremor fx4 pro4x x-runner wilderness onyx sti tdi tsi gli gti r-line sel-l exclusive
    preferred essence avenir trailhunter trailsport reserve red black label hse autobiography dynamic r-dynamic se hse-lux f-sport fsport inscription momentum r-design polestar
    abs esp dct cvo adventure rally deluxe ultra standard eps xt x3 xc rs rr le dps hunter sportsman premium-plus prestige-plus technology-package doble cabina sencilla cabine double 4motion autograph"""
)

SMALL_TRIMS = word_set(
    "badlands wildtrak everglades sasquatch laredo willys mojave lariat timberline scat hellcat touring luxury autograph premier rs zr2 gt-r gls glx "
    "lx ex se le sel xle xlt slt sle ltz lt ls sr5 trd limited sport touring awd 4x4 hybrid wt laramie lariat denali premium sv sl xl ex-l srt gt "
    "prerunner trailsport trailhunter raptor tremor rubicon sahara overland trailhawk xse nismo pro-4x srx rs ss gti r-line fx4 z71 at4 trd sr ltx tdi hemi "
    "ecoboost titanium platinum elevation calligraphy n-line wilderness nightshade fwd 4wd 2wd rwd quattro xdrive 4matic gt-line crewmax supercrew "
    "doble cabina supercab bighorn trailboss tremor hatchback v6 v8 type-r sti abs dct xlt king-ranch ev phev plug-in sedan coupe convertible"
)

# Trims of two words where nobody writes capitals.
SMALL_PAIRS = frozenset(
    ("big horn", "lone star", "high country", "trail boss", "king ranch", "outer banks", "big bend", "black diamond", "long range", "scat pack",
     "high altitude", "rock creek", "black label", "gt line", "night edition", "special edition", "trd pro", "trd sport", "trd off-road")
)  # fmt: skip

NO_TRIM = word_set(
    """monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november
    december lunes martes miercoles jueves viernes sabado domingo lundi mardi mercredi jeudi vendredi samedi dimanche hi hello thanks thank
    call text email my mr mrs ms dr best regards sincerely also then so when where or no yes ok does did is it's he she they we'd i'd i'm
    stock vin stk price miles dealer dealership motors auto autos inc llc certified still from message name phone north south east west"""
)

CAPITALS = word_set(
    "VIN OBO ASAP USA FYI BTW AND FOR THE IN ON AT IS STK TX CA FL NY OH PA IL GA NC MI ID OK OR KY TN MO WA AZ CO UT NV"
)

# Words for kinds and colours of vehicles: before a make that no table knows they are not the make.
KINDS_AND_COLOURS = word_set(
    """car truck suv van boat pontoon bike motorcycle scooter trailer camper rv motorhome atv utv sled snowmobile sedan coupe wagon pickup unit
    vehicle auto carro coche camioneta camion camión troca remolque moto lancha casa vehículo vehiculo véhicule voiture camionnette roulotte
    bateau motoneige caravane fourgonnette motocyclette vus black white silver gray grey red blue green brown gold tan beige orange yellow
    purple maroon pearl dark light color colour couleur negro negra blanco blanca plata gris rojo roja azul verde noir noire blanc blanche
    rouge bleu bleue argent contado usado usada nuevo nueva new used neuf neuve a an the my your our un una el la le les mi su tu mon ma votre
    class fifth wheel travel toy hauler 5th"""
)

# Words that make a name one of a store, behind it and before it.
STORE_WORDS = word_set(
    "motors auto autos automotive cars sales group marine powersports rv rvs trucks center centre superstore dealership outlet plaza "
    "imports mart ford chevrolet chevy toyota honda nissan kia hyundai dodge jeep gmc mazda subaru volkswagen vw automobiles cycles"
)
PLACE_WORDS = word_set("plaza agencia sucursal concesionario ciudad")
