"""Leads to systems that speak SOAP, described by a WSDL, by zeep."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from uptape.core.outbox import Declined, Deferred, OutboxEntry, Outcome, Sent, Text
from uptape.core.providers import HttpSettings
from uptape.delivery import adf, guard, payload
from uptape.delivery.http_post import Answer, judge

_WHOLE = re.compile(r"(?:adf|xml|lead|leadxml|adfxml|document|payload|data|body|message)", re.IGNORECASE)


class Soap:
    """The channel `soap`. Options: `wsdl` (file or URL), `operation`, `accepted`, `refused`.

    An address replaces the one in the WSDL. Fields of the operation are filled by name (`customer_name`, `CustomerName`
    and `customername` are the same); a text field called `adf`, `xml`, `lead` or the like gets the whole lead as ADF.
    """

    name = "soap"

    def __init__(self, settings: HttpSettings) -> None:
        self._settings = settings
        self._lock = threading.Lock()

    def send(self, entry: OutboxEntry, text: Text) -> Outcome:
        """Calls the operation with one lead."""
        try:
            import requests
            from zeep.exceptions import Error, Fault, TransportError
            from zeep.helpers import serialize_object
        except ImportError:
            return Declined("soap needs the extra: pip install 'uptape[soap]'")
        options = entry.options or {}
        try:
            with self._lock:
                client = _client(str(options.get("wsdl")), self._settings.timeout, self._settings.private_hosts)
            service, operation = _bound(client, str(options.get("operation")), entry.to)
            guard.judge(service._binding_options["address"], self._settings.private_hosts)
            values = arguments(_wanted(operation), entry)
            answer = service[str(options.get("operation"))](**values)
        except guard.Forbidden as error:
            return Declined(str(error), "forbidden")
        except Fault as error:
            return judge(Answer(400, str(error.message)), options)
        except TransportError as error:
            return judge(Answer(error.status_code or 500, str(error.message)), options)
        except requests.exceptions.ConnectionError as error:
            return Deferred(f"cannot be reached: {type(error).__name__}", unknown=True)
        except requests.exceptions.RequestException as error:
            return Deferred(f"the answer was lost: {type(error).__name__}", unknown=True)
        except (Error, ValueError, OSError) as error:
            return Deferred(f"the operation cannot be called: {str(error)[:200]}")
        plain = serialize_object(answer, dict)  # type: ignore[no-untyped-call]
        found = judge(Answer(200, str(plain)), options)
        return Sent(str(plain)[:100] if isinstance(plain, str | int) else None) if isinstance(found, Sent) else found

    def look_up(self, entry: OutboxEntry, text: Text) -> Outcome | None:
        """Cannot be asked; the lead's id tells the receiver."""
        return None


def arguments(wanted: tuple[str, ...], entry: OutboxEntry) -> dict[str, str]:
    """The values for the named fields of an operation. Raises ValueError where none of them is known."""
    known = {_bare(key): value for key, value in payload.flat(entry.facts).items()}
    known |= _other_names(known)
    out: dict[str, str] = {}
    for name in wanted:
        if _bare(name) in known:
            out[name] = known[_bare(name)]
        elif _WHOLE.fullmatch(_bare(name)):
            out[name] = adf.document(entry.facts)
    if not out:
        raise ValueError(f"no field of a lead fits {', '.join(wanted) or 'an operation without fields'}")
    return out


def _other_names(known: Mapping[str, str]) -> dict[str, str]:
    pairs = {
        "name": "customername", "firstname": "customerfirstname", "lastname": "customerlastname",
        "email": "customeremail", "phone": "customerphone", "zip": "customerpostalcode",
        "postalcode": "customerpostalcode", "city": "customercity", "state": "customerregion", "year": "vehicleyear",
        "make": "vehiclemake", "model": "vehiclemodel", "vin": "vehiclevin", "stock": "vehiclestock", "id": "leadid",
    }  # fmt: skip
    return {other: known[ours] for other, ours in pairs.items() if ours in known}


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


@lru_cache(maxsize=64)
def _client(wsdl: str, timeout: float, private_hosts: tuple[str, ...]) -> Any:
    import zeep
    from zeep.transports import Transport

    class Guarded(Transport):
        """Judges every address before it is called; files are read from the disk."""

        def load(self, url: str) -> bytes:
            if urlsplit(url).scheme in {"http", "https"}:
                guard.judge(url, private_hosts)
            loaded: bytes = super().load(url)  # type: ignore[no-untyped-call]
            return loaded

    transport = Guarded(timeout=timeout, operation_timeout=timeout)  # type: ignore[no-untyped-call]
    transport.session.trust_env = False
    transport.session.max_redirects = 0
    source = wsdl if "://" in wsdl else str(Path(wsdl))
    return zeep.Client(source, transport=transport)  # type: ignore[no-untyped-call]


def _bound(client: Any, operation: str, address: str) -> tuple[Any, Any]:
    service = client.service
    binding = service._binding
    found = binding._operations.get(operation)
    if found is None:
        raise ValueError(f"the WSDL has no operation {operation}, but {', '.join(sorted(binding._operations))}")
    if address:
        service = client.create_service(binding.name, address)
    return service, found


def _wanted(operation: Any) -> tuple[str, ...]:
    body = operation.input.body
    return tuple(name for name, _ in body.type.elements) if body is not None else ()
