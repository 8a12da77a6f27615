"""The page on which a learner prepares: a worksheet that keeps itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import NamedTuple

import gradio as gr

from app.domain.persona import Persona
from app.errors import AppError, NotFound, WorksheetRefused
from app.preparing import Open
from app.web import commands, prepare_html, review_html
from app.web.commands import Command
from app.web.pages.shared import Page, View, pane, query
from app.web.prepare_html import Saved
from app.web.words import t


class Screen(NamedTuple):
    """Everything on the page, pane by pane."""

    sheet: View = View()
    state: View = View(visible=False)


class Prepare(Page):
    """Wires the worksheet to the use case."""

    def build(self, blocks: gr.Blocks) -> None:
        """Lay out the page inside `blocks` and bind its events."""
        self.bind(blocks, [pane(name, visible=False) for name in ("sheet", "sheet-note")])

    def asked(self, request: gr.Request) -> Command:
        """Return the situation, or the boss whose situation it is, of the page's address."""
        return Command(
            do="arrive", situation=query(request, "situation"), persona=query(request, "boss")
        )

    async def screens(self, who: str, command: Command, *, first: bool) -> AsyncIterator[Screen]:
        """Yield the page after a command; an error becomes a message."""
        try:
            yield self._kept(who, command) if command.do == "keep" else self._open(who, command)
        except NotFound as error:
            kept = self._rehearsals.preparing.worksheets(who)
            yield Screen(View(prepare_html.chooser(kept, str(error))))
        except AppError as error:
            yield Screen(View(review_html.notice(str(error))))

    def _open(self, who: str, command: Command) -> Screen:
        here = self._rehearsals
        boss = here.persona(command.persona) if command.persona else None
        situation = boss.situation.kind if boss else command.situation
        if not situation:
            return Screen(View(prepare_html.chooser(here.preparing.worksheets(who))))
        sheet = here.preparing.worksheet(who, situation)
        html = prepare_html.worksheet(sheet, boss, self._bosses(situation))
        return Screen(View(html), View(prepare_html.state(sheet, Saved(fresh=True))))

    def _bosses(self, situation: str) -> list[Persona]:
        return [one for one in self._rehearsals.personas() if one.situation.kind == situation]

    def _kept(self, who: str, command: Command) -> Screen:
        """Keep what was typed; the form itself is left alone, as somebody is typing in it."""
        preparing = self._rehearsals.preparing
        problem, after = "", None
        try:
            after = _moment(command.written)
            sheet = preparing.keep(who, command.situation, commands.answers(command), after=after)
        except WorksheetRefused as error:
            problem = str(error)
            # What the browser knows stays: the next attempt is judged by the same.
            sheet = Open(
                command.situation, preparing.worksheet(who, command.situation).sheet, after
            )
        return Screen(state=View(prepare_html.state(sheet, Saved(command.message_id, problem))))


def _moment(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written) if written else None
    except ValueError:
        raise WorksheetRefused(t("The page sent something unreadable. Load it again.")) from None
