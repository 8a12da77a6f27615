"""Fit the judge's thresholds and the rubric's points to labelled transcripts.

    .train/bin/python -m training.fit_levels tests/agreement/tuning.jsonl

Per behaviour, the probability from which it counts is the one that finds the labelled behaviours
best, drawn towards PRIOR and kept where a quote can still be trusted; it goes into the heads file.
Per criterion, points move in half steps away from those of rubric.yaml only where that brings the
levels closer to the labelled ones, for the judge's findings and for the labelled behaviours alike;
points and cut points are printed, to be put into rubric.yaml by hand. The held-out transcripts
are not read.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from app.catalog.catalog import Catalog
from app.domain.rubric import Criterion, Rubric
from app.judge.embedded import DETAILED, EmbeddedJudge
from app.judge.encoder import MODEL_FOLDER, Encoder
from app.judge.own_words import patterns
from app.judge.sentences import visible
from app.judge.specific import specific

RUBRIC = "declining-promotion"
GRID = np.arange(0.1, 0.8, 0.05)
PRIOR, PULL = 0.3, 0.25
LOWEST, HIGHEST = 0.25, 0.6
PARTLY_SHARE = 0.7
"""The threshold of 'partly' as a share of the one of 'yes'."""
PRICE = 0.02
"""What a point of difference from rubric.yaml must gain (in squared error of the level)."""
PLACES = np.arange(-4.25, 16, 0.5)
"""Where cut points may lie: between the half points."""


class Counts(NamedTuple):
    """Transcripts x behaviours: how far shown (0, 0.5, 1), and whether specific (0, 1)."""

    shown: np.ndarray
    specific: np.ndarray


class Labelled(NamedTuple):
    """One labelled transcript with what the heads say of its turns."""

    levels: dict[str, int]
    told: dict[str, tuple[float, bool]]
    """Behaviour -> (0.5 or 1, specific), as labelled."""
    turns: list[list[tuple[float, bool]]]
    """Per behaviour, (probability, specific) of the best sentence of every learner turn."""


Scan = Callable[[str, str], list[tuple[float, bool]]]
"""A boss's line and a learner's turn -> per behaviour, (probability, specific)."""


def embedded_scan(judge: EmbeddedJudge, rubric: Rubric) -> Scan:
    """Return what the embedded judge makes of a turn, defences included."""
    heads = judge.heads(judge.subject(rubric))
    known = patterns(rubric)

    def scan(boss: str, learner: str) -> list[tuple[float, bool]]:
        text = visible(learner)
        reading = judge.encoder.read(boss, text.text)
        if not reading.spans:
            return []
        probabilities = judge.own(heads, reading, text, known)
        detail = heads.detailed(reading.vectors) >= DETAILED
        found = []
        for rows in probabilities.T:
            best = int(rows.argmax())
            span = reading.spans[best]
            said = text.text[span.start : span.end]
            found.append((float(rows[best]), bool(detail[best]) or specific(said)))
        return found

    return scan


def labelled(scan: Scan, names: Sequence[str], record: dict[str, Any]) -> Labelled:
    """Return a record of the agreement files with a judge's probabilities."""
    turns: list[list[tuple[float, bool]]] = [[] for _ in names]
    boss = ""
    for turn in record["turns"]:
        if turn["speaker"] == "boss":
            boss = turn["text"]
            continue
        for column, found in zip(turns, scan(boss, turn["text"]), strict=False):
            column.append(found)
    told: dict[str, tuple[float, bool]] = {}
    for one in record["shown"]:
        before = told.get(one["b"], (0.0, False))
        share = 1.0 if one["how"] == "yes" else 0.5
        told[one["b"]] = (max(before[0], share), before[1] or one["specific"])
    return Labelled(record["levels"], told, turns)


def told_counts(rows: Sequence[Labelled], names: Sequence[str]) -> Counts:
    """Return what the labels say."""
    nothing = (0.0, False)
    pairs = np.array([[row.told.get(name, nothing) for name in names] for row in rows], float)
    return Counts(pairs[..., 0], pairs[..., 1])


def judged_counts(rows: Sequence[Labelled], yes: np.ndarray, partly: np.ndarray) -> Counts:
    """Return what the judge finds with these thresholds."""
    shown = np.zeros((len(rows), len(yes)))
    detail = np.zeros_like(shown)
    for i, row in enumerate(rows):
        for j, turns in enumerate(row.turns):
            kept = sorted((t for t in turns if t[0] >= partly[j]), reverse=True)[:3]
            if kept:
                shown[i, j] = 1.0 if kept[0][0] >= yes[j] else 0.5
                detail[i, j] = any(one[1] for one in kept)
    return Counts(shown, detail)


def thresholds(rows: Sequence[Labelled], names: Sequence[str]) -> np.ndarray:
    """Return the probability from which each behaviour counts."""
    told = told_counts(rows, names).shown > 0
    best = np.array([[max((t[0] for t in turns), default=0) for turns in r.turns] for r in rows])
    chosen = []
    for column in range(len(names)):
        gains = []
        for cut in GRID:
            said = best[:, column] >= cut
            hits = (said & told[:, column]).sum()
            f1 = 2 * hits / max(1, said.sum() + told[:, column].sum())
            gains.append(f1 - PULL * abs(cut - PRIOR))
        smooth = np.convolve(np.pad(gains, 1, mode="edge"), [0.25, 0.5, 0.25], "valid")
        chosen.append(GRID[int(smooth.argmax())])
    return np.asarray(np.clip(chosen, LOWEST, HIGHEST), np.float32)


def best_cuts(totals: np.ndarray, levels: np.ndarray, lowest: float) -> tuple[float, list[float]]:
    """Return the least mean squared error of the level, and the four cut points that give it."""
    places = PLACES[lowest < PLACES]
    bins = np.searchsorted(places, totals, side="right")
    cost = np.stack(
        [np.bincount(bins, (levels - k) ** 2.0, len(places) + 1) for k in range(5)], axis=1
    )
    least = np.full((len(places) + 1, 5), np.inf)
    stepped = np.zeros((len(places) + 1, 5), bool)
    least[0, 0] = cost[0, 0]
    for at in range(1, len(places) + 1):
        for k in range(5):
            below = least[at - 1, k - 1] if k else np.inf
            stepped[at, k] = below < least[at - 1, k]
            least[at, k] = min(least[at - 1, k], below) + cost[at, k]
    cuts, k = [], 4
    for at in range(len(places), 0, -1):
        if stepped[at, k]:
            cuts.append(float(places[at - 1]))
            k -= 1
    return float(least[-1, 4]) / len(levels), sorted(cuts)


def fitted(
    criterion: Criterion, names: Sequence[str], counts: Sequence[Counts], levels: np.ndarray
) -> tuple[dict[str, tuple[float, float]], list[float]]:
    """Return points and specific points a behaviour, and the cut points."""
    columns = [names.index(behaviour.id) for behaviour in criterion.behaviours]
    start = np.array([[b.points, b.specific_points] for b in criterion.behaviours])
    lowest = 0.0 if criterion.id != "positivity" else -np.inf  # nothing shown: no case, but civil
    told = np.tile(levels, len(counts))

    def error(worth: np.ndarray) -> tuple[float, list[float]]:
        totals = [
            (c.shown[:, columns] * (worth[:, 0] + c.specific[:, columns] * worth[:, 1])).sum(1)
            for c in counts
        ]
        squared, cuts = best_cuts(np.concatenate(totals), told, lowest)
        return squared + PRICE * float(abs(worth - start).sum()), cuts

    worth = start.copy()
    least, cuts = error(worth)
    moved = True
    while moved:
        moved = False
        for place in np.ndindex(worth.shape):
            for step in (-1, -0.5, 0.5, 1):
                tried = worth.copy()
                tried[place] += step
                if not _sensible(tried[place[0]], start[place[0]]):
                    continue
                squared, new_cuts = error(tried)
                if squared < least - 1e-6:
                    worth, least, cuts, moved = tried, squared, new_cuts, True
    return {
        b.id: (float(p), float(s)) for b, (p, s) in zip(criterion.behaviours, worth, strict=True)
    }, cuts


def _sensible(worth: np.ndarray, start: np.ndarray) -> bool:
    """A behaviour that helps goes on helping; only one that helps can be specific."""
    keeps_sign = worth[0] * np.sign(start[0]) >= 0.5
    return bool(keeps_sign and 0 <= worth[1] <= (2 if start[0] > 0 else 0))


def main() -> None:
    """Write thresholds into the shipped heads; print points and cut points."""
    parser = argparse.ArgumentParser()
    parser.add_argument("labelled", type=Path)
    file = parser.parse_args().labelled
    shelf = Catalog()
    rubric = shelf.rubric(RUBRIC)
    judge = EmbeddedJudge(Encoder(), shelf.rubric_folder, MODEL_FOLDER)
    subject = judge.subject(rubric)
    heads = judge.heads(subject)
    records = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    scan = embedded_scan(judge, rubric)
    rows = [labelled(scan, heads.names, record) for record in records]
    yes = thresholds(rows, heads.names)
    partly = (yes * PARTLY_SHARE).astype(np.float32)
    heads._replace(yes=yes, partly=partly).save(MODEL_FOLDER / judge.file_name(subject))
    print({name: round(float(cut), 2) for name, cut in zip(heads.names, yes, strict=True)})
    counts = [judged_counts(rows, yes, partly), told_counts(rows, heads.names)]
    for criterion in rubric.criteria:
        levels = np.array([row.levels[criterion.id] for row in rows])
        print(criterion.id, *fitted(criterion, heads.names, counts, levels), sep="\n  ")


if __name__ == "__main__":
    main()
