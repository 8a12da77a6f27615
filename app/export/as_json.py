"""A rehearsal as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from app.domain.conversation import Rehearsal, Turn
from app.domain.scorecard import Scorecard

_INTERNAL = {"rehearsal_id", "message_id", "state", "parent_id"}


def json_text(rehearsal: Rehearsal, turns: Sequence[Turn], card: Scorecard | None) -> str:
    """Return rehearsal, transcript and scorecard; evidence counts `turns` from 0."""
    document = {
        "rehearsal": rehearsal.model_dump(mode="json", exclude={"owner", "leaf_id"}),
        "turns": [turn.model_dump(mode="json", exclude=_INTERNAL) for turn in turns],
        "scorecard": card.model_dump(mode="json") if card else None,
        "note": "For practice only, not for personnel decisions.",
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
