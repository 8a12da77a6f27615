"""Finished rehearsals as the progress page sees them, and what a judge found in them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.domain.progress import PastScore
from app.domain.scorecard import CriterionScore, Evidence, Finding, Scorecard
from tests.store.samples import NOON, a_scorecard

WARMTH, WAY_OUT = "warmth", "way_out"
"""The criteria of `a_rubric`."""


def a_past(number: int, *levels: int | None, **changes: Any) -> PastScore:
    """The rehearsal on day `number`; levels of warmth and way_out, none: not scored."""
    named = dict(zip((WARMTH, WAY_OUT), levels, strict=False)) if levels else None
    one = PastScore(
        rehearsal_id=f"r{number}",
        persona_id="somebody",
        persona_name="Somebody Else",
        situation="first_offer",
        difficulty=3,
        rubric_id="asking-well",
        outcome="agreed",
        started_at=NOON + timedelta(days=number),
        levels=named,
        overall=None if named is None else 25 * (levels[0] or 0),
    )
    return one._replace(**changes)


def a_card(number: int, *shown: str) -> Scorecard:
    """A scorecard of r{number}: behaviours, '~' for partly, '+' for specifically."""
    findings = tuple(
        Finding(
            behaviour=name.strip("~+"),
            shown="partly" if "~" in name else "yes",
            specific="+" in name,
            evidence=(Evidence(turn=1, start=0, end=9, quote=f"{name} <{number}>"),),
        )
        for name in shown
    )
    criteria = (CriterionScore(id=WARMTH, level=2, points=4, findings=findings),)
    return a_scorecard(f"s{number}", rehearsal_id=f"r{number}", criteria=criteria)
