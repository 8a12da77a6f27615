"""The use case of privacy: all that is kept of somebody, as a file or gone; keeping to terms."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from app.domain.worksheet import Worksheet
from app.errors import NotFound, StoreUnavailable
from app.export import Copy, ExportFormat
from app.export.as_markdown import plain
from app.store.belongings import Belonging
from app.store.repository import Store

UNDO_DAYS = 7
"""How long a deleted rehearsal can be brought back."""

A_DAY = 24 * 60 * 60
"""In seconds."""

_log = logging.getLogger(__name__)

_CONTENTS = """\
All that Rehearsal Room keeps of {owner}, as of {day}.

rehearsals/     each rehearsal: as a page to read (.md: the attempt you are on), and whole (.json:
                every turn of every attempt, scorecards, what trainers say of them, hints,
                reflections, and the worksheet it began with)
worksheets/     what you prepared: as a page to read (.md) and as stored (.json)
everything.json what else belongs to you: tokens that your calls to a language model took, what you
                said as a trainer of other people's scorecards, and your account if there is one

For practice only, not for personnel decisions.
"""


class Erased(NamedTuple):
    """What erasing came to."""

    rehearsals: int
    clean: bool
    """Nothing can be read in the database's file, either; if not, the daily run will see to it."""


class Tidied(NamedTuple):
    """What a run of the daily chores removed."""

    rehearsals: int
    others: int
    """Worksheets, and days of token use."""
    clean: bool


class Privacy:
    """Everything people can do about what is kept of them. Keeps nothing about visitors."""

    def __init__(
        self,
        store: Store,
        export: Callable[[str, str, ExportFormat], Copy],
        clock: Callable[[], datetime],
        retention_days: int | None = None,
        may_go: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`export` gives an owner's rehearsal as a file; `retention_days` None: kept for good.

        `may_go` raises an `AppError` for an owner without whom nobody could look after the rest.
        """
        self._may_go = may_go
        self._store, self._export, self._clock = store, export, clock
        self.retention_days = retention_days

    @property
    def place(self) -> str:
        """Where everything is kept, for people; never a user or a password."""
        return self._store.place

    def kept(self, owner: str) -> int:
        """Return how many rehearsals are kept of an owner; deleted ones count."""
        return self._store.belongings.count(owner)

    def everything(self, owner: str) -> Copy:
        """Return all that is kept of an owner: a zip of JSON, and Markdown to read."""
        there, now = self._store.belongings, self._clock()
        others = there.others(owner)
        packed = BytesIO()
        with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
            archive.writestr("README.txt", _CONTENTS.format(owner=owner, day=f"{now:%Y-%m-%d}"))
            for past in there.rehearsals(owner):
                self._add_rehearsal(archive, owner, past)
            for sheet in others.pop("worksheets"):
                name = f"worksheets/{sheet['situation']}"
                archive.writestr(f"{name}.json", _json(sheet))
                archive.writestr(f"{name}.md", _worksheet(sheet))
            rest = {
                "owner": owner,
                **others,
                "said_as_trainer": there.said_of_others(owner),
                "account": there.account(owner),
            }
            archive.writestr("everything.json", _json(rest))
        return Copy(f"rehearsal-room-{now:%Y-%m-%d}.zip", packed.getvalue())

    def _add_rehearsal(self, archive: ZipFile, owner: str, past: Belonging) -> None:
        whole = {**past, **self._store.belongings.hanging(owner, past["id"])}
        name = f"rehearsals/{past['started_at'][:10]}-{past['persona_id']}-{past['id']}"
        archive.writestr(f"{name}.json", _json(whole))
        try:
            page = self._export(owner, past["id"], "md")
        except NotFound:  # a deleted one, which nobody can open
            return
        archive.writestr(f"{name}.md", page.content)

    def erase(self, owner: str) -> Erased:
        """Remove all that is kept of an owner, for good, and every trace in the file.

        Raises `AccountRefused` for the only admin.
        """
        self._may_go(owner)
        gone = self._store.belongings.erase(owner, self._clock())
        return Erased(gone, self._store.belongings.scrub())

    # Keeping to terms

    def tidy(self) -> Tidied:
        """Remove what is past its time; stopped at any point, the next run goes on from there."""
        there, now = self._store.belongings, self._clock()
        older = now - timedelta(days=self.retention_days) if self.retention_days else None
        deleted = now - timedelta(days=UNDO_DAYS)
        removed = others = 0
        while gone := there.expire(older=older, deleted=deleted, at=now):
            removed += gone
        if older is not None:
            others = there.expire_the_rest(older, now)
        return Tidied(removed, others, there.scrub())

    async def daily(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Tidy now and every day, until cancelled; a store that fails is tried again tomorrow."""
        while True:
            try:
                done = await asyncio.to_thread(self.tidy)
                _log.info("removed what is past its time: %s rehearsals", done.rehearsals)
            except StoreUnavailable as error:
                _log.warning("what is past its time was not removed: %s", error)
            await sleep(A_DAY)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _worksheet(kept: Belonging) -> str:
    """Return a worksheet as a page to read."""
    sheet = Worksheet.model_validate(kept["body"])
    about = [("Your name", sheet.name), ("Your trade", sheet.trade), ("Your role", sheet.role)]
    lines = [f"# Worksheet: {plain(kept['situation'])}", ""]
    for asked, answer in (*(pair for pair in about if pair[1]), *sheet.named):
        lines += [f"**{plain(asked)}:** {plain(answer)}", ""]
    return "\n".join(lines)
