"""Rehearsals as files: PDF for paper, Markdown to read, JSON to process, CSV for spreadsheets."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from app.export.as_csv import csv_text
from app.export.as_json import json_text
from app.export.as_markdown import markdown_text
from app.export.record import Record

ExportFormat = Literal["md", "json", "csv", "pdf"]
FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)
PaperName = Literal["a4", "letter"]


class Copy(NamedTuple):
    """A file to keep."""

    name: str
    content: bytes
    """Text is UTF-8."""


def exported(form: ExportFormat, record: Record, paper: PaperName = "a4") -> Copy:
    """Return a rehearsal as a file; `paper` is the size of a PDF's pages."""
    past = record.rehearsal
    name = f"{past.persona_id}-{past.started_at:%Y-%m-%d}-{past.id[:8]}.{form}"
    if form == "pdf":
        from app.export.as_pdf import pdf_bytes  # half a second, which nobody else waits for

        return Copy(name, pdf_bytes(record, paper))
    writers = {"json": json_text, "csv": csv_text, "md": markdown_text}
    return Copy(name, writers[form](record).encode("utf-8"))
