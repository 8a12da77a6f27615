"""A rehearsal as CSV: one row a turn, with what it earned and cost."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from app.domain.conversation import Rehearsal, Turn
from app.domain.scorecard import Scorecard

HEADER = ("rehearsal", "boss", "outcome", "turn", "speaker", "at", "text", "behaviours", "quotes")

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a formula can begin; the full-width ones count in East Asian versions of Excel."""


def csv_text(rehearsal: Rehearsal, turns: Sequence[Turn], card: Scorecard | None) -> str:
    """Return the rows; no cell can be read as a formula by a spreadsheet."""
    out = io.StringIO()
    # All cells are quoted, so that no other separator that a spreadsheet looks for cuts one in two.
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADER)
    for index, turn in enumerate(turns):
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
        )
        writer.writerow([harmless(cell) for cell in row])
    return out.getvalue()


def harmless(cell: str) -> str:
    """Return a cell that LibreOffice and Excel take as text, never as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
