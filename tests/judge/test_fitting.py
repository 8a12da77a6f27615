from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.domain.scorecard import Shown
from app.judge.calibration import Calibration, Calibrations, Reading, mean
from app.judge.fitting import Told, auc, cross_validated, fitted
from tests.support.scenes import a_rubric

CRITERION = a_rubric().criteria[1]
FIRST, SECOND = (behaviour.id for behaviour in CRITERION.behaviours)


def a_yes_sayer(count: int = 60) -> list[Told]:
    """Talks judged by a model that says yes to everything, a little more so when it is true."""
    dice = np.random.default_rng(3)
    rows = []
    for index in range(count):
        named = index % 2 == 0
        talks = float(dice.normal(2.0, 0.7))
        odds = {FIRST: talks + (1.4 if named else -0.4), SECOND: talks + 0.1}
        shown: dict[str, tuple[Shown, bool]] = {FIRST: ("yes", True)} if named else {}
        level = 4 if named else 0
        rows.append(Told(level, shown, odds, specific=False))
    return rows


def levels_of(rows: list[Told], readings: dict[str, Reading]) -> list[bool]:
    calibration = Calibration.none().model_copy(update={"behaviours": readings})
    return [calibration.decided(FIRST, row.odds) == "yes" for row in rows]


def test_a_model_that_says_yes_to_everything_is_seen_through() -> None:
    rows = a_yes_sayer()

    readings = fitted(CRITERION, rows)

    told = [FIRST in row.shown for row in rows]
    assert levels_of(rows, {}) != told, "taken at its word it says yes to all"
    right = np.mean(np.array(levels_of(rows, readings)) == np.array(told))
    assert right >= 0.9
    assert (readings[FIRST].auc or 0) > 0.8
    assert readings[FIRST].common < 0, "a yes to everything is taken off"


def test_what_was_never_labelled_must_be_said_louder_than_usual() -> None:
    rows = a_yes_sayer()
    usual = float(np.mean([row.odds[SECOND] for row in rows]))

    reading = fitted(CRITERION, rows)[SECOND]

    assert reading.auc is None
    assert reading.probability(usual, 0) < reading.partly
    assert reading.probability(usual + 4, 0) > reading.yes


def test_the_cross_validated_kappa_is_of_levels_that_the_fit_did_not_see() -> None:
    rows = a_yes_sayer()
    shuffled = [
        row._replace(level=int(level))
        for row, level in zip(rows, np.random.default_rng(1).integers(0, 5, len(rows)), strict=True)
    ]

    honest, noise = cross_validated(CRITERION, rows), cross_validated(CRITERION, shuffled)

    assert honest is not None
    assert honest > 0.5
    assert noise is not None
    assert noise < 0.3
    assert cross_validated(CRITERION, rows[:5]) is None


@pytest.mark.parametrize(
    ("shown", "not_shown", "wanted"),
    [([2, 3], [0, 1], 1), ([0], [1, 2], 0), ([1], [1], 0.5), ([], [1], None), ([1], [], None)],
)
def test_auc(shown: list[float], not_shown: list[float], wanted: float | None) -> None:
    assert auc(shown, not_shown) == wanted


def test_a_reading_cannot_overflow() -> None:
    assert Reading(own=1e9).probability(1e9, 0) == pytest.approx(1)
    assert Reading(own=1e9).probability(-1e9, 0) == pytest.approx(0)
    assert mean({"a": 1.0, "b": 3.0}) == 2


@pytest.mark.parametrize("model", ["org/model:7b", "../../etc", "A B", "модель", "x" * 300])
def test_a_calibration_is_found_under_any_model_name(model: str, tmp_path: Path) -> None:
    shelf = Calibrations(tmp_path)
    one = Calibration(model=model, rubric="r", asked="h", method="odds", transcripts=30)

    path = shelf.keep(one)

    assert path.parent == tmp_path
    assert shelf.find(model, "r", "h") == one


def test_a_calibration_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    shelf = Calibrations(tmp_path)
    one = Calibration(model="m", rubric="r", asked="h", method="odds", transcripts=30)
    shelf.keep(one).write_text("{")

    assert shelf.find("m", "r", "h") is None
