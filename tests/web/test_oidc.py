"""Signing in through a provider that runs here."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from joserfc.jwk import OctKey
from pydantic import SecretStr

from app.config import Settings
from app.errors import SetupError
from app.web import oidc
from tests.support.provider import CLIENT, SECRET, Provider
from tests.support.room import Room, open_room
from tests.support.staff import hire
from tests.web.conftest import NewVisit

ROLES = "groups=coaches:trainer, @example.com:learner"


@pytest.fixture(scope="module")
def standing() -> Iterator[Provider]:
    with Provider() as running:
        yield running


@pytest.fixture
def provider(standing: Provider) -> Provider:
    standing.reset()
    return standing


def settings(learned: Path, issuer: str) -> Settings:
    return Settings(
        data_dir=learned,
        oidc_issuer=issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SecretStr(SECRET),
        oidc_name="Example Ltd",
        oidc_roles=ROLES,
    )


@pytest.fixture(scope="module")
def room(
    learned: Path, tmp_path_factory: pytest.TempPathFactory, standing: Provider
) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("vouched")
    with open_room(settings(learned, standing.issuer), folder, hire) as running:
        yield running


@contextmanager
def browsers(room: Room, number: int) -> Iterator[list[httpx.Client]]:
    """Clients that go where they are sent only when they are told to."""
    with ExitStack() as stack:
        yield [stack.enter_context(httpx.Client(base_url=room.url)) for _ in range(number)]


def to_the_provider(browser: httpx.Client, wanted: str = "/review?rehearsal=r1") -> str:
    """Go as far as the provider; return the address that it sends back to."""
    away = browser.get("/sign-in/provider", params={"next": wanted})
    assert away.status_code == 303
    return str(httpx.get(away.headers["location"]).headers["location"])


def come_back(room: Room) -> httpx.Response:
    """Sign in, all the way."""
    with browsers(room, 1) as (browser,):
        return browser.get(to_the_provider(browser))


def who(room: Room, answer: httpx.Response) -> tuple[str, str]:
    """Return name and role of whoever an answer signs in."""
    user = room.rehearsals.accounts.visitor(answer.cookies["room"])
    assert user
    return user.name, user.role


def test_somebody_of_the_provider_comes_in_by_their_role(room: Room, provider: Provider) -> None:
    provider.person |= {"groups": ["staff", "coaches"]}
    answer = come_back(room)

    assert answer.status_code == 200
    assert who(room, answer) == ("olga", "trainer")
    assert 'content="0; url=/review?rehearsal=r1"' in answer.text
    provider.person = {"sub": "7", "preferred_username": "olga p"}
    provider.more = {"email": "o@example.com", "email_verified": True}
    assert who(room, come_back(room)) == ("olga", "learner")  # the same person, with another role
    provider.person = {"sub": "8", "preferred_username": "Ann", "groups": "coaches"}
    assert who(room, come_back(room)) == ("Ann (2)", "trainer")
    assert provider.asked.count("/keys") == 1


def test_whoever_has_no_role_there_is_not_let_in(room: Room, provider: Provider) -> None:
    provider.person = {"sub": "9", "groups": ["visitors"]}
    answer = come_back(room)

    assert answer.status_code == 403
    assert "Your account may not use this room." in answer.text
    assert "room" not in answer.cookies
    assert {one.subject for one in room.rehearsals.accounts.people()} <= {None, "7", "8"}


LIES: tuple[dict[str, Any], ...] = (
    {"nonce": "another"},
    {"nonce": None},
    {"aud": "another"},
    {"azp": "another"},
    {"iss": "https://evil.example"},
    {"exp": int(time.time()) - 300},
    {"sub": None},
)


def test_a_token_that_is_not_for_this_sign_in_is_refused(room: Room, provider: Provider) -> None:
    provider.person["groups"] = "coaches"
    for lies in LIES:
        provider.lies = lies
        answer = come_back(room)
        assert (answer.status_code, "room" in answer.cookies) == (403, False), lies
        assert "Signing in did not work." in answer.text
    provider.lies = {}
    assert come_back(room).status_code == 200


def test_a_token_signed_by_somebody_else_is_refused_and_a_new_key_is_fetched(
    room: Room, provider: Provider
) -> None:
    provider.person["groups"] = "coaches"
    assert come_back(room).status_code == 200
    provider.signing = provider.new_key()
    assert come_back(room).status_code == 403
    provider.keys.append(provider.signing)
    assert come_back(room).status_code == 200
    shared = OctKey.import_key(SECRET * 3, {"kid": str(provider.keys[0].kid)})
    provider.signing, provider.algorithm = shared, "HS256"
    answer = come_back(room)
    assert (answer.status_code, "Signing in did not work." in answer.text) == (403, True)


def test_only_the_browser_that_began_can_finish(room: Room) -> None:
    """And once, and with the state and the code that it was given."""
    with browsers(room, 3) as (victim, thief, other):
        back = to_the_provider(victim)
        assert thief.get(back).status_code == 400  # began nothing
        to_the_provider(other)
        assert other.get(back).status_code == 403  # began something else
        url = urlsplit(back)
        for change in ({"state": "x"}, {"code": "x"}, {"iss": "https://evil.example"}):
            query = dict(parse_qsl(url.query)) | change
            answer = victim.get(url.path, params=query)
            assert answer.status_code in (400, 403)
            assert "room" not in answer.cookies


def test_a_code_is_worth_nothing_without_what_the_browser_carries(
    room: Room, provider: Provider
) -> None:
    provider.person["groups"] = "coaches"
    with browsers(room, 2) as (victim, thief):
        code = dict(parse_qsl(urlsplit(to_the_provider(victim)).query))["code"]
        own = dict(parse_qsl(urlsplit(to_the_provider(thief)).query))
        answer = thief.get("/sign-in/provider/back", params=own | {"code": code})

    assert answer.status_code == 403  # the provider misses the verifier of that code
    assert "room" not in answer.cookies


def test_a_provider_that_is_away_is_told_in_a_sentence(learned: Path, tmp_path: Path) -> None:
    with (
        open_room(settings(learned, "http://127.0.0.1:1"), tmp_path) as room,
        browsers(room, 1) as (browser,),
    ):
        answer = browser.get("/sign-in/provider")

    assert answer.status_code == 502
    assert "The sign-in service does not answer" in answer.text
    assert SECRET not in answer.text


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"oidc_issuer": "http://id.example.com", "oidc_client_id": "x"}, "OIDC_ISSUER cannot be"),
        ({"oidc_issuer": "https://id.example.com"}, "REHEARSE_OIDC_CLIENT_ID"),
        (
            {"oidc_issuer": "https://i.example", "oidc_client_id": "x", "oidc_roles": "*:boss"},
            r"at '\*:boss'",
        ),
    ],
)
def test_a_setting_that_cannot_be_is_named(changes: dict[str, str], problem: str) -> None:
    with pytest.raises(SetupError, match=problem):
        oidc.provider(Settings(**changes))


def test_in_a_browser_it_takes_one_click(room: Room, provider: Provider, visit: NewVisit) -> None:
    """The session comes along although the browser arrives from another site."""
    provider.person["groups"] = "coaches"
    page = visit(room, "trainer", allowed=provider.issuer)
    page.get_by_role("link", name="Sign in with Example Ltd").click()

    page.wait_for_url(f"{room.url}trainer")
    page.get_by_role("link", name="olga").wait_for()
    assert {c["name"]: c["sameSite"] for c in page.context.cookies()} == {"room": "Strict"}
