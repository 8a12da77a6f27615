"""The learner's preparation: seven questions before a rehearsal, and what became of the answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal, NamedTuple

from pydantic import StringConstraints

from app.domain.persona import Frozen
from app.domain.scorecard import Evidence

SHORT, LINE, LONG = 60, 240, 600
"""Longest answers (in characters): a name or a trade, one planned piece, a thought."""

Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=SHORT)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LINE)]
Thought = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONG)]


class Worksheet(Frozen):
    """What a learner wrote down for one situation; every answer may be empty."""

    name: Short = ""
    """What the boss calls the learner."""
    trade: Short = ""
    role: Short = ""

    weighing: Thought = ""
    """1: pros and cons of the role, for the learner and for the organisation."""
    declining: Thought = ""
    """2: what both gain or risk when the learner declines."""
    obstacle: Thought = ""
    """3: "can't" or "don't want to", and what support would change a fear."""
    shape: Thought = ""
    """4: how the job could be shaped to fit both."""
    path: Thought = ""
    """5: the path that would use the learner best."""

    result_1: Line = ""
    result_2: Line = ""
    result_3: Line = ""
    """6: results, with numbers."""
    only_i: Line = ""
    """6: one thing that only the learner knows."""
    off_desk: Line = ""
    """6: one thing that the learner takes off the boss's desk."""

    who: Line = ""
    """7: who could do it."""
    help: Line = ""
    """7: how the learner helps."""
    deliver: Line = ""
    """7: what the learner delivers next."""
    talk_again: Line = ""
    """7: when the two talk again."""

    @property
    def empty(self) -> bool:
        """Whether nothing is written."""
        return not any(self.answers)

    @property
    def answers(self) -> tuple[str, ...]:
        """All answers, in the order of the page."""
        return tuple(getattr(self, field) for field in Worksheet.model_fields)

    def answer(self, field: str) -> str:
        """Return one answer; '' where nothing is written or no such question is asked."""
        return str(getattr(self, field)) if field in Worksheet.model_fields else ""

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """What was thought and planned, each with what it is called; without the empty ones."""
        fields = (*THOUGHTS, *PIECES)
        return tuple((NAMES[field], self.answer(field)) for field in fields if self.answer(field))

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """What was planned to be said: evidence and offers, without the empty ones."""
        return tuple(Piece(field, self.answer(field)) for field in PIECES if self.answer(field))


class Piece(NamedTuple):
    """One thing that was planned to be said."""

    field: str
    text: str


ABOUT = ("name", "trade", "role")
"""Who the learner is: the same in every situation."""
THOUGHTS = ("weighing", "declining", "obstacle", "shape", "path")
"""Questions 1 to 5, which are for the learner alone."""
EVIDENCE = ("result_1", "result_2", "result_3", "only_i", "off_desk")
"""Question 6."""
OFFER = ("who", "help", "deliver", "talk_again")
"""Question 7."""
PIECES = (*EVIDENCE, *OFFER)

NAMES: dict[str, str] = {
    "name": "Your name",
    "trade": "Your trade",
    "role": "Your role",
    "weighing": "Pros and cons",
    "declining": "Declining",
    "obstacle": "Can't or don't want to",
    "shape": "The shape of the job",
    "path": "The best path",
    "result_1": "First result",
    "result_2": "Second result",
    "result_3": "Third result",
    "only_i": "Only you know",
    "off_desk": "Off your boss's desk",
    "who": "Who could do it",
    "help": "How you help",
    "deliver": "What you deliver next",
    "talk_again": "When you talk again",
}
"""What the answers are called."""


def longest(field: str) -> int:
    """Return how long an answer may be (in characters)."""
    return SHORT if field in ABOUT else LONG if field in THOUGHTS else LINE


def overlong(answers: Mapping[str, str]) -> str:
    """Return the first answer that is too long, by its field; '' if all fit."""
    fields = (field for field in Worksheet.model_fields if field in answers)
    return next((one for one in fields if len(answers[one].strip()) > longest(one)), "")


class KeptWorksheet(Frozen):
    """A worksheet as it is stored."""

    situation: str
    sheet: Worksheet
    updated_at: datetime


# What a boss may know

_CALLED = re.compile(r"[^\W\d_]+\.?(?:['’-][^\W\d_]+)*(?: [^\W\d_]+\.?(?:['’-][^\W\d_]+)*){0,2}")
_DESCRIBED = re.compile(r"[^\W_]+(?:[ ,&/'’()+-]{1,3}[^\W_]+){0,9}\)?")
"""A few words and no sentence: nothing that could pass for an order."""


def introduced(sheet: Worksheet) -> dict[str, str]:
    """Return what the boss knows of the learner: learner, trade, role, as far as they are given.

    Only what reads like a name or a description; the learner's words stay data wherever they go.
    """
    name, trade, role = (" ".join(text.split()) for text in (sheet.name, sheet.trade, sheet.role))
    known = {
        "learner": name if _CALLED.fullmatch(name) else "",
        "trade": trade if _DESCRIBED.fullmatch(trade) else "",
        "role": role if _DESCRIBED.fullmatch(role) else "",
    }
    return {slot: value for slot, value in known.items() if value}


# What became of a plan

Became = Literal["used", "changed", "missed"]


class Difference(Frozen):
    """Where what was said differs from what was planned: a figure, a name, a day."""

    planned: str
    said: str


class Planned(Frozen):
    """One planned piece, and what became of it in the meeting."""

    field: str
    text: str
    became: Became
    evidence: Evidence | None = None
    """The learner's words that used it, to the letter; none if it was missed."""
    shared: tuple[str, ...] = ()
    """The words and figures that tell."""
    differences: tuple[Difference, ...] = ()
