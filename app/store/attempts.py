"""The statements on attempts: branching off, moving between them, and how each one ended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, select, update

from app.domain.attempt import Ending
from app.domain.conversation import OutcomeName, Turn
from app.errors import StaleRehearsal
from app.store import queries, rows
from app.store.database import Database
from app.store.tables import attempts, turns

SAID = ("text", "complete", "origin", "usage", "move", "state")
"""What changes when a partial boss turn is completed."""


def append(connection: Connection, turn: Turn) -> None:
    """Add a turn and make it the leaf."""
    connection.execute(turns.insert(), rows.turn_row(turn))
    queries.change(connection, turn.rehearsal_id, leaf_id=turn.id)


def complete(connection: Connection, turn: Turn) -> None:
    """Replace what a partial turn says; one that is complete stays as it is."""
    partial = and_(queries.is_turn(turn.rehearsal_id, turn.id), ~turns.c.complete)
    row = rows.turn_row(turn)
    connection.execute(update(turns).where(partial).values({name: row[name] for name in SAID}))


def ending(connection: Connection, rehearsal_id: str, leaf_id: str | None) -> Ending | None:
    """Return how the attempt that ends in `leaf_id` ended; None if it did not."""
    this = and_(attempts.c.rehearsal_id == rehearsal_id, attempts.c.leaf_id == leaf_id)
    row = queries.first(connection, select(attempts).where(this))
    return rows.ending(row) if row else None


def end(
    connection: Connection,
    rehearsal_id: str,
    leaf_id: str | None,
    outcome: OutcomeName,
    at: datetime,
) -> None:
    """End the attempt that the learner is on; the first end of an attempt counts."""
    first = _noted(connection, rehearsal_id, leaf_id, outcome, at)
    queries.change(connection, rehearsal_id, outcome=first.outcome, finished_at=first.finished_at)


def _noted(
    connection: Connection,
    rehearsal_id: str,
    leaf_id: str | None,
    outcome: OutcomeName,
    at: datetime,
) -> Ending:
    """Note how an attempt ended, unless that is known; return what is known."""
    known = ending(connection, rehearsal_id, leaf_id)
    if known:
        return known
    new = Ending(leaf_id=leaf_id or "", outcome=outcome, finished_at=at)
    if leaf_id is not None:  # a rehearsal without turns has no attempts
        connection.execute(attempts.insert(), {"rehearsal_id": rehearsal_id, **new.model_dump()})
    return new


class Attempts:
    """The attempts of rehearsals. Every method is one transaction; see `Store`."""

    def __init__(self, database: Database) -> None:
        self._reading, self._writing = database.reading, database.writing

    def branch(self, turn: Turn, *, instead_of: str, leaf: str) -> Turn:
        """Keep a learner's other answer, make it the leaf, and return it as it is stored.

        The meeting goes on from there, whether or not it was over. The same message is not stored
        again, and the leaf stays then. Raises `NotFound`, and `StaleRehearsal` when the learner is
        no longer at `leaf`, or `instead_of` is no other answer to the same boss turn.
        """
        with self._writing() as connection:
            held = queries.hold(connection, turn.rehearsal_id)
            stored = queries.find_turn(connection, queries.is_message(turn))
            if stored is not None:
                return stored
            other = queries.turn(connection, turn.rehearsal_id, instead_of)
            if held["leaf_id"] != leaf or other.parent_id != turn.parent_id:
                raise StaleRehearsal
            append(connection, turn)
            self._reopen(connection, turn.rehearsal_id)
            return queries.turn(connection, turn.rehearsal_id, turn.id)

    def answer(self, turn: Turn, outcome: OutcomeName | None, at: datetime) -> None:
        """Keep a boss turn, new or completed, and how it closed the meeting, both or neither.

        Who has moved on to another attempt meanwhile stays there; a boss who answers after the
        learner has ended the meeting is not heard. Raises `NotFound`.
        """
        with self._writing() as connection:
            held = queries.hold(connection, turn.rehearsal_id)
            if ending(connection, turn.rehearsal_id, turn.parent_id):
                return
            stored = queries.find_turn(connection, queries.is_message(turn))
            here = held["leaf_id"] == (turn.parent_id if stored is None else stored.id)
            if stored is None:
                connection.execute(turns.insert(), rows.turn_row(turn))
            elif stored.complete:
                return
            else:
                complete(connection, turn)
            if here:
                queries.change(connection, turn.rehearsal_id, leaf_id=turn.id)
            if outcome and turn.complete:
                if here and held["outcome"] is None:
                    end(connection, turn.rehearsal_id, turn.id, outcome, at)
                else:
                    _noted(connection, turn.rehearsal_id, turn.id, outcome, at)

    def reply(self, rehearsal_id: str, learner_turn: str) -> Turn | None:
        """Return the boss's answer to a learner's turn, whole or partial; None if there is none."""
        answers = and_(
            turns.c.rehearsal_id == rehearsal_id,
            turns.c.parent_id == learner_turn,
            turns.c.speaker == "boss",
        )
        with self._reading() as connection:
            return queries.find_turn(connection, answers)

    def move(self, rehearsal_id: str, turn_id: str, *, leaf: str) -> None:
        """Let the learner go on from `turn_id`, whether or not a meeting ended there.

        Raises `NotFound`, and `StaleRehearsal` when the learner is no longer at `leaf`.
        """
        with self._writing() as connection:
            held = queries.hold(connection, rehearsal_id)
            queries.turn(connection, rehearsal_id, turn_id)
            if held["leaf_id"] != leaf:
                raise StaleRehearsal
            queries.change(connection, rehearsal_id, leaf_id=turn_id)
            self._reopen(connection, rehearsal_id)

    def endings(self, rehearsal_id: str) -> tuple[Ending, ...]:
        """Return how the attempts of a rehearsal ended, the first to end first."""
        query = select(attempts).where(attempts.c.rehearsal_id == rehearsal_id)
        with self._reading() as connection:
            found = connection.execute(query.order_by(attempts.c.number)).mappings()
            return tuple(rows.ending(row) for row in found)

    def _reopen(self, connection: Connection, rehearsal_id: str) -> None:
        queries.change(connection, rehearsal_id, outcome=None, finished_at=None)
