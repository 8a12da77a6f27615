"""Fit the judge's thresholds and the rubric's cut points to labelled transcripts.

    .train/bin/python -m training.fit_levels tests/agreement/tuning.jsonl

Per behaviour, the probability from which it counts is the one that agrees best with the labelled
behaviours; it goes into the heads file. Per criterion, the cut points are the ones that agree best
with the labelled levels; they are printed, to be put into rubric.yaml by hand. Neither sees the
held-out transcripts.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from app.catalog.catalog import Catalog
from app.commands.lines import LabelledTranscript, records
from app.domain.conversation import Line
from app.domain.rubric import Criterion, Rubric
from app.judge.agreement import quadratic_kappa
from app.judge.embedded import EmbeddedJudge
from app.judge.encoder import MODEL_FOLDER, Encoder
from app.judge.heads import Heads
from app.judge.scoring import points
from app.judge.sentences import visible

RUBRIC = "declining-promotion"
GRID = np.arange(0.15, 0.91, 0.05)
PARTLY_SHARE = 0.6
"""The threshold of 'partly' as a share of the one of 'yes'."""


class Shown(NamedTuple):
    """The best probability of every behaviour in a transcript, and whether it is labelled."""

    best: np.ndarray
    labelled: np.ndarray


def shown(judge: EmbeddedJudge, heads: Heads, record: dict[str, object], rubric: Rubric) -> Shown:
    """Return what the heads say of a labelled transcript, thresholds aside."""
    turns = [Line.model_validate(turn) for turn in record["turns"]]  # type: ignore[attr-defined]
    best = np.zeros(len(heads.names))
    boss = ""
    for turn in turns:
        if turn.speaker == "boss":
            boss = turn.text
            continue
        reading = judge.encoder.read(boss, visible(turn.text).text)
        if reading.spans:
            best = np.maximum(best, heads.probabilities(reading.vectors).max(0))
    told = {str(one["b"]) for one in record["shown"]}  # type: ignore[attr-defined]
    return Shown(best, np.array([name in told for name in heads.names]))


def thresholds(rows: Sequence[Shown]) -> np.ndarray:
    """Return the probability a behaviour that gives the best F1, drawn towards 0.5."""
    best = np.stack([row.best for row in rows])
    told = np.stack([row.labelled for row in rows])
    chosen = []
    for column in range(best.shape[1]):
        scores = []
        for cut in GRID:
            said = best[:, column] >= cut
            hits = (said & told[:, column]).sum()
            f1 = 2 * hits / max(1, said.sum() + told[:, column].sum())
            scores.append(f1 - 0.15 * abs(cut - 0.5))
        chosen.append(GRID[int(np.argmax(scores))])
    return np.array(chosen, np.float32)


def cut_points(criterion: Criterion, totals: np.ndarray, levels: np.ndarray) -> tuple[float, ...]:
    """Return the four ascending cut points with the best QWK; ties go to the more exact."""
    values = sorted(set(np.round(totals * 2) / 2))
    places = [low + 0.25 for low in values] or [0.0]
    best, chosen = -2.0, tuple(criterion.cut_points)
    for cuts in itertools.combinations(places, 4):
        judged = np.searchsorted(cuts, totals, side="right")
        kappa = quadratic_kappa(levels, judged) or 0.0
        score = kappa + 0.2 * float((judged == levels).mean())
        if score > best:
            best, chosen = score, cuts
    return chosen


def main() -> None:
    """Write thresholds into the shipped heads and print cut points."""
    parser = argparse.ArgumentParser()
    parser.add_argument("labelled", type=Path)
    file = parser.parse_args().labelled
    shelf = Catalog()
    rubric = shelf.rubric(RUBRIC)
    judge = EmbeddedJudge(Encoder(), shelf.rubric_folder, MODEL_FOLDER)
    subject = judge.subject(rubric)
    heads = judge.heads(subject)
    told = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    yes = thresholds([shown(judge, heads, record, rubric) for record in told])
    heads = heads._replace(yes=yes, partly=(yes * PARTLY_SHARE).astype(np.float32))
    heads.save(MODEL_FOLDER / judge.file_name(subject))
    print(dict(zip(heads.names, yes.round(2).tolist(), strict=True)))

    fresh = EmbeddedJudge(Encoder(), shelf.rubric_folder, MODEL_FOLDER)
    records_ = list(records(str(file), LabelledTranscript))
    verdicts = [asyncio.run(fresh.findings(one.turns, rubric)) for one in records_]
    for criterion in rubric.criteria:
        kept = [
            (v.findings[criterion.id], one.levels[criterion.id])
            for v, one in zip(verdicts, records_, strict=True)
            if criterion.id in v.findings
        ]
        totals = np.array([points(criterion, findings) for findings, _ in kept])
        levels = np.array([level for _, level in kept])
        print(criterion.id, [float(cut) for cut in cut_points(criterion, totals, levels)])


if __name__ == "__main__":
    main()
