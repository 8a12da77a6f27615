"""A rehearsal as plain text, to paste into a letter or a chat."""

from __future__ import annotations

from app.export.record import ONLY_PRACTICE, Record, level_words, overall_words


def plain_text(record: Record) -> str:
    """Return outcome, levels and transcript, without any markup."""
    card = record.card
    lines = [record.title, record.outcome]
    if card:
        lines += ["", f"Overall: {overall_words(card.overall)}"]
        lines += [f"{record.criterion(one.id)}: {level_words(one.level)}" for one in card.criteria]
    for turn in record.turns:
        lines += ["", f"{record.who(turn.speaker)}: {turn.text}"]
    return "\n".join([*lines, "", ONLY_PRACTICE, ""])
