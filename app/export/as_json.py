"""A rehearsal as JSON."""

from __future__ import annotations

import json

from app.export.record import ONLY_PRACTICE, Record

_INTERNAL = {"rehearsal_id", "message_id", "state", "parent_id"}


def json_text(record: Record) -> str:
    """Return rehearsal, transcript, scorecard and what stands beside it.

    Evidence counts `turns` from 0. The judge is in `scorecard.pins.judge`, and every correction
    names its `trainer`.
    """
    card = record.card
    document = {
        "rehearsal": record.rehearsal.model_dump(mode="json", exclude={"owner", "leaf_id"}),
        "turns": [turn.model_dump(mode="json", exclude=_INTERNAL) for turn in record.turns],
        "scorecard": card.model_dump(mode="json") if card else None,
        "corrections": [
            one.model_dump(mode="json", exclude={"rehearsal_id", "scorecard_id"})
            for one in record.corrections
        ],
        "reflection": record.reflection,
        "plan": [{"question": asked, "answer": said} for asked, said in record.plan],
        "note": ONLY_PRACTICE,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
