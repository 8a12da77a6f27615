"""One question a behaviour: how likely is a yes, and which sentences show it.

The questions on one transcript share their beginning, and an answer is one token: with prefix
caching a question costs little more than its own words.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from app.domain.conversation import Usage
from app.domain.rubric import Behaviour, Criterion
from app.domain.scorecard import Finding, Shown
from app.judge.calibration import Calibration
from app.judge.sheet import Sheet
from app.judge.specific import specific
from app.llm.base import ChatModel, Message
from app.prompts import render, source

PROMPTS = ("judge_odds_system", "judge_odds", "judge_odds_shown", "judge_odds_places")
MOST_PLACES = 2
"""Sentences that a model is asked for per behaviour."""
PLACES_TOKENS = 60
"""Most room for naming them (in tokens)."""
SMALLEST = 1e-6
"""A probability below this is not told apart from none."""


class Places(BaseModel):
    """The numbers of the sentences that show a behaviour, the best one first."""

    model_config = ConfigDict(extra="forbid")

    sentences: list[int] = Field(json_schema_extra={"maxItems": MOST_PLACES})


class Odds:
    """Asks about one behaviour at a time, and takes the probability of a yes."""

    def __init__(self, model: ChatModel, calibration: Calibration | None = None) -> None:
        """Without a calibration a yes that is likelier than a no counts."""
        self._model = model
        self._calibration = calibration or Calibration.none()

    @property
    def answer_tokens(self) -> int:
        """See `Asking`; an answer that cannot be read is shown once more."""
        return 2 * PLACES_TOKENS

    def calls(self, criterion: Criterion) -> int:
        """See `Asking`; about every third behaviour is shown, and then asked about again."""
        return len(criterion.behaviours) + len(criterion.behaviours) // 3

    def beside(self, criterion: Criterion) -> tuple[str, ...]:
        """See `Asking`."""
        longest = max((b.asked for b in criterion.behaviours), key=len)
        return (*(source(name) for name in PROMPTS if name != "judge_odds_shown"), longest)

    def rows(self, sheet: Sheet) -> tuple[str, ...]:
        """See `Asking`."""
        return sheet.numbered

    async def ask(self, criterion: Criterion, sheet: Sheet) -> tuple[tuple[Finding, ...], Usage]:
        """Return one finding a behaviour. Raises `ModelError`."""
        said, usage = await self.log_odds(criterion, sheet)
        findings = []
        for behaviour in criterion.behaviours:
            shown = self._calibration.decided(behaviour.id, said)
            if shown == "no":
                findings.append(Finding(behaviour=behaviour.id, shown="no"))
                continue
            finding, spent = await self._placed(behaviour, shown, sheet)
            findings.append(finding)
            usage += spent
        return tuple(findings), usage

    async def log_odds(self, criterion: Criterion, sheet: Sheet) -> tuple[dict[str, float], Usage]:
        """Return behaviour -> natural logarithm of the odds of a yes."""
        said: dict[str, float] = {}
        usage = Usage()
        for behaviour in criterion.behaviours:
            messages = _messages(sheet, _shown_question(behaviour))
            shares, spent = await self._model.odds(messages, ("yes", "no"))
            said[behaviour.id] = _log_odds(shares)
            usage += spent
        return said, usage

    async def _placed(
        self, behaviour: Behaviour, shown: Shown, sheet: Sheet
    ) -> tuple[Finding, Usage]:
        """Return a finding with the sentences that the model names; without any it is a no."""
        question = render("judge_odds_places", asked=behaviour.asked, most=str(MOST_PLACES))
        places, usage = await self._model.answer(
            _messages(sheet, question), Places, max_tokens=PLACES_TOKENS
        )
        numbers = dict.fromkeys(places.sentences[:MOST_PLACES])
        named = (sheet.evidence(number) for number in numbers)
        evidence = tuple(one for one in named if one)
        if not evidence:
            return Finding(behaviour=behaviour.id, shown="no"), usage
        finding = Finding(
            behaviour=behaviour.id,
            shown=shown,
            specific=any(specific(one.quote) for one in evidence),
            evidence=evidence,
        )
        return finding, usage


def _messages(sheet: Sheet, question: str) -> list[Message]:
    turns = "\n".join(sheet.numbered)
    asked = render("judge_odds", nonce=sheet.nonce, turns=turns, question=question)
    return [Message("system", render("judge_odds_system")), Message("user", asked)]


def _shown_question(behaviour: Behaviour) -> str:
    return render("judge_odds_shown", asked=behaviour.asked)


def _log_odds(shares: Mapping[str, float]) -> float:
    return math.log(max(shares["yes"], SMALLEST)) - math.log(max(shares["no"], SMALLEST))
