"""One's own account, and for admins everybody's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from app.accounts import Accounts
from app.domain.user import ROLES, Role, User
from app.errors import AccountRefused, NotFound, SignInRefused
from app.web import account_html, words
from app.web.account_html import OneTime
from app.web.house import House
from app.web.signin import signed_in
from app.web.visitor import address, language, visitor
from app.web.words import t

Text = Annotated[str, Form()]


def _me(request: Request) -> User:
    words.speak(language(request))
    return visitor(request)


def router(house: House, accounts: Accounts) -> APIRouter:
    """Return the routes. The guard lets only those in who may use them."""
    routes = APIRouter()

    @routes.get("/account")
    def account(request: Request, done: str = "") -> Response:
        me = _me(request)
        said = t("Your password is changed.") if done == "password" else ""
        return HTMLResponse(account_html.account(me, done=said))

    @routes.get("/account/me")
    def who(request: Request) -> Response:
        me = _me(request)
        return JSONResponse({"name": me.name, "role": me.role})

    @routes.post("/account/password")
    def password(request: Request, old: Text = "", password: Text = "") -> Response:
        me = _me(request)
        try:
            token = accounts.change_password(me, old, password, address(request))
        except (SignInRefused, AccountRefused) as error:
            return HTMLResponse(account_html.account(me, str(error)), 422)
        return signed_in(house, request, token, "/account?done=password")

    @routes.post("/account/sign-out-everywhere")
    def everywhere(request: Request) -> Response:
        accounts.sign_out_everywhere(visitor(request).id)
        answer = RedirectResponse("/sign-in", 303)
        house.take_back(request, answer)
        return answer

    _links(routes, house, accounts)
    _changes(routes, accounts)
    return routes


def _shown(
    accounts: Accounts,
    me: User,
    made: OneTime | None = None,
    problem: str = "",
    status: int = 200,
) -> Response:
    return HTMLResponse(account_html.people(accounts.people(), me, made, problem), status)


def _done(accounts: Accounts, me: User, act: Callable[[], OneTime | None]) -> Response:
    """Do something, then show everybody with what came of it."""
    try:
        made = act()
    except (AccountRefused, NotFound) as error:
        status = 404 if isinstance(error, NotFound) else 422
        return _shown(accounts, me, problem=str(error), status=status)
    return _shown(accounts, me, made) if made else RedirectResponse("/people", 303)


def _links(routes: APIRouter, house: House, accounts: Accounts) -> None:
    """Add the links that admins make for others."""

    @routes.post("/people/invite")
    def invite(request: Request, role: Text = "learner") -> Response:
        me = _me(request)

        def act() -> OneTime:
            token = accounts.invite(me.name, known_role(role))
            return OneTime(f"{house.address(request)}/join?token={token}", t("An invitation"))

        return _done(accounts, me, act)

    @routes.post("/people/reset")
    def reset(request: Request, user: Text = "") -> Response:
        me = _me(request)

        def act() -> OneTime:
            token = accounts.reset(me.name, user)
            meant = t("A link with which to choose a new password, within a day")
            return OneTime(f"{house.address(request)}/new-password?token={token}", meant)

        return _done(accounts, me, act)


def _changes(routes: APIRouter, accounts: Accounts) -> None:
    """Add what admins do with accounts."""

    @routes.get("/people")
    def everybody(request: Request) -> Response:
        return _shown(accounts, _me(request))

    @routes.post("/people/role")
    def role(request: Request, user: Text = "", role: Text = "") -> Response:
        return _done(accounts, _me(request), lambda: accounts.give_role(user, known_role(role)))

    @routes.post("/people/disable")
    def disable(request: Request, user: Text = "") -> Response:
        return _done(accounts, _me(request), lambda: accounts.disable(user))

    @routes.post("/people/enable")
    def enable(request: Request, user: Text = "") -> Response:
        return _done(accounts, _me(request), lambda: accounts.enable(user))


def known_role(name: str) -> Role:
    """Return a role by its name. Raises `AccountRefused`."""
    for role in ROLES:
        if role == name:
            return role
    raise AccountRefused(f"There is no role called '{name}'. There are {', '.join(ROLES)}.")
