"""Parties that a label names by what they do or by whose they are: `Scanned by`, `Buyer's surveyor`, `Texted our line`."""

from __future__ import annotations

from uptape.parsing.fields.word_sets import word_set

_BY = word_set("by par por von")
_TO = word_set("to a au aux al zu")
# What staff do with a lead, before “by” or “to”.
_DONE = word_set(
    "prepared scanned assigned handled taken answered entered logged uploaded sold managed hosted staffed reviewed processed approved transferred "
    "generated captured verified qualified closed worked serviced inspected assessed desked quoted written attended dispatched contacted claimed owned "
    "preparado preparada escaneado asignado asignada atendido atendida contestada vendido vendida capturado registrado revisado "
    "prepare preparee numerise attribue assigne assignee traite repondu vendu verifie recu"
)
_GIVEN_TO = word_set(
    "handed assigned passed given escalated delegated dispatched allocated handoff asignado asignada turnado turnada canalizado entregado attribue attribuee assigne assignee confie remis"
)
_REFERRED = word_set("referred recommended introduced recomendado recomendada referido referida recommande refere")
# People at work in the customer's or the store's matter who are neither.
_THIRD = word_set(
    "surveyor attorney lawyer abogado abogada avocat avocate notary notaire notario accountant contador nurse caseworker guardian interpreter translator adjuster perito inspector "
    "mechanic mecanico mecanicien appraiser evaluateur valuador escrow trustee executor nominee courier shipper transporter"
)
_KIN = word_set(
    "mother father mom dad madre padre mere pere daughter brother sister hermano hermana hija hijo frere soeur fille fils uncle aunt tio tia nephew niece cousin primo prima grandson granddaughter "
    "grandmother grandfather abuela abuelo parent neighbor neighbour vecino voisin roommate coworker colleague"
)
_PARTNER = word_set("wife husband fiance fiancee partner esposa esposo pareja marido epouse epoux mari")
_FORMER = word_set(
    "originating originator original previous prior former ancien ancienne precedent precedente anterior antiguo antigua"
)
_OWNER = word_set("owner owners propietario propietaria dueno duena proprietaire titled eigentumer dono")
_POSTER = word_set(
    "salesperson salesman saleswoman consultant vendedor vendedora vendeur vendeuse rep representative advisor adviser asesor asesora conseiller conseillere agent seller"
)
_DESKS = word_set(
    "case account sales store general floor desk internet finance duty service bdc shift office branch sucursal ventas ventes"
)
_MANAGERS = word_set("manager mgr gerente gerant gerante director directeur directrice encargado encargada")
_WORKS = word_set("works work employed job trabaja labora empleado empleada travaille emploi")
_AT = word_set("at for by en para chez pour")
_LINE = word_set("line linea ligne")
_OF_HOUSE = word_set(
    "our your called texted dialed dialled rang house lot shop toll nuestra su notre votre receiving inbound business store number name hit reached"
)
_LINE_ALONE = word_set("line linea ligne number numero name nombre nom id no label de la du the")


def role_of(words: tuple[str, ...], held: set[str]) -> str | None:
    """Whose data a label announces by the part that somebody plays, where its nouns alone do not tell; None otherwise."""
    has = set(words)
    if has & {"page", "pagina"} and held & {"phone", "email"} and "link" in held:
        return "store"  # of the page on which the form stood
    if len(words) > 7 or held & {"comments", "question", "link", "vin"}:
        return None
    if has & _LINE and not has & {"best", "direct", "personal", "address", "street", "model", "product"}:
        told = (
            held & {"trackingline"} or (has & _OF_HOUSE and has - _LINE_ALONE) or (has <= _LINE_ALONE and len(has) > 1)
        )
        if told and not held & {"address", "vehicle", "model", "trim"}:
            return "tracking"
    if has & _WORKS and has & _AT and len(words) <= 5 and not has & {"we", "our", "us", "best", "you"}:
        return "employer"
    return _by_deed(words, has, held) or _by_kind(has, held)


def _by_deed(words: tuple[str, ...], has: set[str], held: set[str]) -> str | None:
    """`Scanned by`, `Handed to`, `Referred by phone`."""
    if has & _BY and has & _REFERRED:
        return "other"
    if held & {"date", "time", "received", "preference"} - {"received"} or words[-1] not in _BY | _TO:
        return None
    if words[-1] in _BY and has & _DONE and not held & {"customer"}:
        return "other"
    if words[-1] in _TO and has & _GIVEN_TO:
        return "other"
    return None


def _by_kind(has: set[str], held: set[str]) -> str | None:
    """`Buyer's surveyor`, `Applicant's mother`, `Previous owner`, `Case manager`, `Page phone`."""
    reaches = bool(held & {"phone", "email"})
    if has & _THIRD or (has & _MANAGERS and has & _DESKS):
        return "other"
    if has & _PARTNER and "trade" not in held:
        return "co"
    if has & _KIN and "name" in held | {"name"} and not has & {"maiden"}:
        return "other"
    if has & _OWNER and "listing" in held and not has & {"phone", "email"}:
        return "poster"  # “Ad owner”
    if has & _FORMER and (has & _POSTER or has & _OWNER):
        return "other"
    if has & {"device", "terminal", "kiosk"} and reaches:
        return "other"
    return None
