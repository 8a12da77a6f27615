"""A rehearsal as CSV: one row a turn, with what it earned and cost, and what was said of it."""

from __future__ import annotations

import csv
import io

from app.domain.correction import ChangedLevel
from app.export.record import Record

HEADER = (
    "rehearsal",
    "boss",
    "outcome",
    "turn",
    "speaker",
    "at",
    "text",
    "behaviours",
    "quotes",
    "corrections",
    "reflection",
)

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a formula can begin; the full-width ones count in East Asian versions of Excel."""


def csv_text(record: Record) -> str:
    """Return the rows; no cell can be read as a formula by a spreadsheet.

    What is said of the whole, levels that trainers gave and the reflection, stands in the last
    turn's row.
    """
    rehearsal, card = record.rehearsal, record.card
    out = io.StringIO()
    # All cells are quoted, so that no other separator that a spreadsheet looks for cuts one in two.
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADER)
    for index, turn in enumerate(record.turns):
        last = index == len(record.turns) - 1
        seen = [
            (finding.behaviour, evidence.quote)
            for criterion in (card.criteria if card else ())
            for finding in criterion.findings
            for evidence in finding.evidence
            if evidence.turn == index
        ]
        row = (
            rehearsal.id,
            rehearsal.persona_name,
            rehearsal.outcome or "open",
            str(index),
            turn.speaker,
            turn.at.isoformat(timespec="seconds"),
            turn.text,
            "; ".join(name for name, _ in seen),
            " | ".join(quote for _, quote in seen),
            " | ".join(_corrections(record, index, last=last)),
            record.reflection if last else "",
        )
        writer.writerow([harmless(cell) for cell in row])
    return out.getvalue()


def _corrections(record: Record, index: int, *, last: bool) -> list[str]:
    """Return what trainers say of a turn, and with the last one of the whole."""
    return [
        record.said_by_trainer(one)
        for one in record.corrections
        if (last if isinstance(one, ChangedLevel) else one.evidence.turn == index)
    ]


def harmless(cell: str) -> str:
    """Return a cell that LibreOffice and Excel take as text, never as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
