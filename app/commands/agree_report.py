"""The page that `rehearse agree --report` writes, in sections that docs/judge-report.md shares."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from app.commands.agree import Measured, figure, interval, picture
from app.commands.lines import LabelledTranscript
from app.domain.rubric import Rubric
from app.judge.agreement import quadratic_kappa


def page(measured: Measured, source: str) -> str:
    """Return the whole page, in Markdown."""
    sections = [
        f"# {measured.rubric.title}: {measured.label} against {len(measured.labelled)} labelled "
        "transcripts",
        f"Written by `rehearse agree {source} --report`. Judge {measured.judge.model} "
        f"({measured.judge.hash}). Intervals come from {_resampling()}.",
        levels(measured),
        "Length is the correlation of the judged level with the learner's word count among "
        "transcripts of equal label; 0 is fair.",
        "## Where the levels meet",
        *pictures(measured),
    ]
    if measured.behaviours:
        sections += ["## Behaviours, per transcript", behaviours(measured)]
    if raters_of(measured.labelled):
        sections += ["## How far the raters agree with each other"]
        sections += [raters(measured.rubric, measured.labelled)]
    return "\n\n".join(sections) + "\n"


def _resampling() -> str:
    return "drawing transcripts with replacement, 1,000 times"


def levels(measured: Measured) -> str:
    """Return the table of agreement per criterion."""
    rows = [
        "| criterion | QWK (95 % interval) | exact | within one | bias | length | not scored |",
        "|---|---|---|---|---|---|---|",
    ]
    for criterion_id, one in measured.agreements.items():
        rows.append(
            f"| {measured.rubric.criterion(criterion_id).title} | {figure(one.qwk)} "
            f"({interval(one.interval)}) | {one.exact:.2f} | {one.within_one:.2f} | "
            f"{one.bias:+.2f} | {figure(one.length_bias, '+.2f')} | {one.unscored} |"
        )
    return "\n".join(rows)


def pictures(measured: Measured) -> Iterator[str]:
    """Yield a confusion picture a criterion."""
    for criterion_id, one in measured.agreements.items():
        drawn = picture(measured.rubric.criterion(criterion_id).title, one)
        yield f"```\n{drawn.rstrip()}\n```"


def behaviours(measured: Measured) -> str:
    """Return the table of precision, recall and F1."""
    rows = [
        "| behaviour | labelled | found | precision | recall | F1 |",
        "|---|---|---|---|---|---|",
    ]
    found = measured.behaviours
    for behaviour in measured.rubric.behaviours:
        one = found[behaviour.id]
        rows.append(
            f"| {behaviour.label} | {one.labelled} | {one.found} | {one.precision:.2f} | "
            f"{one.recall:.2f} | {one.f1:.2f} |"
        )
    mean = sum(one.f1 for one in found.values()) / len(found)
    rows.append(f"| **mean** | | | | | **{mean:.2f}** |")
    return "\n".join(rows)


def raters_of(labelled: Sequence[LabelledTranscript]) -> list[str]:
    """Return who rated every transcript."""
    named = [set(one.ratings) for one in labelled]
    return sorted(set.intersection(*named)) if named else []


def raters(rubric: Rubric, labelled: Sequence[LabelledTranscript]) -> str:
    """Return the table of agreement between the raters, two by two: the ceiling for a judge."""
    rows = [
        "| raters | " + " | ".join(c.title for c in rubric.criteria) + " |",
        "|---|" + "---|" * len(rubric.criteria),
    ]
    for pair in itertools.combinations(raters_of(labelled), 2):
        kappas = []
        for criterion in rubric.criteria:
            first, second = (
                np.array([one.ratings[rater][criterion.id] for one in labelled]) for rater in pair
            )
            kappas.append(figure(quadratic_kappa(first, second)))
        rows.append(f"| {', '.join(pair)} | {' | '.join(kappas)} |")
    return "\n".join(rows)
