"""Makes of cars, trucks, motorcycles, RVs, boats and powersports with their models: what a vehicle line is split by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from uptape.parsing.fields.word_sets import word_set

# Model names that are everyday words: without a make or a year beside them they name nothing.
EVERYDAY_MODELS = word_set(
    """accent access ace air alpine anthem aria armada ascent aspen aspire atlas aura avalanche avenger avenue axis baja
    bay beacon beetle blast blazer bolt bounder brave breakout bullet bus caliber california canyon caravan carbon cargo
    carnival cascada catalina challenger charger chief city clarity classic clipper colorado columbia columbus
    commander compass concord connect continental convertible corsair cougar country coupe crown cruiser cube dart dawn
    daybreak daytona defender deluxe destination discovery eagle eclipse edge element eliminator embark embrace
    encore endeavor endeavour envoy equator equinox era escape escort essex esteem excursion expedition explorer
    express fit flair flex focus forester forte forza freedom frontier fury fuse fusion fuzion gateway gator
    general genesis ghost gladiator golf granite gravity grom hammer havoc hd hike hornet horizon hunter imagine
    impact impulse influence insight integra intent international interstate journey kicks knight legacy legend
    liberty lightning limited lineage lithium magnum march mariner marquis matrix max maverick metro
    milestone mini mirage mode model momentum monkey monster montana mule mustang nautica navigator neon nitro nova
    octane odyssey omni optima outback outlaw outlook outrage pacer pan passport patriot patrol phantom phoenix
    pickup pilot pinnacle pioneer play pinto polo pony premier probe prowler puma pursuit quantum quest rabbit raider ram
    ranger rapide raptor rebel recon reflection regal relay renegade residence revel revolution ridge rio riot rogue
    roma rover safari sable salem scope scout scrambler sector seneca sequence sequoia shadow sierra silhouette sky
    solitude solstice sonic soul spark spectra spectre spider spirit sport sprint sprinter spyder ss stealth sting
    storm stratus strike suburban summit surf swift switch switchback talon tempo terrain thunderbird tiger titan torch
    torrent touring tour tracer tracker tradition trail transcend traverse trend tribute trident trip trophy tundra twin
    ultra unity utility valor vantage vega venture venue verona vibe victory view viking villager vision vista volt
    voltage voyage voyager wake wildcat wilderness wolverine wonder work yukon zephyr zero zion"""
)


# Makes that are everyday words or names of people and places: believed only beside a year or in a labelled field.
EVERYDAY_MAKES = word_set(
    "alliance avalon axis contender cruiser eagle formula genesis geo harris hobie hurricane indian international "
    "jag key west lance larson legend lincoln lowe lund lynx mack mako mercury mini monaco pete phoenix pj "
    "prime time ram regency saturn scamp scout seat smart sterling supra thor tracker triton triumph utility venture "
    "victory zero hd mb ud merc sylvan scarab sunlite zodiac argo bobcat four winds g3 slingshot baja olds"
)


@dataclass(frozen=True, slots=True)
class Make:
    """One make: how it is written, what it builds, its models by key."""

    name: str
    kind: str
    """car, moto, power, boat, rv, truck or trailer."""
    models: frozenset[str]
    """Keys of its models: letters and digits only, lower case."""


def key_of(text: str) -> str:
    """Letters and digits of a name in lower case: `F-150` and `F 150` are both `f150`."""
    return "".join(char for char in text.lower() if char.isalnum())


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, Make], dict[str, tuple[Make, str]]]:
    makes: dict[str, Make] = {}
    models: dict[str, tuple[Make, str]] = {}
    for row in files("uptape.parsing.fields").joinpath("tables/makes.txt").read_text("utf-8").splitlines():
        if row.startswith("#"):
            continue
        kind, name, aliases, listed = row.split("|")
        names = [model for model in listed.split(",") if model]
        keys = frozenset(map(key_of, names))
        known = makes.get(key_of(name))
        if known is not None and known.name == name:  # a make may have a row for each kind of thing that it builds
            make = Make(name, known.kind, known.models | keys)
            makes = {key: make if value is known else value for key, value in makes.items()}
        else:
            make = Make(name.removesuffix(" Boats") if kind == "boat" else name, kind, keys)
        for alias in (name, *filter(None, aliases.split(","))):
            makes.setdefault(key_of(alias), make)
        for model in names:
            models.setdefault(key_of(model), (make, model))
    return makes, models


def find_make(text: str) -> Make | None:
    """The make with this name or alias, however it is written; None where there is none."""
    return _tables()[0].get(key_of(text))


def make_of_model(text: str) -> tuple[Make, str] | None:
    """The make that builds a model of this name, and the model as the table writes it; None where nobody does."""
    return _tables()[1].get(key_of(text))


def is_everyday(text: str) -> bool:
    """True for a model or make name that means something else in plain text (Focus, Escape, Indian)."""
    key = key_of(text)
    return key in EVERYDAY_MODELS or key in EVERYDAY_MAKES or key.isdigit() or len(key) < 3
