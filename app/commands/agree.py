"""`rehearse agree`: a judge against labelled transcripts."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from app.commands.judging import judging
from app.commands.lines import LabelledTranscript, numbered
from app.domain.scorecard import JudgeKind
from app.errors import InputError, ServiceError
from app.judge.agreement import Agreement, agreement
from app.scoring import Score


def agree_file(
    source: str, rubric_id: str, judge: JudgeKind | None, *, as_json: bool, console: Console
) -> None:
    """Print how far a judge agrees with the labels, per criterion. See `score_file`."""
    with judging(rubric_id, judge) as desk:
        rubric, scorer = desk.rubric, desk.scorer
        labelled = _labelled(source, {criterion.id for criterion in rubric.criteria})

        async def run() -> list[Score]:
            return [
                await scorer.score(one.turns, rubric, desk.rubric_hash, judge=judge)
                for one in labelled
            ]

        scores = desk.runner.run(run())
    judged = [one for score in scores for one in score.criteria]
    if scorer.default == "llm" and all(one.level is None for one in judged):
        raise ServiceError(f"Nothing was scored. {judged[0].reason}")
    found = _agreements([one.levels for one in labelled], scores)
    if as_json:
        for criterion_id, figures in found.items():
            record = {"criterion": criterion_id, **figures.model_dump()}
            print(json.dumps(record))  # noqa: T201
        return
    console.print(_table(found, len(labelled), scorer.label))


def _labelled(source: str, known: set[str]) -> list[LabelledTranscript]:
    labelled = []
    for number, one in numbered(source, LabelledTranscript):
        if unknown := set(one.levels) - known:
            raise InputError(source, number, f"unknown criterion {', '.join(sorted(unknown))}")
        labelled.append(one)
    return labelled


def _agreements(labels: Sequence[dict[str, int]], scores: Sequence[Score]) -> dict[str, Agreement]:
    """Return the agreement per criterion that was labelled, in the rubric's order."""
    pairs: dict[str, list[tuple[int, int | None]]] = {}
    for levels, score in zip(labels, scores, strict=True):
        for one in score.criteria:
            pairs.setdefault(one.id, [])
            if one.id in levels:
                pairs[one.id].append((levels[one.id], one.level))
    return {criterion: agreement(found) for criterion, found in pairs.items() if found}


def _table(found: dict[str, Agreement], transcripts: int, judge: str) -> Table:
    table = Table(title=f"{judge} against {transcripts} labelled transcripts", title_justify="left")
    for heading in ("criterion", "QWK", "exact", "within one", "bias", "not scored"):
        table.add_column(heading, justify="left" if heading == "criterion" else "right")
    for criterion_id, one in found.items():
        qwk = "n/a" if one.qwk is None else f"{one.qwk:.2f}"
        table.add_row(
            criterion_id,
            qwk,
            f"{one.exact:.2f}",
            f"{one.within_one:.2f}",
            f"{one.bias:+.2f}",
            str(one.unscored),
        )
    return table
