"""The use case of help on demand: hints in three steps, and what has been touched so far."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from app.catalog.catalog import Catalog
from app.domain.conversation import Turn
from app.domain.hint import TOP_HINT, Hint, hint
from app.domain.rubric import Rubric
from app.domain.talk import Talk
from app.errors import NotFound, StaleRehearsal
from app.replies import Notice
from app.store.repository import Store

REMEMBERED = 4096
"""Learner turns of which the criteria that they touch are remembered."""


class Coach:
    """Gives hints when asked; they are counted and change no score."""

    def __init__(
        self, store: Store, catalog: Catalog, clock: Callable[[], datetime], notice: Notice
    ) -> None:
        self._store, self._catalog, self._clock = store, catalog, clock
        self._notice = notice
        self._heard = lru_cache(REMEMBERED)(self._hear)

    def hint(self, owner: str, talk: Talk, level: int) -> Hint:
        """Return the hint of a level on the boss's last turn, and keep it.

        Levels come one after the other: a level that is not due yet is the next one instead.
        Raises `NotFound`, and `StaleRehearsal` when it is not the learner's turn.
        """
        if talk.persona is None:
            raise NotFound("persona", talk.rehearsal.persona_id)
        turn = talk.turns[-1]
        if talk.waiting or turn.speaker != "boss" or not talk.rehearsal.open:
            raise StaleRehearsal("There is nothing to answer just now, so there is no hint.")
        before = sum(one.turn_id == turn.id for one in self.hints(owner, talk.rehearsal.id))
        given = hint(
            turn,
            talk.persona,
            self._catalog.rubric(talk.rehearsal.rubric_id),
            self._catalog.coaching(talk.rehearsal.rubric_id),
            self._store.worksheets.plan(owner, talk.rehearsal.id),
            max(1, min(level, before + 1, TOP_HINT)),
            self._clock(),
        )
        return self._store.hints.keep(owner, given)

    def hints(self, owner: str, rehearsal_id: str) -> tuple[Hint, ...]:
        """Return the hints of a rehearsal in the order of asking."""
        return self._store.hints.of(owner, rehearsal_id)

    def touched(self, talk: Talk) -> frozenset[str]:
        """Return the criteria of which the learner has shown something, be it only in part."""
        rubric = self._catalog.rubric(talk.rehearsal.rubric_id)
        digest = self._catalog.rubric_hash(rubric.id)
        shown: set[str] = set()
        for before, turn in zip(talk.turns, talk.turns[1:], strict=False):
            if turn.speaker == "learner":
                shown |= self._heard(_Said(turn, before.text, rubric), digest)
        return frozenset(
            criterion.id
            for criterion in rubric.criteria
            if any(b.points > 0 and b.id in shown for b in criterion.behaviours)
        )

    def _hear(self, said: _Said, digest: str) -> frozenset[str]:
        """Return the behaviours of a turn; a turn never changes, so it is read once."""
        return frozenset(s.name for s in self._notice(said.rubric, said.before, said.turn.text))


class _Said:
    """A learner turn to read; one turn of one rubric is the same as any other reading of it."""

    def __init__(self, turn: Turn, before: str, rubric: Rubric) -> None:
        self.turn, self.before, self.rubric = turn, before, rubric

    def __hash__(self) -> int:
        return hash((self.turn.rehearsal_id, self.turn.id))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Said) and (self.turn.id, self.turn.rehearsal_id) == (
            other.turn.id,
            other.turn.rehearsal_id,
        )
