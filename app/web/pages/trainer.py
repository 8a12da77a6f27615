"""The trainer page: where the judge needs a person, and how often the two agree."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import gradio as gr

from app.errors import AppError
from app.web import jobs_html, review_html, trainer_html
from app.web.commands import Command
from app.web.pages.shared import Page, View, pane

Screen = tuple[View, View]
"""A note, and the page."""


class Trainer(Page):
    """Wires the trainer page to the use case."""

    role = "trainer"

    def build(self, blocks: gr.Blocks) -> None:
        """Lay out the page inside `blocks` and bind its events."""
        self.bind(blocks, [pane(name, visible=False) for name in ("trainer-note", "trainer")])

    async def screens(self, who: str, command: Command, *, first: bool) -> AsyncIterator[Screen]:
        """Yield the page after a command; an error becomes a message."""
        note = View(visible=False)
        try:
            if command.do == "undo":
                self._rehearsals.corrections.undo(who, command.correction)
                note = View(trainer_html.undone(command.correction))
            elif command.do == "rescore":
                await asyncio.to_thread(self._rehearsals.jobs.rescore, who, command.rubric)
            elif command.do == "cancel_job":
                await asyncio.to_thread(self._rehearsals.jobs.cancel, command.job)
        except AppError as error:
            note = View(review_html.notice(str(error)))
        try:
            overview = self._rehearsals.corrections.overview(who)
            rubrics, jobs = self._rehearsals.rubrics(), self._rehearsals.jobs
            bulk = jobs_html.panel(jobs.newest(jobs_html.SHOWN), rubrics, jobs.elsewhere)
            yield note, View(trainer_html.page(overview, rubrics, bulk))
        except AppError as error:
            yield View(review_html.notice(str(error))), View(visible=False)
