"""The privacy page: what is kept of a visitor, and erasing it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import gradio as gr

from app.config import Settings
from app.errors import AppError
from app.llm.address import endpoint_host
from app.rehearsal import Rehearsals
from app.web import privacy_html, review_html
from app.web.commands import Command
from app.web.pages.shared import Page, View, pane
from app.web.visitor import OWNER

Screen = tuple[View, View]
"""A note, and the page."""


class Privacy(Page):
    """Wires the privacy page to the use case."""

    def __init__(self, rehearsals: Rehearsals, settings: Settings) -> None:
        super().__init__(rehearsals)
        self._settings = settings

    def build(self, blocks: gr.Blocks) -> None:
        """Lay out the page inside `blocks` and bind its events."""
        self.bind(blocks, [pane(name, visible=False) for name in ("privacy-note", "privacy")])

    async def screens(self, who: str, command: Command, *, first: bool) -> AsyncIterator[Screen]:
        """Yield the page after a command; an error becomes a message."""
        here, note = self._rehearsals.privacy, View(visible=False)
        try:
            if command.do == "erase":
                note = View(privacy_html.erased(await asyncio.to_thread(here.erase, who)))
            kept = await asyncio.to_thread(here.kept, who)
            yield note, View(privacy_html.page(self._terms(who), kept))
        except AppError as error:
            yield View(review_html.notice(str(error))), View()

    def _terms(self, who: str) -> privacy_html.Terms:
        here = self._rehearsals
        speaks, judges = here.speaker_kind == "prompted", here.judge_kind == "llm"
        return privacy_html.Terms(
            place=here.privacy.place,
            here=who == OWNER,
            retention_days=here.privacy.retention_days,
            endpoint=endpoint_host(self._settings) if speaks or judges else "",
            speaks=speaks,
            judges=judges,
            masked=self._settings.mask == "on",
        )
