"""Labels of places: streets, towns, regions, postal codes, where somebody lives."""

from __future__ import annotations


def of_places(words: tuple[str, ...], held: set[str], whose: str | None) -> tuple[str, str | None] | None:
    parts = [tag for tag in ("city", "region", "postal") if tag in held]
    if len(parts) > 1:
        return "place", whose
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
            "radica",
            "radico",
            "vive",
            "demeure",
            "domicilie",
            "domiciliado",
            "habite",
            "resides",
            "residence",
            "residencia",
        }
        and not set(words) & {"time", "long", "how", "years", "months"}
        and len(words) <= 4
    ):
        return "place", "customer"
    if ("customer" in held or set(words) & {"prospect", "prospecto"}) and set(words) & {
        "location",
        "ubicacion",
        "lieu",
    }:
        return "place", "customer"
    return None
