"""How far the embedded judge varies, as `python -m training.noise` measured it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from app.domain.difference import Noise


@cache
def _measured() -> Noise:
    return Noise.model_validate_json((files(__package__) / "noise.json").read_bytes())


def noise(rubric_id: str) -> Noise | None:
    """Return what was measured with a rubric; None if nobody measured it."""
    measured = _measured()
    return measured if measured.rubric == rubric_id else None
