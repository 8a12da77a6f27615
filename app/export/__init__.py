"""Rehearsals as files: Markdown to read, JSON to process, CSV for spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from app.domain.conversation import Rehearsal, Turn
from app.domain.rubric import Rubric
from app.domain.scorecard import Scorecard
from app.export.as_csv import csv_text
from app.export.as_json import json_text
from app.export.as_markdown import markdown_text

ExportFormat = Literal["md", "json", "csv"]
FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)


def exported(
    form: ExportFormat,
    rehearsal: Rehearsal,
    turns: Sequence[Turn],
    card: Scorecard | None,
    rubric: Rubric | None,
) -> tuple[str, str]:
    """Return (file name, text); `rubric` gives titles where it is still there."""
    name = f"{rehearsal.persona_id}-{rehearsal.started_at:%Y-%m-%d}-{rehearsal.id[:8]}.{form}"
    if form == "json":
        return name, json_text(rehearsal, turns, card)
    if form == "csv":
        return name, csv_text(rehearsal, turns, card)
    return name, markdown_text(rehearsal, turns, card, rubric)
