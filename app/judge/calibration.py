"""How far a model's yes is to be trusted, behaviour by behaviour, measured on labelled talks."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from app.domain.persona import Frozen
from app.domain.scorecard import Shown

Method = Literal["odds", "checklist"]

YES, PARTLY = 0.5, 0.35
"""Probabilities from which a behaviour counts, where nothing was measured."""


class Reading(Frozen):
    """How the log-odds of one behaviour become a probability, and from where it counts."""

    own: float = 1.0
    """Weight of the behaviour's own log-odds."""
    common: float = 0.0
    """Weight of the mean log-odds of its criterion: some models say yes to everything."""
    bias: float = 0.0
    yes: float = YES
    """Probability from which it counts as shown."""
    partly: float = PARTLY
    """Probability from which it counts as partly shown."""
    auc: float | None = None
    """How well the model told shown from not shown (0.5 is chance); None if never labelled."""

    def probability(self, own: float, common: float) -> float:
        """Return the probability that the behaviour is shown."""
        total = self.own * own + self.common * common + self.bias
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


class Calibration(Frozen):
    """What was measured of one model on one rubric, and how it is to be asked."""

    model: str
    rubric: str
    asked: str
    """Hash of prompts and behaviours; another one needs another calibration."""
    method: Method
    """The way of asking that agreed better with the labels."""
    transcripts: int
    qwk: dict[Method, dict[str, float | None]] = Field(default_factory=dict)
    """Way of asking -> criterion -> agreement with the labels, cross-validated where fitted."""
    behaviours: dict[str, Reading] = Field(default_factory=dict)

    @classmethod
    def none(cls) -> Calibration:
        """Return what stands in where nothing was measured."""
        return cls(model="", rubric="", asked="", method="odds", transcripts=0)

    def decided(self, behaviour: str, said: Mapping[str, float]) -> Shown:
        """Return whether a behaviour is shown, from the log-odds of its criterion."""
        reading = self.behaviours.get(behaviour, Reading())
        likely = reading.probability(said[behaviour], mean(said))
        if likely >= reading.yes:
            return "yes"
        return "partly" if likely >= reading.partly else "no"


def mean(said: Mapping[str, float]) -> float:
    """Return the mean log-odds of a criterion."""
    return sum(said.values()) / len(said)


class Calibrations:
    """The calibrations that were made on this machine; without a folder there are none."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def find(self, model: str, rubric: str, asked: str) -> Calibration | None:
        """Return what was measured of `model` on `rubric` as it is now asked; None if nothing."""
        if self._folder is None:
            return None
        found = _read(self._folder / _file_name(model, rubric))
        same = found and (found.model, found.rubric, found.asked) == (model, rubric, asked)
        return found if same else None

    def keep(self, calibration: Calibration) -> Path:
        """Write a calibration, and return where. Raises `OSError`."""
        if self._folder is None:
            raise FileNotFoundError("there is no folder for calibrations")
        path = self._folder / _file_name(calibration.model, calibration.rubric)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_text(calibration.model_dump_json(indent=1) + "\n", "utf-8")
        partial.replace(path)
        return path


def _read(path: Path) -> Calibration | None:
    """Return the calibration in `path`; None if there is none that can be read."""
    try:
        return Calibration.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def _file_name(model: str, rubric: str) -> str:
    """Return a file name that no other model or rubric has; names may hold slashes and colons."""
    readable = re.sub(r"[^a-z0-9.]+", "-", model.lower()).strip("-.")[:60]
    digest = hashlib.sha256(f"{model}\0{rubric}".encode()).hexdigest()[:8]
    return f"{readable}-{rubric}-{digest}.json"
