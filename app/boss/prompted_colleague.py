"""The model employee in a model's words; the authored answer is the gist and the fallback."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import aclosing

from app.boss.colleague import Answer
from app.boss.consent import takes_it
from app.boss.screening import clean
from app.boss.script import heard
from app.domain.persona import Persona
from app.errors import ModelError
from app.llm.base import ChatModel, Message
from app.prompts import render

REPLY_TOKENS = 200
MOST_WORDS = 90
_log = logging.getLogger(__name__)


class PromptedColleague:
    """Lets a model say what the authored employee would say."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model

    async def said(self, persona: Persona, words: Sequence[str], told: Sequence[Answer]) -> str:
        """Return the answer to the last of the boss's `words`; `told` are the authored ones."""
        gist = told[-1].text
        messages = [Message("system", _portrait(persona))]
        for boss, answer in zip(words[:-1], told[:-1], strict=True):
            messages += [Message("user", heard(boss)), Message("assistant", answer.text)]
        last = render("colleague_direction", said=heard(words[-1]), example=gist)
        messages.append(Message("user", last))
        text = ""
        try:
            stream = self._model.stream(messages, max_tokens=REPLY_TOKENS)
            async with aclosing(stream) as chunks:
                async for chunk in chunks:
                    text += chunk.text
        except ModelError as error:
            _log.info("the model employee says the authored line: %s", error)
            return gist
        text = clean(text)
        if not text or len(text.split()) > MOST_WORDS or takes_it(text):
            _log.info("the model employee says the authored line: the reply could not be used")
            return gist
        return text


def _portrait(persona: Persona) -> str:
    situation = persona.situation
    return render(
        "colleague_system",
        boss=persona.name,
        role=persona.role,
        learner_role=situation.learner_role,
        offer=situation.offer,
        setting=situation.setting,
    )
