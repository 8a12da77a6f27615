"""What is scored: criteria made of behaviours that can be seen in words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, model_validator

from app.domain.persona import ACTS, Frozen, Misfit, Name, Slug, Text

LEVEL_NAMES: tuple[str, ...] = ("absent", "weak", "developing", "strong", "exemplary")
TOP_LEVEL = len(LEVEL_NAMES) - 1


class Contrast(Frozen):
    """The same thought said badly and said well."""

    weak: Text
    strong: Text


class Example(Frozen):
    """A labelled learner turn from which the embedded judge learns."""

    text: Text
    boss: str = ""
    """The boss's line before it, where it matters."""
    quote: str = ""
    """The part of `text` that shows the behaviour; all of it if empty."""
    how: Annotated[str, Field(pattern="^(yes|partly)$")] = "yes"
    specific: bool | None = None
    """Whether it carries a who, what, when or how much; None if nobody said."""
    also: tuple[Name, ...] = ()
    """The other behaviours that `text` shows."""


class Examples(Frozen):
    """One file of `examples/`: turns that show a behaviour, and near misses that do not."""

    behaviour: Name
    examples: tuple[Example, ...] = ()
    counterexamples: tuple[Example, ...] = ()


class Behaviour(Frozen):
    """Something a learner does that can be seen in words."""

    id: Name
    title: Text | None = None
    points: float = Field(ge=-10, le=10)
    specific_points: float = Field(default=0, ge=0, le=10)
    """Points on top when the evidence says who, what, when or how much."""
    description: Text
    question: Text | None = None
    """The same as a question for a model, to be answered with yes or no."""
    advice: Text
    praise: str = ""
    """Why it works, said to somebody who did it; the description if empty."""
    contrast: Contrast
    source: str = ""

    @property
    def asked(self) -> str:
        """What a model is asked about the behaviour."""
        return self.question or f"Does the learner do this, in their own words: {self.description}"

    @property
    def label(self) -> str:
        """The behaviour's name for people."""
        return self.title or self.id.replace("_", " ").capitalize()


class Cap(Frozen):
    """A behaviour that keeps a criterion from going above a level."""

    when: Name
    max_level: int = Field(ge=0, le=TOP_LEVEL)
    unless: tuple[Name, ...] = ()
    """Behaviours any one of which lifts the cap."""


class Need(Frozen):
    """Behaviours that a level asks for, whatever the points."""

    level: int = Field(ge=1, le=TOP_LEVEL)
    any_of: Annotated[tuple[Name, ...], Field(min_length=1)]
    at_least: int = Field(default=1, ge=1)


class Criterion(Frozen):
    """One thing that is scored, 0-4."""

    id: Name
    title: Text
    question: Text
    weight: float = Field(default=1, gt=0)
    levels: dict[int, Text]
    """Anchors: level -> what it looks like."""
    cut_points: tuple[float, ...]
    """Points at which levels 1, 2, 3 and 4 begin."""
    base_points: float = 0
    """Points before any behaviour: a talk that shows nothing starts here."""
    caps: tuple[Cap, ...] = ()
    needs: tuple[Need, ...] = ()
    behaviours: Annotated[tuple[Behaviour, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _consistent(self) -> Criterion:
        if sorted(self.levels) != list(range(TOP_LEVEL + 1)):
            raise Misfit(("levels",), "levels must describe 0, 1, 2, 3 and 4")
        ascending = sorted(set(self.cut_points))
        if len(self.cut_points) != TOP_LEVEL or list(self.cut_points) != ascending:
            problem = "cut_points must be four ascending numbers, for levels 1 to 4"
            raise Misfit(("cut_points",), problem)
        own = {behaviour.id for behaviour in self.behaviours}
        for where, names in self._named():
            if unknown := set(names) - own:
                raise Misfit(where, f"no behaviour of {self.id}: {', '.join(sorted(unknown))}")
        for i, need in enumerate(self.needs):
            if need.at_least > len(set(need.any_of)):
                problem = f"at_least is {need.at_least} but any_of names {len(set(need.any_of))}"
                raise Misfit(("needs", i, "at_least"), f"{problem}, so nobody reaches this level")
        reachable = self.base_points + sum(
            b.points + b.specific_points for b in self.behaviours if b.points > 0
        )
        if reachable < self.cut_points[-1]:
            problem = f"level 4 needs {self.cut_points[-1]:g} points, all give {reachable:g}"
            raise Misfit(("cut_points",), problem)
        return self

    def _named(self) -> Iterator[tuple[tuple[str | int, ...], tuple[str, ...]]]:
        """Yield the places in caps and needs that name behaviours."""
        for i, cap in enumerate(self.caps):
            yield ("caps", i, "when"), (cap.when,)
            yield ("caps", i, "unless"), cap.unless
        for i, need in enumerate(self.needs):
            yield ("needs", i, "any_of"), need.any_of


class Rubric(Frozen):
    """How a conversation is scored; a folder in `rubrics/`."""

    id: Slug
    title: Text
    description: str = ""
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _unique(self) -> Rubric:
        criteria: set[str] = set()
        behaviours: set[str] = set()
        for i, criterion in enumerate(self.criteria):
            if criterion.id in criteria:
                problem = f"'{criterion.id}' is another criterion's id, too"
                raise Misfit(("criteria", i, "id"), problem)
            criteria.add(criterion.id)
            for j, behaviour in enumerate(criterion.behaviours):
                where = ("criteria", i, "behaviours", j, "id")
                if behaviour.id in behaviours:
                    raise Misfit(where, f"'{behaviour.id}' is another behaviour's id, too")
                if behaviour.id in ACTS:
                    problem = f"'{behaviour.id}' is what the app calls an act; take another id"
                    raise Misfit(where, problem)
                behaviours.add(behaviour.id)
        return self

    @property
    def behaviours(self) -> tuple[Behaviour, ...]:
        """All behaviours, in the order of the file."""
        return tuple(b for criterion in self.criteria for b in criterion.behaviours)

    def behaviour(self, behaviour_id: str) -> Behaviour:
        """Return the behaviour called `behaviour_id`; KeyError if there is none."""
        for behaviour in self.behaviours:
            if behaviour.id == behaviour_id:
                return behaviour
        raise KeyError(behaviour_id)

    def criterion(self, criterion_id: str) -> Criterion:
        """Return the criterion called `criterion_id`; KeyError if there is none."""
        for criterion in self.criteria:
            if criterion.id == criterion_id:
                return criterion
        raise KeyError(criterion_id)


def level(points: float, cut_points: tuple[float, ...]) -> int:
    """Return the level 0-4 that `points` reaches; `cut_points` ascend, one per level above 0."""
    return bisect_right(cut_points, points)
