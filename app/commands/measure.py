"""`rehearse check --measure`: scripted learners talk to bosses, and what came of it is told."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import track

from app import bootstrap
from app.boss.measure import (
    NO_REASONS,
    Kind,
    Learner,
    Report,
    measured,
    ranks_agree,
)
from app.catalog import files
from app.catalog.catalog import Catalog, shipped
from app.commands.lines import Script, records
from app.config import Settings
from app.domain.conversation import SpeakerKind
from app.domain.persona import Persona
from app.domain.text import storable
from app.errors import NotFound

FEWEST = 2
"""Bosses from which on it makes sense to compare their difficulties."""
HEAD = (
    "| boss | stated | measured | turns, strong | turns, middling | reasons win | politeness wins |"
    " off the point wins | pressure wins | yes heard | questions | role kept | lines twice | long"
    " talk |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|"
)


class ScriptedLearner(Script):
    """A line of tests/scripts: what a learner says, and what kind of learner that is."""

    kind: Kind
    persona: str | None = None
    """The boss whose trade it speaks of."""


def learners(per_kind: int = 0) -> list[Learner]:
    """Return the scripted learners that come with the app; at most `per_kind` of each, if set.

    Those who speak of one boss's trade come first, so that they are never left out.
    """
    folder = shipped("scripts", "tests/scripts")
    told = [
        Learner(one.id, one.kind, tuple(one.lines), one.persona)
        for path in sorted(folder.glob("*.jsonl"))
        for one in records(str(path), ScriptedLearner)
    ]
    told.sort(key=lambda one: one.persona is None)
    kept: list[Learner] = []
    for one in told:
        same = [k for k in kept if k.kind == one.kind and k.persona in (None, one.persona)]
        if not per_kind or len(same) < per_kind:
            kept.append(one)
    return kept


def measure(targets: Sequence[Path], speaker: SpeakerKind | None, per_kind: int = 0) -> int:
    """Print the report on the bosses named by id or file; on all of them without a name.

    Returns the exit code. Raises `NotFound`, `ContentFileError`, and `ModelError` when the
    endpoint of a prompted speaker fails.
    """
    typer.echo(as_markdown(list(reports(targets, speaker, learners(per_kind)))))
    return 0


def reports(
    targets: Sequence[Path], speaker: SpeakerKind | None, told: Sequence[Learner]
) -> Iterator[Report]:
    """Yield a report on each boss, to whom the learners `told` talk; see `measure`.

    On a terminal a bar shows how far it is.
    """
    progress = Console(stderr=True)
    settings = Settings()
    shelf = bootstrap.catalog(settings)
    models = bootstrap.chat_models(settings)
    voices = bootstrap.speakers(settings, speaker or "authored", models)
    voice = voices.by_kind["prompted"] if speaker == "prompted" else None
    judge = bootstrap.embedded_judge(settings, shelf)
    with asyncio.Runner() as runner:
        try:
            for persona in track(
                _bosses(targets, shelf),
                "Measuring",
                console=progress,
                transient=True,
                disable=not progress.is_terminal,
            ):
                notice = partial(judge.notice, shelf.rubric(persona.rubric))
                yield runner.run(measured(persona, told, notice, speaker=voice))
        finally:
            runner.run(models.aclose())


def _bosses(targets: Sequence[Path], shelf: Catalog) -> list[Persona]:
    if not targets:
        return sorted(shelf.personas.values(), key=lambda p: (p.difficulty, p.name))
    return [_boss(target, shelf) for target in targets]


def _boss(target: Path, shelf: Catalog) -> Persona:
    if target.suffix or target.exists():
        return files.load_persona(target, shelf.rubrics)
    known = shelf.personas
    if str(target) not in known:
        raise NotFound("persona", storable(str(target)), list(known))
    return known[str(target)]


def as_markdown(found: Sequence[Report]) -> str:
    """Return the reports as a table, and below it what did not go as it should."""
    parts = [HEAD, *(_row(report) for report in found), ""]
    if len(found) >= FEWEST and all(report.difficulty for report in found):
        stated = [report.persona.difficulty for report in found]
        agreed = ranks_agree(stated, [report.effort for report in found])
        if not math.isnan(agreed):
            parts.append(f"Stated and measured difficulty agree in rank: {agreed:.2f} (Spearman).")
    for report in found:
        parts += [f"- {report.persona.id}: {line}" for line in surprises(report)]
    return "\n".join(parts)


def _row(report: Report) -> str:
    persona = report.persona
    cells = [
        persona.name,
        str(persona.difficulty),
        str(report.difficulty or "–"),
        _number(report.turns("strong")),
        _number(report.turns("middling")),
        _percent(report.won_by_reasons),
        *(_percent(report.yields_to(kind)) for kind in NO_REASONS),
        _percent(report.acceptance_heard),
        _percent(report.questions_answered),
        _percent(report.role_kept),
        str(report.repeated),
        str(report.longest),
    ]
    return f"| {' | '.join(cells)} |"


def surprises(report: Report) -> Iterator[str]:
    """Yield the talks that did not end as talks of their kind should."""
    for talk in report.talks:
        if not talk.as_expected:
            ended = talk.outcome or "no end"
            kind = talk.learner.kind.replace("_", " ")
            yield f"{kind} learner {talk.learner.id}: {ended} after {len(talk.moves)} turns"
        if not talk.role_kept:
            yield f"out of role with {talk.learner.id}"
        if talk.repeated:
            yield f"a line came twice with {talk.learner.id}"


def _percent(share: float) -> str:
    return "–" if math.isnan(share) else f"{share:.0%}"


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.1f}"
