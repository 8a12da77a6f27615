"""The rules of a server, by its settings and the address that it listens on."""

from __future__ import annotations

import pytest
from starlette.requests import Request
from starlette.responses import Response

from app.config import Settings
from app.rehearsal import Rehearsals
from app.web.house import House, house
from app.web.visitor import address


def asked(scheme: str = "http", host: str = "127.0.0.1:7860") -> Request:
    headers = [(b"host", host.encode()), (b"cookie", b"room=plain; __Host-room=secure")]
    scope = {"type": "http", "scheme": scheme, "path": "/", "headers": headers, "query_string": b""}
    return Request({**scope, "method": "GET", "server": ("127.0.0.1", 7860)})


def rules(rehearsals: Rehearsals, host: str = "127.0.0.1", **changes: object) -> House:
    insecure = bool(changes.pop("insecure", False))
    settings = Settings(_env_file=None, **changes)
    return house(settings, rehearsals.accounts, host, insecure=insecure)


def test_one_person_on_one_machine_needs_no_account(rehearsals: Rehearsals) -> None:
    assert rules(rehearsals).accounts is None
    rehearsals.accounts.add("Ann", "admin")
    assert rules(rehearsals).accounts is rehearsals.accounts
    assert rules(rehearsals, accounts="off").accounts is None
    assert rules(rehearsals, oidc_issuer="https://id.example").accounts is rehearsals.accounts


@pytest.mark.parametrize(
    ("host", "changes", "known", "unknown"),
    [
        ("127.0.0.1", {}, "localhost:1 [::1]:7860 127.0.0.1", "room.example 192.0.2.1"),
        ("192.0.2.1", {}, "192.0.2.1:80 localhost", "192.0.2.2"),
        (
            "0.0.0.0",
            {"public_url": "https://Room.example:8443", "hosts": "a.internal, B.internal"},
            "room.example:8443 ROOM.example b.internal 127.0.0.1",
            "evil.example 0.0.0.0 room.example.evil.net [",
        ),
        ("0.0.0.0", {"insecure": True}, "any.example 192.0.2.9", ""),
    ],
)
def test_a_server_answers_to_its_names(
    rehearsals: Rehearsals, host: str, changes: dict[str, object], known: str, unknown: str
) -> None:
    found = rules(rehearsals, host, accounts="on", **changes)

    assert [name for name in known.split() if not found.knows(name)] == []
    assert [name for name in unknown.split() if found.knows(name)] == []


def test_on_https_no_other_site_can_set_the_cookie(rehearsals: Rehearsals) -> None:
    public = rules(rehearsals, public_url="https://room.example/")
    for found, request in ((public, asked()), (rules(rehearsals), asked("https"))):
        answer = Response()
        found.hand_out(request, answer, "token")
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-room=token;")
        assert {"HttpOnly", "Secure", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))
        assert found.token(request) == "secure"
    assert rules(rehearsals).token(asked()) == "plain"
    assert public.address(asked()) == "https://room.example"
    assert rules(rehearsals).address(asked()) == "http://127.0.0.1:7860"


@pytest.mark.parametrize(
    ("host", "whence"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
        ("testclient", "testclient"),
    ],
)
def test_of_ipv6_the_network_counts(host: str, whence: str) -> None:
    assert address(Request({**asked().scope, "client": (host, 1)})) == whence
