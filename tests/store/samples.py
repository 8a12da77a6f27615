"""Rehearsals, turns and scorecards to store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.conversation import BossState, Move, Part, Rehearsal, Seen, Turn, Usage
from app.domain.scorecard import (
    Advice,
    CriterionScore,
    Evidence,
    Finding,
    JudgeName,
    Pins,
    Scorecard,
)

NOON = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)


def a_rehearsal(rehearsal_id: str = "r1", **changes: Any) -> Rehearsal:
    fields = {
        "id": rehearsal_id,
        "owner": "local",
        "persona_id": "dana-reyes",
        "persona_hash": "abc",
        "persona_name": "Dana Reyes",
        "situation": "first_offer",
        "difficulty": 3,
        "rubric_id": "declining-promotion",
        "speaker": "authored",
        "seed": 2**40,
        "started_at": NOON,
    }
    return Rehearsal.model_validate({**fields, **changes})


def a_turn(turn_id: str, parent_id: str | None = None, **changes: Any) -> Turn:
    fields = {
        "id": turn_id,
        "rehearsal_id": "r1",
        "parent_id": parent_id,
        "message_id": f"message of {turn_id}",
        "speaker": "learner",
        "text": f"I am {turn_id}.",
        "at": NOON,
    }
    return Turn.model_validate({**fields, **changes})


def a_boss_turn(turn_id: str, parent_id: str | None = None, **changes: Any) -> Turn:
    because = Seen(name="names_candidate", quote="Priya could do it")
    fields = {
        "message_id": "reply",
        "speaker": "boss",
        "origin": "authored",
        "move": Move(parts=(Part(kind="concede", concern="gap", because=because),)),
        "state": BossState(answered=("gap",), heard={"gap": ("names_candidate",)}, turns=1),
        "usage": Usage(prompt=900, completion=40, cached=800),
    }
    return a_turn(turn_id, parent_id, **{**fields, **changes})


def a_scorecard(scorecard_id: str = "s1", **changes: Any) -> Scorecard:
    evidence = Evidence(turn=1, start=0, end=5, quote="Thank")
    advice = Advice(behaviour="thanks", title="Thanks", text="Say it.", weak="Ok.", strong="Thank")
    fields = {
        "id": scorecard_id,
        "rehearsal_id": "r1",
        "leaf_id": "t1",
        "created_at": NOON,
        "overall": 75,
        "criteria": (
            CriterionScore(
                id="positivity",
                level=3,
                points=5.5,
                findings=(Finding(behaviour="thanks", shown="yes", evidence=(evidence,)),),
                advice=(advice,),
            ),
            CriterionScore(id="business_case", level=None, points=None, reason="no valid answer"),
        ),
        "pins": Pins(
            rubric_id="declining-promotion",
            rubric_hash="r",
            judge=JudgeName(kind="embedded", model="minilm", hash="j"),
        ),
        "warnings": ("Short talk.",),
    }
    return Scorecard.model_validate({**fields, **changes})


def later(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)
