"""Persona and rubric files as trainers change them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

from app.domain.persona import Frozen

OUTSIDE = "outside the app"
"""The author of a change that was made to the file itself."""

_PATH = re.compile(
    r"personas/[a-z0-9]+(-[a-z0-9]+)*\.yaml"
    r"|rubrics/[a-z0-9]+(-[a-z0-9]+)*/(rubric|examples/[a-z][a-z0-9_]*)\.yaml"
)

ContentKind = Literal["persona", "rubric", "examples"]


def content_kind(path: str) -> ContentKind | None:
    """Return what a file under `path` holds, such as 'personas/dana-reyes.yaml'.

    None for every other path, so that no name can lead out of the two folders.
    """
    if not _PATH.fullmatch(path):
        return None
    if path.startswith("personas/"):
        return "persona"
    return "rubric" if path.endswith("/rubric.yaml") else "examples"


class Version(Frozen):
    """One version of a content file."""

    path: str
    version: int
    """Counts per path, from 1."""
    text: str | None
    """None: the file was removed."""
    author: str
    note: str = ""
    at: datetime
