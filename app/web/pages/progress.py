"""The progress page: how the learner gets on, and whom to talk to next."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import gradio as gr

from app.errors import AppError
from app.web import progress_html, review_html
from app.web.commands import Command
from app.web.pages.shared import Page, View, pane, query

Screen = tuple[View, View]
"""A note, and the page."""


class Progress(Page):
    """Wires the progress page to the use case."""

    def build(self, blocks: gr.Blocks) -> None:
        """Lay out the page inside `blocks` and bind its events."""
        self.bind(blocks, [pane(name, visible=False) for name in ("progress-note", "progress")])

    def asked(self, request: gr.Request) -> Command:
        """Return what shows the rubric in the page's address."""
        return Command(do="arrive", rubric=query(request, "rubric"))

    async def screens(self, who: str, command: Command, *, first: bool) -> AsyncIterator[Screen]:
        """Yield the page after a command; an error becomes a message."""
        look = self._rehearsals.progress.standing
        try:
            standing = await asyncio.to_thread(look, who, command.rubric)
            yield View(visible=False), View(progress_html.page(standing))
        except AppError as error:
            yield View(review_html.notice(str(error))), View(visible=False)
