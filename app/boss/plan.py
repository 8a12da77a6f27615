"""One boss turn, decided: what was heard, the move, and the move in authored words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.boss import director
from app.boss.authored import phrase
from app.boss.heard import Heard, listened
from app.boss.names import answered_name
from app.boss.slots import facts_from
from app.domain.conversation import BossState, Move, Seen
from app.domain.persona import Persona


class Plan(NamedTuple):
    """The director's decision for one boss turn."""

    move: Move
    state: BossState
    """Where the boss stands once the turn is said."""
    authored: str
    """The move in the persona's lines."""


def opened(persona: Persona, seed: int, known: Mapping[str, str] | None = None) -> Plan:
    """Return the boss's first turn; `known` is what they know already: learner, trade, role."""
    move, state = director.opening()
    return _phrased(persona, move, state, dict(known or {}), seed)


def planned(
    persona: Persona, before: BossState, seen: Sequence[Seen], text: str, seed: int
) -> Plan:
    """Return the boss's answer to the learner's `text`, in which a judge saw `seen`.

    A pure function: the same persona, state, words and seed give the same turn.
    """
    heard = _answering_who(persona, before, listened(seen, text), text)
    move, state = director.direct(persona, before, heard)
    # Words that settled one worry are not held against the learner in another.
    spent = {
        name for c in persona.concerns if c.id in state.answered for name in c.answered_by.any_of
    }
    facts = facts_from(persona, text, heard, before.facts, spent)
    return _phrased(persona, move, state, facts, seed, text)


def _answering_who(persona: Persona, before: BossState, heard: Heard, text: str) -> Heard:
    """Return `heard` with a name taken for an answer, if the boss has just asked for one."""
    asked = before.current and persona.concern(before.current).answered_by.any_of
    if not asked or "names_candidate" not in asked or not answered_name(persona, text):
        return heard
    others = (one for one in heard.behaviours if one.name != "names_candidate")
    named = Seen(name="names_candidate", quote=text)
    return heard._replace(behaviours=(named, *others), acts=())


def _phrased(
    persona: Persona,
    move: Move,
    state: BossState,
    facts: dict[str, str],
    seed: int,
    text: str | None = None,
) -> Plan:
    said = phrase(persona, move, state, facts, seed, text)
    state = state.model_copy(update={"facts": facts, "lines_used": said.lines_used})
    return Plan(move, state, said.text)
