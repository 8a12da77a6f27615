"""`rehearse calibrate`: how far a model's answers are to be trusted, fitted to labelled talks."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from pydantic import BaseModel, ValidationError
from rich.console import Console
from rich.progress import track
from rich.table import Table

from app import bootstrap
from app.commands.agree import figure, labelled_transcripts
from app.commands.lines import LabelledTranscript
from app.config import Settings
from app.domain.rubric import Criterion, Rubric
from app.domain.scorecard import Verdict
from app.errors import InputError, ModelNoOdds, ServiceError
from app.judge.agreement import quadratic_kappa
from app.judge.calibration import Calibration, Method
from app.judge.evidence import verified
from app.judge.fitting import Told, cross_validated, fitted
from app.judge.llm import LLMJudge, asked_hash
from app.judge.odds import Odds
from app.judge.scoring import scored
from app.judge.sentences import sentences
from app.judge.sheet import Sheet
from app.judge.specific import specific
from app.llm.base import ChatModel

FEWEST = 20
"""Labelled transcripts without which a fit would be noise."""
CHANCE = 0.55
"""A question that tells shown from not shown no better than this is badly worded."""

Wanted = Literal["both", "odds", "checklist"]


class Answers(BaseModel):
    """What a model said of one transcript; kept, so that a run can be taken up again."""

    transcript: str
    """Hash of the transcript."""
    odds: dict[str, dict[str, float]] | None = None
    """Criterion -> behaviour -> log-odds of a yes."""
    levels: dict[str, int | None] | None = None
    """Criterion -> level by checklist."""


class Desk(NamedTuple):
    """All that it takes to calibrate."""

    model: ChatModel
    rubric: Rubric
    context_tokens: int


def calibrate_file(source: str, rubric_id: str, wanted: Wanted, *, console: Console) -> None:
    """Ask the judging model about labelled transcripts, fit, and keep what was measured.

    Answers are kept as they come: a run that was broken off goes on where it stopped. Raises
    `InputError` for labels that are too few, and what the endpoint raises.
    """
    settings = Settings()
    shelf = bootstrap.catalog(settings)
    rubric = shelf.rubric(rubric_id)
    labelled = list(labelled_transcripts(source, rubric))
    if len(labelled) < FEWEST:
        raise InputError(source, 1, f"{len(labelled)} transcripts; fewer than {FEWEST} fit nothing")
    models = bootstrap.chat_models(settings)
    model = bootstrap.judging_model(settings, models)
    asked = asked_hash(rubric)
    kept = Kept(settings.data_dir / "judge" / f"answers-{_digest(model.model, asked)}.jsonl")
    with asyncio.Runner() as runner:
        try:
            desk = Desk(model, rubric, settings.context_tokens)
            answers = runner.run(_ask_all(desk, labelled, wanted, kept))
        finally:
            runner.run(models.aclose())
    found = _fit(desk, labelled, answers, asked)
    path = bootstrap.calibrations(settings).keep(found)
    headline = f"{found.model}: {found.method}, fitted to {found.transcripts} transcripts"
    console.print(headline, markup=False)
    console.print(_table(found, rubric))
    for name in _badly_worded(found):
        console.print(
            f"[yellow]Note:[/yellow] the model cannot tell '{name}': word its question anew."
        )
    console.print(f"Kept in {path}.")


class Kept:
    """Answers in a file, one a line, added as they come."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = {one.transcript: one for one in self._read()}

    def find(self, transcript: str) -> Answers:
        """Return what is known of a transcript."""
        return self._known.get(transcript, Answers(transcript=transcript))

    def add(self, answers: Answers) -> None:
        """Keep what is known of a transcript now."""
        self._known[answers.transcript] = answers
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(answers.model_dump_json() + "\n")

    def _read(self) -> Iterator[Answers]:
        if not self._path.exists():
            return
        for line in self._path.read_text("utf-8").splitlines():
            try:
                yield Answers.model_validate_json(line)
            except ValidationError:  # a line that was cut off when the run was
                continue


async def _ask_all(
    desk: Desk, labelled: Sequence[LabelledTranscript], wanted: Wanted, kept: Kept
) -> list[Answers]:
    progress = Console(stderr=True)
    answers = []
    for talk in track(
        labelled, "Asking", console=progress, transient=True, disable=not progress.is_terminal
    ):
        one = kept.find(_digest(*(f"{turn.speaker}: {turn.text}" for turn in talk.turns)))
        if wanted != "checklist" and one.odds is None:
            one = one.model_copy(
                update={"odds": await _odds(desk, talk, required=wanted == "odds")}
            )
            kept.add(one)
        if wanted != "odds" and one.levels is None:
            one = one.model_copy(update={"levels": await _levels(desk, talk)})
            kept.add(one)
        answers.append(one)
    return answers


async def _odds(
    desk: Desk, talk: LabelledTranscript, *, required: bool
) -> dict[str, dict[str, float]] | None:
    """Return the log-odds of every behaviour; None where the endpoint gives none."""
    asking, sheet = Odds(desk.model), Sheet(talk.turns, "5a1e0d")
    try:
        return {c.id: (await asking.log_odds(c, sheet))[0] for c in desk.rubric.criteria}
    except ModelNoOdds:
        if required:
            raise
        return None


async def _levels(desk: Desk, talk: LabelledTranscript) -> dict[str, int | None]:
    judge = LLMJudge(desk.model, context_tokens=desk.context_tokens, method="checklist")
    verdict: Verdict = await judge.findings(talk.turns, desk.rubric)
    return {s.id: s.level for s in scored(desk.rubric, verified(verdict, talk.turns))}


def _fit(
    desk: Desk, labelled: Sequence[LabelledTranscript], answers: Sequence[Answers], asked: str
) -> Calibration:
    """Return the better way of asking, with how to read its answers."""
    qwk: dict[Method, dict[str, float | None]] = {}
    readings = {}
    if all(one.odds is not None for one in answers):
        qwk["odds"] = {}
        for criterion in desk.rubric.criteria:
            rows = _told(criterion, labelled, answers)
            readings.update(fitted(criterion, rows))
            qwk["odds"][criterion.id] = cross_validated(criterion, rows)
    if all(one.levels is not None for one in answers):
        qwk["checklist"] = {
            criterion.id: _kappa(criterion, labelled, answers) for criterion in desk.rubric.criteria
        }
    if not qwk:
        raise ServiceError("The endpoint gives no logprobs. Calibrate with --method checklist.")
    better = max(qwk, key=lambda method: sum(value or 0 for value in qwk[method].values()))
    return Calibration(
        model=desk.model.model,
        rubric=desk.rubric.id,
        asked=asked,
        method=better,
        transcripts=len(labelled),
        qwk=qwk,
        behaviours=readings,
    )


def _told(
    criterion: Criterion, labelled: Sequence[LabelledTranscript], answers: Sequence[Answers]
) -> list[Told]:
    rows = []
    for talk, one in zip(labelled, answers, strict=True):
        if criterion.id not in talk.levels or one.odds is None:
            continue
        said = [turn.text for turn in talk.turns if turn.speaker == "learner"]
        cut = [text[s.start : s.end] for text in said for s in sentences(text)]
        shown = {s.behaviour: (s.how, s.specific) for s in talk.shown or ()}
        mostly = sum(map(specific, cut)) > len(cut) / 2
        rows.append(Told(talk.levels[criterion.id], shown, one.odds[criterion.id], mostly))
    return rows


def _kappa(
    criterion: Criterion, labelled: Sequence[LabelledTranscript], answers: Sequence[Answers]
) -> float | None:
    pairs = [
        (talk.levels[criterion.id], level)
        for talk, one in zip(labelled, answers, strict=True)
        if (level := (one.levels or {}).get(criterion.id)) is not None
        and criterion.id in talk.levels
    ]
    if not pairs:
        return None
    labels, levels = (np.array(side) for side in zip(*pairs, strict=True))
    return quadratic_kappa(labels, levels)


def _digest(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _badly_worded(found: Calibration) -> list[str]:
    return [n for n, one in found.behaviours.items() if one.auc is not None and one.auc < CHANCE]


def _table(found: Calibration, rubric: Rubric) -> Table:
    table = Table()
    for place, heading in enumerate(("asked by", *(c.title for c in rubric.criteria))):
        table.add_column(heading, justify="right" if place else "left")
    for method, by_criterion in found.qwk.items():
        table.add_row(method, *(figure(by_criterion.get(c.id)) for c in rubric.criteria))
    return table
