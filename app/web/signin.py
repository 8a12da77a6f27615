"""Coming in and going out: sign-in, the provider, invitations, new passwords."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from app.accounts import Accounts
from app.domain.user import User
from app.errors import AccountRefused, AppError, SignInRefused
from app.web import account_html, words
from app.web.house import House
from app.web.oidc import WENT_WRONG, Provider, read_way
from app.web.visitor import STATE, address, language

Text = Annotated[str, Form()]

WAY = "room-way"
"""Cookie that a browser carries to the provider and back."""
WAY_SECONDS = 600

_SAFE = re.compile(r"/(?![/\\])[\w\-./?=&%~]*")


def safe(wanted: str) -> str:
    """Return `wanted` if it is an address of this site that a sign-in may lead to, else '/'."""
    coming_in = wanted.startswith(("/sign-", "/join", "/new-password"))
    return wanted if _SAFE.fullmatch(wanted) and not coming_in else "/"


def signed_in(house: House, request: Request, token: str, wanted: str) -> Response:
    """Return the answer that hands out a session and leads on to `wanted`."""
    answer = RedirectResponse(wanted, 303)
    house.hand_out(request, answer, token)
    return answer


def here(request: Request) -> User | None:
    """Return who is signed in already; speaks the visitor's language from here on."""
    words.speak(language(request))
    who = getattr(request.state, STATE, None)
    return who if isinstance(who, User) else None


def router(house: House, accounts: Accounts, provider: Provider | None, label: str) -> APIRouter:
    """Return the routes; `label` is what people call the provider."""
    routes = APIRouter()
    offered = label if provider else None

    def front(wanted: str, problem: str = "", name: str = "", status: int = 200) -> HTMLResponse:
        door = account_html.Door(safe(wanted), name, problem, offered)
        return HTMLResponse(account_html.sign_in(door), status)

    @routes.get("/sign-in")
    def show(request: Request, next: str = "/") -> Response:
        return RedirectResponse(safe(next), 303) if here(request) else front(next)

    @routes.post("/sign-in")
    def sign_in(
        request: Request, name: Text = "", password: Text = "", next: Text = "/"
    ) -> Response:
        here(request)
        try:
            token = accounts.sign_in(name, password, address(request))
        except SignInRefused as error:
            answer = front(next, str(error), name[:200], 429 if error.wait else 401)
            if error.wait:
                answer.headers["Retry-After"] = str(int(error.wait))
            return answer
        return signed_in(house, request, token, safe(next))

    @routes.post("/sign-out")
    def sign_out(request: Request) -> Response:
        if token := house.token(request):
            accounts.sign_out(token)
        answer = RedirectResponse("/sign-in", 303)
        house.take_back(request, answer)
        return answer

    _invitations(routes, house, accounts)
    _resets(routes, house, accounts)
    if provider:
        _elsewhere(routes, house, accounts, provider, front)
    return routes


def _invitations(routes: APIRouter, house: House, accounts: Accounts) -> None:
    """Add what a link leads to that invites somebody."""

    @routes.get("/join")
    def invited(request: Request, token: str = "") -> Response:
        here(request)
        try:
            accounts.invited(token)
        except AccountRefused as error:
            return spent(error)
        return HTMLResponse(account_html.join(token))

    @routes.post("/join")
    def join(request: Request, token: Text = "", name: Text = "", password: Text = "") -> Response:
        here(request)
        try:
            accounts.invited(token)
        except AccountRefused as error:
            return spent(error)
        try:
            session = accounts.accept(token, name, password)
        except AccountRefused as error:
            return HTMLResponse(account_html.join(token, name[:200], str(error)), 422)
        return signed_in(house, request, session, "/")


def _resets(routes: APIRouter, house: House, accounts: Accounts) -> None:
    """Add what a link leads to with which somebody chooses a new password."""

    @routes.get("/new-password")
    def resetting(request: Request, token: str = "") -> Response:
        here(request)
        try:
            user = accounts.resetting(token)
        except AppError as error:
            return spent(error)
        return HTMLResponse(account_html.new_password(token, user.name))

    @routes.post("/new-password")
    def choose(request: Request, token: Text = "", password: Text = "") -> Response:
        here(request)
        try:
            user = accounts.resetting(token)
        except AccountRefused as error:
            return spent(error)
        try:
            session = accounts.choose(token, password)
        except AccountRefused as error:
            return HTMLResponse(account_html.new_password(token, user.name, str(error)), 422)
        return signed_in(house, request, session, "/")


def _elsewhere(
    routes: APIRouter,
    house: House,
    accounts: Accounts,
    provider: Provider,
    front: Callable[..., HTMLResponse],
) -> None:
    """Add the way to the provider and back."""

    @routes.get("/sign-in/provider")
    async def there(request: Request, next: str = "/") -> Response:
        here(request)
        try:
            away, way = await provider.begin(back(house, request), safe(next))
        except SignInRefused as error:
            return front(next, str(error), status=502)
        answer = RedirectResponse(away, 303)
        # Lax, because it must come along when the provider sends the browser back.
        answer.set_cookie(
            way_cookie(house, request),
            way.model_dump_json(),
            max_age=WAY_SECONDS,
            secure=house.https(request),
            httponly=True,
            samesite="lax",
        )
        return answer

    @routes.get("/sign-in/provider/back")
    async def and_back(request: Request) -> Response:
        here(request)
        way = read_way(request.cookies.get(way_cookie(house, request), ""))
        if way is None:
            return front("/", WENT_WRONG, status=400)
        try:
            found = await provider.finish(back(house, request), way, dict(request.query_params))
            token = await run_in_threadpool(
                accounts.vouched, found.issuer, found.subject, found.name, found.role
            )
        except SignInRefused as error:
            answer = front(way.wanted, str(error), status=403)
        else:
            # Not a redirect: that would still be the provider's, and come without our cookie.
            answer = HTMLResponse(account_html.once_more(safe(way.wanted)))
            house.hand_out(request, answer, token)
        answer.delete_cookie(way_cookie(house, request), secure=house.https(request))
        return answer


def way_cookie(house: House, request: Request) -> str:
    """Return the name of the cookie that goes to the provider and back."""
    return f"__Host-{WAY}" if house.https(request) else WAY


def back(house: House, request: Request) -> str:
    """Return the address that the provider sends browsers to."""
    return f"{house.address(request)}/sign-in/provider/back"


def spent(error: AppError) -> Response:
    """Return the page of a link that cannot be used."""
    return HTMLResponse(account_html.message(words.t("This link does not work"), str(error)), 410)
