"""Linear heads over the encoder's vectors: one a behaviour, learned from labelled examples."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from app.domain.rubric import Example, Examples
from app.judge.encoder import Encoder
from app.judge.sentences import Span, visible

Matrix = NDArray[np.float32]

STEPS = 300
PENALTY = 3e-4
"""L2 penalty of the weights; chosen by cross-validation on the shipped corpus."""
YES, PARTLY = 0.55, 0.35
"""Probabilities from which a behaviour counts, where no better cut points are known."""

HALF = 0.6
"""The target of a behaviour that is only partly shown."""
FEWEST_DETAILS = 20
"""Examples of each kind without which 'specific' is not learned."""

_UNREADABLE = (OSError, ValueError, KeyError, RuntimeError, EOFError, BadZipFile, zlib.error)
"""What numpy raises for a file that is missing, cut off or overwritten."""


class Heads(NamedTuple):
    """What the embedded judge knows about a list of behaviours."""

    names: tuple[str, ...]
    weights: Matrix
    """One column a behaviour."""
    bias: Matrix
    yes: Matrix
    """Per behaviour, the probability from which it counts as shown."""
    partly: Matrix
    """Per behaviour, the probability from which it counts as partly shown."""
    detail: Matrix = np.zeros(1, np.float32)
    """Weights, and last the bias, of 'these words say who, what, when or how much'; all 0 where
    the examples do not teach it."""

    def probabilities(self, vectors: Matrix) -> Matrix:
        """Return one row a sentence, one column a behaviour."""
        logits = vectors @ self.weights + self.bias
        return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), np.float32)

    def detailed(self, vectors: Matrix) -> Matrix:
        """Return per sentence how likely it says who, what, when or how much."""
        if not self.detail.any():
            return np.zeros(len(vectors), np.float32)
        logits = vectors @ self.detail[:-1] + self.detail[-1]
        return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), np.float32)

    def with_thresholds(self, known: Heads | None) -> Heads:
        """Return these heads with the thresholds of `known` where it has the behaviour.

        Those were measured on labelled transcripts. A few more examples move the heads a little;
        to lose the thresholds for them would move the levels a lot.
        """
        if known is None:
            return self
        columns = {name: column for column, name in enumerate(known.names)}
        yes, partly = self.yes.copy(), self.partly.copy()
        for column, name in enumerate(self.names):
            if name in columns:
                yes[column], partly[column] = known.yes[columns[name]], known.partly[columns[name]]
        return self._replace(yes=yes, partly=partly)

    def save(self, path: Path) -> None:
        """Write the heads; readers never see half a file. Raises `OSError`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.stem}-{uuid4().hex}.partial")
        try:
            with partial.open("xb") as file:
                np.savez_compressed(file, allow_pickle=False, **self._arrays())
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)

    def _arrays(self) -> dict[str, Any]:
        return {**self._asdict(), "names": np.array(self.names)}

    @classmethod
    def load(cls, path: Path) -> Heads | None:
        """Return the heads in `path`, or None if there are none that can be read."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                names = tuple(str(name) for name in stored["names"])
                return cls(names, *(stored[field] for field in cls._fields[1:]))
        except _UNREADABLE:
            return None


class Mark(NamedTuple):
    """How a turn shows a behaviour."""

    quote: str = ""
    """The words that show it; '' if they were not marked."""
    how: str = "yes"
    specific: bool | None = None
    """Whether those words say who, what, when or how much; None if nobody said."""


class Labelled(NamedTuple):
    """One turn with everything that the example files say of it."""

    boss: str
    text: str
    marks: dict[str, Mark]
    """Behaviour -> how the turn shows it."""


def labelled(files: Sequence[Examples]) -> list[Labelled]:
    """Merge example files: a turn that stands in several gets all its labels."""
    merged: dict[tuple[str, str], dict[str, Mark]] = {}
    for file in files:
        for example, shown in _rows(file):
            marks = merged.setdefault((example.boss, example.text), {})
            for other in example.also:
                marks.setdefault(other, Mark())
            if shown:
                quote = example.quote or marks.get(file.behaviour, Mark()).quote or example.text
                marks[file.behaviour] = Mark(quote, example.how, example.specific)
    return [Labelled(boss, text, marks) for (boss, text), marks in merged.items()]


def _rows(file: Examples) -> list[tuple[Example, bool]]:
    return [(e, True) for e in file.examples] + [(e, False) for e in file.counterexamples]


def targets(turn: Labelled, spans: Sequence[Span], names: Sequence[str]) -> tuple[Matrix, Matrix]:
    """Return what each sentence shows (0, HALF or 1), and whether that is known (0 or 1)."""
    shown = np.zeros((len(spans), len(names)), np.float32)
    known = np.ones_like(shown)
    text = visible(turn.text).text
    for column, name in enumerate(names):
        if name not in turn.marks:
            continue
        rows = _quoted(text, turn.marks[name].quote, spans)
        if rows or len(spans) == 1:
            shown[rows or [0], column] = 1 if turn.marks[name].how == "yes" else HALF
        else:
            known[:, column] = 0  # somewhere in the turn, nobody said where
    return shown, known


def details(turn: Labelled, spans: Sequence[Span]) -> tuple[Matrix, Matrix]:
    """Return which sentences are specific (0 or 1), and for which that is known."""
    shown, known = np.zeros(len(spans), np.float32), np.zeros(len(spans), np.float32)
    text = visible(turn.text).text
    for mark in turn.marks.values():
        if mark.specific is not None:
            rows = _quoted(text, mark.quote, spans)
            shown[rows] = np.maximum(shown[rows], float(mark.specific))
            known[rows] = 1
    return shown, known


def _quoted(text: str, quote: str, spans: Sequence[Span]) -> list[int]:
    start = text.find(visible(quote).text) if quote else -1
    if start < 0:
        return []
    end = start + len(visible(quote).text)
    overlap = [min(end, s.end) - max(start, s.start) for s in spans]
    least = [min(25, (s.end - s.start) / 2, (end - start) / 2) for s in spans]
    return [i for i, (has, needs) in enumerate(zip(overlap, least, strict=True)) if has >= needs]


def fit(encoder: Encoder, files: Sequence[Examples], names: Sequence[str]) -> Heads:
    """Learn one head a behaviour from example files. Deterministic."""
    turns = [t for t in labelled(files) if visible(t.text).text.strip()]
    readings = encoder.read_all([(t.boss, visible(t.text).text) for t in turns])
    told = [targets(t, r.spans, names) for t, r in zip(turns, readings, strict=True)]
    vectors = np.vstack([reading.vectors for reading in readings])
    weights, bias = regress(
        vectors, np.vstack([shown for shown, _ in told]), np.vstack([known for _, known in told])
    )
    said = [details(t, r.spans) for t, r in zip(turns, readings, strict=True)]
    detail = _detail(
        vectors, np.hstack([one for one, _ in said]), np.hstack([known for _, known in said])
    )
    constant = np.ones(len(names), np.float32)
    return Heads(tuple(names), weights, bias, YES * constant, PARTLY * constant, detail)


def _detail(vectors: Matrix, shown: Matrix, known: Matrix) -> Matrix:
    """Return the weights and the bias of 'specific'; zeros where too few examples tell it."""
    both = min((shown * known).sum(), ((1 - shown) * known).sum())
    if both < FEWEST_DETAILS:
        return np.zeros(vectors.shape[1] + 1, np.float32)
    rows = known > 0
    weights, bias = regress(vectors[rows], shown[rows, None], known[rows, None])
    return np.append(weights[:, 0], bias).astype(np.float32)


def regress(vectors: Matrix, shown: Matrix, known: Matrix) -> tuple[Matrix, Matrix]:
    """Return weights and bias of one logistic regression a column, by accelerated descent.

    Rare behaviours are weighted up, so that a head of 10 examples is still heard.
    """
    mean, spread = vectors.mean(0), vectors.std(0) + 1e-6
    scaled = (vectors - mean) / spread / np.sqrt(vectors.shape[1])
    positives = (shown * known).sum(0)
    balance = np.sqrt((known.sum(0) - positives + 1) / (positives + 1))
    importance = known * np.where(shown > 0, balance, 1)
    importance /= np.maximum(importance.sum(0), 1)
    weights = np.zeros((vectors.shape[1], shown.shape[1]), np.float32)
    bias = np.full(shown.shape[1], -2, np.float32)
    ahead, bias_ahead = weights.copy(), bias.copy()
    rate = 4.0 / (float(np.linalg.norm(scaled, 2)) ** 2 / len(scaled) + 1) / 1.5
    for step in range(1, STEPS + 1):
        probability = 1 / (1 + np.exp(-np.clip(scaled @ ahead + bias_ahead, -30, 30)))
        error = importance * (probability - shown)
        new = ahead - rate * (scaled.T @ error + PENALTY * ahead)
        new_bias = bias_ahead - rate * error.sum(0)
        momentum = step / (step + 3)
        ahead = new + momentum * (new - weights)
        bias_ahead = new_bias + momentum * (new_bias - bias)
        weights, bias = new.astype(np.float32), new_bias.astype(np.float32)
    true_weights = weights / spread[:, None] / np.sqrt(vectors.shape[1])
    true_bias = bias - mean @ true_weights
    return true_weights.astype(np.float32), true_bias.astype(np.float32)
