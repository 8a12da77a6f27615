"""Text that every database can keep."""

from __future__ import annotations

import re

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Return `text` with NUL characters and lone surrogates replaced by U+FFFD.

    PostgreSQL cannot hold them and UTF-8 cannot write them. Everything else is kept exactly, and
    so is the length: positions in the text stay valid.
    """
    return _UNSTORABLE.sub("\ufffd", text)
