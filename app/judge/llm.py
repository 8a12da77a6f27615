"""The LLM judge: a model says what it sees, one behaviour or one criterion at a time."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, Protocol

from app.domain.conversation import Line, Usage
from app.domain.rubric import Criterion, Rubric
from app.domain.scorecard import Cost, Finding, JudgeName, Verdict
from app.errors import BudgetSpent, ModelError, ModelNoOdds
from app.judge.calibration import Calibration, Calibrations
from app.judge.checklist import PROMPTS as CHECKLIST_PROMPTS
from app.judge.checklist import ByChecklist
from app.judge.odds import PROMPTS as ODDS_PROMPTS
from app.judge.odds import Odds
from app.judge.own_words import owned, patterns
from app.judge.sheet import Sheet, too_little
from app.llm.base import ChatModel
from app.llm.tokens import estimate, fit
from app.prompts import source

AT_ONCE = 3
"""Criteria that are asked about at the same time."""

Nonce = Callable[[], str]
Wanted = Literal["auto", "odds", "checklist"]


class Asking(Protocol):
    """A way of asking a model about one criterion."""

    @property
    def answer_tokens(self) -> int:
        """The most that answers and what is shown again take (in tokens)."""
        ...

    def calls(self, criterion: Criterion) -> int:
        """Return about how many calls a criterion takes."""
        ...

    def beside(self, criterion: Criterion) -> tuple[str, ...]:
        """Return all that is sent with a criterion's question, but for the turns."""
        ...

    def rows(self, sheet: Sheet) -> tuple[str, ...]:
        """Return the turns, as they are shown."""
        ...

    async def ask(self, criterion: Criterion, sheet: Sheet) -> tuple[tuple[Finding, ...], Usage]:
        """Return one finding for every behaviour, and what it took. Raises `ModelError`."""
        ...


class _Answer(NamedTuple):
    """One criterion's findings, or the reason why there are none."""

    findings: tuple[Finding, ...] = ()
    unscored: str = ""
    usage: Usage = Usage()


class LLMJudge:
    """Asks a model, criterion by criterion, which behaviours the learner showed.

    Where the endpoint says how likely its answers are, each behaviour is one question and the
    probability of a yes decides; else each criterion is one checklist. A calibration of the model
    says which way agrees better with labels, and from where a yes counts.
    """

    def __init__(
        self,
        model: ChatModel,
        *,
        context_tokens: int,
        method: Wanted = "auto",
        calibrations: Calibrations | None = None,
        nonce: Nonce = lambda: secrets.token_hex(8),
    ) -> None:
        """`context_tokens` is the model's context window; older turns are left out to fit."""
        self._model, self._context = model, context_tokens
        self._wanted = method
        self._calibrations = calibrations or Calibrations()
        self._nonce = nonce

    def name(self, rubric: Rubric) -> JudgeName:
        """Return model and endpoint, and a hash of what is asked and how answers are read."""
        known = self._calibration(rubric)
        pinned = f"{asked_hash(rubric)}/{self._wanted}/{known.model_dump_json() if known else ''}"
        digest = hashlib.sha256(pinned.encode()).hexdigest()
        return JudgeName(kind="llm", model=self._model.label, hash=digest[:16])

    def cost(self, transcript: Sequence[Line], rubric: Rubric) -> Cost:
        """Return about what `findings` will take, by the way of asking that is tried first."""
        way = self._ways(self._calibration(rubric))[0]
        turns = "\n".join(way.rows(Sheet(transcript, "")))
        calls = tokens = 0
        for criterion in rubric.criteria:
            own = way.calls(criterion)
            calls += own
            tokens += own * estimate("\n".join((*way.beside(criterion), turns)))
        return Cost(calls=calls, tokens=tokens)

    async def findings(self, transcript: Sequence[Line], rubric: Rubric) -> Verdict:
        """Return findings with quotes that stand in the learner's turns; see `Judge.findings`.

        A criterion whose call failed is in `unscored`; nothing is raised for it.
        """
        if reason := too_little(transcript):
            return Verdict(unscored={criterion.id: reason for criterion in rubric.criteria})
        calibration, nonce = self._calibration(rubric), self._nonce()
        plans = [
            _Plan(way, await asyncio.to_thread(self._sheet, way, transcript, nonce, rubric))
            for way in self._ways(calibration)
        ]
        places = asyncio.Semaphore(AT_ONCE)

        async def ask(criterion: Criterion) -> _Answer:
            async with places:
                return await _asked(plans, criterion)

        answers = await asyncio.gather(*(ask(criterion) for criterion in rubric.criteria))
        by_id = {c.id: answer for c, answer in zip(rubric.criteria, answers, strict=True)}
        known = patterns(rubric)
        return Verdict(
            findings={
                i: owned(answer.findings, transcript, known)
                for i, answer in by_id.items()
                if not answer.unscored
            },
            unscored={i: answer.unscored for i, answer in by_id.items() if answer.unscored},
            warnings=(*_left_out(plans[0].sheet), *self._uncalibrated(calibration)),
            usage=sum((answer.usage for answer in answers), Usage()),
        )

    def _calibration(self, rubric: Rubric) -> Calibration | None:
        return self._calibrations.find(self._model.model, rubric.id, asked_hash(rubric))

    def _ways(self, calibration: Calibration | None) -> list[Asking]:
        """Return the ways of asking, the first one first; the next is for want of odds."""
        odds, checklist = Odds(self._model, calibration), ByChecklist(self._model, self._context)
        wanted = self._wanted
        if wanted == "auto" and calibration:
            wanted = calibration.method
        if wanted == "auto":
            return [odds, checklist]
        return [odds] if wanted == "odds" else [checklist]

    def _sheet(self, way: Asking, transcript: Sequence[Line], nonce: str, rubric: Rubric) -> Sheet:
        """Return the newest turns that fit beside the longest of what is asked."""
        whole = Sheet(transcript, nonce)
        beside = max(
            (way.beside(c) for c in rubric.criteria), key=lambda texts: sum(map(len, texts))
        )
        budget = self._context - way.answer_tokens
        kept = fit(beside, way.rows(whole), [], budget=budget, model=self._model.model)
        return Sheet(transcript, nonce, len(transcript) - kept)

    def _uncalibrated(self, calibration: Calibration | None) -> tuple[str, ...]:
        if calibration:
            return ()
        return (
            f"{self._model.model} is not calibrated for this rubric: its levels may be too high "
            "or too low. `rehearse calibrate` measures and fits it.",
        )


class _Plan(NamedTuple):
    way: Asking
    sheet: Sheet


async def _asked(plans: Sequence[_Plan], criterion: Criterion) -> _Answer:
    """Return what the first plan finds that the endpoint can carry out."""
    reason = ""
    for plan in plans:
        try:
            findings, usage = await plan.way.ask(criterion, plan.sheet)
        except ModelNoOdds as error:
            reason = str(error)
        except BudgetSpent:  # another judge may take over, for the whole card
            raise
        except ModelError as error:
            return _Answer(unscored=str(error))
        else:
            return _Answer(findings=findings, usage=usage)
    return _Answer(unscored=reason)


def asked_hash(rubric: Rubric) -> str:
    """Return a hash of all that models are asked about a rubric (16 hexadecimal digits)."""
    asked = [source(name) for name in (*CHECKLIST_PROMPTS, *ODDS_PROMPTS)]
    for criterion in rubric.criteria:
        asked += [criterion.id, criterion.question]
        asked += [f"{b.id}: {b.description} {b.asked}" for b in criterion.behaviours]
    return hashlib.sha256("\0".join(asked).encode()).hexdigest()[:16]


def _left_out(sheet: Sheet) -> tuple[str, ...]:
    if not sheet.left_out:
        return ()
    turns = "turn was" if sheet.left_out == 1 else f"{sheet.left_out} turns were"
    return (f"Too long for the model's context: the first {turns} not judged.",)
