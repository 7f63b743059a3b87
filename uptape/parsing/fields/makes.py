"""Makes of cars, trucks, motorcycles, RVs, boats and powersports with their models: what a vehicle line is split by.

The tables stand in `tables/`; those of the safety agency NHTSA (vPIC, public domain) hold what the curated ones leave out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from uptape.parsing.fields.word_sets import word_set

# Model names that are everyday words: without a make or a year beside them they name nothing.
EVERYDAY_MODELS = word_set(
    """tag tab accent access ace air alpine anthem aria armada ascent aspen aspire atlas aura avalanche avenger avenue axis baja
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
    """Keys of its models that are known even without the make: letters and digits only, lower case."""
    further: frozenset[str] = frozenset()
    """Keys of models that are believed only beside the make."""
    rare: bool = False
    """Hardly known, or an everyday word: believed only before a model of its own, or behind a year."""

    def builds(self, key: str) -> bool:
        """True where a model with this key is one of the make's."""
        return key in self.models or key in self.further


@lru_cache(maxsize=4096)
def key_of(text: str) -> str:
    """Letters and digits of a name in lower case: `F-150` and `F 150` are both `f150`."""
    if text.isalnum():
        return text.lower()
    return "".join(char for char in text.lower() if char.isalnum())


def _rows(name: str) -> Iterator[tuple[str, str, list[str], list[str]]]:
    text = files("uptape.parsing.fields").joinpath("tables", name).read_text("utf-8")
    for row in text.splitlines():
        if not row.startswith("#"):
            kind, make, aliases, models = row.split("|")
            yield kind, make, [a for a in aliases.split(",") if a], [m for m in models.split(",") if m]


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, Make], dict[str, Make], dict[str, tuple[Make, str]]]:
    """Well-known makes by key of name or alias, rare makes likewise, and models with their makes by key."""
    kinds: dict[str, str] = {}
    names: dict[str, dict[str, str]] = {}
    further: dict[str, set[str]] = {}
    known: dict[str, str] = {}
    rare: dict[str, str] = {}
    for kind, make, aliases, models in _rows("makes.txt"):
        kinds.setdefault(make, kind)
        names.setdefault(make, {}).update((key_of(model), model) for model in models)
        for alias in (make, *aliases):
            known.setdefault(key_of(alias), make)
    for kind, make, aliases, models in (
        *_rows("further_models.txt"),
        *_rows("rare_makes.txt"),
        *_rows("vpic_models.txt"),
    ):
        further.setdefault(make, set()).update(
            key_of(model) if not model.isalnum() or not model.islower() else model for model in models
        )
        if make not in names:
            kinds.setdefault(make, kind)
            for alias in (make, *aliases):
                rare.setdefault(key_of(alias), make)
    made = {
        make: Make(
            make.removesuffix(" Boats") if kind == "boat" else make, kind, frozenset(names.get(make, ())),
            frozenset(further.get(make, ())), make not in names,
        )
        for make, kind in kinds.items()
    }  # fmt: skip
    of_model: dict[str, tuple[Make, str]] = {}
    for make, models_of in names.items():
        for key, model in models_of.items():
            of_model.setdefault(key, (made[make], model))
    return (
        {key: made[make] for key, make in known.items()},
        {key: made[make] for key, make in rare.items()},
        of_model,
    )


def find_make(text: str) -> Make | None:
    """The well-known make with this name or alias, however it is written; None where there is none."""
    return _tables()[0].get(key_of(text))


def rare_make(text: str) -> Make | None:
    """The make with this name or alias that is believed only before a model of its own, or behind a year."""
    return _tables()[1].get(key_of(text))


def make_of_model(text: str) -> tuple[Make, str] | None:
    """The make that builds a model of this name, and the model as the table writes it; None where nobody does."""
    return _tables()[2].get(key_of(text))


def misspelt_model(text: str, make: Make) -> str | None:
    """The model of this make that a word with one wrong, missing or doubled letter means (`Odysey`); None for no other."""
    key = key_of(text)
    if len(key) < 5 or not key.isalpha() or make.builds(key):
        return None
    found = {model for near in _near(key) if near in make.models and (model := (make_of_model(near) or ("", ""))[1])}
    return found.pop() if len(found) == 1 else None


def _near(key: str) -> Iterator[str]:
    """The key with one letter taken out, put in, changed, or with two swapped."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    for at in range(len(key) + 1):
        head, tail = key[:at], key[at:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in letters:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]


def is_everyday(text: str) -> bool:
    """True for a model or make name that means something else in plain text (Focus, Escape, Indian)."""
    key = key_of(text)
    return key in EVERYDAY_MODELS or key in EVERYDAY_MAKES or key.isdigit() or len(key) < 3
