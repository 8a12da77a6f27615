"""Signing in through an OpenID Connect provider: the code flow, with PKCE, state and nonce."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple, cast

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from pydantic import BaseModel, ConfigDict, ValidationError

from app.config import Settings
from app.domain.user import ROLES, Role
from app.domain.vouching import Claims, Rule, name_of, role_for, rules
from app.errors import SetupError, SignInRefused

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA", "RS384", "RS512", "ES384", "ES512"]
"""Signatures that are believed: with the provider's own key, never with a shared secret."""

SECONDS = 10
"""How long to wait for the provider."""
KEPT = 3600
"""How long what the provider publishes is kept (in seconds)."""
LEEWAY = 60
"""How far its clock may be from ours (in seconds)."""

SCOPE = "openid email profile"

UNREACHABLE = "The sign-in service does not answer as it should. Try again in a moment."
WENT_WRONG = "Signing in did not work. Begin again from this page."


class Way(BaseModel):
    """What a browser carries to the provider and back, so that only it can finish."""

    model_config = ConfigDict(frozen=True)

    state: str
    nonce: str
    verifier: str
    wanted: str
    """The page to show in the end."""


class Vouched(NamedTuple):
    """Whom the provider vouches for."""

    issuer: str
    subject: str
    name: str
    role: Role | None
    """None when the provider is not asked for roles."""


class _Published(NamedTuple):
    about: Mapping[str, Any]
    keys: KeySet
    at: float


class Provider:
    """One OpenID Connect provider."""

    def __init__(
        self, issuer: str, client_id: str, secret: str | None, known: tuple[Rule, ...]
    ) -> None:
        self._issuer, self._client_id, self._secret = issuer.rstrip("/"), client_id, secret
        self._rules = known
        self._published: _Published | None = None

    async def begin(self, back: str, wanted: str) -> tuple[str, Way]:
        """Return the address of the provider's sign-in page, and what to remember.

        `back` is the address that it sends the browser to. Raises `SignInRefused`.
        """
        way = Way(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            wanted=wanted,
        )
        with _explained():
            published = await self._known()
            async with self._client(back, published.about) as client:
                address, _ = client.create_authorization_url(
                    str(published.about["authorization_endpoint"]),
                    state=way.state,
                    nonce=way.nonce,
                    code_verifier=way.verifier,
                )
        return str(address), way

    async def finish(self, back: str, way: Way, answer: Mapping[str, str]) -> Vouched:
        """Return who came back with `answer`, the query of the address. Raises `SignInRefused`."""
        same = secrets.compare_digest(answer.get("state", "").encode(), way.state.encode())
        if not same or "code" not in answer or not self._own(answer.get("iss", self._issuer)):
            raise SignInRefused(WENT_WRONG)
        with _explained():
            published = await self._known()
            async with self._client(back, published.about) as client:
                token = await client.fetch_token(
                    str(published.about["token_endpoint"]),
                    code=answer["code"],
                    code_verifier=way.verifier,
                )
                claims = await self._claims(str(token["id_token"]), way.nonce)
                claims = await self._more(client, published.about, claims)
        return self._vouched(claims)

    def _vouched(self, claims: Claims) -> Vouched:
        role = role_for(claims, self._rules)
        if self._rules and role is None:
            raise SignInRefused("Your account may not use this room. Ask whoever looks after it.")
        return Vouched(self._issuer, str(claims["sub"]), name_of(claims), role)

    def _client(self, back: str, about: Mapping[str, Any]) -> AsyncOAuth2Client:
        known = about.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        way = "client_secret_basic" if "client_secret_basic" in known else "client_secret_post"
        return AsyncOAuth2Client(
            self._client_id,
            self._secret,
            token_endpoint_auth_method=way if self._secret else "none",
            redirect_uri=back,
            scope=SCOPE,
            code_challenge_method="S256",
            timeout=SECONDS,
            trust_env=False,
        )

    async def _known(self, *, anew: bool = False) -> _Published:
        """Return what the provider publishes of itself, asked for once in a while."""
        known = self._published
        if known is None or anew or time.monotonic() - known.at > KEPT:
            async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as client:
                about = await _json(client, f"{self._issuer}/.well-known/openid-configuration")
                if not self._own(str(about.get("issuer"))):
                    raise SignInRefused(UNREACHABLE)
                keys = await _json(client, str(about["jwks_uri"]))
            known = self._published = _Published(
                about, KeySet.import_key_set(cast(KeySetSerialization, keys)), time.monotonic()
            )
        return known

    def _own(self, issuer: str) -> bool:
        return issuer.rstrip("/") == self._issuer

    async def _claims(self, id_token: str, nonce: str) -> dict[str, Any]:
        """Return what a signed token says, if it is for us, of now, and for this very sign-in."""
        published = await self._known()
        try:
            read = jwt.decode(id_token, published.keys, algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            # The provider may have changed its keys.
            published = await self._known(anew=True)
            read = jwt.decode(id_token, published.keys, algorithms=ALGORITHMS)
        claims = dict(read.claims)
        jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": str(published.about["issuer"])},
            aud={"essential": True, "value": self._client_id},
            sub={"essential": True},
            exp={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(claims)
        if claims.get("azp", self._client_id) != self._client_id:
            raise SignInRefused(WENT_WRONG)
        return claims

    async def _more(
        self, client: AsyncOAuth2Client, about: Mapping[str, Any], claims: dict[str, Any]
    ) -> dict[str, Any]:
        """Add what the provider tells only when it is asked for more; what is signed counts."""
        if "userinfo_endpoint" not in about:
            return claims
        answer = await client.get(str(about["userinfo_endpoint"]))
        more = answer.json() if answer.status_code == 200 else {}
        if not isinstance(more, dict) or more.get("sub") != claims["sub"]:
            return claims
        return more | claims


def provider(settings: Settings) -> Provider | None:
    """Return the provider of the settings, if there is one. Raises `SetupError`."""
    if settings.oidc_issuer is None:
        return None
    if not settings.oidc_client_id:
        raise SetupError("REHEARSE_OIDC_ISSUER needs REHEARSE_OIDC_CLIENT_ID beside it.")
    try:
        known = rules(settings.oidc_roles)
    except ValueError as error:
        raise SetupError(
            f"REHEARSE_OIDC_ROLES cannot be read at '{error}'. Write CLAIM=VALUE:ROLE, "
            f"@DOMAIN:ROLE or *:ROLE, with one of the roles {', '.join(ROLES)}."
        ) from None
    secret = settings.oidc_client_secret
    hidden = secret.get_secret_value() if secret else None
    return Provider(settings.oidc_issuer, settings.oidc_client_id, hidden, known)


def read_way(kept: str) -> Way | None:
    """Return what a browser carried, None if that makes no sense."""
    try:
        return Way.model_validate_json(kept)
    except ValidationError:
        return None


@contextmanager
def _explained() -> Iterator[None]:
    """Raise `SignInRefused` for whatever a provider can do wrong; its own words stay out."""
    try:
        yield
    except httpx.HTTPError as error:
        raise SignInRefused(UNREACHABLE) from error
    except (AuthlibBaseError, JoseError, KeyError, ValueError, TypeError) as error:
        raise SignInRefused(WENT_WRONG) from error


async def _json(client: httpx.AsyncClient, url: str) -> dict[str, Any]:
    answer = await client.get(url)
    answer.raise_for_status()
    said = answer.json()
    if not isinstance(said, dict):
        raise ValueError(f"no object at {url}")
    return said
