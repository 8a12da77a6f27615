"""The ways to keep a copy of a rehearsal: files, the clipboard, and paper."""

from __future__ import annotations

from app.domain.rubric import Rubric
from app.domain.scorecard import Scorecard
from app.domain.talk import Talk
from app.export.as_text import plain_text
from app.export.record import Record
from app.web.markup import esc, joined, one_line
from app.web.words import t

FORMATS = {"pdf": "PDF", "md": "Markdown", "json": "JSON", "csv": "CSV"}
"""Export formats, with their names for people."""


def copies(talk: Talk, card: Scorecard | None = None, rubric: Rubric | None = None) -> str:
    """Return the links that download a rehearsal, and the buttons that copy and print it."""
    past = talk.rehearsal
    links = joined(
        f'<a class="btn plain" href="export/{esc(past.id)}.{form}" download>{name}</a>'
        for form, name in FORMATS.items()
    )
    text = plain_text(Record(past, talk.turns, card, rubric))
    by_hand = t("This browser does not let the page copy. The text is selected: press Ctrl+C.")
    return one_line(f"""
        <section class="copies" aria-label="{esc(t("Keep a copy"))}">
        <p class="exports"><span>{esc(t("Keep a copy"))}</span>{links}
        <button type="button" class="btn plain" data-copy="copy-text"
         data-said="{esc(t("Copied."))}" data-by-hand="{esc(by_hand)}">
        {esc(t("Copy as text"))}</button>
        <button type="button" class="btn plain" data-print>{esc(t("Print"))}</button>
        <span class="copy-state" role="status"></span></p>
        <textarea id="copy-text" class="copy-text" rows="8" readonly hidden
         lang="en" aria-label="{esc(t("This rehearsal as text"))}">{esc(text)}</textarea>
        </section>""")
