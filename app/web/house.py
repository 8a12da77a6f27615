"""The house rules of one server: its names, whether it has accounts, and its session cookie."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import Response

from app.accounts import LONGEST, Accounts
from app.config import Settings
from app.errors import SetupError

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

ANYWHERE = frozenset({"0.0.0.0", "::", ""})
"""Addresses to listen on that are nobody's name."""


class House(NamedTuple):
    """What holds for every request."""

    accounts: Accounts | None = None
    """None: one person on one machine, without a login."""
    hosts: frozenset[str] | None = LOOPBACK
    """Names that a request may use for this server; None: any."""
    public: str | None = None
    """The address that browsers reach it by; None: whatever they ask for."""

    def knows(self, host: str) -> bool:
        """Whether a Host header names this server."""
        if self.hosts is None:
            return True
        try:
            return urlsplit(f"//{host}").hostname in self.hosts
        except ValueError:
            return False

    def https(self, request: HTTPConnection) -> bool:
        """Whether the browser that asks is at the other end of https."""
        return (self.public or "").startswith("https:") or request.scope["scheme"] == "https"

    def address(self, request: HTTPConnection) -> str:
        """Return the beginning of addresses that lead here, for links that are sent around."""
        base = request.base_url
        return self.public or f"{base.scheme}://{base.netloc}"

    def cookie(self, request: HTTPConnection) -> str:
        """Return the name of the session cookie: on https one that no other site can set."""
        return "__Host-room" if self.https(request) else "room"

    def token(self, request: HTTPConnection) -> str | None:
        """Return the session token that a browser sent."""
        return request.cookies.get(self.cookie(request))

    def hand_out(self, request: HTTPConnection, response: Response, token: str) -> None:
        """Give the browser its session token."""
        response.set_cookie(
            self.cookie(request),
            token,
            max_age=int(LONGEST.total_seconds()),
            path="/",
            secure=self.https(request),
            httponly=True,
            samesite="strict",
        )

    def take_back(self, request: HTTPConnection, response: Response) -> None:
        """Have the browser forget its session token."""
        response.delete_cookie(
            self.cookie(request),
            path="/",
            secure=self.https(request),
            httponly=True,
            samesite="strict",
        )


def accounts_wanted(settings: Settings, accounts: Accounts) -> bool:
    """Whether people sign in: as the setting says, else as soon as anybody has an account."""
    if settings.accounts == "auto":
        return settings.oidc_issuer is not None or accounts.there_are()
    return settings.accounts == "on"


def house(settings: Settings, accounts: Accounts, host: str, *, insecure: bool = False) -> House:
    """Return the rules of a server that listens on `host`.

    Raises `SetupError` for what would open the room to strangers, unless it is to be `insecure`.
    """
    wanted = accounts_wanted(settings, accounts)
    public = urlsplit(settings.public_url or "")
    hosts = LOOPBACK | _names(settings, host, public.hostname)
    open_door = host not in LOOPBACK
    if open_door and not insecure:
        _refuse_strangers(wanted, hosts, public.scheme)
    any_name = open_door and insecure and hosts == LOOPBACK
    return House(
        accounts=accounts if wanted else None,
        hosts=None if any_name else hosts,
        public=settings.public_url.rstrip("/") if settings.public_url else None,
    )


def _names(settings: Settings, host: str, public: str | None) -> frozenset[str]:
    listed = (name.strip().lower() for name in settings.hosts.split(","))
    own = None if host in ANYWHERE else host.lower()
    return frozenset(name for name in (*listed, own, public) if name)


def _refuse_strangers(accounts: bool, hosts: frozenset[str], scheme: str) -> None:
    if not accounts:
        raise SetupError(
            "Other machines could reach this address, and nobody has an account here, so everybody "
            "would share one person's rehearsals. Make an account first: rehearse users add NAME "
            "--role admin. Or say --insecure if you want it so."
        )
    if hosts == LOOPBACK:
        raise SetupError(
            "Say by which name browsers reach this server: set REHEARSE_PUBLIC_URL, for example to "
            "https://rehearsals.example.com. Or say --insecure to answer to any name."
        )
    if scheme == "http":
        raise SetupError(
            "REHEARSE_PUBLIC_URL begins with http://, so passwords would travel in the open. Put "
            "a proxy with https in front and name its address, or say --insecure."
        )
