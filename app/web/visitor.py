"""Who is visiting, what they may do, and in which language."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any

from starlette.requests import HTTPConnection

from app.domain.user import Role, User
from app.web.words import LANGUAGES

OWNER = "local"
COOKIE = "room-language"
"""Set by words.js when a visitor chooses a language."""

LOCAL = User(id=OWNER, name=OWNER, role="admin", created_at=datetime(2026, 1, 1, tzinfo=UTC))
"""The one person on this machine, where there are no accounts: learner, trainer and admin."""

_PROXIED = ("x-forwarded-for", "x-real-ip", "forwarded", "via")
STATE = "visitor"
"""Where an ASGI scope keeps who is visiting."""
_visitor: ContextVar[User] = ContextVar("visitor")


def admit(scope: Any, who: User) -> None:  # noqa: ANN401
    """Write into an ASGI scope who is visiting. Only the guard does that."""
    scope.setdefault("state", {})[STATE] = who


def note_proxy(scope: Any, headers: Mapping[str, str]) -> None:  # noqa: ANN401
    """Write into an ASGI scope whether a request came by a proxy. Only the guard does that."""
    scope.setdefault("state", {})["proxied"] = any(name in headers for name in _PROXIED)


def visitor(request: Any) -> User:  # noqa: ANN401
    """Return who sent a request, Gradio's or Starlette's. It must have come past the guard."""
    who = getattr(request.state, STATE)
    if not isinstance(who, User):
        raise TypeError("This request did not come past the guard.")
    return who


def owner(request: object) -> str:
    """Return whose rehearsals a request may see: an account's id, or 'local' without accounts."""
    return visitor(request).id


def receive(who: User) -> None:
    """Remember who is being answered from here on, in this visit only."""
    _visitor.set(who)


def may(needed: Role) -> bool:
    """Whether the visitor who is being answered may do what is for `needed`."""
    return _visitor.get().may(needed)


def address(request: HTTPConnection) -> str:
    """Return where a request comes from; a trusted proxy's word on it counts.

    Of IPv6 it is the network: whoever has one address has all of it.
    """
    host = request.client.host if request.client else "nowhere"
    try:
        found = ip_address(host)
    except ValueError:
        return host
    return host if found.version == 4 else str(ip_network((host, 64), strict=False))


def language(request: object) -> str:
    """Return the language to answer in: the one chosen, else the first one that we speak."""
    cookies: Mapping[str, str] = getattr(request, "cookies", {})
    chosen = cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return str(chosen)
    accepted = getattr(request, "headers", {}).get("accept-language", "")
    wanted = (part.partition(";")[0].strip()[:2].lower() for part in accepted.split(","))
    return next((code for code in wanted if code in LANGUAGES), "en")


def request_id(request: object) -> str:
    """Return the id under which the log knows a request, or ''."""
    return str(getattr(request, "headers", {}).get("x-request-id", ""))
