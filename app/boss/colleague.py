"""The other chair: a model employee who declines well, so that the learner can hear it done.

The learner speaks as the boss. What the employee says comes from the persona's own model lines, in
the learner's trade, and where there are none from the rubric's strong examples.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from app.domain.persona import Concern, Persona
from app.domain.rubric import Rubric

_WORD = re.compile(r"[^\W\d_]{4,}")
_GIVES_IN = re.compile(
    r"\b(?:agreed|deal|you (?:can|may) (?:stay|keep)|you['’]?ve (?:convinced|persuaded|won)|you "
    r"win|"
    r"that settles|i['’]?m (?:convinced|persuaded)|stay where you are|let['’]?s do (?:it|"
    r"that))\b",
    re.IGNORECASE,
)
_BEGINS = ("thanks", "wants_current_path", "acknowledges_boss")
_ENDS = ("next_step", "asks_options", "commits_to_growth")


class Answer(NamedTuple):
    """What the model employee says, and what it shows."""

    text: str
    worry: str = ""
    """The belief that it answers; empty for the first and the last words."""


def answers(persona: Persona, rubric: Rubric, said: Sequence[str]) -> list[Answer]:
    """Return the model employee's answer to each thing that the learner `said` as the boss.

    A pure function: no line comes twice while another is left.
    """
    given: list[Answer] = []
    for index, words in enumerate(said):
        used = {answer.text for answer in given}
        given.append(_answer(persona, rubric, words, used, first=index == 0))
    return given


def _answer(persona: Persona, rubric: Rubric, words: str, used: set[str], *, first: bool) -> Answer:
    lines = persona.model_employee
    if first:
        return Answer(_fresh((*lines.begins, *_strong(rubric, _BEGINS)), used))
    if not _GIVES_IN.search(words):
        for concern in _likeliest(persona, words):
            own = lines.answers.get(concern.id, ())
            general = () if own else _strong(rubric, concern.answered_by.any_of)
            if text := _fresh((*own, *general), used):
                return Answer(text, concern.belief)
    ends = (*lines.ends, *_strong(rubric, _ENDS))
    return Answer(_fresh(ends, used) or ends[-1])


def _fresh(lines: Sequence[str], used: set[str]) -> str:
    return next((line for line in lines if line not in used), "")


def _strong(rubric: Rubric, names: Sequence[str]) -> tuple[str, ...]:
    """Return the rubric's strong examples of some behaviours, in their order."""
    known = {behaviour.id: behaviour.contrast.strong for behaviour in rubric.behaviours}
    return tuple(known[name] for name in names if name in known)


def _likeliest(persona: Persona, words: str) -> list[Concern]:
    """Return the concerns, the one first whose lines share the most words with `words`."""
    said = _words(words)
    stock = {concern.id: _stock(concern) for concern in persona.concerns}

    def shared(concern: Concern) -> float:
        # A word that every concern has tells nothing.
        common = said & stock[concern.id]
        return -sum(1 / sum(word in other for other in stock.values()) for word in common)

    return sorted(persona.concerns, key=shared)


def _stock(concern: Concern) -> frozenset[str]:
    lines = (concern.belief, *concern.lines.raise_, *concern.lines.press)
    return frozenset(word for line in lines for word in _words(line))


def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(text))
