"""The boss the learner rehearses with."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

SITUATIONS: dict[str, str] = {
    "first_offer": "First offer",
    "appraisal_push": "Appraisal with a push",
    "follow_up": "Follow-up",
    "step_back": "Stepping back",
    "ladder_plan": "The ladder plan",
    "stay_interview": "Stay interview",
}
SituationKind = Literal[
    "first_offer", "appraisal_push", "follow_up", "step_back", "ladder_plan", "stay_interview"
]

ACTS: dict[str, str] = {
    "accepts": "takes the job",
    "accepts_if": "takes the job on a condition",
    "takes_back": "takes back an earlier yes",
    "asks_question": "asks the boss something",
    "off_topic": "talks about something else",
    "unclear": "says too little to tell",
    "out_of_role": "talks to the app or orders the boss about",
    "distress": "is not well",
    "ends_talk": "closes the conversation",
}
"""What a learner's turn does in the talk, beside the rubric's behaviours; a judge hears it."""

SILENCE = "silence"
FLOOR = "asks_to_speak"
SORRY = "apologises"
ASIDE = "asks_other"
CUES: dict[str, str] = {
    SILENCE: "says nothing",
    FLOOR: "asks to be heard out",
    SORRY: "apologises",
    ASIDE: "asks something that has nothing to do with the job",
}
"""What needs no judge to be noticed; bosses react to it as to an act."""

QUESTIONS: dict[str, str] = {
    "pay": "what the job pays",
    "team": "who and how many the team are",
    "start": "when it would start",
    "duties": "what the job is from day to day",
    "craft": "whether any of the present work is left",
    "why_me": "why it is them",
    "others": "who else was asked or thought of",
    "refusing": "what happens after a no",
    "way_back": "whether there is a trial or a way back",
    "support": "what help and training there would be",
    "deadline": "how long there is to decide",
}
"""What learners ask of fact, so that a boss can know the answer."""

SLOTS = frozenset({"learner", "candidate", "figure", "echo"})
"""What a line may take from the learner's own words."""

SLOT_PATTERN = re.compile(r"\{(\w*)\}")

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Lines = Annotated[tuple[Line, ...], Field(min_length=1)]
Topic = Literal[
    "pay",
    "team",
    "start",
    "duties",
    "craft",
    "why_me",
    "others",
    "refusing",
    "way_back",
    "support",
    "deadline",
]


class Misfit(ValueError):
    """A value that does not go with the others of its model.

    `where` leads to it from the model that noticed, so that a file's line can be named.
    """

    def __init__(self, where: tuple[str | int, ...], problem: str) -> None:
        super().__init__(problem)
        self.where = where


class Frozen(BaseModel):
    """A content model: unknown fields are errors, numbers are finite, values never change."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, coerce_numbers_to_str=True, allow_inf_nan=False
    )


class Situation(Frozen):
    """Where and why the two people meet."""

    kind: SituationKind
    learner_role: Text
    offer: Text
    setting: Text


class AnsweredBy(Frozen):
    """Which of the learner's behaviours answer a concern."""

    any_of: Annotated[tuple[Name, ...], Field(min_length=1)]
    at_least: int = Field(default=1, ge=1)
    """How many different behaviours of `any_of` it takes."""

    @model_validator(mode="after")
    def _reachable(self) -> AnsweredBy:
        if self.at_least > len(set(self.any_of)):
            raise Misfit(
                ("at_least",),
                f"at_least is {self.at_least} but any_of names {len(set(self.any_of))} behaviours, "
                "so nothing can answer this concern",
            )
        return self


class ConcernLines(Frozen):
    """What the boss says about a concern: bringing it up, insisting, giving way."""

    model_config = ConfigDict(populate_by_name=True)

    raise_: Annotated[tuple[Line, ...], Field(min_length=3, alias="raise")]
    press: Annotated[tuple[Line, ...], Field(min_length=3)]
    concede: Annotated[tuple[Line, ...], Field(min_length=3)]


class Concern(Frozen):
    """Something on the boss's mind that the learner must answer."""

    id: Name
    belief: Text
    answered_by: AnsweredBy
    lines: ConcernLines


class YieldsWhen(Frozen):
    """What it takes before the boss agrees."""

    answered: int = Field(ge=1)
    """Concerns that must be answered."""


class Endings(Frozen):
    """Closing lines for each outcome."""

    agreed: Lines
    parked: Lines
    stalemate: Lines
    accepted: Lines
    left: tuple[Line, ...] = ()


class ModelEmployee(Frozen):
    """What somebody who declines well says in this meeting, in the learner's trade.

    Heard when the learner takes the boss's chair. What is missing is taken from the rubric.
    """

    begins: tuple[Line, ...] = ()
    answers: dict[Name, Lines] = Field(default_factory=dict)
    """By concern id."""
    ends: tuple[Line, ...] = ()


class Persona(Frozen):
    """The boss the learner rehearses with; one file in `personas/`."""

    id: Slug
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    role: Text
    difficulty: int = Field(ge=1, le=5)
    rubric: Slug = "declining-promotion"
    """The rubric whose behaviours answer this boss's concerns."""
    situation: Situation
    quote: Line | None = None
    """One line in this boss's voice, for the card; an opening line if absent."""
    brief: Text
    voice: tuple[Line, ...] = ()
    opening: Annotated[tuple[Line, ...], Field(min_length=2)]
    patience: int = Field(default=8, ge=2, le=30)
    """Learner turns before the boss closes the meeting."""
    yields_when: YieldsWhen
    concerns: Annotated[tuple[Concern, ...], Field(min_length=1)]
    reactions: dict[Name, Lines] = Field(default_factory=dict)
    """Lines for what the learner does: a behaviour id, or one of `ACTS` and `CUES`."""
    answers: dict[Topic, Lines] = Field(default_factory=dict)
    """What this boss answers to a question of fact, by one of `QUESTIONS`."""
    model_employee: ModelEmployee = ModelEmployee()
    endings: Endings

    @model_validator(mode="after")
    def _consistent(self) -> Persona:
        ids = [concern.id for concern in self.concerns]
        for i, concern_id in enumerate(ids):
            if concern_id in ids[:i]:
                raise Misfit(("concerns", i, "id"), f"'{concern_id}' is another concern's id, too")
        for concern_id in self.model_employee.answers:
            if concern_id not in ids:
                raise Misfit(
                    ("model_employee", "answers", concern_id),
                    f"'{concern_id}' is no concern of this boss; known: {', '.join(ids)}",
                )
        if self.yields_when.answered > len(ids):
            raise Misfit(
                ("yields_when", "answered"),
                f"{self.yields_when.answered} concerns must be answered but there are {len(ids)}, "
                "so this boss can never agree",
            )
        if self.yields_when.answered > self.patience:
            raise Misfit(
                ("patience",),
                f"patience is {self.patience} turns but {self.yields_when.answered} concerns must "
                "be answered, so this boss leaves before a learner can finish; raise patience",
            )
        return self

    def concern(self, concern_id: str) -> Concern:
        """Return the concern called `concern_id`; KeyError if there is none."""
        for concern in self.concerns:
            if concern.id == concern_id:
                return concern
        raise KeyError(concern_id)

    def answered(self, topic: str) -> tuple[str, ...]:
        """Return what this boss answers to a question about `topic`; nothing if unknown."""
        return next((lines for known, lines in self.answers.items() if known == topic), ())

    @property
    def card_quote(self) -> str:
        """One line in this boss's voice, without slots."""
        whole = (line for line in self.opening if not SLOT_PATTERN.search(line))
        return self.quote or next(whole, self.opening[0])
