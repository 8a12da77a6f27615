"""What the app says to somebody who is not well: the same words in the browser and the terminal."""

from __future__ import annotations

HELP = (
    "You matter more than this exercise. Nothing you wrote there is scored. Stop whenever you "
    "like, and please talk to somebody today: a friend, your doctor, or a helpline "
    "(findahelpline.com lists them by country).",
    "If you are in danger, call your emergency number now: 112 in Europe, 999 in the UK, 911 in "
    "the US and Canada, 000 in Australia. In the US and Canada, 988 answers day and night.",
)
"""Paragraphs; shown as soon as the boss steps out, and in place of a score."""
