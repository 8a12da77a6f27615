"""`rehearse score`: transcripts in, scorecards out."""

from __future__ import annotations

import json
from typing import Any

from rich.console import Console

from app.commands.judging import judging
from app.commands.lines import Transcript, records
from app.commands.show import show_score
from app.domain.scorecard import CriterionScore, JudgeKind
from app.errors import ServiceError
from app.scoring import Score


def score_file(
    source: str,
    rubric_id: str,
    judge: JudgeKind | None,
    repeats: int,
    *,
    as_json: bool,
    console: Console,
) -> None:
    """Score every transcript of a JSONL file, in order.

    Raises `InputError`, `NotFound`, and `ServiceError` when an LLM judge could score nothing.
    """
    with judging(rubric_id, judge) as desk:

        async def run() -> None:
            answered = False
            for transcript in list(records(source, Transcript)):
                score = await desk.scorer.score(
                    transcript.turns, desk.rubric, desk.rubric_hash, judge=judge, repeats=repeats
                )
                answered = answered or any(one.level is not None for one in score.criteria)
                if as_json:
                    # ASCII, because a terminal or a pipe may speak another encoding than UTF-8.
                    print(json.dumps(as_record(transcript.id, score)))  # noqa: T201
                else:
                    show_score(console, desk.rubric, transcript.id, transcript.turns, score)
            if not answered and score.pins.judge.kind == "llm":
                raise ServiceError(f"Nothing was scored. {score.criteria[0].reason}")

        desk.runner.run(run())


def as_record(transcript_id: str, score: Score) -> dict[str, Any]:
    """Return the JSON record of a score; docs/architecture.md pins its shape."""
    pins = score.pins
    return {
        "transcript_id": transcript_id,
        "rubric": {"id": pins.rubric_id, "hash": pins.rubric_hash},
        "judge": pins.judge.model_dump(),
        "overall": score.overall,
        "criteria": [_criterion(one) for one in score.criteria],
        "warnings": list(score.warnings),
    }


def _criterion(score: CriterionScore) -> dict[str, Any]:
    return {
        "id": score.id,
        "level": score.level,
        "points": score.points,
        "interval": list(score.interval) if score.interval else None,
        "findings": [finding.model_dump(mode="json") for finding in score.findings],
        "advice": [advice.model_dump(mode="json") for advice in score.advice],
        "reason": score.reason,
    }
