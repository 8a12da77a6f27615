"""What the demo's learner says: loaded from lines.yaml, chosen turn by turn."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from typing import Literal

import yaml

from app.domain.conversation import BossState
from app.domain.persona import Frozen, Persona

Quality = Literal["weak", "half", "mixed", "strong"]
"""How well the learner does in one rehearsal."""
Level = Literal["weak", "half", "strong"]
"""How good one line is."""


class BossLines(Frozen):
    """What is said to one boss; answers are by concern id."""

    begins: dict[Level, str]
    weak: tuple[str, ...]
    half: dict[str, tuple[str, ...]]
    strong: dict[str, tuple[str, ...]]


class AnyLines(Frozen):
    """What is said to any boss, in pairs of turns."""

    time: tuple[tuple[str, ...], ...]
    accepts: tuple[tuple[str, ...], ...]


class Lines(Frozen):
    """All lines of the demo."""

    bosses: dict[str, BossLines]
    anyone: AnyLines


def load() -> Lines:
    """Return the lines that come with the app."""
    told = yaml.safe_load((files(__package__) / "lines.yaml").read_text("utf-8"))
    return Lines.model_validate({"anyone": told.pop("anyone"), "bosses": told})


class Voice:
    """The learner through all rehearsals: of two lines that fit, the one said less often."""

    def __init__(self, lines: Lines, rng: random.Random) -> None:
        self._lines, self._rng = lines, rng
        self._told: Counter[str] = Counter()

    def answer(
        self, persona: Persona, quality: Quality, state: BossState, said: Sequence[str]
    ) -> str | None:
        """Return the learner's next turn, None when nothing is left to say.

        `said` are the learner's turns in this rehearsal so far.
        """
        level = self._level(quality, len(said))
        pools = self._opening(persona, level) if not said else self._pools(persona, level, state)
        for pool in pools:
            fresh = [line for line in pool if line not in said]
            if fresh:
                chosen = min(fresh, key=lambda line: self._told[line])
                self._told[chosen] += 1
                return chosen
        return None

    def pair(self, kind: Literal["time", "accepts"]) -> tuple[str, ...]:
        """Return turns that ask for time, or that give in."""
        pairs = self._lines.anyone.time if kind == "time" else self._lines.anyone.accepts
        chosen = min(pairs, key=lambda pair: self._told[pair[0]])
        self._told[chosen[0]] += 1
        return chosen

    def _level(self, quality: Quality, turn: int) -> Level:
        if quality == "mixed":
            return "half" if turn % 2 else "strong"
        if quality == "weak" and turn and self._rng.random() < 0.2:
            return "half"
        return quality

    def _opening(self, persona: Persona, level: Level) -> list[tuple[str, ...]]:
        own = self._lines.bosses[persona.id].begins[level]
        return [(own, *persona.model_employee.begins)] if level == "strong" else [(own,)]

    def _pools(self, persona: Persona, level: Level, state: BossState) -> list[tuple[str, ...]]:
        """Return lines to choose from, the fitting ones first."""
        own, model = self._lines.bosses[persona.id], persona.model_employee
        concerns = [concern.id for concern in persona.concerns]
        open_ = [one for one in concerns if one not in state.answered and one != state.current]
        answered = [one for one in concerns if one in state.answered]
        order = [*([state.current] if state.current else []), *open_, *answered]
        half = [own.half.get(one, ()) for one in order]
        if level == "weak":
            return [own.weak, *half]
        if level == "half":
            return half
        return [
            *((*own.strong.get(one, ()), *model.answers.get(one, ())) for one in order),
            model.ends,
        ]
