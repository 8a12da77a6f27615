"""The director decides what the boss does: which move, on which concern, and when it ends.

A concern gives way to the behaviours that answer it and to nothing else. Thanks warm the boss and
attacks cool them, but neither answers a concern. Everything here is a pure function of persona,
state and what was noticed in the learner's turn; the speakers only put it into words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.domain.conversation import BossState, Move, OutcomeName, Part, Seen
from app.domain.persona import Concern, Persona

COLD = -3
"""The mood at which the boss has had enough."""
WARM = 3
PRESSES_IN_A_ROW = 2
"""How often a concern is brought up before the boss tries another one."""

_MOODS = {
    "thanks": 1,
    "acknowledges_boss": 1,
    "hostile": -2,
    "blunt_refusal": -1,
    "leaves_gap": -1,
}
_STANDS_ALONE = ("distress", "out_of_role", "takes_back", "unclear", "off_topic")
"""Acts that are answered by themselves: nothing else was said that the boss could take up."""
_ANSWERED_FIRST = (
    "hostile",
    "asks_question",
    "accepts_if",
    "asks_options",
    "self_doubt",
    "blunt_refusal",
    "leaves_gap",
    "asks_for_time",
    "lists_negatives",
    "self_interest",
    "vague_reason",
    "thanks",
)
"""What the boss reacts to before going on, most pressing first."""

_NOT_YET_A_YES = (
    "accepts_if",
    "takes_back",
    "asks_for_time",
    "blunt_refusal",
    "wants_current_path",
    "names_candidate",
    "alternative_role",
    "other_structure",
    "small_step",
)
"""Whoever says one of these with a "yes" has not taken the job."""


class Heard(NamedTuple):
    """What was noticed in one learner turn."""

    behaviours: tuple[Seen, ...] = ()
    acts: tuple[Seen, ...] = ()
    has_date: bool = False
    """The turn names a day or a time."""

    def find(self, name: str) -> Seen | None:
        """Return what was seen under `name`, behaviour or act."""
        return next((seen for seen in (*self.acts, *self.behaviours) if seen.name == name), None)

    def clearly(self, name: str) -> bool:
        """Whether `name` was shown without hedging."""
        seen = self.find(name)
        return seen is not None and seen.shown == "yes"


def opening() -> tuple[Move, BossState]:
    """Return the boss's first move."""
    return Move(parts=(Part(kind="open"),)), BossState()


def direct(persona: Persona, state: BossState, heard: Heard) -> tuple[Move, BossState]:
    """Return what the boss does after a learner turn, and where the boss then stands."""
    state = _took_in(persona, state, heard)
    if heard.clearly("accepts") and not any(heard.clearly(name) for name in _NOT_YET_A_YES):
        return _closed((), "accepted", state, because=heard.find("accepts"))
    if heard.find("distress"):
        return _alone("distress", heard, state)
    newly = _newly_answered(persona, state, heard)
    answered = (*state.answered, *(concern.id for concern in newly))
    state = state.model_copy(update={"answered": answered})
    lead = _lead(persona, state, heard, newly)
    if outcome := _outcome(persona, state, heard, bool(newly)):
        return _closed(lead, outcome, state)
    for act in _STANDS_ALONE:
        if heard.find(act) and not newly:
            return _alone(act, heard, state)
    return _went_on(persona, state, lead)


def _took_in(persona: Persona, state: BossState, heard: Heard) -> BossState:
    mood = state.mood + sum(_MOODS.get(seen.name, 0) for seen in heard.behaviours)
    so_far = dict(state.heard)
    for concern in persona.concerns:
        fresh = [s.name for s in heard.behaviours if _counts(s, concern, state)]
        if fresh:
            so_far[concern.id] = tuple(dict.fromkeys((*so_far.get(concern.id, ()), *fresh)))
    return state.model_copy(
        update={
            "turns": state.turns + 1,
            "mood": max(COLD, min(WARM, mood)),
            "heard": so_far,
            "asked_time": state.asked_time or heard.find("asks_for_time") is not None,
        }
    )


def _counts(seen: Seen, concern: Concern, state: BossState) -> bool:
    """Half an answer counts only for the concern that is on the table."""
    in_question = seen.name in concern.answered_by.any_of
    return in_question and (seen.shown == "yes" or concern.id == state.current)


def _newly_answered(persona: Persona, state: BossState, heard: Heard) -> list[Concern]:
    """Return the concerns answered just now, the one on the table first.

    Nobody gives way in the moment of being attacked; what was said still counts next time.
    """
    if heard.find("hostile"):
        return []
    reached = [
        concern
        for concern in persona.concerns
        if concern.id not in state.answered
        and len(state.heard.get(concern.id, ())) >= concern.answered_by.at_least
    ]
    return sorted(reached, key=lambda concern: concern.id != state.current)


def _lead(
    persona: Persona, state: BossState, heard: Heard, newly: Sequence[Concern]
) -> tuple[Part, ...]:
    """Return how the boss first takes up what the learner said."""
    if newly:
        concern = newly[0]
        keys = [s for s in heard.behaviours if s.name in concern.answered_by.any_of]
        because = keys[0] if keys else None
        return (Part(kind="concede", concern=concern.id, because=because),)
    for key in _ANSWERED_FIRST:
        seen = heard.find(key)
        if seen and (key in persona.reactions or key in ("asks_question", "hostile")):
            return (Part(kind="react", reaction=key, because=seen),)
    known = (s for s in heard.behaviours if s.name in persona.reactions)
    if seen := next(known, None):
        return (Part(kind="react", reaction=seen.name, because=seen),)
    return ()


def _outcome(
    persona: Persona, state: BossState, heard: Heard, gave_way: bool
) -> OutcomeName | None:
    """Return how the meeting ends with this turn, or None if it goes on."""
    enough = len(state.answered) >= persona.yields_when.answered
    if enough and not heard.find("hostile") and not heard.find("leaves_gap"):
        return "agreed"
    if state.mood <= COLD and heard.find("hostile"):
        return "stalemate"
    if heard.clearly("ends_talk") and not gave_way:
        return "parked" if state.asked_time or state.answered else "stalemate"
    dated = heard.has_date or heard.clearly("next_step")
    if state.asked_time and dated and not heard.find("asks_question"):
        return "parked"
    if state.turns >= persona.patience:
        return "parked" if 2 * len(state.answered) >= persona.yields_when.answered else "stalemate"
    return None


def _closed(
    lead: tuple[Part, ...], outcome: OutcomeName, state: BossState, because: Seen | None = None
) -> tuple[Move, BossState]:
    parts = (*lead, Part(kind="close", because=because))
    accepted = outcome == "accepted"
    return Move(parts=parts, outcome=outcome), state.model_copy(update={"accepted": accepted})


def _alone(act: str, heard: Heard, state: BossState) -> tuple[Move, BossState]:
    return Move(parts=(Part(kind="react", reaction=act, because=heard.find(act)),)), state


def _went_on(persona: Persona, state: BossState, lead: tuple[Part, ...]) -> tuple[Move, BossState]:
    concern = _next_concern(persona, state)
    times = state.presses.get(concern.id, 0)
    part = Part(kind="press" if times else "raise", concern=concern.id)
    presses = {**state.presses, concern.id: times + 1}
    moved = state.model_copy(update={"current": concern.id, "presses": presses})
    return Move(parts=(*lead, part)), moved


def _next_concern(persona: Persona, state: BossState) -> Concern:
    """Return what to bring up: the concern on the table, unless it has had its turns."""
    unanswered = [c for c in persona.concerns if c.id not in state.answered]
    pool = unanswered or list(persona.concerns)
    for concern in pool:
        if concern.id == state.current and state.presses.get(concern.id, 0) % (
            PRESSES_IN_A_ROW + 1
        ):
            return concern
    return min(pool, key=lambda concern: state.presses.get(concern.id, 0))
