"""The director decides what the boss does: which move, on which concern, and when it ends.

A concern gives way to the behaviours that answer it and to nothing else. Thanks warm the boss and
attacks cool them, but neither answers a concern. Everything here is a pure function of persona,
state and what was noticed in the learner's turn; the speakers only put it into words.

A boss turn has at most two parts: a lead that takes up what was said (see lead.py), and the
concern that is brought up next, or the close. Every part says what in the learner's words led to
it, and a close says why the meeting ends, so that the review can explain each turn.
"""

from __future__ import annotations

from typing import NamedTuple

from app.boss.heard import Heard
from app.boss.lead import lead, react, remembered
from app.boss.speaker import LENIENT
from app.domain.conversation import BossState, Move, OutcomeName, Part, Seen, Why
from app.domain.persona import FLOOR, Concern, Persona

COLD = -3
"""The mood at which the boss has had enough."""
WARM = 3
WORST_TURN = -2
"""The most that one learner turn can cool the boss: everybody gets a second chance."""
TIMES_IN_A_ROW = 2
"""How often a concern is brought up before the boss tries another one."""

_MOODS = {
    "thanks": 1,
    "acknowledges_boss": 1,
    "hostile": -2,
    "blunt_refusal": -1,
    "leaves_gap": -1,
}
_COOLING = tuple(name for name, change in _MOODS.items() if change < 0)
_CALLS_FOR = {
    "leaves_gap": {"names_candidate", "transition_help", "other_structure"},
    "self_doubt": {"commits_to_growth", "wants_current_path", "small_step"},
    "vague_reason": {"company_benefit", "quantified_impact", "expertise_alignment"},
    "self_interest": {"company_benefit", "quantified_impact", "cost_of_moving"},
}
"""A weak answer, and what the boss then wants to hear."""
_NOT_YET_A_YES = ("hostile", "asks_for_time", "blunt_refusal", "wants_current_path")
"""Whoever says one of these with a "yes" has not taken the job."""
_HINTS_OF_STAYING = (
    "names_candidate",
    "leaves_gap",
    "alternative_role",
    "other_structure",
    "small_step",
)
"""Another way out: to hint at one is enough."""


def opening() -> tuple[Move, BossState]:
    """Return the boss's first move."""
    return Move(parts=(Part(kind="open"),)), BossState()


def direct(persona: Persona, state: BossState, heard: Heard) -> tuple[Move, BossState]:
    """Return what the boss does after a learner turn, and where the boss then stands."""
    before, state = state, _took_in(persona, state, heard)
    if heard.clearly("distress") or (heard.find("distress") and not heard.shown):
        return _stepped_out(persona, state, heard)
    if _took_the_job(state, heard):
        close = Part(kind="close", because=heard.find("accepts"))
        taken = Move(parts=(close,), outcome="accepted", why="yes")
        return taken, remembered(state, heard, ())
    if _says_until_when(state, heard):
        close = Part(kind="close", because=heard.find("asks_for_time", "next_step"))
        return Move(parts=(close,), outcome="parked", why="date"), remembered(state, heard, ())
    reached = _reached(persona, state)
    # Nobody gives way in the moment of being attacked; what was said still counts next time.
    newly = [] if heard.clearly("hostile") else reached
    state = _gave_way(state, newly)
    end = _end(persona, state, heard)
    first = lead(persona, state, heard, newly, end.outcome if end else None)
    state = remembered(state, heard, first.parts)
    if end:
        close = Part(kind="close", because=end.because)
        return Move(parts=(*first.parts, close), outcome=end.outcome, why=end.why), state
    if _nothing_left(persona, state):
        return Move(parts=first.parts or (react("unclear", heard),)), state
    if first.parts and (first.enough or (reached and not newly)):
        return Move(parts=first.parts), state
    part, state = _brought_up(persona, before, state, heard)
    return Move(parts=(*first.parts, part)), state


def _stepped_out(persona: Persona, state: BossState, heard: Heard) -> tuple[Move, BossState]:
    """Return the move that drops all pressure: no verdict, not even at the end of patience."""
    part = react("distress", heard)
    if state.turns < persona.patience:
        return Move(parts=(part,)), state
    return Move(parts=(part,), outcome="parked", why="distress"), state


def _brought_up(
    persona: Persona, before: BossState, state: BossState, heard: Heard
) -> tuple[Part, BossState]:
    """Return the concern that is raised or pressed next, with what in the turn led to it."""
    concern = _next_concern(persona, before, state, heard)
    times = state.presses.get(concern.id, 0)
    part = Part(
        kind="press" if times else "raise",
        concern=concern.id,
        because=_opened_by(concern, heard),
    )
    presses = {**state.presses, concern.id: times + 1}
    return part, state.model_copy(update={"current": concern.id, "presses": presses})


def _opened_by(concern: Concern, heard: Heard) -> Seen | None:
    """Return half an answer to the concern, or else the weak answer that calls for it."""
    answers = set(concern.answered_by.any_of)
    for seen in heard.behaviours:
        if seen.name in answers or (
            seen.shown == "yes" and _CALLS_FOR.get(seen.name, set()) & answers
        ):
            return seen
    return None


def _took_in(persona: Persona, state: BossState, heard: Heard) -> BossState:
    change = sum(_MOODS.get(seen.name, 0) for seen in heard.shown)
    so_far = dict(state.heard)
    clear = heard.argues(persona)
    for concern in persona.concerns:
        fresh = [s.name for s in heard.behaviours if _counts(s, concern, state, clear)]
        if fresh:
            so_far[concern.id] = tuple(dict.fromkeys((*so_far.get(concern.id, ()), *fresh)))
    return state.model_copy(
        update={
            "turns": state.turns + 1,
            "mood": max(COLD, min(WARM, state.mood + max(WORST_TURN, change))),
            "heard": so_far,
            "asked_time": state.asked_time or heard.clearly("asks_for_time"),
        }
    )


def _counts(seen: Seen, concern: Concern, state: BossState, clear: bool) -> bool:
    """Whether it answers the concern; half an answer counts on the table, if nothing is clear."""
    half = concern.id == state.current and not clear
    return seen.name in concern.answered_by.any_of and (seen.shown == "yes" or half)


def _took_the_job(state: BossState, heard: Heard) -> bool:
    """Whether the learner says yes, plainly, or barely when the boss has just asked for it."""
    asked = state.reactions.get("accepts") == state.turns - 1
    holds_back = heard.find("accepts_if", "takes_back", *_HINTS_OF_STAYING) or heard.clearly(
        *_NOT_YET_A_YES
    )
    return (heard.clearly("accepts") or (asked and heard.affirms)) and not holds_back


def _reached(persona: Persona, state: BossState) -> list[Concern]:
    """Return the open concerns that are answered by now, the one on the table first."""
    reached = [
        concern
        for concern in persona.concerns
        if concern.id not in state.answered
        and len(state.heard.get(concern.id, ())) >= concern.answered_by.at_least
    ]
    return sorted(reached, key=lambda concern: concern.id != state.current)


def _gave_way(state: BossState, newly: list[Concern]) -> BossState:
    answered = (*state.answered, *(concern.id for concern in newly))
    mood = min(WARM, state.mood + bool(newly))
    return state.model_copy(update={"answered": answered, "mood": mood})


class _End(NamedTuple):
    """How a meeting ends with a turn, and why."""

    outcome: OutcomeName
    why: Why
    because: Seen | None = None


def _end(persona: Persona, state: BossState, heard: Heard) -> _End | None:
    """Return how the meeting ends with this turn, or None if it goes on."""
    needed = persona.yields_when.answered
    out_of_time = state.turns >= patience(persona, state)
    enough = len(state.answered) >= needed and not heard.clearly("hostile", "accepts_if")
    leaving = heard.clearly("ends_talk")
    if enough and (out_of_time or leaving or not _left_hanging(state)):
        return _End("agreed", "answered")
    if _had_enough(state, heard):
        return _End("stalemate", "cold", heard.find(*_COOLING))
    if leaving:
        friendly = (state.asked_time or state.answered) and not heard.clearly("hostile")
        return _End("parked" if friendly else "left", "goodbye", heard.find("ends_talk"))
    if _set_a_date(persona, state, heard):
        return _End("parked", "date", heard.find("asks_for_time", "next_step"))
    if out_of_time:
        halfway = 2 * len(state.answered) >= needed
        pending = state.asked_time or state.accepted or heard.find("accepts_if")
        return _End("parked" if halfway or pending else "stalemate", "patience")
    return None


def patience(persona: Persona, state: BossState) -> int:
    """Return the learner turns after which the boss closes the meeting, in their present mood.

    A warm boss stays a turn longer, a cold one leaves a turn sooner.
    """
    return persona.patience + (state.mood >= LENIENT) - (state.mood <= -LENIENT)


def _nothing_left(persona: Persona, state: BossState) -> bool:
    return len(state.answered) == len(persona.concerns)


def _left_hanging(state: BossState) -> bool:
    """Whether the boss has only just raised a concern that the learner has not answered.

    Whoever raises something hears the answer before giving way on the whole. In a concern that
    is not needed any more one return to it is enough.
    """
    open_now = state.current is not None and state.current not in state.answered
    return open_now and state.presses.get(state.current or "", 0) == 1


def _had_enough(state: BossState, heard: Heard) -> bool:
    """Whether this turn was the last straw; a first attack is only ever a warning."""
    cooled = heard.clearly(*_COOLING)
    warned = "hostile" in state.reactions or not heard.clearly("hostile")
    return state.mood <= COLD and cooled and warned


def _says_until_when(state: BossState, heard: Heard) -> bool:
    """Whether the learner, who has just been given time, now says how much, and only that."""
    given = state.reactions.get("asks_for_time") == state.turns - 1
    return given and heard.brief and heard.has_date and not heard.asked


def _set_a_date(persona: Persona, state: BossState, heard: Heard) -> bool:
    """Whether the learner wants time and has said until when; a date in an argument is none."""
    asks_now = heard.clearly("asks_for_time")
    dated = heard.clearly("next_step") or (
        heard.has_date and (asks_now or not heard.argues(persona))
    )
    question = heard.clearly("asks_question") and not (asks_now or heard.clearly("next_step"))
    something_else = question or heard.clearly(FLOOR)
    # Whoever has answered something may propose to go on with the rest another day.
    may_wait = state.asked_time or bool(state.answered and heard.proposes)
    return may_wait and dated and not something_else and not heard.clearly("hostile")


def _next_concern(persona: Persona, before: BossState, state: BossState, heard: Heard) -> Concern:
    """Return what to bring up next.

    First what the learner is half-way to answering, then what a weak answer calls for, then the
    concern on the table unless it has had its turns, then what came up least.
    """
    hinted = {seen.name for seen in heard.behaviours if seen.shown == "partly"}
    wanted = {name for seen in heard.shown for name in _CALLS_FOR.get(seen.name, ())}

    def place(concern: Concern) -> tuple[bool, bool, bool, int]:
        answers = set(concern.answered_by.any_of)
        grew = state.heard.get(concern.id) != before.heard.get(concern.id)
        times = state.presses.get(concern.id, 0)
        called_for = times < TIMES_IN_A_ROW and bool(wanted & answers)
        on_the_table = concern.id == state.current and times % TIMES_IN_A_ROW > 0
        return not (grew or hinted & answers), not called_for, not on_the_table, times

    return min((c for c in persona.concerns if c.id not in state.answered), key=place)
