"""The store: rehearsals, turns and scorecards, spoken of as domain objects."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement, Engine, delete, literal, select, update

from app.domain.conversation import OutcomeName, Rehearsal, Turn
from app.domain.correction import ApartRow, Correction, CorrectionRow
from app.domain.history import HistoryQuery, HistoryRow
from app.domain.scorecard import Scorecard
from app.domain.worksheet import Worksheet
from app.errors import NotFound, StaleRehearsal
from app.store import archive, attempts, corrections, history, queries, rows, schema
from app.store.attempts import Attempts
from app.store.belongings import Belongings
from app.store.content import ContentVersions
from app.store.database import Database
from app.store.demo import Demos
from app.store.engine import open_engine
from app.store.hints import Hints
from app.store.jobs import JobStore
from app.store.progress import Pasts
from app.store.reflections import Reflections
from app.store.tables import SCHEMA, rehearsals, scorecards, turns
from app.store.tries import Tries
from app.store.troubles import explained, place
from app.store.usage import UsageBook
from app.store.users import Users
from app.store.worksheets import Worksheets, keep_plan


class Store:
    """All that is kept. Threads may share one; every method is one transaction.

    A method returns once its transaction is on disk. Every method raises `StoreUnavailable` when
    the database cannot be used; nothing was stored then.
    """

    newest_schema = SCHEMA
    """The revision that this version of the app works with."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._database = engine, Database(engine)
        self._reading, self._writing = self._database.reading, self._database.writing
        self.content = ContentVersions(self._database)
        """Versions of persona and rubric files."""
        self.reflections = Reflections(self._database)
        """What learners mean to do differently next time."""
        self.attempts = Attempts(self._database)
        """Other ways through a rehearsal, and how each one ended."""
        self.worksheets = Worksheets(self._database)
        """How learners prepared, and what they had planned when a rehearsal began."""
        self.hints = Hints(self._database)
        """The hints that were taken."""
        self.pasts = Pasts(self._database)
        """Past rehearsals in columns, for progress."""
        self.demos = Demos(self._database)
        """The rehearsals of the demo."""
        self.users = Users(self._database)
        """Accounts, sessions and links."""
        self.tries = Tries(self._database)
        """How often somebody tried to sign in."""
        self.belongings = Belongings(self._database)
        """All that is one owner's, to hand over, to erase, and to remove when it is old."""
        self.usage = UsageBook(self._database)
        """What calls to models took."""
        self.jobs = JobStore(self._database)
        """Work in bulk."""

    @classmethod
    def open(cls, url: str) -> Store:
        """Connect to `sqlite:///PATH` or `postgresql://…` and bring the schema up to date.

        Raises `SetupError` for a URL or a folder that cannot be used, and `StoreUnavailable` for
        a server, a password, a file or a schema that cannot.
        """
        store = cls(open_engine(url))
        try:
            store.upgrade()
        except BaseException:
            store.close()
            raise
        return store

    @property
    def for_copies(self) -> bool:
        """Whether several copies of the app, on several machines, can share this store."""
        return self._engine.dialect.name == "postgresql"

    @staticmethod
    def restore_from(url: str, backup: Path) -> str:
        """Put a backup in the place of the store at `url`; return where that is kept now, or ''.

        Raises `StoreUnavailable` when the backup cannot be used or the store is in use; nothing
        was changed then.
        """
        return archive.restore(url, backup)

    @property
    def place(self) -> str:
        """Where the database is, for people; never a user or a password."""
        return place(self._engine.url)

    @property
    def address(self) -> str:
        """The database's URL with its password, for others who connect to it. Never to be shown."""
        url = self._engine.url.set(drivername=self._engine.dialect.name)
        return url.render_as_string(hide_password=False)

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def upgrade(self) -> None:
        """Bring the schema up to date; processes that do it at once wait for each other."""
        with explained(self._engine.url):
            schema.upgrade(self._engine)

    def schema_version(self) -> str | None:
        """Return the revision that the database is at."""
        with self._reading() as connection:
            return schema.version(connection)

    def ping(self) -> None:
        """Ask the database for a sign of life."""
        with self._reading() as connection:
            connection.execute(select(literal(1)))

    def backup(self, target: Path) -> None:
        """Write everything into the new file `target`, while the store is in use.

        The file goes back into SQLite or PostgreSQL with `restore`. Raises `AppError` when
        `target` exists or cannot be written.
        """
        with explained(self._engine.url):
            archive.backup(self._engine, target)

    def checksum(self) -> str:
        """Return the SHA-256 of all that is stored: the same in every kind of database."""
        with self._reading() as connection:
            return archive.checksum(connection)

    def add_rehearsal(
        self, rehearsal: Rehearsal, opening: Turn | None = None, plan: Worksheet | None = None
    ) -> None:
        """Keep a new rehearsal, its first turn and a copy of the worksheet: all or nothing."""
        with self._writing() as connection:
            connection.execute(rehearsals.insert(), rehearsal.model_dump())
            if plan and not plan.empty:
                keep_plan(connection, rehearsal.id, plan)
            if opening:
                attempts.append(connection, opening)

    def add_turn(self, turn: Turn, *, at_leaf: bool = False) -> Turn:
        """Keep a turn, make it the rehearsal's leaf, and return it as it is stored.

        A message that was already answered to the same parent is not stored again: the stored
        turn comes back and the leaf stays. Raises `NotFound` when there is no such rehearsal, and
        with `at_leaf` `StaleRehearsal` when it has gone on past the turn's parent, or is over.
        """
        with self._writing() as connection:
            held = queries.hold(connection, turn.rehearsal_id)
            stored = queries.find_turn(connection, queries.is_message(turn))
            if stored is not None:
                return stored
            if at_leaf and held["outcome"] is not None:
                raise StaleRehearsal("This meeting is over. Your message was not sent.")
            if at_leaf and held["leaf_id"] != turn.parent_id:
                raise StaleRehearsal
            attempts.append(connection, turn)
            return queries.turn(connection, turn.rehearsal_id, turn.id)

    def set_leaf(self, rehearsal_id: str, turn_id: str) -> None:
        """Put the learner on the attempt that ends in `turn_id`, over or not. Raises `NotFound`."""
        with self._writing() as connection:
            queries.hold(connection, rehearsal_id)
            queries.turn(connection, rehearsal_id, turn_id)
            known = attempts.ending(connection, rehearsal_id, turn_id)
            queries.change(
                connection,
                rehearsal_id,
                leaf_id=turn_id,
                outcome=known.outcome if known else None,
                finished_at=known.finished_at if known else None,
            )

    def finish(self, rehearsal_id: str, outcome: OutcomeName, at: datetime) -> None:
        """Note how the learner's attempt ended; the first end counts. Raises `NotFound`."""
        with self._writing() as connection:
            held = queries.hold(connection, rehearsal_id)
            if held["outcome"] is None:
                attempts.end(connection, rehearsal_id, held["leaf_id"], outcome, at)

    def rehearsal(self, owner: str, rehearsal_id: str) -> Rehearsal:
        """Return a rehearsal. Raises `NotFound` when it is missing, deleted or another's."""
        this = select(rehearsals).where(rehearsals.c.id == rehearsal_id, queries.visible(owner))
        with self._reading() as connection:
            row = queries.first(connection, this)
        if row is None:
            raise NotFound("rehearsal", rehearsal_id)
        return rows.rehearsal(row)

    def latest_open(self, owner: str) -> Rehearsal | None:
        """Return the owner's newest rehearsal that is not finished."""
        unfinished = select(rehearsals).where(
            queries.visible(owner), rehearsals.c.outcome.is_(None)
        )
        # By the order of writing: the clock may have been set back.
        newest = unfinished.order_by(rehearsals.c.number.desc()).limit(1)
        with self._reading() as connection:
            row = queries.first(connection, newest)
        return rows.rehearsal(row) if row else None

    def turn(self, rehearsal_id: str, turn_id: str) -> Turn:
        """Return one turn. Raises `NotFound`."""
        with self._reading() as connection:
            return queries.turn(connection, rehearsal_id, turn_id)

    def tree(self, rehearsal_id: str) -> tuple[Turn, ...]:
        """Return all turns of a rehearsal in the order of writing: parents before children."""
        query = select(turns).where(turns.c.rehearsal_id == rehearsal_id).order_by(turns.c.number)
        with self._reading() as connection:
            return tuple(rows.turn(row) for row in connection.execute(query).mappings())

    def path(self, rehearsal_id: str, leaf_id: str) -> tuple[Turn, ...]:
        """Return the transcript that ends in `leaf_id`, root first. Raises `NotFound`."""
        with self._reading() as connection:
            found = connection.execute(queries.path(rehearsal_id, leaf_id)).mappings().all()
        if not found:
            raise NotFound("turn", leaf_id)
        return tuple(rows.turn(row) for row in found)

    def add_scorecard(self, scorecard: Scorecard) -> None:
        """Keep a scorecard; it never changes. Raises `NotFound` when its rehearsal is gone."""
        with self._writing() as connection:
            queries.hold(connection, scorecard.rehearsal_id)
            connection.execute(scorecards.insert(), rows.scorecard_row(scorecard))

    def scorecard(self, scorecard_id: str) -> Scorecard:
        """Return a scorecard. Raises `NotFound`."""
        with self._reading() as connection:
            row = queries.first(
                connection, select(scorecards).where(scorecards.c.id == scorecard_id)
            )
        if row is None:
            raise NotFound("scorecard", scorecard_id)
        return rows.scorecard(row)

    def scorecards(self, rehearsal_id: str, leaf_id: str | None = None) -> tuple[Scorecard, ...]:
        """Return the scorecards of a rehearsal, or of one attempt, the last one made first."""
        of_rehearsal = select(scorecards).where(scorecards.c.rehearsal_id == rehearsal_id)
        if leaf_id is not None:
            of_rehearsal = of_rehearsal.where(scorecards.c.leaf_id == leaf_id)
        with self._reading() as connection:
            found = connection.execute(of_rehearsal.order_by(scorecards.c.number.desc()))
            return tuple(rows.scorecard(row) for row in found.mappings())

    def keep_correction(self, correction: Correction) -> None:
        """Keep a correction in place of what its trainer said of the same subject before.

        Raises `NotFound` when its rehearsal is gone.
        """
        with self._writing() as connection:
            queries.hold(connection, correction.rehearsal_id)
            corrections.keep(connection, correction)

    def drop_correction(self, trainer: str, correction_id: str) -> Correction:
        """Take a trainer's correction back, and return it. Raises `NotFound`."""
        with self._writing() as connection:
            return corrections.drop(connection, trainer, correction_id)

    def corrections(self, scorecard_id: str) -> tuple[Correction, ...]:
        """Return what trainers say of a scorecard, the last one last."""
        with self._reading() as connection:
            return corrections.of_card(connection, scorecard_id)

    def all_corrections(
        self, owner: str | None = None, rubric_id: str | None = None
    ) -> tuple[CorrectionRow, ...]:
        """Return the corrections of rehearsals that are not deleted, the last one first.

        With `owner` or `rubric_id` only of theirs.
        """
        with self._reading() as connection:
            return corrections.everywhere(connection, owner, rubric_id)

    def apart(self, owner: str, limit: int) -> tuple[ApartRow, ...]:
        """Return rehearsals on whose newest scorecard the judges are far apart, newest first."""
        with self._reading() as connection:
            return corrections.apart(connection, owner, limit)

    def history(self, owner: str, query: HistoryQuery) -> tuple[list[HistoryRow], int]:
        """Return one page of the owner's rehearsals, and how many there are on all pages."""
        with self._reading() as connection:
            return history.history(connection, owner, query)

    def best(self, owner: str) -> dict[str, int]:
        """Return the owner's best overall score (0-100) per persona id."""
        with self._reading() as connection:
            return history.best(connection, owner)

    def delete(self, owner: str, rehearsal_id: str, at: datetime) -> None:
        """Hide a rehearsal; `restore` undoes it until `purge`. Raises `NotFound`."""
        self._mark_deleted(at, rehearsal_id, queries.visible(owner))

    def restore(self, owner: str, rehearsal_id: str) -> None:
        """Bring a deleted rehearsal back. Raises `NotFound`."""
        self._mark_deleted(None, rehearsal_id, rehearsals.c.owner == owner)

    def purge(self, before: datetime) -> int:
        """Remove for good what was deleted before then; return how many rehearsals it was."""
        with self._writing() as connection:
            return connection.execute(
                delete(rehearsals).where(rehearsals.c.deleted_at < before)
            ).rowcount

    def _mark_deleted(
        self, at: datetime | None, rehearsal_id: str, whose: ColumnElement[bool]
    ) -> None:
        this = update(rehearsals).where(rehearsals.c.id == rehearsal_id, whose)
        with self._writing() as connection:
            if not connection.execute(this.values(deleted_at=at)).rowcount:
                raise NotFound("rehearsal", rehearsal_id)
