"""`/api/v1`: leads in, leads out, feedback. Bearer tokens of `uptape token`; what is not the caller's is not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, Protocol

from fastapi import APIRouter, Depends, Header, HTTPException, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from uptape.console import api_leads
from uptape.core.errors import Refused, UptapeError

Outcome = Literal["attempted", "contacted", "appointment", "shown", "not_shown", "sold", "lost", "spam"]
LeadId = Annotated[str, Field(pattern=r"^[Ll]-?[0-9A-Za-z]{6}$")]


class Caller(Protocol):
    """Whose a token is."""

    @property
    def dealership(self) -> str:
        """The dealership's key."""
        ...

    @property
    def buyer(self) -> str | None:
        """The buyer's key, where it is a buyer's token."""
        ...

    @property
    def scopes(self) -> frozenset[str]:
        """What it may do."""
        ...


class Taken(Protocol):
    """A lead that is stored durably."""

    @property
    def mail_id(self) -> str:
        """Under which id."""
        ...

    @property
    def fresh(self) -> bool:
        """False where it was sent before under the same key."""
        ...


@dataclass(frozen=True, slots=True)
class Doings:
    """What the API asks of the flow. All of it blocks and is called in threads."""

    caller: Callable[[str], Any]
    take_in: Callable[[Any, str, str, bytes, str | None], Taken | None]
    page: Callable[[Any, Mapping[str, Any]], tuple[list[dict[str, Any]], int | None]]
    record: Callable[[Any, str], dict[str, Any] | None]
    report: Callable[[Any, str, str, str | None, datetime | None], str | None]
    most_bytes: Callable[[], int]


class FeedbackIn(BaseModel):
    """What became of a lead."""

    model_config = ConfigDict(extra="forbid")

    outcome: Outcome
    note: str | None = Field(default=None, max_length=2000)
    at: AwareDatetime | None = None
    """When it happened; for an appointment, when it is. Default: now."""


class FeedbackOut(BaseModel):
    """How the lead stands then."""

    lead_id: str
    status: str


class AcceptedOut(BaseModel):
    """The lead is stored durably and is dealt like any other. `duplicate`: the same key came before."""

    mail_id: str
    status: Literal["received", "duplicate"]


class PageOut(BaseModel):
    """Leads in the order in which they came. `next` goes into `after` for the next page; null at the end."""

    leads: list[dict[str, Any]]
    next: int | None


_BEARER = HTTPBearer(auto_error=False, description="A token of `uptape token`")
_ERRORS: dict[int | str, dict[str, Any]] = {
    401: {"description": "No token, or one that is not known"},
    403: {"description": "The token may not do this"},
    404: {"description": "There is none, or none of the caller's"},
    503: {"description": "Trouble of our own; try again"},
}


def router(doings: Doings) -> APIRouter:
    """The routes of the API."""
    api = APIRouter(prefix="/api/v1", responses=_ERRORS)

    def allowed(scope: str) -> Callable[..., Any]:
        def check(
            credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
        ) -> Any:
            found = _safely(lambda: doings.caller(credentials.credentials)) if credentials else None
            if found is None:
                raise HTTPException(401, "a bearer token of `uptape token` is needed", {"WWW-Authenticate": "Bearer"})
            if scope not in found.scopes:
                raise HTTPException(403, f"this token has no scope {scope}")
            return found

        return check

    writing, reading, reporting = (Depends(allowed(one)) for one in ("leads:write", "leads:read", "feedback:write"))

    @api.post(
        "/pools/{dealership}/{pool}/leads", status_code=202, openapi_extra=api_leads.BODY,
        responses={400: {"description": "Not readable"}, 413: {"description": "Too large"},
                   415: {"description": "Neither ADF, JSON nor a form"}},
    )  # fmt: skip
    async def post_lead(
        dealership: str, pool: str, request: Request, caller: Any = writing,
        idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
    ) -> AcceptedOut:  # fmt: skip
        """Puts a lead into a pool's queue: ADF, JSON or a form. Answered once it is stored durably."""
        body = await _body(request, doings.most_bytes())
        kind = request.headers.get("content-type", "")
        try:
            raw = api_leads.as_mail(body, kind, idempotency_key)
        except ValidationError as error:
            raise HTTPException(
                400, error.errors(include_url=False, include_context=False, include_input=False)
            ) from None
        except api_leads.WrongKindError:
            raise HTTPException(415, "send ADF (application/xml), application/json or a form") from None
        except ValueError as error:
            raise HTTPException(400, str(error)) from None
        found = await run_in_threadpool(_safely, lambda: doings.take_in(caller, dealership, pool, raw, idempotency_key))
        if found is None:
            raise HTTPException(404, "there is no such pool")
        return AcceptedOut(mail_id=found.mail_id, status="received" if found.fresh else "duplicate")

    @api.get("/leads")
    def get_leads(
        caller: Any = reading,
        status: Annotated[str | None, Query(max_length=20)] = None,
        pool: Annotated[str | None, Query(max_length=64)] = None,
        assigned_to: Annotated[str | None, Query(max_length=130)] = None,
        source: Annotated[str | None, Query(max_length=100)] = None,
        since: AwareDatetime | None = None,
        until: AwareDatetime | None = None,
        after: Annotated[int, Query(ge=0, lt=2**53)] = 0,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> PageOut:
        """Lists leads, oldest first; a buyer's token sees its own."""
        asked = {"status": status, "pool": pool, "assigned_to": assigned_to, "source": source, "since": since,
                 "until": until, "after": after, "limit": limit}  # fmt: skip
        found, following = _safely(lambda: doings.page(caller, asked))
        return PageOut(leads=found, next=following)

    @api.get("/leads/{lead}")
    def get_lead(lead: LeadId, caller: Any = reading) -> dict[str, Any]:
        """One lead with all that happened to it, each with time and author."""
        found = _safely(lambda: doings.record(caller, api_leads.normal(lead)))
        if found is None:
            raise HTTPException(404, "there is no such lead")
        return dict(found)

    @api.post("/leads/{lead}/feedback", responses={409: {"description": "This cannot be"}})
    def post_feedback(lead: LeadId, feedback: FeedbackIn, caller: Any = reporting) -> FeedbackOut:
        """Reports what became of a lead."""
        identity = api_leads.normal(lead)
        try:
            status = _safely(lambda: doings.report(caller, identity, feedback.outcome, feedback.note, feedback.at))
        except Refused as error:
            raise HTTPException(409, str(error)) from None
        if status is None:
            raise HTTPException(404, "there is no such lead")
        return FeedbackOut(lead_id=identity, status=status)

    return api


def _safely(act: Callable[[], Any]) -> Any:
    """Our own trouble is a 503, so that the caller tries again."""
    try:
        return act()
    except Refused:
        raise
    except UptapeError as error:
        raise HTTPException(503, error.public, {"Retry-After": "5"}) from None


async def _body(request: Request, most: int) -> bytes:
    told = request.headers.get("content-length", "")
    if told.isdigit() and int(told) > most:
        raise HTTPException(413, f"at most {most} bytes")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise HTTPException(413, f"at most {most} bytes")
    return bytes(body)
