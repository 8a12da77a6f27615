"""Corrections to store, of the scorecard that `samples` makes."""

from __future__ import annotations

from typing import Any

from app.domain.correction import ChangedLevel, MissingFinding, WrongFinding
from app.domain.scorecard import CriterionScore, Evidence, JudgeName, Scorecard, SecondOpinion
from tests.store.samples import NOON, a_scorecard

THANK = Evidence(turn=1, start=0, end=5, quote="Thank")
BASE = {"rehearsal_id": "r1", "scorecard_id": "s1", "trainer": "local", "at": NOON}


def a_wrong(correction_id: str = "c1", **changes: Any) -> WrongFinding:
    fields = {"id": correction_id, **BASE, "behaviour": "thanks", "evidence": THANK}
    return WrongFinding.model_validate({**fields, **changes})


def a_missing(correction_id: str = "c2", **changes: Any) -> MissingFinding:
    fields = {"id": correction_id, **BASE, "behaviour": "asks_for_time", "evidence": THANK}
    return MissingFinding.model_validate({**fields, **changes})


def a_level(correction_id: str = "c3", **changes: Any) -> ChangedLevel:
    fields = {
        "id": correction_id,
        **BASE,
        "criterion": "positivity",
        "level": 1,
        "judged": 3,
        "reason": "Cold.",
    }
    return ChangedLevel.model_validate({**fields, **changes})


def an_apart_card(scorecard_id: str = "s1", *, second: int = 1, **changes: Any) -> Scorecard:
    """A card that says 3 for the business case, where another judge says `second`."""
    judge = JudgeName(kind="embedded", model="minilm", hash="j")
    score = CriterionScore(id="business_case", level=3, points=6)
    opinion = SecondOpinion(judge=judge, levels={"business_case": second})
    fields = {"criteria": (score,), "second": opinion}
    return a_scorecard(scorecard_id, **{**fields, **changes})
