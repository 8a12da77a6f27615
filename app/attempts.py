"""The use case of attempts: answer a turn differently, take it back, look at all, compare two."""

from __future__ import annotations

from typing import NamedTuple

from app.catalog.catalog import Catalog
from app.domain.attempt import Attempt, attempts
from app.domain.conversation import Rehearsal, Turn
from app.domain.difference import Difference, Side, difference
from app.domain.scorecard import Scorecard
from app.domain.talk import Talk
from app.errors import NotFound, StaleRehearsal
from app.judge.noise import noise
from app.store.repository import Store


class Redo(NamedTuple):
    """A turn that is about to be answered differently; nothing is stored for it."""

    talk: Talk
    """The talk as it was before that turn, open again."""
    said: Turn
    """What the learner answered then."""
    leaf: str
    """Where the learner is until the new answer is sent."""


class Tree(NamedTuple):
    """All attempts of a rehearsal."""

    rehearsal: Rehearsal
    attempts: tuple[Attempt, ...]

    def attempt(self, leaf: str) -> Attempt:
        """Return the attempt that ends in `leaf`. Raises `NotFound`."""
        for attempt in self.attempts:
            if attempt.leaf == leaf:
                return attempt
        raise NotFound("attempt", leaf)


class Compared(NamedTuple):
    """Two attempts, of one rehearsal or of two, and what is different."""

    first: Talk
    second: Talk
    numbers: tuple[int, int]
    """Each one's number in its rehearsal."""
    difference: Difference
    same_rubric: bool


class Attempts:
    """Everything that a learner can do with other ways through a rehearsal.

    The boss, the state and the seed need no restoring: every boss turn carries the state after
    it, and the rehearsal its seed, so what is said next depends on nothing else.
    """

    def __init__(self, store: Store, catalog: Catalog) -> None:
        self._store, self._catalog = store, catalog

    def talk(self, owner: str, rehearsal_id: str, leaf: str = "") -> Talk:
        """Return a rehearsal on the attempt that ends in `leaf`, else on the learner's.

        Raises `NotFound`.
        """
        rehearsal = self._store.rehearsal(owner, rehearsal_id)
        if leaf and leaf != rehearsal.leaf_id:
            rehearsal = self._on(rehearsal, leaf)
        return self.along(rehearsal)

    def along(self, rehearsal: Rehearsal) -> Talk:
        """Return a rehearsal with the turns of the attempt that it is on."""
        turns = self._store.path(rehearsal.id, rehearsal.leaf_id or "")
        return Talk(rehearsal, turns, self._catalog.personas.get(rehearsal.persona_id))

    def _on(self, rehearsal: Rehearsal, leaf: str) -> Rehearsal:
        endings = {ending.leaf_id: ending for ending in self._store.attempts.endings(rehearsal.id)}
        ending = endings.get(leaf)
        return rehearsal.model_copy(
            update={
                "leaf_id": leaf,
                "outcome": ending and ending.outcome,
                "finished_at": ending and ending.finished_at,
            }
        )

    def redo(self, owner: str, rehearsal_id: str, turn_id: str) -> Redo:
        """Return the talk as it was before a learner's turn, to answer it differently.

        Nothing changes before the new answer is sent with `Rehearsals.say(instead_of=…)`, so
        there is nothing to undo for who thinks better of it. Raises `NotFound`.
        """
        rehearsal = self._store.rehearsal(owner, rehearsal_id)
        said = self._store.turn(rehearsal_id, turn_id)
        if said.speaker != "learner" or said.parent_id is None:
            raise NotFound("answer", turn_id)
        before = {"leaf_id": said.parent_id, "outcome": None, "finished_at": None}
        talk = self.along(rehearsal.model_copy(update=before))
        return Redo(talk, said, rehearsal.leaf_id or "")

    def take_back(self, owner: str, rehearsal_id: str, turn_id: str) -> Talk:
        """Take back the last exchange, which began with the learner's `turn_id`.

        It stays in the tree, and `go_on` brings it back. Raises `NotFound`, and `StaleRehearsal`
        when the meeting is over or the talk has gone on.
        """
        talk = self.talk(owner, rehearsal_id)
        last = next((turn for turn in reversed(talk.turns) if turn.speaker == "learner"), None)
        if not talk.rehearsal.open:
            raise StaleRehearsal("This meeting is over. Answer a turn differently instead.")
        if last is None or last.id != turn_id or last.parent_id is None:
            raise StaleRehearsal
        self._store.attempts.move(rehearsal_id, last.parent_id, leaf=talk.turns[-1].id)
        return self.talk(owner, rehearsal_id)

    def go_on(self, owner: str, rehearsal_id: str, leaf: str) -> Talk:
        """Put the learner on the attempt that ends in `leaf`, and return it.

        One that is over stays over. Raises `NotFound`.
        """
        self.tree(owner, rehearsal_id).attempt(leaf)
        self._store.set_leaf(rehearsal_id, leaf)
        return self.talk(owner, rehearsal_id)

    def tree(self, owner: str, rehearsal_id: str) -> Tree:
        """Return all attempts of a rehearsal. Raises `NotFound`."""
        rehearsal = self._store.rehearsal(owner, rehearsal_id)
        turns = self._store.tree(rehearsal_id)
        cards = self._store.scorecards(rehearsal_id)
        endings = self._store.attempts.endings(rehearsal_id)
        return Tree(rehearsal, attempts(turns, endings, cards, rehearsal.leaf_id))

    def of_card(self, owner: str, scorecard_id: str) -> str:
        """Return the attempt that a scorecard is about; '' if there is no such card."""
        try:
            card = self._store.scorecard(scorecard_id)
            self._store.rehearsal(owner, card.rehearsal_id)
        except NotFound:
            return ""
        return card.leaf_id

    def compare(self, owner: str, first: tuple[str, str], second: tuple[str, str]) -> Compared:
        """Return what is different between two attempts, each (rehearsal, leaf or '').

        The one that was begun earlier comes first, whichever is named first. Levels and
        findings are those of the newest scorecards there are. Raises `NotFound`.
        """
        sides = [
            (talk, self._number(owner, talk))
            for talk in (self.talk(owner, *first), self.talk(owner, *second))
        ]
        sides.sort(key=lambda side: (side[0].rehearsal.started_at, side[1]))
        (one, number), (other, other_number) = sides
        rubric = self._catalog.rubric(other.rehearsal.rubric_id)
        found = difference(self._side(one), self._side(other), rubric, noise(rubric.id))
        same = one.rehearsal.rubric_id == other.rehearsal.rubric_id
        return Compared(one, other, (number, other_number), found, same)

    def _number(self, owner: str, talk: Talk) -> int:
        return self.tree(owner, talk.rehearsal.id).attempt(talk.turns[-1].id).number

    def _side(self, talk: Talk) -> Side:
        return Side(talk.turns, self._newest(talk), talk.rehearsal.outcome)

    def _newest(self, talk: Talk) -> Scorecard | None:
        cards = self._store.scorecards(talk.rehearsal.id, talk.turns[-1].id)
        return next(iter(cards), None)
