"""`rehearse agree`: a judge against labelled transcripts."""

from __future__ import annotations

import asyncio
import json

from rich.console import Console
from rich.table import Table

from app import bootstrap
from app.commands.lines import LabelledTranscript, records
from app.config import Settings
from app.domain.scorecard import JudgeKind
from app.errors import InputError
from app.judge.agreement import Agreement, agreement


def agree_file(
    source: str, rubric_id: str, judge: JudgeKind | None, *, as_json: bool, console: Console
) -> None:
    """Print how far a judge agrees with the labels, per criterion. Raises `InputError`."""
    settings = Settings()
    shelf = bootstrap.catalog(settings)
    rubric = shelf.rubric(rubric_id)
    scorer = bootstrap.scorer(settings, bootstrap.embedded_judge(settings, shelf), judge)
    labelled = list(records(source, LabelledTranscript))
    known = {criterion.id for criterion in rubric.criteria}
    for number, one in enumerate(labelled, 1):
        if unknown := set(one.levels) - known:
            raise InputError(source, number, f"unknown criterion {', '.join(sorted(unknown))}")
        if wrong := [level for level in one.levels.values() if not 0 <= level <= 4]:
            raise InputError(source, number, f"level {wrong[0]} is not between 0 and 4")

    async def run() -> dict[str, list[tuple[int, int | None]]]:
        pairs: dict[str, list[tuple[int, int | None]]] = {c: [] for c in known}
        for one in labelled:
            score = await scorer.score(one.turns, rubric, shelf.rubric_hash(rubric.id), judge=judge)
            for criterion in score.criteria:
                if criterion.id in one.levels:
                    pairs[criterion.id].append((one.levels[criterion.id], criterion.level))
        return pairs

    pairs = asyncio.run(run())
    found = {c.id: agreement(pairs[c.id]) for c in rubric.criteria if pairs[c.id]}
    if as_json:
        for criterion_id, figures in found.items():
            record = {"criterion": criterion_id, **figures.model_dump()}
            print(json.dumps(record))  # noqa: T201
        return
    console.print(_table(found, len(labelled), scorer.label))


def _table(found: dict[str, Agreement], transcripts: int, judge: str) -> Table:
    table = Table(title=f"{judge} against {transcripts} labelled transcripts", title_justify="left")
    for heading in ("criterion", "QWK", "exact", "within one", "bias", "not scored"):
        table.add_column(heading, justify="left" if heading == "criterion" else "right")
    for criterion_id, one in found.items():
        qwk = "n/a" if one.qwk is None else f"{one.qwk:.2f}"
        table.add_row(
            criterion_id,
            qwk,
            f"{one.exact:.2f}",
            f"{one.within_one:.2f}",
            f"{one.bias:+.2f}",
            str(one.unscored),
        )
    return table
