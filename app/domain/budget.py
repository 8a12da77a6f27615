"""What calls to models took and may take: limits by the day, prices by the million tokens."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from app.domain.conversation import Usage


class Spent(NamedTuple):
    """What one owner's calls to one model took on a day."""

    day: date
    owner: str
    model: str
    calls: int
    usage: Usage
