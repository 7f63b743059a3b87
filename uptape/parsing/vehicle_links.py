"""Vehicles that the addresses of pages name."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, unquote, urlsplit

from uptape.core.leads import Vehicle
from uptape.parsing import linear as re2
from uptape.parsing.fields.vehicle_details import status_of, vin_of
from uptape.parsing.fields.vehicles import split_vehicle


def _cased(word: str) -> str:
    """A word of a slug as vehicles are written: `qx80` as `QX80`, `touring` as `Touring`."""
    if re2.fullmatch(r"[a-z]{1,3}\d{1,4}[a-z]?", word):
        return word.upper()
    return word.title().replace("4X4", "4x4")


def from_slug(link: str) -> Vehicle | None:
    """A vehicle that the address of a page names: `/inventory/used-2021-ford-f-150-xlt-p1234/`."""
    if not link.lower().startswith(("http://", "https://", "/")):
        return None
    try:
        parts = urlsplit(link[:1000])
        path, asked = unquote(parts.path), dict(parse_qsl(parts.query, max_num_fields=40))
    except ValueError:
        return None
    told = _from_query({key.lower().replace("vehicle", "").strip("_-"): value for key, value in asked.items()})
    if told is not None:
        return told
    kind = next((status_of(piece.split("-")[0]) for piece in path.split("/") if status_of(piece.split("-")[0])), None)
    best: Vehicle | None = None
    pieces = path.split("/")
    for at, piece in enumerate(pieces):
        if re2.fullmatch(r"(?:19[5-9]|20[0-4])\d", piece) and len(pieces) > at + 2:
            pieces[at : at + 4] = ["-".join(pieces[at : at + 4])]  # …/2019/ford/f-150/platinum/…
            break
    for piece in pieces:
        stem = piece.rsplit(".", 1)[0] if piece.lower().endswith((".html", ".htm", ".php", ".aspx")) else piece
        text = re2.sub(r"[-_+]+", " ", stem)
        vin = vin_of(text)
        at = re2.search(r"\b(?:19[5-9]|20[0-4])\d\b", text)
        if at is None:
            if vin and best:
                best = replace(best, vin=vin)
            continue
        words = text[at.start() :].split()
        stock = None
        if (
            len(words) > 3
            and re2.fullmatch(r"(?i)[a-z]{1,4}\d{3,}[a-z]?|\d{3,}[a-z]{1,2}|[a-z]\d+[a-z]\d+", words[-1])
            and not vin_of(words[-1])
        ):
            stock = words.pop().upper()
        elif len(words) > 3 and re2.fullmatch(r"\d{5,}", words[-1]):
            words.pop()
        found = split_vehicle(" ".join(map(_cased, words)))
        if found and found.sure:
            head = status_of(text)
            best = replace(
                found.vehicle,
                stock=stock or found.vehicle.stock,
                vin=vin,
                status=head or found.vehicle.status or kind,
                price=None,
            )
    return best


def _from_query(asked: dict[str, str]) -> Vehicle | None:
    """A vehicle that the question of an address names: `?year=2019&make=Subaru&model=Forester`."""
    if not (asked.get("make") and asked.get("model")):
        return None
    name = " ".join(
        filter(None, [asked.get("year", "")[:4], asked["make"][:40], asked["model"][:60], asked.get("trim", "")[:60]])
    )
    found = split_vehicle(name, labelled=True)
    if found is None or not found.sure:
        return None
    stock = asked.get("stock") or asked.get("stocknumber") or asked.get("stk")
    return replace(found.vehicle, stock=stock[:40] if stock else None, vin=vin_of(asked.get("vin", "")))
