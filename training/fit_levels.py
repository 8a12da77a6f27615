"""Fit the judge's thresholds and the rubric's points to labelled transcripts.

    .train/bin/python -m training.fit_levels tests/agreement/tuning.jsonl

Per criterion, one search over everything that decides its level: from which probability each
behaviour counts, what it is worth, and where levels begin. A step is taken where it brings the
judge's levels, and those of the labelled behaviours alone, closer to the labelled levels, or finds
behaviours better; leaving rubric.yaml's points and the middle of the probabilities has its price.
Thresholds go into the heads file; points and cut points are printed, to be put into rubric.yaml by
hand. The locked transcripts are not read.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from app.catalog.catalog import Catalog
from app.domain.rubric import Criterion, Rubric
from app.judge.embedded import DETAILED, MAX_EVIDENCE, EmbeddedJudge
from app.judge.encoder import MODEL_FOLDER, Encoder
from app.judge.own_words import patterns
from app.judge.sentences import visible
from app.judge.specific import specific

RUBRIC = "declining-promotion"
GRID = np.arange(0.25, 0.81, 0.05)
"""Probabilities that are tried as the least for 'partly': below, no quote can be trusted."""
CLEAR = 0.4
"""'Yes' begins at this share of the way from 'partly' to 1."""
MIDDLE, PULL = 0.5, 0.15
"""Where a threshold would rather be, and what its distance must gain (in F1)."""
FINDING = 1.0
"""What a point of mean F1 is worth against a point of squared error of the level."""
PRICE = 0.05
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


def judged_column(rows: Sequence[Labelled], column: int, partly: float) -> Counts:
    """Return what the judge finds of one behaviour that counts from `partly` on."""
    shown, detail = np.zeros(len(rows)), np.zeros(len(rows))
    for i, row in enumerate(rows):
        kept = sorted((t for t in row.turns[column] if t[0] >= partly), reverse=True)[:MAX_EVIDENCE]
        if kept:
            shown[i] = 1.0 if kept[0][0] >= clear(partly) else 0.5
            detail[i] = any(one[1] for one in kept)
    return Counts(shown, detail)


def clear(partly: float) -> float:
    """Return the probability from which a behaviour is clearly shown."""
    return partly + CLEAR * (1 - partly)


def f1(found: np.ndarray, told: np.ndarray) -> float:
    """Return the F1 of one behaviour over transcripts."""
    hits = float((found & told).sum())
    return 2 * hits / max(1.0, float(found.sum() + told.sum()))


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


class Fit(NamedTuple):
    """All that decides a criterion's level; one entry a behaviour, in the rubric's order."""

    partly: list[float]
    worth: np.ndarray
    """Points, and specific points."""
    cuts: list[float]

    def levels(self, counts: Counts) -> np.ndarray:
        """Return the level of every transcript."""
        return np.searchsorted(self.cuts, _totals(counts, self.worth), side="right")


Change = Callable[[list[int], np.ndarray], tuple[list[int], np.ndarray]]
"""Thresholds (places in the grid) and points -> others."""


class Search:
    """Looks for the fit of one criterion, a step at a time, until no step helps."""

    def __init__(
        self, criterion: Criterion, names: Sequence[str], rows: Sequence[Labelled]
    ) -> None:
        columns = [names.index(behaviour.id) for behaviour in criterion.behaviours]
        everything = told_counts(rows, names)
        self._told = Counts(everything.shown[:, columns], everything.specific[:, columns])
        self._levels = np.array([row.levels[criterion.id] for row in rows])
        # Nothing shown is no case, but civil.
        self._lowest = 0.0 if criterion.id != "positivity" else -np.inf
        self._start = np.array([[b.points, b.specific_points] for b in criterion.behaviours])
        self._found = [[judged_column(rows, c, cut) for cut in GRID] for c in columns]
        self._f1 = np.array(
            [
                [f1(one.shown > 0, self._told.shown[:, k] > 0) for one in found]
                for k, found in enumerate(self._found)
            ]
        ) - PULL * abs(GRID - MIDDLE)

    def fit(self) -> Fit:
        """Return the best fit that single steps lead to."""
        at, worth = list(self._f1.argmax(1)), self._start.copy()
        least, moved = self._error(at, worth)[0], True
        while moved:
            moved = False
            for change in self._changes():
                tried_at, tried_worth = change(at, worth)
                error = self._error(tried_at, tried_worth)[0]
                if error < least - 1e-6:
                    at, worth, least, moved = tried_at, tried_worth, error, True
        return Fit([float(GRID[i]) for i in at], worth, self._error(at, worth)[1])

    def _changes(self) -> Iterator[Change]:
        """Yield every single step: a threshold elsewhere, or half a point or one more or less."""
        for k in range(len(self._start)):
            for place in range(len(GRID)):
                yield lambda at, worth, k=k, p=place: ([*at[:k], p, *at[k + 1 :]], worth)
            for column in (0, 1):
                for step in (-1, -0.5, 0.5, 1):
                    yield partial(self._worth_more, k, column, step)

    def _worth_more(
        self, k: int, column: int, step: float, at: list[int], worth: np.ndarray
    ) -> tuple[list[int], np.ndarray]:
        tried = worth.copy()
        tried[k, column] += step
        return at, tried if _sensible(tried[k], self._start[k]) else worth

    def _error(self, at: list[int], worth: np.ndarray) -> tuple[float, list[float]]:
        chosen = [found[i] for found, i in zip(self._found, at, strict=True)]
        judged = Counts(
            np.stack([one.shown for one in chosen], 1),
            np.stack([one.specific for one in chosen], 1),
        )
        totals = np.concatenate([_totals(judged, worth), _totals(self._told, worth)])
        squared, cuts = best_cuts(totals, np.tile(self._levels, 2), self._lowest)
        found = float(np.mean([self._f1[k, i] for k, i in enumerate(at)]))
        return squared + PRICE * float(abs(worth - self._start).sum()) - FINDING * found, cuts


def _totals(counts: Counts, worth: np.ndarray) -> np.ndarray:
    return np.asarray((counts.shown * (worth[:, 0] + counts.specific * worth[:, 1])).sum(1))


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
    partly = heads.partly.copy()
    for criterion in rubric.criteria:
        fit = Search(criterion, heads.names, rows).fit()
        for behaviour, cut, worth in zip(criterion.behaviours, fit.partly, fit.worth, strict=True):
            partly[heads.names.index(behaviour.id)] = cut
            print(f"{behaviour.id}: counts from {cut:.2f}, points {worth[0]:g} + {worth[1]:g}")
        print(f"{criterion.id}: cut_points {fit.cuts}")
    yes = np.array([clear(float(cut)) for cut in partly], np.float32)
    heads._replace(yes=yes, partly=partly).save(MODEL_FOLDER / judge.file_name(subject))


if __name__ == "__main__":
    main()
