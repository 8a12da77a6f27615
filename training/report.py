"""Write docs/judge-report.md: how good the embedded judge is, on transcripts it never saw.

.venv/bin/python -m training.report
"""

from __future__ import annotations

import asyncio
import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np

from app.bootstrap import embedded_judge
from app.catalog.catalog import Catalog
from app.config import Settings
from app.domain.conversation import Line
from app.domain.rubric import Rubric
from app.domain.scorecard import Verdict
from app.judge.agreement import agreement, quadratic_kappa
from app.judge.embedded import EmbeddedJudge
from app.judge.scoring import scored

ROOT = Path(__file__).parent.parent
RUBRIC = "declining-promotion"
RESAMPLES = 1000

Record = dict[str, Any]


def read(name: str) -> list[Record]:
    """Return the records of an agreement file."""
    text = (ROOT / "tests" / "agreement" / f"{name}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def verdicts(judge: EmbeddedJudge, rubric: Rubric, records: list[Record]) -> list[Verdict]:
    """Return what the judge finds in every record."""
    talks = [[Line.model_validate(turn) for turn in record["turns"]] for record in records]
    return [asyncio.run(judge.findings(talk, rubric)) for talk in talks]


def level_rows(rubric: Rubric, records: list[Record], found: list[Verdict]) -> list[str]:
    """Return the table of agreement per criterion, with intervals by resampling."""
    rows = [
        "| criterion | QWK (95 % interval) | exact | within one | bias | length alone |",
        "|---|---|---|---|---|---|",
    ]
    dice = np.random.default_rng(0)
    for index, criterion in enumerate(rubric.criteria):
        told = np.array([record["levels"][criterion.id] for record in records])
        said = np.array([scored(rubric, verdict)[index].level for verdict in found])
        one = agreement(list(zip(told.tolist(), said.tolist(), strict=True)))
        kappas = []
        for _ in range(RESAMPLES):
            drawn = dice.integers(0, len(told), len(told))
            kappas.append(quadratic_kappa(told[drawn], said[drawn]) or 0.0)
        low, high = np.percentile(kappas, [2.5, 97.5])
        rows.append(
            f"| {criterion.title} | {one.qwk:.2f} ({low:.2f} to {high:.2f}) | {one.exact:.2f} | "
            f"{one.within_one:.2f} | {one.bias:+.2f} | {_by_length(records, told):.2f} |"
        )
    return rows


def _by_length(records: list[Record], told: np.ndarray) -> float:
    """Return the QWK of a judge that only counts words, with the levels' own shares."""
    words = np.array(
        [
            sum(len(t["text"].split()) for t in record["turns"] if t["speaker"] == "learner")
            for record in records
        ]
    )
    ranked = np.sort(told)[words.argsort(kind="stable").argsort(kind="stable")]
    return quadratic_kappa(told, ranked) or 0.0


def behaviour_rows(rubric: Rubric, records: list[Record], found: list[Verdict]) -> list[str]:
    """Return the table of precision, recall and F1 per behaviour and transcript."""
    rows = ["| behaviour | transcripts | precision | recall | F1 |", "|---|---|---|---|---|"]
    f1s = []
    for behaviour in rubric.behaviours:
        told = [any(s["b"] == behaviour.id for s in record["shown"]) for record in records]
        said = [
            any(f.behaviour == behaviour.id and f.shown != "no" for f in findings)
            for verdict in found
            for findings in [tuple(itertools.chain(*verdict.findings.values()))]
        ]
        hits = sum(a and b for a, b in zip(told, said, strict=True))
        precision, recall = hits / max(1, sum(said)), hits / max(1, sum(told))
        f1s.append(2 * hits / max(1, sum(said) + sum(told)))
        rows.append(
            f"| {behaviour.label} | {sum(told)} | {precision:.2f} | {recall:.2f} | {f1s[-1]:.2f} |"
        )
    rows.append(f"| **mean** | | | | **{np.mean(f1s):.2f}** |")
    return rows


def rater_rows(rubric: Rubric, records: list[Record]) -> list[str]:
    """Return the table of agreement between the raters."""
    rows = ["| raters | " + " | ".join(c.title for c in rubric.criteria) + " |"]
    rows.append("|---|" + "---|" * len(rubric.criteria))
    for first, second in itertools.combinations(records[0]["ratings"], 2):
        kappas = [
            quadratic_kappa(
                np.array([record["ratings"][first][c.id] for record in records]),
                np.array([record["ratings"][second][c.id] for record in records]),
            )
            for c in rubric.criteria
        ]
        rows.append(f"| {first}, {second} | " + " | ".join(f"{k:.2f}" for k in kappas) + " |")
    return rows


def main() -> None:
    """Judge both files and write the report."""
    shelf = Catalog()
    rubric = shelf.rubric(RUBRIC)
    judge = embedded_judge(Settings(), shelf)
    tuning, held_out = read("tuning"), read("held_out")
    found = verdicts(judge, rubric, held_out)
    parts = (ROOT / "training" / "report.md").read_text("utf-8").split("<!-- table -->")
    tables = [
        level_rows(rubric, held_out, found),
        level_rows(rubric, tuning, verdicts(judge, rubric, tuning)),
        rater_rows(rubric, tuning + held_out),
        behaviour_rows(rubric, held_out, found),
    ]
    pages = [parts[0].replace("JUDGE", f"{judge.name(rubric).model} ({judge.name(rubric).hash})")]
    for rows, part in zip(tables, parts[1:], strict=True):
        pages += ["\n".join(rows), part]
    (ROOT / "docs" / "judge-report.md").write_text("".join(pages), "utf-8")


if __name__ == "__main__":
    main()
