"""What is said past the boss and the learner, to whoever scores the talk.

Learners try it in their answers; it can also stand in a persona, and would then be heard by every
judge that reads the boss's lines.
"""

from __future__ import annotations

import re

_JUDGE = r"(?:judge|evaluator|grader|examiner|assessor|scorer)"
_TO_THE_JUDGE = re.compile(
    rf"(?i)^\W*(?:the\s+)?{_JUDGE}s?\b\W*[,:!]|"
    rf"\b(?:dear|hey|hello|hi|note to(?: the)?|message (?:to|for)(?: the)?|attention|whoever)\s+"
    rf"(?:the\s+)?(?:{_JUDGE}|scor(?:es|ing)|grades)\b|"
    r"\b(?:give|award|assign|grant|score|grade|rate|mark)\b[^.!?]{0,60}"
    r"\b(?:[0-4](?: of 4| out of 4|/4)|full marks|(?:highest|maximum|top|perfect|lowest) "
    r"(?:scores?|levels?|marks?|ratings?)|(?:on|for|in) (?:every|each|all)\b[^.!?]{0,20}\bcriteri)|"
    r"\b(?:score|grade|rate) (?:the|this|every|each) (?:learner|user|candidate|transcript|talk)\b|"
    r"\b(?:scores?|levels?|verdict|ratings?)\s*[:=]\s*\W*\w+|"
    r"\b(?:ignore|disregard|forget|override)\b[^.!?]{0,30}\b(?:rubric|prompts?|criteria|"
    r"cut[ _-]?points?|scoring)\b|"
    r"^\W*system\W*[\]:>]|<\||\[/?INST\]|"
    r"\bthe learner (?:shows?|showed|has shown|deserves|gets|must get|earns?)\b"
)
_SENTENCE_END = re.compile(r"(?<=[.!?…])(?=\s)|(?<=\n)")


def to_the_judge(text: str) -> bool:
    """Whether any sentence of `text` speaks to whoever scores the talk."""
    return any(_TO_THE_JUDGE.search(one) for one in _SENTENCE_END.split(text))


def without_asides(text: str) -> str:
    """Return `text` without the sentences that speak to whoever scores the talk."""
    if not to_the_judge(text):
        return text
    kept = (one for one in _SENTENCE_END.split(text) if not _TO_THE_JUDGE.search(one))
    return "".join(kept).strip()
