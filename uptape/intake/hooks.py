"""Twilio's webhooks: texts in, what became of texts and calls, keys pressed. Nothing is looked at before its signature.

The signature is over the public address of the hook and the form (Twilio, "Validating signatures"); whatever fails it,
or is no small form sent by POST, is answered 403 and leaves no trace.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from uptape.log import logger

MOST_BYTES = 64 * 1024
MOST_FIELDS = 200
NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the hooks ask and tell. All but the first two block: they are called in threads."""

    public_url: Callable[[], str]
    """The start of the address that the provider calls, without a slash at the end."""
    tokens: Callable[[], tuple[str, ...]]
    """The secrets with which the provider may have signed."""
    text: Callable[[str, str, str, str], None]
    """A text: the provider's id, from, to, body."""
    status: Callable[[str, str, int | None, int | None], None]
    """What became of a message: its id, the status, the error code, our row."""
    key: Callable[[str, int | None, str], str]
    """A key pressed in a call: the call, our row, the key. Gives back what is said."""


def routes(hooks: Hooks) -> list[Route]:
    """The routes of the three hooks. Any method reaches them, so that a wrong one is refused like a wrong signature."""
    each = {"/hooks/twilio/sms": _sms, "/hooks/twilio/status": _status, "/hooks/twilio/voice": _voice}
    methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    return [Route(path, _guarded(hooks, act), methods=methods) for path, act in each.items()]


Act = Callable[[Hooks, FormData, Request], Awaitable[Response]]


def _guarded(hooks: Hooks, act: Act) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        form = await _form(request)
        if form is None or not _is_signed(hooks, request, form):
            return Response("refused\n", status_code=403, media_type="text/plain")
        try:
            return await act(hooks, form, request)
        except Exception as error:
            logger().error("hook_failed", path=request.url.path, error=f"{type(error).__name__}: {error}"[:300])
            return Response("try again later\n", status_code=503, media_type="text/plain")

    return endpoint


async def _form(request: Request) -> FormData | None:
    """The fields of a small form, or None."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method != "POST" or kind != "application/x-www-form-urlencoded":
        return None
    told = request.headers.get("content-length", "")
    if told.isdigit() and int(told) > MOST_BYTES:
        return None
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                return None
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except (ClientDisconnect, UnicodeDecodeError, ValueError):
        return None
    return FormData(pairs)


def _is_signed(hooks: Hooks, request: Request, form: FormData) -> bool:
    from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

    signature = request.headers.get("x-twilio-signature", "")
    query = f"?{request.url.query}" if request.url.query else ""
    address = f"{hooks.public_url()}{request.url.path}{query}"
    if not signature.isascii():
        return False
    return any(bool(RequestValidator(token).validate(address, form, signature)) for token in hooks.tokens())


async def _sms(hooks: Hooks, form: FormData, _request: Request) -> Response:
    identity, number = _field(form, "MessageSid", 80) or _field(form, "SmsSid", 80), _field(form, "From", 40)
    if identity and number:
        await run_in_threadpool(hooks.text, identity, number, _field(form, "To", 80), _field(form, "Body", 4000))
    return _twiml(NOTHING)


async def _status(hooks: Hooks, form: FormData, request: Request) -> Response:
    identity = _field(form, "MessageSid", 80) or _field(form, "SmsSid", 80) or _field(form, "CallSid", 80)
    status = _field(form, "MessageStatus", 20) or _field(form, "SmsStatus", 20) or _field(form, "CallStatus", 20)
    if identity and status:
        code = _number(_field(form, "ErrorCode", 8))
        await run_in_threadpool(hooks.status, identity, status, code, _row(request))
    return _twiml(NOTHING)


async def _voice(hooks: Hooks, form: FormData, request: Request) -> Response:
    call, key = _field(form, "CallSid", 60), _field(form, "Digits", 4)
    said = await run_in_threadpool(hooks.key, call, _row(request), key) if call else ""
    return _twiml(f'<?xml version="1.0" encoding="UTF-8"?><Response><Say>{escape(said)}</Say><Hangup/></Response>')


def _field(form: FormData, name: str, most: int) -> str:
    value = form.get(name, "")
    return value[:most] if isinstance(value, str) else ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _row(request: Request) -> int | None:
    """Our row of the outbox, which stands in the address that we gave with the message."""
    return _number(request.query_params.get("row", "")[:18])


def _twiml(body: str) -> Response:
    return Response(body, media_type="text/xml")
