"""Twelve transcripts of all kinds, as `rehearse score` reads them."""

from __future__ import annotations

import json
from typing import Any

BOSS = "I want you to lead the team from Monday."
THANKING = "Thank you, that means a lot to me."
NAMING = "Priya could take the team."


def talk(transcript_id: str, *said: str, boss: str = BOSS) -> dict[str, Any]:
    """A transcript in which the boss says the same before each thing that the learner says."""
    turns = []
    for text in said:
        turns.append({"speaker": "boss", "text": boss})
        turns.append({"speaker": "learner", "text": text})
    return {"id": transcript_id, "turns": turns}


TWELVE: tuple[dict[str, Any], ...] = (
    talk("plain", THANKING, "The van is in the yard until four, as you know.", NAMING),
    talk("emoji", f"😀👩‍👩‍👧 {THANKING} 🏳️‍🌈", f"🎉🎉\n{NAMING} 🎉"),
    talk("rtl", f"שלום דנה. {THANKING}", f"\u202e{NAMING}\u202c مرحبا"),
    talk("zero-width", "Th\u200bank y\u00adou, th\u2060at me\u200bans a l\u200dot t\ufeffo me."),
    talk("tags", f"{THANKING}\U000e0069\U000e0067\U000e006e {NAMING}\U000e007f"),
    talk("100 KB", f"{THANKING} " * 3000),
    talk("200 turns", *["The van is in the yard until four, as you know."] * 99, NAMING),
    {"id": "boss only", "turns": [{"speaker": "boss", "text": THANKING}] * 3},
    {"id": "empty", "turns": []},
    talk("one word", "No."),
    talk(
        "español",
        "Muchas gracias por pensar en mí, pero prefiero quedarme donde estoy ahora mismo.",
    ),
    talk("odd", f"\0\ud83d {THANKING}\r\n\u2028ﬁne… {NAMING}\u00a0", "=1+1 [bold] </s> {x}", ""),
)
UNSCORED = {"boss only", "empty", "one word", "español"}
TRUNCATED = {"100 KB"}


def jsonl(*records: dict[str, Any]) -> bytes:
    """The records as a file."""
    return "".join(json.dumps(record) + "\n" for record in records).encode()
