"""The web port's application: health, readiness and metrics, with the routes and the API that it is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fastapi import APIRouter, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

Trouble = Callable[[], Sequence[str]]
"""Why the daemon is not ready: no sentence where it is. Blocking."""
Figures = Callable[[], bytes]
"""Everything measured, in the text form of Prometheus. Blocking."""


def application(
    trouble: Trouble, figures: Figures, routes: Sequence[BaseRoute] = (), api: APIRouter | None = None
) -> FastAPI:
    """The application of the web port. Blocking look-ups run in a thread, never on the event loop.

    FastAPI's pages of documentation are off: they load from elsewhere. The description itself is served.
    """
    app = FastAPI(
        title="uptape", version="1", openapi_url="/api/v1/openapi.json", docs_url=None, redoc_url=None,
        description="Leads in, what became of them, and back.",
    )  # fmt: skip

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def readyz(_request: Request) -> Response:
        reasons = await run_in_threadpool(trouble)
        status = 503 if reasons else 200
        return JSONResponse({"ready": not reasons, "reasons": list(reasons)}, status_code=status)

    async def metrics(_request: Request) -> Response:
        body = await run_in_threadpool(figures)
        return Response(body, media_type="text/plain; version=0.0.4; charset=utf-8")

    app.router.routes += [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics), *routes]
    if api is not None:
        app.include_router(api)
    return app
