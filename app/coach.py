"""The use case of help on demand: hints in three steps, and what has been touched so far."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from threading import Lock

from app.catalog.catalog import Catalog
from app.domain.conversation import Seen
from app.domain.hint import TOP_HINT, Hint, hint
from app.domain.rubric import Rubric
from app.domain.talk import Talk
from app.errors import NotFound, StaleRehearsal
from app.replies import Notice
from app.store.repository import Store

REMEMBERED = 4096
"""So many learner turns are known by what they showed."""


class Coach:
    """Gives hints when asked; they are counted and change no score."""

    def __init__(
        self, store: Store, catalog: Catalog, clock: Callable[[], datetime], notice: Notice
    ) -> None:
        self._store, self._catalog, self._clock = store, catalog, clock
        self._notice = notice
        self._known: dict[bytes, frozenset[str]] = {}
        self._lock = Lock()

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
        shown: set[str] = set()
        for before, turn in pairwise(talk.turns):
            if turn.speaker == "learner":
                shown |= self._heard(rubric, before.text, turn.text)
        return frozenset(
            criterion.id
            for criterion in rubric.criteria
            if any(b.points > 0 and b.id in shown for b in criterion.behaviours)
        )

    def listen(self, rubric: Rubric, boss: str, learner: str) -> tuple[Seen, ...]:
        """Notice what a learner turn shows, as a `Notice`, and remember it for the meter."""
        seen = self._notice(rubric, boss, learner)
        with self._lock:
            self._known[self._key(rubric, boss, learner)] = frozenset(one.name for one in seen)
            while len(self._known) > REMEMBERED:
                del self._known[next(iter(self._known))]
        return seen

    def _heard(self, rubric: Rubric, boss: str, learner: str) -> frozenset[str]:
        """Return the behaviours of a turn; one that the boss has answered was noticed already."""
        with self._lock:
            known = self._known.get(self._key(rubric, boss, learner))
        if known is None:
            known = frozenset(one.name for one in self.listen(rubric, boss, learner))
        return known

    def _key(self, rubric: Rubric, boss: str, learner: str) -> bytes:
        """Return a digest: nobody's words are kept here."""
        heard = "\0".join((self._catalog.rubric_hash(rubric.id), boss, learner))
        return hashlib.sha256(heard.encode("utf-8", "replace")).digest()
