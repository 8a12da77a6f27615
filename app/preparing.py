"""The use case of preparing: a worksheet for each situation, and what became of it in a meeting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from app.catalog.catalog import Catalog
from app.domain.persona import SITUATIONS
from app.domain.talk import Talk
from app.domain.text import storable
from app.domain.worksheet import ABOUT, NAMES, KeptWorksheet, Planned, Worksheet, longest, overlong
from app.errors import NotFound, WorksheetRefused
from app.judge.planned import became
from app.store.repository import Store


class Open(NamedTuple):
    """A worksheet on the table."""

    situation: str
    sheet: Worksheet
    updated_at: datetime | None = None
    """When it was last kept; None for one that is new."""


class Preparing:
    """Everything a learner can do before a meeting, and what they find of it afterwards."""

    def __init__(self, store: Store, catalog: Catalog, clock: Callable[[], datetime]) -> None:
        self._store, self._catalog, self._clock = store, catalog, clock

    def worksheet(self, owner: str, situation: str) -> Open:
        """Return the worksheet for a situation; a new one knows who the learner is already.

        Raises `NotFound` for a situation that does not exist.
        """
        if situation not in SITUATIONS:
            raise NotFound("situation", situation, list(SITUATIONS))
        if kept := self._store.worksheets.get(owner, situation):
            return Open(situation, kept.sheet, kept.updated_at)
        last = next(iter(self._store.worksheets.all(owner)), None)
        about = {field: last.sheet.answer(field) for field in ABOUT} if last else {}
        return Open(situation, Worksheet(**about))

    def worksheets(self, owner: str) -> dict[str, KeptWorksheet]:
        """Return the owner's worksheets by situation."""
        return {kept.situation: kept for kept in self._store.worksheets.all(owner)}

    def keep(
        self, owner: str, situation: str, answers: Mapping[str, str], *, after: datetime | None
    ) -> Open:
        """Keep the answers in place of those that were written at `after` (None: none were).

        Raises `NotFound`, and `WorksheetRefused` for one that is too long, or when the worksheet
        went on in another window.
        """
        before = self.worksheet(owner, situation)
        sheet = _filled({field: storable(text) for field, text in answers.items()})
        if sheet == before.sheet:  # nothing to keep, whichever window it comes from
            return before
        at = self._clock()
        self._store.worksheets.keep(owner, situation, sheet, at, after=after)
        return Open(situation, sheet, at)

    def plan(self, owner: str, rehearsal_id: str) -> Worksheet:
        """Return the worksheet as it was when a rehearsal began. Raises `NotFound`."""
        return self._store.worksheets.plan(owner, rehearsal_id)

    def became(self, owner: str, talk: Talk) -> tuple[Planned, ...]:
        """Return what became of the plan on the path of a talk. Raises `NotFound`."""
        plan = self.plan(owner, talk.rehearsal.id)
        return became(plan, talk.lines_to_score, talk.rehearsal.persona_name)


def _filled(answers: Mapping[str, str]) -> Worksheet:
    """Return the worksheet with these answers; what is none of its questions is passed over.

    Raises `WorksheetRefused`, naming the first answer that is too long.
    """
    if field := overlong(answers):
        raise WorksheetRefused(
            f"“{NAMES[field]}” holds {len(answers[field].strip()):,} characters; the limit is "
            f"{longest(field)}. Shorten it; the rest is kept once it fits."
        )
    return Worksheet.model_validate(
        {field: answers[field] for field in Worksheet.model_fields if field in answers}
    )
