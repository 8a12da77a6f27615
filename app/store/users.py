"""People with an account, the browsers they are signed in with, and links that work once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, exists, select, update
from sqlalchemy.exc import IntegrityError

from app.domain.user import Link, LinkKind, Session, User, folded
from app.errors import AccountRefused, NotFound
from app.store import rows
from app.store.database import Database
from app.store.queries import first
from app.store.tables import corrections, metadata
from app.store.user_tables import links, sessions, users

TAKEN = "There is an account of that name already. Choose another name."
SPENT = "This link was used already, or its time is over. Ask for a new one."


class Users:
    """Accounts, sessions and links. Every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Accounts

    def add(self, user: User) -> None:
        """Keep a new account. Raises `AccountRefused` when the name is taken."""
        try:
            with self._database.writing() as connection:
                _insert(connection, user)
        except IntegrityError as error:
            raise AccountRefused(TAKEN) from error

    def user(self, user_id: str) -> User:
        """Return an account. Raises `NotFound`."""
        found = self._one(select(users).where(users.c.id == user_id))
        if found is None:
            raise NotFound("account", user_id)
        return found

    def named(self, name: str) -> User | None:
        """Return the account that somebody signs in to as `name`."""
        return self._one(select(users).where(users.c.folded == folded(name)))

    def vouched(self, issuer: str, subject: str) -> User | None:
        """Return the account that belongs to a provider's `subject`."""
        this = and_(users.c.issuer == issuer, users.c.subject == subject)
        return self._one(select(users).where(this))

    def all(self) -> tuple[User, ...]:
        """Return all accounts by name."""
        with self._database.reading() as connection:
            found = connection.execute(select(users).order_by(users.c.folded)).mappings()
            return tuple(User.model_validate(dict(row)) for row in found)

    def there_are(self) -> bool:
        """Whether anybody has an account."""
        with self._database.reading() as connection:
            return bool(connection.scalar(select(exists(select(users.c.number)))))

    def change(self, user_id: str, *, sign_out: bool = False, **fields: Any) -> None:  # noqa: ANN401
        """Change columns of an account; `sign_out` ends its sessions and takes its links back.

        Raises `NotFound`.
        """
        with self._database.writing() as connection:
            this = update(users).where(users.c.id == user_id).values(**fields)
            if not connection.execute(this).rowcount:
                raise NotFound("account", user_id)
            if sign_out:
                _sign_out(connection, user_id)

    def adopt(self, owner: str, user_id: str) -> int:
        """Give everything of `owner` to an account; return how many rehearsals it was.

        Every table with a column `owner` takes part, and what `owner` corrected as a trainer.
        """
        moved = 0
        with self._database.writing() as connection:
            for table in metadata.sorted_tables:
                if "owner" in table.c:
                    mine = update(table).where(table.c.owner == owner).values(owner=user_id)
                    count = connection.execute(mine).rowcount
                    moved += count if table.name == "rehearsals" else 0
            _adopt_corrections(connection, owner, user_id)
        return moved

    # Sessions

    def begin(self, session: Session, stale: datetime) -> None:
        """Keep a new session; those not seen since `stale` go away."""
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.seen_at < stale))
            connection.execute(sessions.insert(), session.model_dump())

    def session(self, token_hash: str) -> tuple[User, Session] | None:
        """Return who is signed in with a token, and since when; None for nobody."""
        query = (
            select(users, sessions.c.token_hash, sessions.c.begun_at, sessions.c.seen_at)
            .join(sessions, sessions.c.user_id == users.c.id)
            .where(sessions.c.token_hash == token_hash)
        )
        with self._database.reading() as connection:
            row = first(connection, query)
        if row is None:
            return None
        user = User.model_validate(dict(row))
        return user, Session.model_validate({**row, "user_id": user.id})

    def seen(self, token_hash: str, at: datetime) -> None:
        """Note that a session was used."""
        this = update(sessions).where(sessions.c.token_hash == token_hash)
        with self._database.writing() as connection:
            connection.execute(this.values(seen_at=at))

    def end(self, token_hash: str) -> None:
        """End one session."""
        with self._database.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))

    # Links

    def keep_link(self, link: Link, now: datetime) -> None:
        """Keep a link; those whose time is over go away, and others for the same person."""
        with self._database.writing() as connection:
            connection.execute(delete(links).where(links.c.expires_at <= now))
            if link.user_id:
                connection.execute(delete(links).where(links.c.user_id == link.user_id))
            connection.execute(links.insert(), link.model_dump())

    def link(self, token_hash: str, kind: LinkKind, now: datetime) -> Link:
        """Return a link that can be used. Raises `AccountRefused`."""
        with self._database.reading() as connection:
            row = first(connection, select(links).where(_usable(token_hash, kind, now)))
        if row is None:
            raise AccountRefused(SPENT)
        return Link.model_validate(dict(row))

    def use_invite(self, token_hash: str, user: User, now: datetime) -> None:
        """Use an invitation up for a new account, both or neither. Raises `AccountRefused`."""
        try:
            with self._database.writing() as connection:
                _use(connection, token_hash, "invite", now)
                _insert(connection, user)
        except IntegrityError as error:
            raise AccountRefused(TAKEN) from error

    def use_reset(self, token_hash: str, user_id: str, password: str, now: datetime) -> None:
        """Use a reset up: the password changes and all sessions end. Raises `AccountRefused`."""
        with self._database.writing() as connection:
            _use(connection, token_hash, "reset", now)
            this = update(users).where(users.c.id == user_id)
            connection.execute(this.values(password=password))
            _sign_out(connection, user_id)

    def _one(self, query: Select[Any]) -> User | None:
        with self._database.reading() as connection:
            row = first(connection, query)
        return User.model_validate(dict(row)) if row else None


def _insert(connection: Connection, user: User) -> None:
    connection.execute(users.insert(), {**user.model_dump(), "folded": folded(user.name)})


def _adopt_corrections(connection: Connection, trainer: str, user_id: str) -> None:
    """Give what a trainer corrected to an account; a correction names its trainer inside, too."""
    theirs = select(corrections).where(corrections.c.trainer == trainer)
    for row in connection.execute(theirs).mappings().all():
        given = rows.correction(row).model_copy(update={"trainer": user_id})
        this = update(corrections).where(corrections.c.number == row["number"])
        connection.execute(this.values(rows.correction_row(given)))


def _sign_out(connection: Connection, user_id: str) -> None:
    connection.execute(delete(sessions).where(sessions.c.user_id == user_id))
    connection.execute(delete(links).where(links.c.user_id == user_id))


def _usable(token_hash: str, kind: LinkKind, now: datetime) -> Any:  # noqa: ANN401
    return and_(links.c.token_hash == token_hash, links.c.kind == kind, links.c.expires_at > now)


def _use(connection: Connection, token_hash: str, kind: LinkKind, now: datetime) -> None:
    """Use a link up: of two that try at once, one succeeds."""
    if not connection.execute(delete(links).where(_usable(token_hash, kind, now))).rowcount:
        raise AccountRefused(SPENT)
