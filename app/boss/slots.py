"""What a boss may repeat of the learner's own words; nothing is ever invented."""

from __future__ import annotations

import re
from collections.abc import Collection

from app.boss.heard import Heard
from app.boss.names import answered_name, candidate
from app.domain.persona import Persona

_UNIT = (
    r"(?:%|percent|per cent|hours?|days?|weeks?|months?|years?|minutes?|pounds?|quid|euros?|"
    r"dollars?|rupees|grand|thousand|million|lakhs?|crores?|k|customers?|clients?|orders?|tickets?|"
    r"errors?|complaints?|incidents?|outages?|people|trainees?|patients?|pupils?|students?|beds?|"
    r"tonnes?|tons?|parcels?|units?)"
)
_NUMBER = (
    r"(?:\d+(?:[.,]\d+)*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a hundred|half an?)"
)
_FIGURE = re.compile(
    rf"(?<![\w.,])(?:[£$€₹]\s?\d+(?:[.,]\d+)*(?:\s?(?:k|m|million|thousand|lakhs?|crores?)\b)?"
    rf"|{_NUMBER}[ -]?{_UNIT}(?: to {_NUMBER}(?: ?{_UNIT})?(?!\w))?)(?!\w)",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[£$€₹]|\b(?:pounds?|quid|euros?|dollars?|rupees|grand|k|thousand|million|lakhs?|crores?)\b",
    re.IGNORECASE,
)
_ONCE = re.compile(
    r"\b(?:was|were|used to|took|had)\b[^,;:.!?]*$|\bbefore\b[^,;:.!?]*$", re.IGNORECASE
)
"""What stands before a figure of the bad old days."""
_NOW = re.compile(r"\b(?:now|since|today|nowadays|these days|after|last year)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,.;:!?…—–()\n]+")
ECHO_WORDS = (3, 7)
"""Fewest and most words of an echo."""
ECHO_CHARACTERS = 60
"""Longest echo (in characters)."""
_NO_ECHO = frozenset('{}[]<>"“”*_`\\')
"""What would read badly inside the boss's quotation marks, or could be taken for markup."""
_NOT_ECHOED = frozenset(
    """hostile blunt_refusal leaves_gap self_doubt lists_negatives self_interest vague_reason thanks
    asks_for_time asks_options next_step""".split()
)
"""Said back, these would be a sneer or make no sense."""
_JOINTS = frozenset("and but so then or well".split())
"""Words that a clause may begin with and an echo should not."""
_FRAGMENT = frozenset(
    """because that which who whose since as when where if was were is are has had would could
    should can will did does be been than of to not""".split()
)
"""A clause that begins with one of these makes no sense by itself."""
_TWO = re.compile(
    r"\b[A-Z][\w'’-]+ and [A-Z][\w'’-]+"
    r"|\b[A-Z][\w'’-]+ (?:could|can|would|should)\b.*\band [A-Z][\w'’-]+ (?:could|can|the)\b"
)
"""Two people, who are not "that one"."""
_TOLD_TO = frozenset(
    "i i'm i'd i've i'll my me myself mine we we're we'd our you you're your".split()
)


def facts_from(
    persona: Persona,
    text: str,
    heard: Heard,
    known: dict[str, str],
    spent: Collection[str] = (),
) -> dict[str, str]:
    """Return slot values after a learner turn: what was `known` and what this turn gave.

    Behaviours that are `spent` have done their work, and are not said back as an echo.

    Every new value stands in `text` to the letter. The echo is always of this turn; candidate and
    figure stay until there is a newer one.
    """
    found: dict[str, str | None] = {"echo": _echo(heard, spent)}
    if (seen := heard.find("names_candidate")) and not _TWO.search(seen.quote or text):
        found["candidate"] = candidate(persona, text, seen.quote) or answered_name(persona, text)
    if seen := heard.find("quantified_impact"):
        found["figure"] = _figure(seen.quote or text)
    kept = {slot: value for slot, value in known.items() if slot != "echo"}
    return kept | {slot: value for slot, value in found.items() if value and value in text}


def _figure(said: str) -> str | None:
    """Return the figure to be proud of: money first, and never how bad it once was."""
    figures = [
        match.group().strip()
        for match in _FIGURE.finditer(said)
        if not (_ONCE.search(said[: match.start()]) and _NOW.search(said[match.end() :]))
    ]
    return next((one for one in figures if _MONEY.search(one)), next(iter(figures), None))


def _echo(heard: Heard, spent: Collection[str]) -> str | None:
    """Return a short clause of what was noticed."""
    for seen in heard.behaviours:
        if seen.name in _NOT_ECHOED or seen.name in spent:
            continue
        for clause in _CLAUSE.split(seen.quote):
            echo = clause.strip()
            while " " in echo and echo.split(maxsplit=1)[0].lower() in _JOINTS:
                echo = echo.split(maxsplit=1)[1]
            if _can_be_said_back(echo):
                return echo
    return None


def _can_be_said_back(echo: str) -> bool:
    """Whether it is short and plain; "I'd rather" sounds odd from another mouth."""
    words = [word.lower().replace("’", "'").strip("'-") for word in echo.split()]
    short = ECHO_WORDS[0] <= len(words) <= ECHO_WORDS[1] and len(echo) <= ECHO_CHARACTERS
    whole = not words or words[0] not in _FRAGMENT
    return short and whole and not _NO_ECHO & set(echo) and not _TOLD_TO & set(words)
