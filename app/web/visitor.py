"""Who is visiting, and in which language."""

from __future__ import annotations

from app.web.words import LANGUAGES

OWNER = "local"
COOKIE = "room-language"
"""Set by words.js when a visitor chooses a language."""


def owner(request: object) -> str:
    """Return whose rehearsals a request may see. One person on one machine: always 'local'."""
    return OWNER


def language(request: object) -> str:
    """Return the language to answer in: the one chosen, else the first one that we speak."""
    chosen = getattr(request, "cookies", {}).get(COOKIE, "")
    if chosen in LANGUAGES:
        return str(chosen)
    accepted = getattr(request, "headers", {}).get("accept-language", "")
    wanted = (part.partition(";")[0].strip()[:2].lower() for part in accepted.split(","))
    return next((code for code in wanted if code in LANGUAGES), "en")
