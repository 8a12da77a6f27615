"""What calls to models took, by day, owner and model."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select, true
from sqlalchemy.dialects import postgresql, sqlite

from app.domain.budget import Spent
from app.domain.conversation import Usage
from app.store.database import Database
from app.store.privacy_tables import usage

_SUMS = tuple(
    func.coalesce(func.sum(usage.c[name]), 0).label(name)
    for name in ("calls", "prompt", "cached", "completion")
)


class UsageBook:
    """One row for each day, owner and model: numbers only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, day: date, owner: str, model: str, used: Usage) -> None:
        """Add one call."""
        values = {**used.model_dump(), "calls": 1}
        key = {"day": day.isoformat(), "owner": owner, "model": model}
        insert = (
            sqlite.insert if self._database.engine.dialect.name == "sqlite" else postgresql.insert
        )
        summed = insert(usage).values(**key, **values)
        with self._database.writing() as connection:
            connection.execute(
                summed.on_conflict_do_update(
                    index_elements=list(key),
                    set_={name: usage.c[name] + summed.excluded[name] for name in values},
                )
            )

    def used(self, day: date, owners: Collection[str] | None = None) -> dict[str, Usage]:
        """Return what some owners took on a day, or everybody, by model."""
        whose = true() if owners is None else usage.c.owner.in_(owners)
        query = (
            select(usage.c.model, *_SUMS)
            .where(usage.c.day == day.isoformat(), whose)
            .group_by(usage.c.model)
        )
        with self._database.reading() as connection:
            return {
                model: Usage(prompt=int(prompt), cached=int(cached), completion=int(completion))
                for model, _, prompt, cached, completion in connection.execute(query)
            }

    def spent(self, first: date, last: date) -> tuple[Spent, ...]:
        """Return what everybody took from `first` to `last`, by day, owner and model."""
        query = (
            select(usage.c.day, usage.c.owner, usage.c.model, *_SUMS)
            .where(usage.c.day.between(first.isoformat(), last.isoformat()))
            .group_by(usage.c.day, usage.c.owner, usage.c.model)
            .order_by(usage.c.day, usage.c.owner, usage.c.model)
        )
        with self._database.reading() as connection:
            return tuple(
                Spent(
                    date.fromisoformat(day),
                    owner,
                    model,
                    int(calls),
                    Usage(prompt=int(prompt), cached=int(cached), completion=int(completion)),
                )
                for day, owner, model, calls, prompt, cached, completion in connection.execute(
                    query
                )
            )
