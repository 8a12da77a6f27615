"""Swapped chairs: the learner is the boss, and hears a model employee decline well."""

from __future__ import annotations

from typing import NamedTuple

from app.boss.colleague import Answer, answers
from app.boss.prompted_colleague import PromptedColleague
from app.domain.persona import Persona
from app.domain.rubric import Rubric

MOST_EXCHANGES = 20
"""How long chairs can stay swapped; by then every model line was heard."""


class Exchange(NamedTuple):
    """What the learner said as the boss, and what the model employee answered."""

    said: str
    answer: str
    worry: str = ""
    """The belief that the answer takes up."""


async def swapped(
    persona: Persona,
    rubric: Rubric,
    earlier: tuple[Exchange, ...],
    said: str,
    colleague: PromptedColleague | None = None,
) -> tuple[Exchange, ...]:
    """Return the exchanges with the one about `said` added; nothing is stored or scored."""
    earlier = earlier[-MOST_EXCHANGES:]
    words = [*(one.said for one in earlier), said]
    told = answers(persona, rubric, words)
    spoken = told[-1].text
    if colleague:
        heard = [Answer(one.answer, one.worry) for one in earlier]
        spoken = await colleague.said(persona, words, [*heard, told[-1]])
    return (*earlier, Exchange(said, spoken, told[-1].worry))
