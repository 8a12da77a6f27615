"""Where an endpoint is and what opens it, out of the settings."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from app.config import Settings
from app.errors import SetupError

DEFAULT_BASE_URL = "https://api.openai.com/v1"

_ADDRESS = re.compile(r"https?://[!-~]+", re.IGNORECASE)


def key_of(settings: Settings) -> str:
    """Return the key, or what keyless endpoints get in its place."""
    key = settings.openai_api_key.get_secret_value().strip() if settings.openai_api_key else ""
    if not key and not settings.openai_base_url:
        raise SetupError("No model endpoint is set. Set OPENAI_API_KEY, or OPENAI_BASE_URL.")
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise SetupError(
            "OPENAI_API_KEY holds a space or a character that no key has. Copy the key again."
        )
    return key or "no-key-needed"


def endpoint_host(settings: Settings) -> str:
    """Return host and port of the endpoint of `settings`. Raises `SetupError`."""
    return host_of(settings.openai_base_url or DEFAULT_BASE_URL)


def host_of(base_url: str) -> str:
    """Return the host and port of `base_url`, without the user and password it may hold."""
    try:
        parts = urlsplit(base_url)
        host, port = parts.hostname or "", parts.port
        if host.replace(".", "").isdecimal():
            ip_address(host)
    except ValueError:
        host = ""
    if not host or parts.scheme not in ("http", "https") or not _ADDRESS.fullmatch(base_url):
        raise SetupError(
            "OPENAI_BASE_URL must be an address that begins with http:// or https://, "
            "such as http://127.0.0.1:11434/v1."
        )
    return f"{host}:{port}" if port else host
