"""Measure how far the embedded judge varies where raters see no difference: app/judge/noise.json.

    .venv/bin/python -m training.noise

Two talks that raters put on the same level should get the same points; how far apart they are in
nine of ten pairs is the noise. A difference between two attempts counts as more than noise when it
is larger. The pairs are different talks by different people, and two attempts share their
beginning, so the rule is a careful one. Only the locked transcripts count: nothing was tuned with
them. For the overall score it is the error of the difference: the judge's minus the raters'.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np

from app.commands.agree import measure
from app.commands.judging import judging
from app.commands.lines import LabelledTranscript
from app.domain.difference import Noise
from app.domain.rubric import TOP_LEVEL, Rubric
from app.scoring import Score

ROOT = Path(__file__).parent.parent
RUBRIC = "declining-promotion"
LABELLED = "tests/agreement/locked.jsonl"
TARGET = ROOT / "app" / "judge" / "noise.json"
SHARE = 0.9

Talks = Sequence[tuple[LabelledTranscript, Score]]


def points_apart(talks: Talks, criterion: str) -> list[float]:
    """Return how many points apart the judge puts every two talks of equal label."""
    placed = [
        (talk.levels[criterion], one.points)
        for talk, score in talks
        for one in score.criteria
        if one.id == criterion and one.points is not None
    ]
    return [abs(a[1] - b[1]) for a, b in combinations(placed, 2) if a[0] == b[0]]


def overall_errors(talks: Talks, rubric: Rubric) -> list[float]:
    """Return by how much the judge's difference of every two talks misses the raters' (of 100)."""
    weights = {criterion.id: criterion.weight for criterion in rubric.criteria}
    total = sum(weights.values())
    gaps = []
    for talk, score in talks:
        told = sum(weights[name] * level for name, level in talk.levels.items())
        if score.overall is not None:
            gaps.append(score.overall - 100 * told / (total * TOP_LEVEL))
    return [abs(a - b) for a, b in combinations(gaps, 2)]


def share_of(values: Sequence[float]) -> float:
    """Return what `SHARE` of the values do not exceed."""
    return round(float(np.percentile(values, 100 * SHARE)), 2)


def main() -> None:
    """Judge the locked transcripts and write the figures."""
    with judging(RUBRIC, "embedded") as desk:
        found = measure(desk, str(ROOT / LABELLED), "embedded")
    talks = list(zip(found.labelled, found.scores, strict=True))
    noise = Noise(
        rubric=RUBRIC,
        rubric_hash=desk.rubric_hash,
        judge_hash=found.judge.hash,
        transcripts=len(talks),
        share=SHARE,
        points={c.id: share_of(points_apart(talks, c.id)) for c in desk.rubric.criteria},
        overall=share_of(overall_errors(talks, desk.rubric)),
        source=f"python -m training.noise, {LABELLED}",
    )
    TARGET.write_text(noise.model_dump_json(indent=2) + "\n", "utf-8")
    print(noise)


if __name__ == "__main__":
    main()
