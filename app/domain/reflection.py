"""What a learner means to do differently next time, kept with the attempt that taught it."""

from __future__ import annotations

from datetime import datetime

from app.domain.persona import Frozen

MAX_REFLECTION = 2000
"""Longest reflection (in characters)."""


class Reflection(Frozen):
    """A learner's own words under a scorecard. A rehearsal has one for each attempt."""

    rehearsal_id: str
    leaf_id: str
    """The last turn of the attempt that it is about."""
    text: str
    updated_at: datetime
