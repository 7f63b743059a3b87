"""The pages of one-tap links: GET shows what a link is for, POST does it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from uptape.core.errors import UptapeError

STYLE = """\
:root{color-scheme:light dark}
body{margin:0;background:#eef1f4;color:#16202b}
body,button{font:17px/1.45 -apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
main{max-width:420px;margin:0 auto;padding:28px 20px}
h1{margin:0 0 6px;font-size:26px;line-height:1.2;overflow-wrap:anywhere}
p{margin:0 0 22px;overflow-wrap:anywhere}
button{display:block;width:100%;padding:16px;border:0;border-radius:12px;background:#0b5cad;color:#fff}
button{font-size:19px;font-weight:600}
@media (prefers-color-scheme:dark){body{background:#0e1318;color:#e8edf2}button{background:#2f7dcc}}
"""
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'",
}


class LinkPage(Protocol):
    """What a link shows."""

    @property
    def title(self) -> str:
        """The headline."""
        ...

    @property
    def text(self) -> str:
        """One sentence."""
        ...

    @property
    def button(self) -> str:
        """What the button says; empty where there is none."""
        ...

    @property
    def status(self) -> int:
        """The HTTP status."""
        ...


Ask = Callable[[str], LinkPage]
"""Looks at a link, or presses its button. Blocking."""


def routes(look: Ask, press: Ask) -> list[Route]:
    """The page of a link, and its style."""

    async def page(request: Request) -> Response:
        token = request.path_params["token"]
        if request.method == "POST" and not _from_here(request):
            return PlainTextResponse("refused\n", status_code=403)
        act = press if request.method == "POST" else look
        try:
            found = await run_in_threadpool(act, token)
        except UptapeError:
            return PlainTextResponse("Please try again in a moment.\n", status_code=503)
        return HTMLResponse(_html(found), status_code=found.status, headers=HEADERS)

    async def style(_request: Request) -> Response:
        return Response(STYLE, media_type="text/css", headers={"Cache-Control": "max-age=86400"})

    return [
        Route("/t/link.css", style, methods=["GET"]),
        Route("/t/{token}", page, methods=["GET", "HEAD", "POST"]),
    ]


def _from_here(request: Request) -> bool:
    """False for a form on somebody else's page."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    host = request.headers.get("host", "")
    here = origin in (None, "null") or origin.partition("://")[2] == host
    return site in {"same-origin", "none"} and here


def _html(page: LinkPage) -> str:
    button = f'<form method="post"><button type="submit">{escape(page.button)}</button></form>' if page.button else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<title>{escape(page.title)}</title><link rel="stylesheet" href="/t/link.css"></head>'
        f"<body><main><h1>{escape(page.title)}</h1><p>{escape(page.text)}</p>{button}</main></body></html>\n"
    )
