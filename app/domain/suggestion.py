"""Which boss to talk to next, and why: what is weak lately decides, nothing is drawn by lot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean, median
from typing import Literal, NamedTuple

from app.domain.mastery import LATELY, RELIABLE, Mastery
from app.domain.persona import Concern, Persona
from app.domain.progress import WON, PastScore, scored
from app.domain.rubric import Behaviour, Criterion, Rubric

HARDEST = 5

Step = Literal["harder", "same", "easier"]


class Suggestion(NamedTuple):
    """A boss, and the reasons for this one."""

    persona: Persona
    concern: Concern | None
    """The worry that the weak behaviours answer; None where they answer none of this boss's."""
    criterion: Criterion
    """The weakest one."""
    level: float | None
    """Its average lately; None when it was never scored."""
    missing: Behaviour | None
    """A behaviour of it that answers the worry and is not shown reliably."""
    step: Step
    """This boss's difficulty, measured by the latest ones'."""


def fitting(past: Sequence[PastScore]) -> tuple[int, int]:
    """Return the usual difficulty lately and the one that fits next; `past` is newest first.

    A step harder when at least `RELIABLE` of the last `LATELY` bosses agreed or were parked, a
    step easier when none of at least three did.
    """
    recent = past[:LATELY]
    if not recent:
        return 1, 1
    usual = round(median(one.difficulty for one in recent))
    won = sum(one.outcome in WON for one in recent)
    step = 1 if won >= RELIABLE else -1 if not won and len(recent) >= RELIABLE else 0
    return usual, max(1, min(HARDEST, usual + step))


def suggest(
    personas: Iterable[Persona],
    rubric: Rubric,
    past: Sequence[PastScore],
    standings: Mapping[str, Sequence[Mastery]],
) -> Suggestion | None:
    """Return the next boss of a rubric, or None if there is nobody else; `past` is newest first.

    The weakest criterion lately comes first. Of the bosses whose difficulty is at most a step off,
    the one counts most whose worries the missing behaviours of that criterion answer.
    """
    usual, fit = fitting(past)
    last = past[0].persona_id if past else ""
    criterion, level = _weakest(rubric, past)
    weak = [
        one
        for one in standings.get(criterion.id, ())
        if one.behaviour.points > 0 and one.standing != "reliably"
    ]
    wanted = {one.behaviour.id: 1.0 if one.standing == "not_yet" else 0.5 for one in weak}
    own = {behaviour.id: 0.01 for behaviour in criterion.behaviours if behaviour.points > 0}
    weights = own | wanted

    def rank(persona: Persona) -> tuple[int, float, int, int, str]:
        off = abs(persona.difficulty - fit)
        worth = sum(_worth(concern, weights) for concern in persona.concerns)
        met = sum(one.persona_id == persona.id for one in past)
        # Rounded, so that of bosses who are about as fitting the one met less often comes first.
        return (0 if off <= 1 else off, -round(worth, 1), off, met, persona.id)

    others = [one for one in personas if one.rubric == rubric.id and one.id != last]
    if not others:
        return None
    chosen = min(others, key=rank)
    worth, concern = max(
        ((_worth(one, weights), one) for one in chosen.concerns), key=lambda pair: pair[0]
    )
    answers = concern.answered_by.any_of if worth else ()
    answering = [one.behaviour for one in weak if one.behaviour.id in answers]
    missing = max(answering, key=lambda one: wanted[one.id], default=None)
    step: Step = "same"
    if past and chosen.difficulty != usual:
        step = "harder" if chosen.difficulty > usual else "easier"
    return Suggestion(chosen, concern if worth else None, criterion, level, missing, step)


def _weakest(rubric: Rubric, past: Sequence[PastScore]) -> tuple[Criterion, float | None]:
    """Return the criterion with the lowest average lately; the rubric's first among equals."""
    averages = [
        (criterion, fmean(level for level, _ in given) if given else None)
        for criterion in rubric.criteria
        for given in [scored(past[:LATELY], criterion.id)]
    ]
    known = [(criterion, level) for criterion, level in averages if level is not None]
    if not known:
        return rubric.criteria[0], None
    return min(known, key=lambda one: one[1])


def _worth(concern: Concern, weights: Mapping[str, float]) -> float:
    """Return how much of a worry the weighted behaviours make up: 0 when none answers it."""
    answers = set(concern.answered_by.any_of)
    share = sum(weights.get(name, 0) for name in answers) / len(answers)
    return share * concern.answered_by.at_least
