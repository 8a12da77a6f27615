"""The trainer page: where the judge needs a person, and how often the two agree."""

from __future__ import annotations

from collections.abc import AsyncIterator

import gradio as gr

from app.errors import AppError, MessageRefused
from app.rehearsal import Rehearsals
from app.web import commands, review_html, trainer_html
from app.web.commands import Command
from app.web.pages.shared import Updates, View, hidden_box, pane, updates
from app.web.visitor import owner

Screen = tuple[View, View]
"""A note, and the page."""


class Trainer:
    """Wires the trainer page to the use case. Keeps nothing about visitors."""

    def __init__(self, rehearsals: Rehearsals) -> None:
        self._rehearsals = rehearsals

    def build(self, blocks: gr.Blocks) -> None:
        """Lay out the page inside `blocks` and bind its events."""
        panes = [pane("trainer-note", visible=False), pane("trainer", visible=False)]
        blocks.load(
            self.arrived,
            None,
            panes,
            show_progress="hidden",
            concurrency_limit=None,
            api_visibility="private",
        )
        hidden_box("command", self.acted, panes)

    async def arrived(self, request: gr.Request) -> AsyncIterator[Updates]:
        """Show the page."""
        async for shown in updates(self._screens(owner(request), Command(do="arrive"))):
            yield shown

    async def acted(self, envelope: str, request: gr.Request) -> AsyncIterator[Updates]:
        """Do what app.js wrote into the hidden box."""
        try:
            command = commands.read(envelope)
        except MessageRefused:
            command = Command(do="arrive")
        async for shown in updates(self._screens(owner(request), command)):
            yield shown

    async def _screens(self, who: str, command: Command) -> AsyncIterator[Screen]:
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
