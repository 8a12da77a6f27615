"""The queries over many rehearsals: always the same number of them, however many there are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    and_,
    exists,
    func,
    or_,
    select,
)

from app.domain.history import HistoryQuery, HistoryRow, HistorySort
from app.domain.text import storable
from app.store import rows
from app.store.queries import NEWEST_FIRST, OLDEST_FIRST, visible
from app.store.tables import attempts, rehearsals, scorecards, turns


def history(
    connection: Connection, owner: str, query: HistoryQuery
) -> tuple[list[HistoryRow], int]:
    """Return one page of the owner's rehearsals and how many there are on all pages."""
    wanted = and_(*_filters(owner, query))
    page = connection.execute(_page(wanted, query)).mappings().all()
    if not page:
        return [], connection.scalar(select(func.count()).where(wanted)) or 0
    counts = _counts(connection, [row["id"] for row in page])
    found = [rows.history_row(row, *counts.get(row["id"], (0, 0))) for row in page]
    return found, page[0]["total"]


def best(connection: Connection, owner: str) -> dict[str, int]:
    """Return the owner's best overall score per persona."""
    highest = func.max(scorecards.c.overall)
    found = connection.execute(
        select(rehearsals.c.persona_id, highest)
        .join(scorecards, scorecards.c.rehearsal_id == rehearsals.c.id)
        .where(visible(owner), scorecards.c.overall.is_not(None))
        .group_by(rehearsals.c.persona_id)
    )
    return {persona_id: overall for persona_id, overall in found}


def _filters(owner: str, query: HistoryQuery) -> list[ColumnElement[bool]]:
    filters = [visible(owner)]
    if query.persona_id is not None:
        filters.append(rehearsals.c.persona_id == query.persona_id)
    if query.situation is not None:
        filters.append(rehearsals.c.situation == query.situation)
    if query.outcome is not None:
        outcome = None if query.outcome == "open" else query.outcome
        filters.append(rehearsals.c.outcome == outcome)  # becomes IS NULL for an open one
    if query.text:
        filters.append(_says(storable(query.text)))
    return filters


def _says(words: str) -> ColumnElement[bool]:
    said = and_(
        turns.c.rehearsal_id == rehearsals.c.id, turns.c.text.icontains(words, autoescape=True)
    )
    return or_(
        rehearsals.c.persona_name.icontains(words, autoescape=True),
        exists().where(said),
    )


def _page(wanted: ColumnElement[bool], query: HistoryQuery) -> Select[Any]:
    """Select a page; levels are those of the attempt that the learner is on, as the outcome is."""
    newest = (
        select(func.max(scorecards.c.number))
        .where(
            scorecards.c.rehearsal_id == rehearsals.c.id,
            scorecards.c.leaf_id == rehearsals.c.leaf_id,
        )
        .correlate(rehearsals)
        .scalar_subquery()
    )
    total = func.count().over().label("total")
    return (
        select(rehearsals, scorecards.c.levels, scorecards.c.overall, total)
        .outerjoin(scorecards, scorecards.c.number == newest)
        .where(wanted)
        .order_by(*_ORDER[query.sort])
        .limit(query.limit)
        .offset(query.offset)
    )


_ORDER: dict[HistorySort, tuple[ColumnElement[Any], ...]] = {
    "newest": NEWEST_FIRST,
    "oldest": OLDEST_FIRST,
    "best": (scorecards.c.overall.desc().nulls_last(), *NEWEST_FIRST),
    "worst": (scorecards.c.overall.asc().nulls_last(), *NEWEST_FIRST),
    "boss": (func.lower(rehearsals.c.persona_name), *NEWEST_FIRST),
}


def _counts(connection: Connection, ids: list[str]) -> dict[str, tuple[int, int]]:
    """Return learner turns on the current path, and attempts, per rehearsal."""
    tree, path = _tree(ids), _path(ids)
    learner_turns = func.coalesce(path.c.learner_turns, 0)
    found = connection.execute(
        select(tree.c.rehearsal_id, learner_turns, tree.c.attempts).outerjoin(
            path, path.c.rehearsal_id == tree.c.rehearsal_id
        )
    )
    return {rehearsal_id: (said, attempts) for rehearsal_id, said, attempts in found}


def _tree(ids: list[str]) -> Subquery:
    """Attempts per rehearsal: turns from which nobody went on, or where a meeting ended or stands.

    `app.domain.attempt` says the same of one tree.
    """
    child = turns.alias("child")
    went_on = and_(child.c.rehearsal_id == turns.c.rehearsal_id, child.c.parent_id == turns.c.id)
    ended = and_(attempts.c.rehearsal_id == turns.c.rehearsal_id, attempts.c.leaf_id == turns.c.id)
    ends = or_(~exists().where(went_on), exists().where(ended), turns.c.id == rehearsals.c.leaf_id)
    return (
        select(turns.c.rehearsal_id, func.count().label("attempts"))
        .join(rehearsals, rehearsals.c.id == turns.c.rehearsal_id)
        .where(turns.c.rehearsal_id.in_(ids), ends)
        .group_by(turns.c.rehearsal_id)
        .subquery("tree")
    )


def _path(ids: list[str]) -> Subquery:
    """Learner turns per rehearsal on the way from its leaf to the root."""
    step = select(turns.c.rehearsal_id, turns.c.parent_id, turns.c.speaker)
    at_leaf = and_(rehearsals.c.id == turns.c.rehearsal_id, rehearsals.c.leaf_id == turns.c.id)
    walk = (
        step.join(rehearsals, at_leaf).where(rehearsals.c.id.in_(ids)).cte("walk", recursive=True)
    )
    to_parent = and_(turns.c.rehearsal_id == walk.c.rehearsal_id, turns.c.id == walk.c.parent_id)
    walk = walk.union_all(step.join(walk, to_parent))
    return (
        select(walk.c.rehearsal_id, func.count().label("learner_turns"))
        .where(walk.c.speaker == "learner")
        .group_by(walk.c.rehearsal_id)
        .subquery("path")
    )
