"""What stands before every request: names, origins, doors, people, rates and security headers."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, QueryParams
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.domain.user import User
from app.errors import StoreUnavailable
from app.voice import MOST_SOUND
from app.web import account_html, wire
from app.web.doors import Door, door
from app.web.hashes import PageHashes
from app.web.house import House
from app.web.rates import MESSAGES, REQUESTS, Buckets
from app.web.visitor import LOCAL, address, admit, language, note_proxy
from app.web.words import speak, t

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; object-src 'none'; "
    "media-src 'self' blob:; frame-src 'none'; frame-ancestors 'none'; base-uri 'self'"
)
"""Without 'unsafe-eval', so gr.HTML and the `js=` of Gradio's events cannot be used."""

SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), payment=(), usb=()",
}

ON_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}

LARGER_BODIES = {"/voice/heard": MOST_SOUND}
"""Paths that take more (in bytes)."""

FORWARDED = (b"forwarded", b"x-forwarded-", b"x-gradio-server", b"x-original-", b"x-rewrite-")
"""Headers that tell of another host, which Gradio believes. What a trusted proxy says of scheme
and address is in the scope by now."""

WAIT = {"Retry-After": "5"}

_WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_CALLS = "/gradio_api/"
_OF_NO_PAGE = frozenset(f"{_CALLS}{name}" for name in ("startup-events", "app_id", "reset"))
"""Calls that name no page: the first two ask, and the last one does nothing (Gradio's `cancel`
does the work)."""


class Guard:
    """ASGI middleware that lets through only what the pages need, and tells them who asks."""

    def __init__(self, app: ASGIApp, house: House) -> None:
        self._app, self._house = app, house
        self._pages = PageHashes()
        self._requests, self._messages = Buckets(REQUESTS), Buckets(MESSAGES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer `scope`, or refuse it in one plain sentence."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        # The pages use no web sockets: those are left without an answer.

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = HTTPConnection(scope)
        extra = SECURITY_HEADERS | (ON_HTTPS if self._house.https(request) else {})
        entrance = door(scope["method"], scope["path"])
        if self._house.accounts and (entrance is None or entrance.kind != "asset"):
            extra["Cache-Control"] = "no-store"
        send = wire.with_headers(send, extra)
        refusal = self._from_elsewhere(scope, request.headers, entrance)
        if refusal is None and entrance is not None:
            refusal = await self._not_admitted(scope, request, entrance)
        if refusal is None and scope["method"] in _WRITING:
            body = await wire.read(receive, LARGER_BODIES.get(scope["path"], wire.MAX_BODY))
            if body is None:
                refusal = PlainTextResponse("That is too much at once.", 413)
            else:
                receive = wire.replay(body, receive)
                refusal = self._not_theirs(scope, body)
        elif refusal is None:
            refusal = self._not_theirs(scope, b"")
        note_proxy(scope, request.headers)
        scope["headers"] = [one for one in scope["headers"] if not one[0].startswith(FORWARDED)]
        await (refusal or self._app)(scope, receive, send)

    def _from_elsewhere(
        self, scope: Scope, headers: Headers, entrance: Door | None
    ) -> Response | None:
        """Refuse other names of this server, requests of other sites, and shut doors."""
        host = headers.get("host", "")
        probed = entrance is not None and entrance.kind == "probe"
        if not probed and not self._house.knows(host):
            return PlainTextResponse("This server does not answer to that name.", 400)
        if self._of_another_site(scope, headers, host):
            return PlainTextResponse("Requests from other sites are refused.", 403)
        if entrance is None:
            return PlainTextResponse("There is nothing here.", 404)
        return None

    def _of_another_site(self, scope: Scope, headers: Headers, host: str) -> bool:
        """Whether another site has the browser ask: by Origin, or by what the browser says.

        This is what keeps forms from being sent by others: every browser says one of the two with
        a POST, and no page can change what it says. A link from elsewhere is no such request.
        """
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if origin is not None and _authority(origin) != host:
            return True
        writing = scope["method"] in _WRITING
        if site is not None:
            followed = not writing and headers.get("sec-fetch-mode") == "navigate"
            return site not in ("same-origin", "none") and not followed
        blind = writing and origin is None
        return blind and self._house.accounts is not None and "cookie" in headers

    async def _not_admitted(
        self, scope: Scope, request: HTTPConnection, entrance: Door
    ) -> Response | None:
        """Find out who asks, and refuse those who may not come in here."""
        if self._house.accounts is None:
            admit(scope, LOCAL)
            return None
        if entrance.kind in ("asset", "probe"):
            return None
        try:
            who = await self._who(request)
        except StoreUnavailable as error:
            return PlainTextResponse(str(error), 503)
        if not self._requests.take(who.id if who else f"from {address(request)}"):
            return _slowly()
        if who:
            admit(scope, who)
        if entrance.who is None:
            return None
        if who is None:
            return _stranger(scope, request, entrance)
        if not who.may(entrance.who):
            return _not_for(request, entrance, who)
        return None

    async def _who(self, request: HTTPConnection) -> User | None:
        token, accounts = self._house.token(request), self._house.accounts
        if not token or accounts is None:
            return None
        return await run_in_threadpool(accounts.visitor, token)

    def _not_theirs(self, scope: Scope, body: bytes) -> Response | None:
        """Refuse calls of Gradio's API in the name of another's page, and what pages never send."""
        path: str = scope["path"]
        if not path.startswith(_CALLS) or path in _OF_NO_PAGE:
            return None
        who: User = scope["state"]["visitor"]
        if body:
            call = _call(body)
            if call is None:
                return PlainTextResponse("That is not what the pages send.", 422)
            page = call["session_hash"]
        elif path.startswith(f"{_CALLS}heartbeat/"):
            page = path.rpartition("/")[2]
        else:
            page = QueryParams(scope["query_string"]).get("session_hash", "")
        if not page:
            return PlainTextResponse("Which page is that?", 422)
        if page and not self._pages.belongs(page, who.id):
            return Response(status_code=403)
        if path == f"{_CALLS}queue/join" and who is not LOCAL:
            return None if self._messages.take(who.id) else _slowly()
        return None


def _call(body: bytes) -> dict[str, Any] | None:
    """Return a call of Gradio's API, if it is one that the pages make: texts, and a page's hash."""
    try:
        call = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(call, dict) or not isinstance(call.get("session_hash"), str):
        return None
    values = call.get("data", [])
    if not isinstance(values, list) or len(values) > 8:
        return None
    # Files, which Gradio would fetch from any address, are objects.
    return call if all(one is None or isinstance(one, str) for one in values) else None


def _authority(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _stranger(scope: Scope, request: HTTPConnection, entrance: Door) -> Response:
    """Answer somebody who is not signed in."""
    if entrance.kind != "page":
        return PlainTextResponse("Sign in first.", 401)
    query = scope["query_string"].decode("latin-1")
    wanted = scope["path"] + (f"?{query}" if query else "")
    if request.headers.get("sec-fetch-site") == "cross-site":
        speak(language(request))
        # A link from elsewhere comes without our cookie, which is for this site only. Asking once
        # more from a page of ours brings it along.
        return HTMLResponse(account_html.once_more(wanted))
    return RedirectResponse(f"/sign-in?next={quote(wanted, safe='/')}", 303)


def _not_for(request: HTTPConnection, entrance: Door, who: User) -> Response:
    """Answer somebody who may do less than that."""
    speak(language(request))
    admins = entrance.who == "admin"
    words = t("This is for admins only.") if admins else t("This is for trainers only.")
    if entrance.kind != "page":
        return PlainTextResponse(words, 403)
    return HTMLResponse(account_html.message(t("Not for you"), words, who), 403)


def _slowly() -> Response:
    return PlainTextResponse("That is too fast. Wait a moment, then try again.", 429, headers=WAIT)
