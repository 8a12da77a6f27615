"""The figure for the judge's noise is of the judge, the rubric and the transcripts as shipped."""

from __future__ import annotations

from pathlib import Path

from app import bootstrap
from app.config import Settings
from app.judge.noise import noise

ROOT = Path(__file__).parents[2]
RUBRIC = "declining-promotion"


def test_the_noise_was_measured_on_what_is_shipped(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    shelf = bootstrap.catalog(settings)
    judge = bootstrap.embedded_judge(settings, shelf)
    measured = noise(RUBRIC)
    assert measured is not None

    again = "measure it again: python -m training.noise"
    assert measured.judge_hash == judge.name(shelf.rubric(RUBRIC)).hash, again
    assert measured.rubric_hash == shelf.rubric_hash(RUBRIC), again
    labelled = ROOT / "tests" / "agreement" / "locked.jsonl"
    assert measured.transcripts == len(labelled.read_text("utf-8").splitlines()), again
    assert set(measured.points) == {criterion.id for criterion in shelf.rubric(RUBRIC).criteria}


def test_the_report_tells_the_same_figures() -> None:
    measured = noise(RUBRIC)
    assert measured is not None
    report = (ROOT / "docs" / "judge-report.md").read_text("utf-8")

    cells = " | ".join(f"{points:g}" for points in measured.points.values())
    assert f"| {cells} | {measured.overall:g} |" in report


def test_of_another_rubric_nobody_knows() -> None:
    assert noise("asking-well") is None
