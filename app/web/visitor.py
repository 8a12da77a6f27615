"""Who is asking: the one place that accounts will change."""

from __future__ import annotations

OWNER = "local"


def owner(request: object) -> str:
    """Return whose rehearsals a request may see. One person on one machine: always 'local'."""
    return OWNER
