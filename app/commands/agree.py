"""`rehearse agree`: a judge against labelled transcripts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.progress import track
from rich.table import Table

from app.commands.judging import Judging, judging
from app.commands.lines import LabelledTranscript, numbered
from app.domain.rubric import Rubric
from app.domain.scorecard import JudgeKind, JudgeName
from app.errors import InputError, ServiceError
from app.judge.agreement import Agreement, Fairness, Found, Judged, agreement, fairness, found
from app.scoring import Score

SHADES = " ░▒▓█"
"""A cell of a confusion picture, from nothing to the fullest."""


class Measured(NamedTuple):
    """A judge against a file of labels."""

    rubric: Rubric
    judge: JudgeName
    label: str
    """The judge, for people."""
    labelled: Sequence[LabelledTranscript]
    scores: Sequence[Score]

    @property
    def agreements(self) -> dict[str, Agreement]:
        """The agreement per criterion that was labelled, in the rubric's order."""
        pairs: dict[str, list[Judged]] = {}
        for talk, score in zip(self.labelled, self.scores, strict=True):
            for one in score.criteria:
                pairs.setdefault(one.id, [])
                if one.id in talk.levels:
                    pairs[one.id].append(Judged(talk.levels[one.id], one.level, talk.words))
        return {criterion: agreement(judged) for criterion, judged in pairs.items() if judged}

    @property
    def fairness(self) -> dict[str, Fairness]:
        """Per criterion how judged levels lie to the fair ranges, where there are any."""
        pairs: dict[str, list[tuple[tuple[int, int], int | None]]] = {}
        for talk, score in zip(self.labelled, self.scores, strict=True):
            for one in score.criteria:
                if one.id in talk.fair:
                    pairs.setdefault(one.id, []).append((talk.fair[one.id], one.level))
        return {criterion: fairness(judged) for criterion, judged in pairs.items()}

    @property
    def behaviours(self) -> dict[str, Found]:
        """How well each behaviour is found, where somebody labelled them; else nothing."""
        pairs = [
            ({one.behaviour for one in talk.shown}, shown_in(score))
            for talk, score in zip(self.labelled, self.scores, strict=True)
            if talk.shown is not None
        ]
        return {b.id: found(pairs, b.id) for b in self.rubric.behaviours} if pairs else {}


def shown_in(score: Score) -> set[str]:
    """Return the behaviours that a score counts, fully or partly."""
    return {f.behaviour for one in score.criteria for f in one.findings if f.shown != "no"}


def agree_file(
    source: str,
    rubric_id: str,
    judge: JudgeKind | None,
    *,
    as_json: bool,
    confusion: bool,
    report: Path | None,
    console: Console,
) -> None:
    """Print how far a judge agrees with the labels; with `report`, write a page about it, too.

    Raises what `score_file` does, and `InputError` for labels that the rubric does not know.
    """
    with judging(rubric_id, judge) as desk:
        measured = measure(desk, source, judge)
    judged = [one for score in measured.scores for one in score.criteria]
    if measured.judge.kind == "llm" and all(one.level is None for one in judged):
        raise ServiceError(f"Nothing was scored. {judged[0].reason}")
    if report:
        from app.commands.agree_report import page

        write_report(report, page(measured, source))
    if as_json:
        _print_records(measured)
        return
    if measured.agreements:
        console.print(_levels_table(measured))
    if measured.fairness:
        console.print(_fairness_table(measured))
    if measured.behaviours:
        console.print(_behaviours_table(measured))
    if confusion:
        for criterion_id, one in measured.agreements.items():
            console.print(picture(measured.rubric.criterion(criterion_id).title, one), markup=False)


def measure(desk: Judging, source: str, judge: JudgeKind | None) -> Measured:
    """Score every transcript of a file of labels, with a progress bar on a terminal."""
    labelled = list(labelled_transcripts(source, desk.rubric))
    progress = Console(stderr=True)

    async def run() -> list[Score]:
        return [
            await desk.scorer.score(one.turns, desk.rubric, desk.rubric_hash, judge=judge)
            for one in track(
                labelled,
                "Judging",
                console=progress,
                transient=True,
                disable=not progress.is_terminal,
            )
        ]

    scores = desk.runner.run(run())
    name = scores[0].pins.judge
    return Measured(desk.rubric, name, desk.scorer.label, labelled, scores)


def labelled_transcripts(source: str, rubric: Rubric) -> Iterator[LabelledTranscript]:
    """Yield the transcripts of a file; raises `InputError` for labels that the rubric lacks."""
    criteria = {criterion.id for criterion in rubric.criteria}
    behaviours = {behaviour.id for behaviour in rubric.behaviours}
    for number, one in numbered(source, LabelledTranscript):
        if unknown := {*one.levels, *one.fair} - criteria:
            raise InputError(source, number, f"unknown criterion {', '.join(sorted(unknown))}")
        if unknown := {shown.behaviour for shown in one.shown or ()} - behaviours:
            raise InputError(source, number, f"unknown behaviour {', '.join(sorted(unknown))}")
        yield one


def write_report(report: Path, text: str) -> None:
    """Write a page. Raises `InputError` if it cannot be written."""
    try:
        report.write_text(text, "utf-8")
    except OSError as error:
        raise InputError(str(report), 1, f"cannot be written: {error.strerror}") from None


def _print_records(measured: Measured) -> None:
    by_behaviour, fair = measured.behaviours, measured.fairness
    agreements = measured.agreements
    for criterion_id in dict.fromkeys((*agreements, *fair)):
        record: dict[str, object] = {"criterion": criterion_id}
        if criterion_id in agreements:
            record |= agreements[criterion_id].model_dump(mode="json")
        if criterion_id in fair:
            record["fair"] = fair[criterion_id].model_dump()
        own = [b.id for b in measured.rubric.criterion(criterion_id).behaviours]
        if by_behaviour:
            record["behaviours"] = {name: _figures(by_behaviour[name]) for name in own}
        print(json.dumps(record))  # noqa: T201


def _figures(one: Found) -> dict[str, float]:
    return {
        **one.model_dump(),
        "precision": one.precision,
        "recall": one.recall,
        "f1": one.f1,
    }


def _levels_table(measured: Measured) -> Table:
    title = f"{measured.label} against {len(measured.labelled)} labelled transcripts"
    table = _table(
        title, "criterion", "QWK", "95 %", "exact", "within one", "bias", "length", "not scored"
    )
    for criterion_id, one in measured.agreements.items():
        table.add_row(
            criterion_id,
            figure(one.qwk),
            interval(one.interval),
            f"{one.exact:.2f}",
            f"{one.within_one:.2f}",
            f"{one.bias:+.2f}",
            figure(one.length_bias, "+.2f"),
            str(one.unscored),
        )
    return table


def _fairness_table(measured: Measured) -> Table:
    title = f"{measured.label} against the levels that are fair"
    table = _table(title, "criterion", "levels", "too high", "too low")
    for criterion_id, one in measured.fairness.items():
        table.add_row(criterion_id, str(one.count), str(one.above), str(one.below))
    return table


def _behaviours_table(measured: Measured) -> Table:
    found = measured.behaviours
    mean = sum(one.f1 for one in found.values()) / len(found)
    title = f"Behaviours per transcript: macro F1 {mean:.2f}"
    table = _table(title, "behaviour", "labelled", "found", "precision", "recall", "F1")
    for name, one in found.items():
        figures = (f"{value:.2f}" for value in (one.precision, one.recall, one.f1))
        table.add_row(name, str(one.labelled), str(one.found), *figures)
    return table


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left")
    for place, heading in enumerate(headings):
        table.add_column(heading, justify="right" if place else "left")
    return table


def figure(value: float | None, form: str = ".2f") -> str:
    """Return a figure, or that there is none."""
    return "n/a" if value is None else format(value, form)


def interval(ends: tuple[float, float] | None) -> str:
    """Return an interval in words."""
    return "n/a" if ends is None else f"{ends[0]:.2f} to {ends[1]:.2f}"


def picture(title: str, one: Agreement) -> str:
    """Draw how labelled and judged levels meet: the darker, the more of a label's transcripts."""
    lines = [f"{title}: labelled (down) and judged (across)", "     0    1    2    3    4"]
    for label, row in enumerate(one.confusion):
        total = max(1, sum(row))
        cells = (f"{SHADES[round(count / total * 4)] * 2}{count:3d}" for count in row)
        lines.append(f"  {label}" + "".join(cells))
    return "\n".join(lines) + "\n"
