"""All pages together."""

from __future__ import annotations

import gradio as gr

from app.config import Settings
from app.rehearsal import Rehearsals
from app.web.pages.practice import Practice
from app.web.pages.prepare import Prepare
from app.web.pages.privacy import Privacy
from app.web.pages.progress import Progress
from app.web.pages.review import Review
from app.web.pages.trainer import Trainer

TITLE = "Rehearsal Room"


def build(rehearsals: Rehearsals, settings: Settings) -> gr.Blocks:
    """Return the pages, wired to `rehearsals`."""
    blocks: gr.Blocks = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with blocks:
        Practice(rehearsals).build(blocks, settings.max_message)
    with blocks.route("Prepare", "/prepare", show_in_navbar=False):
        Prepare(rehearsals).build(blocks)
    with blocks.route("Review", "/review", show_in_navbar=False):
        Review(rehearsals).build(blocks)
    with blocks.route("Progress", "/progress", show_in_navbar=False):
        Progress(rehearsals).build(blocks)
    with blocks.route("Trainer", "/trainer", show_in_navbar=False):
        Trainer(rehearsals).build(blocks)
    with blocks.route("Privacy", "/privacy", show_in_navbar=False):
        Privacy(rehearsals, settings).build(blocks)
    return blocks
