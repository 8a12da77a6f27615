"""Write docs/judge-report.md: how good the judges are, on transcripts they never saw.

.venv/bin/python -m training.report

The prose stands in training/report.md; every table is made here, by what `rehearse agree` uses.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from app.catalog.catalog import Catalog
from app.commands import agree_report
from app.commands.agree import Measured, measure
from app.commands.judging import Judging, judging
from app.commands.lines import LabelledTranscript
from app.config import Settings
from app.domain.rubric import Rubric
from app.judge.agreement import Fairness, quadratic_kappa
from app.judge.embedded import EmbeddedJudge
from app.judge.encoder import Encoder
from app.judge.noise import noise
from app.scoring import Scorer

ROOT = Path(__file__).parent.parent
RUBRIC = "declining-promotion"
COMPARED = Path(__file__).parent / "compared.json"
LLM_FIGURES = Path(__file__).parent / "llm_measured.json"
"""What `training.measure_llm` found; it takes an hour, so it is kept."""


def file(name: str) -> str:
    """Return the path of a labelled file."""
    return str(ROOT / "tests" / f"{name}.jsonl")


def by_length(rubric: Rubric, labelled: Sequence[LabelledTranscript]) -> str:
    """Return the table of a judge that only counts words, with the levels' own shares."""
    words = np.array([one.words for one in labelled])
    kappas = []
    for criterion in rubric.criteria:
        told = np.array([one.levels[criterion.id] for one in labelled])
        ranked = np.sort(told)[words.argsort(kind="stable").argsort(kind="stable")]
        kappas.append(f"{quadratic_kappa(told, ranked) or 0:.2f}")
    head = " | ".join(criterion.title for criterion in rubric.criteria)
    return f"| judge | {head} |\n|---|---|---|---|\n| length alone | {' | '.join(kappas)} |"


def compared(rubric: Rubric) -> str:
    """Return the table of the judges that were tried, from training/compared.json."""
    if not COMPARED.exists():
        return "Not compared yet: `python -m training.compare`."
    found = json.loads(COMPARED.read_text("utf-8"))["judges"]
    head = " | ".join(criterion.title for criterion in rubric.criteria)
    rows = [f"| judge | {head} | macro F1 |", "|---|---|---|---|---|"]
    for name, figures in found.items():
        cells = " | ".join(f"{value:.2f}" for value in figures.values())
        rows.append(f"| {name} | {cells} |")
    return "\n".join(rows)


def gaming(desk: Judging) -> str:
    """Return the table of attacks and honest talks, with and without the judge's defences."""
    rows = [
        "| talks | levels | above the fair range | below it | above the same talk without the "
        "attack |",
        "|---|---|---|---|---|",
    ]
    bare = EmbeddedJudge(Encoder(), Catalog().rubric_folder, Settings().data_dir, defended=False)
    for words, scorer in (
        ("with defences", desk.scorer),
        ("without", Scorer({"embedded": bare}, "embedded", "bare")),
    ):
        for name in ("attacks", "fresh", "honest"):
            found = measure(desk._replace(scorer=scorer), file(f"attacks/{name}"), "embedded")
            all_of_it = summed(list(found.fairness.values()))
            over = (
                "" if name == "honest" else str(gained(desk._replace(scorer=scorer), found, name))
            )
            rows.append(
                f"| {name}, {words} | {all_of_it.count} | {all_of_it.above} "
                f"({all_of_it.above / all_of_it.count:.1%}) | {all_of_it.below} "
                f"({all_of_it.below / all_of_it.count:.1%}) | {over} |"
            )
    return "\n".join(rows)


def summed(parts: Sequence[Fairness]) -> Fairness:
    """Return the counts of all criteria together."""
    return Fairness(
        count=sum(one.count for one in parts),
        above=sum(one.above for one in parts),
        below=sum(one.below for one in parts),
    )


def gained(desk: Judging, found: Measured, name: str) -> int:
    """Return how many levels are above those of the same talk without its attack."""
    lines = Path(file(f"attacks/{name}")).read_text("utf-8").split("\n")
    bases = {one["id"]: one["base"] for one in map(json.loads, filter(None, lines))}
    total = 0
    for talk, score in zip(found.labelled, found.scores, strict=True):
        base = talk.model_validate({"id": talk.id, "turns": bases[talk.id], "fair": talk.fair})
        honest = desk.runner.run(
            desk.scorer.score(base.turns, desk.rubric, desk.rubric_hash, judge="embedded")
        )
        pairs = zip(score.criteria, honest.criteria, strict=True)
        total += sum((a.level or 0) > (b.level or 0) for a, b in pairs)
    return total


def llm(rubric: Rubric) -> str:
    """Return the table of the small real model, as it was measured."""
    if not LLM_FIGURES.exists():
        return "Not measured yet: `python -m training.measure_llm`."
    found = json.loads(LLM_FIGURES.read_text("utf-8"))
    head = " | ".join(criterion.title for criterion in rubric.criteria)
    rows = [f"| asked by | {head} | not scored |", "|---|---|---|---|---|"]
    for way in found["ways"]:
        cells = " | ".join(f"{way['qwk'][criterion.id]:.2f}" for criterion in rubric.criteria)
        rows.append(f"| {way['name']} | {cells} | {way['unscored']} |")
    return f"{found['about']}\n\n" + "\n".join(rows)


def noise_table(rubric: Rubric) -> str:
    """Return the judge's noise as `training.noise` measured it."""
    measured = noise(rubric.id)
    if measured is None:
        return "Not measured yet: `python -m training.noise`."
    head = " | ".join(criterion.title for criterion in rubric.criteria)
    cells = " | ".join(f"{measured.points[criterion.id]:g}" for criterion in rubric.criteria)
    return f"| {head} | overall |\n|---|---|---|---|\n| {cells} | {measured.overall:g} |"


def main() -> None:
    """Judge everything and write the report."""
    with judging(RUBRIC, "embedded") as desk:
        locked = measure(desk, file("agreement/locked"), "embedded")
        tuning = measure(desk, file("agreement/tuning"), "embedded")
        tables = {
            "locked": agree_report.levels(locked),
            "noise": noise_table(desk.rubric),
            "length": by_length(desk.rubric, locked.labelled),
            "pictures": "\n\n".join(agree_report.pictures(locked)),
            "behaviours": agree_report.behaviours(locked),
            "tuning": agree_report.levels(tuning),
            "raters": agree_report.raters(desk.rubric, locked.labelled),
            "compared": compared(desk.rubric),
            "gaming": gaming(desk),
            "llm": llm(desk.rubric),
            "judge": f"{locked.judge.model} ({locked.judge.hash})",
        }
    page = (ROOT / "training" / "report.md").read_text("utf-8")
    for name, table in tables.items():
        page = page.replace(f"<!-- {name} -->", table)
    (ROOT / "docs" / "judge-report.md").write_text(page, "utf-8")


if __name__ == "__main__":
    main()
