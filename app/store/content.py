"""The versions of persona and rubric files."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.domain.content import Version
from app.errors import StaleContent
from app.store.database import Database
from app.store.tables import content

_FIELDS = [content.c[name] for name in Version.model_fields]


class ContentVersions:
    """Every version of every content file; copies of the app share them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, version: Version) -> None:
        """Keep a version. Raises `StaleContent` when another one has taken its number."""
        try:
            with self._database.writing() as connection:
                connection.execute(content.insert(), version.model_dump())
        except IntegrityError as error:
            raise StaleContent(version.path) from error

    def newest(self, path: str) -> Version | None:
        """Return the last version of a file; None for one that was never kept."""
        found = self.of(path, limit=1)
        return found[0] if found else None

    def of(self, path: str, limit: int = 200) -> tuple[Version, ...]:
        """Return the versions of a file, the last one first."""
        query = select(*_FIELDS).where(content.c.path == path)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(content.c.version.desc()).limit(limit))
            return tuple(Version.model_validate(dict(row)) for row in rows.mappings())

    def since(self, number: int) -> tuple[int, tuple[Version, ...]]:
        """Return what was written after `number`: the new number, the last version of each file."""
        with self._database.reading() as connection:
            last = connection.scalar(select(func.max(content.c.number))) or 0
            if last <= number:
                return number, ()
            newest = select(func.max(content.c.number)).where(content.c.number > number)
            changed = select(*_FIELDS).where(
                content.c.number.in_(newest.group_by(content.c.path)), content.c.number <= last
            )
            rows = connection.execute(changed.order_by(content.c.number)).mappings()
            return last, tuple(Version.model_validate(dict(row)) for row in rows)
