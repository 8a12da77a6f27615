"""Rows to domain objects and back. Columns are called as the fields are.

Reading raises `StoreUnavailable` for a row that makes no sense: the database is damaged.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pydantic import BaseModel, TypeAdapter
from sqlalchemy import RowMapping

from app.domain.attempt import Ending
from app.domain.conversation import BossState, Move, Rehearsal, Turn, Usage
from app.domain.correction import ApartRow, Correction, CorrectionRow
from app.domain.hint import Hint
from app.domain.history import HistoryRow
from app.domain.scorecard import Scorecard
from app.domain.worksheet import KeptWorksheet, Worksheet
from app.errors import StoreUnavailable

_TURN_JSON: dict[str, type[BaseModel]] = {"move": Move, "state": BossState, "usage": Usage}
_CORRECTION: TypeAdapter[Correction] = TypeAdapter(Correction)


def turn_row(turn: Turn) -> dict[str, Any]:
    """Return the columns of `turns` for a turn."""
    row = turn.model_dump(exclude=set(_TURN_JSON))
    for name in _TURN_JSON:
        part: BaseModel | None = getattr(turn, name)
        row[name] = part and part.model_dump_json()
    return row


def turn(row: RowMapping) -> Turn:
    """Return the turn of a row of `turns`."""
    with _readable("turn", row):
        parts = {
            name: row[name] and model.model_validate_json(row[name])
            for name, model in _TURN_JSON.items()
        }
        return Turn.model_validate({**_fields(Turn, row), **parts})


def rehearsal(row: RowMapping) -> Rehearsal:
    """Return the rehearsal of a row of `rehearsals`."""
    with _readable("rehearsal", row):
        return Rehearsal.model_validate(_fields(Rehearsal, row))


def ending(row: RowMapping) -> Ending:
    """Return how an attempt ended, from a row of `attempts`."""
    return Ending.model_validate(_fields(Ending, row))


def scorecard_row(scorecard: Scorecard) -> dict[str, Any]:
    """Return the columns of `scorecards` for a scorecard."""
    levels = {criterion.id: criterion.level for criterion in scorecard.criteria}
    return {
        "id": scorecard.id,
        "rehearsal_id": scorecard.rehearsal_id,
        "leaf_id": scorecard.leaf_id,
        "created_at": scorecard.created_at,
        "overall": scorecard.overall,
        "levels": json.dumps(levels),
        "body": scorecard.model_dump_json(),
        "apart": bool(scorecard.apart),
    }


def scorecard(row: RowMapping) -> Scorecard:
    """Return the scorecard of a row of `scorecards`."""
    with _readable("scorecard", row):
        return Scorecard.model_validate_json(row["body"])


def correction_row(correction: Correction) -> dict[str, Any]:
    """Return the columns of `corrections` for a correction."""
    return {
        "id": correction.id,
        "rehearsal_id": correction.rehearsal_id,
        "scorecard_id": correction.scorecard_id,
        "trainer": correction.trainer,
        "subject": correction.subject,
        "at": correction.at,
        "body": correction.model_dump_json(),
    }


def correction(row: RowMapping) -> Correction:
    """Return the correction of a row of `corrections`."""
    with _readable("correction", row):
        return _CORRECTION.validate_json(row["body"])


def correction_with_rehearsal(row: RowMapping) -> CorrectionRow:
    """Return the correction in `body` with the rehearsal of the other columns."""
    return CorrectionRow(correction=correction(row), rehearsal=rehearsal(row))


def apart_row(row: RowMapping) -> ApartRow:
    """Return the scorecard in `body` with the rehearsal of the other columns."""
    return ApartRow(card=scorecard(row), rehearsal=rehearsal(row))


def worksheet(row: RowMapping) -> KeptWorksheet:
    """Return the worksheet of a row of `worksheets`."""
    with _readable("worksheet", row, "situation"):
        sheet = Worksheet.model_validate_json(row["body"])
        return KeptWorksheet(situation=row["situation"], sheet=sheet, updated_at=row["updated_at"])


def plan(row: RowMapping) -> Worksheet:
    """Return the worksheet with which a rehearsal began, from its `id` and a `body` or none."""
    with _readable("plan of rehearsal", row):
        return Worksheet.model_validate_json(row["body"] or "{}")


def hint_row(hint: Hint) -> dict[str, Any]:
    """Return the columns of `hints` for a hint."""
    columns = hint.model_dump(include={"rehearsal_id", "turn_id", "level", "concern", "at"})
    return {**columns, "body": hint.model_dump_json()}


def hint(row: RowMapping) -> Hint:
    """Return the hint of a row of `hints`."""
    with _readable("hint", row, "number"):
        return Hint.model_validate_json(row["body"])


def history_row(row: RowMapping, learner_turns: int, attempts: int) -> HistoryRow:
    """Return a line of the history from a row of `rehearsals` with its newest levels."""
    with _readable("rehearsal", row):
        return HistoryRow(
            rehearsal=rehearsal(row),
            levels=json.loads(row["levels"] or "{}"),
            overall=row["overall"],
            learner_turns=learner_turns,
            attempts=attempts,
        )


def _fields(model: type[BaseModel], row: RowMapping) -> dict[str, Any]:
    return {name: row[name] for name in model.model_fields if name in row}


@contextmanager
def _readable(kind: str, row: RowMapping, name: str = "id") -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise StoreUnavailable(
            f"The stored {kind} {row[name]} cannot be read; the database is damaged. "
            "Restore a backup."
        ) from error
