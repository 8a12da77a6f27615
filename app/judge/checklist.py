"""One call for each criterion: quotes before verdicts, the transcript as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model

from app.domain.conversation import Line, Usage
from app.domain.rubric import Criterion
from app.domain.scorecard import Evidence, Finding, Shown
from app.judge.evidence import locate
from app.judge.sentences import Span, visible
from app.judge.sheet import Sheet
from app.llm.base import ChatModel, Message
from app.prompts import render, source

ANSWER_TOKENS = 1500
"""Most room for one answer (in tokens)."""
MOST_QUOTES = 3
"""Quotes that a model is asked for per behaviour; small models would go on for ever."""
PROMPTS = ("judge_system", "judge_transcript")


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


class ByChecklist:
    """Asks about one criterion at a time: quotes first, then a verdict on every behaviour."""

    def __init__(self, model: ChatModel, context_tokens: int) -> None:
        """`context_tokens` is the model's context window."""
        self._model = model
        self._room = min(ANSWER_TOKENS, context_tokens // 3)

    @property
    def answer_tokens(self) -> int:
        """See `Asking`; the answer may be shown to the model once more, to be mended."""
        return 2 * self._room

    def calls(self, criterion: Criterion) -> int:
        """See `Asking`."""
        return 1

    def beside(self, criterion: Criterion) -> tuple[str, ...]:
        """See `Asking`."""
        return (_system(criterion), source("judge_transcript"))

    def rows(self, sheet: Sheet) -> tuple[str, ...]:
        """See `Asking`."""
        return sheet.turns

    async def ask(self, criterion: Criterion, sheet: Sheet) -> tuple[tuple[Finding, ...], Usage]:
        """Return one finding a behaviour. Raises `ModelError`."""
        shown = render("judge_transcript", nonce=sheet.nonce, turns="\n".join(sheet.turns))
        messages = [Message("system", _system(criterion)), Message("user", shown)]
        checklist, usage = await self._model.answer(
            messages, checklist_for(criterion), max_tokens=self._room
        )
        found = [
            _finding(behaviour.id, checklist.behaviours, sheet.transcript)
            for behaviour in criterion.behaviours
        ]
        return tuple(found), usage


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
