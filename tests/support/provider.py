"""A small OpenID Connect provider: discovery, keys, code flow with PKCE, userinfo."""

from __future__ import annotations

import base64
import hashlib
import http.server
import json
import threading
import time
from collections.abc import Callable
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

CLIENT = "room"
SECRET = "canary of the provider"


class Provider:
    """The provider: whoever comes is signed in at once, as `person`."""

    def __init__(self) -> None:
        self.reset()
        self.asked: list[str] = []
        """Paths that were asked for."""
        self._codes: dict[str, dict[str, str]] = {}
        handler = type("Handler", (_Handler,), {"provider": self})
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def reset(self) -> None:
        """Be as at the beginning, under the same name, with other keys."""
        self.person: dict[str, Any] = {"sub": "7", "preferred_username": "olga"}
        """What the signed token says of whoever comes next."""
        self.more: dict[str, Any] = {}
        """What is told only when asked for more."""
        self.lies: dict[str, Any] = {}
        """Claims that replace the true ones."""
        self.signing: Any = self.new_key()
        """The key that signs; the published ones are `keys`."""
        self.algorithm = "ES256"
        self.keys: list[Any] = [self.signing]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def issuer(self) -> str:
        """Its URL, which is its name."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        """Go away."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @staticmethod
    def new_key() -> ECKey:
        """Return a key with a name of its own."""
        return ECKey.generate_key("P-256", {"kid": uuid4().hex, "use": "sig", "alg": "ES256"})

    def about(self) -> dict[str, Any]:
        """What it publishes of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Return where the browser goes on to."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = uuid4().hex
        self._codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Return the tokens for a code; None for a code, a verifier or a client that is wrong."""
        asked = self._codes.pop(form.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '%20')}".encode()).decode()
        plain = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or authorization not in (f"Basic {basic}", f"Basic {plain}"):
            return None
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if challenge != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return None
        return {"access_token": "a", "token_type": "Bearer", "id_token": self.id_token(asked)}

    def id_token(self, asked: dict[str, str]) -> str:
        """Return the signed word on who signed in."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "exp": now + 300,
            "iat": now,
            "nonce": asked["nonce"],
            **self.person,
            **self.lies,
        }
        header = {"alg": self.algorithm, "kid": self.signing.kid}
        token: str = jwt.encode(header, claims, self.signing)
        return token

    def published(self) -> dict[str, Any]:
        """Return the public keys."""
        return dict(KeySet(self.keys).as_dict(private=False))


class _Handler(http.server.BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        self.provider.asked.append(url.path)
        answers: dict[str, Callable[[], dict[str, Any]]] = {
            "/.well-known/openid-configuration": self.provider.about,
            "/keys": self.provider.published,
            "/userinfo": lambda: {"sub": self.provider.person["sub"], **self.provider.more},
        }
        if url.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(url.query).items()}
            self.send_response(302)
            self.send_header("Location", self.provider.authorize(asked))
            self.end_headers()
        else:
            self._json(200, answers[url.path]())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        tokens = self.provider.token(form, self.headers.get("Authorization", ""))
        self._json(200 if tokens else 400, tokens or {"error": "invalid_grant"})

    def _json(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
