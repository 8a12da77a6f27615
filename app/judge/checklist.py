"""The LLM judge: one call for each criterion, quotes before verdicts, the transcript as data."""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model

from app.domain.conversation import Line, Usage
from app.domain.rubric import Criterion, Rubric
from app.domain.scorecard import Evidence, Finding, JudgeName, Shown, Verdict
from app.errors import ModelError
from app.judge.evidence import locate
from app.judge.sentences import Span, visible
from app.llm.base import ChatModel, Message
from app.llm.tokens import fit
from app.prompts import render, source

ANSWER_TOKENS = 1500
"""Most room for one answer (in tokens)."""
AT_ONCE = 3
"""Criteria that are asked about at the same time."""
MOST_QUOTES = 3
"""Quotes that a model is asked for per behaviour; small models would go on for ever."""
FEWEST_WORDS = 4
"""A talk with fewer learner words is too little to score."""

Nonce = Callable[[], str]


class Quote(BaseModel):
    """Words of the learner, as the model copied them."""

    model_config = ConfigDict(extra="forbid")

    turn: int
    quote: str


class Check(BaseModel):
    """One behaviour: first its quotes, then the verdict."""

    model_config = ConfigDict(extra="forbid")

    behaviour: str
    quotes: list[Quote] = Field(json_schema_extra={"maxItems": MOST_QUOTES})
    shown: Shown
    specific: bool


class Checklist(BaseModel):
    """What the model answers for one criterion: every behaviour once."""

    model_config = ConfigDict(extra="forbid")

    behaviours: list[Check]


class _Answer(NamedTuple):
    """One criterion's findings, or the reason why there are none."""

    findings: tuple[Finding, ...] = ()
    unscored: str = ""
    usage: Usage = Usage()


class LLMJudge:
    """Asks a model, criterion by criterion, which behaviours the learner showed."""

    def __init__(
        self,
        model: ChatModel,
        *,
        context_tokens: int,
        nonce: Nonce = lambda: secrets.token_hex(8),
    ) -> None:
        """`context_tokens` is the model's context window; older turns are left out to fit."""
        self._model = model
        self._answer_tokens = min(ANSWER_TOKENS, context_tokens // 3)
        # The answer may be shown to the model once more, to be mended.
        self._budget = context_tokens - 2 * self._answer_tokens
        self._nonce = nonce

    def name(self, rubric: Rubric) -> JudgeName:
        """Return model and endpoint, and a hash of the prompts and of what they ask about."""
        asked = [source("judge_system"), source("judge_transcript")]
        for criterion in rubric.criteria:
            asked += [criterion.id, criterion.question]
            asked += [f"{b.id}: {b.description}" for b in criterion.behaviours]
        digest = hashlib.sha256("\0".join(asked).encode()).hexdigest()
        return JudgeName(kind="llm", model=self._model.label, hash=digest[:16])

    async def findings(self, transcript: Sequence[Line], rubric: Rubric) -> Verdict:
        """Return findings with quotes that stand in the learner's turns; see `Judge.findings`.

        A criterion whose call failed is in `unscored`; nothing is raised for it.
        """
        said = [line.text for line in transcript if line.speaker == "learner"]
        if sum(len(text.split()) for text in said) < FEWEST_WORDS:
            reason = "Too little to score: the learner said fewer than four words."
            return Verdict(unscored={criterion.id: reason for criterion in rubric.criteria})
        turns = [_turn(index, line) for index, line in enumerate(transcript)]
        left_out = len(turns) - await asyncio.to_thread(self._kept, turns, rubric)
        places = asyncio.Semaphore(AT_ONCE)

        async def ask(criterion: Criterion) -> _Answer:
            async with places:
                return await self._ask(criterion, turns[left_out:], transcript)

        answers = await asyncio.gather(*(ask(criterion) for criterion in rubric.criteria))
        by_id = {c.id: answer for c, answer in zip(rubric.criteria, answers, strict=True)}
        return Verdict(
            findings={i: answer.findings for i, answer in by_id.items() if not answer.unscored},
            unscored={i: answer.unscored for i, answer in by_id.items() if answer.unscored},
            warnings=_warnings(left_out),
            usage=sum((answer.usage for answer in answers), Usage()),
        )

    def _kept(self, turns: Sequence[str], rubric: Rubric) -> int:
        """Return how many of the newest turns fit beside the longest of the rubric's questions."""
        head = max((_system(criterion) for criterion in rubric.criteria), key=len)
        wrapping = source("judge_transcript")
        return fit([head], turns, [wrapping], budget=self._budget, model=self._model.model)

    async def _ask(
        self, criterion: Criterion, turns: Sequence[str], transcript: Sequence[Line]
    ) -> _Answer:
        shown = render("judge_transcript", nonce=self._nonce(), turns="\n".join(turns))
        messages = [Message("system", _system(criterion)), Message("user", shown)]
        try:
            checklist, usage = await self._model.answer(
                messages, checklist_for(criterion), max_tokens=self._answer_tokens
            )
        except ModelError as error:
            return _Answer(unscored=str(error))
        found = [
            _finding(behaviour.id, checklist.behaviours, transcript)
            for behaviour in criterion.behaviours
        ]
        return _Answer(findings=tuple(found), usage=usage)


def checklist_for(criterion: Criterion) -> type[Checklist]:
    """Return the form of the answer for `criterion`: all of its behaviours and no others."""
    known = tuple(behaviour.id for behaviour in criterion.behaviours)

    def complete(checks: list[Check]) -> list[Check]:
        named = {check.behaviour for check in checks}
        if missing := [name for name in known if name not in named]:
            raise ValueError(f"these behaviours are missing: {', '.join(missing)}")
        return checks

    name: Any = Literal.__getitem__(known)
    one: Any = create_model("Check", __base__=Check, behaviour=(name, ...))
    exactly = Field(json_schema_extra={"minItems": len(known), "maxItems": len(known)})
    all_of_them: Any = Annotated[list[one], AfterValidator(complete), exactly]
    return create_model("Checklist", __base__=Checklist, behaviours=(all_of_them, ...))


def _system(criterion: Criterion) -> str:
    listed = "\n".join(f"- {b.id}: {b.description}" for b in criterion.behaviours)
    return render("judge_system", question=criterion.question, behaviours=listed)


def _turn(index: int, line: Line) -> str:
    """Return a turn as the model sees it: only what a person could see, too."""
    seen = {"turn": index, "speaker": line.speaker, "text": visible(line.text).text}
    return json.dumps(seen, ensure_ascii=False)


def _finding(behaviour: str, checks: Sequence[Check], transcript: Sequence[Line]) -> Finding:
    """Return the finding with the quotes that stand; without any, nothing was shown.

    Some models report a behaviour once for each quote: that is one finding.
    """
    seen = [one for one in checks if one.behaviour == behaviour and one.shown != "no"]
    quotes = [quote for one in seen for quote in one.quotes]
    evidence = tuple(dict.fromkeys(_standing(quotes, transcript)))
    if not evidence:
        return Finding(behaviour=behaviour, shown="no")
    return Finding(
        behaviour=behaviour,
        shown="yes" if any(one.shown == "yes" for one in seen) else "partly",
        specific=any(one.specific for one in seen),
        evidence=evidence,
    )


def _standing(quotes: Sequence[Quote], transcript: Sequence[Line]) -> Iterator[Evidence]:
    for quote in quotes:
        if not 0 <= quote.turn < len(transcript) or transcript[quote.turn].speaker != "learner":
            continue
        original = transcript[quote.turn].text
        text = visible(original)
        if place := locate(text.text, visible(quote.quote).text):
            start, end = text.back(Span(*place))
            yield Evidence(turn=quote.turn, start=start, end=end, quote=original[start:end])


def _warnings(left_out: int) -> tuple[str, ...]:
    if not left_out:
        return ()
    turns = "turn was" if left_out == 1 else f"{left_out} turns were"
    return (f"Too long for the model's context: the first {turns} not judged.",)
