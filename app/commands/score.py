"""`rehearse score`: transcripts in, scorecards out."""

from __future__ import annotations

import json

from rich.console import Console

from app.commands.judging import judging
from app.commands.lines import Transcript, records
from app.commands.show import show_score
from app.domain.scorecard import JudgeKind
from app.errors import ServiceError
from app.scoring import as_record


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
