"""On whose behalf something is done: the request and the rehearsal, for logs and traces."""

from __future__ import annotations

import re
from contextvars import ContextVar
from uuid import uuid4

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the HTTP request, its own or its proxy's; '' outside of one."""

rehearsal_id: ContextVar[str] = ContextVar("rehearsal_id", default="")
"""The id of the rehearsal that is worked on, if any."""

_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")


def sane_id(offered: str) -> str:
    """Return an id that somebody else gave if it can be one, else a new one.

    What a stranger sends goes into logs and headers: letters, digits and `._-`, at most 64.
    """
    return offered if _SANE.fullmatch(offered) else uuid4().hex
