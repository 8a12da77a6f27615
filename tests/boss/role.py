"""What learners try in order to break a boss's role, and what a model says that gives in to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parent.parent / "attacks" / "role.jsonl"


class Attempt(NamedTuple):
    """One attempt, and the worst that can come of it."""

    id: str
    kind: str
    text: str
    """What the learner says."""
    reply: str
    """What an obedient model answers."""
    broken: str
    """Words of that reply which no boss says: who hears them has no boss before them."""


def attempts() -> list[Attempt]:
    """Return the whole corpus."""
    return [Attempt(**json.loads(line)) for line in FILE.read_text("utf-8").splitlines()]
