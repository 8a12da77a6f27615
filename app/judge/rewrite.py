"""The learner's own line, said better by a model: in their voice, with no fact of its own."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from app.domain.conversation import Line, Usage
from app.domain.scorecard import Advice
from app.errors import ModelError
from app.judge.sentences import ENGLISH, visible
from app.judge.sheet import Sheet
from app.llm.base import ChatModel, Message
from app.llm.tokens import fit
from app.prompts import render, source

LONGER_WORDS = 40
"""A line that grows by more words is another speech, not the same line."""
ANSWER_TOKENS = 250
"""Most room for the line (in tokens)."""

_GAP = re.compile(r"\[[^\[\]]{2,60}\]")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_NAME = re.compile(
    r"(?<=[a-z,;:] )[A-Z][a-z]+|"
    r"\b[A-Z][a-z]+(?= (?:and|or|is|was|has|can|could|would|will|knows|ran|runs)\b|['’]s)"
)
"""A capital within a sentence, or a subject at its beginning."""


class Rewriter(Protocol):
    """Says a turn of the learner better."""

    async def rewritten(self, transcript: Sequence[Line], advice: Advice) -> tuple[str, Usage]:
        """Return the turn of `advice` as the learner might say it, or '' if there is none."""
        ...


class Rewritten(BaseModel):
    """What a model answers."""

    model_config = ConfigDict(extra="forbid")

    line: str


class ModelRewriter:
    """Asks a model, and drops what it invents."""

    def __init__(
        self,
        model: ChatModel,
        *,
        context_tokens: int,
        nonce: Callable[[], str] = lambda: secrets.token_hex(8),
    ) -> None:
        """`context_tokens` is the model's context window."""
        self._model, self._nonce = model, nonce
        self._budget = context_tokens - 2 * ANSWER_TOKENS

    async def rewritten(self, transcript: Sequence[Line], advice: Advice) -> tuple[str, Usage]:
        """Return the line, or '' when the endpoint fails or the line invents something."""
        if advice.turn is None:
            return "", Usage()
        line = " ".join(visible(transcript[advice.turn].text).text.split())
        wanted = f"{advice.title}. {advice.text}"
        beside = [source("rewrite_system"), source("rewrite"), line, wanted]
        sheet = Sheet(transcript[: advice.turn + 2], self._nonce())
        kept = fit(beside, sheet.turns, [], budget=self._budget, model=self._model.model)
        turns = "\n".join(sheet.turns[len(sheet.turns) - kept :])
        asked = render(
            "rewrite",
            nonce=sheet.nonce,
            turns=turns,
            turn=str(advice.turn),
            line=line,
            advice=wanted,
        )
        messages = [Message("system", render("rewrite_system")), Message("user", asked)]
        try:
            answer, usage = await self._model.answer(messages, Rewritten, max_tokens=ANSWER_TOKENS)
        except ModelError:  # advice is whole without it
            return "", Usage()
        said = " ".join(visible(answer.line).text.split())
        return (said if honest(said, line, transcript) else ""), usage


def honest(rewrite: str, line: str, transcript: Sequence[Line]) -> bool:
    """Whether a rewrite says something new, at no great length, with nobody's facts but theirs."""
    words = rewrite.split()
    if not words or rewrite == line or len(words) > len(line.split()) + LONGER_WORDS:
        return False
    known = " ".join(visible(one.text).text for one in transcript)
    claimed = _GAP.sub(" ", rewrite)
    numbers = set(_NUMBER.findall(claimed)) - set(_NUMBER.findall(known))
    names = {
        name for name in _NAME.findall(claimed) if name not in known and name.lower() not in ENGLISH
    }
    return not numbers and not names
