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
    r"tonnes?|tons?|parcels?|units?|shillings?|subscribers?|readers?|stories|cases?|operations?|"
    r"appeals?|hospitals?|families|samples?|returns?|boxes|mispicks?|counts?)"
)
_WORD = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"a hundred|hundred)"
)
_NUMBER = (
    rf"(?:\d{{1,3}}(?: \d{{3}})+|\d+(?:[.,]\d+)*|{_WORD}(?:[ -](?:and )?{_WORD})*(?:[ -]one)?|"
    r"half an?)"
)
_FIGURE = re.compile(
    rf"(?<![\w.,])(?:[£$€₹]\s?\d+(?:[.,]\d+)*(?:\s?(?:k|m|million|thousand|lakhs?|crores?)\b)?"
    rf"|{_NUMBER}[ -]?{_UNIT}(?: to {_NUMBER}(?: ?{_UNIT})?(?!\w))?)(?!\w)",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[£$€₹]|\b(?:thousand|million|lakhs?|crores?|grand|k|pounds?|quid|euros?|dollars?|rupees|"
    r"shillings?)$|\dk$",
    re.IGNORECASE,
)
_HOW_IT_WAS = re.compile(
    r"\b(?:was|were|took|had|lost|wrote off|writing off|used to \w+|instead of|before|for|over|in|"
    rf"within|since|last|past|every|than|(?:\d+|{_WORD}) of)"
    r"(?: (?:us|me|you|them|about|around|nearly|some|over|roughly))* $",
    re.IGNORECASE,
)
"""What stands before a figure that was changed, or that only says how long it took."""
_SPENT = re.compile(r"^(?:had|lost|wrote off|writing off|used to|instead)", re.IGNORECASE)
"""The same for money."""
_CLAUSE = re.compile(r"[,.;:!?…—–()\n]+")
ECHO_WORDS = (4, 7)
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
_LEAN_ON = frozenset(
    """because that which who whose since as when where if was were is are has had would could
    should can will did does be been with without for from by at in on to of about than not until
    till now then it it's that's this there there's here's here also just only maybe perhaps
    even""".split()
)
"""A clause that begins with one of these leans on the one before it."""
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
        found["figure"] = _figure(seen.quote, text)
    kept = {slot: value for slot, value in known.items() if slot != "echo"}
    return kept | {slot: value for slot, value in found.items() if value and value in text}


def _figure(quote: str, text: str) -> str | None:
    """Return an amount of money, or else the last figure; nothing that tells how it was before.

    The quote goes before the rest of the turn, but money goes before anything.
    """
    near, all_of_it = _figures(quote), _figures(text)
    for figures in (near, all_of_it):
        for figure, before in figures:
            if _MONEY.search(figure) and not _SPENT.search(before):
                return figure
    for figures in (near, all_of_it):
        now = [figure for figure, before in figures if not before]
        if now:
            return now[-1]
    return None


def _figures(text: str) -> list[tuple[str, str]]:
    """Return each figure with the words before it that tell it is not the one to admire."""
    found = []
    for match in _FIGURE.finditer(text):
        before = _HOW_IT_WAS.search(text[: match.start()])
        found.append((match.group().strip(), before.group() if before else ""))
    return found


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
    whole = short and words[0] not in _LEAN_ON
    return whole and not _NO_ECHO & set(echo) and not _TOLD_TO & set(words)
