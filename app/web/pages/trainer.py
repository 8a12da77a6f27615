"""The trainer page: where the judge needs a person, and how often the two agree."""

from __future__ import annotations

from collections.abc import AsyncIterator

import gradio as gr

from app.errors import AppError
from app.web import review_html, trainer_html
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
        except AppError as error:
            note = View(review_html.notice(str(error)))
        try:
            overview = self._rehearsals.corrections.overview(who)
            yield note, View(trainer_html.page(overview, self._rehearsals.rubrics()))
        except AppError as error:
            yield View(review_html.notice(str(error))), View(visible=False)
