"""What a boss may repeat of the learner's own words; nothing is ever invented."""

from __future__ import annotations

import re

from app.boss.director import Heard
from app.domain.persona import Persona

_NOT_NAMES = frozenset(
    """i i'm i'd i've i'll a an the and but so if my our your his her their we you he she they it
    thanks thank please yes no well ok okay sure look listen have has had do does did is are was
    were can could would should may might let lets let's what when where who why how there here
    this that these those maybe perhaps also then now sorry honestly actually give take put ask
    boss sir madam miss ma'am monday tuesday wednesday thursday friday saturday sunday january
    february march april may june july august september october november december easter christmas
    hr it's he's she's they're you're that's not one two three even think suppose what's who's
    manager director head chief senior team for with to from on at in of by as or""".split()
)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_UNIT = (
    r"(?:%|percent|per cent|hours?|days?|weeks?|months?|years?|minutes?|pounds?|quid|euros?|"
    r"dollars?|grand|thousand|k|customers?|clients?|orders?|tickets?|errors?|complaints?|"
    r"incidents?|people|trainees?|patients?|pupils?|students?|tonnes?|tons?|parcels?|units?)"
)
_NUMBER = r"(?:\d[\d.,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|half a)"
_FIGURE = re.compile(
    rf"(?:[£$€₹]\s?\d[\d.,]*\s?(?:k|m)?\b|\b{_NUMBER}\s?{_UNIT})(?!\w)", re.IGNORECASE
)
_CLAUSE = re.compile(r"[,.;:!?…—–()\n]+")
_DATE = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|tonight|next (?:week|month|quarter)|"
    r"(?:a|one|two|three|ten|\d+|the) ?(?:or two )?(?:days?|weeks?|month|fortnight)\b|fortnight|"
    r"\d{1,2}(?:st|nd|rd|th)|january|february|march|april|june|july|august|september|october|"
    r"november|december|easter|christmas|end of (?:the|this|next) (?:week|month|day)|by (?:the )?"
    r"(?:weekend|\d)|(?:in|at) \d{1,2}(?::\d\d)?)",
    re.IGNORECASE,
)
ECHO_WORDS = (3, 7)
"""Fewest and most words of an echo."""


def names_a_date(text: str) -> bool:
    """Whether `text` names a day, a date or a span of time."""
    return _DATE.search(text) is not None


def facts_from(persona: Persona, text: str, heard: Heard, known: dict[str, str]) -> dict[str, str]:
    """Return slot values after a learner turn: what was `known` and what this turn gave.

    The echo is always of this turn; candidate and figure stay until there is a newer one.
    """
    facts = {slot: value for slot, value in known.items() if slot != "echo"}
    if (seen := heard.find("names_candidate")) and (name := _candidate(persona, text, seen.quote)):
        facts["candidate"] = name
    if (seen := heard.find("quantified_impact")) and (found := _FIGURE.search(seen.quote)):
        facts["figure"] = found.group().strip()
    if echo := _echo(heard):
        facts["echo"] = echo
    return facts


def _candidate(persona: Persona, text: str, quote: str) -> str | None:
    """Return the first name in the quote that is not the boss's and not the start of a sentence."""
    own = {word.lower() for word in _WORD.findall(persona.name)}
    for part in (quote, text):
        for match in _WORD.finditer(part):
            word = match.group().removesuffix("'s").removesuffix("’s").rstrip("'’-")
            if not word[:1].isupper() or word.isupper() or len(word) < 2:
                continue
            if word.lower() not in _NOT_NAMES and word.lower() not in own:
                return word
    return None


def _echo(heard: Heard) -> str | None:
    """Return a short clause of what was noticed, to the letter."""
    for seen in heard.behaviours:
        for clause in _CLAUSE.split(seen.quote):
            words = clause.split()
            if ECHO_WORDS[0] <= len(words) <= ECHO_WORDS[1] and not _first_person(words):
                return clause.strip()
    return None


def _first_person(words: list[str]) -> bool:
    """Quoting "I'd rather" back at somebody sounds odd from another mouth."""
    first = {"i", "i'm", "i'd", "i've", "i'll", "my", "me", "you", "your", "you're", "im"}
    return any(word.lower().replace("’", "'") in first for word in words)
