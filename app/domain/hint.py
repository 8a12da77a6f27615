"""Help on demand: what is on the table, a question that leads there, a contrast from elsewhere.

Pure rules over what every persona and every rubric has; a rubric may add a guide of its own
(`coach.yaml`), which says the same with more care.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import Field

from app.domain.conversation import BossState, Move, Turn
from app.domain.persona import ACTS, CUES, Concern, Frozen, Name, Persona, SituationKind, Text
from app.domain.rubric import Behaviour, Contrast, Rubric
from app.domain.worksheet import Worksheet

TOP_HINT = 3
MOMENTS = (*ACTS, *CUES, "hostile", "asks_for_time")
"""Reactions of the boss that a hint explains first."""
_DISTRESS = "distress"

# What a rubric may add


class TradeContrast(Contrast):
    """A contrast, and the trade that it comes from: "a ferry company"."""

    trade: Text


class Guide(Frozen):
    """How to lead somebody to one behaviour."""

    needs: Text
    """The kind of answer, to be read after "one of these:"."""
    ask: Text
    """A question that leads there."""
    notes: tuple[Name, ...] = ()
    """The answers of the worksheet that help, the best first."""
    contrasts: tuple[TradeContrast, ...] = ()


class Coaching(Frozen):
    """What a rubric says to a learner who asks for a hint; the file `coach.yaml` beside it."""

    opening: dict[SituationKind, tuple[Name, ...]] = Field(default_factory=dict)
    """What to begin a meeting with, before a concern is on the table."""
    closing: tuple[Name, ...] = ()
    """What is left to do when nothing is open."""
    guides: dict[Name, Guide] = Field(default_factory=dict)
    """By behaviour."""


# A hint

Stage = Literal["concern", "opening", "closing", "care"]
"""What a hint is about: a concern, how to begin, how to close, or the learner themselves."""


class Hint(Frozen):
    """One hint, as it was given."""

    rehearsal_id: str
    turn_id: str
    """The boss turn that it helps to answer."""
    level: int = Field(ge=1, le=TOP_HINT)
    at: datetime
    stage: Stage
    concern: str | None = None
    belief: str = ""
    """The open concern, in the boss's words."""
    moment: str = ""
    """What the boss has just reacted to: one of `MOMENTS`."""
    needs: tuple[str, ...] = ()
    """Level 1: the kinds of answer, any of which helps."""
    how_many: int = 1
    """Level 1: how many of them it still takes."""
    question: str = ""
    """Level 2."""
    note: str = ""
    """Level 2: the learner's own note on it."""
    note_field: str = ""
    contrast: TradeContrast | None = None
    """Level 3."""


class _Table(Frozen):
    """What is on the table, and the behaviours that would answer it."""

    stage: Stage
    concern: Concern | None = None
    names: tuple[str, ...] = ()
    how_many: int = 1


def hint(
    turn: Turn,
    persona: Persona,
    rubric: Rubric,
    coaching: Coaching,
    sheet: Worksheet,
    level: int,
    at: datetime,
) -> Hint:
    """Return the hint of a level (1-3) on a boss turn; the same turn gives the same hint."""
    state = turn.state or BossState()
    reaction = _reaction(turn.move)
    table = _table(persona, rubric, coaching, state, reaction)
    concern = table.concern
    given = Hint(
        rehearsal_id=turn.rehearsal_id,
        turn_id=turn.id,
        level=level,
        at=at,
        stage=table.stage,
        concern=concern.id if concern else None,
        belief=concern.belief if concern else "",
        moment=reaction if reaction in MOMENTS else "",
    )
    if table.stage == "care" or not table.names:
        return given
    if level == 1:
        needs = tuple(_guide(rubric, coaching, name).needs for name in table.names)
        return given.model_copy(update={"needs": needs, "how_many": table.how_many})
    name, field = _led_to(table, state, rubric, coaching, sheet)
    guide = _guide(rubric, coaching, name)
    if level == 2:
        update = {"question": guide.ask, "note": sheet.answer(field), "note_field": field}
        return given.model_copy(update=update)
    contrast = _elsewhere(guide, rubric.behaviour(name), persona, sheet, state.turns)
    return given.model_copy(update={"contrast": contrast})


def _reaction(move: Move | None) -> str:
    parts = move.parts if move else ()
    return next((part.reaction for part in parts if part.reaction), "")


def _table(
    persona: Persona, rubric: Rubric, coaching: Coaching, state: BossState, reaction: str
) -> _Table:
    """Return what is on the table after a boss turn."""
    if reaction == _DISTRESS:
        return _Table(stage="care")
    concern = _open_concern(persona, state)
    if concern:
        heard = state.heard.get(concern.id, ())
        names = tuple(name for name in concern.answered_by.any_of if name not in heard)
        missing = max(1, concern.answered_by.at_least - len(heard))
        return _Table(stage="concern", concern=concern, names=names, how_many=missing)
    if state.presses:
        return _Table(stage="closing", names=coaching.closing or _best(rubric, last=True))
    begins = coaching.opening.get(persona.situation.kind) or _best(rubric, last=False)
    return _Table(stage="opening", names=begins)


def _open_concern(persona: Persona, state: BossState) -> Concern | None:
    """Return the concern on the table, or another one that was brought up and is still open."""
    raised = [state.current, *reversed(state.presses)]
    known = {concern.id: concern for concern in persona.concerns}
    still = (name for name in raised if name in known and name not in state.answered)
    return next((known[name] for name in still if name), None)


def _best(rubric: Rubric, *, last: bool) -> tuple[str, ...]:
    """Return the behaviours that earn most in a rubric's first or last criterion."""
    criterion = rubric.criteria[-1 if last else 0]
    earning = [b for b in criterion.behaviours if b.points > 0]
    ranked = sorted(earning, key=lambda behaviour: -behaviour.points)
    return tuple(behaviour.id for behaviour in ranked[:3])


def _guide(rubric: Rubric, coaching: Coaching, name: str) -> Guide:
    """Return the guide to a behaviour; made of the rubric's own words where none is written."""
    written = coaching.guides.get(name)
    if written:
        return written
    behaviour = rubric.behaviour(name)
    return Guide(needs=_begun_small(behaviour.description), ask=behaviour.advice)


def _begun_small(text: str) -> str:
    """Return a description as it stands in a list: without capital and full stop."""
    small = text[:1].lower() + text[1:] if not text[:2].isupper() else text
    return small.rstrip(".") or text


def _led_to(
    table: _Table, state: BossState, rubric: Rubric, coaching: Coaching, sheet: Worksheet
) -> tuple[str, str]:
    """Return the behaviour to lead to, and the note of the worksheet that helps, if any.

    What was prepared goes first. Otherwise another one comes up each time the boss insists.
    """
    for name in table.names:
        for field in _guide(rubric, coaching, name).notes:
            if sheet.answer(field):
                return name, field
    times = state.presses.get(table.concern.id, 1) - 1 if table.concern else state.turns
    return table.names[times % len(table.names)], ""


def _elsewhere(
    guide: Guide, behaviour: Behaviour, persona: Persona, sheet: Worksheet, turns: int
) -> TradeContrast:
    """Return a contrast from a trade that is neither the boss's nor the learner's."""
    others = [one for one in guide.contrasts if foreign(one.trade, persona, sheet)]
    if others:
        return others[turns % len(others)]
    own = behaviour.contrast
    return TradeContrast(weak=own.weak, strong=own.strong, trade="another place")


_WORD = re.compile(r"[^\W\d_]{4,}")
_NO_TRADE = frozenset({"company", "office", "firm", "centre", "call", "shop", "workshop", "house"})
"""Words in the name of a trade that are at home in any of them."""


def foreign(trade: str, persona: Persona, sheet: Worksheet) -> bool:
    """Whether a trade is named nowhere in the boss's file or in the learner's own particulars."""
    scene = persona.situation
    near = (persona.role, persona.brief, scene.learner_role, scene.offer, scene.setting)
    text = " ".join((*near, sheet.trade, sheet.role)).casefold()
    words = {word.casefold() for word in _WORD.findall(trade)} - _NO_TRADE
    return not any(re.search(rf"\b{re.escape(word.rstrip('s'))}", text) for word in words)


def taken(hints: Sequence[Hint], turn_id: str) -> tuple[Hint, ...]:
    """Return the hints on one boss turn, the first level first."""
    return tuple(sorted((h for h in hints if h.turn_id == turn_id), key=lambda h: h.level))
